"""The network page of more than 5,000 nodes: the overview that it opens on, the neighbourhoods that it leads to. Real browser."""

import math
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page

from graph.drawing import network, omitted, overview, reasons, render
from graph.drawing.measured import relations
from graph.drawing.nodes import Network, Node
from scripts.generate import generate
from tests.test_network import HOSTILE, sample, seek
from tests.test_network_tools import browser

__all__ = ["browser"]
slow = pytest.mark.slow
MOST = 1000
Open = Callable[..., Page]
# Where a node lies in the window.
PLACE = """(n) => { const { scale, centre } = Minsheng.viewport(); const box = document.getElementById('map').getBoundingClientRect();
  return [box.x + box.width / 2 + (n.x - centre.x) * scale, box.y + box.height / 2 + (n.y - centre.y) * scale]; }"""
LARGEST = "Minsheng.cells.reduce((a, b) => (b.count > a.count ? b : a))"
EVERY_CLASS = "Minsheng.set({kinds: new Set(Minsheng.kinds)})"
SHOWN = "[...Minsheng.current.nodes.keys()].map((n) => [n.key, n.x, n.y, n.size])"


def policies(districts: int, domains: int) -> Network:
    """A network of so many districts, each with a programme in every domain."""
    ms, made = "https://w3id.org/minsheng/ontology#", []
    for d in range(domains):
        made.append(Node(f"dom:{d:02}", "domain", f"领域{d}", "", (), "", (f"dom:{d:02}",), (), (), ()))
    for p in range(districts):
        place = f"place:{p:02}"
        made.append(Node(place, "place", f"区{p}", "", (), ms + "District", (), (place,), (), ()))
        made += [
            Node(f"prog:{p:02}-{d:02}", "programme", "", "", (), "", (f"dom:{d:02}",), (place,), (), ())
            for d in range(domains)
        ]
    return Network(tuple(sorted(made, key=lambda n: n.iri)), (), (), (), (), (), {}, {})


# --- what is computed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("domains", [1, 2, 13, 30])
def test_the_dots_of_a_district_lie_on_it_and_on_no_other(domains: int) -> None:
    over = overview.Overview.of(policies(7, domains))
    assert sorted((c.place, c.domain, c.programmes) for c in over.cells) == [
        (f"place:{p:02}", f"dom:{d:02}", 1) for p in range(7) for d in range(domains)
    ]
    spots = {c.iri: over.layout.positions[c.iri] for c in over.cells}
    for cell in over.cells:
        disc = over.layout.islands[over.layout.island[cell.iri]]
        assert disc.place == cell.place
        assert math.dist(spots[cell.iri], (disc.x, disc.y)) + 30 <= disc.radius
    assert all(math.dist(a, b) > 60 for a, b in combinations(spots.values(), 2))


def test_a_programme_counts_where_it_runs_and_what_is_nowhere_in_the_middle() -> None:
    made = sample()
    made.named("prog:无处", "Programme", "无处")
    over = overview.Overview.of(network.read(made.store()))
    counted = {(c.place.rpartition("/")[2], c.domain.rpartition("/")[2]): c.programmes for c in over.cells}
    assert counted == {
        ("990101", "教育"): 8,
        ("990101", "就业"): 8,
        ("990102", "教育"): 5,
        ("990102", "就业"): 4,
        ("", ""): 1,
    }


