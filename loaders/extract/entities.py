"""Institutions and the groups they serve: what the text names as one, under its full name."""

import re
from dataclasses import dataclass
from typing import Final

from loaders.extract.page import Page
from loaders.extract.privacy import Persons
from loaders.extract.scope import Where

_SHORT: Final = {
    "教委": "教育委员会", "卫健委": "卫生健康委员会", "卫生健康委": "卫生健康委员会", "人社局": "人力资源和社会保障局", "人力社保局": "人力资源和社会保障局",
    "医保局": "医疗保障局", "发改委": "发展和改革委员会", "发展改革委": "发展和改革委员会", "住建委": "住房和城乡建设委员会", "住建局": "住房和城乡建设局",
    "住房城乡建委": "住房和城乡建设委员会", "农业农村委": "农业农村委员会", "经信委": "经济和信息化委员会", "经济信息委": "经济和信息化委员会",
    "文旅委": "文化和旅游发展委员会", "文化旅游委": "文化和旅游发展委员会", "商务委": "商务委员会", "残联": "残疾人联合会", "妇联": "妇女联合会",
    "团委": "共青团委员会", "总工会": "总工会", "退役军人局": "退役军人事务局", "退役军人事务局": "退役军人事务局", "应急局": "应急管理局",
    "市场监管局": "市场监督管理局", "规自局": "规划和自然资源局", "规划自然资源局": "规划和自然资源局", "大数据局": "大数据应用发展管理局", "城管局": "城市管理局",
    "交通局": "交通局", "民政局": "民政局", "财政局": "财政局", "教育局": "教育局", "公安局": "公安局", "司法局": "司法局", "林业局": "林业局", "水利局": "水利局",
    "统计局": "统计局", "审计局": "审计局", "生态环境局": "生态环境局", "乡村振兴局": "乡村振兴局", "体育局": "体育局", "税务局": "税务局", "信访办": "信访办公室",
    "政务服务办": "政务服务管理办公室", "科技局": "科学技术局", "气象局": "气象局", "卫生局": "卫生局", "卫健局": "卫生健康局",
}  # fmt: skip
_OFFICE: Final = re.compile(
    rf"(?P<owner>区|县|市|(?:[\u4e00-\u9fff]{{2,12}}?(?:自治县|[区县市])))(?P<office>{'|'.join(sorted(map(re.escape, _SHORT), key=len, reverse=True))})"
)
_KINDS: Final = (
    ("医疗机构", "医院|卫生院|卫生服务中心|卫生室|疾控中心|急救中心|妇幼保健院|卫生服务站|精神卫生中心"),
    ("学校", "小学|中学|学校|大学|学院|职教中心|中职校|党校"),
    ("幼儿园", "幼儿园|托育园|托幼所"),
    ("养老机构", "敬老院|养老院|养老服务中心|福利院|养老服务站|养老中心|供养中心|颐养中心"),
    ("文化场馆", "图书馆|博物馆|文化馆|美术馆|书房|体育馆|文化站|科技馆|大剧院"),
    ("人民政府", "人民政府|街道办事处|镇政府|乡政府|办事处"),
    ("金融机构", "银行|农商行|信用社"),
    ("企业", "有限责任公司|有限公司|公司|集团"),
    ("社会组织", "协会|联合会|基金会|商会|志愿服务队|慈善会|红十字会|合作社"),
    ("社区组织", "居委会|村委会|社区居民委员会|村民委员会"),
    ("事业单位", "就业和人才中心|社保中心|救助管理站|文化服务中心|就业服务中心"),
    ("服务机构", "老年食堂|社区食堂|便民服务中心|党群服务中心|服务中心|救助站|工作站|调解中心"),
)  # fmt: skip
_END: Final = re.compile(
    "|".join(f"(?P<k{i}>{ends})" for i, (_, ends) in enumerate(_KINDS)).join(("(?:", ")"))
    + "(?![\u4e00-\u9fff]?(?:化|型|建设|覆盖|机制|网络|体系|制度|学生|教师|数))"
)
_BEFORE: Final = re.compile("[\u4e00-\u9fff]+$")
_LONGEST: Final = 14  # characters before the word that tells the kind
_GENERIC: Final = re.compile(
    "(?:全[区县市]|各|每|该|这|那|多|某|等|新建|改造|一[所家个]|两[所家个]|几|基层|公立|民办|公办|普惠|定点|牵头|区域|社区(?:居家)?|镇街|街镇|乡镇|农村|城市|村级|区级|县级|市级|示范|优质|重点|薄弱|中|大|小|当地|有|成|和|与|在|的|是|了|把|对|为|到|从|由|让|使|将)*"
)
_STOP: Final = re.compile(
    "(?:在|的|和|与|及|了|把|对|为|到|从|由|让|向|将|是|等|、|来自|前往|走进|依托|通过|建成|新建|组织|联合|推动|支持|位于|进|牵头|成为|创建|打造|设立)"
)
_GROUP: Final = re.compile(
    "(?:(?:重度|中度|特殊|城乡|农村|城镇|高龄|独居|空巢|留守|困境|失能|半失能|困难|特困|低保|残疾|失业|就业困难|退捕|脱贫|返乡|离校未就业|新就业形态|参保|贫困|孤寡|适龄|登记失业|灵活就业|经济困难|失独|边缘|易致贫)+"
    "(?:人员|群众|老人|老年人|儿童|妇女|学生|家庭|对象|人口|渔民|高校毕业生|劳动者|居民|农民工|职工|户))|高校毕业生|退役军人|残疾人|农民工|老年人|婴幼儿|未成年人|孕产妇|困难群众|新市民|孤儿|慢性病患者|青年人才|创业者"
)


