"""Reads a shapes graph: https://www.w3.org/TR/shacl/#shapes. Whatever is not SHACL Core is refused by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from graph.shacl import logic, sets, values
from graph.shacl.constraints import Constraint
from graph.shacl.model import Shape, Shapes, Targets
from graph.shacl.reader import RDF, SH, Reader, Term
from graph.shacl.terms import Node, text
from loaders.errors import Where

_TYPE: Final = RDF + "type"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_TYPES: Final = (ox.NamedNode(SH + "NodeShape"), ox.NamedNode(SH + "PropertyShape"))
_TARGETS: Final = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
# https://www.w3.org/TR/shacl/#nonValidation, and parameters that are read along with another.
_SILENT: Final = {
    "name", "description", "order", "group", "defaultValue", "severity", "message", "deactivated", "path", "property",
    "flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", *_TARGETS,
}  # fmt: skip


def parse(triples: Iterable[ox.Triple | ox.Quad], where: Where | None = None) -> Shapes:
    """The shapes of a shapes graph. Raises ShapesError for what is broken or not supported."""
    reader = _Builder(where or Where("SHACL"))
    for triple in triples:
        value = triple.object
        if isinstance(triple.subject, ox.Triple) or isinstance(value, ox.Triple):
            raise reader.error("形状图中不能有 RDF-star", "a shapes graph holds no triple terms")
        reader.graph.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(value)
    return reader.shapes()


@dataclass(slots=True)
class _Builder(Reader):
    found: dict[Node, Shape] = field(default_factory=dict)

    def shapes(self) -> Shapes:
        for name, zh in (("ConstraintComponent", "自定义约束组件"), ("SPARQLTargetType", "自定义目标类型")):
            if any(ox.NamedNode(SH + name) in said.get(_TYPE, ()) for said in self.graph.values()):
                raise self.error(f"不支持{zh}（sh:{name}）", f"sh:{name} is not supported")
        for node, said in self.graph.items():
            if SH + "entailment" in said:
                raise self.error("不支持 sh:entailment", "sh:entailment is not supported")
            if self._is_shape(said):
                self._shape(node)
        return Shapes(self.found)

    # ---- shapes ----------------------------------------------------------------------------------------------------

    def _is_shape(self, said: dict[str, list[Term]]) -> bool:
        """https://www.w3.org/TR/shacl/#shapes: typed as one, or with a target or a parameter."""
        types = said.get(_TYPE, ())
        return any(t in types for t in _TYPES) or any(
            SH + name in said for name in (*_MAKERS, *_TARGETS, "property")
        )

    def refer(self, term: Term, name: str) -> Node:
        """A shape that another one names."""
        if isinstance(term, ox.Literal):
            raise self.error(f"sh:{name} 必须指向形状：{term}", f"sh:{name} must lead to a shape: {term}")
        self._shape(term)
        return term

    def _shape(self, node: Node) -> None:
        if node in self.found:
            return
        path_node = self.one(node, "path")
        severity = self.one(node, "severity")
        shape = Shape(
            node=node,
            path=None if path_node is None else self.path(path_node),
            targets=self._targets(node),
            severity=SH + "Violation" if severity is None else self.iri(severity, "severity"),
            messages=tuple(
                sorted(
                    ((m := self.literal(t, "message")).language or "", m.value) for t in self.all(node, "message")
                )
            ),
            deactivated=self.flag(node, "deactivated"),
            constraints=(),
            properties=(),
        )
        self.found[node] = shape  # known from here on, for shapes that refer to each other
        constraints: list[Constraint] = []
        for predicate, terms in self.graph.get(node, {}).items():
            name = predicate.removeprefix(SH)
            if not predicate.startswith(SH) or name in _SILENT:
                continue
            if name not in _MAKERS:
                raise self.error(
                    f"不支持 sh:{name}（只有 SHACL Core）：{node}",
                    f"sh:{name} is not supported (SHACL Core only): {node}",
                )
            if shape.path is None and name in _PROPERTY_ONLY:
                raise self.error(f"节点形状不能有 sh:{name}：{node}", f"a node shape cannot have sh:{name}: {node}")
            if name not in _MANY:
                self.one(node, name)
            constraints += [made for term in terms for make in _MAKERS[name] if (made := make(self, node, term))]
        properties = []
        for term in self.all(node, "property"):
            if isinstance(term, ox.Literal) or not self.all(term, "path"):
                raise self.error(f"属性形状没有 sh:path：{term}", f"a property shape has no sh:path: {term}")
            properties.append(self.refer(term, "property"))
        self.found[node] = Shape(
            node, shape.path, shape.targets, shape.severity, shape.messages, shape.deactivated,
            tuple(constraints), tuple(properties),
        )  # fmt: skip

    def _targets(self, node: Node) -> Targets:
        classes = [self.iri(term, "targetClass") for term in self.all(node, "targetClass")]
        if isinstance(node, ox.NamedNode) and self._is_class(node):
            classes.append(node.value)
        return Targets(
            nodes=tuple(text(self.constant(term, "targetNode")) for term in self.all(node, "targetNode")),
            classes=tuple(classes),
            subjects_of=tuple(self.iri(t, "targetSubjectsOf") for t in self.all(node, "targetSubjectsOf")),
            objects_of=tuple(self.iri(t, "targetObjectsOf") for t in self.all(node, "targetObjectsOf")),
        )

    def _is_class(self, node: Node) -> bool:
        """https://www.w3.org/TR/shacl/#implicit-targetClass: a shape that is a SHACL instance of rdfs:Class."""
        said = self.graph.get(node, {})
        types = said.get(_TYPE, [])
        if not any(t in types for t in _TYPES):
            return False
        rest, seen = list(types), set(types)
        while rest:
            above = rest.pop()
            if above == ox.NamedNode(_RDFS + "Class"):
                return True
            if not isinstance(above, ox.Literal):
                new = [t for t in self.graph.get(above, {}).get(_RDFS + "subClassOf", []) if t not in seen]
                rest += new
                seen.update(new)
        return False

    # ---- parameters that need a look round ---------------------------------------------------------------------------

    def closed(self, node: Node, _: Term) -> Constraint | None:
        if not self.flag(node, "closed"):
            return None
        ignored = self.one(node, "ignoredProperties")
        allowed = [] if ignored is None else [self.iri(t, "ignoredProperties") for t in self.members(ignored)]
        for inner in self.all(node, "property"):
            if not isinstance(inner, ox.Literal):
                allowed += [t.value for t in self.all(inner, "path") if isinstance(t, ox.NamedNode)]
        return sets.Closed(tuple(dict.fromkeys(allowed)))

    def qualified(
        self, kind: type[sets.QualifiedMinCount | sets.QualifiedMaxCount], node: Node, term: Term
    ) -> Constraint | None:
        name = "qualifiedMinCount" if kind is sets.QualifiedMinCount else "qualifiedMaxCount"
        bound = self.one(node, name)
        if bound is None:
            return None
        siblings: list[Node] = []
        if self.flag(node, "qualifiedValueShapesDisjoint"):
            for said in self.graph.values():
                brothers = said.get(SH + "property", [])
                if node in brothers:
                    for brother in brothers:
                        if not isinstance(brother, ox.Literal):
                            others = self.all(brother, "qualifiedValueShape")
                            siblings += [self.refer(t, "qualifiedValueShape") for t in others if t != term]
        shape = self.refer(term, "qualifiedValueShape")
        return kind(self.integer(bound, name), shape, tuple(dict.fromkeys(siblings)))

    def pattern(self, node: Node, term: Term) -> Constraint:
        flags = self.one(node, "flags")
        made = values.Pattern(
            self.literal(term, "pattern").value, "" if flags is None else self.literal(flags, "flags").value
        )
        try:
            rows = ox.Store().query(
                f"SELECT (REGEX('', {ox.Literal(made.pattern)}, {ox.Literal(made.flags)}) AS ?ok) {{}}"
            )
            known = isinstance(rows, ox.QuerySolutions) and next(rows)["ok"] is not None
        except (SyntaxError, RuntimeError, ValueError):
            known = False
        if not known:
            raise self.error(
                f"不支持的正则表达式：{made.pattern}", f"regular expression not supported: {made.pattern}"
            )
        return made

    def kind(self, term: Term) -> Constraint:
        name = self.iri(term, "nodeKind").removeprefix(SH)
        if name not in values.NODE_KINDS:
            raise self.error(f"没有这种节点类型：{term}", f"no such sh:nodeKind: {term}")
        return values.NodeKind(name)

    def listed(self, name: str, term: Term) -> tuple[Node, ...]:
        return tuple(self.refer(member, name) for member in self.members(term))


