"""The network page with more nodes than vis draws one by one: what is seen can still be picked. Real browser."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page

from graph.drawing.render import render
from scripts.generate import generate
from tests.test_network_tools import DRAWN, browser

__all__ = ["browser"]
pytestmark = pytest.mark.slow
# A programme in the middle of the window, and the colour the canvas has there.
PLACE = """() => { const n = Minsheng.nodes.find((n) => n.kind === 'programme' && n.districts.length > 2);
  Minsheng.move({ x: n.x, y: n.y }, 1, false); return [n.zh, Minsheng.palette().domains.get(n.domains[0])]; }"""
PIXEL = """() => { const c = document.querySelector('#map canvas');
  const d = c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data;
  return '#' + [...d].slice(0, 3).map((x) => x.toString(16).padStart(2, '0')).join(''); }"""


@pytest.fixture(scope="module")
def many(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    store = ox.Store()
    store.bulk_extend(generate(500_000))
    path: Path = tmp_path_factory.mktemp("many") / "network.html"
    path.write_text(render(store), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    assert page.evaluate("Minsheng.nodes.length") > 3000
    yield page
    assert complaints == []
    page.close()


def test_what_is_drawn_together_has_its_colour_and_is_picked(many: Page) -> None:
    name, colour = many.evaluate(PLACE)
    many.evaluate(DRAWN)
    assert many.evaluate(PIXEL) == colour.lower()
    box = many.locator("#map").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    many.mouse.move(*middle)
    many.wait_for_selector("#map.pointing")
    many.mouse.click(*middle)
    assert many.locator("#panel-name").inner_text() == name
    assert many.evaluate("[...Minsheng.current.edges.values()].filter((level) => level === 2).length") > 2


def test_no_label_lies_on_another(many: Page) -> None:
    for scale in (0.06, 0.3, 1):
        many.evaluate(f"Minsheng.move({{ x: 0, y: 0 }}, {scale}, false)")
        many.evaluate("Minsheng.redraw()")  # now, not on the next frame
        assert abs(many.evaluate("Minsheng.viewport().scale") - scale) < 1e-6
        assert many.evaluate("Minsheng.labelBoxes().length") > 0
        overlapping = many.evaluate(
            "Minsheng.labelBoxes().flatMap((a, i, all) => all.slice(i + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w"
            " && a.y < b.y + b.h && b.y < a.y + a.h)).length"
        )
        assert overlapping == 0
