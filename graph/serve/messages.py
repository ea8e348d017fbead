"""What the front and its workers say to each other, and the errors that a client may meet.

A message is two lengths, a head in JSON and a body::

    4 bytes length of head | 4 bytes length of body | head | body
"""

import gzip
import struct
from typing import Final

import msgspec

LENGTHS: Final = struct.Struct(">II")
_GZIP_FROM: Final = 1024


class Job(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a worker is to do. ``generation`` names the state of the data: another one means open the store again."""

    op: str
    generation: str = ""
    text: str = ""
    accept: str = ""
    format: str = ""
    lang: str = "zh"
    gzip: bool = False
    dataset: bool = False
    default: list[str] = []
    named: list[str] = []
    values: dict[str, str] = {}


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How it went: an HTTP status and the type of the body, or what went wrong in both languages."""

    status: int = 200
    type: str = ""
    encoding: str = ""
    location: str = ""
    error: str = ""
    zh: str = ""
    en: str = ""
    line: int = 0
    column: int = 0


class Refused(Exception):  # noqa: N818 - an answer as much as an error
    """A request that is answered with an error."""

    def __init__(self, status: int, error: str, zh: str, en: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(en)
        self.reply = Reply(status=status, error=error, zh=zh, en=en, line=line, column=column)


def pack(head: Job | Reply, body: bytes = b"") -> bytes:
    """A message as bytes."""
    text = msgspec.json.encode(head)
    return LENGTHS.pack(len(text), len(body)) + text + body


def zipped(job: Job, reply: Reply, body: bytes) -> tuple[Reply, bytes]:
    """The reply compressed, where the client takes it so and it is long enough to be worth it."""
    if not job.gzip or len(body) < _GZIP_FROM:
        return reply, body
    reply.encoding = "gzip"
    return reply, gzip.compress(body, 5, mtime=0)


def out_of_memory() -> Refused:
    """More memory than a request may have."""
    zh = "查询用的内存超过上限，或嵌套过深：缩小范围，或加 LIMIT"
    en = "the query needs more memory than a request may have, or is nested too deep: narrow it or add LIMIT"
    return Refused(500, "too-costly", zh, en)
