"""Repair: a document's text as it was written, before columns, page breaks and text layers cut it up.

Lines that layout broke are joined, captions printed twice are read once, full-width digits made narrow, spaces inside
numbers and words dropped, fragments of other articles set aside. What is left maps back to the file character by
character (:class:`loaders.text.Text`).

>>> text = repair("　　全区参保25.4\\n\\n万人，共\\n２ 个镇。\\n\\n学校学校、、食堂食堂")
>>> text.chars
'全区参保25.4万人，共2个镇。\\n学校、食堂'
>>> text.spans(4, 10)
(Span(start=6, end=14, words=''),)
"""

import re
from array import array
from typing import Final

from loaders.lines import BLANK, Line, lines
from loaders.splices import splices
from loaders.text import Kind, Note, Text, Zone
from loaders.wrapping import Block, Layout, blocks, crosses, joins
from loaders.zones import kinds

_NARROW = (
    {chr(0xFF10 + i): chr(0x30 + i) for i in range(10)}
    | {chr(0xFF21 + i): chr(0x41 + i) for i in range(26)}
    | {chr(0xFF41 + i): chr(0x61 + i) for i in range(26)}
    | {"％": "%", "﹪": "%", "＋": "+", "＊": "*", "＃": "#", "＆": "&"}
)
# A full-width point or comma is narrow only inside a number.
_WIDE: Final = re.compile(
    f"[{''.join(_NARROW)}]|(?<=[0-9０-９])．(?=[0-9０-９])|(?<=[０-９])，(?=[０-９]{{3}}(?![０-９]))"
)
_NARROW |= {"．": ".", "，": ","}

_B: Final = "[ \\t\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]"
_HAN: Final = "[\\u3400-\\u9fff\\uf900-\\ufaff]"
_SIGN: Final = "，。、；：！？（）《》“”‘’【】〈〉「」『』—…"
_HIDDEN: Final = "[\\u200b\\u2060\\ufeff\\u00ad]+|\\*\\*+|(?<=[\\u3400-\\u9fff])\\*(?=[0-9])"
# Between a number and its unit, before a sign: never meant.
_NEVER: Final = f"{_HIDDEN}|(?<=[0-9０-９%％A-Za-z+)）]){_B}++(?={_HAN}|[%％‰℃，。、；：！？）》”])|(?<=[，。、；！？（《“]){_B}++"
_WHOLE: Final = re.compile(_HIDDEN)
_SHORT: Final = re.compile(f"{_NEVER}|(?<={_HAN}){_B}++(?=[0-9０-９A-Za-z，。、；：！？）》”])")
_RUNNING: Final = re.compile(
    f"{_NEVER}|(?<=[{_SIGN}]){_B}++|(?<!{_B}){_B}++(?=[{_SIGN}])|(?<={_HAN}){_B}++(?=[0-9０-９A-Za-z+<>≥≤±~])"
    f"|(?<={_HAN}){_B}++(?={_HAN})"
)


def repair(text: str) -> Text:
    """The repaired text of a document, with zones and notes. For any text; in time linear in its length."""
    found = list(lines(text))
    layout = Layout(found)
    joined = joins(found, layout)
    spliced = splices(found, joined, layout)
    parts = blocks(found, joined)
    writer = _Writer(text)
    spans = [
        writer.block(block, kind) for block, kind in zip(parts, kinds(parts, layout.usual_blanks), strict=True)
    ]
    numbers = {id(line): number for number, block in enumerate(parts) for line in block.lines}
    resumed = {numbers[id(found[a])]: numbers[id(found[b])] for a, b in spliced.resumed.items()}
    foreign = {numbers[id(found[i])] for start, end in spliced.foreign for i in range(start, end)}
    zones = tuple(
        Zone("foreign" if number in foreign else kind, start, end, resumed.get(number))
        for number, (kind, start, end) in enumerate(spans)
    )
    notes = [Note("doubled", line.start, line.end) for line in found if line.kept]
    notes += [Note("foreign", found[start].start, found[end - 1].end) for start, end in spliced.foreign]
    notes += [Note("interrupted", found[a].end, found[b].start) for a, b in spliced.resumed.items()]
    return writer.text(zones, tuple(sorted(notes, key=lambda note: note.start)))


class _Writer:
    """Takes over ranges of the file's text, and keeps where each came from."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.offsets: array[int] = array("I")
        self.cuts: list[int] = []
        self.end = self.stop = 0

    def take(self, start: int, end: int) -> None:
        """A range as it stands in the file."""
        if start > self.end and self.source[self.end : start].strip(BLANK):
            self.cuts.append(len(self.offsets))
        self.pieces.append(self.source[start:end])
        self.offsets.extend(range(start, end))
        self.end = end

    def sign(self, char: str, at: int) -> None:
        """A line break or space for the white space that stands at this offset."""
        self.take(at, at + 1)
        self.pieces[-1] = char

    def block(self, block: Block, kind: Kind) -> tuple[Kind, int, int]:
        """One block, on a line of its own."""
        if self.offsets:
            self.sign("\n", self.stop)
        start = len(self.offsets)
        space = _WHOLE if kind == "table" else _RUNNING if block.running else _SHORT
        before = ""
        for line in block.lines:
            if before.isascii() and before.isalpha() and line.body[0].isascii() and line.body[0].isalpha():
                self.sign(" ", self.stop)
            self._line(line, space)
            before = line.body[-1]
            self.stop = line.stop
        if len(self.offsets) == start:  # nothing but marks: a line of asterisks
            self.take(block.lines[0].start, block.lines[0].end)
        return kind, start, len(self.offsets)

    def _line(self, line: Line, space: re.Pattern[str]) -> None:
        whole = ((0, line.end - line.start),)
        for start, end in line.kept or whole:
            at = line.start + start
            last = line.start + end
            for gap in space.finditer(self.source, at, last):
                if _between_words(self.source, gap):
                    continue
                if gap.start() > at:
                    self.take(at, gap.start())
                at = gap.end()
            if at < last:
                self.take(at, last)

    def text(self, zones: tuple[Zone, ...], notes: tuple[Note, ...]) -> Text:
        """What was taken, made narrow."""
        chars = "".join(self.pieces)
        if not chars.isascii():
            chars = _WIDE.sub(lambda match: _NARROW[match[0]], chars)
        return Text(chars, self.offsets, zones, notes, tuple(self.cuts))


def _between_words(source: str, gap: re.Match[str]) -> bool:
    """Whether white space in running text parts words that stay apart: between Chinese words that make no third."""
    start, end = gap.span()
    around = source[max(0, start - 1) : start] + source[end : end + 1]
    if len(around) < 2 or not around.isalpha() or around[0].isascii() or around[1].isascii():
        return False
    if not gap[0].isspace():
        return False
    spaced = source[max(0, start - 2) : start - 1].isspace() or source[end + 1 : end + 2].isspace()
    return not spaced and crosses(source[max(0, start - 8) : start], source[end : end + 8]) == 0
