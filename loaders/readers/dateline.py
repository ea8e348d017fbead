"""When and where a report was published, and its title, as far as its own words say so. Never guessed.

A date counts only where it is labelled (发布时间：…), stands alone on a line at the head or the foot (the date under an
official document, GB/T 9704 §7.3.5), or follows the name of a paper or agency. A date in prose is no date of
publication, nor is the day on which a file was saved.
"""

import re
from datetime import date as Day  # noqa: N812
from typing import Final

_HAN: Final = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_WIDTH: Final = str.maketrans("０１２３４５６７８９－／．：　", "0123456789-/.: ")
_ARABIC: Final = (
    r"(?P<y>(?:19|20)\d\d)(?:\s*年\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*[日号])?"
    r"|(?P<s>[-/.])(?P<m2>\d{1,2})(?:(?P=s)(?P<d2>\d{1,2}))?(?!\d))"
)
_CHINESE: Final = (
    r"(?P<cy>[一二][九〇零○Ｏ][〇零○Ｏ一二三四五六七八九]{2})年(?P<cm>[一二三四五六七八九十]{1,2})月"
    r"(?:(?P<cd>[一二三四五六七八九十]{1,3})日)?"
)
_DATE: Final = re.compile(f"{_ARABIC}|{_CHINESE}")
_LABEL: Final = re.compile(
    r"(?:发布|发表|刊发|成文|印发|更新|出版|见报|公布|发稿)?(?:时间|日期)\s*[:：]?\s*$|(?:发布|发表|刊发|见报)[于:：]\s*$"
)
_PAPER: Final = re.compile(
    r"(?P<name>[一-鿿]{1,8}(?:日报|晚报|时报|晨报|商报|早报|报社|周刊|新闻网|新华社|电视台|客户端))"
)
_SOURCE: Final = re.compile(r"(?:信息来源|文章来源|稿件来源|来源)\s*[:：]\s*(?P<name>[^\s|｜，。；、()（）]{2,24})")
# What a dateline holds beside date and paper. Taken away piece by piece: one pattern for the whole of it could take
# exponential time on a line made for that.
_BESIDE: Final = re.compile(
    r"\d{1,2}:\d\d(?::\d\d)?|星期[一二三四五六日天]|周[一二三四五六日]|农历\S{1,8}"
    r"|[一-鿿·]{0,10}\s?第?\s?[A-Za-z]?\d{1,3}\s?[版期]|[一-鿿]{0,10}[讯电]|[\s()（）〔〕\[\],，、|｜·:：/—-]"
)
_SENTENCE: Final = re.compile(r"[。；！？，,;]|——$")


def head(text: str) -> tuple[str | None, str | None, str | None]:
    """Title, date and publisher of a text.

    >>> head("某区民生小账本\\n\\n某某日报 2023年5月6日 第3版\\n\\n近年来，某区办了9件实事。")
    ('某区民生小账本', '2023-05-06', '某某日报')
    """
    lines = [line.strip("\ufeff \t\r\u3000") for line in text[:20_000].split("\n")]
    return title(lines), *published(text)


def title(lines: list[str]) -> str | None:
    """The first line below the dateline, where it is a heading and not the first line of a wrapped paragraph."""
    filled = [line for line in lines if line]
    if filled and _line(filled[0][:200].translate(_WIDTH)):
        filled = filled[1:]
    if not filled or not 4 <= len(filled[0]) <= 60 or _SENTENCE.search(filled[0]) or _DATE.match(filled[0]):
        return None
    after = lines[lines.index(filled[0]) + 1 :]
    wrapped = bool(after and len(after[0]) > 10 and abs(len(after[0]) - len(filled[0])) <= 2)
    return None if wrapped or not re.search(r"[一-鿿]{2}", filled[0]) else filled[0]


def published(text: str) -> tuple[str | None, str | None]:
    """Date (ISO 8601) and publisher, from the lines at the head and the foot of a text."""
    first = [line.strip() for line in text[:6000].translate(_WIDTH).split("\n") if line.strip()][:25]
    last = [line.strip() for line in text[-2000:].translate(_WIDTH).split("\n") if line.strip()][-6:]
    found = paper = None
    for line in (*first, *last):
        line = line[:80] if len(line) > 200 else line
        if paper is None and (source := _SOURCE.search(line)):
            paper = source["name"]
        if found is None and (match := _line(line)):
            found = match[0]
            paper = paper or match[1]
    return found, paper


def _line(line: str) -> tuple[str, str | None] | None:
    for match in _DATE.finditer(line):
        day = iso(match)
        if day is None:
            continue
        before, after = line[: match.start()], line[match.end() :]
        paper = _PAPER.search(before[-16:])
        if _LABEL.search(before):
            return day, None
        if _alone(after) and (_alone(before) or (paper and len(before) <= 20)):
            return day, paper["name"] if paper else None
        if paper and _alone(before[-16:][paper.end() :]) and re.match(r"\s*(?:讯|电|第|[A-Z]?\d*版)", after):
            return day, paper["name"]
        if _alone(before) and re.search(r"来源\s*[:：]", after):
            return day, None
    return None


def _alone(text: str) -> bool:
    return not _BESIDE.sub("", text)


def iso(match: "re.Match[str]") -> str | None:
    """A matched date in ISO 8601, to the month or the day; None where the calendar has no such day."""
    part = match.groupdict()
    if part["cy"]:
        year, month, day = "".join(_HAN[c] for c in part["cy"]), _small(part["cm"]), _small(part["cd"])
    else:
        year, month, day = part["y"], int(part["m"] or part["m2"] or 0), int(part["d"] or part["d2"] or 0)
    try:
        whole = Day(int(year), month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]


def find(text: str) -> str | None:
    """The first date of a short text, such as the value of a meta element.

    >>> find("2023-05-06 10:30"), find("二〇二三年五月六日"), find("2023年5月"), find("2023-13-45")
    ('2023-05-06', '2023-05-06', '2023-05', None)
    """
    for match in _DATE.finditer(text[:200].translate(_WIDTH)):
        if day := iso(match):
            return day
    return None


def _small(text: str | None) -> int:
    """A Chinese number up to 31."""
    if not text:
        return 0
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(_HAN[text]) if len(text) == 1 else 0
    return (int(_HAN[tens]) if tens else 1) * 10 + (int(_HAN[ones]) if ones else 0)
