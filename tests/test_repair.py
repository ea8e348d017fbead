"""Repair: what was wrapped, doubled, widened or spliced reads as it was written, and maps back to the file."""

import random
import re
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.doubling import undouble
from loaders.lines import BLANK, lines
from loaders.repair import repair
from loaders.text import Text
from loaders.wrapping import Layout, joins

# Invented: no such report was printed. A block beginning with "# " is a heading, with "- " an item of a list.
ARTICLES = {
    "高新镇": """# 民生账单越晒越实
荣昌区今年把民生支出的每一笔都晒在村头的公示栏里。到9月底，全区民生支出41.3亿元，占一般公共预算支出的79.6%，比去年同期多出2.1个百分点，37件实事已有29件销号。
# 灶台边的就业课
入秋以来，安富街道的陶坊里多了一群学徒。区人力社保局把课堂搬到车间，开出制陶、剪纸、家政等12门短课，每班不超过30人，学费全免，已有1460余人结业，其中八成以上在本镇找到活路。
“手上有活，心里就不慌。”一位学员说。她所在的班里，年纪最大的58岁，最小的才19岁，结业后人均月收入达到4100元。
# 一碗热饭送上坡
在山高路远的村子，吃饭是老人的头等大事。荣昌区探索“中央厨房+邻里送餐”模式，依托46个村级互助点配餐，日均送餐2300余份，80岁以上老人每餐只付3元，其余由区财政和慈善资金按七比三分担。
截至目前，全区建成养老服务中心15家、互助养老点168个，护理型床位占比由2020年的38%提高到64.5%，改造特殊困难老人家庭1985户，户均补助2600元。
- 到2027年，社区居家养老服务覆盖率达到100%。
- 新增公办幼儿园学位3200个，普惠性幼儿园在园幼儿占比稳定在92%以上。""",
    "石柱": """# 山坳里的医生不再单打独斗
# 石柱县推进县域医共体建设观察
过去，黄水镇的乡亲看个慢性病要坐两个小时班车进城。如今，卫生院的远程诊室连着县医院，片子在镇上拍，报告由县里出，平均等候时间从3天缩短到26分钟。
2021年起，石柱县把33家乡镇卫生院和2家县级医院编成两个医共体，推行“人员统管、药品统采、财务统算”的办法，设立规模为860万元的周转资金，专门补基层的短板。县级医师下沉坐诊累计5400人次，基层首诊率提高到66.2%，次均门诊费用降到97.5元。
让人没想到的是，变化最大的竟是药房。全县统一了412种常用药的目录，基层缺药的登记簿一年里只翻了4页，慢性病长处方最长可以开12周，惠及患者2.7万人，为群众节省往返路费约180万元。
“以前是病人跟着医生跑，现在是医生跟着病人走。”县卫生健康委有关负责人说，下一步将把家庭医生签约做实，力争到2026年重点人群签约率不低于85%，每千常住人口执业医师数达到3.4名。""",
    "长寿": """# 托起“一小”的早晨
早上七点半，长寿区凤城街道的托育园门口已经排起小队。园里按月龄分成乳儿班、托小班、托大班，每名保育员照看的孩子不超过5个，月费被压在1350元，比周边民办园低了近四成。
这样的园子在长寿已有63所。区里拿出闲置的办公用房1.9万平方米，采取“公建民营、以奖代补”的办法，每新增一个普惠托位奖补1万元，三年累计投入资金4860万元，每千人口托位数由1.7个增至4.3个，提前一年完成规划目标。
托得起，还要托得好。区卫生健康委会同教委、市场监管局建立联合巡查制度，每季度不少于一次，去年整改隐患217处，关停不合格机构3家；保育人员持证上岗率达到100%，家长满意度为97.8%。
离托育园不远，菩提街道的社区食堂同样热闹。食堂由国企兜底运营，一荤两素的套餐卖12元，65岁以上的居民打八折，失能老人由志愿者送餐上门，去年接待居民31万人次，获评全市示范社区食堂。""",
}
ENDS = re.compile(r"(?<=[。！？])(?![”’」』）])|(?<=[。！？][”’])|\n")
NOT_FIRST = "，。、；：！？）》”’％%"
NOT_LAST = "“‘《（"


def columns(text: str) -> int:
    return sum(2 if ord(char) > 0x2000 else 1 for char in text)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in ENDS.split(text) if part and part.strip()]


def blocks_of(article: str) -> list[str]:
    return [block.removeprefix("# ") for block in article.split("\n")]


def wrap(block: str, width: int, indent: str) -> list[str]:
    """A block set in a column as a typesetter does: no sign that closes begins a line, none that opens ends one."""
    rows, row = [], indent
    for token in re.findall(r"[0-9.]+%?|.", block):
        if columns(row + token) > width and token not in NOT_FIRST and row.strip():
            kept = row.rstrip(NOT_LAST)
            rows.append(kept)
            row = row[len(kept) :]
        row += token
    return [*rows, row]


