"""A part of the network: what is around what was asked for, with everything that its panels say, and nothing else."""

from pathlib import Path

import pytest

from graph.drawing import network, part, picture
from graph.drawing.measured import relations
from graph.drawing.nodes import Network
from graph.store import open_build
from ontology import BASE
from tests.test_errors import minsheng

INSURANCE = BASE + "programme/长期护理保险"


@pytest.fixture(scope="module")
def whole(built: Path) -> Network:
    return network.read(open_build(built))


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_it_holds_together(whole: Network, depth: int) -> None:
    found = part.around(whole, [INSURANCE], depth)
    nodes = {n.iri for n in found.nodes}
    assert INSURANCE in nodes
    assert all(e.source in nodes and e.target in nodes for e in found.edges)
    evidence = {e.iri for e in found.evidence}
    for thing in (*found.nodes, *found.edges, *found.implementations, *found.figures, *found.steps):
        assert set(thing.evidence) <= evidence  # type: ignore[attr-defined]
    assert all(p < len(found.steps) for step in found.steps for p in step.premises)
    assert {s.words for s in found.steps} <= {s.words for s in whole.steps}
    assert picture.columns(found, relations(found))  # every reference leads somewhere


def test_it_grows_with_the_depth_up_to_what_is_connected(whole: Network) -> None:
    sizes = [len(part.around(whole, [INSURANCE], depth).nodes) for depth in range(4)]
    assert sizes == sorted(sizes)
    assert 2 < sizes[1] < 30 < sizes[2] <= len(whole.nodes)
    kept = {n.iri for n in part.around(whole, [INSURANCE], 1).nodes}
    beside = {e.target for e in whole.edges if e.source == INSURANCE and not e.inferred}
    assert beside <= kept
    assert BASE + "place/500000" in kept  # the city that its district lies in
    assert BASE + "programme/课后服务" not in kept


def test_a_figure_stands_for_its_programme_and_place(whole: Network) -> None:
    figure = next(f for f in whole.figures if f.programme == INSURANCE)
    kept = {n.iri for n in part.around(whole, [figure.iri], 0).nodes}
    assert {INSURANCE, figure.place} <= kept


def test_the_command_draws_it_and_says_how_large_it_is(built: Path, tmp_path: Path) -> None:
    query = tmp_path / "a.rq"
    query.write_text("SELECT ?f WHERE { ?f ms:value ?v FILTER (?v > 10000000000) }", encoding="utf-8")
    for asked in (["--place", "巴南区"], ["--programme", "长护险", "--depth", "2"], ["--query", query]):
        result = minsheng("--store", built, "render", "--out", "p.html", *asked, cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        assert "MB" in result.stdout
        size = (tmp_path / "p.html").stat().st_size
        assert 500_000 < size < (built / "network.html").stat().st_size


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--programme", "长期护理"], "长期护理保险"),
        (["--place", "没有这个地方"], "没有这个地方"),
        (["--query", "labels.rq"], "nothing to draw"),
        (["--query", "broken.rq"], "column"),
    ],
)
def test_what_means_nothing_is_said_in_a_line(
    built: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "labels.rq").write_text("SELECT ?l WHERE { ?x rdfs:label ?l } LIMIT 3", encoding="utf-8")
    (tmp_path / "broken.rq").write_text("SELECT ?l WHERE { ?x rdfs:label }", encoding="utf-8")
    result = minsheng("--store", built, "render", "--out", "p.html", *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "p.html").exists()
