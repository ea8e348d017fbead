"""What each block of a text is: title, heading, paragraph, list item, table row, caption, box, byline.

``box`` is the line that opens a box (核心提示, 链接, 数说…); what stands in it is made of paragraphs, items and rows.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import rjieba

from loaders.lines import CAPTION_END, ROW
from loaders.text import Kind
from loaders.wrapping import Block, closed

_BY_FORM: Final[dict[str, Kind]] = {
    "turn": "byline",
    "byline": "byline",
    "box": "box",
    "table": "table",
    "caption": "caption",
    "item": "list",
    "heading": "heading",
}
_NAMED: Final = re.compile(r"([\u4e00-\u9fff]{2,6})(?:[ \u3000]|[：:])(?=.{6})")
_HEADING: Final = 40
_SAYS: Final = re.compile(r"[。；！？”…\d]|[：:]$")
_PICTURE_GAP: Final = 2


def kinds(blocks: Sequence[Block], usual_blanks: int) -> list[Kind]:
    """The kind of each block of a text."""
    found = [_kind(block, index, usual_blanks) for index, block in enumerate(blocks)]
    _set_apart(blocks, found)
    _rows(blocks, found)
    _pictures(blocks, found)
    _title(blocks, found)
    return found


def _kind(block: Block, index: int, usual_blanks: int) -> Kind:
    first, last = block.lines[0], block.lines[-1]
    if first.form == "number":
        return "heading" if not block.running and not closed(last.body) else "list"
    if first.form in _BY_FORM:
        return _BY_FORM[first.form]
    if first.kept or (len(block.lines) <= 3 and block.width <= 240 and CAPTION_END.search(last.body[-40:])):
        return "caption"
    if len(block.lines) > 3 or block.width > 2 * _HEADING:
        return "paragraph"
    apart = index > 0 and first.blanks > usual_blanks + _PICTURE_GAP - (usual_blanks > 0)
    if closed(last.body) or block.running:
        sentences = sum(line.body.count("。") for line in block.lines)
        return "caption" if apart and sentences <= 1 and not block.quoted else "paragraph"
    return "caption" if apart else "heading"


def _set_apart(blocks: Sequence[Block], found: list[Kind]) -> None:
    """A short line between blank ones that ends no sentence is a heading, commas or not: 江北：下楼能办，不上坡."""
    for index, (block, below) in enumerate(pairwise(blocks)):
        line = block.lines[0]
        alone = len(block.lines) == 1 and line.blanks > 0 and below.lines[0].blanks > 0
        if alone and found[index] == "paragraph" and block.width <= _HEADING and not _SAYS.search(line.body):
            found[index] = "heading"


def _rows(blocks: Sequence[Block], found: list[Kind]) -> None:
    """Three or more lines of a label and a number are a table without rules; so is what stands between rows."""
    run = 0
    for index in range(len(blocks) + 1):
        row = index < len(blocks) and (found[index] == "table" or _is_row(blocks[index]))
        if row:
            run += 1
            continue
        if run >= 3 or (run and "table" in found[index - run : index]):
            found[index - run : index] = ["table"] * run
        run = 0


def _is_row(block: Block) -> bool:
    return len(block.lines) == 1 and block.width <= 120 and ROW.match(block.lines[0].body) is not None


def _pictures(blocks: Sequence[Block], found: list[Kind]) -> None:
    """Short lines among the captions that stand behind an article's last paragraph are captions too."""
    end = len(found)
    while end and found[end - 1] != "paragraph":
        end -= 1
    if {"caption", "byline"} & {*found[end:]}:
        found[end:] = ["caption" if kind == "heading" else kind for kind in found[end:]]
    for index in range(1, end):
        body = blocks[index].lines[0].body
        if found[index] == "heading" and blocks[index - 1].lines[0].form == "caption" and " " not in body:
            found[index] = "caption"


def _title(blocks: Sequence[Block], found: list[Kind]) -> None:
    """The longest heading before the first paragraph, or else the one line that begins with a place: 綦江 小账本…"""
    start = next((i for i, kind in enumerate(found) if kind not in ("heading", "byline", "caption")), len(found))
    heads = [i for i in range(start) if found[i] == "heading" and blocks[i].lines[0].body[0] not in "—─"]
    if not heads:
        heads = [i for i, kind in enumerate(found) if kind in ("heading", "caption") and _is_named(blocks[i])]
        heads = heads if len(heads) == 1 else []
    if heads:
        found[max(heads, key=lambda i: blocks[i].width)] = "title"


def _is_named(block: Block) -> bool:
    named = _NAMED.match("".join(line.body for line in block.lines[:3])) if block.lines[0].form == "text" else None
    return named is not None and all(tag == "ns" for _, tag in rjieba.tag(named[1], False))
