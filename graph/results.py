"""Answers as a person or a program wants them: table, CSV, JSON, Markdown; Turtle where the answer is a graph."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pyoxigraph as ox

from graph.store import Results
from ontology import PREFIXES

Format = Literal["table", "csv", "json", "markdown"]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
FORMATS: Final[tuple[Format, ...]] = ("table", "csv", "json", "markdown")
# Longest first, so that a term gets the prefix that says most.
_PREFIXES: Final = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer as a table: column names, and a term or nothing in each cell."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]


def rows(results: Results) -> Rows:
    """Any answer as a table: ASK is one cell, CONSTRUCT and DESCRIBE are triples."""
    if isinstance(results, ox.QueryBoolean):
        yes = ox.Literal(str(bool(results)).lower(), datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))
        return Rows(("answer",), ((yes,),))
    if isinstance(results, ox.QueryTriples):
        found = sorted(((t.subject, t.predicate, t.object) for t in results), key=str)
        return Rows(("subject", "predicate", "object"), tuple(found))
    names = tuple(v.value for v in results.variables)
    return Rows(names, tuple(map(tuple, results)))


def show(term: Term) -> str:
    """A term as people read it: a literal's text, an IRI with its prefix.

    >>> show(ox.NamedNode("https://w3id.org/minsheng/id/place/500113"))
    'place:500113'
    """
    match term:
        case None:
            return ""
        case ox.NamedNode():
            for prefix, base in _PREFIXES:
                if term.value.startswith(base):
                    return f"{prefix}:{term.value[len(base) :]}"
            return f"<{term.value}>"
        case ox.Literal():
            return term.value
        case _:
            return str(term)


def render(answer: Rows, format: Format) -> str:
    """The answer as text. CSV and JSON hold full IRIs and typed values, for programs; the others are for people."""
    if format == "csv":
        return to_csv(answer.columns, ([_value(t) for t in row] for row in answer.rows))
    if format == "json":
        objects = [{c: _json(t) for c, t in zip(answer.columns, row, strict=True)} for row in answer.rows]
        return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"
    return to_table(answer.columns, [[show(t) for t in row] for row in answer.rows], markdown=format == "markdown")


def to_table(columns: Sequence[str], cells: Sequence[Sequence[str]], *, markdown: bool = False) -> str:
    """Columns that line up although a Chinese character is two wide."""
    from tabulate import tabulate

    if markdown:
        cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in cells]
    style = "github" if markdown else "simple"
    return tabulate(cells, headers=list(columns), tablefmt=style, disable_numparse=True) + "\n"


def to_csv(columns: Sequence[str], cells: Iterable[Sequence[object]]) -> str:
    """RFC 4180, with line feeds; a cell that a spreadsheet would run as a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in cells:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: object) -> object:
    text = cell if isinstance(cell, str) else ""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text) else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _value(term: Term) -> str:
    return "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


_NUMBERS: Final[Mapping[str, type]] = {
    PREFIXES["xsd"] + "integer": int,
    PREFIXES["xsd"] + "decimal": float,
    PREFIXES["xsd"] + "double": float,
}


def _json(term: Term) -> object:
    if isinstance(term, ox.Literal):
        if number := _NUMBERS.get(term.datatype.value):
            value = number(term.value)
            return int(value) if value == int(value) else value
        if term.datatype.value == PREFIXES["xsd"] + "boolean":
            return term.value == "true"
    return None if term is None else _value(term)
