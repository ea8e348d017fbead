"""The graph for other systems: RDF in its formats, GraphML for network tools, the figures as a table."""

import json
from typing import Final

import pyoxigraph as ox

from graph import turtle
from graph.figures import FIELDS
from graph.figures import figures as read_figures
from graph.results import show, to_csv
from graph.store import Graph, Remote
from loaders.errors import UsageError
from loaders.names import graph as graph_iri
from ontology import MS, PREFIXES

_RDF: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_TYPE: Final = PREFIXES["rdf"] + "type"
_QUADS: Final = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def export(graph: Graph, format: str, *, inferred: bool = False) -> bytes:
    """The whole graph in a format; the inferred triples only if asked for. The same graph gives the same bytes."""
    if format in _RDF:
        return turtle.serialize(quads(graph, inferred=inferred), _RDF[format])
    if format == "graphml":
        return _graphml(quads(graph, inferred=inferred))
    return figures(graph, None, format)


def quads(graph: Graph, *, inferred: bool) -> list[ox.Quad]:
    """Every quad of the graph, unsorted."""
    skip = graph_iri("inferred")
    if isinstance(graph, Remote):
        return [quad for quad in graph.quads() if inferred or quad.graph_name != ox.NamedNode(skip)]
    results = graph.query(_QUADS)
    assert isinstance(results, ox.QuerySolutions)
    return [
        ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in results if inferred or row["g"].value != skip
    ]


def figures(graph: Graph, document: str | None, format: str) -> bytes:
    """The figures as JSON lines, CSV or Parquet. Raises UsageError where a document is not in the graph."""
    records = list(read_figures(graph, document))
    if document and not records:
        raise UsageError(f"图里没有文件 {document} 的数据", f"the graph has no figures of a document {document}")
    if format == "jsonl":
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    flat = [{**r, "value": _low(r["value"]), "value_high": _high(r["value"])} for r in records]
    columns = [*FIELDS[: FIELDS.index("unit")], "value_high", *FIELDS[FIELDS.index("unit") :]]
    if format == "csv":
        return to_csv(columns, [["" if row[c] is None else row[c] for c in columns] for row in flat]).encode()
    return _parquet([{c: row[c] for c in columns} for row in flat])


def _low(value: object) -> object:
    return value[0] if isinstance(value, list) else value


def _high(value: object) -> object:
    return value[1] if isinstance(value, list) else None


def _parquet(rows: list[dict[str, object]]) -> bytes:
    import io

    try:
        import polars
    except ImportError:
        zh, en = (
            "Parquet 需要 polars：pip install 'minsheng[tables]'",
            "Parquet needs polars: pip install 'minsheng[tables]'",
        )
        raise UsageError(zh, en) from None
    numbers = {"start": polars.Int64, "end": polars.Int64, "value": polars.Float64, "value_high": polars.Float64}
    schema = {name: numbers.get(name, polars.String) for name in (rows[0] if rows else numbers)}
    out = io.BytesIO()
    polars.DataFrame(rows, schema=schema, strict=False).write_parquet(out)
    return out.getvalue()


def _graphml(quads: list[ox.Quad]) -> bytes:
    """Things as nodes with their labels, ``ms:`` triples between them as edges (several between two nodes stay several)."""
    import io

    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        name = show(quad.subject)
        if quad.predicate.value == PREFIXES["rdfs"] + "label" and isinstance(quad.object, ox.Literal):
            if quad.object.language == "zh":
                labels[name] = quad.object.value
        elif quad.predicate.value == _TYPE and str(quad.object).startswith("<" + MS):
            kinds[name] = str(quad.object)[len(MS) + 1 : -1]
    edges = {
        (show(q.subject), show(q.object), q.predicate.value.removeprefix(MS))
        for q in quads
        if q.predicate.value.startswith(MS)
        and isinstance(q.object, ox.NamedNode)
        and show(q.subject) in kinds
        and show(q.object) in kinds
        and kinds[show(q.subject)] not in ("Evidence", "Claim")
        and kinds[show(q.object)] not in ("Evidence", "Claim")
    }
    used = sorted({name for s, o, _ in edges for name in (s, o)})
    for name in used:
        network.add_node(name, label=labels.get(name, name), kind=kinds[name])
    for s, o, p in sorted(edges):
        network.add_edge(s, o, key=p, predicate=p)
    out = io.BytesIO()
    nx.write_graphml(network, out, encoding="utf-8")
    return out.getvalue()
