"""Each number in exactly one bin: a quantity that states a fact, or the reason why it states none."""

import re
from bisect import bisect_left
from decimal import Decimal
from typing import Final, Literal

from loaders.extract.atlas import Mention
from loaders.extract.page import Page
from loaders.extract.privacy import Persons, income
from loaders.extract.scope import Where
from loaders.extract.tokens import Numeral

Bin = Literal[
    "quantity", "date", "name", "ordinal", "denominator", "definition", "anecdote", "idiom", "superseded", "word", "other", "unresolved",
]  # fmt: skip

_COUNTED: Final = re.compile(
    "建成|新建|新增|添了?|添置|购置|新购|设立|成立|建起|建了|投用|落成|开办|获批|开设|配备|建有|打造|设|引进|牵头|组建|开通|有(?=.$)|改建|创建|修建|建设了?"
)
_MEASURES: Final = frozenset(
    [
        "个",
        "家",
        "所",
        "项",
        "类",
        "件",
        "次",
        "场",
        "户",
        "人",
        "名",
        "位",
        "座",
        "条",
        "台",
        "支",
        "处",
        "间",
        "套",
        "门",
        "期",
        "批",
        "大",
        "种",
        "辆",
        "栋",
        "条",
        "款",
        "部",
        "本",
        "张",
        "份",
    ]
)
_ONCE: Final = re.compile("(?<!超)过去|以前|曾(?!经开|获)|原来|此前|原先|从前|当初|往年|早年|那时|当时")
_SPAN: Final = frozenset({"年", "个月", "周", "天", "小时", "分钟", "秒"})
_LASTING: Final = re.compile(
    "最长|最短|期限|持续|连续|满|不少于|不超过|不低于|至少|保修|服务期|时限|缩短|压缩|压减|减少|减|由|从|平均|延长|天数|寿命|答复|救助|办结|每[天日周月次人年]|运行|半径|形成|标尺|只需|仅需|需|内|提速|用时|时间|审批|等候|耗时|累计|全年|开放|不打烊|步行|为期|周期|响应|到达|赶到|工作日|期"
)
_DIVISIONS: Final = re.compile("(?:街道|社区|[镇乡村县区](?![内里级域]))(?!跻身|获评|入选|创成|被)")
# 请五位负责同志: who is in the room.
_PRESENT: Final = re.compile("(?:[\u4e00-\u9fff]{2,4})?(?:负责同志|发布人|嘉宾|主讲人|记者)")
_ITEMS: Final = re.compile("[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){1,4}$")
# 覆盖10个以上乡镇: what has been reached, where 10人以上企业 says whom it is about.
_REACHED: Final = re.compile("(?:覆盖|新增|达到?|培训|培育|引进|发展)$")
_PURE: Final = re.compile("收入比|之比|比值|系数|指数|倍率")
_GOING: Final = re.compile("走路|赶|坐车|打车|排队|爬")
_SOMEONE: Final = re.compile("一个|有位|有个|某|那年|他|她")


