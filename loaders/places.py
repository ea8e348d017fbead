"""Places: the gazetteer of administrative divisions, and what a name in a report means.

The data is ``ontology/places.csv``; ``scripts/gazetteer.py`` compiles it and explains its columns. A name is
resolved under a division (the document's district) and on the date of the document:

>>> gazetteer = Gazetteer.load()
>>> gazetteer.resolve("彭水县", within="500000").name
'彭水苗族土家族自治县'
>>> gazetteer.resolve("江津", within="500000", on="1998").name, gazetteer.resolve("江津", on="2022").name
('江津市', '江津区')
>>> [place.name for place in gazetteer.ancestors("500105006", on="2022")]
['江北区', '重庆市']
>>> [place.name for place in gazetteer.ancestors("500105006", on="2026-01")]
['两江新区', '重庆市']

Dates are ISO 8601 as far as they are known: ``2022``, ``2022-03``, ``2022-03-01``, or a `datetime.date`.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from loaders.errors import UsageError
from ontology import FOLDER

When = date | str

_ALWAYS: Final = ("0001-01-01", "9999-12-31")
_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_PEOPLES: Final = re.compile(
    "(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|"
    "景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|毛难|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|崩龙|德昂|保安|"
    "裕固|独龙|各)族|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克)+$"
)
_RANKED: Final = re.compile(
    "(.+?)(特别行政区|自治区|自治州|自治县|自治旗|经济技术开发区|高新技术产业开发区|开发区|行政区|新区|地区|"
    "省|市|盟|县|区|旗)"
)
_SHORTER: Final = {
    "经济技术开发区": "经开区",
    "高新技术产业开发区": "高新区",
    "自治州": "州",
    "自治县": "县",
    "自治旗": "旗",
}
# Endings after which a longer name may go on with a place in it: 重庆市|巴南区|木洞镇.
_CONTAINERS: Final = re.compile("[省市区县州盟旗镇乡]|街道")
_LOW: Final = ("街道", "镇", "乡")


class PlaceError(UsageError, LookupError):
    """A name or code does not lead to one place."""


class UnknownPlace(PlaceError):  # noqa: N818
    """No place of the gazetteer has this name or code."""


class AmbiguousPlace(PlaceError):  # noqa: N818
    """Several places have this name, and nothing known tells them apart."""


@dataclass(frozen=True, slots=True)
class Place:
    """A division, under one name, as long as it bore that name and code.

    >>> Place("500101-万县区", "万县区", "Wanxian District", "District", "500000", "1997", "1998").span
    ('1997-01-01', '1998-12-31')
    """

    code: str
    name: str
    en: str = ""
    level: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_until: str = ""
    replaced_by: str = ""
    also_in: str = ""

    @property
    def division_code(self) -> str | None:
        """The code that it bears or bore, None where it has none or none is known.

        >>> Place("500110-万盛区", "万盛区", parent="500000").division_code
        '500110'
        >>> Place("500000-两江新区", "两江新区", parent="500000").division_code is None
        True
        """
        code, made_up, _ = self.code.partition("-")
        return None if made_up and code == self.parent.partition("-")[0] else code

    @property
    def first_day(self) -> str | None:
        """The earliest day on which it may have begun, as an xsd:date; None where the record does not say."""
        return _earliest(self.valid_from) if self.valid_from else None

    @property
    def last_day(self) -> str | None:
        """The latest day on which it may still have existed, as an xsd:date; None where it has not ended.

        >>> Place("500105", "江北区", valid_until="2025-11-06").last_day
        '2025-11-05'
        >>> Place("510211", "江北区", valid_until="1997").last_day
        '1997-12-31'
        """
        if len(self.valid_until) == 10:
            return _before(self.valid_until)
        return _latest(self.valid_until) if self.valid_until else None

    @property
    def span(self) -> tuple[str, str]:
        """First and last day on which it may have existed."""
        return self.first_day or _ALWAYS[0], self.last_day or _ALWAYS[1]

    def valid(self, on: When | None) -> bool:
        """Whether it may have existed on that date (at some time of that month or year).

        >>> new = Place("500000-两江新区", "两江新区", valid_from="2025-11-06")
        >>> new.valid("2025"), new.valid("2025-10"), new.valid(date(2025, 11, 6)), new.valid(None)
        (True, False, True, True)
        """
        return _overlap(self.span, _days(on)) > 0


class Gazetteer:
    """All places, by code and by name. Rows are kept as text until they are asked for."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._rows = {row[: row.index(",")]: row for row in rows}
        self._places: dict[str, Place] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> "Gazetteer":
        """The gazetteer that comes with the project, or the one in ``path``; read once."""
        return _load(path or FOLDER / "places.csv")

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Place]:
        return map(self.get, self._rows)

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def get(self, code: str) -> Place:
        """The place with this code.

        >>> Gazetteer.load().get("500113").en
        'Banan District'
        >>> Gazetteer.load().get("500300")  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        loaders.places.UnknownPlace: no place has the code 500300; look its name up with find()
        """
        if (place := self._places.get(code)) is not None:
            return place
        if (row := self._rows.get(code)) is None:
            raise UnknownPlace(
                f"没有代码为 {code} 的地方；请用 find() 按名称查找",
                f"no place has the code {code}; look its name up with find()",
            )
        return self._places.setdefault(code, Place(*row.split(",")))

    def ancestors(self, code: str, on: When | None = None) -> tuple[Place, ...]:
        """What it lies in, nearest first.

        With ``on``, a division that did not exist on that date gives way to what followed it or went before.

        >>> [place.code for place in Gazetteer.load().ancestors("510223")]
        ['510200', '510000']
        """
        found: list[Place] = []
        place = self.get(code)
        while place.parent:
            place = self.get(place.parent)
            if on is not None:
                place = self._at(place, on)
            found.append(place)
        return tuple(found)

    def lies_in(self, code: str, within: str, on: When | None = None) -> bool:
        """Whether it is ``within`` or lies in it: by the table, or on that date by what followed upon what.

        >>> gazetteer = Gazetteer.load()
        >>> street, town, new = "500112017", "500112135", "500000-两江新区"
        >>> gazetteer.lies_in(street, "500112"), gazetteer.lies_in(street, new)
        (True, True)
        >>> gazetteer.lies_in(street, new, on="2022"), gazetteer.lies_in(town, new)
        (False, False)
        """
        return within in self._above(self.get(code), on)

    def find(self, name: str, within: str | None = None, on: When | None = None) -> tuple[Place, ...]:
        """All places that the name may mean, that lie in ``within`` and that may have existed on the date.

        The name is the official one or an accepted shorter one (巴南, 彭水县, 万盛经开区), or a path of such
        names (天元乡新田村). A street, town or township is found without its ending only with ``within``
        (古南 in 500110).

        >>> gazetteer = Gazetteer.load()
        >>> len(gazetteer.find("新田村", within="500000")), gazetteer.find("古南")
        (6, ())
        >>> [place.code for place in gazetteer.find("两江新区", on="2013")]
        ['500000-两江新区-2010']
        """
        _days(on)
        if within is not None:
            self.get(within)
        names = "".join(name.split())
        found = {place.code: place for place in self._named(names, within is not None) if place.valid(on)}
        found = {code: place for code, place in found.items() if within is None or self.lies_in(code, within, on)}
        if not found:
            found = {place.code: place for place in self._path(names, within, on)}
        return tuple(found[code] for code in sorted(found))

    def resolve(self, name: str, within: str | None = None, on: When | None = None) -> Place:
        """The one place that the name means.

        Of several, those count that existed on the date (if none did, those that had ended before). One place
        under different codes or names counts as the one that holds on most days of ``on``, else as the last.
        Then the official name goes before a shorter one, and the nearest under ``within`` before the others.

        >>> gazetteer = Gazetteer.load()
        >>> gazetteer.resolve("江北区", within="500000", on="2026").code
        '500105'
        >>> gazetteer.resolve("新田村", within="500000")  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        loaders.places.AmbiguousPlace: 新田村 may mean 6 places: ...
        """
        candidates = list(self.find(name, within, on)) or self._untimely(name, within, on)
        if not candidates:
            raise self._unknown(name, within)
        plain = "".join(name.split())
        candidates = self._latest(candidates, on)
        candidates = [place for place in candidates if place.name == plain] or candidates
        if within is not None:
            far = {place.code: self._above(place, on).get(within, 99) for place in candidates}
            nearest = min(far.values())
            candidates = [place for place in candidates if far[place.code] == nearest]
        if len(candidates) > 1:
            raise self._ambiguous(name, candidates)
        return candidates[0]

    # Names

    @cached_property
    def _official(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for code, row in self._rows.items():
            index.setdefault(row.split(",", 2)[1], []).append(code)
        return index

    @cached_property
    def _short(self) -> dict[str, list[str]]:
        """Accepted shorter names of a county or zone and above, and of the townships of a people."""
        index: dict[str, list[str]] = {}
        for name, codes in self._official.items():
            if any(map(_is_high, codes)):
                for form in short_forms(name):
                    index.setdefault(form, []).extend(filter(_is_high, codes))
            if name.endswith("族乡"):
                index.setdefault(_PEOPLES.sub("", name[:-1]) + "乡", []).extend(codes)
        return index

    def _named(self, name: str, low: bool) -> Iterator[Place]:
        """Places with that name; streets and towns under a shorter one only if ``low``."""
        codes = self._official.get(name, []) + [c for c in self._short.get(name, ()) if low or _is_high(c)]
        if low and len(name) > 1:
            for ending in _LOW:
                codes += [code for code in self._official.get(name + ending, ()) if not _is_high(code)]
                codes += self._short.get(name + ending, []) if ending == "乡" else []
        return map(self.get, codes)

    def _path(self, name: str, within: str | None, on: When | None) -> Iterator[Place]:
        """Places at the end of a name that begins with what they lie in."""
        for match in _CONTAINERS.finditer(name, 1, len(name) - 1):
            head, tail = name[: match.end()], name[match.end() :]
            for outer in self._named(head, low=True):
                if within is None or self.lies_in(outer.code, within, on) or self.lies_in(within, outer.code, on):
                    for place in self.find(tail, outer.code, on):
                        if within is None or self.lies_in(place.code, within, on):
                            yield place

    # Time

    def _relatives(self, place: Place) -> Iterator[Place]:
        """What replaced it and what that was replaced by, then what it replaced, nearest first."""
        seen = {place.code}
        while (code := place.replaced_by) and code not in seen:
            seen.add(code)
            yield (place := self.get(code))
        queue = deque(seen)
        while queue:
            for code in self._replaced.get(queue.popleft(), ()):
                if code not in seen:
                    seen.add(code)
                    queue.append(code)
                    yield self.get(code)

    @cached_property
    def _replaced(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for code, row in self._rows.items():
            if not row.endswith(",,") and (successor := self.get(code).replaced_by):
                index.setdefault(successor, []).append(code)
        return index

    def _at(self, place: Place, on: When) -> Place:
        """The place itself, or where it did not exist on that date what stood in its stead."""
        if place.valid(on):
            return place
        return next((other for other in self._relatives(place) if other.valid(on)), place)

    def _above(self, place: Place, on: When | None) -> dict[str, int]:
        """Code of each place that this one is or lies in → how many steps up."""
        moment = (
            on if on is not None else _before(_earliest(place.valid_until)) if place.valid_until else _ALWAYS[1]
        )
        steps: dict[str, int] = {}
        for start, dated in ((place, False), (self._at(place, moment), True)):
            queue = deque([(start, 0)])
            while queue:
                here, far = queue.popleft()
                if far > steps.get(here.code, 99) or (not dated and here.code in steps):
                    continue
                steps[here.code] = min(far, steps.get(here.code, 99))
                for code in (here.parent, here.also_in):
                    if code:
                        above = self.get(code)
                        queue.append((self._at(above, moment) if dated else above, far + 1))
        return steps

    def _untimely(self, name: str, within: str | None, on: When | None) -> list[Place]:
        """Places of that name that did not exist on the date: those that had ended, else the others."""
        if on is None:
            return []
        places = self.find(name, within)
        return [place for place in places if place.span[1] < _days(on)[0]] or list(places)

    def _latest(self, places: list[Place], on: When | None) -> list[Place]:
        """Without those that another of them follows upon, unless they hold on more days of the date."""
        if on is not None:
            most = max(_overlap(place.span, _days(on)) for place in places)
            held = [place for place in places if _overlap(place.span, _days(on)) == most]
            if all(any(self._follows(a, b) or self._follows(b, a) for b in held) for a in places if a not in held):
                places = held
        return [place for place in places if not any(self._follows(place, other) for other in places)] or places

    def _follows(self, old: Place, new: Place) -> bool:
        """Whether ``new`` is what ``old`` became, or began where and when it ended."""
        seen: set[str] = set()
        code = old.replaced_by
        while code and code not in seen:
            if code == new.code:
                return True
            seen.add(code)
            code = self.get(code).replaced_by
        return bool(old.valid_until) and old.valid_until == new.valid_from and old.parent == new.parent

    # Messages

    def _list(self, places: Iterable[Place], of: int) -> str:
        shown = []
        for place in list(places)[:5]:
            path = "".join(above.name for above in reversed(self.ancestors(place.code)))
            years = f" {place.valid_from}–{place.valid_until}" if place.valid_from or place.valid_until else ""
            shown.append(f"{path}{place.name} ({place.code}{years})")
        return "; ".join(shown) + (f"; +{of - 5}" if of > 5 else "")

    def _unknown(self, name: str, within: str | None) -> UnknownPlace:
        elsewhere = self.find(name) if within is not None else ()
        if within is not None and elsewhere:
            area, others = f"{self.get(within).name} ({within})", self._list(elsewhere, len(elsewhere))
            return UnknownPlace(
                f"{area} 之下没有“{name}”；别处有：{others}。请放宽 within",
                f"{name} is not in {area}; elsewhere there are {others}. Widen `within`",
            )
        return UnknownPlace(
            f"地名表里没有“{name}”；请写正式名称，小地方请加 within，或作为新的地点（Site）录入",
            f"the gazetteer has no {name}; write the official name, give `within` for a street or town, "
            "or add it as a Site",
        )

    def _ambiguous(self, name: str, places: list[Place]) -> AmbiguousPlace:
        others = self._list(places, len(places))
        return AmbiguousPlace(
            f"“{name}”可指 {len(places)} 个地方：{others}。请给出更小的 within 或日期 on，或直接写代码",
            f"{name} may mean {len(places)} places: {others}. "
            "Give a narrower `within` or the date `on`, or write the code",
        )


def stem(name: str) -> str:
    """The name without what says its rank and its peoples; the whole where nothing else would be left.

    >>> [stem(name) for name in ("綦江县", "彭水苗族土家族自治县", "伊犁哈萨克自治州", "浦东新区", "忠县")]
    ['綦江', '彭水', '伊犁', '浦东', '忠']
    """
    return _split(name)[0]


def short_forms(name: str) -> set[str]:
    """Shorter names under which a county or zone and above is accepted; two characters at least.

    >>> sorted(short_forms("彭水苗族土家族自治县")), sorted(short_forms("万盛经济技术开发区"))
    (['彭水', '彭水县'], ['万盛', '万盛经开区'])
    >>> short_forms("忠县")
    set()
    """
    short, rank = _split(name)
    forms = {short, short + _SHORTER[rank]} if rank in _SHORTER else {short}
    return {form for form in forms if len(form) > 1 and form != name}


def _split(name: str) -> tuple[str, str]:
    """Stem and rank."""
    match = _RANKED.fullmatch(name)
    if match is None:
        return name, ""
    bare, rank = match.groups()
    return (_PEOPLES.sub("", bare) if rank.startswith("自治") else bare) or bare, rank


def _is_high(code: str) -> bool:
    """Whether a code is of a county or above, or made up for something on that tier."""
    return len(code.partition("-")[0]) == 6 and not code.endswith(_LOW)


def _earliest(when: str) -> str:
    return when.partition("/")[0] + _ALWAYS[0][len(when.partition("/")[0]) :]


def _latest(when: str) -> str:
    last = when.rpartition("/")[2]
    return last + _ALWAYS[1][len(last) :]


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _days(on: When | None) -> tuple[str, str]:
    """First and last day of a date of any precision."""
    if on is None:
        return _ALWAYS
    text = on.isoformat()[:10] if isinstance(on, date) else on
    if not _DATE.fullmatch(text):
        raise UsageError(
            f"日期应写成 2022、2022-03 或 2022-03-01，而不是“{text}”",
            f"a date is 2022, 2022-03 or 2022-03-01, not {text!r}",
        )
    return _earliest(text), _latest(text)


def _overlap(a: tuple[str, str], b: tuple[str, str]) -> int:
    """How many days two spans share, a month of 31 days counted as such."""
    first, last = max(a[0], b[0]), min(a[1], b[1])
    return _number(last) - _number(first) + 1 if first <= last else 0


def _number(day: str) -> int:
    return (int(day[:4]) * 12 + int(day[5:7])) * 31 + int(day[8:])


@lru_cache(maxsize=4)
def _load(path: Path) -> Gazetteer:
    lines = path.read_text(encoding="utf-8").split("\n")
    return Gazetteer(line for line in lines[1:] if line)
