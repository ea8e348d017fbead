"""Made-up reports in the shape of the graph, as many triples as wanted: for benchmarks and load tests.

``python scripts/generate.py 100000 > data.nq`` writes N-Quads. The same size and seed give the same bytes. Places are
made up below Chongqing, three levels deep; every tenth programme is a component of another; one document has 30
figures, 4 implementations and their evidence, and four nodes of the network: with ``--figures 2`` a network of 100,000
nodes has three million triples and not fifteen. Nothing here is a fact.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ontology import GRAPH, MS, PREFIXES

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = ox.NamedNode(PREFIXES["rdfs"] + "label")
_XSD: Final = PREFIXES["xsd"]
_ROLES: Final = ("Outcome", "Outcome", "Outcome", "Target", "Input", "Parameter")
_UNITS: Final = ("人", "人次", "元", "个", "户", "公里")
_STATUS: Final = ("首批试点", "试点", "推进", "运行", "全覆盖", "完成")
_DOMAINS: Final = ("就业", "教育", "医疗卫生", "医疗保障", "社会救助", "养老服务", "生态环境", "乡村振兴")
_KINDS: Final = ("政策", "制度", "工程", "项目", "行动", "平台", "改革", "保险")
_FIGURES, _IMPLEMENTATIONS = 30, 4

Term = ox.NamedNode | ox.Literal


def generate(size: int, seed: int = 0, figures: int = _FIGURES) -> Iterator[ox.Quad]:
    """About ``size`` quads (never fewer, at most one document more), places first, then document by document, each with
    so many ``figures``."""
    maker = _Maker(random.Random(seed), size, figures)
    count = 0
    for quad in maker.places():
        count += 1
        yield quad
    document = 0
    while count < size:
        for quad in maker.document(document):
            count += 1
            yield quad
        document += 1


def _node(prefix: str, local: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES[prefix] + local)


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(_XSD + "integer"))


@dataclass(slots=True)
class _Maker:
    random: random.Random
    size: int
    figures: int
    towns: list[ox.NamedNode] = field(default_factory=list)
    programmes: list[ox.NamedNode] = field(default_factory=list)
    institutions: list[ox.NamedNode] = field(default_factory=list)
    graph: ox.NamedNode = field(default_factory=lambda: ox.NamedNode(GRAPH + "places"))

    def _say(self, subject: ox.NamedNode, predicate: str, *values: Term) -> Iterator[ox.Quad]:
        for value in values:
            yield ox.Quad(subject, ox.NamedNode(MS + predicate), value, self.graph)

    def _is_a(self, subject: ox.NamedNode, name: str) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _TYPE, ox.NamedNode(MS + name), self.graph)

    def _called(self, subject: ox.NamedNode, name: str) -> Iterator[ox.Quad]:
        yield ox.Quad(subject, _LABEL, ox.Literal(name, language="zh"), self.graph)

    def places(self) -> Iterator[ox.Quad]:
        """A municipality, its districts, their towns: one town for about five hundred triples to come."""
        city = _node("place", "900000")
        yield from self._is_a(city, "Municipality")
        yield from self._called(city, "样例市")
        for number in range(max(2, min(40, self.size // 2_000))):
            district = _node("place", f"9001{number:02}")
            yield from self._is_a(district, "District")
            yield from self._called(district, f"样例{number}区")
            yield from self._say(district, "divisionCode", ox.Literal(f"9001{number:02}"))
            yield from self._say(district, "within", city)
            for below in range(max(2, min(50, self.size // 20_000))):
                town = _node("place", f"9001{number:02}{below:03}")
                yield from self._is_a(town, "Town")
                yield from self._called(town, f"样例{number}区{below}镇")
                yield from self._say(town, "within", district)
                self.towns += [town, district]

    def document(self, number: int) -> Iterator[ox.Quad]:
        """One report: its programmes, institutions, implementations and figures, each with its evidence."""
        key = f"g{number:06}"
        document, place = _node("doc", key), self.random.choice(self.towns)
        self.graph = ox.NamedNode(GRAPH + key)
        yield from self._is_a(document, "Document")
        yield from self._called(document, f"样例报道{number}")
        yield from self._say(document, "about", place)
        yield from self._say(document, "year", _integer(self.random.randint(2013, 2025)))
        mine = [self.random.choice(self.programmes) for _ in range(min(2, len(self.programmes)))]
        for index in range(2):
            mine.append(programme := _node("prog", f"样例项目{number}-{index}"))
            yield from self._programme(programme, key)
        inst = _node("inst", f"样例机构{number}")
        yield from self._is_a(inst, "Institution")
        yield from self._called(inst, f"样例机构{number}")
        yield from self._say(inst, "kind", _node("kind", "政府部门"))
        yield from self._claim(inst, "place", place, key, f"{key}-inst")
        self.institutions.append(inst)
        for index, programme in enumerate(mine[:_IMPLEMENTATIONS]):
            yield from self._implementation(_node("impl", f"{key}-{index}"), programme, place, key, index)
        for index in range(self.figures):
            yield from self._figure(_node("fig", f"{key}-{index}"), self.random.choice(mine), place, key, index)

    def _evidence(self, subject: ox.NamedNode, key: str, start: int) -> Iterator[ox.Quad]:
        evidence, oa = _node("ev", f"{key}-{start}-{start + 6}"), PREFIXES["oa"]
        position = ox.NamedNode(evidence.value + "/position")
        yield from self._say(subject, "evidence", evidence)
        yield from self._is_a(evidence, "Evidence")
        yield ox.Quad(evidence, ox.NamedNode(oa + "hasSource"), _node("doc", key), self.graph)
        yield ox.Quad(evidence, ox.NamedNode(oa + "hasSelector"), position, self.graph)
        yield ox.Quad(position, _TYPE, ox.NamedNode(oa + "TextPositionSelector"), self.graph)
        yield ox.Quad(position, ox.NamedNode(oa + "start"), _integer(start), self.graph)
        yield ox.Quad(position, ox.NamedNode(oa + "end"), _integer(start + 6), self.graph)

    def _claim(
        self, subject: ox.NamedNode, predicate: str, value: ox.NamedNode, key: str, name: str
    ) -> Iterator[ox.Quad]:
        claim = _node("claim", name)
        yield from self._say(subject, predicate, value)
        yield from self._is_a(claim, "Claim")
        yield from self._say(claim, "subject", subject)
        yield from self._say(claim, "predicate", ox.NamedNode(MS + predicate))
        yield from self._say(claim, "object", value)
        yield from self._say(claim, "evidence", _node("ev", f"{key}-0-6"))

    def _programme(self, programme: ox.NamedNode, key: str) -> Iterator[ox.Quad]:
        yield from self._is_a(programme, "Programme")
        yield from self._called(programme, programme.value.rpartition("/")[2])
        yield from self._say(programme, "kind", _node("kind", self.random.choice(_KINDS)))
        yield from self._say(programme, "domain", _node("dom", self.random.choice(_DOMAINS)))
        if self.programmes and self.random.random() < 0.1:
            name = f"{key}-{len(self.programmes)}"
            yield from self._claim(programme, "partOf", self.programmes[-1], key, name)
        self.programmes.append(programme)

    def _implementation(
        self, node: ox.NamedNode, programme: ox.NamedNode, place: ox.NamedNode, key: str, index: int
    ) -> Iterator[ox.Quad]:
        yield from self._is_a(node, "Implementation")
        yield from self._say(node, "programme", programme)
        yield from self._say(node, "implements", programme)
        yield from self._say(node, "place", place)
        yield from self._say(node, "status", _node("status", self.random.choice(_STATUS)))
        yield from self._say(node, "carriedOutBy", self.random.choice(self.institutions))
        yield from self._say(node, "serves", _node("group", f"样例群体{self.random.randrange(50)}"))
        yield from self._evidence(node, key, 10_000 + 10 * index)

    def _figure(
        self, node: ox.NamedNode, programme: ox.NamedNode, place: ox.NamedNode, key: str, index: int
    ) -> Iterator[ox.Quad]:
        value = self.random.randint(1, 10**6)
        year, unit = self.random.randint(2013, 2025), self.random.choice(_UNITS)
        yield from self._is_a(node, self.random.choice(_ROLES))
        yield from self._say(node, "indicator", _node("ind", f"样例指标{self.random.randrange(300)}"))
        yield from self._say(node, "place", place)
        yield from self._say(node, "observedIn", place)
        yield from self._say(node, "programme", programme)
        yield from self._say(node, "value", ox.Literal(str(value / 10), datatype=ox.NamedNode(_XSD + "decimal")))
        yield from self._say(node, "unit", _node("unit", unit))
        yield from self._say(node, "asPrinted", ox.Literal(f"{value / 10}{unit}"))
        yield from self._say(node, "year", _integer(year))
        day = ox.NamedNode(_XSD + "date")
        yield from self._say(node, "periodStart", ox.Literal(f"{year}-01-01", datatype=day))
        yield from self._say(node, "periodEnd", ox.Literal(f"{year}-12-31", datatype=day))
        yield from self._say(node, "reviewStatus", ox.NamedNode(MS + "extracted"))
        yield from self._evidence(node, key, 100 + 20 * index)


def main() -> None:
    """Writes N-Quads to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--figures", type=int, default=_FIGURES, help="so many in a document")
    arguments = parser.parse_args()
    quads = generate(arguments.size, arguments.seed, arguments.figures)
    ox.serialize(quads, sys.stdout.buffer, format=ox.RdfFormat.N_QUADS)


if __name__ == "__main__":
    main()
