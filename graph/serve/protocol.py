"""SPARQL 1.1 Protocol, SPARQL 1.1 Graph Store HTTP Protocol (reading), the service description.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import hmac
import re
from email.message import Message
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph.serve import web
from graph.serve.limits import Settings
from graph.serve.messages import Job, Refused
from graph.serve.negotiate import GRAPHS, choose
from graph.serve.workers import Pool
from ontology import GRAPH

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.I)


class Protocol:
    """The routes /sparql, /graph-store and /graph/NAME."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self.settings, self.pool = settings, pool

    async def sparql(self, request: Request) -> Response:
        """2.1 query, 2.2 update; GET without a query describes the service."""
        if len(request.scope["query_string"]) > self.settings.limits.query_bytes:
            raise Refused(414, "request-too-large", "网址太长，请改用 POST", "the address is too long; use POST")
        pairs = web.parameters(request.scope["query_string"])
        if request.method in ("GET", "HEAD"):
            if not any(name in ("query", "update") for name, _ in pairs):
                return await self._describe(request, pairs)
            if web.one(pairs, "update") is not None:
                raise Refused(400, "update-by-get", "更新只能用 POST", "an update must be sent by POST")
            return await self._query(request, pairs, web.one(pairs, "query"))
        content, charset = _content_type(request)
        data = await web.body(request, self.settings.limits.query_bytes)
        if content == _FORM:
            pairs += web.parameters(data)
            update = web.one(pairs, "update")
            query = web.one(pairs, "query")
            if (update is None) == (query is None):
                zh, en = "query 与 update 给且只给一个", "give one of query and update"
                raise Refused(400, "no-query", zh, en)
            return await (
                self._query(request, pairs, query) if update is None else self._update(request, pairs, update)
            )
        if content not in (_QUERY, _UPDATE):
            zh, en = f"不认识的内容类型 {content or '（无）'}", f"unknown content type {content or '(none)'}"
            raise Refused(415, "content-type", zh, f"{en}: there are {_QUERY}, {_UPDATE}, {_FORM}")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise web.not_utf8() from None
        if charset not in ("utf-8", "utf8", "us-ascii", ""):
            raise web.not_utf8()
        return await (self._query if content == _QUERY else self._update)(request, pairs, text)

    async def _query(self, request: Request, pairs: list[tuple[str, str]], text: str | None) -> Response:
        if text is None:
            raise Refused(400, "no-query", "没有查询", "there is no query")
        default = [value for name, value in pairs if name == "default-graph-uri"]
        named = [value for name, value in pairs if name == "named-graph-uri"]
        job = Job(
            op="query",
            text=text,
            accept=request.headers.get("accept", ""),
            format=web.one(pairs, "format") or "",
            lang=web.lang(request, self.settings, web.one(pairs, "lang")),
            dataset=bool(default or named),
            default=default,
            named=named,
        )
        return await web.answer(request, self.pool, job, stable="(" not in text or not _CHANGING.search(text))

    async def _update(self, request: Request, pairs: list[tuple[str, str]], text: str) -> Response:
        self._allowed(request)
        default = [value for name, value in pairs if name == "using-graph-uri"]
        named = [value for name, value in pairs if name == "using-named-graph-uri"]
        job = Job(op="update", text=text, dataset=bool(default or named), default=default, named=named)
        reply, _ = await self.pool.update(job)
        if reply.error:
            raise web.refused(reply)
        return Response(None, 204)

    def _allowed(self, request: Request) -> None:
        token = self.settings.token
        if not token:
            zh, en = "这里只读：更新需要 --allow-update", "read-only here: updates need --allow-update"
            raise Refused(403, "read-only", zh, en)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
            zh, en = "更新需要口令：Authorization: Bearer …", "an update needs the token: Authorization: Bearer …"
            raise Refused(401, "no-token", zh, en)

    async def _describe(self, request: Request, pairs: list[tuple[str, str]]) -> Response:
        accept = request.headers.get("accept", "")
        if pairs and not any(name in ("format", "lang") for name, _ in pairs):
            raise Refused(400, "no-query", "没有 query 参数", "the parameter query is missing")
        if choose(accept, [*GRAPHS, "text/html"]) == "text/html":
            return RedirectResponse("/", 303, {"Vary": web.VARY})
        return await self.described(request, "service")

    async def described(self, request: Request, what: str) -> Response:
        """The service description, VoID or the examples, as a graph."""
        job = Job(
            op="describe",
            text=what,
            accept=request.headers.get("accept", ""),
            format=request.query_params.get("format", ""),
            values={"origin": origin(request)},
        )
        return await web.answer(request, self.pool, job)

    async def void(self, request: Request) -> Response:
        """/.well-known/void"""
        return await self.described(request, "void")

    async def examples(self, request: Request) -> Response:
        """/.well-known/sparql-examples"""
        return await self.described(request, "examples")

    async def graph_store(self, request: Request) -> Response:
        """/graph-store?graph=IRI or ?default (indirect identification, 4.2)."""
        pairs = web.parameters(request.scope["query_string"])
        graph = web.one(pairs, "graph")
        if (graph is None) == (web.one(pairs, "default") is None):
            raise Refused(400, "no-graph", "给 ?graph=IRI 或 ?default 之一", "give one of ?graph=IRI and ?default")
        if graph == "":
            raise Refused(400, "bad-graph", "图的名称是空的", "the graph's name is empty")
        return await self._graph(request, graph or "")

    async def graph(self, request: Request) -> Response:
        """/graph/NAME: a graph that bears the project's own name (direct identification, 4.1)."""
        return await self._graph(request, GRAPH + request.path_params["name"])

    async def _graph(self, request: Request, iri: str) -> Response:
        job = Job(
            op="graph",
            text=iri,
            accept=request.headers.get("accept", "").replace("text/html", "text/turtle"),
            format=request.query_params.get("format", ""),
        )
        return await web.answer(request, self.pool, job)


def origin(request: Request) -> str:
    """Where the client believes that we are: http://127.0.0.1:8000"""
    return f"{request.url.scheme}://{request.url.netloc}"


def _content_type(request: Request) -> tuple[str, str]:
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    if not request.headers.get("content-type"):
        return "", ""
    return message.get_content_type(), str(message.get_param("charset", "")).lower()
