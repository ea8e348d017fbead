"""What the words around a number say of it: indicator, place, programme, period, role."""

from decimal import Decimal

import pytest

from loaders.extract.reading import Fact, Reading, read, read_text
from loaders.repair import repair

TITLE = "巴南区民生特刊\n"


def facts(text: str, issue: str | None = "2023-03") -> list[Fact]:
    return read_text(TITLE + text, issue=issue).facts


def only(text: str, issue: str | None = "2023-03") -> Fact:
    (fact,) = facts(text, issue)
    return fact


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("全区城镇新增就业1.92万人。", "城镇新增就业"),
        ("建成29个社区老年食堂。", "建成社区老年食堂"),
        ("去年，1986名重度失能人员享受待遇。", "重度失能人员享受待遇"),
        ("县域内住院率保持在90%以上。", "县域内住院率"),
        ("为17.6万老年人建立动态档案。", "老年人建立动态档案"),
        ("次均住院费用下降百分之八点五。", "次均住院费用下降"),
        ("全区就业困难人员就业2310人。", "就业困难人员就业"),
    ],
)
def test_indicators_in_the_words_of_the_report(text: str, indicator: str) -> None:
    assert only(text).indicator == indicator


def test_what_says_too_little_leans_on_what_came_before() -> None:
    assert [f.indicator for f in facts("开展技能培训31场，惠及8000人次。")] == ["开展技能培训", "技能培训惠及"]
    assert [f.indicator for f in facts("城镇新增就业9850人，同比增长12%。")] == ["城镇新增就业", "城镇新增就业增长"]
    assert [f.indicator for f in facts("基层诊疗量占比由2021年的四成九升到2022年的56.8%。")] == [
        "基层诊疗量占比"
    ] * 2


def test_respectively() -> None:
    found = facts("参保率、覆盖率分别达到95%、98%。")
    assert [(f.indicator, f.numeral.value) for f in found] == [("参保率", Decimal(95)), ("覆盖率", Decimal(98))]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("全区参保41.7万人。", "巴南区"),
        ("在木洞镇，300户危房完成改造。", "木洞镇"),
        ("木洞镇中心卫生院去年检查4100人次。", "木洞镇"),
        ("在木洞镇、二圣镇，300户危房完成改造。", "巴南区"),
        ("九龙坡区新增就业3万人。", "九龙坡区"),
        ("全市新增就业60万人。", "重庆市"),
        ("护理型床位占比高出全市平均水平4.2个百分点。", "巴南区"),
    ],
)
def test_places(text: str, place: str) -> None:
    assert only(text).place == place


def test_two_districts_in_one_sentence() -> None:
    found = facts("九龙坡区、渝中区分别新增就业3万人、2万人。")
    assert [(f.place, f.numeral.value) for f in found] == [("九龙坡区", Decimal(30000)), ("渝中区", Decimal(20000))]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022年，新增就业3万人。", "2022"),
        ("去年新增就业3万人。", "2022"),
        ("截至2022年底，参保3万人。", "2022-12"),
        ("2022年上半年，新增就业3万人。", "2022-01/2022-06"),
        ("“十三五”期间，新增就业3万人。", "2016/2020"),
        ("“九五”期间，新增就业3万人。", "1996/2000"),
        ("2021年以来，新增就业3万人。", "2021/2023"),
        ("到2027年，覆盖率达到95%。", "2027"),
        ("未来5年，新增学位3万个。", "2023/2027"),
        ("近年来，新增学位3万个。", None),
        ("新增学位3万个，比2019年多。", None),
        ("截至目前，参保3万人。", "2023-03"),
    ],
)
def test_periods(text: str, period: str | None) -> None:
    assert facts(text)[0].period == period


def test_a_time_stays_in_force_in_its_paragraph_only() -> None:
    found = facts("2021年，新增就业3万人。培训8000人次。\n参保5万人。")
    assert [f.period for f in found] == ["2021", "2021", None]


