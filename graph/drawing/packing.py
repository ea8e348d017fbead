"""Tables packed into few bytes: column by column, integers as small as they are, each string once, all compressed.

The page unpacks a column when it is first looked at (``page/unpack.js``). What is packed is a little-endian length of four
bytes, that many bytes of JSON (what is no table, and of each column its plan), then the bytes that plans speak of by offset
and length. Plans, by the values of a column:

``["i", at, size, width, delta]``  integers of ``width`` bytes, first the lowest byte of all, then the next; or differences
``["s", which, prefix, suffix, at, size]``  strings: numbers in a table of distinct ones, and for each of that table how many
    UTF-16 units it shares with the one before, how many follow, and the text of those
``["l", lengths, items]``  lists of any length, ``["t", columns]`` lists of one length
``["j", at, size]``  anything else, as JSON
"""

import base64
import gzip
import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

Columns = Mapping[str, Sequence[object]]
Plan = list[object]
_WIDTHS: Final = ((1, "b"), (2, "h"), (4, "i"))
_WIDEST: Final = 2**31 - 1
# The byte of a gzip header that tells the operating system: unknown, on all of them.
_SYSTEM: Final = 9


def pack(tables: Mapping[str, Columns], plain: Mapping[str, object]) -> bytes:
    """Packs tables, each of columns of one length, with ``plain`` beside them as JSON. Uncompressed."""
    body = _Body()
    packed = {name: {key: body.column(c) for key, c in columns.items()} for name, columns in tables.items()}
    lengths = {name: len(next(iter(columns.values()))) for name, columns in tables.items()}
    head = _json({"plain": plain, "tables": packed, "lengths": lengths})
    return len(head).to_bytes(4, "little") + head + bytes(body.bytes)


def compressed(tables: Mapping[str, Columns], plain: Mapping[str, object]) -> str:
    """The tables as text that can stand in any element: packed, gzip at its best, base64. The same for the same."""
    squeezed = bytearray(gzip.compress(pack(tables, plain), 9, mtime=0))
    squeezed[_SYSTEM] = 255
    return base64.b64encode(squeezed).decode("ascii")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


class _Body:
    def __init__(self) -> None:
        self.bytes = bytearray()

    def column(self, values: Sequence[object]) -> Plan:
        kinds = set(map(type, values))
        if kinds <= {int} and all(abs(v) <= _WIDEST for v in values if isinstance(v, int)):
            return self._integers([v for v in values if isinstance(v, int)])
        if kinds == {str}:
            return self._strings([v for v in values if isinstance(v, str)])
        if kinds == {list}:
            return self._lists([v for v in values if isinstance(v, list)])
        return ["j", *self._add(_json(values))]

    def _add(self, data: bytes) -> tuple[int, int]:
        at = len(self.bytes)
        self.bytes += data
        return at, len(data)

    def _integers(self, values: Sequence[int]) -> Plan:
        """As they are or as differences from the one before, whichever is the smaller once it is compressed."""
        tried = [(*_planes(values), 0)]
        differences = [b - a for a, b in pairwise((0, *values))]
        if all(abs(d) <= _WIDEST for d in differences):
            tried.append((*_planes(differences), 1))
        data, width, delta = min(tried, key=lambda t: len(zlib.compress(t[0], 1)))
        return ["i", *self._add(data), width, delta]

    def _strings(self, values: Sequence[str]) -> Plan:
        numbers: dict[str, int] = {}
        which = [numbers.setdefault(v, len(numbers)) for v in values]
        shared = [_shared(*two) for two in pairwise(("", *numbers))]
        rest = [text[n:] for text, n in zip(numbers, shared, strict=True)]
        prefix = [_units(text[:n]) for text, n in zip(numbers, shared, strict=True)]
        plans = [self._integers(column) for column in (which, prefix, list(map(_units, rest)))]
        return ["s", *plans, *self._add("".join(rest).encode("utf-8"))]

    def _lists(self, values: Sequence[list[object]]) -> Plan:
        lengths = {len(v) for v in values}
        width = lengths.pop()
        if not lengths and width:
            return ["t", [self.column(list(c)) for c in zip(*values, strict=True)]]
        return ["l", self._integers([len(v) for v in values]), self.column([item for v in values for item in v])]


def _planes(values: Iterable[int]) -> tuple[bytes, int]:
    numbers = list(values)
    low, high = min(numbers, default=0), max(numbers, default=0)
    width, code = next(w for w in _WIDTHS if -(1 << (8 * w[0] - 1)) <= low and high < 1 << (8 * w[0] - 1))
    made = array(code, numbers)
    if sys.byteorder == "big":
        made.byteswap()
    data = made.tobytes()
    return b"".join(data[plane::width] for plane in range(width)), width


def _shared(one: str, other: str) -> int:
    """With how many of the same characters two texts begin."""
    differs = (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differs, min(len(one), len(other)))


def _units(text: str) -> int:
    """How long a text is in a browser."""
    return len(text.encode("utf-16-le")) // 2