def bin_of(page: Page, numeral: Numeral, where: Where, persons: Persons) -> Bin:
    """The bin of one number."""
    chars = page.chars
    start, end = numeral.start, numeral.end
    before = chars[max(0, start - 10) : start]
    if numeral.kind == "date":
        return "definition" if chars[end - 1] == "后" and chars[start] in "05-9零八九" else "date"
    if numeral.kind == "ordinal":
        return "ordinal"
    if persons.named(start, end):
        return "name"
    if page.titled(start) or any(m.start <= start and numeral.core <= m.end for m in _around(where, start)):
        return "name"
    if numeral.kind in ("slogan", "label"):
        return "name"
    if numeral.kind == "vague":
        return "idiom" if chars[start : start + 2] in ("千百", "百千") else "other"
    if before.endswith("每"):
        return "denominator"
    if before.endswith(("年前", "年头")) and numeral.unit in ("个月", "个季度"):
        return "date"  # 今年前九个月
    if numeral.chinese and numeral.unit != "%" and (word := _word(page, numeral)):
        return word
    if numeral.chinese and re.match("[两三]项补贴(?!资金)", chars[numeral.start : numeral.end + 4]):
        return "name"  # 残疾人两项补贴: called so throughout the country
    if re.search("热线[:：]?$", before) or re.match("热线", chars[end : end + 2]):
        return "name"
    if re.search("(?:阅读|浏览|点击|访问)量?[:：]?$", before):
        return "other"
    if (
        numeral.value == 1
        and numeral.high is None
        and numeral.unit == "人"
        and re.search("每[^，。；\\d]{0,3}$", before)
    ):
        return "denominator"  # 每招用1名脱贫劳动力
    if re.search(r"每(?:\d|[十百千万])*$", before) and numeral.unit in ("人", "户", None):
        return "denominator"
    if numeral.value == 1 and before.endswith(("按", "就餐", "接待", "服务")) and "每" in before[-6:]:
        return "denominator"  # 按每就餐1人次
    if numeral.value == 1 and before.endswith("按") and re.match("[^，。；\\d]{0,8}\\d+元", chars[end : end + 16]):
        return "denominator"  # 按1名老人60元的标准
    quote = page.quoted(start)
    if quote and not persons.about(start) and (named := _quoted(chars, numeral, quote)):
        return named
    if numeral.unit == "个" and _DIVISIONS.match(chars, end) and _as_many(chars, numeral, where):
        return "other"
    if numeral.unit == "人" and numeral.chinese and _PRESENT.match(chars, end):
        return "other"
    if numeral.measure == "件" and numeral.chinese and chars.startswith("事", end):
        return "other"
    if numeral.kind == "age" and not _measured_in_years(page, start, before):
        return _age(chars, numeral)
    if persons.about(start):
        return "anecdote"
    if numeral.kind == "age":
        return "quantity"
    clause = page.clause(start)
    own = chars[clause[0] : clause[1]]
    if income(own) and (numeral.unit or "").startswith("元"):
        return "anecdote"
    if (
        numeral.unit != "倍"
        and _ONCE.search(chars, max(clause[0], start - 14), start)
        and not re.search("由|从", own)
        and "现在" not in own
    ):
        return "superseded"
    if numeral.unit is None and _PURE.search(chars, clause[0], start):
        numeral.unit = ""
        return "quantity"
    if numeral.unit is None:
        return "unresolved" if not numeral.chinese else "other"
    return _counted(page, numeral, before)


def _as_many(chars: str, numeral: Numeral, where: Where) -> bool:
    """Whether a number only counts the places right before it: 三江、古南两个街道."""
    items = _ITEMS.search(chars, max(0, numeral.start - 24), numeral.start)
    if items and items[0].count("、") + 1 == numeral.value:
        return True
    index = bisect_left(where.mentions, numeral.start, key=lambda m: m.start)
    row = where.mentions[max(0, index - 2) : index]
    return len(row) == 2 and row[1].end == numeral.start and row[1].start - row[0].end == 1


def _measured_in_years(page: Page, start: int, before: str) -> bool:
    """Whether an age is what a population reaches or is on average: 人均预期寿命81岁，2030年82岁."""
    if re.search("寿命|年龄[为达至是]?$|平均年龄[^，。；]{0,5}$", before):
        return True
    life = page.chars.rfind("预期寿命", page.sentences[page.sentence(start)].start, start)
    return life >= 0 and "岁" in page.chars[life:start] and start - life < 40


def _around(where: Where, position: int) -> list[Mention]:
    index = bisect_left(where.mentions, position, key=lambda m: m.start)
    return where.mentions[max(0, index - 2) : index + 1]


def _word(page: Page, numeral: Numeral) -> Bin | None:
    """Chinese numeral characters that are part of another word: 统一, 百姓, 一步一个脚印."""
    chars = page.chars
    text = chars[numeral.start : numeral.core]
    index = page.word(numeral.start)
    tag, size = page.tags[index], page.ends[index] - page.starts[index]
    inner = page.starts[index] < numeral.start or page.ends[index] > max(numeral.end, numeral.core)
    if tag in ("i", "l", "j") and size >= 3:
        return "idiom"
    if inner and tag not in ("m", "mq", "q", "t") and size >= 2 and len(text) <= 2 and numeral.unit != "倍":
        return "word"
    if (
        not inner
        and size >= 2
        and tag not in ("m", "mq", "q", "t", "r", "n", "x")
        and len(text) == 1
        and page.ends[index] > numeral.core
    ):
        return "word"
    if re.match(
        "一(?:些|起|直|般|定|样|旦|时|线|流|体|边|方面|系列|批|路|手|致|律|道|同|共|切|向|味|再|并|下|次性|站式|窗|网|老|小|对一|户一|人一|村一|企一|校一|码|键|刻|带|点(?!\\d)|大批|番(?!事))",
        chars[numeral.start : numeral.start + 4],
    ):
        return "word"
    if chars[max(0, numeral.start - 1) : numeral.start] in (
        "之",
        "统",
        "唯",
        "专",
        "单",
        "万",
        "第",
        "同",
        "逐",
        "进",
        "不",
        "合",
        "归",
        "无",
        "划",
        "均",
    ) and text in ("一", "二"):
        return "word"
    return None


