"""The rules for one schema without helpers: each says that one triple follows from a few others.

A schema's lists have a length, so what walks them (chains, intersections, keys) can be written out; what is about
restrictions can be worked in. Such rules can be run forwards from one triple, and backwards from one.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final, cast

import pyoxigraph as ox

from graph.reasoning.closure import RDF_TYPE, analysis
from graph.reasoning.join import Facts
from graph.reasoning.reason import is_news
from graph.reasoning.rules import TRIPLE, Variable
from graph.reasoning.specialise import Key, Part, Special
from ontology import BASE

_RELATIONS: Final = frozenset({TRIPLE, "type"})
_THING: Final = ox.NamedNode(BASE)


@dataclass(frozen=True, slots=True)
class FlatRules:
    """Rules by what they conclude and by what they use."""

    by_head: dict[Key, list[Special]] = field(default_factory=lambda: defaultdict(list))
    by_body: dict[Key, list[tuple[Special, int]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, schema: Facts) -> "FlatRules":
        """The rules that a schema gives, but for those whose conclusions nobody reads: not news, and no rule's premise."""
        special = [rule for rule in analysis().specialise(schema) if not str(rule.head.key[0]).startswith("clash")]
        helpers: dict[Key, list[Special]] = defaultdict(list)
        for rule in special:
            if rule.head.key[0] not in _RELATIONS:
                helpers[rule.head.key].append(rule)
        fresh = count()
        rules = cls()
        flat = [f for rule in special if rule.head.key[0] in _RELATIONS for f in _flatten(rule, helpers, fresh, 40)]
        for rule in _read(dict.fromkeys(flat)):
            rules.by_head[rule.head.key].append(rule)
            for place, part in enumerate(rule.body):
                rules.by_body[part.key].append((rule, place))
        return rules

    def unseen(self) -> bool:
        """Whether some rule has a premise that a store cannot be asked for: about a class that is no news, or a value,
        which may be spelt in several ways."""
        rules = {id(rule): rule for using in self.by_body.values() for rule, _ in using}
        return any(_is_unseen(key) for key in self.by_body) or any(map(_joins_values, rules.values()))


def triple(key: Key, terms: tuple[Hashable, ...]) -> tuple[Hashable, Hashable, Hashable]:
    """The triple, or pattern of one, that a part of a rule is about."""
    return (terms[0], RDF_TYPE, key[1]) if key[0] == "type" else (terms[0], key[1], terms[1])


def _flatten(rule: Special, helpers: dict[Key, list[Special]], fresh: "count[int]", fuel: int) -> Iterator[Special]:
    """A rule with each helper in its body replaced by the bodies of the helper's rules."""
    at = next((i for i, part in enumerate(rule.body) if part.key[0] not in _RELATIONS), None)
    if at is None:
        yield rule
        return
    asked = rule.body[at]
    for helper in helpers.get(asked.key, ()) if fuel else ():
        put: dict[Hashable, Hashable] = dict(zip(helper.head.terms, asked.terms, strict=True))
        suffix = next(fresh)

        def term(found: Hashable, put: dict[Hashable, Hashable] = put, suffix: int = suffix) -> Hashable:
            return put.get(found, Variable(f"{found.name}·{suffix}")) if isinstance(found, Variable) else found

        inner = tuple(Part(part.key, tuple(map(term, part.terms))) for part in helper.body)
        unequal = (*rule.unequal, *((term(a), term(b)) for a, b in helper.unequal))
        body = (*rule.body[:at], *inner, *rule.body[at + 1 :])
        yield from _flatten(Special(rule.name, rule.head, body, unequal), helpers, fresh, fuel - 1)


def _read(rules: Iterable[Special]) -> list[Special]:
    """The rules whose conclusions are news or a premise of a rule that is kept. Trivial ones fall out."""
    waiting = [rule for rule in rules if rule.head not in rule.body]
    kept: list[Special] = []
    needed: set[Key] = set()
    while True:
        ready = [rule for rule in waiting if rule.head.key in needed or not _is_unseen(rule.head.key)]
        if not ready:
            return kept
        kept += ready
        needed |= {part.key for rule in ready for part in rule.body}
        done = set(map(id, ready))
        waiting = [rule for rule in waiting if id(rule) not in done]


def _joins_values(rule: Special) -> bool:
    """Whether a rule has a literal in it, or asks two triples for one value that nothing says is not a literal."""
    subjects = {part.terms[0] for part in rule.body}
    objects = [part.terms[1] for part in rule.body if len(part.terms) == 2]
    return any(isinstance(o, ox.Literal) or (o not in subjects and objects.count(o) > 1) for o in objects)


def _is_unseen(key: Key) -> bool:
    if key[0] != "type":
        return isinstance(key[1], ox.BlankNode)
    return not is_news(_THING, RDF_TYPE, cast(ox.NamedNode, key[1])) or str(key[1]).startswith(
        (
            "<http://www.w3.org/2001/XMLSchema#",
            "<http://www.w3.org/2000/01/rdf-schema#",
            "<http://www.w3.org/1999/02/22",
        )
    )
