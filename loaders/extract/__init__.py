"""From the text of a report to claims: every number in its bin, and what the words around it say of it.

>>> from loaders.extract.reading import read_text
>>> reading = read_text("綦江区民生特刊\\n2024年，全区城镇新增就业1.92万人，完成年度任务的113%。")
>>> [(f.indicator, str(f.numeral.value), f.unit, f.place, f.period) for f in reading.facts]
[('城镇新增就业', '19200', '人', '綦江区', '2024'), ('城镇新增就业完成年度任务', '113', '%', '綦江区', '2024')]
"""

from collections.abc import Callable

from loaders.extract.claims import claims, ledger
from loaders.extract.extraction import Extraction
from loaders.extract.reading import Reading, read
from loaders.text import Text

__all__ = ["Extraction", "extract"]


def extract(
    text: Text,
    *,
    doc: str,
    title: str = "",
    sha256: str = "",
    issued: str | None = None,
    about: str | None = None,
    choose: Callable[[Reading], Reading] = lambda reading: reading,
) -> Extraction:
    """Reads a repaired text. ``issued`` is an ISO date of any precision and ``about`` a division code, where known.

    ``choose`` may put other choices in the place of the rules' (:mod:`loaders.extract.choosing`). The ledger's
    positions are ranges of the file, like all evidence.
    """
    reading = choose(read(text, issue=issued, about=about))
    entries = []
    for start, end, bin_ in ledger(reading):
        spans = reading.spans(start, end)
        entries.append((spans[0].start, spans[-1].end, bin_))
    return Extraction(claims(reading, doc=doc, title=title, sha256=sha256), tuple(entries), reading)
