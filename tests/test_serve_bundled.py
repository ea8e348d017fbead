"""Oxigraph's own server on a build's store: what it answers, whom it cannot reach, and that it comes back."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from graph.serve import sealed
from graph.store import STORE, open_build
from tests.servers import oxigraph
from tests.serving import ROOT

pytestmark = [
    pytest.mark.skipif(
        not sealed.supported(), reason="a process cannot be sealed here: Linux on x86_64 and aarch64 only"
    ),
    pytest.mark.skipif(
        not (Path(sys.executable).parent / "oxigraph").exists(),
        reason="no oxigraph: pip install minsheng[oxigraph]",
    ),
]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COMMAND = (sys.executable, str(ROOT / "minsheng.py"))


class Running:
    """``minsheng serve --engine oxigraph`` on a free port."""

    def __init__(self, folder: Path, *more: str) -> None:
        command = (*COMMAND, "--store", str(folder), "serve", "--engine", "oxigraph", "--port", "0", *more)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()
        self.client = httpx.Client(timeout=30)

    def ask(self, query: str) -> httpx.Response:
        return self.client.post(self.url, data={"query": query}, headers={"Accept": "text/csv"})

    def rows(self, query: str) -> list[str]:
        """The answer's lines, once the engine is there."""

        def answered() -> list[str]:
            with contextlib.suppress(httpx.TransportError):
                return self.ask(query).raise_for_status().text.split()[1:]
            return []

        found: list[str] = until(answered)
        return found

    def engine(self) -> int:
        """The engine's process; 0 where there is none at the moment."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else 0

    def close(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        self.client.close()
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def until(look: Callable[[], Any], seconds: float = 20) -> Any:
    """What is there within some time."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        select.select([], [], [], 0.05)
    return found


@pytest.fixture(scope="module")
def running(built: Path) -> Iterator[Running]:
    server = Running(built, "--timeout", "2")
    yield server
    assert server.close()[0] == 0


def test_it_answers_as_the_store_does(running: Running, built: Path) -> None:
    results = open_build(built).query(COUNT)
    assert isinstance(results, ox.QuerySolutions)
    assert running.rows(COUNT) == [next(iter(results))["n"].value]
    assert running.ask("SELECT * WHERE {").status_code == 400
    assert running.client.post(running.url, data={"update": "CLEAR ALL"}).status_code >= 400


def asked_elsewhere(url: str, host: str, silent: str) -> bool:
    """Whether a query with SERVICE makes the server at ``url`` connect to somebody."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        service = f"SERVICE {silent}<http://{host}:{listening.getsockname()[1]}/sparql>"
        with contextlib.suppress(httpx.TransportError):  # nobody answers there
            httpx.post(url, data={"query": f"SELECT * WHERE {{ {service} {{ ?s ?p ?o }} }}"}, timeout=3)
        try:
            listening.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_it_reaches_nobody_whom_the_same_server_unsealed_would(
    running: Running, tmp_path: Path, silent: str, host: str
) -> None:
    assert not asked_elsewhere(running.url, host, silent)
    assert running.rows(COUNT)
    with oxigraph(small(tmp_path / "build", "here") / STORE, read_only=True) as unsealed:
        assert asked_elsewhere(unsealed, host, silent)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT DISTINCT ?a ?d ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?g ?d ?a",
        "SELECT * WHERE { ?s ?p ?o FILTER(REGEX(STR(?o), '(a+)+$')) }",
        "SELECT * WHERE " + "{" * 20_000 + "?s ?p ?o" + "}" * 20_000,
        "SELECT * WHERE { ?s ?p ?o } #" + "x" * 10_000_000,
    ],
    ids=["cross", "distinct", "regex", "nested", "long"],
)
def test_a_hostile_query_takes_nothing_down(running: Running, query: str) -> None:
    with contextlib.suppress(httpx.TransportError):
        running.ask(query)
    assert running.rows(COUNT)


def test_an_engine_that_is_killed_is_started_again(running: Running) -> None:
    before = running.engine()
    os.kill(before, signal.SIGKILL)
    until(lambda: running.engine() not in (0, before))
    assert running.rows(COUNT)


def test_a_new_build_is_served(tmp_path: Path) -> None:
    folder = small(tmp_path / "build", "old")
    server = Running(folder)
    assert server.rows("SELECT ?o { ?s ?p ?o }") == ["old"]
    fresh = small(tmp_path / "fresh", "new")
    folder.rename(tmp_path / "gone")
    fresh.rename(folder)
    until(lambda: server.rows("SELECT ?o { ?s ?p ?o }") == ["new"])
    assert server.close(signal.SIGINT)[0] == 0


def test_the_engine_does_not_outlive_a_server_that_is_killed(tmp_path: Path) -> None:
    server = Running(small(tmp_path / "build", "here"))
    engine = server.engine()
    server.close(signal.SIGKILL)
    until(lambda: not Path(f"/proc/{engine}/cmdline").exists() or not Path(f"/proc/{engine}/cmdline").read_bytes())


def small(folder: Path, word: str) -> Path:
    """A build of one triple."""
    folder.mkdir()
    store = ox.Store(str(folder / STORE))
    store.add(ox.Quad(ox.NamedNode("http://a.example/s"), ox.NamedNode("http://a.example/p"), ox.Literal(word)))
    store.flush()
    del store
    (folder / "build.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "0.0.0.0"), "this machine only"),
        (("--allow-service", "a.example"), "only reads"),
        (("--sources", "."), "only reads"),
    ],
)
def test_what_it_cannot_do_is_refused_in_one_line(built: Path, arguments: tuple[str, ...], said: str) -> None:
    command = (*COMMAND, "--store", str(built), "--lang", "en", "serve", "--engine", "oxigraph", *arguments)
    found = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert found.returncode == 2
    assert said in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_store_that_does_not_open_and_a_port_that_is_taken_are_told_in_one_line(tmp_path: Path) -> None:
    folder = small(tmp_path / "build", "here")
    (folder / STORE / "CURRENT").write_text("nonsense")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for port, words in (("0", "does not start"), (str(taken.getsockname()[1]), "choose another --port")):
            command = (
                *COMMAND,
                "--store",
                str(folder),
                "--lang",
                "en",
                "serve",
                "--engine",
                "oxigraph",
                "--port",
                port,
            )
            found = subprocess.run(command, capture_output=True, text=True, timeout=60)
            assert (found.returncode, found.stderr.count("\n")) == (2, 1), found.stderr
            assert words in found.stderr


INSIDE = """
import errno, socket, sys
def refused(call, *arguments):
    try:
        call(*arguments)
    except OSError as error:
        assert error.errno == errno.EACCES, error
    else:
        raise AssertionError(call)
port = int(sys.argv[1])
refused(socket.socket().connect, ("127.0.0.1", port))
refused(socket.socket(socket.AF_INET6).connect, ("::1", port))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
refused(udp.sendto, b"x", ("127.0.0.1", port))
refused(udp.sendmsg, [b"x"], [], 0, ("127.0.0.1", port))
here, there = socket.socketpair()
here.send(b"still")
assert there.recv(5) == b"still"
socket.create_server(("127.0.0.1", 0)).close()
print("sealed")
"""


def test_what_is_sealed_can_be_reached_and_reaches_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = (
            sys.executable,
            "-I",
            sealed.__file__,
            str(4 << 30),
            sys.executable,
            "-c",
            INSIDE,
            str(listening.getsockname()[1]),
        )
        found = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert found.stdout == "sealed\n", found.stderr
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
