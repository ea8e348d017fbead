"""What a name means: the things of a kind by label, alias, code or IRI, and what is near where there is none."""

import difflib
from collections.abc import Sequence
from typing import Final, Literal

import pyoxigraph as ox

from graph.names import Name, named, select
from graph.store import Graph
from loaders.errors import UsageError
from ontology import PREFIXES
from queries import bind

Kind = Literal["programme", "indicator", "place", "institution"]
_KINDS: Final[dict[Kind, tuple[str, str, str]]] = {
    "programme": ("ms:Programme", "项目", "programme"),
    "indicator": ("ms:Indicator", "指标", "indicator"),
    "place": ("ms:Place", "地点", "place"),
    "institution": ("ms:Institution", "机构", "institution"),
}


def find(graph: Graph, kind: Kind, text: str) -> list[Name]:
    """The things of a kind that a name, an alias, a code or an IRI means. Raises UsageError where there is none."""
    return find_any(graph, (kind,), text)[1]


def find_any(graph: Graph, kinds: Sequence[Kind], text: str) -> tuple[Kind, list[Name]]:
    """The same for the first of several kinds that has such a thing, and that kind."""
    for kind in kinds:
        if found := _find(graph, kind, text):
            return kind, found
    labels = [row["l"] for kind in kinds for row in select(graph, _labels(kind))]
    zh = "或".join(_KINDS[kind][1] for kind in kinds)
    raise _unknown(zh, " or ".join(_KINDS[kind][2] for kind in kinds), text, labels)


def _labels(kind: Kind) -> str:
    """A query for what the things of a kind are called, of those that a document speaks of."""
    spoken = "?f ms:indicator ?x" if kind == "indicator" else f"?x a {_KINDS[kind][0]} ; ms:evidence ?e"
    return f"SELECT DISTINCT ?l {{ {spoken} . ?x rdfs:label|skos:prefLabel|skos:altLabel ?l }}"


def _unknown(zh: str, en: str, text: str, labels: Sequence[str]) -> UsageError:
    near = (
        difflib.get_close_matches(text, labels, 3, 0.3) or [label for label in labels if text and text in label][:3]
    )
    return UsageError(
        f"没有{zh}“{text}”" + (f"；是不是 {'、'.join(near)}？" if near else ""),
        f"no {en} {text}" + (f"; did you mean {', '.join(near)}?" if near else ""),
    )


def _find(graph: Graph, kind: Kind, text: str) -> list[Name]:
    cls = _KINDS[kind][0]
    prefix, colon, local = text.strip("<>").partition(":")
    if colon and (prefix in PREFIXES or local.startswith("//")):
        iri = PREFIXES[prefix] + local if prefix in PREFIXES else text.strip("<>")
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return []
        query = f"SELECT DISTINCT ?x {{ VALUES ?x {{ {node} }} ?x a {cls} }}"
    else:
        codes = " UNION { ?x ms:divisionCode ?_name }" if kind == "place" else ""
        said = "{ ?x rdfs:label|skos:prefLabel|skos:altLabel ?l FILTER (LCASE(STR(?l)) = LCASE(?_name)) }"
        query = bind(f"SELECT DISTINCT ?x {{ {{ ?x a {cls} . {said} }}{codes} }}", {"name": text.strip()})
    found = sorted({row["x"] for row in select(graph, query)})
    if (
        kind == "place" and len(found) > 1
    ):  # a name that many places of the list bear means those that figures are about
        listed = " ".join(str(ox.NamedNode(iri)) for iri in found)
        about = f"SELECT DISTINCT ?x {{ VALUES ?x {{ {listed} }} ?figure ms:place ?x }}"
        found = sorted({row["x"] for row in select(graph, about)}) or found[:1]
    return [named(graph, found)[iri] for iri in found]
