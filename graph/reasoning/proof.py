"""Why something follows: a proof, one rule of W3C's table a step, down to what was asserted and in which graph.

The search goes backwards from the goal over a store that already holds what follows, so that every premise tried is
true. It deepens step by step: a proof of height ``n`` uses premises with proofs of height ``n - 1``, hence it never
goes in a circle, and the first one found is among the lowest there are. Where that takes long, all ways to the goal
are unrolled side by side until enough of them rest on what was asserted (:mod:`graph.reasoning.derive`), which finds
a proof if there is one.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

import pyoxigraph as ox

from graph.reasoning.bodies import Bodies, unfolded
from graph.reasoning.closure import RDF_TYPE, SAME_AS
from graph.reasoning.derive import Way, derive
from graph.reasoning.join import unify
from graph.reasoning.literals import KNOWN, contains, value
from graph.reasoning.reason import Clash, infer
from graph.reasoning.rules import TRIPLE, Rule, Variable, load
from graph.reasoning.terms import Term
from graph.reasoning.view import INFERRED, Statement, View

ASSERTED: Final = "asserted"
# How high, and for how many applications of a rule, proofs are sought that are as low as can be.
_LOW: Final = 6
_EFFORT: Final = 5_000
# Tried first, as they look up least and read best; and last.
_FIRST: Final = (
    "prp-inv1",
    "prp-inv2",
    "prp-spo1",
    "cax-sco",
    "prp-trp",
    "prp-spo2",
    "prp-symp",
    "cax-eqc1",
    "cax-eqc2",
)
_LAST: Final = ("prp-rng", "prp-dom", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o")


@dataclass(frozen=True, slots=True)
class Proof:
    """A conclusion, the rule that gives it, and the proofs of its premises. ``conclusion`` is a triple, or the terms of
    a clash. The rule of a leaf is ``asserted``, with the graphs that assert it, or a rule without premises."""

    rule: str
    conclusion: tuple[Term, ...]
    premises: tuple["Proof", ...] = ()
    graphs: tuple[str, ...] = ()

    def leaves(self) -> Iterator["Proof"]:
        """What the proof rests on, left to right."""
        if not self.premises:
            yield self
        for premise in self.premises:
            yield from premise.leaves()

    def height(self) -> int:
        return 1 + max((premise.height() for premise in self.premises), default=-1)


# A triple, or a clash: the name of its rule and what it names.
Goal = tuple[Term | str, ...]


class NotProvableError(LookupError):
    """The triple neither is asserted nor follows."""


def prove(source: ox.Store | Iterable[ox.Quad], triple: ox.Triple) -> Proof:
    """A proof of a triple. Raises NotProvableError. For many, make one ``Prover``."""
    return Prover(source).prove(triple)


class Prover:
    """Proofs over one state of a store (as ``minsheng build`` leaves it), or over quads."""

    def __init__(self, source: ox.Store | Iterable[ox.Quad], inferred: ox.NamedNode = INFERRED) -> None:
        stored = isinstance(source, ox.Store)
        store = source if isinstance(source, ox.Store) else _closed(source, inferred)
        self._view = View(store, inferred, complete=not stored)
        self._heads: dict[Hashable, list[Rule]] = defaultdict(list)
        self._clashes: dict[str, list[Rule]] = defaultdict(list)
        self._bodies = Bodies(self._view)
        self._effort = 0
        for rule in sorted(map(unfolded, load()), key=_effort):
            if rule.head.predicate == TRIPLE:
                predicate = rule.head.terms[1]
                self._heads[None if isinstance(predicate, Variable) else predicate].append(rule)
            elif rule.name:
                self._clashes[rule.name].append(rule)
        self._proofs: dict[Goal, tuple[Proof, int]] = {}
        self._failed: dict[Goal, int] = {}
        self._ways: dict[Goal, tuple[list[Way[Goal]], Iterator[Way[Goal]]]] = {}

    def prove(self, triple: ox.Triple) -> Proof:
        """A proof of a triple. Raises NotProvableError."""
        goal = cast(Statement, (triple.subject, triple.predicate, triple.object))
        found = self._prove(goal) if self._view.known(goal) or self._view.hidden(goal) else None
        if found is None:
            raise NotProvableError(f"neither asserted nor inferred: {triple}")
        return found

    def prove_clash(self, clash: Clash) -> Proof:
        """Why something contradicts itself. Raises NotProvableError."""
        found = self._prove((clash.rule, *clash.terms))
        if found is None:
            raise NotProvableError(f"no such clash: {clash}")
        return found

    # ---- One goal

    def _prove(self, goal: Goal) -> Proof | None:
        """A low proof, or any."""
        self._effort = _EFFORT
        for height in range(_LOW):
            if (found := self._attempt(goal, height)) is not None:
                return found
        ways = derive(goal, self._is_given, self._ways_to)
        if ways is None:
            return None
        for conclusion, (rule, premises) in ways.items():  # in the order in which they were shown
            proofs = tuple(self._grounded(premise) for premise in premises)
            height = 1 + max(height for _, height in proofs)
            self._proofs[conclusion] = Proof(rule, _terms(conclusion), tuple(proof for proof, _ in proofs)), height
        return self._grounded(goal)[0]

    def _is_given(self, goal: Goal) -> bool:
        return goal in self._proofs or self._leaf(goal) is not None

    def _grounded(self, goal: Goal) -> tuple[Proof, int]:
        """The proof, and its height, of a goal that is given."""
        if goal not in self._proofs:
            self._proofs[goal] = cast(Proof, self._leaf(goal)), 0
        return self._proofs[goal]

    def _attempt(self, goal: Goal, height: int) -> Proof | None:
        if goal in self._proofs:
            proof, needed = self._proofs[goal]
            return proof if needed <= height else None
        if self._failed.get(goal, -1) >= height:
            return None
        found = self._leaf(goal)
        if found is None and height > 0:
            for name, premises in self._ways_to(goal):
                self._effort -= 1
                if self._effort < 0:
                    return None
                if (proofs := self._all(premises, height - 1)) is not None:
                    found = Proof(name, _terms(goal), proofs)
                    break
        if found is None and self._effort >= 0:
            self._failed[goal] = height
        elif found is not None:
            self._proofs[goal] = found, height
        return found

    def _all(self, premises: tuple[Goal, ...], height: int) -> tuple[Proof, ...] | None:
        proofs = []
        for premise in premises:
            proof = self._attempt(premise, height)
            if proof is None:
                return None
            proofs.append(proof)
        return tuple(proofs)

    def _leaf(self, goal: Goal) -> Proof | None:
        """The proof of a goal that needs no premises."""
        if isinstance(goal[0], str):
            return None
        s, p, o = statement = cast(Statement, goal)
        if graphs := self._view.graphs(statement):
            return Proof(ASSERTED, statement, (), graphs)
        if isinstance(s, ox.Literal) and p == RDF_TYPE and isinstance(o, ox.NamedNode) and o.value in KNOWN:
            denoted = value(s)
            if denoted is not None and contains(o.value, denoted):
                return Proof("dt-type2", statement)
        if p == SAME_AS and s == o:
            return Proof("eq-ref", statement)
        for rule in self._heads[p]:
            if not rule.body and unify(rule.head, statement, {}) is not None:
                return Proof(rule.name, statement)
        return None

    def _ways_to(self, goal: Goal) -> Iterator[Way[Goal]]:
        """The applications that give a goal, looked up once, and no further than is asked for."""
        found, more = self._ways.setdefault(goal, ([], self._applications(goal)))
        at = 0
        while True:
            if at == len(found):
                following = next(more, None)
                if following is None:
                    return
                found.append(following)
            yield found[at]
            at += 1

    def _applications(self, goal: Goal) -> Iterator[Way[Goal]]:
        """Each way in which one rule gives the goal from what is true."""
        if isinstance(goal[0], str):
            rules = self._clashes[goal[0]]
        else:
            _, p, o = goal
            if isinstance(o, ox.Literal):
                for other in cast(Iterable[Statement], self._view.match(TRIPLE, goal)):
                    if other != goal:
                        yield "dt-eq", (other,)
            rules = [*self._heads[p], *self._heads[None]]
        for rule in rules:
            binding = unify(rule.head, goal, {}) if rule.body else None
            for premises in () if binding is None else self._bodies.premises(rule, binding):
                if goal not in premises:
                    yield rule.name, premises


def _terms(goal: Goal) -> tuple[Term, ...]:
    """A triple, or what a clash names."""
    return cast(tuple[Term, ...], goal[1:] if isinstance(goal[0], str) else goal)


def _effort(rule: Rule) -> int:
    if rule.name in _FIRST:
        return _FIRST.index(rule.name)
    return len(_FIRST) + (1 + _LAST.index(rule.name) if rule.name in _LAST else 0)


def _closed(quads: Iterable[ox.Quad], inferred: ox.NamedNode) -> ox.Store:
    """A store with everything that follows."""
    quads = list(quads)
    store = ox.Store()
    store.extend(quads)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, inferred) for t in infer(quads, full=True))
    return store
