"""Runs the W3C's SPARQL 1.1 tests against the endpoint over HTTP and writes docs/conformance-sparql.md.

    python scripts/conformance_sparql.py            run, write the page
    python scripts/conformance_sparql.py --check    run, compare with the page; exit 1 where they differ

The suite lies beside the repository in ../shared/w3c and is not copied. Each data file is a named graph of a scratch
build; a test names its dataset by the protocol's own parameters, so that these are tested with it.
"""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF

sys.path.insert(0, str(Path(__file__).parent.parent))

from queries.lexer import words

ROOT: Final = Path(__file__).parent.parent
SUITE: Final = ROOT.parent / "shared" / "w3c" / "sparql"
PAGE: Final = ROOT / "docs" / "conformance-sparql.md"
BASE: Final = "http://example.org/w3c/"
EMPTY: Final = BASE + "empty"
TOKEN: Final = "conformance"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}
MANIFESTS: Final = {
    "query evaluation and syntax, SPARQL 1.1": "sparql11/manifest-sparql11-query.ttl",
    "result formats (CSV, TSV, JSON), SPARQL 1.1": "sparql11/manifest-sparql11-results.ttl",
    "query evaluation, SPARQL 1.0": "sparql10/manifest-evaluation.ttl",
}
# Why a test is answered otherwise: reason -> tests.
_BY_VALUE: Final = (
    "Oxigraph's store keeps numbers, booleans and dates by their value: 01 comes back as 1, and 1, 01 and +1 are one "
    "term (what a report printed is therefore a string of its own, ms:asPrinted)"
)
_GRAPH: Final = "Oxigraph: the variable of GRAPH is in scope inside the pattern, not joined to it afterwards"
_PATH: Final = "Oxigraph: a path of length zero from a term that is in no triple has no solution"
_BY_REASON: Final[dict[str, str]] = {
    _BY_VALUE: "cast/cast-bool cast/cast-int cast/cast-float cast/cast-double cast/cast-decimal cast/cast-string"
    " csv-tsv-res/tsv03 open-world/open-eq-01 expr-builtin/dawg-str-1 expr-builtin/dawg-str-2"
    " expr-builtin/sameTerm-simple expr-builtin/sameTerm-eq expr-builtin/sameTerm-not-eq expr-equals/eq-graph-1"
    " expr-equals/eq-graph-2 distinct/distinct-1 distinct/distinct-9 open-world/date-3",
    _GRAPH: "aggregates/agg-empty-group-count-graph bindings/graph negation/graph-minus graph/graph-variable-scope"
    " graph/graph-optional",
    _PATH: "property-path/zero_or_more_set_start property-path/zero_or_more_set_end property-path/zero_or_one_set_start"
    " property-path/zero_or_one_set_end",
    "Oxigraph gives literals of one language tag back with that tag, as SPARQL 1.2 drafts do; the test compares with a"
    " plain string": "aggregates/agg-groupconcat-04 aggregates/agg-groupconcat-06",
    "Oxigraph: BNODE(x) is the same node for the same x in every solution": "functions/bnode01",
    "a function that the endpoint does not know is an error, where the test asks only that it parses": "syntax-query/test_4",
    "Oxigraph takes true and false in lower case only": "expr-builtin/case-insensitive-booleans",
    "Oxigraph: a date with a time zone and one without are unequal, where the test has them incomparable": "open-world/date-2",
}
REASONS: Final = {name: reason for reason, names in _BY_REASON.items() for name in names.split()}


@dataclass(frozen=True)
class Outcome:
    """One test: its name, and what was wrong ("" if nothing was)."""

    name: str
    wrong: str


