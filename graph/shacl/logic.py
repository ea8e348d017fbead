"""Constraints that refer to other shapes: https://www.w3.org/TR/shacl/#core-components-logical and -shape."""

from dataclasses import dataclass
from typing import ClassVar

from graph.shacl.constraints import Scope, ValueConstraint, all_of, any_of, no
from graph.shacl.terms import Node


@dataclass(frozen=True, slots=True)
class Not(ValueConstraint):
    """https://www.w3.org/TR/shacl/#NotConstraintComponent"""

    component: ClassVar = "NotConstraintComponent"
    shape: Node

    def test(self, scope: Scope, value: str) -> str:
        return no(scope.conforms(self.shape, value))


@dataclass(frozen=True, slots=True)
class And(ValueConstraint):
    """https://www.w3.org/TR/shacl/#AndConstraintComponent"""

    component: ClassVar = "AndConstraintComponent"
    shapes: tuple[Node, ...]

    def test(self, scope: Scope, value: str) -> str:
        return all_of(scope.conforms(shape, value) for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class Or(ValueConstraint):
    """https://www.w3.org/TR/shacl/#OrConstraintComponent"""

    component: ClassVar = "OrConstraintComponent"
    shapes: tuple[Node, ...]

    def test(self, scope: Scope, value: str) -> str:
        return any_of(scope.conforms(shape, value) for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class Xone(ValueConstraint):
    """https://www.w3.org/TR/shacl/#XoneConstraintComponent: exactly one member of the list, which may name one twice."""

    component: ClassVar = "XoneConstraintComponent"
    shapes: tuple[Node, ...]

    def test(self, scope: Scope, value: str) -> str:
        counts = (f"IF({scope.conforms(shape, value)}, 1, 0)" for shape in self.shapes)
        return f"(({' + '.join(counts) or '0'}) = 1)"


@dataclass(frozen=True, slots=True)
class NodeShape(ValueConstraint):
    """https://www.w3.org/TR/shacl/#NodeConstraintComponent"""

    component: ClassVar = "NodeConstraintComponent"
    shape: Node

    def test(self, scope: Scope, value: str) -> str:
        return scope.conforms(self.shape, value)
