"""The query library: its headers, its answers on two engines, what a person expects of them, and what the reports say.

``tests/expected/queries`` holds each query's answer with its defaults; ``scripts/expect.py`` rewrites it for review.
The numbers in the tests below the line are read in the sources, not in the graph.
"""

import importlib.util
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.evaluate import evalBGP

from graph.results import rows, show
from graph.store import Graph, connect
from ontology import PREFIXES
from queries import FOLDER, Query, library

ROOT: Final = Path(__file__).resolve().parent.parent
EXPECTED: Final = ROOT / "tests" / "expected" / "queries"
LIBRARY: Final = library()
TAGS: Final = frozenset(["项目", "地点", "数据", "机构", "人群", "认可", "来源", "方法", "资金", "时间", "质量"])
SECONDS: Final = 0.3
XSD: Final = PREFIXES["xsd"]
NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double"))

Row = dict[str, str]
Ask = Callable[..., list[Row]]

each_query = pytest.mark.parametrize("query", LIBRARY.values(), ids=LIBRARY)


@pytest.fixture(scope="session")
def graph(built: Path) -> Graph:
    return connect(str(built))


@pytest.fixture(scope="session")
def ask(graph: Graph) -> Ask:
    """Runs a library query with some parameters; a row is what people read, by column."""

    def run(name: str, /, **parameters: str) -> list[Row]:
        found = rows(graph.query(LIBRARY[name].bind(parameters)))
        return [dict(zip(found.columns, map(show, row), strict=True)) for row in found.rows]

    return run


@pytest.fixture(scope="session")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("expect_script", ROOT / "scripts" / "expect.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# ---- the second engine ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dataset(graph: Graph) -> Iterator[rdflib.Dataset]:
    """The same quads in rdflib, a plain query over all named graphs at once."""
    dataset = rdflib.Dataset(default_union=True)
    graphs: dict[str, rdflib.Graph] = {}
    for quad in graph.store:  # type: ignore[attr-defined]
        if not isinstance(quad.graph_name, ox.NamedNode):  # the default graph says it all over again
            continue
        name = quad.graph_name.value
        if name not in graphs:
            graphs[name] = dataset.graph(rdflib.URIRef(name))
        graphs[name].add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    CUSTOM_EVALS["ordered"] = _ordered
    yield dataset
    del CUSTOM_EVALS["ordered"]


def _term(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    plain = term.datatype.value == XSD + "string"
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value))


def _ordered(ctx: Any, part: Any) -> Any:
    """The patterns of a group with the best bound first; rdflib's own order is a guess made before anything is bound,
    and takes minutes. The answer does not depend on it."""
    if part.name != "BGP":
        raise NotImplementedError

    def is_open(term: Any) -> bool:
        return isinstance(term, rdflib.Variable | rdflib.BNode) and term not in bound

    def cost(triple: Any) -> tuple[bool, int, bool]:
        s, p, o = map(is_open, triple)
        return s and o, s + p + o, str(triple[1]).endswith(("#type", "#label"))

    bound = {t for triple in part.triples for t in triple if ctx[t] is not None}
    rest, order = list(part.triples), []
    while rest:
        order.append(best := min(rest, key=cost))
        rest.remove(best)
        bound.update(best)
    return evalBGP(ctx, order)


def _oxigraph_key(term: Any) -> object:
    if term is None or isinstance(term, ox.NamedNode):
        return term and term.value
    return _value(term.value, term.datatype.value), term.language


def _rdflib_key(term: Any) -> object:
    if term is None or isinstance(term, rdflib.URIRef):
        return term and str(term)
    return _value(str(term), str(term.datatype)), term.language


def _value(text: str, datatype: str) -> object:
    return Decimal(text).normalize() if datatype in NUMBERS else text


@each_query
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_two_engines_answer_alike(query: Query, graph: Graph, dataset: rdflib.Dataset) -> None:
    text = query.bind({})
    one = Counter(tuple(map(_oxigraph_key, row)) for row in rows(graph.query(text)).rows)
    other = Counter(tuple(map(_rdflib_key, row)) for row in dataset.query(text, initNs=PREFIXES))  # type: ignore[arg-type]
    assert one == other


# ---- headers -------------------------------------------------------------------------------------------------------


def test_library_is_large() -> None:
    assert len(LIBRARY) >= 60


def test_names_and_summaries_are_unique() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in LIBRARY)
    assert (
        len({q.summary for q in LIBRARY.values()}) == len({q.summary_en for q in LIBRARY.values()}) == len(LIBRARY)
    )


