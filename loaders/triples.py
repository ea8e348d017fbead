"""From claims to triples: the one module that knows how a claim looks in RDF.

Everything a document says goes into one named graph; everything has an IRI, never a blank node, so that a document
loaded twice is one graph. What is a node carries ``ms:evidence``; a direct triple between two things has an
``ms:Claim`` beside it that does.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from loaders import periods
from loaders.claims import Facts, Figure, Implementation, Institution, Programme, Recognition, Role, Spans
from loaders.names import graph, iri, local_name, plain, term
from loaders.resolve import Resolved
from ontology import PREFIXES

_RDF_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = ox.NamedNode(PREFIXES["rdfs"] + "label")
_ALT: Final = ox.NamedNode(PREFIXES["skos"] + "altLabel")
_DECIMAL: Final = ox.NamedNode(PREFIXES["xsd"] + "decimal")
_INTEGER: Final = ox.NamedNode(PREFIXES["xsd"] + "integer")
_DATE: Final = ox.NamedNode(PREFIXES["xsd"] + "date")
_ROLE: Final[dict[Role, str]] = {
    "outcome": "Outcome",
    "target": "Target",
    "input": "Input",
    "parameter": "Parameter",
}
# Words that are shown whole; longer stretches keep positions only, so that no sentence of a source is stored.
_QUOTABLE: Final = 20
_ACTORS: Final = ("carriedOutBy", "fundedBy", "supervisedBy", "cooperatesWith")

Object = ox.NamedNode | ox.Literal


def quads(facts: Facts, resolved: Resolved, status: str = "reviewed") -> Iterator[ox.Quad]:
    """The triples of one document, in its own named graph. ``status`` is ``reviewed`` or ``extracted``.

    ``resolved`` says which place, unit and concept each name of the document means.
    """
    return _Writer(facts, resolved, status).quads()


@dataclass(slots=True)
class _Writer:
    facts: Facts
    resolved: Resolved
    status: str
    out: dict[ox.Quad, None] = field(default_factory=dict)
    graph: ox.NamedNode = field(init=False)

    def quads(self) -> Iterator[ox.Quad]:
        self.graph = ox.NamedNode(graph(self.facts.document.id))
        self._document()
        for place in self.facts.places:
            self._place(place.name, place.aliases, place.at)
        for programme in self.facts.programmes:
            self._programme(programme)
        for institution in self.facts.institutions:
            self._institution(institution)
        for group in self.facts.groups:
            node = self._named("group", "BeneficiaryGroup", group.name, group.aliases)
            self._evidence(node, group.at)
        for implementation in self.facts.implementations:
            self._implementation(implementation)
        for recognition in self.facts.recognitions:
            self._recognition(recognition)
        for relation in self.facts.relations:
            predicate = relation.p
            if predicate == "locatedIn":  # the fact files' word for both
                predicate = "within" if relation.s in self.resolved.places else "place"
            self._claim(self.resolved.thing(relation.s), predicate, self.resolved.thing(relation.o), relation.at)
        for figure in self.facts.figures:
            self._figure(figure)
        return iter(self.out)

    # ---- one kind of claim each ------------------------------------------------------------------------------------

    def _document(self) -> None:
        document = self.facts.document
        node = ox.NamedNode(iri("doc", document.id))
        self._add(node, _RDF_TYPE, ox.NamedNode(term("Document")))
        self._add(node, _LABEL, ox.Literal(document.title, language="zh"))
        dc = PREFIXES["dcterms"]
        self._add(node, ox.NamedNode(dc + "title"), ox.Literal(document.title, language="zh"))
        self._add(node, ox.NamedNode(dc + "identifier"), ox.Literal(document.id))
        if document.issued:
            datatype = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(document.issued)]
            issued = ox.Literal(document.issued, datatype=ox.NamedNode(PREFIXES["xsd"] + datatype))
            self._add(node, ox.NamedNode(dc + "issued"), issued)
            self._say(node, "year", _integer(int(document.issued[:4])))
        self._say(node, "sha256", ox.Literal(document.sha256))
        for name in document.about:
            self._say(node, "about", ox.NamedNode(self.resolved.place(name).iri))

    def _place(self, name: str, aliases: tuple[str, ...], at: Spans) -> None:
        place = self.resolved.place(name)
        node = ox.NamedNode(place.iri)
        for quad in place.quads(self.graph):
            self.out[quad] = None
        for alias in aliases:
            self._add(node, _ALT, ox.Literal(alias, language="zh"))
        self._evidence(node, at)
        if place.made_up and place.parent:
            self._claim(node, "within", ox.NamedNode(place.parent), at)

    def _programme(self, programme: Programme) -> None:
        node = self._named("prog", "Programme", programme.name, programme.aliases)
        self._say(node, "kind", self.resolved.concept("kind", programme.kind))
        self._say(node, "domain", self.resolved.concept("dom", programme.domain))
        self._evidence(node, programme.at)
        for whole in programme.partOf:
            self._claim(node, "partOf", ox.NamedNode(iri("prog", whole)), programme.at)

    def _institution(self, institution: Institution) -> None:
        node = self._named("inst", "Institution", institution.name, institution.aliases)
        self._say(node, "kind", self.resolved.concept("kind", institution.kind))
        self._evidence(node, institution.at)
        if institution.place:
            where = ox.NamedNode(self.resolved.place(institution.place).iri)
            self._claim(node, "place", where, institution.at)
        for whole in institution.partOf:
            self._claim(node, "partOf", ox.NamedNode(iri("inst", whole)), institution.at)

    def _implementation(self, claim: Implementation) -> None:
        place = self.resolved.place(claim.place)
        node = ox.NamedNode(iri("impl", f"{local_name(claim.programme)}-{place.code}"))
        programme = ox.NamedNode(iri("prog", claim.programme))
        self._add(node, _RDF_TYPE, ox.NamedNode(term("Implementation")))
        self._add(node, _LABEL, ox.Literal(f"{claim.programme}（{place.name}）", language="zh"))
        self._say(node, "programme", programme)
        self._say(node, "implements", programme)
        self._say(node, "place", ox.NamedNode(place.iri))
        if claim.status:
            self._say(node, "status", self.resolved.concept("status", claim.status))
        if claim.start:
            self._day(node, "periodStart", periods.parse(claim.start).start)
        if claim.end:
            self._day(node, "periodEnd", periods.parse(claim.end).end)
        if claim.when:
            self._say(node, "timeAsPrinted", ox.Literal(plain(claim.when)))
        for actor in _ACTORS:
            for name in getattr(claim, actor):
                self._say(node, actor, self.resolved.thing(name))
        for name in claim.serves:
            self._say(node, "serves", self.resolved.thing(name))
        self._evidence(node, claim.at)

    def _recognition(self, claim: Recognition) -> None:
        node = ox.NamedNode(iri("rec", f"{self.facts.document.key}-{local_name(claim.name)}"))
        self._add(node, _RDF_TYPE, ox.NamedNode(term("Recognition")))
        self._add(node, _LABEL, ox.Literal(claim.name, language="zh"))
        self._say(node, "kind", self.resolved.concept("kind", claim.kind))
        self._say(node, "recognises", self.resolved.thing(claim.of))
        for name in claim.by:
            self._say(node, "recognisedBy", self.resolved.thing(name))
        if claim.place:
            self._say(node, "place", ox.NamedNode(self.resolved.place(claim.place).iri))
        if claim.year:
            self._say(node, "year", _integer(claim.year))
        self._evidence(node, claim.at)

    def _figure(self, claim: Figure) -> None:
        place = self.resolved.place(claim.place)
        node = ox.NamedNode(iri("fig", f"{self.facts.document.key}-{claim.at[0].start}"))
        indicator = self.resolved.concept("ind", claim.indicator)
        self._add(node, _RDF_TYPE, ox.NamedNode(term(_ROLE[claim.role])))
        printed = f"{place.name} {self.resolved.label('ind', claim.indicator)} {claim.printed}"
        self._add(node, _LABEL, ox.Literal(printed, language="zh"))
        self._say(node, "indicator", indicator)
        self._say(node, "place", ox.NamedNode(place.iri))
        self._say(node, "observedIn", ox.NamedNode(place.iri))
        self._say(node, "value", _number(claim.value))
        if claim.high is not None:
            self._say(node, "valueHigh", _number(claim.high))
        self._say(node, "unit", self.resolved.concept("unit", claim.unit))
        self._say(node, "asPrinted", ox.Literal(claim.printed))
        for name in claim.modifier:
            self._say(node, "modifier", self.resolved.concept("mod", name))
        if claim.programme:
            self._say(node, "programme", ox.NamedNode(iri("prog", claim.programme)))
        if domain := claim.domain or self._domain(claim.programme):
            self._say(node, "domain", self.resolved.concept("dom", domain))
        if claim.period:
            period = periods.parse(claim.period)
            self._day(node, "periodStart", period.start)
            self._day(node, "periodEnd", period.end)
            if period.year:
                self._say(node, "year", _integer(period.year))
        if claim.when:
            self._say(node, "timeAsPrinted", ox.Literal(plain(claim.when)))
        if claim.group:
            self._say(node, "population", self.resolved.thing(claim.group))
        if claim.of:
            self._say(node, "institution", self.resolved.thing(claim.of))
        if claim.note:
            self._add(node, ox.NamedNode(PREFIXES["skos"] + "note"), ox.Literal(claim.note, language="zh"))
        self._say(node, "reviewStatus", ox.NamedNode(term(self.status)))
        self._evidence(node, claim.at, claim.printed)
        for span in claim.also:
            self._evidence(node, (span,), span.words or claim.printed)

    # ---- the small pieces ------------------------------------------------------------------------------------------

    def _domain(self, programme: str | None) -> str | None:
        return next((p.domain for p in self.facts.programmes if p.name == programme), None)

    def _named(self, prefix: str, cls: str, name: str, aliases: tuple[str, ...]) -> ox.NamedNode:
        node = ox.NamedNode(iri(prefix, name))
        self._add(node, _RDF_TYPE, ox.NamedNode(term(cls)))
        self._add(node, _LABEL, ox.Literal(name, language="zh"))
        for alias in aliases:
            self._add(node, _ALT, ox.Literal(alias, language="zh"))
        return node

    def _claim(self, s: ox.NamedNode, predicate: str, o: ox.NamedNode, at: Spans) -> None:
        """A direct triple, and the node beside it that carries its evidence."""
        self._say(s, predicate, o)
        name = hashlib.sha256(f"{s.value} {predicate} {o.value}".encode()).hexdigest()[:10]
        node = ox.NamedNode(iri("claim", f"{self.facts.document.key}-{name}"))
        self._add(node, _RDF_TYPE, ox.NamedNode(term("Claim")))
        self._say(node, "subject", s)
        self._say(node, "predicate", ox.NamedNode(term(predicate)))
        self._say(node, "object", o)
        self._evidence(node, at)

    def _evidence(self, node: ox.NamedNode, at: Spans, printed: str | None = None) -> None:
        """Where it stands: one position selector a stretch, and the words where they are few (W3C Web Annotation)."""
        document = self.facts.document
        name = "-".join([document.key, *(f"{span.start}-{span.end}" for span in at)])
        evidence = ox.NamedNode(iri("ev", name))
        self._say(node, "evidence", evidence)
        self._add(evidence, _RDF_TYPE, ox.NamedNode(term("Evidence")))
        oa = PREFIXES["oa"]
        self._add(evidence, ox.NamedNode(oa + "hasSource"), ox.NamedNode(iri("doc", document.id)))
        for number, span in enumerate(at, 1):
            selector = ox.NamedNode(f"{evidence.value}/position" + (f"-{number}" if len(at) > 1 else ""))
            self._add(evidence, ox.NamedNode(oa + "hasSelector"), selector)
            self._add(selector, _RDF_TYPE, ox.NamedNode(oa + "TextPositionSelector"))
            self._add(selector, ox.NamedNode(oa + "start"), _integer(span.start))
            self._add(selector, ox.NamedNode(oa + "end"), _integer(span.end))
        words = printed or "".join(span.words for span in at)
        if words and "…" not in words and len(words) <= _QUOTABLE:
            selector = ox.NamedNode(f"{evidence.value}/quote")
            self._add(evidence, ox.NamedNode(oa + "hasSelector"), selector)
            self._add(selector, _RDF_TYPE, ox.NamedNode(oa + "TextQuoteSelector"))
            self._add(selector, ox.NamedNode(oa + "exact"), ox.Literal(words))

    def _day(self, node: ox.NamedNode, predicate: str, day: date | None) -> None:
        if day:
            self._say(node, predicate, ox.Literal(day.isoformat(), datatype=_DATE))

    def _say(self, s: ox.NamedNode, predicate: str, o: Object) -> None:
        self._add(s, ox.NamedNode(term(predicate)), o)

    def _add(self, s: ox.NamedNode, p: ox.NamedNode, o: Object) -> None:
        self.out[ox.Quad(s, p, o, self.graph)] = None


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_INTEGER)


def _number(value: Decimal) -> ox.Literal:
    return ox.Literal(format(value, "f"), datatype=_DECIMAL)


def subjects(facts: Facts, resolved: Resolved) -> dict[tuple[str, int], str]:
    """The IRI that each claim of a document is about, by section and index; for messages that lead back to a line."""
    key = facts.document.key
    found = {("figures", i): iri("fig", f"{key}-{f.at[0].start}") for i, f in enumerate(facts.figures)}
    found |= {
        ("implementations", i): iri("impl", f"{local_name(c.programme)}-{resolved.place(c.place).code}")
        for i, c in enumerate(facts.implementations)
    }
    found |= {
        ("recognitions", i): iri("rec", f"{key}-{local_name(c.name)}") for i, c in enumerate(facts.recognitions)
    }
    found |= {("places", i): resolved.place(c.name).iri for i, c in enumerate(facts.places)}
    for section, prefix in (("programmes", "prog"), ("institutions", "inst"), ("groups", "group")):
        found |= {(section, i): iri(prefix, c.name) for i, c in enumerate(getattr(facts, section))}
    return found
