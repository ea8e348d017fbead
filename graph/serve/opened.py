"""What a worker works with: what it was told once, and the store."""

import msgspec
import pyoxigraph as ox


class Setup(msgspec.Struct, kw_only=True):
    """What a worker is told once."""

    folder: str
    seconds: float
    result_bytes: int
    memory_bytes: int
    services: list[str]
    base: str
    sources: str | None
    union: bool
    write: bool = False


class Opened:
    """The store of a build, opened as its setup says. Raises UsageError where it does not open."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.store = self.open()

    def open(self) -> ox.Store:
        """The store as it lies on disk now."""
        from pathlib import Path

        from graph.store import STORE, find_build

        path = str(find_build(Path(self.setup.folder)) / STORE)
        return ox.Store(path) if self.setup.write else ox.Store.read_only(path)