def test_every_tag_is_used() -> None:
    assert {tag for query in LIBRARY.values() for tag in query.tags} == TAGS


@each_query
def test_header(query: Query) -> None:
    assert re.search(r"[\u4e00-\u9fff]", query.summary)
    assert re.match(r"[A-Z]", query.summary_en)
    assert not query.summary.endswith("。")
    assert not query.summary_en.endswith(".")
    assert 1 <= len(query.tags) <= 3
    assert set(query.tags) <= TAGS
    used = set(re.findall(r"\?_([A-Za-z]+)", query.text))
    assert used == {parameter.name for parameter in query.parameters}
    for parameter in query.parameters:
        assert parameter.default
        assert re.search(r"[\u4e00-\u9fff]", parameter.zh)
        assert re.search(r"[a-z]", parameter.en)


@each_query
def test_text(query: Query) -> None:
    source = (FOLDER / f"{query.name}.rq").read_text(encoding="utf-8")
    assert "PREFIX" not in source
    assert r"\p{" not in source
    assert source.endswith("\n")
    assert all(
        line == line.rstrip() and len(line) <= (140 if line[:2] == "#+" else 116) for line in source.splitlines()
    )
    # Oxigraph's union repeats a triple that stands in two graphs: rows are made distinct, or counted as such.
    assert re.search(r"^SELECT DISTINCT|\nGROUP BY", query.text, re.M)
    assert "COUNT(*)" not in query.text


# ---- answers -------------------------------------------------------------------------------------------------------


@each_query
def test_expected_answer(query: Query, graph: Graph, script: ModuleType) -> None:
    expected = (EXPECTED / f"{query.name}.csv").read_text(encoding="utf-8")
    assert script.answer(graph, query) == expected, (
        "if this is right, run scripts/expect.py and read the difference"
    )


def test_no_expected_answer_without_its_query() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(LIBRARY)


@each_query
def test_answer_is_there_and_in_a_total_order(query: Query, graph: Graph) -> None:
    found = rows(graph.query(query.bind({})))
    assert found.rows
    assert len(found.columns) <= 10
    clause = query.text.rpartition("ORDER BY")[2]
    keys = re.findall(r"\?(\w+)", clause)
    assert keys
    places = [found.columns.index(key) for key in keys]
    assert len({tuple(row[i] for i in places) for row in found.rows}) == len(found.rows)


@each_query
def test_answer_is_quick(query: Query, graph: Graph) -> None:
    def seconds() -> float:
        start = time.process_time()
        rows(graph.query(query.bind({})))
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < SECONDS


@each_query
def test_unknown_names_have_no_answer(query: Query, graph: Graph) -> None:
    names = {p.name for p in query.parameters if re.search(rf"\?_{p.name}\b", query.text)}
    if names:
        assert not rows(graph.query(query.bind(dict.fromkeys(names, "没有这个名称")))).rows


def test_no_words_of_the_reports(seeds: Path) -> None:
    """A name or a number may stand here, a sentence may not."""

    def squeezed(path: Path) -> str:
        return re.sub(r"\s", "", path.read_text(encoding="utf-8"))

    ours = "\n".join(squeezed(p) for p in (*EXPECTED.glob("*.csv"), *FOLDER.glob("*.rq"), Path(__file__)))
    for source in seeds.glob("*.txt"):
        text = squeezed(source)
        assert not [text[i : i + 40] for i in range(len(text) - 39) if text[i : i + 40] in ours]


# ---- what the reports say ------------------------------------------------------------------------------------------


def _pairs(found: list[Row], *columns: str) -> set[tuple[str, ...]]:
    return {tuple(row[column] for column in columns) for row in found}


def test_long_term_care_insurance_is_one_indicator_in_two_districts(ask: Ask) -> None:
    found = ask("indicator-across-places", indicator="长护险参保人数")
    assert _pairs(found, "placeName", "value") == {("巴南区", "254000"), ("涪陵区", "258000")}


def test_new_urban_jobs(ask: Ask) -> None:
    found = _pairs(ask("indicator-across-places", indicator="城镇新增就业"), "placeName", "roleName", "value")
    assert found >= {
        ("巴南区", "成果", "25700"),
        ("巴南区", "目标", "24200"),
        ("涪陵区", "成果", "153000"),
        ("江北区", "成果", "92000"),
    }


def test_medical_alliance_runs_in_two_districts(ask: Ask) -> None:
    found = ask("districts-of-programme", programme="医共体“三通”")
    assert {row["placeName"] for row in found} >= {"巴南区", "忠县"}
    assert [row["since"] for row in found if row["placeName"] == "巴南区"] == ["2020-01-01"]


