"""``serve --engine oxigraph``: the store of a build behind Oxigraph's own server, for programs that ask very often.

It speaks the SPARQL protocol at ``/query`` and knows nothing of this project: no pages, no prefixes. It has no switch
against SERVICE, so it runs sealed (:mod:`graph.serve.sealed`): it can be reached, and reaches nobody. Its own time limit
makes a thread for every query that sleeps until the time is up, which ends it at a thousand queries a second; so who
computes too long is watched from outside, and the engine started anew.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from graph.serve import sealed
from graph.serve.busy import Watch
from graph.serve.limits import LOOPBACK, Limits
from graph.store import MANIFEST, STORE, find_build
from loaders.errors import UsageError

_START_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 0.5
_ENDED: Final = "oxigraph 意外结束，重新启动 / ended unexpectedly, started again"
_LATE: Final = "oxigraph 有查询超过时限，重新启动 / a query took longer than it may, started again"
# What the engine maps before anything is asked, and its answers at once; the limit is on top of it.
_BASE_BYTES: Final = 1 << 30


def run(
    folder: Path,
    port: int,
    host: str,
    limits: Limits,
    ready: Callable[[str], None] = lambda url: print(url, flush=True),
) -> None:
    """Serves a build until Ctrl-C or SIGTERM; another build in its place is served within a second or two.

    A query that takes too much memory or time ends the engine, which is started again at once. Raises UsageError where the engine is not
    installed, cannot be sealed or does not start, and for a host that others reach: nothing limits how many ask at once.
    """
    program = _program()
    if host not in LOOPBACK:
        zh, en = (
            f"--engine oxigraph 只在本机监听，不在 {host}",
            f"--engine oxigraph listens on this machine only, not on {host}",
        )
        raise UsageError(f"{zh}；去掉 --host，或去掉 --engine", f"{en}; leave out --host or --engine")
    folder = find_build(folder)
    where = _free(host, port)
    address = f"[{host}]:{where}" if ":" in host else f"{host}:{where}"
    command = (
        *(
            sys.executable,
            "-I",
            sealed.__file__,
            str(_BASE_BYTES + limits.memory_bytes),
            program,
            "serve-read-only",
        ),
        *("--location", str(folder / STORE), "--bind", address),
    )
    with _until_told() as told:
        engine, seen = _started(command, host, where), _state(folder)
        watch = Watch(engine.process.pid)
        try:
            ready(f"http://{address}/query")
            while not told.wait(_LOOK_SECONDS):
                ended = engine.process.poll() is not None
                late = watch.longest() > limits.seconds
                if ended or late:
                    print(_LATE if late else _ENDED, file=sys.stderr, flush=True)
                elif _state(folder) == seen:
                    continue
                engine.end()
                seen = _state(folder)
                engine = _started(command, host, where)
                watch = Watch(engine.process.pid)
        finally:
            engine.end()


@dataclass(frozen=True, slots=True)
class _Engine:
    process: "subprocess.Popen[bytes]"
    said: BinaryIO

    def end(self) -> None:
        """At once: it only reads, and has no way to end in order."""
        self.process.kill()
        self.process.wait()

    def failure(self) -> UsageError:
        """Why it ended, in its own words."""
        self.said.seek(0)
        line = self.said.readline(500).decode("utf-8", "replace").strip() or f"exit code {self.process.returncode}"
        zh, en = f"oxigraph 启动不了：{line}", f"oxigraph does not start: {line}"
        return UsageError(f"{zh}；先 minsheng build", f"{en}; minsheng build first")


def _started(command: tuple[str, ...], host: str, port: int) -> _Engine:
    """An engine that answers. Raises UsageError where it ends instead."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 - read when it has ended
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
    )
    engine = _Engine(process, said)
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return engine
    engine.end()
    raise engine.failure()


def _program() -> str:
    if not sealed.supported():
        zh, en = "--engine oxigraph 只在 Linux 上", "--engine oxigraph is there on Linux only"
        why = "elsewhere it cannot be kept from asking other hosts"
        raise UsageError(f"{zh}：别处无法禁止它访问其他主机", f"{en}: {why}")
    beside = str(Path(sys.executable).parent)
    found = shutil.which("oxigraph", path=os.pathsep.join((beside, os.environ.get("PATH", ""))))
    if not found:
        zh, en = "没有 oxigraph 程序", "there is no oxigraph program"
        raise UsageError(f"{zh}：pip install 'minsheng[oxigraph]'", f"{en}: pip install 'minsheng[oxigraph]'")
    return found


def _free(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises UsageError where it is taken."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        zh, en = f"无法监听 {host}:{port}：{error.strerror}", f"cannot listen on {host}:{port}: {error.strerror}"
        raise UsageError(f"{zh}；换一个 --port", f"{en}; choose another --port") from None


def _state(folder: Path) -> tuple[int, int] | None:
    try:
        stat = (folder / MANIFEST).stat()
    except OSError:  # between the two renames of a build
        return None
    return stat.st_mtime_ns, stat.st_ino


@contextlib.contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets."""
    told = threading.Event()
    before = {number: signal.signal(number, lambda *_: told.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
