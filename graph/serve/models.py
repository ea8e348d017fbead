"""What each kind of page shows. A model is a plain mapping; the template of the same name lays it out."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from graph.serve.grouping import by_domain, compared, figures_by_domain
from graph.serve.proofs import href
from graph.serve.things import DCTERMS, INFERRED, RDF, RDFS, SKOS, Data, Thing
from ontology import MS

Model = dict[str, Any]
_PLACES: Final = frozenset(
    MS + name
    for name in (
        *("Place", "Country", "Province", "AutonomousRegion", "Municipality", "Prefecture", "District", "County"),
        *("AutonomousCounty", "CountyLevelCity", "DevelopmentZone", "Subdistrict", "Town", "Township", "Community"),
        *("Village", "Site"),
    )
)
_ACTORS: Final = ("carriedOutBy", "fundedBy", "supervisedBy", "cooperatesWith")
_RELATIONS: Final = (
    *("partOf", "hasPart", "basedOn", "uses", "produces", "addresses", "covers", "appliesTo", "serves", "succeeds"),
    *(
        "cooperatesWith",
        "affiliatedWith",
        "carriedOutBy",
        "fundedBy",
        "supervisedBy",
        "foundedBy",
        "operates",
        "hosts",
    ),
)
_SHOWN: Final = 200


def kind_of(data: Data, iri: str) -> str:
    """The name of the template for a thing."""
    for cls in data.classes(iri):
        name = cls.removeprefix(MS)
        if cls in _PLACES:
            return "place"
        if name in ("Outcome", "Target", "Input", "Parameter", "Figure"):
            return "figure"
        if name in KINDS:
            return KINDS[name][0]
    return "thing"


def model(data: Data, iri: str) -> tuple[str, Model]:
    """A thing's page: the template's name and what it shows."""
    kind = kind_of(data, iri)
    build = dict(KINDS.values()) | {"place": place, "figure": figure}
    found: Model = {
        "this": data.thing(iri),
        "classes": [data.thing(c) for c in data.classes(iri) if c not in (MS + "Place", MS + "Figure")],
        "other": _other_name(data, iri),
        "aliases": data.texts(iri, SKOS + "altLabel"),
        "definition": data.text(iri, SKOS + "definition"),
        "notes": [*data.texts(iri, SKOS + "scopeNote"), *data.texts(iri, SKOS + "note")],
        "evidence": data.evidence(iri),
        "statements": statements(data, iri),
    }
    if kind in build:
        found |= build[kind](data, iri)
    return kind, found


def _other_name(data: Data, iri: str) -> str:
    mine = data.thing(iri).lang
    labels = [
        t for t in data.out(iri, RDFS + "label") if isinstance(t, ox.Literal) and t.language not in (mine, None)
    ]
    return labels[0].value if labels else ""


def statements(data: Data, iri: str) -> Model:
    """Everything that is said of a thing: what it leads to, and what leads to it."""
    node = ox.NamedNode(iri)
    # A build's default graph repeats what the named graphs say, and does not tell what was inferred.
    merged = next(iter(data.store.named_graphs()), None) is not None
    own: dict[str, dict[str, tuple[Thing | str, str]]] = {}
    for quad in data.store.quads_for_pattern(node, None, None):
        if isinstance(quad.graph_name, ox.DefaultGraph) and merged:
            continue
        inferred = isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == INFERRED
        term = quad.object
        value: Thing | str = (
            data.thing(term.value) if isinstance(term, ox.NamedNode) else getattr(term, "value", "")
        )
        cells = own.setdefault(quad.predicate.value, {})
        # Where somebody states it too, it needs no proof.
        proof = href(iri, quad.predicate.value, str(term)) if inferred else ""
        cells[str(term)] = (value, proof and cells.get(str(term), (value, proof))[1])
    coming: dict[str, list[str]] = {}
    for quad in data.store.quads_for_pattern(None, None, node):
        if isinstance(quad.subject, ox.NamedNode) and not quad.predicate.value.endswith(("#subject", "#object")):
            subjects = coming.setdefault(quad.predicate.value, [])
            if len(subjects) <= _SHOWN * 5 and quad.subject.value not in subjects[-3:]:
                subjects.append(quad.subject.value)
    return {
        "own": [(data.thing(p), sorted(v.values(), key=str)) for p, v in sorted(own.items())],
        "coming": [
            (data.thing(p), data.things(list(dict.fromkeys(v))[:_SHOWN]), len(set(v)))
            for p, v in sorted(coming.items())
        ],
    }


def implementation_row(data: Data, iri: str) -> Model:
    """A programme at work in a place, as a row of a table."""
    start, end = data.one(iri, MS + "periodStart"), data.one(iri, MS + "periodEnd")
    return {
        "this": data.thing(iri),
        "programme": data.first(iri, MS + "programme"),
        "place": data.first(iri, MS + "place"),
        "status": data.many(iri, "status"),
        "since": start or "",
        "until": end or "",
        "when": " ".join(data.texts(iri, MS + "timeAsPrinted")),
        "actors": [(data.thing(MS + name), data.many(iri, name)) for name in _ACTORS if data.iris(iri, MS + name)],
        "serves": data.many(iri, "serves"),
        "evidence": data.evidence(iri),
    }


def place(data: Data, iri: str) -> Model:
    """A place with its programmes, figures by indicator and year, and what lies in it."""
    here = [i for i in data.coming(MS + "place", iri) if MS + "Implementation" in data.classes(i)]
    rows = [implementation_row(data, i) for i in here]
    own = {row["programme"].iri for row in rows if row["programme"]}
    inside = [p for p in data.iris(iri, MS + "runsWithin") if p not in own]
    direct = set(data.coming(MS + "observedIn", iri))
    figures_inside = [f for f in data.iris(iri, MS + "hasFigureWithin") if f not in direct]
    located = data.coming(MS + "place", iri)
    return {
        "facts": [
            ("divisionCode", data.texts(iri, MS + "divisionCode")),
            ("validFrom", data.texts(iri, MS + "validFrom")),
            ("validUntil", data.texts(iri, MS + "validUntil")),
        ],
        "within": _enclosing(data, iri),
        "replaced": data.things(data.iris(iri, DCTERMS + "isReplacedBy")),
        "replaces": data.things(data.coming(DCTERMS + "isReplacedBy", iri)),
        "contains": data.things(data.coming(MS + "within", iri))
        if len(data.coming(MS + "within", iri)) < 400
        else [],
        "programmes": by_domain(data, ((_domain(data, r["programme"]), r) for r in rows)),
        "programme_count": len(own),
        "inside": data.things(inside),
        "figures": figures_by_domain(data, direct),
        "figure_count": len(direct),
        "figures_inside": figures_by_domain(data, figures_inside) if len(figures_inside) <= 500 else [],
        "inside_count": len(figures_inside),
        "institutions": data.things(i for i in located if MS + "Institution" in data.classes(i)),
        "recognitions": data.things(i for i in located if MS + "Recognition" in data.classes(i)),
        "documents": data.things(data.coming(MS + "about", iri)),
    }


def _enclosing(data: Data, iri: str) -> list[Thing]:
    """The divisions around a place, from the smallest: each lies in all that come after it."""
    around = data.iris(iri, MS + "within")
    return [data.thing(a) for a in sorted(around, key=lambda a: (-len(data.iris(a, MS + "within")), a))]


def _domain(data: Data, programme: Thing | None) -> str:
    return (data.one(programme.iri, MS + "domain") or "") if programme else ""


def programme(data: Data, iri: str) -> Model:
    """A programme with its implementations side by side, and its figures."""
    rows = [implementation_row(data, i) for i in data.coming(MS + "implements", iri)]
    rows.sort(key=lambda row: row["place"].iri if row["place"] else "")
    about = data.coming(MS + "programme", iri)
    found = data.figures(f for f in about if MS + "Implementation" not in data.classes(f))
    return {
        "kind": data.many(iri, "kind"),
        "domain": data.many(iri, "domain"),
        "implementations": rows,
        "columns": [name for name in _ACTORS if any(data.iris(r["this"].iri, MS + name) for r in rows)],
        "column_names": {name: data.thing(MS + name) for name in _ACTORS},
        "figures": compared(found),
        "relations": relations(data, iri),
        "recognitions": data.things(data.coming(MS + "recognises", iri)),
    }


def relations(data: Data, iri: str) -> list[tuple[Thing, list[Thing]]]:
    """The links of a programme or an institution to others, by property."""
    return [(data.thing(MS + name), data.many(iri, name)) for name in _RELATIONS if data.iris(iri, MS + name)]


def figure(data: Data, iri: str) -> Model:
    """A figure with all that is known of it."""
    return {"figure": data.figure(iri), "also": data.texts(iri, SKOS + "note")}


def indicator(data: Data, iri: str) -> Model:
    """An indicator across districts and years."""
    found = data.figures(data.coming(MS + "indicator", iri))
    found.sort(key=lambda f: (f.role.iri, f.unit_iri, -f.number))
    return {
        "domain": data.many(iri, "domain"),
        "unit": data.many(iri, "unit"),
        "figures": compared(found),
        "places": len({f.place.iri for f in found if f.place}),
        "related": data.things(data.iris(iri, SKOS + "related")),
        "broader": data.things(data.iris(iri, SKOS + "broader")),
        "narrower": data.things(data.coming(SKOS + "broader", iri)),
    }


def institution(data: Data, iri: str) -> Model:
    """An institution: where, part of what, what it carries out, what is counted of it."""
    acts = [i for name in _ACTORS for i in data.coming(MS + name, iri) if MS + "Implementation" in data.classes(i)]
    return {
        "kind": data.many(iri, "kind"),
        "place": data.many(iri, "place"),
        "programmes": [implementation_row(data, i) for i in dict.fromkeys(acts)],
        "relations": relations(data, iri),
        "figures": compared(data.figures(data.coming(MS + "institution", iri))),
        "given": data.things(data.coming(MS + "recognisedBy", iri)),
        "received": data.things(data.coming(MS + "recognises", iri)),
    }


def group(data: Data, iri: str) -> Model:
    """People served: by which programmes, where, and how many."""
    return {
        "programmes": data.things([*data.iris(iri, MS + "reachedBy"), *data.coming(MS + "appliesTo", iri)]),
        "rows": [implementation_row(data, i) for i in data.coming(MS + "serves", iri) if "/implementation/" in i],
        "figures": compared(data.figures(data.coming(MS + "population", iri))),
    }


def recognition(data: Data, iri: str) -> Model:
    """An award, a national example, a report by a medium."""
    return {
        "kind": data.many(iri, "kind"),
        "of": data.many(iri, "recognises"),
        "by": data.many(iri, "recognisedBy"),
        "place": data.many(iri, "place"),
        "year": data.one(iri, MS + "year") or "",
    }


def implementation(data: Data, iri: str) -> Model:
    """A programme at work in a place."""
    row = implementation_row(data, iri)
    where = row["place"].iri if row["place"] else ""
    of = row["programme"].iri if row["programme"] else ""
    figures = (
        [f for f in data.coming(MS + "programme", of) if where in data.iris(f, MS + "observedIn")] if of else []
    )
    return {"row": row, "figures": compared(data.figures(figures))}


def document(data: Data, iri: str) -> Model:
    """A document with its figures in the order of the text."""
    found = [
        f for role in ("Outcome", "Target", "Input", "Parameter") for f in data.coming(RDF + "type", MS + role)
    ]
    mine = [f for f in data.figures(found) if any(e.document.iri == iri for e in f.evidence)]
    mine.sort(key=lambda f: next(e.start for e in f.evidence if e.document.iri == iri))
    return {
        "identifier": data.one(iri, DCTERMS + "identifier") or "",
        "issued": data.one(iri, DCTERMS + "issued") or "",
        "sha256": data.one(iri, MS + "sha256") or "",
        "about": data.many(iri, "about"),
        "figures": mine,
    }


KINDS: Final[Mapping[str, tuple[str, Callable[[Data, str], Model]]]] = {
    "Programme": ("programme", programme),
    "Implementation": ("implementation", implementation),
    "Institution": ("institution", institution),
    "BeneficiaryGroup": ("group", group),
    "Indicator": ("indicator", indicator),
    "Recognition": ("recognition", recognition),
    "Document": ("document", document),
}
