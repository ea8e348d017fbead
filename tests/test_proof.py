"""Every inferred triple has a proof that holds, rule by rule; none takes long."""

import json
import time
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from graph.reasoning import prooftext, rules
from graph.reasoning.proof import ASSERTED, NotProvableError, Proof, Prover, prove
from graph.reasoning.reason import clashes, infer
from graph.reasoning.terms import Term
from graph.reasoning.view import INFERRED
from ontology import GRAPH
from scripts.generate import generate
from tests.ontologies import ontologies
from tests.test_reason import curated, node, quad
from tests.test_rules import CASES, parse, parts

# Without shrinking: a failing ontology is small enough to read, and shrinking it takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
FAST = settings(max_examples=10, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=100, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))


def built(quads: list[ox.Quad]) -> tuple[ox.Store, list[ox.Triple]]:
    """A store as a build leaves it, and what was inferred."""
    found = list(infer(quads))
    store = ox.Store()
    store.extend(quads)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in found)
    return store, found


def steps(proof: Proof) -> Iterator[Proof]:
    yield proof
    for premise in proof.premises:
        yield from steps(premise)


def assert_holds(proof: Proof, asserted: set[tuple[object, ...]]) -> None:
    """Each step follows by its rule from its premises alone; each leaf was asserted, or needs nothing."""
    for step in steps(proof):
        if step.rule == ASSERTED:
            assert step.conclusion in asserted
            assert not step.premises
            continue
        assert step.rule in rules.names()
        premises = [p.conclusion for p in step.premises]
        if step.rule in ("eq-ref", "dt-eq", "dt-type2"):
            continue  # of one term alone
        if any(isinstance(p[0], ox.Literal) for p in (step.conclusion, *premises)):
            continue  # RDF has no triple for it; the closure's tests look after these
        given = [as_quad(p) for p in premises]
        assert as_quad(step.conclusion).triple in set(infer(given, full=True))


