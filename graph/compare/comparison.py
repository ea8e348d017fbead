"""One programme or indicator across places, or places across years, out of any graph that answers SPARQL."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.compare.comparable import Block, blocks, rank_of
from graph.compare.observed import observe
from graph.finding import find, find_any
from graph.measures import Measured, of_districts, of_programmes
from graph.names import Name, named, select
from graph.store import Graph
from loaders.errors import UsageError
from ontology import MS

_YEARS: Final = re.compile(r"(\d{4})(?:\s*[-–—~/]\s*(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Running:
    """A programme at work in a place."""

    place: Name
    status: Name | None
    since: str
    when: str
    by: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and found. ``single`` counts the indicators that were left out because they have one period
    only (one place across years). ``measured`` is what networkx computes of the same: how programmes spread, how alike
    several places are."""

    subject: tuple[Name, ...]
    blocks: tuple[Block, ...]
    running: tuple[Running, ...] = ()
    single: int = 0
    measured: tuple[Measured, ...] = ()


def compare(
    graph: Graph,
    what: str | None = None,
    *,
    programme: str | None = None,
    indicator: str | None = None,
    places: Sequence[str] = (),
    years: str | None = None,
) -> Comparison:
    """Compares what is named: ``what`` is a programme or an indicator, by name, alias or IRI.

    Raises UsageError where a name is not known (with those that are near) or nothing is named at all.
    """
    if what:
        kind, found = find_any(graph, ("programme", "indicator"), what)
        programme, indicator = (what, indicator) if kind == "programme" else (programme, what)
        known: dict[str, list[Name]] = {kind: found}
    else:
        known = {}
    subject: list[Name] = []
    patterns: list[str] = []
    if programme:
        found = known.get("programme") or find(graph, "programme", programme)
        subject += found
        patterns.append(_values("programme", found) + " ?figure ms:programme/ms:partOf* ?theProgramme .")
    if indicator:
        found = known.get("indicator") or find(graph, "indicator", indicator)
        subject += found
        patterns.append(_values("indicator", found) + " ?figure ms:indicator/skos:broader* ?theIndicator .")
    asked = [name for text in places for name in find(graph, "place", text)]
    if asked:
        patterns.append(_values("place", asked) + " ?figure ms:place ?thePlace .")
    if not patterns:
        zh, en = (
            "要比较什么？给一个项目或指标，或 --place",
            "compare what? give a programme or an indicator, or --place",
        )
        raise UsageError(zh, en)
    observed = [one for one in observe(graph, " ".join(patterns)) if _within(one.period, years)]
    gaps = asked or (_running_places(graph, subject) if programme else [])
    made = blocks(observed, _ranks(graph, gaps))
    single = 0
    if asked and not programme and not indicator:
        several = [block for block in made if len(block.periods) > 1 or len(block.places) > 1]
        if several:  # where there is none, what has one period is all that can be shown
            single, made = len({b.key.indicator for b in made} - {b.key.indicator for b in several}), several
    running = _running(graph, subject, asked) if programme else ()
    measured = _measured(graph, subject if programme else [], asked if not subject else [])
    return Comparison(tuple(subject or asked), tuple(made), tuple(running), single, measured)


def _measured(graph: Graph, programmes: Sequence[Name], places: Sequence[Name]) -> tuple[Measured, ...]:
    """How the programmes spread, and how alike the places are, as far as there is something to say."""
    found = []
    if programmes:
        found.append(of_programmes(graph, [name.iri for name in programmes]))
    if len(places) > 1:
        found.append(of_districts(graph, [name.iri for name in places]))
    return tuple(measured for measured in found if measured.rows)


def _values(kind: str, found: Sequence[Name]) -> str:
    return _list(f"the{kind.title()}", [name.iri for name in found])


def _list(variable: str, iris: Sequence[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(str(ox.NamedNode(iri)) for iri in iris)} }}"


def _within(period: str, years: str | None) -> bool:
    """Whether a period meets the years asked for; one without a time does not meet any.

    >>> _within("2020-03", "2019-2021"), _within("2016/2020", "2021"), _within("", None), _within("", "2020")
    (True, False, True, False)
    """
    if not years:
        return True
    match = _YEARS.fullmatch(years.strip())
    if not match:
        raise UsageError(
            f"年份写作 2020 或 2019-2022，不是“{years}”", f"write years as 2020 or 2019-2022, not {years!r}"
        )
    first, last = match[1], match[2] or match[1]
    start, _, end = period.partition("/")
    return bool(period) and start[:4] <= last and (end or start)[:4] >= first


def _ranks(graph: Graph, places: Sequence[Name]) -> dict[Name, str]:
    query = f"SELECT ?x ?level {{ {_list('x', [p.iri for p in places])} ?x a ?level FILTER (?level != ms:Place && STRSTARTS(STR(?level), STR(ms:))) }}"
    levels = {row["x"]: row["level"].removeprefix(MS) for row in select(graph, query)} if places else {}
    return {place: rank_of(levels.get(place.iri, "Place")) for place in places}


def _running_places(graph: Graph, programmes: Sequence[Name]) -> list[Name]:
    return list(dict.fromkeys(one.place for one in _running(graph, programmes, ())))


def _running(graph: Graph, programmes: Sequence[Name], places: Sequence[Name]) -> list[Running]:
    query = f"""SELECT DISTINCT ?i ?place ?status ?from ?when ?by {{ {_values("programme", programmes)}
        ?i a ms:Implementation ; ms:programme ?theProgramme ; ms:place ?place .
        OPTIONAL {{ ?i ms:status ?status }} OPTIONAL {{ ?i ms:periodStart ?from }}
        OPTIONAL {{ ?i ms:timeAsPrinted ?when }} OPTIONAL {{ ?i ms:carriedOutBy ?by }} }}"""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in select(graph, query):
        rows.setdefault(row["i"], []).append(row)
    names = named(
        graph,
        {
            row[key]
            for several in rows.values()
            for row in several
            for key in ("place", "status", "by")
            if key in row
        },
    )
    wanted = {place.iri for place in places}
    found = [
        Running(
            names[several[0]["place"]],
            names[several[0]["status"]] if "status" in several[0] else None,
            several[0].get("from", "")[:10],
            several[0].get("when", ""),
            tuple(names[iri] for iri in sorted({row["by"] for row in several if "by" in row})),
        )
        for several in rows.values()
        if not wanted or several[0]["place"] in wanted
    ]
    return sorted(found, key=lambda one: (one.place.iri, one.since, str(one.status)))
