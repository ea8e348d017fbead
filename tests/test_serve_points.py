"""Look-ups answered in the server's own process: the same as a worker's, and only where they are small."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.serve import answers
from graph.serve.messages import Job, Refused
from graph.serve.opened import Opened, Setup
from graph.serve.points import Points
from graph.serve.workers import Pool
from ontology import MS

HUB, STAR, POOR = "http://example.org/hub", "http://example.org/star", "https://w3id.org/minsheng/id/figure/贫"


def setup(folder: Path) -> Setup:
    return Setup(
        folder=str(folder), seconds=5, result_bytes=1 << 24, memory_bytes=1 << 30, services=[],
        base="http://localhost/", sources=None, union=False, generation="1",
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thing with 20,000 values of one property, one with 100 of each of six, one with few; in two graphs."""
    folder = tmp_path_factory.mktemp("points")
    (folder / "build.json").write_text("{}")
    made = ox.Store(str(folder / "store"))
    hub, star, poor = (ox.NamedNode(iri) for iri in (HUB, STAR, POOR))
    quads = [ox.Quad(hub, ox.NamedNode(MS + "value"), ox.Literal(str(n))) for n in range(20_000)]
    quads += [ox.Quad(star, ox.NamedNode(f"{MS}p{k}"), ox.Literal(f"{n}")) for k in range(6) for n in range(100)]
    for name in ("value", "unit", "year"):
        quads.append(ox.Quad(poor, ox.NamedNode(MS + name), ox.Literal(name, language="zh")))
    quads.append(
        ox.Quad(poor, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(MS + "Figure"))
    )
    quads += [
        ox.Quad(poor, ox.NamedNode(MS + "value"), ox.Literal("elsewhere"), ox.NamedNode("http://example.org/g"))
    ]
    made.bulk_extend(quads)
    made.flush()
    return folder


@pytest.fixture(scope="module")
def points(store: Path) -> Points:
    return Points(setup(store))


def worker(store: Path, job: Job) -> tuple[str, bytes] | str:
    try:
        reply, body = answers.answer(Opened(setup(store)), job)
    except Refused as refused:
        return refused.reply.error
    return reply.type, body


SMALL = [
    f"SELECT ?p ?o WHERE {{ <{POOR}> ?p ?o }}",
    f"select * {{<{POOR}> ?p ?o.}} LIMIT 2",
    "SELECT ?v ?u WHERE { fig:贫 ms:value ?v ; ms:unit ?u . }",
    "PREFIX f: <https://w3id.org/minsheng/id/figure/>\nSELECT DISTINCT ?t WHERE { f:贫 a ?t }",
    "SELECT ?v { fig:nobody ms:value ?v ; ms:year ?y }",
    f"SELECT ?a WHERE {{ <{STAR}> ms:p0 ?a }} LIMIT 5",
]


@pytest.mark.parametrize("text", SMALL)
@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+json", ""])
def test_a_look_up_is_what_a_worker_says(points: Points, store: Path, text: str, accept: str) -> None:
    job = Job(op="query", text=text, accept=accept)
    found = points.answer(job, "1")
    assert found
    assert (found[0].type, found[1]) == worker(store, job)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT ?o WHERE {{ <{HUB}> ms:value ?o }}",  # too many bytes
        f"SELECT DISTINCT ?p WHERE {{ <{HUB}> ?p ?o }}",  # one row, 20,000 steps
        f"SELECT * WHERE {{ <{STAR}> ms:p0 ?a ; ms:p1 ?b ; ms:p2 ?c ; ms:none ?d }}",  # no row, a million steps
        f"SELECT * WHERE {{ <{STAR}> ms:p0 ?a ; ms:p0 ?b ; ms:p0 ?c }}",
        f"SELECT * WHERE {{ <{STAR}> ms:p0 ?a ; <{MS}p0> ?b ; ms:none ?c }}",  # one property under two names
        f"PREFIX x: <{MS}> SELECT * WHERE {{ <{STAR}> ms:p0 ?a ; x:p0 ?b ; ms:none ?c }}",
        f"SELECT * WHERE {{ <{STAR}> ?p ?a ; ?q ?b }}",
        "SELECT * WHERE { ?s ms:value ?o }",
        f"SELECT * WHERE {{ <{POOR}> ms:value ?o . ?a ?b ?c }}",
        f"SELECT * WHERE {{ <{POOR}> ms:value ?o FILTER(REGEX(?o, '(a+)+$')) }}",
        f"SELECT * WHERE {{ <{POOR}> ms:within* ?o }}",
        f"SELECT * FROM <http://example.org/g> WHERE {{ <{POOR}> ms:value ?o }}",
        f"SELECT (COUNT(*) AS ?n) WHERE {{ <{POOR}> ms:value ?o }}",
        f"SELECT ?o WHERE {{ <{POOR}> ms:value ?o }} # a comment",
        f"SELECT ?o WHERE {{ <{POOR}> ms:value ?o }} " + " " * 3000,
        f"SELECT ?o WHERE {{ <{POOR}> nobody:value ?o }}",
        f"SELECT ?o WHERE {{ <{POOR}> ms:value ?o ",
        "ASK { ?s ?p ?o }",
    ],
)
def test_what_may_take_long_or_is_in_doubt_is_a_workers(points: Points, text: str) -> None:
    assert points.answer(Job(op="query", text=text, accept="text/csv"), "1") is None


def test_a_dataset_or_a_form_that_nobody_can_write_is_a_workers(points: Points) -> None:
    text = SMALL[0]
    assert points.answer(Job(op="query", text=text, dataset=True, default=["http://example.org/g"]), "1") is None
    assert points.answer(Job(op="query", text=text, accept="image/png"), "1") is None
    assert points.answer(Job(op="graph", text=text), "1") is None


names = st.sampled_from(
    [
        f"<{POOR}>",
        "fig:贫",
        f"<{STAR}>",
        f"<{HUB}>",
        "ms:value",
        "ms:unit",
        "ms:p0",
        "a",
        "?p",
        "?o",
        "$o",
        "none:x",
        "3",
    ]
)
pieces = st.one_of(
    names, st.sampled_from([";", ".", ",", "{", "}", "SELECT", "WHERE", "*", "LIMIT 3", "DISTINCT", "#", "\\u0020"])
)
shaped = st.builds(
    lambda head, subject, pairs, tail: (
        f"SELECT {head} WHERE {{ {subject} {' ; '.join(map(' '.join, pairs))} }}{tail}"
    ),
    st.sampled_from(["*", "?o", "DISTINCT ?p", "?p ?o"]),
    names,
    st.lists(st.tuples(names, names), min_size=1, max_size=4),
    st.sampled_from(["", " LIMIT 1", " # x"]),
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(shaped, st.lists(pieces, max_size=14).map(" ".join)))
def test_whatever_is_taken_is_what_a_worker_says(points: Points, store: Path, text: str) -> None:
    job = Job(op="query", text=text, accept="text/tab-separated-values")
    if (found := points.answer(job, "1")) is not None:
        assert (found[0].type, found[1]) == worker(store, job)


def test_nothing_is_answered_at_once_where_updates_are_taken(built: Path) -> None:
    from graph.serve.limits import Settings

    pool = Pool(Settings(folder=built, token="secret", union=True), "http://localhost/sparql")
    assert pool.at_once(Job(op="query", text=SMALL[0]), pool.generation) is None
