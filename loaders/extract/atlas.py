"""Places by name: the district a document is about, and every place that its text names."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import Final

from loaders.extract.people import OFFICE, SURNAME
from loaders.places import Gazetteer, Place, short_forms

_RANK: Final = {"Municipality": 0, "Province": 0, "Prefecture": 1, "District": 2, "County": 2, "AutonomousCounty": 2, "DevelopmentZone": 2,
                "Subdistrict": 3, "Town": 3, "Township": 3, "Community": 4, "Village": 4}  # fmt: skip
LEVELS: Final = {"Municipality": "直辖市", "Province": "省", "Prefecture": "地级市", "District": "区", "County": "县", "AutonomousCounty": "自治县",
                 "DevelopmentZone": "经济开发区", "Subdistrict": "街道", "Town": "镇", "Township": "乡", "Community": "社区", "Village": "村"}  # fmt: skip
_GENERIC: Final = frozenset({"全县"})
_OPENS: Final = re.compile("[^\u4e00-\u9fff]|[在和与及为是到从将由以县区市](?=.县)")
_UNLISTED: Final = re.compile(
    r"(?<=[镇乡道在，、。“])((?:(?![的各每个全是在和与等据了])[\u4e00-\u9fff]){2,4}?(?:社区|(?<![全农乡各每])村(?!民|庄|里|社|医|级|两|委|卫|支|集)))"
)
# Towns of districts whose towns the gazetteer does not hold, by their form: 在天子湖镇, 其中东城街道.
_TOWN: Final = re.compile(
    r"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[在和与及到从由为往向县市区旗])|(?<=其中|目前|如今|现在|今年|去年))"
    r"((?:(?![的各每个全是在和与等该我本某这那两几多]|其中)[\u4e00-\u9fff]){2,3}(?:街道(?!办)|镇(?![上里街村长]|区(?!域))|乡(?![镇村里亲愁情土音])|办事处(?!主)))"
)
_NO_TOWN: Final = re.compile(
    ".*[两三四五六七八九十几各][镇乡]|乡镇.*|.*(?:城|集|古|小|..村|重点|中心|特色|建制|乡|美丽|老旧)[镇乡]|.*(?:山|水|村|返|回|下)乡|.*(?:重点|中心|老旧)街道"
)
# A county's short form may be somebody's given name: 李建平, 请李建平副局长. 和安吉 is no such thing.
_SURNAMED: Final = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|[长任员者记人]){SURNAME}(?<![和于向经从由至在令连时常应有])$"
)
_HEADED: Final = re.compile("[\u4e00-\u9fff]{2,9}[:：|｜—][^。]{2,28}$")
_ROUND: Final = 3  # districts with a heading each, before a text is about what holds them all
_LONG_GONE: Final = "2012"  # whoever names a district that ended before then means another one
_IN_OFFICE: Final = re.compile(f"副?(?:{OFFICE})")
# 仙桃街道 is no county, nor is 万州路.
_OTHER: Final = re.compile("街道|[镇乡村路街桥]|社区|大道")
_FAR: Final = 3  # times that a county of another province is named, before it is one that the text is about


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names it."""

    start: int
    end: int
    place: str
    rank: int
    code: str


