"""Does the graph hold together? SHACL shapes, compiled to SPARQL, and what the ontology forbids.

W3C SHACL (:mod:`graph.shacl`); OWL 2 Profiles 4.3, the rules whose conclusion is ``false``, each named below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from graph import shacl
from loaders.errors import DataError, Where
from ontology import FOLDER, PREFIXES, SHAPES

_SH: Final = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold, told in both languages, and the node that it is about.

    ``path`` (in SPARQL's notation) and ``value`` say which of its triples, where one is meant; ``severity`` is
    Violation, Warning or Info.
    """

    node: str
    zh: str
    en: str
    severity: str
    path: str = ""
    value: str = ""

    def error(self, where: Where | None = None) -> DataError:
        about = f"{self.node} {self.value}".rstrip()
        return DataError(f"{self.zh}（{about}）", f"{self.en} ({about})", where)


def validate(quads: Iterable[ox.Quad]) -> list[Violation]:
    """Every violation, sorted by node. ``quads`` are those asserted; short cuts need no shapes."""
    return violations(shacl.check(shacl.load(quads), shapes()))


@cache
def shapes() -> shacl.Shapes:
    """The shapes that come with the ontology."""
    path = FOLDER / SHAPES
    return shacl.parse(ox.parse(path=path, format=ox.RdfFormat.TURTLE), Where.of(path))


def violations(results: Iterable[shacl.Result]) -> list[Violation]:
    """Results as a person reads them: what is said twice of one value is said once."""
    found: dict[Violation, None] = {}
    for result in results:
        messages = dict(result.messages)
        name = result.component.removeprefix(_SH).removesuffix("ConstraintComponent")
        zh = messages.get("zh") or messages.get("") or messages.get("en") or f"不符合形状：{name}"
        en = messages.get("en") or messages.get("") or messages.get("zh") or f"does not fit its shape: {name}"
        value = "" if result.value is None or result.value == result.focus else result.value.value
        severity = result.severity.removeprefix(_SH)
        found[Violation(result.focus.value, zh, en, severity, result.path or "", value)] = None
    return sorted(found, key=lambda v: (v.node, v.en, v.path, v.value))


_CLASHES: Final = {
    # cax-adc
    """SELECT ?node ?a ?b WHERE {
         ?d a owl:AllDisjointClasses ; owl:members ?list . ?list rdf:rest*/rdf:first ?a , ?b .
         FILTER (STR(?a) < STR(?b)) ?node a ?a . ?node a ?b }""": (
        "同时属于互斥的两类 {a} 与 {b}",
        "belongs to two disjoint classes, {a} and {b}",
    ),
    # cax-dw
    "SELECT ?node ?a ?b WHERE { ?a owl:disjointWith ?b . ?node a ?a . ?node a ?b }": (
        "同时属于互斥的两类 {a} 与 {b}",
        "belongs to two disjoint classes, {a} and {b}",
    ),
    # prp-irp, for what the ontology's transitive relations must never close into (OWL 2 RL cannot declare it of them)
    "SELECT ?node WHERE { VALUES ?p { ms:within ms:partOf } ?node ?p ?node }": (
        "位于自身之中或是自身的一部分",
        "lies within itself or is part of itself",
    ),
    # prp-irp
    "SELECT ?node ?p WHERE { ?p a owl:IrreflexiveProperty . ?node ?p ?node }": (
        "与自身有 {p} 关系",
        "is related to itself by {p}",
    ),
    # prp-asyp
    "SELECT ?node ?p ?b WHERE { ?p a owl:AsymmetricProperty . ?node ?p ?b . ?b ?p ?node }": (
        "与 {b} 互有 {p} 关系，而它只能是单向的",
        "and {b} are each related by {p} to the other, which goes one way only",
    ),
    # prp-pdw
    "SELECT ?node ?p ?q ?b WHERE { ?p owl:propertyDisjointWith ?q . ?node ?p ?b . ?node ?q ?b }": (
        "与 {b} 同时有互斥的两种关系 {p} 与 {q}",
        "is related to {b} by both {p} and {q}, which exclude each other",
    ),
    # prp-fp and dt-diff: two values that are not the same value
    """SELECT ?node ?p ?a ?b WHERE { ?p a owl:FunctionalProperty , owl:DatatypeProperty .
         ?node ?p ?a . ?node ?p ?b . FILTER (!SAMETERM(?a, ?b) && STR(?a) < STR(?b)) }""": (
        "{p} 只能有一个值，这里有 {a} 和 {b}",
        "has two values of {p}, {a} and {b}",
    ),
    # eq-diff1
    "SELECT ?node ?b WHERE { ?node owl:sameAs ?b . { ?node owl:differentFrom ?b } UNION { ?b owl:differentFrom ?node } }": (
        "与 {b} 既相同又不同",
        "is both the same as {b} and different from it",
    ),
    # cls-nothing2
    "SELECT ?node WHERE { ?node a owl:Nothing }": ("属于空类", "belongs to the empty class"),
    # Beyond the rules: a code names one place at a time. Changes are often known to the year only, hence YEAR.
    """SELECT ?node ?b ?code WHERE { ?node ms:divisionCode ?code . ?b ms:divisionCode ?code . FILTER (STR(?node) < STR(?b))
         OPTIONAL { ?node ms:validUntil ?until } OPTIONAL { ?b ms:validUntil ?till }
         OPTIONAL { ?node ms:validFrom ?from } OPTIONAL { ?b ms:validFrom ?since }
         FILTER (COALESCE(YEAR(?until) > YEAR(?since), true) && COALESCE(YEAR(?till) > YEAR(?from), true)) }""": (
        "与 {b} 同时用一个行政区划代码 {code}",
        "and {b} have one division code, {code}, at one time",
    ),
}


def clashes(store: ox.Store) -> list[Violation]:
    """What contradicts the ontology, in a store that holds the inferred triples too."""
    found: dict[Violation, None] = {}
    for query, (zh, en) in _CLASHES.items():
        results = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        names = [v.value for v in results.variables]
        for row in results:
            words = {name: row[name].value.rpartition("#")[2] for name in names if name != "node"}
            found[Violation(row["node"].value, zh.format(**words), en.format(**words), "Violation")] = None
    return sorted(found, key=lambda v: (v.node, v.en))
