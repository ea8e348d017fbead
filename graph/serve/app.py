"""The site: which path leads where, and what every answer carries."""

import json
import sys
import time
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from graph.serve import web
from graph.serve.limits import LOOPBACK, Settings
from graph.serve.messages import Refused, Reply
from graph.serve.pages_routes import Pages
from graph.serve.protocol import Protocol
from graph.serve.workers import Pool

_READ: Final = ["GET", "HEAD"]
_METHODS: Final = frozenset((*_READ, "POST"))
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Language, Retry-After",
}
# What a page, and what any other answer, carries beside its own headers, as ASGI has them.
_HTML: Final = web.raw({**_ALWAYS, "Content-Security-Policy": web.POLICY})
_DATA: Final = web.raw({**_ALWAYS, **_CORS})
_PREFLIGHT: Final = {
    **_CORS,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Site:
    """An ASGI application: CORS, security headers, the host's name, the access log, errors; then the routes."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        self.settings = settings
        self.protocol = protocol = Protocol(settings, pool)
        pages = Pages(settings, pool)
        self._hosts = LOOPBACK if settings.local else frozenset()
        self.routes = Starlette(
            routes=[
                Route("/sparql/", protocol.sparql, methods=[*_READ, "POST"]),
                Route("/.well-known/void", protocol.void, methods=_READ),
                Route("/.well-known/sparql-examples", protocol.examples, methods=_READ),
                Route("/graph-store", protocol.graph_store, methods=_READ),
                Route("/graph/{name:path}", protocol.graph, methods=_READ),
                *pages.routes(),
            ],
            exception_handlers={
                Refused: self._refused,
                HTTPException: self._http,
                web.Gone: self._gone,
                500: self._bug,
            },
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        started = time.perf_counter()
        seen = {"status": 0, "bytes": 0}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                headers = message["headers"]
                given = dict(headers)
                more = _HTML if given.get(b"content-type", b"").startswith(b"text/html") else _DATA
                headers.extend(pair for pair in more if pair[0] not in given)
            else:
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            if self._hosts and not self._known_host(scope):
                await Response("421 Misdirected Request\n", 421, media_type="text/plain")(scope, receive, sending)
            elif scope["method"] == "OPTIONS":
                await Response(None, 204, _PREFLIGHT)(scope, receive, sending)
            else:
                handle = self._sparql if scope["path"] == "/sparql" else self.routes
                await handle(scope, receive, sending)
        finally:
            if self.settings.log:
                _log(scope, seen, time.perf_counter() - started)

    async def _sparql(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoint, without the layers that the routes lie under: they take as long as a small query."""
        request = Request(scope, receive)
        try:
            if scope["method"] not in _METHODS:
                raise HTTPException(405, headers={"Allow": ", ".join(sorted(_METHODS))})
            response = await self.protocol.sparql(request)
        except Refused as error:
            response = await self._refused(request, error)
        except HTTPException as error:
            response = await self._http(request, error)
        except web.Gone as error:
            response = await self._gone(request, error)
        except ClientDisconnect:
            return
        except Exception as error:
            await (await self._bug(request, error))(scope, receive, send)
            raise
        await response(scope, receive, send)

    def _known_host(self, scope: Scope) -> bool:
        """A page elsewhere may have its name point at this machine: names that are not ours are not answered."""
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        return name.strip("[]").lower() in self._hosts

    async def _refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return web.problem(request, error.reply, web.lang(request, self.settings))

    async def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        words = {404: ("没有这个网址", "no such address"), 405: ("不支持这种方法", "the method is not allowed")}
        zh, en = words.get(error.status_code, (error.detail, error.detail))
        reply = Reply(status=error.status_code, error=f"http-{error.status_code}", zh=zh, en=en)
        response = web.problem(request, reply, web.lang(request, self.settings))
        response.headers.update(error.headers or {})
        return response

    async def _gone(self, _request: Request, _error: Exception) -> Response:
        return Response(None, 499)

    async def _bug(self, request: Request, _error: Exception) -> Response:
        reply = Reply(status=500, error="bug", zh="服务器出错", en="the server has a fault")
        return web.problem(request, reply, web.lang(request, self.settings))


def _log(scope: Scope, seen: dict[str, int], seconds: float) -> None:
    """One JSON object a line. What an update says is not written down, nor what is in a body, nor who asked."""
    query = scope["query_string"].decode("latin-1")
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "method": scope["method"],
        "path": scope["path"],
        **({"query": query[:1000]} if query and "update=" not in query else {}),
        "status": seen["status"],
        "bytes": seen["bytes"],
        "ms": round(seconds * 1000, 1),
    }
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
