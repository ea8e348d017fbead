"""Changing a claim under review, and what follows from it for the others that name it."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, get_args, get_origin

import msgspec

from graph.review import passage
from graph.review.decisions import DOCUMENT, TYPES, Decisions, plain
from loaders import facts, numerals
from loaders.claims import Claim, Figure, NumeralNote, Span
from loaders.errors import FactFileError
from loaders.vocabulary import Vocabulary

CLEAR: Final = "-"
_RANGES: Final = re.compile(r"(?:\d+\s*[-–—]\s*\d+[\s,，;；]*)+")
_RANGE: Final = re.compile(r"(\d+)\s*[-–—]\s*(\d+)")
_LIST: Final = re.compile(r"\s*[、，,；;]\s*")
_SPANS: Final = ("at", "also")
_CONCEPTS: Final = {"kind": "kind", "domain": "dom", "status": "status", "unit": "unit", "indicator": "ind"}
# Which fields name a thing of which sections.
_NAMES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    DOCUMENT: {"about": ("places",)},
    "programmes": {"partOf": ("programmes",)},
    "institutions": {"place": ("places",), "partOf": ("institutions",)},
    "places": {"in": ("places",)},
    "implementations": {
        "programme": ("programmes",),
        "place": ("places",),
        "carriedOutBy": ("institutions", "places"),
        "fundedBy": ("institutions", "programmes", "places"),
        "supervisedBy": ("institutions", "places"),
        "cooperatesWith": ("institutions", "groups", "places"),
        "serves": ("groups", "institutions", "places"),
    },
    "recognitions": {
        "of": ("programmes", "institutions", "groups", "places"),
        "by": ("institutions", "places"),
        "place": ("places",),
    },
    "relations": {
        "s": ("programmes", "institutions", "groups", "places", "recognitions"),
        "o": ("programmes", "institutions", "groups", "places", "recognitions"),
    },
    "figures": {
        "place": ("places",),
        "programme": ("programmes",),
        "group": ("groups",),
        "of": ("institutions",),
    },
}
# What is about nothing when the thing it names is gone.
_HOLLOW: Final = {("implementations", "programme"), ("relations", "s"), ("relations", "o"), ("recognitions", "of")}

Changes = dict[str, dict[str, Any] | None]


def fields(section: str) -> tuple[str, ...]:
    """The fields of a claim that can be changed, as a fact file names them."""
    own = msgspec.structs.fields(TYPES[section])
    return tuple(f.encode_name for f in own if f.name not in ("doubt", "seal"))


def options(section: str, field: str, decisions: Decisions, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What may stand in a field, where that is a closed list: words of the vocabulary, names of the file."""
    if field in _CONCEPTS:
        return tuple(sorted({c.name for c in vocabulary.concepts[_CONCEPTS[field]].values()}))
    if field == "modifier":
        return tuple(sorted({c.name for c in vocabulary.concepts["mod"].values()}))
    if sections := _NAMES.get(section, {}).get(field):
        return tuple(dict.fromkeys(_named(decisions, sections)))
    own = next(f for f in msgspec.structs.fields(TYPES[section]) if f.encode_name == field)
    return get_args(own.type) if get_origin(own.type) is Literal else ()


def _named(decisions: Decisions, sections: Iterable[str]) -> Iterable[str]:
    for section in sections:
        for name, claim in decisions.current.items():
            if claim is not None and decisions.section(name) == section:
                yield getattr(claim, "name", "")


def changed(decisions: Decisions, name: str, field: str, typed: str, text: str | None) -> Claim:
    """A claim with a field as typed: text as it is, names divided by 、, a range as ``96-103`` or by its words.

    ``-`` empties a field. Raises FactFileError, worded as in a build, where the field cannot hold that.
    """
    section, claim = decisions.section(name), decisions.current[name]
    assert claim is not None
    values = plain(claim)
    raw: str | None = None
    if typed == CLEAR:
        values.pop(field, None)
    elif typed.startswith("[") and isinstance(values.get(field, []), list):
        raw, values[field] = typed, "\0"
    elif field in _SPANS and section != "numerals":
        values[field] = _spans(typed, claim, text, figure=section == "figures")
        if section == "figures" and field == "at" and text and isinstance(values[field], list):
            values["printed"] = "".join("".join(text[s[0] : s[1]] for s in values[field]).split())
    else:
        values[field] = _value(TYPES[section], field, typed)
    if section == "figures" and field in ("at", "printed"):
        _reread(values)
    return _parsed(decisions, section, values, raw, name, field)


def _value(type_: type[Claim], field: str, typed: str) -> Any:
    own = next(f for f in msgspec.structs.fields(type_) if f.encode_name == field)
    info = msgspec.inspect.type_info(own.type)
    kinds = info.types if isinstance(info, msgspec.inspect.UnionType) else (info,)
    for kind in kinds:
        match kind:
            case msgspec.inspect.VarTupleType():
                return [part for part in _LIST.split(typed) if part]
            case msgspec.inspect.TupleType():
                return [int(part) for part in re.findall(r"\d+", typed)]
            case msgspec.inspect.IntType() if re.fullmatch(r"-?\d{1,15}", typed):
                return int(typed)
            case msgspec.inspect.BoolType() if typed.lower() in ("true", "false", "是", "否"):
                return typed.lower() in ("true", "是")
            case msgspec.inspect.DecimalType():
                return typed.replace(",", "").replace("，", "")
    return typed


