"""The graph on servers of two other makes: built onto them, it answers, compares, draws and exports as it does here."""

import http.server
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Thread

import pyoxigraph as ox
import pytest

import queries
from graph.compare import compare
from graph.drawing.render import render
from graph.export import export, quads
from graph.publish import publish
from graph.remote import MERGED, SENT, Remote, copied
from graph.results import rows
from graph.store import connect, open_build
from loaders.errors import UsageError
from tests import servers
from tests.test_errors import minsheng

MAKES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "oxigraph": servers.oxigraph,
    "virtuoso": servers.virtuoso,
}
OTHER = ox.NamedNode("https://example.org/other")


@pytest.fixture(scope="module", params=MAKES)
def server(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Remote]:
    """A server that holds the graph of the five reports, and a graph of somebody else."""
    with MAKES[request.param](tmp_path_factory.mktemp(request.param)) as url:
        remote = Remote(url)
        remote.update(f"INSERT DATA {{ GRAPH {OTHER} {{ {OTHER} {OTHER} {OTHER} }} }}")
        publish(quads(connect(str(built)), inferred=True), remote)
        yield remote


def test_every_query_of_the_library_answers_alike(server: Remote, built: Path) -> None:
    here = connect(str(built))
    different = [
        query.name
        for query in queries.library().values()
        if set(map(str, rows(server.query(query.bind({}))).rows))
        != set(map(str, rows(here.query(query.bind({}))).rows))
    ]
    assert different == []


def test_it_exports_the_same_bytes(server: Remote, built: Path) -> None:
    here = connect(str(built))
    for format_ in ("nquads", "turtle", "jsonl"):
        assert export(server, format_, inferred=True) == export(here, format_, inferred=True)


def test_it_draws_the_same_page(server: Remote, built: Path) -> None:
    assert render(copied(server)) == render(open_build(built))


def test_it_compares_alike(server: Remote, built: Path) -> None:
    assert compare(server, "长期护理保险") == compare(connect(str(built)), "长期护理保险")


def test_a_plain_query_counts_a_triple_once_and_sees_nothing_of_others(server: Remote, built: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert rows(server.query(count)) == rows(connect(str(built)).query(count))
    found = rows(server.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))
    names = {str(row[0]) for row in found.rows}
    assert not names & {f"<{SENT}>", str(OTHER)}
    assert not [name for name in names if name.startswith(f"<{MERGED}")]
    assert len(names) == 8


def test_what_is_there_is_not_sent_again_and_what_is_gone_is_cleared(server: Remote, built: Path) -> None:
    everything = quads(connect(str(built)), inferred=True)
    assert publish(everything, server) == 0
    gone = ox.NamedNode("https://w3id.org/minsheng/graph/000_25e917d34c8cffd4")
    assert publish([quad for quad in everything if quad.graph_name != gone], server) > 0
    assert gone not in {quad.graph_name for quad in server.quads()}
    assert bool(server.query("ASK { ?s ?p ?o }"))
    other = f"ASK {{ GRAPH {OTHER} {{ ?s ?p ?o }} }}"
    assert bool(server._ask(other, []))
    assert publish(everything, server) > 0
    assert set(server.quads()) == set(everything)


class _Killed(Remote):
    """A server to which only so many updates get through."""

    left = 0

    def update(self, text: str) -> None:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        super().update(text)


