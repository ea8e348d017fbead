"""Documents: any report as text, with its hash and what is known about it. Offsets count the code points of the text."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.errors import UsageError, Where
from loaders.readers.content import Location, Row
from loaders.readers.sniff import Kind

__all__ = ["Document", "Location", "Row", "Source", "read"]


@dataclass(frozen=True, slots=True)
class Document:
    """A source. ``id`` is its file name without the last ending, ``sha256`` that of the file's bytes.

    The text of plain text and of CSV is the file decoded, nothing normalised, so that offsets hold in the file; of
    everything else it is what a reader made of it, with its own hash ``text_sha256``. For RDF it is N-Quads
    (:func:`loaders.readers.rdf.quads`). ``date`` is the day of publication in ISO 8601, as precise as the file says.
    """

    id: str
    path: Path
    kind: Kind
    text: str
    sha256: str
    text_sha256: str | None = None
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    locations: tuple[Location, ...] = ()
    rows: tuple[Row, ...] = ()

    def locate(self, offset: int) -> Location | None:
        """The page, paragraph or cell that a character lies in.

        >>> page = Location(0, 5, "page", "1")
        >>> Document("a", Path("a.pdf"), "pdf", "民生实事。", "", locations=(page,)).locate(3).name
        '1'
        """
        index = bisect_right(self.locations, offset, key=lambda location: location.start) - 1
        return self.locations[index] if index >= 0 and offset < self.locations[index].end else None


Source = Document
# The endings of reports, by which a folder of them is searched.
ENDINGS: Final = frozenset((".txt", ".html", ".htm", ".pdf", ".docx", ".xlsx", ".csv"))


def source(folder: Path, name: str) -> Path:
    """The file of a document in a folder of sources, whatever its format, plain text first; where there is none, the
    path that plain text would have."""
    plain = folder / f"{name}.txt"
    if plain.is_file() or "/" in name or "\\" in name or not folder.is_dir():
        return plain
    others = sorted(path for path in folder.iterdir() if path.stem == name and path.is_file())
    return next((path for path in others if path.suffix.lower() in ENDINGS), plain)


def read(path: Path) -> Document:
    """Reads a report of any format, told by its content. Raises UsageError, one line, where it cannot be read."""
    from loaders.readers import aligned, dateline, files, plain, sandbox, sniff

    raw = files.load(path)
    sha256 = hashlib.sha256(raw).hexdigest()
    ending = path.suffix.lower()
    try:
        kind = sniff.before_decoding(raw, ending)
        text = plain.decode(raw) if kind is None else ""
        kind = kind or sniff.after_decoding(text, ending)
        if kind == "text":
            title, date, publisher = dateline.head(text)
            cells, rows = aligned.tables(text)
            return Document(path.stem, path, kind, text, sha256, None, title, date, publisher, cells, rows)
        kind, made = sandbox.read(kind, raw, ending)
    except UsageError as error:
        raise UsageError(error.zh, error.en, error.where or Where.of(path)) from None
    made_hash = None if kind == "csv" else hashlib.sha256(made.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(
        path.stem, path, kind, made.text, sha256, made_hash,
        made.title, made.date, made.publisher, made.locations, made.rows,
    )  # fmt: skip
