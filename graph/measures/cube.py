"""A measure as triples: an RDF Data Cube data set, computed by an activity, in a named graph of its own.

The columns are components that the data set itself declares (Data Cube 6), not terms of the ontology: what is computed is
no part of what may be said about the world. Rows without a number where the measure is a place in an order are left out
(IC-14: every observation has every measure).
"""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from graph.measures.tables import Cell, Column, Measure, Measured
from graph.names import select
from graph.store import Graph
from loaders.names import graph as graph_iri
from ontology import BASE, PREFIXES

QB: Final = "http://purl.org/linked-data/cube#"
_RDF, _RDFS, _PROV, _XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "prov", "xsd"))
COMPUTED: Final = graph_iri("computed")
_RANGES: Final = {"count": "integer", "position": "integer", "share": "decimal", "text": "string"}

Term = ox.NamedNode | ox.Literal


def quads(found: Measured, graph: Graph) -> Iterator[ox.Quad]:
    """The data set: its structure, its observations, and the activity that made it out of the graph's documents."""
    home = ox.NamedNode(COMPUTED)
    for subject, predicate, value in _triples(found, graph):
        yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, home)


def _triples(found: Measured, graph: Graph) -> Iterator[tuple[str, str, Term]]:
    base = f"{BASE}measure/{found.measure.name}"
    structure, activity, agent = f"{base}/structure", f"{base}/computation", f"{BASE}measure/minsheng"
    yield from _is(base, QB + "DataSet", _PROV + "Entity")
    yield from _called(base, found.measure.zh, found.measure.en)
    yield from _both(base, _RDFS + "comment", found.measure.zh_says, found.measure.en_says)
    yield base, QB + "structure", ox.NamedNode(structure)
    yield base, _PROV + "wasGeneratedBy", ox.NamedNode(activity)
    yield from _is(activity, _PROV + "Activity")
    yield activity, _PROV + "wasAssociatedWith", ox.NamedNode(agent)
    for row in select(graph, "SELECT DISTINCT ?d { ?d a ms:Document }"):
        yield activity, _PROV + "used", ox.NamedNode(row["d"])
    yield from _is(agent, _PROV + "SoftwareAgent")
    yield agent, _RDFS + "label", ox.Literal(f"minsheng {version('minsheng')}")
    yield from _is(structure, QB + "DataStructureDefinition")
    for column in found.measure.columns:
        yield from _component(structure, found.measure, column)
    for cells in found.rows:
        yield from _observation(base, found.measure, cells)


def _component(structure: str, measure: Measure, column: Column) -> Iterator[tuple[str, str, Term]]:
    component, made = f"{structure}/{column.name}", _property(measure, column)
    yield structure, QB + "component", ox.NamedNode(component)
    yield from _is(component, QB + "ComponentSpecification")
    kind = "dimension" if column.key else "attribute" if column.holds == "text" else "measure"
    yield component, QB + kind, ox.NamedNode(made)
    if kind == "attribute":
        yield component, QB + "componentRequired", ox.Literal(False)
    yield from _is(made, _RDF + "Property", QB + f"{kind.title()}Property")
    yield from _called(made, column.zh, column.en)
    wide = _RDFS + "Resource" if column.holds == "thing" else _XSD + _RANGES[column.holds]
    yield made, _RDFS + "range", ox.NamedNode(wide)


def _observation(base: str, measure: Measure, cells: tuple[Cell, ...]) -> Iterator[tuple[str, str, Term]]:
    pairs = list(zip(measure.columns, cells, strict=True))
    if any(column.holds == "position" and not cell for column, cell in pairs):
        return
    keys = (str(cell) for column, cell in pairs if column.key)
    observation = "/".join((base, *(k.removeprefix(BASE) if k.startswith(BASE) else quote(k, "") for k in keys)))
    yield from _is(observation, QB + "Observation", _PROV + "Entity")
    yield observation, QB + "dataSet", ox.NamedNode(base)
    yield observation, _PROV + "wasGeneratedBy", ox.NamedNode(f"{base}/computation")
    for column, cell in pairs:
        if cell != "":
            yield observation, _property(measure, column), _term(column, cell)


def _property(measure: Measure, column: Column) -> str:
    return f"{BASE}measure/{measure.name}/{column.name}"


def _term(column: Column, cell: Cell) -> Term:
    if column.holds == "thing":
        return ox.NamedNode(str(cell))
    text = decimal(cell) if column.holds == "share" else str(cell)
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + _RANGES[column.holds]))


def decimal(cell: Cell) -> str:
    """A share with six places, as all machines print it.

    >>> decimal(1 / 3), decimal(1.0)
    ('0.333333', '1.0')
    """
    text = f"{float(cell):.6f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def _is(subject: str, *classes: str) -> Iterator[tuple[str, str, Term]]:
    for name in classes:
        yield subject, _RDF + "type", ox.NamedNode(name)


def _called(subject: str, zh: str, en: str) -> Iterator[tuple[str, str, Term]]:
    yield from _both(subject, _RDFS + "label", zh, en)


def _both(subject: str, predicate: str, zh: str, en: str) -> Iterator[tuple[str, str, Term]]:
    yield subject, predicate, ox.Literal(zh, language="zh")
    yield subject, predicate, ox.Literal(en, language="en")
