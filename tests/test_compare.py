"""Comparisons: what differs in kind never shares a table, contradictions and gaps are seen, every format says the same."""

import csv
import io
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.compare import compare, page, show
from graph.compare.comparable import ROLES, blocks, key_of, rank_of
from graph.compare.observed import Observed
from graph.names import Name
from graph.store import Local, connect
from ontology import BASE, MS, PREFIXES
from tests.test_errors import minsheng

PLACES = [
    Name(f"{BASE}place/{n}", zh, en) for n, zh, en in ((1, "甲区", "Jia"), (2, "乙县", "Yi"), (3, "丙市", "Bing"))
]
LEVELS = dict(zip(PLACES, ("District", "County", "Municipality"), strict=True))
INDICATORS = [Name(f"{BASE}indicator/{n}", n) for n in ("登记失业率", "调查失业率")]
UNITS = [Name(f"{BASE}unit/{n}", n) for n in ("%", "人")]
PROGRAMMES = [None, Name(f"{BASE}programme/一", "一"), Name(f"{BASE}programme/二", "二")]
PERIODS = ["", "2020", "2021", "2020/2022", "2021-01/2021-06", "2021-12-31"]


def figure(number: int = 0, **fields: object) -> Observed:
    place = fields.pop("place", PLACES[0])
    assert isinstance(place, Name)
    base = {
        "figure": f"{BASE}figure/{number}", "indicator": INDICATORS[0], "place": place, "level": LEVELS[place],
        "role": "Outcome", "value": Decimal(3), "high": None, "unit": UNITS[0], "printed": "3%", "modifiers": (),
        "period": "2021", "when": "", "programme": None, "population": None, "institution": None, "at": (("d", 1, 2),),
    }  # fmt: skip
    return Observed(**{**base, **fields})  # type: ignore[arg-type]


