"""Places in scope: what a document goes through, and which place a number is about."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loaders.extract.atlas import Atlas, Mention, atlas_of
from loaders.extract.page import Page, Sentence
from loaders.extract.tokens import Numeral

_WHOLE: Final = re.compile(
    "(?<![\u4e00-\u9fff])[区县](?=[\u4e00-\u9fff]{2,8}(?:局|委|办)(?!员|医|理))|全[区县]|[我本该][区县]|(?<![社园小片辖城厂市])区里|(?<!外)县里|区内|县域|县内|(?:区县|区)域(?=内)|辖区"
)
_CITY: Final = re.compile(
    "(?<![在居高占])(?:全市|我市)(?!平均|首|率先|领先|第|唯一|前列|最|前|范围|一流|水平|排|靠前|各|医|试点|示范|“|教|基层治理|优|先)"
)
_MUNICIPAL: Final = re.compile("市级财政|(?<![\u4e00-\u9fff])市[\u4e00-\u9fff]{2,8}(?:局|委|办)(?!员)")
# 重庆市建成食堂300家: the city's, in a document about one of its districts.
_DOES: Final = re.compile("(?:共|累计|已|现有|有|建成|新增|新建|完成|实现|城镇新增|参保)")
_CARRY: Final = re.compile(
    "(?:目前|如今|现在|[一两三几]年(?:多)?(?:下来|来)|据介绍|据了解|去年|今年|截至|这里|此外|同时|其中|该|全村|全镇|全街道|村里|镇里|镇上|社区|街道|街区|学校|医院|当地|累计|不仅|还|也|已|通过|\\d|[^，。；]{1,8}，(?:社区|村里|镇里|这里|当地|院里))"
)
_BEGAN: Final = re.compile("首个|首家|首站|首店|首批|第一[个家]|率先|起步|破题|试点|先行")
_SINCE: Final = re.compile("以来，|，(?:眼下|目前|如今|现在|现已|截至|今年|到目前|已)")

_ROUTE: Final = re.compile("[至到—-][\u4e00-\u9fff]{2,4}(?:高速|铁路|公路|快速|大道)|高速|铁路|机场")
# 文峰、云枫2所中学 are called so.
_NAMED_AFTER: Final = re.compile("(?:、[\u4e00-\u9fff]{2,4})*(?:\\d|[两二三四五六七八九])+[所座条]")
_TOGETHER: Final = re.compile("([两三四五六七八九])(?:地|区县|县区|县|区|市)(?![的里级域])")
_FORMER: Final = re.compile("([前后])者")
_JOINED: Final = ("、", "和", "与", "及")
_OFTEN: Final = 3
_ROW: Final = 20  # numbers after one 分别


@dataclass(slots=True)
class Where:
    """Which place each sentence and number is about."""

    page: Page
    atlas: Atlas
    mentions: list[Mention]
    base: dict[int, Mention | None]  # by sentence: what the sentences before it leave in force
    row: tuple[Mention, ...] = ()  # the districts that the document is about, in the order in which it names them

    def place(self, start: int, sentence: Sentence) -> str:
        """The place that a number at ``start`` is about."""
        chars = self.page.chars
        whole = _last(_WHOLE, chars, sentence.start, start)
        clause = self.page.clause(start)[0]
        # in a city's report its districts give way to it for the rest of a sentence
        city = _last(_CITY, chars, sentence.start if self.atlas.wide else clause, start)
        if self.atlas.wide:
            city = max(city, _last(_MUNICIPAL, chars, sentence.start, start))
        if self.atlas.city and (name := chars.rfind(self.atlas.city.name, clause, start)) >= 0:
            city = max(city, name if _DOES.match(chars, name + len(self.atlas.city.name)) else -1)
        near = [m for m in self._of(sentence) if m.end <= start and not self._began(m, start)]
        if each := self._respective(near, start):
            return each.place
        mention = self._choose(near)
        if city > max(whole, mention.start if mention else -1):
            above = self.atlas.home if self.atlas.wide or self.atlas.home.name.endswith("市") else self.atlas.city
            if above:
                return above.name
        if mention and mention.start >= whole:
            return mention.place
        if whole >= 0:
            named = (
                [m.place for m in self._of(sentence) if m.rank == 2 and m.start < whole] if self.atlas.wide else []
            )
            district = self._of_kind(chars[whole : whole + 2]) or (named[-1] if named else self._district(sentence))
            return district or self.atlas.home.name
        carried = self.base.get(sentence.start)
        return carried.place if carried else self.atlas.home.name

    def district(self, sentence: Sentence) -> str:
        """The code of the district that a sentence is about, by the first place in it or those before; empty for none."""
        named = next((m for m in self._of(sentence) if m.rank >= 2), self.base.get(sentence.start))
        return named.code[:6] if named else ""

    def _began(self, mention: Mention, start: int) -> bool:
        """Whether something only began at a place, and the number is about what it has grown to since."""
        if mention.rank < 3:
            return False
        between = self.page.chars[mention.end : start]
        return (
            _BEGAN.search(between) is not None
            or _BEGAN.search(self.page.chars[mention.start - 8 : mention.start]) is not None
        ) and _SINCE.search(between) is not None

    def _of(self, sentence: Sentence) -> list[Mention]:
        low = bisect_left(self.mentions, sentence.start, key=lambda m: m.start)
        high = bisect_left(self.mentions, sentence.end, key=lambda m: m.start)
        return self.mentions[low:high]

    def compares(self, sentence: Sentence) -> bool:
        """Whether a sentence names two districts."""
        return len({m.code for m in self._of(sentence) if m.rank == 2}) > 1

    def _respective(self, near: list[Mention], start: int) -> Mention | None:
        """甲、乙分别1个、2个: the place whose turn it is."""
        chars = self.page.chars
        if one := self._former(near, start):
            return one
        together = self._together(near, start)
        if not near and together < 0:
            return None
        first = together if together >= 0 else near[0].start
        opening = max(first, chars.rfind("；", first, start))
        part = max(chars.rfind(mark, opening, start) for mark in ("分别", "依次"))
        if part < 0:
            return self._each(near, start) if near else None
        named = [m for m in near if m.end <= part]
        row = list(self.row) if together >= 0 else named[-1:]
        for mention in reversed(named[:-1] if together < 0 else []):
            if mention.rank != row[0].rank or row[0].start - mention.end > 3:
                break
            row.insert(0, mention)
        numerals = self.page.numerals
        low = bisect_left(numerals, part, key=lambda n: n.start)
        high = bisect_left(numerals, start, key=lambda n: n.start)
        end = bisect_left(numerals, self.page.clause(start)[1], key=lambda n: n.start)
        counted = [n for n in numerals[low : min(end, low + _ROW)] if self._counts(n)]
        opens = self.page.clause(start)[0]
        if (
            part < opens and len(row) > 1
        ):  # 甲、乙分别开办6家、3家，吸纳420人: the one number after the row is of both
            here = bisect_left(numerals, opens, key=lambda n: n.start)
            if sum(1 for n in numerals[here:end] if self._counts(n)) < len(row):
                return None
        if len(row) == 1:  # 甲新增3人，乙为2人，分别完成目标的90%和80%: told of one after the other
            told = list({m.code: m for m in named if m.rank == row[0].rank}.values())
            row = told if len(told) == len(counted) else row
        turn = sum(1 for n in numerals[low:high] if self._counts(n))
        return row[turn % len(row)] if len(row) > 1 else None

    def _counts(self, numeral: Numeral) -> bool:
        return numeral.kind in ("quantity", "ratio") and self.page.chars[numeral.lead - 1] != "每"

    def _together(self, near: list[Mention], start: int) -> int:
        """Where the districts that the document is about are named as so many: 三县老年人分别为…; -1 for nowhere."""
        chars = self.page.chars
        sentence = self.page.sentences[self.page.sentence(start)]
        found = list(_TOGETHER.finditer(chars, sentence.start, start))
        if not found or (near and near[-1].start > found[-1].start()):
            return -1
        return found[-1].start() if "两三四五六七八九".find(found[-1][1]) + 2 == len(self.row) else -1

    def _former(self, near: list[Mention], start: int) -> Mention | None:
        """前者412户，后者1630户: of the last two that were named side by side."""
        clause = self.page.clause(start)[0]
        which = _FORMER.match(self.page.chars, clause)
        pair = [m for m in near if m.start < clause]
        if not which or len(pair) < 2 or pair[-1].rank != pair[-2].rank:
            return None
        return pair[-2] if which[1] == "前" else pair[-1]

    def _each(self, near: list[Mention], start: int) -> Mention | None:
        """甲、乙每千人口托位数4.6个、4.5个: as many numbers as places, each row unbroken, is one for each."""
        clause = self.page.clause(start)
        row = [m for m in near if m.start >= clause[0]]
        numerals = self.page.numerals
        low = bisect_left(numerals, row[-1].end if row else start, key=lambda n: n.start)
        chars = self.page.chars
        counted = [n for n in numerals[low : low + _ROW] if n.start < clause[1] and self._counts(n)]
        if len(row) < 2 or len(counted) != len(row):
            return None
        joined = all(chars[a.end : b.start] in _JOINED for a, b in pairwise(row))
        if not joined or not all(chars[a.tail : b.lead] in _JOINED for a, b in pairwise(counted)):
            return None
        return next((m for m, n in zip(row, counted, strict=True) if n.start == start), None)

    def _choose(self, near: list[Mention]) -> Mention | None:
        """The finest place named last; of several in a row none, for then the number is about what holds them all."""
        chars = self.page.chars
        kept = [m for m in near if m.rank >= 2 and not _aside(chars, m)]
        if not kept:
            return None
        last = kept[-1]
        if (
            len(kept) > 1
            and kept[-2].rank == last.rank
            and last.start - kept[-2].end <= 2
            and chars[kept[-2].end : last.start] in ("、", "和", "与", "及", "，")
        ):
            return next((m for m in reversed(kept) if m.rank < last.rank), None)
        if last.rank == 2 and last.code == self.atlas.home.code:
            return last
        return last

    def _of_kind(self, words: str) -> str | None:
        """Of a county and a district that are set side by side, the one that 县里 or 全区 can only mean."""
        kind = next((letter for letter in words if letter in "区县市"), "")
        named = {m.place for m in self.mentions if m.rank == 2} | {self.atlas.home.name}
        found = [name for name in named if kind and name.endswith(kind)]
        return found[0] if len(named) == 2 and len(found) == 1 else None

    def _district(self, sentence: Sentence) -> str | None:
        """The district that 全区 means here: the one last named, where a document is about several."""
        carried = self.base.get(sentence.start)
        if carried and carried.rank > 2 and self.atlas.wide:
            return self.atlas.gazetteer.get(carried.code[:6]).name
        return carried.place if carried and carried.rank == 2 else None


def _aside(chars: str, mention: Mention) -> bool:
    """Places that are compared with, come from, or are part of a person's or a product's description."""
    before = chars[max(0, mention.start - 2) : mention.start]
    after = chars[mention.end : mention.end + 2]
    if _ROUTE.match(chars, mention.end) or _NAMED_AFTER.match(chars, mention.end):
        return True
    if before.endswith(("与", "和", "同")) and re.match("结成|结对|合作|签|协作|携手|联手", after):
        return True  # 武胜县医院与合川结成联盟: the former does so
    if before.endswith(("与", "和", "同", "跟")) and re.match(
        "[^，。；]{0,10}(?:不同|相比|相似|一样|类似)，", chars[mention.end : mention.end + 16]
    ):
        return True  # 与江北以居家为主不同，这里…
    if re.match("等(?:\\d|[一二三四五六七八九十两]|地)", chars[mention.end : mention.end + 2]):
        return True
    return before.endswith(("比", "较", "往", "赴", "来自", "从", "“", "到")) or (
        mention.rank == 2 and after.startswith(("人", "籍", "户"))
    )


def _last(pattern: re.Pattern[str], chars: str, start: int, end: int) -> int:
    position = -1
    for match in pattern.finditer(chars, start, end):
        position = match.start()
    return position


def where(page: Page, atlas: Atlas) -> Where:
    """Follows the places named through a document: from a heading to its section, from a sentence to those that go on."""
    mentions = atlas.mentions(page.chars)
    counts = Counter(m.code for m in mentions if m.rank == 2 and m.code != atlas.home.code)
    others = tuple(sorted(code for code, count in counts.items() if count >= (1 if atlas.wide else 3)))
    if others:
        atlas = atlas_of(atlas.home.code, atlas.on, others)
        mentions = atlas.mentions(page.chars)
    named = [m for m in mentions if m.rank == 2]
    often = Counter(m.code for m in named)
    row = tuple({m.code: m for m in reversed(named) if often[m.code] >= _OFTEN}.values())
    result = Where(page, atlas, mentions, {}, tuple(sorted(row, key=lambda m: m.start)))
    district: Mention | None = None
    section = block = -1
    carried: Mention | None = None
    for sentence in page.sentences:
        if sentence.section != section:
            section, district, carried = sentence.section, None, None
            heading = page.headings[section]
            if heading:
                named = [
                    m
                    for m in mentions
                    if heading.start <= m.start < heading.end and m.rank >= 2 and m.code != atlas.home.code
                ]
                district = named[0] if len(named) == 1 else None
        if sentence.block != block:
            if atlas.wide and carried:
                district = carried if carried.rank == 2 else _district_of(carried, atlas)
            block, carried = sentence.block, None
        going_on = (
            carried
            if carried and (atlas.wide or carried.rank == 2 or _CARRY.match(page.chars, sentence.start))
            else None
        )
        result.base[sentence.start] = going_on or district
        own = [
            m
            for m in result._of(sentence)
            if m.rank >= 2 and not _aside(page.chars, m) and not result._began(m, sentence.end)
        ]
        reach = 14 if atlas.wide else 3
        opening = next(
            (
                m
                for m in own
                if m.start - sentence.start <= (14 if m.rank == 2 and m.code != atlas.home.code else reach)
            ),
            None,
        )
        if opening:
            deeper = [m for m in own if m.start <= opening.end + 1 and m.rank > opening.rank]
            while deeper:
                opening = deeper[0]
                deeper = [m for m in own if m.start == opening.end and m.rank > opening.rank]
            carried = opening
        elif going_on is None:
            carried = None
    return result


def _district_of(mention: Mention, atlas: Atlas) -> Mention:
    """The district of a town, as a mention."""
    place = atlas.gazetteer.get(mention.code[:6])
    return Mention(mention.start, mention.end, place.name, 2, place.code)
