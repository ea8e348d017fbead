"""Numbers in Chinese prose: any number, written in any form, reads as itself."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import numerals

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The number as it is written in Chinese, for the test's own oracle: 12030 → 一万二千零三十."""
    if number == 0:
        return "零"
    for value, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= value:
            head, rest = divmod(number, value)
            gap = "零" if rest and rest < value // 10 else ""
            return chinese(head) + name + (gap + chinese(rest) if rest else "")
    return DIGITS[number]


@given(st.integers(1, 10**12 - 1))
def test_chinese_numerals_read_as_themselves(number: int) -> None:
    assert numerals.read(chinese(number) + "人").value == number


@given(st.integers(0, 10**9), st.sampled_from(["人", "户", "平方米", "个百分点", "元/月"]))
def test_arabic_numerals_keep_value_and_unit(number: int, unit: str) -> None:
    for text in (
        str(number),
        f"{number:,}",
        str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        read = numerals.read(text + unit)
        assert read.value == number
        assert read.unit == unit


@given(
    st.decimals(Decimal("0.01"), 9999, places=2),
    st.sampled_from(
        [("", 1), ("百", 100), ("千", 1000), ("万", 10**4), ("亿", 10**8), ("百万", 10**6), ("千万", 10**7)]
    ),
)
def test_scales_multiply(number: Decimal, scale: tuple[str, int]) -> None:
    assert numerals.read(f"{number}{scale[0]}元").value == number * scale[1]


@pytest.mark.parametrize(
    ("printed", "value", "high", "unit", "modifiers"),
    [
        ("25.8万人", "258000", None, "人", ()),
        ("3360多万元", "33600000", None, "元", ("多",)),
        ("5000万余元", "50000000", None, "元", ("余",)),
        ("1/2以上", "50", None, "%", ("以上",)),
        ("三分之二", "66.6667", None, "%", ()),
        ("百分之八点五", "8.5", None, "%", ()),
        ("四成九", "49", None, "%", ()),
        ("七成半", "75", None, "%", ()),
        ("半数以上", "50", None, "%", ("以上",)),
        ("1—3门", "1", "3", "门", ()),
        ("3—5万元", "30000", "50000", "元", ()),
        ("6至7人次", "6", "7", "人次", ()),
        ("30%—50%", "30", "50", "%", ()),
        ("９６％", "96", None, "%", ()),
        ("七千三百余人", "7300", None, "人", ("余",)),
        ("近万亩", "10000", None, "亩", ("近",)),
        ("上万只", "10000", None, "只", ("上",)),
        ("2 480\n人", "2480", None, "人", ()),
        ("68.04万个（次）", "680400", None, "个（次）", ()),
        ("两家", "2", None, "家", ()),
    ],
)
def test_printed_forms(printed: str, value: str, high: str | None, unit: str, modifiers: tuple[str, ...]) -> None:
    read = numerals.read(printed)
    assert (read.value, read.high) == (Decimal(value), None if high is None else Decimal(high))
    assert (read.unit, read.modifiers) == (unit, modifiers)


@pytest.mark.parametrize("printed", ["", "很多人", "数千人", "若干"])
def test_no_number_is_an_error(printed: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        numerals.read(printed)


@given(st.text(alphabet="甲乙0123456789.万亿千百一二三十半几余，。\n ", max_size=40))
def test_every_digit_lies_in_exactly_one_numeral(text: str) -> None:
    spans = [(n.start, n.end) for n in numerals.find(text)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = {i for start, end in spans for i in range(start, end)}
    assert {i for i, char in enumerate(text) if char.isdigit() or char in "万亿千百一二三十半几"} <= covered
