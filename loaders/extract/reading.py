"""One pass over a document: every number, its bin, and what the words around it say of it."""

import re
from array import array
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from loaders.claims import Role, Spans
from loaders.extract.atlas import Atlas, atlas_of, far, home
from loaders.extract.bins import Bin, bin_of
from loaders.extract.changes import CHANGED, Changes
from loaders.extract.clock import issued
from loaders.extract.domains import domain
from loaders.extract.indicator import Indicators
from loaders.extract.page import Page, page
from loaders.extract.period import Times, When, ahead, times
from loaders.extract.privacy import Persons, persons
from loaders.extract.programmes import Programmes, programmes
from loaders.extract.rates import rate
from loaders.extract.role import promised, role
from loaders.extract.scope import Where, where
from loaders.extract.tokens import Numeral, scan
from loaders.extract.view import View, view
from loaders.text import Text, Zone

_HEADER: Final = re.compile(r"单位[:：]([^)）\n，。]{1,8})")
_DONE: Final = re.compile("已|累计|目前|(?<=[\u4e00-\u9fff])完成")

_COUNTED: Final = re.compile("(人口|人数|人次|户数)(?:分别|依次)?(?:达到|达|为|超过|超|约|近|有)?$")
_UNIT_OF: Final = {"人口": "人", "人数": "人", "人次": "人次", "户数": "户"}
_BEHIND: Final = re.compile("(?![和与及])[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that states something, with all that the text says of it. Positions are the view's."""

    numeral: Numeral
    indicator: str
    unit: str
    place: str
    programme: str | None
    domain: str
    role: Role
    period: str | None
    when: str | None
    quote: str
    heading: bool


@dataclass(slots=True)
class Reading:
    """Everything that was understood of a document."""

    text: Text
    view: View
    page: Page
    atlas: Atlas
    where: Where
    times: Times
    persons: Persons
    programmes: Programmes
    issue: str | None
    facts: list[Fact]
    bins: list[tuple[Numeral, Bin]]
    _spans: dict[tuple[int, int], Spans] = field(default_factory=dict, repr=False)

    def spans(self, start: int, end: int) -> Spans:
        """The ranges of the file that a range of the view came from."""
        found = self._spans.get((start, end))
        if found is None:
            parts = self.view.back(start, end)
            found = self._spans[start, end] = tuple(span for part in parts for span in self.text.spans(*part))
        return found


def read(text: Text, *, issue: str | None = None, about: str | None = None) -> Reading:
    """Reads a document. ``issue`` is its date and ``about`` the code of its district, where these are known."""
    seen = view(text)
    laid = page(seen)
    issue = issue or issued(laid)
    code = about or home(seen.chars, issue)
    names = atlas_of(code, issue, far(seen.chars, code, issue))
    places = where(laid, names)
    clock = times(laid, issue)
    people = persons(laid, {m.start for m in places.mentions})
    named = programmes(laid, places)
    reading = Reading(text, seen, laid, names, places, clock, people, named, issue, [], [])
    _numbers(reading)
    return reading


def read_text(plain: str, *, issue: str | None = None) -> Reading:
    """Reads plain text as it stands: one line a block, the first one its title."""
    zones: list[Zone] = []
    for match in re.finditer(r"[^\n]+", plain):
        kind: Literal["title", "paragraph"] = (
            "paragraph" if zones or "。" in match.group() or "，" in match.group() else "title"
        )
        zones.append(Zone(kind, *match.span()))
    return read(Text(plain, array("I", range(len(plain))), tuple(zones)), issue=issue)


def _numbers(reading: Reading) -> None:
    page, people = reading.page, reading.persons
    for numeral in page.numerals:
        reading.bins.append((numeral, bin_of(page, numeral, reading.where, people)))
    _shared_units(reading)
    _implied_units(reading)
    _header_units(reading)
    forms = tuple({f for n in reading.programmes.named if n.strength >= 2 for f in n.forms})
    indicators = Indicators(page, reading.times, reading.where, forms)
    changes = Changes(page)
    shown = [(n, b) for n, b in reading.bins]
    for index, (numeral, bin_) in enumerate(shown):
        if bin_ != "quantity":
            continue
        previous = next(
            (
                n
                for n, b in reversed(shown[max(0, index - 3) : index])
                if b not in ("name", "word", "idiom", "denominator", "definition", "other", "ordinal", "date")
            ),
            None,
        )
        following = next((n for n, b in shown[index + 1 : index + 4] if b in ("quantity",)), None)
        reading.facts.append(_fact(reading, numeral, previous, following, indicators, changes))


def _shared_units(reading: Reading) -> None:
    """分别为3、5和8个: numbers without a unit take that of the last in their row."""
    bins = reading.bins
    chars = reading.page.chars
    for index in range(len(bins) - 2, -1, -1):
        numeral, bin_ = bins[index]
        following, other = bins[index + 1]
        if (
            bin_ == "unresolved"
            and other == "quantity"
            and following.unit
            and re.fullmatch("[、和与及]", chars[numeral.tail : following.lead])
        ):
            numeral.unit = following.unit
            bins[index] = (numeral, "quantity")
        elif (  # 提高4.3个和6.1个百分点
            bin_ == "quantity"
            and numeral.unit == "个"
            and following.unit == "个百分点"
            and re.fullmatch("[、和与及]", chars[numeral.tail : following.lead])
        ):
            numeral.unit = following.unit


def _implied_units(reading: Reading) -> None:
    """受益人口2.3万: what is counted names the unit that the number leaves out."""
    chars = reading.page.chars
    row = ""
    for index, (numeral, bin_) in enumerate(reading.bins):
        bare = bin_ == "unresolved" or (bin_ == "other" and numeral.scale > 1)  # 七十余万
        if bare and not numeral.unit and not _BEHIND.match(chars, numeral.tail):
            counted = _COUNTED.search(chars[max(0, numeral.lead - 8) : numeral.lead])
            before = reading.bins[index - 1][0] if index else None
            if counted:
                numeral.unit = row = _UNIT_OF[counted[1]]
            elif row and before and chars[before.tail : numeral.lead] in ("、", "和", "与", "及"):
                numeral.unit = row  # 人次分别为340、180和95
            else:
                row = ""
                continue
            reading.bins[index] = (numeral, "quantity")
        else:
            row = ""


def _header_units(reading: Reading) -> None:
    """Rows under 就业(单位：万人): their bare numbers take the unit of the header."""
    page, bins = reading.page, reading.bins
    headers = [(m.start(), m.end(), m[1], m.start(1)) for m in _HEADER.finditer(page.chars)]
    if not headers:
        return
    ends = {block.end for block in page.view.blocks}
    for index, (numeral, _bin) in enumerate(bins):
        header = next((h for h in reversed(headers) if h[0] < numeral.start), None)
        if header is None:
            continue
        if numeral.start < header[1]:
            bins[index] = (numeral, "name")
        elif (
            numeral.tail in ends
            and not numeral.measure
            and isinstance(numeral.value, Decimal)
            and numeral.start - header[1] < 600
            and page.chars.count("\n", header[1], numeral.start) <= 12
        ):
            words = scan(f"1{header[2]}")
            if words and words[0].unit and isinstance(words[0].value, Decimal):
                numeral.value, numeral.unit = numeral.value * words[0].value, words[0].unit
                numeral.unit_at = ((header[3], header[1]),)
                bins[index] = (numeral, "quantity")


_RAISED: Final = re.compile("(?:调整|提高|提标|上调|下调|降低|增加)(?:为|到|至)")
_LISTED: Final = re.compile(
    r"[、，和与及]+(?:(?:(?!财政|兑|累计|[年人户]均|共|总|支[出付]|发放|投入|减负|带动|惠及)[\u4e00-\u9fff]){1,8})?"
)
_ROW: Final = re.compile("[、和与及]")
_YEARS_AIM: Final = re.compile("(?:年度|全年)(?:的)?(?:目标|任务|计划)+$")


def _as_before(before: Fact, numeral: Numeral, left: str, unit: str, kind: Role, page: Page) -> Role:
    """The role of a number that goes on with the one before it."""
    start = before.numeral.start
    shared = start > page.sentences[page.sentence(numeral.start)].start and before.unit == unit
    if shared and re.match("(?:平均|人均|户均|其中)", left):
        return before.role
    if start > page.clause(numeral.start)[0] and CHANGED.fullmatch(left):
        return before.role
    listed = before.unit == unit and _LISTED.fullmatch(page.chars, before.numeral.tail, numeral.lead)
    went_on = start > page.sentences[page.sentence(numeral.start)].start and before.role == "parameter"
    if went_on and unit == "个百分点" and "比例" in left and kind != "target":
        return "parameter"  # 按70%赔付；低保对象赔付比例提高10个百分点
    if listed and before.role == "parameter" and kind != "target":
        return "parameter"  # 一档10万元、二档14万元
    if left == "的" and unit == "%" and before.role == "target":
        return "outcome"  # 目标15万人的112%
    return kind


def _launch(when: When) -> bool:
    """Whether a time only says when something began whose rules then follow: 2022年3月启动…：每人补1万元."""
    return when.force == "event" and not (when.iso or "").endswith("/..")


def _fact(
    reading: Reading,
    numeral: Numeral,
    previous: Numeral | None,
    following: Numeral | None,
    indicators: Indicators,
    changes: Changes,
) -> Fact:
    page = reading.page
    chars = page.chars
    sentence = page.sentences[page.sentence(numeral.start)]
    block = page.view.blocks[sentence.block]
    clause = page.clause(numeral.start)
    programme = reading.programmes.at(numeral.start, sentence)
    left = chars[clause[0] : numeral.lead]
    if previous is not None and previous.tail > clause[0]:
        left = chars[previous.tail : numeral.lead]
    unit = (
        numeral.unit
        if numeral.unit == ""
        else rate(numeral.unit or "个", left, chars[numeral.end : numeral.end + 8])
    )
    name = indicators.name(numeral, previous, following, programme.core if programme else None)
    name = reading.persons.clean(name)
    when = reading.times.at(numeral.start, sentence)
    # In a section of goals, a time that is not over yet is ahead.
    future = bool(when and (when.future or (page.goals.get(sentence.section) and ahead(when.iso, reading.issue))))
    goal = (
        not left.endswith("差")
        and bool(
            re.search(
                "力争|确保|(?<!完成)(?<!年度)目标(?!任务|的)|拟|(?<!多)争取(?![^，。；]{0,14}(?:资金|补助|项目))",
                left,
            )
        )
    ) or (page.goals.get(sentence.section, False) and not _DONE.search(left))
    goal = goal or promised(left, chars[numeral.tail : sentence.end])
    kind = role(
        chars[sentence.start : numeral.start], chars[numeral.end : clause[1]], chars[clause[0] : numeral.start] if len(left) < 2 else left, unit,
        future=future, goal=goal, modifiers=numeral.modifiers, name=name,
        small=isinstance(numeral.value, Decimal) and numeral.value < 10_000,
    )  # fmt: skip
    if reading.facts:
        kind = _as_before(reading.facts[-1], numeral, left, unit, kind, page)
    period = when.iso if when else None
    raised = chars[clause[0] : numeral.lead] if _ROW.match(left) else left  # 提高到780元、660元
    own = when and when.start >= sentence.start and not _launch(when)
    if kind == "parameter" and not own and not _RAISED.search(raised):
        period = None
    period = changes.period(numeral, left, sentence, when, period)
    if _YEARS_AIM.search(left) and chars.startswith("的", numeral.tail):  # 完成年度目标2.8万人的58.9%
        kind, period = "target", period and period[:4]
    heading = page.headings.get(sentence.section)
    subject = domain(
        name, chars[sentence.start : sentence.end], chars[heading.start : heading.end] if heading else ""
    )
    quote = reading.persons.clean(chars[max(clause[0], numeral.lead - 16) : numeral.tail])
    return Fact(
        numeral, name, unit, reading.where.place(numeral.start, sentence), programme.name if programme else None, subject,
        kind, period, when.words if when else None, quote, block.kind in ("heading", "title"),
    )  # fmt: skip