def test_programmes_shared_by_districts(ask: Ask) -> None:
    found = _pairs(ask("programmes-shared-by-districts"), "programmeName", "districtName")
    for programme, districts in {
        "长期护理保险": ("巴南区", "涪陵区"),
        "医共体“三通”": ("巴南区", "忠县"),
        "“双减”": ("巴南区", "涪陵区"),
    }.items():
        assert {(programme, district) for district in districts} <= found


def test_programmes_in_common(ask: Ask) -> None:
    found = {row["programmeName"] for row in ask("programmes-in-common")}
    assert found >= {"长期护理保险", "“双减”", "课后服务"}
    assert found == {row["programmeName"] for row in ask("programmes-in-common", first="涪陵区", second="巴南区")}


def test_first_batch_pilots(ask: Ask) -> None:
    found = _pairs(ask("first-batch-pilots"), "thingName", "placeName")
    assert found >= {("长期护理保险", "巴南区"), ("医共体“三通”", "忠县")}


def test_targets_of_a_district(ask: Ask) -> None:
    found = ask("targets-of-place", place="巴南区")
    printed = {row["printed"] for row in found}
    assert printed >= {"99.5%", "3.6人", "4.7人", "4人", "15分钟", "83%", "2.42万人", "5.5%", "20所"}
    assert {row["deadline"][:4] for row in found} <= {"2022", "2025", "2026", "2027"}
    assert ("5.5%", "以内") in _pairs(found, "printed", "modifier")


def test_targets_against_results(ask: Ask) -> None:
    found = _pairs(ask("targets-against-results"), "placeName", "result", "target", "reached")
    assert ("巴南区", "87.56%", "90%", "低于目标") in found
    assert ("巴南区", "94.83%", "90%", "不低于目标") in found


def test_money_put_in(ask: Ask) -> None:
    sums = {(row["domainName"], row["placeName"]): row["totalYuan"] for row in ask("money-by-domain")}
    assert sums["住房与城市更新", "江北区"] == "1770000000"
    assert sums["养老服务", "涪陵区"] == "15420000"  # 258 + 1,284, both in 万元
    largest = [row["printed"] for row in ask("largest-inputs")]
    assert {"19.26亿元", "17.7亿元", "11.7亿元"} <= set(largest)
    assert largest.index("19.26亿元") < largest.index("17.7亿元") < largest.index("11.7亿元")


def test_money_per_head(ask: Ask) -> None:
    found = {row["programmeName"]: row["yuanEach"] for row in ask("money-per-beneficiary")}
    assert found["高龄津贴"] == "35"  # 1284万元 for 36.73万人: so little that 人次 must be meant
    assert found["经济困难高龄失能养老服务补贴"] == "2000"


def test_media(ask: Ask) -> None:
    found = _pairs(ask("media-coverage"), "mediumName", "programmeName")
    assert ("中央电视台", "“新生儿出生一件事”") in found
    assert ("中央电视台", "“微利可持续”模式") in found


def test_ranges(ask: Ask) -> None:
    assert ("沙坪坝区", "1", "3") in _pairs(ask("ranges"), "placeName", "low", "high")


def test_per_head_figures(ask: Ask) -> None:
    found = _pairs(ask("per-head-figures"), "placeName", "value", "unit")
    assert ("奉节县", "1200", "元/人·月") in found
    assert {value for place, value, _ in found if place == "巴南区"} >= {"3.6", "4.7", "4"}


def test_figures_of_a_year(ask: Ask) -> None:
    found = _pairs(ask("figures-of-year", year="2024"), "placeName", "printed")
    assert {("江北区", printed) for printed in ("2480人", "3360多万元", "3所", "7930个")} <= found


def test_figures_overlapping_a_year(ask: Ask) -> None:
    found = _pairs(ask("figures-overlapping-year", year="2018"), "placeName", "printed")
    assert {("涪陵区", "15.3万人"), ("巴南区", "17所"), ("巴南区", "159670人")} <= found
    assert ("巴南区", "2.57万人") not in found


def test_evidence_leads_to_the_characters(ask: Ask, seeds: Path) -> None:
    insured = [f for f in ask("indicator-across-places", indicator="长护险参保人数") if f["placeName"] == "巴南区"]
    found = ask("evidence-of-figure", figure=insured[0]["figure"])
    assert len(found) == 2  # the heading repeats the body
    for row in found:
        with (seeds / f"{row['document']}.txt").open(encoding="utf-8", newline="") as file:
            assert file.read()[int(row["start"]) : int(row["end"])] == row["words"] == "25.4万人"


