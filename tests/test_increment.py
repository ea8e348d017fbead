"""A document comes or goes: what is inferred is what a new build would infer, and little was worked out for it."""

import time

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import corpus
from graph.reasoning.increment import Incremental
from graph.reasoning.reason import infer
from graph.reasoning.view import INFERRED
from ontology import GRAPH, PREFIXES
from scripts.generate import generate
from tests import ontologies as made

FAST = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
DOCUMENTS = [ox.NamedNode(f"{GRAPH}文{n}") for n in range(3)]

Operation = tuple[ox.NamedNode, list[ox.Triple] | None]
operations = st.tuples(
    st.sampled_from(DOCUMENTS),
    st.one_of(
        st.none(),
        st.lists(made.plain_facts, min_size=1, max_size=6).map(lambda parts: [t for part in parts for t in part]),
    ),
)
any_operations = st.tuples(
    st.sampled_from(DOCUMENTS),
    st.one_of(
        st.none(),
        st.lists(st.one_of(made.facts, made.facts, made.named), min_size=1, max_size=4).map(
            lambda parts: [t for part in parts for t in part]
        ),
    ),
)


def axioms(strategy: st.SearchStrategy[made.Axiom]) -> st.SearchStrategy[list[ox.Quad]]:
    graph = ox.NamedNode(GRAPH + "ontology")
    drawn = st.lists(strategy, min_size=2, max_size=10)
    return drawn.map(lambda parts: made.quads([*made.DECLARED, *(t for part in parts for t in part)], graph))


def closed(quads: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in infer(quads))
    return store


def inferred(store: ox.Store) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, INFERRED)}


def rebuilt(store: ox.Store) -> set[ox.Triple]:
    return set(infer(quad for quad in store if quad.graph_name != INFERRED))


def run(ontology: list[ox.Quad], changes: list[Operation]) -> list[bool]:
    """Does the changes, each compared with a new build. Whether each was a new build itself."""
    store = closed(ontology)
    incremental = Incremental(store)
    ways = []
    for graph, triples in changes:
        before = inferred(store)
        change = incremental.remove(graph) if triples is None else incremental.add(made.quads(triples, graph))
        after = inferred(store)
        assert after == rebuilt(store)
        assert (set(change.added), set(change.removed)) == (after - before, before - after)
        ways.append(change.rebuilt)
    return ways


@FAST
@given(axioms(made.named), st.lists(operations, min_size=2, max_size=6))
def test_a_change_equals_a_new_build(ontology: list[ox.Quad], changes: list[Operation]) -> None:
    run(ontology, changes)


@pytest.mark.slow
@LONG
@given(axioms(made.named), st.lists(operations, min_size=2, max_size=12))
def test_a_change_equals_a_new_build_at_length(ontology: list[ox.Quad], changes: list[Operation]) -> None:
    run(ontology, changes)


@pytest.mark.slow
@LONG
@given(axioms(made.axioms), st.lists(any_operations, min_size=2, max_size=8))
def test_a_change_under_any_ontology_equals_a_new_build(ontology: list[ox.Quad], changes: list[Operation]) -> None:
    run(ontology, changes)


def documents(size: int) -> dict[ox.NamedNode, list[ox.Quad]]:
    found: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in generate(size):
        assert isinstance(quad.graph_name, ox.NamedNode)
        found.setdefault(quad.graph_name, []).append(quad)
    return found


def test_reports_come_and_go_without_a_new_build() -> None:
    parts = documents(4_000)
    places = parts.pop(ox.NamedNode(GRAPH + "places"))
    store = closed([*corpus.ontology_quads(), *places])
    incremental = Incremental(store)
    for quads in parts.values():
        assert not incremental.add(quads).rebuilt
    assert inferred(store) == rebuilt(store)
    for graph in list(parts)[::2]:
        assert not incremental.remove(graph).rebuilt
    assert inferred(store) == rebuilt(store)


def test_the_curated_reports_come_and_go_without_a_new_build() -> None:
    entries = corpus.read()
    start = [*corpus.ontology_quads(), *corpus.place_quads(entries)]
    store = closed(start)
    incremental = Incremental(store)
    empty = inferred(store)
    for entry in entries:
        assert not incremental.add(entry.quads()).rebuilt
    full = rebuilt(store)
    assert inferred(store) == full
    for entry in entries:
        assert not incremental.remove(ox.NamedNode(GRAPH + entry.file.facts.document.id)).rebuilt
    assert inferred(store) == empty


def test_what_two_documents_support_stays() -> None:
    start = [
        ox.Quad(node("ms:contains"), node("owl:inverseOf"), node("ms:within"), ox.NamedNode(GRAPH + "ontology"))
    ]
    store = closed(start)
    incremental = Incremental(store)
    triple = (node("place:甲镇"), node("ms:within"), node("place:乙区"))
    for graph in DOCUMENTS[:2]:
        incremental.add([ox.Quad(*triple, graph)])
    follows = {ox.Triple(node("place:乙区"), node("ms:contains"), node("place:甲镇"))}
    assert inferred(store) == follows
    assert incremental.remove(DOCUMENTS[0]).removed == ()
    assert inferred(store) == follows
    assert set(incremental.remove(DOCUMENTS[1]).removed) == follows
    assert inferred(store) == set()


def test_what_was_inferred_and_is_now_asserted() -> None:
    start = [
        ox.Quad(node("ms:contains"), node("owl:inverseOf"), node("ms:within"), ox.NamedNode(GRAPH + "ontology"))
    ]
    store = closed(start)
    incremental = Incremental(store)
    incremental.add([ox.Quad(node("place:甲镇"), node("ms:within"), node("place:乙区"), DOCUMENTS[0])])
    incremental.add([ox.Quad(node("place:乙区"), node("ms:contains"), node("place:甲镇"), DOCUMENTS[1])])
    assert inferred(store) == set()
    incremental.remove(DOCUMENTS[0])
    assert inferred(store) == {ox.Triple(node("place:甲镇"), node("ms:within"), node("place:乙区"))}


def test_a_document_that_speaks_of_the_schema_is_a_new_build() -> None:
    store = closed([])
    incremental = Incremental(store)
    change = incremental.add(
        [
            ox.Quad(node("ms:partOf"), node("rdf:type"), node("owl:TransitiveProperty"), DOCUMENTS[0]),
            ox.Quad(node("prog:甲"), node("ms:partOf"), node("prog:乙"), DOCUMENTS[0]),
        ]
    )
    assert change.rebuilt
    assert not incremental.add([ox.Quad(node("prog:乙"), node("ms:partOf"), node("prog:丙"), DOCUMENTS[1])]).rebuilt
    assert inferred(store) == {ox.Triple(node("prog:甲"), node("ms:partOf"), node("prog:丙"))}


@pytest.mark.slow
def test_the_cost_is_the_documents_not_the_graphs() -> None:
    """Twenty times the graph, and a document costs about the same."""
    times = []
    for size in (5_000, 100_000):
        parts = documents(size)
        graph, quads = list(parts.items())[-1]
        del parts[graph]
        store = closed([*corpus.ontology_quads(), *(q for part in parts.values() for q in part)])
        incremental = Incremental(store)
        start = time.process_time()
        incremental.add(quads)
        incremental.remove(graph)
        times.append(time.process_time() - start)
    assert times[1] < 5 * times[0]


def node(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)