@pytest.mark.parametrize("make", MAKES)
def test_whenever_a_build_is_killed_queries_see_one_whole_and_the_next_mends_it(
    make: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.publish._TRIPLES", 2)

    def content(word: str, graphs: str) -> list[ox.Quad]:
        node = ox.NamedNode(f"https://example.org/{word}")
        return [
            ox.Quad(node, ox.NamedNode(f"https://example.org/p{n}"), ox.Literal(n), ox.NamedNode(f"https://w3id.org/minsheng/graph/{name}"))
            for name in graphs
            for n in range(5)
        ]  # fmt: skip

    old, new = content("old", "ab"), content("new", "bc")
    with MAKES[make](tmp_path) as url:
        for updates in range(100):
            publish(old, Remote(url))
            killed = _Killed(url)
            killed.left = updates
            try:
                publish(new, killed)
            except KeyboardInterrupt:
                seen = {str(row[0]) for row in rows(Remote(url).query("SELECT ?s { ?s ?p ?o }")).rows}
                count = rows(Remote(url).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).rows
                assert (len(seen), str(count[0][0])[1]) == (1, "5")
                publish(old, Remote(url))
                assert set(Remote(url).quads()) == set(old)
            else:
                break
        assert updates > 10
        assert set(Remote(url).quads()) == set(new)


@pytest.mark.slow
@pytest.mark.parametrize("make", MAKES)
def test_a_killed_build_goes_on_where_it_was(make: str, tmp_path: Path, built: Path) -> None:
    with MAKES[make](tmp_path) as url:
        command = [sys.executable, "-m", "minsheng", "-v", "--lang", "en", "--store", url, "build"]
        sent = 0
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            assert process.stderr
            for line in process.stderr:
                sent += " of " in line
                if sent == 40:
                    process.kill()
                    break
        remote = Remote(url)
        there = sum(int(said.partition(":")[2].partition("/")[0]) for said in remote.sent().values())
        assert 30 <= there <= 41
        again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        total = sum(int(said.partition(":")[2].partition("/")[0]) for said in remote.sent().values())
        assert sum(" of " in line for line in again.stderr.splitlines()) == total - there
        assert "303  figures" in again.stdout
        assert set(remote.quads()) == set(quads(connect(str(built)), inferred=True))


@pytest.mark.slow
def test_an_endpoint_that_cuts_its_answers_is_read_in_pages(tmp_path: Path, built: Path) -> None:
    with servers.virtuoso(tmp_path, rows=6000) as url:
        publish(quads(connect(str(built)), inferred=True), Remote(url))
        assert export(Remote(url), "nquads") == export(connect(str(built)), "nquads")
        with pytest.raises(UsageError, match="6000"):
            Remote(url).query("SELECT * { ?s ?p ?o }")
        assert rows(Remote(url).query("SELECT * { ?s ?p ?o } LIMIT 5999")).rows
        assert not bool(Remote(url).query("ASK { ?s <https://example.org/none> ?o }"))


def test_a_server_that_takes_no_updates_says_so_in_a_line(tmp_path: Path) -> None:
    with ExitStack() as stack:
        stack.enter_context(servers.oxigraph(tmp_path))
    with servers.oxigraph(tmp_path, read_only=True) as url:
        result = minsheng("--store", url, "build", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "MINSHENG_STORE_UPDATE" in result.stderr or "not allowed" in result.stderr


def test_a_password_goes_over_https_or_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_STORE_USER", "a")
    with pytest.raises(UsageError, match="https"):
        Remote("http://example.org/sparql")
    monkeypatch.delenv("MINSHENG_STORE_USER")
    monkeypatch.setenv("MINSHENG_STORE_TOKEN", "secret")
    with pytest.raises(UsageError, match="https"):
        Remote("http://example.org/sparql").query("ASK { ?s ?p ?o }")


class _Page(http.server.BaseHTTPRequestHandler):
    """A web page, or a challenge that only the right name and password answer."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        allowed = self.headers.get("Authorization") == "Basic YTpi"
        if self.path == "/secret" and not allowed:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="a"')
            self.end_headers()
            return
        body = b'{"head": {}, "boolean": true}' if allowed else b"<html>"
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json" if allowed else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def page() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as found:
        Thread(target=found.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{found.server_address[1]}"
        found.shutdown()


def test_a_name_and_password_are_sent_where_they_are_asked_for(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="MINSHENG_STORE_USER"):
        Remote(f"{page}/secret").query("ASK { ?s ?p ?o }")
    monkeypatch.setenv("MINSHENG_STORE_USER", "a")
    monkeypatch.setenv("MINSHENG_STORE_PASSWORD", "b")
    with pytest.raises(UsageError, match="no SPARQL results"):
        Remote(f"{page}/secret").query("SELECT * { ?s ?p ?o }")


def test_an_address_that_is_no_endpoint_is_said_to_be_none(page: str, tmp_path: Path) -> None:
    for url in (f"{page}/", f"http://127.0.0.1:{servers.free_port()}/sparql"):
        result = minsheng("--store", url, "query", "-e", "ASK { ?s ?p ?o }", cwd=tmp_path)
        assert result.returncode == 2
        assert result.stderr.count("\n") == 1
        assert url in result.stderr
