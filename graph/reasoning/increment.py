"""What changes when a document comes or goes: only what follows from it is worked out again.

Coming: rules run forwards from the new triples (semi-naive). Going: what used the triples that went is taken back, and
then put back where something else still supports it (delete and rederive). Both cost what the document's consequences
cost, not what the graph does, and leave what a new build would.

Where that could go wrong everything inferred is built anew, and ``Change.rebuilt`` says so: a document that speaks of the
schema; things that come out as the same; a premise that is no news and hence not stored (about a class without a name,
a subject that is not the project's own, a thing and itself). Documents of the project have none of these.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox

from graph.reasoning.closure import RDF_TYPE, SAME_AS, analysis, close
from graph.reasoning.flat import FlatRules, triple
from graph.reasoning.join import Binding, Facts
from graph.reasoning.literals import Value, value
from graph.reasoning.reason import is_news, told
from graph.reasoning.rules import TRIPLE, Variable
from graph.reasoning.specialise import Part, Special
from graph.reasoning.terms import Term
from graph.reasoning.view import INFERRED, View
from ontology import BASE

Statement = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Change:
    """What the inferred graph gained and lost, sorted."""

    added: tuple[ox.Triple, ...]
    removed: tuple[ox.Triple, ...]
    rebuilt: bool = False


class _Rebuild(Exception):  # noqa: N818 - a way out, not an error
    """Only a build of everything inferred is sure to be right."""


class Incremental:
    """A store that is kept closed while documents come and go. It starts with what ``infer`` found in it."""

    def __init__(self, store: ox.Store, inferred: ox.NamedNode = INFERRED) -> None:
        self.store = store
        self.inferred = inferred
        self._unsure = False
        self._learn()

    def add(self, quads: Iterable[ox.Quad]) -> Change:
        """Adds a document's quads, each in its named graph."""
        coming = [quad for quad in _as_stored(quads) if quad not in self.store]
        new = dict.fromkeys(_statement(quad) for quad in coming)
        try:
            self._check(new)
            step = _Step(self)
            fresh = [s for s in new if not step.holds(s)]
            said = [s for s in new if self._inferred(s) in self.store]
            for statement in fresh:
                step.more.add(TRIPLE, statement)
            found = list(step.forward(fresh))
        except _Rebuild:
            self.store.extend(coming)
            return self._rebuild()
        for statement in said:
            self.store.remove(self._inferred(statement))
        self.store.extend([*coming, *map(self._inferred, found)])
        return Change(_triples(found), _triples(said))

    def remove(self, graph: ox.NamedNode) -> Change:
        """Removes a document: its named graph, and what followed from it alone."""
        going = list(self.store.quads_for_pattern(None, None, None, graph))
        gone = [s for s in dict.fromkeys(map(_statement, going)) if len(self._asserting(s)) == 1]
        try:
            self._check(gone)
            step = _Step(self)
            lost = step.backward(gone)
            step.less = {*gone, *lost}
            found = step.rederive([*gone, *lost])
        except _Rebuild:
            self.store.remove_graph(graph)
            return self._rebuild()
        self.store.remove_graph(graph)
        removed = [statement for statement in lost if statement not in found]
        added = [statement for statement in found if statement not in lost]
        for statement in removed:
            self.store.remove(self._inferred(statement))
        self.store.extend(map(self._inferred, added))
        return Change(_triples(added), _triples(removed))

    # ---- What the store holds

    def _learn(self) -> None:
        self.view = View(self.store, self.inferred)
        self.rules = FlatRules.of(self.view.schema)

    def _is_missing(self, statement: Statement) -> bool:
        """Whether a conclusion is no news, and yet a premise."""
        if is_news(*statement):
            return False
        return analysis().key(*statement)[0] in self.rules.by_body

    def _check(self, statements: Iterable[Statement]) -> None:
        if self._unsure or self.rules.unseen():
            raise _Rebuild
        if any(True for _ in self.store.quads_for_pattern(None, SAME_AS, None, None)):
            raise _Rebuild
        about = analysis()
        spellings: dict[tuple[Term, object], Term] = {}
        for s, p, o in statements:
            if about.is_schema_triple(p, o) or SAME_AS in (s, p, o):
                raise _Rebuild
            foreign = not (isinstance(s, ox.NamedNode) and s.value.startswith(BASE)) or isinstance(o, ox.BlankNode)
            if foreign and about.key(s, p, o)[0] in self.rules.by_body:
                raise _Rebuild
            denoted = value(o) if isinstance(o, ox.Literal) else None
            if not denoted or denoted[0] == "string":
                continue
            if spellings.setdefault((s, denoted), o) != o or self._is_respelt(s, o, denoted):
                raise _Rebuild

    def _is_respelt(self, s: Term, literal: Term, denoted: Value) -> bool:
        """Whether a subject has a value in two spellings: which of them a conclusion keeps depends on all of them."""
        others = (q.object for q in self.store.quads_for_pattern(cast(ox.NamedNode, s), None, None, None))
        return any(isinstance(o, ox.Literal) and o != literal and value(o) == denoted for o in others)

    def _asserting(self, statement: Statement) -> list[ox.Quad]:
        quads = self.store.quads_for_pattern(*statement, None)  # type: ignore[arg-type]
        return [quad for quad in quads if quad.graph_name != self.inferred]

    def _inferred(self, statement: Statement) -> ox.Quad:
        s, p, o = statement
        return ox.Quad(cast(ox.NamedNode, s), cast(ox.NamedNode, p), o, self.inferred)

    def _rebuild(self) -> Change:
        before = {quad.triple for quad in self.store.quads_for_pattern(None, None, None, self.inferred)}
        asserted = (quad for quad in self.store if quad.graph_name != self.inferred)
        closure = close(asserted, clashes=False)
        after = set(told(closure))
        for gone in before - after:
            self.store.remove(ox.Quad(gone.subject, gone.predicate, gone.object, self.inferred))
        self.store.extend(ox.Quad(t.subject, t.predicate, t.object, self.inferred) for t in after - before)
        self._learn()
        self._unsure = closure.generic or any(map(self._is_missing, map(closure.spell, closure.found)))
        return Change(_sorted(after - before), _sorted(before - after), rebuilt=True)


