"""What only a whole document shows: headings over plain paragraphs, boxes with their time, towns, lists of rules."""

import pytest

from loaders.extract.reading import read
from loaders.repair import repair
from tests.test_extract_meaning import document

UNWRAPPED = """合川区政府工作报告（摘要）
——2026年1月20日在合川区第三届人民代表大会第一次会议上

一、过去五年工作回顾
区第二届人大一次会议以来的五年，是合川发展很不平常的五年。面对种种困难和挑战，我们咬定目标、苦干实干，一件接着一件办，一年接着一年干，较好完成了本届政府的各项任务，交出了一份让群众满意的答卷。
——这五年，家底更加厚实。新改建农村公路900公里，污水处理厂由7座增加到12座。
二、2025年主要工作
新建学校6所。
"""


def test_a_heading_right_above_a_long_paragraph_is_not_part_of_it() -> None:
    found = document(UNWRAPPED)
    assert (found["900公里"].period, found["6所"].period) == ("2021/2025", "2025")
    assert (found["7座"].period, found["12座"].period) == ("2020", "2025")


BOXED = """合川区民生报道

　　今年3月，区里公布了养老账本。

{head}
{mark}社区食堂　　　46家
{mark}养老床位　　　9120张
{mark}老年大学教学点　　118个
"""


@pytest.mark.parametrize("mark", ["", "◎", "■ "])
@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("数读合川养老（截至2025年6月底）", "2025-06"),
        ("【数说】2021—2025年8月，合川", "2021/2025-08"),
        ("【2024 合川养老小账】", "2024"),
    ],
)
def test_the_line_above_a_list_says_when(head: str, period: str, mark: str) -> None:
    found = document(BOXED.format(head=head, mark=mark), "2025-09")
    assert {found[words].period for words in ("46家", "9120张", "118个")} == {period}
    assert found["9120张"].indicator == "养老床位"


@pytest.mark.parametrize(
    ("text", "printed", "period"),
    [
        ("2023年，全区建成食堂20家。截至6月底，食堂增至31家。", "31家", "2025-06"),
        ("至10月底，车间共吸纳2180人就近务工。", "2180人", "2024-10"),
        ("五年间，全区新建农村公路135公里。", "135公里", "2021/2025"),
        ("2024年5月实施“暖屋”行动，改造农房340户。2024年，惠及900人。", "900人", "2024"),
        ("今年3月的抽测显示，学生平均分提高8.3分。", "8.3分", "2025-03"),
        ("力争年底前托位突破4100个。", "4100个", "2025-12"),
        ("今年，低保标准分别提高到每人每月780元、660元。", "660元", "2025"),
        ("2024年，检测点由11个增加到25个。", "11个", None),
        ("2024年，检测点由11个增加到25个。", "25个", "2024"),
        ("2021年至今，全区新增食堂30家。", "30家", "2021/2025"),
        ("食堂2023年7月开业至今，服务30万人次。", "30万人次", "2023-07/2025"),
        ("2024年9月至2025年6月，食堂服务30万人次。", "30万人次", "2024-09/2025-06"),
        ("2023—2024学年，全区有寄宿生1300人。", "1300人", "2023/2024"),
        ("二季度末，食堂达到30家。", "30家", "2025-06"),
        ("年内建成食堂30家。", "30家", "2025"),
        ("开年以来，建成食堂30家。", "30家", "2025"),
        ("全区食堂从2020年12家增至30家。", "12家", "2020"),
        ("全区食堂从2020年12家增至30家。", "30家", None),
        ("2023年9月启动试点，两年来培训900人次。", "900人次", "2023-09/2025-09"),
    ],
)
def test_when(text: str, printed: str, period: str | None) -> None:
    assert document(f"合川区民生报道\n\n　　{text}\n", "2025-09")[printed].period == period


def test_towns_of_a_county_whose_towns_no_gazetteer_lists() -> None:
    found = document(
        "桐庐县民生报道\n\n　　去年，分水镇、横村镇的分院开设夜间门诊，接诊分别为312人次、274人次。"
        "目前福田街道、北苑街道已分别竣工2所、3所。全县新增床位90张。\n",
        "2025-09",
    )
    wanted = {"312人次": "分水镇", "274人次": "横村镇", "2所": "福田街道", "3所": "北苑街道", "90张": "桐庐县"}
    assert {words: found[words].place for words in wanted} == wanted


def test_as_many_numbers_as_districts_is_one_for_each() -> None:
    found = document(
        "两区走访\n\n　　2024年，永川区与荣昌区都在补短板。永川、荣昌每千名老人拥有养老床位36.2张、39.5张。"
        "荣昌区中医院与永川结成联盟，开设门诊5个。\n"
    )
    wanted = {"36.2张": "永川区", "39.5张": "荣昌区", "5个": "荣昌区"}
    assert {words: found[words].place for words in wanted} == wanted


