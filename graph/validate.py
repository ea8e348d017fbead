"""Does the graph have the shape that it should? W3C SHACL, compiled to SPARQL (:mod:`graph.shacl`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from graph import shacl
from loaders.errors import DataError, Where
from ontology import FOLDER, SHAPES

_SH: Final = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold, told in both languages, and the node that it is about.

    ``path`` (in SPARQL's notation) and ``value`` say which of its triples, where one is meant; ``severity`` is
    Violation, Warning or Info.
    """

    node: str
    zh: str
    en: str
    severity: str
    path: str = ""
    value: str = ""

    def error(self, where: Where | None = None) -> DataError:
        about = f"{self.node} {self.value}".rstrip()
        return DataError(f"{self.zh}（{about}）", f"{self.en} ({about})", where)


def validate(quads: Iterable[ox.Quad]) -> list[Violation]:
    """Every violation, sorted by node. ``quads`` are those asserted; short cuts need no shapes."""
    return violations(shacl.check(shacl.load(quads), shapes()))


@cache
def shapes() -> shacl.Shapes:
    """The shapes that come with the ontology."""
    path = FOLDER / SHAPES
    return shacl.parse(ox.parse(path=path, format=ox.RdfFormat.TURTLE), Where.of(path))


def violations(results: Iterable[shacl.Result]) -> list[Violation]:
    """Results as a person reads them: what is said twice of one value is said once."""
    found: dict[Violation, None] = {}
    for result in results:
        messages = dict(result.messages)
        name = result.component.removeprefix(_SH).removesuffix("ConstraintComponent")
        zh = messages.get("zh") or messages.get("") or messages.get("en") or f"不符合形状：{name}"
        en = messages.get("en") or messages.get("") or messages.get("zh") or f"does not fit its shape: {name}"
        value = "" if result.value is None or result.value == result.focus else result.value.value
        severity = result.severity.removeprefix(_SH)
        found[Violation(result.focus.value, zh, en, severity, result.path or "", value)] = None
    return sorted(found, key=lambda v: (v.node, v.en, v.path, v.value))
