"""Tables of indicators: from cells to rows that say what, where, when, how many, of what.

A number's meaning stands in the headers above it and the labels to its left, merged or not, and in the caption. The
headers are the lines above the first line that holds a number which cannot be a year; labels are the columns before
the first one that is mostly numbers. Each piece is then told by its form (:mod:`loaders.readers.labels`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from loaders.readers import labels
from loaders.readers.content import Row

Kind = Literal["name", "place", "period", "unit", "skip"]
_MAX_COVERED: Final = 2_000_000
_MISSING: Final = frozenset(("—", "-", "–", "——", "…", "……", "/", "／", "无", "*", "x", "X", "N/A", "暂无"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: its place in the grid (0-based; a merged one covers a rectangle), what it shows, and where."""

    top: int
    left: int
    bottom: int
    right: int
    words: str
    name: str
    start: int
    end: int

    def taller(self, bottom: int) -> "Cell":
        """The same, down to a further row."""
        return replace(self, bottom=bottom)


def rows(cells: Iterable[Cell], caption: str = "") -> list[Row]:
    """The numbers of a sheet with what they mean. A table without headers gives none.

    ``caption`` is what stands above it outside its cells.

    >>> grid = [["区县", "参保人数（万人）"], ["甲区", "25.4"]]
    >>> made = rows(Cell(r, c, r, c, w, f"{r}{c}", 0, 1) for r, line in enumerate(grid) for c, w in enumerate(line))
    >>> [(row.place, row.indicator, str(row.value), row.unit) for row in made]
    [('甲区', '参保人数', '25.4', '万人')]
    """
    lines: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        lines[cell.top].append(cell)
    found: list[Row] = []
    for block in _blocks(lines):
        found += _Block(*block, caption).rows()
    return found


def _blocks(lines: dict[int, list[Cell]]) -> Iterator[tuple[list[Cell], list[list[Cell]]]]:
    """Headers and body of each table on a sheet: a new one begins where headers follow a body."""
    headers: list[Cell] = []
    body: list[list[Cell]] = []
    for top in sorted(lines):
        line = lines[top]
        numbers = [cell for cell in line if labels.number(cell.words)]
        # What is marked as missing is missing from a body; without it a line of years is a header.
        missing = len(line) > 1 and any(cell.words in _MISSING for cell in line) and bool(headers)
        if missing or (numbers and (body or not all(labels.is_year(cell.words) for cell in numbers))):
            body.append(line)
        elif not body:
            headers += line
        elif len(line) > 1 and not any(cell.words in _MISSING for cell in line):
            yield headers, body
            headers, body = list(line), []
    if body:
        yield headers, body


