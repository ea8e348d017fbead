"""The graph as pages need it: what a thing is called, what is said of it, where that stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from graph.drawing.nodes import DOMAINS
from ontology import BASE, GRAPH, MS, PREFIXES

RDF: Final = PREFIXES["rdf"]
RDFS: Final = PREFIXES["rdfs"]
SKOS: Final = PREFIXES["skos"]
DCTERMS: Final = PREFIXES["dcterms"]
OA: Final = PREFIXES["oa"]
INFERRED: Final = GRAPH + "inferred"
ROLES: Final = ("Outcome", "Target", "Input", "Parameter")
_LABELS: Final = (RDFS + "label", SKOS + "prefLabel", DCTERMS + "title")

Subject = ox.NamedNode | ox.BlankNode


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a page: its IRI, the path of that page, its name and the language of the name."""

    iri: str
    href: str
    name: str
    lang: str

    @property
    def external(self) -> bool:
        """Whether the path leads away from this server."""
        return not self.href.startswith("/")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, ready to be shown."""

    thing: Thing
    indicator: Thing | None
    place: Thing | None
    programme: Thing | None
    population: Thing | None
    institution: Thing | None
    domain: Thing | None
    role: Thing
    number: Decimal
    value: str
    unit: str
    unit_iri: str
    printed: str
    modifiers: tuple[Thing, ...]
    period: str
    year: str
    when: str
    review: Thing | None
    evidence: tuple["Evidence", ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a document."""

    thing: Thing
    document: Thing
    identifier: str
    spans: tuple[tuple[int, int], ...]
    exact: str

    @property
    def where(self) -> str:
        """The spans as text: 2310–2316."""
        return ", ".join(f"{a}–{b}" for a, b in self.spans)

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.spans[0][0] if self.spans else 0


def href(iri: str) -> str:
    """The path of a thing's page here, or its own address where it is another's."""
    if iri.startswith(BASE):
        return "/id/" + quote(iri[len(BASE) :], safe="/-_.~")
    if iri.startswith(MS):
        return "/ontology#" + quote(iri[len(MS) :])
    if iri.startswith(GRAPH):
        return "/graph/" + quote(iri[len(GRAPH) :], safe="/")
    return iri if iri.startswith(("http://", "https://")) else "#"


