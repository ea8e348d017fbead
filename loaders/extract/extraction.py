"""What extraction yields."""

from dataclasses import dataclass

from loaders.claims import Facts, Figure
from loaders.documents import Row
from loaders.extract.bins import Bin
from loaders.extract.reading import Reading


@dataclass(frozen=True, slots=True)
class Tabled:
    """A number of a table as a claim, with its field of livelihood."""

    row: Row
    figure: Figure
    domain: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says (``facts``), the bin of every numeral, the reading that both were made from, and the
    numbers of its tables."""

    facts: Facts
    ledger: tuple[tuple[int, int, Bin], ...]
    reading: Reading
    tabled: tuple[Tabled, ...] = ()
