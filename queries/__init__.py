"""What is asked: one ``.rq`` file a question, and the few lines that read them. A query is text; it knows no store.

A file opens with ``#+`` lines in YAML, after the conventions of grlc::

    #+ summary: 某区县运行的项目，按领域
    #+ summary_en: Programmes that a district runs, by domain
    #+ tags: [programme, place]
    #+ params:
    #+   place: {default: 巴南区, zh: 区县, en: district}

A variable ``?_place`` in the text is the parameter ``place``, replaced by a literal before the query is run;
``?_year_integer`` is ``year`` as an ``xsd:integer``, ``?_thing_iri`` is ``thing`` as an IRI.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from loaders.errors import QueryError, Where
from ontology import PREFIXES
from queries.lexer import guard

__all__ = ["FOLDER", "Parameter", "Query", "bind", "guard", "library", "read"]

FOLDER: Final = Path(__file__).parent
_MAX_BYTES: Final = 1_000_000
_PARAMETER: Final = re.compile(r"\?_([A-Za-z]+)(?:_(iri|integer|decimal|date))?\b")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: how it is called in Chinese and English, and what it is if nobody says."""

    name: str
    zh: str
    en: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the library."""

    name: str
    summary: str
    summary_en: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, str]) -> str:
        """The query's text with its parameters filled in. Raises QueryError for one that is unknown or missing."""
        known = {p.name for p in self.parameters}
        for name in values:
            if name not in known:
                have = "、".join(sorted(known)) or "无"
                zh, en = (
                    f"查询 {self.name} 没有参数 {name}（有：{have}）",
                    f"{self.name} has no parameter {name}",
                )
                raise QueryError(zh, f"{en} (it has: {', '.join(sorted(known)) or 'none'})")
        filled = {p.name: p.default for p in self.parameters} | dict(values)
        missing = [name for name, value in filled.items() if value is None]
        if missing:
            zh = f"查询 {self.name} 缺少参数 {missing[0]}：加上 --param {missing[0]}=…"
            raise QueryError(zh, f"{self.name} lacks the parameter {missing[0]}: add --param {missing[0]}=…")
        return bind(self.text, {name: value for name, value in filled.items() if value is not None})


def bind(text: str, values: Mapping[str, str]) -> str:
    """Fills ``?_name`` variables with literals, escaped, so that no value can become syntax.

    >>> bind('SELECT * { ?s rdfs:label ?_name ; ms:year ?_year_integer }', {"name": 'a"b', "year": "2021"})
    'SELECT * { ?s rdfs:label "a\\\\"b" ; ms:year 2021 }'
    """

    def literal(match: re.Match[str]) -> str:
        name, kind = match.groups()
        if name not in values:
            raise QueryError(
                f"缺少参数 {name}：加上 --param {name}=…", f"parameter {name} missing: add --param {name}=…"
            )
        return _literal(name, values[name], kind)

    return _PARAMETER.sub(literal, text)


def _literal(name: str, value: str, kind: str | None) -> str:
    pattern = {
        "integer": r"[+-]?\d{1,18}",
        "decimal": r"[+-]?\d{1,18}(?:\.\d{1,18})?",
        "date": r"\d{4}-\d\d-\d\d",
        "iri": r"[^<>\"{}|^`\\\x00-\x20]+",
    }.get(kind or "")
    if pattern and not re.fullmatch(pattern, value, re.A if kind != "iri" else 0):
        raise QueryError(
            f"参数 {name} 应为 {kind}，不是“{value}”",
            f"parameter {name} must be of type {kind}, not {value!r}",
        )
    if kind == "iri":
        prefix, colon, local = value.partition(":")
        return f"<{PREFIXES[prefix] + local if colon and prefix in PREFIXES else value}>"
    if kind in ("integer", "decimal"):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"^^xsd:date' if kind == "date" else f'"{escaped}"'


def library(folder: Path = FOLDER) -> dict[str, Query]:
    """Every query of a folder by name, sorted. Raises QueryError with file and line where a header is broken."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.rq"))}


def read(path: Path, *, bare: bool = False) -> Query:
    """One query file. With ``bare`` it may lack the header; then any ``?_name`` is a parameter."""
    lines = _text(path).splitlines(keepends=True)
    header = [line[2:].removeprefix(" ") for line in lines if line.startswith("#+")]
    try:
        fields: Any = yaml.safe_load("".join(header)) or {}
        parameters = tuple(
            Parameter(name, p["zh"], p["en"], None if p.get("default") is None else str(p["default"]))
            for name, p in (fields.get("params") or {}).items()
        )
        text = "".join("\n" if line.startswith("#+") else line for line in lines)  # line numbers stay
        if bare and not fields:
            names = dict.fromkeys(match[1] for match in _PARAMETER.finditer(text))
            return Query(path.stem, "", "", (), tuple(Parameter(n, n, n, None) for n in names), text)
        return Query(
            path.stem,
            fields["summary"],
            fields["summary_en"],
            tuple(fields.get("tags") or ()),
            parameters,
            text,
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        zh, en = f"查询文件的 #+ 开头有误：{error}", f"the #+ header is broken: {error}"
        raise QueryError(zh, en, Where.of(path, mark.line + 1 if mark else 1)) from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise QueryError("查询太长", "the query is too long", Where.of(path))
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QueryError(
            f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}", Where.of(path)
        ) from None
    except UnicodeDecodeError:
        raise QueryError("不是 UTF-8 文本", "not UTF-8 text", Where.of(path)) from None