class Server:
    """A server process on a free port."""

    def __init__(self, folder: Path, *settings: str) -> None:
        command = [sys.executable, "-m", "graph.serve", str(folder), "port=0", "union=no", "log=no", *settings]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get_content_type(), error.read()

    def close(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(30)


@contextlib.contextmanager
def serving(store: dict[str, Path], *settings: str) -> Iterator[Server]:
    """A server over a scratch build of these graphs."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "build"
        folder.mkdir()
        (folder / "build.json").write_text("{}")
        made = ox.Store(str(folder / "store"))
        for name, path in store.items():
            graph = ox.NamedNode(name)
            with contextlib.suppress(SyntaxError, ValueError):
                made.load(path=str(path), format=FORMATS[path.suffix], base_iri=name, to_graph=graph)
        made.flush()
        del made
        server = Server(folder, *settings)
        try:
            yield server
        finally:
            server.close()


def address(path: Path) -> str:
    """The IRI that a file of the suite has here."""
    return BASE + path.relative_to(SUITE).as_posix()


def load(path: Path) -> rdflib.Graph:
    """A manifest, its relative IRIs as file IRIs."""
    return rdflib.Graph().parse(path, format="turtle", publicID=path.resolve().as_uri())


def file(node: Any) -> Path:
    """The file that a manifest names."""
    return Path(urllib.parse.unquote(urllib.parse.urlsplit(str(node)).path))


def entries(path: Path) -> Iterator[tuple[rdflib.Graph, Any]]:
    """Every test of a manifest and of those that it includes."""
    graph = load(path)
    for head in graph.objects(None, MF.include):
        for included in Collection(graph, head):
            yield from entries(file(included))
    for head in graph.objects(None, MF.entries):
        for test in Collection(graph, head):
            yield graph, test


# ---- query evaluation ----------------------------------------------------------------------------------------------


def query_test(server: Server, graph: rdflib.Graph, test: Any) -> str:
    """What is wrong with the endpoint's answer, or ""."""
    kind = str(graph.value(test, RDF.type)).rpartition("#")[2]
    action = graph.value(test, MF.action)
    source = graph.value(action, QT.query) or action
    path = file(source)
    text = f"BASE <{address(path)}>\n" + path.read_text(encoding="utf-8")
    default = [address(file(node)) for node in graph.objects(action, QT.data)]
    named = [address(file(node)) for node in graph.objects(action, QT.graphData)]
    fields = [
        ("query", text),
        *(("default-graph-uri", iri) for iri in default),
        *(("named-graph-uri", iri) for iri in named),
    ]
    if "FROM" in words(text):
        fields = fields[:1]
    elif not default:
        fields.append(("default-graph-uri", EMPTY))
    result = graph.value(test, MF.result)
    expected = file(result) if result is not None else None
    accept = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}.get(
        expected.suffix if expected and "CSV" in kind else "",
        "application/sparql-results+json, application/n-triples;q=0.9",
    )
    body = urllib.parse.urlencode(fields).encode()
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    status, type_, content = server.ask("POST", "sparql", headers, body)
    if "NegativeSyntax" in kind:
        return "" if status == 400 else f"accepted ({status})"
    if status != 200:
        return f"refused ({status}): {_error(content)}"
    if "Syntax" in kind or expected is None:
        return ""
    lax = graph.value(test, MF.resultCardinality) == MF.LaxCardinality
    return compare(expected, type_, content, lax=lax)


def _error(content: bytes) -> str:
    try:
        return str(json.loads(content)["en"])
    except (ValueError, KeyError):
        return content.decode(errors="replace").strip()[:120]


def compare(expected: Path, type_: str, content: bytes, *, lax: bool) -> str:
    """The difference between a result file and what was answered. ``lax`` (REDUCED) does not count repeats."""
    if type_ == "text/csv":
        left, right = (
            _rows(_csv(text), False) for text in (content.decode(), expected.read_text(encoding="utf-8"))
        )
        return "" if left == right else "another CSV"
    if type_ == "application/n-triples":
        ours = ox.Dataset(_quad(t) for t in ox.parse(content, format=ox.RdfFormat.N_TRIPLES))
        form = FORMATS[expected.suffix]
        theirs = ox.Dataset(_quad(t) for t in ox.parse(path=str(expected), format=form, base_iri=address(expected)))
        return "" if _canonical(ours) == _canonical(theirs) else "another graph"
    theirs_ = read_results(expected)
    form_ = ox.QueryResultsFormat.TSV if type_ == "text/tab-separated-values" else ox.QueryResultsFormat.JSON
    ours_ = solutions(ox.parse_query_results(content, format=form_))
    if isinstance(ours_, bool) or isinstance(theirs_, bool):
        return "" if ours_ == theirs_ else f"{ours_} instead of {theirs_}"
    if lax:
        return "" if _set(ours_) == _set(theirs_) else "other solutions"
    ordered = any(index is not None for index, _ in theirs_)
    left, right = _rows(ours_, ordered), _rows(theirs_, ordered)
    if left != right and os.environ.get("SHOW"):
        print(
            expected, *sorted(map(str, left - right)), "-- expected:", *sorted(map(str, right - left)), sep="\n  "
        )
    return "" if left == right else f"other solutions ({len(ours_)}, expected {len(theirs_)})"


Solutions = list[tuple[int | None, dict[str, Any]]]


def solutions(results: Any) -> bool | Solutions:
    """Results as rows with their number."""
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [v.value for v in results.variables]
    return [(i, {n: row[n] for n in names if row[n] is not None}) for i, row in enumerate(results, 1)]


