"""Reads the one shape of query that the columns answer, and takes no other.

A parser of a corner of SPARQL, not of SPARQL: rdflib's takes 12 ms a query, a quarter of what an answer may take, and
a third of a second to import. What it does not know word for word it calls unfit, and Oxigraph, which parses every
query besides, has the say on what is a query at all::

    PREFIX … SELECT ?key (SUM(?value) AS ?sum) WHERE {
      ?figure ms:place/ms:within ?key ; a ms:Outcome ; ms:value ?value . FILTER (?value >= 10 && …)
    } GROUP BY ?key ORDER BY DESC(?sum) LIMIT 10
"""

import re
from collections.abc import Mapping
from typing import Final, NoReturn, cast

from graph.columnar.plan import Aggregate, Compared, Fixed, Function, Language, Operator, Plan, Step, Unfit
from graph.columnar.tokens import Token, tokens
from ontology import PREFIXES

_ABSOLUTE: Final = re.compile(r"<[a-z][a-z0-9+\-]*:[^/](?!.*/\.)[^<>]*>|<[a-z][a-z0-9+\-]*://(?!.*/\.)[^<>]*>")
_INTEGER: Final = re.compile(r"0|-?[1-9]\d{0,14}")
_DECIMAL: Final = re.compile(r"-?\d{1,15}\.\d{1,15}")
_DATE: Final = re.compile(r'"(\d{4}-\d\d-\d\d)"')
_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_XSD_DATE: Final = f"<{PREFIXES['xsd']}date>"
_OPERATORS: Final = frozenset(("<", "<=", ">", ">=", "=", "!="))
_MIRRORED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_FUNCTIONS: Final = frozenset(("COUNT", "SUM", "AVG", "MIN", "MAX"))


def read(text: str, prefixes: Mapping[str, str]) -> Plan:
    """The plan of a query that Oxigraph takes too. Raises Unfit for any other shape."""
    return _Reader(tokens(text), dict(prefixes)).query()


