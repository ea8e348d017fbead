"""Numbers in running text: any number, in any form, reads as itself, and every numeral is in exactly one bin."""

from array import array
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import numerals
from loaders.extract import extract
from loaders.extract.claims import ledger
from loaders.extract.rates import rate
from loaders.extract.reading import read, read_text
from loaders.extract.records import records
from loaders.extract.tokens import scan
from loaders.text import Text, Zone

DIGITS = "零一二三四五六七八九"
UNITS = {
    "人": "人",
    "名": "人",
    "户": "户",
    "个": "个",
    "家": "家",
    "所": "所",
    "万元": "元",
    "公里": "公里",
    "人次": "人次",
}


def chinese(number: int) -> str:
    """A number below ten thousand in Chinese."""
    text, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return text


def the_quantity(text: str) -> tuple[Decimal | str | None, str | None]:
    found = [n for n in scan(text) if n.kind == "quantity"]
    assert len(found) == 1, (text, found)
    return found[0].value, found[0].unit


@given(st.integers(1, 9_999_999), st.sampled_from(sorted(UNITS)), st.sampled_from(["", "近", "超过", "约", "累计"]))
def test_an_arabic_number_is_itself(number: int, unit: str, before: str) -> None:
    scale = 10_000 if unit.startswith("万") else 1
    assert the_quantity(f"全区惠及{before}{number}{unit}，比上年多") == (Decimal(number) * scale, UNITS[unit])


@given(st.integers(11, 9999), st.sampled_from(["人", "户", "元", "平方米"]))
def test_a_chinese_number_is_itself(number: int, unit: str) -> None:
    assert the_quantity(f"共计{chinese(number)}{unit}。") == (Decimal(number), unit)


@given(st.integers(1, 99_999), st.sampled_from("余多"))
def test_a_fuzzy_number_keeps_its_value(number: int, fuzz: str) -> None:
    assert the_quantity(f"投入{number}{fuzz}万元") == (Decimal(number) * 10_000, "元")
    assert the_quantity(f"投入{number}万{fuzz}元") == (Decimal(number) * 10_000, "元")


@given(st.decimals(1, 99, places=1), st.sampled_from(["万", "亿"]))
def test_a_scaled_decimal(number: Decimal, scale: str) -> None:
    factor = {"万": 10**4, "亿": 10**8}[scale]
    assert the_quantity(f"支出{number}{scale}元")[0] == number * factor


@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(["—", "-", "至", "~", "到"]))
def test_a_range(low: int, size: int, to: str) -> None:
    (found,) = scan(f"每场{low}{to}{low + size}人")
    assert (found.value, found.high, found.unit) == (Decimal(low), Decimal(low + size), "人")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("占七成半", "75", "%"), ("两成", "20", "%"), ("半数以上站点", "50", "%"), ("约三分之二", "66.6667", "%"), ("下降百分之八点五", "8.5", "%"),
        ("提高1.4个百分点", "1.4", "个百分点"), ("门诊量翻了一番", "2", "倍"), ("是前年的1.6倍", "1.6", "倍"), ("超万人次", "10000", "人次"),
        ("举办百场读书会", "100", "场"), ("等6部门", "6", "个"), ("为17.6万老年人", "176000", "人"), ("１２户", "12", "户"), ("30余公里", "30", "公里"),
        ("2.5亩半", "3.0", "亩"),
    ],
)  # fmt: skip
def test_forms(text: str, value: str, unit: str) -> None:
    folded = text.translate(str.maketrans("１２", "12"))
    found, printed = the_quantity(folded)
    assert (Decimal(str(found)), printed) == (Decimal(value), unit)


def test_adjacent_pairs_and_ratios() -> None:
    assert [(str(n.value), n.unit) for n in scan("救助420人337万元，惠及1.5万余户3.7万余人")] == [
        ("420", "人"), ("3370000", "元"), ("15000", "户"), ("37000", "人"),
    ]  # fmt: skip
    assert [n.value for n in scan("之比为1∶5.5")] == ["1:5.5"]


@pytest.mark.parametrize(
    ("unit", "left", "expected"),
    [
        ("元", "每人每月", "元/人·月"),
        ("元", "每户补助不超过", "元/户"),
        ("次", "上门护理每月不少于", "次/月"),
        ("人", "每年新增就业", "人"),
        ("元", "居民人均可支配收入", "元"),
    ],
)
def test_rates(unit: str, left: str, expected: str) -> None:
    assert rate(unit, left, "") == expected


FRAGMENTS = st.sampled_from(
    ["2024年，", "全区新增就业1.2万人，", "“三通”", "一步一个脚印，", "第三批", "82岁的冉婆婆", "三级医院5家。", "翻了一番", "十四五", "百姓", "统一",
     "每千人口托位4.1个；", "12345热线", "千方百计", "两荤一素", "数十家", "5+2", "\n", "（单位：万人）", "6点半", "《行动方案》", "七类", "一二三", " ", "零距离"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_every_numeral_is_in_exactly_one_bin(text: str) -> None:
    reading = read_text(text)
    entries = ledger(reading)
    assert [(s, e) for s, e, _ in entries] == [(n.start, n.end) for n in numerals.find(reading.page.chars)]
    spans = [(n.start, n.end) for n, _ in reading.bins]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(
    st.lists(FRAGMENTS, max_size=25), st.lists(st.sampled_from(["", " ", "\u3000", "\n"]), min_size=25, max_size=25)
)
def test_what_is_printed_stands_where_the_record_says(parts: list[str], gaps: list[str]) -> None:
    plain = "".join(part + gap for part, gap in zip(parts, gaps, strict=False))
    lines = [Zone("paragraph", m, m + len(line)) for m, line in _lines(plain) if line]
    reading = read(Text(plain, array("I", range(len(plain))), tuple(lines)))
    for record in records(reading, "x"):
        assert "".join(plain[record["start"] : record["end"]].split()) == record["raw"].replace("\t", "")


def _lines(text: str) -> list[tuple[int, str]]:
    found, position = [], 0
    for line in text.split("\n"):
        found.append((position, line))
        position += len(line) + 1
    return found


def test_an_extraction_is_facts_and_a_ledger_of_the_file() -> None:
    plain = "巴南区民生\n2024年，全区新增就业 1.2 万人，5家医院参与。"
    zones = (Zone("title", 0, 5), Zone("paragraph", 6, len(plain)))
    found = extract(Text(plain, array("I", range(len(plain))), zones), doc="a", title="巴南区民生")
    assert next((f.indicator, f.value, f.period, f.at[0].start) for f in found.facts.figures) == (
        "新增就业",
        Decimal(12000),
        "2024",
        plain.index("1.2"),
    )
    assert {bin_ for _, _, bin_ in found.ledger} == {"date", "quantity"}
    assert all(plain[s:e].strip() for s, e, _ in found.ledger)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("储能电站容量12GWh。", 12, "吉瓦时"),
        ("屋顶光伏35MW。", 35, "兆瓦"),
        ("新修步道8km。", 8, "公里"),
        ("提供岗位6.4万个（次）。", 64000, "个次"),
        ("培训1.2万人(次)。", 12000, "人次"),
        ("建成600亿级产业集群。", 60_000_000_000, "元"),
    ],
)
def test_units_in_letters_brackets_and_by_size(text: str, value: int, unit: str) -> None:
    assert the_quantity(text) == (Decimal(value), unit)


def test_letters_behind_a_number_that_are_no_unit_are_part_of_a_name() -> None:
    assert [n.kind for n in scan("5G网络、3D打印、10KV线路")] == ["slogan"] * 3
