"""What stands between the two halves of a sentence: a caption, a box, or a piece of another article.

A page cut into columns by machine may put a neighbour's text into the middle of a sentence, and the rest of it behind
the end. Such a fragment is told by two things together: the text before and the text behind make one sentence, and
they speak of a place that the fragment does not know, while it speaks of one that they do not know.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Final

from loaders.lines import Line
from loaders.places import Gazetteer, short_forms
from loaders.wrapping import Layout, closed, couplet, crosses, seam

_NEAR: Final = 250
_FAR: Final = 1500
_BUDGET: Final = 20_000
_LONGEST: Final = 2000
_RANK: Final = re.compile("[区县市州旗盟]")
_LONGEST_NAME: Final = 12
_MOST: Final = 50
_SMALL: Final = re.compile(r"[\u4e00-\u9fff]{2}(?<![城乡农山新小全各该本个])(?:街道|[镇乡村](?![村镇落民域庄]))")


@dataclass(slots=True)
class Splices:
    """``foreign``: ranges of line numbers (end exclusive). ``resumed``: the line that goes on with an unfinished one."""

    foreign: list[tuple[int, int]] = field(default_factory=list)
    resumed: dict[int, int] = field(default_factory=dict)


class Places:
    """Where a text names counties, districts and cities that it names with their rank once at least.

    >>> Places("大足区的企业从大足迁到水边").within(0, 13)
    ['大足', '大足']
    """

    def __init__(self, text: str) -> None:
        names = _divisions()
        ranked: Counter[str] = Counter()
        for match in _RANK.finditer(text):
            for length in range(min(_LONGEST_NAME, match.end()), 1, -1):
                if (name := names.get(text[match.end() - length : match.end()])) is not None:
                    ranked[name] += 1
                    break
        self.at: list[int] = []
        self.names: list[str] = []
        if ranked:
            found = sorted((name for name, _ in ranked.most_common(_MOST)), key=len, reverse=True)
            for match in re.finditer("|".join(map(re.escape, found)), text):
                self.at.append(match.start())
                self.names.append(match[0])

    def within(self, start: int, end: int) -> list[str]:
        """The places named in a range of the text, in order."""
        return self.names[bisect_left(self.at, start) : bisect_left(self.at, end)]


@lru_cache(maxsize=1)
def _divisions() -> dict[str, str]:
    """Names with their rank of what lies between province and town, with the short form where there is one."""
    found: dict[str, str] = {}
    for place in Gazetteer.load():
        if len(place.code) == 6 and place.level not in ("Province", "Municipality"):
            forms = sorted(short_forms(place.name), key=len)
            for form in (place.name, *forms[1:], *(f"{forms[0]}{rank}" for rank in "县区市" if forms)):
                found[form] = forms[0] if forms else place.name
    return found


def splices(lines: Sequence[Line], joined: list[bool], layout: Layout) -> Splices:
    """All splices of a text. Lines that only seemed to go on in a fragment are parted in ``joined``."""
    return _Finder(lines, joined, layout).find()


class _Finder:
    def __init__(self, lines: Sequence[Line], joined: list[bool], layout: Layout) -> None:
        self.lines, self.joined, self.layout = lines, joined, layout
        self.starts = [0, *accumulate(len(line.body) for line in lines)]
        self.text = "".join(line.body for line in lines)
        self.found = Splices()
        self.budget = _BUDGET + 4 * len(lines)

    @cached_property
    def places(self) -> Places:
        """Looked for once, and only in a text where something may have been put in."""
        return Places(self.text)

    def find(self) -> Splices:
        """All splices of the text."""
        taken = -1
        for before in range(len(self.lines) - 1):
            if before <= taken or not self._unfinished(before):
                continue
            if (after := self._fragment(before)) is not None:
                self._set_aside(before, after)
                taken = after
            elif not self.joined[before] and (after := self._interruption(before)) is not None:
                self.found.resumed[before] = after
        self._tail()
        return self.found

    def _unfinished(self, index: int) -> bool:
        """A break in the middle of running text where something may have been put in."""
        line, following = self.lines[index], self.lines[index + 1]
        if line.form not in ("text", "item") or closed(line.body) or line.body[-1] in "：:—" or couplet(line.body):
            return False
        column = self.layout.column(index)
        if column is not None and (not following.blanks or not (self._joins(index) or line.width * 3 > column * 2)):
            return False  # a line of its own that leaves the column's end free is a heading: 养老：灶火旺，人心暖
        running = self.text[self._begin(index) : self.starts[index + 1]]
        return any(sign in running for sign in "，。；")

    def _joins(self, index: int) -> bool:
        return index > 0 and self.joined[index - 1]

    def _fragment(self, before: int) -> int | None:
        """The last line of the foreign fragment that begins behind line ``before``."""
        lines, starts = self.lines, self.starts
        begin = starts[before + 1]
        stop = bisect_right(starts, begin + _LONGEST) - 1
        if self.budget < 0 or self._sure(before, before + 1):
            return None
        for after in range(before + 1, min(stop, len(lines) - 1)):
            if self.budget < 0:
                return None
            self.budget -= 1
            open_end = self._unfinished(after)
            if lines[after + 1].form != "text" or not (open_end or not self.joined[after]):
                continue
            if not self._resumes(before, after + 1, open_end) or self._sure(after, after + 1):
                continue
            if self._shifts(before, after, open_end and self._sure(before, after + 1)):
                return after
        return None

    def _resumes(self, before: int, after: int, open_end: bool) -> bool:
        """Whether a line may go on with an unfinished one; it surely must where what stands between is whole."""
        first, second = self.lines[before].body, self.lines[after].body
        return seam(first, second) >= 0 if open_end else crosses(first, second) == 2.0

    def _shifts(self, before: int, after: int, sure: bool) -> bool:
        """Whether lines speak of one division that the text around does not, and not of that which both sides do.

        Where a word stands across them, ``sure``, it is enough that they name none of the divisions around.
        """
        begin, end = self.starts[before + 1], self.starts[after + 1]
        within = self.places.within
        theirs = Counter(within(begin, end))
        near = {*within(self._begin(before), begin), *within(end, self._end(after + 1))}
        ours, behind = within(begin - _FAR, begin), within(end, end + _FAR)
        self.budget -= 10 + len(theirs) + len(ours) + len(behind)
        if sure:
            return near.isdisjoint(theirs) and not {*ours[-1:], *behind[:1]} & {*theirs}
        most, count = theirs.most_common(1)[0] if theirs else ("", 0)
        if count < 1 or 2 * count < theirs.total() or most in near:
            return False
        common = {ours[-1]} & {behind[0]} if ours and behind else set()
        common |= _towns(self.text[max(0, begin - _NEAR) : begin]) & _towns(self.text[end : end + _NEAR])
        fragment = self.text[begin:end]
        return any(place not in fragment for place in common)

    def _sure(self, before: int, after: int) -> bool:
        """Whether one word stands across the end of a line and the beginning of another."""
        return crosses(self.lines[before].body, self.lines[after].body) == 2.0

    def _set_aside(self, before: int, after: int) -> None:
        self.joined[before] = self.joined[after] = False
        self.found.foreign.append((before + 1, after + 1))
        self.found.resumed[before] = after + 1

    def _interruption(self, before: int) -> int | None:
        """The line that goes on with an unfinished one behind captions, headings and boxes."""
        line = self.lines[before]
        for after in range(before + 2, min(before + 8, len(self.lines))):
            passed, following = self.lines[after - 1], self.lines[after]
            if passed.form == "text" and passed.width > 80:
                return None
            if following.form != "text" or following.kept:
                continue
            surely = seam(line.body, following.body)
            if surely < 2.5 or not any(sign in following.body for sign in "，。；"):
                continue
            if not self.joined[after - 1]:
                return after
            if not self.joined[after - 2] and surely > seam(passed.body, following.body):
                self.joined[after - 1] = False
                return after
        return None

    def _tail(self) -> None:
        """Lines at the end that go on with a fragment found before, or that another page sent here."""
        last = max((end for _, end in self.found.foreign), default=0)
        strange = self._strange(last)
        if not strange:
            return
        often = {place for place, count in Counter(self.places.names).items() if count >= 2}
        begin, end = None, self.starts[-1]
        for index in range(len(self.lines) - 1, last, -1):
            if self.joined[index - 1]:
                continue
            here = self.places.within(self.starts[index], end)
            end = self.starts[index]
            if any(place in strange for place in here):
                begin = index
            elif any(place in often for place in here):
                break
            elif begin is not None and (self.lines[index].form == "turn" or _orphan(self.lines[index].body)):
                begin = index
        if begin is not None:
            self.found.foreign.append((begin, len(self.lines)))

    def _strange(self, last: int) -> set[str]:
        """The places that only a fragment speaks of, or only what stands behind a note "continued from page 1"."""
        starts = self.starts
        if last:
            theirs: Counter[str] = Counter()
            for start, end in self.found.foreign:
                theirs.update(self.places.within(starts[start], starts[end]))
            own = self.places.within(0, starts[self.found.foreign[0][0]])
        else:
            turn = next((i for i in range(len(self.lines) - 1, 0, -1) if self.lines[i].form == "turn"), 0)
            if not turn:
                return set()
            theirs = Counter(self.places.within(starts[turn], starts[-1]))
            own = self.places.within(0, starts[turn])
            if any(place in own for place in theirs):
                return set()
        return {place for place, count in theirs.items() if count >= 2 and place not in own}

    def _begin(self, index: int) -> int:
        """Where the block around a line begins in the text, as far as twenty lines show."""
        stop = max(0, index - 20)
        while index > stop and self.joined[index - 1]:
            index -= 1
        return self.starts[index]

    def _end(self, index: int) -> int:
        """Where the block around a line ends in the text, as far as twenty lines show."""
        stop = min(len(self.joined), index + 20)
        while index < stop and self.joined[index]:
            index += 1
        return self.starts[index + 1]


def _towns(text: str) -> set[str]:
    """What ends like the name of a town or village; good enough to see it come back."""
    return {match[0] for match in _SMALL.finditer(text)}


def _orphan(body: str) -> bool:
    """A scrap that ends a sentence it did not begin."""
    return len(body) <= 20 and closed(body)
