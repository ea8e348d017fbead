"""The network that people look at: nodes, edges and what is folded into them, read from a store.

Places, programmes, domains, institutions, groups, recognitions and documents are nodes. An implementation is
an edge between a place and a programme, and the edges from its programme to those who run it and whom it
serves; a figure is folded into its place and programme. What was asserted keeps its evidence; what was
inferred says so.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.drawing.nodes import (
    DISTRICTS,
    Edge,
    Evidence,
    Figure,
    Implementation,
    Kind,
    Network,
    Node,
    Term,
    mentioned,
)
from graph.drawing.quads import DCTERMS, Quads
from graph.drawing.reasons import explained
from graph.reasoning.prooftext import WORDS
from graph.results import show
from ontology import GRAPH, MS

PLACES: Final = (
    "Place", "Country", "Province", "Municipality", "Prefecture", "District", "County", "AutonomousCounty",
    "DevelopmentZone", "Subdistrict", "Town", "Township", "Community", "Village", "Site",
)  # fmt: skip
KINDS: Final[dict[str, Kind]] = {
    "Programme": "programme",
    "Institution": "institution",
    "BeneficiaryGroup": "group",
    "Recognition": "recognition",
    "Document": "document",
    **dict.fromkeys(PLACES, "place"),
}
ROLES: Final = ("Outcome", "Target", "Input", "Parameter")
ACTORS: Final = ("carriedOutBy", "fundedBy", "supervisedBy", "cooperatesWith")
# Literals that the details panel shows as they are.
NOTES: Final = (
    MS + "divisionCode",
    MS + "validFrom",
    MS + "validUntil",
    DCTERMS + "issued",
    MS + "year",
    MS + "timeAsPrinted",
)
# So many places in the text stand under a step of a proof.
_FEW: Final = 3
# Of several inferred statements that join the same two nodes, the first of these is drawn.
SHORT_CUTS: Final = (
    MS + "runs", MS + "runsWithin", MS + "carriesOut", MS + "reaches", MS + "actsIn", MS + "honouredBy",
    MS + "within", MS + "partOf",
)  # fmt: skip


def read(store: ox.Store) -> Network:
    """Reads the network from a store's named graphs. Places that no document speaks of are left out."""
    return _Reader(store).network()


