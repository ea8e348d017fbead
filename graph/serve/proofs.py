"""Why a triple is in the graph: the page /explain, as HTML, JSON or plain text."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from graph.reasoning.proof import ASSERTED, NotProvableError, Proof, Prover
from graph.reasoning.prooftext import Label, Lang, as_json, as_text, folded, labels, listing, says
from graph.reasoning.terms import Term
from graph.serve.messages import Job, Refused, Reply
from graph.serve.negotiate import choose
from graph.serve.things import Data, Evidence, Thing
from loaders.names import graph as graph_iri
from loaders.names import iri
from ontology import GRAPH, MS, PREFIXES

_FORMS: Final = ("text/html", "application/json", "text/plain")
_SHORT: Final = {"html": "text/html", "json": "application/json", "text": "text/plain", "txt": "text/plain"}
_LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Step:
    """A conclusion as things with pages and as words; the rule and what it says; where it is stated; its premises."""

    terms: tuple[Thing | str, ...]
    rule: str
    says: str
    documents: tuple[Thing, ...]
    evidence: tuple[Evidence, ...]
    premises: tuple["Step", ...]

    @property
    def stated(self) -> bool:
        """Whether somebody said so."""
        return self.rule == ASSERTED


def href(subject: str, predicate: str, object_: str) -> str:
    """The path of the page about a triple; the object is an N-Triples term."""
    return "/explain?" + urlencode({"s": subject, "p": predicate, "o": object_})


def answer(store: ox.Store, data: Data, job: Job) -> tuple[Step, Reply, bytes]:
    """The proof as steps for the template; a reply of its own where it is asked for as JSON or text.

    Raises Refused (400) where the triple cannot be read, (404) where it neither is asserted nor follows.
    """
    form = _SHORT.get(job.format, "") or choose(job.accept, _FORMS) or "text/html"
    triple = _triple(job)
    try:
        proof = Prover(store).prove(triple)
    except NotProvableError:
        zh, en = f"图里没有、也推不出：{triple}", f"neither stated nor inferred: {triple}"
        raise Refused(404, "no-triple", zh, en) from None
    lang: Lang = "en" if job.lang == "en" else "zh"
    label = labels(store, lang)
    body = b""
    if form == "application/json":
        body = as_json(proof, lang, label).encode()
    elif form == "text/plain":
        body = (as_text(proof, lang, label) + "\n").encode()
    kind = "text/plain; charset=utf-8" if form == "text/plain" else form
    return _step(data, proof, lang, label), Reply(type=kind), body


def _triple(job: Job) -> ox.Triple:
    s, p, o = (_term(job.values.get(name, "")) for name in "spo")
    if isinstance(s, ox.NamedNode) and isinstance(p, ox.NamedNode):
        return ox.Triple(s, p, o)
    zh, en = "主语与谓语必须是 IRI", "subject and predicate must be IRIs"
    raise Refused(400, "bad-triple", zh, en)


def _term(text: str) -> ox.NamedNode | ox.Literal:
    """An IRI, bare, in <> or with a prefix of the project; or a literal as N-Triples writes it."""
    prefix, colon, local = text.partition(":")
    if text[:1] not in ("<", '"'):
        text = f"<{PREFIXES[prefix] + local}>" if colon and prefix in PREFIXES else f"<{text}>"
    try:
        if len(text) > _LONGEST:
            raise ValueError
        (quad,) = ox.parse(f"<urn:s> <urn:p> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            return quad.object
        raise ValueError
    except (ValueError, SyntaxError):
        zh, en = "用 s、p、o 给出三元组，例如 ?s=place:500113&p=ms:runs&o=prog:…", "give a triple by s, p and o"
        raise Refused(400, "bad-triple", zh, f"{en}, e.g. ?s=place:500113&p=ms:runs&o=prog:…") from None


def _step(data: Data, proof: Proof, lang: Lang, label: Label) -> Step:
    premises, lists = folded(proof)
    within = listing(label, lists)
    terms = tuple(_word(data, term, label) for term in proof.conclusion)
    return Step(
        terms,
        proof.rule,
        says(proof.rule, lang),
        tuple(_document(data, name) for name in proof.graphs),
        _evidence(data, proof) if proof.rule == ASSERTED else (),
        tuple(_step(data, premise, lang, within) for premise in premises),
    )


def _word(data: Data, term: Term, label: Label) -> Thing | str:
    """A thing of the graph; of other vocabularies, and of literals and lists, what they are called."""
    if isinstance(term, ox.NamedNode):
        thing = data.thing(term.value)
        if not thing.external and thing.href != "#":
            return thing
    return label(term)


def _document(data: Data, name: str) -> Thing:
    """The document whose graph it is; or the graph."""
    document = iri("doc", name.removeprefix(GRAPH))
    if data.exists(document):
        return data.thing(document)
    return Thing(name, "/ontology" if name == graph_iri("ontology") else "#", name.removeprefix(GRAPH), "")


def _evidence(data: Data, proof: Proof) -> tuple[Evidence, ...]:
    """Where a stated triple is said: its own claim, or else what is said of its subject."""
    s, p, o = proof.conclusion
    if not isinstance(s, ox.NamedNode) or not isinstance(p, ox.NamedNode):
        return ()
    if isinstance(o, ox.NamedNode):
        for claim in data.coming(MS + "subject", s.value):
            if p.value in data.iris(claim, MS + "predicate") and o.value in data.iris(claim, MS + "object"):
                return data.evidence(claim)
    return data.evidence(s.value)
