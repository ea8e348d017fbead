"""Programmes in scope: which of those that the text names a number belongs to."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import Final

from loaders.extract.naming import HEADS, Named, named_in
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
# What a district as a whole is measured by is no programme's.
_HEADLINE: Final = re.compile(
    r"(?:(?:全年|[今去]年|目前|[上下]半年|前三季度|\d{4}年)，?|[^，。；]{2,10}[年月度底末]，)?(?:[\u4e00-\u9fff]{2}[区县市]|全[区县市]|[\u4e00-\u9fff]{2}、[\u4e00-\u9fff]{2}(?=每))?(?:实现)?(?:城镇新增就业|城镇(?:登记|调查)失业率|(?:全体|城镇|农村|城乡)居民人均可支配收入"
    r"|(?:一般公共预算)?(?:用于)?民生(?:领域)?(?:的)?支出|(?:登记)?失业人员再就业|离校未就业高校毕业生|就业困难人员|脱贫人口务工|地区生产总值|一般公共预算|常住人口|每[千万](?:名)?(?:常住|户籍)?(?:人口|老年人|老人|儿童)|人均预期寿命|(?:居民医保|基本医(?:疗保险|保)|基本养老保险)参保)"
)
_CLAUSES: Final = re.compile("[，：；]")
_DEEDS: Final = re.compile(r"[\d一二三四五六七八九十百余]+[件项个类](?:[\u4e00-\u9fff]{2,4}的?)?民生实事")
# 第一把钥匙，叫“云诊”: a story's paragraphs from here on, until the second key.
_CHAPTER: Final = re.compile("第[一二三四五六七八九][\u4e00-\u9fff]{1,4}，")
_TOTAL: Final = re.compile("，(?:加上[^，。；]*，)?全[区县市][\u4e00-\u9fff]{2,6}(?:总数|总量|共有|合计)")
# The heading says nothing but what its section is about: 一、长护险篇.
_ABOUT: Final = re.compile(
    r"(?:[一二三四五六七八九十\d]+[、.．]|[(（][一二三四五六七八九十]+[)）]|关于)?(?P<rest>.*?)(?:篇|问答|政策|有关(?:政策|问题))?"
)
_TYPED: Final = re.compile(f"(?:{HEADS})”?$")
_SPAN: Final = ("年", "个月", "月", "天", "日", "小时", "分钟")
# 依托该计划, 按照项目要求: the one last named.
_NOUN: Final = "计划|行动|项目|工程|改革|机制|制度|保险|平台"
_SAID: Final = re.compile(rf"(?:该|此项?)({_NOUN})|按照?({_NOUN})(?:要求|规定)")
_STANDS: Final = re.compile("成效|见效|初具规模|渐成规模|落地见效|开花结果|全国示范")


@dataclass(slots=True)
class Programmes:
    """The programmes of a document in the order in which it names them, and their mentions by position."""

    page: Page
    named: list[Named]
    mentions: list[tuple[int, int, Named]]
    base: dict[int, Named | None]

    def at(self, start: int, sentence: Sentence) -> Named | None:
        """The programme that a number at ``start`` belongs to, where that is clear."""
        own = self._of(sentence.start, sentence.end)
        own = [m for m in own if m[2].strength >= 2]
        before = [m for m in own if m[0] < start]
        clause = self.page.clause(start)
        if _DEEDS.match(self.page.chars, start):
            return None
        part = self._segment(sentence, start)
        # …民生支出71亿元，同比增长6%，…: until something else is named
        clauses = [] if before else [m.end() for m in _CLAUSES.finditer(self.page.chars, part, start)]
        for opens in (sentence.start, part, clause[0], *clauses):
            if _HEADLINE.match(self.page.chars, opens) and not any(opens <= m[0] < clause[1] for m in own):
                return None
        if before and _TOTAL.search(self.page.chars, before[-1][1], start):
            return None
        if before and self._listed(sentence, own):
            before = [m for m in before if m[0] >= self._segment(sentence, start)]
            if not before:
                return None
        if before:
            opening = before[0]
            if self.page.chars[opening[0]] == "《" and before[-1][0] < clause[0]:
                return opening[2]
            near = [m for m in before if m[0] >= clause[0]]
            return near[-1][2] if near else max(enumerate(before), key=lambda x: (x[1][2].strength, x[0]))[1][2]
        if said := _SAID.search(self.page.chars, sentence.start, start):
            low = bisect_left(self.mentions, sentence.start, key=lambda m: m[0])
            meant = (m[2] for m in reversed(self.mentions[:low]) if plain(m[2].name).endswith(said[1] or said[2]))
            if (named := next(meant, None)) is not None:
                return named
        after = [m for m in own if m[0] < clause[1] and m[2].strength >= 2]
        if after and not self._carried(sentence):
            return after[0][2]
        return self._carried(sentence)

    def _segment(self, sentence: Sentence, start: int) -> int:
        """Where the part of a sentence between semicolons begins."""
        return max(sentence.start, self.page.chars.rfind("；", sentence.start, start) + 1)

    def _listed(self, sentence: Sentence, own: list[tuple[int, int, Named]]) -> bool:
        """Whether a sentence lists separate things, each between semicolons, and does not open with a programme."""
        first = self.page.chars.find("；", sentence.start, sentence.end)
        return first >= 0 and own[0][0] > first

    def _carried(self, sentence: Sentence) -> Named | None:
        return self.base.get(sentence.start)

    def _of(self, start: int, end: int) -> list[tuple[int, int, Named]]:
        low = bisect_left(self.mentions, start, key=lambda m: m[0])
        high = bisect_left(self.mentions, end, key=lambda m: m[0])
        return self.mentions[low:high]


def _alone(chars: str, heading: Block, mention: tuple[int, int, Named]) -> bool:
    """Whether a heading consists of a programme's name, its number and what kind of text follows."""
    found = _ABOUT.fullmatch(chars[heading.start : heading.end].strip())
    return found is not None and found["rest"].strip("“”") == chars[mention[0] : mention[1]].strip("“”")


