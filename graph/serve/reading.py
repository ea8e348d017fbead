"""A source at hand: its text with the figures marked, the sentence around a piece of evidence, the ledger of numerals."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.corpus import FACTS
from graph.explain import sentence_at
from loaders import documents, facts, numerals
from loaders.errors import MinshengError

_AROUND: Final = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: what it is evidence of (figures' keys), or why its numeral is no figure."""

    text: str
    keys: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: a numeral, and the figure it belongs to or why it belongs to none."""

    start: int
    end: int
    words: str
    key: str
    category: str


@lru_cache(maxsize=32)
def source(folder: str, identifier: str, sha256: str) -> str | None:
    """The text of a document, if it is at hand and is the one that was read."""
    if not identifier or "/" in identifier or "\\" in identifier:
        return None
    try:
        found = documents.read(documents.source(Path(folder), identifier))
    except MinshengError:
        return None
    return found.text if found.sha256 == sha256 else None


@lru_cache(maxsize=32)
def notes(identifier: str) -> Mapping[tuple[int, int], str]:
    """The numerals that are no figures, and why, as the reviewed fact file has them; never the words."""
    path = FACTS / f"{identifier}.yaml"
    if "/" in identifier or not path.is_file():
        return {}
    try:
        return {note.at: note.category for note in facts.read(path).facts.numerals}
    except MinshengError:
        return {}


def marked(
    text: str,
    spans: Mapping[str, Sequence[tuple[int, int]]],
    other: Mapping[tuple[int, int], str],
    also: Iterable[int] = (),
) -> list[Piece]:
    """The text in pieces: each is inside the same figures from its beginning to its end. ``also`` are further cuts.

    >>> [(p.text, p.keys) for p in marked("有3人和5人", {"a": [(1, 3)], "b": [(4, 6)]}, {})]
    [('有', ()), ('3人', ('a',)), ('和', ()), ('5人', ('b',))]
    """
    edges = {0, len(text), *(min(edge, len(text)) for edge in also)}
    for ranges in (*spans.values(), tuple(other)):
        edges |= {min(edge, len(text)) for one in ranges for edge in one}
    cuts = sorted(edges)
    found: list[Piece] = []
    for start, end in itertools.pairwise(cuts):
        keys = tuple(key for key, ranges in spans.items() if any(a <= start and end <= b for a, b in ranges))
        note = next((why for (a, b), why in other.items() if a <= start and end <= b), "") if not keys else ""
        found.append(Piece(text[start:end], keys, note))
    return found


def ledger(
    text: str | None, spans: Mapping[str, Sequence[tuple[int, int]]], other: Mapping[tuple[int, int], str]
) -> list[Entry]:
    """Every numeral of a document. Without the text: those that the fact file lists, without their words."""
    if text is None:
        return [Entry(a, b, "", "", why) for (a, b), why in sorted(other.items())]
    found = []
    for numeral in numerals.find(text):
        a, b = numeral.start, numeral.end
        key = next((k for k, ranges in spans.items() if any(x <= a and b <= y for x, y in ranges)), "")
        why = next((w for (x, y), w in other.items() if x <= a and b <= y), "")
        found.append(Entry(a, b, text[a:b], key, why))
    return found


def context(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """The sentence around evidence, the evidence marked; a few characters on both sides where the sentence is long."""
    start, end = spans[0][0], spans[-1][1]
    sentence = sentence_at(text, start, end)
    left = max(0, start - _AROUND)
    right = min(len(text), end + _AROUND)
    window = text[left:right]
    if len(sentence) < len(window) * 3:
        begin = max(text.rfind(mark, 0, start) for mark in "。！？!?\n") + 1
        ends = [found for mark in "。！？!?" if (found := text.find(mark, end)) >= 0]
        left, right = begin, min(min(ends, default=len(text)) + 1, len(text))
    inside = {"": [(max(0, a - left), b - left) for a, b in spans]}
    return [Piece("".join(p.text.split()), p.keys) for p in marked(text[left:right], inside, {})]


def figures_spans(
    iri: str, evidence: Iterable[tuple[str, Iterable[tuple[str, Sequence[tuple[int, int]]]]]]
) -> dict[str, list[tuple[int, int]]]:
    """Figure → its stretches in one document, given (figure, [(document, spans)])."""
    found: dict[str, list[tuple[int, int]]] = {}
    for key, places in evidence:
        for document, spans in places:
            if document == iri:
                found.setdefault(key, []).extend(spans)
    return found
