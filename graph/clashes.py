"""What contradicts the ontology, told in both languages, with its proof and the lines of the fact files behind it.

OWL 2 Profiles, 4.3: the rules whose conclusion is ``false``; and two that OWL 2 RL cannot say: nothing lies within
itself or is part of itself (a transitive property must not be declared irreflexive), and a code names one place at a
time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from graph.lines import Lines
from graph.reasoning.proof import ASSERTED, NotProvableError, Proof, Prover
from graph.reasoning.prooftext import LANGS, Label, Lang, as_text, labels
from graph.reasoning.reason import Clash
from graph.reasoning.terms import Term
from graph.results import show
from loaders.errors import DataError, Where
from ontology import PREFIXES

# So many are proved; what is wrong with more of them is the same.
_PROVED: Final = 50

# What a clash says of the terms that its rule names, in the order of ``ontology/owl2rl.rls``.
SAYS: Final[dict[str, tuple[str, str]]] = {
    "eq-diff1": ("{0} 与 {1} 既相同又不同", "{0} is both the same as {1} and different from it"),
    "eq-diff2": ("{0} 与 {1} 声明为不同，却相同", "{0} and {1} are said to differ and are the same"),
    "eq-diff3": ("{0} 与 {1} 声明为不同，却相同", "{0} and {1} are said to differ and are the same"),
    "prp-irp": ("{1} 与自身有 {0} 关系", "{1} is related to itself by {0}"),
    "prp-asyp": (
        "{1} 与 {2} 互有 {0} 关系，而它只能是单向的",
        "{1} and {2} are each related by {0} to the other, which goes one way only",
    ),
    "prp-pdw": (
        "{2} 与 {3} 同时有互斥的两种关系 {0} 与 {1}",
        "{2} is related to {3} by both {0} and {1}, which exclude each other",
    ),
    "prp-adp": (
        "{2} 与 {3} 同时有互斥的两种关系 {0} 与 {1}",
        "{2} is related to {3} by both {0} and {1}, which exclude each other",
    ),
    "prp-npa1": ("已声明 {0} 不以 {1} 指向 {2}，却又成立", "{0} {1} {2} is said not to hold, and holds"),
    "prp-npa2": ("已声明 {0} 的 {1} 不是 {2}，却又成立", "{0} {1} {2} is said not to hold, and holds"),
    "cls-nothing2": ("{0} 属于空类", "{0} belongs to the empty class"),
    "cls-com": ("{2} 既属于 {0} 又属于它的补集 {1}", "{2} belongs to {0} and to its complement, {1}"),
    "cls-maxc1": ("{2} 的 {1} 不应有值，却有 {3}", "{2} may have no value of {1} and has {3}"),
    "cls-maxqc1": ("{2} 的 {1} 不应有值，却有 {3}", "{2} may have no value of {1} and has {3}"),
    "cls-maxqc2": ("{2} 的 {1} 不应有值，却有 {3}", "{2} may have no value of {1} and has {3}"),
    "cax-dw": ("{2} 同时属于互斥的两类 {0} 与 {1}", "{2} belongs to two disjoint classes, {0} and {1}"),
    "cax-adc": ("{2} 同时属于互斥的两类 {0} 与 {1}", "{2} belongs to two disjoint classes, {0} and {1}"),
    "dt-diff": ("{0} 与 {1} 是两个不同的值，却被推为相同", "{0} and {1} are two values and come out as the same"),
    "dt-not-type": ("{0} 不是 {1} 的值", "{0} is not a value of {1}"),
    "prp-fp": ("{0} 的 {1} 只能有一个值，这里有 {2} 和 {3}", "{0} has two values of {1}, {2} and {3}"),
    "one-way-up": ("{0} 位于自身之中或是自身的一部分", "{0} lies within itself or is part of itself"),
    "one-code-one-place": (
        "{0} 与 {1} 同时用一个行政区划代码 {2}",
        "{0} and {1} have one division code, {2}, at one time",
    ),
}
# Changes of a division are often known to the year only, hence YEAR.
_CODES: Final = """SELECT ?a ?b ?code WHERE { ?a ms:divisionCode ?code . ?b ms:divisionCode ?code . FILTER (STR(?a) < STR(?b))
    OPTIONAL { ?a ms:validUntil ?until } OPTIONAL { ?b ms:validUntil ?till }
    OPTIONAL { ?a ms:validFrom ?from } OPTIONAL { ?b ms:validFrom ?since }
    FILTER (COALESCE(YEAR(?until) > YEAR(?since), true) && COALESCE(YEAR(?till) > YEAR(?from), true)) }"""
# Both are transitive, so a circle of any length is one of two; that a thing is within itself is not stored as news.
_CIRCLES: Final = (
    """SELECT ?x ?p WHERE { VALUES ?p { ms:within ms:partOf } { ?x ?p ?x } UNION { ?x ?p ?y . ?y ?p ?x } }"""
)
_CODE: Final = ox.NamedNode(PREFIXES["ms"] + "divisionCode")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot all be true: the rule that says so with the terms it names, and the proof (None after fifty, and
    where a step is about nothing of the project's own)."""

    clash: Clash
    proof: Proof | None

    def says(self, lang: Lang, label: Label = show) -> str:
        """The contradiction in one sentence."""
        rule, terms = self.clash.rule, self.clash.terms
        if rule == "dt-diff" and self.proof and (values := _two_values(self.proof)):
            rule, terms = "prp-fp", values
        return SAYS[rule][lang == "en"].format(*map(label, terms))


