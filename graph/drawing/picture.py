"""What the page is given: pyvis's nodes, edges and options, and the tables folded into them, column by column."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pypinyin
import pyvis.network

from graph.drawing import layout, measured, overview
from graph.drawing.nodes import Kind, Network, Node, domain_rank
from graph.drawing.omitted import omitted
from graph.drawing.packing import Columns
from graph.measures.relations import Relations
from graph.reasoning.prooftext import LANGS, says
from ontology import BASE, MS

SHAPES: Final[Mapping[Kind, str]] = {
    "place": "square",
    "domain": "diamond",
    "programme": "dot",
    "institution": "square",
    "group": "triangle",
    "recognition": "star",
    "document": "hexagon",
}
SIZES: Final[Mapping[Kind, int]] = {
    "place": 12,
    "domain": 26,
    "programme": 17,
    "institution": 17,
    "group": 18,
    "recognition": 18,
    "document": 18,
}
LARGEST: Final = 27
LABEL: Final = 48
OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "dragNodes": False,
        "tooltipDelay": 86_400_000,
        "zoomSpeed": 0.6,
    },
    "nodes": {"chosen": False, "shapeProperties": {"interpolation": False}},
    "edges": {"chosen": False, "smooth": False, "selectionWidth": 0, "hoverWidth": 0},
}
_LONG: Final = re.compile(r"(?<=..)(?:(?:土家族|苗族|彝族|侗族)+自治县|经济技术开发区)$")

# pyvis says nothing about types.
_PYVIS: Final[Any] = pyvis.network.Network


def build(network: Network, where: layout.Layout) -> Any:
    """The network as pyvis knows it. Node ids are places in ``network.nodes``; labels are what a map has room for."""
    at = {node.iri: i for i, node in enumerate(network.nodes)}
    weights = _weights(network)
    picture = _PYVIS(directed=True)
    picture.set_options(json.dumps(OPTIONS))
    for i, node in enumerate(network.nodes):
        x, y = where.positions[node.iri]
        picture.add_node(i, label=_label(node), shape=SHAPES[node.kind], size=_size(node, weights), x=x, y=y)
    for edge in network.edges:
        picture.add_edge(at[edge.source], at[edge.target], predicate=edge.predicate, inferred=edge.inferred)
    return picture


def columns(
    network: Network, relations: Relations, documents: Sequence[str] = ()
) -> tuple[dict[str, Columns], dict[str, object]]:
    """Everything that the page shows, with what is computed of ``relations``, which stand in ``documents``: tables, and
    what is none.

    A reference is a node (0 and up), nothing (-1) or a term (-2 and down).
    """
    refs = _References(network)
    evidence = {e.iri: i for i, e in enumerate(network.evidence)}
    impls = {p.iri: i for i, p in enumerate(network.implementations)}

    def proofs(iris: Iterable[str]) -> list[int]:
        return [evidence[iri] for iri in iris if iri in evidence]

    domains = sorted((n for n in network.nodes if n.kind == "domain"), key=domain_rank)
    rank = {n.iri: i for i, n in enumerate(domains)}
    looks, plain = _seen(network, refs)
    rows, measures = measured.tables(relations, refs)
    nodes: Columns = {
        "iri": [_key(n.iri) for n in network.nodes],
        "kind": [n.kind for n in network.nodes],
        "zh": [n.zh for n in network.nodes],
        "en": [n.en for n in network.nodes],
        "initials": [initials(n.zh) for n in network.nodes],
        "alt": [list(n.alt) for n in network.nodes],
        "type": [refs(n.type) for n in network.nodes],
        "domains": [[refs(d) for d in n.domains] for n in network.nodes],
        "districts": [[refs(d) for d in n.districts] for n in network.nodes],
        "notes": [[[refs(p), v] for p, v in n.notes] for n in network.nodes],
        "evidence": [proofs(n.evidence) for n in network.nodes],
        "rank": [rank.get(n.iri, -1) for n in network.nodes],
        **looks,
    }
    edges: Columns = {
        "from": [refs(e.source) for e in network.edges],
        "to": [refs(e.target) for e in network.edges],
        "predicate": [refs(e.predicate) for e in network.edges],
        "inferred": [int(e.inferred) for e in network.edges],
        "implementations": [[impls[i] for i in e.implementations] for e in network.edges],
        "evidence": [proofs(e.evidence) for e in network.edges],
        "reason": [e.reason for e in network.edges],
    }
    tables: dict[str, Columns] = {
        "terms": {
            "iri": [_key(iri) for iri in refs.terms],
            "zh": [t.zh for t in network.terms.values()],
            "en": [t.en for t in network.terms.values()],
            "initials": [initials(t.zh) for t in network.terms.values()],
            "zhDefinition": [t.zh_definition for t in network.terms.values()],
            "enDefinition": [t.en_definition for t in network.terms.values()],
        },
        "nodes": nodes,
        "edges": edges,
        "implementations": {
            "iri": [_key(p.iri) for p in network.implementations],
            **{k: [refs(getattr(p, k)) for p in network.implementations] for k in ("programme", "place", "status")},
            **{k: [getattr(p, k) for p in network.implementations] for k in ("start", "end", "when")},
            "actors": [[[refs(p), refs(who)] for p, who in i.actors] for i in network.implementations],
            "serves": [[refs(g) for g in p.serves] for p in network.implementations],
            "evidence": [proofs(p.evidence) for p in network.implementations],
        },
        "figures": {
            "iri": [_key(f.iri) for f in network.figures],
            **{k: [refs(getattr(f, k)) for f in network.figures] for k in _FIGURE_THINGS},
            **{k: [getattr(f, k) for f in network.figures] for k in _FIGURE_TEXTS},
            "modifiers": [[refs(m) for m in f.modifiers] for f in network.figures],
            "evidence": [proofs(f.evidence) for f in network.figures],
        },
        "evidence": {
            "document": [refs(e.document) for e in network.evidence],
            "spans": [[list(span) for span in e.spans] for e in network.evidence],
            "exact": [e.exact for e in network.evidence],
        },
        "steps": {
            "words": [[_folded([refs(w) for w in word]) for word in step.words] for step in network.steps],
            "rule": [step.rule for step in network.steps],
            "graphs": [[refs(name) for name in step.graphs] for step in network.steps],
            "evidence": [proofs(step.evidence) for step in network.steps],
            "premises": [list(step.premises) for step in network.steps],
        },
    }
    plain |= {
        "base": BASE,
        "rules": {
            name: [says(name, lang) for lang in LANGS] for name in sorted({step.rule for step in network.steps})
        },
        "measures": measures,
        "cube": measured.cube(network, documents),
        "omitted": omitted(network, relations),
    }
    return tables | rows, plain


def _seen(network: Network, refs: "_References") -> tuple[Columns, dict[str, object]]:
    """How nodes look and where they lie: what pyvis holds of them, or of a network too large for that the overview that it
    opens on, and positions only where every node may be drawn."""
    many = len(network.nodes) > overview.MANY
    drawn = len(network.nodes) <= overview.MOST
    where = layout.arrange(network) if drawn else layout.Layout({}, {}, ())
    plain: dict[str, object] = {"options": OPTIONS, "islands": _islands(where, refs)}
    looks: dict[str, list[object]]
    if many:
        weights = _weights(network)
        looks = {
            "label": ["" if (label := _label(n)) == n.zh else label for n in network.nodes],
            "shape": [SHAPES[n.kind] for n in network.nodes],
            "size": [_size(n, weights) for n in network.nodes],
        }
        if drawn:
            looks |= {axis: [where.positions[n.iri][at] for n in network.nodes] for at, axis in enumerate("xy")}
        plain["overview"] = _overview(overview.Overview.of(network), refs)
    else:
        picture = build(network, where)
        plain["options"] = picture.options
        looks = {name: [n[name] for n in picture.nodes] for name in ("label", "shape", "size", "x", "y")}
    return {**looks, "island": [where.island.get(n.iri, -1) for n in network.nodes]}, plain


def _islands(where: layout.Layout, refs: "_References") -> list[list[int]]:
    return [[refs(i.place), i.x, i.y, i.radius, i.core, *i.tall] for i in where.islands]


def _overview(over: overview.Overview, refs: "_References") -> dict[str, object]:
    """Its discs; its cells, and the places and domains that are drawn, each with its position and the number of its disc."""
    at, island = over.layout.positions, over.layout.island
    return {
        "islands": _islands(over.layout, refs),
        "cells": [[refs(c.place), refs(c.domain), c.programmes, *at[c.iri], island[c.iri]] for c in over.cells],
        "things": [[refs(iri), *at[iri], island[iri]] for iri in at if refs(iri) >= 0],
    }


def initials(name: str) -> str:
    """The first letters of a name's pinyin, by which people type it.

    >>> initials("长期护理保险"), initials("医共体“三通”")
    ('cqhlbx', 'ygtst')
    """
    letters = pypinyin.lazy_pinyin(name[:40], style=pypinyin.Style.FIRST_LETTER, errors="ignore")
    return "".join(letter for letter in letters if letter.isascii())


_FIGURE_THINGS: Final = (
    *("role", "indicator", "place", "programme", "domain"),
    *("unit", "population", "institution", "review"),
)
_FIGURE_TEXTS: Final = ("value", "high", "printed", "start", "end", "when")


class _References:
    """Numbers for IRIs."""

    def __init__(self, network: Network) -> None:
        self.terms: Sequence[str] = tuple(network.terms)
        self._numbers = {iri: -2 - i for i, iri in enumerate(self.terms)}
        self._numbers |= {node.iri: i for i, node in enumerate(network.nodes)}

    def __call__(self, iri: str) -> int:
        return self._numbers.get(iri, -1)


def _folded(items: list[int]) -> object:
    return items[0] if len(items) == 1 else items


def _key(iri: str) -> str:
    return iri.removeprefix(BASE)


def _label(node: Node) -> str:
    name = _LONG.sub(lambda m: "县" if "自治县" in m[0] else "经开区", node.zh or node.en)
    return name if len(name) <= LABEL else name[: LABEL - 1] + "…"


def _size(node: Node, weights: Mapping[str, int]) -> int:
    size = SIZES[node.kind]
    return min(LARGEST, size + round(math.sqrt(weights[node.iri]))) if node.kind == "programme" else size


def _weights(network: Network) -> Counter[str]:
    """How much is folded into a programme: its figures, and its statements about others."""
    weights = Counter(f.programme for f in network.figures)
    for edge in network.edges:
        if not edge.inferred and edge.predicate != MS + "domain":
            weights.update((edge.source, edge.target))
    return weights
