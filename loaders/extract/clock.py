"""Time expressions: how they read, when a report was published, and what 去年 and 上半年 mean given that."""

import re
from dataclasses import dataclass
from typing import Final

from loaders.extract.page import Page
from loaders.numerals import number

_Y: Final = r"(?:(?:19|20)\d\d|[一二][九〇零][零〇一二三四五六七八九]{2})"
_TO: Final = r"(?:[-—–~～至到]|——)"
_PART: Final = (
    rf"(?:(?P<m1>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:{_TO}(?P<m2>\d{{1,2}}))?月(?:份|底|末|初|上旬|中旬|下旬|(?P<d1>\d{{1,2}})日)?(?:{_TO}(?:(?P<m3>\d{{1,2}})月)?(?:(?P<d3>\d{{1,2}})日|底|末)?)?"
    r"|(?P<half>上半年|下半年)|(?P<quarter>第?[一二三四1-4]季度)(?P<quarterend>[末底])?|(?<!提)[前头](?P<quarters>[一二三四1-4])个?季度|(?<!提)[前头](?P<months>\d{1,2}|[一二三四五六七八九十]{1,2})个月|(?P<close>年?底|年?末|岁末)|(?P<open>年?初))"
)
WHEN: Final = re.compile(
    rf"(?=[12一二两三四五六七八九十几开去上今本前明当“党未接此目截迄现如眼近多这些最过全下第年底末岁自从到至比较同与超\d])(?P<before>截至|截止到?|自|从|到|至|比|较|同比|与|超过|超)?(?:"
    rf"(?P<y3>{_Y})年(?P<m4>\d{{1,2}})月(?:\d{{1,2}}日)?{_TO}(?P<y4>{_Y})年(?P<m5>\d{{1,2}})月(?:\d{{1,2}}日|底|末)?"
    rf"|(?P<y1>{_Y})年?{_TO}(?P<y2>{_Y}|\d\d)学?年(?:(?P<y2m>\d{{1,2}})月|底|末)?"
    rf"|(?P<y>{_Y})年度?{_PART.replace('?P<', '?P<a_')}?"
    rf"|(?P<rel>去年|上年|今年|本年|前年|明年|当年|上一年度?){_PART.replace('?P<', '?P<b_')}?"
    r"|(?P<month>上个?|本)月(?![薪租])(?:[底末初中]|[上中下]旬)?"
    rf"|“?(?P<plan>[七八九](?=五”)|十(?=五”)|十[一二三四五六](?=五))五”?(?P<planpart>时期|期间|末|以来|规划|开局之年|收官之年)?"
    r"|党的(?P<congress>十八|十九|二十)(?:大|届[一二三四五六七]中全会)"
    r"|(?P<future>未来|今后|接下来|此后)(?P<fn>\d{1,2}|[一二两三四五六七八九十]|几)(?:至\d)?年"
    r"|(?P<now>截至目前|目前|截至发稿|迄今|至今|如今|现在|当前|眼下|截至当前)"
    r"|(?P<thisyear>(?<![\d一二三四五六七八九十两几半多])年内|年初以来|开年(?:以)?来)"
    r"|(?P<lately>近年来|多年来|这些年来?|近些年来?|(?:近|最近|过去)?(?P<ln>\d{1,2}|[一二两三四五六七八九十]{1,2}|几)(?:多|余)?年(?:多)?(?:来|间)|近(?P<near>[三四五六七八九十]|\d)年(?=，|全|累计|共|[区县市我])|(?<=[，。；：、\n])(?P<all>[二两三四五六七八九十]|\d)年(?=共(?![享建])|累计|总共|合计)|(?<=实施|运行|推行|推进|启动)(?P<run>[二两三四五六七八九十]|\d)年(?=，)|过去一年|(?:过去|这)(?P<term>[三四五])年|(?:这|近)(?:几|两|三)年)"
    r"|(?P<whole>全年(?!级|龄))"
    rf"|(?<![\d年—个])(?<![^截，。；！？：\n]至){_PART.replace('?P<', '?P<c_')}"
    r")(?P<after>以来|至今|起|开始|前后|前|后|之前|以前|期间|间)?(?P<of>的)?"
)  # fmt: skip
_CONGRESS: Final = {"十八": "2012-11", "十九": "2017-10", "二十": "2022-10"}
_AIM: Final = re.compile("要(?=增|达|突|实|建|新|完|扩|提)|将|力争|确保|计划|拟|突破")
_GOAL: Final = re.compile("力争|确保|实现|达到|目标|将|计划|覆盖率|不低于|突破|全面|建成|形成|基本")


