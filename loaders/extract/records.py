"""A reading as the flat records that ``minsheng extract --format jsonl`` prints, one a figure."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from loaders.extract.reading import Fact, Reading


def records(reading: Reading, doc: str) -> Iterator[dict[str, Any]]:
    """Every figure as a record; one that a headline repeats is printed once, where the body states it."""
    stated = {_key(fact) for fact in reading.facts if not fact.heading}
    for fact in reading.facts:
        if fact.heading and _key(fact) in stated:
            continue
        numeral = fact.numeral
        spans = reading.spans(numeral.start, numeral.end)
        yield {
            "doc": doc,
            "start": min(span.start for span in spans),
            "end": max(span.end for span in spans),
            "raw": reading.page.chars[numeral.start : numeral.end],
            "value": _value(numeral.value, numeral.high),
            "unit": fact.unit or None,
            "indicator": fact.indicator,
            "place": fact.place,
            "programme": fact.programme,
            "domain": fact.domain,
            "role": fact.role,
            "modifier": "、".join(numeral.modifiers) or None,
            "period": fact.period,
            "quote": fact.quote,
        }


def _key(fact: Fact) -> tuple[object, ...]:
    return fact.numeral.value, fact.numeral.high, fact.unit


def _value(value: Decimal | str | None, high: Decimal | None) -> object:
    if isinstance(value, Decimal):
        return [_number(value), _number(high)] if high is not None else _number(value)
    return value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
