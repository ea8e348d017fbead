"""An agreement as a table, for the terminal and for a page of the docs."""

from collections.abc import Sequence
from typing import Final, Literal

from graph.agreement import FIELDS, KINDS, Agreement, Score
from graph.results import to_table
from loaders.claims import Figure

Format = Literal["table", "markdown"]
_COLUMNS: Final = {
    "zh": ("内容", "对上", "提出", "审定", "精确率", "召回率", "F1", "占对上的数据"),
    "en": ("what", "found", "proposed", "accepted", "precision", "recall", "F1", "of figures found"),
}
_SUMMARY: Final = {
    "zh": ("文件", "审定数据", "精确率", "召回率", "F1", "地点", "指标", "项目", "时间", "作用", "四项都对"),
    "en": ("document", "figures", "precision", "recall", "F1", *FIELDS, "all four"),
}
_ROWS: Final = {
    "figures": ("数据：值与单位", "figures: value and unit"),
    "place": ("＋地点", "+ place"),
    "indicator": ("＋指标", "+ indicator"),
    "programme": ("＋项目（或都没有）", "+ programme, or none in both"),
    "period": ("＋时间", "+ period"),
    "role": ("＋作用", "+ role"),
    "joint": ("＋地点、指标、项目、时间", "+ place, indicator, programme, period"),
    "stated": ("有项目的数据，项目一致", "figures with a programme: the same"),
    "programmes": ("项目", "programmes"),
    "institutions": ("机构", "institutions"),
    "places": ("地点", "places"),
}
# Of a longer list the terminal shows the beginning.
_SHOWN: Final = 40


def table(found: Agreement, lang: str = "zh", format: Format = "table") -> str:
    """The scores of one document, or of several together: a row a thing."""
    rows = [_row("figures", found.figures, lang)]
    for name in (*FIELDS, "joint"):
        score = found.fields[name]
        of_found = score.found / found.figures.found if found.figures.found else None
        rows.append([*_row(name, score, lang)[:-1], percent(of_found)])
    rows.append(_row("stated", found.fields["stated"], lang))
    rows += [_row(kind, found.names[kind], lang) for kind in KINDS]
    return to_table(_COLUMNS[lang], rows, markdown=format == "markdown")


def summary(found: Sequence[Agreement], lang: str = "en", format: Format = "markdown") -> str:
    """Several documents, a row each: precision, recall and F1 of figures, then F1 with each field right too."""
    rows = []
    for one in found:
        score = one.figures
        shares = [score.precision, score.recall, score.f1, *(one.fields[name].f1 for name in (*FIELDS, "joint"))]
        rows.append([one.document, str(score.accepted), *map(percent, shares)])
    return to_table(_SUMMARY[lang], rows, markdown=format == "markdown")


def percent(share: float | None) -> str:
    """A share as people read it.

    >>> percent(0.9384), percent(None)
    ('93.8 %', '—')
    """
    return "—" if share is None else f"{share * 100:.1f} %"


def differences(found: Agreement, lang: str = "zh") -> str:
    """What differs, one line each: figures missed, too much, or read otherwise; names missed and too much."""
    read = [
        f"{_figure(pair.accepted)}: "
        + "; ".join(f"{f} {_value(pair.proposed, f)} → {_value(pair.accepted, f)}" for f in pair.differs)
        for pair in found.pairs
        if pair.differs
    ]
    lists = [
        (_say(lang, "漏掉的数据", "figures missed"), [_figure(g) for g in found.missed]),
        (_say(lang, "多出的数据", "figures too many"), [_figure(p) for p in found.extra]),
        (_say(lang, "读法不同（提出 → 审定）", "read otherwise (proposed → accepted)"), read),
    ]
    for side, zh, en in ((found.lacking, "漏掉的", "missed"), (found.surplus, "多出的", "too many")):
        lists += [(_say(lang, f"{zh}{_ROWS[kind][0]}", f"{kind} {en}"), list(names)) for kind, names in side]
    return "".join(_section(title, items, lang) for title, items in lists if items)


def _section(title: str, items: Sequence[str], lang: str) -> str:
    more = len(items) - _SHOWN
    lines = [f"{title} ({len(items)})", *(f"  {item}" for item in items[:_SHOWN])]
    if more > 0:
        lines.append(_say(lang, f"  …… 还有 {more} 条", f"  … and {more} more"))
    return "\n".join(lines) + "\n"


def _figure(figure: Figure) -> str:
    start = figure.at[0].start if figure.at else 0
    value = f"{figure.value:f}" + (f"—{figure.high:f}" if figure.high is not None else "")
    return f"{start}  {figure.printed} = {value} {figure.unit}  {figure.indicator}  ({figure.place})"


def _value(figure: Figure, field: str) -> str:
    return str(getattr(figure, field) or "—")


def _row(name: str, score: Score, lang: str) -> list[str]:
    counts = [str(count) for count in (score.found, score.proposed, score.accepted)]
    return [_say(lang, *_ROWS[name]), *counts, *map(percent, (score.precision, score.recall, score.f1)), ""]


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en
