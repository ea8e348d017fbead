"""What the network page lets people do beyond looking: paths, time, initials, SVG, SPARQL. On the real build, in a
real browser."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from graph.store import NETWORK, connect

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SVG = "{http://www.w3.org/2000/svg}"
# The window draws on its next frame. (Asking for a pixel until it is right would make Chromium complain of the asking.)
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on PATH: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def page(browser: Browser, built: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of the build; it may not complain, nor ask for anything."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    complaints: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    opened.goto((built / NETWORK).as_uri() + "#lang=en")
    opened.wait_for_selector("body[data-ready=yes]")
    yield opened
    context.close()
    assert complaints == []


def choose(page: Page, typed: str) -> None:
    page.fill("#search", typed)
    page.keyboard.press("Enter")


def test_initials_of_pinyin_find_a_name(page: Page) -> None:
    page.fill("#search", "cqhlbx")
    assert "长期护理保险" in page.locator("#found li").first.inner_text()
    page.fill("#search", "CSH")
    assert page.locator("#found li").count() > 1


def test_a_path_leads_from_one_node_to_another_and_says_how(page: Page) -> None:
    choose(page, "长期护理保险")
    page.get_by_role("button", name="Path from here").click()
    assert "select another" in page.locator("#panel .path").inner_text()
    choose(page, "江北区卫生健康委员会")
    steps = page.locator("#panel .path li")
    ends = page.locator("#panel .path ol > li > a").all_inner_texts()
    assert ends[0] == "长期护理保险"
    assert ends[-1] == "江北区卫生健康委员会"
    assert all(a == b for a, b in zip(ends[1:-1:2], ends[2::2], strict=True))  # each step begins where one ended
    assert page.evaluate("[...Minsheng.current.edges].filter(([, level]) => level === 2).length") == len(ends) // 2
    assert page.locator("#panel .path q").count() > 0  # printed words
    assert "from=programme/" in page.url
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert steps.count() > 0
    page.get_by_role("button", name="End the path").click()
    assert page.locator("#panel .path").count() == 0
    page.go_back()
    assert steps.count() > 0


def test_a_node_is_expanded_further_as_often_as_one_likes(page: Page) -> None:
    choose(page, "江北区卫生健康委员会")
    lit = "[...Minsheng.current.nodes.values()].filter((level) => level > 0).length"
    seen = [page.evaluate(lit)]
    for steps in (2, 3, 4):
        page.locator("#panel").get_by_role("button", name="One step further").click()
        seen.append(page.evaluate(lit))
        assert f"steps={steps}" in page.url
    assert seen[0] < seen[1] < seen[2]
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert page.evaluate(lit) == seen[3]
    assert "within 4 steps" in page.locator("#panel .steps").inner_text()
    page.locator("#panel").get_by_role("button", name="Back to one step").click()
    assert page.evaluate(lit) == seen[0]


def test_the_time_slider_keeps_what_had_begun(page: Page) -> None:
    before = page.evaluate("Minsheng.current.nodes.size")
    page.evaluate("document.body.classList.add('show-filters')")
    slider = page.locator("#until")
    slider.fill("2016")
    assert "2016" in page.locator(".time output").inner_text()
    assert page.evaluate("Minsheng.current.nodes.size") < before
    late = page.evaluate(
        "[...Minsheng.current.nodes.keys()].filter((n) => [...n.figures, ...n.impls].length"
        " && n.kind === 'programme' && [...n.figures, ...n.impls].every((x) => x.start > '2017')).length"
    )
    assert late == 0
    assert "until=2016" in page.url
    slider.fill(slider.get_attribute("max") or "")
    assert page.evaluate("Minsheng.current.nodes.size") == before
    assert "until" not in page.url


def test_figures_are_filtered_by_their_role(page: Page) -> None:
    choose(page, "巴南区")
    rows = page.locator("#panel section table.figures tbody tr:first-child td:last-child")
    page.evaluate("document.body.classList.add('show-filters')")
    page.locator("#filters").get_by_label(re.compile("^target", re.I)).uncheck()
    assert "target" not in [text.lower() for text in rows.all_inner_texts()]
    assert "outcome" in [text.lower() for text in rows.all_inner_texts()]
    assert "figures=-Target" in page.url
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert "target" not in [text.lower() for text in rows.all_inner_texts()]
    page.evaluate("document.body.classList.add('show-filters')")
    page.locator("#filters").get_by_label(re.compile("^target", re.I)).check()
    assert "figures=" not in page.url


def test_the_picture_as_svg_is_well_formed_and_holds_what_is_shown(page: Page) -> None:
    with page.expect_download() as saved:
        page.evaluate("document.getElementById('svg').click()")
    text = saved.value.path().read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    shapes = [e for e in root.iter() if e.tag in (SVG + "circle", SVG + "rect", SVG + "polygon")]
    assert len(shapes) >= page.evaluate("Minsheng.current.nodes.size")
    lines = page.evaluate("Minsheng.labelsShown().flatMap((l) => l.lines)")
    assert [e.text for e in root.iter(SVG + "text")] == lines
    assert not re.search(r"(?:href|src)=", text)


@pytest.mark.parametrize("name", ["长期护理保险", "巴南区", "江北区卫生健康委员会", "重度失能人员", "城镇新增就业"])
def test_the_query_of_the_panel_gives_what_the_panel_shows(page: Page, built: Path, name: str) -> None:
    choose(page, name)
    query = page.locator("#panel .sparql code").text_content() or ""
    results = connect(str(built)).query(query)
    assert isinstance(results, ox.QuerySolutions)
    found = list(results)
    assert found
    if "?figure" in query:
        assert len({row["figure"] for row in found}) == page.evaluate(
            "Minsheng.state.selected.figures.filter((f) => [f.place, f.programme, f.institution].includes(Minsheng.state.selected.i)"
            " || f.what === Minsheng.state.selected || f.domains.includes(Minsheng.state.selected.i)).length"
        )


def test_axe_finds_nothing_in_a_path(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    choose(page, "长期护理保险")
    page.get_by_role("button", name="Path from here").click()
    choose(page, "巴南区医疗保障局")
    page.locator(".sparql summary").click()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_finger_moves_the_map_and_opens_a_node(browser: Browser, built: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    touched = context.new_page()
    touched.goto((built / NETWORK).as_uri() + "#lang=en")
    touched.wait_for_selector("body[data-ready=yes]")
    touched.evaluate(
        "() => { const n = Minsheng.byKey.get('place/500113'); Minsheng.move({ x: n.x, y: n.y }, 0.9, false); }"
    )
    touched.wait_for_function("() => Minsheng.viewport().scale === 0.9")
    box = touched.locator("#map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touched.touchscreen.tap(x, y)
    touched.wait_for_selector("body.has-selection")
    assert touched.locator("#panel-name").inner_text() == "Banan District"
    box = touched.locator("#map").bounding_box()  # smaller, now that the panel is open
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = touched.evaluate("Minsheng.viewport().centre.y")
    fingers = context.new_cdp_session(touched)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x, "y": y - 20 * step}]) for step in range(1, 6)),
        ("touchEnd", []),
    ):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touched.wait_for_function(f"() => Math.abs(Minsheng.viewport().centre.y - {before}) > 40")
    context.close()


def test_on_paper_there_is_what_is_read_and_nothing_to_press(page: Page) -> None:
    choose(page, "长期护理保险")
    page.emulate_media(media="print")
    hidden = "#filters, .zoom, .buttons, .finder, .tools"
    assert page.evaluate(f"[...document.querySelectorAll('{hidden}')].every((e) => e.offsetParent === null)")
    assert page.locator("#map canvas").is_visible()
    assert page.evaluate(
        "(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight + 1)(document.getElementById('panel'))"
    )
