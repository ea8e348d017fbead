"""Does every claim still stand where it says it stands?

Re-reads the fact files and, where the sources are at hand, every character they point at: the file's hash, that each
range lies in the text and opens and closes with the words given, that a figure's printed words are there, that time
words occur, and that no numeral of the source is left without an account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.corpus import Entry
from loaders import documents, facts, numerals
from loaders.claims import Figure, NumeralNote, Span
from loaders.documents import Source
from loaders.errors import DataError, MinshengError, Where
from loaders.facts import FactFile
from loaders.names import plain


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked in one document: its id, whether the source was at hand, how many ranges and numerals held."""

    document: str
    source: bool
    ranges: int
    numerals: int


def verify(entries: list[Entry], sources: Path | None) -> tuple[list[Verified], list[MinshengError]]:
    """Checks every document; the second list names each thing that does not hold."""
    done: list[Verified] = []
    faults: list[MinshengError] = []
    for entry in entries:
        file = entry.file
        faults += _seal(file)
        if sources is None:
            done.append(Verified(file.facts.document.id, False, 0, 0))
            continue
        path = documents.source(sources, file.facts.document.id)
        try:
            source = documents.read(path)
        except MinshengError as error:
            faults.append(DataError(error.zh, error.en, Where.of(path)))
            continue
        faults += _against(file, source)
        ranges = sum(1 for _ in _spans(file))
        done.append(Verified(file.facts.document.id, True, ranges, sum(1 for _ in numerals.find(source.text))))
    return done, faults


def _seal(file: FactFile) -> Iterator[DataError]:
    """A reviewed file bears a seal; one that was edited since no longer fits it."""
    if file.facts.document.seal != facts.seal(file.facts):
        zh = f"审定之后又有改动：核对后运行 minsheng review {file.path.name}"
        en = f"edited since it was reviewed: check it, then run minsheng review {file.path.name}"
        yield DataError(zh, en, file.where("document", "seal"))


def _against(file: FactFile, source: Source) -> Iterator[DataError]:
    text = source.text
    if source.sha256 != file.facts.document.sha256:
        zh, en = (
            "原文的 SHA-256 与事实文件不符：原文被改动过",
            "its SHA-256 is not the fact file's: the source was changed",
        )
        yield DataError(zh, en, Where.of(source.path))
    for path, span, words in _spans(file):
        if span.end > len(text):
            zh, en = (
                f"位置 {span.start}–{span.end} 超出原文",
                f"{span.start}–{span.end} lies beyond the source",
            )
            yield DataError(zh, en, file.where(*path))
        elif not _opens_and_closes("".join(text[span.start : span.end].split()), words):
            zh = f"原文 {span.start}–{span.end} 处不是“{words}”"
            yield DataError(zh, f"the source does not say “{words}” at {span.start}–{span.end}", file.where(*path))
    everything = plain(text)
    for section, index, claim in file.claims():
        when = getattr(claim, "when", None)
        if when and plain(when) not in everything:
            zh, en = f"原文里没有“{when}”", f"“{when}” is not in the source"
            yield DataError(zh, en, file.where(section, index, "when"))
    yield from _ledger(file, source)


def _ledger(file: FactFile, source: Source) -> Iterator[DataError]:
    """Every numeral of the source lies in a figure or is listed with the reason why it is none."""
    accounted = bytearray(len(source.text))
    for _, _, claim in file.claims():
        ranges: list[tuple[int, int]] = []
        if isinstance(claim, Figure):
            ranges = [(span.start, span.end) for span in (*claim.at, *claim.also)]
        elif isinstance(claim, NumeralNote):
            ranges = [claim.at]
        for start, end in ranges:
            accounted[start:end] = b"\1" * len(accounted[start:end])
    for numeral in numerals.find(source.text):
        if not all(accounted[numeral.start : numeral.end]):
            line = source.text.count("\n", 0, numeral.start) + 1
            words = source.text[numeral.start : numeral.end]
            zh = f"第 {line} 行的“{words}”（{numeral.start}–{numeral.end}）既不是数据，也没有列入 numerals"
            en = f"“{words}” in line {line} ({numeral.start}–{numeral.end}) is neither a figure nor listed under numerals"
            yield DataError(zh, en, Where.of(file.path))


def _spans(file: FactFile) -> Iterator[tuple[tuple[str | int, ...], Span, str]]:
    """Every range of the file, where it is written, and the words that stand there."""
    for section, index, claim in file.claims():
        printed = claim.printed if isinstance(claim, Figure) else ""
        for field in ("at", "also"):
            for number, span in enumerate(getattr(claim, field, ())):
                if isinstance(span, Span):
                    yield (section, index, field, number), span, span.words or printed


def _opens_and_closes(found: str, words: str) -> bool:
    """Whether a stretch of text is what was written down: whole, or as ``开头…结尾``."""
    if found == words:
        return True
    opening, dots, closing = words.partition("…")
    return bool(dots and opening and closing) and found.startswith(opening) and found.endswith(closing)
