"""What a text names as a programme, and the short forms by which it goes on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from loaders.extract.page import Page
from loaders.names import plain

HEADS: Final = (
    "工程|行动计划|行动方案|行动|计划|机制|体系|平台|制度|模式|保险|试点|改革|工作法|做法|服务圈|项目|活动|品牌|系统|小程序|方案|战略|基金|资金池|联合体|专项|补贴|标准|清单|办法|课堂|学堂|超市|驿站|"
    "套餐|礼包|快线|专线|直通车|联盟|集团|中心|贷款|贷|险|码|岗|站|圈|单|卡|账户|订单班|培训班|托管班|夜校|门诊|专班|政策|积分制?|网络|路径|治理|创建|建设|服务|监管|工作室|银行|食堂"
)
_STRONG: Final = "工程|行动计划|行动方案|行动|计划|机制|体系|平台|制度|模式|保险|试点|改革|工作法|做法|服务圈|项目|活动|品牌|系统|小程序|方案|战略|基金|资金池|联合体|专项行动"
_TAILS: Final = _STRONG.replace("试点|", "")
_FACILITY: Final = frozenset(["食堂", "站", "点", "中心", "驿站", "学堂", "课堂", "银行", "超市", "网络", "岗"])
_VERB: Final = (
    "推出|推行|推开|推广|推动|推进|实施|开展|打造|建立|启动|创新|探索|构建|上线|建成|创建|试点|试行|深化|开设|设立|搭建|落实|组建|开通|发起|举办|引入|落地|升级|依托|通过|借助|运用|纳入|入列|参加|享受|申请|办理|聚焦|"
    "开发|投放|投用|购买|搞起|搞|干|办起|兴起|叫响|发放|发展|全面|启用|成立|建设|发布|坚持将|做强|擦亮|唱响|执行|按照|根据|围绕|制定|出台|全国首创|首创|率先|深入|持续|大力|结成|组成"
)
# 县妇联牵头的“早教进寨”
_WHOSE: Final = re.compile("(?:牵头|推出|打造|实施|创办|开设|发起|组织|搭建|上线|首创)的$")
# “…”便民服务综合体 is no 服务.
_COMPOUND: Final = "人员|队|站|点|中心|大厅|窗口|综合体|圈|包|网|体系|平台|项目|模式|机制"
_QUOTED: Final = re.compile(
    rf"(?P<name>“(?P<core>[^“”\n，。；！？：]{{2,16}})”(?:“[^“”\n，。；]{{2,8}}”)*(?P<post>(?:(?![的了在和对把被将从与第为是等让获])[\u4e00-\u9fff]){{0,8}}?(?:{_TAILS})|(?!政务|公共)[\u4e00-\u9fff]{{2}}服务(?!{_COMPOUND})|(?:{HEADS})(?![\u4e00-\u9fff]?[人员]))?)"
)
_TITLED: Final = re.compile(
    "《(?P<core>[^《》\n]{4,40}?(?:方案|规划|办法|条例|意见|计划|行动|纲要|措施|工程)(?:\\([^()]*\\))?)》"
)
_SHORT: Final = re.compile(
    "(?P<full>[\u4e00-\u9fffA-Za-z]{4,20})[（(](?:以下)?(?:简称|统称|即)[:：]?“(?P<short>[^“”]{2,10})”[)）]"
)
_TYPED: Final = re.compile(
    r"(?:实施|开展|推进|推行|启动|深化|建立|构建|创建|打造|探索|出台|搭建|上线|推出|组织|施行|试行|运行|推开)(?:了|起|的)?(?P<core>(?![了的一各])(?:[\u4e00-\u9fff]|(?<=[\u4e00-\u9fff]{2})\d{1,3}(?![\d项个条大类批万亿余多])){3,18}?(?:工程|行动计划|行动|计划|机制|制度|模式|保险|试点|改革|平台|(?:医共体|医联体|服务圈|生活圈)建设))(?=[，。、；：]|的|以来|$)"
)
_SUBJECT: Final = re.compile(
    r"(?<=[。；\n])(?P<core>[\u4e00-\u9fff]{3,12}?(?:工程|(?:改善|提升|行动)计划|行动|试点|改革|保险|平台|系统|小程序))(?=启动|实施|推进|推行|上线|运行|开展|执行|累计|已|共|惠及|覆盖|全面|自|调阅|受理|启用|怎么|越来越|落地|见效|让|带来|建立)"
)
_KNOWN: Final = {
    "药品集中带量采购": ("药品集采", "集采药品"),
    "医用耗材集中带量采购": ("耗材集采", "高值医用耗材集中带量采购"),
    "长期护理保险": ("长护险", "长护保险", "长期护理保险制度"),
}
_NOT_BEFORE: Final = re.compile(
    "(?:称为|誉为|成为|称作|叫做|叫|变成|变|让|是|评为|获评|荣获|授予|获|称号|所谓|挂在嘴边的|称|喊|说|用上|当|一句|入选|当上|变为|圆了|摘掉|打通|破解|解决|告别|作为)$"
)
_NOT_AFTER: Final = re.compile(
    "样板|之称|称号|美誉|荣誉|典范|风景线|问题|难题|顾虑|瓶颈|关口|烦恼|变|时代|字|的?(?:愿望|梦|说法|口号|理念|目标|原则|思路)|先进|示范(?:区|县|社区|村)|殊荣|奖"
)
_SPOKEN: Final = re.compile("[吗呢吧啊呀嘛哦]|我|你|您|咱|他|她|了$|不用|[0-9一二三四五六七八九十]+(?:元|岁|人$)")
_FOUR: Final = re.compile(
    "一老一小|老有|幼有|学有|病有|弱有|住有|劳有|所养|所依|所育|有所|领跑|提质增效|最后一公里|家门口|急难愁盼|金钥匙|痛点|堵点|难点|好$|难$|苦$|[一点面手]对[一点面]|手把手|面对面|伤疤|绿洲|变化|红利|路上|指尖|加速|减法|加法|答卷|账本|账$|门道|第[一二三四五六七八九十]"
)
# 这是2024年推出的补充保险: says what it is, and does not name it.
_IS: Final = re.compile("是[^，。；：]*$")
# 区里的办法叫“小桌议事”; 她说的，是镇上的“帮帮车间”。
_CALLED: Final = re.compile(
    "(?:办法|做法|项目|机制|服务|模式|平台|品牌|行动|活动|计划|招数|名字|折子|本子)(?:就|也)?(?:叫|名叫|叫作|叫做|名为|取名)$"
)
_PREDICATE: Final = re.compile("(?:是|有)[^，。；]{1,8}的$")
# 劳务品牌“宁河嫂”; 5台“健康车”.
_KIND: Final = re.compile("(?:品牌|项目|计划|行动|工程|平台|机制|模式|保险)$")
_COUNTED: Final = re.compile(r"\d+[台辆支个家间所处座]")
# “零工驿站”14个
_NUMBERED: Final = re.compile(r"\d[\d.万余多]*(?:个|家|处|所|间|座|台|辆|支)")
# Each is compared with each: a text that names more is no report, or is made to take time.
_MOST: Final = 400


@dataclass(slots=True)
class Named:
    """A programme with every form of its name that the text uses, and where they stand."""

    name: str
    forms: set[str] = field(default_factory=set)
    at: list[tuple[int, int]] = field(default_factory=list)
    strength: int = 0
    core: str = ""
    document: bool = False


def named_in(page: Page) -> list[Named]:
    """Finds what the text names as programmes."""
    chars = page.chars
    named: dict[str, Named] = {}
    for match in _SHORT.finditer(chars):
        full = _abbreviated(match["full"], match["short"])
        entry = _entry(named, full, match.end("full") - len(full), match.end("full"), 3)
        entry.forms.add(match["short"])
        entry.core = match["short"]
    for known, forms in _KNOWN.items():
        for form in (known, *forms):
            for match in re.finditer(re.escape(form), chars):
                _entry(named, known, *match.span(), 3).forms.update(forms)
    for match in _TITLED.finditer(chars):
        core = match["core"]
        entry = _entry(named, core, *match.span(), 3)
        entry.core = core
        entry.document = True
        entry.forms.add(match["core"])
    short = _short_forms(match["core"] for match in _QUOTED.finditer(chars))
    for match in _QUOTED.finditer(chars):
        strength = _strength(page, match)
        if match["core"] in short and not page.titled(match.start()):
            strength = max(strength, 2)
        if strength:
            name = match["name"]
            bare = f"“{match['core']}”"
            if match["post"] in _FACILITY and chars.count(bare) > 2 * chars.count(name):
                name = bare  # “江小厨”食堂 once, “江小厨” everywhere else
            pre = _prefix(page, match)
            entry = _entry(named, pre + name, match.start("name") - len(pre), match.end("name"), strength)
            entry.core = entry.core or match["core"]
            entry.forms.update((match["core"], name, f"“{match['core']}”"))
    for match in _TYPED.finditer(chars):
        core = _from_word(match["core"])
        what = match.group().rpartition(match["core"])[0].endswith("的") and _IS.search(
            chars, max(0, match.start() - 14), match.start()
        )
        if (
            len(core) >= 5
            and not what
            and not re.search(
                "新模式|新机制|新路径|新平台|一系列|多项|相关|各项|^重点|^重大|等|这|该|系列|一批", core
            )
            and page.boundary(match.end("core") - len(core))
        ):
            _entry(named, core, match.end("core") - len(core), match.end("core"), 2).core = core
    for match in _SUBJECT.finditer(chars):
        if page.boundary(match.start("core")) and not re.match("全|该|这|各|本|我|其", match["core"]):
            _entry(named, match["core"], *match.span("core"), 2).core = match["core"]
    first = sorted(named.values(), key=lambda entry: min(entry.at))[:_MOST]
    return _merge(first, short)


def _short_forms(cores: Iterable[str]) -> dict[str, str]:
    """Of what is quoted, that which is quoted again by its end or beginning, and that: 龙船诊车 and 诊车."""
    quoted = dict.fromkeys(cores)
    found: dict[str, str] = {}
    for long in quoted:
        if 4 <= len(long) <= 8:
            parts = (part for size in range(len(long) - 2, 1, -1) for part in (long[-size:], long[:size]))
            if short := next((part for part in parts if part in quoted), None):
                found[long] = short
    return found


def _entry(named: dict[str, Named], name: str, start: int, end: int, strength: int) -> Named:
    entry = named.setdefault(plain(name), Named(name))
    entry.at.append((start, end))
    entry.strength = max(entry.strength, strength)
    return entry


def _from_word(text: str) -> str:
    """Without the verb that it begins with."""
    match = re.match(f"(?:{_VERB}|为|将|对|把|是|的|了|在|我国|全市|全区)+", text)
    return text[match.end() :] if match and len(text) - match.end() >= 3 else text


def _abbreviated(text: str, short: str) -> str:
    """The end of a text that a short form stands for: 咨询长期护理保险 and 长护险 is 长期护理保险."""
    starts = (i for i in range(len(text) - len(short), -1, -1) if text[i] == short[0])
    found = next((text[i:] for i in starts if _within(short, text[i:])), "")
    return found or _from_word(text)


def _within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other, in their order."""
    rest = iter(long)
    return all(char in rest for char in short)


