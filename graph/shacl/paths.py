"""Property paths: from a shapes graph to SPARQL.

https://www.w3.org/TR/shacl/#property-paths. A path that may be walked in no step at all (``p*``, ``p?``) leads from a
node to itself even where the graph does not hold the node; engines differ there, so such a path is written as two
branches: the node itself, and the walks of at least one step (:func:`reach`).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Predicate:
    """https://www.w3.org/TR/shacl/#property-path-predicate"""

    iri: str

    def __str__(self) -> str:
        return f"<{self.iri}>"


@dataclass(frozen=True, slots=True)
class Inverse:
    """https://www.w3.org/TR/shacl/#property-path-inverse"""

    path: "Path"

    def __str__(self) -> str:
        return f"^({self.path})"


@dataclass(frozen=True, slots=True)
class Sequence:
    """https://www.w3.org/TR/shacl/#property-path-sequence"""

    steps: tuple["Path", ...]

    def __str__(self) -> str:
        return "(" + "/".join(map(str, self.steps)) + ")"


@dataclass(frozen=True, slots=True)
class Alternative:
    """https://www.w3.org/TR/shacl/#property-path-alternative"""

    ways: tuple["Path", ...]

    def __str__(self) -> str:
        return "(" + "|".join(map(str, self.ways)) + ")"


@dataclass(frozen=True, slots=True)
class Repeated:
    """https://www.w3.org/TR/shacl/#property-path-zero-or-more, -one-or-more and -zero-or-one: ``*``, ``+``, ``?``."""

    path: "Path"
    sign: str

    def __str__(self) -> str:
        return f"({self.path}){self.sign}"


Path = Predicate | Inverse | Sequence | Alternative | Repeated


def nullable(path: Path) -> bool:
    """Whether a walk of no step is a walk along the path."""
    match path:
        case Predicate():
            return False
        case Inverse(inner):
            return nullable(inner)
        case Sequence(steps):
            return all(map(nullable, steps))
        case Alternative(ways):
            return any(map(nullable, ways))
        case Repeated(inner, sign):
            return sign != "+" or nullable(inner)


def proper(path: Path) -> Path:
    """The walks of at least one step.

    >>> a, b = Predicate("a"), Predicate("b")
    >>> str(proper(Sequence((Repeated(a, "*"), Repeated(b, "?")))))
    '(((<a>)+/(<b>)?)|<b>)'
    """
    match path:
        case Inverse(inner):
            return Inverse(proper(inner))
        case Sequence(steps):
            first, rest = steps[0], Sequence(steps[1:]) if len(steps) > 2 else steps[1]
            if not nullable(first):
                return path
            ways: tuple[Path, ...] = (Sequence((proper(first), rest)), proper(rest))
            return Alternative(ways)
        case Alternative(ways):
            return Alternative(tuple(map(proper, ways)))
        case Repeated(inner, sign):
            return proper(inner) if sign == "?" else Repeated(proper(inner), "+")
    return path


def reach(node: str, path: Path | None, fresh: str) -> list[tuple[str, str]]:
    """The ways from a node to the path's values: each a pattern, and the variable that holds a value.

    >>> reach("?this", None, "?v")
    [('', '?this')]
    >>> reach("?this", Repeated(Predicate("p"), "?"), "?v")
    [('', '?this'), ('?this <p> ?v FILTER (!SAMETERM(?this, ?v))', '?v')]
    """
    if path is None:
        return [("", node)]
    if not nullable(path):
        return [(f"{node} {path} {fresh}", fresh)]
    return [("", node), (f"{node} {proper(path)} {fresh} FILTER (!SAMETERM({node}, {fresh}))", fresh)]