def read_results(path: Path) -> bool | Solutions:
    """An expected result in any of the suite's formats."""
    form = {
        ".srx": ox.QueryResultsFormat.XML,
        ".srj": ox.QueryResultsFormat.JSON,
        ".tsv": ox.QueryResultsFormat.TSV,
    }
    if path.suffix in form:
        found = solutions(ox.parse_query_results(path=str(path), format=form[path.suffix]))
        return found if isinstance(found, bool) else [(None, row) for _, row in found]
    format_ = "xml" if path.suffix == ".rdf" else "turtle"
    graph = rdflib.Graph().parse(path, format=format_, publicID=address(path))
    for answer in graph.objects(None, RS.boolean):
        return bool(answer == rdflib.Literal(True))
    rows: Solutions = []
    for row in graph.objects(None, RS.solution):
        index = graph.value(row, RS["index"])
        cells = {
            str(graph.value(b, RS.variable)): _term(graph.value(b, RS.value))
            for b in graph.objects(row, RS.binding)
        }
        rows.append((int(str(index)) if index is not None else None, cells))
    return rows


def _csv(text: str) -> Solutions:
    """CSV has no types: what looks like a number is one, whatever its spelling."""
    found: Solutions = []
    for row in csv.DictReader(io.StringIO(text)):
        cells: dict[str, Any] = {}
        for name, value in row.items():
            try:
                cells[name] = ox.Literal(float(value))
            except ValueError:
                cells[name] = ox.BlankNode(value[2:]) if value.startswith("_:") else ox.Literal(value)
        found.append((None, cells))
    return found


def _set(found: Solutions) -> set[str]:
    return {str(sorted((name, str(term)) for name, term in row.items())) for _, row in found}


def _term(node: Any) -> Any:
    if isinstance(node, rdflib.Literal):
        datatype = ox.NamedNode(str(node.datatype)) if node.datatype and not node.language else None
        return ox.Literal(str(node), language=node.language, datatype=datatype)
    return ox.NamedNode(str(node)) if isinstance(node, rdflib.URIRef) else ox.BlankNode(str(node))


def _rows(found: Solutions, ordered: bool) -> set[Any]:
    """Solutions as a graph, one blank node a row: equal up to the names of blank nodes, and each as often."""
    quads = []
    for number, (index, row) in enumerate(found):
        node = ox.BlankNode(f"row{number}")
        quads.append(ox.Quad(node, ox.NamedNode("x:is"), ox.NamedNode("x:row")))
        if ordered:
            quads.append(ox.Quad(node, ox.NamedNode("x:index"), ox.Literal(index or 0)))
        quads += [ox.Quad(node, ox.NamedNode(f"x:v-{name}"), _value(term)) for name, term in row.items()]
    return _canonical(ox.Dataset(quads))


def _quad(triple: Any) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, _value(triple.object))


def _value(term: Any) -> Any:
    """Numbers by their value: 1.0 and 1.00 are the same decimal."""
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(XSD):
        kind = term.datatype.value.removeprefix(XSD)
        with contextlib.suppress(InvalidOperation, ValueError):
            if kind in ("decimal", "integer"):
                return ox.Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
            if kind in ("double", "float"):
                return ox.Literal(repr(float(term.value)), datatype=term.datatype)
    return term


def _canonical(dataset: ox.Dataset) -> set[Any]:
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


# ---- protocol ------------------------------------------------------------------------------------------------------


def protocol_test(server: Server, graph: rdflib.Graph, test: Any) -> str:
    """Sends a protocol test's requests, one after another."""
    for head in graph.objects(graph.value(test, MF.action), HT.requests):
        for request in Collection(graph, head):
            if wrong := _request(server, graph, request):
                return wrong
    return ""


def _request(server: Server, graph: rdflib.Graph, request: Any) -> str:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for head in graph.objects(request, HT.headers):
        for header in Collection(graph, head):
            headers[str(graph.value(header, HT.fieldName)).title()] = str(graph.value(header, HT.fieldValue))
    body = graph.value(request, HT.body)
    chars = graph.value(body, CNT.chars) if body is not None else None
    encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8") if body is not None else "utf-8"
    data = str(chars).encode(encoding) if chars is not None else None
    if data is not None and "Content-Type" not in headers:
        headers["Content-Type"] = ""
    method = str(graph.value(request, HT.methodName))
    path = str(graph.value(request, HT.absolutePath)).lstrip("/")
    status, type_, content = server.ask(method, path, headers, data)
    response = graph.value(request, HT.resp)
    wanted = {str(s).rpartition("StatusCode")[2] for s in graph.objects(response, MF.expectedStatus)}
    if wanted and not any(str(status)[0] == code[0] for code in wanted):
        return f"status {status}, expected {' or '.join(sorted(wanted))}"
    boolean = graph.value(response, MF.expectedBoolean)
    if boolean is not None:
        form = ox.QueryResultsFormat.JSON if "json" in type_ else ox.QueryResultsFormat.XML
        if bool(ox.parse_query_results(content, format=form)) != boolean.toPython():
            return f"not {boolean}"
    format_ = str(graph.value(response, MF.expectedFormat) or "")
    if format_ == "RDF" and type_ not in ("text/turtle", "application/rdf+xml", "application/n-triples"):
        return f"{type_} is no RDF"
    if format_ in ("tabular", "boolean") and "sparql-results" not in type_:
        return f"{type_} is no result"
    return ""


