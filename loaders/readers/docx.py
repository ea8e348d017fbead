"""DOCX: paragraphs and tables in the order of the document.

python-docx opens it; ``iter_inner_content`` gives paragraphs and tables, but not what stands in content controls
(``w:sdt``), text boxes and accepted insertions (``w:ins``), where reports keep side bars with figures. So the body is
walked here (ECMA-376 part 1, §17), each paragraph once, deleted text left out.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, Final, Literal

from loaders.errors import UsageError
from loaders.readers import dateline, grid
from loaders.readers.content import Builder, Content, Row

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIP: Final = frozenset(
    (_W + "del", _W + "moveFrom", _W + "rPr", _W + "pPr", _W + "instrText", _W + "delText", _FALLBACK)
)
_THROUGH: Final = frozenset(
    (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "moveTo", _W + "customXml", _W + "smartTag")
)
_SIGNS: Final = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_CAPTION: Final = re.compile(r"[^。；！？]{4,60}")
_MAX_DEPTH: Final = 40


def read(raw: bytes, ending: str = "") -> Content:  # noqa: ARG001 - every reader is called alike
    """Raises UsageError where the file is no Word document. The archive has been checked before."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, ValueError):
        raise UsageError("DOCX 已损坏，无法读取", "damaged: the DOCX cannot be read") from None
    made = Builder()
    rows: list[Row] = []
    title = None
    caption = ""
    paragraphs = tables = 0
    for kind, node in _content(document.element.body, 0):
        if kind == "paragraph":
            paragraphs += 1
            text = "".join(_text(node, 0)).strip("\n")
            if title is None and text.strip() and _style(node) in ("title", "标题", "a3"):
                title = " ".join(text.split())
            made.add(text, "paragraph", str(paragraphs))
            made.end_line()
            words = " ".join(text.split())
            if words:  # of a caption and a line with the unit under it, both count
                unit = words.startswith(("单位", "（单位", "(单位", "计量单位"))
                caption = f"{caption} {words}" if unit else words if _CAPTION.fullmatch(words) else ""
        else:
            tables += 1
            rows += _table(made, node, tables, caption)
            caption = ""
    for box in _boxes(document.element.body):
        paragraphs += 1
        made.end_line()
        made.add(box, "paragraph", str(paragraphs))
        made.end_line()
    date, publisher = dateline.published(made.text)
    lines = [line.strip() for line in made.text[:5000].split("\n")]
    if title is None:
        title = dateline.title(lines)
    return Content(made.text, title, date, publisher, tuple(made.locations), tuple(rows))


def _content(node: Any, depth: int) -> Iterator[tuple[Literal["paragraph", "table"], Any]]:
    for child in node:
        if child.tag == _W + "p":
            yield "paragraph", child
        elif child.tag == _W + "tbl":
            yield "table", child
        elif child.tag in _THROUGH and depth < _MAX_DEPTH:
            yield from _content(child, depth + 1)


def _text(node: Any, depth: int) -> Iterator[str]:
    """The words of a paragraph, without those of text boxes in it."""
    if depth > _MAX_DEPTH:
        return
    for child in node:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag != _W + "txbxContent" and child.tag not in _SKIP:
            yield from _text(child, depth + 1)


def _boxes(body: Any) -> Iterator[str]:
    """What text boxes say, each once: a box is stored twice, the second time for old programs."""
    for box in body.iter(_W + "txbxContent"):
        if any(above.tag in _SKIP or above.tag == _W + "txbxContent" for above in box.iterancestors()):
            continue
        lines = ("".join(_text(paragraph, 0)) for paragraph in box.iter(_W + "p"))
        if text := "\n".join(line for line in lines if line.strip()):
            yield text


def _style(paragraph: Any) -> str:
    for style in paragraph.iter(_W + "pStyle"):
        return (style.get(_W + "val") or "").lower()
    return ""


def _table(made: Builder, table: Any, number: int, caption: str) -> list[Row]:
    """Writes a table, a row a line, and reads its indicators. Merged cells are written once (§17.4.17, §17.4.85)."""
    cells: list[grid.Cell] = []
    lines = list(_rows(table, 0))
    open_above: dict[int, int] = {}
    for at, line in enumerate(lines):
        column = 0
        first = True
        for cell in _cells(line, 0):
            width = _number(cell, "gridSpan")
            merge = next(iter(cell.iter(_W + "vMerge")), None)
            continued = merge is not None and merge.get(_W + "val", "continue") == "continue"
            text = (
                "" if continued else " ".join(" ".join("".join(_text(p, 0)).split()) for p in cell.iter(_W + "p"))
            )
            if not first:
                made.put("\t")
            first = False
            start, end = made.add(text.strip(), "cell", f"表{number}!R{at + 1}C{column + 1}")
            if continued and column in open_above:
                index = open_above[column]
                cells[index] = cells[index].taller(at)
            elif text.strip():
                open_above[column] = len(cells)
                name = f"表{number}!R{at + 1}C{column + 1}"
                cells.append(grid.Cell(at, column, at, column + width - 1, text.strip(), name, start, end))
            column += width
        made.end_line()
    return grid.rows(cells, caption)


def _rows(node: Any, depth: int) -> Iterator[Any]:
    for child in node:
        if child.tag == _W + "tr":
            yield child
        elif child.tag in _THROUGH and depth < _MAX_DEPTH:
            yield from _rows(child, depth + 1)


def _cells(node: Any, depth: int) -> Iterator[Any]:
    for child in node:
        if child.tag == _W + "tc":
            yield child
        elif child.tag in _THROUGH and depth < _MAX_DEPTH:
            yield from _cells(child, depth + 1)


def _number(cell: Any, name: str) -> int:
    for node in cell.iter(_W + name):
        value = node.get(_W + "val") or ""
        return min(max(int(value), 1), 100) if value.isdecimal() and len(value) < 4 else 1
    return 1