def test_a_time_that_cannot_be_resolved_keeps_its_words() -> None:
    fact = facts("近年来，新增学位3万个。")[0]
    assert (fact.period, fact.when) == (None, "近年来")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("区财政投入1.3亿元。", "input"),
        ("下派医师134人次。", "input"),
        ("到2027年，覆盖率达到95%。", "target"),
        ("力争参保突破50万人。", "target"),
        ("待遇标准为每人每天50元。", "parameter"),
        ("按每人每月1500元发放岗位补贴。", "parameter"),
        ("新增就业3万人。", "outcome"),
        ("为群众节约医疗费用79万余元。", "outcome"),
        ("完成目标任务的145%。", "outcome"),
    ],
)
def test_roles(text: str, role: str) -> None:
    assert only(text).role == role


def programme(text: str) -> list[str | None]:
    return [f.programme for f in facts(text)]


def test_programmes_in_scope() -> None:
    assert programme("区里推出“楼道问诊”服务机制，惠及3000人。新建学校5所。") == ["“楼道问诊”服务机制"] * 2
    assert programme("新建学校5所。\n区里推出“楼道问诊”服务机制，惠及3000人。\n新建公园6个。") == [
        None,
        "“楼道问诊”服务机制",
        None,
    ]
    assert programme("这条路被称为“幸福路”，惠及3000人。") == [None]
    assert programme("长期护理保险（以下简称“长护险”）落地。目前，长护险参保25.8万人。") == ["长期护理保险"]


def test_short_forms_are_the_same_programme() -> None:
    reading: Reading = read_text(TITLE + "推开“楼门就业岗”，惠及3000人。“楼门岗”累计推送岗位6000个。")
    assert [p.name for p in reading.programmes.named] == ["“楼门就业岗”"]
    assert {f.programme for f in reading.facts} == {"“楼门就业岗”"}


@pytest.mark.parametrize(
    ("text", "bin_"),
    [
        ("一步一个脚印往前走", "idiom"), ("第三批试点", "ordinal"), ("“三通”建设", "name"), ("《三年行动方案》", "name"), ("65岁以上老人", "definition"),
        ("每千人口", "denominator"), ("近日，78岁的冉婆婆", "anecdote"), ("过去要跑6个部门", "superseded"), ("统一调度", "word"), ("清晨6点半", "date"),
    ],
)  # fmt: skip
def test_what_is_no_figure_says_why(text: str, bin_: str) -> None:
    reading = read_text(TITLE + text + "。")
    assert bin_ in {b for _, b in reading.bins}
    assert not reading.facts


def test_units_of_a_table_in_its_header() -> None:
    reading = read_text(
        "巴南区民生\n数说（2022年）\n就业（单位：万人）\n城镇新增就业\u3000\u30000.74\n技能培训\u3000\u30000.52"
    )
    assert [(f.indicator, f.numeral.value, f.unit) for f in reading.facts] == [
        ("城镇新增就业", Decimal(7400), "人"),
        ("技能培训", Decimal(5200), "人"),
    ]


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("2025年3月，区统计局公布：2024年新增就业3万人。", "2025-03"),
        ("截至2023年底，参保3万人。到2027年，参保突破5万人。", "2024"),
        ("参保3万人。", None),
    ],
)
def test_the_date_of_issue_from_the_text(text: str, issue: str | None) -> None:
    assert read_text(TITLE + text).issue == issue


def test_a_round_up_carries_a_programme_until_the_next_district() -> None:
    text = (
        "重庆市民生观察\n"
        "彭水县探索村级卫生室巡回托管改革，由乡镇卫生院派人坐诊。\n"
        "彭水县巡诊点增至86个。\n"
        "合川区巡诊点增至52个，北碚区增至31个，涪陵区增至40个，江津区增至45个，长寿区增至38个。\n"
    )
    assert [f.programme for f in read_text(text, issue="2023-03").facts] == ["村级卫生室巡回托管改革"] + [None] * 5


def test_a_name_may_hold_a_number_and_a_brand_that_works_goes_on() -> None:
    (fact,) = facts("全区推进农村30户以上院落供水改造试点，已完成院落120个。")
    assert fact.programme == "农村30户以上院落供水改造试点"
    (fact,) = facts("去年上线“热锅巴”平台，“银发讲堂”成效显著。目前开班87个。")
    assert fact.programme == "“银发讲堂”"


def test_what_will_be_built_is_a_target() -> None:
    assert [f.role for f in facts("按照计划，巴南区将建设充电桩300个。")] == ["target"]


