"""A build is whole or not there; the same input gives the same bytes; what it says can be asked."""

import html
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import build as builder
from graph import corpus, store, turtle
from graph.figures import figures
from graph.results import rows
from loaders.errors import UsageError
from ontology import PREFIXES
from tests.test_errors import ARTICLE, ROOT, minsheng


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the invented article's facts only: builds fast."""
    folder = tmp_path / "facts"
    folder.mkdir()
    shutil.copy(ARTICLE / "nanan.yaml", folder)
    return folder


def ask(folder: Path, query: str) -> list[list[str]]:
    graph = store.connect(str(folder))
    return [["" if t is None else t.value for t in row] for row in rows(graph.query(query)).rows]  # type: ignore[union-attr]


def test_the_same_input_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        builder.build(tmp_path / name, small)
    for file in (store.TURTLE, store.NETWORK, store.DOCUMENTATION, store.MANIFEST):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_the_ontology_is_documented_beside_the_graph(built: Path) -> None:
    page = (built / store.DOCUMENTATION).read_text(encoding="utf-8")
    for quad in ox.parse(path=ROOT / "ontology" / "minsheng.ttl"):
        if quad.predicate.value == PREFIXES["skos"] + "definition" and isinstance(quad.object, ox.Literal):
            assert html.escape(quad.object.value, quote=False)[:20] in page, quad.object
    assert "<script src" not in page
    assert 'rel="stylesheet"' not in page


def test_turtle_holds_just_what_was_asserted(built: Path) -> None:
    text = (built / store.TURTLE).read_bytes()
    parsed = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert {q.triple for q in _asserted()} == parsed
    assert text.startswith(b"@prefix ")
    assert b" prog:\xe9\x95\xbf\xe6\x9c\x9f\xe6\x8a\xa4\xe7\x90\x86\xe4\xbf\x9d\xe9\x99\xa9 " in text


def _asserted() -> list[ox.Quad]:
    entries = corpus.read()
    return [
        *corpus.ontology_quads(),
        *corpus.place_quads(entries),
        *(quad for entry in entries for quad in entry.quads()),
    ]


def test_instances_have_no_blank_node() -> None:
    for quad in _asserted():
        if quad.graph_name != corpus.ONTOLOGY_GRAPH:
            assert isinstance(quad.subject, ox.NamedNode)
            assert not isinstance(quad.object, ox.BlankNode)


def test_order_of_quads_does_not_matter_to_turtle() -> None:
    quads = list(corpus.read()[0].quads())
    once = turtle.serialize(quads, ox.RdfFormat.TURTLE)
    assert turtle.serialize(reversed(quads), ox.RdfFormat.TURTLE) == once


def test_each_document_is_a_named_graph_and_inferred_triples_are_another(built: Path) -> None:
    graphs = [
        row[0].rpartition("/")[2] for row in ask(built, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    ]
    documents = [path.stem for path in sorted(corpus.FACTS.glob("*.yaml"))]
    assert graphs == [*documents, "inferred", "ontology", "places"]


def test_every_triple_about_the_world_leads_to_evidence(built: Path) -> None:
    for kind in (
        "ms:Programme",
        "ms:Institution",
        "ms:BeneficiaryGroup",
        "ms:Implementation",
        "ms:Recognition",
        "ms:Claim",
    ):
        assert ask(built, f"SELECT ?x {{ ?x a {kind} FILTER NOT EXISTS {{ ?x ms:evidence ?e }} }}") == []
    assert ask(built, "SELECT ?x { ?x ms:indicator ?i FILTER NOT EXISTS { ?x ms:evidence ?e } }") == []
    direct = """SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER (?p IN (ms:partOf, ms:basedOn, ms:uses, ms:operates))
        FILTER (?g != <https://w3id.org/minsheng/graph/inferred>)
        FILTER NOT EXISTS { ?c ms:subject ?s ; ms:predicate ?p ; ms:object ?o ; ms:evidence ?e } }"""
    assert ask(built, direct) == []


@pytest.mark.parametrize(
    "shortcut", ["ms:runs", "ms:runsIn", "ms:hasFigure", "ms:contains", "ms:runsWithin", "ms:reaches"]
)
def test_short_cuts_are_inferred_never_asserted(built: Path, shortcut: str) -> None:
    found = ask(built, f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s {shortcut} ?o }} }}")
    assert found == [["https://w3id.org/minsheng/graph/inferred"]]


