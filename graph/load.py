"""Reports into the graph, as ``extracted``: read, repair, extract, store; each document whole or not at all.

The same file twice is a no-op: a document knows the SHA-256 of its file. One transaction a document, so that a killed
run leaves every finished document in the graph and nothing of the rest.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from graph import store
from graph.reasoning.increment import Incremental
from loaders import documents, facts, triples
from loaders.documents import Document
from loaders.errors import MinshengError, UsageError, Where
from loaders.extract import Extraction, choosing, extract, tabled
from loaders.extract.reading import Reading
from loaders.extract.records import records
from loaders.llm import Note, Refiner, Settings
from loaders.names import graph, iri, local_name
from loaders.readers import rdf
from loaders.repair import repair
from loaders.tentative import tentative
from ontology import PREFIXES

_INFERRED: Final = ox.NamedNode(graph("inferred"))
_ENDINGS: Final = documents.ENDINGS | {".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf", ".owl"}
Choose = Callable[[Reading], Reading]
State = Literal["loaded", "unchanged", "failed"]


def as_read(reading: Reading) -> Reading:
    """What the rules chose."""
    return reading


@contextmanager
def by_model(url: str | None, tell: Callable[[Note], None]) -> Iterator[Choose]:
    """The choices of a language model for as long as the block lasts; the rules' where no address is given.

    ``tell`` hears what the user should know: that the model does not answer, or answers otherwise than it may.
    Raises UsageError where the address is none, or httpx (extra ``llm``) is not installed.
    """
    settings = Settings.read(url)
    if settings is None:
        yield as_read
        return
    try:
        refiner = Refiner(settings)
    except ImportError:
        zh, en = (
            "语言模型需要 httpx：pip install 'minsheng[llm]'",
            "a language model needs httpx: pip install 'minsheng[llm]'",
        )
        raise UsageError(zh, en) from None

    def choose(reading: Reading) -> Reading:
        refined, notes = refiner.refine(
            choosing.candidates(reading), lambda figure: choosing.passage(reading, figure)
        )
        for note in notes:
            tell(note)
        return choosing.chosen(reading, refined)

    with refiner:
        yield choose


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    path: Path
    state: State
    figures: int = 0
    error: MinshengError | None = None


def load(paths: Iterable[Path], folder: Path, choose: Choose = as_read) -> Iterator[Loaded]:
    """Loads reports into the build at ``folder``, one after the other; a file that cannot be read fails alone.

    Raises UsageError where there is no build, or another process is writing to it.
    """
    database = _open(folder)
    closed: _Closed | None = None
    for path in paths:
        try:
            document = documents.read(path)
            name = local_name(document.id)
            known = _known(document, name)
            if known in database:
                yield Loaded(path, "unchanged")
                continue
            closed = closed or _Closed(database)  # only a run that changes something needs it
            quads = [*_quads(document, name, choose), known]
            closed.replace(ox.NamedNode(graph(name)), quads)
            figures = sum(q.predicate.value == PREFIXES["ms"] + "indicator" for q in quads)
            yield Loaded(path, "loaded", figures)
        except MinshengError as error:
            yield Loaded(path, "failed", error=error)
    database.flush()


def expand(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of folders those that look like reports or RDF, sorted."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _ENDINGS)
        found += inside if path.is_dir() else [path]
    return found


def extracted(
    path: Path, format: Literal["jsonl", "yaml"] | str, issued: str | None = None, choose: Choose = as_read
) -> tuple[str, list[str]]:
    """One report as records or as a proposed fact file, and its ledger, a line a numeral. Raises UsageError."""
    document = documents.read(path)
    if document.kind == "rdf":
        zh, en = "这是 RDF，不是报道：用 minsheng load", "this is RDF, not a report: use minsheng load"
        raise UsageError(zh, en, Where.of(path))
    found = _extract(document, issued, choose)
    bins = [f"{document.id}\t{start}–{end}\t{bin_}" for start, end, bin_ in found.ledger]
    if format == "yaml":
        return facts.write(found.facts), bins
    said = (*records(found.reading, document.id), *tabled.records(found.tabled, document.id))
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in said)
    return "".join(lines), bins


def _extract(document: Document, issued: str | None = None, choose: Choose = as_read) -> Extraction:
    found = extract(
        repair(document.text),
        doc=document.id,
        title=document.title or document.id,
        sha256=document.sha256,
        issued=issued or document.date,
        choose=choose,
    )
    return tabled.with_tables(found, document)


def _open(folder: Path) -> ox.Store:
    build = store.find_build(folder)
    try:
        return ox.Store(str(build / store.STORE))
    except (OSError, RuntimeError) as error:
        zh, en = (
            f"打不开图谱（可能有别的进程正在写）：{error}",
            f"cannot be opened (is another process writing?): {error}",
        )
        raise UsageError(zh, en, Where.of(folder)) from None


def _known(document: Document, name: str) -> ox.Quad:
    """That the graph has this very file."""
    sha256 = ox.NamedNode(PREFIXES["ms"] + "sha256")
    return ox.Quad(ox.NamedNode(iri("doc", name)), sha256, ox.Literal(document.sha256), ox.NamedNode(graph(name)))


def _quads(document: Document, name: str, choose: Choose) -> Iterator[ox.Quad]:
    if document.kind == "rdf":
        for quad in rdf.quads(document.text):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph(name)))
        return
    claims, resolved, minted = tentative(_extract(document, choose=choose).facts)
    yield from minted
    yield from triples.quads(claims, resolved, "extracted")


class _Closed:
    """A build that stays closed under the rules while documents come: what changes is worked out in memory, then
    written to the disk in one transaction a document, the default graph included."""

    def __init__(self, database: ox.Store) -> None:
        self.database = database
        self.memory = ox.Store()
        self.memory.bulk_extend(quad for quad in database if isinstance(quad.graph_name, ox.NamedNode))
        self.closure = Incremental(self.memory, _INFERRED)

    def replace(self, name: ox.NamedNode, quads: Iterable[ox.Quad]) -> None:
        """Puts a document's graph in place of the one that it had, with what follows."""
        old = set(self.memory.quads_for_pattern(None, None, None, name))
        changes = [self.closure.remove(name)] if old else []
        new = set(quads)
        changes.append(self.closure.add(new))
        gone, fresh = old - new, new - old
        for change in changes:
            removed, added = (
                {ox.Quad(t.subject, t.predicate, t.object, _INFERRED) for t in triples_}
                for triples_ in (change.removed, change.added)
            )
            gone, fresh = (gone - added) | (removed - fresh), (fresh - removed) | (added - gone)
        gone |= {merged for quad in gone if (merged := _merged(quad)) and not self._holds(quad)}
        fresh |= {_merged(quad) for quad in fresh}
        if not gone:
            self.database.extend(fresh)
            return
        lines = ["DELETE DATA {", *map(_line, gone), "} ;", "INSERT DATA {", *map(_line, fresh), "}"]
        self.database.update("\n".join(lines))

    def _holds(self, quad: ox.Quad) -> bool:
        found = self.memory.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return next(iter(found), None) is not None


def _merged(quad: ox.Quad) -> ox.Quad:
    """The same triple in the default graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _line(quad: ox.Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return f"GRAPH {quad.graph_name} {{ {triple} }}" if isinstance(quad.graph_name, ox.NamedNode) else triple
