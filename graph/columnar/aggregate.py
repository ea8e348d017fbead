"""Groups of solutions, and what is counted, summed and ordered of them, to Oxigraph's last digit."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Final

import pyoxigraph as ox

from graph.columnar.plan import Aggregate, Plan, Unfit
from graph.columnar.solve import Solutions, solve
from graph.columnar.table import Table
from graph.columnar.values import PLACES, Values, written

# Oxigraph's decimals are 128 bits in units of 10 ** -18, its integers 64 bits; beyond them a sum is unbound.
_DECIMALS: Final = 1 << 127
_INTEGERS: Final = 1 << 63
# Below, its division may overflow where the quotient does not (2 * 10 ** 30 shifts 38 digits and no more).
_DIVISIBLE: Final = 10**8
_COUNTED: Final = 10**8


def answer(plan: Plan, table: Table) -> ox.QuerySolutions:
    """The rows of the answer, as Oxigraph's own results. Raises Unfit where they might differ from the store's."""
    found = solve(plan, table)
    groups = _Groups(plan.keys, found, table)
    columns = {name: groups.key(at) for at, name in enumerate(plan.keys)}
    columns |= {each.name: groups.aggregate(each) for each in plan.aggregates}
    texts = [columns[name].texts for name in plan.columns]
    lines: Iterable[str] = map("\t".join, zip(*texts, strict=True))
    if plan.order or plan.limit is not None:
        lines = _ordered(plan, columns, list(lines))
    head = "\t".join(f"?{name}" for name in plan.columns)
    results = ox.parse_query_results("\n".join([head, *lines, ""]).encode(), format=ox.QueryResultsFormat.TSV)
    assert isinstance(results, ox.QuerySolutions)
    return results


class _Column:
    """Of each group a term, and what it is ordered by; that is worked out only where it is asked for."""

    def __init__(self, texts: list[str], keys: Callable[[], Sequence[int | str]]) -> None:
        self.texts, self.keys = texts, keys


class _Groups:
    """Each group has a number that is made of the codes of its keys."""

    def __init__(self, keys: Sequence[str], found: Solutions, table: Table) -> None:
        if any(key not in found.values for key in keys):
            raise Unfit  # by figure: as many groups as figures
        self.found, self.table = found, table
        self.values = [found.values[key] for key in keys]
        self.numbers: Sequence[int] = found.columns[keys[0]]
        for key, values in zip(keys[1:], self.values[1:], strict=True):
            size = len(values.texts)
            self.numbers = [a * size + b for a, b in zip(self.numbers, found.columns[key], strict=True)]
        self.counts = Counter(self.numbers)

    def key(self, at: int) -> _Column:
        """The term of one key in each group."""
        below = 1
        for values in self.values[at + 1 :]:
            below *= len(values.texts)
        values, size = self.values[at], len(self.values[at].texts)
        codes = [number // below % size for number in self.counts]
        texts = values.texts
        return _Column([texts[code] for code in codes], lambda: [values.keys[code] for code in codes])

    def aggregate(self, each: Aggregate) -> _Column:
        """An aggregate's term in each group."""
        if each.function == "COUNT":
            counts = self._distinct(each.argument) if each.distinct and each.argument else self.counts
            numbers = [counts[group] for group in self.counts]
            return _Column(list(map(str, numbers)), lambda: numbers)
        if each.argument is None or each.argument not in self.found.values:
            raise Unfit  # the figure itself is no number
        values, codes = self.found.values[each.argument], self.found.columns[each.argument]
        if each.function in ("MIN", "MAX"):
            return self._extreme(values, codes, greatest=each.function == "MAX")
        return self._sum(values, codes, mean=each.function == "AVG")

    def _distinct(self, name: str) -> Counter[int]:
        size = len(self.found.values[name].texts) if name in self.found.values else len(self.table.rows)
        pairs = {a * size + b for a, b in zip(self.numbers, self.found.columns[name], strict=True)}
        return Counter(pair // size for pair in pairs)

    def _extreme(self, values: Values, codes: Sequence[int], *, greatest: bool) -> _Column:
        keys = values.keys
        best: dict[int, int] = {}
        for group, code in zip(self.numbers, codes, strict=True):
            held = best.get(group)
            # Both keys are numbers or both are texts.
            if held is None or (keys[held] < keys[code] if greatest else keys[code] < keys[held]):  # type: ignore[operator]
                best[group] = code
        chosen = [best[group] for group in self.counts]
        return _Column([values.texts[code] for code in chosen], lambda: [keys[code] for code in chosen])

    def _sum(self, values: Values, codes: Sequence[int], *, mean: bool) -> _Column:
        numbers, kind, scale = values.numbers, values.kind, values.scale
        # No order in which the parts are added may overflow.
        limit = _INTEGERS if kind == "integer" else _DECIMALS // 10 ** (PLACES - scale)
        if values.largest * self.found.count >= limit:
            raise Unfit
        sums = dict.fromkeys(self.counts, 0)
        for group, code in zip(self.numbers, codes, strict=True):
            sums[group] += numbers[code]
        if not mean:
            texts = [written(number, scale, kind) for number in sums.values()]
            return _Column(texts, lambda: list(sums.values()))
        means = list(map(_mean, sums.values(), self.counts.values(), repeat(10 ** (PLACES - scale))))
        return _Column([written(number, PLACES, "decimal") for number in means], lambda: means)


def _mean(number: int, count: int, unit: int) -> int:
    """A quotient in units of 10 ** -18, cut off and not rounded."""
    whole = abs(number) * unit
    if not (whole == 0 or _DIVISIBLE <= whole < _DECIMALS) or count >= _COUNTED:
        raise Unfit
    return whole // count if number >= 0 else -(whole // count)


def _ordered(plan: Plan, columns: dict[str, _Column], lines: list[str]) -> list[str]:
    """Sorted and cut. Raises Unfit where a cut goes through rows that are equal, for the store may choose others."""
    order = list(range(len(lines)))
    keys = [columns[name].keys() for name, _ in plan.order]
    for (_, falling), key in reversed(list(zip(plan.order, keys, strict=True))):
        order.sort(key=key.__getitem__, reverse=falling)
    if plan.limit is not None and plan.limit < len(order):
        if plan.limit and all(key[order[plan.limit - 1]] == key[order[plan.limit]] for key in keys):
            raise Unfit
        order = order[: plan.limit]
    return [lines[at] for at in order]
