"""The measures by name: the sentence that explains each, its columns, its rows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from graph.finding import find_any
from graph.measures import collaboration, resemblance, spread
from graph.measures.relations import Relations, read
from graph.measures.relations import runs as read_runs
from graph.names import Name, named
from graph.store import Graph
from loaders.errors import UsageError

Cell = str | int | float
Row = tuple[Cell, ...]
# What a column holds: a thing (its IRI), the day or words of a report, a count, a place in an order (0: none), a share.
Holds = Literal["thing", "text", "count", "position", "share"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a measure; those that say what a row is about are its ``key``."""

    name: str
    zh: str
    en: str
    holds: Holds
    key: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. ``zh_says`` and ``en_says`` say in one sentence what it is; they stand wherever it is shown.

    ``about`` are the kinds of things by which its rows can be picked.
    """

    name: str
    zh: str
    en: str
    zh_says: str
    en_says: str
    about: tuple[Literal["place", "programme", "institution"], ...]
    columns: tuple[Column, ...]
    rows: Callable[[Relations], list[Row]]

    def title(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh

    def says(self, lang: str) -> str:
        return self.en_says if lang == "en" else self.zh_says


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure found, and what the things in it are called."""

    measure: Measure
    rows: tuple[Row, ...]
    names: Mapping[str, Name]


def _alike(relations: Relations) -> list[Row]:
    return _jaccard(resemblance.districts(relations.runs))


def _together(relations: Relations) -> list[Row]:
    return _jaccard(resemblance.programmes(relations.runs))


def _jaccard(pairs: Iterable[resemblance.Pair]) -> list[Row]:
    return [(pair.one, pair.other, pair.shared, pair.either, pair.jaccard) for pair in pairs]


def _spread(relations: Relations) -> list[Row]:
    return _stations(spread.spread(relations.runs))


def _stations(stations: Iterable[spread.Station]) -> list[Row]:
    return [(s.programme, s.place, s.position, s.start, s.when) for s in stations]


def _central(relations: Relations) -> list[Row]:
    return [
        (c.institution, c.programmes, c.institutions, c.betweenness) for c in collaboration.centrality(relations)
    ]


def _communities(relations: Relations) -> list[Row]:
    return [
        (member, community.number, len(community.members))
        for community in collaboration.communities(relations)
        for member in community.members
    ]


_ALL: Final = (
    Measure(
        "resemblance",
        "区县的相像程度",
        "How alike districts are",
        "报道所说在两个区县都实施的项目数，除以至少在其中一个实施的项目数（Jaccard 系数，1 为完全相同）。",
        "Programmes that reports say run in both districts, divided by those that run in at least one (Jaccard index; 1 is the same).",
        ("place",),
        (
            Column("district", "区县", "district", "thing", key=True),
            Column("other", "另一区县", "other district", "thing", key=True),
            Column("shared", "共有项目", "shared programmes", "count"),
            Column("either", "项目合计", "programmes of either", "count"),
            Column("jaccard", "相像程度", "resemblance", "share"),
        ),
        _alike,
    ),
    Measure(
        "companions",
        "同行的项目",
        "Programmes that travel together",
        "两个项目共同所在的区县数，除以至少有其中一个项目的区县数（Jaccard 系数）；只列至少共有两个区县的。",
        "Districts in which both programmes run, divided by those in which at least one does (Jaccard index); only pairs that share two districts or more.",
        ("programme",),
        (
            Column("programme", "项目", "programme", "thing", key=True),
            Column("other", "另一项目", "other programme", "thing", key=True),
            Column("shared", "共同区县", "shared districts", "count"),
            Column("either", "区县合计", "districts of either", "count"),
            Column("jaccard", "同行程度", "companionship", "share"),
        ),
        _together,
    ),
    Measure(
        "spread",
        "项目的推开",
        "How programmes spread",
        "实施同一项目的各地，按报道给出的最早开始日期先后排列；没有写明日期的排在最后，不编号。",
        "The places where a programme runs, in the order of the earliest start that a report gives; those without a date come last, unnumbered.",
        ("programme",),
        (
            Column("programme", "项目", "programme", "thing", key=True),
            Column("place", "地点", "place", "thing", key=True),
            Column("position", "次序", "position", "position"),
            Column("start", "开始", "start", "text"),
            Column("when", "原文时间", "time as printed", "text"),
        ),
        _spread,
    ),
    Measure(
        "centrality",
        "机构的居中程度",
        "How central institutions are",
        "与机构直接相联的项目和机构各有多少，以及其他项目与机构之间最短的联系有多大比例经过它（中介中心性）。",
        "How many programmes and institutions an institution is tied to, and the share of the shortest ties between all others that run through it (betweenness).",
        ("institution",),
        (
            Column("institution", "机构", "institution", "thing", key=True),
            Column("programmes", "相联项目", "programmes", "count"),
            Column("institutions", "相联机构", "institutions", "count"),
            Column("betweenness", "居中程度", "betweenness", "share"),
        ),
        _central,
    ),
    Measure(
        "communities",
        "项目与机构的群落",
        "Communities of programmes and institutions",
        "项目和机构分成若干群，使群内的联系尽量密、群间的尽量疏（Louvain 方法，种子固定）；没有联系的不列。",
        "Programmes and institutions in groups that are tied as much within and as little between them as can be (Louvain's method, fixed seed); those without ties are left out.",
        ("programme", "institution"),
        (
            Column("member", "成员", "member", "thing", key=True),
            Column("community", "群落", "community", "position"),
            Column("size", "群落大小", "size", "count"),
        ),
        _communities,
    ),
)
MEASURES: Final[Mapping[str, Measure]] = {one.name: one for one in _ALL}


def measure(graph: Graph, name: str, about: str | None = None) -> Measured:
    """What a measure finds in a graph, or the rows of it that speak of one thing (of a community all).

    Raises UsageError where there is no such measure, or no such thing of a kind that it speaks of.
    """
    if name not in MEASURES:
        zh, en = (
            f"没有度量“{name}”；有 {'、'.join(MEASURES)}",
            f"no measure {name}; there are {', '.join(MEASURES)}",
        )
        raise UsageError(zh, en)
    found = MEASURES[name]
    wanted = {thing.iri for thing in find_any(graph, found.about, about)[1]} if about else set()
    return with_names(graph, found, _picked(found, found.rows(read(graph)), wanted))


def of_programmes(graph: Graph, programmes: Iterable[str]) -> Measured:
    """How some programmes spread, read without the rest of the graph."""
    runs = read_runs(graph, programmes=programmes)
    return with_names(graph, MEASURES["spread"], _stations(spread.spread(runs)))


def of_districts(graph: Graph, districts: Collection[str]) -> Measured:
    """How alike some districts are, every two of them."""
    return with_names(graph, MEASURES["resemblance"], _jaccard(resemblance.districts(read_runs(graph), districts)))


def with_names(graph: Graph, found: Measure, rows: Iterable[Row]) -> Measured:
    """Rows with the names of the things in them."""
    rows = tuple(rows)
    things = {
        str(cell)
        for row in rows
        for cell, column in zip(row, found.columns, strict=True)
        if column.holds == "thing"
    }
    return Measured(found, rows, named(graph, things))


def _picked(found: Measure, rows: list[Row], about: Collection[str]) -> Iterator[Row]:
    keys = [i for i, column in enumerate(found.columns) if column.key]
    speaking = [row for row in rows if not about or any(row[i] in about for i in keys)]
    if found.name != "communities":
        yield from speaking
        return
    numbers = {row[1] for row in speaking}
    yield from (row for row in rows if row[1] in numbers)
