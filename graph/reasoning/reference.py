"""The reference: owlrl's closure, and what of it counts when two engines are compared.

owlrl is slow, but it follows W3C's table rule by rule, one Python function after the other. ``comparable`` is the one
place that says where it does not, and what else is set aside.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from graph.reasoning.literals import DATATYPES, KNOWN, contains
from graph.reasoning.terms import Term, Terms
from ontology import PREFIXES

Statement = tuple[Term, Term, Term]

_RDF, _RDFS, _OWL, _XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd"))
_TYPE: Final = ox.NamedNode(_RDF + "type")
_DATATYPE: Final = ox.NamedNode(_RDFS + "Datatype")
_SAME: Final = ox.NamedNode(_OWL + "sameAs")
_DISJOINT: Final = ox.NamedNode(_OWL + "disjointWith")
_ERROR: Final = "http://www.daml.org/2002/03/agents/agent-ont#"
_REFLEXIVE: Final = {
    ox.NamedNode(iri): frozenset(ox.NamedNode(_OWL + name) for name in classes)
    for iri, classes in {
        _RDFS + "subClassOf": ("Class",),
        _OWL + "equivalentClass": ("Class",),
        _RDFS + "subPropertyOf": ("ObjectProperty", "DatatypeProperty"),
        _OWL + "equivalentProperty": ("ObjectProperty", "DatatypeProperty"),
    }.items()
}


def comparable(closure: Iterable[Statement], asserted: Iterable[Statement]) -> set[Statement]:
    """What of a closure is news and counts in a comparison. Set aside, whichever engine made the closure:

    - what RDF cannot say: a literal as subject, a literal or a blank node as predicate. owlrl keeps the former as
      premises, as W3C's table does, and drops the latter itself;
    - owlrl's error messages (Nemo's clashes are values of their own);
    - dt-type1: owlrl calls xsd:date, xsd:time, rdf:HTML and rdf:langString datatypes of OWL 2 RL; they are not in its list;
    - owl:disjointWith between datatypes, which owlrl adds for those in use; no rule of the table does;
    - scm-sco, scm-spo, scm-eqc2, scm-eqp2: owlrl leaves out that a class or property is below and equivalent to
      itself where that follows from a cycle, and adds it (calling it scm-op) where a property is an rdf:Property. It
      counts where the class or property is declared as one;
    - eq-ref: a term is itself if it occurs in a triple that counts.

    What else owlrl does otherwise is mended before it runs, in ``close``: dt-eq and dt-type2, which it has in part,
    are given to it as premises, and prp-key ignores the last property of a key (of a key with one property, the key),
    so that each key gets its last property twice. Of its clashes: eq-diff2, eq-diff3 and prp-adp overlook the last
    member of a list; dt-diff is missing; cls-maxqc1 and cls-maxqc2 go by one name. These are not compared.
    """
    given = set(asserted)
    everything = given | set(closure)
    found = {t for t in everything if t in given or _counts(t, everything)}
    terms = {term for t in found if t[1] != _SAME or t[0] != t[2] or t in given for term in t} | {_SAME}
    return {t for t in found - given if t[1] != _SAME or t[0] != t[2] or t[0] in terms}


def _counts(statement: Statement, everything: set[Statement]) -> bool:
    s, p, o = statement
    if isinstance(s, ox.Literal) or not isinstance(p, ox.NamedNode) or p.value.startswith(_ERROR):
        return False
    if isinstance(o, ox.NamedNode) and o.value.startswith(_ERROR):
        return False
    if isinstance(s, ox.NamedNode) and s.value in KNOWN | {_RDF + "HTML"}:
        if p == _TYPE and o == _DATATYPE:
            return s.value in DATATYPES
        if p == _DISJOINT and isinstance(o, ox.NamedNode):
            return False
    if s == o and p in _REFLEXIVE:
        return any((s, _TYPE, declared) in everything for declared in _REFLEXIVE[p])
    return True


def close(quads: Iterable[ox.Quad]) -> set[Statement]:
    """Everything in owlrl's closure, asserted or not; see ``comparable`` for what was mended."""
    from owlrl import DeductiveClosure

    terms = Terms()
    numbered = {tuple(terms.number(t) for t in (q.subject, q.predicate, q.object)) for q in quads}
    back: dict[Any, Term] = {}
    there: dict[int, Any] = {}
    for number in terms:
        term = terms.term(number)
        assert isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
        there[number] = _rdflib(term)
        back[there[number]] = term
    graph = Graph()
    for s, p, o in numbered:
        graph.add((there[s], there[p], there[o]))
    _datatypes(graph, terms, there)
    reasoner: Any = DeductiveClosure(_semantics(), axiomatic_triples=False, datatype_axioms=False)  # type: ignore[no-untyped-call]
    reasoner.expand(graph)
    return {(_term(s, back), _term(p, back), _term(o, back)) for s, p, o in graph}


def _datatypes(graph: Graph, terms: Terms, there: Mapping[int, Any]) -> None:
    """Premises that owlrl does not find itself: literals of one value are the same (dt-eq), and a literal is in every
    datatype that contains its value (dt-type2), as far as the graph speaks of the datatype."""
    named = [d for d in KNOWN if (URIRef(d), None, None) in graph or (None, None, URIRef(d)) in graph]
    for number in terms:
        for spelling in terms.spellings(number):
            if spelling != number:
                graph.add((there[number], URIRef(_SAME.value), there[spelling]))
    for number, value in terms.value_of.items():
        for datatype in named:
            if contains(datatype, value):
                graph.add((there[number], URIRef(_TYPE.value), URIRef(datatype)))


def _semantics() -> Any:
    from owlrl.OWLRL import OWLRL_Semantics

    class Mended(OWLRL_Semantics):
        """prp-key as W3C has it: owlrl compares all properties of a key but the last."""

        def _list(self, head: Any) -> list[Any]:
            members: list[Any] = super()._list(head)  # type: ignore[no-untyped-call]
            key = (None, URIRef(_OWL + "hasKey"), head) in self.graph
            return [*members, members[-1]] if key and members else members

    return Mended


def _rdflib(term: Term) -> URIRef | BNode | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _term(node: Any, back: Mapping[Any, Term]) -> Term:
    if node in back:
        return back[node]
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.Literal(str(node))
