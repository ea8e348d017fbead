"""What a question asks of the figures, as far as the columns can answer it."""

from dataclasses import dataclass
from typing import Literal

Function = Literal["COUNT", "SUM", "AVG", "MIN", "MAX"]
Operator = Literal["<", "<=", ">", ">=", "=", "!="]


class Unfit(Exception):  # noqa: N818 - nothing is wrong; the store answers
    """The columns cannot answer this exactly."""


@dataclass(frozen=True, slots=True)
class Step:
    """A triple pattern ``?source predicate ?target``; each variable is the target of at most one."""

    source: str
    predicate: str
    target: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A triple pattern whose object is given, as it stands in TSV results: ``<iri>``, ``12``, ``"text"@zh``."""

    source: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Compared:
    """``FILTER (?variable operator constant)``; the constant is an integer, a decimal or ``YYYY-MM-DD``."""

    variable: str
    operator: Operator
    constant: str


@dataclass(frozen=True, slots=True)
class Language:
    """``FILTER (LANG(?variable) = "tag")``."""

    variable: str
    tag: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``(FUNCTION(DISTINCT ?argument) AS ?name)``; no argument is ``COUNT(*)``; only COUNT may be distinct."""

    name: str
    function: Function
    argument: str | None
    distinct: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A tree of patterns below ``root``, a step's source before the step; and what is made of the solutions.

    ``columns`` are the keys and aggregates that are shown, in order; ``order`` names one and whether it falls.
    """

    root: str
    steps: tuple[Step, ...]
    fixed: tuple[Fixed, ...]
    tests: tuple[Compared | Language, ...]
    keys: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    columns: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]
    limit: int | None
