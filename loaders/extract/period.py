"""Which time holds for a number: the one bound to it, the one before it, or one that stays in force."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from loaders.extract.clock import WHEN, Clock, year_of
from loaders.extract.page import Page, Sentence
from loaders.numerals import number

Force = Literal["governs", "binds", "compares", "event", "unresolved"]

_PUBLISHED: Final = re.compile(r"[，、]?[^，。；]{0,24}(?:公布|发布|通报|印发|出台|数据显示|报道|公示|刊发)")
_EVENT: Final = re.compile(
    "推出|推行|实施|施行|起步|开出|破题|首创|入列|列入|纳入|启动|成为|获批|入选|印发|出台|成立|挂牌|揭牌|被|获评|荣获|评为|开园|开馆|投用|上线|开业|举行|召开|正式"
)
_STARTED: Final = "上线|启动|实施|推行|推开|运行|运营|成立|开办|开通|开展|试点|投用"
_SINCE: Final = re.compile(f"(?:正式)?(?:{_STARTED}|开业|组建|开工|开建|启用)(?:以来|至今)")
_BEGUN: Final = re.compile(f"(?:{_STARTED}|开业|推出|组建|开工|开建|启用)$")
_SINCE_THEN: Final = re.compile(
    f"(?:[在从由][^，。；]{{2,8}})?(?:正式)?(?:{_STARTED}|推出|起步|打响|挂牌|开张|开业)[^，。；]{{0,24}}以来"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?=年|\s?[\u4e00-\u9fff])")
_YEARS: Final = re.compile(r"，([一二三四五六七八九]|\d)年(?:来|间)?(?:共|累计|已|新|完成|建)")
# 全年计划培训3人, 完成全年目标的90%: what was planned for a year is not what has come of it so far.
_PLANNED: Final = re.compile("(?:的)?(?:计划|目标|任务|拟)")
_SHARE: Final = re.compile("(?:完成|占|达到?|超过?|为|实现)[^，。；]{0,3}$")
# 2025年目标为70%, 超过2025年58%的目标值, 距2025年达到4.8个的目标还差: of no number behind it.
_AIM: Final = re.compile("[^，。；]{0,14}目标")
# 是上年同期的2倍 tells of now, 去年同期为3家 of then.
_THEN: Final = re.compile("同期(?:为|是|有|只有|仅)")
_TOWARDS: Final = re.compile("(?:力争|确保|争取|计划|预计|将于|拟于|将在)$")
# 2024年启动的项目: of when it began, and of no number behind it.
_BEGUN_THEN: Final = re.compile(f"(?:正式)?(?:{_STARTED}|推出|首创|成立)的")
# 自7月1日起，标准由…提高到…: from then on.
_RULED: Final = re.compile("标准|待遇|补贴|津贴|比例|执行")
_FORMER: Final = re.compile(r"(?:由|从)[^，。；到至为]{0,10}$")
_ITEM: Final = re.compile("[一二三四五六七八九十]是")
# 今年6月的抽测显示，平均分提高8分: the finding is of then.
_FOUND: Final = re.compile("[^，。；]{1,10}(?:显示|表明)，")
_POINT: Final = re.compile("[底末]$")
_BEFORE_IT: Final = re.compile(r"(?:由|从)[^，。；\d]{0,8}(?:前|原来|过去|此前|原先)的?$")
_LISTS: Final = ("list", "table", "box")
_HEAD: Final = 30
# What a title says it tells of: 2024年工作总结, 2025年上半年…进展情况, 数说2024. A date of publication is none.
_YEARLY: Final = re.compile(
    r"(?:19|20)\d\d年?[^。]{0,30}(?:公报|统计|年报|数说|盘点|白皮书|总结|年度|(?:完成|进展|工作|执行|落实|推进)情况|述职|简报)"
    r"|(?:数说|盘点|回顾|总结|回眸)[^。]{0,6}(?:19|20)\d\d"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time expression: ``iso`` is None where it cannot be resolved; its words are kept."""

    start: int
    end: int
    iso: str | None
    force: Force
    words: str
    future: bool = False


