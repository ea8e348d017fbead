"""A CONSTRUCT asked as a table and filled in here: a server that cuts answers may say so of rows only, not of triples."""

from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from ontology import PREFIXES
from queries.lexer import tokens

_SKOLEM: Final = "urn:x-minsheng:blank:"


@dataclass(frozen=True, slots=True)
class Construct:
    """A CONSTRUCT query in its parts: what stands before it, its template, and what asks for the solutions."""

    prologue: str
    template: str
    select: str


def parted(text: str) -> Construct | None:
    """The parts of a CONSTRUCT query; None for another query, and where groups leave no ``SELECT *``.

    >>> parted("PREFIX : <#> CONSTRUCT { ?s :p 1 } WHERE { ?s :q 2 } LIMIT 3").select
    'PREFIX : <#> SELECT * WHERE { ?s :q 2 } LIMIT 3'
    >>> parted("CONSTRUCT WHERE { ?s ?p 1 }").template
    '{ ?s ?p 1 }'
    """
    begin = opened = seen = -1
    where, depth = -1, 0
    made: Construct | None = None
    for token in tokens(text):
        if token.start < seen:
            break  # another reading of the same text
        seen, word = token.start, token.text.upper()
        if token.kind == "word" and depth == 0 and word in ("GROUP", "HAVING"):
            return None
        if begin < 0:
            begin = token.start if token.kind == "word" and word == "CONSTRUCT" else -1
        elif token.text == "{":
            opened = token.start if opened < 0 else opened
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and made is None:  # CONSTRUCT WHERE { … } is its own template
                end = token.start + 1
                rest = text[where if where >= 0 else end :]
                made = Construct(text[:begin], text[opened:end], f"{text[:begin]}SELECT * {rest.lstrip()}")
        elif opened < 0:
            where = token.start if where < 0 else where
    return made


def filled(parts: Construct, solutions: ox.QuerySolutions) -> ox.QueryTriples:
    """The template with each solution (SPARQL 1.1, 16.2), blank nodes of the solutions kept apart from its own."""
    names = [str(variable) for variable in solutions.variables]
    rows = "\n".join(f"({' '.join(_term(value) for value in solution)})" for solution in solutions)
    query = f"{parts.prologue} CONSTRUCT {parts.template} WHERE {{ VALUES ({' '.join(names)}) {{ {rows} }} }}"
    made = ox.Store().query(query, prefixes=PREFIXES)
    assert isinstance(made, ox.QueryTriples)
    store = ox.Store()
    store.extend(ox.Quad(_back(t.subject), t.predicate, _back(t.object)) for t in made)
    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def _term(term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None") -> str:
    if isinstance(term, ox.BlankNode):
        return f"<{_SKOLEM}{term.value}>"
    return str(term) if term is not None else "UNDEF"


def _back(term: Any) -> Any:
    if isinstance(term, ox.NamedNode) and term.value.startswith(_SKOLEM):
        return ox.BlankNode(term.value.removeprefix(_SKOLEM))
    return term
