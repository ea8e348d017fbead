"""Reports into the graph: whole or not at all, the same file once, and what follows is what a build would infer."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.load import load
from graph.reasoning.reason import infer
from graph.store import STORE
from loaders.names import graph
from tests.test_build import ask
from tests.test_errors import ROOT, minsheng

ARTICLES = Path(__file__).parent / "articles"
INFERRED = ox.NamedNode(graph("inferred"))


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A build to load into."""
    return Path(shutil.copytree(built, tmp_path / "build"))


def closed(folder: Path) -> bool:
    """Whether the inferred graph is just what follows, and the default graph just the merge."""
    store = ox.Store.read_only(str(folder / STORE))
    named = [q for q in store if isinstance(q.graph_name, ox.NamedNode)]
    asserted = [q for q in named if q.graph_name != INFERRED]
    told = {q.triple for q in named if q.graph_name == INFERRED}
    merged = {q.triple for q in store if not isinstance(q.graph_name, ox.NamedNode)}
    return set(infer(asserted)) == told and merged == {q.triple for q in named}


def figures(folder: Path, document: str) -> int:
    name = f"<{graph(document)}>"
    return int(ask(folder, f"SELECT (COUNT(?f) AS ?n) {{ GRAPH {name} {{ ?f ms:indicator ?i }} }}")[0][0])


def test_a_loaded_report_is_in_the_graph_and_what_follows_too(own: Path, tmp_path: Path) -> None:
    done = minsheng("--store", own, "load", ARTICLES / "dianjiang.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "1 loaded, 0 unchanged, 0 failed\n")
    assert figures(own, "dianjiang") > 40
    status = "SELECT DISTINCT ?s { GRAPH ?g { ?f ms:indicator ?i ; ms:reviewStatus ?s } FILTER (STRENDS(STR(?g), 'dianjiang')) }"
    assert ask(own, status) == [["https://w3id.org/minsheng/ontology#extracted"]]
    assert closed(own)


def test_the_same_file_twice_changes_nothing(own: Path) -> None:
    assert [one.state for one in load([ARTICLES / "dazu.txt"], own)] == ["loaded"]
    before = set(ox.Store.read_only(str(own / STORE)))
    assert [one.state for one in load([ARTICLES / "dazu.txt"], own)] == ["unchanged"]
    assert set(ox.Store.read_only(str(own / STORE))) == before


def test_a_changed_file_takes_the_place_of_the_old_one(own: Path, tmp_path: Path) -> None:
    report = tmp_path / "nanan.txt"
    report.write_text("南岸区民生特刊\n2024年，全区城镇新增就业1.2万人。\n", encoding="utf-8")
    assert [one.figures for one in load([report], own)] == [1]
    report.write_text("南岸区民生特刊\n2024年，全区城镇新增就业1.3万人，新增学位500个。\n", encoding="utf-8")
    assert [one.figures for one in load([report], own)] == [2]
    values = ask(own, "SELECT ?v { GRAPH <https://w3id.org/minsheng/graph/nanan> { ?f ms:value ?v } } ORDER BY ?v")
    assert values == [["500"], ["13000"]]
    assert closed(own)


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_loaded(own: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    done = minsheng("--store", own, "load", tmp_path / "broken.pdf", ARTICLES / "dazu.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == "1 loaded, 0 unchanged, 1 failed\n"
    assert done.stderr.startswith("broken.pdf: ")
    assert done.stderr.count("\n") == 1


def test_turtle_of_other_systems_is_loaded_as_it_is(own: Path, tmp_path: Path) -> None:
    (tmp_path / "other.ttl").write_text(
        "@prefix ms: <https://w3id.org/minsheng/ontology#> .\n<https://example.org/x> a ms:Programme ; ms:year 2020 .\n"
    )
    assert [one.state for one in load([tmp_path / "other.ttl"], own)] == ["loaded"]
    assert ask(own, "SELECT ?y { <https://example.org/x> ms:year ?y }") == [["2020"]]


@pytest.mark.slow
def test_a_killed_load_leaves_whole_documents(own: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from graph.load import load\n"
        "for one in load(map(Path, sys.argv[2:]), Path(sys.argv[1])): print(one.path.stem, flush=True)"
    )
    command = [sys.executable, "-c", code]
    files = sorted(map(str, ARTICLES.glob("*.txt")))
    process = subprocess.Popen([*command, str(own), *files], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    finished = [process.stdout.readline().strip() for _ in range(2)]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert all(figures(own, name) > 0 for name in finished)
    assert closed(own)


def test_extract_prints_records_and_a_proposal(tmp_path: Path) -> None:
    done = minsheng("extract", ARTICLES / "tongzi.txt", cwd=tmp_path)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    text = (ARTICLES / "tongzi.txt").read_text(encoding="utf-8")
    assert len(records) > 40
    for record in records:
        assert "".join(text[record["start"] : record["end"]].split()).replace("％", "%") == record["raw"].replace(
            "％", "%"
        )
    proposal = minsheng("extract", ARTICLES / "tongzi.txt", "--format", "yaml", cwd=tmp_path)
    (tmp_path / "p.yaml").write_text(proposal.stdout, encoding="utf-8")
    from loaders import facts

    assert len(facts.read(tmp_path / "p.yaml").facts.figures) == len(records)