@dataclass(slots=True)
class Times:
    """All time expressions of a page, and which one is in force where."""

    page: Page
    found: list[When]
    base: dict[int, When | None]

    def at(self, start: int, sentence: Sentence) -> When | None:
        """The time that holds for a number: bound to it, before it in its sentence, or left in force."""
        clause = self.page.clause(start)[0]
        if _BEFORE_IT.search(self.page.chars, clause, start):
            return None
        low = bisect_left(self.found, sentence.start, key=lambda w: w.start)
        best: When | None = None
        until: When | None = None
        for when in self.found[low:]:
            if when.start >= start:
                break
            if when.force == "compares":
                continue
            # 到2027年，…；…: all of the sentence
            opens = when.start <= sentence.start + 3 and self.page.chars[when.end : when.end + 1] == "，"
            if when.words[0] in "到至" and not opens and "；" in self.page.chars[when.end : start]:
                until = when  # 今后五年，…，到2030年突破950亿元；新增6.5万人
                continue
            if when.force == "binds":
                if when.start >= clause and start - when.end <= 24 and not self._counted(when.end, start):
                    best = when
                continue
            best = when
        if best is None:
            return self.base.get(sentence.start) or until or self._behind(start)
        if (best.iso or "").endswith("/..") and _FORMER.search(self.page.chars, max(clause, best.end), start):
            return None
        return best

    def _behind(self, start: int) -> When | None:
        """A time that stands in a number's clause behind it, where there is no other: 96名学员今年3月结业."""
        end = self.page.clause(start)[1]
        low = bisect_left(self.found, start, key=lambda w: w.start)
        behind = next((w for w in self.found[low : low + 1] if w.end <= end), None)
        return behind if behind and behind.force == "governs" and behind.start - start <= 16 else None

    def _counted(self, start: int, end: int) -> bool:
        """Whether another quantity stands in a range: 由2021年的480户增加到 binds 2021 to the first only."""
        numerals = self.page.numerals
        low = bisect_left(numerals, start, key=lambda n: n.start)
        return any(
            n.end <= end
            and self.page.chars[n.lead - 1] != "每"
            and (
                n.kind == "ratio" or (n.kind == "quantity" and (n.unit or "." in self.page.chars[n.start : n.end]))
            )
            for n in numerals[low : low + 4]
        )


def _default_year(page: Page, section: int) -> int | None:
    """The year that a section's headings name, or the title of a bulletin."""
    for block in reversed(page.outline[section]):
        text = page.chars[block.start : block.end]
        year = _YEAR.search(text)
        if year and (block.start >= page.head or _YEARLY.search(text)):
            return int(year[0])
    return None


def _heading_time(page: Page, result: "Times", section: int) -> When | None:
    """The time that a section's headings name."""
    for block in reversed(page.outline[section]):
        text = page.chars[block.start : block.end]
        low = bisect_left(result.found, block.start, key=lambda w: w.start)
        for when in result.found[low:]:
            if when.start >= block.end:
                break
            if (
                when.iso
                and when.force in ("governs", "event")
                and re.search(r"\d{4}|五|[上下]半年|季度", when.words)
                and not when.words.endswith("来")
            ):
                if block.start < page.head and not _YEARLY.search(text):
                    break
                return when
        if block.start >= page.head and (year := _YEAR.search(text)) and year.start() <= 2:
            return When(block.start + year.start(), block.start + year.end(), year[0], "governs", year[0])
    return None


def _reach(chars: str, clause: int) -> int:
    """How far behind a clause it may say what happened then: 2021年3月，《…规划》印发，定下28项."""
    titled = chars.find("》", clause, clause + 40) if chars.startswith("《", clause) else -1
    return max(clause, titled) + 14


