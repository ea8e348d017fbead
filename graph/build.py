"""Facts, places and ontology → a store, Turtle and the network, reasoned and validated, or nothing at all."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph import check, corpus, store, turtle
from graph.publish import publish
from graph.remote import Remote
from loaders.errors import Problems
from ontology import PREFIXES

_LIBRARIES: Final = ("pyoxigraph", "nemo-python", "pyvis")
Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was built."""

    folder: str
    documents: int
    figures: int
    programmes: int
    implementations: int
    institutions: int
    places: int
    recognitions: int
    claims: int
    asserted: int
    inferred: int


def build(out: Path, facts: Path = corpus.FACTS, progress: Progress = lambda _zh, _en: None) -> Built:
    """Builds the graph into ``out``. Raises Problems, and writes nothing, where a fact or the whole does not hold."""
    from graph.drawing.render import render  # a third of a second, which a check of the facts does not need

    progress("读取事实文件", "reading the fact files")
    entries = corpus.read(facts)
    with store.replacing(out) as fresh:
        database = ox.Store(str(fresh / store.STORE))
        asserted, inferred = _checked(entries, database, progress)
        progress("写出 Turtle 与网络图", "writing Turtle and the network")
        (fresh / store.TURTLE).write_bytes(turtle.serialize(asserted, ox.RdfFormat.TURTLE))
        (fresh / store.NETWORK).write_text(render(database, progress=progress), encoding="utf-8", newline="\n")
        _document(fresh / store.DOCUMENTATION, progress)
        # A plain query sees all: the default graph holds every triple once, however many documents state it.
        database.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in (*asserted, *inferred))
        built = _count(out, database, len(asserted), len(inferred), len(entries))
        (fresh / store.MANIFEST).write_text(_manifest(built, facts), encoding="utf-8", newline="\n")
        database.optimize()
        database.flush()
        del database  # releases the lock before the folder moves
    return built


def send(url: str, facts: Path = corpus.FACTS, progress: Progress = lambda _zh, _en: None) -> Built:
    """Builds the graph onto a SPARQL server (:mod:`graph.publish`). Raises Problems, and sends nothing, as build does."""
    progress("读取事实文件", "reading the fact files")
    entries = corpus.read(facts)
    database = ox.Store()
    asserted, inferred = _checked(entries, database, progress)
    publish([*asserted, *inferred], Remote(url), progress)
    return _count(Path(url), database, len(asserted), len(inferred), len(entries))


def _checked(
    entries: list[corpus.Entry], database: ox.Store, progress: Progress
) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """What is asserted and what follows, put into a store and found to hold."""
    progress("推理", "reasoning")
    asserted, inferred, contradictory = check.assemble(entries)
    database.bulk_extend([*asserted, *inferred])
    progress("校验", "validating")
    _, errors = check.violations(asserted, contradictory, database, entries)
    if errors:
        raise Problems(errors)
    return asserted, inferred


def _document(path: Path, progress: Progress) -> None:
    """The ontology to read; a graph without it is whole, so what hinders pyLODE is said and no more."""
    from graph.documentation import page

    progress("写出本体文档", "writing the ontology's documentation")
    try:
        path.write_text(page(), encoding="utf-8", newline="\n")
    except (ImportError, OSError) as error:
        path.unlink(missing_ok=True)
        progress(
            f"没有本体文档：pyLODE 不可用（{error}）", f"no ontology documentation: pyLODE is not usable ({error})"
        )


def _count(out: Path, database: ox.Store, asserted: int, inferred: int, documents: int) -> Built:
    def count(pattern: str) -> int:
        query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
        results = database.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        return int(next(results)["n"].value)

    return Built(
        folder=out.name,
        documents=documents,
        figures=count("?x ms:indicator ?i"),
        programmes=count("?x a ms:Programme"),
        implementations=count("?x a ms:Implementation"),
        institutions=count("?x a ms:Institution"),
        places=count("?e ms:evidence ?v . ?e ms:within ?p BIND (?e AS ?x)"),
        recognitions=count("?x a ms:Recognition"),
        claims=count("?x a ms:Claim"),
        asserted=asserted,
        inferred=inferred,
    )


def _manifest(built: Built, facts: Path) -> str:
    """What was built from what. No time and no path, so that the same input gives the same file."""
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(facts.glob("*.yaml"))}
    libraries = {name: version(name) for name in _LIBRARIES}
    counts = {name: value for name, value in asdict(built).items() if name != "folder"}
    return (
        json.dumps({"counts": counts, "facts": files, "libraries": libraries}, ensure_ascii=False, indent=1) + "\n"
    )
