"""Pages, made in a worker: a thing's page, search, lists, the vocabulary, the query page; HTML, or the same as data."""

import json
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from graph.serve import answers, models, proofs, reading
from graph.serve.grouping import by_domain
from graph.serve.messages import Job, Refused, Reply
from graph.serve.negotiate import GRAPHS, SHORT, choose
from graph.serve.opened import Opened
from graph.serve.search import find
from graph.serve.things import OA, RDF, RDFS, SKOS, Data, Thing, href
from graph.serve.words import word
from ontology import BASE, FOLDERS, MS, PREFIXES

FOLDER: Final = Path(__file__).parent / "pages"
_HTML: Final = "text/html"
_ENDINGS: Final = (".ttl", ".jsonld", ".nt", ".rdf", ".html")
_DRAWN: Final = frozenset(("place", "programme", "institution", "group", "recognition", "document"))
_LISTS: Final = {
    "place": "places",
    "programme": "programmes",
    "indicator": "indicators",
    "institution": "institutions",
    "group": "groups",
    "document": "documents",
    "recognition": "recognitions",
}


def answer(worker: Opened, job: Job) -> tuple[Reply, bytes]:
    """The page that ``job.op`` names: ``page``, ``explain``, ``search``, ``ontology``, ``home``."""
    data = Data(worker.store, job.lang)
    match job.op:
        case "page":
            return _page(worker, data, job)
        case "search":
            return _search(data, job)
        case "explain":
            return _explained(worker, data, job)
        case "ontology":
            return _ontology(worker, data, job)
        case "home":
            from graph.serve.queries_page import home

            return html("home", job, editor=job.values.get("editor", ""), **home(data))
        case _:
            raise Refused(404, "http-404", "没有这个网址", "no such address")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment


def html(template: str, job: Job, *, status: int = 200, **fields: Any) -> tuple[Reply, bytes]:
    """A template filled in. Every value is escaped by Jinja; there is no script in a page."""
    kept = {name: value for name, value in job.values.items() if name in ("q", "s", "p", "o")}
    text = (
        _environment()
        .get_template(f"{template}.html.jinja")
        .render(
            t=lambda key, *values: word(job.lang, key, *values),
            lang=job.lang,
            query=kept.get("q", ""),
            switch="?" + urlencode({**kept, "lang": "en" if job.lang == "zh" else "zh"}),
            version=job.values.get("version", ""),
            **fields,
        )
    )
    return Reply(status=status, type="text/html; charset=utf-8"), text.encode()


# ---- one thing ---------------------------------------------------------------------------------------------------


def _page(worker: Opened, data: Data, job: Job) -> tuple[Reply, bytes]:
    path = job.text
    if path.endswith("/") or not path:
        return _listing(data, job, path.rstrip("/"))
    iri, form = BASE + path, job.format
    if not _exists(data, iri):
        ending = next((e for e in _ENDINGS if path.endswith(e)), "")
        if ending and _exists(data, iri[: -len(ending)]):
            iri, form = iri[: -len(ending)], ending[1:]
        elif path + "/" in FOLDERS.values():
            return Reply(status=303, location=f"/id/{path}/"), b""
        else:
            zh, en = f"图里没有 {path}", f"the graph has no {path}"
            return _missing(job, zh, en)
    accept = SHORT.get(form, form) if form else job.accept
    kind = choose(accept, [_HTML, *GRAPHS])
    if kind != _HTML:
        plain = Job(op="page", accept=accept, format="")
        return answers.graph(worker, plain, description(data, iri), PREFIXES)
    template, fields = models.model(data, iri)
    folder = worker.setup.sources
    if template == "document":
        fields |= _text(data, iri, fields, folder)
    elif folder:
        fields["contexts"] = {e.thing.iri: _context(data, folder, e) for e in fields["evidence"]}
    fields.setdefault("contexts", {})
    if template == "thing" and "/evidence/" in iri and "oa#" not in iri:
        fields["evidence"] = (data.place_in_text(iri),) if data.iris(iri, OA + "hasSource") else ()
        fields["contexts"] = {e.thing.iri: _context(data, folder, e) for e in fields["evidence"]} if folder else {}
    fields["drawn"] = template in _DRAWN
    return html(template, job, curie=curie(iri), sources=bool(folder), **fields)


def _explained(worker: Opened, data: Data, job: Job) -> tuple[Reply, bytes]:
    try:
        step, reply, body = proofs.answer(worker.store, data, job)
    except Refused as refused:
        if job.format or choose(job.accept, [_HTML, "application/json"]) != _HTML:
            raise
        reply = refused.reply
        return html("error", job, status=reply.status, message=reply.zh if job.lang == "zh" else reply.en)
    if body:
        return reply, body
    return html("explain", job, step=step, here=proofs.href(*(job.values.get(name, "") for name in "spo")))


def _exists(data: Data, iri: str) -> bool:
    try:
        return data.exists(iri)
    except ValueError:
        return False


def _missing(job: Job, zh: str, en: str) -> tuple[Reply, bytes]:
    if choose(job.accept, ["text/plain", "application/json", _HTML]) == _HTML:
        return html("error", job, status=404, message=zh if job.lang == "zh" else en)
    raise Refused(404, "no-thing", zh, en)


