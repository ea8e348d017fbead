"""A proof to read: an indented tree with labels, or JSON. What each rule says is one line in each language."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

import pyoxigraph as ox

from graph.reasoning.proof import ASSERTED, Proof
from graph.reasoning.terms import Term
from graph.results import show
from ontology import PREFIXES

Lang = Literal["zh", "en"]
LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")
Label = Callable[[Term], str]

# Rule of W3C OWL 2 Profiles, 4.3 -> what it says, zh and en.
RULES: Final[dict[str, tuple[str, str]]] = {
    ASSERTED: ("文中写明", "stated"),
    "eq-ref": ("任何事物都与自身相同", "everything is the same as itself"),
    "eq-sym": ("相同是相互的", "being the same goes both ways"),
    "eq-trans": ("与同一事物相同的事物彼此相同", "things that are the same as one thing are the same"),
    "eq-rep-s": ("相同的事物可互换作主语", "what is said of a thing holds of whatever is the same"),
    "eq-rep-p": ("相同的属性可互换", "a property may be replaced by one that is the same"),
    "eq-rep-o": ("相同的事物可互换作宾语", "an object may be replaced by one that is the same"),
    "eq-diff1": ("两个事物既相同又不同", "two things are the same and different"),
    "eq-diff2": ("声明两两不同的成员中有相同的", "members of things said to be all different are the same"),
    "eq-diff3": ("声明两两不同的成员中有相同的", "members of things said to be all different are the same"),
    "prp-ap": ("内置的注释属性", "a built-in annotation property"),
    "prp-dom": ("使用该属性的主语属于属性的定义域", "whatever has the property is in its domain"),
    "prp-rng": ("该属性的值属于属性的值域", "a value of the property is in its range"),
    "prp-fp": (
        "函数型属性只有一个值，所以两个值相同",
        "the property has one value only, so two values are the same",
    ),
    "prp-ifp": (
        "反函数型属性的值只属于一个事物，所以两者相同",
        "the value belongs to one thing only, so two that have it are the same",
    ),
    "prp-irp": ("该属性不能指向自身", "nothing has the property to itself"),
    "prp-symp": ("对称属性反向也成立", "the property holds both ways"),
    "prp-asyp": ("非对称属性不能双向成立", "the property never holds both ways"),
    "prp-trp": ("传递属性逐级相接", "the property passes on from one to the next"),
    "prp-spo1": ("子属性成立则上位属性成立", "what holds by a property holds by the one above it"),
    "prp-spo2": ("属性链逐段相接", "a chain of properties gives the property"),
    "prp-eqp1": ("等价属性同时成立", "an equivalent property holds as well"),
    "prp-eqp2": ("等价属性同时成立", "an equivalent property holds as well"),
    "prp-pdw": ("互斥的两个属性同时成立", "two disjoint properties hold between the same things"),
    "prp-adp": ("声明两两互斥的属性同时成立", "two of several disjoint properties hold between the same things"),
    "prp-inv1": ("逆属性反向成立", "the inverse property holds the other way round"),
    "prp-inv2": ("逆属性反向成立", "the inverse property holds the other way round"),
    "prp-key": ("标识属性的值全部相同，所以是同一事物", "all values of the key agree, so the two are the same"),
    "prp-npa1": ("声明不成立的关系却成立", "a relation holds that is said not to hold"),
    "prp-npa2": ("声明没有的属性值却存在", "a value is there that is said not to be there"),
    "cls-thing": ("owl:Thing 是类", "owl:Thing is a class"),
    "cls-nothing1": ("owl:Nothing 是类", "owl:Nothing is a class"),
    "cls-nothing2": ("属于空类", "belongs to the empty class"),
    "cls-int1": ("属于每个成员类，所以属于它们的交集", "in every one of the classes, so in their intersection"),
    "cls-int2": ("属于交集，所以属于每个成员类", "in the intersection, so in each of the classes"),
    "cls-uni": ("属于其中一个类，所以属于它们的并集", "in one of the classes, so in their union"),
    "cls-com": ("既属于某类又属于它的补集", "in a class and in its complement"),
    "cls-svf1": ("有一个属于该类的值", "has a value that is in the class"),
    "cls-svf2": ("该属性有值", "has some value"),
    "cls-avf": (
        "该类事物的这一属性只取某类的值",
        "all values of the property are in a class for members of this one",
    ),
    "cls-hv1": ("该类事物都有这个值", "every member of the class has this value"),
    "cls-hv2": ("有这个值的事物都属于该类", "whatever has this value is in the class"),
    "cls-maxc1": ("不应有值却有值", "has a value where none may be"),
    "cls-maxc2": ("至多一个值，所以两个值相同", "at most one value, so two values are the same"),
    "cls-maxqc1": ("不应有该类的值却有", "has a value of the class where none may be"),
    "cls-maxqc2": ("不应有值却有值", "has a value where none may be"),
    "cls-maxqc3": ("该类的值至多一个，所以两个值相同", "at most one value of the class, so two are the same"),
    "cls-maxqc4": ("至多一个值，所以两个值相同", "at most one value, so two values are the same"),
    "cls-oo": ("列举的成员属于该类", "is listed as a member of the class"),
    "cax-sco": ("子类的成员属于上位类", "a member of a class is a member of the one above it"),
    "cax-eqc1": ("等价类成员相同", "equivalent classes have the same members"),
    "cax-eqc2": ("等价类成员相同", "equivalent classes have the same members"),
    "cax-dw": ("同时属于互斥的两类", "a member of two disjoint classes"),
    "cax-adc": ("同时属于声明两两互斥的两类", "a member of two of several disjoint classes"),
    "dt-type1": ("内置的数据类型", "a built-in datatype"),
    "dt-type2": ("值在数据类型的范围之内", "the value lies in the datatype"),
    "dt-eq": ("同一个值的另一种写法", "another spelling of the same value"),
    "dt-diff": ("两个不同的值被推为相同", "two different values come out as the same"),
    "dt-not-type": ("值不在数据类型的范围之内", "the value does not lie in the datatype"),
    "scm-cls": (
        "每个类都在自身与 owl:Thing 之下、owl:Nothing 之上",
        "a class is below itself and owl:Thing, and above owl:Nothing",
    ),
    "scm-sco": ("子类关系逐级相接", "a class below a class below a third is below the third"),
    "scm-eqc1": ("等价的类互为子类", "equivalent classes are below each other"),
    "scm-eqc2": ("互为子类的类等价", "classes below each other are equivalent"),
    "scm-op": ("对象属性在自身之下", "an object property is below itself"),
    "scm-dp": ("数据属性在自身之下", "a data property is below itself"),
    "scm-spo": ("子属性关系逐级相接", "a property below a property below a third is below the third"),
    "scm-eqp1": ("等价的属性互为子属性", "equivalent properties are below each other"),
    "scm-eqp2": ("互为子属性的属性等价", "properties below each other are equivalent"),
    "scm-dom1": ("定义域的上位类也是定义域", "a class above a domain is a domain"),
    "scm-dom2": ("上位属性的定义域也是子属性的定义域", "a domain of a property is one of each property below it"),
    "scm-rng1": ("值域的上位类也是值域", "a class above a range is a range"),
    "scm-rng2": ("上位属性的值域也是子属性的值域", "a range of a property is one of each property below it"),
    "scm-hv": (
        "有某值的类随属性而上",
        "the class of what has a value by a property is below that by a property above it",
    ),
    "scm-svf1": (
        "有某类值的类随该类而上",
        "the class of what has a value in a class is below that for a class above it",
    ),
    "scm-svf2": (
        "有某类值的类随属性而上",
        "the class of what has a value in a class is below that by a property above it",
    ),
    "scm-avf1": (
        "只取某类值的类随该类而上",
        "the class of what has only values in a class is below that for a class above it",
    ),
    "scm-avf2": (
        "只取某类值的类随属性而下",
        "the class of what has only values in a class is above that by a property above it",
    ),
    "scm-int": ("交集在每个成员类之下", "an intersection is below each of its classes"),
    "scm-uni": ("并集在每个成员类之上", "a union is above each of its classes"),
}
# What no rule of the table says (graph.clashes).
OWN: Final[dict[str, tuple[str, str]]] = {
    "one-way-up": ("任何事物都不在自身之中", "nothing lies within itself or is part of itself"),
    "one-code-one-place": ("一个代码同时只属于一个地方", "a code names one place at a time"),
}


# Terms of the vocabularies that rules speak of, which have no label in the graph.
WORDS: Final[dict[str, tuple[str, str]]] = {
    "rdf:type": ("属于", "is a"),
    "rdfs:subClassOf": ("是其下位类，上位类为", "is a kind of"),
    "rdfs:subPropertyOf": ("的上位属性是", "is a property below"),
    "rdfs:domain": ("的定义域是", "has the domain"),
    "rdfs:range": ("的值域是", "has the range"),
    "owl:inverseOf": ("的逆属性是", "is the inverse of"),
    "owl:propertyChainAxiom": ("由属性链推得", "follows from the chain"),
    "owl:equivalentClass": ("等价于类", "is equivalent to the class"),
    "owl:equivalentProperty": ("等价于属性", "is equivalent to the property"),
    "owl:sameAs": ("就是", "is the same as"),
    "owl:disjointWith": ("互斥于", "is disjoint with"),
    "owl:TransitiveProperty": ("传递属性", "transitive property"),
    "owl:SymmetricProperty": ("对称属性", "symmetric property"),
    "owl:FunctionalProperty": ("函数型属性", "functional property"),
    "owl:IrreflexiveProperty": ("反自反属性", "irreflexive property"),
    "owl:AsymmetricProperty": ("非对称属性", "asymmetric property"),
}
_LIST: Final = (PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest")


def labels(store: ox.Store, lang: Lang) -> Label:
    """Terms by their rdfs:label in a language, else in any, else by name."""
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")

    @cache
    def look_up(term: Term) -> str:
        if isinstance(term, ox.Literal):
            return f"“{term.value}”" if lang == "zh" else f'"{term.value}"'
        found = [
            q.object for q in store.quads_for_pattern(term, label, None, None) if isinstance(q.object, ox.Literal)
        ]
        found.sort(key=lambda o: (o.language != lang, o.language or "", o.value))
        return found[0].value if found else WORDS.get(show(term), (show(term),) * 2)[lang == "en"]

    return look_up


def as_text(
    proof: Proof, lang: Lang = "zh", label: Label = show, places: Mapping[Proof, str] = MappingProxyType({})
) -> str:
    """An indented tree: each line a conclusion, then the rule, what it says, and of what was asserted the graphs, or
    its place where ``places`` has one."""
    return "\n".join(_lines(proof, lang, label, places, 0))


def as_json(proof: Proof, lang: Lang = "zh", label: Label = show) -> str:
    """The same tree as JSON: ``conclusion`` (N-Triples terms), ``text``, ``rule``, ``says``, ``graphs``, ``premises``."""
    return json.dumps(as_object(proof, lang, label), ensure_ascii=False, indent=1)


def as_object(proof: Proof, lang: Lang = "zh", label: Label = show) -> dict[str, object]:
    """What ``as_json`` writes, as plain values."""
    return {
        "conclusion": [str(term) for term in proof.conclusion],
        "text": _sentence(proof, label),
        "rule": proof.rule,
        "says": says(proof.rule, lang),
        "graphs": list(proof.graphs),
        "premises": [as_object(premise, lang, label) for premise in proof.premises],
    }


def says(rule: str, lang: Lang) -> str:
    """What a rule says, in one line."""
    return (RULES.get(rule) or OWN[rule])[lang == "en"]


def _lines(proof: Proof, lang: Lang, label: Label, places: Mapping[Proof, str], depth: int) -> list[str]:
    opening, colon, closing = ("（", "：", "）") if lang == "zh" else (" (", ": ", ")")
    where = places.get(proof) or " ".join(iri.rpartition("/")[2] for iri in proof.graphs)
    why = says(proof.rule, lang) if proof.rule == ASSERTED else f"{proof.rule}{colon}{says(proof.rule, lang)}"
    tail = f"{colon}{where}" if where else ""
    line = f"{'  ' * depth}{_sentence(proof, label)}{opening}{why}{tail}{closing}"
    premises, lists = folded(proof)
    within = listing(label, lists)
    return [line, *(text for premise in premises for text in _lines(premise, lang, within, places, depth + 1))]


Lists = Mapping[Term, tuple[Term, ...]]


def folded(proof: Proof) -> tuple[list[Proof], Lists]:
    """The premises without the nodes of lists, and the items of the lists that they are about."""
    links: dict[str, dict[Term, Term]] = {iri: {} for iri in _LIST}
    kept: list[Proof] = []
    for premise in proof.premises:
        s, p, o = premise.conclusion if len(premise.conclusion) == 3 else (None, None, None)
        if isinstance(p, ox.NamedNode) and p.value in links and premise.rule == ASSERTED and s and o:
            links[p.value][s] = o
        else:
            kept.append(premise)
    first, rest = (links[iri] for iri in _LIST)

    def items(node: Term) -> Iterator[Term]:
        for _ in first:  # no more items than there are nodes, circle or not
            if node in first:
                yield first[node]
            node = rest.get(node, node)
            if node not in rest and node not in first:
                return

    return kept, {node: tuple(items(node)) for node in first}


def listing(label: Label, lists: Lists) -> Label:
    """Labels that write a list's items in place of its node."""
    if not lists:
        return label
    return lambda term: f"({' '.join(map(label, lists[term]))})" if term in lists else label(term)


def _sentence(proof: Proof, label: Label) -> str:
    return " ".join(label(term) for term in proof.conclusion)