def test_repeated_figures(ask: Ask) -> None:
    found = _pairs(ask("repeated-figures"), "placeName", "printed")
    assert {("巴南区", printed) for printed in ("25.4万人", "2.57万人", "96.16%", "17所")} <= found


def test_merger_of_2025(ask: Ask) -> None:
    found = _pairs(ask("abolished-places"), "oldName", "newName", "document")
    assert ("江北区", "两江新区", "001_32a91896fdf1ed7e") in found
    assert ("渝北区", "两江新区", "000_25e917d34c8cffd4") in found


def test_gaps_in_coverage(ask: Ask) -> None:
    gaps = {row["districtName"] for row in ask("places-without-programmes")}
    assert {"万州区", "酉阳土家族苗族自治县"} <= gaps
    assert not gaps & {"巴南区", "涪陵区", "忠县", "奉节县", "彭水苗族土家族自治县"}


def test_full_coverage(ask: Ask) -> None:
    found = _pairs(ask("full-coverage-claims"), "placeName", "what")
    assert ("巴南区", "课后服务覆盖率") in found
    assert ("巴南区", "退捕渔民就业率") in found
    assert ("涪陵区", "课后服务") in found


def test_components(ask: Ask) -> None:
    found = ask("programme-components", programme="5大就业扶贫模式")
    direct = {row["componentName"] for row in found if row["parentName"] == "5大就业扶贫模式"}
    assert direct >= {"扶贫车间", "扶贫超市", "扶贫农庄", "扶贫基地", "扶贫工作队"}
    assert {row["level"] for row in found if row["componentName"] in direct} == {"1"}


def test_alias_leads_to_the_programme(ask: Ask) -> None:
    found = ask("find-by-name", name="长护险")
    assert ("prog:长期护理保险", "民生项目") in _pairs(found, "thing", "className")
    assert ask("districts-of-programme", programme="长护险") == ask("districts-of-programme")


@pytest.mark.parametrize("name", ["500113", "Banan District", "巴南"])
def test_a_place_by_code_english_name_and_alias(ask: Ask, name: str) -> None:
    assert ask("programmes-of-district", place=name) == ask("programmes-of-district", place="巴南区")


def test_roll_up_from_town_to_district(ask: Ask) -> None:
    found = _pairs(ask("programmes-within-district", place="巴南区"), "programmeName", "localityName")
    assert {("医共体“三通”", "一品街道"), ("医共体“三通”", "巴南区")} <= found
    own = {row["programmeName"] for row in ask("programmes-of-district", place="巴南区")}
    assert own <= {programme for programme, _ in found}


def test_overview_agrees_with_the_lists(ask: Ask) -> None:
    overview = {row["districtName"]: row for row in ask("district-overview")}
    for place in ("巴南区", "涪陵区", "奉节县"):
        listed = {row["programmeName"] for row in ask("programmes-within-district", place=place)}
        assert int(overview[place]["programmes"]) == len(listed)


def test_dated_and_undated_figures_add_up(ask: Ask) -> None:
    per_report = ask("figures-per-report")
    for row in per_report:
        assert int(row["figures"]) == int(row["withPeriod"]) + int(row["undated"])
    documents = {row["document"]: int(row["figures"]) for row in ask("documents")}
    assert len(documents) == 5
    for document, figures in documents.items():
        assert figures == sum(int(row["figures"]) for row in per_report if row["document"] == document)


def test_jobs_brought_about(ask: Ask) -> None:
    found = _pairs(ask("jobs-across-districts"), "placeName", "value")
    assert {("开州区", "250000"), ("九龙坡区", "63000"), ("渝北区", "31000"), ("巴南区", "159670")} <= found


def test_who_pays_for_sewage_plants(ask: Ask) -> None:
    found = ask("actors-of-programme", programme="农村25户以上重点聚居区污水治理改革")
    assert ("合川区", "承办机构", "重庆环投集团") in _pairs(found, "placeName", "roleName", "actorName")
    funders = {row["sourceName"] for row in ask("funding-sources")}
    assert {"重庆环投集团", "医保基金"} <= funders


def test_groups(ask: Ask) -> None:
    reached = {row["programmeName"] for row in ask("programmes-for-group", group="重度失能人员")}
    assert "长期护理保险" in reached
    counted = _pairs(ask("figures-for-group", group="就业困难人员"), "placeName", "printed")
    assert ("巴南区", "3926人") in counted
