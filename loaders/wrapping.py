"""Which line breaks are layout and which are meant: does the next line go on where this one stopped?

No single sign decides. A word cut in two, an open bracket, a number without its unit, a line as wide as its
neighbours speak for layout; the end of a sentence, an indented line, a short line, a bullet speak against it. Each
sign has a weight; a break is layout where the sum is positive.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import rjieba

from loaders.lines import CAPTION_END, ROW, Line

_CLOSED: Final = re.compile(r"(?:[。！？!?]|[…⋯]{1,2}|\.{3,6})[”’」』）)》】\"*]{0,4}$")
_UNFINISHED: Final = frozenset("，、,（([《〈“‘「『【〔—－–·/／+＋×=＝~～")
_CANNOT_BEGIN: Final = frozenset("。，、；：！？）)]》〉”’」』】〕％%‰℃,.!?;:—…⋯·/／+＋~～")
_PAIRS: Final = {"（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】", "「": "」", "『": "』", "〔": "〕"}
_HAN_TAIL: Final = re.compile(r"[\u4e00-\u9fff]{1,8}$")
_HAN_HEAD: Final = re.compile(r"[\u4e00-\u9fff]{1,8}")
_NUMBER_TAIL: Final = re.compile(r"(?:[0-9０-９][.．,，]?|[0-9０-９][余多]?[万亿千百]?[余多]?|[第每])$")
_NUMBER_HEAD: Final = re.compile(
    r"[余多]?[万亿千百]?[余多]?[个件项人户名元次所家年月日时分岁公平立吨米亩%％‰]|[万亿]|[0-9０-９]+(?:[.．]|[\u4e00-\u9fff])"
)


def couplet(line: str) -> bool:
    """Two halves of one length and no more: a headline, not a sentence.

    >>> couplet("出门有车，抬脚有路"), couplet("增强群众获得感，优化服务")
    (True, False)
    """
    match = _COUPLET.match(line)
    return match is not None and len(match[1]) == len(match[2])


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words after which a sentence must go on, and words that cannot open one.
_LEANS_ON: Final = _words(
    "的 和 与 及 或 在 对 将 把 被 为 从 以 于 并 而 向 由 让 使 令 按 是 至 到 达 超 近 约 第 每 各 该 已 也 还 都 更 就 其 "
    "以及 并且 通过 根据 按照 为了 由于 因为 不断 进一步 有效 实现 推动 推进 开展 提供 达到 超过 累计 共 加快 加强 完善 建立 打造 "
    "形成 成为 围绕 聚焦 针对 关于 其中 包括 如 即 凭 靠 用 使得 得 地 之 所 可 能 会 要 须 应 不 未 没有 一个 这些 那些 这 那 "
    "同 跟 比 较 用于 位于 属于 来自 来到 帮助 确保 促进 分别 依次 全面 深入 持续 积极 大力 切实 着力 有 给 又 才 只 仅"
)
_LEANS_BACK: Final = _words(
    "的 和 与 及 或 了 着 过 等 们 化 性 者 型 式 中 后 前 内 外 以上 以下 以内 左右 以来 之 之一 地 得 而 并 也 还 都 则 就 "
    "才 即 至 于 来 起 时 期间 方面 等等 以及 并且 从而 进而 上 下 里 间 率 量 数 级 类 度 区 县 镇 乡 村 市 省 街道 社区"
)
_STANDS_ALONE: Final = frozenset({"turn", "box", "heading", "byline", "table"})
_BEGINS: Final = frozenset({"turn", "box", "item", "table"})
_DOUBTFUL: Final = frozenset({"heading", "number", "byline", "caption"})
_COUPLET: Final = re.compile(r"([^，。；]{3,12})，([^，。；]{3,12})$")
_WORD: Final = re.compile(r"[A-Za-z0-9.,%]+")
_OPENERS: Final = frozenset("“‘《〈（(「『【〔")
_NEAR: Final = 4
_REACH: Final = 4
_FULL: Final = 120


def closed(text: str) -> bool:
    """Whether a text ends a sentence, closing quotes and brackets included."""
    return _CLOSED.search(text[-8:]) is not None


def crosses(before: str, after: str) -> float:
    """How strongly one dictionary word stands across the seam of two texts: 0 none, 1 weakly, 2 surely.

    >>> crosses("实施农村创新创", "业带头人培育"), crosses("促进优质资源下沉", "增强群众获得感")
    (2.0, 0.0)
    """
    tail, head = _HAN_TAIL.search(before[-8:]), _HAN_HEAD.match(after)
    if tail is None or head is None:
        return 0.0
    seam = len(tail[0])
    at = 0
    for word in rjieba.cut(tail[0] + head[0], False):
        if at < seam < at + len(word):
            left, right = word[: seam - at], word[seam - at :]
            parts = len(left) > 1 and len(right) > 1 and rjieba.has_word(left) and rjieba.has_word(right)
            return 1.0 if parts else 2.0
        at += len(word)
    return 0.0


def leans(before: str, after: str) -> float:
    """Whether the last word before a seam needs another, or the first one behind it one before: 0, 1 or 2 of them.

    >>> leans("以高质量发展为", "主题，坚持"), leans("就业在渝北", "劳动技能培训")
    (1.0, 0.0)
    """
    tail, head = _HAN_TAIL.search(before[-8:]), _HAN_HEAD.match(after)
    score = 0.0
    if tail is not None and rjieba.cut(tail[0], False)[-1] in _LEANS_ON:
        score += 1
    if head is not None and rjieba.cut(head[0], False)[0] in _LEANS_BACK:
        score += 1
    return score


def seam(before: str, after: str) -> float:
    """How surely the words alone say that one text goes on in the other. Positive: they do."""
    last, first = before[-1], after[0]
    if first in _CANNOT_BEGIN and not after.startswith(("——", "……", "⋯⋯")):
        return 5.0
    if last in _UNFINISHED and not before.endswith(("——", "——”")):
        return 5.0
    if closed(before):
        return -5.0
    score = 2.5 if (last + first).isascii() and last.isalpha() and first.isalpha() else 0.0
    if _NUMBER_TAIL.search(before[-4:]) and _NUMBER_HEAD.match(after):
        score += 4.0
    score += (0.0, 1.5, 4.0)[int(crosses(before, after))]
    score += 2.5 * leans(before, after)
    if last in "；;":
        score -= 1.5
    elif last in "：:—":
        score -= 1.0
    return score


class Block:
    """Lines that make one paragraph, heading or caption, and what the next break must know of them."""

    __slots__ = ("brackets", "lines", "quoted", "running", "width")

    def __init__(self, line: Line) -> None:
        self.lines: list[Line] = []
        self.brackets = self.quoted = self.width = 0
        self.running = False
        self.add(line)

    def add(self, line: Line) -> None:
        """One more line."""
        body = line.body
        self.lines.append(line)
        self.width += line.width
        count = body.count
        self.quoted = max(0, self.quoted + count("“") - count("”"))
        opened = count("（") + count("《") + count("【") - count("）") - count("》") - count("】")
        self.brackets = max(0, self.brackets + opened)
        self.running = self.running or self.width > 80 or "。" in body or "；" in body
        if not self.running and "，" in body:
            self.running = len(self.lines) > 1 or not (couplet(body) or line.form == "number")


class Layout:
    """What a text as a whole says about its lines: how wide they are set, where paragraphs are indented."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.widths = [line.width if line.form == "text" else 0 for line in lines]
        self._columns: dict[int, int | None] = {}
        gaps = Counter(min(line.blanks, 3) for line in lines[1:])
        self.usual_blanks = 1 if gaps[1] > 4 * gaps[0] and gaps[1] > gaps[2] + gaps[3] else 0
        rows = [line.form == "text" and ROW.match(line.body) is not None for line in lines]
        # Rows stand below each other: a single one may be the end of a sentence.
        self.rows = [row and any(rows[max(0, i - 1) : i] + rows[i + 1 : i + 2]) for i, row in enumerate(rows)]
        starts = sum(a.indent == 0 and b.indent in (2, 3, 4) for a, b in pairwise(lines))
        self.indented = starts >= 2 and starts * 25 >= sum(line.indent < 2 for line in lines)

    def column(self, index: int) -> int | None:
        """The width of the column around a line, or None where lines there are not wrapped.

        The second widest line on either side, the narrower side of the two; some lines must be about as wide.
        """
        if index not in self._columns:
            self._columns[index] = self._column(index)
        return self._columns[index]

    def _column(self, index: int) -> int | None:
        widths = self.widths
        around = widths[max(0, index - _REACH) : index + _REACH + 1]
        here = min(index, _REACH)
        sides = [sorted(side)[-2] for side in (around[: here + 1], around[here:]) if len(side) - side.count(0) > 2]
        width = min(sides, default=0)
        if width < 12:
            return None
        low, high = width - _NEAR, width + _NEAR
        return width if sum([low <= other <= high for other in around]) >= 3 else None

    def room(self, index: int, column: int) -> int:
        """How many columns the next line's first word exceeds the room that was left; negative where it had room."""
        following = self.lines[index + 1].body
        word = _WORD.match(following)
        need = min(len(word[0]), 12) if word else 2
        rest = following[len(word[0]) if word else 1 :]
        need += 2 * (following[0] in _OPENERS) + 2 * (rest[:1] in _CANNOT_BEGIN)
        return self.lines[index].width + need + 2 - column

    def score(self, index: int, block: Block) -> float:
        """The weight of all signs that the break after line ``index`` is layout; ``block`` ends with that line."""
        line, following = self.lines[index], self.lines[index + 1]
        if line.form in _STANDS_ALONE or following.form in _BEGINS:
            return -9.0
        if self.rows[index] or self.rows[index + 1]:
            return -9.0
        words = seam(line.body, following.body)
        blanks = max(0, following.blanks - self.usual_blanks)
        column = self.column(index)
        if column is not None and 2 * following.width > 3 * column:  # headings of one length are no column
            column = None
        room = -9 if column is None else self.room(index, column)
        hanging = block.lines[0].form in ("item", "number") and following.indent > 0
        if not hanging and following.indent - self.margin(index) >= 2:
            return -9.0
        if following.form in _DOUBTFUL and not (room >= 0 and blanks == 0 and words >= 4.0):
            caption = line.form == following.form == "caption" and blanks == 0
            return 1.0 if caption and not CAPTION_END.search(line.body) and not following.kept else -9.0
        if line.kept and following.kept and line.body.endswith("："):
            return 1.0
        if line.form == "caption" and (line.kept or CAPTION_END.search(line.body)):
            return -9.0
        if words <= -5.0:
            return 1.0 if room >= 0 and blanks == 0 and not self.usual_blanks else words
        score = words + (0.0, -1.5, -2.5, -3.5)[min(blanks, 3)]
        if column is not None:
            score += 3.0 if room >= 0 else 1.5 if room >= -4 else -0.5 if blanks and block.width > 80 else -2.5
        elif following.width > max(_FULL, 3 * line.width) and not block.running:
            score -= 2.5  # a whole paragraph on one line: this one had all the room it wanted
        if block.brackets:
            score += 4.0
        elif block.quoted:
            score += 2.0
        if block.running:
            score += 3.0 if block.width > 80 else 1.5
        elif room < -4 and words < 2:
            score -= 2.0
        if self._alone(index + 1):
            score -= 3.0
        return score

    def margin(self, index: int) -> int:
        """How far the lines around are set in, all of them."""
        return min(line.indent for line in self.lines[max(0, index - 5) : index + 6])

    def _alone(self, index: int) -> bool:
        """A line between blank ones that ends no sentence and fills no column: a caption or heading."""
        line = self.lines[index]
        last = index + 1 == len(self.lines)
        if line.blanks == 0 or not (last or self.lines[index + 1].blanks) or line.width > 80:
            return False
        if closed(line.body) or line.body[-1] in _UNFINISHED:
            return False
        column = self.column(index)
        return column is None or last or self.room(index, column) < 0


def joins(lines: Sequence[Line], layout: Layout) -> list[bool]:
    """For each line but the last, whether the next one goes on where it stops."""
    found: list[bool] = []
    block = None
    for index in range(len(lines) - 1):
        if block is None:
            block = Block(lines[index])
        join = layout.score(index, block) > 0
        found.append(join)
        if join:
            block.add(lines[index + 1])
        else:
            block = None
    return found


def blocks(lines: Sequence[Line], joined: Sequence[bool]) -> list[Block]:
    """The lines as blocks."""
    found: list[Block] = []
    for line, join in zip(lines, (False, *joined), strict=False):
        if join:
            found[-1].add(line)
        else:
            found.append(Block(line))
    return found
