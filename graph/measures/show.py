"""A measure as a table for people, and as CSV and JSON for programs."""

import json
from typing import Final

from graph.measures.cube import decimal
from graph.measures.tables import Cell, Column, Measured
from graph.results import to_csv, to_table

_NONE: Final = {"zh": "没有可列的", "en": "nothing to list"}


def text(found: Measured, lang: str, *, markdown: bool = False) -> str:
    """Title, the sentence that explains the measure, the table."""
    title, says = found.measure.title(lang), found.measure.says(lang)
    head = f"### {title}\n\n{says}\n\n" if markdown else f"{title}\n{says}\n\n"
    return head + table(found, lang, markdown=markdown)


def table(found: Measured, lang: str, *, markdown: bool = False) -> str:
    """The table alone, with names, shares to three places."""
    if not found.rows:
        return _NONE["en" if lang == "en" else "zh"] + "\n"
    columns = [column.en if lang == "en" else column.zh for column in found.measure.columns]
    return to_table(columns, [cells(found, row, lang) for row in found.rows], markdown=markdown)


def cells(found: Measured, row: tuple[Cell, ...], lang: str) -> list[str]:
    """A row as people read it."""
    return [_shown(found, column, cell, lang) for column, cell in zip(found.measure.columns, row, strict=True)]


def _shown(found: Measured, column: Column, cell: Cell, lang: str) -> str:
    match column.holds:
        case "thing":
            return found.names[str(cell)].show(lang)
        case "share":
            return f"{float(cell):.3f}"
        case "position":
            return str(cell) if cell else "—"
    return str(cell) or "—"


def csv(found: Measured) -> str:
    """Column names as in :mod:`graph.measures.tables`; of a thing its name in Chinese, and its IRI in a column beside."""
    return to_csv(header(found), [list(record(found, row).values()) for row in found.rows])


def to_json(found: Measured) -> str:
    """The measure with its explanation in both languages and its rows."""
    measure = found.measure
    whole = {
        "measure": measure.name, "zh": measure.zh_says, "en": measure.en_says, "computed": True,
        "rows": [record(found, row) for row in found.rows],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def record(found: Measured, row: tuple[Cell, ...]) -> dict[str, Cell | None]:
    """A row by column, things with name and IRI; a place in an order that is not known is none."""
    made: dict[str, Cell | None] = {}
    for column, cell in zip(found.measure.columns, row, strict=True):
        if column.holds == "thing":
            made[column.name] = found.names[str(cell)].zh
            made[f"{column.name}_iri"] = cell
        elif column.holds == "share":
            made[column.name] = float(decimal(cell))
        else:
            made[column.name] = cell if cell or column.holds == "count" else None
    return made


def header(found: Measured) -> list[str]:
    """The keys of every :func:`record`."""
    return [
        name
        for column in found.measure.columns
        for name in ((column.name, f"{column.name}_iri") if column.holds == "thing" else (column.name,))
    ]
