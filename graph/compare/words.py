"""What a comparison says besides names and numbers, in both languages."""

from typing import Final

from graph.compare.comparable import Block, Cell, number
from graph.compare.observed import Observed

WORDS: Final[dict[str, tuple[str, str]]] = {
    "Outcome": ("结果", "result"), "Target": ("目标", "target"), "Input": ("投入", "input"), "Parameter": ("规则参数", "rule"),
    "province": ("省级", "provinces"), "prefecture": ("地级", "prefectures"), "district": ("区县", "districts and counties"),
    "town": ("镇街", "towns"), "village": ("村社", "villages"),
    "none": ("未注明时间", "no time given"), "year": ("全年", "years"), "years": ("多年", "several years"),
    "part": ("一年之中", "part of a year"), "open": ("起止不全", "open periods"),
    "day": ("时点", "moments"),
    "place": ("地点", "place"), "unit": ("单位", "unit"), "value": ("数值", "value"), "printed": ("原文", "printed"),
    "period": ("时期", "period"), "role": ("性质", "role"), "evidence": ("出处", "evidence"), "indicator": ("指标", "indicator"),
    "programme": ("项目", "programme"), "modifier": ("修饰", "modifier"), "note": ("说明", "note"), "high": ("上限", "high"),
    "about": ("对象", "about"), "rank": ("地点层级", "rank of place"), "span": ("时期长短", "kind of period"), "when": ("原文时间", "time as printed"),
    "gap": ("无数据", "no figure"), "missing": ("没有数据的地点：", "no figure for: "), "apart": ("另列，因为不同：", "stands apart, for another "),
    "elsewhere": ("在另一张表里的地点：", "in another table: "),
    "contradiction": ("前后矛盾", "contradiction"), "nothing": ("没有可比的数据", "nothing to compare"),
    "implementations": ("各地实施", "implementations"), "status": ("状态", "status"), "since": ("开始", "since"), "by": ("参与机构", "carried out by"),
    "title": ("比较", "Comparison"), "chart": ("图", "Chart"), "single": ("只有一个时期的指标，未列：", "indicators of one period only, not shown: "),
}  # fmt: skip


_BEHIND: Final = frozenset(("以上", "以下", "以内", "之内", "余", "多", "左右", "上下"))


def say(key: str, lang: str) -> str:
    """A word in a language; what has none is itself (a class of place)."""
    return WORDS.get(key, (key, key))[lang == "en"]


def heading(block: Block, lang: str) -> str:
    """What all figures of a block are."""
    parts = [
        block.indicator.show(lang),
        block.unit,
        say(block.key.role, lang),
        say(block.key.rank, lang),
        span(block, lang),
    ]
    if block.about:
        parts.append(block.about.show(lang))
    return " · ".join(filter(None, parts))


def span(block: Block, lang: str) -> str:
    """The kind of a block's periods, with their length where that is not said by the kind."""
    kind, _, months = block.key.span.partition("-")
    length = f"{months} 个月" if lang == "zh" else f"{months} months"
    return f"{say(kind, lang)} ({length})" if months else say(kind, lang)


def notes(block: Block, lang: str) -> list[str]:
    """Why a block stands apart, and what is missing in it."""
    join = "、" if lang == "zh" else ", "
    found = []
    if block.apart:
        found.append(say("apart", lang) + join.join(say(name, lang) for name in block.apart))
    if block.elsewhere:
        found.append(say("elsewhere", lang) + join.join(place.show(lang) for place in block.elsewhere))
    if block.missing:
        found.append(say("missing", lang) + join.join(place.show(lang) for place in block.missing))
    return found


def shown(cell: Cell | None) -> str:
    """A cell as text: values with their modifiers, ⚠ where they contradict each other, — where there is none."""
    if cell is None:
        return "—"
    mark = "⚠ " if cell.contradiction else ""
    return mark + " / ".join(dict.fromkeys(amount(one) for one in cell.figures))


def amount(one: Observed) -> str:
    """A value with its modifiers where Chinese has them: 近 12,000; 24,200 以上; 1,200–1,500."""
    value = number(one.value) + (f"–{number(one.high)}" if one.high is not None else "")
    behind = [word for word in one.modifiers if word in _BEHIND]
    return " ".join([*(word for word in one.modifiers if word not in _BEHIND), value, *behind])


def evidence(one: Observed) -> str:
    """Where it is said: 003:2310–2316."""
    first: dict[str, list[str]] = {}
    for document, start, end in one.at:
        first.setdefault(document.split("_")[0], []).append(f"{start}–{end}")
    return "; ".join(f"{document}:{','.join(spans)}" for document, spans in first.items())
