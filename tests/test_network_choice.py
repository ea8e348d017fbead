"""What a reader of the network page keeps, hides and sets side by side; charts, and what was computed. Real build, real
browser."""

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Page

from graph.drawing import measured, network
from graph.measures import MEASURES, cube, measure
from graph.measures.relations import read
from graph.store import connect, open_build
from tests.test_network_tools import browser, choose, page

__all__ = ["browser", "page"]
pytestmark = pytest.mark.slow


def pin(page: Page, *names: str) -> None:
    for name in names:
        choose(page, name)
        page.locator("#panel").get_by_role("button", name="Pin", exact=True).click()


def test_what_is_pinned_stays_lit_and_is_restored(page: Page) -> None:
    pin(page, "长期护理保险", "江北区")
    choose(page, "城镇新增就业")
    lit = "[...Minsheng.current.nodes].filter(([, level]) => level === 2).map(([n]) => n.zh).sort().join()"
    before = page.evaluate(lit)
    assert {"长期护理保险", "江北区"} <= set(before.split(","))
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert page.evaluate(lit) == before
    page.evaluate("document.body.classList.add('show-filters')")
    page.get_by_role("button", name="Remove Jiangbei District").click()
    assert "江北区" not in page.evaluate(lit).split(",")


def test_what_is_hidden_is_gone_until_it_is_fetched_back(page: Page) -> None:
    choose(page, "长期护理保险")
    page.locator("#panel").get_by_role("button", name="Hide").click()
    there = "[...Minsheng.current.nodes.keys()].some((n) => n.zh === '长期护理保险')"
    assert not page.evaluate(there)
    assert "hide=programme/" in page.url
    page.go_back()
    assert page.evaluate(there)
    page.go_forward()
    assert not page.evaluate(there)
    page.evaluate("document.body.classList.add('show-filters')")
    page.locator("#filters .chosen button").click()
    assert page.evaluate(there)


def test_districts_stand_side_by_side_and_nothing_unlike_in_a_row(page: Page) -> None:
    pin(page, "巴南区", "江北区")
    page.locator("#panel").get_by_role("button", name="Compare these 2").click()
    heads = page.locator(".comparison thead th").all_inner_texts()
    assert [head.strip() for head in heads] == ["Banan District", "Jiangbei District"]
    rows = page.locator(".comparison tbody tr", has=page.get_by_role("link", name="new urban jobs", exact=True))
    row = rows.filter(has_text="person · outcome")
    assert (rows.count(), row.count()) == (2, 1)  # what is aimed at stands in a row of its own
    cells = row.locator("td").all_inner_texts()
    assert "25,700" in cells[0]
    assert "92,000" in cells[1]
    assert page.locator(".comparison .gap").count() > 20
    with page.expect_download() as saved:
        page.locator("#listing .save").click()
    table = list(csv.reader(saved.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(table) - 1 == page.locator(".comparison tbody tr:has(th[scope=row])").count()
    assert "view=compare" in page.url
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert page.locator(".comparison thead th").count() == 2
    page.go_back()
    page.wait_for_selector("#map canvas", state="visible")


def test_a_chart_is_of_one_indicator_unit_and_role_and_as_long_as_the_numbers(page: Page) -> None:
    choose(page, "城镇新增就业")
    chart = page.locator("#panel figure").first
    values = [float(text.split()[-1].replace(",", "")) for text in chart.locator(".n").all_inner_texts()]
    assert len(values) > 1
    widths = [r["width"] for r in (bar.bounding_box() for bar in chart.locator("rect").all()) if r]
    for value, width in zip(values, widths, strict=True):
        assert width / max(widths) == pytest.approx(value / max(values), abs=0.02)
    page.locator("#panel figure a").first.click()
    assert page.evaluate("Minsheng.state.selected.kind") == "place"


def test_the_panel_says_what_was_computed_and_how(page: Page, built: Path) -> None:
    choose(page, "江北区")
    shown = page.locator("#panel details", has_text=MEASURES["resemblance"].en)
    shown.locator("summary").first.click()
    assert MEASURES["resemblance"].en_says in shown.inner_text()
    rows = [row.split("\t")[-1] for row in shown.locator("tbody tr").all_inner_texts()]
    found = MEASURES["resemblance"].rows(read(connect(str(built))))
    iri = page.evaluate("Minsheng.state.selected.iri")
    assert rows == [f"{row[4]:.3f}" for row in found if iri in row[:2]]


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("resemblance", "江北区"),
        ("companions", "长期护理保险"),
        ("spread", "长期护理保险"),
        ("centrality", "江北区卫生健康委员会"),
        ("communities", "江北区卫生健康委员会"),
    ],
)
def test_a_measure_is_saved_as_the_triples_that_the_command_gives(
    page: Page, built: Path, name: str, about: str
) -> None:
    graph = connect(str(built))
    choose(page, about)
    shown = page.locator("#panel details", has_text=MEASURES[name].en)
    shown.locator("summary").first.click()
    with page.expect_download() as saved:
        shown.get_by_role("button", name="Turtle").click()
    assert saved.value.suggested_filename == f"minsheng-{name}.ttl"
    triples = {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in ox.parse(path=saved.value.path(), format=ox.RdfFormat.TURTLE)
    }
    wanted = cube.quads(measure(graph, name, about), graph)
    assert triples == {(str(q.subject), str(q.predicate), str(q.object)) for q in wanted}


def test_what_the_page_computes_of_is_what_the_measures_read(built: Path) -> None:
    assert measured.relations(network.read(open_build(built))) == read(connect(str(built)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_side_by_side(page: Page, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(f"Minsheng.set({{theme: '{theme}'}})")
    pin(page, "巴南区", "江北区")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    panel = Axe().run(page).response["violations"]
    page.keyboard.press("c")
    found = panel + Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
