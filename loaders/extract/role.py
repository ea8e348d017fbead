"""What a number is: a result, a promise, a means put in, or a rule of the programme."""

import re
from typing import Final

from loaders.claims import Role

_FUTURE: Final = re.compile(
    "要(?=增加|达到|突破|实现|建成|新增|完成|扩大|提高|覆盖|新建|改造)|力争|预计(?=[^，。；]{0,8}(?:再|新|将|建|完成|达|投))|确保|(?<!完成)(?<!年度)(?<!全年)目标(?!任务|的\\d|值)|计划(?=新|建|到20|在|投|安排|实施|用|于|开|办|完成|启动|年内|今年|明年|再|将|改|把|扩|培|引|招|推|增|城镇|全[年区县市])|给出了?(?:时间表|路线图)|按照[^，。；]{0,6}计划，|年内[^，。；]{0,6}(?:再|新)(?=增|建)|拟(?=[新建投增]|于)|(?<![^，。；的区县市镇年])将(?=分别|达|实现|新|建成|建设|改造|打造|培育|增|投|完成|全面|再|于|累计|提高|提升|有|覆盖)|(?<!已)将(?=再|陆续|实施|开展|启动|推出|继续|持续|深入|聚焦|推进|力争|新增|新建|建成)|(?<!多)争取(?![^，。；]{0,14}(?:资金|补助|项目))|规划(?:建设|新建|到)|到时"
)
_INPUT: Final = re.compile(
    "投入|投资|总投|拨付|拨款|下拨|发放(?!贷款证)|补助资金|补贴资金|资金|经费|安排|兜底|赔付|兑付|报账|配套|拿出|出资|掏出|支出|筹集|筹资|统筹|落实|补助|补贴|兑现|救助金|减免|让利|减征|免征|缓缴|返还|贷款|奖补|注入|下派|派驻|选派|选聘|配备|配置|购置|采购|添置|添了|添|新购|引进(?=[^，。]{0,6}(?:医师|人才|专家|教师|医生|护士))|募集|垫付|支付|报销|减税降费|耗资|花费|争取.{0,6}资金|捐赠|专项债"
)
_MONEY_OUT: Final = re.compile(
    "节约|节省|减负|引资|工业投资|固定资产|民间投资|均次|次均|人均[^，。；]{0,2}(?:工资|收入)|人均月?增|追回|费用(?!补)|协议|减轻|省下|降低|销售|营收|收入|产值|增收|交易|成交|消费(?!券)|挽回|结余|带动|撬动|签约|GDP|生产总值|利润|增加值|保费|结算|授信|清欠|回收|税收|消费额|进账|收益"
)
_RULE: Final = re.compile(
    "标准(?=[为是提达调按，]|$)|标准|每人每|每户|每次|每天|每周|每个?月(?!服务|接待)|每小时|每餐|每份|每人|最长|最高(?!一[笔单例])(?:可|补|额|奖|给)?|最低|最多|按(?=[每人照规比\\d]|$)|不超过|不少于|不低于|封顶|起付|上限|代扣|划转|自付|定额|下限|时限|期限|限额|定价|价格|票价|车票|单价|餐标|门票|缴费|分担|收费|只收|只需|报销比例|优惠|折|给予|可(?:享受|获|领|申|报|补)|奖励|缴费|个人缴|每年缴|满(?=\\d)|额度|期限|步行|之内|为标尺|半径|办结时限|免费提供"
)
_HARD_RULE: Final = re.compile("标准(?:化|的|建设)|达标(?:率|$)")
# 每台配备1名医生、2名护士: how each is equipped, not how many there are.
_EQUIPPED: Final = re.compile(
    "每[台个所家支辆只间][^，。；\\d]{0,8}(?:配备?|常备|配齐|设|安排|不超过|不少于|不低于|不多于)[^，。；\\d]{0,6}(?:\\d+[名个台][^，。；\\d]{1,6}、)?$"
)
_AT_MOST: Final = re.compile("(?:最多|最高|封顶)[^，。；\\d]{0,3}(?:补助?|补贴|奖励?|给予?)$")
# 扣除1.2万元起付线; 保费为每人每年79元.
_THRESHOLD: Final = re.compile("的?(?:起付|封顶|限额)")
_PREMIUM: Final = re.compile("保费(?:标准)?[为是仅只]?每")
# 1126名网格员对重点对象…: who does the work.
_STAFF: Final = "医生|医师|医护人员|护士|专家|教师|老师|讲师|导师|网格员|志愿者|助老员|护理员|辅导员|社工|专员|调解员|指导员|宣传员"
_STAFF_ACT: Final = re.compile(
    f"[\u4e00-\u9fff]{{0,4}}?(?:{_STAFF})(?:对|为|与|每|结对|分片|走遍|走进|深入|下沉|入户|包|编进|编入|组成|走上|登上)"
)
# 减免医疗费用860万元: paid for others, where 费用 alone is what they pay.
_PAID: Final = re.compile("(?:支付|减免|免除|垫付|资助|补助)[^，。；\\d]{0,6}费用?$")
# 租金为市场价的60%; 每辆车可载9人.
_SHARE_OF_PRICE: Final = re.compile("(?:为|按)(?:市场|同期|原)[^，。；]{0,4}价的?$")
_HOLDS: Final = re.compile("每[辆台间个所][^，。；\\d]{0,6}可(?:载|坐|容纳|住)$")
_RECRUITED: Final = re.compile("招募|发动|动员|抽出|抽调|招来|招引")
_AIMED: Final = re.compile("的(?:年度|全年|控制|预期|既定|规划)?(?:目标|任务)")
_RULED: Final = ("确定的", "规定的", "设定的", "既定的", "提出的", "明确的")
_SET: Final = re.compile("(?:年度|全年|目标)任务(?:数?[为是]|数)?$")
# 今年安排的15件民生实事，到6月底已有6件完工: what was promised, where the sentence says how far it got.
_PROMISED: Final = re.compile("(?:安排|承担|确定|列入[^，。；]{0,8}|承诺|部署|排定|公布|实施|承办)的?$")
_SO_FAR: Final = re.compile(
    "[^，。；]{0,6}(?:实事|项目|任务)[^，。；]{0,4}(?:，[^，。；]{0,10})?(?:已有?|办结|完工|完成)+[^，。；\\d]{0,6}\\d+[件个项]"
)
_SINCE_DONE: Final = re.compile("，(?:现|目前)?已[^，。；]{0,12}\\d")
# A price that rose or fell is what came of it: 每单运费从6.5元降到2.8元.
_PRICE: Final = re.compile("平均(?:月|年)?收费|均价|(?:运费|费用|价格|成本)[由从]?(?:\\d{4}年的)?$")
_RULE_UNITS: Final = frozenset({"分钟", "小时", "天", "个工作日", "工作日", "年", "个月"})


