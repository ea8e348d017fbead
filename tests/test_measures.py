"""Measures: what networkx finds equals what counting by hand finds; every form says the same and how it was found."""

import csv
import io
import json
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import minsheng as front
from graph.compare import compare, page, show
from graph.measures import MEASURES, collaboration, measure, resemblance
from graph.measures.collaboration import centrality, communities
from graph.measures.cube import COMPUTED, QB, quads
from graph.measures.relations import Relations, Run, tied
from graph.measures.spread import spread
from graph.store import Local, connect
from loaders.errors import UsageError
from ontology import BASE, MS, PREFIXES
from tests.test_errors import minsheng
from tests.test_network import sample

runs = st.lists(
    st.builds(
        Run,
        st.sampled_from("pqrst"),
        st.sampled_from("ABCD"),
        st.booleans(),
        st.sampled_from(("", "2019-01-01", "2020-05-01", "2021-01-01")),
    ),
    max_size=20,
).map(lambda found: tuple({(r.programme, r.place): r for r in found}.values()))
ties = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12).map(tied)


@given(runs)
def test_resemblance_is_shared_over_either(found: tuple[Run, ...]) -> None:
    has = {p: {r.programme for r in found if r.in_district and r.place == p} for p in "ABCD"}
    expected = {
        (a, b): (len(has[a] & has[b]), len(has[a] | has[b])) for a, b in combinations("ABCD", 2) if has[a] & has[b]
    }
    pairs = resemblance.districts(found)
    assert {(p.one, p.other): (p.shared, p.either) for p in pairs} == expected
    assert all(p.jaccard == pytest.approx(p.shared / p.either) for p in pairs)
    assert [p.jaccard for p in pairs] == sorted((p.jaccard for p in pairs), reverse=True)
    every = resemblance.districts(found, "AB")
    assert [(p.shared, p.either) for p in every] == (
        [(len(has["A"] & has["B"]), len(has["A"] | has["B"]))] if has["A"] and has["B"] else []
    )


@given(runs)
def test_companions_share_two_districts(found: tuple[Run, ...]) -> None:
    where = {p: {r.place for r in found if r.in_district and r.programme == p} for p in "pqrst"}
    expected = {
        (a, b): len(where[a] & where[b]) / len(where[a] | where[b])
        for a, b in combinations("pqrst", 2)
        if len(where[a] & where[b]) >= 2
    }
    assert {(p.one, p.other): p.jaccard for p in resemblance.programmes(found)} == pytest.approx(expected)


@given(runs)
def test_spread_is_the_order_of_the_dated_places(found: tuple[Run, ...]) -> None:
    stations = spread(found)
    for programme in "pqrst":
        mine = [s for s in stations if s.programme == programme]
        way = [r for r in found if r.programme == programme]
        assert {(s.place, s.start) for s in mine} == {(r.place, r.start) for r in way if len(way) > 1}
        dated = sorted(s.start for s in mine if s.start)
        assert [s.start for s in mine] == dated + [""] * (len(mine) - len(dated))
        assert all(s.position == (dated.index(s.start) + 1 if s.start else 0) for s in mine)


def paths(
    graph: dict[str, set[str]], start: str, end: str, seen: tuple[str, ...] = ()
) -> Iterable[tuple[str, ...]]:
    seen = (*seen, start)
    if start == end:
        yield seen
    for other in graph[start] - set(seen):
        yield from paths(graph, other, end, seen)


@given(ties, st.sets(st.sampled_from("abcdef")))
def test_centrality_counts_the_shortest_paths(joined: tuple[tuple[str, str], ...], institutions: set[str]) -> None:
    nodes = sorted({n for tie in joined for n in tie})
    beside = {n: {a if b == n else b for a, b in joined if n in (a, b)} for n in nodes}
    through = dict.fromkeys(nodes, 0.0)
    for one, other in combinations(nodes, 2):
        all_paths = list(paths(beside, one, other))
        shortest = [p for p in all_paths if len(p) == min(map(len, all_paths))]
        for path in shortest:
            for inner in path[1:-1]:
                through[inner] += 1 / len(shortest)
    pairs = (len(nodes) - 1) * (len(nodes) - 2) / 2 or 1
    found = centrality(Relations((), joined, frozenset(institutions)))
    assert {c.institution for c in found} == institutions & set(nodes)
    for c in found:
        assert c.betweenness == pytest.approx(through[c.institution] / pairs)
        assert (c.programmes, c.institutions) == (
            len(beside[c.institution] - institutions),
            len(beside[c.institution] & institutions),
        )


def modularity(joined: tuple[tuple[str, str], ...], parts: list[set[str]]) -> float:
    m = len(joined)
    degree = {n: sum(n in tie for tie in joined) for tie in joined for n in tie}
    return sum(
        sum(a in part and b in part for a, b in joined) / m - (sum(degree[n] for n in part) / (2 * m)) ** 2
        for part in parts
    )


