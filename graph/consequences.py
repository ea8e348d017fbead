"""What follows from a triple that comes, and what goes with one that goes, over a store and one change on its way."""

from collections.abc import Hashable, Iterable, Iterator
from typing import cast

import pyoxigraph as ox

from graph.closure import RDF_TYPE, SAME_AS, analysis
from graph.flat import FlatRules, triple
from graph.join import Binding, Facts
from graph.reason import is_news
from graph.rules import TRIPLE, Variable
from graph.specialise import Part, Special
from graph.terms import Term
from graph.view import View

Statement = tuple[Term, Term, Term]


class Rebuild(Exception):  # noqa: N818 - a way out, not an error
    """Only a build of everything inferred is sure to be right."""


class Consequences:
    """One change on its way: the store, more that is true already, and less that is not any longer."""

    def __init__(self, store: ox.Store, view: View, rules: FlatRules, inferred: ox.NamedNode) -> None:
        self.store = store
        self.view = view
        self.rules = rules
        self.inferred = inferred
        self.more = Facts()
        self.less: set[Statement] = set()

    def holds(self, statement: Statement) -> bool:
        return any(True for _ in self._match(statement))

    def forward(self, start: Iterable[Statement]) -> Iterator[Statement]:
        """What follows from some triples that are true now, with everything else that is, and was not known."""
        queue = list(start)
        for statement in queue:
            for rule, binding, rest in self._uses(statement):
                for head in self._conclusions(rule, binding, rest):
                    if not self._is_stored(head) or self.holds(head):
                        continue
                    if head[1] == SAME_AS:
                        raise Rebuild
                    self.more.add(TRIPLE, head)
                    queue.append(head)
                    yield head

    def backward(self, gone: Iterable[Statement]) -> dict[Statement, None]:
        """Everything inferred that some derivation bases on what goes, itself taken to be true still."""
        lost: dict[Statement, None] = {}
        queue = list(gone)
        for statement in queue:
            for rule, binding, rest in self._uses(statement):
                for head in self._conclusions(rule, binding, rest):
                    if head not in lost and is_news(*head) and self.stored(head) in self.store:
                        lost[head] = None
                        queue.append(head)
        return lost

    def rederive(self, lost: list[Statement]) -> dict[Statement, None]:
        """What of it still follows from the rest."""
        found = {s: None for s in lost if self._is_stored(s) and self._follows(s)}
        for statement in found:
            self.more.add(TRIPLE, statement)
        found.update(dict.fromkeys(self.forward(list(found))))
        return found

    def _is_stored(self, statement: Statement) -> bool:
        """Whether a conclusion is kept. One that is no news and matters would be missed later."""
        s, p, o = statement
        if is_news(s, p, o):
            return True
        if self.missing(statement) or analysis().is_schema_triple(p, o) or (p == SAME_AS and s != o):
            raise Rebuild
        return False

    def _follows(self, statement: Statement) -> bool:
        if self.view.schema.has(TRIPLE, statement):
            return True
        key, row = analysis().key(*statement)
        for rule in self.rules.by_head.get(key, ()):
            binding = _unify(rule.head, row, {})
            if binding is not None and any(True for _ in self._solve(rule, rule.body, binding)):
                return True
        return False

    def _uses(self, statement: Statement) -> Iterator[tuple[Special, Binding, tuple[Part, ...]]]:
        """The rules in which a triple is a premise, with the premises that are left."""
        key, row = analysis().key(*statement)
        for rule, place in self.rules.by_body.get(key, ()):
            binding = _unify(rule.body[place], row, {})
            if binding is not None:
                yield rule, binding, (*rule.body[:place], *rule.body[place + 1 :])

    def _conclusions(self, rule: Special, binding: Binding, rest: tuple[Part, ...]) -> Iterator[Statement]:
        for found in self._solve(rule, rest, binding):
            yield cast(Statement, triple(rule.head.key, _bound(rule.head, found)))

    def _solve(self, rule: Special, parts: tuple[Part, ...], binding: Binding) -> Iterator[Binding]:
        for left, right in rule.unequal:
            a, b = (binding.get(t) if isinstance(t, Variable) else t for t in (left, right))
            if a is not None and a == b:
                return
        if not parts:
            yield binding
            return
        best = max(parts, key=lambda part: sum(t is not None for t in _bound(part, binding)) / len(part.terms))
        rest = tuple(part for part in parts if part is not best)
        for statement in self._match(cast(Statement, triple(best.key, _bound(best, binding)))):
            row = analysis().key(*statement)[1]
            extended = _unify(best, row, binding)
            if extended is not None:
                yield from self._solve(rule, rest, extended)

    def _match(self, pattern: tuple[Term | None, ...]) -> Iterator[Statement]:
        """What is true now, by subject, predicate and object; None is anything."""
        s, p, o = pattern
        if isinstance(s, ox.Literal):
            return
        seen = set()
        for quad in self.store.quads_for_pattern(s, cast(ox.NamedNode, p), o, None):
            statement = statement_of(quad)
            if statement not in seen and statement not in self.less:
                seen.add(statement)
                yield statement
        for row in self.more.match(TRIPLE, (s, p, o)):
            if row not in seen:
                yield cast(Statement, row)
        if p == RDF_TYPE:
            for row in self.view.schema.match(TRIPLE, (s, p, o)):
                if row not in seen and row not in self.less:
                    yield cast(Statement, row)

    def stored(self, statement: Statement) -> ox.Quad:
        """A conclusion as the store has it."""
        s, p, o = statement
        return ox.Quad(cast(ox.NamedNode, s), cast(ox.NamedNode, p), o, self.inferred)

    def missing(self, statement: Statement) -> bool:
        """Whether a conclusion is no news, and yet a premise."""
        return not is_news(*statement) and analysis().key(*statement)[0] in self.rules.by_body


def statement_of(quad: ox.Quad) -> Statement:
    return cast(Statement, (quad.subject, quad.predicate, quad.object))


def _bound(part: Part, binding: Binding) -> tuple[Hashable | None, ...]:
    return tuple(binding.get(t) if isinstance(t, Variable) else t for t in part.terms)


def _unify(part: Part, row: tuple[Hashable, ...], binding: Binding) -> Binding | None:
    extended = dict(binding)
    for term, found in zip(part.terms, row, strict=True):
        if isinstance(term, Variable):
            if extended.setdefault(term, found) != found:
                return None
        elif term != found:
            return None
    return extended