def typeset(article: str, width: int, seed: int, indented: bool) -> tuple[str, list[bool]]:
    """An article in a column, with blank lines strewn in, and which of its line breaks are layout."""
    dice = random.Random(seed)
    printed: list[str] = []
    layout: list[bool] = []
    for block in article.split("\n"):
        running = not block.startswith(("# ", "- "))
        rows = wrap(block.removeprefix("# "), width, "　　" if indented and running else "")
        for row in rows[:-1]:
            printed.append(row + "\n" * (1 + (dice.random() < 0.08)))
            layout.append(True)
        printed.append(rows[-1] + "\n\n")
        layout.append(False)
    return "".join(printed), layout[:-1]


@pytest.mark.parametrize("indented", [False, True])
@pytest.mark.parametrize("name", ARTICLES)
def test_wrapped_articles_read_as_written(name: str, indented: bool) -> None:
    article = "\n".join(blocks_of(ARTICLES[name]))
    right = total = kept = meant = 0
    for width in range(20, 92):
        printed, layout = typeset(ARTICLES[name], width, width, indented)
        rows = list(lines(printed))
        decided = joins(rows, Layout(rows))
        assert len(decided) == len(layout)
        right += sum(a == b for a, b in zip(decided, layout, strict=True))
        total += len(layout)
        found = sentences(repair(printed).chars)
        meant += len(sentences(article))
        kept += sum(sentence in found for sentence in sentences(article))
    assert right / total >= 0.97
    assert kept / meant >= 0.97


@given(st.sampled_from(sorted(ARTICLES)), st.integers(24, 100), st.integers(0, 10**6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_wrapping_changes_no_character(name: str, width: int, seed: int, indented: bool) -> None:
    printed, _ = typeset(ARTICLES[name], width, seed, indented)
    assert "".join(repair(printed).chars.split()) == "".join("".join(blocks_of(ARTICLES[name])).split())


def test_articles_that_are_not_wrapped_stay_as_they_are() -> None:
    for article in ARTICLES.values():
        for gap in ("\n", "\n\n", "\r\n", "\n\n\n", "\u2028"):
            text = repair(gap.join(blocks_of(article)))
            assert text.chars.split("\n") == blocks_of(article)


# ── the offset map ───────────────────────────────────────────────────────────────────────────────────────────────


def folds(char: str, source: str) -> bool:
    return char == source or (char in "\n " and source.isspace()) or char == unicodedata.normalize("NFKC", source)


def check_map(source: str, text: Text) -> None:
    assert len(text.offsets) == len(text.chars)
    assert all(a < b for a, b in pairwise(text.offsets))
    assert all(folds(char, source[at]) for char, at in zip(text.chars, text.offsets, strict=True))
    blocks = [(zone.start, zone.end) for zone in text.zones]
    assert "\n".join(text.chars[a:b] for a, b in blocks) == text.chars
    assert all(zone.continues is None or zone.continues > i for i, zone in enumerate(text.zones))
    assert all(0 <= note.start < note.end <= len(source) for note in text.notes)


def check_span(source: str, text: Text, start: int, end: int) -> None:
    spans = text.spans(start, end)
    assert spans[0].start == text.offsets[start]
    assert spans[-1].end == text.offsets[end - 1] + 1
    assert all(a.end < b.start for a, b in pairwise(spans))
    printed = "".join(source[span.start : span.end] for span in spans)
    read = [char for char in text.chars[start:end] if not char.isspace() and char not in BLANK]
    back = [char for char in printed if not char.isspace() and char not in BLANK]
    assert len(read) == len(back)
    assert all(folds(a, b) for a, b in zip(read, back, strict=True))


GENRE = st.text(
    st.sampled_from(
        "民生区工作的和在了万元人年月。，、：；“”（）《》—…％．0123５２％ab \t\u3000\n\n\n\r\u2028\ufeff*-•①摄"
    ),
    max_size=300,
)


@given(st.one_of(st.text(max_size=200), GENRE), st.data())
@settings(max_examples=400, deadline=None)
def test_every_character_and_span_maps_back(source: str, data: st.DataObject) -> None:
    text = repair(source)
    check_map(source, text)
    if text.chars:
        start = data.draw(st.integers(0, len(text.chars) - 1))
        check_span(source, text, start, data.draw(st.integers(start + 1, len(text.chars))))


@given(st.lists(st.text("老人食堂日均供餐体检2159，。摄", min_size=1, max_size=6), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_doubled_lines_map_back(chunks: list[str]) -> None:
    source = "街道" + "".join(chunk + chunk for chunk in chunks) + "\n" + "".join(chunk * 2 for chunk in chunks)
    text = repair(source)
    check_map(source, text)
    for start in range(len(text.chars)):
        check_span(source, text, start, len(text.chars))


# ── doubled captions, widths, spaces ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("7676岁的社区居民试用助行器岁的社区居民试用助行器。。", "76岁的社区居民试用助行器。"),
        ("新建的托育园新建的托育园，，可收可收120120名名幼儿幼儿。。", "新建的托育园，可收120名幼儿。"),
        ("志愿者送餐上门志愿者送餐上门", "志愿者送餐上门"),
        ("老街新貌老街新貌 摄摄//", "老街新貌 摄/"),
        ("▲社区食堂社区食堂", "▲社区食堂"),
        ("口袋公园口袋公园。", "口袋公园。"),
    ],
)
def test_doubled_captions(printed: str, meant: str) -> None:
    text = repair(f"全区今年新建公园。\n\n{printed}\n")
    assert text.chars.split("\n")[1].replace(" ", "") == meant.replace(" ", "")
    assert [note.kind for note in text.notes] == ["doubled"]


@pytest.mark.parametrize(
    "line", ["高高兴兴", "红红火火欢欢喜喜", "家家户户", "20222022", "一步一步走", "看看看看", "天天"]
)
def test_words_that_repeat_are_no_doubling(line: str) -> None:
    assert undouble(line) is None


def test_a_doubled_number_stands_next_to_its_unit() -> None:
    source = "日均接待日均接待310310人次人次。。"
    text = repair(source)
    at = text.chars.index("310人次")
    assert [source[span.start : span.end] for span in text.spans(at, at + 5)] == ["310人次"]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("全区共有３２７ 户、８６．５％的家庭参保。", "全区共有327户、86.5%的家庭参保。"),
        ("发放补助１，２５０ 万元，惠及 2010 人。", "发放补助1,250万元，惠及2010人。"),
        ("２０２４年，１２人受训。", "2024年，12人受训。"),
        ("在2019，200人受训。", "在2019，200人受训。"),
        ("２０１９，１２人受训。", "2019，12人受训。"),
        ("自 2010 年 11 月起， 完成 34.01 万平方米。", "自2010年11月起，完成34.01万平方米。"),
        ("满意度达 98 %，比上年高。", "满意度达98%，比上年高。"),
        ("巩固率达**99.5%**以上。", "巩固率达99.5%以上。"),
        ("用 New Energy 车送餐，很方便。", "用New Energy车送餐，很方便。"),
        ("民 生 支 出 增 长，很快。", "民生支出增长，很快。"),
        ("零\u200b宽\ufeff字符，没有了。", "零宽字符，没有了。"),
        ("民生 ", "民生"),
        ("民生。**", "民生。"),
        ("***", "***"),
    ],
)
def test_widths_and_spaces(printed: str, meant: str) -> None:
    text = repair(printed)
    assert text.chars == meant
    check_map(printed, text)