def test_what_a_page_leaves_out_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read = network.read(sample().store())
    assert omitted.omitted(read, relations(read)) == []
    monkeypatch.setattr(overview, "MANY", 10)
    monkeypatch.setattr(overview, "MOST", 10)
    monkeypatch.setattr(reasons, "MOST", 0)
    monkeypatch.setattr("graph.drawing.measured.MOST", {"companions": 10**9, "communities": 10**9, "centrality": 0})
    said = [en for _, en in omitted.omitted(read, relations(read))]
    assert [re.findall(r"minsheng [a-z ]+|all at once", text) for text in said] == [
        ["minsheng measures centrality does it"],
        ["minsheng explain gives each"],
        ["all at once"],
    ]
    told: list[str] = []
    render.render(sample().store(), progress=lambda _zh, en: told.append(en))
    assert told[1:] == said


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = ox.Store()
    store.bulk_extend(generate(180_000, figures=2))
    path: Path = tmp_path_factory.mktemp("large") / "network.html"
    path.write_text(render.render(store), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def open_page(browser: Browser, large: Path) -> Iterator[Open]:
    """Opens the page; at the end of the test it may not have complained or asked for anything."""
    contexts, complaints = [], []

    def opened(at: str = "", size: tuple[int, int] = (1280, 800), theme: Any = "light", path: Path = large) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
        page.goto(path.as_uri() + at)
        page.wait_for_selector("body[data-ready=yes]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def scope(page: Page) -> str:
    return page.locator("#scope").inner_text()


def shown(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate(SHOWN)
    return found


@slow
def test_opens_on_the_overview_and_a_click_leads_to_the_cell(open_page: Open) -> None:
    page = open_page("#lang=en")
    assert page.evaluate("Minsheng.nodes.length") > overview.MANY
    assert page.evaluate("Minsheng.mode()") == "overview"
    cells = page.evaluate("Minsheng.cells.map((c) => [c.count, Minsheng.members(c).length])")
    assert all(count == members for count, members in cells)
    assert re.search(rf"Overview: [\d,]+ nodes in all, put together as {len(cells)} dots", scope(page))
    page.mouse.click(*page.evaluate(f"({PLACE})({LARGEST})"))
    page.wait_for_function(f"Minsheng.state.around === {LARGEST}")
    drawn = {key for key, *_ in shown(page)}
    assert len(drawn) <= MOST
    members = page.evaluate(f"Minsheng.members({LARGEST}).map((n) => n.key)")
    assert set(members) <= drawn
    assert f"The {len(members)} programmes of" in scope(page)
    page.locator("#panel .links a").first.click()
    assert page.evaluate("Minsheng.state.selected.kind") == "programme"
    assert page.evaluate("Minsheng.state.around.kind") == "cell"  # it is drawn: the map stays where it is
    assert page.evaluate("[...Minsheng.current.edges.values()].filter((level) => level === 2).length") > 0


@slow
def test_search_leads_to_a_neighbourhood_and_back_out_of_it(open_page: Open) -> None:
    page = open_page()
    seek(page, "样例0区")
    assert page.evaluate("Minsheng.state.around.zh") == "样例0区"
    drawn = len(shown(page))
    assert re.search(rf"“样例0区”周围 2 步以内：{drawn} 个节点，全在图中（全图共 [\d,]+ 个）", scope(page))
    seek(page, "教育")
    page.evaluate(EVERY_CLASS)
    assert len(shown(page)) == MOST
    found = re.search(
        r"“教育”周围 2 步以内：([\d,]+) 个节点中近的、关系多的 1,000 个（全图共 [\d,]+ 个）", scope(page)
    )
    assert found
    assert int(found[1].replace(",", "")) > MOST
    seek(page, "样例机构7")
    before = shown(page)
    assert 1 < len(before) <= MOST
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert shown(page) == before
    page.go_back()
    page.wait_for_function("Minsheng.state.around.zh === '教育'")
    page.go_back()
    page.wait_for_function("Minsheng.state.around.zh === '样例0区'")
    page.go_back()
    page.wait_for_function("Minsheng.mode() === 'overview'")
    for _ in range(3):
        page.go_forward()
    page.wait_for_function("Minsheng.state.around.zh === '样例机构7'")
    assert shown(page) == before
    page.get_by_role("button", name="回到全貌").click()
    assert page.evaluate("Minsheng.mode()") == "overview"


@slow
def test_nothing_overlaps_in_a_neighbourhood(open_page: Open) -> None:
    page = open_page()
    seek(page, "教育")
    page.evaluate(EVERY_CLASS)
    nodes = shown(page)
    assert len(nodes) == MOST
    for (_, x, y, r), (_, u, v, s) in combinations(nodes, 2):
        assert math.hypot(x - u, y - v) > r + s
    boxes = page.evaluate("Minsheng.labelBoxes()")
    assert boxes
    for a, b in combinations(boxes, 2):
        assert (
            a["x"] + a["w"] <= b["x"]
            or b["x"] + b["w"] <= a["x"]
            or a["y"] + a["h"] <= b["y"]
            or b["y"] + b["h"] <= a["y"]
        )


@slow
def test_filters_hold_in_a_neighbourhood_and_let_others_in(open_page: Open) -> None:
    page = open_page()
    seek(page, "教育")
    page.evaluate(EVERY_CLASS)
    before = page.evaluate("[...Minsheng.current.nodes.keys()].filter((n) => n.kind === 'programme').length")
    page.locator("#filters").get_by_label("就业").first.uncheck()
    kinds = "[...Minsheng.current.nodes.keys()].filter((n) => n.kind === 'programme').map((n) => n.domains.map((d) => Minsheng.things[d].zh).join())"
    after = page.evaluate(kinds)
    assert "就业" not in after
    assert before > 0
    assert len(shown(page)) == MOST  # its room is taken by what was cut before
    page.locator("#filters").get_by_label("项目与政策").uncheck()
    assert page.evaluate(kinds) == []
    page.get_by_role("button", name="恢复初始").click()
    assert page.evaluate("Minsheng.mode()") == "overview"


@slow
def test_each_step_further_reaches_more(open_page: Open) -> None:
    page = open_page()
    seek(page, "样例机构7")
    reached = [page.evaluate("Minsheng.reach().size")]
    for steps in (2, 3, 4):
        page.get_by_role("button", name="再展开一步").click()
        reached.append(page.evaluate("Minsheng.reach().size"))
        assert f"{steps} 步以内，共 {reached[-1]} 个" in page.locator("#panel .steps").inner_text()
        assert f"steps={steps}" in page.url
        assert len(shown(page)) <= MOST
    assert reached == sorted(set(reached))
    page.get_by_role("button", name="收回到一步").click()
    assert page.evaluate("Minsheng.reach().size") == reached[0]


@slow
def test_every_node_can_be_drawn_and_picked(open_page: Open) -> None:
    page = open_page("#lang=en")
    page.get_by_role("button", name="Draw every node").click()
    page.locator("#filters").get_by_label("Institutions").check()
    assert len(shown(page)) > 3000
    assert page.evaluate("Minsheng.many()")
    assert "whole=1" in page.url
    page.evaluate(
        "(() => { const n = Minsheng.nodes.find((n) => n.kind === 'programme'); Minsheng.move(n, 1, false); return n.zh; })()"
    )
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate("Minsheng.state.selected.kind") == "programme"
    page.get_by_role("button", name="Back to the overview").click()
    assert page.evaluate("Minsheng.mode()") == "overview"


@slow
def test_the_table_holds_what_the_map_does(open_page: Open) -> None:
    page = open_page("#view=table")
    assert page.locator("#listing tbody tr").count() == min(200, len(shown(page)))
    seek(page, "样例机构7")
    assert "样例机构7" in page.locator("#listing caption").inner_text()
    assert page.locator("#listing tbody tr").count() == min(200, len(shown(page)))
    for tab in ("实施情况", "数据", "关系"):
        page.locator("#listing .tabs").get_by_role("button", name=tab, exact=True).click()
        assert 0 < page.locator("#listing tbody tr").count() <= 200


@slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
@pytest.mark.parametrize("at", ["", "#n=place/900100&lang=en", "#n=place/900101~domain/教育&view=table"])
def test_axe_finds_nothing(open_page: Open, theme: str, size: tuple[int, int], at: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(at, size, theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == []


@slow
def test_hostile_names_are_text(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "MANY", 10)
    monkeypatch.setattr(render, "LONG", 0)
    made = sample(hostile=True)
    made.named("dom:怪", "Programme", "怪")
    made.add("dom:教育", graph="ontology", skos_prefLabel=[(HOSTILE[1], "en")])
    path = tmp_path / "network.html"
    path.write_text(render.render(made.store()), encoding="utf-8", newline="\n")
    page = open_page("#lang=en", path=path)
    assert page.evaluate("Minsheng.mode()") == "overview"
    for n, name in enumerate(HOSTILE):
        page.evaluate(f"Minsheng.centre(Minsheng.byKey.get('programme/h{n}'))")
        assert page.locator("#panel h2").evaluate("e => e.textContent") == name
        assert name in page.locator("#scope").evaluate("e => e.textContent")
    page.go_back()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
