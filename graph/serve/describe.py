"""What the endpoint says of itself: SPARQL 1.1 Service Description, VoID, and the query library as examples.

The examples follow the vocabulary of sib-swiss/sparql-examples (SHACL's SPARQL executables).
"""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from graph.serve.messages import Job, Reply
from graph.serve.opened import Opened
from ontology import BASE, MS, PREFIXES
from queries import Query, library
from queries.lexer import words

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
SH: Final = "http://www.w3.org/ns/shacl#"
SPEX: Final = "https://purl.expasy.org/sparql-examples/ontology#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_DCTERMS: Final = PREFIXES["dcterms"]
_RESULTS: Final = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS: Final = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


class _Writer:
    """Triples, with less to type."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []

    def add(self, subject: str, predicate: str, *objects: str | int | bool | ox.Literal) -> None:
        """One statement an object; a string is an IRI."""
        for value in objects:
            term = (
                ox.NamedNode(value)
                if isinstance(value, str)
                else value
                if isinstance(value, ox.Literal)
                else ox.Literal(value)
            )
            self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), term))


def answer(worker: Opened, job: Job) -> tuple[Reply, bytes]:
    """The description that ``job.text`` names: ``service``, ``void`` or ``examples``."""
    from graph.serve.answers import graph

    origin, out = job.values["origin"], _Writer()
    if job.text == "service":
        _service(worker, out, origin)
    elif job.text == "void":
        _void(worker, out, origin)
    else:
        for query in library().values():
            _example(out, query, origin)
    return graph(
        worker, job, out.triples, {**PREFIXES, "sd": SD, "void": VOID, "sh": SH, "spex": SPEX, "formats": FORMATS}
    )


def _service(worker: Opened, out: _Writer, origin: str) -> None:
    endpoint = f"{origin}/sparql"
    data, default = f"{endpoint}#dataset", f"{endpoint}#default"
    out.add(endpoint, _RDF + "type", SD + "Service")
    out.add(endpoint, SD + "endpoint", endpoint)
    out.add(endpoint, SD + "supportedLanguage", SD + "SPARQL11Query")
    out.add(endpoint, SD + "resultFormat", *(FORMATS + name for name in (*_RESULTS, *_GRAPHS)))
    if worker.setup.union:
        out.add(endpoint, SD + "feature", SD + "UnionDefaultGraph")
    if worker.setup.services:
        out.add(endpoint, SD + "feature", SD + "BasicFederatedQuery")
    out.add(endpoint, SD + "defaultDataset", data)
    out.add(data, _RDF + "type", SD + "Dataset", VOID + "Dataset")
    out.add(data, SD + "defaultGraph", default)
    out.add(default, _RDF + "type", SD + "Graph")
    out.add(default, VOID + "triples", _count(worker, "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"))
    for row in _rows(worker, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"):
        graph, count = row
        named, content = f"{graph.value}#named", f"{graph.value}#graph"
        out.add(data, SD + "namedGraph", named)
        out.add(named, _RDF + "type", SD + "NamedGraph")
        out.add(named, SD + "name", graph.value)
        out.add(named, SD + "graph", content)
        out.add(content, _RDF + "type", SD + "Graph")
        out.add(content, VOID + "triples", count)


def _void(worker: Opened, out: _Writer, origin: str) -> None:
    data = f"{origin}/.well-known/void#minsheng"
    out.add(data, _RDF + "type", VOID + "Dataset")
    for lang, title in (("zh", "民生知识图谱"), ("en", "Minsheng knowledge graph")):
        out.add(data, _DCTERMS + "title", ox.Literal(title, language=lang))
    out.add(data, VOID + "sparqlEndpoint", f"{origin}/sparql")
    out.add(data, VOID + "uriSpace", ox.Literal(BASE))
    out.add(data, VOID + "vocabulary", MS, *(PREFIXES[name] for name in ("skos", "dcterms", "oa")))
    out.add(data, VOID + "feature", *(FORMATS + name for name in _GRAPHS))
    out.add(data, VOID + "triples", _count(worker, "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"))
    out.add(data, VOID + "distinctSubjects", _count(worker, "{ SELECT DISTINCT ?s { ?s ?p ?o } }"))
    out.add(data, VOID + "distinctObjects", _count(worker, "{ SELECT DISTINCT ?o { ?s ?p ?o } }"))
    out.add(data, VOID + "exampleResource", BASE + "place/500000")
    classes = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER (STRSTARTS(STR(?c), STR(ms:))) } GROUP BY ?c ORDER BY ?c"
    for cls, count in _rows(worker, classes):
        part = f"{data}-class-{cls.value.rpartition('#')[2]}"
        out.add(data, VOID + "classPartition", part)
        out.add(part, VOID + "class", cls.value)
        out.add(part, VOID + "entities", count)
    used = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o FILTER (STRSTARTS(STR(?p), STR(ms:))) } GROUP BY ?p ORDER BY ?p"
    for predicate, count in _rows(worker, used):
        part = f"{data}-property-{predicate.value.rpartition('#')[2]}"
        out.add(data, VOID + "propertyPartition", part)
        out.add(part, VOID + "property", predicate.value)
        out.add(part, VOID + "triples", count)


def _example(out: _Writer, query: Query, origin: str) -> None:
    iri, prefixes = f"{origin}/api/{query.name}", f"{origin}/.well-known/sparql-examples#prefixes"
    text = whole(query)
    form = next((name for name in ("CONSTRUCT", "DESCRIBE", "ASK") if name in words(query.text)), "SELECT")
    out.add(iri, _RDF + "type", SH + "SPARQLExecutable", SH + f"SPARQL{form.title()}Executable")
    out.add(
        iri,
        _RDFS + "comment",
        ox.Literal(query.summary, language="zh"),
        ox.Literal(query.summary_en, language="en"),
    )
    out.add(iri, SH + "prefixes", prefixes)
    out.add(iri, SH + form.lower(), ox.Literal(text))
    out.add(iri, PREFIXES["schema"] + "keywords", *(ox.Literal(tag, language="zh") for tag in query.tags))
    out.add(iri, PREFIXES["schema"] + "target", f"{origin}/sparql")
    for prefix in used(text):
        declared = f"{prefixes}-{prefix}"
        out.add(prefixes, SH + "declare", declared)
        out.add(declared, SH + "prefix", ox.Literal(prefix))
        out.add(
            declared,
            SH + "namespace",
            ox.Literal(PREFIXES[prefix], datatype=ox.NamedNode(PREFIXES["xsd"] + "anyURI")),
        )


def whole(query: Query) -> str:
    """A library query as it can be sent to any endpoint: parameters at their defaults, prefixes declared."""
    text = query.bind({p.name: p.default or "" for p in query.parameters}).strip()
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used(text)) + text + "\n"


def used(text: str) -> list[str]:
    """The project's prefixes that occur in a query."""
    return [prefix for prefix in PREFIXES if f"{prefix}:" in text]


def _rows(worker: Opened, query: str) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    results = worker.store.query(query, prefixes=PREFIXES, use_default_graph_as_union=worker.setup.union)
    assert isinstance(results, ox.QuerySolutions)
    for row in results:
        first, second = row[0], row[1]
        if isinstance(first, ox.NamedNode) and isinstance(second, ox.Literal):
            yield first, second


def _count(worker: Opened, pattern: str) -> ox.Literal:
    results = worker.store.query(
        f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", use_default_graph_as_union=worker.setup.union
    )
    assert isinstance(results, ox.QuerySolutions)
    found = next(iter(results))[0]
    assert isinstance(found, ox.Literal)
    return found
