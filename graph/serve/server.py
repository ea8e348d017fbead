"""From a socket to an end in good order."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from graph.serve.app import Site
from graph.serve.http import reading
from graph.serve.limits import Limits, Settings
from graph.serve.workers import Pool
from graph.store import find_build
from loaders.errors import MinshengError, UsageError


def run(
    folder: Path,
    port: int = 8000,
    host: str = "127.0.0.1",
    *,
    token: str | None = None,
    services: tuple[str, ...] = (),
    sources: Path | None = None,
    lang: str = "zh",
    limits: Limits | None = None,
    union: bool = False,
    log: bool = True,
    plain: bool = False,
    ready: Callable[[str], None] = lambda url: print(url, flush=True),
) -> None:
    """Serves a build until Ctrl-C or SIGTERM; ``ready`` is told the address once requests are answered.

    Port 0 takes a free one. Raises UsageError where there is no build or the port is taken.
    """
    settings = Settings(
        folder=find_build(folder),
        host=host,
        port=port,
        token=token,
        services=services,
        sources=sources,
        union=union or token is not None,  # an update may fill a named graph only; then the union is asked
        lang=lang,
        log=log,
        plain=plain,
        limits=limits or Limits(),
    )
    if sources and not settings.local:
        zh, en = (
            "原文有版权，只在本机显示：--sources 不能与对外的 --host 同用",
            "sources are shown on this machine only",
        )
        raise UsageError(zh, f"{en}: --sources and a --host that others reach do not go together")
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{listening.getsockname()[1]}/"
    pool = Pool(settings, url + "sparql")
    config = uvicorn.Config(
        Site(settings, pool),
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        http=reading(settings.limits.query_bytes),
        lifespan="off",
        ws="none",
        limit_concurrency=1024,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(settings.limits.seconds) + 2,
    )
    server = _Server(config, lambda: ready(url))
    try:
        asyncio.run(_serve(server, pool, listening))
    finally:
        listening.close()


async def _serve(server: "_Server", pool: Pool, listening: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    server.on_signals(loop)
    try:
        await pool.open()
        await server.serve([listening])
    finally:
        await pool.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
        # Inherited by each connection: without it an answer in two packets waits 40 ms for the first to be confirmed.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        zh, en = f"无法监听 {host}:{port}：{error.strerror}", f"cannot listen on {host}:{port}: {error.strerror}"
        raise UsageError(f"{zh}；换一个 --port", f"{en}; choose another --port") from None


class _Server(uvicorn.Server):
    """Ends in good order at the first SIGINT or SIGTERM, at once at the second, and then with exit code 0."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def on_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.handle_exit, number, None)
            except NotImplementedError:  # Windows
                signal.signal(number, self.handle_exit)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """They are captured already, from before the workers start."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Says that it is ready once it is."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def main(arguments: list[str] | None = None) -> int:
    """``python -m graph.serve FOLDER [NAME=VALUE…]``, for scripts and tests that start a server."""
    folder, *pairs = sys.argv[1:] if arguments is None else arguments
    given: dict[str, Any] = dict(pair.split("=", 1) for pair in pairs)
    names = {name: given.pop(name) for name in list(given) if name in Limits.__dataclass_fields__}
    numbers: dict[str, Any] = {
        name: float(value) if name == "seconds" else int(value) for name, value in names.items()
    }
    limits = Limits(**numbers)
    if "services" in given:
        given["services"] = tuple(given["services"].split(","))
    if "sources" in given:
        given["sources"] = Path(given["sources"])
    try:
        run(
            Path(folder),
            int(given.pop("port", 0)),
            given.pop("host", "127.0.0.1"),
            union=given.pop("union", "no") == "yes",
            log=given.pop("log", "yes") == "yes",
            plain=given.pop("plain", "no") == "yes",
            limits=limits,
            **given,
        )
    except MinshengError as error:
        print(error.line("en"), file=sys.stderr)
        return error.exit_code
    return 0