@st.composite
def observed(draw: st.DrawFn) -> list[Observed]:
    return [
        figure(
            number,
            indicator=draw(st.sampled_from(INDICATORS)), place=draw(st.sampled_from(PLACES)),
            role=draw(st.sampled_from(ROLES)), unit=draw(st.sampled_from(UNITS)), period=draw(st.sampled_from(PERIODS)),
            value=Decimal(draw(st.integers(0, 3))), programme=draw(st.sampled_from(PROGRAMMES)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]  # fmt: skip


@given(observed())
def test_nothing_is_lost_and_nothing_that_differs_in_kind_shares_a_table(figures: list[Observed]) -> None:
    made = blocks(figures)
    shown = [one for block in made for row in block.cells for cell in row if cell for one in cell.figures]
    assert sorted(one.figure for one in shown) == sorted(one.figure for one in figures)
    for block in made:
        inside = [one for row in block.cells for cell in row if cell for one in cell.figures]
        assert {key_of(one) for one in inside} == {block.key}
        assert len({(one.indicator, one.role, one.unit, rank_of(one.level)) for one in inside}) == 1
    for indicator in {block.key.indicator for block in made}:
        apart = [block.apart for block in made if block.key.indicator == indicator]
        assert apart[0] == ()
        assert all(apart[1:])


@given(observed())
def test_a_contradiction_is_two_values_of_one_thing_at_one_time(figures: list[Observed]) -> None:
    for block in blocks(figures):
        for period_cells in zip(*block.cells, strict=True):
            for cell in filter(None, period_cells):
                pairs = [(a, b) for a in cell.figures for b in cell.figures]
                expected = any(
                    a.value != b.value
                    and a.period
                    and (a.programme == b.programme or not (a.programme and b.programme))
                    for a, b in pairs
                )
                assert cell.contradiction == expected


def test_gaps_are_told_and_so_is_what_stands_elsewhere() -> None:
    figures = [figure(1), figure(2, place=PLACES[1], period="2021-12-31")]
    places = {place: rank_of(level) for place, level in LEVELS.items()}
    year, day = sorted(blocks(figures, places), key=lambda block: block.key.span, reverse=True)
    assert (year.missing, year.elsewhere) == ((), (PLACES[1],))
    assert (day.missing, day.elsewhere) == ((), (PLACES[0],))
    (alone,) = blocks(figures[:1], places)
    assert alone.missing == (PLACES[1],)  # the city is of another rank, hence no gap


def test_the_five_reports(built: Path) -> None:
    found = compare(connect(str(built)), "长期护理保险")
    assert {one.place.zh for one in found.running} >= {"巴南区", "涪陵区"}
    assert all(len({f.unit for row in b.cells for c in row if c for f in c.figures}) == 1 for b in found.blocks)
    jobs = compare(connect(str(built)), indicator="城镇新增就业")
    roles = {block.key.role for block in jobs.blocks}
    assert {"Outcome", "Target"} <= roles
    same = compare(connect(str(built)), "ind:城镇新增就业")
    assert same.blocks == jobs.blocks


def test_one_place_across_years(built: Path) -> None:
    found = compare(connect(str(built)), places=["巴南区"], years="2019-2022")
    assert found.blocks
    for block in found.blocks:
        assert {place.zh for place in block.places} == {"巴南区"}
        assert all("2019" <= period[:4] <= "2022" or "/" in period for period in block.periods)


def small() -> Local:
    """One district, one indicator in two years and one in one."""
    store = ox.Store()
    for number, (indicator, year) in enumerate((("a", 2020), ("a", 2021), ("b", 2021))):
        store.update(
            f"""PREFIX ms: <{MS}> PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX skos: <{PREFIXES["skos"]}>
            INSERT DATA {{ <urn:f{number}> a ms:Outcome ; ms:indicator <urn:i{indicator}> ; ms:place <urn:p> ; ms:value {number}.5 ;
            ms:unit <urn:u> ; ms:asPrinted "x" ; ms:year {year} . <urn:i{indicator}> a ms:Indicator ; rdfs:label "{indicator}"@zh .
            <urn:p> a ms:Place , ms:District ; rdfs:label "甲区"@zh . <urn:u> skos:notation "人" }}"""
        )
    return Local(store)


def test_of_one_place_what_has_several_periods_comes_alone() -> None:
    found = compare(small(), places=["甲区"])
    assert [(block.indicator.zh, block.periods) for block in found.blocks] == [("a", ("2020", "2021"))]
    assert found.single == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("长期护里保险",), "长期护理保险"),
        (("--indicator", "城镇新增就叶"), "城镇新增就业"),
        (("--place", "火星区"), "火星区"),
        (("--place", "巴南区", "--years", "去年"), "2019-2022"),
        ((), "--place"),
        (("prog:<x>",), "prog"),
    ],
)
def test_what_is_not_known_is_one_line(built: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    found = minsheng("--store", built, "compare", *arguments, cwd=tmp_path)
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 1
    assert says in found.stderr


def test_every_format_holds_every_figure(built: Path) -> None:
    found = compare(connect(str(built)), indicator="城镇新增就业", places=["巴南区", "江北区", "南岸区"])
    printed = [one for block in found.blocks for row in block.cells for cell in row if cell for one in cell.figures]
    assert printed
    for lang in ("zh", "en"):
        rows = list(csv.DictReader(io.StringIO(show.csv(found, lang))))
        values = [row["数值" if lang == "zh" else "value"] for row in rows]
        assert sorted(filter(None, values)) == sorted(f"{one.value:f}" for one in printed)
        assert any(row["说明" if lang == "zh" else "note"] in ("无数据", "no figure") for row in rows)
        for text in (
            show.text(found, lang),
            show.text(found, lang, markdown=True),
            show.latex(found, lang),
            page.html(found, lang),
        ):
            for one in printed:
                assert f"{one.value:,}" in text
                assert f"{one.at[0][1]}–{one.at[0][2]}" in text
            assert ("南岸区" if lang == "zh" else "Nan&#39;an" if "<html" in text else "Nan'an") in text


def test_hostile_names_are_text() -> None:
    evil = "</style><script>alert(1)</script> & \\input{x} $a_b^c$ | 50%"
    store = ox.Store()
    said = f"""PREFIX ms: <{MS}> PREFIX rdfs: <{PREFIXES["rdfs"]}> PREFIX skos: <{PREFIXES["skos"]}>
        INSERT DATA {{ <urn:f> a ms:Outcome ; ms:indicator <urn:i> ; ms:place <urn:p> ; ms:value 1.5 ; ms:unit <urn:u> ; ms:asPrinted ?e .
        <urn:i> a ms:Indicator ; rdfs:label ?e . <urn:p> a ms:Place , ms:District ; rdfs:label ?e . <urn:u> skos:notation ?e }}"""
    store.update(said.replace("?e", str(ox.Literal(evil, language="zh")).replace("@zh", "") + "@zh"))
    found = compare(Local(store), indicator="urn://i".replace("urn://i", evil))
    text = page.html(found, "zh")
    assert "<script" not in text.replace("&lt;script", "")
    assert "default-src 'none'" in text
    latex = show.latex(found, "zh")
    assert "\\input{x}" not in latex
    assert not re.search(r"(?<!\\)[&%$#_](?![^\n]*\\\\$)", latex.split("\\caption{")[1].split("}\n")[0])
    assert "\\|" in show.text(found, "zh", markdown=True)


def test_the_page_opens_without_a_complaint(tmp_path: Path) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no chromium on PATH: apt-get install chromium fonts-noto-cjk")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    file = tmp_path / "compare.html"
    file.write_text(page.html(compare(small(), indicator="a"), "zh"), encoding="utf-8")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for theme, wide in (("light", 1200), ("dark", 1200), ("light", 390)):
            opened = browser.new_page(viewport={"width": wide, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
            opened.on("console", lambda message: complaints.append(message.text))
            opened.on("request", lambda r: complaints.append(r.url) if not r.url.startswith("file:") else None)
            opened.goto(file.as_uri())
            assert opened.locator("svg rect").count() >= 2
            assert opened.evaluate("document.documentElement.scrollWidth") <= wide
            found = Axe().run(opened)
            assert found.violations_count == 0, found.generate_report()
        browser.close()
    assert complaints == []
