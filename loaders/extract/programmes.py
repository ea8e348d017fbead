"""Programmes in scope: which of those that the text names a number belongs to."""

import re
from dataclasses import dataclass
from typing import Final

from loaders.extract.inheritance import TOTAL, inherited
from loaders.extract.mentions import Mention, Mentions, mentions
from loaders.extract.naming import Named
from loaders.extract.page import Page, Sentence
from loaders.extract.scope import Where
from loaders.names import plain

# What a district as a whole is measured by is no programme's.
_HEADLINE: Final = re.compile(
    r"(?:(?:全年|[今去]年|目前|[上下]半年|前三季度|\d{4}年)，?|[^，。；]{2,10}[年月度底末]，)?(?:[\u4e00-\u9fff]{2}[区县市]|全[区县市]|[\u4e00-\u9fff]{2}、[\u4e00-\u9fff]{2}(?=每))?(?:实现)?(?:城镇新增就业|城镇(?:登记|调查)失业率|(?:全体|城镇|农村|城乡)居民人均可支配收入"
    r"|(?:一般公共预算)?(?:用于)?民生(?:领域)?(?:的)?支出|(?:登记)?失业人员再就业|离校未就业高校毕业生|就业困难人员|脱贫人口务工|地区生产总值|一般公共预算|常住人口|每[千万](?:名)?(?:常住|户籍)?(?:人口|老年人|老人|儿童)|人均预期寿命|(?:居民医保|基本医(?:疗保险|保)|基本养老保险)参保)"
)
_CLAUSES: Final = re.compile("[，：；]")
_DEEDS: Final = re.compile(r"[\d一二三四五六七八九十百余]+[件项个类](?:[\u4e00-\u9fff]{2,4}的?)?民生实事")
# 依托该计划, 按照项目要求: the one last named.
_NOUN: Final = "计划|行动|项目|工程|改革|机制|制度|保险|平台"
_SAID: Final = re.compile(rf"(?:该|此项?)({_NOUN})|按照?({_NOUN})(?:要求|规定)")


@dataclass(slots=True)
class Programmes:
    """The programmes of a document in the order in which it names them, and their mentions by position."""

    page: Page
    mentions: Mentions
    base: dict[int, Named | None]

    @property
    def named(self) -> list[Named]:
        """The programmes, in order."""
        return self.mentions.named

    def at(self, start: int, sentence: Sentence) -> Named | None:
        """The programme that a number at ``start`` belongs to, where that is clear."""
        own = self.mentions.strong(sentence.start, sentence.end)
        before = [m for m in own if m.start < start]
        clause = self.page.clause(start)
        if _DEEDS.match(self.page.chars, start):
            return None
        part = self._segment(sentence, start)
        # …民生支出71亿元，同比增长6%，…: until something else is named
        clauses = [] if before else [m.end() for m in _CLAUSES.finditer(self.page.chars, part, start)]
        for opens in (sentence.start, part, clause[0], *clauses):
            if _HEADLINE.match(self.page.chars, opens) and not any(opens <= m.start < clause[1] for m in own):
                return None
        if before and TOTAL.search(self.page.chars, before[-1].end, start):
            return None
        if before and self._listed(sentence, own):
            before = [m for m in before if m.start >= self._segment(sentence, start)]
            if not before:
                return None
        if before:
            opening = before[0]
            if self.page.chars[opening.start] == "《" and before[-1].start < clause[0]:
                return opening.named
            near = [m for m in before if m.start >= clause[0]]
            return max(near[-1:] or before, key=lambda m: (m.named.strength, m.start, m.end)).named
        if said := _SAID.search(self.page.chars, sentence.start, start):
            earlier = self.mentions.found[: self.mentions.before(sentence.start)]
            meant = (m.named for m in reversed(earlier) if plain(m.named.name).endswith(said[1] or said[2]))
            if (named := next(meant, None)) is not None:
                return named
        after = [m for m in own if m.start < clause[1]]
        return self.base.get(sentence.start) or (after[0].named if after else None)

    def _segment(self, sentence: Sentence, start: int) -> int:
        """Where the part of a sentence between semicolons begins."""
        return max(sentence.start, self.page.chars.rfind("；", sentence.start, start) + 1)

    def _listed(self, sentence: Sentence, own: list[Mention]) -> bool:
        """Whether a sentence lists separate things, each between semicolons, and does not open with a programme."""
        first = self.page.chars.find("；", sentence.start, sentence.end)
        return first >= 0 and own[0].start > first


def programmes(page: Page, where: Where) -> Programmes:
    """Finds the programmes, where each is mentioned, and what each sentence inherits from those before it."""
    found = mentions(page)
    return Programmes(page, found, inherited(page, where, found))
