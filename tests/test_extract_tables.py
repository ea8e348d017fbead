"""Tables of indicators become claims: what the grid says of a number is what its claim says. All tables invented."""

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.explain import explain
from graph.load import extracted, load
from graph.store import connect
from loaders.extract.tabled import base
from tests.test_errors import minsheng

YEARS = ("2020", "2021", "2022")
PLACES = ("巴南区", "南岸区", "渝北区", "石柱土家族自治县")
Said = dict[tuple[str, str, str | None], tuple[Decimal | int, str]]


def said(path: Path) -> Said:
    """(place, indicator, period) → value and unit, as ``extract`` prints them."""
    text, _ = extracted(path, "jsonl")
    found: Said = {}
    for line in text.splitlines():
        record = json.loads(line)
        key = (record["place"], record["indicator"], record["period"])
        assert key not in found, key
        found[key] = (Decimal(str(record["value"])), record["unit"])
        assert record["cell"]
    return found


def table(path: Path, lines: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def test_years_across(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["新增学位（万个）", *(f"{year}年" for year in YEARS)],
        ["巴南区", 1.2, "—", "1.5"],
        ["南岸区", "", 0.8, 2],
    ]
    assert said(table(tmp_path / "a.csv", lines)) == {
        ("巴南区", "新增学位", "2020"): (12_000, "个"),
        ("巴南区", "新增学位", "2022"): (15_000, "个"),
        ("南岸区", "新增学位", "2021"): (8_000, "个"),
        ("南岸区", "新增学位", "2022"): (20_000, "个"),
    }


def test_indicators_across_with_a_unit_above(tmp_path: Path) -> None:
    lines = [["单位：万元"], ["地区", "年份", "城市低保资金", "农村低保资金"]]
    lines += [["巴南区", "2021", "1234.5", "678"], ["南岸区", "2021", "2345", "—"]]
    assert said(table(tmp_path / "a.csv", lines)) == {
        ("巴南区", "城市低保资金", "2021"): (12_345_000, "元"),
        ("巴南区", "农村低保资金", "2021"): (6_780_000, "元"),
        ("南岸区", "城市低保资金", "2021"): (23_450_000, "元"),
    }


def test_a_workbook_with_shown_percentages_and_merged_headers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "就业"
    sheet.append(["区县", "目标任务完成率", None])
    sheet.append([None, "2021年", "2022年"])
    sheet.merge_cells("B1:C1")
    sheet.append(["巴南区", 1.12, 1.085])
    for cell in ("B3", "C3"):
        sheet[cell].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    assert said(tmp_path / "a.xlsx") == {
        ("巴南区", "目标任务完成率", "2021"): (112, "%"),
        ("巴南区", "目标任务完成率", "2022"): (Decimal("108.5"), "%"),
    }


def test_a_table_inside_prose_is_read_once(tmp_path: Path) -> None:
    paper = docx.Document()
    paper.add_paragraph("南岸区民生实事")
    paper.add_paragraph("2022年，南岸区新建社区食堂12个。各项指标如下。")
    grid = paper.add_table(rows=3, cols=3)
    for row, line in enumerate(
        (("区县", "2021年", "2022年"), ("养老床位（张）", "", ""), ("南岸区", "3100", "3600"))
    ):
        for column, words in enumerate(line):
            grid.cell(row, column).text = words
    paper.save(str(tmp_path / "a.docx"))
    text, _ = extracted(tmp_path / "a.docx", "jsonl")
    values = [(json.loads(line)["value"], json.loads(line)["period"]) for line in text.splitlines()]
    assert values == [(12, "2022"), (3100, "2021"), (3600, "2022")]


def test_a_total_is_of_what_the_places_lie_in_and_doubted(tmp_path: Path) -> None:
    lines = [["参保人数（人）", "2022年"], ["巴南区", "10"], ["南岸区", "20"], ["合计", "30"]]
    path = table(tmp_path / "a.csv", lines)
    assert said(path)["重庆市", "参保人数", "2022"] == (30, "人")
    proposal, _ = extracted(path, "yaml")
    doubted = [line for line in proposal.splitlines() if "doubt" in line]
    assert len(doubted) == 1
    assert "30" in doubted[0]


def test_places_beyond_chongqing_and_beyond_every_list(tmp_path: Path) -> None:
    lines = [["参保人数（人）", "2022年"], ["武侯区", "10"], ["锦江区", "20"], ["火星新区", "30"]]
    found = said(table(tmp_path / "a.csv", lines))
    assert {place for place, _, _ in found} == {"武侯区", "锦江区", "火星新区"}


def test_every_numeral_of_a_table_is_in_one_bin(tmp_path: Path) -> None:
    lines = [["参保人数（人）", "2021年", "2022年"], ["巴南区", "10", "20"]]
    _, bins = extracted(table(tmp_path / "a.csv", lines), "jsonl")
    assert [line.split("\t")[2] for line in bins] == ["date", "date", "quantity", "quantity"]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("亿元", ("100000000", "元")),
        ("千瓦时", ("1", "千瓦时")),
        ("百分点", ("1", "个百分点")),
        ("张/千人", ("1", "张/千人")),
    ],
)
def test_units(unit: str, expected: tuple[str, str]) -> None:
    power, name = base(unit)
    assert (str(power), name) == expected


numbers = st.decimals(min_value=0, max_value=10**6, places=2)


