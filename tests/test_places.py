"""The gazetteer: what the tables say, what a name means under a district and on a date, and what it costs."""

import csv
import doctest
import importlib.util
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import loaders.places
from loaders.errors import MinshengError, UsageError
from loaders.places import AmbiguousPlace, Gazetteer, Place, UnknownPlace, short_forms, stem

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "ontology" / "places.csv"
SOURCE = ROOT.parent / "shared" / "places"
CHONGQING = "500000"
LIANGJIANG = "500000-两江新区"
TIERS = (
    {"Province", "Municipality"},
    {"Prefecture"},
    {"District", "County", "AutonomousCounty", "DevelopmentZone"},
    {"Subdistrict", "Town", "Township"},
    {"Community", "Village"},
)

GAZETTEER = Gazetteer.load()
PLACES = {place.code: place for place in GAZETTEER}
IN_CHONGQING = sorted(code for code in PLACES if code.startswith("50") and code != CHONGQING)

codes = st.sampled_from(sorted(PLACES))
chongqing_codes = st.sampled_from(IN_CHONGQING)
years = st.integers(1975, 2035).map(str)
days = st.dates(date(1975, 1, 1), date(2035, 12, 31))


def tier(place: Place) -> int:
    return next(index for index, levels in enumerate(TIERS) if place.level in levels)


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gazetteer_script", ROOT / "scripts" / "gazetteer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# The file


def test_the_table_is_sorted_unique_plain_and_small() -> None:
    text = TABLE.read_bytes().decode("utf-8")
    rows = text.split("\n")[1:-1]
    read = list(csv.reader(text.splitlines()))
    assert text.endswith("\n")
    assert "\r" not in text
    assert '"' not in text
    assert read[0] == list(Place.__slots__)
    assert {len(row) for row in read} == {len(Place.__slots__)}
    assert [row[0] for row in read[1:]] == sorted(PLACES)
    assert len(rows) == len(PLACES) == len(GAZETTEER)
    assert len(text.encode("utf-8")) < 1_500_000


def test_a_rebuild_gives_the_committed_file(compiler: ModuleType) -> None:
    if not SOURCE.is_dir():
        pytest.skip("../shared/places, the published tables, is not here; the committed file stands for it")
    assert compiler.compile_places(SOURCE) == TABLE.read_text(encoding="utf-8")


def test_every_level_is_declared_with_its_meaning(compiler: ModuleType) -> None:
    assert {place.level for place in PLACES.values()} == set(compiler.LEVELS)


def test_parents_exist_and_levels_nest() -> None:
    for place in PLACES.values():
        above = tier(place)
        for code in filter(None, (place.parent, place.also_in)):
            assert tier(PLACES[code]) < above, place
        for higher in GAZETTEER.ancestors(place.code):
            assert tier(higher) < above, place
            above = tier(higher)
        assert bool(place.parent) is (tier(place) > 0), place
        assert tier(place) < 3 or PLACES[place.parent].level != "Province", place


def test_replacements_exist_and_never_circle() -> None:
    for place in PLACES.values():
        seen = [place.code]
        while place.replaced_by:
            assert place.valid_until, place
            later = PLACES[place.replaced_by]
            assert later.span[1] >= place.span[1], (place, later)
            assert later.code not in seen
            seen.append(later.code)
            place = later


def test_spans_run_forward() -> None:
    for place in PLACES.values():
        first, last = place.span
        assert first <= last, place
        date.fromisoformat(first)
        date.fromisoformat(last)


def test_today_chongqing_has_25_districts_8_counties_and_4_autonomous_counties() -> None:
    now = [place for place in PLACES.values() if place.parent == CHONGQING and place.valid("2026")]
    count = {level: sum(place.level == level for place in now) for level in TIERS[2]}
    assert count == {"District": 25, "County": 8, "AutonomousCounty": 4, "DevelopmentZone": 1}
    before = [place for place in PLACES.values() if place.parent == CHONGQING and place.valid("2024")]
    assert sum(place.level == "District" for place in before) == 26


def test_there_are_34_provinces_with_english_names() -> None:
    provinces = [place for place in PLACES.values() if not place.parent]
    assert len(provinces) == 34
    assert all(place.en for place in provinces)
    assert all(place.en for place in PLACES.values() if place.parent == CHONGQING)


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("500113", "Banan District"),
        ("500230", "Fengdu County"),
        ("500231", "Dianjiang County"),
        ("500240", "Shizhu Tujia Autonomous County"),
        ("500243", "Pengshui Miao and Tujia Autonomous County"),
        ("500181", "Jiangjin City"),
        ("500108", "Nan'an District"),
    ],
)
def test_english_names(code: str, english: str) -> None:
    assert GAZETTEER.get(code).en == english


@given(codes)
def test_a_code_is_six_nine_or_twelve_digits_or_absent(code: str) -> None:
    bare = PLACES[code].division_code
    assert bare is None or (bare.isdecimal() and len(bare) in (6, 9, 12))
    assert bare is not None or "-" in code


