"""A comparison as one HTML page: tables with their evidence, bars where numbers can be drawn; no script, no request."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.compare.comparable import Block
from graph.compare.comparison import Comparison
from graph.compare.words import amount, evidence, heading, notes, say, shown
from graph.measures.show import cells

_FOLDER: Final = Path(__file__).parent
_WIDTH: Final = 320


@dataclass(frozen=True, slots=True)
class Bar:
    """A value as a length: of ``_WIDTH`` units the largest of its block."""

    label: str
    words: str
    length: int


def html(found: Comparison, lang: str) -> str:
    """The page. Every name and number is escaped by Jinja; the policy allows the page's own style alone."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("page.html.jinja").render(
        found=found, lang=lang, style=style, digest=digest, say=lambda key: say(key, lang), show=lambda name: name.show(lang),
        heading=lambda block: heading(block, lang), notes=lambda block: notes(block, lang), shown=shown, evidence=evidence,
        bars=lambda block: bars(block, lang), width=_WIDTH,
        cells=lambda measured, row: cells(measured, row, lang),
    )  # fmt: skip


def bars(block: Block, lang: str) -> list[Bar]:
    """Every value of a block as a bar, where there are at least two and none is below nothing."""
    figures = [
        (place, one)
        for place, row in zip(block.places, block.cells, strict=True)
        for cell in row
        if cell
        for one in cell.figures
    ]
    largest = max((one.high or one.value for _, one in figures), default=Decimal(0))
    if len(figures) < 2 or largest <= 0 or min(one.value for _, one in figures) < 0:
        return []
    return [
        Bar(
            f"{place.show(lang)} {one.period}".strip(), amount(one), int((one.high or one.value) / largest * _WIDTH)
        )
        for place, one in figures
    ]