def ahead(iso: str | None, issue: str | None) -> bool:
    """Whether a time is not over when the report appears."""
    if not iso or not issue:
        return False
    last = max(iso, iso.partition("/")[2])
    return last[:7] > issue[:7] if len(issue) > 4 else last[:4] > issue


def times(page: Page, issue: str | None) -> Times:
    """Reads all time expressions in order; a year once named is what later 上半年 and 6月 belong to."""
    clock = Clock(issue)
    chars = page.chars
    found: list[When] = []
    base: int | None = None
    block = -1
    begun: str | None = None
    for match in WHEN.finditer(chars):
        start, end = match.span()
        if page.sentences[page.sentence(start)].block != block:
            block = page.sentences[page.sentence(start)].block
            if not match["lately"]:
                base = None
        if page.titled(start):
            continue
        if match["now"] == "至今" and _BEGUN.search(chars, max(0, start - 2), start):
            continue  # 2023年7月开业至今
        if (match["c_m1"] and chars[start : start + 1] in "个") or (
            match["now"] in ("现在", "目前") and chars[end : end + 1] == "的"
        ):
            continue
        default = _default_year(page, page.sentences[page.sentence(start)].section)
        if (
            match["c_open"]
            or (
                match["c_close"]
                and (default is None or page.clause(start)[0] != start)
                and not (match["after"] == "前" and _TOWARDS.search(chars, max(0, start - 3), start))
            )
            or (match["whole"] and default is None and clock.reviewed is None)
        ):
            continue
        iso, future = clock.read(match, base, default, begun)
        before, after = match["before"], match["after"]
        force: Force = "governs"
        planned = match.group() in ("全年", "年度") and _PLANNED.match(chars, end)
        sentence = page.sentences[page.sentence(start)]
        clause = page.clause(end)
        lead = chars[max(clause[0] if clause[0] < start else 0, start - 8) : start]
        if (
            before in ("比", "较", "同比", "与")
            or (match["of"] and before in ("超过", "超"))
            or re.search("(?:(?<![入占之对率])比(?![例重率值])|较|(?<!参)与)[^，。；、]{0,6}$", lead)
            or (match["of"] and "倍" in chars[end : end + 8])
            or (chars.startswith("同期", end) and not _THEN.match(chars, end))
            or (after in ("前", "之前", "以前") and not ahead(iso, issue))
            or match["planpart"] in ("开局之年", "收官之年")
            or (planned and _SHARE.search(chars, max(0, start - 6), start))
            or re.search("(?:建|成立|开办|创办|落成|投用|设立)于$", chars[max(0, start - 4) : start])
        ):
            force = "compares"
        elif after in ("起", "开始") and before in ("从", "自"):
            force = "event"
            years = _YEARS.search(chars, end, sentence.end)
            if iso and _RULED.search(chars, end, sentence.end):
                iso = f"{iso}/.."
            else:
                iso = f"{iso[:4]}/{int(iso[:4]) + int(number(years[1])) - 1}" if iso and years else None
        elif (
            iso
            and "/" not in iso
            and (_SINCE.match(chars, end) or ((before or match["y"]) and _SINCE_THEN.match(chars, end)))
        ):
            iso = f"{iso}/{str(issue or '..')[:4]}"
        elif after in ("以来", "至今") and iso and "/" not in iso:
            last = str(issue or "..")
            iso = iso if last.startswith(iso) else f"{iso}/{last[:4]}"
        elif (
            (match["of"] and not _FOUND.match(chars, end))
            or _BEGUN_THEN.match(chars, end)
            or planned
            or (match["y"] and future and _AIM.match(chars, end))
        ):
            force = "binds"
        elif _PUBLISHED.match(chars, end) and chars[end : end + 1] == "，":
            force = "compares"
        elif before in ("由", "从", "自") and chars[end : end + 1].isdecimal():
            force = "binds"  # 从2020年12家增至30家
        elif before in ("由", "从", "自") or (
            re.match("-?\\d{4}-\\d\\d", iso or "")
            and _EVENT.search(chars, end, min(_reach(chars, clause[1]), sentence.end))
        ):
            force = "event"
        if force == "event" and iso and len(iso) >= 7:
            begun = iso
        if iso is None and force == "governs":
            force = "unresolved"
        # 从2022年起实施…。上半年: what began then is no year that 上半年 belongs to; nor is 由2022年的52%.
        past = (
            before in ("由", "从", "自")
            or after in ("起", "以来", "至今")
            or re.search(r"(?:由|从|自)[^，。；\d]{0,6}$", lead)
        )
        if match["y"] and force != "compares" and not future and not past and not _BEGUN_THEN.match(chars, end):
            base = clock.last = year_of(match["y"])
        elif match["whole"] and iso:
            base = int(iso)
        elif clock.year and force == "governs" and match["rel"] in ("去年", "今年", "上年", "前年"):
            base = clock.year + {"去": -1, "上": -1, "前": -2}.get(match["rel"][0], 0)
        found.append(
            When(
                start,
                end,
                iso,
                force,
                match.group().rstrip("的"),
                future or (before in ("到", "至") and ahead(iso, issue)),
            )
        )
    result = Times(page, found, {})
    _carry(page, result)
    return result


