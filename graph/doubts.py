"""The checks of :mod:`graph.plausible`: each finds one kind of doubt.

A check compares what is comparable: one indicator or one programme, one place, one unit, one period (or none given in
one and the same report), and it takes a modifier for what it says (4000余 may be 4500).
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from graph.observations import Doubt, Observation, World
from loaders import periods

# ---- the limits --------------------------------------------------------------------------------------------------

# Rates that may pass 100 %: changes, the fulfilment of a plan, gross enrolment, comparisons with something else.
_BEYOND: Final = re.compile("增|上升|提高|提升|完成目标|完成任务|超额|毛入|翻|同比|环比|相当于|是.+的|高于")
# Money that goes to people, and money that is a mean or a rule already.
_PAID: Final = re.compile("发放|补贴|津贴|救助|待遇|补助|支付|资助|保障资金|慰问|奖励|养老金|低保金|抚恤")
# Those who pay in are not those who are paid.
_INSURED: Final = re.compile("参保|参加|缴费")
_MEAN: Final = re.compile("均|标准|月收入|年收入")
# What a head gets in a report's period, in yuan: below, it is hardly a payment; above, hardly to a person.
_PER_HEAD: Final = (Decimal(100), Decimal(200_000))
# Indicators of which less is better; so is a target that is an upper limit.
_LESS: Final = re.compile("失业率|死亡率|发病率|贫困发生率|自付|压减|能耗|排放")
_LIMITS: Final = frozenset(("以下", "以内", "不超过", "最多"))
_SLOGAN: Final = re.compile(r"\d+(?:\+\d+)+")
_PEOPLE: Final = ("人", "人次")


def rate_over_100(world: World) -> Iterator[Doubt]:
    """A share above one hundred per cent, or below nothing."""
    for figure in world.figures:
        if figure.unit != "百分比" or _BEYOND.search(figure.label):
            continue
        high = figure.figure.value if figure.figure.high is None else figure.figure.high
        if not 0 <= figure.figure.value <= high <= 100:
            yield _doubt(
                "rate-over-100",
                f"“{figure.label}”是 {figure.figure.printed}，不在 0 到 100% 之间",
                f"{figure.label} is {figure.figure.printed}, which lies outside 0 to 100 %",
                figure,
            )


def slogan(world: World) -> Iterator[Doubt]:
    """A programme named after its parts (“1+3+100”) whose parts are counted otherwise (1, 3 and 127)."""
    for group in _by_programme(world):
        programme = group[0].figure.programme or ""
        found = _SLOGAN.search(programme)
        if not found:
            continue
        parts = [Decimal(part) for part in found[0].split("+")]
        counts = [f for f in group if f.unit not in ("百分比", "元", *_PEOPLE)]
        if len(counts) != len(parts):
            continue
        for part, figure in zip(parts, sorted(counts, key=lambda f: f.start), strict=True):
            low, high = figure.bounds
            if not low <= part <= high:
                yield _doubt(
                    "sum",
                    f"{_quoted(programme)}应有 {part} 个“{figure.label}”，文中是 {figure.figure.printed}",
                    f"{programme} is named after {part} of {figure.label}, and the report counts {figure.figure.printed}",
                    figure,
                )


def parts_and_whole(world: World) -> Iterator[Doubt]:
    """A part larger than its whole, or parts that add up to more: narrower indicators (skos:broader) of one place, or
    one indicator of the places within a place."""
    by_measure = world.groups(lambda f: (f.place, f.unit, f.figure.role, f.figure.group) if _adds_up(f) else None)
    by_place = world.groups(lambda f: (f.indicator, f.unit, f.figure.role, f.figure.group) if _adds_up(f) else None)
    for group in by_measure:
        for whole in group:
            below = [
                f for f in group if whole.indicator in world.broader.get(f.indicator, ()) and f.same_time(whole)
            ]
            yield from _too_much(whole, below)
    for group in by_place:
        for whole in group:
            below = [f for f in group if f.same_time(whole) and whole.place in world.enclosing(f)]
            yield from _too_much(whole, below)


def _too_much(whole: Observation, below: list[Observation]) -> Iterator[Doubt]:
    larger = [part for part in below if part.bounds[0] > whole.bounds[1]]
    for part in larger:
        yield _doubt(
            "subset-larger",
            f"“{part.label}”（{part.figure.place}）{part.figure.printed}，多于包含它的“{whole.label}”（{whole.figure.place}）{whole.figure.printed}",
            f"{part.label} in {part.figure.place} is {part.figure.printed}, more than {whole.label} in {whole.figure.place}, of which it is a part: {whole.figure.printed}",
            part,
            whole,
        )
    if len(below) > 1 and not larger and sum(part.bounds[0] for part in below) > whole.bounds[1]:
        total = sum(part.figure.value for part in below)
        yield _doubt(
            "sum",
            f"“{whole.label}”是 {whole.figure.printed}，而它的 {len(below)} 个部分合计 {total:f}",
            f"{whole.label} is {whole.figure.printed}, but its {len(below)} parts add up to {total:f}",
            whole,
            *below,
        )


def per_head(world: World) -> Iterator[Doubt]:
    """Money paid, divided by the nearest number of people of the same programme or group, place and period."""
    people = [f for f in world.figures if f.unit in _PEOPLE and f.figure.value > 0 and f.figure.role != "parameter"]
    for money in world.figures:
        if money.unit != "元" or not _PAID.search(money.label) or _MEAN.search(money.label):
            continue
        heads = [
            f
            for f in people
            if f.entry is money.entry and f.same(money, "place", "period") and _same_people(f, money)
        ]
        if not heads:
            continue
        head = min(heads, key=lambda f: abs(f.start - money.start))
        each = money.figure.value / head.figure.value
        if not _PER_HEAD[0] <= each <= _PER_HEAD[1]:
            amount = f"{each:,.0f}" if each >= 10 else f"{each:,.1f}"
            yield _doubt(
                "per-head",
                f"“{money.label}”{money.figure.printed}，“{head.label}”{head.figure.printed}，合每人 {amount} 元",
                f"{money.label} is {money.figure.printed} for {head.label} of {head.figure.printed}: {amount} yuan a head",
                money,
                head,
            )


def _same_people(head: Observation, money: Observation) -> bool:
    """Of one programme, and of the group that the money goes to; or of one group, where no programme is named."""
    if _INSURED.search(head.label) or money.figure.group not in (None, head.figure.group):
        return False
    if head.figure.programme != money.figure.programme:
        return False
    return head.figure.programme is not None or money.figure.group is not None


def target_reached(world: World) -> Iterator[Doubt]:
    """A target that asks for less than has been reached by then; of flows, in one and the same period."""
    for group in world.groups(lambda f: (f.indicator, f.place, f.unit)):
        for target in (f for f in group if f.figure.role == "target"):
            for outcome in (f for f in group if f.figure.role == "outcome" and _until(f) <= _until(target)):
                if outcome.indicator in world.flows and outcome.period != target.period:
                    continue
                if not _alike(outcome, target, "group") or outcome.figure.of != target.figure.of:
                    continue
                less = bool(_LIMITS & set(target.figure.modifier)) or bool(_LESS.search(target.label))
                aim, reached = target.figure.value, outcome.figure.value
                if (reached < aim) if less else (reached > aim):
                    yield _doubt(
                        "target-reached",
                        f"“{target.label}”的目标是 {target.figure.printed}，而已达到 {outcome.figure.printed}",
                        f"the target for {target.label} is {target.figure.printed}, but {outcome.figure.printed} has been reached",
                        target,
                        outcome,
                    )


def contradiction(world: World) -> Iterator[Doubt]:
    """One indicator, place, role and period, of nothing that is told apart, and values that cannot both be."""
    for group in world.groups(lambda f: (f.indicator, f.place, f.unit, f.figure.role)):
        for number, later in enumerate(group):
            for earlier in group[:number]:
                apart = earlier.bounds[1] < later.bounds[0] or later.bounds[1] < earlier.bounds[0]
                if apart and earlier.same_time(later) and _one_thing(earlier, later):
                    yield _doubt(
                        "contradiction",
                        f"“{later.label}”（{later.figure.place}，同一时期）有两个值：{earlier.figure.printed}（{earlier.where()}）和 {later.figure.printed}",
                        f"{later.label} ({later.figure.place}, one period) has two values: {earlier.figure.printed} ({earlier.where()}) and {later.figure.printed}",
                        later,
                        earlier,
                    )


def _one_thing(a: Observation, b: Observation) -> bool:
    """Whether two figures speak of the same: in one report to the letter; in two, what one leaves out may be meant."""
    fields = ("programme", "group", "of")
    return a.same(b, *fields) if a.entry is b.entry else _alike(a, b, *fields)


def _alike(a: Observation, b: Observation, *fields: str) -> bool:
    pairs = ((getattr(a.figure, field), getattr(b.figure, field)) for field in fields)
    return all(one is None or other is None or one == other for one, other in pairs)


def after_publication(world: World) -> Iterator[Doubt]:
    """A result or means of a time that had not come when the report was published."""
    for figure in world.figures:
        if figure.figure.role not in ("outcome", "input") or figure.period is None:
            continue
        issued, period = figure.issued.end, figure.period
        begins, ends = period.start or period.end, period.end or period.start
        if issued and begins and ends and (begins > issued or ends.year > issued.year):
            yield _doubt(
                "after-publication",
                f"“{figure.label}”的时间是 {figure.figure.period}，晚于文献的发布（{figure.entry.file.facts.document.issued}）",
                f"{figure.label} is of {figure.figure.period}, after the report was published ({figure.entry.file.facts.document.issued})",
                figure,
                field="period",
            )


def place_not_valid(world: World) -> Iterator[Doubt]:
    """A place that did not exist, or no longer, when the report was published; nor in the period it speaks of."""
    for entry in world.entries:
        facts = entry.file.facts
        issued = periods.parse(facts.document.issued or "../..")
        for section, index, claim in entry.file.claims():
            name = getattr(claim, "place", None)
            code = entry.resolved.place(name).code if name else ""
            if code not in world.gazetteer:
                continue
            first, last = world.gazetteer.get(code).span
            of = getattr(claim, "period", None)
            since = (of and periods.parse(of).start) or issued.start
            if since and last < f"{since}":
                zh, en = f"{name}在 {last} 之后已不存在", f"{name} ended on {last} at the latest"
            elif issued.end and first > f"{issued.end}":
                zh, en = f"{name}到 {first} 才有", f"{name} began on {first} at the earliest"
            else:
                continue
            start = getattr(claim, "at")[0].start  # noqa: B009 - claims with a place have one
            published = facts.document.issued
            yield Doubt(
                "place-not-valid",
                f"{zh}，而文献发布于 {published}",
                f"{en}, and the report was published in {published}",
                entry.file.where(section, index, "place"),
                (f"{facts.document.key}-{start}",),
            )


# ---- the small pieces ----------------------------------------------------------------------------------------------


def _doubt(code: str, zh: str, en: str, figure: Observation, *others: Observation, field: str = "value") -> Doubt:
    return Doubt(code, zh, en, figure.where(field), (figure.name, *(other.name for other in others)))


def _quoted(name: str) -> str:
    return "“" + name.replace("“", "‘").replace("”", "’") + "”"


def _by_programme(world: World) -> Iterator[list[Observation]]:
    return world.groups(lambda f: (id(f.entry), f.figure.programme, f.place) if f.figure.programme else None)


def _adds_up(figure: Observation) -> bool:
    """Whether parts make a whole: counts and amounts, not shares, means and rates."""
    return (
        figure.unit not in ("百分比", "千分比", "倍", "个百分点")
        and "每" not in figure.unit
        and not _MEAN.search(figure.label)
    )


def _until(figure: Observation) -> str:
    """The last day a figure speaks of: that of its period, or of the report's publication."""
    end = figure.period.end if figure.period else figure.issued.end
    return end.isoformat() if end else "9999"


CHECKS: Final[tuple[Callable[[World], Iterator[Doubt]], ...]] = (
    rate_over_100,
    slogan,
    parts_and_whole,
    per_head,
    target_reached,
    contradiction,
    after_publication,
    place_not_valid,
)
