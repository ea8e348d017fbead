"""Which programme a sentence that names none goes on about: its paragraph's, chapter's, section's or district's."""

import re
from bisect import bisect_left
from collections import Counter
from typing import Final

from loaders.extract.mentions import Mention, Mentions
from loaders.extract.naming import HEADS, Named
from loaders.extract.page import Page, Sentence
from loaders.extract.scope import Where
from loaders.extract.view import Block
from loaders.names import plain

_GOES_ON: Final = re.compile(
    "答[:：]|面向|数据显示|截至|目前|累计|该|按照?规定|同时(?!，[^，。；]{0,4}(?:推进|实施|开展|加快|建设|启动|抓))|据统计|如今|此外|一年来|\\d{4}年以来|[今去]年"
)
_TIME: Final = r"(?:[去今]年|目前|\d{4}年|[上下]半年|[今去]?年?第?[一二三四]季度|截至目前|[今去]?年?\d{1,2}月)"
# Where a paragraph turns to something else than its section's programme.
_TURNS: Final = re.compile(
    r"全年(?:完成|办理|为)|放(?:到|眼)全[区县市]|[^，。；]{0,8}也(?:在|是|有|同样|不)|此外|另外|会议|下一步|接下来|[^，。；]{1,8}(?:方面|上)，|按照计划"
    rf"|(?:{_TIME}，?)?(?:该|全)[区县市](?!都)|{_TIME}，[^，。；]{{2,8}}[区县市](?!都)[^，。；]{{0,4}}(?:计划|城镇|将|规上|又)"
)
# A sentence about a house of its own: 龙台镇养老服务中心投资2860万元, 总投资3亿元的医院.
_HOUSE: Final = re.compile(
    r"(?:总?投资[\d.]+[万亿]+元(?:建设)?的)?[^，。；“”]{2,16}(?:中心|基地|医院|学校|公寓|福利院|敬老院|养老院|幼儿园|综合体)(?:项目)?(?:总?投资|占地|建筑面积|(?:今年|去年|\d{4}年)?\d{0,2}月?(?:底|初)?(?:建成|投用|开工|启用|竣工))"
)
_ITEM: Final = re.compile("[(（][一二三四五六七八九十]+[)）]")
# 第一把钥匙，叫“云诊”: a story's paragraphs from here on, until the second key.
_CHAPTER: Final = re.compile("第[一二三四五六七八九][\u4e00-\u9fff]{1,4}，")
# The heading says nothing but what its section is about: 一、长护险篇.
_ABOUT: Final = re.compile(
    r"(?:[一二三四五六七八九十\d]+[、.．]|[(（][一二三四五六七八九十]+[)）]|关于)?(?P<rest>.*?)(?:篇|问答|政策|有关(?:政策|问题))?"
)
_TYPED: Final = re.compile(f"(?:{HEADS})”?$")
_SPAN: Final = ("年", "个月", "月", "天", "日", "小时", "分钟")
_STANDS: Final = re.compile("成效|见效|初具规模|渐成规模|落地见效|开花结果|全国示范")
# What adds up the whole district is no longer about the programme before it.
TOTAL: Final = re.compile("，(?:加上[^，。；]*，)?全[区县市][\u4e00-\u9fff]{2,6}(?:总数|总量|共有|合计)")
_SECTION: Final = 4  # paragraphs that a section about one programme has at most
_OPENS: Final = 14  # characters before a paragraph is no longer about what it names there
_NEAR: Final = 30  # and a sentence


def inherited(page: Page, where: Where, mentions: Mentions) -> dict[int, Named | None]:
    """For each sentence, by its start, the programme that the sentences before it leave in force.

    In a round-up of districts, what a paragraph tells of one programme goes on until the next district.
    """
    scope = _Scope(page, where, mentions)
    return {sentence.start: scope.enter(sentence) for sentence in page.sentences}


