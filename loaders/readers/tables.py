"""Spreadsheets: XLSX as its cells are shown, CSV as it lies on disk, and the indicators that both state."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from loaders.errors import UsageError
from loaders.readers import dateline, formats, grid, labels, plain, separated
from loaders.readers.content import Builder, Content, Location

_UNNAMED: Final = re.compile(r"(?i)(?:sheet|工作表|表)\s*\d*")
_MAX_CELLS: Final = 500_000


def read(raw: bytes, ending: str = "") -> Content:  # noqa: ARG001 - every reader is called alike
    """An XLSX workbook, sheet by sheet, a row a line, cells divided by tabs. The archive has been checked before.

    Raises UsageError where the workbook is damaged, or its formulas have never been calculated.
    """
    book = _open(raw, values=True)
    if b"<f" in _formulas(raw) and not _calculated(raw, book):
        zh = "公式没有算出的值：请用表格软件打开并保存一次"
        raise UsageError(zh, "its formulas have no values: open it in a spreadsheet program and save it once")
    made, rows, captions = Builder(), [], []
    several = sum(1 for sheet in book.worksheets if sheet.sheet_state == "visible") > 1
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if made.size:
            made.end_line()
        if not _UNNAMED.fullmatch(sheet.title):
            made.put(sheet.title + "\n")
        cells = _sheet(made, sheet, sheet.title + "!" if several else "")
        rows += grid.rows(cells)
        captions += [cell.words for cell in cells[:1]]
    if not made.locations:
        raise UsageError("表格是空的", "the workbook is empty")
    date, publisher = dateline.published(made.text)
    title = next((words for words in captions if len(words) > 5 and not labels.number(words)), None)
    return Content(made.text, title, date, publisher, tuple(made.locations), tuple(rows))


def _open(raw: bytes, *, values: bool) -> Any:
    import warnings

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=values, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError):
        raise UsageError("XLSX 已损坏，无法读取", "damaged: the XLSX cannot be read") from None


def _formulas(raw: bytes) -> bytes:
    """The head of every sheet that has a formula in it."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and re.search(rb"<(?:\w+:)?f[ >]", archive.read(name)):
                return b"<f"
    return b""


def _calculated(raw: bytes, book: Any) -> bool:
    """Whether any formula has a value: a program that writes formulas without calculating them leaves none."""
    formulas = _open(raw, values=False)
    for sheet, values in zip(formulas.worksheets, book.worksheets, strict=True):
        for place, cell in sheet._cells.items():
            if cell.data_type == "f" and place in values._cells and values._cells[place].value is not None:
                return True
    return False


def _sheet(made: Builder, sheet: Any, prefix: str) -> list[grid.Cell]:
    """Writes a sheet's filled cells and returns them. A merged cell shows its words once and covers its range.

    The cells there are (``_cells``), not ``iter_rows``, which walks the 17,000 million places of a sheet whose last
    cell is filled.
    """
    merged = {(area.min_row, area.min_col): (area.max_row, area.max_col) for area in sheet.merged_cells.ranges}
    found: list[grid.Cell] = []
    filled = sorted((key, cell) for key, cell in sheet._cells.items() if cell.value is not None)
    row = column = 0
    for (r, c), cell in filled:
        words = formats.show(cell.value, cell.number_format)
        if not words.strip():
            continue
        if r != row:
            if row:
                made.end_line()
            row, column = r, 1
        made.put("\t" * min(c - column, 200))
        column = c
        name = f"{prefix}{cell.coordinate}"
        start, end = made.add(words, "cell", name)
        bottom, right = merged.get((r, c), (r, c))
        found.append(grid.Cell(r - 1, c - 1, bottom - 1, right - 1, words, name, start, end))
    if row:
        made.end_line()
    return found


def read_csv(raw: bytes) -> Content:
    """Delimited text. The text is the file's own, so that a cell's range is one in the file."""
    text = plain.decode(raw)
    delimiter = separated.delimiter(text, hinted=True)
    if delimiter is None:
        raise UsageError("不是表格：找不到分隔符", "no table: nothing divides its fields")
    cells: list[grid.Cell] = []
    places: list[Location] = []
    for row, column, one in _fields(text, delimiter):
        name = f"{_letters(column)}{row + 1}"
        cells.append(grid.Cell(row, column, row, column, one.words, name, one.start, one.end))
        places.append(Location(one.start, one.end, "cell", name))
        if len(cells) > _MAX_CELLS:
            raise UsageError(f"表格超过 {_MAX_CELLS} 个单元格", f"more than {_MAX_CELLS} cells in the table")
    date, publisher = dateline.published(text)
    first = cells[0].words if cells and len([1 for cell in cells if cell.top == 0]) == 1 else None
    return Content(text, first, date, publisher, tuple(places), tuple(grid.rows(cells)))


def _fields(text: str, delimiter: str) -> Iterator[tuple[int, int, separated.Field]]:
    for row, record in enumerate(separated.records(text, delimiter)):
        for column, one in enumerate(record):
            if one.words:
                yield row, column, one


def _letters(column: int) -> str:
    """A column's letters.

    >>> _letters(0), _letters(26)
    ('A', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
