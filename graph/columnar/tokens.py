"""The tokens of the queries that columns answer."""

import re
from typing import Final, NamedTuple

from graph.columnar.plan import Unfit

# No escapes, no signs: what is written otherwise is for Oxigraph.
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+|\#[^\n\r]*)"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<name>(?:[^\W\d_][\w\-]*)?:\w(?:[\w.\-]*[\w\-])?)(?![.:%\\\-\w])"
    r"|(?P<prefix>(?:[^\W\d_][\w\-]*)?:)(?=\s*<)"
    r"|(?P<var>[?$]\w+)"
    r"|(?P<string>\"[^\"\\\n\r]+\")(?!\")"
    r"|(?P<lang>@[a-z]+(?:-[a-z0-9]+)*)(?![A-Za-z0-9\-])"
    r"|(?P<number>-?(?:\d+\.\d+|\d+))(?![\w.])"
    r"|(?P<word>[A-Za-z]+)(?![\w:\-])"
    r"|(?P<sign>\^\^|&&|<=|>=|!=|[{}()<>=*/;,.])"
)


class Token(NamedTuple):
    """What it is, by the name of its pattern, and as it is written."""

    kind: str
    text: str


def tokens(text: str) -> list[Token]:
    """All of them, and an end. Raises Unfit where there is anything else."""
    found, at = [], 0
    if "\\" in text:  # SPARQL undoes \\u escapes before it reads: one may end a comment
        raise Unfit
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or not match.lastgroup:
            raise Unfit
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[0]))
        at = match.end()
    found.append(Token("end", ""))
    return found
