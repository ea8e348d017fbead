"""The closure of a graph under OWL 2 RL: every triple that follows, and every clash.

The schema is closed first, by the rules as they are; then the rules, specialised to that schema, run over the data.
Two things send everything through the rules as they are instead, many times slower: things found equal (owl:sameAs),
and data that says something new of the schema.
"""

import gc
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Final, cast

import pyoxigraph as ox

from graph.reasoning import engine, rules
from graph.reasoning.join import Facts
from graph.reasoning.literals import KNOWN, contains
from graph.reasoning.rules import TRIPLE, Atom, Rule
from graph.reasoning.specialise import Analysis, Key, Part, Special, live
from graph.reasoning.terms import Term, Terms
from ontology import PREFIXES

RDF_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
SAME_AS: Final = ox.NamedNode(PREFIXES["owl"] + "sameAs")
_ABOUT_DATA: Final = ("sameAs", "differentFrom", "Nothing")
_SAME: Final[Key] = ("same",)
_CLASHES: Final[tuple[Key, ...]] = tuple((f"clash{terms}",) for terms in range(1, 5))

Ids = tuple[int, ...]
Statement = tuple[int, int, int]


@dataclass(slots=True)
class Closure:
    """What was asserted and what follows, in numbers of ``terms``."""

    terms: Terms
    asserted: set[Statement]
    found: set[Statement] = field(default_factory=set)
    clashes: list[Ids] = field(default_factory=list)
    generic: bool = False

    def spell(self, statement: Statement) -> tuple[Term, Term, Term]:
        """A statement in terms."""
        s, p, o = map(self.terms.term, statement)
        return cast(tuple[Term, Term, Term], (s, p, o))


def close(quads: Iterable[ox.Quad], *, clashes: bool = True, generic: bool = False) -> Closure:
    """Closes a graph; names of graphs do not matter. ``generic`` uses the rules as they are from the start.

    That everything is itself (eq-ref) is worked out only where the graph speaks of owl:sameAs; elsewhere it has no
    consequences, and whoever wants it can say it of every term.
    """
    with uncollected():
        return _Run(quads, clashes).close(generic)


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of tuples that stay make the garbage collector look through them again and again, for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def close_schema(quads: Iterable[ox.Quad]) -> Facts:
    """The closure of what some quads say of classes and properties, and the lists and restrictions in it, as terms."""
    run = _Run(quads, clashes=True)
    numbers, _, _ = run.schema()
    facts = Facts()
    for name in (TRIPLE, *run.analysis.helpers):
        for row in numbers.all(name):
            # Numbers below the first term's are cardinalities.
            facts.add(name, tuple(run.terms.term(n) if isinstance(n, int) and n > 1 else n for n in row))
    return facts


@cache
def analysis() -> Analysis:
    """The rules, and what in them is about the schema."""
    about = frozenset(ox.NamedNode(PREFIXES["owl"] + name) for name in _ABOUT_DATA)
    return Analysis(rules.load(), RDF_TYPE, about)


