"""Literals that Oxigraph would rewrite ("1.10" to "1.1", ``xsd:int`` to ``xsd:integer``), kept as they are.

SHACL compares terms, not values: ``sh:maxCount`` counts "1.10" and "1.1" as two, ``sh:datatype`` tells ``xsd:byte``
from ``xsd:integer``. Such a literal is stored under a datatype of our own, which Oxigraph leaves alone, cast where
values are compared (``sh:minInclusive`` …), and given back as it was.
"""

import re
from typing import Final

import pyoxigraph as ox

Node = ox.NamedNode | ox.BlankNode

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
LEXICAL: Final = "x-lexical:"

_INTEGERS: Final = {
    XSD + name: bounds
    for name, bounds in {
        "integer": (None, None),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-128, 127),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 255),
    }.items()
}
# How a literal must look for Oxigraph to keep it as it is; ^$ never matches: those are always set aside.
_KEPT: Final = {
    **dict.fromkeys(_INTEGERS, re.compile(r"(?!)")),
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    XSD + "decimal": re.compile(r"0|-?[1-9][0-9]{0,15}|-?(?=[0-9.]{1,17}$)(?:0|[1-9][0-9]*)\.[0-9]*[1-9]"),
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}Z?"),
    XSD + "gYear": re.compile(r"[0-9]{4}"),
    XSD + "gYearMonth": re.compile(r"[0-9]{4}-[0-9]{2}"),
    XSD + "dateTime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?"),
    **{
        XSD + name: re.compile(r"(?!)")
        for name in (
            "double", "float", "time", "gMonth", "gDay", "gMonthDay", "duration", "dayTimeDuration",
            "yearMonthDuration", "dateTimeStamp",
        )
    },
}  # fmt: skip
_FORM: Final = {
    XSD + "decimal": r"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",
    XSD + "boolean": "^(true|false|0|1)$",
    XSD + "double": r"^([+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
}
_FORM[XSD + "float"] = _FORM[XSD + "double"]
_CAST: Final = frozenset(XSD + name for name in ("date", "dateTime", "time"))


def encode(literal: ox.Literal) -> ox.Literal:
    """A literal in a form that Oxigraph keeps.

    >>> encode(ox.Literal("1.10", datatype=ox.NamedNode(XSD + "decimal")))
    <Literal value=1.10 datatype=<NamedNode value=x-lexical:http://www.w3.org/2001/XMLSchema#decimal>>
    """
    datatype = literal.datatype.value
    kept = _KEPT.get(datatype)
    if kept is None or kept.fullmatch(literal.value):
        return literal
    return ox.Literal(literal.value, datatype=ox.NamedNode(LEXICAL + datatype))


Known = ox.NamedNode | ox.BlankNode | ox.Literal


def decode(term: Known) -> Known:
    """The other way."""
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(LEXICAL):
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype.value.removeprefix(LEXICAL)))
    return term


def text(term: ox.NamedNode | ox.Literal) -> str:
    """A constant in a query."""
    return str(encode(term) if isinstance(term, ox.Literal) else term)


def comparable(node: str, lexical: frozenset[str]) -> str:
    """The value of a node, for < and >; ``lexical`` are the datatypes set aside in the data or the shape.

    An error where SPARQL 1.1 (17.3, operator mapping) compares nothing: IRIs, texts with a language.
    """
    value = node
    for datatype in sorted(lexical):
        cast = XSD + "integer" if datatype in _INTEGERS else datatype
        value = f"IF(STR(DATATYPE({node})) = '{LEXICAL}{datatype}', <{cast}>(STR({node})), {value})"
    return f"IF(ISLITERAL({node}) && LANG({node}) = '', {value}, 1/0)"


def has_datatype(node: str, datatype: str) -> str:
    """Whether a literal has a datatype and its form fits it (the datatypes of SPARQL 1.1, 17.1 and 17.5)."""
    names = f"<{datatype}>, <{LEXICAL}{datatype}>" if datatype in _KEPT else f"<{datatype}>"
    test = f"ISLITERAL({node}) && DATATYPE({node}) IN ({names})"
    if form := _FORM.get(datatype):
        test += f' && REGEX(STR({node}), "{form}")'
    if datatype in _INTEGERS:
        test += f' && REGEX(STR({node}), "^[+-]?[0-9]+$")'
        low, high = _INTEGERS[datatype]
        number = f"<{XSD}decimal>(STR({node}))"
        test += f" && {number} >= {low}" if low is not None else ""
        test += f" && {number} <= {high}" if high is not None else ""
    if datatype in _CAST:
        test += f" && DATATYPE(<{datatype}>(STR({node}))) = <{datatype}>"
    return f"COALESCE({test}, false)"
