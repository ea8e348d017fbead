"""Numbers in Chinese prose: where they stand, and what a printed quantity is worth.

Two questions, two functions. :func:`find` says where the numerals of a text are (the ledger of a document must
account for each). :func:`read` says what a printed quantity such as ``3360多万元`` is worth in its base unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

_WIDTH: Final = str.maketrans("０１２３４５６７８９．％，～", "0123456789.%,~")
_DIGIT: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL: Final = {"十": 10, "百": 100, "千": 1000}
_BIG: Final = {"万": 10**4, "亿": 10**8}
# A longer run is an identifier, or hostile.
_LONGEST: Final = 40
_DIGITS: Final = 18

# A numeral for the ledger: Arabic digits with their scale, or a run of Chinese numeral characters.
# Too much on purpose: 统一 and 百姓 are found too, and the ledger says that they are words.
_NUMERAL: Final = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?(?:\s*[余多来]?\s*[万亿千百](?![盛州载])[万亿]?)?"
    r"|[零〇一二两三四五六七八九十百千万亿半几]+(?:[余多来][万亿])?"
)

_ARABIC: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_CHINESE: Final = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_FUZZ: Final = "余多来"
_SCALE: Final = r"[十百千]?[万亿]|[十百千]"
_ONE: Final = (
    rf"(?:(?P<percent>百分之)(?P<pnum>{_ARABIC}|{_CHINESE})"
    rf"|(?P<den>{_CHINESE}|[0-9]+)分之(?P<num>{_CHINESE}|[0-9]+)"
    rf"|(?P<top>[0-9]+)/(?P<bottom>[0-9]+)"
    rf"|(?P<tenth>[一二两三四五六七八九])成(?P<hundredth>[一二三四五六七八九半])?"
    rf"|(?P<half>半数|一半|过半)"
    rf"|(?P<arabic>{_ARABIC})(?P<fuzz1>[{_FUZZ}])?(?P<scale>{_SCALE})?(?P<fuzz2>[{_FUZZ}])?"
    rf"|(?P<chinese>{_CHINESE})(?:(?P<fuzz3>[{_FUZZ}])(?P<scale3>[万亿])?)?)"
)
_PREFIX: Final = (
    r"(?P<prefix>(?:近|约|超过|超|突破|逾|达到|达|不低于|不少于|不超过|至少|最多|累计|上(?=[百千万亿])|[+\-−])*)"
)
_QUANTITY: Final = re.compile(
    rf"{_PREFIX}{_ONE}(?:(?P<percent1>%)?(?:[—–\-~至到]|——)(?P<high>{_ARABIC}|{_CHINESE})(?P<scale_high>{_SCALE})?)?"
    rf"(?P<unit>.*?)(?P<suffix>以上|以下|以内|左右|多|余)?$"
)


_DOUBLED: Final = re.compile("翻了?([一两二三四0-9]?)番")
_RATIO: Final = re.compile(rf"({_ARABIC})[∶:：比]({_ARABIC})")


@dataclass(frozen=True, slots=True)
class Numeral:
    """Where a numeral stands in a text: code points, end-exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed quantity read: value in the base unit (``high`` for a range), the unit as printed, the modifiers."""

    value: Decimal
    high: Decimal | None
    unit: str
    modifiers: tuple[str, ...]


def find(text: str) -> Iterator[Numeral]:
    """Every numeral of a text, in order, none overlapping.

    >>> [(n.start, n.end) for n in find("长护险参保25.8万人，六成以上。")]
    [(5, 10), (12, 13)]
    """
    for match in _NUMERAL.finditer(text):
        yield Numeral(*match.span())


def read(printed: str) -> Quantity:
    """What a printed quantity is worth. White space does not count; full-width digits do.

    Raises ValueError where it states no number.

    >>> read("3360多万元")
    Quantity(value=Decimal('33600000'), high=None, unit='元', modifiers=('多',))
    >>> read("30—50人").high
    Decimal('50')
    >>> read("1/2以上")
    Quantity(value=Decimal('50'), high=None, unit='%', modifiers=('以上',))
    >>> read("翻了一番").value, read("1∶5.5").value
    (Decimal('2'), Decimal('5.5'))
    >>> read("四成九").value, read("三分之二").unit
    (Decimal('49'), '%')
    """
    text = "".join(printed.split()).translate(_WIDTH)
    if doubled := _DOUBLED.fullmatch(text):
        return Quantity(Decimal(2) ** int(number(doubled[1] or "一")), None, "倍", ())
    if ratio := _RATIO.fullmatch(text):
        first, second = number(ratio[1]), number(ratio[2])
        return Quantity(_plain(second if first == 1 else first / (second or 1)), None, "比", ())
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(f"no number in {printed!r}")
    part = match.groupdict()
    unit = part["unit"] or ""
    modifiers = [m for m in (part["prefix"], part["fuzz1"], part["fuzz2"], part["fuzz3"], part["suffix"]) if m]
    value, share = _value(part)
    if share:
        unit = "%" + unit
    high = None
    if part["high"]:
        scale = _scale(part["scale_high"])
        high = number(part["high"]) * scale
        if not part["scale"]:  # 3—5万元: the scale at the end is meant for both
            value *= scale
    return Quantity(_plain(value), None if high is None else _plain(high), unit, tuple(modifiers))


def _value(part: dict[str, str | None]) -> tuple[Decimal, bool]:
    """The number, and whether it was printed as a share (then it is in percent)."""
    if part["percent"]:
        return number(part["pnum"] or ""), True
    for below, above in (("den", "num"), ("bottom", "top")):
        if part[below]:
            parts = Fraction(number(part[above] or "")) / Fraction(number(part[below] or "")) * 100
            return round(Decimal(parts.numerator) / Decimal(parts.denominator), 4), True
    if part["tenth"]:
        rest = part["hundredth"]
        return Decimal(_DIGIT[part["tenth"]] * 10 + (5 if rest == "半" else _DIGIT[rest] if rest else 0)), True
    if part["half"]:
        return Decimal(50), True
    if part["arabic"]:
        return number(part["arabic"]) * _scale(part["scale"]), False
    return number(part["chinese"] or "") * _scale(part["scale3"]), False


_SHARE: Final = re.compile(
    rf"百分之(?P<percent>{_ARABIC}|{_CHINESE})"
    rf"|(?P<den>{_CHINESE}|[0-9]+)分之(?P<num>{_CHINESE}|[0-9]+)|(?P<top>[0-9]+)/(?P<bottom>[0-9]+)"
    rf"|(?P<tenth>[一二两三四五六七八九]|[0-9](?:\.[0-9])?)(?:点(?P<point>[一二三四五六七八九]))?成"
    rf"(?P<hundredth>[一二三四五六七八九半])?|(?P<half>半数|一半|过半数|过半|大半)"
)


def share(text: str) -> Decimal:
    """A share in percent: 百分之八点五, 三分之二, 1/2, 七成半, 半数.

    >>> [str(share(text)) for text in ("百分之八点五", "三分之二", "1/2", "七成半", "两成", "半数")]
    ['8.5', '66.6667', '50', '75', '20', '50']

    Raises ValueError where it is none of these.
    """
    match = _SHARE.fullmatch(text)
    if match is None:
        raise ValueError(f"no share in {text!r}")
    if match["percent"]:
        return _plain(number(match["percent"]))
    for below, above in (("den", "num"), ("bottom", "top")):
        if match[below]:
            bottom = number(match[below]) or Decimal(1)
            return _plain(round(number(match[above]) / bottom * 100, 4))
    if match["tenth"]:
        tail = "半" if match["hundredth"] == "半" else match["hundredth"] or match["point"] or "零"
        tail_value = Decimal(5) if tail == "半" else number(tail)
        return _plain(number(match["tenth"]) * 10 + tail_value)
    return Decimal(50)


def number(text: str) -> Decimal:
    """A bare number, Arabic or Chinese. Raises ValueError where it is longer than any that a report states.

    >>> number("七千三百"), number("二〇二二"), number("一万二"), number("三点五")
    (Decimal('7300'), Decimal('2022'), Decimal('12000'), Decimal('3.5'))
    """
    if len(text) > _LONGEST:
        raise ValueError(f"too long for a number: {text[:_LONGEST]}…")
    if text[0].isdecimal():
        return _bearable(Decimal(text.replace(",", "")))
    whole, _, decimals = text.partition("点")
    if len(whole) > 1 and all(c in _DIGIT for c in whole):
        total = int("".join(str(_DIGIT[c]) for c in whole))
    else:
        total = _chinese(whole)
    return _bearable(Decimal(total)) + (
        Decimal("0." + "".join(str(_DIGIT[c]) for c in decimals)) if decimals else 0
    )


def _bearable(value: Decimal) -> Decimal:
    if len(value.as_tuple().digits) > _DIGITS or value.adjusted() > _DIGITS:
        raise ValueError("more digits than any number of a report has")
    return value


def _chinese(text: str) -> int:
    total = section = digit = 0
    last = 1
    for char in text:
        if char in _DIGIT:
            digit = _DIGIT[char]
            last = 1 if char in "零〇" else last
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit, last = 0, _SMALL[char]
        else:
            below = section + digit
            total = total + (below or 1) * 10**4 if char == "万" else (total + below or 1) * 10**8
            section, digit, last = 0, 0, _BIG[char]
    # 一万二 is 12,000: a digit right after a scale counts tenths of it.
    return total + section + digit * (last // 10 if last > 10 else 1)


def _scale(text: str | None) -> int:
    factor = 1
    for char in text or "":
        factor *= _SMALL.get(char) or _BIG[char]
    return factor


def _plain(value: Decimal) -> Decimal:
    """Without exponent or trailing zeros, so that 254000.0 and 2.54E5 are written alike."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value
