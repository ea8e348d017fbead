"""Reading order by white space: a page is cut where a gutter runs between columns, from top to bottom (XY-cut).

After Nagy and Seth, Hierarchical representation of optically scanned documents (ICPR 1984): lines are taken from the
top as long as one gutter stays free between them; a line that crosses it (a headline) ends the run.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

_MIN_GUTTER: Final = 0.7  # in characters
_MAX_DEPTH: Final = 12


@dataclass(frozen=True, slots=True)
class Char:
    """A printed character and its box, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters that stand side by side."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def chars(page: Any) -> list[Char]:
    """The characters that a PDFium text page prints, with boxes of the font's size on the baseline.

    PDFium's own boxes are those of the ink for some characters (一 is a thin line), and no line can be told by them.
    """
    import ctypes

    from pypdfium2 import raw as pdfium

    handle, box, matrix, found = page.raw, pdfium.FS_RECTF(), pdfium.FS_MATRIX(), []
    x, y = ctypes.c_double(), ctypes.c_double()
    to_box, to_matrix, to_x, to_y = (ctypes.byref(one) for one in (box, matrix, x, y))
    for index in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, index)
        if code <= 32 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
            continue
        if pdfium.FPDFText_IsGenerated(handle, index) == 1:
            continue
        pdfium.FPDFText_GetMatrix(handle, index, to_matrix)
        size = abs(pdfium.FPDFText_GetFontSize(handle, index)) * math.hypot(matrix.c, matrix.d)
        placed = pdfium.FPDFText_GetCharOrigin(handle, index, to_x, to_y)
        if placed and pdfium.FPDFText_GetLooseCharBox(handle, index, to_box):
            left, right = sorted((box.left, box.right))
            if code >= 0x2E80:
                left, right = min(left, x.value), max(right, x.value + 0.9 * size)
            if left > -1e6 and right < 1e6 and abs(y.value) < 1e6 and 0.1 < size < 1e5:
                found.append(Char(chr(code), left, y.value - 0.12 * size, right, y.value + 0.88 * size))
    return found


def segments(characters: list[Char]) -> list[Segment]:
    """Characters joined to what follows them on the same line without a gap."""
    found: list[Segment] = []
    run: list[Char] = []
    for char in characters:
        if run and not _adjacent(run[-1], char):
            found.append(_segment(run))
            run = []
        run.append(char)
    if run:
        found.append(_segment(run))
    return found


def _adjacent(one: Char, other: Char) -> bool:
    size = max(one.top - one.bottom, 1.0)
    middle = (other.bottom + other.top) / 2
    return one.bottom < middle < one.top and -0.5 * size < other.left - one.right < _MIN_GUTTER * size


def _segment(run: list[Char]) -> Segment:
    text = "".join(
        (
            " "
            if i and char.left - run[i - 1].right > _blank(run[i - 1].text, char.text) * (char.top - char.bottom)
            else ""
        )
        + char.text
        for i, char in enumerate(run)
    )
    return Segment(
        text,
        min(c.left for c in run),
        min(c.bottom for c in run),
        max(c.right for c in run),
        max(c.top for c in run),
    )


def _blank(before: str, after: str) -> float:
    """The gap, in characters, that is a blank: wider between Han characters, whose boxes differ from their ink."""
    return 0.2 if before < "\u2e80" and after < "\u2e80" else 0.6


def order(found: list[Segment]) -> list[str]:
    """The lines of a page, column by column.

    >>> left, right = [Segment("左左左左左左", 0, y, 60, y + 9) for y in (30, 20, 10)], []
    >>> right = [Segment("右右右右右右", 80, y, 140, y + 9) for y in (30, 20, 10)]
    >>> order([Segment("通栏大标题", 0, 50, 140, 60), *left, *right])[:3]
    ['通栏大标题', '左左左左左左', '左左左左左左']
    """
    return [line for block in _cut(found, 0) for line in lines(block)]


def _cut(found: list[Segment], depth: int) -> list[list[Segment]]:
    """Blocks of segments in reading order, each a single column."""
    if depth >= _MAX_DEPTH or len(found) < 4:
        return [found]
    blocks: list[list[Segment]] = []
    for run, gutters in _runs(sorted(found, key=lambda s: (-s.top, s.left))):
        parts = _split(run, gutters)
        for part in parts:
            blocks += [part] if len(parts) == 1 else _cut(part, depth + 1)
    return blocks


Gutters = list[tuple[float, float]]


def _runs(found: list[Segment]) -> list[tuple[list[Segment], Gutters]]:
    """Segments from the top, grouped as long as a gutter stays free, each group with its gutters."""
    sizes = sorted(segment.height for segment in found)
    least = _MIN_GUTTER * max(sizes[len(sizes) // 2], 1.0)
    first, last = min(segment.left for segment in found), max(segment.right for segment in found)

    def free(covered: Gutters) -> bool:
        margins = max(covered[0][0] - first, last - covered[-1][1])
        return margins >= least or bool(_gutters(covered, least))

    runs: list[tuple[list[Segment], Gutters]] = []
    run: list[Segment] = []
    covered: Gutters = []
    for segment in found:
        merged = _merge([*covered, (segment.left, segment.right)])
        if run and not free(merged):
            inner = _gutters(covered, least)
            kept, merged = ([segment], [(segment.left, segment.right)]) if inner else _tail(run, segment, free)
            closed = run[: len(run) - len(kept) + 1]
            if closed:
                runs.append((closed, inner))
            run = kept
        else:
            run.append(segment)
        covered = merged
    if run:
        runs.append((run, _gutters(covered, least)))
    return runs


def _tail(run: list[Segment], segment: Segment, free: Callable[[Gutters], bool]) -> tuple[list[Segment], Gutters]:
    """The end of a run without gutters that may stand beside a further segment: the first line of a column."""
    kept, covered = [segment], [(segment.left, segment.right)]
    for before in reversed(run[-20:]):
        merged = _merge([*covered, (before.left, before.right)])
        if not free(merged):
            break
        kept.insert(0, before)
        covered = merged
    return kept, covered


def _merge(intervals: Gutters) -> Gutters:
    merged: Gutters = []
    for left, right in sorted(intervals):
        if merged and left <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], right)
        else:
            merged.append((left, right))
    return merged


def _gutters(covered: Gutters, least: float) -> Gutters:
    return [(a[1], b[0]) for a, b in itertools.pairwise(covered) if b[0] - a[1] >= least]


def _split(run: list[Segment], gutters: Gutters) -> list[list[Segment]]:
    """The columns between gutters; one part where they are no columns of prose but, say, those of a table."""
    parts: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for segment in run:
        parts[sum(1 for _, right in gutters if segment.left >= right - 0.01)].append(segment)
    parts = [part for part in parts if part]
    prose = all(len(part) >= 3 and sum(len(s.text) for s in part) >= 6 * len(part) for part in parts)
    return parts if prose else [run]


def lines(found: list[Segment]) -> list[str]:
    """The lines of one column from the top, each from the left; a wide gap is a tab."""
    rows: list[list[Segment]] = []
    for segment in sorted(found, key=lambda s: -(s.top + s.bottom)):
        middle = (segment.top + segment.bottom) / 2
        if rows and rows[-1][0].bottom < middle < rows[-1][0].top:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [_line(sorted(row, key=lambda s: s.left)) for row in rows]


def _line(row: list[Segment]) -> str:
    text = row[0].text
    for before, after in itertools.pairwise(row):
        gap = after.left - before.right
        blank = _blank(before.text[-1:], after.text[:1])
        text += ("" if gap < blank * after.height else " " if gap < 2 * after.height else "\t") + after.text
    return text