def _prefix(page: Page, match: re.Match[str]) -> str:
    """A noun right before a quoted number word belongs to the name: 医共体“三通”."""
    if not re.match("[一二三四五六七八九十两]", match["core"]) or len(match["core"]) > 3:
        return ""
    index = page.word(match.start("name") - 1)
    word = page.chars[page.starts[index] : page.ends[index]]
    return (
        word
        if page.tags[index] in ("n", "nz", "nt") and 2 <= len(word) <= 4 and word not in ("实施", "全市", "全区")
        else ""
    )


def _strength(page: Page, match: re.Match[str]) -> int:
    """0 no programme, 1 may be one, 2 is named as one, 3 is introduced as one."""
    core, post = match["core"], match["post"]
    chars = page.chars
    start, end = match.span("name")
    if page.titled(start):
        return 0
    before = chars[max(0, start - 12) : start]
    after = chars[end : end + 8]
    if before.endswith(("通过", "登录", "在")) and re.match(
        "(?:平台|小程序|APP)?(?:提交|申请|申报|查询|预约|填报|办理)", after
    ):
        return 0
    if (_SPOKEN.search(core) and not post) or re.fullmatch("十[一二三四五]五|[一点面手]对[一点面]|两会", core):
        return 0
    if _NOT_AFTER.match(after) and not post:
        return 0
    clause = re.split("[，。；：！？\n、]", before)[-1]
    slogan = _FOUR.search(core) is not None
    predicate = after[:1] in "。！" and _PREDICATE.search(clause) and not _SPOKEN.search(core)
    if not slogan and (predicate or _CALLED.search(clause)):
        return 2
    if _NOT_BEFORE.search(before) and not (post and re.search(_STRONG, post)):
        return 0
    introduced = re.search(f"(?:{_VERB})[^，。；]{{0,6}}$", clause) is not None
    if not slogan and (_WHOSE.search(before) or _KIND.search(clause) or _COUNTED.fullmatch(clause)):
        return 2
    if clause.endswith("靠") and re.match("[\u4e00-\u9fff]", after):
        return 2  # 靠“山货车间”留人
    if clause.endswith(("把", "将")) and re.match("送|铺|开|推|延伸|搬|建|由|扩|带|引|纳", after):
        return 2
    if re.match("是(?:什么|啥|怎么回事|个啥)|怎么", after) or clause.endswith(("什么是", "啥是", "所谓")):
        return 3
    place = re.fullmatch("[\u4e00-\u9fff]{2,5}的", clause) and page.tags[page.word(start - len(clause))] == "ns"
    subject = (
        (not clause or place)  # 云阳的“零工驿站”2021年挂牌
        and re.match(r"(?:\d{4}年)?(?:\d{1,2}月)?[\u4e00-\u9fff]", after) is not None
        and not re.match("的|是|和|与|等|里|中|上(?![门线])|这|了|既|不", after)
    )
    if post and re.search(f"(?:{_STRONG})$", post) and "、" not in core:
        return 3 if introduced else 2
    typed = re.search(f"(?:{HEADS})$", core) is not None
    if slogan and not post and not (typed and len(core) >= 6):
        return 0
    if "、" in core or len(core) > 10:
        return 0 if not post else 1
    if post:
        return (
            2
            if introduced
            or not clause
            or _nouns(page, start - len(clause), start)
            or before.endswith(("在", "以", "对", "用", "按", "靠"))
            else 1
        )
    attached = re.match(
        "(?!成效|效果|上线|启动|开通|运行|实施|投用|落地|挂牌|开张)[\u4e00-\u9fff]{2}", after
    ) is not None and page.tags[page.word(end)] in (
        "n",
        "vn",
        "nz",
        "b",
    )
    if attached and not typed:
        return 1
    if (
        introduced
        or subject
        or re.search(f"(?:{_STRONG})$", core)
        or (3 <= len(core) <= 7 and chars.count(core) >= 2)
    ):
        return 2
    if typed:
        return 2 if _NUMBERED.match(after) else 1
    return 1 if chars.count(core) >= 3 else 0


