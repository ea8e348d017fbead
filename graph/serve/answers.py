"""What a worker answers with: the results of a query in the form that was asked for, an update, a graph, a library query."""

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from graph.serve import mistakes
from graph.serve.messages import Job, Refused, Reply
from graph.serve.negotiate import GRAPHS, RESULTS, SHORT, choose
from graph.serve.opened import Opened
from graph.serve.sink import Sink
from graph.store import Results
from loaders.errors import QueryError
from ontology import PREFIXES
from queries import lexer

_PROGRAMS: Final = ("application/json", "text/csv")


def answer(worker: Opened, job: Job) -> tuple[Reply, bytes]:
    """Does a job of one of the kinds ``query``, ``update``, ``graph``, ``api``."""
    match job.op:
        case "query":
            return written(worker, job, run(worker, job))
        case "update":
            return _update(worker, job)
        case "graph":
            return _graph(worker, job)
        case _:
            return _library(worker, job)


def run(worker: Opened, job: Job) -> Results:
    """The results of a query over the dataset that the request, the query or else the server names."""
    setup = worker.setup
    try:
        lexer.guard(job.text, tuple(setup.services))
    except QueryError as error:
        raise Refused(403, "service-refused", error.zh, error.en) from None
    prefixes = mentioned(job.text)
    named: list[ox.NamedNode | ox.BlankNode] = [_graph_name(iri) for iri in job.named]
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [_graph_name(iri) for iri in job.default]
    try:
        if job.dataset:
            return worker.store.query(
                job.text, base_iri=setup.base, prefixes=prefixes, default_graph=default, named_graphs=named
            )
        union = setup.union and "FROM" not in lexer.words(job.text)
        if worker.columns and not union and (found := worker.columns.answer(job.text)) is not None:
            return found
        return worker.store.query(
            job.text, base_iri=setup.base, prefixes=prefixes, use_default_graph_as_union=union
        )
    except SyntaxError as error:
        raise mistakes.refused(job.text, str(error)) from None
    except RuntimeError as error:  # a function that nobody knows
        zh, en = f"无法回答：{error}", f"cannot be answered: {error}"
        raise Refused(400, "bad-query", zh, en) from None


def mentioned(text: str) -> dict[str, str]:
    """The prefixes that a query may use: Oxigraph checks each that it is given, which takes as long as a look-up."""
    if "\\" in text:  # an escape may stand for a letter of a name
        return dict(PREFIXES)
    return {prefix: base for prefix, base in PREFIXES.items() if prefix + ":" in text}


def written(worker: Opened, job: Job, results: Results) -> tuple[Reply, bytes]:
    """Results in a format that the client takes. Raises Refused where there is none, or too much."""
    if isinstance(results, ox.QueryTriples):
        return graph(worker, job, results, PREFIXES)
    sink = Sink(worker.setup.result_bytes)
    kind = _kind(job, RESULTS)
    results.serialize(sink, format=RESULTS[kind])
    return _reply(kind), sink.getvalue()


def graph(
    worker: Opened, job: Job, triples: Iterable[ox.Triple], prefixes: Mapping[str, str]
) -> tuple[Reply, bytes]:
    """Triples in a format that the client takes, each once: Oxigraph gives one for every way to it."""
    sink = Sink(worker.setup.result_bytes)
    kind = _kind(job, GRAPHS)
    unique = _distinct(triples, worker.setup.result_bytes)
    named = _used(unique, prefixes) if GRAPHS[kind] != ox.RdfFormat.N_TRIPLES else None
    ox.serialize(unique, sink, format=GRAPHS[kind], prefixes=named)
    return _reply(kind), sink.getvalue()


def _reply(kind: str) -> Reply:
    return Reply(type=kind + ("; charset=utf-8" if kind.startswith("text/") else ""))


def _distinct(triples: Iterable[ox.Triple], limit: int) -> list[ox.Triple]:
    found: dict[ox.Triple, None] = {}
    for triple in triples:
        found[triple] = None
        if len(found) * 40 > limit:
            zh, en = "结果太大：加上 LIMIT 或缩小范围", "the result is too large: add LIMIT or narrow it"
            raise Refused(413, "result-too-large", zh, en)
    return list(found)


