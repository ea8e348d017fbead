"""The privacy gate: where a text speaks of a private person, and which names it must not let through.

Names are found by their shape and by the words around them, not by a list of people: a surname and what follows an
age, an occupation, a form of address or a verb of saying. What is found anywhere is a name everywhere.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

import rjieba

from loaders.extract.page import Page, Sentence
from loaders.extract.people import (
    ACTS,
    ADDRESSED,
    AGED,
    AGED_AFTER,
    BORN,
    BYLINE,
    CALLED,
    FAMILY,
    FULL,
    GIVEN,
    INCOME,
    LISTED,
    MEASURED,
    NAMED,
    NO_NAME,
    OFFICE,
    OFFICIAL,
    PAIR,
    PLACE_BEHIND,
    PUBLIC,
    RARE,
    REPORTS,
    RESUMED,
    ROOTED,
    SAID,
    SAYS,
    SPEAKER,
    SPOKEN,
    SUMS,
    SURNAME,
    TARIFF,
    TRADED,
    UNLISTED,
)


@dataclass(slots=True)
class Persons:
    """The names found, where they stand, and the stretches of text that are about private persons."""

    names: set[str] = field(default_factory=set)
    officials: set[str] = field(default_factory=set)  # of these, whoever speaks for an office
    spans: list[tuple[int, int]] = field(default_factory=list)
    private: list[tuple[int, int]] = field(default_factory=list)

    def about(self, position: int) -> bool:
        """Whether a position lies in a stretch about a private person."""
        index = bisect_right(self.private, (position, 1 << 62)) - 1
        return index >= 0 and position < self.private[index][1]

    def named(self, start: int, end: int) -> bool:
        """Whether a range touches one of the names."""
        index = bisect_right(self.spans, (end - 1, 1 << 62)) - 1
        return index >= 0 and start < self.spans[index][1]

    def inside(self, text: str) -> bool:
        """Whether a text bears one of the names."""
        return any(name in text for name in self.names)

    def clean(self, text: str) -> str:
        """A text without the names.

        >>> Persons(names={"覃世芳"}).clean("覃世芳排队")
        '排队'
        """
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, "")
        return text


def persons(page: Page, places: set[int]) -> Persons:
    """Finds the people of a document and the sentences that are about them. ``places``: where a place name begins."""
    chars = page.chars
    found = Persons()
    for pattern in (AGED, AGED_AFTER, UNLISTED, ADDRESSED, TRADED, SAID, NAMED, BORN, ROOTED, RARE, OFFICIAL):
        for match in pattern.finditer(chars):
            group = "name" if match.groupdict().get("name") else "small"
            start, end = match.span(group)
            end = _shrink(page, start, end)
            if (
                end - start < 2
                or start in places
                or (pattern is not ADDRESSED and NO_NAME.search(chars[start:end]))
                or (chars[end - 1] in "比率" and MEASURED.match(chars, end))
            ):
                continue
            if pattern is ADDRESSED:
                accepted = _is_addressed(page, start)
            else:
                accepted = pattern is RARE or _is_name(
                    page, start, end, loose=pattern in (AGED, AGED_AFTER, UNLISTED, BORN, NAMED)
                )
            if not accepted:
                continue
            found.names.add(chars[start:end])
            found.spans.append((start, end))
            if pattern is OFFICIAL and PUBLIC.search(chars[max(0, start - 24) : start]):
                found.officials.add(chars[start:end])
    for _, end in tuple(found.spans):
        while (listed := LISTED.match(chars, end)) and _is_name(page, *listed.span("name")):
            end = listed.end("name")
            found.names.add(listed["name"])
            found.spans.append(listed.span("name"))
    for block in page.view.blocks:
        if block.kind == "byline":
            for match in FULL.finditer(chars, block.start, block.end):
                if _is_name(page, *match.span()) and not NO_NAME.search(match.group()):
                    found.names.add(match.group())
    for match in BYLINE.finditer(chars):
        for name in re.finditer(rf"{SURNAME}{GIVEN}{{1,2}}", chars[match.start() : match.end()]):
            start, end = match.start() + name.start(), match.start() + name.end()
            if page.boundary(start) and _is_name(page, start, end):
                found.names.add(chars[start:end])
    for index, tag in enumerate(page.tags):
        if tag == "nr":
            start, end = page.starts[index], page.ends[index]
            if start not in places and _tagged(page, start, end):
                found.names.add(chars[start:end])
                found.spans.append((start, end))
    _spread(page, found)
    _private(page, found)
    return found


def _tagged(page: Page, start: int, end: int) -> bool:
    """Whether a word that the segmenter takes for a person's name is one: surname, length, and no place behind it."""
    chars = page.chars
    word = chars[start:end]
    if (
        not 2 <= len(word) <= 4
        or not FULL.fullmatch(word)
        or PLACE_BEHIND.match(chars, end)
        or NO_NAME.search(word)
    ):
        return False
    if len(word) >= 3 and page.quoted(start) is None and ACTS.match(chars, end):
        return True
    before = chars[max(0, start - 6) : start]
    return CALLED.search(before) is not None or SAYS.match(chars, end) is not None