def issued(page: Page) -> str | None:
    """When a text was published, as far as it says so: the latest date that it does not look forward to.

    A year's end or a whole year's result is reported in the year after, if nothing later is named.
    """
    best: str | None = None
    until: str | None = None
    chars = page.chars
    title = (
        re.search(rf"({_Y})年", chars[: page.view.blocks[min(2, len(page.view.blocks) - 1)].end][:80])
        if page.view.blocks
        else None
    )
    titled = (
        year_of(title[1])
        if title
        and any(b.kind in ("title", "heading") and b.start <= title.start() < b.end for b in page.view.blocks[:3])
        else None
    )
    dated = [int(m[1]) for m in re.finditer(r"截[至止]到?(\d{4})年\d{1,2}月", chars)]
    for match in re.finditer(rf"({_Y})年(?:(\d{{1,2}})月)?", chars):
        if dated and not match[2] and year_of(match[1]) > max(dated):
            continue
        year = year_of(match[1])
        before = chars[max(0, match.start() - 2) : match.start()]
        clause_end = page.clause(match.end())[1]
        ahead = chars[match.end() : min(len(chars), match.end() + 40)]
        if (
            before.endswith(("到", "至"))
            and not before.endswith(("截至", "升到", "增到", "降到"))
            and ahead[:1] not in ("的", "末", "底")
        ):
            continue
        if (
            before.endswith(("到", "至", "前"))
            and not before.endswith("截至")
            and _goal(page, match.start(), clause_end)
        ):
            continue
        if before.endswith(("—", "-", "至", "~")) and not before.endswith("截至") and _GOAL.search(ahead):
            continue
        if titled and (year > titled + 1 or (year == titled + 1 and not match[2])):
            continue
        if re.search("到[^，。；]{0,8}的$", chars[max(0, match.start() - 10) : match.start()]):
            continue
        if not 1980 <= year <= 2099 or ahead[:1] in ("版",):
            continue
        text = f"{year}-{int(match[2]):02d}" if match[2] and 1 <= int(match[2]) <= 12 else str(year)
        if before.endswith(("到", "至")) and not before.endswith("截至"):
            until = max(until or text, text)  # 到2026年底: ahead, as often as not
            continue
        if best is None or (text > best and not (len(best) > 4 and best.startswith(text))):
            best = text
    best = best or until
    if best and len(best) == 4 and (titled is None or re.search("公报|年报", chars[:60])):
        closed = re.search(
            rf"(?:截至|截止){best}年(?:年?底|年?末)(?!前|，?力争|，?实现|，?完成|，?确保)|{best}年全年", chars
        )
        if any(
            _AIM.search(chars, m.end(), page.sentences[page.sentence(m.start())].end)
            for m in re.finditer(rf"{best}年[，,]", chars)
        ):
            return best
        if closed:
            return str(int(best) + 1)
    return best


def _goal(page: Page, start: int, end: int) -> bool:
    sentence = page.sentences[page.sentence(start)]
    text = page.chars[start : sentence.end]
    return bool(re.search("力争|确保|目标|将|计划|实现|达到|突破|建成|形成|不低于|以上", text)) and not re.search(
        "已|累计|全区参保|年末，|年底，.{0,12}(?:有|共|累计|已)", text[:40] + text[end - start :][:0]
    )


def year_of(text: str) -> int:
    return int(text) if text[0].isdecimal() else int(number(text))