@given(st.data())
def test_whatever_a_table_says_is_said(data: st.DataObject) -> None:
    """Places down and years across, or years down and places across, with or without blanks."""
    import tempfile

    places = data.draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True))
    years = data.draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True))
    cells = {(p, y): data.draw(st.one_of(st.none(), numbers)) for p in places for y in years}
    header = "养老服务补贴（万元）"
    if data.draw(st.booleans()):
        lines = [[header, *(f"{y}年" for y in years)], *([p, *(_cell(cells[p, y]) for y in years)] for p in places)]
    else:
        lines = [[header, *places], *([f"{y}年", *(_cell(cells[p, y]) for p in places)] for y in years)]
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        expected = {(p, y): value * 10_000 for (p, y), value in cells.items() if value is not None}
        assert {(p, y): v for (p, _, y), (v, _) in said(path).items()} == expected


def _cell(value: Decimal | None) -> str:
    return "—" if value is None else str(value)


def test_a_table_is_loaded_asked_and_explained(built: Path, tmp_path: Path) -> None:
    import shutil

    build = tmp_path / "build"
    shutil.copytree(built, build)
    lines = [["公共图书馆藏书（万册）", "2021年", "2022年"], ["巴南区", "31.5", "33"]]
    table(tmp_path / "藏书.csv", lines)
    (one,) = load([tmp_path / "藏书.csv"], build)
    assert (one.state, one.figures) == ("loaded", 2)
    graph = connect(str(build))
    results = graph.query(
        "SELECT ?f ?v { ?f ms:indicator/rdfs:label '公共图书馆藏书'@zh ; ms:place place:500113 ; ms:value ?v } ORDER BY ?v"
    )
    assert isinstance(results, ox.QuerySolutions)
    rows = [(row["f"].value, row["v"].value) for row in results]
    assert [value for _, value in rows] == ["315000", "330000"]
    (evidence,) = explain(graph, rows[0][0], tmp_path).evidence
    text = (tmp_path / "藏书.csv").read_bytes().decode()
    assert "31.5" in [text[start:end] for start, end in evidence.spans]
    assert evidence.sentence
    assert minsheng("explain", rows[0][0], "--sources", tmp_path, cwd=tmp_path).returncode == 0


def test_aligned_columns_of_plain_text_are_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "民生实事办理结果\n\n两区公布了账本。\n\n附表2：2023年道路改造情况\n区县　　改造道路（公里）　惠及居民（万户）\n"
        "巴南区　　12.5　　　　　　1.2\n江津区　　8　　　　　　　　—\n",
        encoding="utf-8",
    )
    assert said(path) == {
        ("巴南区", "改造道路", "2023"): (Decimal("12.5"), "公里"),
        ("巴南区", "惠及居民", "2023"): (12000, "户"),
        ("江津区", "改造道路", "2023"): (8, "公里"),
    }
    for record in map(json.loads, extracted(path, "jsonl")[0].splitlines()):
        assert path.read_text(encoding="utf-8")[record["start"] : record["end"]] in record["raw"]


@pytest.mark.parametrize(
    ("caption", "period"),
    [
        ("表1  部分街镇养老服务情况（2022年）", "2022"),
        ("巴南区2022年上半年养老服务", "2022-01/2022-06"),
        ("2021年与2022年养老服务", "2023"),  # which of the two is not said: the report's own
        ("部分街镇养老服务情况", "2023"),
    ],
)
def test_a_table_without_years_is_of_its_caption_or_its_section(tmp_path: Path, caption: str, period: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"巴南区民政局2023年工作总结\n\n新增养老床位300张。\n\n{caption}\n"
        "街镇　　老年食堂（家）　　互助点（个）\n鱼洞街道　　6　　11\n花溪街道　　5　　13\n",
        encoding="utf-8",
    )
    found = [r for r in map(json.loads, extracted(path, "jsonl")[0].splitlines()) if "cell" in r]
    assert [r["value"] for r in found] == [6, 11, 5, 13]
    assert {r["period"] for r in found} == {period}


def test_two_columns_of_words_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("民生　账本\n甲村　　老人多\n乙村　　孩子多\n改造道路　　30公里\n", encoding="utf-8")
    assert len(extracted(path, "jsonl")[0].splitlines()) == 1


def test_a_column_of_units_and_a_column_of_aims(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "利川市医疗保障局2024年工作总结\n\n本年建成“医保小屋”52个。\n\n主要指标\n\n"
        "指标　　　　　　单位　　2023年　　2024年　　2025年目标\n"
        "居民参保率　　　%　　　95.1　　　95.7　　　96\n"
        "“医保小屋”办件量　　万件　　2.9　　4.9　　5.5\n"
        "基金结余　　　　亿元　　3.1　　　3.4　　　—\n",
        encoding="utf-8",
    )
    found = [r for r in map(json.loads, extracted(path, "jsonl")[0].splitlines()) if "cell" in r]
    assert [(r["indicator"], r["value"], r["unit"], r["period"], r["role"], r["programme"]) for r in found] == [
        ("居民参保率", 95.1, "%", "2023", "outcome", None),
        ("居民参保率", 95.7, "%", "2024", "outcome", None),
        ("居民参保率", 96, "%", "2025", "target", None),
        ("“医保小屋”办件量", 29000, "件", "2023", "outcome", "“医保小屋”"),
        ("“医保小屋”办件量", 49000, "件", "2024", "outcome", "“医保小屋”"),
        ("“医保小屋”办件量", 55000, "件", "2025", "target", "“医保小屋”"),
        ("基金结余", 310_000_000, "元", "2023", "outcome", None),
        ("基金结余", 340_000_000, "元", "2024", "outcome", None),
    ]