# The merger of 6 November 2025


def test_two_districts_become_one_without_an_invented_code() -> None:
    new = GAZETTEER.get(LIANGJIANG)
    assert (new.level, new.parent, new.valid_from, new.division_code) == (
        "District",
        CHONGQING,
        "2025-11-06",
        None,
    )
    for code in ("500105", "500112"):
        old = GAZETTEER.get(code)
        assert (old.valid_until, old.replaced_by) == ("2025-11-06", LIANGJIANG)
        assert old.valid(date(2025, 11, 5))
        assert not old.valid(date(2025, 11, 6))


@pytest.mark.parametrize("town", ["大湾镇", "统景镇", "大盛镇", "兴隆镇", "茨竹镇"])
def test_five_towns_go_to_beibei(town: str) -> None:
    assert GAZETTEER.resolve(town, "500112", "2025-10").parent == "500112"
    new = GAZETTEER.resolve(town, "500109", "2025-11-06")
    assert (new.parent, new.division_code) == ("500109", None)
    with pytest.raises(UnknownPlace):
        GAZETTEER.resolve(town, LIANGJIANG, "2026")


@pytest.mark.parametrize("town", ["水土街道", "复兴街道", "蔡家岗街道", "施家梁镇", "童家溪镇"])
def test_five_of_beibei_go_to_the_new_district(town: str) -> None:
    assert GAZETTEER.resolve(town, "500109", "2025-10").parent == "500109"
    assert GAZETTEER.resolve(town, LIANGJIANG, "2026").parent == LIANGJIANG


def test_villages_follow_their_town() -> None:
    village = next(place for place in PLACES.values() if place.parent == "500112135")
    assert "500112" in {place.code for place in GAZETTEER.ancestors(village.code, "2022")}
    assert "500109" in {place.code for place in GAZETTEER.ancestors(village.code, "2026")}
    assert GAZETTEER.lies_in(village.code, "500109", "2026")
    assert not GAZETTEER.lies_in(village.code, LIANGJIANG, "2026")
    assert not GAZETTEER.lies_in(village.code, LIANGJIANG)


@pytest.mark.parametrize(
    ("on", "level"),
    [
        ("2013", "DevelopmentZone"),
        ("2025", "DevelopmentZone"),
        ("2025-11-06", "District"),
        ("2026", "District"),
    ],
)
def test_liangjiang_means_what_it_meant_then(on: str, level: str) -> None:
    assert GAZETTEER.resolve("两江新区", CHONGQING, on).level == level


def test_a_later_report_may_still_name_the_old_district() -> None:
    assert GAZETTEER.resolve("渝北区", CHONGQING, "2026-05").code == "500112"
    assert GAZETTEER.resolve("观音桥街道", LIANGJIANG, "2026").code == "500105006"


# Names


def test_xintian_village_stands_six_times_in_chongqing() -> None:
    found = GAZETTEER.find("新田村", CHONGQING)
    assert len(found) == 6
    with pytest.raises(AmbiguousPlace, match="6 places"):
        GAZETTEER.resolve("新田村", CHONGQING)
    for place in found:
        county = GAZETTEER.ancestors(place.code)[1]
        assert GAZETTEER.resolve("新田村", county.code) == place
    assert GAZETTEER.resolve("天元乡新田村", CHONGQING).parent == "500238243"
    assert GAZETTEER.resolve("巫溪县天元乡新田村").parent == "500238243"


@pytest.mark.parametrize("name", ["彭水", "彭水县", "彭水苗族土家族自治县", "重庆市彭水县"])
def test_pengshui(name: str) -> None:
    assert GAZETTEER.resolve(name).code == "500243"


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("江津市", "1998", "500181"),
        ("江津", "1998", "500181"),
        ("江津", "2022", "500116"),
        ("綦江县", "1998", "500222"),
        ("綦江", "1998", "500222"),
        ("綦江", "2022", "500110"),
        ("万盛", "2005", "500110-万盛区"),
        ("万盛", "2022", "500000-万盛经济技术开发区"),
        ("万盛经开区", "2022", "500000-万盛经济技术开发区"),
        ("万县区", "1997", "500101-万县区"),
        ("巴南", "2022", "500113"),
        ("沙坪坝", "2022", "500106"),
        ("重庆", "1990", "510200"),
        ("重庆", "2022", "500000"),
        ("重庆市", None, "500000"),
    ],
)
def test_names_in_their_time(name: str, on: str | None, code: str) -> None:
    assert GAZETTEER.resolve(name, on=on).code == code


def test_chongqing_lay_in_sichuan_until_1997() -> None:
    assert [place.name for place in GAZETTEER.ancestors("510223", "1990")] == ["重庆市", "四川省"]
    assert GAZETTEER.get("510223").replaced_by == "500222"
    assert GAZETTEER.get("510200").level == "Prefecture"


