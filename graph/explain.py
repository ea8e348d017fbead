"""Where a triple came from: the document and the characters with the printed words, or the rule and its premises."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.reasoning.proof import Proof, prove
from graph.reasoning.prooftext import as_object, as_text
from graph.results import show
from graph.store import Graph, Local
from loaders import documents
from loaders.errors import MinshengError, UsageError
from loaders.names import graph as graph_iri
from ontology import BASE, PREFIXES

_INFERRED: Final = graph_iri("inferred")
_END: Final = "。！？!?"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a document: where, the words printed there, and their sentence if the source is at hand."""

    document: str
    title: str
    spans: tuple[tuple[int, int], ...]
    printed: str | None
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of a thing or a triple: what it is called, whether it was asserted or inferred, and its evidence."""

    subject: str
    label: str
    kind: str
    graphs: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    proof: Proof | None = None


def explain(graph: Graph, what: str, sources: Path | None = None) -> Explanation:
    """Explains ``prefix:name``, an IRI, or ``S P O`` written with them. Raises UsageError where the graph has no such."""
    terms = [_expand(word) for word in what.split()]
    if len(terms) == 1:
        return _thing(graph, terms[0], sources)
    if len(terms) == 3:
        return _triple(graph, terms, sources)
    raise UsageError("要么给一个 IRI，要么给“主 谓 宾”三项", "give one IRI, or three: subject predicate object")


def _expand(word: str) -> str:
    word = word.strip("<>")
    prefix, colon, local = word.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if colon and local.startswith("//"):
        return word
    raise UsageError(f"不是 IRI：{word}（例：place:500113）", f"not an IRI: {word} (e.g. place:500113)")


def _rows(graph: Graph, query: str) -> list[dict[str, str]]:
    results = graph.query(query)
    assert isinstance(results, ox.QuerySolutions)
    names = [v.value for v in results.variables]
    return [{n: row[n].value for n in names if row[n] is not None} for row in results]


def _thing(graph: Graph, iri: str, sources: Path | None) -> Explanation:
    node = ox.NamedNode(iri)
    found = _rows(
        graph,
        f"SELECT DISTINCT ?g ?class ?label WHERE {{ GRAPH ?g {{ {node} a ?class }} "
        f"OPTIONAL {{ {node} rdfs:label ?label FILTER (LANG(?label) = 'zh') }} }} ORDER BY ?g ?class",
    )
    if not found:
        raise UsageError(f"图里没有 {show(node)}", f"the graph has no {show(node)}")
    kinds = [row["class"] for row in found if row["g"] != _INFERRED] or [row["class"] for row in found]
    return Explanation(
        subject=show(node),
        label=found[0].get("label", show(node)),
        kind=show(ox.NamedNode(kinds[0])),
        graphs=tuple(dict.fromkeys(row["g"].rpartition("/")[2] for row in found)),
        evidence=_evidence(graph, f"{node} ms:evidence ?evidence", sources),
    )


def _triple(graph: Graph, terms: list[str], sources: Path | None) -> Explanation:
    s, p, o = (ox.NamedNode(t) for t in terms)
    found = _rows(graph, f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {s} {p} {o} }} }} ORDER BY ?g")
    text = " ".join(show(t) for t in (s, p, o))
    if not found:
        raise UsageError(f"图里没有这条三元组：{text}", f"the graph does not hold {text}")
    claims = f"?claim ms:subject {s} ; ms:predicate {p} ; ms:object {o} ; ms:evidence ?evidence"
    evidence = _evidence(graph, claims, sources) or _evidence(graph, f"{s} ms:evidence ?evidence", sources)
    graphs = tuple(row["g"].rpartition("/")[2] for row in found)
    if graphs != ("inferred",):
        return Explanation(text, text, "asserted", graphs, evidence)
    if not isinstance(graph, Local):
        return Explanation(text, text, "inferred", graphs, evidence)
    proof = prove(graph.store, ox.Triple(s, p, o))
    return Explanation(text, text, "inferred", graphs, _leaves(graph, proof, sources), proof)


def _leaves(graph: Graph, proof: Proof, sources: Path | None) -> tuple[Evidence, ...]:
    """The evidence of what a proof rests on, each place once."""
    found: dict[Evidence, None] = {}
    for leaf in proof.leaves():
        s, p, o = (*leaf.conclusion, None, None)[:3] if len(leaf.conclusion) == 3 else (None, None, None)
        if isinstance(s, ox.NamedNode) and s.value.startswith(BASE):
            claims = f"?claim ms:subject {s} ; ms:predicate {p} ; ms:object {o} ; ms:evidence ?evidence"
            own = f"{s} ms:evidence ?evidence"
            found |= dict.fromkeys(_evidence(graph, claims, sources) or _evidence(graph, own, sources))
    return tuple(found)


def _evidence(graph: Graph, pattern: str, sources: Path | None) -> tuple[Evidence, ...]:
    rows = _rows(
        graph,
        f"""SELECT DISTINCT ?evidence ?document ?title ?start ?end ?printed WHERE {{ {pattern} .
              ?evidence oa:hasSource ?d ; oa:hasSelector ?position .
              ?d dcterms:identifier ?document ; dcterms:title ?title .
              ?position oa:start ?start ; oa:end ?end .
              OPTIONAL {{ ?evidence oa:hasSelector/oa:exact ?printed }} }} ORDER BY ?document ?start ?end""",
    )
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["evidence"], []).append(row)
    return tuple(_one(group, sources) for group in groups.values())


def _one(group: list[dict[str, str]], sources: Path | None) -> Evidence:
    first = group[0]
    spans = tuple((int(row["start"]), int(row["end"])) for row in group)
    sentence = None
    if sources:
        try:
            sentence = sentence_at(documents.read(documents.source(sources, first["document"])).text, *spans[0])
        except MinshengError:
            sentence = None
    return Evidence(first["document"], first["title"], spans, first.get("printed"), sentence)


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a stretch of text, without line breaks.

    >>> sentence_at("甲。乙有3人。丙", 3, 5)
    '乙有3人。'
    """
    left = max((text.rfind(mark, 0, start) for mark in _END), default=-1) + 1
    ends = [found for mark in _END if (found := text.find(mark, end)) >= 0]
    right = min(ends, default=len(text) - 1) + 1
    return "".join(text[left:right].split())


