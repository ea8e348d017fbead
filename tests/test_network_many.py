"""The network page with more nodes than vis draws one by one, and with more than anybody could see. Real browser."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page

from graph.drawing.render import render
from scripts.generate import generate
from tests.test_network_tools import browser

__all__ = ["browser"]
pytestmark = pytest.mark.slow
# A programme in the middle of the window, and a pixel of the canvas.
PLACE = """() => { const n = Minsheng.nodes.find((n) => n.kind === 'programme' && n.districts.length > 2);
  Minsheng.move({ x: n.x, y: n.y }, 1, false); return [n.zh, Minsheng.palette().domains.get(n.domains[0])]; }"""
PIXEL = """([dx, dy]) => { const c = document.querySelector('#map canvas'); const k = c.width / c.clientWidth;
  const d = c.getContext('2d').getImageData(c.width / 2 + dx * k, c.height / 2 + dy * k, 1, 1).data;
  return '#' + [...d].slice(0, 3).map((x) => x.toString(16).padStart(2, '0')).join(''); }"""


@pytest.fixture(scope="module")
def many(browser: Browser, file: Path) -> Iterator[Page]:
    """Every node drawn."""
    page = _opened(browser, file, "#nodes=all")
    assert page.evaluate("Minsheng.many && Minsheng.current.nodes.size > 2000")
    yield page
    _closed(page)


@pytest.fixture
def large(browser: Browser, file: Path) -> Iterator[Page]:
    """As it opens."""
    page = _opened(browser, file, "")
    yield page
    _closed(page)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = ox.Store()
    store.bulk_extend(generate(800_000))
    path: Path = tmp_path_factory.mktemp("many") / "network.html"
    path.write_text(render(store), encoding="utf-8")
    return path


COMPLAINTS: dict[Page, list[str]] = {}


def _opened(browser: Browser, file: Path, at: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    complaints = COMPLAINTS[page] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri() + at)
    page.wait_for_selector("body[data-ready=yes]")
    return page


def _closed(page: Page) -> None:
    assert COMPLAINTS.pop(page) == []
    page.close()


def test_what_is_drawn_together_has_its_colour_and_is_picked(many: Page) -> None:
    name, colour = many.evaluate(PLACE)
    many.wait_for_function("Minsheng.labelsShown().length > 0")
    assert many.evaluate(PIXEL, [0, 0]) == colour.lower()
    box = many.locator("#map").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    many.mouse.move(*middle)
    assert many.locator("#map.pointing").count() == 1
    many.mouse.click(*middle)
    assert many.locator("#panel-name").inner_text() == name
    assert many.evaluate("[...Minsheng.current.edges.values()].filter((level) => level === 2).length") > 2


def test_no_label_lies_on_another(many: Page) -> None:
    for scale in (0.06, 0.3, 1):
        many.evaluate(f"Minsheng.move({{ x: 0, y: 0 }}, {scale}, false)")
        many.wait_for_function(f"Math.abs(Minsheng.viewport().scale - {scale}) < 1e-6")
        overlapping = many.evaluate(
            "Minsheng.labelBoxes().flatMap((a, i, all) => all.slice(i + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w"
            " && a.y < b.y + b.h && b.y < a.y + a.h)).length"
        )
        assert overlapping == 0


REST = "[...Minsheng.current.nodes.keys()].every((n) => n.kind === 'domain' || Minsheng.districts.includes(n))"


def test_it_opens_on_districts_by_domains_and_a_circle_opens(large: Page) -> None:
    assert large.evaluate("Minsheng.nodes.length") > 5000
    assert large.evaluate(REST)
    apart = """Minsheng.cells.every((a, i) => Minsheng.cells.every((b, j) => i <= j || Math.hypot(a.x - b.x, a.y - b.y) >= a.r + b.r))"""
    assert large.evaluate(apart)
    assert "circle" in large.evaluate("Minsheng.set({lang: 'en'}) || document.getElementById('panel').innerText")
    district, domain, count, colour = large.evaluate(
        """() => { const c = Minsheng.cells.find((c) => c.island !== Minsheng.islands[0]);
        Minsheng.move({ x: c.x, y: c.y + c.r / 2 }, 0.5, false);
        return [c.district.zh, c.domain.i, c.count, Minsheng.palette().domains.get(c.domain.i)]; }"""
    )
    large.wait_for_function("Minsheng.viewport().scale === 0.5")
    assert large.evaluate(PIXEL, [0, 0]) == colour.lower()
    box = large.locator("#map").bounding_box()
    assert box
    large.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown = large.evaluate(
        "[...Minsheng.current.nodes.keys()].filter((n) => n.kind === 'programme').map((n) => [n.domains, n.districts.map((d) => Minsheng.things[d].zh)])"
    )
    assert len(shown) == count
    assert all(domain in domains and district in places for domains, places in shown)
    again = large.evaluate("Minsheng.current.nodes.size")
    large.reload()
    large.wait_for_selector("body[data-ready=yes]")
    assert large.evaluate("Minsheng.current.nodes.size") == again
    large.keyboard.press("Escape")
    assert large.evaluate(REST)


def test_a_search_leads_to_what_is_near_and_says_what_it_leaves_out(large: Page) -> None:
    large.fill("#search", "样例项目100-1")
    large.keyboard.press("Enter")
    assert large.evaluate(
        "[...Minsheng.current.lit].every((n) => n.virtual || Minsheng.current.nodes.has(n) || Minsheng.folds(n.kind))"
    )
    assert large.evaluate("Minsheng.current.nodes.size") < 1100
    assert large.locator("#count").inner_text().count("未画") == 0
    large.evaluate("Minsheng.FEW = 20; Minsheng.set({ selected: null, district: Minsheng.districts[1] })")
    frame = large.evaluate("Minsheng.nodes.filter((n) => n.kind === 'domain').length") + 1
    assert large.evaluate("Minsheng.current.nodes.size") == frame + 20
    assert "20 个" in large.locator("#count").inner_text()
    assert "未画" in large.locator("#count").inner_text()
