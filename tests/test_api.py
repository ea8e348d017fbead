"""The graph from Python, from a notebook, from curl: the same answers as everywhere else."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest

import minsheng
from graph.api import Knowledge, Table
from loaders.errors import QueryError, UsageError
from tests.serving import Server

ROOT = Path(__file__).parent.parent
ASK = "SELECT ?p { place:500113 ms:runs ?p } ORDER BY ?p"


@pytest.fixture(scope="module")
def kg(built: Path) -> Knowledge:
    return minsheng.open(built)


@pytest.fixture(scope="module")
def server(built: Path) -> "Server":  # type: ignore[misc]
    with Server(built) as running:
        yield running


def test_a_query_of_ones_own_and_one_of_the_library(kg: Knowledge) -> None:
    own = kg.query(ASK)
    assert own.columns == ("p",)
    assert len(own) == len(own["p"]) > 50
    assert all(str(iri).startswith("https://w3id.org/minsheng/id/programme/") for iri in own["p"])
    library = kg.query("programmes-of-district", place="巴南区")
    assert {"programmeName", "domainName"} <= set(library.columns)
    assert next(iter(library)).keys() == set(library.columns)
    bound = kg.query("SELECT ?c { ?x rdfs:label ?_name ; ms:divisionCode ?c }", name="巴南区")
    assert bound.columns == ("c",)


def test_values_are_pythons(kg: Knowledge) -> None:
    one = kg.query('SELECT (1.50 AS ?d) (7 AS ?i) (true AS ?b) ("2022-05-01"^^xsd:date AS ?t) ("x" AS ?s) ?n {}')
    assert one.rows == ((Decimal("1.50"), 7, True, date(2022, 5, 1), "x", None),)


def test_data_frames_hold_the_same(kg: Knowledge) -> None:
    figures = kg.figures()
    assert len(figures) == 303
    for frame in (figures.to_pandas(), figures.to_polars()):
        assert list(frame.columns) == list(figures.columns)
        assert len(frame) == len(figures)
        assert sum(frame["start"]) == sum(int(str(start)) for start in figures["start"])
    values = kg.query("SELECT ?v { ?f ms:value ?v }")
    assert float(values.to_pandas()["v"].sum()) == pytest.approx(float(values.to_polars()["v"].sum()))
    empty = kg.query("SELECT ?x { ?x a <urn:none> }")
    assert (len(empty.to_pandas()), len(empty.to_polars())) == (0, 0)


def test_a_table_in_a_notebook_is_text_and_no_longer_than_it_need_be() -> None:
    table = Table(("<b>",), (("<script>alert(1)</script>",),) * 150)
    shown = table._repr_html_()
    assert "<script" not in shown
    assert "<b>" not in shown
    assert shown.count("<tr>") == 101
    with pytest.raises(KeyError):
        table["nothing"]


def test_errors_say_what_to_do(kg: Knowledge, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="minsheng build"):
        minsheng.open(tmp_path)
    with pytest.raises(QueryError):
        kg.query("SELECT")
    with pytest.raises(QueryError, match="no parameter"):
        kg.query("programmes-of-district", nowhere="x")
    with pytest.raises(UsageError, match="did you mean"):
        kg.compare("长期护里保险")


def test_rdflib_reads_the_same_graph(kg: Knowledge) -> None:
    found = {str(row[0]) for row in kg.graph().query(ASK)}  # type: ignore[index]
    assert found == set(kg.query(ASK)["p"])


def test_an_endpoint_answers_as_the_folder_does(kg: Knowledge, server: Server) -> None:
    with minsheng.open(server.url + "sparql") as remote:
        assert remote.query(ASK) == kg.query(ASK)
        assert remote.figures() == kg.figures()
        assert str(remote.compare("长期护理保险")) == str(kg.compare("长期护理保险"))


def test_comparisons_and_explanations(kg: Knowledge) -> None:
    compared = kg.compare("长期护理保险")
    assert "巴南区" in str(compared)
    assert (
        compared._repr_html_().count("<table") == str(compared).count("---\n") or "<table" in compared._repr_html_()
    )
    assert "<!DOCTYPE" not in compared._repr_html_()
    assert "prp-spo2" in kg.explain("place:500113 ms:runs prog:长期护理保险")


def test_importing_is_quick_and_leaves_the_console_alone() -> None:
    said = "import sys, minsheng; print(sorted(m for m in ('pyoxigraph', 'rdflib', 'pandas', 'networkx') if m in sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


RUN = """
import json, sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
print(json.dumps([cell.get("outputs") for cell in notebook.cells]))
"""


def test_the_notebook_runs(built: Path) -> None:
    path = ROOT / "docs" / "notebooks" / "first-half-hour.ipynb"
    assert not any(cell.get("outputs") for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])
    env = {**os.environ, "MINSHENG_STORE": str(built), "PYTHONPATH": str(ROOT)}
    # In a process of its own: a kernel's client leaves event loops behind.
    found = subprocess.run(
        [sys.executable, "-c", RUN, str(path)], capture_output=True, text=True, env=env, check=False
    )
    assert found.returncode == 0, found.stderr[-2000:]
    outputs = json.loads(found.stdout)
    said = json.dumps(outputs, ensure_ascii=False)
    for expected in ("教育", "没有数据的地点", "2.57万人", "prp-spo2"):
        assert expected in said
    assert int(outputs[-1][0]["data"]["text/plain"]) == len(minsheng.open(built).query(ASK))


def test_the_examples_for_curl_and_r_answer(server: Server) -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    addresses = re.findall(r'URLencode\("http://127\.0\.0\.1:8000([^"]+)"\)', text)
    assert len(addresses) == 2
    for address in addresses:
        answer = server.client.get(quote(address, safe="/?=&{}:"))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        assert len(answer.text.splitlines()) > 20
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl on PATH")
    lines = [line for line in text.splitlines() if line.startswith("curl ")]
    assert len(lines) == 2
    for line in lines:
        command = line.replace("http://127.0.0.1:8000/", server.url)
        found = subprocess.run(["sh", "-c", command], capture_output=True, text=True, encoding="utf-8", check=True)
        assert len(found.stdout.splitlines()) > 20, command
