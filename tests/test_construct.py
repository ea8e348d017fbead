"""A CONSTRUCT asked as a table gives the graph that it gives when it is asked as it stands."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.construct import filled, parted
from graph.remote import Remote
from graph.results import rows
from loaders.errors import UsageError
from tests import servers

DATA = """@prefix : <http://e.example/> .
:a :p 1, "x}"@zh, "say \\"hi\\"" ; :q :b . :b :q _:n . _:n :p 2 ; :q _:m . _:m :q _:n . :c :p :d ."""
QUERIES = [
    "CONSTRUCT { ?s :r ?o } WHERE { ?s :p ?o }",
    "CONSTRUCT { ?o :back ?s ; :twice ?s, ?s . [] :said ?o } WHERE { ?s :q ?o OPTIONAL { ?o :p ?v } } ",
    "construct where { ?s :q ?o . ?o :q ?s }",
    "# CONSTRUCT { nothing }\nCONSTRUCT { ?s :says '}' } WHERE { ?s ?p ?o FILTER(isLiteral(?o)) } ORDER BY ?s LIMIT 2",
    "CONSTRUCT { ?s :n ?n } WHERE { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) } }",
    "CONSTRUCT { } WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s :r ?missing } WHERE { ?s :p ?o }",
]


@pytest.fixture
def store() -> ox.Store:
    made = ox.Store()
    made.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    return made


def graph(results: object) -> set[ox.Quad]:
    assert isinstance(results, ox.QueryTriples)
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in results)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.mark.parametrize("query", QUERIES)
def test_as_a_table_and_as_it_stands(query: str, store: ox.Store) -> None:
    text = f"PREFIX : <http://e.example/> {query}"
    parts = parted(text)
    assert parts
    solutions = store.query(parts.select)
    assert isinstance(solutions, ox.QuerySolutions)
    assert graph(filled(parts, solutions)) == graph(store.query(text))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'CONSTRUCT' }",
        "DESCRIBE <urn:a>",
        "CONSTRUCT { ?s ?p ?n } WHERE { ?s ?p ?o } GROUP BY ?s",
    ],
)
def test_what_cannot_be_asked_as_a_table_is_left_alone(query: str) -> None:
    assert parted(query) is None


def test_a_server_that_cuts_a_graph_is_found_out(tmp_path: Path) -> None:
    with servers.virtuoso(tmp_path, rows=10) as url:
        remote = Remote(url)
        stated = " ".join(f"<urn:a{n}> <urn:p> {n} ." for n in range(25))
        remote.update(f"INSERT DATA {{ GRAPH <urn:g> {{ {stated} }} }}")
        asked = "CONSTRUCT {{ ?s <urn:q> ?o ; <urn:r> ?o }} WHERE {{ GRAPH <urn:g> {{ ?s <urn:p> ?o FILTER(?o < {}) }} }}"
        with pytest.raises(UsageError, match="10"):
            remote.query(asked.format(20))
        assert len(rows(remote.query(asked.format(9))).rows) == 18