class _Scope:
    """What is in force while a page is read: of its section, its district, its chapter and its paragraph."""

    def __init__(self, page: Page, where: Where, mentions: Mentions) -> None:
        self.page, self.where, self.mentions = page, where, mentions
        self.blocks: dict[int, set[int]] = {}  # the programmes of each paragraph
        self.sections: dict[int, set[int]] = {}  # and of each section, with its heading
        self.body: dict[int, set[int]] = {}  # and without
        self._index()
        told = {(s.section, s.block) for s in page.sentences if page.kind(s) == "paragraph"}
        self.size = Counter(section for section, _ in told)
        self.section = self.block = self.first = self.opening = -1
        self.throughout: Named | None = None  # what the heading says the section is about, and nothing else
        self.in_section: Named | None = None
        self.in_place: Named | None = None
        self.chapter: Named | None = None
        self.in_block: Named | None = None
        self.district = ""
        self.told = ""  # the district that a programme was last told of
        self.turned = False  # the paragraph turns to something else
        self.lasting = False  # what the paragraph tells of goes on in the next

    def _index(self) -> None:
        for sentence in self.page.sentences:
            here = [m.named for m in self.mentions.strong(sentence.start, sentence.end)]
            # 《规划》的头一件事，就是启动“养老圈”建设: about the latter
            own = {id(n) for n in here if not n.document} or {id(n) for n in here}
            self.blocks.setdefault(sentence.block, set()).update(own)
            self.sections.setdefault(sentence.section, set()).update(own)
            if self.page.kind(sentence) not in ("heading", "title"):
                self.body.setdefault(sentence.section, set()).update(own)

    def enter(self, sentence: Sentence) -> Named | None:
        """What is in force at a sentence. Call in order."""
        if sentence.section != self.section:
            self._section(sentence)
        if sentence.block != self.block:
            self._block(sentence)
        self._leave(sentence)
        wider = None if self.turned else self.in_section or self.in_place or self.chapter
        force = self.in_block or self.throughout or wider
        if own := self.mentions.strong(sentence.start, sentence.end):
            self._tell(sentence, own)
        return force

    def _section(self, sentence: Sentence) -> None:
        """A new section: what its heading names holds in it, if its text says so too."""
        self.section, self.in_section, self.in_place, self.chapter = sentence.section, None, None, None
        self.throughout = None
        heading = self.page.headings[self.section]
        titled = self.mentions.within(heading.start, heading.end) if heading else []
        if heading and titled:
            named = titled[0].named
            if (
                titled[0].start - heading.start <= 3
                and self.size[self.section] <= _SECTION
                and len({id(m.named) for m in titled}) == 1
                and named.strength >= 2
                and id(named) in self.body.get(self.section, ())
            ):
                self.in_section = named
            if len(titled) == 1 and _alone(self.page.chars, heading, titled[0]):
                self.throughout = named
        headed = heading is not None and self.page.view.blocks[sentence.block] == heading
        self.first = sentence.block + headed

    def _block(self, sentence: Sentence) -> None:
        """A new paragraph: it goes on with what the last one told of, or turns to something else."""
        chars = self.page.chars
        self.turned = _TURNS.match(chars, sentence.start) is not None
        if self.turned or _CHAPTER.match(chars, sentence.start):
            self.chapter, self.opening = None, sentence.block
        going_on = (
            sentence.block == self.block + 1
            and self.lasting
            and not self.turned
            and (_GOES_ON.match(chars, sentence.start) or _echoed(self.page, sentence, self.in_block))
        )
        self.block, self.in_block = sentence.block, self.in_block if going_on else None
        if _ITEM.match(chars, sentence.start):  # (二)…: the next thing
            self.in_section = None
        if self.where.atlas.wide and (place := self.where.district(sentence)) != self.district:
            self.district, self.in_place = place, None

    def _leave(self, sentence: Sentence) -> None:
        """What ends a programme's hold: two districts side by side, another district, a house of its own."""
        here = self.where.district(sentence)
        side_by_side = not self.where.atlas.wide and self.where.compares(sentence)
        if side_by_side or (self.told and here and here != self.told):
            self.in_block = self.in_section = None
        if _HOUSE.match(self.page.chars, sentence.start) and not self.mentions.within(sentence.start, sentence.end):
            self.in_block, self.turned = None, True

    def _tell(self, sentence: Sentence, own: list[Mention]) -> None:
        """A sentence that names programmes: which of them the following ones are about."""
        page, block = self.page, self.block
        start, end, last = own[-1]
        self.told = self.where.district(sentence)
        subject = page.clause(start)[0] >= start - 1 and _STANDS.search(page.chars, start, sentence.end)
        opens = sentence.start - page.view.blocks[block].start <= _OPENS or page.chars[end : end + 1] in "：:"
        alone = len(self.blocks[block]) == 1 and (opens or self.in_block is last)
        low = bisect_left(page.numerals, sentence.start, key=lambda n: n.start)
        numerals = page.numerals[low : low + 4]
        # 到年底，就业达到6万人，“暖心食堂”增至130家: one thing of several
        several = any(
            n.end <= own[0].start and n.unit and n.unit not in _SPAN and n.kind == "quantity" for n in numerals
        )
        alone = alone and (not several or self.in_block is last)
        introduces = (
            not any(n.start < sentence.end and n.unit for n in numerals)
            and len({id(m.named) for m in own if not m.named.document}) == 1
            and (_TYPED.search(last.name) is not None or page.chars[end : end + 1] == "。")
        )
        tells = (subject or alone or introduces) and not TOTAL.search(page.chars, start, sentence.end)
        self.in_block = last if tells else None
        self.lasting = bool(subject or alone)
        begins = self.opening == block and _CHAPTER.match(page.chars, page.view.blocks[block].start)
        self.chapter = last if begins and self.chapter in (None, last) else last if self.chapter is last else None
        self.in_place = last if self.district and len(self.blocks[block]) == 1 else None
        if (
            sentence.block <= self.first
            and own[0].start - sentence.start <= _NEAR
            and len(self.sections[self.section]) == 1
            and self.size[self.section] <= _SECTION
            and not self.district
        ):
            self.in_section = last


def _alone(chars: str, heading: Block, mention: Mention) -> bool:
    """Whether a heading consists of a programme's name, its number and what kind of text follows."""
    found = _ABOUT.fullmatch(chars[heading.start : heading.end].strip())
    return found is not None and found["rest"].strip("“”") == chars[mention.start : mention.end].strip("“”")


def _echoed(page: Page, sentence: Sentence, named: Named | None) -> bool:
    """Whether a sentence says the noun that a programme's name ends with: 食堂是服务圈里人气最旺的地方."""
    noun = plain(named.name)[-3:] if named else ""
    return len(noun) == 3 and page.chars.find(noun, sentence.start, sentence.end) >= 0