@dataclass(slots=True)
class Clock:
    """Resolves time expressions against the date of issue."""

    issue: str | None
    last: int | None = None

    @property
    def year(self) -> int | None:
        """The year of issue."""
        return int(self.issue[:4]) if self.issue else None

    @property
    def reviewed(self) -> int | None:
        """The year that a report at a turn of years looks back on."""
        month = self.issue[5:7] if self.issue else ""
        if self.year is None or not month:
            return None
        return self.year if month in ("11", "12") else self.year - 1 if month in ("01", "02", "03") else None

    def read(
        self, match: re.Match[str], base: int | None, default: int | None = None, begun: str | None = None
    ) -> tuple[str | None, bool]:
        """The ISO form of an expression, and whether it looks ahead.

        ``base`` is the year last spoken of, ``default`` the one that headings name, and ``begun`` when something last
        began.
        """
        year = self.year
        base = base or default
        if match["y3"]:
            first, last = year_of(match["y3"]), year_of(match["y4"])
            ends = int(match["m4"]), int(match["m5"])
            if not all(1 <= month <= 12 for month in ends):
                return None, False
            return f"{first}-{ends[0]:02d}/{last}-{ends[1]:02d}", bool(year and last > year)
        if match["y1"]:
            first = year_of(match["y1"])
            last = year_of(match["y2"]) if len(match["y2"]) == 4 else first // 100 * 100 + int(match["y2"])
            month = f"-{int(match['y2m']):02d}" if match["y2m"] and 1 <= int(match["y2m"]) <= 12 else ""
            return f"{first}/{last}{month}", bool(year and last > year)
        if match["y"]:
            return _part(match, "a_", year_of(match["y"])), bool(year and year_of(match["y"]) > year)
        if match["rel"]:
            if year is None:
                return None, False
            if match["rel"][0] == "上" and base:
                year = base
            step = {"去": -1, "上": -1, "前": -2, "明": 1}.get(match["rel"][0], 0)
            if match["rel"] == "当年":
                return (str(base) if base else None), False
            return _part(match, "b_", year + step), step > 0
        if match["plan"]:
            end = {"七": 1990, "八": 1995, "九": 2000, "十": 2005}.get(
                match["plan"]
            ) or 2010 + "一二三四五六".index(match["plan"][1]) * 5
            if match["planpart"] == "末":
                return str(end), bool(year and end > year)
            if match["planpart"] == "以来":
                return f"{end - 4}/{self.issue or '..'}", False
            return f"{end - 4}/{end}", False
        if match["congress"]:
            return f"{_CONGRESS[match['congress']]}/{year or '..'}", False
        if match["future"]:
            if year is None or match["fn"] == "几":
                return None, True
            # 今后五年 in a report at the turn of a year: this one is the first.
            now = (self.issue or "")[5:7] in ("01", "02", "03")
            return f"{year}/{year + int(number(match['fn'])) - now}", True
        if match["month"]:
            if year is None or not self.issue or len(self.issue) < 7:
                return None, False
            months = year * 12 + int(self.issue[5:7]) - (1 if match["month"] == "本" else 2)
            return f"{months // 12}-{months % 12 + 1:02d}", False
        if match["now"]:
            return (
                str(default)
                if default and default < (year or 0) and match["now"] in ("目前", "截至目前")
                else self.issue
            ), False
        if match["thisyear"]:
            return (str(year) if year else None), False
        if match["lately"]:
            words = match["lately"]
            if (since := self._since(match, begun)) is not None:
                return since, False
            if year and re.match("一年多(?:来|间)", words):
                return f"{year - 1}/{year}", False
            if re.match("(?:过去)?一年", words):
                whole = (
                    self.last or base
                    if self.last or base
                    else (year - 1 if year and self.issue and self.issue[5:7] in ("01", "02", "03", "04") else None)
                )
                return (str(whole) if whole else None), False
            if match["term"]:
                if not (closed := self.reviewed or year):
                    return None, False
                return f"{closed - int(number(match['term'])) + 1}/{closed}", False
            count = match["ln"] or match["near"] or match["all"] or match["run"]
            within = match["all"] or match["run"] or words.endswith("间")
            if year and count and count != "几" and not words.startswith("这"):
                end = self.reviewed or year
                inside = end == self.reviewed or bool(within)
                return f"{end - int(number(count)) + inside}/{end}", False
            return None, False
        if match["whole"]:
            whole = base or self.reviewed
            return (str(whole) if whole else None), False
        if not (base or year) or not _has_part(match, "c_"):
            return None, False
        return _part(match, "c_", self._latest(match) or base or year), False

    def _latest(self, match: re.Match[str]) -> int | None:
        """截至6月底: the last June before the report, whatever year was spoken of before."""
        month = match["c_m1"]
        if not month or (match["before"] or "")[:1] not in ("截", "至") or len(self.issue or "") < 7:
            return None
        return int(self.issue[:4]) - (int(number(month)) > int(self.issue[5:7])) if self.issue else None

    def _since(self, match: re.Match[str], begun: str | None) -> str | None:
        """两年来 of what began two years ago, as the text has said: from then on."""
        words, count = match["lately"], match["ln"]
        years = (
            1 if words.startswith(("一年", "过去一年")) else int(number(count)) if count and count != "几" else 0
        )
        if words.endswith("间"):
            return None
        if not years or not begun or not self.issue or "/" in begun:
            return None
        return (
            f"{begun}/{self.issue[: len(begun)]}"
            if abs(_months(self.issue) - _months(begun) - 12 * years) <= 5
            else None
        )


def _months(iso: str) -> int:
    """Months since the year 0; of a year alone, its middle."""
    return int(iso[:4]) * 12 + int(iso[5:7] or 6)


def _has_part(match: re.Match[str], prefix: str) -> bool:
    return any(match[prefix + name] for name in ("m1", "half", "quarter", "quarters", "months", "close", "open"))


def _part(match: re.Match[str], prefix: str, year: int | None) -> str | None:
    """A year with its month, quarter or end."""
    if year is None:
        return None
    part = {
        name: match[prefix + name]
        for name in ("m1", "m2", "d1", "m3", "d3", "half", "quarter", "quarters", "months", "close", "open")
    }
    if part["m1"]:
        first = int(number(part["m1"]))
        if not 1 <= first <= 12:
            return None
        last = int(part["m2"] or part["m3"] or first)
        if part["d1"] and last == first and not part["d3"]:
            return f"{year}-{first:02d}-{int(part['d1']):02d}"
        return f"{year}-{first:02d}" if last == first else f"{year}-{first:02d}/{year}-{min(last, 12):02d}"
    if part["half"]:
        return f"{year}-01/{year}-06" if part["half"][0] == "上" else f"{year}-07/{year}-12"
    if part["quarter"]:
        index = int(number(part["quarter"].strip("第季度")))
        if match[prefix + "quarterend"]:
            return f"{year}-{index * 3:02d}"
        return f"{year}-{index * 3 - 2:02d}/{year}-{index * 3:02d}"
    if part["quarters"]:
        return f"{year}-01/{year}-{int(number(part['quarters'])) * 3:02d}"
    if part["months"]:
        return f"{year}-01/{year}-{min(12, int(number(part['months']))):02d}"
    if part["close"]:
        return f"{year}-12"
    if part["open"]:
        return f"{year}-01"
    return str(year)
