"""Programmes and institutions as a network of ties: who stands in the middle, who belongs together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import networkx as nx

from graph.measures.relations import Relations, Tie

SEED: Final = 0
# Above so many nodes the shortest paths are counted from so many of them only, drawn with the seed.
EXACT: Final = 1_000
SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Central:
    """An institution: how many programmes and institutions it is tied to, the share of shortest paths through it."""

    institution: str
    programmes: int
    institutions: int
    betweenness: float


@dataclass(frozen=True, slots=True)
class Community:
    """Programmes and institutions that are tied more among themselves than to others."""

    number: int
    members: tuple[str, ...]


def centrality(relations: Relations) -> list[Central]:
    """Every institution that is tied to anything, the most central first."""
    graph, names = _network(relations.ties)
    sample = SAMPLE if len(graph) > EXACT else None
    between = nx.betweenness_centrality(graph, k=sample, seed=SEED)
    found = []
    for node, name in enumerate(names):
        if name in relations.institutions:
            beside = [names[other] for other in graph[node]]
            partners = _count(beside, relations.institutions)
            found.append(Central(name, len(beside) - partners, partners, float(between[node])))
    return sorted(found, key=lambda c: (-round(c.betweenness, 9), -c.programmes - c.institutions, c.institution))


def communities(relations: Relations) -> list[Community]:
    """Communities by Louvain's method, the largest first. What is tied to nothing belongs to none."""
    graph, names = _network(relations.ties)
    if not graph:
        return []
    parts = nx.community.louvain_communities(graph, seed=SEED)
    members = sorted((tuple(sorted(names[n] for n in part)) for part in parts), key=lambda m: (-len(m), m))
    return [Community(number, several) for number, several in enumerate(members, 1)]


def _network(ties: Iterable[Tie]) -> tuple["nx.Graph[int]", list[str]]:
    """The ties between numbers, for the order of a set of strings differs from run to run."""
    ties = list(ties)
    names = sorted({end for tie in ties for end in tie})
    at = {name: number for number, name in enumerate(names)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from((at[a], at[b]) for a, b in ties)
    return graph, names


def _count(names: Iterable[str], among: Collection[str]) -> int:
    return sum(name in among for name in names)
