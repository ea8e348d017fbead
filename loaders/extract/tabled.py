"""A table's numbers as claims: what the grid says of each number (place, indicator, period, unit) needs no reading.

The readers find tables of indicators (``loaders.documents.Row``); prose rules have no business in them, so whatever
they made of a table's cells gives way.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, cast

import msgspec

from loaders.claims import Figure, Level, NumeralNote, PlaceMention, Span
from loaders.documents import Document, Location, Row
from loaders.errors import MinshengError
from loaders.extract.atlas import LEVELS
from loaders.extract.bins import Bin
from loaders.extract.claims import controlled
from loaders.extract.domains import domain
from loaders.extract.extraction import Extraction, Tabled
from loaders.extract.role import role
from loaders.extract.units import canonical
from loaders.places import Gazetteer, Place

_SUM: Final = re.compile(r"(?:合计|总计|小计|共计|总数)")
_TOTAL: Final = re.compile(r"(?:合计|总计|小计|共计|总数|全国|全省|全市|全区|全县|全域|本市|本区|本县)")
_SCALE: Final = re.compile(r"(万亿|千亿|百亿|十亿|亿|千万|百万|十万|万)(?=.)")
_POWERS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_GOAL: Final = re.compile("目标|计划(?!生育)|任务数|规划")
_GOAL_HEAD: Final = re.compile(r"(?<=.)\s+(?:目标|计划|预期|任务)(?:值|数)?$")
_BRAND: Final = re.compile("“([^“”]{2,20})”")


def with_tables(found: Extraction, document: Document) -> Extraction:
    """The extraction of a document with its tables' rows in place of what the rules for prose read there."""
    cells = _Ranges(
        [(one.start, one.end) for one in document.locations if one.kind == "cell" and _is_table(one, document)]
    )
    if not cells.ranges:
        return found
    rows = _Ranges([(row.start, row.end) for row in document.rows])
    reading = found.reading
    kept = [fact for fact in reading.facts if not cells.meet(reading.spans(fact.numeral.start, fact.numeral.end))]
    places = _Places(document, reading.atlas.home, reading.issue)
    brands = {re.sub("[“”]", "", name): p.name for p in found.facts.programmes for name in (p.name, *p.aliases)}
    clock = _Clock(found, document)
    tabled = tuple(_tabled(document, row, places, brands, clock) for row in document.rows)
    names = {mention.name for mention in found.facts.places}
    facts = msgspec.structs.replace(
        found.facts,
        document=msgspec.structs.replace(found.facts.document, about=(places.whole.name,)),
        places=(*found.facts.places, *(m for m in places.mentions() if m.name not in names)),
        figures=(*(f for f in found.facts.figures if not cells.meet(f.at)), *(one.figure for one in tabled)),
        numerals=tuple(_notes(found, document.text, cells, rows)),
    )
    ledger = tuple((*entry[:2], _bin(entry, document.text, cells, rows)) for entry in found.ledger)
    return replace(found, facts=facts, ledger=ledger, reading=replace(reading, facts=kept), tabled=tabled)


def _is_table(cell: Location, document: Document) -> bool:
    """Of a document whose tables are understood every cell; of a spreadsheet that is not, all but sentences."""
    if document.rows:
        return True
    return document.kind in ("csv", "xlsx") and not re.search("[，。；]", document.text[cell.start : cell.end])


def base(unit: str | None) -> tuple[Decimal, str]:
    """How many of which base unit a table's unit is.

    >>> base("万人"), base("元/平方米"), base("名"), base(None)
    ((Decimal('10000'), '人'), (Decimal('1'), '元/平方米'), (Decimal('1'), '人'), (Decimal('1'), '个'))
    """
    if not unit:
        return Decimal(1), "个"
    scale = _SCALE.match(unit)
    power = sum(_POWERS[sign] for sign in scale[1]) if scale else 0
    return Decimal(10) ** power, canonical(unit[scale.end() :] if scale else unit)


def _name(row: Row) -> str:
    """The indicator of a row; that its column is one of aims is told by the role."""
    return _GOAL_HEAD.sub("", row.indicator)


def _tabled(document: Document, row: Row, places: "_Places", brands: Mapping[str, str], clock: "_Clock") -> Tabled:
    period, when = (row.period, row.when) if row.period else clock.at(row.start)
    times, unit = base(row.unit)
    start, end = row.start, row.end
    printed = document.text[start:end]
    spans = [Span(start, end)]
    # The unit is printed above or beside, in a header; a figure's evidence covers both.
    if row.unit and row.unit not in printed and (at := document.text.rfind(row.unit, 0, start)) >= 0:
        spans.append(Span(at, at + len(row.unit)))
        printed += row.unit
    subject = domain(row.indicator)
    partial = row.place is not None and len(places.found) > 1 and _SUM.fullmatch(row.place) is not None
    name = _name(row)
    figure = Figure(
        indicator=controlled(name, unit) or name or "未命名",
        place=places.name(row.place),
        programme=next((brands[brand] for brand in _BRAND.findall(name) if brand in brands), None),
        domain=subject,
        value=_plain(row.value * times),
        unit=unit,
        printed=printed,
        role=role(
            name, "", name, unit, future=False, goal=bool(_GOAL.search(row.indicator)), modifiers=(), name=name
        ),
        period=period,
        when=when,
        at=tuple(spans),
        doubt=f"“{row.place}”是表中各地之和，未必是{places.whole.name}的全部" if partial else None,
    )
    return Tabled(row, figure, subject)


