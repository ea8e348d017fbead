"""What a request may cost, and what the server was told."""

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Per request: time, size of question and answer, memory of the process that answers, how many at once."""

    seconds: float = 30.0
    query_bytes: int = 1 << 20
    result_bytes: int = 64 << 20
    memory_bytes: int = 2 << 30
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    waiting: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that :func:`graph.serve.run` needs. ``token`` allows updates to those who know it.

    ``union`` makes the default graph the union of all named graphs, for a store whose default graph is not that already
    (a build's is).
    ``services`` are the hosts that a query may ask with SERVICE, and an update may LOAD from. ``plain`` leaves the
    bundled editor aside.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    services: tuple[str, ...] = ()
    sources: Path | None = None
    union: bool = False
    lang: str = "zh"
    log: bool = True
    plain: bool = False
    limits: Limits = field(default_factory=Limits)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK


LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
