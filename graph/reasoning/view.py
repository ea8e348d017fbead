"""A store as the rules see it: what is known, what of it was asserted and where, and the schema's closure beside it.

The store holds what was asserted in named graphs, and in one more graph what was inferred and is news. What is no news
(everything is a thing, a class without a name, what follows of literals) is not stored; ``hidden`` says which triples
may be true without being there.
"""

from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import Final, cast

import pyoxigraph as ox

from graph.reasoning.closure import RDF_TYPE, SAME_AS, analysis, close_schema
from graph.reasoning.join import Facts
from graph.reasoning.literals import value
from graph.reasoning.reason import is_news
from graph.reasoning.rules import TRIPLE
from graph.reasoning.terms import Term
from ontology import GRAPH

Statement = tuple[Term, Term, Term]
Pattern = tuple[Hashable | None, ...]

INFERRED: Final = ox.NamedNode(GRAPH + "inferred")


class View:
    """Look-ups by pattern in a store; the schema in memory."""

    def __init__(self, store: ox.Store, inferred: ox.NamedNode = INFERRED, *, complete: bool = False) -> None:
        """``complete``: the store holds all that follows, not only news."""
        self.store = store
        self.inferred = inferred
        self.schema: Facts = close_schema(self._schema_quads())
        self.complete = complete

    def graphs(self, statement: Statement) -> tuple[str, ...]:
        """The named graphs that assert a triple, sorted; empty where it is inferred, or not known."""
        if isinstance(statement[0], ox.Literal) or not isinstance(statement[1], ox.NamedNode):
            return ()
        found = {q.graph_name for q in self.store.quads_for_pattern(*statement, None)}  # type: ignore[arg-type]
        if not self.complete and len(found) > 1:  # a build's default graph holds the merge of the others
            found.discard(ox.DefaultGraph())
        return tuple(sorted(getattr(name, "value", "") for name in found if name != self.inferred))

    def known(self, statement: Statement) -> bool:
        """Whether a triple is there: asserted, inferred, or of the schema's closure."""
        s, p, _ = statement
        if self.schema.has(TRIPLE, statement):
            return True
        if isinstance(s, ox.Literal) or not isinstance(p, ox.NamedNode):
            return False
        return any(True for _ in self.store.quads_for_pattern(*statement, None))  # type: ignore[arg-type]

    def hidden(self, statement: Statement) -> bool:
        """Whether a triple could be true without being there."""
        s, p, o = statement
        if isinstance(s, ox.Literal):
            return True
        if self.complete or analysis().is_schema_triple(p, o):
            return False
        if p == SAME_AS and s != o:
            return isinstance(o, ox.Literal)
        return s == o or not is_news(s, p, o) or isinstance(o, ox.Literal)

    def count(self, pattern: Pattern, limit: int) -> int:
        """How many rows a triple pattern has, counted up to a limit; the limit where literals may be among its
        subjects, which a store cannot tell."""
        s, p, _ = pattern
        if s is None and (p == RDF_TYPE or self.complete):
            return limit
        return sum(1 for _ in islice(self.match(TRIPLE, pattern), limit))

    def match(self, predicate: str, pattern: Pattern) -> Iterable[tuple[Hashable, ...]]:
        """The rows of a relation. A literal matches whatever spells its value, where its subject is known (dt-eq)."""
        if predicate == "count":
            literal, number = pattern
            found = value(literal) if isinstance(literal, ox.Literal) else None
            return [(literal, n) for n in (0, 1) if found == ("decimal", n) and number in (n, None)]
        if predicate != TRIPLE:
            return self.schema.match(predicate, pattern)
        s, p, o = cast(tuple[Term | None, Term | None, Term | None], pattern)
        if analysis().is_schema_triple(p, o):
            if isinstance(o, ox.Literal):
                # The closure knows one spelling of a value, the store those that were asserted.
                rows = [*self._stored(s, p, None), *self.schema.match(TRIPLE, (s, p, None))]
                return [row for row in dict.fromkeys(rows) if _is_one_value(cast(Term, row[2]), o)]
            return self.schema.match(TRIPLE, pattern)
        return self._stored(s, p, o)

    def _stored(self, s: Term | None, p: Term | None, o: Term | None) -> Iterator[Statement]:
        if isinstance(s, ox.Literal) or isinstance(p, ox.Literal | ox.BlankNode):
            if o is not None and s is not None and p is not None:
                yield s, p, o
            return
        seen: set[Statement] = set()
        equal = isinstance(o, ox.Literal) and s is not None and p is not None
        for quad in self.store.quads_for_pattern(s, p, None if equal else o, None):
            found = cast(Statement, (quad.subject, quad.predicate, quad.object))
            if found not in seen and (not equal or _is_one_value(found[2], o)):
                seen.add(found)
                yield found
        if s is not None and p is not None and o is not None:
            if (s, p, o) not in seen and (self.hidden((s, p, o)) or self.schema.has(TRIPLE, (s, p, o))):
                yield s, p, o
        elif p is None or p == RDF_TYPE:
            yield from (t for t in cast(list[Statement], self.schema.match(TRIPLE, (s, p, o))) if t not in seen)

    def _schema_quads(self) -> Iterator[ox.Quad]:
        about = analysis()
        for p in sorted(about.predicates, key=str):
            yield from self.store.quads_for_pattern(None, cast(ox.NamedNode, p), None, None)
        for c in sorted(about.classes, key=str):
            yield from self.store.quads_for_pattern(None, RDF_TYPE, cast(ox.NamedNode, c), None)


def _is_one_value(a: Term, b: Term | None) -> bool:
    if a == b:
        return True
    if not isinstance(a, ox.Literal) or not isinstance(b, ox.Literal):
        return False
    denoted = value(a)
    return denoted is not None and denoted == value(b)
