"""Terms as numbers and back, so that an engine can neither change a literal nor rename a blank node.

Literals of one value are one number for the engine (dt-eq); each spelling has a number of its own besides.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.reasoning.literals import UNKNOWN, Value, value

Term = ox.NamedNode | ox.BlankNode | ox.Literal
# Numbers below are left for cardinalities.
_FIRST: Final = 10


class Terms:
    """A dictionary of terms that only grows."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._terms: list[object] = [None] * _FIRST
        self._values: dict[Value, int] = {}
        self.value_of: dict[int, Value] = {}
        self.illtyped: list[int] = []
        self._same: dict[int, int] = {}
        self._spellings: dict[int, list[int]] = {}

    def number(self, term: object) -> int:
        """The number of a term, given now if it has none."""
        found = self._numbers.get(term)
        if found is None:
            found = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            if isinstance(term, ox.Literal):
                self._literal(found, term)
        return found

    def statements(self, quads: Iterable[ox.Quad]) -> set[tuple[int, int, int]]:
        """The triples of some quads, in numbers."""
        known, number = self._numbers.get, self.number
        found = set()
        for quad in quads:
            s, p, o = quad.subject, quad.predicate, quad.object
            # No number is 0.
            found.add((known(s) or number(s), known(p) or number(p), known(o) or number(o)))
        return found

    def find(self, term: object) -> int | None:
        return self._numbers.get(term)

    def term(self, number: int) -> object:
        return self._terms[number]

    def is_literal(self, number: int) -> bool:
        return isinstance(self._terms[number], ox.Literal)

    def engine(self, number: int) -> int:
        """The number under which the engine knows a term: that of the first spelling of its value."""
        return self._same.get(number, number)

    def spellings(self, number: int) -> Iterable[int]:
        """Every term of the value that the engine knows under this number."""
        return self._spellings.get(number) or (number,)

    def respelt(self) -> frozenset[int]:
        """Numbers with more than one spelling."""
        return frozenset(self._spellings)

    def with_value(self, denoted: Value) -> int | None:
        """The number that the engine has for a value."""
        return self._values.get(denoted)

    def __iter__(self) -> Iterator[int]:
        return iter(range(_FIRST, len(self._terms)))

    def _literal(self, number: int, literal: ox.Literal) -> None:
        denoted = value(literal)
        if denoted is None:
            self.illtyped.append(number)
            return
        first = self._values.setdefault(denoted, number)
        if first != number:
            self._same[number] = first
            self._spellings.setdefault(first, [first]).append(number)
        elif denoted[0] != UNKNOWN:
            self.value_of[number] = denoted
