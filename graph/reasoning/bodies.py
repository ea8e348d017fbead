"""What makes a rule's body true: the triples in a store that are its premises, when its conclusion is given."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Final, cast

import pyoxigraph as ox

from graph.reasoning.closure import SAME_AS, analysis
from graph.reasoning.join import Binding, pattern, solve, unify
from graph.reasoning.literals import contains, value
from graph.reasoning.rules import TRIPLE, Atom, Rule, Term, Variable, load
from graph.reasoning.view import Statement, View

# Helpers that only mark where a list begins: they hold wherever the rules ask for them.
_MARKS: Final = frozenset({"chained", "intersected"})
_GIVEN: Final = frozenset({"known", "illtyped", "value", "inside", "outside", "itself"})
# How many matches of a pattern are counted, to see which of two has fewer.
_COUNTED: Final = 64
# A triple with its place in the rule, so that premises are told in the rule's order.
Placed = tuple[tuple[int, ...], Statement]


class Bodies:
    """The premises of rules over what is known. Helper predicates are taken apart: premises are triples."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._helpers: dict[str, list[Rule]] = defaultdict(list)
        for rule in load():
            if not rule.name:
                self._helpers[rule.head.predicate].append(rule)
        self._fresh = 0

    def premises(self, rule: Rule, binding: Binding) -> Iterator[tuple[Statement, ...]]:
        atoms: list[tuple[tuple[int, ...], Atom]] = [((i,), atom) for i, atom in enumerate(rule.body)]
        for found in self._search(atoms, binding, rule.unequal, 30):
            yield tuple(dict.fromkeys(statement for _, statement in sorted(found, key=lambda at: at[0])))

    def _search(
        self,
        atoms: list[tuple[tuple[int, ...], Atom]],
        binding: Binding,
        unequal: tuple[tuple[object, object], ...],
        fuel: int,
    ) -> Iterator[list[Placed]]:
        """The triples that make all atoms true, each with its place in the rule."""
        for left, right in unequal:
            a, b = (binding.get(t) if isinstance(t, Variable) else t for t in (left, right))
            if a is not None and a == b:
                return
        if not atoms or fuel == 0:
            if not atoms:
                yield []
            return
        at, atom = best = self._best(atoms, binding)
        rest = [item for item in atoms if item is not best]
        name = atom.predicate
        if name in self._helpers and name not in analysis().helpers:
            for rule in self._helpers[name]:
                if (expanded := self._expand(rule, atom, binding)) is not None:
                    parts = [((*at, i), part) for i, part in enumerate(expanded.body)]
                    yield from self._search([*parts, *rest], binding, (*unequal, *expanded.unequal), fuel - 1)
            return
        if name in _GIVEN:
            rows: Iterable[tuple[Hashable, ...]] = self._given(name, pattern(atom, binding))
        else:
            rows = self._view.match(name, pattern(atom, binding))
        for row in rows:
            extended = self._unify(atom, row, binding)
            if extended is None:
                continue
            if name == TRIPLE:
                # Asked for in another spelling it is another statement, which follows from this one (dt-eq).
                here = [(at, cast(Statement, self._as_asked(atom, row, binding)))]
            else:
                here = [((*at, i), s) for i, s in enumerate(self._said(name, row))]
            for others in self._search(rest, extended, unequal, fuel):
                yield [*here, *others]

    def _best(self, atoms: list[tuple[tuple[int, ...], Atom]], binding: Binding) -> tuple[tuple[int, ...], Atom]:
        """What to look up first; of several triples that promise as much, the one with the fewest matches."""
        promises = [self._promise(atom, binding) for _, atom in atoms]
        highest = max(promises)
        best = [item for item, promise in zip(atoms, promises, strict=True) if promise == highest]
        if len(best) == 1 or any(atom.predicate != TRIPLE for _, atom in best):
            return best[0]
        return min(best, key=lambda item: self._view.count(pattern(item[1], binding), _COUNTED))

    def _promise(self, atom: Atom, binding: Binding) -> float:
        """What is certain or about the schema; what the schema takes apart; then what is known best; other helpers."""
        known = [not isinstance(t, Variable) or t in binding for t in atom.terms]
        if atom.predicate in _GIVEN:  # says something of a term that must be known
            return 12.0 if known[0] else -30.0
        if analysis().is_schema(atom):
            return 15.0 * all(known) + 5.0 + sum(known) / len(known)
        if atom.predicate in self._helpers:
            places = analysis().places.get(atom.predicate, ())
            return 4.0 if places and all(known[i] for i in places) else sum(known) / len(known) - 20.0
        return 10.0 * all(known) + sum(known) / len(known)

    def _expand(self, rule: Rule, atom: Atom, binding: Binding) -> Rule | None:
        """A helper's rule with the atom's terms in place of its own, other variables made fresh."""
        self._fresh += 1
        put: dict[Hashable, Hashable] = {}
        for own, given in zip(rule.head.terms, pattern(atom, binding), strict=True):
            asked = atom.terms[len(put)] if given is None else given
            if put.setdefault(own, asked) != asked or (not isinstance(own, Variable) and own != asked):
                return None

        def term(found: Term) -> Term:
            if isinstance(found, Variable):
                return cast(Term, put.get(found, Variable(f"{found.name}·{self._fresh}")))
            return found

        body = tuple(replace(a, terms=tuple(map(term, a.terms))) for a in rule.body if a.predicate not in _MARKS)
        return replace(rule, body=body, unequal=tuple((term(a), term(b)) for a, b in rule.unequal))

    def _unify(self, atom: Atom, row: tuple[Hashable, ...], binding: Binding) -> Binding | None:
        """As ``unify``, but a literal that was asked for by another spelling stays what it is."""
        return unify(atom, self._as_asked(atom, row, binding), binding)

    @staticmethod
    def _as_asked(atom: Atom, row: tuple[Hashable, ...], binding: Binding) -> tuple[Hashable, ...]:
        asked = pattern(atom, binding)
        if atom.predicate == TRIPLE and isinstance(asked[2], ox.Literal) and isinstance(row[2], ox.Literal):
            return row[0], row[1], asked[2]
        return row

    def _given(self, name: str, asked: tuple[Hashable | None, ...]) -> Iterable[tuple[Hashable, ...]]:
        """What is given beside the triples, of one literal: its kind is its value."""
        literal = asked[0]
        if name == "itself":
            return [(literal, literal)]
        if name in ("inside", "outside"):
            kind, datatype = asked
            if isinstance(kind, tuple) and isinstance(datatype, ox.NamedNode):
                lies = contains(datatype.value, kind)
                return [asked] if lies is (name == "inside") else []
            return []
        if not isinstance(literal, ox.Literal):
            return []
        denoted = value(literal)
        if name == "illtyped":
            return [(literal, literal.datatype)] if denoted is None else []
        if denoted is None:
            return []
        return [(literal,)] if name == "known" else [(literal, denoted)]

    def _said(self, name: str, row: tuple[Hashable, ...]) -> tuple[Statement, ...]:
        """The triples that a row about the schema stands for: the nodes of a list, the parts of a restriction."""
        if name not in analysis().helpers or name in _MARKS:
            return ()
        for rule in self._helpers[name]:
            binding = unify(rule.head, row, {})
            if binding is None:
                continue
            for found in self._rows(rule, binding):
                return tuple(found)
        return ()

    def _rows(self, rule: Rule, binding: Binding) -> Iterator[list[Statement]]:
        for found in solve(
            tuple(a for a in rule.body if a.predicate not in _MARKS), self._view, binding, rule.unequal
        ):
            said: list[Statement] = []
            for atom in rule.body:
                row = pattern(atom, found)
                said += [cast(Statement, row)] if atom.predicate == TRIPLE else self._said(atom.predicate, row)
            yield said


def unfolded(rule: Rule) -> Rule:
    """``same`` spelt out: two terms that differ, and owl:sameAs between them."""
    body, unequal = [], list(rule.unequal)
    for atom in rule.body:
        if atom.predicate == "same":
            unequal.append((atom.terms[0], atom.terms[1]))
            atom = Atom(TRIPLE, (atom.terms[0], SAME_AS, atom.terms[1]))
        body.append(atom)
    return replace(rule, body=tuple(body), unequal=tuple(unequal))
