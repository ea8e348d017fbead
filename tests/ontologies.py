"""Small made-up ontologies that use every construct of OWL 2 RL, with facts, for property tests."""

from collections.abc import Callable

import pyoxigraph as ox
from hypothesis import strategies as st

from ontology import BASE, PREFIXES

RDF, RDFS, OWL, XSD = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd"))
TYPE = ox.NamedNode(RDF + "type")
CLASSES = [ox.NamedNode(f"https://example.org/类{n}") for n in range(4)]
PROPERTIES = [ox.NamedNode(f"https://example.org/属性{n}") for n in range(4)]
VALUES = [ox.NamedNode(f"https://example.org/数据{n}") for n in range(2)]
THINGS = [ox.NamedNode(f"{BASE}place/物{n}") for n in range(4)]
LITERALS = [
    ox.Literal("1", datatype=ox.NamedNode(XSD + "integer")),
    ox.Literal("01", datatype=ox.NamedNode(XSD + "int")),
    ox.Literal("1.0", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("2022-05-01", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("长期护理保险", language="zh"),
    ox.Literal("长期护理保险"),
]
DATATYPES = [ox.NamedNode(XSD + name) for name in ("integer", "decimal", "string", "byte", "date")]

Node = ox.NamedNode | ox.BlankNode
Axiom = list[ox.Triple]


def owl(name: str) -> ox.NamedNode:
    return ox.NamedNode(OWL + name)


def rdfs(name: str) -> ox.NamedNode:
    return ox.NamedNode(RDFS + name)


def say(s: Node, p: ox.NamedNode, o: Node | ox.Literal) -> ox.Triple:
    return ox.Triple(s, p, o)


def rdf_list(items: list[Node], name: str) -> tuple[Node, Axiom]:
    """A list of any length and its triples."""
    if not items:
        return ox.NamedNode(RDF + "nil"), []
    head = ox.BlankNode(f"{name}x{len(items)}")
    rest, triples = rdf_list(items[1:], name)
    return head, [
        say(head, ox.NamedNode(RDF + "first"), items[0]),
        say(head, ox.NamedNode(RDF + "rest"), rest),
        *triples,
    ]


classes = st.sampled_from(CLASSES)
properties = st.sampled_from(PROPERTIES)
values = st.sampled_from(VALUES)
either = st.sampled_from(PROPERTIES + VALUES)
things = st.sampled_from(THINGS)
literals = st.sampled_from(LITERALS)
fillers = st.sampled_from([*CLASSES, owl("Thing")])
names = st.uuids(version=4).map(lambda uuid: f"b{uuid.hex}")
counts = st.sampled_from(["0", "1", "2"]).map(
    lambda n: ox.Literal(n, datatype=ox.NamedNode(XSD + "nonNegativeInteger"))
)


def binary(
    predicate: ox.NamedNode, left: st.SearchStrategy[Node], right: st.SearchStrategy[Node]
) -> st.SearchStrategy[Axiom]:
    return st.tuples(left, right).map(lambda pair: [say(pair[0], predicate, pair[1])])


def listed(
    predicate: ox.NamedNode, left: st.SearchStrategy[Node], items: st.SearchStrategy[Node], least: int = 1
) -> st.SearchStrategy[Axiom]:
    def axiom(drawn: tuple[Node, list[Node], str]) -> Axiom:
        head, triples = rdf_list(drawn[1], drawn[2])
        return [say(drawn[0], predicate, head), *triples]

    return st.tuples(left, st.lists(items, min_size=least, max_size=4), names).map(axiom)


def all_of(kind: str, predicate: str, items: st.SearchStrategy[Node]) -> st.SearchStrategy[Axiom]:
    def axiom(drawn: tuple[list[Node], str]) -> Axiom:
        head, triples = rdf_list(drawn[0], drawn[1])
        node = ox.BlankNode(drawn[1])
        return [say(node, TYPE, owl(kind)), say(node, owl(predicate), head), *triples]

    return st.tuples(st.lists(items, min_size=2, max_size=4, unique=True), names).map(axiom)


def restriction(
    build: Callable[[Node], st.SearchStrategy[Axiom]], on: st.SearchStrategy[ox.NamedNode]
) -> st.SearchStrategy[Axiom]:
    """A restriction below, above or equivalent to a class."""

    def axioms(drawn: tuple[str, ox.NamedNode, ox.NamedNode, str]) -> st.SearchStrategy[Axiom]:
        name, property_, class_, how = drawn
        node = ox.BlankNode(name)
        links = {
            "below": [say(node, rdfs("subClassOf"), class_)],
            "above": [say(class_, rdfs("subClassOf"), node)],
            "equivalent": [say(class_, owl("equivalentClass"), node)],
        }
        start = [say(node, TYPE, owl("Class")), say(node, owl("onProperty"), property_), *links[how]]
        return build(node).map(lambda rest: [*start, *rest])

    return st.tuples(names, on, classes, st.sampled_from(["below", "above", "equivalent"])).flatmap(axioms)


def with_object(
    predicate: str, objects: st.SearchStrategy[Node | ox.Literal]
) -> Callable[[Node], st.SearchStrategy[Axiom]]:
    return lambda node: objects.map(lambda o: [say(node, owl(predicate), o)])


def qualified(node: Node) -> st.SearchStrategy[Axiom]:
    return st.tuples(counts, fillers).map(
        lambda pair: [say(node, owl("maxQualifiedCardinality"), pair[0]), say(node, owl("onClass"), pair[1])]
    )


def negative(target: str, objects: st.SearchStrategy[Node | ox.Literal]) -> st.SearchStrategy[Axiom]:
    def axiom(drawn: tuple[str, Node, Node, Node | ox.Literal]) -> Axiom:
        node = ox.BlankNode(drawn[0])
        source, asserted = (
            say(node, owl("sourceIndividual"), drawn[1]),
            say(node, owl("assertionProperty"), drawn[2]),
        )
        return [source, asserted, say(node, owl(target), drawn[3])]

    return st.tuples(names, things, either, objects).map(axiom)


axioms = st.one_of(
    *(binary(rdfs("subClassOf"), classes, classes) for _ in range(2)),
    binary(owl("equivalentClass"), classes, classes),
    binary(owl("disjointWith"), classes, classes),
    binary(owl("complementOf"), classes, classes),
    listed(owl("intersectionOf"), classes, classes),
    listed(owl("unionOf"), classes, classes),
    listed(owl("oneOf"), classes, things),
    listed(owl("hasKey"), classes, either),
    all_of("AllDisjointClasses", "members", classes),
    all_of("AllDisjointProperties", "members", properties),
    all_of("AllDifferent", "members", things),
    all_of("AllDifferent", "distinctMembers", things),
    *(binary(rdfs("subPropertyOf"), properties, properties) for _ in range(2)),
    binary(rdfs("subPropertyOf"), values, values),
    binary(owl("equivalentProperty"), properties, properties),
    binary(owl("inverseOf"), properties, properties),
    binary(owl("propertyDisjointWith"), either, either),
    listed(owl("propertyChainAxiom"), properties, properties, 2),
    binary(rdfs("domain"), either, classes),
    binary(rdfs("range"), properties, classes),
    binary(rdfs("range"), values, st.sampled_from(DATATYPES)),
    *(
        binary(TYPE, either if kind == "Functional" else properties, st.just(owl(kind + "Property")))
        for kind in ("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric", "Irreflexive")
    ),
    restriction(with_object("someValuesFrom", fillers), properties),
    restriction(with_object("someValuesFrom", st.sampled_from(DATATYPES)), values),
    restriction(with_object("allValuesFrom", classes), properties),
    restriction(with_object("hasValue", things), properties),
    restriction(with_object("hasValue", literals), values),
    restriction(with_object("maxCardinality", counts), either),
    restriction(qualified, properties),
    negative("targetIndividual", things),
    negative("targetValue", literals),
)
facts = st.one_of(
    *(st.tuples(things, properties, things).map(lambda t: [say(*t)]) for _ in range(4)),
    *(st.tuples(things, values, literals).map(lambda t: [say(*t)]) for _ in range(2)),
    *(binary(TYPE, things, classes) for _ in range(3)),
    binary(owl("sameAs"), things, things),
    binary(owl("differentFrom"), things, things),
)
# What an ontology with names only says: what the project's own does, and more of the same.
named = st.one_of(
    *(binary(rdfs("subClassOf"), classes, classes) for _ in range(2)),
    binary(owl("equivalentClass"), classes, classes),
    listed(owl("intersectionOf"), classes, classes),
    listed(owl("unionOf"), classes, classes),
    *(binary(rdfs("subPropertyOf"), properties, properties) for _ in range(2)),
    binary(rdfs("subPropertyOf"), values, values),
    binary(owl("equivalentProperty"), properties, properties),
    binary(owl("inverseOf"), properties, properties),
    *(listed(owl("propertyChainAxiom"), properties, properties, 2) for _ in range(2)),
    binary(rdfs("domain"), either, classes),
    binary(rdfs("range"), properties, classes),
    *(binary(TYPE, properties, st.just(owl(kind + "Property"))) for kind in ("Transitive", "Symmetric")),
)
# Facts between things that differ, one step apart: no circles.
forward = st.tuples(things, properties, things).filter(lambda t: str(t[0]) < str(t[2])).map(lambda t: [say(*t)])
plain_facts = st.one_of(
    forward, forward, st.tuples(things, values, literals).map(lambda t: [say(*t)]), binary(TYPE, things, classes)
)
DECLARED = [
    *(say(c, TYPE, owl("Class")) for c in CLASSES),
    *(say(p, TYPE, owl("ObjectProperty")) for p in PROPERTIES),
    *(say(p, TYPE, owl("DatatypeProperty")) for p in VALUES),
]


def quads(triples: list[ox.Triple], graph: ox.NamedNode | None = None) -> list[ox.Quad]:
    return [ox.Quad(t.subject, t.predicate, t.object, graph or ox.DefaultGraph()) for t in triples]


def ontologies(size: int = 8) -> st.SearchStrategy[list[ox.Quad]]:
    """Declarations, axioms and facts."""
    some = st.tuples(st.lists(axioms, min_size=1, max_size=size), st.lists(facts, min_size=1, max_size=size))
    return some.map(lambda drawn: quads([*DECLARED, *(t for part in (*drawn[0], *drawn[1]) for t in part)]))