def _heads(page: Page, result: Times) -> dict[int, When | None]:
    """The lines that stand over a list or table, each with the time it names: 数说（2025年1—11月）, 【2023民生小账】."""
    heads: dict[int, When | None] = {}
    for index, (block, below) in enumerate(pairwise(page.view.blocks)):
        text = page.chars[block.start : block.end]
        if len(text) > _HEAD or "。" in text or block.kind in _LISTS or below.kind not in _LISTS:
            continue
        low = bisect_left(result.found, block.start, key=lambda w: w.start)
        named = next((w for w in result.found[low : low + 1] if w.end <= block.end and w.iso), None)
        if named is None and (year := _YEAR.search(text)) and not page.titled(block.start):
            named = When(block.start + year.start(), block.start + year.end(), year[0], "governs", year[0])
        heads[index] = named
    return heads


def _carry(page: Page, result: Times) -> None:
    """What a sentence leaves in force for the next: in a paragraph, down a list, and from the heading of a table."""
    block = section = -1
    current: When | None = None
    listed: When | None = None
    intro = False
    heading_year: When | None = None
    heads = _heads(page, result)
    for sentence in page.sentences:
        kind = page.kind(sentence)
        if sentence.section != section:
            section, listed, intro = sentence.section, None, False
            heading_year = _heading_time(page, result, section)
        if sentence.block != block:
            block = sentence.block
            if block in heads and (heads[block] or not intro):
                listed, intro = heads[block], False
            current = (listed if intro or kind in _LISTS else None) or heading_year
        elif _ITEM.match(page.chars, sentence.start):
            current = heading_year
        result.base[sentence.start] = current
        low = bisect_left(result.found, sentence.start, key=lambda w: w.start)
        for when in result.found[low:]:
            if when.start >= sentence.end:
                break
            if when.force in ("governs", "unresolved") and (
                when.start - sentence.start <= 8 or page.clause(when.start)[0] + 2 >= when.start
            ):
                if current and (
                    when.words.endswith("间") or (when.words.endswith("来") and current.start >= sentence.start)
                ):
                    continue  # …，“十四五”以来累计…: an aside
                if _POINT.search(when.words) and heading_year:
                    continue  # 年末登记失业率3.9%。: a state in passing
                current = when if when.iso else heading_year
                opens = when.start - page.view.blocks[block].start <= 3
                alone = opens and sentence.end - when.end <= 3
                if alone or (opens and kind in _LISTS):
                    listed, intro = current, alone or intro
            elif when.force == "event":
                current = heading_year
        if current and current.start >= sentence.start and page.chars[sentence.end - 1 : sentence.end] in "：:":
            listed, intro = current, True  # 一年来，我们主要做了以下工作：
