"""Answers from columns are the store's own, to the last digit; what columns cannot answer is left to the store."""

from collections import Counter
from pathlib import Path
from shutil import copytree

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.columnar import Columns
from graph.results import rows
from graph.store import Local, connect
from loaders.errors import QueryError
from ontology import MS, PREFIXES
from queries import library
from scripts.generate import generate

XSD = PREFIXES["xsd"]
FIGURES = [ox.NamedNode(f"urn:figure:{n}") for n in range(6)]
PLACES = [ox.NamedNode(f"urn:place:{n}") for n in range(4)]
SINGLE = ("indicator", "place", "value", "year", "periodStart", "unit", "modifier")


def typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


DECIMALS = st.decimals(-(10**12), 10**12, places=None, allow_nan=False).map(
    lambda d: typed(f"{d:.18f}"[:30], "decimal")
)
SHORT = st.integers(-(10**9), 10**9).flatmap(
    lambda n: st.integers(0, 4).map(lambda places: typed(f"{n / 10**places:.{places}f}", "decimal"))
)
WHOLE = st.integers(-50, 50).map(lambda n: typed(str(n), "integer"))
HUGE = st.integers(-(2**63), 2**63 - 1).map(lambda n: typed(str(n), "integer"))
VAST = st.integers(-(10**20), 10**20).map(lambda n: typed(str(n), "decimal"))
TINY = st.integers(-1000, 1000).map(lambda n: typed(f"{'-' if n < 0 else ''}0.{abs(n):018}", "decimal"))
DAYS = st.dates().map(lambda day: typed(day.isoformat(), "date"))
ODD = st.sampled_from([
    typed("x", "integer"), typed("2020-01-01Z", "date"), typed("2020-02-30", "date"), typed("1.5", "double"),
    typed("NaN", "double"), typed("1" * 40, "decimal"), typed("7", "int"), typed("true", "boolean"),
    ox.Literal('a"@zh'), ox.Literal("a\tb\\\n"), ox.Literal("a", language="en"), ox.Literal("a", language="zh"),
    ox.Literal("b"), ox.BlankNode("b"), PLACES[0],
])  # fmt: skip
TEXTS = st.builds(ox.Literal, st.text(max_size=3))
NAMES = st.builds(
    lambda text, tag: ox.Literal(text, language=tag), st.text(max_size=3), st.sampled_from(["zh", "en"])
)
# Mostly one kind a property, as in a graph that holds; then anything.
Term = ox.NamedNode | ox.BlankNode | ox.Literal
KINDS: st.SearchStrategy[st.SearchStrategy[Term]] = st.sampled_from(
    [
        SHORT,
        SHORT,
        DECIMALS,
        WHOLE,
        HUGE,
        VAST,
        TINY,
        DAYS,
        TEXTS,
        NAMES,
        ODD,
        st.one_of(SHORT, WHOLE),
        st.one_of(SHORT, ODD),
    ]
)


@st.composite
def stores(draw: st.DrawFn) -> ox.Store:
    """A small graph: figures with properties of any kind, missing, single or several; places with names and parents."""
    store = ox.Store()

    def say(subject: ox.NamedNode, predicate: str, *values: Term) -> None:
        for value in values:
            store.add(ox.Quad(subject, ox.NamedNode(predicate), value))

    for name in SINGLE:
        kind: st.SearchStrategy[Term] = (
            st.sampled_from(PLACES) if name in ("place", "indicator", "unit") else draw(KINDS)
        )
        most = draw(st.sampled_from([1, 1, 1, 2]))
        least = draw(st.sampled_from([1, 0]))
        for figure in FIGURES:
            say(figure, MS + name, *draw(st.lists(kind, min_size=least, max_size=most)))
    for figure in FIGURES:
        say(
            figure,
            PREFIXES["rdf"] + "type",
            *draw(st.sets(st.sampled_from([ox.NamedNode(MS + "Target"), ox.NamedNode(MS + "Input")]))),
        )
    names = draw(st.sampled_from([NAMES, TEXTS]))
    for place in PLACES:
        say(place, MS + "within", *draw(st.sets(st.sampled_from(PLACES))))
        say(place, PREFIXES["rdfs"] + "label", *draw(st.lists(names, max_size=2)))
        if draw(st.booleans()):  # what is no figure
            say(place, MS + "year", draw(WHOLE))
    if draw(st.integers(0, 9)) == 0:
        say(ox.NamedNode("urn:g"), MS + "value", typed("1", "decimal"))
        store.add(
            ox.Quad(FIGURES[0], ox.NamedNode(MS + "value"), typed("99", "decimal"), ox.NamedNode("urn:graph"))
        )
    return store