_Maker = Callable[[_Builder, Node, Term], Constraint | None]


def _simple(make: Callable[[_Builder, Term], Constraint]) -> tuple[_Maker, ...]:
    return (lambda builder, _, term: make(builder, term),)


def _iri(kind: Callable[[str], Constraint], name: str) -> tuple[_Maker, ...]:
    return _simple(lambda reader, term: kind(reader.iri(term, name)))


def _range(kind: Callable[[ox.Literal], Constraint], name: str) -> tuple[_Maker, ...]:
    return _simple(lambda reader, term: kind(reader.literal(term, name)))


def _count(kind: Callable[[int], Constraint], name: str) -> tuple[_Maker, ...]:
    return _simple(lambda reader, term: kind(reader.integer(term, name)))


def _shape(kind: Callable[[Node], Constraint], name: str) -> tuple[_Maker, ...]:
    return (lambda builder, _, term: kind(builder.refer(term, name)),)


def _list(kind: Callable[[tuple[Node, ...]], Constraint], name: str) -> tuple[_Maker, ...]:
    return (lambda builder, _, term: kind(builder.listed(name, term)),)


_MAKERS: Final[dict[str, tuple[_Maker, ...]]] = {
    "class": _iri(values.Class, "class"),
    "datatype": _iri(values.Datatype, "datatype"),
    "nodeKind": _simple(_Builder.kind),
    "minExclusive": _range(values.MinExclusive, "minExclusive"),
    "minInclusive": _range(values.MinInclusive, "minInclusive"),
    "maxExclusive": _range(values.MaxExclusive, "maxExclusive"),
    "maxInclusive": _range(values.MaxInclusive, "maxInclusive"),
    "minLength": _count(values.MinLength, "minLength"),
    "maxLength": _count(values.MaxLength, "maxLength"),
    "pattern": (_Builder.pattern,),
    "languageIn": _simple(
        lambda r, t: values.LanguageIn(tuple(r.literal(m, "languageIn").value for m in r.members(t)))
    ),
    "in": _simple(lambda r, t: values.In(tuple(r.constant(m, "in") for m in r.members(t)))),
    "not": _shape(logic.Not, "not"),
    "node": _shape(logic.NodeShape, "node"),
    "and": _list(logic.And, "and"),
    "or": _list(logic.Or, "or"),
    "xone": _list(logic.Xone, "xone"),
    "minCount": _count(sets.MinCount, "minCount"),
    "maxCount": _count(sets.MaxCount, "maxCount"),
    "uniqueLang": (lambda b, node, _: sets.UniqueLang() if b.flag(node, "uniqueLang") else None,),
    "hasValue": _simple(lambda r, t: sets.HasValue(r.constant(t, "hasValue"))),
    "equals": _iri(sets.Equals, "equals"),
    "disjoint": _iri(sets.Disjoint, "disjoint"),
    "lessThan": _iri(sets.LessThan, "lessThan"),
    "lessThanOrEquals": _iri(sets.LessThanOrEquals, "lessThanOrEquals"),
    "closed": (_Builder.closed,),
    "qualifiedValueShape": (
        lambda b, node, term: b.qualified(sets.QualifiedMinCount, node, term),
        lambda b, node, term: b.qualified(sets.QualifiedMaxCount, node, term),
    ),
}
# Parameters that may be given more than once; the others take one value.
_MANY: Final = {
    "class", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "node", "and", "or", "xone",
}  # fmt: skip
_PROPERTY_ONLY: Final = {"minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"}
