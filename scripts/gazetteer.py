"""Compile ``ontology/places.csv``, the gazetteer, from the published tables of administrative divisions.

    python -m scripts.gazetteer --source ../shared/places [--out ontology/places.csv]

The source folder holds the Ministry of Civil Affairs' yearly tables of six-digit codes (``gb2260/mca``,
December 1980 to April 2019, none for 2012 and 2018) and the Bureau of Statistics' list of 2023
(``divisions-2023``), of which Chongqing's streets, towns, communities and villages are taken too. The result
is a pure function of the source and of the small tables in this file; rows are sorted by ``code``.

code
    The division code. A code that bore several names (500110 was 万盛区 and is 綦江区) belongs to the last of
    them; the earlier ones are ``code-name`` (``500110-万盛区``). What has no code of its own is
    ``parent-name`` (``500000-两江新区``); such a prefix says nothing but where it lies.
name, en
    The official name; the English one for the provinces and for Chongqing's districts and counties.
level
    A class of the ontology, see ``LEVELS``.
parent
    The division it lies in. A district of a municipality lies in the municipality (the codes 5001 and 5002
    are no places), a county run by its province in the province.
valid_from, valid_until
    ``2025-11-06``, the day, where it is known (``valid_until`` is the first day on which it was no more).
    ``1997``, in the course of that year, where the December table of 1997 is the first that has it, or the
    first that has it no more. ``2012/2013``, some time in these years, where a table is missing in between.
    Empty: before the record, not ended, or, for what the yearly tables do not list (zones, streets, towns,
    villages), not known.
replaced_by
    The code of what took its place: the same name under a new code, a new name under the same code, or the
    same stem with a new rank (綦江县, 綦江区), each only where exactly one fits; and ``SUCCESSORS``.
also_in
    A second place it lies in, beside the tree of codes.

What the tables get wrong: a code and name that one table alone lacks and its neighbours on both sides have is
taken as present, and what that one table has in its stead as an error; a code printed twice counts for both
names; a longer gap is ignored. The tables leave out 渝北区 between 1994, when it was set up, and 1997.

The merger of 6 November 2025: 江北区 (500105) and 渝北区 (500112) became the district 两江新区. The whole of
江北区 went there, and 渝北区 without five towns, which went to 北碚区; five of 北碚区 went to 两江新区.
A street or town that merely followed its district keeps its one row, and so does every village: their
district's ``replaced_by`` carries them. The ten that changed sides end on that day and have a second row with
the new parent (``MOVED``). The new codes are not known and are not invented.

万盛: 万盛区 (500110) and 綦江县 became 綦江区 (500110) in 2011; the former 万盛区 is since then run by the
city as 万盛经济技术开发区, without a code. Its streets and towns bear codes of 綦江区 and so lie in it; they
lie ``also_in`` the zone. 两江新区 was the name of a state-level new area, without a code, from 2010 until the
district took it over.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.places import stem

COLUMNS = ("code", "name", "en", "level", "parent", "valid_from", "valid_until", "replaced_by", "also_in")

#: Class of the ontology → what Chinese law and statistics call the divisions that are filed under it.
LEVELS = {
    "Province": "省, 自治区, 特别行政区",
    "Municipality": "直辖市",
    "Prefecture": "地级市, 地区, 盟, 自治州, 行政区",
    "District": "市辖区",
    "County": "县, 县级市, 旗, 特区, 林区, 工农区 and other units of the county tier",
    "AutonomousCounty": "自治县, 自治旗",
    "DevelopmentZone": "开发区, 新区, 管理区 without rank in GB/T 2260",
    "Subdistrict": "街道",
    "Town": "镇",
    "Township": "乡, 民族乡",
    "Community": "居民委员会 (社区)",
    "Village": "村民委员会",
}

CHONGQING, QIJIANG, BEIBEI = "500000", "500110", "500109"
JIANGBEI, YUBEI = "500105", "500112"
MERGER = "2025-11-06"
LIANGJIANG, LIANGJIANG_ZONE = "500000-两江新区", "500000-两江新区-2010"
WANSHENG = "500000-万盛经济技术开发区"

#: Misprints of single tables: not a division at all.
MISPRINTS = {("198712", "339007", "安徽省"), ("198712", "339008", "合肥市")}
#: In the list of 2023, but never in the yearly tables although older: nothing is known of when they began.
UNDATED = {"232761", "232762", "232763", "232764", "460321", "460322", "460323", "632857"}
#: Rows of the list of 2023 that only close a gap in its numbering.
FILLERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
#: A province set up from parts of another one: table, old, new.
NEW_PROVINCES = {("198812", "44"): "46", ("199712", "51"): "50"}
#: (code, name) → (code, name), where no rule finds it.
SUCCESSORS = {
    ("510200", "重庆市"): ("500000", "重庆市"),
    ("510200", "市中区"): ("510202", "渝中区"),
    ("510222", "巴县"): ("510219", "巴南区"),
    ("500110", "万盛区"): ("500110", "綦江区"),
    ("500111", "双桥区"): ("500111", "大足区"),
    ("500239", "黔江土家族苗族自治县"): ("500114", "黔江区"),
    ("510224", "江北县"): ("500112", "渝北区"),  # set up in 1994; the tables have it from 1997
    ("511200", "万县市"): ("500101", "万县区"),
    ("500101", "万县区"): ("500101", "万州区"),
    ("500234", "开县"): ("500154", "开州区"),
}
#: Names that say only where in a city a district lies: they are followed only inside one city.
GENERIC = re.compile(
    "(城|新|旧|老|市|矿|郊|[东西南北中]|前|后|新市|[东西南北中上下]城|市[东西南北中]|城[东西南北中关]|新城|中原|"
    "工农|向阳|红旗|东风|新华|和平|解放|永红|青云)区"
)

#: Towns that changed district on the day of the merger: code → new parent.
MOVED = {
    **dict.fromkeys(("500112135", "500112133", "500112143", "500112138", "500112140"), BEIBEI),
    **dict.fromkeys(("500109008", "500109009", "500109006", "500109108", "500109104"), LIANGJIANG),
}
#: The streets and towns of the former 万盛区.
WANSHENG_TOWNS = {"500110004", "500110005"} | {f"5001101{n:02}" for n in range(8)}

PROVINCES_EN = {
    "北京市": "Beijing Municipality",
    "天津市": "Tianjin Municipality",
    "河北省": "Hebei Province",
    "山西省": "Shanxi Province",
    "内蒙古自治区": "Inner Mongolia Autonomous Region",
    "辽宁省": "Liaoning Province",
    "吉林省": "Jilin Province",
    "黑龙江省": "Heilongjiang Province",
    "上海市": "Shanghai Municipality",
    "江苏省": "Jiangsu Province",
    "浙江省": "Zhejiang Province",
    "安徽省": "Anhui Province",
    "福建省": "Fujian Province",
    "江西省": "Jiangxi Province",
    "山东省": "Shandong Province",
    "河南省": "Henan Province",
    "湖北省": "Hubei Province",
    "湖南省": "Hunan Province",
    "广东省": "Guangdong Province",
    "广西壮族自治区": "Guangxi Zhuang Autonomous Region",
    "海南省": "Hainan Province",
    "重庆市": "Chongqing Municipality",
    "四川省": "Sichuan Province",
    "贵州省": "Guizhou Province",
    "云南省": "Yunnan Province",
    "西藏自治区": "Tibet Autonomous Region",
    "陕西省": "Shaanxi Province",
    "甘肃省": "Gansu Province",
    "青海省": "Qinghai Province",
    "宁夏回族自治区": "Ningxia Hui Autonomous Region",
    "新疆维吾尔自治区": "Xinjiang Uygur Autonomous Region",
    "台湾省": "Taiwan Province",
    "香港特别行政区": "Hong Kong Special Administrative Region",
    "澳门特别行政区": "Macao Special Administrative Region",
}
CHONGQING_EN = {
    "万州": "Wanzhou",
    "万县": "Wanxian",
    "涪陵": "Fuling",
    "渝中": "Yuzhong",
    "大渡口": "Dadukou",
    "江北": "Jiangbei",
    "沙坪坝": "Shapingba",
    "九龙坡": "Jiulongpo",
    "南岸": "Nan'an",
    "北碚": "Beibei",
    "万盛": "Wansheng",
    "双桥": "Shuangqiao",
    "渝北": "Yubei",
    "巴南": "Banan",
    "黔江": "Qianjiang",
    "长寿": "Changshou",
    "江津": "Jiangjin",
    "合川": "Hechuan",
    "永川": "Yongchuan",
    "南川": "Nanchuan",
    "綦江": "Qijiang",
    "大足": "Dazu",
    "璧山": "Bishan",
    "铜梁": "Tongliang",
    "潼南": "Tongnan",
    "荣昌": "Rongchang",
    "开州": "Kaizhou",
    "开": "Kai",
    "梁平": "Liangping",
    "武隆": "Wulong",
    "城口": "Chengkou",
    "丰都": "Fengdu",
    "垫江": "Dianjiang",
    "忠": "Zhong",
    "云阳": "Yunyang",
    "奉节": "Fengjie",
    "巫山": "Wushan",
    "巫溪": "Wuxi",
    "石柱": "Shizhu",
    "秀山": "Xiushan",
    "酉阳": "Youyang",
    "彭水": "Pengshui",
}
AUTONOMOUS_EN = {"土家族": "Tujia", "苗族": "Miao"}
TYPE_EN = {"区": "District", "县": "County", "市": "City"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result; ``code`` is the plain code until `identify` has run."""

    code: str
    name: str
    level: str
    parent: str = ""
    en: str = ""
    valid_from: str = ""
    valid_until: str = ""
    replaced_by: str = ""
    also_in: str = ""

    def line(self) -> str:
        return ",".join(getattr(self, column) for column in COLUMNS)