@dataclass(slots=True)
class Atlas:
    """The names by which a document about one district names places."""

    gazetteer: Gazetteer
    home: Place
    city: Place | None
    on: str | None
    names: dict[str, tuple[tuple[str, tuple[Place, ...]], ...]]  # by their first two characters, longest first
    bare: frozenset[str] = frozenset()  # the districts whose towns the gazetteer does not hold

    @property
    def wide(self) -> bool:
        """Whether the document is about a whole city rather than one of its districts."""
        return _RANK.get(self.home.level, 2) < 2

    def mentions(self, chars: str) -> list[Mention]:
        """Every place that the text names, in order, the longest name first."""
        found: list[Mention] = []
        names = self.names
        district = self.home.code
        free = 0
        for position, pair in enumerate(map(add, chars, chars[1:])):
            if pair not in names or position < free:
                continue
            for name, places in names[pair]:
                place = next((p for p in places if p.code.startswith(district)), places[0])
                # 晏家、渡舟、葛兰零工市场: the last of a row stands before what it has.
                row = (
                    bool(found) and found[-1].rank == 3 == _RANK.get(place.level) and found[-1].end == position - 1
                )
                row = row and chars[position - 1] == "、"
                if chars.startswith(name, position) and (
                    row or _stands(chars, position, position + len(name), name, place)
                ):
                    end = position + len(name)
                    rank = _RANK.get(place.level, 5)
                    if rank == 2:
                        district = place.code
                    elif rank > 2 and self.wide and not place.code.startswith(district):
                        continue
                    found.append(Mention(position, end, place.name, rank, place.code))
                    free = end
                    break
        unlisted: dict[str, Mention] = {}
        if self.bare:
            districts = [m for m in found if m.rank == 2 and m.code in self.bare]
            for match in _TOWN.finditer(chars):
                last = bisect_left(districts, match.start(), key=lambda m: m.start)
                district = districts[last - 1].code if last else self.home.code
                if district in self.bare and not _NO_TOWN.fullmatch(match[1]):
                    code = f"{district}-{match[1]}"
                    unlisted.setdefault(match[1], Mention(*match.span(1), match[1], 3, code))
            found = _with(found, unlisted, chars)
        taken = {m.start for m in found}
        unlisted = {}
        for match in _UNLISTED.finditer(chars):
            if match.start(1) not in taken and not any(
                m.start < match.end(1) and match.start(1) < m.end for m in _near(found, match.start(1))
            ):
                above = next((m for m in reversed(found) if m.end == match.start(1) and m.rank == 3), None)
                if above is not None:
                    unlisted.setdefault(match[1], Mention(*match.span(1), match[1], 4, f"{above.code}-{match[1]}"))
        return _with(found, unlisted, chars)

    def level(self, mention: Mention) -> str:
        """The level of a place in Chinese."""
        if mention.code in self.gazetteer:
            return LEVELS.get(self.gazetteer.get(mention.code).level, "地点")
        return next((end for end in ("社区", "街道", "镇", "乡") if mention.place.endswith(end)), "村")


def _with(found: list[Mention], unlisted: dict[str, Mention], chars: str) -> list[Mention]:
    """The mentions found and those of names that are not listed, wherever the text repeats them."""
    more = [
        Mention(match.start(), match.end(), name, first.rank, first.code)
        for name, first in unlisted.items()
        for match in re.finditer(re.escape(name), chars)
    ]
    taken = {position for m in found for position in range(m.start, m.end)} if more else set()
    return sorted([*found, *(m for m in more if m.start not in taken)], key=lambda m: m.start)


def _near(found: list[Mention], start: int) -> Iterator[Mention]:
    index = bisect_left(found, start, key=lambda m: m.start)
    yield from found[max(0, index - 2) : index + 2]


def _stands(chars: str, start: int, end: int, name: str, place: Place) -> bool:
    """A short form is a name only where it does not begin another word: 三江 but not 三江源."""
    if name == place.name:
        return True
    after = chars[end : end + 1]
    if _RANK.get(place.level, 5) >= 3:
        before = chars[max(0, start - 1) : start]
        return (
            before in "、在和与及，。”；：\n" or not before
        ) and after in "、等街镇乡和与及，两三四五六七八九\n0123456789"
    return after not in "路街桥大江河山镇乡村"


