"""What rose from one number to another, and the time of each: 由2020年的18个增加到2025年的62个."""

import re
from dataclasses import dataclass, field
from typing import Final

from loaders.extract.page import Page, Sentence
from loaders.extract.period import When
from loaders.extract.tokens import Numeral

CHANGED: Final = re.compile(
    "(?:提高|上升|增加|提升|调整|降低|下降|减少|压缩|压减|缩短|缩小|扩大|降|涨|升|增|提|扩|减|缩)(?:到|至|为)"
)
_FORMER: Final = re.compile("(?:由|从)[^，。；]{0,10}$")
_LATTER: Final = re.compile(f"(?:由|从)[^，。；]{{1,16}}{CHANGED.pattern}(?:\\d{{4}}年的?)?[^，。；]{{0,2}}$")
_YEARS: Final = re.compile(r"(\d{4})/(\d{4})")


@dataclass(slots=True)
class Changes:
    """The times of what a page says has changed. Ask of its numbers in order."""

    page: Page
    sentence: int = -1
    between: list[str] = field(default_factory=list)  # the times that the sentence has named for a change

    def period(
        self, numeral: Numeral, left: str, sentence: Sentence, when: When | None, period: str | None
    ) -> str | None:
        """The period of a number, given the words to its left and the time that holds there.

        A former number has a time of its own, or is from before the years spoken of, or of a time that is not said;
        what else changes in the same sentence does so between the same times.
        """
        chars = self.page.chars
        clause = self.page.clause(numeral.start)[0]
        former = _FORMER.search(left) if CHANGED.match(chars, numeral.tail) else None
        latter = not former and _LATTER.search(chars[clause : numeral.lead]) is not None
        if not former and not latter:
            return period
        years = _YEARS.fullmatch(period or "")
        if former and when and when.start < numeral.lead - len(former[0]):
            named = (
                years is not None and years[1] in when.words
            )  # 2020年到2025年，由3人增加到5人: in the first of them
            period = (years[1] if named else str(int(years[1]) - 1)) if years else None
        elif latter and years:
            period = years[2]
        own = period if when is not None and when.start >= clause and when.iso == period else None
        if sentence.start != self.sentence or (own and former):
            self.sentence, self.between = sentence.start, [own] if own and former else []
        elif own and len(self.between) == 1:
            self.between.append(own)
        elif not own and len(self.between) == 2:
            return self.between[0 if former else 1]
        return period
