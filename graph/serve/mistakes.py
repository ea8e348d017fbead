"""What is meant by a parser's complaint: line and column, the words there, and what is probably wrong with them.

Oxigraph reports the furthest point that any rule reached, counting a keyword that did not match as read: a misspelt
``FILTR`` is reported eight columns on, where OPTIONAL would have ended. The common mistakes are therefore looked for
here first, token by token; what is left gets Oxigraph's place with that corrected.
"""

import itertools
import re
from difflib import get_close_matches
from typing import Final

from graph.serve.messages import Refused
from ontology import PREFIXES
from queries.lexer import Token, tokens

_POSITION: Final = re.compile(r"(?:error )?at (\d+):(\d+)(?:-\S+)?:?\s*")
_WIDE: Final = dict(zip("（）｛｝［］；，。：？“”‘’＜＞＝！＊＋", "(){}[];,.:?\"\"''<>=!*+", strict=True))
_PAIRS: Final = {"}": "{", ")": "(", "]": "["}
_KEYWORDS: Final = frozenset(
    [
        "ADD",
        "ALL",
        "AS",
        "ASC",
        "ASK",
        "BASE",
        "BIND",
        "BY",
        "CLEAR",
        "CONSTRUCT",
        "COPY",
        "CREATE",
        "DATA",
        "DEFAULT",
        "DELETE",
        "DESC",
        "DESCRIBE",
        "DISTINCT",
        "DROP",
        "EXISTS",
        "FILTER",
        "FROM",
        "GRAPH",
        "GROUP",
        "HAVING",
        "IN",
        "INSERT",
        "INTO",
        "LIMIT",
        "LOAD",
        "MINUS",
        "MOVE",
        "NAMED",
        "NOT",
        "OFFSET",
        "OPTIONAL",
        "ORDER",
        "PREFIX",
        "REDUCED",
        "SELECT",
        "SEPARATOR",
        "SERVICE",
        "SILENT",
        "TO",
        "UNDEF",
        "UNION",
        "USING",
        "VALUES",
        "WHERE",
        "WITH",
        "A",
        "TRUE",
        "FALSE",
        "LATERAL",
        "ABS",
        "AVG",
        "BNODE",
        "BOUND",
        "CEIL",
        "COALESCE",
        "CONCAT",
        "CONTAINS",
        "COUNT",
        "DATATYPE",
        "DAY",
        "ENCODE_FOR_URI",
        "FLOOR",
        "GROUP_CONCAT",
        "HOURS",
        "IF",
        "IRI",
        "ISBLANK",
        "ISIRI",
        "ISLITERAL",
        "ISNUMERIC",
        "ISURI",
        "LANG",
        "LANGMATCHES",
        "LCASE",
        "MAX",
        "MD5",
        "MIN",
        "MINUTES",
        "MONTH",
        "NOW",
        "RAND",
        "REGEX",
        "REPLACE",
        "ROUND",
        "SAMETERM",
        "SAMPLE",
        "SECONDS",
        "SHA1",
        "SHA256",
        "SHA384",
        "SHA512",
        "STR",
        "STRAFTER",
        "STRBEFORE",
        "STRDT",
        "STRENDS",
        "STRLANG",
        "STRLEN",
        "STRSTARTS",
        "STRUUID",
        "SUBSTR",
        "SUM",
        "TIMEZONE",
        "TZ",
        "UCASE",
        "URI",
        "UUID",
        "YEAR",
        "TRIPLE",
        "SUBJECT",
        "PREDICATE",
        "OBJECT",
        "ISTRIPLE",
        "ADJUST",
    ]
)
_SAYINGS: Final = {
    "The SELECT contains a variable that is unbound": "SELECT 里有 WHERE 中没有的变量，或未列入 GROUP BY",
    "IRI parsing failed": "IRI 写得不对",
    "Prefix not found": "前缀没有声明",
}


def refused(text: str, message: str) -> Refused:
    """The error that a client gets for a text that does not parse.

    >>> print(refused("SELECT * WHERE { ?s ?p ?o FILTR(?o > 3) }", "error at 1:35: expected OPTIONAL").reply.en)
    line 1, column 27, at “FILTR(?o > 3) }”: no such word: FILTR. Did you mean FILTER?
    """
    found = _POSITION.search(message)
    detail = _POSITION.sub("", message).strip()
    if known := _mistake(text):
        at, zh, en = known
    else:
        at = _offset(text, int(found[1]), int(found[2]), detail) if found else -1
        zh, en = _said(detail)
    if at < 0:
        return Refused(400, "syntax", f"查询有误：{zh}", f"the query is wrong: {en}")
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    near = text[at:].split("\n", 1)[0].strip()[:20]
    where = (f"“{near}”处", f"at “{near}”") if near else ("查询到此中断", "where the query breaks off")
    return Refused(
        400,
        "syntax",
        f"第 {line} 行第 {column} 列，{where[0]}：{zh}",
        f"line {line}, column {column}, {where[1]}: {en}",
        line=line,
        column=column,
    )


