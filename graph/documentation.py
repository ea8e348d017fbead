"""The ontology as a page to read, made by pyLODE (https://github.com/RDFLib/pyLODE, profile OntPub)."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
from rdflib import Graph

from ontology import FOLDER, PREFIXES, VOCABULARY

_NAMES = (PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title")


def page() -> str:
    """HTML that asks for nothing, in both languages. The same ontology gives the same text.

    Raises ImportError where pyLODE is not installed or broken (3.4.1 reads a file that it does not bring), and OSError
    where it cannot keep its cache, which lies in its own folder.
    """
    with _quiet():
        from pylode import OntPub  # type: ignore[import-untyped]

        return str(OntPub(_readable()).make_html())


def _readable() -> Graph:
    """The ontology with one name a thing, 地方 place: pyLODE writes names side by side without a space."""
    quads = list(ox.parse(path=FOLDER / VOCABULARY[0], format=ox.RdfFormat.TURTLE))
    names: dict[tuple[str, ox.NamedNode], list[str]] = {}
    for quad in quads:
        if quad.predicate.value in _NAMES and isinstance(quad.object, ox.Literal):
            names.setdefault((str(quad.subject), quad.predicate), []).append(quad.object.value)
    joined: dict[ox.Triple, None] = {}
    for quad in quads:
        given = names.get((str(quad.subject), quad.predicate))
        joined[ox.Triple(quad.subject, quad.predicate, ox.Literal(" ".join(given))) if given else quad.triple] = (
            None
        )
    graph = Graph().parse(data=ox.serialize(joined, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    return graph


@contextmanager
def _quiet() -> Iterator[None]:
    """pyLODE sets up the root logger for itself and talks to it, and leaves a file open."""
    root = logging.getLogger()
    handlers, level, disabled = root.handlers[:], root.level, logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            yield
    finally:
        root.handlers[:], root.level = handlers, level
        logging.disable(disabled)
