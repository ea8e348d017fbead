"""Plain text: which encoding, and the text exactly as it lies on disk.

By byte order mark, else strict UTF-8, else UTF-16 or GB18030 where the outcome reads like Chinese. GB18030 gives a
meaning to nearly every byte sequence, so decoding alone proves nothing (WHATWG Encoding Standard §10.2). Nothing is
normalised: a byte order mark stays as U+FEFF and a CR stays, so that offsets count the code points of the file.
"""

import codecs
from typing import Final

from loaders.errors import UsageError

_CONTROLS: Final = frozenset(map(chr, (*range(9), *range(14, 27), *range(28, 32), 127)))
_MARKS: Final = "，。、；：？！“”‘’（）《》〈〉【】—…·％　￥°℃㎡×－～"


def decode(raw: bytes) -> str:
    """The text of a file. Raises UsageError where it is no text in an encoding read here.

    >>> decode("民生".encode("gb18030")), decode("民生".encode("utf-16"))
    ('民生', '\\ufeff民生')
    """
    text = _decoded(raw)
    if "\0" in text:
        raise UsageError("含有空字符（NUL），不是文本", "it holds NUL characters: not text")
    if sum(map(text.count, _CONTROLS)) > max(2, len(text) // 500):
        raise UsageError("满是控制字符，不是文本", "full of control characters: not text")
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise UsageError("没有文字", "there is no text in it")
    return text


def _decoded(raw: bytes) -> str:
    try:
        if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            return raw.decode("utf-32-le" if raw[0] else "utf-32-be")
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return raw.decode("utf-16-le" if raw[0] == 0xFF else "utf-16-be")
    except UnicodeDecodeError:
        zh = "以 UTF-16/32 标记开头，内容却不是：文件不完整或已损坏"
        raise UsageError(zh, "marked as UTF-16/32, but it is not: cut off or damaged") from None
    try:
        text = raw.decode("utf-8")
        if "\0" not in text:
            return text
    except UnicodeDecodeError:
        text = ""
    for encoding in ("utf-16-le", "utf-16-be", "gb18030"):
        try:
            guess = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if plausible(guess):
            return guess
    if text:
        return text
    zh, en = "不是 UTF-8、UTF-16 或 GB18030 文本", "not UTF-8 text, nor UTF-16 or GB18030"
    raise UsageError(zh, en)


def plausible(text: str) -> bool:
    """Whether a guess at an encoding gave Chinese: nearly all of it common characters.

    GB 2312 level 1 (rows 16–55) holds the 3,755 most used characters and covers above 99 % of running text; random
    bytes fall there one time in six.

    >>> plausible("重庆市綦江区民生支出58.6亿元"), plausible("鍙戝竷鏃堕棿")
    (True, False)
    """
    sample = text[:20_000]
    foreign = [char for char in sample if char > "\x7f" and char not in _MARKS and not "０" <= char <= "ｚ"]
    if "\0" in sample or any(char in _CONTROLS for char in sample) or not foreign:
        return False
    common = sum(map(_level_one, foreign))
    return common >= 0.8 * len(foreign)


def _level_one(char: str) -> bool:
    try:
        raw = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(raw) == 2 and 0xB0 <= raw[0] <= 0xD7
