"""What a shapes graph says, as frozen values."""

from dataclasses import dataclass

from graph.shacl.constraints import Constraint
from graph.shacl.paths import Path
from graph.shacl.terms import Node
from loaders.errors import UsageError


class ShapesError(UsageError):
    """A shapes graph is broken, or asks for what is not supported."""


@dataclass(frozen=True, slots=True)
class Targets:
    """https://www.w3.org/TR/shacl/#targets. Nodes and IRIs as a query writes them."""

    nodes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    subjects_of: tuple[str, ...] = ()
    objects_of: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(frozen=True, slots=True)
class Shape:
    """https://www.w3.org/TR/shacl/#shapes. ``path`` is None for a node shape; ``messages`` by language (or "")."""

    node: Node
    path: Path | None
    targets: Targets
    severity: str
    messages: tuple[tuple[str, str], ...]
    deactivated: bool
    constraints: tuple[Constraint, ...]
    properties: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes of a shapes graph, by node."""

    by_node: dict[Node, Shape]

    def __getitem__(self, node: Node) -> Shape:
        return self.by_node[node]

    def targeted(self) -> list[Shape]:
        """Those that look for their own focus nodes."""
        return [shape for shape in self.by_node.values() if shape.targets and not shape.deactivated]
