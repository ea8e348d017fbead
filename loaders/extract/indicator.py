"""What a number counts: the phrase around it that names the measure, in the report's own words."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from loaders.extract.changes import CHANGED
from loaders.extract.page import Page
from loaders.extract.period import Times
from loaders.extract.phrases import (
    CHANGE,
    COMPARED,
    LEAD,
    NOUN_END,
    PER,
    STOP_RIGHT,
    TRAIL,
    belongs,
    head_verb,
    is_light,
    noun,
)
from loaders.extract.scope import Where
from loaders.extract.tokens import Numeral

_COMPARED_AT_MOST: Final = 8
# 平均响应时间由启动之初的47分钟
_BEFORE_IT: Final = re.compile(
    "[由从](?:最初|一开始|当初|原来|原先|过去|以往|(?:启动|开展|实施|推行|改革|整治|改造|创建|组建)(?:之?初|以?前|时))的?$"
)
_FORMER_YEAR: Final = re.compile(r"(?:由|从|自)?(?:(?:19|20)\d\d|去|今|上|前)年(?:\d+月)?(?:底|末|初)?的?$")
# 按70%赔付: the verb behind a rate.
_AT_RATE: Final = re.compile("报销|赔付|补助|补贴|支付|奖补|奖励|资助|分担|承担|缴纳|缴费")
# 提高到目前的65%, 提高到今年秋季的61%
_NOW: Final = re.compile("(?:目前|现在|如今|眼下|当前|[今去]年[春秋]季(?:学期)?|[今去]年(?:上半年|\\d+月))的?$")
_VERBY: Final = ("v", "vn", "vd")
_WHOSE: Final = re.compile("^[^，。；]{0,60}(?:[区县市州旗镇乡村]|街道|社区|[两三]地)(?:已|将|也)?(?:分别|依次)")


@dataclass(slots=True)
class Phrase:
    """An indicator as phrased, and whether it says by itself what is counted."""

    text: str
    light: bool
    verb: str = ""


class Indicators:
    """Names the numbers of a page one after the other; a bare 惠及 or 同比增长 leans on what came before."""

    def __init__(self, page: Page, times: Times, where: Where, forms: tuple[str, ...]) -> None:
        self.page = page
        self.times = times
        self.where = where
        self.forms = tuple(sorted((f for f in forms if len(f) > 1), key=len, reverse=True))
        self.topic = ""
        self.verb = ""
        self.last = ""
        self.block = -1
        self.sentence = -1

    def name(
        self, numeral: Numeral, previous: Numeral | None, following: Numeral | None, programme: str | None
    ) -> str:
        """The indicator of one number. Call in order."""
        page = self.page
        index = page.sentence(numeral.start)
        sentence = page.sentences[index]
        if sentence.block != self.block:
            self.block, self.topic, self.verb, self.last = sentence.block, "", "", ""
        elif index != self.sentence:
            self.verb = ""
        self.sentence = index
        clause = page.clause(numeral.start)
        floor = clause[0]
        joined = previous is not None and previous.tail > floor
        if joined and previous is not None:
            floor = previous.tail
        raw_left = page.chars[floor : numeral.lead]
        right = self._right(numeral, following)
        if "\t" in page.chars[sentence.start : numeral.start] and not raw_left:
            row = page.chars[sentence.start : numeral.start].rstrip("\t")
            raw_left = row.split("\t")[-1] if not joined else ""
        if joined and previous is not None and belongs(raw_left, previous):
            left = ""
        else:
            left = self._left(floor, numeral.lead, raw_left)
        listed = self._respective(numeral) or self._compared(numeral, left, right)
        if listed:
            self.last = self.topic = listed
            return listed
        if (
            following
            and not right
            and following.lead < clause[1]
            and is_light(left)
            and (numeral.unit or "").startswith("元")
        ):
            right = self._right(following, None)
        if (
            not right
            and raw_left.startswith(("由", "从"))
            and not joined
            and CHANGED.match(page.chars, numeral.tail)
        ):
            left = self._clause_before(clause[0], sentence.start) or left  # 平均用时，由3.5天压缩到1.2天
        rated = _AT_RATE.match(page.chars, numeral.tail) if joined and raw_left.endswith("按") else None
        if rated and numeral.unit == "%":
            left, right = f"{rated[0]}比例", ""  # 扣除起付线后按70%赔付
        phrase = self._phrase(numeral, left, right, joined)
        text = self._complete(numeral, phrase, joined, programme)
        self.last = text
        return text

    def _compared(self, numeral: Numeral, left: str, right: str) -> str:
        """家庭医生签约率，甲为46.8%，乙为51.3%: what stands before the places that are compared."""
        page = self.page
        opening = page.clause(numeral.start)[0]
        sentence = page.sentences[page.sentence(numeral.start)]
        if right or not self._is_place(opening) or not (not left or left == "标准" or CHANGE.fullmatch(left)):
            return ""
        for _ in range(_COMPARED_AT_MOST):
            if opening - 1 <= sentence.start:
                break
            opening, end = page.clause(opening - 2)
            if not self._is_place(opening):
                told = (
                    page.chars[self._skip(opening, end) : end]
                    .strip("，；：、。 ")
                    .removeprefix("对")
                    .replace("的", "")
                )
                named = 3 <= len(told) <= 16 and not re.search(r"\d", told)
                return (told + ("" if left in told else left)) if named else ""
        return ""

    def _clause_before(self, opening: int, start: int) -> str:
        """What the clause before names, where it holds no number and says nothing but that."""
        if opening - 1 <= start or self.page.chars[opening - 1] != "，":
            return ""
        low, high = self.page.clause(opening - 2)
        text = self.page.chars[self._skip(max(low, start), high) : high].strip("，；：、 ").replace("的", "")
        return text if 3 <= len(text) <= 16 and not re.search(r"\d", text) else ""

    def _is_place(self, position: int) -> bool:
        low = bisect_left(self.where.mentions, position, key=lambda m: m.start)
        return low < len(self.where.mentions) and self.where.mentions[low].start == position

    def _right(self, numeral: Numeral, following: Numeral | None) -> str:
        """The words behind the number, up to the next mark or number."""
        chars = self.page.chars
        end = self.page.clause(numeral.start)[1]
        if following and following.lead < end:
            end = following.lead
        text = chars[numeral.tail : min(end, numeral.tail + 30)]
        text = re.sub("[(（][^()（）]{0,12}[)）]", "", text)
        if match := NOUN_END.search(text):
            text = text[: match.start()]
        if (
            not text
            and following
            and following.lead == numeral.tail
            and (linked := re.match("的([^，。；、和\\d]{2,10})", chars[following.tail : following.tail + 14]))
        ):
            return linked[1]
        text = re.split("让|使得?|成为|变成|变为|，", text)[0] if len(text) > 4 else text
        if STOP_RIGHT.match(text) and numeral.unit not in ("岁",):
            return ""
        text = re.sub("^(?:的|余|多|左右)", "", text)
        text = re.split("[，。；]|的(?=[^，。]{6,})", text)[0] if len(text) > 14 else text
        return re.sub(
            "(?:简化为|压缩为|调整为|整合为|扩至|扩大到|增至|降至|达到|为|至|到|和|与|及|等|的|、|，|“|完成了?|实现了?|共|各)+$",
            "",
            text.replace("“", "").replace("”", ""),
        )

    def _left(self, floor: int, end: int, raw: str) -> str:
        """The words before the number in its clause, without place, time, and what only leads in or out."""
        chars = self.page.chars
        if "\t" in raw or raw != chars[floor:end]:
            text = raw.strip()
            start = -1
        else:
            start = self._skip(floor, end)
            text = _WHOSE.sub("", chars[start:end])
        for _ in range(3):
            text = TRAIL.sub("", text)
            text = re.sub(rf"{PER}+$", "", text)
            text = _BEFORE_IT.sub("", text)
            text = _FORMER_YEAR.sub("", text)
            text = _NOW.sub("", text)
        text = COMPARED.sub("", text)
        if text.endswith("等"):
            text = self._verb_of(text.split("、")[0])
        text = re.sub("(?<=..)(?<![公总一])(?:共(?![同享建有产治])|已经|已)(?=..)", "", text)
        parts = [p for p in text.split("、") if p]
        if len(parts) > 1 and len(parts[-1]) <= 3 and len(text) <= 16:
            text = text.replace("、", "")
        elif len(parts) > 1:
            text = parts[-1]
            if "等" in text[1:-2]:
                head = self._verb_of(parts[0])
                text = head + text.rpartition("等")[2]
        for form in self.forms:
            at = text.find(form)
            if at >= 0 and len(text) - at - len(form) >= 4:
                text = text[at + len(form) :]
                break
        text = (
            text.replace("“", "")
            .replace("”", "")
            .replace("‘", "")
            .replace("’", "")
            .replace("《", "")
            .replace("》", "")
        )
        text = LEAD.sub("", text, count=1) if LEAD.match(text) else text
        if "的" in text and len(text) <= 18 and re.search("(?:率|占比|比例|比重|数)$", text):
            text = text.replace("的", "")
        elif "的" in text and len(text.rpartition("的")[2]) >= 3:
            text = text.rpartition("的")[2]
        if len(text) > 18:
            text = self._end(text, 14)
        return text

    def _skip(self, position: int, end: int) -> int:
        """Past place names, dates and lead-in words at the beginning of a clause."""
        page = self.page
        while position < end:
            low = bisect_left(self.where.mentions, position, key=lambda m: m.start)
            mention = self.where.mentions[low] if low < len(self.where.mentions) else None
            if mention and mention.start == position and mention.end <= end:
                position = mention.end
                continue
            low = bisect_left(self.times.found, position, key=lambda w: w.start)
            when = self.times.found[low] if low < len(self.times.found) else None
            if when and when.start == position and when.end <= end:
                position = when.end
                continue
            match = LEAD.match(page.chars, position, end)
            if match and match.end() > position and (page.boundary(match.end()) or match.end() == end):
                position = match.end()
                continue
            break
        return position

    def _end(self, text: str, longest: int) -> str:
        """The end of a long phrase, from a word boundary."""
        if len(text) <= longest:
            return text
        for size in range(longest, longest - 5, -1):
            position = self.page.chars.find(text[-size:])
            if position >= 0 and self.page.boundary(position):
                return text[-size:]
        return text[-longest:]

    def _verb_of(self, text: str) -> str:
        position = self.page.chars.find(text)
        if position < 0:
            return ""
        index = self.page.word(position)
        word = self.page.chars[self.page.starts[index] : self.page.ends[index]]
        return word if self.page.tags[index] in _VERBY and self.page.starts[index] == position else ""

    def _last_verb(self, text: str) -> str:
        """The last word of a phrase, where it is a verb of two characters or more."""
        text = text.rstrip("了")
        position = self.page.chars.find(text)
        index = self.page.word(position + len(text) - 1)
        word = self.page.chars[self.page.starts[index] : self.page.ends[index]]
        return (
            word
            if position >= 0 and self.page.tags[index].startswith(("v", "zg", "z")) and text.endswith(word)
            else ""
        )

    def _respective(self, numeral: Numeral) -> str:
        """The item of 甲、乙分别为1、2 that the number belongs to."""
        page = self.page
        index = page.sentence(numeral.start)
        sentence = page.sentences[index]
        if all(page.chars.find(mark, sentence.start, numeral.lead) < 0 for mark in ("分别", "依次")):
            return ""
        opening = max(page.chars.rfind(mark, sentence.start, numeral.lead) for mark in "，。；") + 1
        opening = max(opening, sentence.start)
        text = page.chars[opening : numeral.lead]
        match = re.search("分别|依次", text[1:])
        if not match:
            return ""
        named, after = text[: match.start() + 1], text[match.end() + 1 :]
        opening += named.rfind("：") + 1
        items = re.split("、|和|及|与", named.rpartition("：")[2])
        order = len(re.findall(r"\d[^、和及与]*(?:、|和|及|与)", after))
        if len(items) < 2 or order >= len(items):
            return ""
        if self._is_place(opening + named.rpartition("：")[2].rfind(items[-1])):
            return ""  # 甲镇、乙镇分别有41家和36家: whose they are, not what
        low = opening
        items[0] = page.chars[self._skip(low, low + len(items[0])) : low + len(items[0])]
        last = items[-1]
        if all(2 <= len(item) <= 3 and len(last) - len(item) >= 2 for item in items[:-1]):
            items[:-1] = [item + last[len(item) :] for item in items[:-1]]  # 城市、农村低保标准
        change = re.search("(增长|提高|下降|提升|减少|增加|上升)(?:了|到|至)?", after)
        tail = change.group(1) if change and not re.search("到|至", change.group()) else ""
        return items[order] + tail

    def _phrase(self, numeral: Numeral, left: str, right: str, joined: bool) -> Phrase:
        """Puts together what stands before and behind."""
        counted = numeral.unit in ("%", "个百分点", "倍", "比") or (numeral.unit or "").startswith("元")
        if not right:
            return Phrase(left, is_light(left), head_verb(left))
        if not left:
            verb = self.verb if joined and len(right) <= 4 else ""
            return Phrase(verb + right, False, self.verb)
        light = is_light(left)
        if (
            counted
            and not light
            and len(left) >= 3
            and not (numeral.unit == "%" and re.match("实现|完成|纳入|入学|达标|覆盖|参保|建立", right))
        ):
            return Phrase(left, False, head_verb(left))
        if counted and light and (numeral.unit or "").startswith("元"):
            return Phrase(left + right, False, left)
        if (
            numeral.measure in ("人", "人次", "户")
            and (verb := self._last_verb(left))
            and not re.search("就业|参保|创业|务工|服务|培训|救助|上岗|脱贫|就医|住院", verb)
        ):
            return Phrase((left if len(left) <= 6 else verb) + right, False, verb)
        if numeral.measure in ("人", "人次", "户", "名次", "户次", "件次") and not light and len(left) >= 4:
            return Phrase(left, False, head_verb(left))
        if len(left) <= 4:
            return Phrase(left + right, False, left)
        verb = self._last_verb(left)
        return Phrase((verb if len(right) <= 8 else "") + right, False, verb)

    def _complete(self, numeral: Numeral, phrase: Phrase, joined: bool, programme: str | None) -> str:
        """Leans a phrase that says too little on the topic of its sentence."""
        text = phrase.text
        if phrase.verb:
            self.verb = phrase.verb
        if not text:
            return self.last or self.topic or (programme or "")
        if phrase.light:
            base = self.topic or noun(self.last) or (programme or "")
            if (
                numeral.unit in ("%", "个百分点", "倍")
                and CHANGE.search(text)
                and self.last
                and not CHANGE.search(self.last)
            ):
                base = noun(self.last) if len(noun(self.last)) >= 3 else self.last
                return base + text
            base = self._end(base, 10 if text.startswith(("占", "完成")) or CHANGE.search(text) else 8)
            return text if base and text in base else base + text
        if joined and len(text) <= 3 and self.verb and not text.startswith(self.verb):
            text = self.verb + text
        self.topic = noun(text)
        return text
