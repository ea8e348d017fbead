"""Delimited text (CSV, TSV) with the position of every cell, so that a number is found again in the file itself.

RFC 4180 as it is met: any of four delimiters, CR LF or LF, quotes doubled inside quotes. The csv module keeps no
positions and sniffs a delimiter from prose.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEAD: Final = 65_536
_NUMERIC: Final = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?\s*(?:%|％|万|亿|人|元|个|户)*")


@dataclass(frozen=True, slots=True)
class Field:
    """A field and the range of the text that it was read from, without its quotes."""

    words: str
    start: int
    end: int


def records(text: str, delimiter: str) -> Iterator[list[Field]]:
    """The lines of a table, each as its fields.

    >>> [[(f.words, f.start, f.end) for f in line] for line in records('区,"人数"\\n甲区,"1,2"\\n', ",")]
    [[('区', 0, 1), ('人数', 3, 5)], [('甲区', 7, 9), ('1,2', 11, 14)]]
    """
    bare = re.compile(rf"[^{re.escape(delimiter)}\r\n]*")
    record: list[Field] = []
    at, size = (1 if text.startswith("\ufeff") else 0), len(text)
    while at < size:
        if text[at] == '"':
            start, at = at + 1, _closing(text, at + 1)
            record.append(Field(text[start:at].replace('""', '"'), start, at))
            match = bare.match(text, at + 1)
        else:
            match = bare.match(text, at)
            assert match is not None
            record.append(_trimmed(text, *match.span()))
        at = match.end() if match else size
        if at < size and text[at] == delimiter:
            at += 1
            if at == size or text[at] in "\r\n":
                record.append(Field("", at, at))
        if at >= size or text[at] in "\r\n":
            yield record
            record = []
            at += 2 if text.startswith("\r\n", at) else 1


def _closing(text: str, at: int) -> int:
    """Where the closing quote stands; the end of the text if there is none."""
    while (at := text.find('"', at)) >= 0:
        if not text.startswith('""', at):
            return at
        at += 2
    return len(text)


def _trimmed(text: str, start: int, end: int) -> Field:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Field(words.strip(), start, start + len(words.strip()))


def delimiter(text: str, *, hinted: bool) -> str | None:
    """What divides the fields, or None where the text is no table.

    Without a hint by the file's name, every line must have the same number of fields (three or more) and most of
    them must be numbers: no prose has that.

    >>> delimiter("区县\\t2022年\\t2023年\\n甲区\\t1\\t2\\n乙区\\t3\\t4\\n", hinted=False)
    '\\t'
    >>> delimiter("近年来，甲区新增就业2万人, 其中1万人为女性。", hinted=False) is None
    True
    """
    head = text[:_HEAD]
    if len(text) > _HEAD and "\n" in head:
        head = head[: head.rindex("\n")]
    best: tuple[int, str] | None = None
    for candidate in ",\t;|":
        if candidate not in head:
            continue
        lines = [line for _, line in zip(range(200), records(head, candidate), strict=False)]
        lines = [line for line in lines if any(field.words for field in line)]
        width, count = Counter(map(len, lines)).most_common(1)[0] if lines else (0, 0)
        fits = (width >= 2 and 2 * count >= len(lines) >= 2) if hinted else _strict(lines, width, count)
        if fits and (best is None or width * count > best[0]):
            best = width * count, candidate
    return best[1] if best else None


def _strict(lines: list[list[Field]], width: int, count: int) -> bool:
    if width < 3 or count < 3 or count < len(lines):
        return False
    inner = [field.words for line in lines[1:] for field in line[1:] if field.words]
    return 2 * sum(1 for words in inner if _NUMERIC.fullmatch(words)) > len(inner) > 0