@lru_cache(maxsize=64)
def atlas_of(home: str, on: str | None, others: tuple[str, ...] = ()) -> Atlas:
    """The names of the district's own places (and those of ``others``), of its city's districts, and of the city."""
    gazetteer = Gazetteer.load()
    here = gazetteer.get(home)
    above = gazetteer.ancestors(home, on)
    city = next((p for p in above if p.level in ("Prefecture", "Municipality")), above[-1] if above else here)
    names: dict[str, Place] = {}
    inside: dict[str, list[Place]] = {}
    local = [place for place in _table()[0] if place.code.startswith(home[:2])]
    for day in (on, _year_before(on)):  # a district that is no more is still spoken of for a while
        for place in local:
            if place.valid(day) or place.code == home:
                for form in (place.name, *short_forms(place.name)):
                    names.setdefault(form, place)
    for name in (here.name, *short_forms(here.name)):
        names[name] = here
    if city:
        names[city.name] = city
        names.setdefault(city.name.removesuffix("市"), city)
    for code in others:
        if not code.startswith(home[:2]):
            for form in (gazetteer.get(code).name, *short_forms(gazetteer.get(code).name)):
                names.setdefault(form, gazetteer.get(code))
    for code in (home, *others):
        for place in _table()[1].get(code[:6] if "-" not in code else code, ()):
            inside.setdefault(place.name, []).append(place)
            for ending in ("街道", "镇", "乡"):
                if place.name.endswith(ending) and len(place.name) - len(ending) >= 2:
                    inside.setdefault(place.name.removesuffix(ending), []).append(place)
    index: dict[str, list[tuple[str, tuple[Place, ...]]]] = {}
    for name, place in names.items():
        if len(name) > 1:
            index.setdefault(name[:2], []).append((name, (place,)))
    for name, places in inside.items():
        if len(name) > 1 and name not in names:
            index.setdefault(name[:2], []).append((name, tuple(places)))
    return Atlas(
        gazetteer,
        here,
        city,
        on,
        {k: tuple(sorted(v, key=lambda x: -len(x[0]))) for k, v in index.items()},
        frozenset(
            code
            for code in (home, *others)
            if code[:6] not in _table()[1] and _RANK[gazetteer.get(code).level] == 2
        ),
    )


@lru_cache(maxsize=1)
def _table() -> tuple[list[Place], dict[str, list[Place]]]:
    """All districts and counties, and what lies in each."""
    districts: list[Place] = []
    inside: dict[str, list[Place]] = {}
    for place in Gazetteer.load():
        rank = _RANK.get(place.level, 0)
        if rank == 2:
            districts.append(place)
        elif rank > 2:
            above = place.parent if rank == 3 else place.parent[:6]
            inside.setdefault(above if "-" in place.code else place.code[:6], []).append(place)
    return districts, inside


@lru_cache(maxsize=1)
def _counties() -> dict[str, tuple[tuple[str, str, int], ...]]:
    """Every county of the country and the ways to name it, by its first two characters."""
    index: dict[str, list[tuple[str, str, int]]] = {}
    for place in _table()[0]:
        if len(place.name) > 2 or place.name not in _GENERIC:
            # 忠县 has no short form, so its name counts as one.
            index.setdefault(place.name[:2], []).append((place.name, place.code, 3 if len(place.name) > 2 else 1))
            for form in short_forms(place.name):
                index.setdefault(form[:2], []).append((form, place.code, 1))
    return {k: tuple(sorted(v, key=lambda x: -len(x[0]))) for k, v in index.items()}


_Vote = tuple[int, str, int]  # where a county is named, its code, and how plainly


def _votes(chars: str) -> Iterator[_Vote]:
    """Where a county of the country is named, and how plainly: 3 in full, 1 in short."""
    gazetteer = Gazetteer.load()
    counties = _counties()
    for position, pair in enumerate(map(add, chars, chars[1:])):
        if pair not in counties:
            continue
        seen = ""
        for form, code, weight in counties[pair]:
            if seen and form != seen:
                break
            if chars.startswith(form, position):
                if (
                    len(form) == 2
                    and form == gazetteer.get(code).name
                    and not _OPENS.match(chars, max(0, position - 1))
                ):
                    continue  # 忠县, but not the end of another county's name
                seen = form
                end = position + len(form)
                if weight > 1 or not (_is_person(chars, position, end) or _OTHER.match(chars, end)):
                    yield position, code, weight


