"""What follows: the OWL 2 RL closure of the graph as triples that were not asserted, and what contradicts itself.

W3C OWL 2 Profiles, 4.3 (OWL 2 RL/RDF rules), stated in ``ontology/owl2rl.rls``. Nemo works them out
(``graph.reasoning.closure``); owlrl (``graph.reasoning.reference``) does the same a hundred times slower. For readers only news is kept:
what the rules say of the vocabulary itself (everything is the same as itself, every class is a thing) tells them
nothing. ``_is_news`` is the one place that decides this.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, cast

import pyoxigraph as ox

from graph.reasoning.closure import SAME_AS, Closure, close, uncollected
from graph.reasoning.terms import Term
from ontology import BASE, PREFIXES

Engine = Literal["nemo", "owlrl"]
Statement = tuple[Term, Term, Term]

_OWL: Final = PREFIXES["owl"]
_TYPE: Final = PREFIXES["rdf"] + "type"
_TRIVIAL: Final = frozenset(
    {_OWL + "Thing", PREFIXES["rdfs"] + "Resource", _OWL + "NamedIndividual", PREFIXES["skos"] + "Concept"}
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction: the W3C rule that says "false", and the terms that it names, in the order of the rule file."""

    rule: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Conclusions:
    """What follows from a graph, sorted, and its clashes."""

    triples: tuple[ox.Triple, ...]
    clashes: tuple[Clash, ...]


def infer(quads: Iterable[ox.Quad], engine: Engine = "nemo", *, full: bool = False) -> Iterator[ox.Triple]:
    """The triples that follow from the quads, sorted, without those asserted; with ``full``, trivial ones too."""
    if engine == "nemo":
        return iter(told(close(quads, clashes=False), full=full))
    return iter(_by_owlrl(quads, full=full))


def clashes(quads: Iterable[ox.Quad]) -> tuple[Clash, ...]:
    """Every contradiction in the quads and what follows from them, sorted."""
    return _clashes(close(quads))


def conclude(quads: Iterable[ox.Quad]) -> Conclusions:
    """Both at the price of one."""
    closure = close(quads)
    return Conclusions(tuple(told(closure)), _clashes(closure))


def is_news(s: Term, p: Term, o: Term) -> bool:
    """Whether a conclusion tells a reader something: it is about an instance, and not trivial."""
    if not isinstance(s, ox.NamedNode) or not isinstance(p, ox.NamedNode) or isinstance(o, ox.BlankNode):
        return False
    return _is_instance(s) and s != o and not (p.value == _TYPE and o.value in _TRIVIAL)


def _is_instance(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(BASE)


def told(closure: Closure, *, full: bool = False) -> list[ox.Triple]:
    """What of a closure was not asserted, sorted: the news, or with ``full`` everything that RDF can say."""
    with uncollected():
        return _told(closure, full=full)


def _told(closure: Closure, *, full: bool) -> list[ox.Triple]:
    if full:
        kept = _everything(closure)
    else:
        kept = _news(closure)
        if spelling := _spellings(closure):
            kept = [(s, p, spelling.get((s, o), o)) for s, p, o in kept]
    numbers = set(chain.from_iterable(kept))
    terms = sorted((cast(Term, closure.terms.term(number)) for number in numbers), key=_order)
    rank = {closure.terms.find(term): place for place, term in enumerate(terms)}
    placed = sorted([(rank[s], rank[p], rank[o]) for s, p, o in kept])
    return [ox.Triple(terms[s], terms[p], terms[o]) for s, p, o in placed]  # type: ignore[arg-type]


def _news(closure: Closure) -> list[tuple[int, int, int]]:
    """What of a closure ``is_news``, in one pass; each term is judged once, not each triple."""
    term = closure.terms.term
    subjects: dict[int, bool] = {}
    predicates: dict[int, bool] = {}
    objects: dict[int, bool] = {}
    kind = closure.terms.find(ox.NamedNode(_TYPE))
    trivial = {closure.terms.find(ox.NamedNode(name)) for name in _TRIVIAL}
    kept = []
    for statement in closure.found:
        s, p, o = statement
        if s not in subjects:
            subjects[s] = _is_instance(cast(Term, term(s)))
        if p not in predicates:
            predicates[p] = isinstance(term(p), ox.NamedNode)
        if o not in objects:
            objects[o] = not isinstance(term(o), ox.BlankNode)
        if subjects[s] and s != o and objects[o] and predicates[p] and (p != kind or o not in trivial):
            kept.append(statement)
    return kept


def _everything(closure: Closure) -> list[tuple[int, int, int]]:
    """What follows and RDF can say, in all spellings of a literal (dt-eq), and that every term is itself (eq-ref)."""
    terms, asserted = closure.terms, closure.asserted
    same = terms.find(SAME_AS)
    assert same is not None
    occurring = {same, *chain.from_iterable(asserted), *chain.from_iterable(closure.found)}
    found = closure.found | {(number, same, number) for number in occurring}
    if terms.respelt():
        found |= asserted
        found = {(s, p, spelling) for s, p, o in found for spelling in terms.spellings(terms.engine(o))}
    literals = {number for number in occurring if terms.is_literal(number)}
    names = {p for p in {p for _, p, _ in found} if isinstance(terms.term(p), ox.NamedNode)}
    return [t for t in found - asserted if t[0] not in literals and t[1] in names]


def _spellings(closure: Closure) -> dict[tuple[int, int], int]:
    """How a subject itself spells a literal, where the value has several spellings: a conclusion keeps that."""
    terms = closure.terms
    respelt = terms.respelt()
    if not respelt:
        return {}
    several = {spelling for number in respelt for spelling in terms.spellings(number)}
    used = sorted(
        ((s, o) for s, _, o in closure.asserted if o in several),
        key=lambda pair: (pair[0], str(terms.term(pair[1]))),
        reverse=True,
    )
    return {(s, terms.engine(o)): o for s, o in used}


def _by_owlrl(quads: Iterable[ox.Quad], *, full: bool) -> list[ox.Triple]:
    from graph.reasoning import reference

    quads = list(quads)
    asserted = {cast(Statement, (quad.subject, quad.predicate, quad.object)) for quad in quads}
    found = reference.comparable(reference.close(quads), asserted)
    kept = [statement for statement in found if full or is_news(*statement)]
    kept.sort(key=lambda statement: tuple(map(_order, statement)))
    return [ox.Triple(s, p, o) for s, p, o in kept]  # type: ignore[arg-type]


def _clashes(closure: Closure) -> tuple[Clash, ...]:
    found = set()
    for name, *about in closure.clashes:
        terms = tuple(map(closure.terms.term, about))
        found.add(Clash(str(closure.terms.term(name)), cast(tuple[Term, ...], terms)))
    return tuple(sorted(found, key=lambda clash: (clash.rule, *map(str, clash.terms))))


def _order(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
