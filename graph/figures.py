"""The figures of the graph, one flat record each, in the shape that ``minsheng extract`` prints too."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from graph.store import Graph
from loaders import periods

FIELDS: Final = (
    "doc", "start", "end", "raw", "value", "unit", "indicator", "place", "programme", "domain", "role", "modifier",
    "period", "quote",
)  # fmt: skip

_QUERY: Final = """
SELECT ?doc ?start ?end ?raw ?value ?high ?unit ?indicator ?place ?programme ?domain ?class ?modifier ?from ?until ?figure
WHERE {
  VALUES ?class { ms:Outcome ms:Target ms:Input ms:Parameter }
  ?figure a ?class ; ms:indicator/skos:prefLabel ?indicator ; ms:place/rdfs:label ?place ; ms:value ?value ;
          ms:unit/skos:notation ?unit ; ms:asPrinted ?raw ; ms:evidence ?evidence .
  ?evidence oa:hasSource/dcterms:identifier ?doc ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
  FILTER (LANG(?indicator) = "zh" && LANG(?place) = "zh")
  OPTIONAL { ?figure ms:valueHigh ?high }
  OPTIONAL { ?figure ms:programme/rdfs:label ?programme }
  OPTIONAL { ?figure ms:domain/skos:prefLabel ?domain FILTER (LANG(?domain) = "zh") }
  OPTIONAL { ?figure ms:modifier/skos:prefLabel ?modifier FILTER (LANG(?modifier) = "zh") }
  OPTIONAL { ?figure ms:periodStart ?from }
  OPTIONAL { ?figure ms:periodEnd ?until }
}
ORDER BY ?doc ?start ?figure ?modifier
"""


def figures(graph: Graph, document: str | None = None) -> Iterator[dict[str, Any]]:
    """Every figure of the graph, or of one document, in the order of the text; a repeat of a figure is not another.

    ``value`` is a number in the base unit, ``[low, high]`` for a range; ``period`` an ISO 8601 date or interval.
    """
    results = graph.query(_QUERY)
    assert isinstance(results, ox.QuerySolutions)
    found: dict[str, dict[str, Any]] = {}
    for row in results:
        cell = {v.value: row[v.value].value for v in results.variables if row[v.value] is not None}
        if document and document not in (cell["doc"], cell["doc"].split("_")[0]):
            continue
        record = found.setdefault(cell["figure"], _record(cell))
        if cell["figure"].endswith(f"-{cell['start']}"):  # its own place; the others are repeats of it
            record.update(start=int(cell["start"]), end=int(cell["end"]))
        if (modifier := cell.get("modifier")) and modifier not in (record["modifier"] or ""):
            record["modifier"] = "、".join(filter(None, (record["modifier"], modifier)))
    yield from sorted(found.values(), key=lambda r: (r["doc"], r["start"]))


def _record(cell: dict[str, str]) -> dict[str, Any]:
    value = _number(cell["value"])
    return {
        "doc": cell["doc"],
        "start": int(cell["start"]),
        "end": int(cell["end"]),
        "raw": cell["raw"],
        "value": [value, _number(cell["high"])] if "high" in cell else value,
        "unit": cell["unit"],
        "indicator": cell["indicator"],
        "place": cell["place"],
        "programme": cell.get("programme"),
        "domain": cell.get("domain"),
        "role": cell["class"].rpartition("#")[2].lower(),
        "modifier": cell.get("modifier"),
        "period": _period(cell.get("from"), cell.get("until")),
        "quote": cell["raw"],
    }


def _number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral() else float(value)


def _period(start: str | None, end: str | None) -> str | None:
    if start is None and end is None:
        return None
    day = date.fromisoformat
    return periods.show(periods.Period(day(start) if start else None, day(end) if end else None))