def _used(triples: list[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those prefixes that occur, so that three triples do not come with thirty of them."""
    bases = {base: prefix for prefix, base in prefixes.items()}
    found: set[str] = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            iri = term.value if isinstance(term, ox.NamedNode) else ""
            if isinstance(term, ox.Literal) and term.datatype.value.startswith(PREFIXES["xsd"]):
                iri = term.datatype.value
            found.add(iri[: max(iri.rfind("/"), iri.rfind("#")) + 1])
    return {bases[base]: base for base in sorted(found) if base in bases}


def _kind(job: Job, offers: Mapping[str, object]) -> str:
    accept = SHORT.get(job.format, job.format) if job.format else job.accept
    kind = choose(accept, list(offers))
    if kind is None:
        raise Refused(
            406,
            "not-acceptable",
            f"没有这种格式：{accept}；可用：{'、'.join(offers)}",
            f"no such format: {accept}; there are: {', '.join(offers)}",
        )
    return kind


def _graph_name(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise Refused(400, "bad-graph", f"图的名称不是 IRI：{iri}", f"the graph's name is no IRI: {iri}") from None


def _update(worker: Opened, job: Job) -> tuple[Reply, bytes]:
    try:
        lexer.guard(job.text, tuple(worker.setup.services))
    except QueryError as error:
        raise Refused(403, "service-refused", error.zh, error.en) from None
    text = job.text
    if job.dataset:
        if {"USING", "WITH"} & lexer.words(text):
            zh, en = "更新里已有 USING 或 WITH", "the update has USING or WITH of its own"
            raise Refused(400, "dataset-twice", zh, en)
        clauses = "".join(f"USING {_graph_name(iri)} " for iri in job.default)
        clauses += "".join(f"USING NAMED {_graph_name(iri)} " for iri in job.named)
        text = lexer.using(text, clauses)
    try:
        worker.store.update(text, base_iri=worker.setup.base, prefixes=PREFIXES)
        worker.store.flush()
    except SyntaxError as error:
        raise mistakes.refused(text, str(error)) from None
    return Reply(status=204), b""


def _graph(worker: Opened, job: Job) -> tuple[Reply, bytes]:
    """Graph Store Protocol 5.2: the triples of one graph. No text means the default graph."""
    if job.text:
        graph = _graph_name(job.text)
        if not worker.store.contains_named_graph(graph):
            raise Refused(404, "no-graph", f"没有图 {job.text}", f"no graph {job.text}")
        where = f"GRAPH {graph} {{ ?s ?p ?o }}"
    else:
        where = "?s ?p ?o"
    results = worker.store.query(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}",
        use_default_graph_as_union=worker.setup.union and not job.text,
    )
    return written(worker, job, results)


def _library(worker: Opened, job: Job) -> tuple[Reply, bytes]:
    """A query of the library by name, its parameters filled in: CSV or a JSON list of objects."""
    from difflib import get_close_matches

    from graph.results import render, rows
    from queries import library

    questions = library()
    if job.text not in questions:
        near = get_close_matches(job.text, questions, 3, 0.3)
        hint = (f"；是不是 {'、'.join(near)}？", f"; did you mean {', '.join(near)}?") if near else ("", "")
        raise Refused(404, "no-query", f"没有查询“{job.text}”{hint[0]}", f"no query {job.text}{hint[1]}")
    asked = {"csv": "text/csv", "json": "application/json"}.get(job.format, job.format) or job.accept
    kind = choose(asked, list(reversed(_PROGRAMS)) if "csv" in asked else list(_PROGRAMS))
    if kind is None:
        return written(worker, job, run(worker, Job(op="query", text=questions[job.text].bind(job.values))))
    results = run(worker, Job(op="query", text=questions[job.text].bind(job.values)))
    body = render(rows(results), "csv" if kind == "text/csv" else "json").encode()
    if len(body) > worker.setup.result_bytes:
        raise Refused(413, "result-too-large", "结果太大", "the result is too large")
    return Reply(type=kind + "; charset=utf-8"), body
