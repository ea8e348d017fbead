"""A part of a network: some things and what is around them, with everything that their panels say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.drawing.network import KINDS
from graph.drawing.nodes import Edge, Figure, Implementation, Network, Node, Step, Term, mentioned
from graph.finding import find
from graph.results import rows
from graph.store import Graph
from loaders.errors import UsageError, Where
from ontology import MS
from queries import read

# What joins everything with everything says nothing of what is around a thing.
_ABOUT_ALL: Final = frozenset((MS + "domain", MS + "within"))
_Evident = Node | Edge | Implementation | Figure | Step


def chosen(
    graph: Graph, places: Sequence[str], programmes: Sequence[str], query: Path | None, depth: int
) -> Callable[[Network], Network]:
    """What of a network is asked for; all of it where nothing is. Raises UsageError for a name that means nothing, and
    for a query that finds nothing that can be drawn."""
    if not (places or programmes or query):
        return lambda network: network
    wanted = {name.iri for text in places for name in find(graph, "place", text)}
    wanted |= {name.iri for text in programmes for name in find(graph, "programme", text)}
    if query:
        asked = read(query, bare=True)
        wanted |= {
            t.value for row in rows(graph.query(asked.bind({}))).rows for t in row if isinstance(t, ox.NamedNode)
        }

    def part(network: Network) -> Network:
        found = around(network, wanted, depth)
        if not found.nodes:
            zh, en = "没有可画的：查询要给出事物的 IRI", "nothing to draw: the query must give IRIs of things"
            raise UsageError(zh, en, Where.of(query) if query else None)
        return found

    return part


def around(network: Network, wanted: Iterable[str], depth: int = 1) -> Network:
    """The things with these IRIs and what is at most ``depth`` steps away over what documents state, with the places
    that they lie in. A figure or implementation stands for its programme and place; what is no node counts for nothing.
    """
    kinds = {node.iri: node.kind for node in network.nodes}
    stands = {i.iri: (i.programme, i.place) for i in network.implementations}
    stands |= {f.iri: (f.programme, f.place) for f in network.figures}
    kept = {iri for name in wanted for iri in stands.get(name, (name,)) if iri in kinds}
    beside: dict[str, set[str]] = defaultdict(set)
    for edge in network.edges:
        if not edge.inferred and edge.predicate not in _ABOUT_ALL:
            beside[edge.source].add(edge.target)
            beside[edge.target].add(edge.source)
    frontier = set(kept)
    for _ in range(depth):
        # Not through a domain or a document, which everything has.
        frontier = {n for iri in frontier if kinds[iri] not in ("domain", "document") for n in beside[iri]} - kept
        kept |= frontier
    for node in network.nodes:
        if node.iri in kept and node.kind in ("programme", "place"):
            kept |= {
                iri for iri in (*node.domains, *(node.districts if node.kind == "place" else ())) if iri in kinds
            }
    for place in [iri for iri in kept if kinds[iri] == "place"]:
        while (place := network.within.get(place, "")) and place not in kept:
            kept.add(place)
    return _only(network, kept)


def _only(network: Network, kept: set[str]) -> Network:
    nodes = tuple(node for node in network.nodes if node.iri in kept)
    implementations = tuple(i for i in network.implementations if i.programme in kept and i.place in kept)
    figures = tuple(f for f in network.figures if f.place in kept and (not f.programme or f.programme in kept))
    at_work = {i.iri for i in implementations}
    edges = [e for e in network.edges if e.source in kept and e.target in kept]
    numbers = _reachable(network.steps, (e.reason for e in edges if e.reason >= 0))
    steps = tuple(
        replace(network.steps[at], premises=tuple(numbers[p] for p in network.steps[at].premises)) for at in numbers
    )
    edges = [
        replace(
            e, reason=numbers.get(e.reason, -1), implementations=tuple(i for i in e.implementations if i in at_work)
        )
        for e in edges
    ]
    parts: tuple[Iterable[_Evident], ...] = (nodes, edges, implementations, figures, steps)
    said = {iri for part in parts for thing in part for iri in thing.evidence}
    evidence = tuple(e for e in network.evidence if e.iri in said)
    within = {p: q for p, q in network.within.items() if p in kept and q in kept}
    # What is no longer a node is still a name in a panel.
    names = dict(network.terms) | {n.iri: Term(n.zh, n.en) for n in network.nodes if n.iri not in kept}
    words = mentioned(nodes, edges, implementations, figures, evidence, steps) | {MS + name for name in KINDS}
    terms = {iri: names[iri] for iri in sorted(words & names.keys())}
    return Network(nodes, tuple(edges), implementations, figures, evidence, steps, terms, within)


def _reachable(steps: Sequence[Step], goals: Iterable[int]) -> dict[int, int]:
    """The steps that some rest on, by the numbers that they have and get."""
    found: set[int] = set()
    open_ = list(goals)
    while open_:
        at = open_.pop()
        if at not in found:
            found.add(at)
            open_ += steps[at].premises
    return {old: new for new, old in enumerate(sorted(found))}