def _is_person(chars: str, start: int, end: int) -> bool:
    return bool(_SURNAMED.search(chars[max(0, start - 3) : start]) or _IN_OFFICE.match(chars, end))


def _year_before(on: str | None) -> str | None:
    return str(int(on[:4]) - 1) if on else None


def far(chars: str, home: str, on: str | None) -> tuple[str, ...]:
    """Counties of other provinces that the text is about too: named in full, and several times.

    >>> far("合川、武胜两地走访。武胜县建成3所，武胜的标准高些。", "500117", None)
    ('511622',)
    """
    gazetteer = Gazetteer.load()
    times: Counter[str] = Counter()
    in_full: set[str] = set()
    votes = list(_votes(chars))
    days = (on, _year_before(on))
    local = {
        position
        for position, code, _ in votes
        if code.startswith(home[:2]) and any(gazetteer.get(code).valid(day) for day in days)
    }
    for position, code, weight in votes:
        place = gazetteer.get(code)
        if position in local:
            continue
        if not code.startswith(home[:2]) and (place.valid(on) if on else not place.valid_until):
            times[code] += 1
            if weight > 1:
                in_full.add(code)
    return tuple(sorted(code for code in in_full if times[code] >= _FAR))


def _rounds_up(chars: str, votes: Iterable[_Vote], gazetteer: Gazetteer, within: str) -> str | None:
    """What holds the districts of a round-up that gives a heading to each: 江北：…, 大足：…, 巫溪：…"""
    headed: dict[int, set[str]] = {}
    for position, code, _ in votes:
        if _HEADED.match(_line(chars, position)) and (gazetteer.get(code).valid_until or "9") > _LONG_GONE:
            headed.setdefault(position, set()).add(code)
    local = {next((c for c in codes if c.startswith(within[:2])), min(codes)) for codes in headed.values()}
    if len(local) < _ROUND:
        return None
    for size in (4, 2):
        above = {code[:size].ljust(6, "0") for code in local}
        if len(above) == 1 and (code := above.pop()) in gazetteer:
            return code
    return None


def _line(chars: str, position: int) -> str:
    """The line that begins at a position, or nothing where none does."""
    if position and chars[position - 1] not in "\n\u3000 ":
        return ""
    end = chars.find("\n", position, position + 40)
    return chars[position : end if end >= 0 else position + 40]


def home(chars: str, on: str | None = None, within: str = "500000") -> str:
    """The code of the district that a text is about: the one it names most, in full and early above all.

    Names of the city that reports come from (``within``) go before those of elsewhere.

    >>> home("綦江区民生特刊，2024年綦江民生支出")
    '500110'
    """
    gazetteer = Gazetteer.load()
    votes: Counter[str] = Counter()
    found = list(_votes(chars))
    for position, code, weight in found:
        votes[code] += weight * (4 if position < 120 else 1)
    local = {code: count for code, count in votes.items() if code.startswith(within[:2])}
    if above := _rounds_up(chars, found, gazetteer, within):
        return above
    names = {gazetteer.get(code).name for code, count in local.items() if count > 1}
    if len(names) >= 5 and max(local.values()) < 0.34 * sum(local.values()):
        return within
    best: tuple[float, str] = (0, within)
    for code, count in votes.items():
        place = gazetteer.get(code)
        if on and not place.valid(on):
            continue
        if not on and place.valid_until and place.valid_until < "2011":
            continue
        score = count * (3.0 if code.startswith(within[:2]) else 1.0) + (0.5 if not place.valid_until else 0)
        best = max(best, (score, code))
    return best[1]