def test_the_last_town_of_a_row_may_stand_before_what_it_has() -> None:
    found = document("长寿区民生报道\n\n　　晏家、渡舟、葛兰零工市场日均服务分别为340人次、180人次和95人次。\n")
    wanted = {"340人次": "晏家街道", "180人次": "渡舟街道", "95人次": "葛兰镇"}
    assert {words: found[words].place for words in wanted} == wanted


def test_a_document_about_a_programme_does_not_take_its_name() -> None:
    found = document(
        "合川区民生报道\n\n　　长期护理保险（以下简称“长护险”）参保18万人。按照《合川区长期护理保险提质扩面工作方案》，"
        "到2027年护理员要增至320人。\n",
        "2025-09",
    )
    assert found["18万人"].programme == "长期护理保险"


def test_what_a_population_has_is_no_programmes() -> None:
    found = document("合川区民生报道\n\n　　去年，“暖心托”工程新建托班18个；每千人口托位数达到4.8个。\n", "2025-09")
    assert found["18个"].programme == "“暖心托”工程"
    assert found["4.8个"].programme is None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("产前检查按1200元报销；居民医保参保人顺产补助1000元、剖宫产1500元。", ["parameter"] * 3),
        ("票价一次2元，财政兜底1080万元。", ["parameter", "input"]),
        ("全年争取并安排民政资金3.26亿元。", ["input"]),
    ],
)
def test_roles_down_a_list(text: str, roles: list[str]) -> None:
    assert [f.role for f in read(repair(f"合川区民生报道\n\n　　{text}\n"), issue="2025-09").facts] == roles


def test_a_heading_that_fills_no_column_is_not_a_cut_sentence() -> None:
    page = (
        "　　家庭医生签约率去年有了提高，其中合川为46.8%，武胜\n为51.3%；次均门诊费用也有下降，群众说看病负担轻了一点。\n\n"
        "　　养老：灶火旺，人心暖\n\n　　两地都是劳务输出的大县，六十岁以上人口占比分别为25.7%\n和27.9%。"
        "武胜利用闲置的村校、农家院落建点，让老人在家\n门口吃上热饭，村里的老人都说好，干部说这件事还要办下去。\n"
    )
    assert "分别为25.7%和27.9%。" in repair(page).chars


def test_three_counties_in_the_order_of_the_document() -> None:
    found = document(
        "三县走访\n——城口、巫溪、云阳工作综述\n\n　　2024年，城口县、巫溪县、云阳县都在补短板。城口县建食堂9家，巫溪县建食堂7家，云阳县建食堂6家。\n"
        "　　2024年末，三县养老床位分别为1060张、2210张和5840张，折合每千名老年人20张、18.3张和19.7张。"
        "城口县和云阳县还做了适老化改造，前者412户，后者1630户。\n"
    )
    wanted = {
        "1060张": "城口县",
        "2210张": "巫溪县",
        "5840张": "云阳县",
        "20张": "城口县",
        "18.3张": "巫溪县",
        "19.7张": "云阳县",
        "412户": "城口县",
        "1630户": "云阳县",
    }
    assert {words: found[words].place for words in wanted} == wanted


def test_what_changes_in_the_same_breath() -> None:
    found = document(
        "沙坪坝区民生报道\n\n　　全区托位由2020年的1850个增加到2025年的6240个，每千人口托位数从1.6个提高到5.2个。\n"
        "　　2020年到2025年，基层诊疗量占比由48.2%升到62%。\n　　五年间，新建服务站97个。到2025年末，床位增至38.5张；"
        "护理型床位占比68.4%，较2020年提高30.4个百分点，超出《规划》确定的60%目标，距70%的目标还差1.6个百分点。\n",
        "2026-01",
    )
    wanted = {
        "1.6个": "2020",
        "5.2个": "2025",
        "48.2%": "2020",
        "62%": "2025",
        "97个": "2021/2025",
        "68.4%": "2025-12",
        "30.4个百分点": "2025-12",
    }
    assert {words: found[words].period for words in wanted} == wanted
    assert [found[words].role for words in ("60%", "70%", "1.6个百分点")] == ["target", "target", "outcome"]


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("綦江的“山城零工站”2021年挂牌，如今有站点93个。", "“山城零工站”"),
        ("綦江靠“山货车间”留人，吸纳就业93人。", "“山货车间”"),
        ("綦江与巴南结成“巴綦劳务联盟”，互推岗位93个。", "“巴綦劳务联盟”"),
        ("县妇联牵头的“早教进寨”走村入户，惠及婴幼儿93人。", "“早教进寨”"),
        ("头一件事，就是启动“一刻钟养老圈”建设。五年间，新建服务站93个。", "“一刻钟养老圈”建设"),
    ],
)
def test_how_programmes_are_brought_in(text: str, programme: str) -> None:
    facts = read(repair(f"綦江区民生报道\n\n　　{text}\n"), issue="2025-09").facts
    assert [f.programme for f in facts] == [programme]


