"""The closure as a whole: equal to owlrl's, the same whichever way it is worked out, and gentle with terms."""

import itertools
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from graph import corpus
from graph.reasoning import reference
from graph.reasoning.closure import close
from graph.reasoning.reason import clashes, conclude, infer, is_news
from ontology import MS, PREFIXES
from scripts.generate import generate
from tests.ontologies import ontologies

FAST = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def node(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def quad(s: str, p: str, o: str | ox.Literal) -> ox.Quad:
    return ox.Quad(node(s), node(p), o if isinstance(o, ox.Literal) else node(o))


@cache
def curated() -> list[ox.Quad]:
    entries = corpus.read()
    return [
        *corpus.ontology_quads(),
        *corpus.place_quads(entries),
        *itertools.chain.from_iterable(entry.quads() for entry in entries),
    ]


def assert_equals_owlrl(quads: list[ox.Quad]) -> None:
    asserted = {(q.subject, q.predicate, q.object) for q in quads}
    ours = reference.comparable(statements(infer(quads, full=True)), asserted)  # type: ignore[arg-type]
    theirs = reference.comparable(reference.close(quads), asserted)  # type: ignore[arg-type]
    assert not (ours ^ theirs), {"ours only": ours - theirs, "owlrl only": theirs - ours}


def assert_specialised_equals_generic(quads: list[ox.Quad]) -> None:
    found = []
    for generic in (False, True):
        closure = close(quads, generic=generic)
        triples = {tuple(map(str, closure.spell(t))) for t in closure.found if not closure.terms.is_literal(t[0])}
        contradictions = {tuple(str(closure.terms.term(n)) for n in clash) for clash in closure.clashes}
        found.append((triples, contradictions))
    assert found[0] == found[1]


def statements(triples: Iterable[ox.Triple]) -> set[tuple[object, ...]]:
    return {(t.subject, t.predicate, t.object) for t in triples}


@FAST
@given(ontologies())
def test_equals_owlrl(quads: list[ox.Quad]) -> None:
    assert_equals_owlrl(quads)


@FAST
@given(ontologies(14))
def test_specialised_rules_conclude_what_the_rules_do(quads: list[ox.Quad]) -> None:
    assert_specialised_equals_generic(quads)


@pytest.mark.slow
@LONG
@given(ontologies(20))
def test_equals_owlrl_at_length(quads: list[ox.Quad]) -> None:
    assert_equals_owlrl(quads)


@pytest.mark.slow
@LONG
@given(ontologies(20))
def test_specialised_rules_conclude_what_the_rules_do_at_length(quads: list[ox.Quad]) -> None:
    assert_specialised_equals_generic(quads)


@pytest.mark.slow
def test_the_curated_graph_equals_owlrl() -> None:
    assert_equals_owlrl(curated())


@pytest.mark.slow
@pytest.mark.parametrize("size", [500, 5_000])
def test_a_generated_graph_equals_owlrl(size: int) -> None:
    assert_equals_owlrl([*corpus.ontology_quads(), *generate(size)])


def test_the_curated_graph_is_consistent() -> None:
    assert clashes(curated()) == ()


def test_the_curated_graph_needs_no_detour() -> None:
    """Nothing in it makes the rules run as they are, which is many times slower."""
    assert not close(curated()).generic


def test_owlrl_is_selectable() -> None:
    quads = [
        quad("ms:partOf", "rdf:type", "owl:TransitiveProperty"),
        quad("prog:甲", "ms:partOf", "prog:乙"),
        quad("prog:乙", "ms:partOf", "prog:丙"),
    ]
    assert (
        list(infer(quads, "owlrl"))
        == list(infer(quads))
        == [ox.Triple(node("prog:甲"), node("ms:partOf"), node("prog:丙"))]
    )


def test_conclusions_and_clashes_in_one_go() -> None:
    quads = curated()
    found = conclude(quads)
    assert list(found.triples) == list(infer(quads))
    assert found.clashes == clashes(quads)


def test_terms_come_back_as_they_went_in() -> None:
    """Decimals, language tags, Chinese IRIs and blank nodes: an engine that reads them changes them."""
    objects: list[ox.NamedNode | ox.Literal] = [
        ox.Literal("1.10", datatype=node("xsd:decimal")),
        ox.Literal("007", datatype=node("xsd:integer")),
        ox.Literal("INF", datatype=node("xsd:double")),
        ox.Literal('长护险“参保”\n25.8万人, "引号"', language="zh"),
        ox.Literal("Banan", language="en"),
        ox.Literal("2019-05-01", datatype=node("xsd:date")),
        ox.Literal(""),
        ox.Literal("x", datatype=ox.NamedNode("https://example.org/类型")),
        node("prog:“双减”"),
    ]
    quads = [
        quad("ms:q", "rdfs:subPropertyOf", "ms:p"),
        *(ox.Quad(node("place:巴南区"), node("ms:q"), o) for o in objects),
        ox.Quad(ox.BlankNode("b1"), node("ms:q"), ox.BlankNode("b2")),
    ]
    found = {t for t in infer(quads, full=True) if t.predicate == node("ms:p")}
    subject = ox.Triple(node("place:巴南区"), node("ms:p"), objects[0]).subject
    assert {t.object for t in found if t.subject == subject} == set(objects)
    assert ox.Triple(ox.BlankNode("b1"), node("ms:p"), ox.BlankNode("b2")) in found


def test_a_conclusion_keeps_the_spelling_of_its_subject() -> None:
    """Where a value is spelt in two ways, a reader sees the one that the subject has; the other says nothing new."""
    integer, decimal = (
        ox.Literal("5", datatype=node("xsd:integer")),
        ox.Literal("5.0", datatype=node("xsd:decimal")),
    )
    quads = [
        quad("ms:q", "rdfs:subPropertyOf", "ms:p"),
        quad("fig:甲", "ms:q", decimal),
        quad("fig:乙", "ms:q", integer),
    ]
    assert list(infer(quads)) == [
        ox.Triple(node("fig:乙"), node("ms:p"), integer),
        ox.Triple(node("fig:甲"), node("ms:p"), decimal),
    ]
    assert ox.Triple(node("fig:甲"), node("ms:p"), integer) in set(infer(quads, full=True))


def test_news_is_about_instances() -> None:
    found = list(infer(curated()))
    assert found == sorted(
        found, key=lambda t: [getattr(x, "value", "") for x in (t.subject, t.predicate, t.object)]
    )
    assert all(is_news(t.subject, t.predicate, t.object) for t in found)  # type: ignore[arg-type]
    assert any(t.predicate.value == MS + "runsWithin" for t in found)


def test_equal_things_are_news() -> None:
    quads = [
        quad("ms:p", "rdf:type", "owl:FunctionalProperty"),
        quad("prog:甲", "ms:p", "inst:乙"),
        quad("prog:甲", "ms:p", "inst:丙"),
        quad("inst:丙", "ms:place", "place:500113"),
    ]
    found = set(infer(quads))
    assert ox.Triple(node("inst:乙"), node("owl:sameAs"), node("inst:丙")) in found
    assert ox.Triple(node("inst:乙"), node("ms:place"), node("place:500113")) in found


def test_data_that_speaks_of_the_schema() -> None:
    """A property below rdfs:subClassOf: what the data say becomes schema, and the rules run as they are."""
    quads = [
        quad("ms:kindOf", "rdfs:subPropertyOf", "rdfs:subClassOf"),
        quad("ms:甲类", "ms:kindOf", "ms:乙类"),
        quad("prog:甲", "rdf:type", "ms:甲类"),
    ]
    assert list(infer(quads)) == [ox.Triple(node("prog:甲"), node("rdf:type"), node("ms:乙类"))]
    assert close(quads).generic


def test_a_graph_that_speaks_of_sameness() -> None:
    quads = [quad("owl:sameAs", "rdfs:subPropertyOf", "ms:alike"), quad("prog:甲", "ms:partOf", "prog:乙")]
    assert quad("prog:甲", "ms:alike", "prog:甲").triple in set(infer(quads, full=True))


def test_nothing_follows_from_nothing() -> None:
    assert list(infer([])) == []
    assert clashes([]) == ()
