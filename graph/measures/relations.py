"""What is measured: programmes at work in places, and the ties of programmes and institutions, out of any graph."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.names import select
from graph.store import Graph
from loaders.names import graph as graph_iri
from ontology import MS

# Classes of places of a district's rank; the class of an implementation's other ends.
DISTRICTS: Final = tuple(MS + name for name in ("District", "County", "AutonomousCounty", "DevelopmentZone"))
ACTORS: Final = tuple(MS + name for name in ("carriedOutBy", "fundedBy", "supervisedBy", "cooperatesWith"))
Tie = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """A programme at work in a place: in a district, or in what lies in none, such as a city.

    ``start`` is the earliest day on which a report says that it began there, "" where none does; ``when`` the words.
    """

    programme: str
    place: str
    in_district: bool
    start: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Relations:
    """``ties`` join two of the programmes and ``institutions``: each once, the lesser IRI first."""

    runs: tuple[Run, ...]
    ties: tuple[Tie, ...]
    institutions: frozenset[str]


def read(graph: Graph) -> Relations:
    """The relations of a graph."""
    institutions = frozenset(row["x"] for row in select(graph, "SELECT ?x { ?x a ms:Institution }"))
    return Relations(runs(graph), _ties(graph), institutions)


def runs(graph: Graph, *, programmes: Iterable[str] = ()) -> tuple[Run, ...]:
    """Where programmes run: all, or those that are named."""
    wanted = " ".join(str(ox.NamedNode(iri)) for iri in programmes)
    query = f"""SELECT ?programme ?place ?start ?when {{ {f"VALUES ?programme {{ {wanted} }}" if wanted else ""}
        ?i ms:programme ?programme ; ms:place ?place . ?i a ms:Implementation .
        OPTIONAL {{ ?i ms:periodStart ?start }} OPTIONAL {{ ?i ms:timeAsPrinted ?when }} }}"""
    found = [
        Run(r["programme"], r["place"], False, r.get("start", ""), r.get("when", "")) for r in select(graph, query)
    ]
    return gathered(found, _districts(graph))


def gathered(found: Iterable[Run], districts: Mapping[str, str]) -> tuple[Run, ...]:
    """Runs with the districts in which their places lie, one a programme and district: that which began first."""
    first: dict[tuple[str, str], Run] = {}
    for one in found:
        place = districts.get(one.place, "")
        run = Run(one.programme, place or one.place, bool(place), one.start, one.when)
        key = run.programme, run.place
        first[key] = min(first.get(key, run), run, key=lambda r: (not r.start, r.start, not r.when, r.when))
    return tuple(first[key] for key in sorted(first))


def tied(pairs: Iterable[Tie]) -> tuple[Tie, ...]:
    """Ties without direction, each once.

    >>> tied([("b", "a"), ("a", "b"), ("c", "c")])
    (('a', 'b'),)
    """
    return tuple(sorted({(min(a, b), max(a, b)) for a, b in pairs if a != b}))


def _districts(graph: Graph) -> dict[str, str]:
    """The district in which each place lies where something runs: of several the innermost."""
    classes = ", ".join(f"<{iri}>" for iri in DISTRICTS)
    query = f"""SELECT ?x ?d ?above {{ {{ SELECT DISTINCT ?x {{ ?i a ms:Implementation ; ms:place ?x }} }}
        ?x ms:within* ?d . ?d a ?c FILTER (?c IN ({classes})) ?d ms:within* ?above }}"""
    above: dict[tuple[str, str], set[str]] = {}
    for row in select(graph, query):
        above.setdefault((row["x"], row["d"]), set()).add(row["above"])
    ranked = sorted(above, key=lambda pair: (pair[0], -len(above[pair]), pair[1]))
    return dict(reversed(ranked))


def _ties(graph: Graph) -> tuple[Tie, ...]:
    """Who takes part in whose implementation, and whatever else documents state between programmes and institutions.

    Inferred statements repeat these, the long way round.
    """
    actors = ", ".join(f"<{iri}>" for iri in ACTORS)
    queries = [
        f"SELECT ?a ?b {{ ?i ms:programme ?a ; ?actor ?b FILTER (?actor IN ({actors})) ?i a ms:Implementation }}"
    ]
    queries += [
        f"""SELECT ?a ?b {{ ?a a ms:{one} . ?a ?p ?b . FILTER (STRSTARTS(STR(?p), STR(ms:))) ?b a ms:{other}
        FILTER NOT EXISTS {{ GRAPH <{graph_iri("inferred")}> {{ ?a ?p ?b }} }} }}"""
        for one in ("Programme", "Institution")
        for other in ("Programme", "Institution")
    ]
    return tied((row["a"], row["b"]) for query in queries for row in select(graph, query))