def description_test(server: Server, test: str) -> str:
    """Service description: RDF, names the endpoint, has what the vocabulary asks for."""
    status, type_, content = server.ask("GET", "sparql", {"Accept": "text/turtle"}, None)
    if status != 200 or type_ != "text/turtle":
        return f"{status} {type_}"
    graph = rdflib.Graph().parse(data=content, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    if test == "has-endpoint-triple":
        return "" if (None, sd.endpoint, rdflib.URIRef(server.url + "sparql")) in graph else "no sd:endpoint"
    if test == "conforms-to-schema":
        services = list(graph.subjects(RDF.type, sd.Service))
        whole = services and all((s, sd.supportedLanguage, None) in graph for s in services)
        return "" if whole else "no sd:Service with a language"
    return ""


# ---- all of it -----------------------------------------------------------------------------------------------------


def run() -> dict[str, list[Outcome]]:
    """Every test, by suite."""
    found: dict[str, list[Outcome]] = {}
    data = {address(p): p for p in sorted(SUITE.rglob("*")) if p.suffix in FORMATS and p.name != "manifest.ttl"}
    with serving(data) as server:
        for title, manifest in MANIFESTS.items():
            found[title] = [
                Outcome(_name(test), query_test(server, graph, test)) for graph, test in entries(SUITE / manifest)
            ]
        names = ("returns-rdf", "has-endpoint-triple", "conforms-to-schema")
        found["service description"] = [Outcome(name, description_test(server, name)) for name in names]
    folder = SUITE / "sparql11" / "protocol"
    data = {f"http://kasei.us/2009/09/sparql/data/data{n}.rdf": folder / f"data{n}.nt" for n in (1, 2, 3)}
    with serving(data, f"token={TOKEN}") as server:
        found["protocol"] = [
            Outcome(_name(test), protocol_test(server, graph, test))
            for graph, test in entries(folder / "manifest.ttl")
        ]
    return found


def _name(test: Any) -> str:
    return f"{file(test).parent.name}/{str(test).rpartition('#')[2]}"


def page(found: dict[str, list[Outcome]]) -> str:
    """The score and each failure with its reason."""
    lines = [
        "# Conformance: SPARQL 1.1",
        "",
        "The W3C's own tests (w3c/rdf-tests), sent over HTTP to the endpoint of `minsheng serve` by",
        "`scripts/conformance_sparql.py`, which also wrote this page. Datasets are named by `default-graph-uri` and",
        "`named-graph-uri`, so the protocol is tested along with the language.",
        "",
        "| suite | passed | of |",
        "|---|---:|---:|",
    ]
    lines += [f"| {title} | {sum(not o.wrong for o in tests)} | {len(tests)} |" for title, tests in found.items()]
    lines += ["", "## What is answered otherwise, and why", ""]
    why: dict[str, list[str]] = {}
    for outcome in (one for tests in found.values() for one in tests if one.wrong):
        why.setdefault(REASONS.get(outcome.name, f"not yet explained ({outcome.wrong})"), []).append(outcome.name)
    lines += [
        f"- {reason}: {', '.join(f'`{name}`' for name in sorted(names))}." for reason, names in sorted(why.items())
    ]
    lines += [
        "",
        "Not run: federated queries (`SERVICE` is refused unless a host is allowed), entailment regimes (inference is done",
        "when a graph is built, not when it is asked), writing by the Graph Store Protocol (the endpoint offers its",
        "reading part).",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Exit code 1 where a test is answered otherwise than the page says."""
    if not SUITE.is_dir():
        print("skipped: the W3C tests (../shared/w3c) are not at hand")
        return 0
    found = run()
    text = page(found)
    if "--check" in sys.argv:
        if text == PAGE.read_text(encoding="utf-8"):
            return 0
        print(text)
        return 1
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(json.dumps({title: [sum(not o.wrong for o in t), len(t)] for title, t in found.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