class _Reader:
    """Recursive descent; each method reads one rule of the grammar."""

    def __init__(self, tokens: list[Token], prefixes: dict[str, str]) -> None:
        self.tokens, self.at, self.prefixes = tokens, 0, prefixes
        self.steps: list[Step] = []
        self.fixed: list[Fixed] = []
        self.tests: list[Compared | Language] = []

    def query(self) -> Plan:
        while self.taken("PREFIX"):
            name = self.need("prefix")
            self.prefixes[name[:-1]] = _absolute(self.need("iri"))[1:-1]
        self.word("SELECT")
        columns, aggregates = self.selected()
        self.taken("WHERE")
        self.body()
        self.word("GROUP")
        self.word("BY")
        keys = [self.variable()]
        while self.peek().kind == "var":
            keys.append(self.variable())
        order, limit = self.ending()
        root, steps = _tree(self.steps, self.fixed)
        bound = {root, *(step.target for step in steps)}
        wanted = [*keys, *(test.variable for test in self.tests), *(a.argument for a in aggregates if a.argument)]
        names = {a.name for a in aggregates}
        if (
            not bound.issuperset(wanted)
            or names & bound
            or len(set(keys)) < len(keys)
            or len(set(columns)) < len(columns)
            or not names.union(keys).issuperset([*columns, *(name for name, _ in order)])
        ):
            raise Unfit
        return Plan(
            root=root, steps=steps, fixed=tuple(self.fixed), tests=tuple(self.tests), keys=tuple(keys),
            aggregates=tuple(aggregates), columns=tuple(columns), order=tuple(order), limit=limit,
        )  # fmt: skip

    def selected(self) -> tuple[list[str], list[Aggregate]]:
        columns: list[str] = []
        aggregates: list[Aggregate] = []
        while self.peek().kind == "var" or self.peek().text == "(":
            if self.peek().kind == "var":
                columns.append(self.variable())
                continue
            self.sign("(")
            function = self.need("word").upper()
            if function not in _FUNCTIONS:
                raise Unfit
            self.sign("(")
            distinct = self.taken("DISTINCT")
            if distinct and function != "COUNT":
                raise Unfit
            argument = None if function == "COUNT" and not distinct and self.taken("*") else self.variable()
            self.sign(")")
            self.word("AS")
            name = self.variable()
            self.sign(")")
            columns.append(name)
            aggregates.append(Aggregate(name, cast(Function, function), argument, distinct))
        return columns, aggregates

    def body(self) -> None:
        self.sign("{")
        while not self.taken("}"):
            if self.taken("FILTER"):
                self.sign("(")
                self.test()
                while self.taken("&&"):
                    self.test()
                self.sign(")")
                self.taken(".")
                continue
            self.same_subject()
            if not self.taken(".") and self.peek().text.upper() not in ("}", "FILTER"):
                raise Unfit

    def same_subject(self) -> None:
        subject = self.variable()
        while True:
            path = [self.predicate()]
            while self.taken("/"):
                path.append(self.predicate())
            self.object(subject, path)
            while self.taken(","):
                self.object(subject, path)
            if not self.taken(";"):
                return
            if self.peek().text in (".", "}"):
                return

    def predicate(self) -> str:
        return _TYPE if self.taken("a", exact=True) else self.iri()

    def object(self, source: str, path: list[str]) -> None:
        for predicate in path[:-1]:
            between = f" {len(self.steps)}"  # no variable of a query has a space in its name
            self.steps.append(Step(source, predicate, between))
            source = between
        if self.peek().kind == "var":
            self.steps.append(Step(source, path[-1], self.variable()))
        else:
            self.fixed.append(Fixed(source, path[-1], self.term()))

    def term(self) -> str:
        token = self.peek()
        if token.kind == "number" and _INTEGER.fullmatch(token.text):
            return self.need("number")
        if token.kind == "string":
            text = self.need("string")
            following = self.peek()
            if following.text == "^^" or not text.isprintable():
                raise Unfit
            return text + (self.need("lang") if following.kind == "lang" else "")
        return self.iri()

    def test(self) -> None:
        if self.taken("LANG"):
            self.sign("(")
            name = self.variable()
            self.sign(")")
            self.sign("=")
            tag = self.need("string")[1:-1]
            if not re.fullmatch(r"[a-z]+", tag):
                raise Unfit
            self.tests.append(Language(name, tag))
            return
        mirrored = self.peek().kind != "var"
        left = self.constant() if mirrored else self.variable()
        operator = self.need("sign")
        right = self.variable() if mirrored else self.constant()
        if operator not in _OPERATORS:
            raise Unfit
        name, constant = (right, left) if mirrored else (left, right)
        if mirrored:
            operator = _MIRRORED.get(operator, operator)
        self.tests.append(Compared(name, cast(Operator, operator), constant))

    def constant(self) -> str:
        if self.peek().kind == "string":
            match = _DATE.fullmatch(self.need("string"))
            self.sign("^^")
            if not match or self.iri() != _XSD_DATE:
                raise Unfit
            return match[1]
        text = self.need("number")
        if not _INTEGER.fullmatch(text) and not _DECIMAL.fullmatch(text):
            raise Unfit
        return text

    def ending(self) -> tuple[list[tuple[str, bool]], int | None]:
        order: list[tuple[str, bool]] = []
        if self.taken("ORDER"):
            self.word("BY")
            while self.peek().kind in ("var", "word") and self.peek().text.upper() != "LIMIT":
                if self.peek().kind == "var":
                    order.append((self.variable(), False))
                    continue
                falling = self.taken("DESC")
                if not falling:
                    self.word("ASC")
                self.sign("(")
                order.append((self.variable(), falling))
                self.sign(")")
        limit = None
        if self.taken("LIMIT"):
            text = self.need("number")
            if not re.fullmatch(r"\d{1,9}", text, re.A):
                raise Unfit
            limit = int(text)
        self.need("end")
        return order, limit

    def peek(self) -> Token:
        return self.tokens[self.at]

    def need(self, kind: str) -> str:
        token = self.peek()
        if token.kind != kind:
            raise Unfit
        self.at += 1
        return token.text

    def taken(self, text: str, *, exact: bool = False) -> bool:
        token = self.peek()
        found = token.kind in ("word", "sign") and (token.text if exact else token.text.upper()) == text
        self.at += found
        return found

    def word(self, text: str) -> None:
        if not self.taken(text):
            self.fail()

    sign = word

    def variable(self) -> str:
        return self.need("var")[1:]

    def iri(self) -> str:
        if self.peek().kind == "iri":
            return _absolute(self.need("iri"))
        prefix, _, local = self.need("name").partition(":")
        if prefix not in self.prefixes:
            raise Unfit
        return _absolute(f"<{self.prefixes[prefix]}{local}>")

    def fail(self) -> NoReturn:
        raise Unfit


def _absolute(iri: str) -> str:
    """An IRI that resolving against a base leaves as it is. Raises Unfit for any other."""
    if not _ABSOLUTE.fullmatch(iri):
        raise Unfit
    return iri


def _tree(steps: list[Step], fixed: list[Fixed]) -> tuple[str, tuple[Step, ...]]:
    """The root of the patterns, and the steps from it outwards. Raises Unfit where they are no tree."""
    targets = [step.target for step in steps]
    sources = dict.fromkeys([*(step.source for step in steps), *(each.source for each in fixed)])
    roots = [name for name in sources if name not in targets]
    if len(roots) != 1 or len(set(targets)) < len(targets):
        raise Unfit
    found: list[Step] = []
    reached = [roots[0]]
    for name in reached:  # grows as it goes
        for step in steps:
            if step.source == name:
                found.append(step)
                reached.append(step.target)
    if len(found) < len(steps):
        raise Unfit
    return roots[0], tuple(found)