class Data:
    """A store in one language. Looks triples up, which costs less than to ask a query for each."""

    def __init__(self, store: ox.Store, lang: str) -> None:
        self.store, self.lang = store, lang
        self.thing = lru_cache(maxsize=20_000)(self._thing)

    # ---- triples ---------------------------------------------------------------------------------------------

    def out(self, iri: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """The objects of a property, each once, sorted."""
        quads = self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None)
        return sorted({q.object for q in quads if isinstance(q.object, ox.NamedNode | ox.Literal)}, key=str)

    def iris(self, iri: str, predicate: str) -> list[str]:
        """The things a property leads to."""
        return [term.value for term in self.out(iri, predicate) if isinstance(term, ox.NamedNode)]

    def one(self, iri: str, predicate: str) -> str | None:
        """The first thing or value of a property."""
        return next((term.value for term in self.out(iri, predicate)), None)

    def coming(self, predicate: str, iri: str) -> list[str]:
        """The things that a property leads from, sorted."""
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(iri))
        return sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})

    def exists(self, iri: str) -> bool:
        """Whether anything is said of it."""
        return next(iter(self.store.quads_for_pattern(ox.NamedNode(iri), None, None)), None) is not None

    def classes(self, iri: str) -> list[str]:
        """Its classes in the project's own vocabulary."""
        return [c for c in self.iris(iri, RDF + "type") if c.startswith(MS)]

    # ---- names -----------------------------------------------------------------------------------------------

    def texts(self, iri: str, predicate: str) -> list[str]:
        """The texts of a property in the reader's language, or else in the other."""
        found = [term for term in self.out(iri, predicate) if isinstance(term, ox.Literal)]
        mine = [t.value for t in found if t.language == self.lang]
        return mine or [t.value for t in found]

    def text(self, iri: str, predicate: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.texts(iri, predicate)), "")

    def _thing(self, iri: str) -> Thing:
        for predicate in _LABELS:
            labels = {t.language or "": t.value for t in self.out(iri, predicate) if isinstance(t, ox.Literal)}
            for lang in (self.lang, "zh", "en", ""):
                if lang in labels:
                    return Thing(iri, href(iri), labels[lang], lang or "zh")
        local = iri.removeprefix(BASE) if iri.startswith(BASE + "evidence/") else iri.rstrip("/").rpartition("/")[2]
        return Thing(iri, href(iri), local.rpartition("#")[2] or iri, "zh")

    def things(self, iris: Iterable[str]) -> list[Thing]:
        """Things by name, in the order of the names; divisions in the order of their codes."""
        found = [self.thing(iri) for iri in dict.fromkeys(iris)]
        place = BASE + "place/"
        return sorted(found, key=lambda t: (t.iri if t.iri.startswith(place) else "", t.name))

    def first(self, iri: str, predicate: str) -> Thing | None:
        """The thing a property leads to."""
        found = self.iris(iri, predicate)
        return self.thing(found[0]) if found else None

    def many(self, iri: str, *names: str) -> list[Thing]:
        """The things that properties of the project's vocabulary lead to."""
        return self.things(value for name in names for value in self.iris(iri, MS + name))

    # ---- evidence and figures --------------------------------------------------------------------------------

    def evidence(self, iri: str) -> tuple[Evidence, ...]:
        """Where it is said, in the order of documents and characters."""
        found = [self.place_in_text(one) for one in self.iris(iri, MS + "evidence")]
        return tuple(sorted(found, key=lambda e: (e.identifier, e.start)))

    def place_in_text(self, iri: str) -> Evidence:
        """One piece of evidence."""
        document = self.one(iri, OA + "hasSource") or ""
        spans, exact = [], ""
        for selector in self.iris(iri, OA + "hasSelector"):
            start, end = self.one(selector, OA + "start"), self.one(selector, OA + "end")
            if start and end and start.isdecimal() and end.isdecimal():
                spans.append((int(start), int(end)))
            exact = self.one(selector, OA + "exact") or exact
        identifier = self.one(document, DCTERMS + "identifier") or "" if document else ""
        shown = self.thing(document) if document else Thing("", "#", "", "zh")
        return Evidence(self.thing(iri), shown, identifier, tuple(sorted(spans)), exact)

    def figure(self, iri: str) -> Figure:
        """One number with all that is known of it."""
        value, high = Decimal(self.one(iri, MS + "value") or "0"), self.one(iri, MS + "valueHigh")
        unit = self.one(iri, MS + "unit") or ""
        roles = [c for c in self.classes(iri) if c.removeprefix(MS) in ROLES]
        return Figure(
            thing=self.thing(iri),
            indicator=self.first(iri, MS + "indicator"),
            place=self.first(iri, MS + "place"),
            programme=self.first(iri, MS + "programme"),
            population=self.first(iri, MS + "population"),
            institution=self.first(iri, MS + "institution"),
            domain=self.first(iri, MS + "domain"),
            role=self.thing(roles[0] if roles else MS + "Figure"),
            number=value,
            value=number(value) + (f"–{number(Decimal(high))}" if high else ""),
            unit=(self.one(unit, SKOS + "notation") or self.thing(unit).name) if unit else "",
            unit_iri=unit,
            printed=self.one(iri, MS + "asPrinted") or "",
            modifiers=tuple(self.many(iri, "modifier")),
            period=period(self.one(iri, MS + "periodStart"), self.one(iri, MS + "periodEnd")),
            year=self.one(iri, MS + "year") or "",
            when=self.one(iri, MS + "timeAsPrinted") or "",
            review=self.first(iri, MS + "reviewStatus"),
            evidence=self.evidence(iri),
        )

    def figures(self, iris: Iterable[str]) -> list[Figure]:
        """Figures by domain, indicator, place and time."""
        found = [self.figure(iri) for iri in dict.fromkeys(iris)]
        return sorted(found, key=_figure_order)


def _figure_order(figure: Figure) -> tuple[int, str, str, str, str]:
    domain = figure.domain.iri.rpartition("/")[2] if figure.domain else ""
    rank = DOMAINS.index(domain) if domain in DOMAINS else len(DOMAINS)
    indicator = figure.indicator.name if figure.indicator else ""
    place = figure.place.iri if figure.place else ""
    return rank, indicator, place, figure.period or figure.year, figure.thing.iri


def number(value: Decimal) -> str:
    """A number as people read it.

    >>> number(Decimal("254000.0")), number(Decimal("0.5"))
    ('254,000', '0.5')
    """
    whole = value == value.to_integral()
    return f"{int(value):,}" if whole else f"{value.normalize():,f}"


def period(start: str | None, end: str | None) -> str:
    """A period as short as it can be said.

    >>> period("2021-01-01", "2021-12-31"), period("2021-03-01", "2021-03-31"), period("2019-05-01", None)
    ('2021', '2021-03', '2019-05-01 –')
    """
    if start and end:
        if start[5:] == "01-01" and end[5:] == "12-31":
            return start[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
        if start[:7] == end[:7] and start.endswith("-01") and end[8:] in ("28", "29", "30", "31"):
            return start[:7]
        return start if start == end else f"{start} – {end}"
    return f"{start} –" if start else f"– {end}" if end else ""
