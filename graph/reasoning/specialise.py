"""The rules as they read for one ontology: what is said of classes and properties is worked in, what is left joins data.

``prp-dom`` is one rule over every triple there is. For an ontology that gives ``ms:runs`` the domain ``ms:Place`` it is
``class·Place(?x) :- property·runs(?x, ?y)``: a relation for each property and each class. The schema's own closure has
to be known first, and the data must not add to it; the caller checks that and falls back on the rules as they are.

A relation's key is a tuple: ``("triple", p)`` with subject and object, ``("type", c)`` with the members of a class,
and ``(helper, constants…)``.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.reasoning.join import Binding, Facts, solve
from graph.reasoning.rules import TRIPLE, Atom, Rule, Variable

Key = tuple[Hashable, ...]
# Of the relations that are given, those that say something of datatypes and numbers, not of the data.
_SCHEMA_GIVEN: Final = frozenset({"inside", "outside", "count"})
_EQUAL: Final = "same"


@dataclass(frozen=True, slots=True)
class Part:
    """An atom of a special rule: the relation's key and the terms that are left."""

    key: Key
    terms: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Special:
    """A rule over relations by key."""

    name: str
    head: Part
    body: tuple[Part, ...]
    unequal: tuple[tuple[Hashable, Hashable], ...]


@dataclass(frozen=True)
class Analysis:
    """What of a rule set is schema. ``data`` are the predicates and classes that are about things after all: rdf:type,
    owl:sameAs, owl:differentFrom; owl:Nothing."""

    rules: tuple[Rule, ...]
    type: Hashable
    data: frozenset[Hashable]

    @cached_property
    def helpers(self) -> frozenset[str]:
        """Helper predicates whose rules speak of the schema alone: the lists and the restrictions."""
        found = {rule.head.predicate for rule in self.rules if not rule.name}
        while True:
            keep = {
                name
                for name in found
                if all(
                    self._is_schema(atom, found)
                    for rule in self.rules
                    if rule.head.predicate == name
                    for atom in rule.body
                )
            }
            if keep == found:
                return frozenset(found)
            found = keep

    @cached_property
    def predicates(self) -> frozenset[Hashable]:
        """What a triple's predicate is if it is schema: rdfs:domain, rdf:first, …"""
        atoms = (atom for rule in self.rules for atom in (*rule.body, rule.head) if atom.predicate == TRIPLE)
        constants = {a.terms[1] for a in atoms if not isinstance(a.terms[1], Variable)}
        return frozenset(constants - self.data - {self.type})

    @cached_property
    def classes(self) -> frozenset[Hashable]:
        """What a triple's class is if it is schema: owl:FunctionalProperty, …"""
        atoms = (atom for rule in self.rules for atom in rule.body if atom.predicate == TRIPLE)
        found = {a.terms[2] for a in atoms if a.terms[1] == self.type and not isinstance(a.terms[2], Variable)}
        return frozenset(found - self.data)

    @cached_property
    def places(self) -> dict[str, frozenset[int]]:
        """For each helper about data, the positions that the schema binds."""
        found: dict[str, frozenset[int]] = {"value": frozenset({1})}
        for rule in self.rules:
            name = rule.head.predicate
            if rule.name or name in self.helpers:
                continue
            known = {v for atom in rule.body if self.is_schema(atom) for v in atom.variables()}
            bound = frozenset(i for i, t in enumerate(rule.head.terms) if t in known)
            found[name] = found.get(name, bound) & bound
        return found

    def is_schema(self, atom: Atom) -> bool:
        return self._is_schema(atom, self.helpers)

    def is_schema_triple(self, p: Hashable, o: Hashable) -> bool:
        return p in self.predicates or (p == self.type and o in self.classes)

    def _is_schema(self, atom: Atom, helpers: Iterable[str]) -> bool:
        if atom.predicate != TRIPLE:
            return atom.predicate in helpers or atom.predicate in _SCHEMA_GIVEN
        _, p, o = atom.terms
        if isinstance(p, Variable) or p in self.data:
            return False
        return p != self.type or not (isinstance(o, Variable) or o in self.data)

    def specialise(self, schema: Facts) -> list[Special]:
        """Every rule about data for every way in which the schema fits it. What replaces equal things by each other
        (eq-rep-…) is left out: without equal things it has nothing to do."""
        found: dict[Special, None] = {}
        for rule in self.rules:
            about = tuple(atom for atom in rule.body if self.is_schema(atom))
            data = tuple(atom for atom in rule.body if not self.is_schema(atom))
            if not data or self._replaces(rule):
                continue
            for binding in solve(about, schema, unequal=tuple(_known(rule, about))):
                found[self._special(rule, data, binding)] = None
        return list(found)

    def key(self, s: Hashable, p: Hashable, o: Hashable) -> tuple[Key, tuple[Hashable, ...]]:
        """Where a triple belongs, and what is left of it."""
        return (("type", o), (s,)) if p == self.type else ((TRIPLE, p), (s, o))

    def _replaces(self, rule: Rule) -> bool:
        return (
            rule.head.predicate == TRIPLE
            and any(a.predicate == _EQUAL for a in rule.body)
            and (any(a.predicate == TRIPLE for a in rule.body))
        )

    def _special(self, rule: Rule, data: tuple[Atom, ...], binding: Binding) -> Special:
        unequal = tuple((_ground(a, binding), _ground(b, binding)) for a, b in rule.unequal)
        left = tuple(pair for pair in unequal if isinstance(pair[0], Variable) or isinstance(pair[1], Variable))
        parts = tuple(self._part(atom, binding) for atom in data)
        return Special(rule.name, self._part(rule.head, binding), parts, left)

    def _part(self, atom: Atom, binding: Binding) -> Part:
        terms = tuple(_ground(t, binding) for t in atom.terms)
        if atom.predicate == TRIPLE:
            s, p, o = terms
            if isinstance(p, Variable) or (p == self.type and isinstance(o, Variable)):
                raise NotImplementedError(f"the schema does not say which relation this is: {atom}")
            return Part(*self.key(s, p, o))
        places = self.places.get(atom.predicate, frozenset())
        if atom.predicate.startswith("clash"):
            return Part((atom.predicate,), terms)
        return Part(
            (atom.predicate, *(terms[i] for i in sorted(places))),
            tuple(t for i, t in enumerate(terms) if i not in places),
        )


def live(rules: Iterable[Special], given: Iterable[Key]) -> list[Special]:
    """The rules that can fire at all where only these relations have rows."""
    available, waiting = set(given), list(rules)
    found: list[Special] = []
    while True:
        ready = [rule for rule in waiting if all(part.key in available for part in rule.body)]
        if not ready:
            return found
        found += ready
        available |= {rule.head.key for rule in ready}
        done = set(map(id, ready))
        waiting = [rule for rule in waiting if id(rule) not in done]


def _ground(term: Hashable, binding: Binding) -> Hashable:
    return binding.get(term, term) if isinstance(term, Variable) else term


def _known(rule: Rule, about: tuple[Atom, ...]) -> Iterable[tuple[object, object]]:
    """The inequalities that the schema decides."""
    bound = {v for atom in about for v in atom.variables()}
    for pair in rule.unequal:
        if all(not isinstance(t, Variable) or t in bound for t in pair):
            yield pair
