"""The printed lines of a text: where each stands, how wide it is, and what its form alone says it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from loaders.doubling import Ranges, undouble

Form = Literal["text", "item", "number", "table", "caption", "byline", "box", "heading", "turn"]

_GAP: Final = re.compile(r"\S(?:\t| ?\u3000[ \u3000]+| {2,})\S")
_INDENT: Final = {"\u3000": 2, "\t": 4}
_ITEM: Final = re.compile(
    r"[-–*+•·●○◆◇■□▪▫▶►➢➤✓✔★☆※◎◉]+(?:[ \t\u3000]+(?=\S)|(?<![*+–])(?=[\u4e00-\u9fff“《【]))|[-•·●]\*\*|——[ \t\u3000]"
)
_NUMBER: Final = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、）)．](?!\s*$)|[（(]\d{1,2}[)）]|\d{1,2}(?:[、)）]|[.．](?![\d０-９]))(?=\D)"
    r"|[①-⑳❶-❿⒈-⒛㈠-㈩]|第[一二三四五六七八九十百]{1,4}[章节条篇][\s\u3000]"
)
_CAPTION_START: Final = re.compile(
    r"[▲△▼▽]|图为|[左右上下]图|图[①-⑩\d一二三四五六][:：为]|照片说明|图片说明|资料图|配图"
)
CAPTION_END: Final = re.compile(
    r"(?:(?<![拍实航])摄(?:影报道|影)?(?:[ \u3000]*[/／:：][ \u3000]*[^\s。，]{2,12})?|供图|[（(][^()（）。]{0,24}(?:摄|供图|提供|资料图|图)[)）]"
    r"|图[/／][^\s。，]{2,12}|资料图片?|资料照片)[。.]?$"
)
_ROLE: Final = r"(?:记者|通讯员|见习记者|特约记者|实习生|作者|撰文|文图|图文|责任编辑|责编|编辑|统筹|策划|审核|校对|校审|监制|美编|制图|摄影)"
_BYLINE: Final = re.compile(
    rf"[□■◎●（(【\[]*\s*(?:(?:本|新华|央|都市|晚|日)?[^\s，。、：]{{0,8}}(?:首席|全媒体|融媒体)?{_ROLE}[\s\u3000:：/／]|(?:文|来源|稿源|图|供稿|稿件来源)[ \u3000]*[/／:：]"
    r"|(?:本报|本刊|本网)(?:讯|综合)?(?:首席|全媒体|见习|特约)?(?:记者|通讯员))"
)
_CREDIT: Final = re.compile(r"(?:图片|照片|图)(?:均|除署名外)*[由系][^。]{2,24}(?:提供|供图|拍摄)[。]?$")
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛"
    "邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应"
)
_NAMES: Final = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[\s\u3000、]+[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}){{1,5}}$"
)
_BOX: Final = re.compile(
    r"[【\[■◆●▶►★▍▎▌█]*\s*(?:核心提示|核心数据|核心阅读|内容提要|阅读提示|看点|亮点|要点|提要|导读|数说|数读|数据说话|用数据说话|数字|链接|相关链接"
    r"|新闻链接|知识链接|政策链接|延伸阅读|相关新闻|名词解释|新闻名词|编者按|编后|记者手记|小贴士|温馨提示|新闻背景|背景资料|背景链接|新闻多一点|点评"
    r"|短评|快评|专家点评|典型案例|一图看懂|一图读懂|数据看变化)[^，。；、]{0,14}$"
)
_TURN: Final = re.compile(
    r"[（(【\[]?\s*(?:上接|下转|紧接|转)\s*第?\s*[A-Za-z]?[\d一二三四五六七八九十]{1,3}\s*版[^。]{0,12}$"
)
_HEADING: Final = re.compile(
    r"\*\*[^*。]{2,40}\*\*$|【[^】。]{2,30}】$|#{1,6}\s|[▍▎▌█]|[^，。；]{2,24}(?:——|──|--|》》|>>|»)$"
)
# A label and its numbers: 养老床位　9120张.
ROW: Final = re.compile(r"[^\s\d，。；、：]{2,16}(?:[ \u3000]++\d[\d.,]*+[ \u3000]?[^\s\d，。；]{0,6}+){1,10}$")
_TERMINAL: Final = re.compile(r"[。！？!?…⋯；;，、：:]")


BLANK: Final = (
    "".join(
        chr(i)
        for i in (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0xAD, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029)
    )
    + "\u202f\u205f\u2060\u3000\ufeff"
)


@dataclass(slots=True)
class Line:
    """One printed line that is not blank, stripped. ``body`` is ``text[start:end]``, or of a doubled line the parts
    in ``kept``. ``blanks`` blank lines stand before it. ``width`` counts columns, two to a Chinese character.
    ``stop`` is where the line break stands (the last line may have none).
    """

    start: int
    end: int
    body: str
    indent: int
    blanks: int
    width: int
    stop: int
    form: Form = "text"
    kept: Ranges | None = None


def lines(text: str) -> Iterator[Line]:
    """The lines of a text, in order.

    >>> [(line.body, line.indent, line.blanks, line.form) for line in lines("　　甲乙\\n\\n- 丙")]
    [('甲乙', 4, 0, 'text'), ('- 丙', 0, 1, 'item')]
    """
    at, blanks = 0, 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip(BLANK)
        if not body:
            blanks += 1
            at += len(raw)
            continue
        lead = raw.index(body[0])
        indent = lead + sum(_INDENT.get(char, 1) - 1 for char in raw[:lead]) if 0 < lead < 80 else lead
        start = at + lead
        wide = (len(body) + len(body.encode("utf-8", "surrogatepass"))) // 2
        line = Line(start, start + len(body), body, indent, blanks, wide, at + len(raw) - 1)
        line.kept = undouble(body)
        if line.kept:
            line.body = "".join(body[a:b] for a, b in line.kept)
        line.form = _form(line.body)
        yield line
        at, blanks = at + len(raw), 0


def _form(body: str) -> Form:
    if len(body) > 160:
        if body.count("\t") >= 2 and "。" not in body:
            return "table"
        return "item" if _ITEM.match(body) else "number" if _NUMBER.match(body) else "text"
    if _TURN.match(body):
        return "turn"
    if len(body) <= 60 and (_CREDIT.search(body) or _BYLINE.match(body) or _NAMES.match(body)):
        return "byline"
    if _CAPTION_START.match(body) or CAPTION_END.search(body[-40:]):
        return "caption"
    if len(body) <= 24 and _BOX.match(body):
        return "box"
    if _ITEM.match(body):
        return "item"
    if _HEADING.match(body):
        return "heading"
    if _NUMBER.match(body):
        return "number"
    if is_row(body):
        return "table"
    return "text"


def is_row(body: str) -> bool:
    """Whether a line is set in columns, with gaps or bars between them."""
    if (body.count("|") >= 2 and body[0] == "|") or "｜" in body:
        return True
    return (
        _GAP.search(body) is not None
        and ("\t" in body or any(c.isdigit() for c in body))
        and body[-1] not in "。，、；"
    )
