"""A store's quads, indexed once: what was asserted by subject and property, what was inferred as triples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import unquote

import pyoxigraph as ox

from ontology import BASE, MS

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
OA: Final = "http://www.w3.org/ns/oa#"

Triple = tuple[str, str, str]
# Links between things that are drawn as edges: everything in the project's own vocabulary, and these.
_LINKS: Final = frozenset((DCTERMS + "isReplacedBy", DCTERMS + "replaces"))
_NO_LINKS: Final = frozenset(MS + name for name in ("kind", "evidence"))


@dataclass(slots=True)
class Quads:
    """Asserted statements as ``subject -> property -> objects``; languages are kept, data types are not."""

    resources: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    literals: dict[str, dict[str, list[tuple[str, str]]]] = field(default_factory=dict)
    classes: dict[str, list[str]] = field(default_factory=dict)
    inferred: list[Triple] = field(default_factory=list)
    inverses: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, store: ox.Store, *, inferred: str) -> Self:
        """Reads a store once. ``inferred`` is the IRI of the graph that reasoning wrote."""
        quads = cls()
        for s, p, o, g in sorted(cls._plain(store)):
            if g == inferred:
                if isinstance(o, str):
                    quads.inferred.append((s, p, o))
            elif isinstance(o, str):
                if p == RDF + "type":
                    quads.classes.setdefault(o, []).append(s)
                quads.resources.setdefault(s, {}).setdefault(p, []).append(o)
                if p == OWL + "inverseOf":
                    quads.inverses.add(s)
            else:
                quads.literals.setdefault(s, {}).setdefault(p, []).append(o)
        return quads

    @staticmethod
    def _plain(store: ox.Store) -> Iterator[tuple[str, str, str | tuple[str, str], str]]:
        for quad in store:
            if not isinstance(quad.graph_name, ox.NamedNode):  # the default graph says it all over again
                continue
            graph = quad.graph_name.value
            if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
                continue
            if isinstance(quad.object, ox.Literal):
                yield (
                    quad.subject.value,
                    quad.predicate.value,
                    (quad.object.value, quad.object.language or ""),
                    graph,
                )
            else:
                yield quad.subject.value, quad.predicate.value, quad.object.value, graph

    def instances(self, cls: str) -> tuple[str, ...]:
        """All things of a class, sorted."""
        return tuple(sorted(set(self.classes.get(cls, ()))))

    def iris(self, subject: str, predicate: str) -> tuple[str, ...]:
        """All things that a property leads to, sorted."""
        return tuple(sorted(set(self.resources.get(subject, {}).get(predicate, ()))))

    def one(self, subject: str, predicate: str) -> str:
        """The first thing that a property leads to, or ""."""
        return next(iter(self.iris(subject, predicate)), "")

    def texts(self, subject: str, predicate: str) -> tuple[str, ...]:
        """All literals of a property, sorted."""
        return tuple(sorted({text for text, _ in self.literals.get(subject, {}).get(predicate, ())}))

    def text(self, subject: str, predicate: str) -> str:
        """The first literal of a property, or ""."""
        return next(iter(self.texts(subject, predicate)), "")

    def says(self, subject: str, predicate: str, thing: str) -> bool:
        """Whether a statement was asserted."""
        return thing in self.resources.get(subject, {}).get(predicate, ())

    def words(self, subject: str, name: str) -> tuple[str, ...]:
        """The literals of a property of SKOS."""
        return self.texts(subject, SKOS + name)

    def is_inverse(self, predicate: str) -> bool:
        """Whether a property is declared as the inverse of another (ms:contains, of ms:within)."""
        return predicate in self.inverses

    def label(self, iri: str) -> tuple[str, str]:
        """What a thing is called in Chinese and in English; its local name where it has no name at all.

        A unit's notation goes before its name: that is how it is written beside a number.
        """
        notation = self.text(iri, SKOS + "notation") if iri.startswith(BASE + "unit/") else ""
        for predicate in (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title"):
            zh, en = self._both(iri, predicate)
            if zh or en:
                return notation or zh or en, en
        local = unquote(iri.removeprefix(BASE).rsplit("/", 1)[-1].rsplit("#", 1)[-1])
        return notation or local, ""

    def definition(self, iri: str) -> tuple[str, str]:
        """What a term means, in Chinese and in English."""
        return self._both(iri, SKOS + "definition")

    def _both(self, iri: str, predicate: str) -> tuple[str, str]:
        by_language: dict[str, str] = {}
        for text, language in self.literals.get(iri, {}).get(predicate, ()):
            by_language.setdefault("en" if language.lower().startswith("en") else "zh", text)
        return by_language.get("zh", ""), by_language.get("en", "")

    def links(self) -> Iterator[Triple]:
        """Every asserted statement between two things."""
        for subject, statements in self.resources.items():
            for predicate, things in statements.items():
                own = predicate.startswith(MS) and predicate not in _NO_LINKS
                if own or predicate in _LINKS:
                    for thing in dict.fromkeys(things):
                        yield subject, predicate, thing

    def claims(self) -> dict[Triple, tuple[str, ...]]:
        """The evidence of each direct statement between two things."""
        found: dict[Triple, tuple[str, ...]] = {}
        for claim in self.instances(MS + "Claim"):
            triple = tuple(self.one(claim, MS + p) for p in ("subject", "predicate", "object"))
            key = (triple[0], triple[1], triple[2])
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *self.iris(claim, MS + "evidence"))))
        return found

    def evidence(self) -> Iterator[tuple[str, str, tuple[tuple[int, int], ...], str]]:
        """Each evidence: its IRI, its document, its spans in the order of the text, the printed phrase."""
        for iri in self.instances(MS + "Evidence"):
            spans, exact = [], ""
            for selector in self.iris(iri, OA + "hasSelector"):
                start, end = self.text(selector, OA + "start"), self.text(selector, OA + "end")
                if start.isdecimal() and end.isdecimal():
                    spans.append((int(start), int(end)))
                exact = self.text(selector, OA + "exact") or exact
            yield iri, self.one(iri, OA + "hasSource"), tuple(sorted(spans)), exact
