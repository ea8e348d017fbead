"""Runs the queries of shapes on an Oxigraph store."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, cast

import pyoxigraph as ox

from graph.shacl.compiler import Check, Compiler
from graph.shacl.model import Shapes
from graph.shacl.terms import LEXICAL, Known, Node, decode, encode

_SUBCLASSES: Final = (
    "SELECT ?a ?b WHERE { ?a <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?b FILTER (ISIRI(?a)) }"
)


@dataclass(frozen=True, slots=True)
class Data:
    """A store whose default graph is the data graph, and the datatypes that were set aside (:mod:`.terms`)."""

    store: ox.Store
    lexical: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """https://www.w3.org/TR/shacl/#results-validation-result. ``path`` is in SPARQL's notation; ``component`` and
    ``severity`` are IRIs; ``messages`` are by language ("" for none)."""

    focus: Known
    path: str | None
    value: Known | None
    component: str
    severity: str
    messages: tuple[tuple[str, str], ...]
    shape: Node


def load(quads: Iterable[ox.Quad | ox.Triple]) -> Data:
    """The data graph, whatever named graphs the quads are in, with every literal as it was written."""
    lexical: set[str] = set()

    @cache
    def kept(literal: ox.Literal) -> ox.Literal:
        found = encode(literal)
        if found is not literal:
            lexical.add(found.datatype.value.removeprefix(LEXICAL))
        return found

    def encoded() -> Iterator[ox.Quad]:
        for quad in quads:
            value = quad.object
            yield ox.Quad(quad.subject, quad.predicate, kept(value) if isinstance(value, ox.Literal) else value)

    store = ox.Store()
    store.bulk_extend(encoded())
    return Data(store, frozenset(lexical))


def check(data: Data, shapes: Shapes) -> list[Result]:
    """Every result, sorted. Two that are alike stay two where the standard has two."""
    compiler = Compiler(shapes, _hierarchy(data.store), data.lexical)
    found = [result for each in compiler.checks() for result in _run(data.store, each)]
    return sorted(found, key=lambda r: (str(r.focus), r.path or "", r.component, str(r.value), str(r.shape)))


def _run(store: ox.Store, each: Check) -> Iterator[Result]:
    rows = store.query(each.query)
    assert isinstance(rows, ox.QuerySolutions)
    shape = each.shape
    path = str(shape.path) if shape.path else None
    for row in rows:
        yield Result(
            focus=decode(cast(Known, row[each.focus])),
            path=str(row[each.path]) if each.path else path,
            value=decode(cast(Known, row[each.value])) if each.value else None,
            component="http://www.w3.org/ns/shacl#" + each.component,
            severity=shape.severity,
            messages=shape.messages,
            shape=shape.node,
        )


def _hierarchy(store: ox.Store) -> dict[str, tuple[str, ...]]:
    """Each class with all that are below it (rdfs:subClassOf*), itself first."""
    below: dict[str, list[str]] = {}
    rows = store.query(_SUBCLASSES)
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        lower, upper = cast(Known, row["a"]), cast(Known, row["b"])
        below.setdefault(upper.value, []).append(lower.value)
    found: dict[str, tuple[str, ...]] = {}
    for name in below:
        seen = {name: None}
        rest = [name]
        while rest:
            for lower_name in sorted(below.get(rest.pop(), ())):
                if lower_name not in seen:
                    seen[lower_name] = None
                    rest.append(lower_name)
        found[name] = tuple(seen)
    return found
