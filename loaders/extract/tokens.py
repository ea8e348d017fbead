"""The grammar of numbers in running text: where each stands, with its unit, and what it is worth.

One pass over the characters. What is printed is found here; what it means (a fact, a date, part of a name) is
decided in :mod:`loaders.extract.bins`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from loaders.extract.units import LABEL, UNIT, canonical, implied
from loaders.numerals import number, share

Kind = Literal["quantity", "date", "ordinal", "label", "slogan", "age", "ratio", "vague", "denominator"]

_A: Final = r"\d+(?:,\d{3})*(?:\.\d+)?"
_C: Final = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_TO: Final = r"(?:[-—–~～至到]|——|－)"
_Y: Final = r"(?:(?:19|20)\d\d|[一二][九〇零][零〇一二三四五六七八九]{2})"
_DATE: Final = "|".join(
    [
        rf"{_Y}{_TO}(?:{_Y}|\d\d)年(?:底|末)?",
        rf"{_Y}年{_TO}{_Y}年(?:底|末)?",
        (
            rf"{_Y}年(?:度(?!夜))?(?:\d{{1,2}}(?:{_TO}\d{{1,2}})?月(?:份|底|末|初|上旬|中旬|下旬|\d{{1,2}}日)?(?:{_TO}(?:\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{1,2}}日))?"
            r"|[一二三四五六七八九十]{1,2}月(?:份|底|末)?|年?底|年?末|年?初|中|春|夏|秋|冬|上半年|下半年|第?[一二三四1-4]季度|前[一二三四1-4]个?季度|前\d{1,2}个月)?"
        ),
        rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?月(?:份|底|末|初|上旬|中旬|下旬|\d{{1,2}}日)?(?:{_TO}(?:\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{1,2}}日))?",
        r"(?<![个〇零一二三四五六七八九十])[一二三四五六七八九十]{1,2}月(?:份|底|末|初|[一二三四五六七八九十]{1,3}日)?",
        r"\d{1,2}日(?![均接间常])",
        r"(?<=[午晨早晚上夜])\d{1,2}[点时](?:半|\d{1,2}分?)?",
        r"\d{1,2}点(?:半|钟|\d{1,2}分)",
        r"\d{1,2}[:：]\d{2}(?![\d.])",
        r"(?<=“)(?:[七八九]五|十五|十[一二三四五六]五)(?=[”’])|十[一二三四五六]五(?=时期|期间|规划|末|以来|开局|收官|以前)",
        r"(?<=党的)[一二三四五六七八九十]{2,3}(?:大(?![类项批])|届[一二三四五六七]中全会)",
        r"(?:上世纪)?[1-9一二三四五六七八九]0年代|[一二三四五六七八九]十年代|\d\d世纪(?:\d0年代)?",
        r"[05-9]0后|[零八九]零后",
        rf"(?:(?<=[近这])|(?<=未来)|(?<=今后)|(?<=过去)|(?<=此后)|(?<=最近))(?:{_A}|{_C}|几)(?:多|余)?(?:年|个月|天|周)(?!级|龄|制|期)(?:多)?(?:来|以来|时间|内|里|间)?",
        rf"(?:{_A}|{_C}|几)(?:多|余)?(?:年|个月)(?:多)?(?:来|以来|前|后|间|(?=时间)|内(?=[，,]))",
        r"[一半](?:年)(?:多)?来|(?<=[上下])半年",
        rf"次年|{_Y}(?=版)",
    ]
)
_SHARE: Final = (
    rf"百分之(?:{_C}|{_A})|(?:{_C}|\d+)分之(?:{_C}|\d+)|\d{{1,2}}/\d{{1,3}}(?![\d/])"
    r"|[一二两三四五六七八九](?:点[一二三四五六七八九])?成[一二三四五六七八九半]?(?![立为效果功员熟长绩就品型本都人套])|过半数?|半数|一半|大半(?![天年夜辈生截个])|\d(?:\.\d)?成(?![立为效果功员熟长绩就品型本都])"
)
_DOUBLE: Final = r"翻(?:了)?(?P<times>[一两二三四\d]?)番|(?P<again>\d+(?:\.\d+)?|[一两二三四五六七八九十]+)倍(?!增)"
_ZERO: Final = r"零(?=拖欠|欠薪|事故|投诉|上访|死亡|伤亡|差评|返贫|辍学|违规|举报|失误|积压|延误|逾期|发案|感染|溺水|火灾|信访)|(?<=[为是至到])零(?=[，。；、\n])"
_METRIC: Final = "k?m|KM|[kK][gG]|[kKMG]W[hH]?"
_MASTER: Final = re.compile(
    rf"(?=[\dA-Za-z零〇一二两三四五六七八九十百千万亿半几数上成过大翻其次甲乙丙第])(?:(?P<slogan>\d+(?:\+[\dNXn]+)+|\d+\+N|\d+[×xX*]\d+(?:小时)?|[A-Za-z]{{1,12}}[-—]?\d+(?:\.\d+)?(?![\d.])|\d+(?!(?:{_METRIC})(?![A-Za-z]))[A-Za-z]+)"
    rf"|(?P<date>{_DATE})"
    rf"|(?P<ordinal>第(?:{_A}|{_C})|其[一二三四五](?=[，是、])|[甲乙丙]级)"
    rf"|(?P<ratio>(?<![表图件题]){_A}[∶:：]{_A}(?![\d年月])|{_A}比{_A}(?=[，。；的]))"
    rf"|(?P<share>{_SHARE})|(?P<double>{_DOUBLE})|(?P<zero>{_ZERO})"
    rf"|(?P<arabic>{_A})(?P<f1>[余多来])?(?P<scale>[十百千]?[万亿](?![州盛载县象古])|[十百千](?!载|古|佛|分))?(?P<f2>[余多来])?"
    rf"|(?P<vague>(?<![一二三四五六七八九十百千万\d])[一二三四五六七八九][二三四五六七八九](?=[个张名天年户家人条次种十百])|(?:上|成|数|几)(?:十|百|千|万|亿)+|数以[百千万亿]+计|[百千万]余(?!年)|几)"
    rf"|(?P<chinese>{_C})(?:(?P<f3>[余多来](?!样|元化|方))(?P<thousands>[万亿](?![州盛载县象古]))?)?"
    rf"|(?P<half>半))"
)  # fmt: skip
_HIGH: Final = re.compile(
    rf"(?P<pct>%)?{_TO}(?P<num>{_A}|{_C})(?P<scale>[十百千]?[万亿]|[十百千](?!分))?(?P<fuzz>[余多])?"
)
_BEFORE: Final = re.compile(
    "(?:超过|不低于|不少于|不超过|不高于|不足|少于|高于|低于|突破|达到|多达|高达|至少|最多|最少|最高|最低|最长|最短|累计|将近|接近|大约|(?<![签预条公合节契邀])约|近|超|逾|达|上(?=[百千万亿\\d]))+$"
)
_AFTER: Final = re.compile("以上|以下|以内|左右|之多|之内|内(?=[，。；完办])")


@dataclass(slots=True)
class Numeral:
    """A number as printed: ``start`` to ``end`` with its unit, ``lead`` and ``tail`` with the words that modify it."""

    start: int
    end: int
    kind: Kind
    value: Decimal | str | None = None
    high: Decimal | None = None
    unit: str | None = None
    modifiers: tuple[str, ...] = ()
    lead: int = 0
    tail: int = 0
    core: int = 0  # end of the number itself
    chinese: bool = False
    change: bool = False
    scale: int = 1
    measure: str = ""
    none: bool = False  # 零拖欠: zero of something
    unit_at: tuple[tuple[int, int], ...] = ()  # where a unit stands that is not behind the number


def scan(text: str) -> list[Numeral]:
    """Every number of the text, in order.

    >>> [(n.kind, n.value and str(n.value), n.unit) for n in scan("2024年参保25.4万人，六成以上是老人")]
    [('date', None, None), ('quantity', '254000', '人'), ('quantity', '60', '%')]
    >>> [str(n.value) for n in scan("1.5万余户3.7万余人")]
    ['15000', '37000']
    >>> [(str(n.value), str(n.high), n.unit) for n in scan("每月1200—1500元、3至5万人次")]
    [('1200', '1500', '元'), ('30000', '50000', '人次')]
    """
    found: list[Numeral] = []
    position = 0
    while match := _MASTER.search(text, position):
        numeral = _numeral(text, match)
        position = max(numeral.end, match.end())
        found.append(numeral)
    return found


def _numeral(text: str, match: re.Match[str]) -> Numeral:
    start, end = match.span()
    if match["date"]:
        return Numeral(start, end, "date", lead=start, tail=end, core=end)
    if match["slogan"]:
        return Numeral(start, end, "slogan", lead=start, tail=end, core=end)
    if match["ordinal"]:
        return Numeral(start, end, "ordinal", lead=start, tail=end, core=end)
    if match["vague"]:
        return Numeral(start, end, "vague", lead=start, tail=end, core=end)
    try:
        return _counted(text, match)
    except ValueError:  # longer than any number: an identifier, or hostile
        return Numeral(start, end, "label", lead=start, tail=end, core=end)


def _counted(text: str, match: re.Match[str]) -> Numeral:
    start, end = match.span()
    if match["ratio"]:
        ratio = re.sub("[∶：比]", ":", match["ratio"])
        return _modified(text, Numeral(start, end, "ratio", ratio, None, "比", core=end))
    if match["share"]:
        return _modified(
            text,
            _range(text, Numeral(start, end, "quantity", share(match["share"]), None, "%", core=end, chinese=True)),
        )
    if match["double"]:
        times = match["again"]
        value = number(times) if times else Decimal(2) ** int(number(match["times"] or "一"))
        return _modified(text, Numeral(start, end, "quantity", value, None, "倍", core=end, change=not times))
    if match["zero"]:
        return _modified(
            text, Numeral(start, end, "quantity", Decimal(0), None, "个", core=end, chinese=True, none=True)
        )
    return _quantity(text, match)


def _quantity(text: str, match: re.Match[str]) -> Numeral:
    start, end = match.span()
    fuzz = tuple(f for f in (match["f1"], match["f2"], match["f3"]) if f)
    scale = 1
    chinese = False
    if match["arabic"]:
        scale = int(number(match["scale"])) if match["scale"] else 1
        value = number(match["arabic"]) * scale
    elif match["half"]:
        value, chinese = Decimal("0.5"), True
    else:
        scale = int(number(match["thousands"])) if match["thousands"] else 1  # 三千多万
        value, chinese = number(match["chinese"]) * scale, True
    numeral = Numeral(
        start, end, "quantity", _plain(value), None, None, fuzz, core=end, chinese=chinese, scale=scale
    )
    return _modified(text, _unit(text, _range(text, numeral)))


def _range(text: str, numeral: Numeral) -> Numeral:
    """3—5万元, 6人至7人, 60%—70%: the scale at the end is meant for both."""
    unit = UNIT.match(text, numeral.end) if numeral.unit is None else None
    high = _HIGH.match(text, numeral.end) or (unit and _HIGH.match(text, unit.end()))
    if not high or not isinstance(numeral.value, Decimal):
        return numeral
    top = number(high["num"]) * (int(number(high["scale"])) if high["scale"] else 1)
    low = numeral.value
    if high["scale"] and numeral.scale == 1 and low < top:
        low *= int(number(high["scale"]))
    if unit and not UNIT.match(text, high.end()):
        return numeral
    if top <= low:
        return numeral
    numeral.value, numeral.high, numeral.end, numeral.core = _plain(low), _plain(top), high.end(), high.end()
    if high["pct"]:
        numeral.unit = None
    return numeral


def _unit(text: str, numeral: Numeral) -> Numeral:
    """The measure word behind the number, or the one that the noun behind it implies."""
    if numeral.unit:
        return numeral
    label = LABEL.match(text, numeral.end)
    if label and (numeral.chinese or label.group() != "级") and numeral.scale == 1:
        numeral.kind = "label"
        return numeral
    if numeral.scale >= 10**8 and not numeral.chinese and text.startswith("级", numeral.end):
        numeral.unit = "元"  # 900亿级产业集群: what such a cluster turns over
    elif text.startswith("/10万", numeral.end):
        numeral.unit, numeral.end = "/10万", numeral.end + 4
    elif text.startswith("周岁", numeral.end):
        numeral.kind, numeral.unit, numeral.measure, numeral.end = "age", "岁", "周岁", numeral.end + 2
    elif match := UNIT.match(text, numeral.end):
        numeral.measure = match.group()
        numeral.unit, numeral.end = canonical(match.group()), match.end()
        if match.group() == "岁":
            numeral.kind = "age"
        if (
            text.startswith("半", numeral.end)
            and numeral.unit in ("亩", "年", "天", "斤", "岁", "倍", "周")
            and isinstance(numeral.value, Decimal)
        ):
            numeral.value, numeral.end = numeral.value + Decimal("0.5"), numeral.end + 1
        if not numeral.modifiers and text[numeral.end : numeral.end + 1] == "多" and numeral.unit in ("年", "个月"):
            numeral.modifiers = ("多",)
    elif text.startswith("大", numeral.end) and numeral.chinese:
        numeral.measure = "大"
        numeral.unit = "个"
        numeral.end += 1
    else:
        numeral.unit = implied(text, numeral.end)
    return numeral


def _modified(text: str, numeral: Numeral) -> Numeral:
    """近, 超, 不低于 before it, 以上, 左右 behind."""
    numeral.lead, numeral.tail = numeral.start, numeral.end
    if match := _BEFORE.search(text, max(0, numeral.start - 8), numeral.start):
        numeral.lead = match.start()
        words = re.findall(
            "超过|不低于|不少于|不超过|不高于|不足|少于|高于|低于|突破|达到|多达|高达|至少|最多|最少|最高|最低|最长|最短|累计|将近|接近|大约|(?<![签预条公合节契邀])约|近|超|逾|达|上",
            match.group(),
        )
        numeral.modifiers = (
            *(w for w in words if w not in ("达", "达到", "多达", "高达", "累计")),
            *numeral.modifiers,
        )
    if match := _AFTER.match(text, numeral.end):
        numeral.tail = match.end()
        if match.group() != "之多":
            numeral.modifiers = (*numeral.modifiers, match.group())
    return numeral


def _plain(value: Decimal) -> Decimal:
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value