class _Run:
    def __init__(self, quads: Iterable[ox.Quad], clashes: bool) -> None:
        self.terms = Terms()
        number = self.terms.number
        self.rules = tuple(
            _encode(rule, self.terms)
            for rule in rules.load()
            if clashes or not rule.head.predicate.startswith("clash")
        )
        self.type = number(RDF_TYPE)
        self.same_as = number(SAME_AS)
        self.analysis = Analysis(
            self.rules, self.type, frozenset(number(ox.NamedNode(PREFIXES["owl"] + name)) for name in _ABOUT_DATA)
        )
        self.asserted = self.terms.statements(quads)
        engine_number, respelt = self.terms.engine, self.terms.respelt()
        self.plain = {(s, p, engine_number(o)) for s, p, o in self.asserted} if respelt else self.asserted

    def close(self, generic: bool) -> Closure:
        closure = Closure(self.terms, self.asserted)
        if generic or not self._special(closure):
            closure.generic = True
            self._generic(closure)
        return closure

    # ---- The rules as they are

    def _generic(self, closure: Closure) -> None:
        datatypes = self._datatypes({t for s, _, o in self.plain for t in (s, o)})
        kinds, inside, outside = self._kinds(datatypes, datatypes)
        given: dict[Key, Iterable[Ids]] = {
            (TRIPLE,): self.plain,
            ("value",): ((literal, kind) for kind, literals in kinds.items() for literal in literals),
            ("inside",): inside,
            ("outside",): outside,
            ("count",): self._counts(),
            **self._given_besides(),
        }
        rows = engine.run(map(_as_is, self.rules), given, [(TRIPLE,), *_CLASHES])
        closure.found = {(s, p, o) for s, p, o in rows.get((TRIPLE,), ())} - self.plain
        closure.clashes = sorted({row for key in _CLASHES for row in rows.get(key, ())})

    # ---- The rules specialised to the schema

    def schema(self) -> tuple[Facts, engine.Rows, bool]:
        """The schema's closure with the helpers about it, its clashes, and whether anything in it is the same."""
        about = self.analysis
        given = [t for t in self.plain if about.is_schema_triple(t[1], t[2])]
        relations: list[Key] = [(TRIPLE,), *((name,) for name in sorted(about.helpers))]
        rows = engine.run(
            map(_as_is, self.rules),
            {(TRIPLE,): given, ("count",): self._counts()},
            [*relations, _SAME, *_CLASHES],
        )
        facts = Facts()
        for (name,) in relations:
            for row in rows.get((name,), ()):
                facts.add(str(name), row)
        return facts, [row for key in _CLASHES for row in rows.get(key, ())], bool(rows.get(_SAME))

    def _special(self, closure: Closure) -> bool:
        """Whether that was right to do."""
        schema, clashes, equal = self.schema()
        if equal:
            return False
        statements = {(s, p, o) for s, p, o in cast(Iterable[Statement], schema.all(TRIPLE))}
        given = self._tables(statements)
        special = self._rules(schema, given)
        if special is None:
            return False
        heads = {rule.head.key for rule in special}
        found = engine.run(special, _used(given, special), heads)
        if found.get(_SAME) or self._is_new_schema(found, given):
            return False
        closure.found = statements - self.plain
        closure.clashes = clashes
        for key, news in found.items():
            relation = cast(int, key[1]) if len(key) > 1 else 0
            if key[0] == "type":
                closure.found.update([(s, self.type, relation) for (s,) in news])
            elif key[0] == TRIPLE:
                closure.found.update([(s, relation, o) for s, o in news])
            elif str(key[0]).startswith("clash"):
                closure.clashes += news
        closure.found -= self.plain
        closure.clashes = sorted(set(closure.clashes))
        return True

    def _tables(self, statements: set[Statement]) -> dict[Key, list[Ids]]:
        """Everything that is known, by relation."""
        classes: dict[int, list[Ids]] = defaultdict(list)
        properties: dict[int, list[Ids]] = defaultdict(list)
        for s, p, o in chain(self.plain, statements - self.plain):
            if p == self.type:
                classes[o].append((s,))
            else:
                properties[p].append((s, o))
        given: dict[Key, list[Ids]] = {("type", name): rows for name, rows in classes.items()}
        given.update({(TRIPLE, name): rows for name, rows in properties.items()})
        for relation, rows in self._given_besides().items():
            given[relation] = list(rows)
        return {relation: rows for relation, rows in given.items() if rows}

    def _rules(self, schema: Facts, given: dict[Key, list[Ids]]) -> list[Special] | None:
        try:
            special = self.analysis.specialise(schema)
        except NotImplementedError:
            return None
        alive = live(special, given)
        members = {part.key[1] for rule in special for part in rule.body if part.key[0] == "type"}
        classes = {key[1] for key in (*given, *(rule.head.key for rule in alive)) if key[0] == "type"}
        kinds, inside, outside = self._kinds(self._datatypes(members), self._datatypes(classes))
        if inside or outside:
            for name, rows in (("inside", inside), ("outside", outside)):
                for row in rows:
                    schema.add(name, row)
            given.update(
                {("value", kind): [(literal,) for literal in literals] for kind, literals in kinds.items()}
            )
            alive = live(self.analysis.specialise(schema), given)
        return alive

    def _is_new_schema(self, found: dict[Key, engine.Rows], given: dict[Key, list[Ids]]) -> bool:
        for key, rows in found.items():
            schema = (key[0] == TRIPLE and key[1] in self.analysis.predicates) or (
                key[0] == "type" and key[1] in self.analysis.classes
            )
            if schema and not set(rows) <= set(given.get(key, ())):
                return True
        return False

    # ---- What is given beside the triples

    def _given_besides(self) -> dict[Key, Iterable[Ids]]:
        terms = self.terms
        # Everything is itself where the graph speaks of that: the terms that it and the rules' own facts use.
        occurring: set[int] = set()
        if any(self.same_as in (s, o) for s, _, o in self.plain):
            occurring = {t for statement in self.plain for t in statement}
            occurring |= {int(str(t)) for rule in self.rules if not rule.body for t in rule.head.terms}
        wrong = [
            (n, terms.number(t.datatype)) for n in terms.illtyped if isinstance(t := terms.term(n), ox.Literal)
        ]
        return {
            ("illtyped",): wrong,
            ("known",): ((n,) for n in terms.value_of),
            ("itself",): ((t, t) for t in occurring),
        }

    def _counts(self) -> list[Ids]:
        return [(at, n) for n in (0, 1) if (at := self.terms.with_value(("decimal", Decimal(n)))) is not None]

    def _datatypes(self, numbers: Iterable[Hashable]) -> dict[int, str]:
        """Those of the terms that are datatypes."""
        found: dict[int, str] = {}
        for number in numbers:
            assert isinstance(number, int)
            term = self.terms.term(number)
            if isinstance(term, ox.NamedNode) and term.value in KNOWN:
                found[number] = term.value
        return dict(sorted(found.items()))

    def _kinds(
        self, inner: dict[int, str], outer: dict[int, str]
    ) -> tuple[dict[int, list[int]], list[Ids], list[Ids]]:
        """Literals by what contains their values, and which kind lies inside and outside which datatype."""
        datatypes = inner | outer
        kinds: dict[tuple[bool | None, ...], list[int]] = {}
        if datatypes:
            for literal, value in self.terms.value_of.items():
                kinds.setdefault(tuple(contains(d, value) for d in datatypes.values()), []).append(literal)
        inside: list[Ids] = []
        outside: list[Ids] = []
        for kind, answers in enumerate(kinds):
            for datatype, answer in zip(datatypes, answers, strict=True):
                if answer and datatype in inner:
                    inside.append((kind, datatype))
                elif answer is False and datatype in outer:
                    outside.append((kind, datatype))
        return dict(enumerate(kinds.values())), inside, outside


def _encode(rule: Rule, terms: Terms) -> Rule:
    def atom(found: Atom) -> Atom:
        return Atom(found.predicate, tuple(map(term, found.terms)))

    def term(found: rules.Term) -> rules.Term:
        return terms.number(found) if isinstance(found, ox.NamedNode | str) else found

    pairs = tuple((term(a), term(b)) for a, b in rule.unequal)
    return Rule(rule.name, atom(rule.head), tuple(map(atom, rule.body)), pairs)


def _as_is(rule: Rule) -> Special:
    def part(atom: Atom) -> Part:
        return Part((atom.predicate,), atom.terms)

    return Special(rule.name, part(rule.head), tuple(map(part, rule.body)), rule.unequal)


def _used(given: dict[Key, list[Ids]], special: list[Special]) -> dict[Key, list[Ids]]:
    """The relations that rules read; of the others, nothing comes."""
    read = {part.key for rule in special for part in rule.body}
    return {key: rows for key, rows in given.items() if key in read}
