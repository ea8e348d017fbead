"""What a literal means: its value, and which datatypes contain that value.

W3C OWL 2 Structural Specification, section 4 (the datatype map); XML Schema 1.1 part 2. Values are compared by
identity, as OWL does: 1.0 and 1 are one decimal, 1.0 as xsd:double is another value, and a dateTime keeps its zone.
Beyond OWL 2 RL's list, xsd:date, xsd:time and the xsd:g… types have values too, so that two dates of one functional
property are seen to differ. A literal of any other datatype is only itself: neither equal to another nor different.
"""

import base64
import binascii
import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

# A family of values that have nothing in common with another family's, and what tells two of them apart.
Value = tuple[str, object]
UNKNOWN: Final = "unknown"

_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_NAME: Final = r"[^\W\d][\w.\-·]*"
_STRINGS: Final[dict[str, re.Pattern[str]]] = {
    "string": re.compile(r"(?s).*"),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\s]+(?: [^\s]+)*)?"),
    "language": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "Name": re.compile(r"[^\W\d][\w.\-·:]*|:[\w.\-·:]*"),
    "NCName": re.compile(_NAME),
    "NMTOKEN": re.compile(r"[\w.\-·:]+"),
}
_ZONE: Final = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR: Final = r"(-?(?:[1-9]\d{3,}|0\d{3}))"
_TIME: Final = r"((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_TEMPORAL: Final[dict[str, re.Pattern[str]]] = {
    "dateTime": re.compile(rf"{_YEAR}-(\d\d)-(\d\d)T{_TIME}{_ZONE}", re.ASCII),
    "date": re.compile(rf"{_YEAR}-(\d\d)-(\d\d){_ZONE}", re.ASCII),
    "time": re.compile(_TIME + _ZONE, re.ASCII),
    "gYear": re.compile(_YEAR + _ZONE, re.ASCII),
    "gYearMonth": re.compile(rf"{_YEAR}-(0[1-9]|1[0-2]){_ZONE}", re.ASCII),
    "gMonth": re.compile(rf"--(0[1-9]|1[0-2]){_ZONE}", re.ASCII),
    "gDay": re.compile(rf"---(0[1-9]|[12]\d|3[01]){_ZONE}", re.ASCII),
    "gMonthDay": re.compile(rf"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]){_ZONE}", re.ASCII),
}
_INTEGER: Final = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_DOUBLE: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN", re.ASCII)
_SPECIAL: Final = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}

# The datatypes of OWL 2 RL (W3C OWL 2 Profiles, 4.2), those that dt-type1 lists.
DATATYPES: Final = frozenset(
    {RDF + "PlainLiteral", RDF + "XMLLiteral", RDFS + "Literal"}
    | {XSD + name for name in ("decimal", "float", "double", "boolean", "hexBinary", "base64Binary", "anyURI")}
    | {XSD + name for name in (*_INTEGERS, *_STRINGS, "dateTime", "dateTimeStamp")}
)
KNOWN: Final = DATATYPES | {XSD + name for name in _TEMPORAL} | {RDF + "langString"}


def value(literal: ox.Literal) -> Value | None:
    """What a literal denotes, or None where it is not in the lexical space of its datatype.

    >>> integer = ox.NamedNode(XSD + "integer")
    >>> value(ox.Literal("01", datatype=integer)) == value(ox.Literal("1", datatype=integer))
    True
    >>> value(ox.Literal("一", datatype=integer)) is None
    True
    """
    if literal.language:
        return "string", (literal.value, literal.language)
    iri = literal.datatype.value
    parse = _PARSERS.get(iri)
    return parse(literal.value) if parse else (UNKNOWN, (iri, literal.value))