def records(tabled: Sequence[Tabled], doc: str) -> Iterator[dict[str, Any]]:
    """The rows as the flat records of ``minsheng extract --format jsonl``; ``cell`` is theirs alone."""
    for one in tabled:
        figure, row = one.figure, one.row
        value = figure.value
        yield {
            "doc": doc,
            "start": row.start,
            "end": row.end,
            "raw": figure.printed,
            "value": int(value) if value == value.to_integral_value() else float(value),
            "unit": figure.unit,
            "indicator": _name(row),
            "place": figure.place,
            "programme": figure.programme,
            "domain": one.domain,
            "role": figure.role,
            "modifier": None,
            "period": figure.period,
            "quote": f"{row.cell} {row.indicator} {figure.printed}",
            "cell": row.cell,
        }


def _plain(value: Decimal) -> Decimal:
    """Without an exponent, and without zeros that the scale brought."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class _Clock:
    """The time that a section leaves in force for a table under it that names none."""

    def __init__(self, found: Extraction, document: Document) -> None:
        reading = found.reading
        self.times = reading.times
        # A spreadsheet has no sections: its times are in its own cells.
        sentences = [] if document.kind in ("csv", "xlsx") else reading.page.sentences
        self.starts = [(reading.spans(one.start, one.start + 1)[0].start, one.start) for one in sentences]

    def at(self, position: int) -> tuple[str | None, str | None]:
        """The period in ISO 8601 and its words."""
        index = bisect_right(self.starts, (position, 1 << 60)) - 1
        held = self.times.base.get(self.starts[index][1]) if index >= 0 else None
        return (held.iso, held.words) if held else (None, None)


class _Places:
    """What the names in a table mean. A total is of what the table's places lie in together."""

    def __init__(self, document: Document, home: Place, on: str | None) -> None:
        rows = document.rows
        self.gazetteer, self.on = Gazetteer.load(), on
        self.found: dict[str, Place | None] = {}
        self.first: dict[str, Span] = {}
        above = self.gazetteer.ancestors(home.code, on)
        widest = (above[-1] if above else home).code
        named = dict.fromkeys(row.place for row in rows if row.place and not _TOTAL.fullmatch(row.place))
        for name in named:
            self.found[name] = self._resolve(name, widest) or self._resolve(name, None)
        for row in rows:
            if row.place and row.place not in self.first:
                at = document.text.rfind(row.place, 0, row.start)
                self.first[row.place] = Span(at, at + len(row.place)) if at >= 0 else Span(row.start, row.end)
        parents = Counter(place.parent for place in self.found.values() if place and place.parent)
        common, count = parents.most_common(1)[0] if parents else ("", 0)
        several = count > 1 and common in self.gazetteer
        only = next(iter(self.found.values())) if len(self.found) == 1 else None
        self.whole = self.gazetteer.get(common) if several else only or home

    def _resolve(self, name: str, within: str | None) -> Place | None:
        try:
            return self.gazetteer.resolve(name, within, self.on)
        except MinshengError:
            return None

    def name(self, printed: str | None) -> str:
        """The place as the gazetteer has it; the printed name where it is in no list."""
        if printed is None or _TOTAL.fullmatch(printed):
            return self.whole.name
        place = self.found.get(printed)
        return place.name if place else printed

    def mentions(self) -> Iterator[PlaceMention]:
        """The places as claims, where the table first names them."""
        yield self._mention(self.whole.name, self.whole, (Span(0, 1),))
        for printed, place in self.found.items():
            at = self.first[printed]
            if place is None or place.name != self.whole.name:
                yield self._mention(place.name if place else printed, place, (at,))

    def _mention(self, name: str, place: Place | None, at: tuple[Span, ...]) -> PlaceMention:
        if place is None:
            return PlaceMention(name=name, level="地点", within=self.whole.name, listed=False, at=at)
        above = self.gazetteer.get(place.parent).name if place.parent in self.gazetteer else None
        return PlaceMention(name=name, level=cast(Level, LEVELS.get(place.level, "地点")), within=above, at=at)


class _Ranges:
    """Ranges that do not overlap, and whether any of some spans meets one of them."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self.ranges = sorted(ranges)

    def meet(self, spans: Sequence[Span]) -> bool:
        """Whether any does."""
        return any(self.holds(span.start, span.end) for span in spans)

    def holds(self, start: int, end: int) -> bool:
        """Whether a range meets one of these."""
        index = bisect_right(self.ranges, (end - 1, 1 << 60)) - 1
        return index >= 0 and self.ranges[index][1] > start


def _bin(entry: tuple[int, int, Bin], text: str, cells: _Ranges, rows: _Ranges) -> Bin:
    start, end, bin_ = entry
    if rows.holds(start, end):
        return "quantity"
    if bin_ not in ("quantity", "unresolved") or not cells.holds(start, end):
        return bin_
    return "date" if _YEAR.fullmatch(text[start:end]) else "other"


def _notes(found: Extraction, text: str, cells: _Ranges, rows: _Ranges) -> Iterator[NumeralNote]:
    yield from (note for note in found.facts.numerals if not rows.holds(*note.at))
    for entry in found.ledger:
        became = _bin(entry, text, cells, rows)
        if entry[2] == "quantity" and became in ("date", "other"):
            yield NumeralNote(at=entry[:2], category=became)