def as_stored(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Oxigraph rewrites literals (1.10 is 1.1)."""
    store = ox.Store()
    store.extend(quads)
    return list(store)


def as_quad(statement: tuple[Term, ...]) -> ox.Quad:
    s, p, o = statement
    assert isinstance(s, ox.NamedNode | ox.BlankNode)
    assert isinstance(p, ox.NamedNode)
    return ox.Quad(s, p, o)


def test_every_inferred_triple_of_the_curated_graph_has_a_proof() -> None:
    quads = curated()
    asserted: set[tuple[object, ...]] = {(q.subject, q.predicate, q.object) for q in quads}
    store, found = built(quads)
    prover = Prover(store)
    shapes: dict[tuple[str, ...], Proof] = {}
    for triple in found:
        proof = prover.prove(triple)
        assert proof.conclusion == (triple.subject, triple.predicate, triple.object)
        for leaf in proof.leaves():
            assert leaf.graphs if leaf.rule == ASSERTED else not leaf.graphs
        shapes.setdefault((triple.predicate.value, *(step.rule for step in steps(proof))), proof)
    for proof in shapes.values():
        assert {leaf.conclusion for leaf in proof.leaves() if leaf.rule == ASSERTED} <= asserted


@pytest.mark.slow
@FAST
@given(ontologies())
def test_every_conclusion_has_a_proof_that_holds(quads: list[ox.Quad]) -> None:
    check_all(quads)


@pytest.mark.slow
@LONG
@given(ontologies(12))
def test_every_conclusion_has_a_proof_that_holds_at_length(quads: list[ox.Quad]) -> None:
    check_all(quads)


def check_all(quads: list[ox.Quad]) -> None:
    quads = as_stored(quads)
    asserted: set[tuple[object, ...]] = {(q.subject, q.predicate, q.object) for q in quads}
    prover = Prover(quads)
    seen: set[tuple[object, ...]] = set()
    for triple in infer(quads, full=True):
        proof = prover.prove(triple)
        form = (proof.rule, *(premise.rule for premise in proof.premises))
        if form not in seen:
            seen.add(form)
            assert_holds(proof, asserted)
    for clash in clashes(quads):
        contradiction = prover.prove_clash(clash)
        assert contradiction.rule == clash.rule
        assert {leaf.conclusion for leaf in contradiction.leaves() if leaf.rule == ASSERTED} <= asserted


@pytest.mark.parametrize("name", CASES)
def test_a_proof_by_each_rule(name: str) -> None:
    """The rule's own case is proved; where the rule concludes something new, a proof by it holds."""
    for case in CASES[name]:
        given_, follows, _, clash = parts(case)
        quads = as_stored(parse(given_))
        asserted: set[tuple[object, ...]] = {(q.subject, q.predicate, q.object) for q in quads}
        prover = Prover(quads)
        for expected in as_stored(parse(follows)):
            assert_holds(prover.prove(expected.triple), asserted)
        if clash:
            for found in clashes(quads):
                assert prover.prove_clash(found).rule == found.rule


def test_an_asserted_triple_names_its_graphs() -> None:
    graphs = [ox.NamedNode(GRAPH + name) for name in ("b", "a")]
    quads = [ox.Quad(node("prog:甲"), node("ms:partOf"), node("prog:乙"), graph) for graph in graphs]
    proof = prove(quads, quads[0].triple)
    assert proof == Proof(
        ASSERTED, (node("prog:甲"), node("ms:partOf"), node("prog:乙")), (), (GRAPH + "a", GRAPH + "b")
    )
    assert proof.height() == 0


def test_circles_are_avoided() -> None:
    """Each of two equivalent classes follows from the other; a proof starts from what was said."""
    quads = [
        quad("ms:甲类", "owl:equivalentClass", "ms:乙类"),
        quad("ms:乙类", "owl:equivalentClass", "ms:丙类"),
        quad("prog:甲", "rdf:type", "ms:丙类"),
    ]
    proof = prove(quads, ox.Triple(node("prog:甲"), node("rdf:type"), node("ms:甲类")))
    assert [leaf.rule for leaf in proof.leaves()] == [ASSERTED] * 3


def test_what_does_not_follow_has_no_proof() -> None:
    quads = [quad("prog:甲", "ms:partOf", "prog:乙")]
    for triple in (
        ox.Triple(node("prog:乙"), node("ms:partOf"), node("prog:甲")),
        ox.Triple(node("prog:甲"), node("rdf:type"), node("owl:Thing")),
    ):
        with pytest.raises(NotProvableError):
            prove(quads, triple)
        with pytest.raises(NotProvableError):
            Prover(built(quads)[0]).prove(triple)


def test_a_long_chain() -> None:
    """A transitive chain of 200 links: the proof is a low tree, and its leaves are links."""
    quads = [quad("ms:partOf", "rdf:type", "owl:TransitiveProperty")]
    quads += [quad(f"prog:{n:03}", "ms:partOf", f"prog:{n + 1:03}") for n in range(200)]
    start = time.process_time()
    proof = Prover(built(quads)[0]).prove(ox.Triple(node("prog:000"), node("ms:partOf"), node("prog:200")))
    assert time.process_time() - start < 10
    assert {leaf.rule for leaf in proof.leaves()} == {ASSERTED}


@pytest.mark.slow
def test_no_proof_takes_over_a_second() -> None:
    store, found = built([*curated(), *generate(100_000)])
    prover = Prover(store)
    for triple in found[:: max(1, len(found) // 2_000)]:
        start = time.process_time()
        prover.prove(triple)
        assert time.process_time() - start < 1


def test_every_rule_is_explained_in_one_line() -> None:
    assert set(prooftext.RULES) == {*rules.names(), ASSERTED}
    for both in prooftext.RULES.values():
        assert all(text and "\n" not in text for text in both)
        assert any("一" <= c <= "鿿" for c in both[0])
        assert not any("一" <= c <= "鿿" for c in both[1])


def test_a_proof_as_text() -> None:
    quads = [
        *parse(
            "@prefix ms: <https://w3id.org/minsheng/ontology#> . ms:runs owl:propertyChainAxiom (ms:isPlaceOf ms:implements) ."
        ),
        ox.Quad(
            node("place:500113"),
            node("ms:isPlaceOf"),
            node("impl:长期护理保险-500113"),
            ox.NamedNode(GRAPH + "003"),
        ),
        ox.Quad(
            node("impl:长期护理保险-500113"),
            node("ms:implements"),
            node("prog:长期护理保险"),
            ox.NamedNode(GRAPH + "003"),
        ),
    ]
    proof = prove(quads, ox.Triple(node("place:500113"), node("ms:runs"), node("prog:长期护理保险")))
    assert prooftext.as_text(proof, "zh").splitlines() == [
        "place:500113 ms:runs prog:长期护理保险（prp-spo2：属性链逐段相接）",
        "  ms:runs owl:propertyChainAxiom (ms:isPlaceOf ms:implements)（文中写明）",
        "  place:500113 ms:isPlaceOf impl:长期护理保险-500113（文中写明：003）",
        "  impl:长期护理保险-500113 ms:implements prog:长期护理保险（文中写明：003）",
    ]
    english = prooftext.as_text(proof, "en").splitlines()
    assert (
        english[0] == "place:500113 ms:runs prog:长期护理保险 (prp-spo2: a chain of properties gives the property)"
    )
    assert english[1] == "  ms:runs owl:propertyChainAxiom (ms:isPlaceOf ms:implements) (stated)"
    tree = json.loads(prooftext.as_json(proof, "en"))
    assert tree["rule"] == "prp-spo2"
    assert tree["premises"][-1]["graphs"] == [GRAPH + "003"]


def test_labels_are_in_the_readers_language() -> None:
    store, found = built(curated())
    triple = next(t for t in found if t.predicate == node("ms:runsWithin") and t.subject == node("place:500000"))
    proof = Prover(store).prove(triple)
    chinese = prooftext.as_text(proof, "zh", prooftext.labels(store, "zh"))
    assert chinese.startswith("重庆市 辖内施行项目 ")
    assert prooftext.as_text(proof, "en", prooftext.labels(store, "en")).startswith("Chongqing")
    assert "_:" not in chinese
