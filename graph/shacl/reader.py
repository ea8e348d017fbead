"""A shapes graph as a reader sees it: nodes, what is said of them, lists, paths."""

from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph.shacl.model import ShapesError
from graph.shacl.paths import Alternative, Inverse, Path, Predicate, Repeated, Sequence
from graph.shacl.terms import XSD, Node
from loaders.errors import Where

SH: Final = "http://www.w3.org/ns/shacl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"
_REPEATED: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(slots=True)
class Reader:
    """What is said of each node, by predicate."""

    where: Where
    graph: dict[Node, dict[str, list[Term]]] = field(default_factory=dict)

    def error(self, zh: str, en: str) -> ShapesError:
        return ShapesError(zh, en, self.where)

    def all(self, node: Node, name: str) -> list[Term]:
        return self.graph.get(node, {}).get(SH + name, [])

    def one(self, node: Node, name: str) -> Term | None:
        found = self.all(node, name)
        if len(found) > 1:
            raise self.error(f"sh:{name} 只能有一个值：{node}", f"sh:{name} takes one value only: {node}")
        return found[0] if found else None

    def flag(self, node: Node, name: str) -> bool:
        """Only the literal ``true`` counts; "1" does not (W3C test uniqueLang-002)."""
        return ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")) in self.all(node, name)

    def members(self, head: Term) -> list[Term]:
        found: list[Term] = []
        seen: set[Term] = set()
        while head != ox.NamedNode(_NIL):
            said = {} if isinstance(head, ox.Literal) else self.graph.get(head, {})
            first, rest = said.get(_FIRST, []), said.get(_REST, [])
            if len(first) != 1 or len(rest) != 1 or head in seen:
                raise self.error(f"不是完好的列表：{head}", f"not a well-formed list: {head}")
            seen.add(head)
            found += first
            head = rest[0]
        return found

    def iri(self, term: Term, name: str) -> str:
        if not isinstance(term, ox.NamedNode):
            raise self.error(f"sh:{name} 必须是 IRI：{term}", f"sh:{name} must be an IRI: {term}")
        return term.value

    def constant(self, term: Term, name: str) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            raise self.error(
                f"sh:{name} 不能是空节点：查询无法指称它", f"sh:{name} cannot be a blank node in a query"
            )
        return term

    def literal(self, term: Term, name: str) -> ox.Literal:
        if not isinstance(term, ox.Literal):
            raise self.error(f"sh:{name} 必须是字面量：{term}", f"sh:{name} must be a literal: {term}")
        return term

    def integer(self, term: Term, name: str) -> int:
        value = self.literal(term, name)
        if value.datatype.value != XSD + "integer" or not value.value.lstrip("+-").isdecimal():
            raise self.error(f"sh:{name} 必须是整数：{term}", f"sh:{name} must be an integer: {term}")
        return int(value.value)

    def path(self, term: Term, inside: tuple[Term, ...] = ()) -> Path:
        """https://www.w3.org/TR/shacl/#property-paths"""
        if isinstance(term, ox.NamedNode) and term.value != _NIL:
            return Predicate(term.value)
        if isinstance(term, ox.Literal) or term in inside:
            raise self.error(f"不是属性路径：{term}", f"not a property path: {term}")
        inside = (*inside, term)
        said = self.graph.get(term, {})
        if _FIRST in said:
            steps = [self.path(step, inside) for step in self.members(term)]
            if len(steps) > 1:
                return Sequence(tuple(steps))
        elif inner := self.one(term, "alternativePath"):
            return Alternative(tuple(self.path(way, inside) for way in self.members(inner)))
        elif inner := self.one(term, "inversePath"):
            return Inverse(self.path(inner, inside))
        for name, sign in _REPEATED.items():
            if inner := self.one(term, name):
                return Repeated(self.path(inner, inside), sign)
        raise self.error(f"不是属性路径：{term}", f"not a property path: {term}")
