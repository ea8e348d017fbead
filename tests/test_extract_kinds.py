"""Kinds of wording that first readings of unseen articles showed, each in sentences of our own."""

import pytest

from loaders.extract.reading import read
from loaders.repair import repair
from tests.test_extract_meaning import document

ROUND_UP = """民生观察2026年3月20日

三地走访，各有各的路子

　　市医保局公布的数据显示，2025年，全市新增定点机构210家。

江北：楼下能办的事，不跑远路

　　2024年9月首站在石马河街道开张，眼下全区已有服务站31个。

大足：车间里的账本

　　全区发放贷款1200笔。

巫溪：山路远，服务不远

　　去年，县域内就诊率为83.1%，但仍比大足低4个百分点。
　　县里累计培训护理员510人。

链接

●零工市场：截至2025年底，全市建成140个。
"""


def test_a_round_up_gives_each_district_its_own_section() -> None:
    found = document(ROUND_UP)
    places = {words: found[words].place for words in ("210家", "31个", "1200笔", "83.1%", "510人", "140个")}
    assert places == {
        "210家": "重庆市",
        "31个": "江北区",  # until November 2025, and still called so
        "1200笔": "大足区",
        "83.1%": "巫溪县",
        "510人": "巫溪县",
        "140个": "重庆市",
    }


def test_a_heading_may_hold_a_comma() -> None:
    kinds = [zone.kind for zone in repair(ROUND_UP).zones]
    assert kinds.count("heading") >= 3


@pytest.mark.parametrize(
    ("text", "printed", "field", "value"),
    [
        ("合川区城市、农村低保标准分别提高到每人每月812元和655元。", "812元", "indicator", "城市低保标准"),
        ("合川区今年8月起，参保率由开办时的41%提高到目前的72%。", "72%", "role", "outcome"),
        ("合川区补偿扣除2万元起付线后按60%赔付。", "2万元", "role", "parameter"),
        ("合川区补偿扣除2万元起付线后按60%赔付。", "60%", "indicator", "赔付比例"),
        ("合川区公共维修费用由区、镇两级按6∶4分担。", "6∶4", "role", "parameter"),
        ("合川区“安心保”累计赔付900件，最高一笔赔了31万元。", "31万元", "role", "outcome"),
        ("合川区1240名网格员对低收入家庭每月入户走访。", "1240名", "role", "input"),
        ("合川区每名志愿者结对不超过4名，全年陪伴5300余小时。", "5300余小时", "role", "outcome"),
        ("合川区今年安排的18件重点民生实事，到6月底已有7件完工。", "18件", "role", "target"),
        ("合川区今年安排的18件重点民生实事，到6月底已有7件完工。", "7件", "role", "outcome"),
        ("合川区存满80分可换3餐饭菜。", "80分", "role", "parameter"),
        ("合川区服务覆盖12个以上乡镇街道。", "12个以上", "unit", "个"),
        (
            "合川区从登记到上岗的平均用时，由4.5天压缩到1.5天。",
            "1.5天",
            "indicator",
            "登记到上岗平均用时",
        ),
    ],
)
def test_what_the_words_around_a_number_make_of_it(text: str, printed: str, field: str, value: str) -> None:
    found = document(text, "2025-09")
    fact = next(f for words, f in found.items() if printed.startswith(words) or words == printed)
    assert getattr(fact, field) == value


@pytest.mark.parametrize(
    "text",
    [
        "今天我们请到五位部门负责同志介绍情况。",
        "我们在岳城、石桥两个街道布点。",
        "全局围绕“兜底、增福、善治”三件事开展工作。",
        "返乡青年陶振华33岁，去年领到1万元补贴，眼下雇着9名工友。",
    ],
)
def test_what_states_no_figure(text: str) -> None:
    assert document(f"合川区民生报道\n\n{text}\n", "2025-10") == {}


@pytest.mark.parametrize(
    ("text", "printed", "programme"),
    [
        ("合川区布点“零工小栈”16个，日均接待410人。", "410人", None),
        ("合川区布点“零工驿站”16个，日均接待410人。", "410人", "“零工驿站”"),
        ("合川区总结推广“院坝夜谈”做法。全年收集议题2100件。", "2100件", "“院坝夜谈”做法"),
        ("劳务品牌“钓鱼城嫂”走了出去，共培训护理员2600人。", "2600人", "“钓鱼城嫂”"),
        ("区里从去年起实施乡村车间培育工程：每带出一名学徒，补贴700元。", "700元", "乡村车间培育工程"),
        ("这是合川区2024年推出的普惠型补充保险，每份每年66元。", "66元", None),
    ],
)
def test_names_of_programmes(text: str, printed: str, programme: str | None) -> None:
    assert document(text, "2025-09")[printed].programme == programme


@pytest.mark.parametrize(
    ("text", "printed", "period"),
    [
        ("2024年启动的“暖桌”助餐项目进入第二年，全区助餐点达到58个。", "58个", None),
        ("2022年在南城起步以来，“时光本”注册志愿者4300人。", "4300人", "2022/2025"),
        ("2022年3月，我区启动“归巢”行动：首次创业的，给予一次性补贴8000元。", "8000元", None),
        ("一年多来，全区认定车间70家。", "70家", "2024/2025"),
    ],
)
def test_when_a_thing_only_began(text: str, printed: str, period: str | None) -> None:
    assert document(f"合川区民生报道\n\n{text}\n", "2025-09")[printed].period == period


def test_a_house_of_its_own_leaves_the_programme() -> None:
    found = read(
        repair(
            "合川区民生报道\n\n“暖桌”老年助餐项目已开办助餐点77个。龙市镇区域性养老服务中心投资2600万元，今年6月投用，设床位160张。\n"
        ),
        issue="2025-09",
    )
    beds = next(f for f in found.facts if f.unit == "张")
    assert (beds.programme, beds.place) == (None, "龙市镇")


@pytest.mark.parametrize(
    ("text", "printed", "programme"),
    [
        ("区里的办法叫“小桌议事”。\n\n截至8月底，206个小区摆起小桌，解决难题1830件。", ("206个", "1830件"), "“小桌议事”"),
        ("她说的，是镇上的“帮帮车间”。去年以来，全区建起车间57个，吸纳就业1460人。", ("57个", "1460人"), "“帮帮车间”"),
        ("“码上办”上线后，群众少跑腿。平台接入事项620项，好评率99.1%。", ("620项", "99.1%"), "“码上办”"),
        ("医共体改革怎么改？全区27家卫生院统一药品目录410种。", ("410种",), "医共体改革"),
        ("小微企业“渝惠融”贷款发放3.4亿元。", ("3.4亿元",), "“渝惠融”贷款"),
        ("“互联网+护理服务”上门2100人次。", ("2100人次",), "“互联网+护理服务”"),
        ("聚焦“一老一小”，新增托位300个。", ("300个",), None),
        ("青年夜校开课21门，报名2600人。", ("2600人",), None),
    ],
)  # fmt: skip
def test_what_is_introduced_goes_on(text: str, printed: tuple[str, ...], programme: str | None) -> None:
    found = document(f"合川区民生报道\n\n{text}\n", "2025-09")
    assert {found[words].programme for words in printed} == {programme}


def test_many_hours_are_a_figure_and_a_growing_name_is_no_person() -> None:
    found = document("合川区民生报道\n\n“渝悦养老”越叫越响，入住老人930人，存入时长1.2万小时。\n", "2025-09")
    assert {"930人", "1.2万小时"} <= set(found)
