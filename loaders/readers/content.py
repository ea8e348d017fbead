"""What a reader makes of a file, and how it is put together."""

from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

from loaders.errors import UsageError

MAX_CHARS: Final = 20_000_000


class Location(Struct, frozen=True, array_like=True, gc=False):
    """Where in the file a range of the text lies: page ``3``, paragraph ``12``, cell ``表1!C4``.

    The ranges of a document's locations grow and do not overlap.
    """

    start: int
    end: int
    kind: Literal["page", "paragraph", "cell"]
    name: str


class Row(Struct, frozen=True, array_like=True, gc=False):
    """One number of a table of indicators: what, where, when, how many, and the range of the text that shows it.

    Everything as printed: ``value`` counts ``unit`` (25.4 of 万人), ``place`` is the name in the table or None where
    the table names none, ``period`` is ISO 8601 (``2023``, ``2023-01/2023-06``) and ``when`` the words it was read
    from, ``cell`` names the cell (``C4``, ``表1!C4``).
    """

    place: str | None
    indicator: str
    period: str | None
    when: str | None
    value: Decimal
    unit: str | None
    cell: str
    start: int
    end: int

    @property
    def year(self) -> int | None:
        """The year, where the period lies within one."""
        years = {part[:4] for part in (self.period or "").split("/")}
        return int(years.pop()) if self.period and len(years) == 1 else None


class Content(Struct, frozen=True, array_like=True):
    """A file as read: its text and what is known about it."""

    text: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    locations: tuple[Location, ...] = ()
    rows: tuple[Row, ...] = ()


class Builder:
    """Text put together piece by piece, each piece located.

    >>> made = Builder()
    >>> made.add("第一段", "paragraph", "1"); made.end_line(); made.add("第二段", "paragraph", "2")
    (0, 3)
    (4, 7)
    >>> made.text
    '第一段\\n第二段'
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.size = 0
        self.locations: list[Location] = []

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, text: str, kind: Literal["page", "paragraph", "cell"], name: str) -> tuple[int, int]:
        """Appends a located piece; its range."""
        start = self.size
        self.put(text)
        if text:
            self.locations.append(Location(start, self.size, kind, name))
        return start, self.size

    def put(self, text: str) -> None:
        """Appends what lies between pieces. Raises UsageError where the whole becomes too long to be a report."""
        self._pieces.append(text)
        self.size += len(text)
        if self.size > MAX_CHARS:
            raise UsageError(f"文字超过 {MAX_CHARS} 个", f"more than {MAX_CHARS} characters of text")

    def end_line(self) -> None:
        """Ends the line."""
        self.put("\n")