class _Block:
    """One table: its headers, its body, and what each column of labels holds."""

    def __init__(self, headers: list[Cell], body: list[list[Cell]], caption: str) -> None:
        self.body = body
        first, last = body[0][0].top, body[-1][0].top
        right = max(cell.right if cell.right - cell.left < 300 else cell.left for line in body for cell in line)
        self._covered = 0
        per_line = Counter(cell.top for cell in headers)
        self.width = width = len({cell.left for line in body for cell in line})
        captions = [
            cell for cell in headers
            if width > 1 and per_line[cell.top] == 1 and (cell.left == 0 or cell.right > cell.left or "单位" in cell.words)
        ]  # fmt: skip
        self.caption = " ".join([caption, *(cell.words for cell in captions)]).strip()
        self.above: dict[int, list[Cell]] = defaultdict(list)
        for cell in headers:
            if cell not in captions:
                for column in self._range(cell.left, min(cell.right, right)):
                    self.above[column].append(cell)
        self.columns = self._columns()
        self.beside: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
        for cell in (*headers, *(cell for line in body for cell in line)):
            if cell.left in self.columns and cell not in captions:
                for row in self._range(max(cell.top, first), min(cell.bottom, last)):
                    self.beside[row].append((cell.left, cell))
        self.corner = self._corner()
        self.places_above = self._places_above()

    def _range(self, first: int, last: int) -> range:
        """A merged cell's rows or columns, as long as all of them together stay within reason."""
        self._covered += max(0, last - first + 1)
        return range(first, last + 1) if self._covered <= _MAX_COVERED else range(first, first)

    def _head(self, column: int) -> str:
        return self.above[column][-1].words if self.above.get(column) else ""

    def _columns(self) -> dict[int, Kind]:
        """The columns that hold labels, and of which kind."""
        inside: dict[int, list[str]] = defaultdict(list)
        for line in self.body:
            for cell in line:
                if cell.words not in _MISSING:
                    inside[cell.left].append(cell.words)
        found: dict[int, Kind] = {}
        values_begin = False
        for column in sorted(inside):
            head, words = labels.split_unit(self._head(column))[0], inside[column]
            numeric = sum(1 for word in words if labels.number(word))
            years = sum(1 for word in words if labels.period(word))
            if labels.NO_VALUE.fullmatch(head):
                found[column] = "skip"
            elif labels.PERIOD_HEAD.fullmatch(head) and years == len(words):
                found[column] = "period"
            elif not found and self.width > 1 and all(labels.is_year(word) for word in words):
                found[column] = "period"  # years down the side, whatever stands above them
            elif labels.UNIT_HEAD.fullmatch(head) and _most(labels.UNIT.fullmatch(word) for word in words):
                found[column] = "unit"
            elif 2 * numeric >= len(words):
                values_begin = True
            elif values_begin:
                found[column] = "skip"
            elif labels.PLACE_HEAD.fullmatch(head) or _most(labels.PLACE.fullmatch(word) for word in words):
                found[column] = "place"
            else:
                found[column] = "period" if _most(labels.period(word) for word in words) else "name"
        return found

    def _places_above(self) -> bool:
        """Whether the columns stand for places."""
        words = {cell.words for column, cells in self.above.items() if column not in self.columns for cell in cells}
        names = [word for word in words if not labels.period(word)]
        places = [word for word in names if labels.PLACE.fullmatch(word) and not labels.PLACE_HEAD.fullmatch(word)]
        # A single one may be a thing that is counted (示范村), unless something else says what the numbers count.
        told = bool(self.corner) or "name" in self.columns.values()
        return 2 * len(places) > len(names) and (len(places) > 1 or told)

    def _corner(self) -> str:
        """What stands above the labels and is no name for them: 新增学位（万个） over the districts."""
        for column in sorted(self.columns):
            words = self._head(column)
            name = labels.split_unit(words)[0]
            if words and not any(kind.fullmatch(name) for kind in labels.HEADS) and not labels.period(words):
                return words
        return ""

    def rows(self) -> list[Row]:
        found = []
        for line in self.body:
            for cell in line:
                if cell.left not in self.columns and (value := labels.number(cell.words)):
                    meaning = _Meaning()
                    for column, label in self.beside[cell.top]:
                        head = labels.split_unit(self._head(column))[0]
                        meaning.take(self.columns[column], label.words, head)
                    for header in self.above.get(cell.left, ()):
                        place = self.places_above and labels.PLACE.fullmatch(header.words)
                        meaning.take("place" if place else "name", header.words, "")
                    meaning.caption(self.caption)
                    if not meaning.names and self.corner:
                        meaning.take("name", self.corner, "")
                    if meaning.names:
                        unit = value[1] or meaning.unit
                        found.append(
                            Row(meaning.place, " ".join(meaning.names), meaning.period, meaning.when, value[0], unit,
                                cell.name, cell.start, cell.end)
                        )  # fmt: skip
        return found


class _Meaning:
    """What the pieces around a number say, taken one by one."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.place: str | None = None
        self.period: str | None = None
        self.when: str | None = None
        self.unit: str | None = None

    def take(self, kind: Kind, words: str, head: str) -> None:
        if kind == "skip" or words in _MISSING:
            return
        if kind == "unit":
            self.unit = words
            return
        words, unit = labels.split_unit(words)
        self.unit = unit or self.unit
        if kind == "place":
            self.place = words
        elif iso := labels.period(words):
            self.period, self.when = iso, words
        else:
            words, iso, when = labels.leading_period(words)
            if iso:
                self.period, self.when = iso, when
            generic = labels.VALUE_HEAD.fullmatch(words) or (labels.NAME_HEAD.fullmatch(words) and not head)
            if words and not generic and words not in self.names:
                self.names.append(words)

    def caption(self, words: str) -> None:
        """What the caption says, where nothing nearer did."""
        if not words:
            return
        self.unit = self.unit or labels.caption_unit(words) or labels.split_unit(words)[1]
        if not self.period:
            self.period, self.when = labels.caption_period(words)
        if not self.names and (name := labels.caption_name(words)):
            self.names.append(name)


def _most(found: Iterable[object]) -> bool:
    hits = [bool(one) for one in found]
    return sum(hits) > 0.6 * len(hits)