# ── line breaks ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        (
            "去年全区新增托位，参保人数达到25.4\n\n万人，比上年多。",
            "去年全区新增托位，参保人数达到25.4万人，比上年多。",
        ),
        (
            "街道开办了技能课堂，帮助居民就\n\n业增收，很受欢迎。",
            "街道开办了技能课堂，帮助居民就业增收，很受欢迎。",
        ),
        ("全区实施了《养老\n服务条例》，很好。", "全区实施了《养老服务条例》，很好。"),
        ("一是建机制，\n二是强队伍。", "一是建机制，二是强队伍。"),
        ("学校用上了 Smart\nClass 系统，很好。", "学校用上了Smart Class系统，很好。"),
        ("- 办好社区食堂，\n  让老人吃得好\n- 办好学校", "- 办好社区食堂，让老人吃得好\n- 办好学校"),
        ("- 到2027年，\n- 建成食堂20所。", "- 到2027年，\n- 建成食堂20所。"),
        ("核心提示\n全区办好实事。", "核心提示\n全区办好实事。"),
        ("就业有保障\n\n全区新增就业2万人。", "就业有保障\n全区新增就业2万人。"),
        ("出门见绿，抬脚有路\n全区新建公园12处。", "出门见绿，抬脚有路\n全区新建公园12处。"),
        ("①夜校：白天做工，晚上学艺\n全区开课52期。", "①夜校：白天做工，晚上学艺\n全区开课52期。"),
        ("—— 人均寿命80岁；\n—— 失业率降低。", "——人均寿命80岁；\n——失业率降低。"),
        ("办得好。\n\n“真不错！”他说。", "办得好。\n“真不错！”他说。"),
        ("供餐点　　　　12个\n食堂　　　　　3所", "供餐点　　　　12个\n食堂　　　　　3所"),
    ],
)
def test_single_breaks(printed: str, meant: str) -> None:
    assert repair(printed).chars == meant


