"""Does the graph hold together? SHACL shapes (by pySHACL) and what the ontology forbids.

W3C SHACL; OWL 2 Profiles 4.3, the rules whose conclusion is ``false``: cax-dw (disjoint classes), prp-irp (a place
within itself).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from loaders.errors import DataError, Where
from ontology import FOLDER, PREFIXES, SHAPES

_SH: Final = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold, told in both languages, and the node that it is about."""

    node: str
    zh: str
    en: str
    severity: str

    def error(self, where: Where | None = None) -> DataError:
        return DataError(f"{self.zh}（{self.node}）", f"{self.en} ({self.node})", where)


def validate(quads: Iterable[ox.Quad]) -> list[Violation]:
    """Every violation, sorted by node. ``quads`` are those asserted; short cuts need no shapes."""
    from pyshacl import validate as shacl
    from rdflib import Graph, URIRef

    data = Graph()
    data.parse(data=_ntriples(quads), format="ox-nt")
    shapes = Graph().parse(FOLDER / SHAPES, format="turtle")
    _, report, _ = shacl(data, shacl_graph=shapes, advanced=True, inference="none")
    assert isinstance(report, Graph)
    found: list[Violation] = []
    for result in report.objects(None, URIRef(_SH + "result")):
        messages = {
            getattr(m, "language", None) or "zh": str(m)
            for m in report.objects(result, URIRef(_SH + "resultMessage"))
        }
        zh = messages.get("zh") or messages.get("en") or "不符合形状"
        found.append(
            Violation(
                str(report.value(result, URIRef(_SH + "focusNode"))),
                zh,
                messages.get("en") or zh,
                str(report.value(result, URIRef(_SH + "resultSeverity"))).removeprefix(_SH),
            )
        )
    return sorted(found, key=lambda v: (v.node, v.en))


_CLASHES: Final = {
    # cax-adc
    """SELECT ?node ?a ?b WHERE {
         ?d a owl:AllDisjointClasses ; owl:members ?list . ?list rdf:rest*/rdf:first ?a , ?b .
         FILTER (STR(?a) < STR(?b)) ?node a ?a , ?b }""": (
        "同时属于互斥的两类 {a} 与 {b}",
        "belongs to two disjoint classes, {a} and {b}",
    ),
    # prp-irp
    "SELECT ?node WHERE { VALUES ?p { ms:within ms:partOf } ?node ?p ?node }": (
        "位于自身之中或是自身的一部分",
        "lies within itself or is part of itself",
    ),
}


def clashes(store: ox.Store) -> list[Violation]:
    """What contradicts the ontology, in a store that holds the inferred triples too."""
    found: list[Violation] = []
    for query, (zh, en) in _CLASHES.items():
        results = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        names = [v.value for v in results.variables]
        for row in results:
            words = {name: row[name].value.rpartition("#")[2] for name in names if name != "node"}
            found.append(Violation(row["node"].value, zh.format(**words), en.format(**words), "Violation"))
    return sorted(found, key=lambda v: (v.node, v.en))


def _ntriples(quads: Iterable[ox.Quad]) -> bytes:
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text
