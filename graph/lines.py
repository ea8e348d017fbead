"""From a node of the graph back to the line of a fact file that says it."""

from collections.abc import Iterator
from typing import Final

from graph.corpus import Entry
from loaders import triples
from loaders.claims import Claim
from loaders.errors import Where
from loaders.names import iri
from ontology import MS, PREFIXES

# The property of the graph -> the fields of a fact file that it is written in, the likeliest first.
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    **{
        MS + name: fields
        for name, fields in {
            "indicator": ("indicator",),
            "place": ("place",),
            "observedIn": ("place",),
            "value": ("value",),
            "valueHigh": ("high", "value"),
            "unit": ("unit",),
            "asPrinted": ("printed",),
            "modifier": ("modifier",),
            "periodStart": ("period", "start", "when"),
            "periodEnd": ("period", "end", "when"),
            "year": ("period", "year", "issued"),
            "timeAsPrinted": ("when",),
            "programme": ("programme",),
            "implements": ("programme",),
            "domain": ("domain", "programme"),
            "population": ("group",),
            "institution": ("of",),
            "recognises": ("of",),
            "recognisedBy": ("by",),
            "kind": ("kind",),
            "status": ("status",),
            "evidence": ("at",),
            "within": ("in", "level"),
            "divisionCode": ("level",),
            "subject": ("s", "name"),
            "predicate": ("p", "partOf", "place", "in"),
            "object": ("o", "partOf", "place", "in"),
            "about": ("about",),
            "sha256": ("sha256",),
            **{n: (n,) for n in ("partOf", "carriedOutBy", "fundedBy", "supervisedBy", "cooperatesWith", "serves")},
        }.items()
    },
    PREFIXES["rdfs"] + "label": ("name", "title"),
    PREFIXES["skos"] + "altLabel": ("aliases",),
    PREFIXES["skos"] + "note": ("note",),
    PREFIXES["dcterms"] + "title": ("title",),
    PREFIXES["dcterms"] + "issued": ("issued",),
    PREFIXES["dcterms"] + "identifier": ("id",),
    PREFIXES["oa"] + "start": ("at", "also"),
    PREFIXES["oa"] + "end": ("at", "also"),
    PREFIXES["oa"] + "exact": ("printed", "at"),
}
Part = tuple[str | int, ...]


class Lines:
    """Where each node of some fact files is written: in one file or in several."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._claims: dict[str, list[tuple[Entry, Part]]] | None = None
        self._parts: dict[str, list[tuple[Entry, Part]]] = {}
        for entry in entries:
            for node, part in _parts(entry):
                self._parts.setdefault(node, []).append((entry, part))

    def where(self, node: str, path: str = "") -> Where | None:
        """The line of a node's claim, or of the field in it that a property (or a path that begins with one) is
        written in. Of several, the first that has the field."""
        return next(iter(self.every(node, path)), None)

    def every(self, node: str, path: str = "", value: str = "") -> list[Where]:
        """All such lines: more than one where a node is written twice; with ``value``, those that have it."""
        parts = self._parts.get(node) or self._parts.get(node.rpartition("/")[0]) or self._proved().get(node) or []
        predicate = path.lstrip("(^").partition(">")[0].lstrip("<")
        for field in _FIELDS.get(predicate, ()):
            if found := [(entry, (*part, field)) for entry, part in parts if (*part, field) in entry.file.lines]:
                exact = [(entry, part) for entry, part in found if value and _written(entry, part) == value]
                return list(dict.fromkeys(entry.file.where(*part) for entry, part in exact or found))
        return list(dict.fromkeys(entry.file.where(*part) for entry, part in parts))

    def _proved(self) -> dict[str, list[tuple[Entry, Part]]]:
        """Nodes that are written nowhere by name (ms:Claim), by their evidence."""
        if self._claims is None:
            self._claims = {}
            for entry in self._entries:
                for quad in entry.quads():
                    if quad.predicate.value == MS + "evidence":
                        node, evidence = str(quad.subject)[1:-1], str(quad.object)[1:-1]
                        found = [(e, part[:2]) for e, part in self._parts.get(evidence, ()) if e is entry]
                        self._claims.setdefault(node, []).extend(found)
        return self._claims


def _written(entry: Entry, part: Part) -> str:
    """What stands in a field, as a literal writes it."""
    found: object = entry.file.facts
    for step in part:
        found = found[step] if isinstance(step, int) and isinstance(found, tuple) else getattr(found, str(step), "")
    return str(found)


def _parts(entry: Entry) -> Iterator[tuple[str, Part]]:
    facts, key = entry.file.facts, entry.file.facts.document.key
    yield iri("doc", facts.document.id), ("document",)
    for part, node in triples.subjects(facts, entry.resolved).items():
        yield node, part
    for section, index, claim in entry.file.claims():
        for name, field in _evidence(claim, key):
            yield iri("ev", name), (section, index, *field)


def _evidence(claim: Claim, key: str) -> Iterator[tuple[str, Part]]:
    """The names of a claim's evidence, as :mod:`loaders.triples` makes them."""
    at = getattr(claim, "at", ())
    if at and hasattr(at[0], "start"):
        yield "-".join([key, *(f"{span.start}-{span.end}" for span in at)]), ("at",)
    for number, span in enumerate(getattr(claim, "also", ())):
        yield f"{key}-{span.start}-{span.end}", ("also", number)