def _spans(typed: str, claim: Claim, text: str | None, *, figure: bool) -> Any:
    if _RANGES.fullmatch(typed.strip()):
        ranges = [(int(a), int(b)) for a, b in _RANGE.findall(typed)]
    else:
        old: tuple[Span, ...] = getattr(claim, "at", ())
        found = passage.nearest(text, typed, old[0].start if old else 0) if text else None
        if found is None:
            return typed  # the build's own words for it follow
        ranges = [found]
    return [[a, b, *([passage.words(text, a, b)] if text and not figure else [])] for a, b in ranges]


def _reread(values: dict[str, Any]) -> None:
    """A figure's value is what its printed words say."""
    try:
        read = numerals.read(str(values.get("printed", "")))
    except ValueError:
        return
    values["value"] = format(read.value, "f")
    values.pop("high", None)
    if read.high is not None:
        values["high"] = format(read.high, "f")


def _parsed(
    decisions: Decisions, section: str, values: dict[str, Any], raw: str | None, name: str, field: str
) -> Claim:
    """The claim as a fact file with these fields would give it. JSON is YAML: the reader and its words are the same."""
    document = plain(decisions.file.facts.document)
    whole = {DOCUMENT: values} if section == DOCUMENT else {DOCUMENT: document, section: [values]}
    text = json.dumps(whole, ensure_ascii=False)
    if raw is not None:
        text = text.replace('"\\u0000"', raw, 1)
    try:
        read = facts.parse(text, decisions.file.path).facts
    except FactFileError as error:
        raise FactFileError(error.zh, error.en, decisions.where(name, field)) from None
    found: Claim = read.document if section == DOCUMENT else getattr(read, section)[0]
    return found


# ---- what follows --------------------------------------------------------------------------------------------------


def renamed(decisions: Decisions, name: str, new: Claim) -> Changes:
    """A claim changed, and every claim that named it by its old name."""
    changes: Changes = {name: plain(new)}
    old = getattr(decisions.current[name], "name", None)
    fresh = getattr(new, "name", None)
    if old and fresh and old != fresh:
        for other, values in _naming(decisions, name, old):
            for field in _fields_naming(decisions, decisions.section(name), other, values, old):
                value = values[field]
                values[field] = [fresh if v == old else v for v in value] if isinstance(value, list) else fresh
            changes[other] = values
    return changes


def rejected(decisions: Decisions, name: str) -> Changes:
    """A claim rejected: its name goes from every list and every field that can be empty, and with it go the
    implementations, recognitions and relations that are about nothing now."""
    changes: Changes = {}
    gone = [name]
    while gone:
        one = gone.pop()
        old: str = getattr(decisions.current[one], "name", "")
        changes[one] = None
        for other, found in _naming(decisions, one, old) if old else ():
            if other in changes and changes[other] is None:
                continue
            values = changes.get(other) or found
            section = decisions.section(other)
            needed = {f.encode_name for f in msgspec.structs.fields(TYPES[section]) if f.required}
            for field in _fields_naming(decisions, decisions.section(one), other, values, old):
                if isinstance(values[field], list):
                    values[field] = [v for v in values[field] if v != old]
                elif (section, field) in _HOLLOW:
                    gone.append(other)
                elif field not in needed:
                    values.pop(field)
            changes[other] = values
    return changes


def notes(decisions: Decisions, name: str, category: str, text: str | None) -> tuple[NumeralNote, ...]:
    """What a rejected figure's numerals are instead, for the ledger; not those that another figure holds too."""
    figures = {n: c for n, c in decisions.current.items() if isinstance(c, Figure)}
    if name not in figures:
        return ()
    ranges = _ranges(figures.pop(name))
    others = [pair for other in figures.values() for pair in _ranges(other)]
    if text:
        found = [(n.start, n.end) for n in numerals.find(text)]
        ranges = [n for n in found if any(n[0] < b and a < n[1] for a, b in ranges)] or ranges
    ranges = [(a, b) for a, b in ranges if not any(c <= a and b <= d for c, d in others)]
    return tuple(msgspec.convert({"at": pair, "is": category}, NumeralNote) for pair in ranges)


def _ranges(figure: Figure) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in (*figure.at, *figure.also)]


def _naming(decisions: Decisions, name: str, old: str) -> list[tuple[str, dict[str, Any]]]:
    """The claims that name a thing, unless another thing of its section bears the name too."""
    section = decisions.section(name)
    twins = (
        n for n, c in decisions.current.items() if c is not None and n != name and decisions.section(n) == section
    )
    if any(getattr(decisions.current[twin], "name", None) == old for twin in twins):
        return []
    found = []
    for other, claim in decisions.current.items():
        if claim is not None and other != name:
            values = plain(claim)
            if _fields_naming(decisions, section, other, values, old):
                found.append((other, values))
    return found


def _fields_naming(
    decisions: Decisions, section: str, other: str, values: Mapping[str, Any], old: str
) -> list[str]:
    """The fields of a claim that name a thing of a section."""
    own = _NAMES.get(decisions.section(other), {})
    hits = [f for f, targets in own.items() if section in targets]
    return [f for f in hits if values.get(f) == old or (isinstance(values.get(f), list) and old in values[f])]
