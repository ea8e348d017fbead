"""The values a network is made of: small, frozen, in the order of their IRIs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ontology import MS

Kind = Literal["place", "domain", "programme", "institution", "group", "recognition", "document"]

DISTRICTS: Final = frozenset(MS + name for name in ("District", "County", "AutonomousCounty", "DevelopmentZone"))

# The order in which people expect the domains of a report: clockwise in an island, downward in a legend.
DOMAINS: Final = (
    *("就业", "教育", "医疗卫生", "医疗保障", "社会救助", "养老服务", "托育儿童"),
    *("住房与城市更新", "公共服务", "文化", "生态环境", "乡村振兴", "产业创新"),
)


def domain_rank(node: "Node") -> tuple[int, str]:
    """Where a domain stands in that order; one that is not in it comes after, by name."""
    return (DOMAINS.index(node.zh) if node.zh in DOMAINS else len(DOMAINS)), node.zh


@dataclass(frozen=True, slots=True)
class Term:
    """What a property, a class or a concept is called and what it means ("" where it is not said)."""

    zh: str
    en: str
    zh_definition: str = ""
    en_definition: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a document: ``spans`` are offsets in code points, ``exact`` the printed phrase."""

    iri: str
    document: str
    spans: tuple[tuple[int, int], ...]
    exact: str


@dataclass(frozen=True, slots=True)
class Node:
    """Something to look at. ``type`` is its class or kind, ``districts`` are those it has to do with."""

    iri: str
    kind: Kind
    zh: str
    en: str
    alt: tuple[str, ...]
    type: str
    domains: tuple[str, ...]
    districts: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...]

    @property
    def home(self) -> str:
        """The one district (or the city) that it belongs to, or "" for what belongs to several or none."""
        return self.districts[0] if len(self.districts) == 1 else ""


@dataclass(frozen=True, slots=True)
class Edge:
    """Source, property, target; ``implementations`` are those that the edge stands for, ``reason`` is the number of
    the step that concludes it (-1: none is known, or it was stated)."""

    source: str
    predicate: str
    target: str
    inferred: bool
    implementations: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reason: int = -1


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a proof: what it says, each word an IRI or a literal, or several where it is a list; the rule; the
    graphs where it is stated and the evidence there; the numbers of the steps that it rests on."""

    words: tuple[tuple[str, ...], ...]
    rule: str
    graphs: tuple[str, ...]
    evidence: tuple[str, ...]
    premises: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Implementation:
    """A programme at work in a place."""

    iri: str
    programme: str
    place: str
    status: str
    start: str
    end: str
    when: str
    actors: tuple[tuple[str, str], ...]
    serves: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``value`` and ``high`` are decimals as the store writes them."""

    iri: str
    role: str
    indicator: str
    place: str
    programme: str
    domain: str
    value: str
    high: str
    unit: str
    printed: str
    modifiers: tuple[str, ...]
    start: str
    end: str
    when: str
    population: str
    institution: str
    review: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """All of it, each part sorted. ``terms`` name IRIs that are no nodes; ``within`` is the tree of places."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    implementations: tuple[Implementation, ...]
    figures: tuple[Figure, ...]
    evidence: tuple[Evidence, ...]
    steps: tuple[Step, ...]
    terms: Mapping[str, Term]
    within: Mapping[str, str]


def mentioned(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    implementations: Iterable[Implementation],
    figures: Iterable[Figure],
    evidence: Iterable[Evidence],
    steps: Iterable[Step],
) -> set[str]:
    """Every IRI, and every literal of a proof, that the parts of a network name."""
    found = {e.predicate for e in edges} | {e.document for e in evidence}
    for n in nodes:
        found |= {n.type, *(p for p, _ in n.notes), *n.domains, *n.districts}
    for i in implementations:
        found |= {i.status, i.place, i.programme, *i.serves, *(x for pair in i.actors for x in pair)}
    for f in figures:
        found |= {f.role, f.indicator, f.unit, f.review, f.place, f.programme, f.domain, f.population}
        found |= {f.institution, *f.modifiers}
    for step in steps:
        found |= {w for term in step.words for w in term} | set(step.graphs)
    return found - {""}