def _mistake(text: str) -> tuple[int, str, str] | None:
    """The first thing that no query may hold, in the order of the text."""
    found = sorted({token.start: token for token in tokens(text)}.values(), key=lambda token: token.start)
    declared = {
        *PREFIXES,
        *(b.text[:-1] for a, b in itertools.pairwise(found) if a.text.upper() == "PREFIX"),
    }
    declared |= {
        b.text
        for a, b, c in zip(found, found[1:], found[2:], strict=False)
        if a.text.upper() == "PREFIX" and c.text == ":"
    }
    open_: list[Token] = []
    for token in found:
        if problem := _word(token, declared, text):
            return token.start, *problem
        if token.text in _PAIRS.values():
            open_.append(token)
        elif token.text in _PAIRS:
            if not open_ or open_[-1].text != _PAIRS[token.text]:
                return token.start, f"多了 {token.text}，或它前面少了别的", f"{token.text} closes nothing"
            open_.pop()
    if open_:
        sign = open_[-1].text
        return open_[-1].start, f"{sign} 没有闭合", f"{sign} is never closed"
    return None


def _word(token: Token, declared: set[str], text: str) -> tuple[str, str] | None:
    word = token.text
    if token.kind == "sign":
        if word in _WIDE:
            return f"{word} 是全角标点，改成半角 {_WIDE[word]}", f"{word} is a full-width sign; write {_WIDE[word]}"
        if word in "\"'":
            return "引号没有闭合", "the quotation mark is never closed"
    if token.kind != "word" or word[0] in "?$@" or not re.match(r"[^\W\d]", word):
        return None
    prefix, colon, _ = word.partition(":")
    if colon:
        if prefix in declared or prefix == "_":
            return None
        near = get_close_matches(prefix, declared, 1, 0.6)
        guess = (
            (f"是不是 {near[0]}:？", f"Did you mean {near[0]}:?")
            if near
            else ("先写 PREFIX", "Declare it with PREFIX")
        )
        return f"前缀 {prefix}: 没有声明。{guess[0]}", f"the prefix {prefix}: is not declared. {guess[1]}"
    if word.isascii() and word.isalpha() and word.upper() not in _KEYWORDS:
        if text[token.start + len(word) :].lstrip()[:1] == ":":
            return None
        near = get_close_matches(word.upper(), _KEYWORDS, 1, 0.6)
        guess = (f"。是不是 {near[0]}？", f". Did you mean {near[0]}?") if near else ("", "")
        return f"没有这个词：{word}{guess[0]}", f"no such word: {word}{guess[1]}"
    return None


def _offset(text: str, line: int, column: int, detail: str) -> int:
    lines = text.split("\n")
    at = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    wanted = re.sub(r"^.*?expected (?:one of )?", "", detail, flags=re.S).split(", ")
    if wanted and all(re.fullmatch(r"[A-Z]{2,}", word) for word in wanted):
        at -= min(len(word) for word in wanted)
    return max(0, min(at, len(text)))


def _said(detail: str) -> tuple[str, str]:
    for en, zh in _SAYINGS.items():
        if en in detail:
            return zh, en[0].lower() + en[1:] if not en.startswith("IRI") else en
    plain = re.sub(r"\[[^\]]*\]", "", detail.split("expected", 1)[-1] if "expected" in detail else detail)
    items = [item for item in re.findall(r'"(?:[^"\\]|\\.)+"|[A-Za-z][\w ]+', plain) if item != "one of "]
    if "expected" in detail:
        words = [item.strip('"').removeprefix("one of ") for item in items]
        few = [word for word in words if re.fullmatch(r"[A-Z_]{2,}|[{}().;,\]]", word)]
        if few and len(few) <= 3 and all(len(word) <= 6 for word in few):
            return f"此处可以是 {' '.join(few)}", f"expected {', '.join(few)}"
        return "语法有误", "this cannot stand here"
    words_ = " ".join(plain.split())[:200]
    return words_, words_
