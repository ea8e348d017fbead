"""What may stand side by side. Pure: observations in, blocks out.

Two figures are comparable if they state the same indicator, in the same unit, in the same role (a target never beside a
result), of places of one rank (a district never beside its city), about the same people or institution, and for periods
of one kind (a year never beside a month or a moment). All else is told beside the value: 近, 余, the printed time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from graph.compare.observed import Observed
from graph.names import Name

# Class of a place -> its rank. What is in none is compared with its like only.
_RANKS: Final = {
    "Province": "province", "Municipality": "province", "Prefecture": "prefecture",
    **dict.fromkeys(("District", "County", "AutonomousCounty", "CountyLevelCity", "DevelopmentZone"), "district"),
    **dict.fromkeys(("Subdistrict", "Town", "Township"), "town"),
    **dict.fromkeys(("Community", "Village"), "village"),
}  # fmt: skip
_APART: Final = ("role", "unit", "rank", "about", "span")
ROLES: Final = ("Outcome", "Target", "Input", "Parameter")


@dataclass(frozen=True, slots=True)
class Key:
    """What all figures of a block share."""

    indicator: str
    role: str
    unit: str
    rank: str
    about: str
    span: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one place and period. ``contradiction``: they give different values of one thing."""

    figures: tuple[Observed, ...]
    contradiction: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A table of what may be compared: a row a place, a column a period; ``None`` is a gap. Of the places
    asked for, ``missing`` have no figure of the indicator at all, ``elsewhere`` have one in another block. ``apart`` names the
    fields of the key in which it differs from the first block of its indicator, which is why it stands apart."""

    key: Key
    indicator: Name
    unit: str
    about: Name | None
    places: tuple[Name, ...]
    periods: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    missing: tuple[Name, ...]
    elsewhere: tuple[Name, ...]
    apart: tuple[str, ...] = ()

    @property
    def figures(self) -> int:
        """How many figures stand in it."""
        return sum(len(cell.figures) for row in self.cells for cell in row if cell)


def key_of(one: Observed) -> Key:
    """The block that an observation belongs to."""
    about = one.population or one.institution
    return Key(
        one.indicator.iri,
        one.role,
        one.unit.iri,
        rank_of(one.level),
        about.iri if about else "",
        span_of(one.period),
    )


def span_of(period: str) -> str:
    """The kind of a period and, of one that is no calendar year, its length in months: five years never stand beside
    two, nor half a year beside a month.

    >>> [span_of(p) for p in ("", "2022", "2016/2020", "2022-01/2022-06", "2022-09", "2022-12-31", "2020/")]
    ['none', 'year', 'years-60', 'part-6', 'part-1', 'day', 'open']
    """
    if not period:
        return "none"
    first, slash, last = period.partition("/")
    if not slash:
        return {4: "year", 7: "part-1"}.get(len(first), "day")
    if not first or not last:
        return "open"
    months = _month(last, 12) - _month(first, 1) + 1
    return f"{'part' if months < 12 else 'years'}-{months}" if months != 12 else "year"


def _month(day: str, otherwise: int) -> int:
    return int(day[:4]) * 12 + (int(day[5:7]) if len(day) > 4 else otherwise)


def rank_of(level: str) -> str:
    """The rank of a class of places: a county compares with a district."""
    return _RANKS.get(level, level)


def blocks(observed: Iterable[Observed], places: Mapping[Name, str] = MappingProxyType({})) -> list[Block]:
    """Observations as tables, the fullest of an indicator first. ``places`` are those that were asked for, with their
    ranks: where one of them has nothing, that is a gap and told as one."""
    groups: dict[Key, list[Observed]] = {}
    anywhere: dict[str, set[str]] = {}
    for one in observed:
        groups.setdefault(key_of(one), []).append(one)
        anywhere.setdefault(one.indicator.iri, set()).add(one.place.iri)
    made = [_block(key, group, places, anywhere[key.indicator]) for key, group in groups.items()]
    made.sort(key=lambda b: (b.indicator.zh, -len(b.places), ROLES.index(b.key.role), -b.figures, str(b.key)))
    first: dict[str, Key] = {}
    return [
        replace(block, apart=_apart(first.setdefault(block.key.indicator, block.key), block.key)) for block in made
    ]


def _apart(model: Key, key: Key) -> tuple[str, ...]:
    return tuple(name for name in _APART if getattr(model, name) != getattr(key, name))


def _block(key: Key, group: list[Observed], asked: Mapping[Name, str], anywhere: set[str]) -> Block:
    present = {one.place.iri: one.place for one in group}
    rows = tuple(present[iri] for iri in sorted(present))
    columns = tuple(sorted({one.period for one in group}))
    at: dict[tuple[str, str], list[Observed]] = {}
    for one in group:
        at.setdefault((one.place.iri, one.period), []).append(one)
    cells = tuple(tuple(_cell(at.get((place.iri, period))) for period in columns) for place in rows)
    absent = [place for place, rank in asked.items() if place.iri not in present and rank == key.rank]
    return Block(
        key,
        group[0].indicator,
        group[0].unit.zh,
        group[0].population or group[0].institution,
        rows,
        columns,
        cells,
        missing=tuple(place for place in absent if place.iri not in anywhere),
        elsewhere=tuple(place for place in absent if place.iri in anywhere),
    )


def _cell(figures: list[Observed] | None) -> Cell | None:
    """Of one programme, or where one names none, two values of one thing contradict each other; of two they do not.
    Without a period nothing says that they are of one time."""
    if not figures:
        return None
    return Cell(tuple(figures), any(_contradict(a, b) for i, a in enumerate(figures) for b in figures[:i]))


def _contradict(a: Observed, b: Observed) -> bool:
    if not a.period or (a.programme and b.programme and a.programme != b.programme):
        return False
    return (a.value, a.high) != (b.value, b.high)


def number(value: Decimal) -> str:
    """A value as people read it.

    >>> number(Decimal("254000")), number(Decimal("0.50"))
    ('254,000', '0.5')
    """
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value.normalize():,f}"
