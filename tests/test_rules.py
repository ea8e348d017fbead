"""Every rule of W3C OWL 2 Profiles, section 4.3, tables 4 to 9, by name: what it concludes, and what it does not.

``:`` names instances. A case is what is given and what must follow (``+``), must not (``-``), or clashes (``!``, then
the rule and its terms). Each case runs through the rules specialised to the schema and through the rules as they are.
"""

import re
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from graph.reasoning import reference, rules
from graph.reasoning.closure import Closure, close
from graph.reasoning.reason import Clash, clashes, infer

PREFIXES = """@prefix : <https://w3id.org/minsheng/id/t/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

CASES: dict[str, tuple[str, ...]] = {
    "eq-ref": (":a :p :b . + :a owl:sameAs :a . :b owl:sameAs :b . :p owl:sameAs :p .",),
    "eq-sym": (":a owl:sameAs :b . + :b owl:sameAs :a .",),
    "eq-trans": (":a owl:sameAs :b . :b owl:sameAs :c . + :a owl:sameAs :c .",),
    "eq-rep-s": (
        ":a owl:sameAs :b . :a :p :c . + :b :p :c .",
        ":a owl:sameAs :b . :a :p '25.8万'@zh . + :b :p '25.8万'@zh .",
    ),
    "eq-rep-p": (":p owl:sameAs :q . :a :p :b . + :a :q :b .", ":p owl:sameAs :q . :a :p 1.10 . + :a :q 1.10 ."),
    "eq-rep-o": (":a owl:sameAs :b . :c :p :a . + :c :p :b .",),
    "eq-diff1": (
        ":a owl:sameAs :b ; owl:differentFrom :b . ! eq-diff1 :a :b",
        ":a owl:differentFrom :a . ! eq-diff1 :a :a",
        ":a owl:differentFrom :b . !",
    ),
    "eq-diff2": (
        "[] a owl:AllDifferent ; owl:members (:a :b :c :d) . :b owl:sameAs :d . ! eq-diff2 :b :d",
        "[] a owl:AllDifferent ; owl:members (:a :b :a) . ! eq-diff2 :a :a",
        "[] a owl:AllDifferent ; owl:members (:a :b) . !",
    ),
    "eq-diff3": (
        "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :c) . :a owl:sameAs :c . ! eq-diff3 :a :c",
        "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :a) . ! eq-diff3 :a :a",
    ),
    "prp-ap": (
        (
            ":a :p :b . + rdfs:label a owl:AnnotationProperty . rdfs:comment a owl:AnnotationProperty ."
            "rdfs:seeAlso a owl:AnnotationProperty . rdfs:isDefinedBy a owl:AnnotationProperty ."
            "owl:deprecated a owl:AnnotationProperty . owl:versionInfo a owl:AnnotationProperty ."
            "owl:priorVersion a owl:AnnotationProperty . owl:backwardCompatibleWith a owl:AnnotationProperty ."
            "owl:incompatibleWith a owl:AnnotationProperty ."
        ),
    ),
    "prp-dom": (
        ":p rdfs:domain :C . :a :p :b . + :a a :C . - :b a :C .",
        ":p rdfs:domain :C . :a :p '二十五' . + :a a :C .",
    ),
    "prp-rng": (":p rdfs:range :C . :a :p :b . + :b a :C . - :a a :C .",),
    "prp-fp": (
        ":p a owl:FunctionalProperty . :a :p :b , :c . + :b owl:sameAs :c . - :a owl:sameAs :b .",
        ":p a owl:FunctionalProperty . :a :p 1 , 2 . ! dt-diff 1 2 / dt-diff 2 1",
        ":p a owl:FunctionalProperty . :a :p 1 , 1.0 . !",
    ),
    "prp-ifp": (
        ":p a owl:InverseFunctionalProperty . :a :p :c . :b :p :c . + :a owl:sameAs :b .",
        ":p a owl:InverseFunctionalProperty . :a :p '500113' . :b :p '500113' . + :a owl:sameAs :b .",
        ":p a owl:InverseFunctionalProperty . :a :p 1 . :b :p 1.0 . + :a owl:sameAs :b .",
    ),
    "prp-irp": (":p a owl:IrreflexiveProperty . :a :p :a . :b :p :c . ! prp-irp :p :a",),
    "prp-symp": (":p a owl:SymmetricProperty . :a :p :b . + :b :p :a .",),
    "prp-asyp": (":p a owl:AsymmetricProperty . :a :p :b . :b :p :a . ! prp-asyp :p :a :b / prp-asyp :p :b :a",),
    "prp-trp": (
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d . + :a :p :c , :d . :b :p :d . - :c :p :a .",
    ),
    "prp-spo1": (
        ":p rdfs:subPropertyOf :q . :a :p :b . + :a :q :b . - :b :q :a .",
        ":p rdfs:subPropertyOf :q . :a :p '二十五'@zh , 1.10 , '01'^^xsd:integer . + :a :q '二十五'@zh , 1.10 , '01'^^xsd:integer .",
    ),
    "prp-spo2": (
        ":p owl:propertyChainAxiom (:q :r) . :a :q :b . :b :r :c . + :a :p :c . - :a :p :b .",
        ":p owl:propertyChainAxiom (:q :r :s :t) . :a :q :b . :b :r :c . :c :s :d . :d :t '末' . + :a :p '末' .",
        ":p owl:propertyChainAxiom (:q) . :a :q :b . + :a :p :b .",
        ":p owl:propertyChainAxiom (:p :p) . :a :p :b . :b :p :c . :c :p :d . + :a :p :d .",
    ),
    "prp-eqp1": (":p owl:equivalentProperty :q . :a :p :b . + :a :q :b .",),
    "prp-eqp2": (":p owl:equivalentProperty :q . :a :q 'b' . + :a :p 'b' .",),
    "prp-pdw": (":p owl:propertyDisjointWith :q . :a :p :b ; :q :b . ! prp-pdw :p :q :a :b",),
    "prp-adp": (
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :a :p :b ; :r :b . ! prp-adp :p :r :a :b",
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :a :p :b ; :r :c . !",
    ),
    "prp-inv1": (":p owl:inverseOf :q . :a :p :b . + :b :q :a .",),
    "prp-inv2": (":p owl:inverseOf :q . :a :q :b . + :b :p :a .",),
    "prp-key": (
        ":C owl:hasKey (:p) . :a a :C ; :p 'k' . :b a :C ; :p 'k' . + :a owl:sameAs :b .",
        ":C owl:hasKey (:p :q :r) . :a a :C ; :p :x ; :q 1 ; :r 'z' . :b a :C ; :p :x ; :q 1.0 ; :r 'z' . + :a owl:sameAs :b .",
        ":C owl:hasKey (:p :q) . :a a :C ; :p :x ; :q :y . :b a :C ; :p :x ; :q :z . - :a owl:sameAs :b .",
        ":C owl:hasKey (:p) . :a a :C ; :p :x . :b :p :x . - :a owl:sameAs :b .",
    ),
    "prp-npa1": (
        "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b . :a :p :b . ! prp-npa1 :a :p :b",
        "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :b . :a :p :c . !",
    ),
    "prp-npa2": (
        "[] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetValue '无' . :a :p '无' . ! prp-npa2 :a :p '无'",
    ),
    "cls-thing": (":a :p :b . + owl:Thing a owl:Class .",),
    "cls-nothing1": (":a :p :b . + owl:Nothing a owl:Class .",),
    "cls-nothing2": (":a a owl:Nothing . ! cls-nothing2 :a",),
    "cls-int1": (
        ":C owl:intersectionOf (:D :E :F) . :a a :D , :E , :F . :b a :D , :F . + :a a :C . - :b a :C .",
        ":C owl:intersectionOf (:D) . :a a :D . + :a a :C .",
    ),
    "cls-int2": (":C owl:intersectionOf (:D :E :F) . :a a :C . + :a a :D , :E , :F .",),
    "cls-uni": (":C owl:unionOf (:D :E :F) . :a a :D . :b a :F . + :a a :C . :b a :C . - :a a :E .",),
    "cls-com": (":C owl:complementOf :D . :a a :C , :D . :b a :C . ! cls-com :C :D :a",),
    "cls-svf1": (
        ":C owl:someValuesFrom :D ; owl:onProperty :p . :a :p :b . :b a :D . :c :p :d . + :a a :C . - :c a :C .",
    ),
    "cls-svf2": (
        ":C owl:someValuesFrom owl:Thing ; owl:onProperty :p . :a :p :b . + :a a :C . - :b a :C .",
        ":C owl:someValuesFrom owl:Thing ; owl:onProperty :p . :a :p 25.8 . + :a a :C .",
    ),
    "cls-avf": (
        ":C owl:allValuesFrom :D ; owl:onProperty :p . :a a :C ; :p :b . :c :p :d . + :b a :D . - :d a :D .",
    ),
    "cls-hv1": (
        ":C owl:hasValue :v ; owl:onProperty :p . :a a :C . + :a :p :v .",
        ":C owl:hasValue '试点'@zh ; owl:onProperty :p . :a a :C . + :a :p '试点'@zh .",
    ),
    "cls-hv2": (
        ":C owl:hasValue :v ; owl:onProperty :p . :a :p :v . :b :p :w . + :a a :C . - :b a :C .",
        ":C owl:hasValue 1.50 ; owl:onProperty :p . :a :p 1.5 . :b :p 1.5e0 . + :a a :C . - :b a :C .",
    ),
    "cls-maxc1": (
        ":C owl:maxCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty :p . :a a :C ; :p :b . ! cls-maxc1 :C :p :a :b",
        ":C owl:maxCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty :p . :a :p :b . !",
    ),
    "cls-maxc2": (
        ":C owl:maxCardinality '1'^^xsd:nonNegativeInteger ; owl:onProperty :p . :a a :C ; :p :b , :c . + :b owl:sameAs :c .",
        ":C owl:maxCardinality 2 ; owl:onProperty :p . :a a :C ; :p :b , :c . - :b owl:sameAs :c .",
    ),
    "cls-maxqc1": (
        (
            ":C owl:maxQualifiedCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty :p ; owl:onClass :D ."
            ":a a :C ; :p :b , :c . :b a :D . ! cls-maxqc1 :C :p :a :b"
        ),
    ),
    "cls-maxqc2": (
        (
            ":C owl:maxQualifiedCardinality '0'^^xsd:nonNegativeInteger ; owl:onProperty :p ; owl:onClass owl:Thing ."
            ":a a :C ; :p :b . ! cls-maxqc2 :C :p :a :b"
        ),
    ),
    "cls-maxqc3": (
        (
            ":C owl:maxQualifiedCardinality '1'^^xsd:nonNegativeInteger ; owl:onProperty :p ; owl:onClass :D ."
            ":a a :C ; :p :b , :c , :d . :b a :D . :c a :D . + :b owl:sameAs :c . - :b owl:sameAs :d ."
        ),
    ),
    "cls-maxqc4": (
        (
            ":C owl:maxQualifiedCardinality '1'^^xsd:nonNegativeInteger ; owl:onProperty :p ; owl:onClass owl:Thing ."
            ":a a :C ; :p :b , :c . + :b owl:sameAs :c ."
        ),
    ),
    "cls-oo": (":C owl:oneOf (:a :b :c :d) . + :a a :C . :d a :C .",),
    "cax-sco": (":C rdfs:subClassOf :D . :D rdfs:subClassOf :E . :a a :C . + :a a :D , :E . - :a a owl:Nothing .",),
    "cax-eqc1": (":C owl:equivalentClass :D . :a a :C . + :a a :D .",),
    "cax-eqc2": (":C owl:equivalentClass :D . :a a :D . + :a a :C .",),
    "cax-dw": (":C owl:disjointWith :D . :a a :C , :D . :b a :C . ! cax-dw :C :D :a",),
    "cax-adc": (
        "[] a owl:AllDisjointClasses ; owl:members (:C :D :E) . :a a :C , :E . ! cax-adc :C :E :a",
        "[] a owl:AllDisjointClasses ; owl:members (:C :D :E) . :a a :C . :b a :E . !",
    ),
    "dt-type1": (
        (
            ":a :p :b . + xsd:integer a rdfs:Datatype . xsd:decimal a rdfs:Datatype . rdf:PlainLiteral a rdfs:Datatype ."
            "xsd:dateTimeStamp a rdfs:Datatype . xsd:NMTOKEN a rdfs:Datatype . - xsd:date a rdfs:Datatype ."
        ),
    ),
    "dt-type2": (
        ":C owl:someValuesFrom xsd:byte ; owl:onProperty :p . :a :p 100 . :b :p 1000 . :c :p '1' . + :a a :C . - :b a :C . :c a :C .",
        ":C owl:someValuesFrom xsd:integer ; owl:onProperty :p . :a :p 2.0 . :b :p 2.5 . + :a a :C . - :b a :C .",
    ),
    "dt-eq": (
        ":a :p 1 . :b :q '01'^^xsd:int . + :a :p '01'^^xsd:int . :b :q 1 .",
        ":a :p 1 . :b :q 1.0e0 . - :a :p 1.0e0 .",
        (
            ":a :p '2022-01-01T00:00:00Z'^^xsd:dateTime . :b :q '2022-01-01T08:00:00+08:00'^^xsd:dateTime ."
            "- :a :p '2022-01-01T08:00:00+08:00'^^xsd:dateTime ."
        ),
    ),
    "dt-diff": (
        (
            ":p a owl:FunctionalProperty . :a :p '2022-01-01'^^xsd:date , '2023-01-01'^^xsd:date ."
            "! dt-diff '2022-01-01'^^xsd:date '2023-01-01'^^xsd:date / dt-diff '2023-01-01'^^xsd:date '2022-01-01'^^xsd:date"
        ),
        ":p a owl:FunctionalProperty . :a :p '1'^^:unknown , '2'^^:unknown . !",
    ),
    "dt-not-type": (
        ":p rdfs:range xsd:integer . :a :p 2.5 , 2.0 . ! dt-not-type 2.5 xsd:integer",
        ":a :p '二'^^xsd:integer . ! dt-not-type '二'^^xsd:integer xsd:integer",
        ":a :p '2022-02-30'^^xsd:date . ! dt-not-type '2022-02-30'^^xsd:date xsd:date",
        ":p rdfs:range xsd:date . :a :p '2024-02-29'^^xsd:date . !",
    ),
    "scm-cls": (
        (
            ":C a owl:Class . + :C rdfs:subClassOf :C ; owl:equivalentClass :C ; rdfs:subClassOf owl:Thing ."
            "owl:Nothing rdfs:subClassOf :C ."
        ),
    ),
    "scm-sco": (
        ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E . + :C rdfs:subClassOf :E . - :E rdfs:subClassOf :C .",
    ),
    "scm-eqc1": (":C owl:equivalentClass :D . + :C rdfs:subClassOf :D . :D rdfs:subClassOf :C .",),
    "scm-eqc2": (":C rdfs:subClassOf :D . :D rdfs:subClassOf :C . + :C owl:equivalentClass :D .",),
    "scm-op": (":p a owl:ObjectProperty . + :p rdfs:subPropertyOf :p ; owl:equivalentProperty :p .",),
    "scm-dp": (":p a owl:DatatypeProperty . + :p rdfs:subPropertyOf :p ; owl:equivalentProperty :p .",),
    "scm-spo": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . + :p rdfs:subPropertyOf :r .",),
    "scm-eqp1": (":p owl:equivalentProperty :q . + :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p .",),
    "scm-eqp2": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p . + :p owl:equivalentProperty :q .",),
    "scm-dom1": (":p rdfs:domain :C . :C rdfs:subClassOf :D . + :p rdfs:domain :D .",),
    "scm-dom2": (":p rdfs:domain :C . :q rdfs:subPropertyOf :p . + :q rdfs:domain :C .",),
    "scm-rng1": (":p rdfs:range :C . :C rdfs:subClassOf :D . + :p rdfs:range :D .",),
    "scm-rng2": (":p rdfs:range :C . :q rdfs:subPropertyOf :p . + :q rdfs:range :C .",),
    "scm-hv": (
        (
            ":C owl:hasValue :i ; owl:onProperty :p . :D owl:hasValue :i ; owl:onProperty :q . :p rdfs:subPropertyOf :q ."
            "+ :C rdfs:subClassOf :D . - :D rdfs:subClassOf :C ."
        ),
    ),
    "scm-svf1": (
        (
            ":C owl:someValuesFrom :E ; owl:onProperty :p . :D owl:someValuesFrom :F ; owl:onProperty :p ."
            ":E rdfs:subClassOf :F . + :C rdfs:subClassOf :D . - :D rdfs:subClassOf :C ."
        ),
    ),
    "scm-svf2": (
        (
            ":C owl:someValuesFrom :E ; owl:onProperty :p . :D owl:someValuesFrom :E ; owl:onProperty :q ."
            ":p rdfs:subPropertyOf :q . + :C rdfs:subClassOf :D . - :D rdfs:subClassOf :C ."
        ),
    ),
    "scm-avf1": (
        (
            ":C owl:allValuesFrom :E ; owl:onProperty :p . :D owl:allValuesFrom :F ; owl:onProperty :p ."
            ":E rdfs:subClassOf :F . + :C rdfs:subClassOf :D . - :D rdfs:subClassOf :C ."
        ),
    ),
    "scm-avf2": (
        (
            ":C owl:allValuesFrom :E ; owl:onProperty :p . :D owl:allValuesFrom :E ; owl:onProperty :q ."
            ":p rdfs:subPropertyOf :q . + :D rdfs:subClassOf :C . - :C rdfs:subClassOf :D ."
        ),
    ),
    "scm-int": (":C owl:intersectionOf (:D :E :F) . + :C rdfs:subClassOf :D , :E , :F .",),
    "scm-uni": (
        ":C owl:unionOf (:D :E :F) . + :D rdfs:subClassOf :C . :E rdfs:subClassOf :C . :F rdfs:subClassOf :C .",
    ),
}
# What these give is a statement about a literal, which owlrl has no triple for, or a clash.
NOT_IN_OWLRL = {"dt-not-type", "dt-diff"}


def parse(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))


def triples(quads: Iterable[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads}


def parts(case: str) -> tuple[str, str, str, str | None]:
    """Given, what follows, what does not, and the clashes."""
    given, *marked = re.split(r"(?<=[ .])([+!-])(?= |$)", case)
    found = dict(zip(marked[::2], marked[1::2], strict=True))
    return given, found.get("+", ""), found.get("-", ""), found.get("!")


def expected(text: str) -> tuple[Clash, ...]:
    found = set()
    for line in filter(None, (part.strip() for part in text.split(" / "))):
        name, _, terms = line.partition(" ")
        (quads,) = [parse(":s " + " ; ".join(f":p{i} {t}" for i, t in enumerate(terms.split())) + " .")]
        found.add(Clash(name, tuple(q.object for q in quads if not isinstance(q.object, ox.Triple))))
    return tuple(sorted(found, key=lambda c: (c.rule, *map(str, c.terms))))


ALL = [
    pytest.param(name, case, id=f"{name}-{i}" if i else name)
    for name, cases in CASES.items()
    for i, case in enumerate(cases)
]


def test_every_rule_of_the_table_has_a_test() -> None:
    assert list(CASES) == rules.names()
    assert {rule.name for rule in rules.load()} - {""} == set(CASES) - {"dt-eq"}


@pytest.mark.parametrize(("name", "case"), ALL)
def test_rule(name: str, case: str) -> None:
    given, follows, never, clash = parts(case)
    quads = parse(given)
    conclusions = set(infer(quads, full=True)) | triples(quads)
    assert triples(parse(follows)) <= conclusions
    assert not triples(parse(never)) & conclusions
    if clash is not None:
        found = clashes(quads)
        assert set(expected(clash)) <= set(found)
        assert {c.rule for c in found} <= {c.rule for c in expected(clash)}
    assert bool(follows or never) or clash is not None


@pytest.mark.parametrize(("name", "case"), ALL)
def test_rule_as_it_is(name: str, case: str) -> None:
    """The rules as the file states them conclude what the rules specialised to the schema do."""
    quads = parse(parts(case)[0])
    assert spelt(close(quads)) == spelt(close(quads, generic=True))


@pytest.mark.parametrize(("name", "case"), [param for param in ALL if param.values[0] not in NOT_IN_OWLRL])
def test_rule_in_owlrl(name: str, case: str) -> None:
    quads = parse(parts(case)[0])
    asserted = {(q.subject, q.predicate, q.object) for q in quads}
    ours = {(t.subject, t.predicate, t.object) for t in infer(quads, full=True)}
    assert reference.comparable(ours, asserted) == reference.comparable(reference.close(quads), asserted)  # type: ignore[arg-type]


def spelt(closure: Closure) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """What a closure found, without what it says of literals: which of their datatypes it lists is up to it."""
    found = {tuple(map(str, closure.spell(t))) for t in closure.found if not closure.terms.is_literal(t[0])}
    return found, {tuple(str(closure.terms.term(n)) for n in clash) for clash in closure.clashes}
