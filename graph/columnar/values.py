"""The distinct values of a column: each once, as TSV results write it, and what can be reckoned with them."""

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from graph.columnar.plan import Compared, Language, Unfit
from ontology import PREFIXES

Kind = Literal["iri", "integer", "decimal", "date", "text", "other"]
_XSD: Final = PREFIXES["xsd"]
_AS_DECIMAL: Final = f'"^^<{_XSD}decimal>'
_AS_DATE: Final = f'"^^<{_XSD}date>'
_INTEGER: Final = re.compile(r"-?\d{1,18}", re.A)
_DECIMAL: Final = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.A)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLACES: Final = 18


class Values:
    """Distinct terms; a code is a place in ``texts``. Of one kind where all are, else ``other``.

    ``keys`` order the terms as SPARQL does: numbers in units of ``10 ** -scale``, else text.
    """

    def __init__(self, texts: list[str]) -> None:
        if any(text.startswith(("_:", "<<")) for text in texts):
            raise Unfit  # a blank node read from an answer is another
        self.texts = texts

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """The code of each term."""
        return {text: code for code, text in enumerate(self.texts)}

    @cached_property
    def kind(self) -> Kind:
        """What all terms are."""
        kinds = {_kind(text) for text in self.texts}
        if kinds == {"text"} and len({language(text) for text in self.texts}) > 1:
            return "other"
        return kinds.pop() if len(kinds) == 1 else "other"

    @cached_property
    def scale(self) -> int:
        """Digits after the point."""
        return max((len(_lexical(text).partition(".")[2]) for text in self.texts), default=0) if self.number else 0

    @property
    def number(self) -> bool:
        """Whether every term is a number of the one exact type."""
        return self.kind in ("integer", "decimal")

    @cached_property
    def numbers(self) -> list[int]:
        """The terms as whole numbers of ``10 ** -scale``. Raises Unfit where they are no numbers."""
        if not self.number:
            raise Unfit
        found = []
        for text in self.texts:
            whole, _, part = _lexical(text).partition(".")
            found.append(int(whole + part.ljust(self.scale, "0")))
        return found

    @cached_property
    def largest(self) -> int:
        """The greatest of the numbers without their signs."""
        return max(map(abs, self.numbers), default=0)

    @cached_property
    def keys(self) -> Sequence[int] | Sequence[str]:
        """What terms are ordered by; equal for equal terms only. Raises Unfit where kinds are mixed."""
        match self.kind:
            case "integer" | "decimal":
                return self.numbers
            case "date" | "iri":
                return [_lexical(text) for text in self.texts]
            case "text" if not any("\\" in text for text in self.texts):
                return [_lexical(text) for text in self.texts]
        raise Unfit

    def passing(self, test: Compared | Language) -> bytearray:
        """For each code whether its term passes. Raises Unfit where the test is not of this kind of terms."""
        if isinstance(test, Language):
            tags = [language(text) for text in self.texts]
            if any("--" in tag for tag in tags):
                raise Unfit  # a direction is no part of what LANG gives
            return bytearray(tag == test.tag for tag in tags)
        if _DAY.fullmatch(test.constant):
            if self.kind != "date" or not _is_day(test.constant):
                raise Unfit
            return bytearray(_holds(_lexical(text), test.operator, test.constant) for text in self.texts)
        whole, _, part = test.constant.partition(".")
        digits = max(self.scale, len(part))
        bound, factor = int(whole + part.ljust(digits, "0")), 10 ** (digits - self.scale)
        return bytearray(_holds(number * factor, test.operator, bound) for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Link:
    """What a property says of each of the things that a row or a code stands for.

    ``first`` has a code of ``values`` or -1 for each, ``more`` the further codes of those that have several.
    """

    values: Values
    first: "array[int]"
    more: Mapping[int, Sequence[int]]
    total: bool


def link(places: Mapping[str, int], subjects: Iterable[str], objects: Iterable[str]) -> Link:
    """Of things, by their places, from triples of a property; subjects that have no place are left out."""
    first, more, codes = array("i", [-1]) * len(places), dict[int, list[int]](), dict[str, int]()
    for subject, text in zip(subjects, objects, strict=True):
        thing = places.get(subject, -1)
        if thing < 0:
            continue
        code = codes.setdefault(text, len(codes))
        if first[thing] < 0:
            first[thing] = code
        else:
            more.setdefault(thing, []).append(code)
    return Link(Values(list(codes)), first, more, -1 not in first)


def written(number: int, scale: int, kind: Kind) -> str:
    """A whole number of ``10 ** -scale`` as the literal that Oxigraph makes of it, in TSV.

    >>> written(-1250, 3, "decimal"), written(7, 0, "integer")
    ('-1.25', '7')
    """
    if kind == "integer":
        return str(number)
    # TSV writes a decimal bare only where it has a point; 25 would be an integer.
    if scale:
        whole, part = divmod(abs(number), 10**scale)
        sign = "-" if number < 0 else ""
        if part:
            return f"{sign}{whole}.{str(part).zfill(scale).rstrip('0')}"
        number = -whole if sign else whole
    return f'"{number}{_AS_DECIMAL}'


def language(text: str) -> str:
    """The language of a literal; nothing for other terms."""
    return "" if text.endswith(('"', ">")) else text.rpartition('"@')[2] if '"@' in text else ""


def _kind(text: str) -> Kind:
    if text.startswith("<"):
        return "iri"
    if text.endswith(_AS_DECIMAL) or (not text.startswith('"') and "." in text):
        return "decimal" if _DECIMAL.fullmatch(_lexical(text)) else "other"
    if text.endswith(_AS_DATE):
        return "date" if _is_day(_lexical(text)) else "other"
    if text.startswith('"'):
        return "other" if text.endswith(">") else "text"
    return "integer" if _INTEGER.fullmatch(text) else "other"


def _lexical(text: str) -> str:
    if text.startswith("<"):
        return text[1:-1]
    return text[1:].rpartition('"')[0] if text.startswith('"') else text


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _holds(left: int | str, operator: str, right: int | str) -> bool:
    if operator in ("=", "!="):
        return (left == right) is (operator == "=")
    # Both are numbers or both are texts.
    less = left < right  # type: ignore[operator]
    return (
        (less or left == right)
        if operator == "<="
        else less
        if operator == "<"
        else not less and (operator == ">=" or left != right)
    )