PATTERNS = {
    "?f ms:value ?value": ("value",),
    "?f ms:indicator ?indicator": ("indicator",),
    "?f ms:place ?place": ("place",),
    "?f ms:year ?year": ("year",),
    "?f ms:periodStart ?start": ("start",),
    "?f ms:modifier ?modifier": ("modifier",),
    "?f ms:place/ms:within ?district": ("district",),
    "?f ms:indicator/ms:within/rdfs:label ?name": ("name",),
    "?f ms:unit ?unit . ?unit rdfs:label ?label ; ms:within ?above": ("unit", "label", "above"),
    "?f a ms:Target": (),
    "?f ms:unit <urn:place:1>": (),
    "?f ms:year 7": (),
    "?f ms:place/ms:within <urn:place:2>": (),
    # The neighbours, which are the store's.
    "?f a ?class": ("class",),
    "OPTIONAL { ?f ms:modifier ?optional }": ("optional",),
    "?f ms:place/ms:within* ?closed": ("closed",),
    "?x ms:place ?shared": ("shared",),
    "?f ms:asPrinted ?printed": ("printed",),
}
TESTS = [
    "?value > 10", "?value <= 2.50", "?value != -3", "5 < ?value", "?year = 7", "?start >= \"2000-01-01\"^^xsd:date",
    'LANG(?name) = "zh"', 'LANG(?label) = "en"', "?value = 0 && ?year < 9", "?value + 1 > 2", "?f > 1", "?f != 1",
    'LANG(?f) = "zh"', "?value > 1 || ?year > 1", "?year >= 0.5",
]  # fmt: skip
FUNCTIONS = ["COUNT", "SUM", "AVG", "MIN", "MAX", "COUNT(DISTINCT", "SAMPLE", "SUM(DISTINCT"]


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A query of the shape that columns answer, or next to it."""
    common = [
        p for p in PATTERNS if not p.startswith(("?f a ?", "OPTIONAL", "?x")) and "*" not in p and "asP" not in p
    ]
    few = st.lists(st.sampled_from(common), min_size=1, max_size=4, unique=True)
    chosen = ["?f ms:value ?value", *draw(few)] if draw(st.booleans()) else draw(few)
    if draw(st.integers(0, 5)) == 0:
        chosen.append(draw(st.sampled_from(list(PATTERNS))))
    chosen = draw(st.permutations(list(dict.fromkeys(chosen))))
    variables = sorted({name for pattern in chosen for name in PATTERNS[pattern]})
    keys = draw(st.lists(st.sampled_from(variables), min_size=1, max_size=3, unique=True)) if variables else ["f"]
    shown = [f"?{key}" for key in keys if draw(st.integers(0, 4))]
    names = []
    for number in range(draw(st.integers(0 if shown else 1, 3))):
        function = draw(st.sampled_from([*FUNCTIONS[:6] * 3, *FUNCTIONS[6:]]))
        argument = draw(st.sampled_from([*variables, "value", "value", "f"]))
        if argument == "value" and "value" not in variables:
            argument = "f"
        call = f"{function}{' ' if '(' in function else '('}?{argument})"
        if function == "COUNT" and draw(st.booleans()):
            call = "COUNT(*)"
        names.append(f"n{number}")
        shown.append(f"({call} AS ?n{number})")
    tests = [
        t
        for t in TESTS
        if all(f"?{v}" not in t or v in variables or v == "f" for v in ("value", "year", "start", "name", "label"))
    ]
    filters = draw(st.lists(st.sampled_from(tests), max_size=2)) if tests else []
    body = " . ".join(chosen) + "".join(f" FILTER ({test})" for test in filters)
    order = ""
    if draw(st.booleans()):
        by = draw(st.lists(st.sampled_from([*keys, *names]), min_size=1, max_size=2, unique=True))
        order = " ORDER BY " + " ".join(draw(st.sampled_from([f"?{b}", f"DESC(?{b})", f"asc(?{b})"])) for b in by)
    limit = draw(st.sampled_from(["", "", " LIMIT 2", " LIMIT 0"]))
    having = draw(st.sampled_from([""] * 9 + [" HAVING (COUNT(*) > 1)"]))
    return f"SELECT {' '.join(shown)} WHERE {{ {body} }} GROUP BY {' '.join(f'?{key}' for key in keys)}{having}{order}{limit}"


def same(store: ox.Store, query: str, columns: Columns | None = None) -> bool:
    """Whether columns took the query; asserts that their answer is the store's."""
    try:
        expected = rows(Local(store).query(query))
    except QueryError:
        assert Columns(store, 0).answer(query) is None
        return False
    found = (columns or Columns(store, 0)).answer(query)
    if found is None:
        return False
    answer = rows(found)
    assert answer.columns == expected.columns
    assert Counter(answer.rows) == Counter(expected.rows)
    _, _, order = query.partition(" ORDER BY ")
    for_order = [
        w.strip("?()") for w in order.replace("DESC(", " ").replace("asc(", " ").split(" LIMIT")[0].split()
    ]
    at = [answer.columns.index(name) for name in for_order if name in answer.columns]
    if len(at) == len(for_order):  # equal keys come in any order
        assert [[row[i] for i in at] for row in answer.rows] == [[row[i] for i in at] for row in expected.rows]
    return True