def _spread(page: Page, found: Persons) -> None:
    """What is a name once is a name wherever it stands."""
    if found.names:
        pattern = "|".join(map(re.escape, sorted(found.names, key=len, reverse=True)))
        found.spans = sorted({*found.spans, *(m.span() for m in re.finditer(pattern, page.chars))})


def _shrink(page: Page, start: int, end: int) -> int:
    """A name of three characters whose last one begins another word has two: 刘洋|在家, 胡君|说."""
    if end - start >= 3:
        if page.chars[end - 1] in "说是在把从和与的了也就都凭因由向对今每":
            return end - 1
        word, _ = rjieba.tag(page.chars[end - 1 : end + 3], False)[0]
        if len(word) > 1:
            return end - 1
    return end


def _is_name(page: Page, start: int, end: int, loose: bool = False) -> bool:
    """Whether a name may stand here: characters with which no word of the dictionary begins (居民|高兴, 满意).

    The segmenter's guesses at unknown words are left aside. ``loose``: after an age even 和 and 于 are surnames.
    """
    if PAIR.match(page.chars, start) and end - start >= 3:
        return True
    if page.tags[page.word(start)] in ("nr", "nrfg", "nrt") and page.boundary(start):
        return True
    words = rjieba.tag(page.chars[start : start + 5], False)
    word, tag = words[0]
    if len(word) > 1:
        return tag in ("nr", "nrfg", "nrt")
    if tag in ("p", "m") and len(words) > 2 and end - start == 3:  # 向, 万: surnames too
        return len(words[1][0]) == 1 and len(words[2][0]) == 1
    return loose or tag not in ("p", "d", "c", "m", "u", "uj", "f")


def _is_addressed(page: Page, start: int) -> bool:
    """A surname before a form of address is a word of its own: neither the end of one (公安|叔叔) nor its beginning."""
    chars = page.chars
    if (
        start
        and len(rjieba.tag(chars[start - 1 : start + 1], False)) == 1
        and "\u4e00" <= chars[start - 1] <= "\u9fff"
    ):
        return False
    word, tag = rjieba.tag(chars[start : start + 5], False)[0]
    if len(word) > 1:
        return tag in ("nr", "nrfg", "nrt")
    return tag not in ("p", "d", "c", "u", "uj", "f", "v")


def _private(page: Page, found: Persons) -> None:
    """Sentences about private persons, and what they say: from where a person enters to where the report resumes."""
    chars = page.chars
    block = -1
    going = False
    spans = found.spans
    for sentence in page.sentences:
        if sentence.block != block:
            block, going = sentence.block, False
        low = bisect_right(spans, (sentence.start, -1))
        high = bisect_right(spans, (sentence.end - 1, 1 << 62))
        people = [
            s
            for s in spans[low:high]
            if chars[s[0] : s[1]] not in found.officials and not _office_before(chars, s[0])
        ]
        plain = _without_speech(page, sentence)
        if people or (going and FAMILY.search(plain)) or (FAMILY.search(plain) and not SUMS.search(plain)):
            going = True
            start = sentence.start
            end = sentence.end
            if people:
                resumed = RESUMED.search(chars, max(s[1] for s in people), end)
                end = resumed.start() + 1 if resumed else end
            if people and not FAMILY.search(chars, sentence.start, people[0][0]):
                start = max(start, page.clause(people[0][0])[0])
            found.private.append((start, end))
        elif going and not REPORTS.search(plain):
            found.private.append((sentence.start, sentence.end))
        else:
            going = False
    for start, end in page.quotes:
        if end - start > 8 and SPOKEN.search(chars, start, end):
            lead = chars[max(0, start - 60) : start - 1].rpartition("\n")[2]
            around = lead + "\0" + re.split("[。\n]", chars[end + 1 : end + 40])[0]
            if (
                not SPEAKER.search(around)
                and not any(name in around for name in found.officials)
                and (
                    re.search("说|道|：|感慨|笑|告诉|表示|坦言|介绍|”", around)
                    or re.search("我|咱|俺|这辈子", chars[start:end])
                )
            ):
                found.private.append((start, end))
    found.private = _merged(found.private)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that touch made one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _office_before(chars: str, position: int) -> bool:
    return re.search(rf"(?:{OFFICE})$", chars[max(0, position - 4) : position]) is not None


def _without_speech(page: Page, sentence: Sentence) -> str:
    return re.sub("“[^”]*”?", "", page.chars[sentence.start : sentence.end])


def income(clause: str) -> bool:
    """Whether a clause speaks of what one household or person earns or pays.

    >>> income("头一笔工资5200元"), income("居民人均可支配收入3.9万元")
    (True, False)
    """
    return bool(INCOME.search(clause)) and not SUMS.search(clause) and not TARIFF.search(clause)