@pytest.mark.parametrize(
    "text",
    ["老人每餐自付不超过8元。", "小学生师比由17.6∶1降至15.2∶1。", "人均预期寿命达81.2岁，2030年瞄准82.5岁。"],
)
def test_what_everybody_pays_or_is_is_nobodys_secret(text: str) -> None:
    reading = read(repair(f"綦江区民生报道\n\n　　{text}\n"), issue="2025-09")
    assert reading.facts
    assert {bin_ for _, bin_ in reading.bins} <= {"quantity", "date"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("三江、古南两个街道分别建成食堂13家、15家。", ["三江街道", "古南街道"]),
        ("重庆市建成食堂300家，綦江区占30家。", ["重庆市", "綦江区"]),
        ("扶欢镇建成食堂30家。今年，区民政局新增床位200张。", ["扶欢镇", "綦江区"]),
        ("扶欢镇办起夜校。两年下来，夜校开课52期。", ["扶欢镇"]),
    ],
)
def test_whose_number_it_is(text: str, places: list[str]) -> None:
    facts = read(repair(f"綦江区民生报道\n\n　　2024年，綦江区有变化。{text}\n"), issue="2025-09").facts
    assert [f.place for f in facts] == places


def test_the_name_by_which_a_facility_goes() -> None:
    found = document(
        "江津区民生报道\n\n　　区里的“江味厨”食堂开到了镇上。\n　　“江味厨”是区民政局推出的助餐品牌，开到了63家。"
        "今年，“江味厨”供餐94万份，“江味厨”的老人满意度99%。\n"
    )
    assert {found[words].programme for words in ("63家", "94万份", "99%")} == {"“江味厨”"}


def test_the_accounts_of_a_district_are_no_programmes() -> None:
    found = document(
        "江津区民生报道\n\n　　“江味厨”工程新建食堂63家。\n　　区财政局公布账单：今年前三季度，全区民生支出71.4亿元，"
        "同比增长6.2%，占一般公共预算支出的八成。\n",
        "2025-10",
    )
    assert {found[words].programme for words in ("71.4亿元", "6.2%", "八成")} == {None}


def test_as_many_times_as_a_year_ago_is_of_now() -> None:
    found = document(
        "江津区民生报道\n\n　　今年1—9月，供餐94万份，是上年同期的2.3倍；区财政补助682万元。\n", "2025-10"
    )
    assert {found[words].period for words in ("2.3倍", "682万元")} == {"2025-01/2025-09"}


def test_rows_of_numbers_have_no_header_among_them() -> None:
    found = document(
        "江津区民生报道\n\n　　去年的账本如下。\n\n数字里的江津（2024年）\n住房　　改造老旧小区　　　41个 惠及1.34万户\n"
        "托育　　每千人口托位数　　4.6个\n交通　　新改建农村公路　　187公里\n",
        "2025-10",
    )
    assert {found[words].period for words in ("41个", "1.34万户", "4.6个", "187公里")} == {"2024"}


STORY = """綦江三把钥匙

　　第一把钥匙，叫“云上诊”。2022年5月，区卫健委启动“云上诊”工程，投入4600万元。
　　设备好买，留人难。新招乡村医生58名，每队每月进村不少于4天。
　　第二把钥匙，是一张名片。全区有手艺人120名。
　　手艺是老辈人传下来的，有人带，有人学。
　　放到全区看，脱贫人口务工5.7万人。
　　日子就这样一天天好起来。
"""


def test_a_story_in_chapters_without_headings() -> None:
    found = document(STORY, "2025-10")
    assert {found[words].programme for words in ("4600万元", "58名", "4天")} == {"“云上诊”工程"}
    assert {found[words].programme for words in ("120名", "5.7万人")} == {None}


def test_a_box_parted_by_bars() -> None:
    found = document(
        "綦江区民生报道\n\n　　去年有变化。\n\n数读綦江（截至2025年10月）\n就医　诊包312套｜家庭医生签约24.6万人｜签约率82%\n",
        "2025-11",
    )
    assert {found[words].period for words in ("312套", "24.6万人", "82%")} == {"2025-10"}
    assert found["24.6万人"].indicator == "家庭医生签约"


def test_what_a_price_or_a_wait_came_down_to_is_a_result() -> None:
    found = document("綦江区民生报道\n\n　　快件到村由3天缩短到24小时以内；每单运费从6.5元降到2.8元。\n", "2025-11")
    assert {fact.role for fact in found.values()} == {"outcome"}
    assert {"3天", "24小时", "6.5元", "2.8元"} <= found.keys()