def test_the_one_that_a_standard_is_per_is_no_figure() -> None:
    assert [(f.numeral.value, f.role) for f in facts("按1名老人600元的标准拨付。")] == [(Decimal(600), "parameter")]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("截至6月底，全区参保41.7万人。", "2023-06"),
        ("2021年上线以来，累计服务企业876家。", "2021/2023"),
        ("从2020年起实施改造，三年新建学校14所。", "2020/2022"),
        ("小学大班额比例由2019年的12.4%下降。", "2019"),
        ("家属院建于1983年，住着468户居民。", None),
        ("签约率由启动前的61%提高。", None),
        ("去年推出“暖灶”助餐，目前服务老人300人。", "2023-08"),
        ("截至上个月底，累计服务老人300人。", "2023-07"),
        ("过去五年，新增学位3万个。", "2019/2023"),
    ],
)
def test_more_periods(text: str, period: str | None) -> None:
    assert only(text, "2023-08").period == period


def test_what_a_year_is_bound_to_is_the_first_number_only() -> None:
    found = facts("2022年，平均用时由2020年的48分钟缩短到18分钟。")
    assert [f.period for f in found] == ["2020", "2022"]


def test_a_year_that_something_began_in_or_rose_from_is_not_what_half_a_year_belongs_to() -> None:
    began = facts("从2021年起实施“暖灶”助餐项目。上半年拨付补贴580万元。", "2023-08")
    rose = facts("诊疗量占比由2021年的58%上升到63%。全年接诊2万人次。", "2023-12")
    assert (began[-1].period, rose[-1].period) == ("2023-01/2023-06", "2023")


@pytest.mark.parametrize("title", ["巴南区民政局2022年工作总结", "2022年度巴南区养老服务情况"])
def test_a_summary_of_a_year_is_about_that_year_throughout(title: str) -> None:
    text = (
        f"{title}\n\n2022年，全区用好资金3亿元。\n\n一、养老服务\n\n●助餐服务：新增老年食堂16家。\n"
        "●孤儿保障：基本生活费每人每月1877元。\n\n二、2023年工作打算\n\n●新增老年食堂10家。\n"
    )
    found = read(repair(text)).facts
    assert [f.period for f in found] == ["2022", "2022", None, "2023"]


def test_the_year_in_the_title_of_news_is_not_the_year_of_all_that_it_tells() -> None:
    found = read_text("2022年巴南老人有了新食堂\n巴南区民政局介绍，全区有老年食堂16家。").facts
    assert [f.period for f in found] == [None]


def test_a_report_at_the_turn_of_years_looks_back() -> None:
    assert only("全年改造小区21个。", "2024-12-30").period == "2024"
    assert only("全年改造小区21个。", "2024-01-12").period == "2023"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("每个驿站配2名帮办员。", ["parameter"]),
        ("每台诊车配备2名医生、3名护士。", ["parameter", "parameter"]),
        ("低保标准由每人每月630元提高到660元。", ["parameter", "parameter"]),
        ("加装电梯不少于50台。", ["parameter"]),
        ("2024年，计划加装电梯不少于50台。", ["target"]),
        ("2024年，巴南计划办好民生实事15件；南岸将分别新增托位600个。", ["target", "target"]),
    ],
)
def test_more_roles(text: str, roles: list[str]) -> None:
    assert [f.role for f in facts(text)] == roles


def test_towns_that_no_list_holds() -> None:
    text = "安吉县民生观察\n在天子湖镇，今年招工1340人。\n其中梅溪镇卫生院接诊2100人次。\n各乡镇新建公路40公里。\n"
    assert [f.place for f in read_text(text, issue="2024-12").facts] == ["天子湖镇", "梅溪镇", "安吉县"]


def test_a_city_that_is_a_county_is_the_whole_city() -> None:
    text = "利川市民生观察\n全市参保52.3万人。\n"
    assert [f.place for f in read_text(text, issue="2024-12").facts] == ["利川市"]


def test_what_began_in_a_town_has_spread() -> None:
    found = facts("社区托班去年10月在木洞镇开出首个班，目前已有23个托班。")
    assert [f.place for f in found] == ["巴南区"]


