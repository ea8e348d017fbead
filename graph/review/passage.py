"""What stands around a claim in its source: the sentences, with the claim's own characters marked."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_ENDS: Final = "。！？!?\f"
# Where nothing ends a sentence (a table, a list), this many characters either side are shown.
_REACH: Final = 120
# Words that a fact file quotes whole; of longer ones the first and last four characters.
_WHOLE: Final = 20
_EDGE: Final = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``marked`` where it is the claim's own."""

    text: str
    marked: bool


def passages(text: str, spans: Iterable[tuple[int, int]]) -> list[list[Piece]]:
    """The sentences around ranges of a text, each once, without line breaks, the ranges marked.

    >>> passages("甲。乙有３\\n人。丙", [(4, 7)])
    [[Piece(text='乙有', marked=False), Piece(text='３人', marked=True), Piece(text='。', marked=False)]]
    """
    around: list[tuple[int, int]] = []
    ranges = sorted((max(0, a), min(b, len(text))) for a, b in spans)
    for start, end in ((a, b) for a, b in ranges if a < b):
        left, right = _sentence(text, start, end)
        if around and left < around[-1][1]:
            around[-1] = (around[-1][0], max(right, around[-1][1]))
        else:
            around.append((left, right))
    return [_pieces(text, left, right, ranges) for left, right in around]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    left = max((text.rfind(mark, 0, start) for mark in (*_ENDS, "\n\n")), default=-1) + 1
    ends = [found for mark in (*_ENDS, "\n\n") if (found := text.find(mark, end)) >= 0]
    right = min(ends, default=len(text) - 1) + 1
    return max(left, start - _REACH), min(right, end + _REACH)


def _pieces(text: str, left: int, right: int, ranges: list[tuple[int, int]]) -> list[Piece]:
    edges = sorted({left, right, *(x for pair in ranges for x in pair if left < x < right)})
    pieces = []
    for a, b in pairwise(edges):
        if shown := "".join(text[a:b].split()):
            pieces.append(Piece(shown, any(start <= a and b <= end for start, end in ranges)))
    return pieces


def words(text: str, start: int, end: int) -> str:
    """The words of a range as a fact file has them: without white space, long ones by their ends.

    >>> words("将低保审核 确认权下放", 1, 8), words("一二三四五六七八九十" * 3, 0, 30)
    ('低保审核确认', '一二三四…七八九十')
    """
    found = "".join(text[start:end].split())
    return found if len(found) <= _WHOLE else f"{found[:_EDGE]}…{found[-_EDGE:]}"


def nearest(text: str, wanted: str, near: int) -> tuple[int, int] | None:
    """Where words stand in a text, white space aside; of several places the one nearest to an offset.

    >>> nearest("3人。又有3\\n人。", "3人", 7)
    (5, 8)
    """
    at = [i for i, sign in enumerate(text) if not sign.isspace()]
    flat, sought = "".join(text[i] for i in at), "".join(wanted.split())
    found, start = [], flat.find(sought) if sought else -1
    while start >= 0:
        found.append((at[start], at[start + len(sought) - 1] + 1))
        start = flat.find(sought, start + 1)
    return min(found, key=lambda pair: abs(pair[0] - near), default=None)


def harmless(text: str) -> str:
    """Text that a terminal shows and does not obey: control signs and those that turn the direction are replaced.

    >>> harmless("甲\\x1b[2J乙\\u202e")
    '甲�[2J乙�'
    """
    return "".join("�" if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
