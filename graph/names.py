"""Things by what they are called, and the rows of a query as plain values: what comparing and measuring share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from graph.store import Graph


@dataclass(frozen=True, slots=True)
class Name:
    """A thing and what it is called."""

    iri: str
    zh: str
    en: str = ""

    def show(self, lang: str) -> str:
        """The name in a language, or in the other."""
        return (self.en or self.zh) if lang == "en" else (self.zh or self.en)


def named(graph: Graph, iris: Iterable[str]) -> dict[str, Name]:
    """What things are called."""
    wanted = sorted(iris)
    found: dict[str, dict[str, str]] = {iri: {} for iri in wanted}
    for first in range(0, len(wanted), 500):
        values = " ".join(str(ox.NamedNode(iri)) for iri in wanted[first : first + 500])
        query = f"SELECT ?x ?l (LANG(?l) AS ?lang) {{ VALUES ?x {{ {values} }} ?x rdfs:label|skos:prefLabel ?l }}"
        for row in select(graph, query):
            found[row["x"]].setdefault(row.get("lang", ""), row["l"])
    local = {iri: iri.rstrip("/").rpartition("/")[2].rpartition("#")[2] for iri in wanted}
    return {
        iri: Name(iri, labels.get("zh") or labels.get("") or local[iri], labels.get("en", ""))
        for iri, labels in found.items()
    }


def select(graph: Graph, query: str) -> Iterator[dict[str, str]]:
    """The rows of a SELECT query, what is unbound left out."""
    results = graph.query(query)
    assert isinstance(results, ox.QuerySolutions)
    columns = [variable.value for variable in results.variables]
    for row in results:
        yield {name: row[name].value for name in columns if row[name] is not None}