def test_respectively_of_places_says_whose_not_what() -> None:
    found = facts("累计建成老年食堂318家，其中鱼洞街道、花溪街道分别有41家和36家，带动就业2600人。")
    assert [f.place for f in found] == ["巴南区", "鱼洞街道", "花溪街道", "巴南区"]
    assert all("老年食堂" in f.indicator for f in found[:3])
    assert all("街道" not in f.indicator for f in found)


def test_respectively_ends_at_a_semicolon() -> None:
    found = facts("开州区、忠县分别新增托位600个、350个；云阳县升级公路260公里。")
    assert [f.place for f in found] == ["开州区", "忠县", "云阳县"]


def test_a_brand_goes_on_by_its_short_form() -> None:
    found = facts("“山茶诊车”是巴南人的老熟人。\n今年，“诊车”看诊1.2万人次。\n去年，全区新增就业3.1万人。")
    assert [f.programme for f in found] == ["“山茶诊车”", None]


def test_separate_things_between_semicolons_share_no_programme() -> None:
    found = facts("新增就业1.6万人；“近邻药橱”取药15万人次；改造小区18个。\n“近邻药橱”由医院打理。")
    assert [f.programme for f in found] == [None, "“近邻药橱”", None]


def test_a_county_of_another_province_stands_beside_ones_own() -> None:
    text = (
        "万州、利川两地携手\n万州区与利川市共建服务站。今年上半年，万州城镇新增就业1.2万人，利川为5300人，"
        "分别完成年度目标的61.5%和58%。养老床位使用率，万州是71%，利川是66%。"
    )
    found = read_text(text, issue="2025-08").facts
    assert [f.place for f in found] == ["万州区", "利川市"] * 3
    assert [f.indicator for f in (*found[:2], *found[4:])] == ["城镇新增就业"] * 2 + ["养老床位使用率"] * 2
    assert {f.role for f in found} == {"outcome"}


def test_a_name_of_a_person_is_not_the_county_that_a_text_is_about() -> None:
    text = "利川市民生发布会\n发布人：副局长 李建平　科长 王巫山\n请李建平副局长作答。\n上半年，新增就业412人。"
    assert {f.place for f in read_text(text, issue="2025-08").facts} == {"利川市"}


def test_what_is_counted_names_the_unit_that_is_left_out() -> None:
    (fact,) = facts("改造水厂，新增受益人口3.4万。")
    assert (fact.unit, fact.numeral.value) == ("人", Decimal(34000))


def test_our_bureau_is_no_family() -> None:
    assert [f.unit for f in facts("我局建成服务点45个，累计办件1.3万件。")] == ["个", "件"]


@pytest.mark.parametrize("who", ["我办理备案后", "我站在窗口前", "我委托邻居办", "我院子里的灶"])
def test_what_somebody_tells_of_himself_is_no_figure(who: str) -> None:
    assert facts(f"{who}，少垫了3200元。") == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("今年，巴南还要完成加装电梯45部。", "target"),
        ("计划改造300户，每户最多补5000元。", "parameter"),
        ("新增就业完成年度目标的93.5%。", "outcome"),
        ("会议提出，今年巴南将实施新一轮行动，新增床位200张。", "target"),
    ],
)
def test_roles_by_what_stands_before(text: str, role: str) -> None:
    assert facts(text)[-1].role == role


# ---- a document as a whole -------------------------------------------------------------------------------------


def document(text: str, issue: str | None = None) -> dict[str, Fact]:
    """The facts of a text with headings, by what is printed: 3万人."""
    found = read(repair(text), issue=issue)
    return {found.page.chars[f.numeral.start : f.numeral.end]: f for f in found.facts}


SUMMARY = """重庆市合川区民政局
2023年工作总结和2024年工作打算

　　一、兜底保障更加有力
　　全区保障低保对象4万人，年末登记的临时救助对象120户。发放补助资金3000万元。
　　二、2024年工作打算
　　新建养老服务站7个。
"""


def test_a_summary_is_of_the_year_that_its_title_names() -> None:
    found = document(SUMMARY)
    assert (found["4万人"].period, found["3000万元"].period) == ("2023", "2023")
    assert (found["7个"].period, found["7个"].role) == ("2024", "target")


