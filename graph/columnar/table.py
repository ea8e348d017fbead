"""The figures of a store as columns, each read from it when first wanted, in one pass over its property."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Final, TypeVar

import pyoxigraph as ox

from graph.columnar.plan import Fixed, Plan, Unfit
from graph.columnar.values import Link, link
from ontology import MS

_ANCHORS: Final = (f"<{MS}indicator>", f"<{MS}value>")
_PROPERTIES: Final = frozenset(
    f"<{MS}{name}>"
    for name in (
        "indicator", "value", "valueHigh", "unit", "place", "observedIn", "programme", "institution", "domain", "population",
        "modifier", "year", "periodStart", "periodEnd", "reviewStatus",
    )
)  # fmt: skip
# What bounds the memory: triples of a property (graphs of some ten million), things whose further properties are
# followed, and such answers kept.
_MOST: Final = 500_000
_PARENTS: Final = 20_000
_KEPT: Final = 16
_BATCH: Final = 1000
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Table:
    """A row is a thing with an indicator or a value. Only the default graph is read, where each triple is once."""

    def __init__(self, store: ox.Store, least: int) -> None:
        self.store, self.least = store, least
        self._rows: dict[str, int] | None = None
        self._columns: dict[str, Link] = {}
        self._links: dict[tuple[str, ...], Link] = {}
        self._members: dict[Fixed, Sequence[int]] = {}
        self._unfit: set[object] = set()

    @property
    def rows(self) -> dict[str, int]:
        """The row of each figure. Raises Unfit where there are too many."""
        if self._rows is None:
            with self._once(_ANCHORS):
                read = {name: self._pairs(f"?s {name} ?o") for name in _ANCHORS}
                subjects = dict.fromkeys(chain.from_iterable(subjects for subjects, _ in read.values()))
                if any(subject.startswith("_:") for subject in subjects):
                    raise Unfit
                rows = {subject: row for row, subject in enumerate(subjects)}
                self._columns = {name: link(rows, *pairs) for name, pairs in read.items()}
            self._rows = rows
        return self._rows

    def ready(self, plan: Plan) -> None:
        """Raises Unfit where the rows may lack a solution of the plan, or the store is the quicker one."""
        asked = {step.predicate for step in plan.steps if step.source == plan.root}
        given = {fixed.predicate for fixed in plan.fixed if fixed.source == plan.root}
        if not _PROPERTIES.issuperset(asked) or (asked | given).isdisjoint(_ANCHORS):
            raise Unfit
        for each in plan.fixed:
            if self._count(plan, each) < self.least:
                raise Unfit

    def column(self, predicate: str) -> Link:
        """What a property says of each figure."""
        rows = self.rows
        if predicate not in self._columns:
            with self._once(predicate):
                self._columns[predicate] = link(rows, *self._pairs(f"?s {predicate} ?o"))
        return self._columns[predicate]

    def onward(self, path: tuple[str, ...]) -> Link:
        """What the last property of a path says of each thing that the path before leads to."""
        if path not in self._links:
            before = self.column(path[0]) if len(path) == 2 else self.onward(path[:-1])
            with self._once(path):
                codes = before.values.codes
                if len(codes) > _PARENTS:
                    raise Unfit
                things = [text for text in codes if text.startswith("<")]
                subjects: list[str] = []
                objects: list[str] = []
                for at in range(0, len(things), _BATCH):
                    given = " ".join(things[at : at + _BATCH])
                    found = self._pairs(f"VALUES ?s {{ {given} }} ?s {path[-1]} ?o")
                    subjects += found[0]
                    objects += found[1]
                _keep(self._links, path, link(codes, subjects, objects))
        return self._links[path]

    def members(self, fixed: Fixed) -> Sequence[int]:
        """The rows of the figures of which a triple with this object is stated."""
        if fixed not in self._members:
            rows = self.rows
            found = self._cells(f"SELECT ?s {{ ?s {fixed.predicate} {fixed.object} }} LIMIT {_MOST}")
            if len(found) == _MOST:
                raise Unfit
            _keep(self._members, fixed, [rows[subject] for subject in found if subject in rows])
        return self._members[fixed]

    @contextmanager
    def _once(self, what: object) -> Iterator[None]:
        """Remembers what turned out unfit, so that the store is not read for it again. Raises Unfit."""
        if what in self._unfit:
            raise Unfit
        try:
            yield
        except Unfit:
            self._unfit.add(what)
            raise

    def _count(self, plan: Plan, fixed: Fixed) -> int:
        """How many ways there are to a given object, counted as far as it matters."""
        above = {step.target: step for step in plan.steps}
        path, at = fixed.predicate, fixed.source
        while at != plan.root:
            path, at = f"{above[at].predicate}/{path}", above[at].source
        return len(self._cells(f"SELECT ?s {{ ?s {path} {fixed.object} }} LIMIT {self.least}"))

    def _pairs(self, pattern: str) -> tuple[list[str], list[str]]:
        cells = self._cells(f"SELECT ?s ?o {{ {pattern} }} LIMIT {_MOST}")
        if len(cells) == 2 * _MOST:
            raise Unfit
        return cells[::2], cells[1::2]

    def _cells(self, query: str) -> list[str]:
        """The terms of the solutions, row by row, as TSV writes them: several times as fast as an object a term, and
        one list, for the collector of garbage would go through a tuple a row again and again."""
        results = self.store.query(query)
        assert isinstance(results, ox.QuerySolutions)
        body = results.serialize(format=ox.QueryResultsFormat.TSV)
        assert body is not None
        _, _, found = body.decode().partition("\n")  # a term's own tabs and line ends are escaped
        return found.replace("\t", "\n").split("\n")[:-1]


def _keep(kept: dict[Key, Kept], key: Key, value: Kept) -> None:
    if len(kept) >= _KEPT:
        del kept[next(iter(kept))]
    kept[key] = value
