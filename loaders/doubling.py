"""Captions printed twice by a page's text layer, chunk by chunk: ``8282岁的老人岁的老人。。``.

A bold caption is often laid down as two copies, and a copy is written out chunk after chunk: ``XX YY ZZ``, each
chunk of its own length. A line is undone only where all of it falls into such pairs.
"""

from collections import Counter
from typing import Final

Ranges = tuple[tuple[int, int], ...]

_LONGEST: Final = 200
_LEADS: Final = "▲△▼▽●■◆□"


def undouble(line: str) -> Ranges | None:
    """The ranges of a doubled line that read as it was meant, or None where the line is not doubled.

    Of a number the second copy is kept, so that it stands next to its unit in the file.

    >>> line = "8282岁的老人来做客岁的老人来做客。。"
    >>> "".join(line[a:b] for a, b in undouble(line) or ())
    '82岁的老人来做客。'
    >>> undouble("高高兴兴上班来"), undouble("红红火火欢欢喜喜")
    (None, None)
    """
    if not 6 <= len(line) <= _LONGEST or len(set(line)) > len(line) // 2 + 2:
        return None
    places = [i for i, char in enumerate(line) if not char.isspace()]
    if line[0] in _LEADS:
        del places[0]
    dense = "".join(line[i] for i in places)
    if any(count % 2 and char.isalnum() for char, count in Counter(dense).items()):
        return None
    chunks = _pairs(dense)
    if chunks is None or not _credible(dense, chunks):
        return None
    kept = []
    for start, length in chunks:
        if length and dense[start + length - 1].isdigit():
            start += length
        kept.extend(places[start : start + max(length, 1)])
    return _ranges(line, kept)


def _pairs(text: str) -> list[tuple[int, int]] | None:
    """Where the chunks begin and how long one copy is; 0 is a sign that stands single. Work is bounded by length."""
    chunks: list[tuple[int, int]] = []
    choices: list[list[int]] = []
    dead: set[int] = set()
    at, budget = 0, 4 * len(text)
    while at < len(text):
        lengths = [] if at in dead else _lengths(text, at)
        budget -= 1 + len(lengths)
        if budget < 0:
            return None
        while not lengths:
            dead.add(at)
            if not chunks:
                return None
            at, _ = chunks.pop()
            lengths = choices.pop()
        length = lengths.pop()
        chunks.append((at, length))
        choices.append(lengths)
        at += 2 * length or 1
    return chunks


def _lengths(text: str, at: int) -> list[int]:
    """How long a chunk that begins here may be, the best last: the longest."""
    found = [] if text[at].isalnum() else [0]
    second = text.find(text[at], at + 1, at + (len(text) - at) // 2 + 1)
    while second >= 0:
        length = second - at
        if text.startswith(text[at:second], second):
            found.append(length)
        second = text.find(text[at], second + 1, at + (len(text) - at) // 2 + 1)
    return found


def _credible(text: str, chunks: list[tuple[int, int]]) -> bool:
    """Four characters or more once undone, of which three hang together; 高高兴兴 is no caption."""
    lengths = [length for _, length in chunks]
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    signs = any(length == 1 and not text[start].isalnum() for start, length in chunks)
    return sum(lengths) >= 4 and han >= 4 and (max(lengths) >= 3 or (max(lengths) == 2 and signs))


def _ranges(line: str, kept: list[int]) -> Ranges:
    """Kept places as ranges; white space between two kept places stays, and so does a leading sign."""
    if line[0] in _LEADS:
        kept.insert(0, 0)
    ranges: list[tuple[int, int]] = []
    for place in kept:
        if ranges and (ranges[-1][1] == place or line[ranges[-1][1] : place].isspace()):
            ranges[-1] = (ranges[-1][0], place + 1)
        else:
            ranges.append((place, place + 1))
    return tuple(ranges)
