"""Figures as something to compare: what is measured, where, when, of whom, and within which bounds the value lies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from graph.corpus import Entry
from loaders import periods
from loaders.claims import Figure
from loaders.errors import DataError, Where
from loaders.periods import Period
from loaders.places import Gazetteer
from ontology import FOLDER, PREFIXES

_SKOS: Final = PREFIXES["skos"]
# How far a value that is said to be more or less than printed may lie from it: 4000余 is taken for less than 8000.
_BOUNDS: Final[dict[str, tuple[Decimal, Decimal]]] = {
    **dict.fromkeys(
        ("余", "多", "上", "超", "超过", "突破", "以上", "不低于", "不少于", "至少"), (Decimal(1), Decimal(2))
    ),
    **dict.fromkeys(("以下", "以内", "不超过", "最多"), (Decimal("0.5"), Decimal(1))),
    "近": (Decimal("0.8"), Decimal(1)),
    **dict.fromkeys(("约", "左右"), (Decimal("0.8"), Decimal("1.2"))),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something hardly likely: a code, the message, the line, and the names of the figures or claims it is about."""

    code: str
    zh: str
    en: str
    where: Where
    about: tuple[str, ...]

    def error(self) -> DataError:
        names = " ".join(self.about)
        return DataError(f"{self.zh}〔{self.code}: {names}〕", f"{self.en} [{self.code}: {names}]", self.where)


@dataclass(frozen=True)
class Observation:
    """One figure with its context. ``start`` is where it stands in the text."""

    entry: Entry
    index: int
    figure: Figure
    indicator: str
    unit: str
    place: str
    period: Period | None

    @cached_property
    def name(self) -> str:
        return f"{self.entry.file.facts.document.key}-{self.start}"

    @property
    def start(self) -> int:
        return self.figure.at[0].start

    @cached_property
    def label(self) -> str:
        return self.entry.resolved.label("ind", self.figure.indicator)

    @cached_property
    def bounds(self) -> tuple[Decimal, Decimal]:
        low, high = self.figure.value, self.figure.value if self.figure.high is None else self.figure.high
        for modifier in self.figure.modifier:
            down, up = _BOUNDS.get(modifier, (Decimal(1), Decimal(1)))
            low, high = min(low, low * down), max(high, high * up)
        return low, high

    @property
    def issued(self) -> Period:
        return periods.parse(self.entry.file.facts.document.issued or "../..")

    def where(self, field: str = "value") -> Where:
        return self.entry.file.where("figures", self.index, field)

    def same(self, other: "Observation", *fields: str) -> bool:
        """Whether two figures agree in fields of the fact file, or in ``unit``, ``place``, ``indicator``, ``period``."""
        return all(
            getattr(self, f) == getattr(other, f)
            if f in _OWN
            else getattr(self.figure, f) == getattr(other.figure, f)
            for f in fields
        )

    def same_time(self, other: "Observation") -> bool:
        """One period; where neither has one, one document."""
        return self.period == other.period and (self.period is not None or self.entry is other.entry)


_OWN: Final = ("unit", "place", "indicator", "period")


@dataclass(frozen=True)
class World:
    """All figures, and what the vocabulary and the list of divisions say of what they are about."""

    entries: list[Entry]
    figures: list[Observation]
    broader: dict[str, set[str]]
    flows: frozenset[str]
    gazetteer: Gazetteer

    def groups(self, key: Callable[[Observation], object]) -> Iterator[list[Observation]]:
        """Figures that have a key in common, two at least; a key of None counts for nothing."""
        found: dict[object, list[Observation]] = {}
        for figure in self.figures:
            if (common := key(figure)) is not None:
                found.setdefault(common, []).append(figure)
        return (group for group in found.values() if len(group) > 1)

    def enclosing(self, figure: Observation) -> set[str]:
        """The codes of the places around a figure's place."""
        ref = figure.entry.resolved.place(figure.figure.place)
        found = {ref.parent.rpartition("/")[2]} if ref.parent else set()
        for code in (ref.code, *found):
            if code in self.gazetteer:
                found |= {above.code for above in self.gazetteer.ancestors(code)}
        return found - {ref.code}


def observe(entries: list[Entry]) -> World:
    """Everything that the checks look at."""
    broader, flows = _measures()
    figures = []
    for entry in entries:
        for index, figure in enumerate(entry.file.facts.figures):
            resolved = entry.resolved
            figures.append(
                Observation(
                    entry,
                    index,
                    figure,
                    resolved.concept("ind", figure.indicator).value,
                    resolved.concept("unit", figure.unit).value.rpartition("/")[2],
                    resolved.place(figure.place).code,
                    periods.parse(figure.period) if figure.period else None,
                )
            )
    return World(entries, figures, broader, flows, Gazetteer.load())


def _measures() -> tuple[dict[str, set[str]], frozenset[str]]:
    """Of each indicator the wider ones; and the indicators that count over a period (the definition says 期内数)."""
    direct: dict[str, set[str]] = {}
    flows = set()
    for quad in ox.parse(path=FOLDER / "indicators.ttl", format=ox.RdfFormat.TURTLE):
        subject, value = quad.subject.value, quad.object
        if quad.predicate.value == _SKOS + "broader" and isinstance(value, ox.NamedNode):
            direct.setdefault(subject, set()).add(value.value)
        elif (
            quad.predicate.value == _SKOS + "definition"
            and isinstance(value, ox.Literal)
            and "期内数" in value.value
        ):
            flows.add(subject)
    found: dict[str, set[str]] = {}
    for narrow in direct:
        rest, seen = [narrow], set[str]()
        while rest:
            new = direct.get(rest.pop(), set()) - seen
            seen |= new
            rest += new
        found[narrow] = seen
    return found, frozenset(flows)