@given(ties)
def test_no_two_communities_would_be_better_as_one(joined: tuple[tuple[str, str], ...]) -> None:
    found = communities(Relations((), joined, frozenset()))
    members = [m for c in found for m in c.members]
    assert sorted(members) == sorted({n for tie in joined for n in tie})
    assert [c.number for c in found] == list(range(1, len(found) + 1))
    parts = [set(c.members) for c in found]
    for one, other in combinations(parts, 2):
        merged = [one | other, *(p for p in parts if p not in (one, other))]
        assert modularity(joined, merged) <= modularity(joined, parts) + 1e-6


def test_two_cliques_are_two_communities() -> None:
    cliques = [*combinations("abcd", 2), *combinations("wxyz", 2), ("d", "w")]
    found = communities(Relations((), tied(cliques), frozenset()))
    assert [set(c.members) for c in found] == [set("abcd"), set("wxyz")]


def test_a_large_network_is_sampled_and_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collaboration, "EXACT", 10)
    monkeypatch.setattr(collaboration, "SAMPLE", 8)
    star = tied([("hub", f"leaf{n:02}") for n in range(40)] + [(f"leaf{n:02}", f"tip{n:02}") for n in range(10)])
    relations = Relations((), star, frozenset({"hub", "leaf03", "leaf30"}))
    found = centrality(relations)
    assert found == centrality(relations)
    assert found[0].institution == "hub"
    assert found[-1].betweenness == 0


# --- out of a graph --------------------------------------------------------------------------------------------------


def small() -> Local:
    """Two districts with towns, a city; two programmes in both districts, one in a town; ties, one of them inferred."""
    s = sample(0)
    for name in ("甲", "乙", "丙", "项目01"):
        s.named(f"prog:{name}", "Programme", name)
    s.named("place:990101002", "Town", "东镇", ms_within="place:990101")
    works = (
        ("甲", "990101002", "2020-01-01"), ("甲", "990101", "2019-03-01"), ("甲", "990102", ""), ("甲", "990000", "2018-01-01"),
        ("乙", "990101", ""), ("乙", "990102", "2021-01-01"), ("丙", "990102", ""),
    )  # fmt: skip
    for number, (programme, place, start) in enumerate(works):
        s.add(f"impl:{number}", a="ms:Implementation", ms_programme=f"prog:{programme}", ms_place=f"place:{place}")
        if start:
            s.add(f"impl:{number}", ms_periodStart=start)
    for code in ("990101", "990102"):
        s.add(f"place:{code}", graph="inferred", a="ms:Place")
    s.add("impl:0", ms_carriedOutBy="inst:竹溪区教委")
    s.add("inst:竹溪区教委", ms_operates="prog:丙")
    s.add("inst:竹溪区教委", graph="inferred", ms_carriesOut="prog:乙")
    store = s.store()
    store.extend([ox.Quad(q.subject, q.predicate, q.object) for q in store])
    return Local(store)


def rows(name: str, about: str | None = None) -> list[tuple[object, ...]]:
    found = measure(small(), name, about)
    return [tuple(found.names[c].zh if c in found.names else c for c in row) for row in found.rows]  # type: ignore[index]


def test_towns_count_for_their_district_and_cities_for_none() -> None:
    assert rows("resemblance") == [("竹溪区", "石桥区", 2, 4, 0.5)]
    assert rows("companions") == [("乙", "甲", 2, 2, 1.0)]
    assert rows("spread", "甲") == [
        ("甲", "云江市", 1, "2018-01-01", ""),
        ("甲", "竹溪区", 2, "2019-03-01", ""),
        ("甲", "石桥区", 0, "", ""),
    ]


def test_what_is_inferred_ties_nothing() -> None:
    (row,) = rows("centrality")
    assert row[:3] == ("竹溪区教委", 2, 0)  # 甲 and 丙, but not 乙
    assert [r[0] for r in rows("communities", "竹溪区教委")] == ["竹溪区教委", "丙", "甲"]


def test_measures_of_the_five_reports(built: Path) -> None:
    kg = front.open(built)
    alike = kg.measure("resemblance", "巴南区")
    assert {"巴南区"} <= {*alike["district"], *alike["other"]}
    assert all(0 < float(str(j)) <= 1 for j in alike["jaccard"])
    assert any("长期护理保险" in (r["programme"], r["other"]) for r in kg.measure("companions"))
    central = kg.measure("centrality")
    assert len(central) > 50
    with pytest.raises(UsageError, match="resemblance"):
        kg.measure("nosuch")


@pytest.mark.parametrize("name", MEASURES)
def test_every_form_says_the_same_and_what_it_is(built: Path, tmp_path: Path, name: str) -> None:
    def said(*more: str, lang: str = "en") -> str:
        done = minsheng("--store", built, "measures", name, *more, cwd=tmp_path, lang=lang)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    records = list(csv.DictReader(io.StringIO(said("-f", "csv"))))
    whole = json.loads(said("-f", "json"))
    assert records
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in whole["rows"]] == [
        {k: v.removeprefix("'") for k, v in row.items()} for row in records
    ]
    assert whole["zh"] == MEASURES[name].zh_says
    for lang in ("zh", "en"):
        for text in (said(lang=lang), said("-f", "markdown", lang=lang)):
            assert MEASURES[name].says(lang) in text
            assert len(text.splitlines()) >= len(records) + 4
    assert said("-f", "trig") == said("-f", "trig"), "the same in every process"
    store = ox.Store()
    store.load(said("-f", "trig").encode(), format=ox.RdfFormat.TRIG)
    assert {str(q.graph_name) for q in store} == {f"<{COMPUTED}>"}
    triples = ox.Store()
    triples.load(said("-f", "turtle").encode(), format=ox.RdfFormat.TURTLE)
    assert len(triples) == len(store)


