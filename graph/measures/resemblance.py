"""What is alike by what it shares: districts by their programmes, programmes by their districts."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import networkx as nx
from networkx.algorithms import bipartite

from graph.measures.relations import Run

# Two programmes that share one district have met, and travelled nowhere.
LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things, how much both have, how much at least one has, and the one divided by the other."""

    one: str
    other: str
    shared: int
    either: int
    jaccard: float


def districts(runs: Iterable[Run], among: Collection[str] = ()) -> list[Pair]:
    """Districts that share a programme, the most alike first; of those named every two, though they share none."""
    has = {(run.place, run.programme) for run in runs if run.in_district}
    if not among:
        return _pairs(has)
    named = {(place, programme) for place, programme in has if place in among}
    found = _pairs(named)
    met, size = {(pair.one, pair.other) for pair in found}, Counter(place for place, _ in named)
    apart = (two for two in combinations(sorted(size), 2) if two not in met)
    return found + [Pair(one, other, 0, size[one] + size[other], 0.0) for one, other in apart]


def programmes(runs: Iterable[Run]) -> list[Pair]:
    """Programmes that run in at least two of the same districts, those with the most alike ways first."""
    where: dict[str, set[str]] = {}
    for run in runs:
        if run.in_district:
            where.setdefault(run.programme, set()).add(run.place)
    many = {programme: places for programme, places in where.items() if len(places) >= LEAST}
    pairs = _pairs((programme, place) for programme, places in many.items() for place in places)
    return [pair for pair in pairs if pair.shared >= LEAST]


def _pairs(has: Iterable[tuple[str, str]]) -> list[Pair]:
    """Whatever shares something, by the Jaccard index of what it has."""
    graph: nx.Graph[tuple[int, str]] = nx.Graph()
    graph.add_edges_from(((0, thing), (1, shared)) for thing, shared in sorted(set(has)))
    things = sorted(node for node in graph if node[0] == 0)
    projected = bipartite.overlap_weighted_projected_graph(graph, things, jaccard=True)
    found = []
    jaccard: float
    for one, other, jaccard in projected.edges(data="weight"):
        first, second = sorted((one, other))
        shared = len(graph[first].keys() & graph[second].keys())
        either = len(graph[first]) + len(graph[second]) - shared
        found.append(Pair(first[1], second[1], shared, either, jaccard))
    return sorted(found, key=lambda pair: (-pair.jaccard, -pair.shared, pair.one, pair.other))