def _echoed(page: Page, sentence: Sentence, named: Named | None) -> bool:
    """Whether a sentence says the noun that a programme's name ends with: 食堂是服务圈里人气最旺的地方."""
    noun = plain(named.name)[-3:] if named else ""
    return len(noun) == 3 and page.chars.find(noun, sentence.start, sentence.end) >= 0


def programmes(page: Page, where: Where) -> Programmes:
    """Finds the programmes, where each is mentioned, and what each sentence inherits from its paragraph and section.

    In a round-up of districts, what a paragraph tells of one programme goes on until the next district.
    """
    named = named_in(page)
    chars = page.chars
    mentions: dict[tuple[int, int], Named] = {}
    for entry in named:
        for form in sorted(
            {f for f in (*entry.forms, entry.name, entry.core) if f and len(plain(f)) >= 2}, key=len, reverse=True
        ):
            if len(plain(form)) < 3 and not form.startswith("“"):
                form = f"“{plain(form)}”"
            for match in re.finditer(re.escape(form), chars):
                mentions.setdefault(match.span(), entry)
        for span in entry.at:
            mentions[span] = entry
    ordered = [(s, e, n) for (s, e), n in sorted(mentions.items())]
    result = Programmes(page, named, ordered, {})
    blocks: dict[int, set[int]] = {}
    sections: dict[int, set[int]] = {}
    body: dict[int, set[int]] = {}
    size: Counter[int] = Counter()
    for block_ in {(s.section, s.block) for s in page.sentences if page.kind(s) == "paragraph"}:
        size[block_[0]] += 1
    for sentence in page.sentences:
        here_ = [m[2] for m in result._of(sentence.start, sentence.end) if m[2].strength >= 2]
        # 《规划》的头一件事，就是启动“养老圈”建设: about the latter
        own = {id(n) for n in here_ if not n.document} or {id(n) for n in here_}
        blocks.setdefault(sentence.block, set()).update(own)
        sections.setdefault(sentence.section, set()).update(own)
        if page.kind(sentence) not in ("heading", "title"):
            body.setdefault(sentence.section, set()).update(own)
    block = section = first = opening_block = -1
    chapter: Named | None = None
    in_block: Named | None = None
    in_section: Named | None = None
    in_place: Named | None = None
    district = ""
    turned = lasting = False
    throughout: Named | None = None
    told = ""
    for sentence in page.sentences:
        if sentence.section != section:
            section, in_section, in_place, chapter = sentence.section, None, None, None
            heading = page.headings[section]
            titled = result._of(heading.start, heading.end) if heading else []
            whole = heading is not None and len(titled) == 1 and _alone(page.chars, heading, titled[0])
            opening = bool(titled) and heading is not None and titled[0][0] - heading.start <= 3
            if (
                opening
                and size[section] <= 4
                and len({id(m[2]) for m in titled}) == 1
                and titled[0][2].strength >= 2
                and id(titled[0][2]) in body.get(section, ())
            ):
                in_section = titled[0][2]
            throughout = titled[0][2] if whole else None
            first = sentence.block + (1 if heading and page.view.blocks[sentence.block] == heading else 0)
        if sentence.block != block:
            turned = _TURNS.match(page.chars, sentence.start) is not None
            if turned or _CHAPTER.match(page.chars, sentence.start):
                chapter, opening_block = None, sentence.block
            going_on = (
                sentence.block == block + 1
                and lasting
                and not turned
                and (_GOES_ON.match(page.chars, sentence.start) or _echoed(page, sentence, in_block))
            )
            block, in_block = sentence.block, in_block if going_on else None
            if _ITEM.match(page.chars, sentence.start):  # (二)…: the next thing
                in_section = None
            if where.atlas.wide and (place := where.district(sentence)) != district:
                district, in_place = place, None
        # What sets two districts side by side is no longer about a programme that was told of before.
        if not where.atlas.wide and where.compares(sentence):
            in_block = in_section = None
        here = where.district(sentence)
        if told and here and here != told:  # another district's doing
            in_block = in_section = None
        if _HOUSE.match(page.chars, sentence.start) and not result._of(sentence.start, sentence.end):
            in_block, turned = None, True
        result.base[sentence.start] = (
            in_block or throughout or (None if turned else in_section or in_place or chapter)
        )
        own_here = [m for m in result._of(sentence.start, sentence.end) if m[2].strength >= 2]
        if own_here:
            start, _, last = own_here[-1]
            told = here
            opens = sentence.start - page.view.blocks[block].start <= 14
            subject = page.clause(start)[0] >= start - 1 and _STANDS.search(page.chars, start, sentence.end)
            first_words = page.chars[own_here[-1][1] : own_here[-1][1] + 1] in "：:"
            alone = len(blocks[block]) == 1 and (opens or first_words or in_block is last)
            # 到年底，就业达到6万人，“暖心食堂”增至130家: one thing of several
            low = bisect_left(page.numerals, sentence.start, key=lambda n: n.start)
            several = any(
                n.end <= own_here[0][0] and n.unit and n.unit not in _SPAN and n.kind == "quantity"
                for n in page.numerals[low : low + 4]
            )
            alone = alone and (not several or in_block is last)
            figures = [n for n in page.numerals[low : low + 4] if n.start < sentence.end and n.unit]
            introduces = (
                not figures
                and len({id(m[2]) for m in own_here if not m[2].document}) == 1
                and _TYPED.search(last.name) is not None
            )
            told_of = (subject or alone or introduces) and not _TOTAL.search(page.chars, start, sentence.end)
            in_block = last if told_of else None
            begins = opening_block == block and _CHAPTER.match(page.chars, page.view.blocks[block].start)
            chapter = last if begins and chapter in (None, last) else chapter if chapter is last else None
            lasting = bool(subject or alone)
            in_place = last if district and len(blocks[block]) == 1 else None
            near = own_here[0][0] - sentence.start <= 30
            if (
                sentence.block <= first
                and near
                and len(sections[section]) == 1
                and size[section] <= 4
                and not district
            ):
                in_section = last
    return result
