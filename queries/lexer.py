"""The tokens of a query, as far as it takes to know which words are its own: SERVICE, LOAD, FROM, WHERE.

``?a<?b#>`` is a comparison before a comment, or ``<?b#>`` is an IRI: only a parser knows. Both readings are followed,
so that nothing can hide a word from the one and say it to the other.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from loaders.errors import QueryError

# SPARQL 1.1, 19.8.
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+|\#[^\n\r]*)"
    r"|(?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r"|\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*')"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<word>[?$@]?[\w.\-]*:?[\w.\-%\\:]+)|(?P<sign>.)",
    re.S,
)
_ASKING: Final = re.compile(r"service|load", re.I)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Token(NamedTuple):
    """A token and where it begins."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Every token of every reading; white space and comments are left out.

    >>> [t.text for t in tokens("ASK { ?s ?p 'a' } # b")]
    ['ASK', '{', '?s', '?p', "'a'", '}']
    """
    seen: set[int] = set()
    begin = [0]
    while begin:
        at = begin.pop()
        while at < len(text) and at not in seen:
            seen.add(at)
            match = _TOKEN.match(text, at)
            assert match
            assert match.lastgroup
            found = match[0]
            if match.lastgroup != "space":
                yield Token(match.lastgroup, found, at)
            if match.lastgroup == "iri" and ("#" in found or "'" in found):
                begin.append(at + 1)
            at = match.end()


def words(text: str) -> set[str]:
    """The query's own words, in capitals. A name with a colon or a variable is no word.

    >>> sorted(words("SELECT * from <a> { ?from :load 'service' }"))
    ['FROM', 'SELECT']
    """
    return {t.text.upper() for t in tokens(text) if t.kind == "word" and t.text.isalpha()}


def readings(text: str) -> tuple[str, ...]:
    r"""The text as it stands, and with ``\u`` escapes undone, which SPARQL does before it reads (19.2)."""
    if "\\" not in text:
        return (text,)
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
    return (text,) if plain == text else (text, plain)


def guard(text: str, hosts: tuple[str, ...] = ()) -> None:
    r'''Refuses what would ask a host that is not in ``hosts``: SERVICE in a query, LOAD in an update.

    >>> guard("SELECT * { ?service ?p 'SERVICE' } # SERVICE")
    >>> guard("SELECT * { SERVICE <http://a.example/sparql> { ?s ?p ?o } }", ("a.example",))
    >>> guard('SELECT * { FILTER(?a<?b#>""" \n) SERVICE <http://b.example/> {} #"""\n }')
    Traceback (most recent call last):
    loaders.errors.QueryError: SERVICE asks another host and is not allowed
    '''
    for reading in readings(text):
        if not _ASKING.search(reading):
            continue
        found = list(tokens(reading))
        for index, token in enumerate(found):
            word = token.text.upper()
            if token.kind == "word" and word in ("SERVICE", "LOAD") and not _allowed(found[index + 1 :], hosts):
                zh, en = f"{word} 会访问其他主机，不允许", f"{word} asks another host and is not allowed"
                raise QueryError(zh, en)


def _allowed(after: list[Token], hosts: tuple[str, ...]) -> bool:
    following = [t for t in after[:2] if t.text.upper() != "SILENT"]
    if not following or following[0].kind != "iri":
        return False
    try:
        return urlsplit(following[0].text[1:-1]).hostname in hosts
    except ValueError:
        return False


def using(text: str, clauses: str) -> str:
    """An update with ``USING`` clauses before each WHERE that follows a template (SPARQL 1.1 Protocol, 2.2.3).

    >>> using("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", "USING <g> ")
    'DELETE { ?s ?p 1 } USING <g> WHERE { ?s ?p 1 }'
    """
    depth, before, at = 0, "", []
    for token in tokens(text):
        if token.text == "WHERE" or token.text.upper() == "WHERE":
            if depth == 0 and before == "}":
                at.append(token.start)
        elif token.kind == "sign":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        before = token.text
    for start in sorted(at, reverse=True):
        text = text[:start] + clauses + text[start:]
    return text