TERM = """政府工作报告
——2026年1月20日在合川区第三届人民代表大会第一次会议上

　　一、过去五年工作回顾
　　农村居民人均可支配收入由18000元提高到26000元，新改建农村公路900公里。
　　各位代表！2025年是收官之年。一年来，我们主要做了以下工作：
　　（一）稳就业。城镇新增就业9000人。
　　（二）办教育。新建学校6所。
　　二、2026年重点工作
　　改造老旧小区21个。
"""


def test_a_year_inside_a_review_of_five() -> None:
    found = document(TERM)
    wanted = {
        "18000元": "2020",
        "26000元": "2025",
        "900公里": "2021/2025",
        "9000人": "2025",
        "6所": "2025",
        "21个": "2026",
    }
    assert {words: found[words].period for words in wanted} == wanted
    assert found["21个"].role == "target"


HALF = """巴南区关于2025年上半年民生工作进展情况的报告

　　一、上半年工作进展
　　城镇新增就业8000人，完成年度目标1.5万人的53.3%。全年计划培训4000人次，已完成2500人次。6月末登记失业率2.1%。拨付补贴900万元。
　　二、下半年工作打算
　　新增助餐点11个。
"""


def test_half_a_year_and_the_plan_of_the_whole() -> None:
    found = document(HALF)
    half = "2025-01/2025-06"
    assert [found[w].period for w in ("8000人", "53.3%", "2500人次", "900万元")] == [half] * 4
    assert (found["1.5万人"].period, found["1.5万人"].role) == ("2025", "target")
    assert (found["4000人次"].period, found["2500人次"].role) == ("2025", "outcome")
    assert (found["2.1%"].period, found["11个"].period) == ("2025-06", "2025-07/2025-12")


def test_a_year_to_come_is_not_the_year_of_issue() -> None:
    found = document(
        "渝北区民生报道\n\n　　今年1至8月，全区新增就业3万人。2024年9月，新校投用。到2027年底，改造任务全部完成，惠及6万户。\n"
    )
    assert found["3万人"].period == "2024-01/2024-08"


def test_a_subdistrict_is_not_the_city_that_bears_its_name() -> None:
    found = document(
        "渝北区民生报道\n\n　　2024年，仙桃街道新建托班9个，仙桃街道还开了食堂。仙桃街道之外，全区新增托位800个。\n"
    )
    assert (found["9个"].place, found["800个"].place) == ("仙桃街道", "渝北区")


def test_two_counties_side_by_side() -> None:
    found = document(
        "两地走访\n\n　　2024年，合川区与垫江县都在建食堂。合川区建成30个，垫江县建成20个。县里补贴500万元，区里补贴700万元。\n"
    )
    assert (found["500万元"].place, found["700万元"].place) == ("垫江县", "合川区")


ASKED = """合川区医疗保障政策问答

　　一、长护险篇
　　1.问：哪些人参加长期护理保险（以下简称“长护险”）？
　　答：职工医保人员都参加，全区参保18万人。
　　2.问：一年交多少？
　　答：每人每年120元。
　　3.问：怎么评估？
　　答：15个工作日内上门。
　　4.问：在哪里享受？
　　答：定点机构19家。
　　5.问：还有呢？
　　答：没有了。
　　二、居民医保篇
　　6.问：参保多少？
　　答：全区53万人。
"""


def test_a_section_about_one_programme_need_not_name_it_again() -> None:
    found = document(ASKED)
    assert [found[w].programme for w in ("18万人", "120元", "19家")] == ["长期护理保险"] * 3
    assert found["53万人"].programme is None


def test_what_a_district_is_measured_by_is_no_programmes() -> None:
    found = document(
        "合川区工作报告\n\n　　2024年，实施“归巢”计划，扶持项目40个。城镇新增就业9000人，超过目标300人。\n"
    )
    assert found["40个"].programme == "“归巢”计划"
    assert (found["9000人"].programme, found["300人"].programme) == (None, None)


def test_what_is_printed_in_short() -> None:
    found = document(
        "合川区报道\n\n　　2024年，全区压减支出三千多万元，在阵地前装了一块屏。常住人口七十余万，就诊率分别提高4.3个和6.1个百分点。\n"
    )
    assert found["三千多万元"].numeral.value == 30_000_000
    assert "一块" not in found
    assert found["七十余万"].unit == "人"
    assert (found["4.3个"].unit, found["6.1个百分点"].unit) == ("个百分点", "个百分点")
