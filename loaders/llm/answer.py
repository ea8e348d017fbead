"""What the model says, taken for no more than it may say: numbers of candidates, and words that stand in the text."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from loaders.llm.types import FIELDS, Candidates, Passage, Quote, Refined

_LONGEST: Final = 40
# Why an answer, or a part of one, was not taken.
REASONS: Final = {
    "missing": ("没有回答", "not answered"),
    "malformed": ("格式不对", "malformed"),
    "supplied": ("自己给出了数值或名称", "supplied a value or name of its own"),
    "index": ("编号不存在", "no such candidate"),
    "quote": ("引文不在原文该数据附近", "a quote that does not stand beside the figure"),
}


class _Answer(Struct, forbid_unknown_fields=True):
    """One figure's answer; anything beside these fields is refused, so a value cannot be slipped in."""

    n: int
    indicator: int | None = None
    programme: int | None = None
    place: int | None = None
    period: int | None = None
    role: int | None = None
    quote: str | None = None


class _Answers(Struct):
    answers: list[msgspec.Raw]


class _Number(Struct):
    n: int


def read(
    content: str, figures: Sequence[tuple[Candidates, Passage]], reach: int
) -> tuple[list[Refined], Counter[str]] | None:
    """The figures refined by an answer, and how much of it was refused and why; nothing where it is no answer."""
    try:
        answers = msgspec.json.decode(_json(content), type=_Answers).answers
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    refused: Counter[str] = Counter()
    taken: dict[int, Refined] = {}
    seen: set[int] = set()
    for raw in answers:
        try:
            number = msgspec.json.decode(raw, type=_Number).n
        except (msgspec.MsgspecError, RecursionError):
            refused["malformed"] += 1
            continue
        if not 1 <= number <= len(figures) or number in seen:
            refused["index"] += 1
            continue
        seen.add(number)
        try:
            answer = msgspec.json.decode(raw, type=_Answer)
        except (msgspec.MsgspecError, RecursionError):
            refused["supplied"] += 1
            continue
        taken[number] = _refined(answer, *figures[number - 1], reach, refused)
    refused["missing"] += len(figures) - len(seen)
    found = [taken.get(number) or Refined.by_rules(figure) for number, (figure, _) in enumerate(figures, 1)]
    return found, +refused


def _json(content: str) -> str:
    """The JSON of an answer, without what models put around it: their thoughts, a fence of Markdown.

    >>> _json('<think>{}</think>```json\\n{"answers": []}\\n```')
    '{"answers": []}'
    """
    content = content.rpartition("</think>")[2]
    return content[max(0, content.find("{")) : content.rfind("}") + 1]


def _refined(answer: _Answer, figure: Candidates, passage: Passage, reach: int, refused: Counter[str]) -> Refined:
    found: dict[str, int | None] = {}
    for field in FIELDS:
        choice, said = figure.choice(field), getattr(answer, field)
        found[field] = choice.chosen
        if said and 1 <= said <= len(choice.options):
            found[field] = said - 1
        elif said:  # 0 is none of them, and then the rules' choice is as good as any
            refused["index"] += 1
    quote = None
    if answer.quote and figure.quotable:
        quote = _quote(answer.quote, figure, passage, reach)
        refused["quote"] += quote is None
    changed = tuple(field for field in FIELDS if found[field] != figure.choice(field).chosen)
    return Refined(figure, **found, quote=quote, changed=changed)


def _quote(words: str, figure: Candidates, passage: Passage, reach: int) -> Quote | None:
    """Where quoted words stand: verbatim, in the figure's sentence, near it and not upon it, nor upon a name that
    was hidden."""
    if not words.strip() or len(words) > _LONGEST:
        return None
    shown, places = passage.shown, []
    at = shown.find(words)
    while at >= 0:
        start, end = passage.start + at, passage.start + at + len(words)
        away = max(figure.start - end, start - figure.end)
        hidden = any(a < end and start < b for a, b in passage.private)
        if 0 <= away <= reach and not hidden:
            places.append((away, start, end))
        at = shown.find(words, at + 1)
    if not places:
        return None
    _, start, end = min(places)
    return Quote(words, start, end)
