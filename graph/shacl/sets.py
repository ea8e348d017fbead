"""Constraints on all value nodes together: how many, which, compared with those of another property."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pyoxigraph as ox

from graph.shacl.constraints import Failure, Scope, all_of, at_least, leads_to, no
from graph.shacl.paths import Path, reach
from graph.shacl.terms import Node, text


@dataclass(frozen=True, slots=True)
class MinCount:
    """https://www.w3.org/TR/shacl/#MinCountConstraintComponent"""

    component: ClassVar = "MinCountConstraintComponent"
    count: int

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        assert path is not None
        if self.count > 0:
            yield Failure("", no(at_least(scope, self.count, focus, path)))


@dataclass(frozen=True, slots=True)
class MaxCount:
    """https://www.w3.org/TR/shacl/#MaxCountConstraintComponent"""

    component: ClassVar = "MaxCountConstraintComponent"
    count: int

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        assert path is not None
        yield Failure("", at_least(scope, self.count + 1, focus, path))


@dataclass(frozen=True, slots=True)
class _Qualified:
    count: int
    shape: Node
    siblings: tuple[Node, ...]

    def keep(self, scope: Scope, value: str) -> str:
        mine = scope.conforms(self.shape, value)
        return all_of(iter((mine, *(no(scope.conforms(other, value)) for other in self.siblings))))


class QualifiedMinCount(_Qualified):
    """https://www.w3.org/TR/shacl/#QualifiedValueShapeConstraintComponent, the lower bound"""

    component: ClassVar = "QualifiedMinCountConstraintComponent"

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        assert path is not None
        if self.count > 0:
            yield Failure("", no(at_least(scope, self.count, focus, path, lambda v: self.keep(scope, v))))


class QualifiedMaxCount(_Qualified):
    """https://www.w3.org/TR/shacl/#QualifiedValueShapeConstraintComponent, the upper bound"""

    component: ClassVar = "QualifiedMaxCountConstraintComponent"

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        assert path is not None
        yield Failure("", at_least(scope, self.count + 1, focus, path, lambda v: self.keep(scope, v)))


@dataclass(frozen=True, slots=True)
class UniqueLang:
    """https://www.w3.org/TR/shacl/#UniqueLangConstraintComponent: one result a language that occurs twice"""

    component: ClassVar = "UniqueLangConstraintComponent"

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        one, other = scope.fresh(), scope.fresh()
        for first, a in reach(focus, path, one):
            for second, b in reach(focus, path, other):
                if first and second:  # a focus node that is a literal has no other name
                    language = f"LCASE(LANG({a}))"
                    condition = f'!SAMETERM({a}, {b}) && {language} != "" && {language} = LCASE(LANG({b}))'
                    yield Failure(f"{first} . {second}", condition, apart=(language,))


@dataclass(frozen=True, slots=True)
class HasValue:
    """https://www.w3.org/TR/shacl/#HasValueConstraintComponent"""

    component: ClassVar = "HasValueConstraintComponent"
    value: ox.NamedNode | ox.Literal

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:  # noqa: ARG002
        yield Failure("", no(leads_to(focus, path, text(self.value))))


@dataclass(frozen=True, slots=True)
class Equals:
    """https://www.w3.org/TR/shacl/#EqualsConstraintComponent"""

    component: ClassVar = "EqualsConstraintComponent"
    iri: str

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        for pattern, value in reach(focus, path, scope.fresh()):
            yield Failure(pattern, f"NOT EXISTS {{ {focus} <{self.iri}> {value} }}", value)
        other = scope.fresh()
        yield Failure(f"{focus} <{self.iri}> {other}", no(leads_to(focus, path, other)), other)


@dataclass(frozen=True, slots=True)
class Disjoint:
    """https://www.w3.org/TR/shacl/#DisjointConstraintComponent"""

    component: ClassVar = "DisjointConstraintComponent"
    iri: str

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        for pattern, value in reach(focus, path, scope.fresh()):
            yield Failure(pattern, f"EXISTS {{ {focus} <{self.iri}> {value} }}", value)


@dataclass(frozen=True, slots=True)
class _Less:
    operator: ClassVar[str]
    iri: str

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        other = scope.fresh()
        for pattern, value in reach(focus, path, scope.fresh()):
            both = f"{pattern} . {focus} <{self.iri}> {other}" if pattern else f"{focus} <{self.iri}> {other}"
            less = f"{scope.comparable(value)} {self.operator} {scope.comparable(other)}"
            yield Failure(both, f"!COALESCE({less}, false)", value, apart=(other,))


class LessThan(_Less):
    """https://www.w3.org/TR/shacl/#LessThanConstraintComponent: one result a pair that does not compare so"""

    component: ClassVar = "LessThanConstraintComponent"
    operator: ClassVar = "<"


class LessThanOrEquals(_Less):
    """https://www.w3.org/TR/shacl/#LessThanOrEqualsConstraintComponent"""

    component: ClassVar = "LessThanOrEqualsConstraintComponent"
    operator: ClassVar = "<="


@dataclass(frozen=True, slots=True)
class Closed:
    """https://www.w3.org/TR/shacl/#ClosedConstraintComponent: of each value node, its other properties

    As a result shows them: the property is the path, its object the value.
    """

    component: ClassVar = "ClosedConstraintComponent"
    allowed: tuple[str, ...]

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        found, predicate = scope.fresh(), scope.fresh()
        others = ", ".join(f"<{iri}>" for iri in self.allowed)
        condition = f"{predicate} NOT IN ({others})"
        for pattern, node in reach(focus, path, scope.fresh()):
            both = f"{pattern} . " if pattern else ""
            yield Failure(f"{both}{node} {predicate} {found}", condition, found, predicate, (node,))