@dataclass(slots=True)
class Entity:
    """A named institution or group: its full name, its kind, where it lies, and where the text names it how."""

    name: str
    kind: str
    place: str | None
    at: list[tuple[int, int]]


def institutions(page: Page, where: Where, people: Persons) -> list[Entity]:
    """Every institution that the text names, 区教委 as 某某区教育委员会.

    What many places have (社区食堂, 卫生院) is an institution only under a name of its own.
    """
    found: dict[str, Entity] = {}
    home = where.atlas.home.name
    city = where.atlas.city.name if where.atlas.city else home
    for match in _OFFICE.finditer(page.chars):
        owner = _owner(match["owner"], home, city, where, match.start())
        if owner is not None:
            full = owner + _SHORT[match["office"]]
            start = match.end() - len(match["office"]) - (1 if len(match["owner"]) == 1 else len(match["owner"]))
            found.setdefault(full, Entity(full, "政府部门", owner, [])).at.append((start, match.end()))
    last = 0
    for match in _END.finditer(page.chars):
        before = _BEFORE.search(page.chars, max(last, match.start() - _LONGEST), match.start())
        if before is None:
            continue
        last = match.end()
        start, name = _trimmed(page, before.start(), match)
        if not name or people.inside(name):
            continue
        kind = next(kind for i, (kind, _) in enumerate(_KINDS) if match[f"k{i}"])
        place = next((m for m in where.mentions if m.start == start), None)
        if re.match("[区县市](?=[\u4e00-\u9fff]{2})", name):
            full, inside = (city if name[0] == "市" else home) + name[1:], city if name[0] == "市" else home
        elif place is not None:
            full, inside = (
                (place.place if place.end - start < len(name) else "") + name[place.end - start :],
                place.place,
            )
        elif page.tags[page.word(start)] in ("ns", "nz", "nt", "nr") or kind in ("学校", "企业", "金融机构"):
            full, inside = name, home
        else:
            continue
        found.setdefault(full, Entity(full, kind, inside, [])).at.append((start, match.end()))
    return list(found.values())


def _owner(word: str, home: str, city: str, where: Where, start: int) -> str | None:
    if word in ("区", "县"):
        return home
    if word == "市":
        return city
    mention = next((m for m in where.mentions if start <= m.start and m.end == start + len(word)), None)
    return mention.place if mention else None


def _trimmed(page: Page, start: int, kind: re.Match[str]) -> tuple[int, str]:
    """The name from the word after the last one that cannot be part of it; empty for what is no name."""
    end, word = kind.end(), kind.group()
    stop = 0
    for cut in _STOP.finditer(page.chars[start : kind.start()]):
        if page.boundary(start + cut.start()) and page.boundary(start + cut.end()):
            stop = cut.end()
    start += stop
    while start < end and not page.boundary(start):
        start += 1
    name = page.chars[start:end]
    generic = _GENERIC.match(name)
    if len(name) <= len(word) + 1 or (generic and len(name) - generic.end() <= len(word)):
        return start, ""
    return start, name


def groups(page: Page) -> list[Entity]:
    """The groups of people that the text speaks of as served.

    >>> from loaders.extract.reading import read_text
    >>> [group.name for group in groups(read_text("惠及困难群众和重度失能人员").page)]
    ['困难群众', '重度失能人员']
    """
    found: dict[str, Entity] = {}
    for match in _GROUP.finditer(page.chars):
        found.setdefault(match.group(), Entity(match.group(), "", None, [])).at.append(match.span())
    return list(found.values())
