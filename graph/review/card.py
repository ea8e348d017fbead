"""A claim under review as a person reads it: where it was proposed, why it is in doubt, its fields, its sentence."""

import os
from collections.abc import Iterable, Sequence
from typing import Final

import click
from wcwidth import wcswidth

from graph.review.decisions import DOCUMENT, Decisions
from graph.review.passage import harmless, passages
from loaders.claims import Claim, Figure, Span
from loaders.errors import FactFileError

SECTIONS: Final = {
    DOCUMENT: "文件",
    "programmes": "项目",
    "institutions": "机构",
    "places": "地点",
    "groups": "人群",
    "implementations": "实施",
    "recognitions": "认可",
    "relations": "关系",
    "figures": "数据",
    "numerals": "数字",
    "acknowledged": "已核实",
}
_FIELDS: Final = {
    "name": "名称", "aliases": "别名", "kind": "类型", "domain": "领域", "partOf": "属于", "at": "位置",
    "place": "地点", "level": "级别", "in": "位于", "listed": "在区划表", "programme": "项目", "status": "状态",
    "start": "开始", "end": "结束", "when": "时间原文", "carriedOutBy": "实施者", "fundedBy": "出资者",
    "supervisedBy": "监督者", "cooperatesWith": "合作者", "serves": "服务对象", "indicator": "指标", "value": "值",
    "high": "上限", "unit": "单位", "printed": "原文", "modifier": "限定词", "role": "作用", "period": "时间",
    "group": "人群", "of": "所属", "also": "重复处", "note": "备注", "by": "授予者", "year": "年份", "s": "主语",
    "p": "关系", "o": "宾语", "is": "类别", "id": "标识", "key": "短标识", "title": "标题", "issued": "日期",
    "sha256": "SHA-256", "about": "关于", "check": "检查", "reason": "理由",
}  # fmt: skip


def say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def heading(decisions: Decisions, name: str, done: int, total: int, lang: str) -> str:
    """Which claim of how many this is, and where it was proposed."""
    section, index = decisions.section(name), decisions.index(name)
    kind = say(lang, f"{SECTIONS.get(section, '')} {section}", section)
    number = f" {index + 1}" if index is not None else ""
    return f"[{done + 1}/{total}] {kind}{number}  {decisions.where(name)}"


def body(claim: Claim, labels: Sequence[str], lang: str) -> list[str]:
    """The fields that are set, one a line, with the key that chooses each for a change."""
    set_ = _set(claim)
    names = {label: _field(label, lang) for label in labels}
    width = max(wcswidth(name) for name in names.values())
    return [
        f"  {names[label]}{' ' * (width - wcswidth(names[label]))}  {harmless(set_[label])}"
        for label in labels
        if label in set_
    ]


def menu(claim: Claim, keys: Sequence[tuple[str, str]], lang: str) -> list[str]:
    """Every field, set or not, with its key."""
    set_ = _set(claim)
    return [f"  {key}  {_field(field, lang)}  {harmless(set_.get(field, '—'))}" for key, field in keys]


def why(claim: Claim, faults: Iterable[FactFileError], lang: str) -> list[str]:
    """Why a person should look: the doubt, and what a build would refuse."""
    lines = [f"  ? {harmless(claim.doubt)}"] if claim.doubt else []
    return lines + [f"  ! {harmless(say(lang, fault.zh, fault.en))}" for fault in faults]


def sentences(claim: Claim, text: str | None, *, colour: bool) -> list[str]:
    """The sentences that a claim stands in, its characters marked; without the source the words it quotes."""
    if text is None:
        quoted = [span.words for span in getattr(claim, "at", ()) if isinstance(span, Span) and span.words]
        return [f"  “{harmless(words)}”" for words in quoted]
    lines = []
    for pieces in passages(text, ranges(claim)):
        shown = (_marked(harmless(p.text), colour) if p.marked else harmless(p.text) for p in pieces)
        lines.append("  " + "".join(shown))
    return lines


def ranges(claim: Claim) -> list[tuple[int, int]]:
    """Where a claim stands."""
    spans = [*getattr(claim, "at", ()), *getattr(claim, "also", ())]
    if spans and isinstance(spans[0], int):
        return [(spans[0], spans[1])]
    return [(span.start, span.end) for span in spans]


def colourful(live: bool) -> bool:
    """Whether to mark by colour rather than by signs (https://no-color.org)."""
    return live and not os.environ.get("NO_COLOR")


def _marked(text: str, colour: bool) -> str:
    return click.style(text, reverse=True, bold=True) if colour else f"⟦{text}⟧"


def _field(name: str, lang: str) -> str:
    return say(lang, f"{_FIELDS.get(name, '')} {name}", name)


def _set(claim: Claim) -> dict[str, str]:
    """The fields that are set, as text."""
    import msgspec

    found = {}
    for field in msgspec.structs.fields(claim):
        value = getattr(claim, field.name)
        if value != field.default and field.name not in ("doubt", "seal"):
            found[field.encode_name] = _text(value)
    if isinstance(claim, Figure):
        found["value"] = format(claim.value, "f")
    return found


def _text(value: object) -> str:
    match value:
        case Span():
            return f"{value.start}–{value.end}" + (f" {value.words}" if value.words else "")
        case (int() as a, int() as b):
            return f"{a}–{b}"
        case tuple():
            return "、".join(_text(item) for item in value)
        case bool():
            return str(value).lower()
        case _:
            return str(value)
