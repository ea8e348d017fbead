"""Who does what: programmes at work in places, who runs and who is served, and institutions that act together."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from loaders.extract.entities import Entity
from loaders.extract.page import Page, Sentence
from loaders.extract.period import Times
from loaders.extract.programmes import Programmes
from loaders.extract.scope import Where

_STATUS: Final = (
    ("首批试点", "首批试点|首批.{0,6}试点"), ("试点", "试点|试行"), ("示范", "示范"), ("全覆盖", "全覆盖|全面推开|全域覆盖"), ("建成", "建成|建起|落成|投用"),
    ("启动", "启动|上线|推出|开通|开启|挂牌|推行|推开"), ("探索", "探索|首创|创新"), ("计划", "计划|拟|将"), ("推进", "推进|实施|开展|深化|打造|构建|建立"),
)  # fmt: skip
_SERVES: Final = re.compile("(?:为|惠及|覆盖|帮助|服务|面向|针对|对|资助|救助)[^，。；]{0,10}$")
_TOGETHER: Final = re.compile("[与和同、]")
_COOPERATE: Final = re.compile("合作|签约|签订|共建|联合|携手|联手|协作")
_ACT: Final = re.compile(
    "牵头|负责|推出|推行|推开|实施|开展|启动|打造|建立|组织|承办|主办|印发|出台|创新|探索|搭建|构建|开通|发起|设立|运营"
)


@dataclass(slots=True)
class Work:
    """A programme at work in a place."""

    programme: str
    place: str
    at: tuple[int, int]
    status: str | None = None
    start: str | None = None
    when: str | None = None
    by: list[str] = field(default_factory=list)
    serves: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """A direct statement between two institutions or things."""

    subject: str
    predicate: str
    object: str
    at: tuple[int, int]


def works(
    page: Page, programmes: Programmes, where: Where, times: Times, bodies: list[Entity], served: list[Entity]
) -> list[Work]:
    """One for each programme and place, from the sentences that name the programme."""
    found: dict[tuple[str, str], Work] = {}
    actors = sorted((s, e, b.name) for b in bodies for s, e in b.at)
    people = sorted((s, e, g.name) for g in served for s, e in g.at)
    for start, end, named in programmes.mentions.found:
        if named.strength < 2:
            continue
        sentence = page.sentences[page.sentence(start)]
        place = where.place(start, sentence)
        work = found.setdefault((named.name, place), Work(named.name, place, (start, end)))
        _fill(page, work, start, end, sentence, times, actors, people)
    return list(found.values())


def _fill(
    page: Page,
    work: Work,
    start: int,
    end: int,
    sentence: Sentence,
    times: Times,
    actors: list[tuple[int, int, str]],
    people: list[tuple[int, int, str]],
) -> None:
    chars = page.chars
    clause = page.clause(start)
    if work.status is None:
        around = chars[max(sentence.start, clause[0] - 12) : min(sentence.end, clause[1] + 4)]
        work.status = next((status for status, words in _STATUS if re.search(words, around)), None)
    low = bisect_left(times.found, sentence.start, key=lambda w: w.start)
    for when in times.found[low:]:
        if when.start >= start:
            break
        begun = re.match("(?:自|从)?(\\d{4})年(?:(\\d{1,2})月)?(?:起|开始|以来)?", when.words)
        if work.start is None and begun and (when.force == "event" or when.words.startswith(("自", "从"))):
            work.start = begun[1] + (f"-{int(begun[2]):02d}" if begun[2] else "")
            work.when = when.words
    for _, b, name in _within(actors, sentence):
        if b <= start and _ACT.search(chars, b, end + 8) and name not in work.by and chars[b : b + 1] != "、":
            work.by.append(name)
            break
    for a, b, name in _within(people, sentence):
        if (
            (_SERVES.search(chars, max(sentence.start, a - 14), a) or a > end)
            and name not in work.serves
            and b - start < 80
        ):
            work.serves.append(name)


def _within(items: list[tuple[int, int, str]], sentence: Sentence) -> list[tuple[int, int, str]]:
    return items[bisect_left(items, (sentence.start,)) : bisect_left(items, (sentence.end,))]


def links(page: Page, bodies: list[Entity]) -> list[Link]:
    """Institutions that one sentence joins: 甲与乙合作."""
    found: list[Link] = []
    spots = sorted((s, e, b.name) for b in bodies for s, e in b.at)
    for (s1, e1, first), (s2, e2, second) in pairwise(spots):
        between = page.chars[e1:s2]
        if first != second and len(between) == 1 and _TOGETHER.fullmatch(between):
            clause = page.clause(e2)
            if _COOPERATE.search(page.chars, e2, clause[1]) and not any(
                link.subject == first and link.object == second for link in found
            ):
                found.append(Link(first, "cooperatesWith", second, (s1, e2)))
    return found