def test_a_sentence_goes_on_behind_a_caption() -> None:
    first = "街道把闲置的仓库改成社区客厅，开办了书法、剪纸等课程，居民在这里学习技能、交流经验，日子越过越有滋味，也让更多人愿意参"
    second = "与社区治理，一年来解决邻里小事三百余件。"
    text = repair(f"{first}\n\n\n\n社区客厅里的剪纸课\n\n{second}\n")
    assert [zone.kind for zone in text.zones] == ["paragraph", "caption", "paragraph"]
    assert text.zones[0].continues == 2
    assert [note.kind for note in text.notes] == ["interrupted"]


# ── zones ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_zones() -> None:
    source = (
        "永川 把实事办到心坎上\n\n□本报记者 周某某 何某\n\n全区今年办成实事20件，群众满意度很高。\n\n一、就业更稳\n\n"
        "新增就业2.1万人，零就业家庭动态清零，登记失业人员再就业4000余人。\n\n看点\n\n- 新建学校3所\n● 新建医院1所\n\n"
        "数说民生（2023年）\n教育　　新增学位　　1200个\n　　　　入园率　　98%\n\n▲改造后的老街\n\n图为社区食堂。区融媒体中心供图\n"
    )
    text = repair(source)
    assert [(zone.kind, text.chars[zone.start : zone.end][:4]) for zone in text.zones] == [
        ("title", "永川 把"),
        ("byline", "□本报记"),
        ("paragraph", "全区今年"),
        ("heading", "一、就业"),
        ("paragraph", "新增就业"),
        ("box", "看点"),
        ("list", "- 新建"),
        ("list", "● 新建"),
        ("box", "数说民生"),
        ("table", "教育　　"),
        ("table", "入园率　"),
        ("caption", "▲改造后"),
        ("caption", "图为社区"),
    ]


# ── spliced columns ──────────────────────────────────────────────────────────────────────────────────────────────

HOME = [
    "璧山区把家门口的小事当成大事来办，群众的获得感越来越足。",
    "璧山区璧城街道建起邻里中心12处，居民步行一刻钟就能办事。为了让独居老人安心，街道还组织志愿者定期上门探",
    "访，一年来累计服务独居老人3600人次，解决难题400余件。",
    "接下来，璧山区将再建邻里中心8处，惠及居民5万人。",
]
STRANGE = [
    "打造千亿级的汽车产业，招引配套企业32家，投资额达到210亿元。",
    "大足区的五金产业同样红火，年产值突破700亿元，大足区的出口额增长两成。",
    "以技术改造为牵引，大足五金正从拼价格转向拼质",
]


def test_a_foreign_fragment_is_set_aside() -> None:
    tail = [
        "量和品牌，效益提升。",
        "“我们要做强五金。”大足区有关负责人说。",
        "（上接3版）",
        "去年，大足区新增规上企业41家。",
    ]
    source = "\n\n".join([*HOME[:2], *STRANGE, *HOME[2:], *tail]) + "\n"
    text = repair(source)
    kinds = [zone.kind for zone in text.zones]
    assert kinds == ["paragraph"] * 2 + ["foreign"] * 3 + ["paragraph"] * 2 + ["foreign"] * 4
    assert text.zones[1].continues == 5
    assert [source[note.start : note.end][:4] for note in text.notes if note.kind == "foreign"] == [
        "打造千亿",
        "量和品牌",
    ]


def test_an_article_broken_in_two_places_is_not_foreign() -> None:
    source = "\n\n".join([*HOME[:3], HOME[3][:9], HOME[3][9:]])
    text = repair(source)
    assert "foreign" not in [zone.kind for zone in text.zones]
    assert "上门探访，" in text.chars
    for article in ARTICLES.values():
        assert "foreign" not in [zone.kind for zone in repair(article).zones]


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "hostile",
    [
        "民生" * 500_000,
        "中" + " " * 1_000_000 + "国",
        "\n" * 1_000_000,
        "（" * 500_000,
        "民 " * 250_000,
        ("啊吧" * 20 + "吧啊" * 20 + "c吧" * 20 + "吧c\n") * 1_000,
        "“\n\n" * 20_000,
        "（上接1版）\n" * 20_000,
        "璧山区的企业，大足区的工作的\n\n" * 10_000,
        "——" * 500_000,
        "甲  乙" * 200_000,
        "- \n" * 30_000,
    ],
    ids=range(12),
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    repair("预热，")
    start = time.process_time()
    text = repair(hostile)
    assert time.process_time() - start < 10
    assert len(text.offsets) == len(text.chars)


def test_speed() -> None:
    wrapped = "".join(typeset(article, 52, 1, True)[0] for article in ARTICLES.values()) * 60
    repair(wrapped[:2000])
    start = time.process_time()
    repair(wrapped)
    assert len(wrapped) / (time.process_time() - start) > 100_000  # five times that on a quiet machine
