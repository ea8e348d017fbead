"""Rows under headings: by domain, and by what may be compared with what."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.drawing.nodes import DOMAINS
from graph.serve.things import Data, Figure, Thing


@dataclass(frozen=True, slots=True)
class Group:
    """Things, or figures, under a heading."""

    title: Thing
    rows: list[Any]


def by_domain(data: Data, rows: Iterable[tuple[str, Any]]) -> list[Group]:
    """Rows under the headings of their domains, in the order in which people expect these."""
    found: dict[str, list[Any]] = {}
    for domain, row in rows:
        found.setdefault(domain, []).append(row)

    def rank(domain: str) -> int:
        name = domain.rpartition("/")[2]
        return DOMAINS.index(name) if name in DOMAINS else len(DOMAINS)

    none = Thing("", "#", "—", "")
    return [Group(data.thing(d) if d else none, found[d]) for d in sorted(found, key=lambda d: (rank(d), d))]


def figures_by_domain(data: Data, iris: Iterable[str]) -> list[Group]:
    """Figures under the headings of their domains."""
    return by_domain(data, ((f.domain.iri if f.domain else "", f) for f in data.figures(iris)))


@dataclass(frozen=True, slots=True)
class Comparable:
    """Figures that may stand side by side: one indicator, one unit, one role. ``width`` of 100 is the largest."""

    indicator: Thing | None
    unit: str
    role: Thing
    rows: list[tuple[Figure, int]]


def compared(figures: Iterable[Figure]) -> list[Comparable]:
    """Figures in groups of what can be compared; a target never stands among results, nor a rate among counts."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for one in figures:
        groups.setdefault((one.indicator.iri if one.indicator else "", one.unit_iri, one.role.iri), []).append(one)
    found = []
    for rows in groups.values():
        largest = max((abs(r.number) for r in rows), default=Decimal(0)) or Decimal(1)
        wide = [(r, int(abs(r.number) / largest * 100)) for r in rows]
        found.append(Comparable(rows[0].indicator, rows[0].unit, rows[0].role, wide))
    return found