def description(data: Data, iri: str) -> list[ox.Triple]:
    """What is said of a thing, what was said to lead to it, and its evidence with positions: each triple once."""
    node = ox.NamedNode(iri)
    found: dict[ox.Triple, None] = {}
    selectors: list[str] = []
    for quad in data.store.quads_for_pattern(node, None, None):
        found[quad.triple] = None
        if quad.predicate.value == MS + "evidence" and isinstance(quad.object, ox.NamedNode):
            selectors.append(quad.object.value)
        if quad.predicate.value == OA + "hasSelector" and isinstance(quad.object, ox.NamedNode):
            selectors.append(quad.object.value)
    for quad in data.store.quads_for_pattern(None, None, node):
        graph = quad.graph_name
        if not (isinstance(graph, ox.NamedNode) and graph.value.endswith("/inferred")):
            found[quad.triple] = None
    while selectors:
        for quad in data.store.quads_for_pattern(ox.NamedNode(selectors.pop()), None, None):
            found[quad.triple] = None
            if quad.predicate.value == OA + "hasSelector" and isinstance(quad.object, ox.NamedNode):
                selectors.append(quad.object.value)
    return list(found)


def curie(iri: str) -> str:
    """A thing's short name for a query: prog:长期护理保险."""
    for prefix, base in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        local = iri[len(base) :]
        if iri.startswith(base) and local and "/" not in local:
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _context(data: Data, folder: str, evidence: Any) -> list[reading.Piece]:
    sha = data.one(evidence.document.iri, MS + "sha256") or ""
    text = reading.source(folder, evidence.identifier, sha)
    return reading.context(text, evidence.spans) if text and evidence.spans else []


def _text(data: Data, iri: str, fields: models.Model, folder: str | None) -> models.Model:
    spans = reading.figures_spans(
        iri, ((f.thing.iri, [(e.document.iri, e.spans) for e in f.evidence]) for f in fields["figures"])
    )
    other = reading.notes(fields["identifier"])
    text = reading.source(folder, fields["identifier"], fields["sha256"]) if folder else None
    starts = [data.place_in_text(one).start for one in data.coming(OA + "hasSource", iri)] if text else []
    return {
        "pieces": (pieces := reading.marked(text, spans, other, starts) if text else []),
        "starts": list(accumulate((len(p.text) for p in pieces), initial=0)),
        "ledger": reading.ledger(text, spans, other),
        "by_key": {f.thing.iri: f for f in fields["figures"]},
    }


# ---- many things -------------------------------------------------------------------------------------------------


def _listing(data: Data, job: Job, folder: str) -> tuple[Reply, bytes]:
    """/id/programme/ and so on: everything of a kind, by domain where it has one."""
    if folder + "/" not in FOLDERS.values():
        return _missing(job, "没有这一类", "no such kind of thing")
    base = BASE + folder + "/"
    label, kind = ox.NamedNode(RDFS + "label"), ox.NamedNode(RDF + "type")
    found = {
        q.subject.value
        for predicate in (label, kind)
        for q in data.store.quads_for_pattern(None, predicate, None)
        if isinstance(q.subject, ox.NamedNode)
        and q.subject.value.startswith(base)
        and "/" not in q.subject.value[len(base) :]
    }
    things = data.things(found)
    groups = by_domain(data, ((data.one(t.iri, MS + "domain") or "", t) for t in things))
    return html("listing", job, title=word(job.lang, _LISTS.get(folder, folder)), groups=groups, count=len(things))


def _search(data: Data, job: Job) -> tuple[Reply, bytes]:
    """By name, alias or code. As JSON it also serves the completion of the query page."""
    query, kinds = job.values.get("q", "").strip(), tuple(filter(None, job.values.get("kinds", "").split(",")))
    wanted = choose(SHORT.get(job.format, job.format) or job.accept, [_HTML, "application/json"])
    as_json = job.format == "json" or (not job.format and wanted == "application/json")
    found = find(data, query, kinds, 20 if as_json else 200) if query else []
    if as_json:
        rows = [
            {
                "iri": f.thing.iri,
                "curie": curie(f.thing.iri),
                "name": f.thing.name,
                "match": f.match,
                "kind": f.kind,
            }
            for f in found
        ]
        return Reply(type="application/json"), json.dumps(rows, ensure_ascii=False).encode()
    if len(found) == 1 or (found and found[0].exact and not any(f.exact for f in found[1:])):
        return Reply(status=303, location=found[0].thing.href), b""
    return html("search", job, found=found)


def _ontology(worker: Opened, data: Data, job: Job) -> tuple[Reply, bytes]:
    """The vocabulary: where terms such as ms:runs lead to."""
    accept = SHORT.get(job.format, job.format) if job.format else job.accept
    kind = choose(accept, [_HTML, *GRAPHS])
    graph = ox.NamedNode("https://w3id.org/minsheng/graph/ontology")
    if kind != _HTML:
        triples = [q.triple for q in worker.store.quads_for_pattern(None, None, None, graph)]
        return answers.graph(worker, Job(op="page", accept=accept), triples, PREFIXES)
    terms: dict[str, set[str]] = {}
    for quad in worker.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None, graph):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(MS):
            terms.setdefault(quad.subject.value, set()).add(
                quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            )

    def listed(ending: tuple[str, ...]) -> list[dict[str, Any]]:
        return [_term(data, iri) for iri in sorted(terms) if any(t.endswith(ending) for t in terms[iri])]

    properties = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "#Property")
    return html("ontology", job, classes=listed(("#Class",)), properties=listed(properties))


def _term(data: Data, iri: str) -> dict[str, Any]:
    return {
        "this": data.thing(iri),
        "local": iri[len(MS) :],
        "curie": curie(iri),
        "definition": data.text(iri, SKOS + "definition"),
        "broader": _known(data, [*data.iris(iri, RDFS + "subClassOf"), *data.iris(iri, RDFS + "subPropertyOf")]),
        "domain": _known(data, data.iris(iri, RDFS + "domain")),
        "range": _known(data, data.iris(iri, RDFS + "range")),
    }


def _known(data: Data, iris: Iterable[str]) -> list[Thing]:
    return [data.thing(i) for i in iris if href(i).startswith("/")]