# Data Cube 11.1, as far as a cube of one data set without slices can break them: each ASKs for a fault.
CONSTRAINTS = {
    "IC-1": "ASK { ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d . ?d a qb:DataSet } }",
    "IC-2": "ASK { ?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s . ?s a qb:DataStructureDefinition } }",
    "IC-3": "ASK { ?s a qb:DataStructureDefinition FILTER NOT EXISTS { ?s qb:component/qb:measure ?m } }",
    "IC-4": "ASK { ?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r } }",
    "IC-11": """ASK { ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?p FILTER NOT EXISTS { ?o ?p ?v } }""",
    "IC-12": """ASK { ?a qb:dataSet ?d . ?b qb:dataSet ?d FILTER (?a != ?b)
        FILTER NOT EXISTS { ?d qb:structure/qb:component/qb:dimension ?p . ?a ?p ?x . ?b ?p ?y FILTER (?x != ?y) } }""",
    "IC-14": "ASK { ?o qb:dataSet/qb:structure/qb:component/qb:measure ?p FILTER NOT EXISTS { ?o ?p ?v } }",
    "computed": "ASK { ?o a qb:Observation FILTER NOT EXISTS { ?o prov:wasGeneratedBy/prov:used ?d . ?d a ?any } }",
    "said": """ASK { ?p a ?c FILTER (?c IN (qb:DataSet, qb:DimensionProperty, qb:MeasureProperty, qb:AttributeProperty))
        FILTER NOT EXISTS { ?p rdfs:label ?zh, ?en FILTER (LANG(?zh) = "zh" && LANG(?en) = "en") } }""",
}


@pytest.mark.parametrize("name", MEASURES)
def test_the_cube_is_well_formed(name: str) -> None:
    graph = small()
    found = measure(graph, name)
    store = ox.Store()
    store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads(found, graph))
    assert store.query(f"ASK {{ ?o a <{QB}Observation> }}")
    documents = graph.query("SELECT ?d { ?d a ms:Document }")
    assert isinstance(documents, ox.QuerySolutions)
    store.extend(
        ox.Quad(d["d"], ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(MS + "Document")) for d in documents
    )
    for rule, text in CONSTRAINTS.items():
        assert not bool(store.query(text, prefixes={**PREFIXES, "qb": QB})), rule


def test_an_order_without_a_number_is_no_observation() -> None:
    graph = small()
    made = {
        str(q.subject).strip("<>")
        for q in quads(measure(graph, "spread"), graph)
        if q.object == ox.NamedNode(QB + "Observation")
    }
    way = f"{BASE}measure/spread/programme/甲/place/"
    assert {m for m in made if m.startswith(way)} == {way + "990000", way + "990101"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nosuch",), "resemblance"),
        (("resemblance", "--about", "火星区"), "no place 火星区"),
        (("centrality", "--about", "涪陵区民政居"), "涪陵区民政局"),
        (("--about", "巴南区"), "name of a measure"),
    ],
)
def test_what_is_not_known_is_one_line(built: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = minsheng("--store", built, "measures", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_without_a_name_the_measures_are_listed(built: Path, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        done = minsheng("--store", built, "measures", cwd=tmp_path, lang=lang)
        assert all(one.name in done.stdout and one.says(lang) in done.stdout for one in MEASURES.values())


def test_an_empty_graph_has_nothing_to_list() -> None:
    for name in MEASURES:
        assert measure(Local(ox.Store()), name).rows == ()


# --- in a comparison -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_comparisons_tell_spread_and_resemblance(lang: str) -> None:
    programme, places = compare(small(), programme="甲"), compare(small(), places=["竹溪区", "石桥区"])
    assert [[r[2] for r in one.rows] for one in programme.measured] == [[1, 2, 0]]
    assert [one.rows[0][2:] for one in places.measured] == [(2, 4, 0.5)]
    for found, name in ((programme, "spread"), (places, "resemblance")):
        for text in (show.text(found, lang), show.text(found, lang, markdown=True), page.html(found, lang)):
            assert MEASURES[name].says(lang) in text.replace("&#39;", "'")
    assert compare(small(), places=["竹溪区"]).measured == ()


def test_two_districts_with_nothing_in_common_are_told_so(built: Path) -> None:
    (found,) = compare(connect(str(built)), places=["涪陵区", "江北区"]).measured
    assert [row[2] for row in found.rows] == [0]
    assert found.rows[0][4] == 0.0