def contains(datatype: str, found: Value) -> bool | None:
    """Whether a value lies in the value space of a datatype; None where that is not known."""
    family, detail = found
    if datatype == RDFS + "Literal":
        return True
    if family == UNKNOWN or datatype not in KNOWN:
        return None
    name = datatype.removeprefix(XSD)
    if family == "decimal" and isinstance(detail, Decimal):
        return name == "decimal" or (name in _INTEGERS and _fits(detail, *_INTEGERS[name]))
    if family == "string" and isinstance(detail, tuple):
        text, language = detail
        if language or datatype.startswith(RDF):
            return datatype == RDF + "PlainLiteral" or (bool(language) and datatype == RDF + "langString")
        return name in _STRINGS and _STRINGS[name].fullmatch(text) is not None
    if name == "dateTimeStamp" and isinstance(detail, tuple):
        return family == "dateTime" and bool(detail[-1])
    return family == datatype.removeprefix(XSD).removeprefix(RDF)


def _fits(number: Decimal, low: int | None, high: int | None) -> bool:
    return (
        number == number.to_integral_value() and (low is None or number >= low) and (high is None or number <= high)
    )


def _integer(low: int | None, high: int | None) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        if not _INTEGER.fullmatch(text) or not _fits(number := Decimal(text), low, high):
            return None
        return "decimal", number

    return parse


def _decimal(text: str) -> Value | None:
    return ("decimal", Decimal(text)) if _DECIMAL.fullmatch(text) else None


def _floating(family: str, code: str) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        if not _DOUBLE.fullmatch(text):
            return None
        number = float(_SPECIAL.get(text, text))
        try:
            packed = struct.pack(code, number)
        except OverflowError:
            packed = struct.pack(code, float("inf") if number > 0 else float("-inf"))
        return family, packed

    return parse


def _string(pattern: re.Pattern[str]) -> Callable[[str], Value | None]:
    return lambda text: ("string", (text, "")) if pattern.fullmatch(text) else None


def _plain(text: str) -> Value | None:
    words, at, language = text.rpartition("@")
    return ("string", (words, language.lower())) if at else None


def _boolean(text: str) -> Value | None:
    return ("boolean", text in ("true", "1")) if text in ("true", "false", "1", "0") else None


def _bytes(family: str, decode: Callable[[str], bytes]) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        try:
            return family, decode(text)
        except (binascii.Error, ValueError):
            return None

    return parse


def _temporal(name: str, *, zoned: bool = False) -> Callable[[str], Value | None]:
    pattern = _TEMPORAL[name]

    def parse(text: str) -> Value | None:
        match = pattern.fullmatch(text)
        if match is None or (zoned and not match.groups()[-1]):
            return None
        fields = [group or "" for group in match.groups()]
        if name in ("date", "dateTime") and not _is_day(*fields[:3]):
            return None
        zone = fields[-1].replace("+00:00", "Z").replace("-00:00", "Z")
        fields = [f.rstrip("0").rstrip(".") if "." in f else f for f in fields[:-1]]
        return name, (*fields, zone)

    return parse


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        # Leap years repeat every 400 years, also before and beyond what date() covers.
        date(2000 + int(year) % 400, int(month), int(day))
    except ValueError:
        return False
    return True


_PARSERS: Final[dict[str, Callable[[str], Value | None]]] = {
    XSD + "decimal": _decimal,
    **{XSD + name: _integer(*bounds) for name, bounds in _INTEGERS.items()},
    XSD + "float": _floating("float", "<f"),
    XSD + "double": _floating("double", "<d"),
    **{XSD + name: _string(pattern) for name, pattern in _STRINGS.items()},
    RDF + "PlainLiteral": _plain,
    RDF + "XMLLiteral": lambda text: ("XMLLiteral", text),
    XSD + "boolean": _boolean,
    XSD + "anyURI": lambda text: ("anyURI", text),
    XSD + "hexBinary": _bytes("hexBinary", bytes.fromhex),
    XSD + "base64Binary": _bytes("base64Binary", lambda text: base64.b64decode(text, validate=True)),
    **{XSD + name: _temporal(name) for name in _TEMPORAL},
    XSD + "dateTimeStamp": _temporal("dateTime", zoned=True),
}
