"""Constraints on each value node by itself: type, range, form, list."""

from dataclasses import dataclass
from typing import ClassVar, Final

import pyoxigraph as ox

from graph.shacl.constraints import Scope, ValueConstraint, all_of, any_of, same
from graph.shacl.terms import has_datatype, text


@dataclass(frozen=True, slots=True)
class Class(ValueConstraint):
    """https://www.w3.org/TR/shacl/#ClassConstraintComponent"""

    component: ClassVar = "ClassConstraintComponent"
    iri: str

    def test(self, scope: Scope, value: str) -> str:
        kind = scope.fresh()
        return f"EXISTS {{ {value} a {kind} FILTER ({kind} IN ({scope.subclasses(self.iri)})) }}"


@dataclass(frozen=True, slots=True)
class Datatype(ValueConstraint):
    """https://www.w3.org/TR/shacl/#DatatypeConstraintComponent"""

    component: ClassVar = "DatatypeConstraintComponent"
    iri: str

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        return has_datatype(value, self.iri)


_KINDS: Final = {
    "BlankNode": ("ISBLANK",),
    "IRI": ("ISIRI",),
    "Literal": ("ISLITERAL",),
    "BlankNodeOrIRI": ("ISBLANK", "ISIRI"),
    "BlankNodeOrLiteral": ("ISBLANK", "ISLITERAL"),
    "IRIOrLiteral": ("ISIRI", "ISLITERAL"),
}
NODE_KINDS: Final = frozenset(_KINDS)


@dataclass(frozen=True, slots=True)
class NodeKind(ValueConstraint):
    """https://www.w3.org/TR/shacl/#NodeKindConstraintComponent"""

    component: ClassVar = "NodeKindConstraintComponent"
    kind: str

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        return any_of(f"{function}({value})" for function in _KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class _Range(ValueConstraint):
    operator: ClassVar[str]
    limit: ox.Literal

    def test(self, scope: Scope, value: str) -> str:
        return f"COALESCE({scope.comparable(value)} {self.operator} {self.limit}, false)"


class MinExclusive(_Range):
    """https://www.w3.org/TR/shacl/#MinExclusiveConstraintComponent"""

    component: ClassVar = "MinExclusiveConstraintComponent"
    operator: ClassVar = ">"


class MinInclusive(_Range):
    """https://www.w3.org/TR/shacl/#MinInclusiveConstraintComponent"""

    component: ClassVar = "MinInclusiveConstraintComponent"
    operator: ClassVar = ">="


class MaxExclusive(_Range):
    """https://www.w3.org/TR/shacl/#MaxExclusiveConstraintComponent"""

    component: ClassVar = "MaxExclusiveConstraintComponent"
    operator: ClassVar = "<"


class MaxInclusive(_Range):
    """https://www.w3.org/TR/shacl/#MaxInclusiveConstraintComponent"""

    component: ClassVar = "MaxInclusiveConstraintComponent"
    operator: ClassVar = "<="


@dataclass(frozen=True, slots=True)
class MinLength(ValueConstraint):
    """https://www.w3.org/TR/shacl/#MinLengthConstraintComponent: characters, so 巴南区 has three."""

    component: ClassVar = "MinLengthConstraintComponent"
    length: int

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        return f"(!ISBLANK({value}) && STRLEN(STR({value})) >= {self.length})"


@dataclass(frozen=True, slots=True)
class MaxLength(ValueConstraint):
    """https://www.w3.org/TR/shacl/#MaxLengthConstraintComponent"""

    component: ClassVar = "MaxLengthConstraintComponent"
    length: int

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        return f"(!ISBLANK({value}) && STRLEN(STR({value})) <= {self.length})"


@dataclass(frozen=True, slots=True)
class Pattern(ValueConstraint):
    """https://www.w3.org/TR/shacl/#PatternConstraintComponent"""

    component: ClassVar = "PatternConstraintComponent"
    pattern: str
    flags: str

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        arguments = f"{ox.Literal(self.pattern)}, {ox.Literal(self.flags)}"
        return f"(!ISBLANK({value}) && REGEX(STR({value}), {arguments}))"


@dataclass(frozen=True, slots=True)
class LanguageIn(ValueConstraint):
    """https://www.w3.org/TR/shacl/#LanguageInConstraintComponent"""

    component: ClassVar = "LanguageInConstraintComponent"
    tags: tuple[str, ...]

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        known = any_of(f"LANGMATCHES(LANG({value}), {ox.Literal(tag)})" for tag in self.tags)
        return all_of(iter((f"ISLITERAL({value})", known)))


@dataclass(frozen=True, slots=True)
class In(ValueConstraint):
    """https://www.w3.org/TR/shacl/#InConstraintComponent"""

    component: ClassVar = "InConstraintComponent"
    members: tuple[ox.NamedNode | ox.Literal, ...]

    def test(self, scope: Scope, value: str) -> str:  # noqa: ARG002
        return same(value, tuple(map(text, self.members)))
