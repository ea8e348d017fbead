"""When two readings of a figure say the same: values, units, places, indicators, programmes, periods.

Lenient where people write one thing in two ways (quotes, 平方米 and ㎡, a place with its district in front), strict
where a researcher would be misled (another place, another year).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from loaders import periods
from loaders.claims import Figure
from loaders.vocabulary import Vocabulary

# The word that says what sort of thing a programme is; 适老化改造工程 and 适老化改造 are one.
_HEADS: Final = ("工程", "项目", "行动", "建设", "试点", "服务", "制度", "计划", "改革", "方案")
_MARKS: Final = re.compile(r"[“”\"'‘’《》〈〉「」『』()（）,，、\-—·\s]")
# 三分之二 is written down as 66.7 by one and as 66.67 by the other.
_ROUNDING: Final = Decimal("0.001")
_LIKE: Final = 0.5


def quantity(p: Figure, g: Figure, words: Vocabulary) -> bool:
    """Whether two figures have the same value (or range) in the same unit."""
    if unit(p.unit, words) != unit(g.unit, words) or (p.high is None) != (g.high is None):
        return False
    return _close(p.value, g.value) and (p.high is None or g.high is None or _close(p.high, g.high))


def _close(a: Decimal, b: Decimal) -> bool:
    """Equal, or one is the other rounded.

    >>> _close(Decimal("66.7"), Decimal("66.6667")), _close(Decimal("66"), Decimal("66.1"))
    (True, False)
    """
    whole = a == a.to_integral() or b == b.to_integral()
    return a == b or (not whole and abs(a - b) <= _ROUNDING * abs(b))


def unit(name: str, words: Vocabulary) -> tuple[str, ...]:
    """A unit as what it counts and for each of what: 元/人·月, 元/月/人 and 元每人每月 are one.

    >>> from loaders.vocabulary import default
    >>> unit("元/月·人", default()) == unit("元/人·月", default())
    True
    """
    concept = words.find("unit", name)
    written = unicodedata.normalize("NFKC", (concept.notation or concept.name) if concept else name)
    head, *rates = (part for part in re.split(r"[/·每\s]+", written) if part)
    known = [found.name if (found := words.find("unit", part)) else part for part in (head, *rates)]
    return (known[0], *sorted(known[1:]))


def bare(name: str) -> str:
    """A name without quotes, brackets, dashes and blanks, in narrow characters.

    >>> bare("“5＋2” 服务")
    '5+2服务'
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", name)))


def stem(name: str) -> str:
    """A bare name without the word that says what sort of thing it is, where anything is left of it.

    >>> stem("“双减”改革"), stem("改革")
    ('双减', '改革')
    """
    plain = bare(name)
    head = next((head for head in _HEADS if plain.endswith(head)), "")
    return plain.removesuffix(head) or plain


def place(p: str, g: str) -> bool:
    """Whether a place is the one accepted, or the same with what it lies in written before it.

    >>> place("綦江区古南街道", "古南街道"), place("綦江", "綦江区")
    (True, False)
    """
    ours, theirs = bare(p), bare(g)
    return ours == theirs or (len(theirs) >= 3 and ours.endswith(theirs))


def programme(p: str | None, names: Sequence[str | None]) -> bool:
    """Whether a programme bears one of the accepted names; none is only none."""
    if p is None:
        return None in names
    return stem(p) in {stem(name) for name in names if name}


def indicator(p: str, g: str, words: Vocabulary) -> bool:
    """Whether two phrases name one indicator of the vocabulary, or share half of their pairs of characters."""
    ours, theirs = words.find("ind", p), words.find("ind", g)
    if ours and theirs and ours.iri == theirs.iri:
        return True
    return dice(p, g) >= _LIKE


def dice(a: str, b: str) -> float:
    """How much two phrases have in common: twice the shared pairs of neighbouring characters over all pairs
    (L. R. Dice, Measures of the amount of ecologic association between species, 1945).

    >>> round(dice("带动就业人数", "带动就业"), 2), dice("参保", "参保")
    (0.75, 1.0)
    """
    a, b = (re.sub(r"\W", "", bare(text)) for text in (a, b))
    if a == b:
        return float(bool(a))
    ours, theirs = (Counter(text[i : i + 2] for i in range(len(text) - 1)) for text in (a, b))
    pairs = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / pairs if pairs else 0.0


def nearest(name: str, among: Sequence[str], most: int = 9) -> list[str]:
    """Of many names those that have something in common with one, the likest first.

    >>> nearest("带动就业人数", ["发放补贴", "带动就业", "就业培训"])
    ['带动就业', '就业培训']
    """
    ranked = sorted(((dice(name, other) + (bare(name) in bare(other)), other) for other in among), reverse=True)
    return [other for score, other in ranked[:most] if score > 0]


def period(p: str | None, g: str | None) -> bool:
    """Whether two periods have the same first and last day.

    >>> period("2021", "2021-01/2021-12"), period(None, "2021")
    (True, False)
    """
    if p is None or g is None:
        return p == g
    try:
        return periods.parse(p) == periods.parse(g)
    except ValueError:
        return p == g
