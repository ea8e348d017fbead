"""What a worker works with: what it was told once, and the store."""

import msgspec
import pyoxigraph as ox

from graph.columnar import Columns


class Setup(msgspec.Struct, kw_only=True):
    """What a worker is told once. ``generation`` names the state of the data that it opens, or one before."""

    folder: str
    seconds: float
    result_bytes: int
    memory_bytes: int
    services: list[str]
    base: str
    sources: str | None
    union: bool
    generation: str = ""
    write: bool = False


class Opened:
    """The store of a build, opened as its setup says. Raises UsageError where it does not open."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.generation = setup, setup.generation
        self.open()

    def open(self) -> None:
        """The store as it lies on disk now, and its columns unless it may change."""
        from pathlib import Path

        from graph.store import STORE, find_build

        path = str(find_build(Path(self.setup.folder)) / STORE)
        self.store = ox.Store(path) if self.setup.write else ox.Store.read_only(path)
        self.columns = None if self.setup.write else Columns(self.store)