@given(stores(), queries())
@settings(max_examples=300, deadline=None)
def test_answers_are_the_stores(store: ox.Store, query: str) -> None:
    same(store, query)


# Questions that must be answered from columns, on made-up reports and on the graph itself.
TAKEN = [
    """SELECT ?district ?indicator (COUNT(?figure) AS ?n) (SUM(?value) AS ?sum)
        WHERE { ?figure ms:place/ms:within ?district ; ms:indicator ?indicator ; ms:value ?value }
        GROUP BY ?district ?indicator""",
    "SELECT ?year (AVG(?value) AS ?mean) WHERE { ?figure ms:year ?year ; ms:value ?value } GROUP BY ?year ORDER BY ?year",
    """PREFIX m: <https://w3id.org/minsheng/ontology#> # another name
        select ?u (min(?v) as ?a) (MAX(?v) AS ?b) (avg(?v) AS ?c) { ?f m:unit ?u; m:value ?v; a m:Outcome, m:Figure . } group by ?u""",
    """SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?f) AS ?m) (COUNT(DISTINCT ?p) AS ?o) ?i
        WHERE { ?f ms:indicator ?i ; ms:place ?p . } GROUP BY ?i ORDER BY DESC(?n) ?i LIMIT 7""",
    "SELECT ?label (SUM(?v) AS ?s) { ?f ms:place ?p . ?p rdfs:label ?label . FILTER(LANG(?label) = 'zh') ?f ms:value ?v } GROUP BY ?label".replace("'", '"'),
    "SELECT ?y (COUNT(?f) AS ?n) { ?f ms:value ?v ; ms:year ?y FILTER (?v >= 100.5 && ?v < 90000 && 2015 <= ?y) } GROUP BY ?y",
    """SELECT ?p (MIN(?d) AS ?first) (MAX(?d) AS ?last) { ?f ms:programme ?p ; ms:indicator ?i ; ms:periodStart ?d
        FILTER (?d > "2010-01-01"^^xsd:date) } GROUP BY ?p ORDER BY ?first ?p""",
    "SELECT ?i (COUNT(*) AS ?n) { ?f ms:indicator ?i ; ms:place/ms:within place:900000 } GROUP BY ?i",
    "SELECT ?m (COUNT(*) AS ?n) (SUM(?v) AS ?s) { ?f ms:modifier ?m ; ms:value ?v ; ms:place/ms:within/ms:within ?w } GROUP BY ?m ?w",
    "SELECT ?v { ?f ms:value ?v ; ms:year 2021 } GROUP BY ?v",
]  # fmt: skip


@pytest.fixture(scope="module")
def made_up() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in generate(20_000))
    return store


def mended(query: str) -> str:
    """Without what made-up figures lack."""
    return query.replace(", m:Figure", "")


@pytest.mark.parametrize("query", TAKEN)
def test_made_up(query: str, made_up: ox.Store) -> None:
    assert same(made_up, mended(query)) or "modifier" in query


@pytest.mark.parametrize("query", TAKEN)
def test_the_graph(query: str, built: Path) -> None:
    store = ox.Store.read_only(str(built / "store"))
    assert same(store, query)


def test_the_library(built: Path) -> None:
    """Each question of the library has the same answer with columns and without."""
    store = ox.Store.read_only(str(built / "store"))
    columns = Columns(store, 0)
    for question in library().values():
        same(store, question.bind({p.name: p.default or "" for p in question.parameters}), columns)