def role(
    before: str,
    after: str,
    clause: str,
    unit: str,
    *,
    future: bool,
    goal: bool,
    modifiers: tuple[str, ...],
    name: str = "",
    small: bool = False,
) -> Role:
    """The role by the words around the number: ``before`` and ``after`` it in its sentence, and its own clause.

    >>> role("区财政投入", "", "区财政投入", "元", future=False, goal=False, modifiers=())
    'input'
    >>> role("到2027年，覆盖率达到", "", "覆盖率达到", "%", future=True, goal=False, modifiers=())
    'target'
    >>> role("待遇标准为每人每天", "", "待遇标准为每人每天", "元/人·天", future=False, goal=False, modifiers=())
    'parameter'
    """
    own = clause if len(clause) >= 2 else name
    if (
        "/" in unit
        and unit.startswith("元")
        and (future or goal)
        and re.search("每[^，。；]{0,6}$|每[^，。；\\d]{1,8}(?:补|奖|给)", before[-24:])
    ):
        return "parameter"
    if unit.startswith("元") and _AT_MOST.search(before[-16:]):
        return "parameter"
    if (
        goal
        or _awaited(before[-120:], own)
        or (_SET.search(own) and not (unit == "%" and "完成" in own))
        or (_AIMED.match(after) and (unit == "%" or before.endswith(("完成", "距", "距离"))))
        or (before.endswith(_RULED) and after.startswith("目标"))
    ):
        return "target"
    kind = _kind(before, after, own, unit, modifiers, name, small)
    rule = kind == "parameter" and ("/" in unit or unit.startswith("元") or unit in _RULE_UNITS)
    return "target" if future and not rule else kind


def promised(left: str, rest: str) -> bool:
    """Whether a number is what was promised, by the words before it and the rest of its sentence.

    >>> promised("今年安排的", "重点民生实事，到6月底已有7件完工")
    True
    """
    return _PROMISED.search(left) is not None and _SO_FAR.match(rest) is not None


def _awaited(before: str, own: str) -> bool:
    """Whether a word puts a number into the future, and none since has said what is done: 计划培训3人，已培训2人，新增1人."""
    before = before if re.search("计划|要|力争|确保|将", before) else before.rpartition("；")[2]
    ahead = [m.end() for m in _FUTURE.finditer(before)]
    return (
        bool(ahead)
        and not re.search("已|累计|实际|[还尚仅]差|(?<![要将拟])完成", own)
        and not _SINCE_DONE.search(before, ahead[-1])
    )


