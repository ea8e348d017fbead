"""The figures of a graph as observations: a value with everything that decides what it may be compared with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from graph.names import Name, named, select
from graph.store import Graph
from loaders import periods
from ontology import MS


@dataclass(frozen=True, slots=True)
class Observed:
    """One figure. ``level`` is the class of its place (District, …), ``role`` Outcome, Target, Input or Parameter,
    ``period`` an ISO 8601 date or interval or "", ``at`` its place in the text: document, first and last character."""

    figure: str
    indicator: Name
    place: Name
    level: str
    role: str
    value: Decimal
    high: Decimal | None
    unit: Name
    printed: str
    modifiers: tuple[str, ...]
    period: str
    when: str
    programme: Name | None
    population: Name | None
    institution: Name | None
    at: tuple[tuple[str, int, int], ...]


_LABELS: Final = ("indicator", "place", "unit", "programme", "population", "institution")
_QUERY: Final = """
SELECT ?figure ?indicator ?place ?level ?class ?value ?high ?unit ?notation ?raw ?modifier ?from ?until ?year ?when
       ?programme ?population ?institution ?doc ?start ?end
WHERE {
  %s
  VALUES ?class { ms:Outcome ms:Target ms:Input ms:Parameter }
  ?figure a ?class ; ms:indicator ?indicator ; ms:place ?place ; ms:value ?value ; ms:unit ?unit ; ms:asPrinted ?raw .
  OPTIONAL { ?place a ?level . FILTER (?level != ms:Place && STRSTARTS(STR(?level), STR(ms:))) }
  OPTIONAL { ?unit skos:notation ?notation }
  OPTIONAL { ?figure ms:evidence ?evidence . ?evidence oa:hasSource/dcterms:identifier ?doc ; oa:hasSelector ?selector .
             ?selector oa:start ?start ; oa:end ?end }
  OPTIONAL { ?figure ms:valueHigh ?high }
  OPTIONAL { ?figure ms:programme ?programme }
  OPTIONAL { ?figure ms:population ?population }
  OPTIONAL { ?figure ms:institution ?institution }
  OPTIONAL { ?figure ms:modifier/skos:prefLabel ?modifier FILTER (LANG(?modifier) = "zh") }
  OPTIONAL { ?figure ms:periodStart ?from }
  OPTIONAL { ?figure ms:periodEnd ?until }
  OPTIONAL { ?figure ms:year ?year }
  OPTIONAL { ?figure ms:timeAsPrinted ?when }
}"""


def observe(graph: Graph, pattern: str) -> list[Observed]:
    """The figures that a pattern about ``?figure`` picks, by place and period."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in select(graph, _QUERY % pattern):
        rows[row["figure"]].append(row)
    names = named(
        graph, {row[key] for several in rows.values() for row in several for key in _LABELS if key in row}
    )
    found = [_observed(several, names) for several in rows.values()]
    return sorted(found, key=lambda o: (o.indicator.iri, o.place.iri, o.period, o.figure))


def _observed(rows: list[dict[str, str]], names: dict[str, Name]) -> Observed:
    one = rows[0]
    things = {key: names[one[key]] for key in _LABELS if key in one}
    unit = things["unit"]
    return Observed(
        figure=one["figure"],
        indicator=things["indicator"],
        place=things["place"],
        level=min((row["level"] for row in rows if "level" in row), default=MS + "Place").removeprefix(MS),
        role=one["class"].removeprefix(MS),
        value=Decimal(one["value"]),
        high=Decimal(one["high"]) if "high" in one else None,
        unit=Name(unit.iri, one.get("notation", unit.zh), unit.en),
        printed=one["raw"],
        modifiers=tuple(sorted({row["modifier"] for row in rows if "modifier" in row})),
        period=_period(one),
        when=one.get("when", ""),
        programme=things.get("programme"),
        population=things.get("population"),
        institution=things.get("institution"),
        at=tuple(sorted({(r["doc"], int(r["start"]), int(r["end"])) for r in rows if "doc" in r and "start" in r})),
    )


def _period(row: dict[str, str]) -> str:
    if "from" not in row and "until" not in row:
        return row.get("year", "")
    day = date.fromisoformat
    start, end = row.get("from"), row.get("until")
    return periods.show(periods.Period(day(start) if start else None, day(end) if end else None))
