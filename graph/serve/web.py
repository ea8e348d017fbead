"""Requests and answers: the few things every route does alike."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from graph.serve.limits import Settings
from graph.serve.messages import Job, Refused, Reply
from graph.serve.negotiate import choose, language
from graph.serve.workers import Pool

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
VARY: Final = "Accept, Accept-Encoding, Accept-Language, Cookie"
# How long a client may be gone before we look whether it is.
_PATIENCE: Final = 0.3


class Gone(Exception):  # noqa: N818 - nobody is left to tell
    """The client hung up."""


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI has them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def parameters(raw: bytes) -> list[tuple[str, str]]:
    """``a=1&b=2`` in UTF-8. Raises Refused where it is not."""
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000
        )
    except (UnicodeDecodeError, ValueError):
        raise not_utf8() from None


def not_utf8() -> Refused:
    """Bytes that are no text."""
    return Refused(400, "not-utf-8", "不是 UTF-8", "not UTF-8")


def one(pairs: Iterable[tuple[str, str]], name: str) -> str | None:
    """A parameter that may be given once. Raises Refused where it is given twice."""
    found = [value for key, value in pairs if key == name]
    if len(found) > 1:
        raise Refused(400, "given-twice", f"参数 {name} 给了多次", f"the parameter {name} is given more than once")
    return found[0] if found else None


async def body(request: Request, limit: int) -> bytes:
    """The body, as long as it is no longer than it may be."""
    zh, en = f"请求超过 {limit} 字节的上限", f"the request is larger than the {limit} bytes it may be"
    too_large = Refused(413, "request-too-large", zh, en)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise too_large
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise too_large
        parts.append(part)
    return b"".join(parts)


def lang(request: Request, settings: Settings, asked: str | None = "") -> str:
    """The language of a page or a message. ``asked`` is the parameter of that name, where it has been read already."""
    if asked == "":
        asked = request.query_params.get("lang")
    return language(asked or request.cookies.get("lang"), request.headers.get("accept-language", ""), settings.lang)


def problem(request: Request, reply: Reply, lang: str) -> Response:
    """An error as JSON (RFC 9457) for programs, as text for people at a terminal; both say the same."""
    message = reply.zh if lang == "zh" else reply.en
    headers = {"Cache-Control": "no-store", "Content-Language": lang, "Vary": VARY}
    if reply.status == 503:
        headers["Retry-After"] = "2"
    if reply.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="minsheng"'
    offers = ["text/plain", "application/problem+json", "application/json", "application/sparql-results+json"]
    kind = choose(request.headers.get("accept", ""), offers) or "text/plain"
    if kind == "text/plain":
        return Response(message + "\n", reply.status, headers, "text/plain")
    fields: dict[str, object] = {
        "type": f"https://w3id.org/minsheng/ontology#{reply.error}",
        "title": message,
        "status": reply.status,
        "error": reply.error,
        "zh": reply.zh,
        "en": reply.en,
    }
    if reply.line:
        fields |= {"line": reply.line, "column": reply.column}
    text = json.dumps(fields, ensure_ascii=False)
    return Response(text, reply.status, headers, "application/problem+json")


def tag(generation: str, job: Job) -> str:
    """An ETag: the same question about the same data has the same; weak, since bytes may be zipped."""
    key = "\x00".join(
        (
            *(generation, job.op, job.text, job.accept, job.format, job.lang, str(job.dataset)),
            *("\x01".join(part) for part in (job.default, job.named, [f"{k}={v}" for k, v in job.values.items()])),
        )
    )
    return f'W/"{hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


def known(request: Request, etag: str) -> bool:
    """Whether the client has this already."""
    return etag in (part.strip() for part in request.headers.get("if-none-match", "").split(","))


async def present(request: Request, work: Awaitable[tuple[Reply, bytes]]) -> tuple[Reply, bytes]:
    """Work for a client that is still there: if it hangs up, the work is cancelled and its worker free."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task
    watching: list[asyncio.Task[None]] = []

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        task.cancel()

    # Most work is done before anyone could lose patience: a task to watch is made for what is not.
    timer = loop.call_later(_PATIENCE, lambda: watching.append(loop.create_task(watch())))
    try:
        return await work
    except asyncio.CancelledError:
        if watching and watching[0].done():
            task.uncancel()
            raise Gone from None
        raise
    finally:
        timer.cancel()
        for other in watching:
            other.cancel()


async def answer(
    request: Request, pool: Pool, job: Job, headers: Mapping[str, str] | None = None, *, stable: bool = True
) -> Response:
    """A job done by a worker, as a response; 304 where the client has it. ``stable`` is false for NOW() and RAND()."""
    head = {"Vary": VARY, "Cache-Control": "no-cache" if stable else "no-store", **(headers or {})}
    generation = pool.generation
    if stable:
        head["ETag"] = tag(generation, job)
        if known(request, head["ETag"]):
            return Response(None, 304, head)
    job.gzip = "gzip" in request.headers.get("accept-encoding", "").lower()
    reply, content = pool.at_once(job, generation) or await present(request, pool.run(job))
    if reply.error:
        raise refused(reply)
    if reply.location:
        return Response(None, reply.status, {**head, "Location": reply.location})
    if reply.encoding:
        head["Content-Encoding"] = reply.encoding
    if reply.type.startswith("text/html"):
        head["Content-Language"] = job.lang
    # Starlette would add a charset to text/*, where the worker has said what is so.
    return Response(content, reply.status, {**head, "Content-Type": reply.type})


def refused(reply: Reply) -> Refused:
    """A worker's error, to be raised here."""
    error = Refused(reply.status, reply.error, reply.zh, reply.en)
    error.reply = reply
    return error