def _kind(before: str, after: str, own: str, unit: str, modifiers: tuple[str, ...], name: str, small: bool) -> Role:
    """The role of a number that no word puts into the future."""
    money = unit.startswith("元")
    if _EQUIPPED.search(before[-30:]):
        return "parameter"
    if money and re.match("以[下内上]的", after):
        return "parameter"
    if _SHARE_OF_PRICE.search(own) or _HOLDS.search(own):
        return "parameter"
    if unit == "倍" and re.search("标准的?$|按[^，。；]{0,12}的?$", own):
        return "parameter"
    if money and unit == "元/年" and re.search("财政|资金|安排|投入|配套", own):
        return "input"
    if money and re.search("每[^，。；\\d]{1,8}次?，?(?:一次性)?(?:补|奖|给)[^，。；]{0,4}$", before[-20:]):
        return "parameter"
    if money and _THRESHOLD.match(after):
        return "parameter"
    if money and small and re.search("一次性(?:奖|补)[^，。；]{0,4}$", own):
        return "parameter"
    if "/" in unit and money and (_PREMIUM.search(own) or not _MONEY_OUT.search(own)):
        return "outcome" if _PRICE.search(own) or _PRICE.search(before[-14:]) else "parameter"
    if re.search("可[换兑]|存满|[记积计兑]$", own[-10:]) and unit in ("分", "份", "餐", "次", "顿"):
        return "parameter"
    if unit == "分" and re.search("[低高]于|不足|满分|达到|以上", own):
        return "parameter"
    if money and (_PAID.search(own) or not _MONEY_OUT.search(own)):
        if (
            _rule(own, modifiers)
            and not re.search("累计|共|总|万元$|已", own[-4:])
            and not re.search("发放[^，。]{0,8}资金|投入|投资|支出", own)
        ):
            return "parameter"
        if small and _INPUT.search(own + name) and not re.search("累计|共|合计|人均|均", own):
            return "parameter"
        return (
            "input" if _INPUT.search(own + after[:14] + name) else "parameter" if _RULE.search(own) else "outcome"
        )
    if money:
        return "outcome"
    if "/" in unit and unit.partition("/")[0] in ("次", "节", "课时", "学时", "场", "分钟", "小时", "天"):
        return "parameter"
    if unit == "人" and (_STAFF_ACT.match(after) or _RECRUITED.search(own)):
        return "input"
    if "每" in own and any(m in ("不超过", "不少于", "至少", "不低于") for m in modifiers) and unit != "%":
        return "parameter"
    if unit in _RULE_UNITS:
        return (
            "outcome"
            if before.endswith(("由", "从"))
            or re.search("天数|寿命|缩短|压缩|压减|减少|节省|延长|运行|提前|平均|降|等候|由|全年|累计|陪伴", own)
            else "parameter"
        )
    if any(
        m in ("最长", "最高", "最低", "最多", "不超过", "不少于", "至少", "不低于") for m in modifiers
    ) and unit not in ("%", "人", "户", "人次", "家"):
        return "parameter"
    if (
        unit == "%"
        and not re.search("稳定在|保持在", own)
        and re.search(
            "报销比例|报销|缴费比例|补助比例|资助比例|自付(?![^，。；]{0,8}(?:降|从|由|减))|上浮|相应(?:提高|降低)|减免|贴息|补贴[^，]{0,4}$|按[^，]{0,8}$|给予|优惠|起付|承担[^，]{0,4}的?$|再减$",
            own,
        )
    ):
        return "parameter"
    if unit in ("人", "人次", "名", "台", "辆", "套", "张") and re.search(
        "下派|派驻|选派|选聘|抽出|抽调|配备|配置|配发|配齐|补充|派遣|购置|添|采购|派出|引进|招聘[^会]|下沉|驻村|新购",
        own + after[:2] + (name if small else ""),
    ):
        return "input"
    if unit == "比" and re.search("分担|配比", own + after[:4]):
        return "parameter"
    if (
        unit == "%"
        and re.search("支出|投入|资金|财政", own)
        and re.search("占|比重|比例|投向|用于", own + after)
        and not re.search("提高|增长|同比|下降|提升", own)
    ):
        return "input"
    return "outcome"


def _rule(own: str, modifiers: tuple[str, ...]) -> bool:
    if _HARD_RULE.search(own):
        return False
    return bool(_RULE.search(own)) or any(
        m in ("最高", "最低", "最多", "不超过", "不低于", "不少于") for m in modifiers
    )
