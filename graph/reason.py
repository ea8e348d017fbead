"""What follows: the OWL 2 RL closure of the graph, by owlrl, as triples that were not asserted.

W3C OWL 2 Profiles, 4.3 (OWL 2 RL/RDF rules). Only conclusions between IRIs about instances are kept: what the rules
say of literals and of the vocabulary itself (everything is the same as itself, every class is a thing) tells a reader
nothing. ``_is_news`` is the one place that decides this.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox

from ontology import BASE, PREFIXES

_OWL: Final = PREFIXES["owl"]
_TYPE: Final = PREFIXES["rdf"] + "type"
# Predicates whose subjects and objects no rule of the ontology reaches: left out for speed, not for meaning.
_BARREN: Final = (PREFIXES["oa"], PREFIXES["skos"], PREFIXES["dcterms"], "http://purl.org/vocab/vann/")
_TRIVIAL: Final = frozenset(
    {_OWL + "Thing", PREFIXES["rdfs"] + "Resource", _OWL + "NamedIndividual", PREFIXES["skos"] + "Concept"}
)


def infer(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    """The triples that follow from the quads, sorted, without those asserted."""
    from owlrl import DeductiveClosure
    from owlrl.OWLRL import OWLRL_Semantics
    from rdflib import BNode, Graph, URIRef

    def node(term: object) -> URIRef | BNode | None:
        if isinstance(term, ox.NamedNode):
            return URIRef(term.value)
        return BNode(term.value) if isinstance(term, ox.BlankNode) else None

    graph = Graph()
    for quad in quads:
        if quad.predicate.value.startswith(_BARREN):
            continue
        subject, value = node(quad.subject), node(quad.object)
        if subject is not None and value is not None:
            graph.add((subject, URIRef(quad.predicate.value), value))
    asserted = set(graph)
    closure: Any = DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False)  # type: ignore[no-untyped-call]
    closure.expand(graph)
    found = (t for t in graph if t not in asserted and all(isinstance(x, URIRef) for x in t))
    for s, p, o in sorted((str(s), str(p), str(o)) for s, p, o in found):
        if _is_news(s, p, o):
            yield ox.Triple(ox.NamedNode(s), ox.NamedNode(p), ox.NamedNode(o))


def _is_news(s: str, p: str, o: str) -> bool:
    if not s.startswith(BASE) or s == o:
        return False
    return not (p == _OWL + "sameAs" or (p == _TYPE and o in _TRIVIAL))