Key = tuple[str, str]
Table = set[Key]


def everyday(name: str) -> str:
    """The everyday name of what a residents' or villagers' committee serves.

    >>> [everyday(n + "委员会") for n in ("东方广场社区居民", "新田村民", "新田村村民", "先锋社区村民")]
    ['东方广场社区', '新田村', '新田村', '先锋社区']
    """
    for ending in ("居民委员会", "工作站"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    base = name.removesuffix("村民委员会")
    return base if base == name or base.endswith(("村", "社区")) else base + "村"


def level_of(code: str, name: str) -> str:
    """The class of a six-digit division.

    >>> level_of("500113", "巴南区"), level_of("500243", "彭水苗族土家族自治县"), level_of("422302", "江津市")
    ('District', 'AutonomousCounty', 'County')
    """
    if code.endswith("0000"):
        return "Municipality" if name.endswith("市") else "Province"
    if code.endswith("00"):
        return "Prefecture"
    if name.endswith(("自治县", "自治旗")):
        return "AutonomousCounty"
    special = name == "神农架林区" or name.endswith("特区") or (name.endswith("工农区") and len(name) > 3)
    return "District" if name.endswith("区") and not special else "County"


def english(code: str, name: str) -> str:
    """The English name, where this file knows one.

    >>> english("500230", "丰都县"), english("500243", "彭水苗族土家族自治县"), english("330205", "江北区")
    ('Fengdu County', 'Pengshui Miao and Tujia Autonomous County', '')
    """
    if code.endswith("0000"):
        return PROVINCES_EN[name]
    if code == "510200":
        return "Chongqing City"
    if not code.startswith("50"):
        return ""
    short = stem(name)
    if not name.endswith("自治县"):
        return f"{CHONGQING_EN[short]} {TYPE_EN[name[-1]]}"
    peoples = re.findall("|".join(AUTONOMOUS_EN), name)
    return f"{CHONGQING_EN[short]} {' and '.join(AUTONOMOUS_EN[people] for people in peoples)} Autonomous County"


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_tables(source: Path) -> tuple[list[str], list[Table]]:
    """Labels (``YYYYMM``) and yearly tables, and last the six-digit part of the list of 2023."""
    labels: list[str] = []
    tables: list[Table] = []
    for path in sorted((source / "gb2260" / "mca").glob("*.tsv")):
        fields = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        labels.append(path.stem)
        tables.append({(code, name) for _, table, code, name in fields if (table, code, name) not in MISPRINTS})
    folder = source / "divisions-2023"
    latest = {
        (row["code"].ljust(6, "0"), row["name"])
        for part in ("provinces.csv", "cities.csv", "areas.csv")
        for row in read_csv(folder / part)
        if row["name"] not in FILLERS
    }
    names = {name for code, name in latest if code.endswith("00")}
    latest = {(code, name) for code, name in latest if code.endswith("00") or name not in names}
    outside = json.loads((folder / "HK-MO-TW.json").read_text(encoding="utf-8"))
    latest |= {(code, name) for code, name in tables[-1] if code.endswith("0000") and name in outside}
    return [*labels, "2023"], [*tables, latest]


def mend(tables: list[Table]) -> None:
    """Undo, in place, what one table alone says against both its neighbours."""
    original = [frozenset(table) for table in tables]
    for before, table, after, was in zip(original, tables[1:], original[2:], original[1:], strict=False):
        missing = (before & after) - was
        codes = {code for code, _ in missing}
        names = {(code[:2], name) for code, name in missing}
        odd = was - before - after
        table -= {key for key in odd if key[0] in codes or (key[0][:2], key[1]) in names}
        table |= missing


def when(labels: list[str], index: int) -> str:
    """When the change happened that table ``index`` is the first to show."""
    since, seen = labels[index - 1], labels[index]
    first = int(since[:4]) + since.endswith("12")
    return seen[:4] if first == int(seen[:4]) else f"{first}/{seen[:4]}"


def successors(ended: set[Key], begun: set[Key], present: Table, label: str) -> dict[Key, Key]:
    """Of what one table has lost, what it has gained in its stead; ``present`` is all that it has."""

    def bare(key: Key) -> Key:
        return tier(key), stem(key[1])

    found: dict[Key, Key] = {}
    for old in sorted(ended):
        code, name = old
        provinces = {code[:2], NEW_PROVINCES.get((label, code[:2]), code[:2])}
        areas = {code[:4]} if GENERIC.fullmatch(name) else provinces
        nearby = [new for new in begun if new[0].startswith(tuple(areas)) and tier(new) == tier(old)]
        choices = [new for new in nearby if new[1] == name]
        if not choices:
            around = [key for key in present if key[0].startswith(tuple(areas))]
            stayed = any(key[1] == name or bare(key) == bare(old) for key in around)
            came = {bare(key) for key in ended if key != old and key[0][:2] in provinces}
            choices = [new for new in begun if new[0] == code]
            if any(bare(new) != bare(old) and (stayed or bare(new) in came) for new in choices):
                choices = []
            if code[2:4] == "90" and any(bare(new) != bare(old) for new in choices):
                choices = []  # county-level cities numbered through a province; the numbers moved every year
        if not choices and len(stem(name)) > 1 and not GENERIC.fullmatch(name):
            choices = [new for new in nearby if bare(new) == bare(old)]
        if len(choices) == 1:
            found[old] = choices[0]
    return found


def tier(key: Key) -> str:
    """Prefectures and provinces end in 00, counties do not."""
    return "above" if key[0].endswith("00") else "county"


def six_digit_rows(source: Path) -> list[Row]:
    """Provinces, prefectures and counties of all tables, a row for each name that a code has borne."""
    labels, tables = read_tables(source)
    mend(tables)
    span: dict[Key, tuple[int, int]] = {}
    for index, table in enumerate(tables):
        for key in table:
            span[key] = (span.get(key, (index, index))[0], index)
    last = len(tables) - 1

    names: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(span, key=lambda key: (span[key][::-1], key)):
        names[key[0]].append(key)
    identity = {key: key[0] if key == keys[-1] else "-".join(key) for keys in names.values() for key in keys}

    replaced: dict[Key, Key] = {}
    for index in range(1, last + 1):
        ended = {key for key, (_, until) in span.items() if until == index - 1}
        begun = {key for key, (since, _) in span.items() if since == index}
        replaced |= successors(ended, begun, tables[index], labels[index])
    replaced |= {old: new for old, new in SUCCESSORS.items() if old in span and new in span}

    def parent(key: Key) -> str:
        code, (since, until) = key[0], span[key]
        if code.endswith("0000"):
            return ""
        for above in (code[:4] + "00", code[:2] + "0000"):
            for candidate in reversed(names.get(above, ())):
                if candidate != key and span[candidate][0] <= until and since <= span[candidate][1]:
                    return identity[candidate]
        raise SystemExit(f"{code} {key[1]}: no table has the province it lies in; complete gb2260/mca")

    rows = []
    for key, (since, until) in span.items():
        code, name = key
        zone = since == last and "70" < code[4:] < "80"
        dated = since > 0 and not zone and code not in UNDATED
        rows.append(
            Row(
                code=identity[key],
                name=name,
                en=english(code, name),
                level="DevelopmentZone" if zone else level_of(code, name),
                parent=parent(key),
                valid_from=when(labels, since) if dated else "",
                valid_until=when(labels, until + 1) if until < last else "",
                replaced_by=identity[replaced[key]] if key in replaced else "",
            )
        )
    return rows


def chongqing_rows(source: Path) -> list[Row]:
    """Streets, towns, townships, communities and villages of Chongqing."""
    folder = source / "divisions-2023"
    kinds = {"街道": "Subdistrict", "镇": "Town", "乡": "Township"}
    rows = []
    for record in read_csv(folder / "streets.csv"):
        if record["provinceCode"] == CHONGQING[:2]:
            level = next(kinds[ending] for ending in kinds if record["name"].endswith(ending))
            also = WANSHENG if record["code"] in WANSHENG_TOWNS else ""
            rows.append(Row(record["code"], record["name"], level, record["areaCode"], also_in=also))
    for record in read_csv(folder / "villages-50.csv"):
        level = "Village" if record["name"].endswith("村民委员会") else "Community"
        rows.append(Row(record["code"], everyday(record["name"]), level, record["streetCode"]))
    return rows


def without_code() -> list[Row]:
    """What has no division code, or none that is known: from public knowledge, not from the tables."""
    liangjiang = "Liangjiang New Area"
    wansheng = "Wansheng Economic and Technological Development Zone"
    return [
        Row(LIANGJIANG, "两江新区", "District", CHONGQING, liangjiang, MERGER),
        Row(LIANGJIANG_ZONE, "两江新区", "DevelopmentZone", CHONGQING, liangjiang, "2010", MERGER, LIANGJIANG),
        Row(WANSHENG, "万盛经济技术开发区", "DevelopmentZone", CHONGQING, wansheng, "2011"),
    ]


def merge_of_2025(rows: list[Row]) -> list[Row]:
    """江北区 and 渝北区 become 两江新区, and ten streets and towns change sides."""
    result = []
    for row in rows:
        if row.code in (JIANGBEI, YUBEI):
            row = replace(row, valid_until=MERGER, replaced_by=LIANGJIANG)
        elif parent := MOVED.get(row.code):
            new = f"{parent}-{row.name}"
            result.append(replace(row, code=new, parent=parent, valid_from=MERGER))
            row = replace(row, valid_until=MERGER, replaced_by=new)
        result.append(row)
    return result


def compile_places(source: Path) -> str:
    """The whole file as text."""
    rows = merge_of_2025([*six_digit_rows(source), *chongqing_rows(source), *without_code()])
    rows.sort(key=lambda row: row.code)
    for row in rows:
        if re.search(r'[,"\n\r]', row.line().replace(",", "", len(COLUMNS) - 1)):
            raise SystemExit(
                f"{row.code} {row.name}: a comma or quote in a field; the file is written without quoting"
            )
    return "\n".join([",".join(COLUMNS), *(row.line() for row in rows), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description="Compile ontology/places.csv from the published tables.")
    parser.add_argument("--source", type=Path, required=True, help="folder with gb2260/ and divisions-2023/")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "ontology" / "places.csv")
    arguments = parser.parse_args()
    if not (arguments.source / "gb2260" / "mca").is_dir():
        parser.error(f"{arguments.source} has no folder gb2260/mca; give the folder with gb2260 and divisions-2023")
    arguments.out.write_text(compile_places(arguments.source), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