def test_one_programme_two_districts(built: Path) -> None:
    query = "SELECT ?d { prog:长期护理保险 ms:runsIn/rdfs:label ?d FILTER (LANG(?d) = 'zh') } ORDER BY ?d"
    assert [row for row in ask(built, query) if row[0].endswith("区")] == [["巴南区"], ["涪陵区"]]


def test_figures_have_the_shape_of_extract(built: Path) -> None:
    records = list(figures(store.connect(str(built)), "003"))
    insured = [r for r in records if r["raw"] == "25.4万人"]
    assert len(insured) == 1  # the headline that repeats it is evidence, not a second figure
    assert insured[0] | {"start": 0, "end": 0, "indicator": ""} == {
        "doc": "003_225ba62611e8938d", "start": 0, "end": 0, "raw": "25.4万人", "value": 254000, "unit": "人",
        "indicator": "", "place": "巴南区", "programme": "长期护理保险", "domain": "医疗保障", "role": "outcome",
        "modifier": None, "period": "2022", "quote": "25.4万人",
    }  # fmt: skip
    assert len(ask(built, f"SELECT ?e {{ fig:003-{insured[0]['start']} ms:evidence ?e }}")) == 2


def test_a_failing_build_leaves_the_last_good_graph(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert minsheng("build", "--facts", small, "--out", out, cwd=tmp_path).returncode == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    broken = (small / "nanan.yaml").read_text(encoding="utf-8").replace("value: 37", "value: 36")
    (small / "nanan.yaml").write_text(broken, encoding="utf-8")
    assert minsheng("build", "--facts", small, "--out", out, cwd=tmp_path).returncode == 2
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if ".new-" in path.name] == []


@pytest.mark.slow
def test_a_killed_build_leaves_the_last_good_graph(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert minsheng("build", "--facts", small, "--out", out, cwd=tmp_path).returncode == 0
    manifest = (out / store.MANIFEST).read_bytes()
    command = [sys.executable, str(ROOT / "minsheng.py"), "-v", "build", "--facts", str(small), "--out", str(out)]
    for steps in range(1, 5):  # killed after each step that it tells of
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stderr
        for _ in range(steps):
            process.stderr.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert (out / store.MANIFEST).read_bytes() == manifest
        assert ask(out, "ASK { ?f ms:indicator ?i }") == [["true"]]


def test_a_swap_cut_short_is_mended(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    builder.build(out, small)
    os.rename(out, tmp_path / "out.previous")  # noqa: PTH104 - what the first of the two renames does
    assert ask(out, "ASK { ?f ms:indicator ?i }") == [["true"]]


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no graph here"):
        store.connect(str(tmp_path / "nothing"))


@pytest.mark.parametrize("format", ["turtle", "trig", "nquads", "jsonld", "graphml", "csv", "parquet"])
def test_every_export_is_repeatable_and_readable(built: Path, tmp_path: Path, format: str) -> None:
    outputs = []
    for name in ("a", "b"):
        path = tmp_path / name
        assert minsheng("--store", built, "export", "--format", format, "--out", path, cwd=tmp_path).returncode == 0
        outputs.append(path.read_bytes())
    assert outputs[0] == outputs[1]
    assert "长期护理保险".encode() in outputs[0] or format == "parquet"
    readable = {"turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}
    if format in readable:
        assert {q.triple for q in ox.parse(outputs[0], format=readable[format])} == {q.triple for q in _asserted()}
    elif format == "jsonld":
        assert json.loads(outputs[0])
    elif format == "parquet":
        import polars

        assert polars.read_parquet(tmp_path / "a").height == len(list(figures(store.connect(str(built)))))
