"""What every constraint component is: something that can find its failures, in SPARQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Protocol

from graph.shacl.paths import Path, nullable, proper, reach
from graph.shacl.terms import Node

# A count up to this is asked by as many variables, which stops at the first that suffices; a greater one by COUNT.
_VARIABLES = 6


class Scope(Protocol):
    """What a constraint needs to write its part of a query."""

    def fresh(self) -> str:
        """A variable that is not used yet."""
        ...

    def conforms(self, shape: Node, node: str) -> str:
        """A boolean expression, never an error: the node has no failure of the shape."""
        ...

    def subclasses(self, iri: str) -> str:
        """A class and its subclasses in the data, as the list of an IN."""
        ...

    def comparable(self, node: str) -> str:
        """A node's value for < and >."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a focus node fails: a pattern from it, a condition on the pattern, and what the result shows.

    ``value`` and ``path`` are variables; ``apart`` are further expressions that tell one result from the next.
    """

    pattern: str
    condition: str
    value: str | None = None
    path: str | None = None
    apart: tuple[str, ...] = ()

    def exists(self) -> str:
        """Whether there is one, as a boolean expression about the focus node."""
        if not self.pattern:
            return self.condition
        return f"EXISTS {{ {self.pattern} {self.filter()}}}"

    def filter(self) -> str:
        return f"FILTER ({self.condition}) " if self.condition else ""


class Constraint(Protocol):
    """One constraint of one shape."""

    component: ClassVar[str]

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        """The ways to fail for the node in variable ``focus``, whose value nodes lie along ``path``."""
        ...


class ValueConstraint:
    """A constraint that each value node meets or fails by itself."""

    component: ClassVar[str]
    __slots__ = ()

    def test(self, scope: Scope, value: str) -> str:
        """A boolean expression, never an error: the value node meets it."""
        raise NotImplementedError

    def failures(self, scope: Scope, focus: str, path: Path | None) -> Iterator[Failure]:
        for pattern, value in reach(focus, path, scope.fresh()):
            yield Failure(pattern, no(self.test(scope, value)), value)


def no(expression: str) -> str:
    """The negation of an expression."""
    return f"!({expression})"


def any_of(expressions: Iterator[str]) -> str:
    return "(" + (" || ".join(expressions) or "false") + ")"


def all_of(expressions: Iterator[str]) -> str:
    return "(" + (" && ".join(expressions) or "true") + ")"


def same(node: str, constants: tuple[str, ...]) -> str:
    """Whether a node is one of some constants, as a term (not as a value)."""
    return any_of(f"SAMETERM({node}, {constant})" for constant in constants)


def leads_to(focus: str, path: Path | None, target: str) -> str:
    """Whether a path leads from one known node to another."""
    if path is None:
        return f"SAMETERM({focus}, {target})"
    step = proper(path) if nullable(path) else path
    there = f"EXISTS {{ {focus} {step} {target} }}"
    return f"(SAMETERM({focus}, {target}) || {there})" if nullable(path) else there


def at_least(
    scope: Scope, count: int, focus: str, path: Path, keep: Callable[[str], str] = lambda _: "true"
) -> str:
    """Whether a node has so many distinct value nodes that ``keep`` holds for, as a boolean expression."""
    if count <= 0:
        return "true"
    if not nullable(path):
        return _several(scope, count, focus, path, keep)

    def others(number: int) -> str:
        if number <= 0:
            return "true"
        return _several(scope, number, focus, proper(path), lambda v: f"!SAMETERM({focus}, {v}) && {keep(v)}")

    return f"(({keep(focus)} && {others(count - 1)}) || {others(count)})"


def _several(scope: Scope, count: int, focus: str, path: Path, keep: Callable[[str], str]) -> str:
    if count > _VARIABLES:
        value = scope.fresh()
        body = f"{focus} {path} {value} FILTER ({keep(value)})"
        having = f"GROUP BY {focus} HAVING (COUNT(DISTINCT {value}) >= {count})"
        return f"EXISTS {{ SELECT {focus} WHERE {{ {body} }} {having} }}"
    values = [scope.fresh() for _ in range(count)]
    triples = " . ".join(f"{focus} {path} {value}" for value in values)
    conditions = [keep(value) for value in values if keep(value) != "true"]
    conditions += [f"!SAMETERM({a}, {b})" for i, a in enumerate(values) for b in values[:i]]
    return f"EXISTS {{ {triples} " + (f"FILTER ({' && '.join(conditions)}) " if conditions else "") + "}"
