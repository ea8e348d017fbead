"""The rules of OWL 2 RL as values, read from ``ontology/owl2rl.rls``: the file is the one place that states them.

A rule file is Datalog as Nemo writes it. Here it becomes rules with a name, a head and a body, so that the same text
drives the closure (``graph.reasoning.closure``), proofs (``graph.reasoning.proof``) and increments (``graph.reasoning.increment``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from ontology import FOLDER

RULES: Final = FOLDER / "owl2rl.rls"
TRIPLE: Final = "triple"
# Predicates that the caller supplies beside the triples; see the head of the rule file.
GIVEN: Final = frozenset({"value", "known", "inside", "outside", "illtyped", "count", "itself"})

_ATOM: Final = re.compile(r"(\w+)\(([^()]*)\)")
_UNEQUAL: Final = re.compile(r"(\S+) != (\S+)")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a rule."""

    name: str

    def __str__(self) -> str:
        return "?" + self.name


Term = Variable | ox.NamedNode | str | int


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate and its terms: IRIs, variables, numbers, and the names of rules in clashes."""

    predicate: str
    terms: tuple[Term, ...]

    def variables(self) -> frozenset[Variable]:
        return frozenset(t for t in self.terms if isinstance(t, Variable))


@dataclass(frozen=True, slots=True)
class Rule:
    """``head :- body``, where the pairs of ``unequal`` differ. A fact has no body. ``name`` is W3C's, or empty."""

    name: str
    head: Atom
    body: tuple[Atom, ...]
    unequal: tuple[tuple[Term, Term], ...] = ()


@cache
def load(path: Path = RULES) -> tuple[Rule, ...]:
    """Every rule of a file, in order.

    >>> [rule.head.predicate for rule in load() if rule.name == "prp-trp"]
    ['triple']
    """
    return tuple(parse(path.read_text(encoding="utf-8")))


def parse(text: str) -> Iterator[Rule]:
    """Rules, one a line. A comment with one ``%`` names those below it; a helper predicate has no name."""
    prefixes: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("@prefix"):
            prefix, iri = re.findall(r"@prefix (\w+): <([^>]*)>", line)[0]
            prefixes[prefix] = iri
        elif line.startswith("% "):
            name = line.split()[1]
        elif line and not line.startswith("%"):
            head, _, body = line.partition(":-")
            (conclusion,) = _atoms(head, prefixes)
            conclusive = conclusion.predicate == TRIPLE or conclusion.predicate.startswith("clash")
            unequal = ((_term(a, prefixes), _term(b, prefixes)) for a, b in _UNEQUAL.findall(body))
            yield Rule(name if conclusive else "", conclusion, tuple(_atoms(body, prefixes)), tuple(unequal))


def names(path: Path = RULES) -> list[str]:
    """The W3C names that a file's comments name, also of those that are no rule of their own (dt-eq)."""
    return re.findall(r"^% (\S+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


def _atoms(text: str, prefixes: dict[str, str]) -> Iterator[Atom]:
    for predicate, terms in _ATOM.findall(text):
        yield Atom(predicate, tuple(_term(term.strip(), prefixes) for term in terms.split(",")))


def _term(text: str, prefixes: dict[str, str]) -> Term:
    text = text.rstrip(",")
    if text.startswith("?"):
        return Variable(text[1:])
    if text.startswith('"'):
        return text.strip('"')
    if text.isdigit():
        return int(text)
    prefix, _, local = text.partition(":")
    return ox.NamedNode(prefixes[prefix] + local)
