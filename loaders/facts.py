"""Fact files: claims written down as YAML by people, and read back with line numbers.

A fact file is one document's :class:`loaders.claims.Facts`. Reading is safe YAML (no tags, no anchors), strict
(an unknown field is an error) and exact (a number keeps the digits that were typed).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, cast, get_args

import msgspec
import yaml

from loaders.claims import Claim, Document, Facts
from loaders.errors import FactFileError, Where

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_BYTES: Final = 8_000_000
_INT: Final = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS: Final[Mapping[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
# What plain YAML resolves to; anything else was written as a tag.
_TAGS: Final = frozenset(
    "tag:yaml.org,2002:" + kind
    for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "value", "merge")
)
SECTIONS: Final = tuple(f for f in Facts.__struct_fields__ if f != "document")

# Fields that hold text: 2022 and 003 stay as typed there.
_TEXT_FIELDS: Final = frozenset(
    field.encode_name
    for section in Facts.__annotations__.values()
    for claim in (section if section is Document else get_args(section)[0],)
    for field in msgspec.structs.fields(claim)
    if field.type in (str, str | None)
)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FactFile:
    """A fact file as read: its facts, and the line at which each part of it stands."""

    path: Path
    facts: Facts
    lines: Mapping[Path_, int]

    def where(self, *path: str | int) -> Where:
        """Where a part stands, e.g. ``where("figures", 3, "unit")``; the nearest enclosing part if it is absent."""
        for size in range(len(path), -1, -1):
            if line := self.lines.get(path[:size]):
                return Where.of(self.path, line)
        return Where.of(self.path)

    def claims(self) -> Iterator[tuple[str, int, Claim]]:
        """Every claim with its section and index, in the order of the file."""
        for section in SECTIONS:
            for index, claim in enumerate(getattr(self.facts, section)):
                yield section, index, claim


def read(path: Path) -> FactFile:
    """Reads a fact file. Raises FactFileError with file and line where it is not one."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FactFileError(
                f"文件超过 {_MAX_BYTES} 字节，不是事实文件",
                f"larger than {_MAX_BYTES} bytes: not a fact file",
                Where.of(path),
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FactFileError(
            f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}", Where.of(path)
        ) from None
    except UnicodeDecodeError:
        raise FactFileError(
            "不是 UTF-8 文本，请另存为 UTF-8", "not UTF-8; save it as UTF-8", Where.of(path)
        ) from None
    return parse(text, path)


def parse(text: str, path: Path) -> FactFile:
    """Like :func:`read`, from text at hand; ``path`` is used for messages."""
    lines: dict[Path_, int] = {}
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            raise FactFileError("文件是空的", "the file is empty", Where.of(path))
        plain = _plain(node, (), lines, Where.of(path).file, set())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        where = Where.of(path, mark.line + 1 if mark else None)
        raise FactFileError(f"YAML 语法有误：{problem}", f"broken YAML: {problem}", where) from None
    except RecursionError:
        raise FactFileError("YAML 嵌套过深", "YAML nested too deeply", Where.of(path)) from None
    try:
        facts = msgspec.convert(plain, Facts)
    except msgspec.ValidationError as error:
        message, _, trail = str(error).partition(" - at `$")
        steps: list[str | int] = []
        for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", trail):
            steps.append(name or int(index))
        unknown = re.search(r"unknown field `(\w+)`", message)
        file = FactFile(path, cast(Facts, None), lines)
        where = file.where(*steps, unknown[1]) if unknown else file.where(*steps)
        raise FactFileError(f"字段有误：{message}", f"wrong field: {message}", where) from None
    return FactFile(path, facts, lines)


def _plain(node: yaml.Node, at: Path_, lines: dict[Path_, int], file: str, seen: set[int]) -> Any:
    """A YAML node as plain values; remembers the line of each. Aliases, tags and duplicate keys are refused."""
    where = Where(file, node.start_mark.line + 1)
    if id(node) in seen:
        raise FactFileError("不允许 YAML 的锚点与别名", "YAML anchors and aliases are not allowed", where)
    seen.add(id(node))
    if at in lines:
        raise FactFileError(f"重复的字段：{at[-1]}", f"the field {at[-1]} stands twice", where)
    lines[at] = node.start_mark.line + 1
    if node.tag not in _TAGS:
        raise FactFileError(f"不允许的标签：{node.tag}", f"tag not allowed: {node.tag}", where)
    if isinstance(node, yaml.MappingNode):
        result = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise FactFileError("字段名必须是文字", "a field name must be plain text", where)
            result[key.value] = _plain(value, (*at, key.value), lines, file, seen)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*at, i), lines, file, seen) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    is_text = at and at[-1] in _TEXT_FIELDS and node.value not in ("", "~", "null")
    return node.value if node.style or is_text else _scalar(node.value)


def _scalar(text: str) -> Any:
    """Numbers only where they are plainly numbers: 007 and 2021-06 stay text, as do yes and no (YAML 1.2)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        try:
            return Decimal(text)
        except InvalidOperation:  # pragma: no cover - the pattern admits decimals only
            return text
    return text


# ---- writing -------------------------------------------------------------------------------------------------------

_NEEDS_QUOTES: Final = re.compile(
    r"^$|^[\s\-?:,\[\]{}#&*!|>'\"%@`~=<]|[,\[\]{}#\n\t\"\\]|: |:$|\s$|^(null|true|false|yes|no|on|off|y|n)$",
    re.I,
)


def write(facts: Facts) -> str:
    """A fact file's text: one claim a line, sections in a fixed order, claims as given, sealed.

    What it writes, :func:`parse` reads back equal.
    """
    out = ["document:"]
    sealed = msgspec.structs.replace(facts.document, seal=seal(facts))
    out += [f"  {key}: {_flow(value, key)}" for key, value in _fields(sealed).items()]
    for section in SECTIONS:
        claims = getattr(facts, section)
        if claims:
            out.append(f"{section}:")
            out += [f"- {_flow(_fields(claim))}" for claim in claims]
    return "\n".join(out) + "\n"


def seal(facts: Facts) -> str:
    """A fingerprint of the facts as reviewed: after an edit it no longer fits, and ``verify`` says so.

    The first 16 hex digits of the SHA-256 of the canonical JSON without the seal itself, nor a section of
    acknowledgements where there is none (files sealed before there was such a section keep their seal).
    """
    bare = msgspec.structs.replace(facts, document=msgspec.structs.replace(facts.document, seal=""))
    plain = msgspec.to_builtins(bare, order="deterministic")
    if not facts.acknowledged:
        del plain["acknowledged"]
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:16]


def _fields(claim: Claim) -> dict[str, Any]:
    """The fields that are set, under the names that a file uses."""
    values = {f.encode_name: (getattr(claim, f.name), f.default) for f in msgspec.structs.fields(claim)}
    return {name: value for name, (value, default) in values.items() if value != default}


def _flow(value: object, key: str = "") -> str:
    """A value in YAML's flow style, quoted only where it must be."""
    match value:
        case dict():
            return "{" + ", ".join(f"{k}: {_flow(v, k)}" for k, v in value.items()) + "}"
        case msgspec.Struct():  # a span
            return _flow([part for part in msgspec.structs.astuple(value) if part != ""])
        case list() | tuple():
            return "[" + ", ".join(_flow(v) for v in value) + "]"
        case str():
            if not _NEEDS_QUOTES.search(value) and (key in _TEXT_FIELDS or _scalar(value) == value):
                return value
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
            return f'"{escaped}"'
        case bool():
            return str(value).lower()
        case _:
            return str(value)
