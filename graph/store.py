"""Where the graph lies: the folder of a build with an embedded store, or any SPARQL 1.1 endpoint.

A build is a folder::

    store/        an Oxigraph database: the named graphs, and in the default graph every triple of theirs once
    minsheng.ttl  what is asserted, sorted
    network.html  the picture
    build.json    what was built, from what

A new build is written beside the old one and takes its place in two renames. If a machine dies between the two, the
old build still lies there under its second name, and the next :func:`find_build` puts it back.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, Protocol

import pyoxigraph as ox

from graph.columnar import Columns
from graph.remote import Remote as Remote
from graph.remote import Results as Results
from loaders.errors import QueryError, UsageError, Where
from ontology import PREFIXES
from queries import guard

STORE: Final = "store"
TURTLE: Final = "minsheng.ttl"
NETWORK: Final = "network.html"
DOCUMENTATION: Final = "ontology.html"
MANIFEST: Final = "build.json"
_OLD: Final = ".previous"
_AT: Final = re.compile(r"(?:error )?at (\d+):(\d+)(?:-\S+)?:?\s*")


class Graph(Protocol):
    """Anything that answers SPARQL."""

    def query(self, text: str) -> Results:
        """Runs a query; its default graph holds every triple of every named graph, once. Raises QueryError where it does not parse."""
        ...


@dataclass(frozen=True, slots=True)
class Local:
    """The graph of a build, opened for reading; any number of processes may.

    ``columns`` answer what they can of it; a store that may change has none.
    """

    store: ox.Store
    columns: Columns | None = None

    def query(self, text: str) -> Results:
        guard(text)
        if self.columns and (found := self.columns.answer(text)) is not None:
            return found
        try:
            return self.store.query(text, prefixes=PREFIXES)
        except SyntaxError as error:
            raise syntax_error(text, str(error)) from None


def connect(location: str) -> Graph:
    """The graph at a build's folder or an endpoint's address. Raises UsageError where there is none."""
    if is_address(location):
        return Remote(location)
    opened = open_build(Path(location))
    return Local(opened, Columns(opened))


def is_address(location: str) -> bool:
    """Whether a store is named by the address of an endpoint."""
    return location.startswith(("http://", "https://"))


def open_build(folder: Path) -> ox.Store:
    """The store of a build, for reading. Raises UsageError where there is none or it is damaged."""
    build = find_build(folder)
    try:
        return ox.Store.read_only(str(build / STORE))
    except (OSError, RuntimeError) as error:
        zh, en = (
            f"图谱已损坏，请重新 minsheng build：{error}",
            f"the store is damaged; run minsheng build again: {error}",
        )
        raise UsageError(zh, en, Where.of(folder)) from None


def find_build(folder: Path) -> Path:
    """The folder itself if it holds a build, after mending a swap that was cut short."""
    old = folder.with_name(folder.name + _OLD)
    if not folder.exists() and (old / MANIFEST).exists():
        old.rename(folder)
    if not (folder / MANIFEST).is_file():
        zh, en = "这里没有图谱：先运行 minsheng build", "no graph here: run minsheng build first"
        raise UsageError(zh, en, Where.of(folder))
    return folder


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` to write into; takes its place when the block ends well, vanishes otherwise.

    Raises UsageError where ``folder`` holds something else than a build.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).is_file())):
        zh, en = (
            "已有别的文件，不会覆盖：换一个 --out",
            "holds something else and is left alone: choose another --out",
        )
        raise UsageError(zh, en, Where.of(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(prefix=folder.name + ".new-", dir=folder.parent))
        fresh.chmod(0o755)
    except OSError as error:
        raise UsageError(
            f"无法写入：{error.strerror}", f"cannot be written: {error.strerror}", Where.of(folder)
        ) from None
    old = folder.with_name(folder.name + _OLD)
    try:
        yield fresh
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def syntax_error(text: str, message: str) -> QueryError:
    """Oxigraph's message with the line as a place, and the words at which it stumbled."""
    found = _AT.search(message)
    if not found:
        return QueryError(f"查询语法有误：{message}", f"the query does not parse: {message}")
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines()
    near = lines[line - 1][max(0, column - 1) : column + 19] if 0 < line <= len(lines) else ""
    rest = _AT.sub("", message).strip()
    return QueryError(
        f"第 {column} 列“{near}”处语法有误：{rest}", f"column {column}, at “{near}”: {rest}", Where("query", line)
    )
