"""What a piece of a table's header or label is, told by its form: a number, a period, a place, a unit, or a name."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

_WIDTH: Final = str.maketrans("０１２３４５６７８９．，％－＋（）　", "0123456789.,%-+() ")
_UNITS: Final = (
    r"(?:[十百千万亿]*(?:美元|港元|元|人次|人日|人|户次|户|家|个百分点|个|所|张|名|件|项|次|处|套|台|辆|座|公里|千米|米|平方米"
    r"|平方公里|平方千米|亩|公顷|吨|公斤|千克|斤|度|千瓦时|小时|天|年|岁|岗|宗|例|床|条|场|批|笔|只|头|株|册|种|支|片|间|栋|对|位|门"
    r"|立方米|升|㎡|m2|㎡|km|km2|hm2)|[百千十]分点|%|‰|[万亿])"
)
UNIT: Final = re.compile(rf"{_UNITS}(?:/{_UNITS}|/(?:月|日|天|年|人·月|人·年|次))*")
_VALUE: Final = re.compile(
    rf"[^\S\n]*(?P<n>[+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)\s*(?P<u>{UNIT.pattern})?\s*"
)
_IN_BRACKETS: Final = re.compile(r"[(（\[]\s*(?:单位\s*[:：]?\s*)?(?P<u>[^()（）\[\]]{1,12})\s*[)）\]]")
_CAPTION_UNIT: Final = re.compile(r"(?:计量)?单位\s*[:：]\s*(?P<u>[^\s,，;；、()（）]{1,12})")
_PERIOD: Final = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:\s*(?:—|–|-|~|至)\s*(?P<y2>(?:19|20)\d\d))?\s*(?:年度|学年|年)?\s*"
    r"(?:(?P<m>1[0-2]|0?[1-9])(?:\s*(?:—|–|-|~|至)\s*(?P<m2>1[0-2]|0?[1-9]))?\s*月份?|(?P<half>[上下])半年"
    r"|第?(?P<q>[一二三四1-4])季度|前(?P<qs>[二三])季度|(?P<end>年?[末底]))?"
)
PLACE: Final = re.compile(
    r"[一-鿿]{1,12}(?:自治县|自治州|自治区|开发区|高新区|新区|区|县|旗|市|省|街道|镇|乡|社区|村|街道办事处)|全[国省市区县镇]|[本我][省市区县]"
)
PLACE_HEAD: Final = re.compile(
    r"(?:各|所属|所在)?(?:区县|县区|市县|地区|区域|区划|行政区划|行政区|城市|省份|省市|镇街|街镇|乡镇|街道|镇乡|镇|村|社区|地方|地点|区|县|市|单位|辖区)(?:名称)?"
)
PERIOD_HEAD: Final = re.compile(r"(?:统计|所属)?(?:年份|年度|年|时间|时期|期间|日期|月份)")
UNIT_HEAD: Final = re.compile(r"(?:计量|计算)?单位")
VALUE_HEAD: Final = re.compile(
    r"(?:指标|统计)?(?:数值|值|数据|数量|数|(?:实际)?完成(?:情况|值|数)?|实际(?:值|数)?|实绩|指标值|合计数)"
)
NAME_HEAD: Final = re.compile(r"(?:统计|主要|考核)?(?:指标|项目|内容|类别|名称|指标名称|项目名称|事项)")
HEADS: Final = (PLACE_HEAD, PERIOD_HEAD, UNIT_HEAD, VALUE_HEAD, NAME_HEAD)
NO_VALUE: Final = re.compile(r"(?:序号|编号|编码|代码|行政区划代码|区划代码|邮编|电话|联系电话|No\.?)")


def number(words: str) -> tuple[Decimal, str | None] | None:
    """A cell's number and the unit beside it, or None.

    >>> number("1,234.5"), number("112%"), number("—")
    ((Decimal('1234.5'), None), (Decimal('112'), '%'), None)
    """
    match = _VALUE.fullmatch(words.translate(_WIDTH))
    return (Decimal(match["n"].replace(",", "")), match["u"]) if match and len(match["n"]) < 30 else None


@lru_cache(maxsize=4096)
def period(words: str) -> str | None:
    """A period in ISO 8601, where the words are nothing else.

    >>> period("2023年"), period("2023年上半年"), period("2023年1-6月"), period("2023年末"), period("人数")
    ('2023', '2023-01/2023-06', '2023-01/2023-06', '2023-12-31', None)
    """
    match = _PERIOD.fullmatch(words.translate(_WIDTH).strip())
    return _iso(match) if match else None


def _iso(match: "re.Match[str]") -> str:
    part, year = match.groupdict(), match["y"]
    if part["y2"]:
        return f"{year}/{part['y2']}"
    if part["m"]:
        first = f"{year}-{int(part['m']):02}"
        return f"{first}/{year}-{int(part['m2']):02}" if part["m2"] and int(part["m2"]) > int(part["m"]) else first
    if part["half"]:
        return f"{year}-01/{year}-06" if part["half"] == "上" else f"{year}-07/{year}-12"
    if part["q"]:
        quarter = "一二三四1234".index(part["q"]) % 4
        return f"{year}-{quarter * 3 + 1:02}/{year}-{quarter * 3 + 3:02}"
    if part["qs"]:
        return f"{year}-01/{year}-{'06' if part['qs'] == '二' else '09'}"
    return f"{year}-12-31" if part["end"] else year


@lru_cache(maxsize=4096)
def split_unit(words: str) -> tuple[str, str | None]:
    """A header without the unit that it names in brackets.

    >>> split_unit("养老床位（张）"), split_unit("参保人数（其中女性）")
    (('养老床位', '张'), ('参保人数（其中女性）', None))
    """
    for match in _IN_BRACKETS.finditer(words):
        unit = match["u"].strip()
        if UNIT.fullmatch(unit.translate(_WIDTH)) or "单位" in match.group():
            return (words[: match.start()] + words[match.end() :]).strip(), unit
    return words, None


@lru_cache(maxsize=4096)
def leading_period(words: str) -> tuple[str, str | None, str | None]:
    """A name without the period that it begins with: the name, the period in ISO 8601, its words.

    >>> leading_period("2023年城镇新增就业"), leading_period("城镇新增就业")
    (('城镇新增就业', '2023', '2023年'), ('城镇新增就业', None, None))
    """
    match = _PERIOD.match(words.translate(_WIDTH).lstrip())
    if not match or not re.search("[年度月末底]", match.group()):
        return words, None, None
    offset = len(words) - len(words.lstrip())
    when = words[offset : offset + match.end()].strip()
    return words[offset + match.end() :].lstrip(" 的"), _iso(match), when


@lru_cache(maxsize=4096)
def caption_period(words: str) -> tuple[str | None, str | None]:
    """The one period that a table's caption names, in ISO 8601, and its words; none where it names several.

    >>> caption_period("表1 各镇街养老服务（2024年）"), caption_period("2023年与2024年对照")
    (('2024', '2024年'), (None, None))
    """
    found = {
        _iso(match): match.group().strip()
        for match in _PERIOD.finditer(words.translate(_WIDTH))
        if re.search("[年月度]", match.group())
    }
    return next(iter(found.items())) if len(found) == 1 else (None, None)


@lru_cache(maxsize=4096)
def caption_unit(words: str) -> str | None:
    """The unit for a whole table, as in 单位：万人; None where several are named."""
    found = {match["u"] for match in _CAPTION_UNIT.finditer(words)}
    several = re.search(r"单位\s*[:：]\s*[^\s()（）]+[、,，;；]", words)
    return found.pop() if len(found) == 1 and not several else None


def is_year(words: str) -> bool:
    """Whether a bare number may be a year."""
    return bool(re.fullmatch(r"(?:19[5-9]|20[0-9])\d年?", words.translate(_WIDTH).strip()))


@lru_cache(maxsize=4096)
def caption_name(words: str) -> str:
    """What a table's caption says is measured.

    >>> caption_name("表1 2023年各区县城镇新增就业人数统计表（单位：万人）")
    '城镇新增就业人数'
    """
    words = re.sub(r"[(（][^()（）]*[)）]|(?:计量)?单位\s*[:：]\s*\S+", "", words)
    words = re.sub(r"^\s*(?:附?[表件]\s*[\d一二三四五六七八九十]*(?:[-—.]\d+)*\s*[:：、]?\s*)", "", words)
    words = leading_period(words.strip())[0]
    words = re.sub(
        r"^(?:(?:全[国省市区县])?(?:分|各)(?:区县|县区|地区|市县|镇街|街镇|乡镇|省市|区|县|年度?)(?:分年度?)?)",
        "",
        words,
    )
    return re.sub(r"(?:完成|统计|基本|主要)?(?:情况)?(?:统计|汇总|一览|明细)?表?$", "", words).strip()
