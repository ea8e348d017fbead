"""What the rules leave open, handed to a language model to choose from, and the facts with its choices.

The model sees a sentence at a time, with people's names and stretches about private persons masked; what it may choose
stands here, what it may quote stands in the sentence. It supplies nothing (``loaders.llm``).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from loaders.claims import Role
from loaders.extract.claims import controlled
from loaders.extract.reading import Fact, Reading
from loaders.llm.types import Candidates, Choice, Passage, Refined

_ROLES: Final = ("outcome", "target", "input", "parameter")
# So many programmes named before a figure, in its own paragraph or before, may be the one in scope.
_NEAR: Final = 4


def candidates(reading: Reading) -> tuple[Candidates, ...]:
    """A figure each, in the order of the facts."""
    return tuple(_candidates(reading, fact) for fact in reading.facts)


def passage(reading: Reading, figure: Candidates) -> Passage:
    """The sentence of a figure, with what must not leave this machine."""
    page = reading.page
    sentence = page.sentences[page.sentence(figure.start)]
    private = (*reading.persons.spans, *reading.persons.private)
    inside = tuple((a, b) for a, b in private if a < sentence.end and b > sentence.start)
    return Passage(page.chars[sentence.start : sentence.end], sentence.start, inside)


def chosen(reading: Reading, refined: Sequence[Refined]) -> Reading:
    """The reading with the choices in its facts. Numbers and units are never touched."""
    facts = [
        _fact(reading, fact, one) if one.changed or one.quote else fact
        for fact, one in zip(reading.facts, refined, strict=True)
    ]
    return replace(reading, facts=facts)


def _candidates(reading: Reading, fact: Fact) -> Candidates:
    page = reading.page
    start, end = fact.numeral.start, fact.numeral.end
    sentence = page.sentences[page.sentence(start)]
    named = [
        m.named.name for m in reading.programmes.mentions.found if m.start < sentence.end and m.named.strength >= 2
    ]
    programmes = [name for name in dict.fromkeys(reversed(named)) if not reading.persons.inside(name)][:_NEAR]
    places = [m.place for m in reading.where.mentions if sentence.start <= m.start < sentence.end]
    times = [w.iso for w in reading.times.found if sentence.start <= w.start < sentence.end and w.iso]
    city = [reading.atlas.city.name] if reading.atlas.city else []
    return Candidates(
        start,
        end,
        page.chars[start:end],
        indicator=_choice(fact.indicator, []) if fact.indicator else Choice(),
        programme=_choice(fact.programme, [*programmes, None]),
        place=_choice(fact.place, [*places, reading.atlas.home.name, *city]),
        period=_choice(fact.period, [*times, None]),
        role=_choice(fact.role, list(_ROLES)),
        quotable=controlled(fact.indicator, fact.unit) is None,
    )


def _choice(rules: str | None, others: Sequence[str | None]) -> Choice:
    return Choice(tuple(dict.fromkeys((rules, *others))), 0)


def _fact(reading: Reading, fact: Fact, one: Refined) -> Fact:
    def taken(field: str, otherwise: str | None) -> str | None:
        at = getattr(one, field)
        return otherwise if at is None else one.candidates.choice(field).options[at]

    quoted = reading.persons.clean(one.quote.words) if one.quote else ""
    period = taken("period", fact.period)
    when = (
        next((w.words for w in reading.times.found if w.iso == period), None)
        if period != fact.period
        else fact.when
    )
    return replace(
        fact,
        indicator=quoted or fact.indicator,
        programme=taken("programme", fact.programme),
        place=taken("place", fact.place) or fact.place,
        period=period,
        when=when,
        role=cast(Role, taken("role", fact.role) or fact.role),
    )
