"""A document laid out for the rules: words with their tags, sentences, clauses, quotations, sections."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

import rjieba

from loaders.extract.tokens import Numeral, scan
from loaders.extract.view import Block, View

# What is longer than any sentence is cut: every number looks through its own, so a page without marks would take
# time by the square of its length.
_SENTENCE: Final = re.compile(r"[^。！？!?\n]{1,600}(?:[。！？!?]+[”’)]*|\n|$)?")
_LONGEST_CLAUSE: Final = 200
_CLAUSE: Final = re.compile(r"[，。；！？：\n\t｜|]|——|…+")
_QUOTE: Final = re.compile(r"“[^“”\n]*”|「[^」\n]*」")
_LEVELS: Final = (
    re.compile("[一二三四五六七八九十]+、"),
    re.compile("[(（][一二三四五六七八九十]+[)）]|[▍■◆【①②③④⑤⑥⑦⑧⑨]|数说|链接|看点"),
    re.compile("[●○▲•]|\\d+[.．、]"),
)
_GOAL: Final = re.compile(
    r"重点任务|(?:主要|工作)任务|\d{4}年(?:重点工作|工作(?:重点|要点|计划))|目标|下一步|打算|展望|工作安排|未来|规划蓝图"
)
_TITLE: Final = re.compile(r"《[^《》\n]*》")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the index of its block and of the section (the blocks under one heading) it stands in."""

    start: int
    end: int
    block: int
    section: int


@dataclass(slots=True)
class Page:
    """What every rule looks at."""

    view: View
    chars: str
    starts: list[int]
    ends: list[int]
    tags: list[str]
    sentences: list[Sentence]
    cuts: list[int]
    quotes: list[tuple[int, int]]
    titles: list[tuple[int, int]]
    numerals: list[Numeral]
    headings: dict[int, Block | None]
    outline: dict[int, tuple[Block, ...]]
    goals: dict[int, bool]
    head: int  # where the title ends, with the lines that belong to it

    def word(self, position: int) -> int:
        """The index of the word at a position."""
        return bisect_right(self.starts, position) - 1

    def boundary(self, position: int) -> bool:
        """Whether a word begins here."""
        index = bisect_right(self.starts, position) - 1
        return index < 0 or self.starts[index] == position or position >= self.ends[index]

    def clause(self, position: int) -> tuple[int, int]:
        """The clause around a position: between two marks of punctuation."""
        index = bisect_right(self.cuts, position)
        return self.cuts[index - 1], self.cuts[index] if index < len(self.cuts) else len(self.chars)

    def sentence(self, position: int) -> int:
        """The index of the sentence at a position."""
        return max(0, bisect_right(self.sentences, position, key=lambda s: s.start) - 1)

    def quoted(self, position: int) -> tuple[int, int] | None:
        """The quotation around a position, without its marks."""
        return _around(self.quotes, position)

    def titled(self, position: int) -> tuple[int, int] | None:
        """The 《title》 around a position."""
        return _around(self.titles, position)

    def kind(self, sentence: Sentence) -> str:
        """The kind of block that a sentence stands in."""
        return self.view.blocks[sentence.block].kind


def _around(ranges: list[tuple[int, int]], position: int) -> tuple[int, int] | None:
    index = bisect_right(ranges, position, key=lambda r: r[0]) - 1
    return ranges[index] if index >= 0 and position < ranges[index][1] else None


def page(view: View) -> Page:
    """Cuts a view into words, sentences and clauses, and finds its numbers."""
    chars = view.chars
    starts: list[int] = []
    ends: list[int] = []
    tags: list[str] = []
    position = 0
    for word, tag in rjieba.tag(chars):
        starts.append(position)
        position += len(word)
        ends.append(position)
        tags.append(tag)
    sentences: list[Sentence] = []
    headings: dict[int, Block | None] = {0: None}
    section = 0
    for index, block in enumerate(view.blocks):
        if block.kind in ("heading", "title") or (
            block.kind == "box" and block.end - block.start <= 24 and "。" not in chars[block.start : block.end]
        ):
            section += 1
            headings[section] = block
        sentences += [
            Sentence(block.start + m.start(), block.start + m.end(), index, section)
            for m in _SENTENCE.finditer(chars[block.start : block.end])
        ]
    return Page(
        view,
        chars,
        starts,
        ends,
        tags,
        sentences,
        _cuts(chars),
        [(m.start() + 1, m.end() - 1) for m in _QUOTE.finditer(chars)],
        [(m.start() + 1, m.end() - 1) for m in _TITLE.finditer(chars)],
        scan(chars),
        headings,
        *_outline(chars, view, headings),
    )


def _cuts(chars: str) -> list[int]:
    """Where clauses begin."""
    cuts = [0]
    for end in (*(m.end() for m in _CLAUSE.finditer(chars)), len(chars)):
        cuts += range(cuts[-1] + _LONGEST_CLAUSE, end, _LONGEST_CLAUSE)
        cuts.append(end)
    return cuts[:-1] if chars else cuts


def _outline(
    chars: str, view: View, headings: dict[int, Block | None]
) -> tuple[dict[int, tuple[Block, ...]], dict[int, bool], int]:
    """For each section the headings it stands under, its own last, and whether they announce goals; the title's end."""
    outline: dict[int, tuple[Block, ...]] = {0: ()}
    goals: dict[int, bool] = {0: False}
    stack: list[tuple[int, Block, bool]] = []
    head = _head(chars, view)
    for section, block in headings.items():
        if block is None:
            continue
        text = chars[block.start : block.end]
        top = block.kind == "title" or block.start < head
        level = 0 if top else next((i for i, p in enumerate(_LEVELS, 1) if p.match(text)), 4)
        while stack and stack[-1][0] >= level and level:
            stack.pop()
        goal = _GOAL.search(text) is not None and not re.search("完成|回顾|实现了", text) and not top
        stack.append((level, block, goal))
        outline[section] = tuple(b for _, b, _ in stack)
        goals[section] = any(g for _, _, g in stack)
    return outline, goals, head


def _head(chars: str, view: View) -> int:
    """Where a title ends: the first heading and those right below it that are not numbered."""
    end = 0
    for block in view.blocks:
        if block.kind in ("title", "heading") and not (end and any(p.match(chars, block.start) for p in _LEVELS)):
            end = block.end
        elif end:
            break
    return end
