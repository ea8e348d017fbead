"""The text as the rules see it: repaired characters without blanks, in blocks, with the way back.

Blanks inside a line are layout, not language: ``58.6 亿元`` and ``58.6亿元`` state one thing. A wide gap is a
column of a table and stays, as one tab. Nothing is lost: every character knows where it stood.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loaders.text import Text, Zone

_WIDTH: Final = str.maketrans(
    {chr(0xFF10 + i): str(i) for i in range(10)}
    | {"％": "%", "．": ".", "＋": "+", "～": "~", "∼": "~", "：": "：", "﹪": "%", "（": "(", "）": ")", "／": "/"}
)
_BLANKS: Final = re.compile(r"[^\S\n]+|\*+|[​﻿]+")
_GAP: Final = re.compile(r"\t|\u3000|\s{2,}")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption, list item or table row."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """The characters that rules read, where each stood in the repaired text, and the blocks."""

    chars: str
    at: "array[int]"
    blocks: tuple[Block, ...]
    joints: tuple[int, ...] = ()

    def back(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The ranges of the repaired text that a range of this view came from: one, unless a sentence was cut apart."""
        inside = self.joints[bisect_right(self.joints, start) : bisect_left(self.joints, end)]
        return tuple((self.at[a], self.at[b - 1] + 1) for a, b in pairwise((start, *inside, end)))


def view(text: Text) -> View:
    """Drops blanks and marks of emphasis, folds what is left of full-width digits, and cuts the text into blocks.

    >>> text = "民生支出 58.6 亿元\\n教育　　学位　　2700个"
    >>> seen = view(Text(text, array("I", range(len(text)))))
    >>> seen.chars
    '民生支出58.6亿元\\n教育\\t学位\\t2700个'
    >>> seen.back(4, 10)
    ((5, 12),)
    """
    chars = text.chars.translate(_WIDTH)
    pieces: list[str] = []
    at: array[int] = array("L")
    joints: list[int] = []
    for first, end, joined in _order(text):
        if joined:
            joints.append(len(at))
        last = first
        for match in _BLANKS.finditer(chars, first, end):
            start, stop = match.span()
            pieces.append(chars[last:start])
            at.extend(range(last, start))
            inside = start and stop < len(chars) and chars[start - 1] != "\n" and chars[stop] != "\n"
            if inside and _GAP.search(match.group()):
                pieces.append("\t")
                at.append(start)
            last = stop
        pieces.append(chars[last:end])
        at.extend(range(last, end))
    flat = "".join(pieces)
    return View(flat, at, tuple(_blocks(flat, at, text.zones)), tuple(joints))


def _order(text: Text) -> Iterator[tuple[int, int, bool]]:
    """The stretches of the text in the order of reading: a sentence that is cut by a caption goes on after the cut."""
    zones = text.zones
    if not any(zone.continues is not None for zone in zones):
        yield 0, len(text.chars), False
        return
    done: set[int] = set()
    for index, zone in enumerate(zones):
        if index in done:
            continue
        yield zone.start, zone.end, False
        after = zone.continues
        while after is not None and after not in done and after > index:
            done.add(after)
            yield zones[after].start, zones[after].end, True
            after = zones[after].continues
        if zone.end < len(text.chars):
            yield zone.end, zone.end + 1, False


def _blocks(flat: str, at: "array[int]", zones: tuple[Zone, ...]) -> list[Block]:
    """One block a line, of the kind of the zone it begins in."""
    starts = [zone.start for zone in zones]
    blocks: list[Block] = []
    for match in re.finditer(r"[^\n]+", flat):
        zone = bisect_right(starts, at[match.start()]) - 1
        kind = zones[zone].kind if zone >= 0 and at[match.start()] < zones[zone].end else "paragraph"
        blocks.append(Block(kind, *match.span()))
    return blocks
