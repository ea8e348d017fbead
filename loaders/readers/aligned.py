"""Tables in plain text, their columns parted by tabs or runs of spaces: the same rows that a spreadsheet gives.

A table is a line of headers and two or more lines under it with as many cells: labels, then numbers.
"""

import re
from collections.abc import Iterator
from typing import Final

from loaders.readers import grid, labels
from loaders.readers.content import Location, Row

_GAP: Final = re.compile(r"[ \u3000]*\t[ \t\u3000]*|\u3000[ \u3000]*| {2,}\u3000*")
_NUMBERED: Final = re.compile(r"^(?:附表|附件|附|表)[\s\d一二三四五六七八九十]*[:：]?\s*")
_LONGEST: Final = 24  # characters of a cell
_WIDEST: Final = 16  # cells of a line
_CAPTION: Final = 40
_NO_NUMBER: Final = frozenset(("—", "-", "–", "——", "…", "/", "无"))

_VALUE: Final = re.compile(
    r"[\d０-９][\d０-９.,．]*(?:[万亿%％]|(?!年)[\u4e00-\u9fff]{1,3}$|$)"
)  # 41个 heads no column
_SENTENCE: Final = re.compile("[。；！？]")

Line = list[tuple[int, int, str]]


def tables(text: str) -> tuple[tuple[Location, ...], tuple[Row, ...]]:
    """The cells of every table of a text, and the numbers in them with what they mean.

    >>> _, rows = tables("2023年改造情况\\n\\n区县　　小区（个）\\n甲区　　86\\n乙县　　41\\n")
    >>> [(row.place, row.indicator, str(row.value), row.unit, row.period) for row in rows]
    [('甲区', '小区', '86', '个', '2023'), ('乙县', '小区', '41', '个', '2023')]
    """
    if "\t" not in text and "\u3000" not in text and "  " not in text:
        return (), ()
    places: list[Location] = []
    rows: list[Row] = []
    for number, (caption, lines) in enumerate(_found(text), 1):
        cells = []
        for top, line in enumerate(lines):
            for left, (start, end, words) in enumerate(line):
                name = f"表{number}!R{top + 1}C{left + 1}"
                cells.append(grid.Cell(top, left, top, left, words, name, start, end))
                places.append(Location(start, end, "cell", name))
        rows += grid.rows(cells, caption)
    return tuple(places), tuple(rows)


def _found(text: str) -> Iterator[tuple[str, list[Line]]]:
    """Each table's caption and lines, the headers first."""
    caption = before = ""
    run: list[Line] = []
    for line in _lines(text):
        words = _NUMBERED.sub("", text[line[0][0] : line[-1][1]])
        if run and len(line) == len(run[0]) and _is_body(line):
            run.append(line)
            continue
        if len(run) > 2:
            yield caption, run
        run = [line] if _is_header(line) else []
        if words:
            caption, before = before, words if len(words) <= _CAPTION else ""
    if len(run) > 2:
        yield caption, run


def _lines(text: str) -> Iterator[Line]:
    """The cells of each line that is not blank, by their ranges."""
    start = 0
    for line in text.split("\n"):
        cells: Line = []
        position = start
        for gap in (*_GAP.finditer(line), None):
            end = start + gap.start() if gap else start + len(line)
            words = text[position:end].strip()
            if words:
                begin = position + text[position:end].index(words)
                cells.append((begin, begin + len(words), words))
            position = start + gap.end() if gap else end
        if cells:
            yield cells
        start += len(line) + 1


def _is_header(line: Line) -> bool:
    return (
        2 <= len(line) <= _WIDEST
        and all(len(words) <= _LONGEST and not _SENTENCE.search(words) for _, _, words in line)
        and all(labels.is_year(words) or not _VALUE.match(words) for _, _, words in line)
    )


def _is_body(line: Line) -> bool:
    """Labels, a unit among them perhaps, then numbers."""
    words = [words for _, _, words in line]
    labelled = next((i for i, word in enumerate(words) if labels.number(word) is not None), 0)
    return (
        labelled > 0
        and all(len(word) <= _LONGEST and not _SENTENCE.search(word) for word in words[:labelled])
        and all(word in _NO_NUMBER or labels.number(word) is not None for word in words[labelled:])
    )
