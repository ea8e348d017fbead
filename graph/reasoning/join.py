"""Relations in memory, indexed as they are asked, and the answers to a rule's body over them."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Protocol

from graph.reasoning.rules import Atom, Variable

Row = tuple[Hashable, ...]
Binding = dict[Variable, Hashable]


class Source(Protocol):
    """Whatever can be asked for the rows of a relation; ``None`` in a pattern stands for anything."""

    def match(self, predicate: str, pattern: tuple[Hashable | None, ...]) -> Iterable[Row]: ...


class Facts:
    """Relations as sets of rows, with an index for each combination of columns that was asked for.

    >>> facts = Facts()
    >>> facts.add("knows", ("a", "b"))
    True
    >>> list(facts.match("knows", (None, "b")))
    [('a', 'b')]
    """

    def __init__(self) -> None:
        self._rows: dict[str, dict[Row, None]] = {}
        self._indexes: dict[str, dict[tuple[int, ...], dict[Row, dict[Row, None]]]] = {}

    def add(self, predicate: str, row: Row) -> bool:
        """Whether the row is new."""
        rows = self._rows.setdefault(predicate, {})
        if row in rows:
            return False
        rows[row] = None
        for columns, index in self._indexes.get(predicate, {}).items():
            index.setdefault(tuple(row[c] for c in columns), {})[row] = None
        return True

    def remove(self, predicate: str, row: Row) -> bool:
        """Whether the row was there."""
        if self._rows.get(predicate, {}).pop(row, 0) is not None:
            return False
        for columns, index in self._indexes.get(predicate, {}).items():
            key = tuple(row[c] for c in columns)
            index[key].pop(row)
            if not index[key]:
                del index[key]
        return True

    def has(self, predicate: str, row: Row) -> bool:
        return row in self._rows.get(predicate, ())

    def all(self, predicate: str) -> Iterable[Row]:
        return self._rows.get(predicate, {}).keys()

    def match(self, predicate: str, pattern: tuple[Hashable | None, ...]) -> Iterable[Row]:
        """A snapshot of the rows that agree with a pattern."""
        columns = tuple(c for c, term in enumerate(pattern) if term is not None)
        rows = self._rows.get(predicate)
        if rows is None:
            return ()
        if len(columns) == len(pattern):
            return (pattern,) if pattern in rows else ()
        if not columns:
            return list(rows)
        indexes = self._indexes.setdefault(predicate, {})
        if columns not in indexes:
            index: dict[Row, dict[Row, None]] = {}
            for row in rows:
                index.setdefault(tuple(row[c] for c in columns), {})[row] = None
            indexes[columns] = index
        return list(indexes[columns].get(tuple(pattern[c] for c in columns), ()))


def pattern(atom: Atom, binding: Binding) -> tuple[Hashable | None, ...]:
    """The terms of an atom as far as they are bound."""
    return tuple(binding.get(t) if isinstance(t, Variable) else t for t in atom.terms)


def unify(atom: Atom, row: Row, binding: Binding) -> Binding | None:
    """The binding extended so that the atom is this row, or None where it cannot be."""
    extended = dict(binding)
    for term, found in zip(atom.terms, row, strict=True):
        if isinstance(term, Variable):
            if extended.setdefault(term, found) != found:
                return None
        elif term != found:
            return None
    return extended


def solve(
    atoms: tuple[Atom, ...],
    source: Source,
    binding: Binding | None = None,
    unequal: tuple[tuple[object, object], ...] = (),
) -> Iterator[Binding]:
    """Every binding under which all atoms are rows of the source. The most bound atom is looked up first."""
    binding = binding or {}
    for left, right in unequal:
        a = binding.get(left) if isinstance(left, Variable) else left
        b = binding.get(right) if isinstance(right, Variable) else right
        if a is not None and a == b:
            return
    if not atoms:
        yield binding
        return
    best = max(range(len(atoms)), key=lambda i: _bound(atoms[i], binding))
    atom, rest = atoms[best], atoms[:best] + atoms[best + 1 :]
    for row in source.match(atom.predicate, pattern(atom, binding)):
        extended = unify(atom, row, binding)
        if extended is not None:
            yield from solve(rest, source, extended, unequal)


def _bound(atom: Atom, binding: Binding) -> float:
    """How much of an atom is known; its predicate tells less than a subject or an object does."""
    known = [not isinstance(t, Variable) or t in binding for t in atom.terms]
    if all(known):
        return 100.0
    return sum(known) - (0.5 if atom.predicate == "triple" and known[1] else 0.0)
