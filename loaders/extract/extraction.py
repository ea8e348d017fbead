"""What extraction yields."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.claims import Facts
from loaders.extract.bins import Bin
from loaders.extract.reading import Reading

if TYPE_CHECKING:
    from loaders.extract.tabled import Tabled


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says (``facts``), the bin of every numeral, the reading that both were made from, and the
    numbers of its tables."""

    facts: Facts
    ledger: tuple[tuple[int, int, Bin], ...]
    reading: Reading
    tabled: tuple["Tabled", ...] = ()
