"""A document's text as people read it, every character traced to where it stands in the file.

:func:`loaders.repair.repair` makes it. What a wrapped, doubled or full-width text hides from a pattern stands here
in plain sight; :meth:`Text.spans` leads back to the file.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from loaders.claims import Span, Spans

Kind = Literal["title", "heading", "paragraph", "list", "table", "caption", "box", "byline", "foreign"]
Repair = Literal["doubled", "foreign", "interrupted"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A block of the repaired text, without the line break after it.

    ``continues`` is the index of the zone in which this one's unfinished sentence goes on, where a caption, a box or
    a foreign fragment stands between the two halves.
    """

    kind: Kind
    start: int
    end: int
    continues: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What was repaired or set aside, for a person to look at: where in the *file's* text.

    ``doubled``: characters printed twice and read once. ``foreign``: a fragment of another article; what it says is
    not about this document's places. ``interrupted``: a sentence that goes on behind something else.
    """

    kind: Repair
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """Repaired text. ``offsets[i]`` is where ``chars[i]`` stands in the document's text; offsets only grow.

    A character is the one of the file, or its narrow form (１ → 1), or the line break or space of another form.
    Blocks are one line each, divided by one line break. ``cuts`` are the positions before which printed characters
    (no mere white space) were left out.

    >>> text = Text("25.4万人", array("I", [0, 1, 2, 3, 5, 6]), (Zone("paragraph", 0, 6),))
    >>> text.spans(0, 6)
    (Span(start=0, end=7, words=''),)
    """

    chars: str
    offsets: "array[int]"
    zones: tuple[Zone, ...] = ()
    notes: tuple[Note, ...] = ()
    cuts: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.chars)

    def spans(self, start: int, end: int) -> Spans:
        """The ranges of the file that the repaired ``[start, end)`` was read from.

        White space and line breaks left out inside are part of a range; printed characters left out divide it.
        """
        if not 0 <= start < end <= len(self.chars):
            raise IndexError(f"no range of a text of {len(self.chars)} characters: {start}, {end}")
        edges = [start, *self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)], end]
        return tuple(Span(self.offsets[a], self.offsets[b - 1] + 1) for a, b in pairwise(edges))

    def locate(self, offset: int) -> int:
        """Where the file's character at ``offset`` stands in the repaired text: its own place, or the next one's."""
        return bisect_left(self.offsets, offset)

    def zone(self, position: int) -> Zone | None:
        """The zone around a position of the repaired text."""
        index = bisect_right(self.zones, position, key=lambda zone: zone.start) - 1
        return self.zones[index] if index >= 0 and position < self.zones[index].end else None

    def of_kind(self, *kinds: Kind) -> Iterator[Zone]:
        """The zones of these kinds, in order."""
        return (zone for zone in self.zones if zone.kind in kinds)


def plain_text(chars: str) -> Text:
    """A text that needs no repair, every line a paragraph. For tests and tables.

    >>> plain_text("甲。\\n乙。").zones[1]
    Zone(kind='paragraph', start=3, end=5, continues=None)
    """
    zones, start = [], 0
    for line in chars.split("\n"):
        if line:
            zones.append(Zone("paragraph", start, start + len(line)))
        start += len(line) + 1
    return Text(chars, array("I", range(len(chars))), tuple(zones))