class _Step:
    """One change on its way: the store, more that is true already, and less that is not any longer."""

    def __init__(self, base: Incremental) -> None:
        self.base = base
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
                        raise _Rebuild
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
                    if head not in lost and is_news(*head) and self.base._inferred(head) in self.base.store:
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
        if self.base._is_missing(statement) or analysis().is_schema_triple(p, o) or (p == SAME_AS and s != o):
            raise _Rebuild
        return False

    def _follows(self, statement: Statement) -> bool:
        if self.base.view.schema.has(TRIPLE, statement):
            return True
        key, row = analysis().key(*statement)
        for rule in self.base.rules.by_head.get(key, ()):
            binding = _unify(rule.head, row, {})
            if binding is not None and any(True for _ in self._solve(rule, rule.body, binding)):
                return True
        return False

    def _uses(self, statement: Statement) -> Iterator[tuple[Special, Binding, tuple[Part, ...]]]:
        """The rules in which a triple is a premise, with the premises that are left."""
        key, row = analysis().key(*statement)
        for rule, place in self.base.rules.by_body.get(key, ()):
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
        for quad in self.base.store.quads_for_pattern(s, cast(ox.NamedNode, p), o, None):
            statement = _statement(quad)
            if statement not in seen and statement not in self.less:
                seen.add(statement)
                yield statement
        for row in self.more.match(TRIPLE, (s, p, o)):
            if row not in seen:
                yield cast(Statement, row)
        if p == RDF_TYPE:
            for row in self.base.view.schema.match(TRIPLE, (s, p, o)):
                if row not in seen and row not in self.less:
                    yield cast(Statement, row)


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


def _as_stored(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads as a store keeps them: Oxigraph rewrites literals (1.10 is 1.1)."""
    store = ox.Store()
    store.extend(quads)
    return list(store)


def _statement(quad: ox.Quad) -> Statement:
    return cast(Statement, (quad.subject, quad.predicate, quad.object))


def _triples(statements: Iterable[Statement]) -> tuple[ox.Triple, ...]:
    return _sorted({ox.Triple(s, p, o) for s, p, o in statements})  # type: ignore[arg-type]


def _sorted(triples: set[ox.Triple]) -> tuple[ox.Triple, ...]:
    return tuple(sorted(triples, key=str))
