"""Numbers as a spreadsheet shows them: 1.12 with the format ``0%`` is 112%.

The part of Office number formats that tables of figures use (ECMA-376 part 1, §18.8.31): sections, digits, thousands
and scaling commas, percent, literals, dates. What a format does not decide is shown as ``General``.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<bang>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)(?P<exponent>[Ee][+-]\d+)?|(?P<percent>%)|(?P<general>General|G/通用格式)"
    r"|(?P<ampm>AM/PM|上午/下午)|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|a{3,4})|(?P<other>.)",
    re.I | re.S,
)
_ESCAPED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_AS_IT_IS: Final = re.compile(r"@|[0#?]\s*/\s*[0-9#?]")
_WEEK: Final = "一二三四五六日"


def show(value: object, pattern: str) -> str:
    """What a cell shows.

    >>> show(1.12, "0%"), show(254000, "#,##0"), show(25.4, '0.0"万人"'), show(123456, '0!.0,"万"')
    ('112%', '254,000', '25.4万人', '12.3万')
    >>> show(dt.datetime(2023, 5, 6), 'yyyy"年"m"月"'), show(0.1 + 0.2, "General"), show(None, "General")
    ('2023年5月', '0.3', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return _moment(value, pattern)
    if isinstance(value, dt.timedelta):
        return str(value)
    if not isinstance(value, (int, float)):
        return " ".join(str(value).split())
    try:
        number = Decimal(repr(value))
        if not number.is_finite() or abs(number.adjusted()) > 300:
            return str(value)
        return _number(number, pattern or "General")
    except (InvalidOperation, ValueError):
        return str(value)


def general(number: Decimal) -> str:
    """Up to eleven significant digits, without an exponent where that is readable.

    >>> general(Decimal("0.30000000000000004")), general(Decimal("1E+3"))
    ('0.3', '1000')
    """
    if number == 0:
        return "0"
    digits = max(0, min(10 - number.adjusted(), 20))
    number = (
        number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) if abs(number) < Decimal(10) ** 15 else number
    )
    text = f"{number:f}" if -10 < number.adjusted() < 21 else f"{number:E}"
    return text.rstrip("0").rstrip(".") if "." in text and "E" not in text else text


@lru_cache(maxsize=512)
def _sections(pattern: str) -> tuple[str, ...]:
    """The parts between semicolons, for positive, negative and zero; semicolons inside quotes do not count."""
    parts, last, at = [], 0, 0
    while at < len(pattern):
        if match := _ESCAPED.match(pattern, at):
            at = match.end()
            continue
        if pattern[at] == ";":
            parts.append(pattern[last:at])
            last = at + 1
        at += 1
    return (*parts, pattern[last:])


def _number(number: Decimal, pattern: str) -> str:
    sections = _sections(pattern)
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    sign = "-" if number < 0 else ""
    if _AS_IT_IS.search(_ESCAPED.sub("", section)):  # text, or a fraction: its value is shown instead
        return sign + general(abs(number))
    before, digits, after, percents = _parsed(section)
    if digits is None:
        return f"{sign}{before}{after}" if before + after and section.strip() else ""
    if digits in ("General", "E"):
        return f"{before}{general(number)}{after}" if digits == "General" else f"{before}{number:E}{after}"
    shown = _digits(abs(number) * Decimal(100) ** percents, digits)
    sign = sign if any(char in "123456789" for char in shown) else ""
    return f"{sign}{before}{shown}{after}"


@lru_cache(maxsize=512)
def _parsed(section: str) -> tuple[str, str | None, str, int]:
    """What stands before the digits, their pattern, what stands after, and the number of percent signs."""
    sides: list[list[str]] = [[], []]
    digits: str | None = None
    percents = 0
    for match in _TOKEN.finditer(section):
        side = sides[digits is not None]
        if match["digits"]:
            if digits is None:
                digits = "E" if match["exponent"] else match["digits"]
            elif "!" in digits:
                digits += match["digits"]
        elif match["general"]:
            digits = "General"
        elif match["percent"]:
            percents += 1
            side.append("%")
        elif match["bracket"] is not None:
            side.append(match["bracket"][1:].partition("-")[0] if match["bracket"].startswith("$") else "")
        elif match["bang"] and digits is not None:
            digits += f"!{match['bang']}"  # a literal among the digits: 0!.0, shows a number in 万
        else:
            literal = match["quoted"] or match["escaped"] or match["bang"] or match["date"] or match["other"] or ""
            side.append(" " if match["space"] else literal)
    return "".join(sides[0]).lstrip(), digits, "".join(sides[1]).rstrip(), percents


def _digits(number: Decimal, pattern: str) -> str:
    if "!" in pattern:  # digits around a literal point: 0!.0, is thousands with the point moved by one
        whole, _, rest = pattern.partition("!")
        places = sum(1 for char in rest if char in "0#?")
        scale = len(pattern) - len(pattern.rstrip(","))
        shown = _digits(number / Decimal(1000) ** scale, "0" * (places + 1)) if whole else ""
        return f"{shown[:-places]}{rest[0]}{shown[-places:]}" if places and rest else shown
    whole, _, decimals = pattern.partition(".")
    if not decimals:
        scale = len(whole) - len(whole.rstrip(","))
    else:
        scale = len(decimals) - len(decimals.rstrip(",")) + len(whole) - len(whole.rstrip(","))
        decimals = decimals.rstrip(",")
    grouped = "," in whole.rstrip(",")
    places = min(len(decimals), 30)
    number = (number / Decimal(1000) ** scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{number:,f}" if grouped else f"{number:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and "." in text and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    text = text.rstrip(".")
    least = min(whole.count("0"), 30)
    return text if grouped or not least else text.zfill(least + (len(text) - len(text.partition(".")[0])))


def _moment(value: "dt.datetime | dt.date | dt.time", pattern: str) -> str:
    section = _sections(pattern)[0]
    tokens = list(_TOKEN.finditer(section))
    if not any(match["date"] for match in tokens):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    shown: list[str] = []
    clock = False
    for match in tokens:
        if code := match["date"]:
            clock = code[0] in "hHsS" or (clock and code[0] in "mM")
            shown.append(_field(value, code.lower(), clock))
        elif match["bracket"] is None and match["fill"] is None and match["space"] is None:
            shown.append(match["quoted"] or match["escaped"] or match["digits"] or match["other"] or "")
    return "".join(shown).strip()


def _field(value: "dt.datetime | dt.date | dt.time", code: str, clock: bool) -> str:
    letter, size = code[0], len(code)
    if letter in "hs" or (letter == "m" and clock):
        number = getattr(value, {"h": "hour", "m": "minute", "s": "second"}[letter], 0)
        return f"{number:02}" if size > 1 else str(number)
    if isinstance(value, dt.time):
        return ""
    if letter == "y":
        return f"{value.year:04}" if size > 2 else f"{value.year % 100:02}"
    if letter == "a":
        return ("星期" if size == 4 else "") + _WEEK[value.weekday()]
    number = value.month if letter == "m" else value.day
    return f"{number:02}" if size == 2 else str(number)