def _nouns(page: Page, start: int, end: int) -> bool:
    """Whether a range is made of nouns alone: 小微企业“渝惠融”贷款."""
    return all(page.tags[i].startswith(("n", "j")) for i in range(page.word(start), page.word(end - 1) + 1))


def _merge(found: list[Named], short_forms: Mapping[str, str]) -> list[Named]:
    """Short forms join the programme they shorten: “楼门岗” is 楼门就业岗, 长护险 is 长期护理保险."""
    kept: list[Named] = []
    for entry in sorted(found, key=lambda n: (min(n.at), -len(n.name))):
        short = plain(entry.core or entry.name)
        for other in kept:
            forms = {plain(f) for f in (*other.forms, other.name, other.core) if f}
            long = plain(other.core or other.name)
            if (
                short in forms
                or plain(entry.name) in forms
                or (long and long in plain(entry.name) and len(long) >= 3)
                or _shortens(short, long)
                or short_forms.get(other.core) == entry.core
                or (entry.core and short_forms.get(entry.core) == other.core)
                or any(_shortens(long, f) and len(long) >= 3 for f in [short])
            ):
                other.at += entry.at
                other.forms |= entry.forms | {entry.name}
                if entry.name in _KNOWN or (
                    len(plain(entry.name)) > len(plain(other.name))
                    and plain(other.core or other.name) in plain(entry.name)
                    and entry.strength >= 2
                    and not entry.document  # 《长期护理保险工作方案》 tells of the programme, and is not its name
                ):
                    other.name = entry.name
                other.strength = max(other.strength, entry.strength)
                break
        else:
            kept.append(entry)
    return kept


def _shortens(short: str, long: str) -> bool:
    """Whether the characters of one are those of the other with some left out, first and last kept."""
    if not 2 <= len(short) < len(long) or short[0] != long[0] or short[-1] != long[-1]:
        return False
    return len(short) >= 3 and _within(short, long)