def _quoted(chars: str, numeral: Numeral, quote: tuple[int, int]) -> Bin | None:
    """Inside a short quotation a number is part of a name, unless the quotation states a result."""
    text = chars[quote[0] : quote[1]]
    if re.search("[。！？]", text) or len(text) > 24:
        return None
    if numeral.chinese and numeral.unit != "%":
        return "name"
    if (
        numeral.measure
        and len(text) > 12
        and numeral.unit not in _SPAN
        and len(re.findall(r"\d", text)) >= 2
        and numeral.start > quote[0]
    ):
        return None
    phrase = chars[quote[0] : numeral.lead]
    if (
        numeral.unit
        and len(phrase) >= 4
        and numeral.tail >= quote[1] - 1
        and re.search(r"[\u4e00-\u9fff]{3}$", phrase)
    ):
        return None
    return "name"


def _age(chars: str, numeral: Numeral) -> Bin:
    """65岁以上老人 defines a group, 82岁的… describes a person."""
    around = chars[numeral.start - 1 : numeral.start] + chars[numeral.end : numeral.end + 3]
    if re.search("以上|以下|及以|以内|至|—|-|周岁|及", around) or numeral.high is not None or numeral.modifiers:
        return "definition"
    return "anecdote"


def _counted(page: Page, numeral: Numeral, before: str) -> Bin:
    """Small numbers in words, spans of time, and brackets of names."""
    chars = page.chars
    start = numeral.start
    clause = page.clause(start)
    after = chars[numeral.end : numeral.end + 8]
    if numeral.unit in _SPAN:
        own = chars[clause[0] : clause[1]]
        if numeral.unit == "分钟" and re.match(
            "[^，。；]{0,14}?圈", after + chars[numeral.end + 8 : numeral.end + 12]
        ):
            return "name"
        if numeral.unit == "年" and re.search("(?:连续|持续)[^，。]{0,3}$", before):
            return "date"
        if (
            numeral.unit == "小时" and numeral.value == 24 and not re.match("以?内|救助|办结|答复|响应", after)
        ) or (numeral.unit in ("年", "天") and numeral.chinese and numeral.value == 1):
            return "other"
        if numeral.unit == "年" and re.match("行动|计划|攻坚|规划|制|级|义务|一贯|内|之约|工程", after):
            return "name" if not after.startswith("内") else "date"
        if numeral.unit == "小时" and isinstance(numeral.value, Decimal) and numeral.value >= 100:
            return "quantity"  # no one thing takes so long: 服务5300小时
        if not _LASTING.search(own) or _GOING.search(own) or (numeral.chinese and numeral.value in (1,)):
            return "other"
        return "quantity"
    if (
        numeral.tail > numeral.end
        and chars[numeral.end : numeral.tail] in ("以上", "以下", "以内")
        and numeral.unit not in ("%", "元")
        and not _REACHED.search(before)
        and re.match("的?[\u4e00-\u9fff]", chars[numeral.tail : numeral.tail + 2])
    ):
        return "definition"
    if numeral.unit in ("公里", "米") and re.search("(?:距|离|往[东南西北]{1,2})[^，。；]{0,8}$", before):
        return "other"
    if not numeral.chinese:
        if numeral.unit in ("期", "步", "点", "站", "层") and not re.search("[\u4e00-\u9fff]", before[-1:]):
            return "other"
        if re.search("[A-Za-z]$", before):
            return "name"
        return "quantity"
    if chars[numeral.end - 1] == "块" and isinstance(numeral.value, Decimal) and numeral.value < 10:
        return "other"  # 一块屏, 两块牌子
    if numeral.unit in ("%", "倍", "元", "人次", "比", "个百分点") or numeral.kind == "ratio":
        return "quantity"
    if isinstance(numeral.value, str) or numeral.value is None:
        return "other"
    if numeral.value == 0:
        return "quantity" if numeral.none else "name"
    if numeral.value == 1:
        lead = before[-4:]
        if (
            _COUNTED.search(lead)
            and numeral.unit in ("台", "座", "所", "家", "条", "处", "支", "辆", "栋", "间", "套")
            and not re.match("条路|条道|家人|条龙", chars[start + 1 : start + 3])
        ):
            return "quantity"
        return "other"
    if (
        numeral.measure in _MEASURES
        or numeral.scale > 1
        or numeral.value >= 10
        or numeral.measure in ("平方米", "公里", "亩", "吨", "人次", "平方公里", "眼", "公斤", "斤", "立方米")
    ):
        if numeral.value < 10 and not numeral.measure:
            return "other"
        if numeral.measure in ("家",) and re.match("牵头|单位联|部门联", after):
            return "other"
        if numeral.value < 10 and re.search("这|那|哪|前|后|上|下|头|同|某$", before[-1:]):
            return "other"
        return "quantity"
    return "other"