def test_chongqing_is_not_assumed() -> None:
    with pytest.raises(AmbiguousPlace):
        GAZETTEER.resolve("江北区", on="2022")
    assert GAZETTEER.resolve("江北区", CHONGQING, "2022").code == "500105"
    assert GAZETTEER.resolve("江北区", "330000", "2022").code == "330205"


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("古南", "500110", "500110001"),
        ("花溪", "500113", "500113005"),
        ("渝北社区", "500105", "500105006013"),
        ("兴旺村", "500112", "500112017204"),
        ("木洞镇桃花岛村", "500113", "500113109213"),
        ("重庆市巴南区木洞镇", "500113", "500113109"),
        ("黑山镇", "500000-万盛经济技术开发区", "500110107"),
        ("黑山镇", "500110", "500110107"),
        ("巴南区", "500113", "500113"),
        ("石桥乡", CHONGQING, "500156202"),
    ],
)
def test_small_places_within(name: str, within: str, code: str) -> None:
    assert GAZETTEER.resolve(name, within).code == code


def test_a_street_needs_its_ending_or_a_district() -> None:
    with pytest.raises(UnknownPlace):
        GAZETTEER.resolve("古南")


def test_errors_say_what_to_do() -> None:
    with pytest.raises(UnknownPlace, match="write the official name") as unknown:
        GAZETTEER.resolve("没有这个地方")
    assert isinstance(unknown.value, MinshengError)
    assert isinstance(unknown.value, LookupError)
    assert "地名表" in unknown.value.line("zh")
    with pytest.raises(UnknownPlace, match="Widen `within`"):
        GAZETTEER.resolve("新田村", "500229")
    with pytest.raises(AmbiguousPlace, match=r"\+1"):
        GAZETTEER.resolve("新田村", CHONGQING)
    with pytest.raises(UnknownPlace, match="500300"):
        GAZETTEER.find("新田村", "500300")
    with pytest.raises(UsageError, match="2022-03"):
        GAZETTEER.find("新田村", on="last year")


# Properties


@given(chongqing_codes)
def test_every_place_is_found_by_its_name_where_it_lies(code: str) -> None:
    place = PLACES[code]
    assert place in GAZETTEER.find(place.name)
    assert place in GAZETTEER.find(place.name, place.parent)
    assert place in GAZETTEER.find(place.name, CHONGQING)


@given(codes, st.one_of(st.none(), years, days))
def test_what_is_found_has_the_name_lies_there_and_was_valid(code: str, on: str | date | None) -> None:
    place = PLACES[code]
    for found in GAZETTEER.find(place.name, place.parent or None, on):
        assert found.valid(on)
        assert not place.parent or GAZETTEER.lies_in(found.code, place.parent, on)


@given(codes, st.one_of(st.none(), years))
def test_resolve_answers_or_says_why(code: str, on: str | None) -> None:
    place = PLACES[code]
    try:
        found = GAZETTEER.resolve(place.name, place.parent or None, on)
    except AmbiguousPlace:
        assert len(GAZETTEER.find(place.name, place.parent or None)) > 1
    else:
        assert place.name == found.name or place.name in short_forms(found.name)
        assert found in GAZETTEER.find(place.name, place.parent or None)


@given(codes, days)
def test_a_day_lies_in_its_month_and_year(code: str, on: date) -> None:
    place = PLACES[code]
    if place.valid(on):
        assert place.valid(f"{on:%Y-%m}")
        assert place.valid(f"{on:%Y}")


@given(codes, st.one_of(st.none(), days))
def test_ancestors_end_at_a_province(code: str, on: date | None) -> None:
    above = GAZETTEER.ancestors(code, on)
    assert len(above) == len({place.code for place in above})
    assert not (above[-1] if above else PLACES[code]).parent


@given(codes)
def test_short_forms_begin_like_the_name(code: str) -> None:
    name = PLACES[code].name
    assert name.startswith(stem(name))
    assert all(form.startswith(stem(name)) and 1 < len(form) < len(name) for form in short_forms(name))


@given(st.text(max_size=12), st.sampled_from([None, CHONGQING, "500113"]))
def test_any_text_is_a_place_or_a_lookup_error(name: str, within: str | None) -> None:
    try:
        answer = GAZETTEER.resolve(name, within).name
    except LookupError as error:
        answer = str(error)
    assert answer
    assert "\n" not in answer


# What it costs


def test_loaded_once() -> None:
    assert Gazetteer.load() is Gazetteer.load()


def test_the_import_is_light() -> None:
    heavy = "rdflib|pandas|polars|pyoxigraph|msgspec|yaml|igraph"
    code = f"import re, sys, loaders.places; print([m for m in sys.modules if re.fullmatch('{heavy}', m)])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_examples_run(compiler: ModuleType) -> None:
    for module in (loaders.places, compiler):
        result = doctest.testmod(module)
        assert result.attempted >= 3
        assert result.failed == 0