class _Reader:
    """What is needed to find out what belongs where. Used once."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.quads = quads = Quads.read(store, inferred=GRAPH + "inferred")
        self.kinds: dict[str, Kind] = {}
        self.types: dict[str, str] = {}
        for name, kind in KINDS.items():
            for iri in quads.instances(MS + name):
                self.kinds[iri] = kind
                self.types[iri] = quads.one(iri, MS + "kind") or MS + name
        figures = tuple(iri for role in ROLES for iri in quads.instances(MS + role))
        for domain in sorted({d for s in (*self.kinds, *figures) for d in quads.iris(s, MS + "domain")}):
            self.kinds[domain], self.types[domain] = "domain", MS + "domain"
        places = {iri for iri, kind in self.kinds.items() if kind == "place"}
        self.within = {p: parents[0] for p in places if (parents := quads.iris(p, MS + "within"))}
        self.impls = tuple(self._implementations())
        self.figures = tuple(self._figures())
        self._drop_silent_places(places)

    def network(self) -> Network:
        asserted = tuple(self._asserted())
        drawn = sorted((*asserted, *self._inferred(asserted)), key=lambda e: (e.source, e.predicate, e.target))
        claims = self.quads.claims()
        edges, steps = explained(self.store, drawn, lambda t: claims.get(t) or self._of_subject(t[0]))
        evidence = tuple(self._evidence())
        nodes = tuple(self._nodes(edges))
        seen = {n.iri for n in nodes}
        words = mentioned(nodes, edges, self.impls, self.figures, evidence, steps) | {MS + c for c in KINDS}
        terms = {w: self._term(w) for w in sorted(words - seen)}
        within = {p: q for p, q in sorted(self.within.items()) if p in seen and q in seen}
        return Network(nodes, edges, self.impls, self.figures, evidence, steps, terms, within)

    def _drop_silent_places(self, places: set[str]) -> None:
        spoken = {i.place for i in self.impls} | {f.place for f in self.figures}
        for s, _, o in self.quads.links():
            if self.kinds.get(s, "place") != "place" and o in places:
                spoken.add(o)
        spoken |= {p for p in places if self.quads.iris(p, MS + "evidence")}
        for place in tuple(spoken):
            spoken.update(self._up(place))
        for place in places - spoken:
            del self.kinds[place]

    def _up(self, place: str) -> Iterator[str]:
        """The place and what it lies in, from the smallest to the largest."""
        seen: set[str] = set()
        while place and place not in seen:
            seen.add(place)
            yield place
            place = self.within.get(place, "")

    def _district(self, place: str) -> str:
        return next((p for p in self._up(place) if self.types.get(p) in DISTRICTS and p in self.kinds), "")

    def _implementations(self) -> Iterator[Implementation]:
        q = self.quads
        for iri in q.instances(MS + "Implementation"):
            actors = tuple((MS + a, inst) for a in ACTORS for inst in q.iris(iri, MS + a))
            yield Implementation(
                iri,
                q.one(iri, MS + "programme"),
                q.one(iri, MS + "place"),
                q.one(iri, MS + "status"),
                q.text(iri, MS + "periodStart"),
                q.text(iri, MS + "periodEnd"),
                q.text(iri, MS + "timeAsPrinted"),
                actors,
                q.iris(iri, MS + "serves"),
                q.iris(iri, MS + "evidence"),
            )

    def _figures(self) -> Iterator[Figure]:
        q = self.quads
        found = sorted((iri, MS + role) for role in ROLES for iri in q.instances(MS + role))
        for iri, role in found:
            resources = {p: q.one(iri, MS + p) for p in ("indicator", "place", "programme", "domain", "unit")}
            texts = {p: q.text(iri, MS + p) for p in ("value", "valueHigh", "asPrinted")}
            year = q.text(iri, MS + "year") if not q.text(iri, MS + "periodStart") else ""
            yield Figure(
                iri,
                role,
                resources["indicator"],
                resources["place"],
                resources["programme"],
                resources["domain"],
                texts["value"],
                texts["valueHigh"],
                resources["unit"],
                texts["asPrinted"],
                q.iris(iri, MS + "modifier"),
                f"{year}-01-01" if year else q.text(iri, MS + "periodStart"),
                f"{year}-12-31" if year else q.text(iri, MS + "periodEnd"),
                q.text(iri, MS + "timeAsPrinted"),
                q.one(iri, MS + "population"),
                q.one(iri, MS + "institution"),
                q.one(iri, MS + "reviewStatus"),
                q.iris(iri, MS + "evidence"),
            )

    def _asserted(self) -> Iterator[Edge]:
        claims = self.quads.claims()
        for s, p, o in self.quads.links():
            if s in self.kinds and o in self.kinds and s != o:
                yield Edge(s, p, o, False, (), claims.get((s, p, o)) or self.quads.iris(s, MS + "evidence"))
        folded: dict[tuple[str, str, str], list[Implementation]] = {}
        for i in self.impls:
            ends = [(i.place, MS + "runs", i.programme)]
            ends += [(i.programme, p, actor) for p, actor in i.actors]
            ends += [(i.programme, MS + "serves", group) for group in i.serves]
            for end in ends:
                if end[0] in self.kinds and end[2] in self.kinds:
                    folded.setdefault(end, []).append(i)
        for (s, p, o), which in sorted(folded.items()):
            if not self.quads.says(s, p, o):
                proof = tuple(dict.fromkeys(e for i in which for e in i.evidence))
                yield Edge(s, p, o, False, tuple(i.iri for i in which), proof)

    def _inferred(self, asserted: Iterable[Edge]) -> Iterator[Edge]:
        """One edge for every two nodes that reasoning joined and nobody had joined before."""
        known = {frozenset((e.source, e.target)) for e in asserted}
        best: dict[frozenset[str], tuple[int, int, str, str, str]] = {}
        for s, p, o in self.quads.inferred:
            pair = frozenset((s, o))
            if s in self.kinds and o in self.kinds and s != o and pair not in known and p.startswith(MS):
                rank = SHORT_CUTS.index(p) if p in SHORT_CUTS else len(SHORT_CUTS)
                best[pair] = min(best.get(pair, (99, 0, "", "", "")), (rank, self.quads.is_inverse(p), p, s, o))
        for _, _, p, s, o in best.values():
            yield Edge(s, p, o, True)

    def _nodes(self, edges: Iterable[Edge]) -> Iterator[Node]:
        q = self.quads
        districts, domains = self._belonging(edges)
        for iri, kind in sorted(self.kinds.items()):
            notes = tuple((p, v) for p in NOTES for v in q.texts(iri, p))
            alt = tuple(sorted(set(q.words(iri, "altLabel"))))
            zh, en = q.label(iri)
            yield Node(
                iri,
                kind,
                zh,
                en,
                alt,
                self.types[iri],
                domains[iri],
                districts[iri],
                notes,
                q.iris(iri, MS + "evidence"),
            )

    def _belonging(self, edges: Iterable[Edge]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """For each node the districts and the domains it has to do with, its own or its neighbours'."""
        places: dict[str, set[str]] = {iri: set() for iri in self.kinds}
        domains = {iri: set(self.quads.iris(iri, MS + "domain")) & self.kinds.keys() for iri in self.kinds}
        beside: dict[str, set[str]] = {iri: set() for iri in self.kinds}
        for iri, kind in self.kinds.items():
            if kind == "place":
                places[iri] = {self._district(iri) or iri}
            elif kind == "domain":
                domains[iri] = {iri}
        for e in edges:
            if e.inferred or "domain" in (self.kinds[e.source], self.kinds[e.target]):
                continue
            beside[e.source].add(e.target)
            beside[e.target].add(e.source)
            for a, b in ((e.source, e.target), (e.target, e.source)):
                if self.kinds[a] != "place" and self.kinds[b] == "place":
                    places[a].add(self._district(b) or b)
        for f in self.figures:
            if f.programme in places and f.place in self.kinds:
                places[f.programme].add(self._district(f.place) or f.place)
        for kinds in (("programme",), ("institution", "recognition"), ("programme", "group")):
            lost = {i for i, k in self.kinds.items() if k in kinds and not places[i]}
            found = {i: {p for b in beside[i] - lost for p in places[b]} for i in sorted(lost)}
            places.update(found)
        for iri, kind in self.kinds.items():
            if kind not in ("programme", "place", "domain"):
                domains[iri] = {d for b in beside[iri] if self.kinds[b] == "programme" for d in domains[b]}
        return (
            {i: tuple(sorted(p)) for i, p in places.items()},
            {i: tuple(sorted(d)) for i, d in domains.items()},
        )

    def _evidence(self) -> Iterator[Evidence]:
        for iri, document, spans, exact in self.quads.evidence():
            yield Evidence(iri, document, spans, exact)

    def _of_subject(self, iri: str) -> tuple[str, ...]:
        """The evidence of a thing, where it is about one statement and not about all that is known of a district."""
        return () if self.kinds.get(iri) == "place" else self.quads.iris(iri, MS + "evidence")[:_FEW]

    def _term(self, iri: str) -> Term:
        zh, en = WORDS.get(show(ox.NamedNode(iri))) or self.quads.label(iri) if "://" in iri else (iri, iri)
        means = self.quads.definition(iri) if iri.startswith(MS) else ("", "")
        return Term(zh, en, *means)
