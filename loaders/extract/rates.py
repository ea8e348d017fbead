"""Rates: 每人每月1500元 is 1500 元/人·月."""

import re
from typing import Final

_EACH: Final = re.compile(
    r"(?:每|人均(?=[月年])|户均(?=[月年]))(?:(?:名|位|个)?(?:人|老人|学生|儿童|对象|户|家庭|家|个|次|天|日|年|月|个月|周|亩|吨|平方米|小时|学期|学年|餐|份|套|张|床|村|社区|所|台|辆|班|件|季度|单|例|公斤|生))?"
)
_NAMES: Final = {
    "日": "天", "个月": "月", "老人": "人", "学生": "人", "儿童": "人", "对象": "人", "生": "人", "人均": "人", "户均": "户", "家庭": "户",
}  # fmt: skip
_ORDER: Final = "人户家个套份餐亩吨平方米次单天周月学期学年季度年"
_TIMED: Final = frozenset({"次", "节", "课时", "学时", "场", "小时", "分钟", "天"})


def rate(unit: str, left: str, right: str) -> str:
    """The unit of a rate, where the words right before the number say per what.

    >>> rate("元", "按每人每月", ""), rate("次", "上门护理每月", ""), rate("元", "每户补助", "")
    ('元/人·月', '次/月', '元/户')
    >>> rate("人", "每年新增就业", "")
    '人'
    >>> rate("元", "护理补贴", "/月")
    '元/月'
    """
    if after := re.match(
        r"/(人|户|月|年|天|日|次|平方米|亩|吨|小时|公斤|斤|家|个)(?:[·/](月|年|天|次|日))?", right
    ):
        names = [_NAMES.get(name, name) for name in after.groups() if name]
        return f"{unit}/{'·'.join(names)}"
    if not (unit == "元" or unit in _TIMED):
        return unit
    found: list[str] = []
    for match in _EACH.finditer(left):
        word = match.group()
        if word.startswith(("人均", "户均")):
            found += [x for x in (_NAMES[word[:2]], word[2:]) if x and x not in found]
            continue
        word = word if word in _NAMES else re.sub("^每(?:名|位)?(?=.)|^每个(?=.)", "", word)
        word = _NAMES.get(word, word)
        if word and word not in found and word not in ("每", "位", "名"):
            found.append(word)
    if not found or found == [unit]:
        return unit
    if unit != "元":
        found = [word for word in found if word in ("天", "周", "月", "年", "学期", "季度")]
        if not found:
            return unit
    found.sort(key=lambda word: _ORDER.find(word) if word in _ORDER else 99)
    return f"{unit}/{'·'.join(found[:2])}"