@pytest.mark.parametrize(
    "query",
    [
        TAKEN[0].replace("WHERE", "FROM <urn:g> WHERE"),
        "SELECT ?y (COUNT(*) AS ?n) { GRAPH ?g { ?f ms:year ?y ; ms:value ?v } } GROUP BY ?y",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y } GROUP BY ?y",  # places and reports have years too
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v OPTIONAL { ?f ms:unit ?u } } GROUP BY ?y",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?y } GROUP BY ?y",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y LIMIT 3",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v . ?g ms:unit ?u } GROUP BY ?y",
        "SELECT ?f (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?f",
        "SELECT DISTINCT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y",
        "BASE <urn:a> SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v ; a <b> } GROUP BY ?y",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v ; a <b> } GROUP BY ?y",
        "SELECT ?y (SUM(?u) AS ?n) { ?f ms:year ?y ; ms:value ?v ; ms:unit ?u } GROUP BY ?y",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y # \\u0041",
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y VALUES ?y { 2021 }",
        "SELECT ?v (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y",  # no query
        "SELECT ?y (COUNT(*) AS ?n) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y ?y",
        "SELECT (1 AS ?y) { ?f ms:value ?v } GROUP BY ?v",
        "ASK { ?f ms:value ?v } GROUP BY ?v",
    ],
)
def test_left_to_the_store(query: str, made_up: ox.Store) -> None:
    assert Columns(made_up, 0).answer(query) is None


def test_a_few_figures_are_left_to_the_index(made_up: ox.Store) -> None:
    query = "SELECT ?y (SUM(?v) AS ?s) { ?f ms:year ?y ; ms:value ?v ; ms:unit unit:元 } GROUP BY ?y"
    assert same(made_up, query, Columns(made_up, 50))
    assert not same(made_up, query, Columns(made_up))


def test_a_cut_through_equals_is_left_to_the_store() -> None:
    store = ox.Store()
    for number, value in enumerate("1123"):
        store.add(ox.Quad(FIGURES[number], ox.NamedNode(MS + "value"), typed(value, "decimal")))
        store.add(ox.Quad(FIGURES[number], ox.NamedNode(MS + "year"), typed(str(number), "integer")))
    query = "SELECT ?y (SUM(?v) AS ?s) { ?f ms:year ?y ; ms:value ?v } GROUP BY ?y ORDER BY ?s LIMIT %d"
    assert [same(store, query % limit) for limit in (0, 1, 2, 3, 4, 9)] == [True, False, True, True, True, True]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["0.000000000000000001"] + ["0"] * 9, "decimal"),  # Oxigraph's division overflows
        ([str(2**62)] * 3, "integer"),  # and its sums
        (["9" * 18] * 20, "integer"),
        (["9" * 18] * 200, "decimal"),
        ([f"{'9' * 18}.{'9' * 18}"] * 200, "decimal"),
    ],
)
def test_what_overflows_is_left_to_the_store(values: list[str], kind: str) -> None:
    store = ox.Store()
    for number, value in enumerate(values):
        figure = ox.NamedNode(f"urn:figure:{number}")
        store.add(ox.Quad(figure, ox.NamedNode(MS + "indicator"), PLACES[0]))
        store.add(ox.Quad(figure, ox.NamedNode(MS + "value"), typed(value, kind)))
    for function in ("AVG", "SUM"):
        same(store, f"SELECT ?i ({function}(?v) AS ?n) {{ ?f ms:indicator ?i ; ms:value ?v }} GROUP BY ?i")


def test_another_build_has_other_columns(built: Path, tmp_path: Path) -> None:
    """What is opened stays as it was; who opens anew sees what was loaded since."""
    folder = tmp_path / "build"
    copytree(built, folder)
    query = "SELECT ?i (COUNT(*) AS ?n) { ?f ms:indicator ?i ; ms:value ?v } GROUP BY ?i ORDER BY ?i"
    before = connect(str(folder))
    first = rows(before.query(query))
    writer = ox.Store(str(folder / "store"))
    writer.add(ox.Quad(FIGURES[0], ox.NamedNode(MS + "indicator"), PLACES[0]))
    writer.add(ox.Quad(FIGURES[0], ox.NamedNode(MS + "value"), typed("1", "decimal")))
    writer.flush()
    del writer
    assert rows(before.query(query)) == first
    assert isinstance(before, Local)
    assert same(before.store, query, before.columns)
    assert same(before.store, query)
    after = connect(str(folder))
    assert len(rows(after.query(query)).rows) == len(first.rows) + 1
    assert isinstance(after, Local)
    assert same(after.store, query, after.columns)