def to_text(found: Explanation, lang: str) -> str:
    """For people: what it is, the proof if it was inferred, and each place that says so."""
    zh = lang == "zh"
    lines = [
        f"{found.label}  [{found.kind}]  {found.subject}"
        if found.label != found.subject
        else f"{found.label}  [{found.kind}]"
    ]
    lines.append(("命名图：" if zh else "in: ") + ", ".join(found.graphs))
    if found.proof:
        lines += [f"  {line}" for line in as_text(found.proof, "zh" if zh else "en").splitlines()]
    for evidence in found.evidence:
        spans = ", ".join(f"{start}–{end}" for start, end in evidence.spans)
        words = f" “{evidence.printed}”" if evidence.printed else ""
        lines.append(f"  {evidence.document}  {spans}{words}  《{evidence.title}》")
        if evidence.sentence:
            lines.append(f"    {evidence.sentence}")
    if not found.evidence and not found.proof:
        lines.append("  来自本体或区划表" if zh else "  part of the ontology or of the list of divisions")
    return "\n".join(lines) + "\n"


def to_json(found: Explanation, lang: str) -> str:
    """For programs; the proof as nested objects."""
    plain = {
        "subject": found.subject,
        "label": found.label,
        "kind": found.kind,
        "graphs": found.graphs,
        "evidence": [asdict(evidence) for evidence in found.evidence],
        "proof": as_object(found.proof, "zh" if lang == "zh" else "en") if found.proof else None,
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