class ContradictionError(DataError):
    """A contradiction in one line, and its proof indented below it, each stated premise with its place."""

    def __init__(self, zh: str, en: str, where: Where | None, proofs: Mapping[Lang, str]) -> None:
        self._proofs = proofs
        super().__init__(zh, en, where)

    def line(self, lang: str) -> str:
        first = super().line(lang)
        rest = self._proofs["zh" if lang == "zh" else "en"].splitlines()
        return "\n".join((first, *(f"    {line}" for line in rest)))


def find(clashes: Iterable[Clash], store: ox.Store) -> list[Contradiction]:
    """The contradictions of a store that holds what follows too. ``clashes`` are those that the rules found."""
    found: dict[tuple[str, frozenset[Term]], Contradiction] = {}
    candidates = [*((clash, ()) for clash in clashes), *_of_our_own(store)]
    prover = Prover(store) if candidates else None
    for clash, premises in candidates:
        key = (clash.rule, frozenset(clash.terms))
        if prover and key not in found:
            found[key] = Contradiction(clash, _proof(prover, clash, premises) if len(found) < _PROVED else None)
    return list(found.values())


def errors(found: Iterable[Contradiction], store: ox.Store, lines: Lines) -> list[ContradictionError]:
    """Contradictions as they are told to a person, with the lines that cause them."""
    return [_error(one, store, lines) for one in found]


def _error(one: Contradiction, store: ox.Store, lines: Lines) -> ContradictionError:
    places = {leaf: _lines(leaf, lines) for leaf in one.proof.leaves()} if one.proof else {}
    marks = {leaf: ", ".join(map(str, where)) for leaf, where in places.items()}
    sentences, proofs = {}, {}
    for lang in LANGS:
        label = labels(store, lang)
        sentences[lang] = one.says(lang, label)
        proofs[lang] = as_text(one.proof, lang, label, marks) if one.proof else ""
    first = next((where for every in places.values() for where in every), None)
    rule = one.clash.rule
    return ContradictionError(f"{sentences['zh']}（{rule}）", f"{sentences['en']} ({rule})", first, proofs)


def _of_our_own(store: ox.Store) -> Iterator[tuple[Clash, tuple[ox.Triple, ...]]]:
    """What the rules cannot say, each with the triples that contradict each other."""
    for x, p in _rows(store, _CIRCLES):
        yield Clash("one-way-up", (x,)), (ox.Triple(x, p, x),)
    for a, b, code in _rows(store, _CODES):
        yield Clash("one-code-one-place", (a, b, code)), (ox.Triple(a, _CODE, code), ox.Triple(b, _CODE, code))


def _rows(store: ox.Store, query: str) -> Iterator[tuple[Any, ...]]:
    results = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    yield from dict.fromkeys(tuple(row) for row in results)


def _proof(prover: Prover, clash: Clash, premises: tuple[ox.Triple, ...]) -> Proof | None:
    try:
        if not premises:
            return prover.prove_clash(clash)
        return Proof(clash.rule, clash.terms, tuple(map(prover.prove, premises)))
    except NotProvableError:
        # A build keeps what follows of the project's own things; of others a step may be missing.
        return None


def _two_values(proof: Proof) -> tuple[Term, ...] | None:
    """The subject, the property and the two values where a proof rests on a property having one value only."""
    if proof.rule == "prp-fp":
        # Spelt as the store spells them, which need not be as the closure does: by place, the first is the property's.
        _, *said = (premise.conclusion for premise in proof.premises)
        if len(said) == 2:
            return said[0][0], said[0][1], said[0][2], said[1][2]
    return next((found for premise in proof.premises if (found := _two_values(premise))), None)


def _lines(leaf: Proof, lines: Lines) -> list[Where]:
    """Where the fact files state a leaf of a proof."""
    s, p, o = (*leaf.conclusion, None, None, None)[:3]
    if leaf.rule != ASSERTED or not isinstance(s, ox.NamedNode) or p is None:
        return []
    return lines.every(s.value, str(p), o.value if isinstance(o, ox.Literal) else "")
