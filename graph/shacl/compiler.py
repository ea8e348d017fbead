"""Shapes to SPARQL: one SELECT for each way in which a constraint can fail.

A query's rows are the results. Where the failing values hang on one predicate, the query begins there and asks last
whether the node is a target: what fails is rare, so that little else is looked at.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from graph.shacl.constraints import Constraint, Failure, all_of, any_of, no, same
from graph.shacl.model import Shape, Shapes, ShapesError, Targets
from graph.shacl.paths import Predicate, reach
from graph.shacl.terms import Node, comparable
from loaders.errors import Where


@dataclass(frozen=True, slots=True)
class Check:
    """One query and how its rows are read. ``value`` and ``path`` name variables, or are None."""

    query: str
    focus: str
    value: str | None
    path: str | None
    component: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Focus:
    """A pattern that finds focus nodes, its variables from the target on, and the root that it began with."""

    pattern: str
    chain: tuple[str, ...]
    root: Shape

    @property
    def node(self) -> str:
        return self.chain[-1]


@dataclass(slots=True)
class Compiler:
    """Writes the queries. ``hierarchy`` gives each class its subclasses in the data, itself included; ``lexical`` are
    the datatypes that :mod:`graph.shacl.terms` has set aside."""

    shapes: Shapes
    hierarchy: Mapping[str, tuple[str, ...]]
    lexical: frozenset[str] = frozenset()
    _count: int = 0
    _open: list[Node] = field(default_factory=list)

    def checks(self) -> Iterator[Check]:
        """Every query, shape by shape."""
        for shape in self.shapes.targeted():
            yield from self._walk(shape, _Focus(self._targets(shape.targets), ("?this",), shape))

    # ---- what constraints need (graph.shacl.constraints.Scope) -------------------------------------------------------

    def fresh(self) -> str:
        self._count += 1
        return f"?v{self._count}"

    def subclasses(self, iri: str) -> str:
        return ", ".join(f"<{name}>" for name in self.hierarchy.get(iri, (iri,)))

    def comparable(self, node: str) -> str:
        return comparable(node, self.lexical)

    def conforms(self, shape: Node, node: str) -> str:
        found = self.shapes[shape]
        if found.deactivated:
            return "true"
        with self._entered(shape):
            parts = [
                no(failure.exists())
                for constraint in found.constraints
                for failure in constraint.failures(self, node, found.path)
            ]
            for inner in found.properties:
                for pattern, value in reach(node, found.path, self.fresh()):
                    parts.append(no(Failure(pattern, no(self.conforms(inner, value))).exists()))
        return all_of(iter(parts))

    # ---- the parts of a query --------------------------------------------------------------------------------------

    def _walk(self, shape: Shape, focus: _Focus) -> Iterator[Check]:
        if shape.deactivated:
            return
        with self._entered(shape.node):
            for constraint in shape.constraints:
                for failure in constraint.failures(self, focus.node, shape.path):
                    yield self._check(shape, focus, constraint, failure)
            for inner in shape.properties:
                for pattern, value in reach(focus.node, shape.path, self.fresh()):
                    further = focus
                    if pattern:
                        further = _Focus(f"{focus.pattern} {pattern} .", (*focus.chain, value), focus.root)
                    yield from self._walk(self.shapes[inner], further)

    def _check(self, shape: Shape, focus: _Focus, constraint: Constraint, failure: Failure) -> Check:
        if failure.pattern and isinstance(shape.path, Predicate) and len(focus.chain) == 1:
            parts = [failure.condition, self._is_target(focus.node, focus.root.targets)]
            where = f"{failure.pattern} FILTER ({' && '.join(part for part in parts if part)})"
        else:
            where = f"{focus.pattern} {failure.pattern} {failure.filter()}"
        names = [*focus.chain, *filter(None, (failure.value, failure.path))]
        apart = [f"({expression} AS ?apart{n})" for n, expression in enumerate(failure.apart)]
        query = f"SELECT DISTINCT {' '.join(dict.fromkeys((*names, *apart)))} WHERE {{ {where} }}"
        value, path = (name and name[1:] for name in (failure.value, failure.path))
        return Check(query, focus.node[1:], value, path, constraint.component, shape)

    def _targets(self, targets: Targets) -> str:
        ways = [f"?this a <{name}>" for iri in targets.classes for name in self.hierarchy.get(iri, (iri,))]
        ways += [f"?this <{iri}> {self.fresh()}" for iri in targets.subjects_of]
        ways += [f"{self.fresh()} <{iri}> ?this" for iri in targets.objects_of]
        if targets.nodes:
            ways.append(f"VALUES ?this {{ {' '.join(targets.nodes)} }}")
        return " UNION ".join(f"{{ {way} }}" for way in dict.fromkeys(ways))

    def _is_target(self, node: str, targets: Targets) -> str:
        ways = []
        if targets.classes:
            kind = self.fresh()
            known = ", ".join(
                f"<{n}>" for n in dict.fromkeys(n for c in targets.classes for n in self.hierarchy.get(c, (c,)))
            )
            ways.append(f"EXISTS {{ {node} a {kind} FILTER ({kind} IN ({known})) }}")
        ways += [f"EXISTS {{ {node} <{iri}> {self.fresh()} }}" for iri in targets.subjects_of]
        ways += [f"EXISTS {{ {self.fresh()} <{iri}> {node} }}" for iri in targets.objects_of]
        if targets.nodes:
            ways.append(same(node, targets.nodes))
        return any_of(iter(ways))

    @contextmanager
    def _entered(self, shape: Node) -> Iterator[None]:
        """https://www.w3.org/TR/shacl/#shapes-recursion: left open by the standard, and refused here."""
        if shape in self._open:
            raise ShapesError(
                f"形状引用了自身，不支持递归：{shape}", f"a shape refers to itself: {shape}", Where("SHACL")
            )
        self._open.append(shape)
        try:
            yield
        finally:
            self._open.pop()
