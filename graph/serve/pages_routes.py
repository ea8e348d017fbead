"""The routes of pages and of the library, and the files that pages need."""

import hashlib
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from graph.serve import web
from graph.serve.limits import Settings
from graph.serve.messages import Job, Refused
from graph.serve.workers import Pool
from graph.store import DOCUMENTATION, NETWORK
from queries import library

FOLDER: Final = Path(__file__).parent / "pages"
VENDOR: Final = Path(__file__).parent / "static" / "vendor"
_READ: Final = ["GET", "HEAD"]
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
}
_YEAR: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    zipped: bytes
    type: str


class Pages:
    """Everything but the protocol. Styles and scripts are read once and named by a hash of them all."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self.settings, self.pool = settings, pool
        self.files = {
            path.name: _file(path)
            for folder in (FOLDER, VENDOR)
            if folder.is_dir()
            for path in sorted(folder.iterdir())
            if path.suffix in _TYPES
        }
        joined = b"".join(name.encode() + file.content for name, file in self.files.items())
        self.version = hashlib.blake2b(joined, digest_size=6).hexdigest()

    def routes(self) -> list[Route]:
        """What leads where."""
        return [
            Route("/", self.home, methods=_READ),
            Route("/id/{path:path}", self.page, methods=_READ),
            Route("/ontology", self.ontology, methods=_READ),
            Route("/explain", self.explain, methods=_READ),
            Route("/search", self.search, methods=_READ),
            Route("/network", self.network, methods=_READ),
            Route(f"/{DOCUMENTATION}", self.documentation, methods=_READ),
            Route("/api", self.index, methods=_READ),
            Route("/api/{name}", self.api, methods=_READ),
            Route("/static/{version}/{name}", self.file, methods=_READ),
            Route("/favicon.ico", self.icon, methods=_READ),
        ]

    def _job(self, request: Request, op: str, text: str = "", **values: str) -> Job:
        lang = web.lang(request, self.settings)
        return Job(
            op=op,
            text=text,
            accept=request.headers.get("accept", ""),
            format=request.query_params.get("format", ""),
            lang=lang,
            values={"version": self.version, **values},
        )

    async def _answer(self, request: Request, job: Job) -> Response:
        response = await web.answer(request, self.pool, job)
        if request.query_params.get("lang") in ("zh", "en"):
            response.set_cookie("lang", job.lang, max_age=31536000, samesite="lax")
        return response

    async def home(self, request: Request) -> Response:
        """The query page."""
        editor = "yes" if "yasqe.min.js" in self.files and not self.settings.plain else ""
        return await self._answer(request, self._job(request, "home", editor=editor))

    async def page(self, request: Request) -> Response:
        """/id/KIND/NAME: what the project's IRIs lead to, encoded or not."""
        path = request.path_params["path"]
        return await self._answer(request, self._job(request, "page", path))

    async def ontology(self, request: Request) -> Response:
        """The vocabulary."""
        return await self._answer(request, self._job(request, "ontology"))

    async def explain(self, request: Request) -> Response:
        """/explain?s=place:500113&p=ms:runs&o=prog:长期护理保险"""
        asked = {name: request.query_params.get(name, "") for name in "spo"}
        return await self._answer(request, self._job(request, "explain", **asked))

    async def search(self, request: Request) -> Response:
        """/search?q=巴南"""
        asked = {name: request.query_params.get(name, "") for name in ("q", "kinds")}
        if len(asked["q"]) > 200:
            raise Refused(400, "too-long", "搜索词太长", "the search is too long")
        return await self._answer(request, self._job(request, "search", **asked))

    async def network(self, request: Request) -> Response:  # noqa: ARG002
        """The network, as it was built; it carries a policy of its own."""
        return self._built(NETWORK, "frame-ancestors 'self'")

    async def documentation(self, request: Request) -> Response:  # noqa: ARG002
        """The ontology to read; its style is in the page."""
        return self._built(DOCUMENTATION, "default-src 'none'; style-src 'unsafe-inline'; img-src data:")

    def _built(self, name: str, policy: str) -> Response:
        """A page as it was built."""
        path = self.settings.folder / name
        if not path.is_file():
            zh, en = f"没有 {name}：先运行 minsheng build", f"no {name}: run minsheng build"
            raise Refused(404, "not-built", zh, en)
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
        return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)

    async def index(self, request: Request) -> Response:  # noqa: ARG002
        """What the library can be asked, for programs."""
        entries = [
            {
                "name": q.name,
                "zh": q.summary,
                "en": q.summary_en,
                "tags": q.tags,
                "parameters": [
                    {"name": p.name, "zh": p.zh, "en": p.en, "default": p.default} for p in q.parameters
                ],
                "url": f"/api/{q.name}",
            }
            for q in library().values()
        ]
        return Response(json.dumps(entries, ensure_ascii=False), media_type="application/json")

    async def api(self, request: Request) -> Response:
        """/api/NAME?parameter=value: a query of the library, as CSV or JSON."""
        given = web.parameters(request.scope["query_string"])
        names = dict.fromkeys(name for name, _ in given if name not in ("format", "lang"))
        values = {name: web.one(given, name) or "" for name in names}
        job = Job(
            op="api",
            text=request.path_params["name"],
            accept=request.headers.get("accept", ""),
            format=web.one(given, "format") or "",
            values=values,
        )
        return await web.answer(request, self.pool, job)

    async def file(self, request: Request) -> Response:
        """A style or script. Its address holds a hash, so that it may be kept for ever."""
        found = self.files.get(request.path_params["name"])
        if not found:
            raise Refused(404, "http-404", "没有这个网址", "no such address")
        current = request.path_params["version"] == self.version
        headers = {
            "Content-Type": found.type,
            "Vary": "Accept-Encoding",
            "Cache-Control": _YEAR if current else "no-cache",
        }
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(found.zipped, headers={**headers, "Content-Encoding": "gzip"})
        return Response(found.content, headers=headers)

    async def icon(self, request: Request) -> Response:  # noqa: ARG002
        """None."""
        return Response(None, 204, {"Cache-Control": _YEAR})


def _file(path: Path) -> _File:
    content = path.read_bytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return _File(content, packer.compress(content) + packer.flush(), _TYPES[path.suffix])
