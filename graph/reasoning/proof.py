"""Why something follows: a proof, one rule of W3C's table a step, down to what was asserted and in which graph.

The search goes backwards from the goal over a store that already holds what follows, so that every premise tried is
true. It deepens step by step: a proof of height ``n`` uses premises with proofs of height ``n - 1``, hence it never
goes in a circle, and the first one found is among the lowest there are.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, cast

import pyoxigraph as ox

from graph.reasoning.bodies import Bodies, unfolded
from graph.reasoning.closure import RDF_TYPE, SAME_AS
from graph.reasoning.join import unify
from graph.reasoning.literals import KNOWN, contains, value
from graph.reasoning.reason import Clash, infer
from graph.reasoning.rules import TRIPLE, Rule, Variable, load
from graph.reasoning.terms import Term
from graph.reasoning.view import INFERRED, Statement, View

ASSERTED: Final = "asserted"
_HEIGHT: Final = 24
# How high and how long proofs are sought that are as low as can be, and how many ways are weighed otherwise.
_LOW: Final = 6
_EFFORT: Final = 5_000
_CHOICE: Final = 500
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


# The name of a rule and its premises.
Way = tuple[str, tuple[Statement, ...]]


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
        self._bodies = Bodies(self._view)
        self._effort: int | None = None
        for rule in sorted(map(unfolded, load()), key=_effort):
            if rule.head.predicate == TRIPLE:
                predicate = rule.head.terms[1]
                self._heads[None if isinstance(predicate, Variable) else predicate].append(rule)
        self._proofs: dict[Statement, tuple[Proof, int]] = {}
        self._failed: dict[Statement, int] = {}
        self._ways: dict[Statement, tuple[list[Way], Iterator[Way]]] = {}

    def prove(self, triple: ox.Triple) -> Proof:
        """A proof of a triple. Raises NotProvableError."""
        goal = cast(Statement, (triple.subject, triple.predicate, triple.object))
        if self._view.known(goal) or self._view.hidden(goal):
            # Low proofs first; where that takes long, any proof; and if that went astray, the lowest after all.
            self._effort = _EFFORT
            found = self._lowest(goal, _LOW) or self._any(goal, set())
            self._effort = None
            found = found or self._lowest(goal, _HEIGHT)
            if found:
                return found
        raise NotProvableError(f"neither asserted nor inferred: {triple}")

    def prove_clash(self, clash: Clash) -> Proof:
        """Why something contradicts itself. Raises NotProvableError."""
        for height in range(_HEIGHT):
            for rule in map(unfolded, load()):
                if rule.name != clash.rule or not rule.head.predicate.startswith("clash"):
                    continue
                binding = unify(rule.head, (rule.name, *clash.terms), {})
                for premises in () if binding is None else self._bodies.premises(rule, binding):
                    if (proofs := self._all(premises, height)) is not None:
                        return Proof(rule.name, clash.terms, proofs)
        raise NotProvableError(f"no such clash: {clash}")

    # ---- One goal

    def _lowest(self, goal: Statement, limit: int) -> Proof | None:
        for height in range(limit):
            if (found := self._attempt(goal, height)) is not None:
                return found
        return None

    def _any(self, goal: Statement, above: set[Statement]) -> Proof | None:
        """A proof of any height, from premises that are asserted or proved where there is a choice; not in a circle."""
        if (known := self._proofs.get(goal)) or (known := self._grounded(goal)):
            return known[0]
        above.add(goal)
        ways = list(islice(self._ways_to(goal), _CHOICE))
        ways.sort(key=lambda way: sum(p not in self._proofs and self._grounded(p) is None for p in way[1]))
        for name, premises in ways:
            proofs: list[Proof] = []
            for premise in premises:
                found = None if premise in above else self._any(premise, above)
                if found is None:
                    break
                proofs.append(found)
            else:
                above.discard(goal)
                height = 1 + max(self._proofs[p][1] for p in premises)
                self._proofs[goal] = Proof(name, goal, tuple(proofs)), height
                return self._proofs[goal][0]
        above.discard(goal)
        return None

    def _grounded(self, goal: Statement) -> tuple[Proof, int] | None:
        """The proof of a goal that needs no premises, kept."""
        leaf = self._leaf(goal)
        if leaf is None:
            return None
        self._proofs[goal] = leaf, 0
        return self._proofs[goal]

    def _attempt(self, goal: Statement, height: int) -> Proof | None:
        if goal in self._proofs:
            proof, needed = self._proofs[goal]
            return proof if needed <= height else None
        if self._failed.get(goal, -1) >= height:
            return None
        found = self._leaf(goal)
        if found is None and height > 0:
            for name, premises in self._ways_to(goal):
                if self._effort is not None:
                    self._effort -= 1
                    if self._effort < 0:
                        return None
                if (proofs := self._all(premises, height - 1)) is not None:
                    found = Proof(name, goal, proofs)
                    break
        if found is None and (self._effort is None or self._effort >= 0):
            self._failed[goal] = height
        elif found is not None:
            self._proofs[goal] = found, height
        return found

    def _all(self, premises: tuple[Statement, ...], height: int) -> tuple[Proof, ...] | None:
        proofs = []
        for premise in premises:
            proof = self._attempt(premise, height)
            if proof is None:
                return None
            proofs.append(proof)
        return tuple(proofs)

    def _leaf(self, goal: Statement) -> Proof | None:
        s, p, o = goal
        if graphs := self._view.graphs(goal):
            return Proof(ASSERTED, goal, (), graphs)
        if isinstance(s, ox.Literal) and p == RDF_TYPE and isinstance(o, ox.NamedNode) and o.value in KNOWN:
            denoted = value(s)
            if denoted is not None and contains(o.value, denoted):
                return Proof("dt-type2", goal)
        if p == SAME_AS and s == o:
            return Proof("eq-ref", goal)
        for rule in self._heads[p]:
            if not rule.body and unify(rule.head, goal, {}) is not None:
                return Proof(rule.name, goal)
        return None

    def _ways_to(self, goal: Statement) -> Iterator[Way]:
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

    def _applications(self, goal: Statement) -> Iterator[Way]:
        """Each way in which one rule gives the goal from what is true."""
        _, p, o = goal
        if isinstance(o, ox.Literal):
            for other in cast(Iterable[Statement], self._view.match(TRIPLE, goal)):
                if other != goal:
                    yield "dt-eq", (other,)
        for rule in (*self._heads[p], *self._heads[None]):
            binding = unify(rule.head, goal, {}) if rule.body else None
            for premises in () if binding is None else self._bodies.premises(rule, binding):
                if goal not in premises:
                    yield rule.name, premises


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
