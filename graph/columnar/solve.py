"""The solutions of a plan's patterns and filters, as parallel columns of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from graph.columnar.plan import Fixed, Plan, Unfit
from graph.columnar.table import Table
from graph.columnar.values import Link, Values

Codes = Sequence[int]


@dataclass(frozen=True, slots=True)
class Solutions:
    """``count`` solutions. A variable's column has codes of its values; the root's has rows."""

    count: int
    columns: dict[str, Codes]
    values: dict[str, Values]


def solve(plan: Plan, table: Table) -> Solutions:
    """Every solution as often as SPARQL has it. Raises Unfit where that is not known for certain."""
    table.ready(plan)
    every = range(len(table.rows))
    rows: Codes = every
    for fixed in plan.fixed:
        if fixed.source == plan.root:
            members = table.members(fixed)
            rows = sorted(members if rows is every else set(rows).intersection(members))
    found = _Solving(plan, table, rows, whole=rows is every)
    for step in plan.steps:
        found.follow(step.source, step.target, (*found.paths[step.source], step.predicate))
    for fixed in plan.fixed:
        if fixed.source != plan.root:
            found.match(fixed)
    for test in plan.tests:
        if test.variable not in found.values:
            raise Unfit  # of the figure itself
        passing = found.values[test.variable].passing(test)
        found.keep([passing[code] for code in found.columns[test.variable]])
    return Solutions(found.count, found.columns, found.values)


class _Solving:
    """Solutions that grow by a column a step, and shrink or multiply with what it says."""

    def __init__(self, plan: Plan, table: Table, rows: Codes, *, whole: bool) -> None:
        self.table, self.root, self.whole = table, plan.root, whole
        self.count = len(rows)
        self.columns: dict[str, Codes] = {plan.root: rows}
        self.values: dict[str, Values] = {}
        self.paths: dict[str, tuple[str, ...]] = {plan.root: ()}
        used = [
            *plan.keys,
            *(test.variable for test in plan.tests),
            *(a.argument for a in plan.aggregates if a.argument),
        ]
        self.uses = [*used, *(step.source for step in plan.steps), *(fixed.source for fixed in plan.fixed)]

    def link(self, path: tuple[str, ...]) -> Link:
        return self.table.column(path[0]) if len(path) == 1 else self.table.onward(path)

    def follow(self, source: str, target: str, path: tuple[str, ...]) -> None:
        """Joins what a property says of the source."""
        link = self.link(path)
        self.paths[target], self.values[target] = path, link.values
        codes, first = self.columns[source], link.first
        found: Codes = first if self.whole and source == self.root else [first[code] for code in codes]
        self.uses.remove(source)
        if link.more and not link.more.keys().isdisjoint(codes):
            index: list[int] = []
            several: list[int] = []
            for at, (code, value) in enumerate(zip(codes, found, strict=True)):
                if value >= 0:
                    further = link.more.get(code, ())
                    index += [at] * (1 + len(further))
                    several += [value, *further]
            self._gather(index)
            self.columns[target] = several
            return
        self.columns[target] = found
        if not link.total and -1 in found:
            self.keep([code >= 0 for code in found])

    def match(self, fixed: Fixed) -> None:
        """Leaves the solutions whose source is said to have the object."""
        link = self.link((*self.paths[fixed.source], fixed.predicate))
        wanted = link.values.codes.get(fixed.object, -2)
        having = [code == wanted for code in link.first]
        for thing, further in link.more.items():
            having[thing] = having[thing] or wanted in further
        self.uses.remove(fixed.source)
        self.keep([having[code] for code in self.columns[fixed.source]])

    def keep(self, chosen: Sequence[bool | int]) -> None:
        """Leaves the chosen solutions."""
        self.columns = {name: list(compress(codes, chosen)) for name, codes in self._used()}
        self._shrunk(sum(map(bool, chosen)))

    def _gather(self, index: list[int]) -> None:
        self.columns = {name: [codes[at] for at in index] for name, codes in self._used()}
        self._shrunk(len(index))

    def _used(self) -> list[tuple[str, Codes]]:
        return [(name, codes) for name, codes in self.columns.items() if name in self.uses]

    def _shrunk(self, count: int) -> None:
        self.count, self.whole = count, False
