"""Linked-data pages and the query page: what each IRI answers, and what a real browser makes of it."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from graph.serve import reading
from graph.serve.pages_routes import VENDOR
from graph.store import open_build
from ontology import BASE, MS
from tests.serving import Server

slow = pytest.mark.slow
HTML = {"Accept": "text/html"}
KINDS = (
    "place/500113",
    "programme/长期护理保险",
    "indicator/长护险参保人数",
    "group/重度失能人员",
    "domain/教育",
    "unit/人",
    "kind/保险",
    "status/试点",
    "modifier/近",
)


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[Server]:
    with Server(built) as running:
        yield running


@pytest.fixture(scope="module")
def with_sources(built: Path, seeds: Path) -> Iterator[Server]:
    with Server(built, f"sources={seeds}") as running:
        yield running


@pytest.fixture(scope="module")
def minted(built: Path) -> list[str]:
    """One thing of each class and folder that the graph mints."""
    found: dict[tuple[str, str], str] = {}
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for quad in open_build(built).quads_for_pattern(None, kind, None):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE):
            local = quad.subject.value.removeprefix(BASE)
            key = (local.split("/")[0], str(quad.object))
            found[key] = min(found.get(key, local), local)
    return sorted(set(found.values()))


def one(built: Path, folder: str) -> str:
    """A thing of a folder that has evidence."""
    evidence = ox.NamedNode(MS + "evidence")
    quads = open_build(built).quads_for_pattern(None, evidence, None)
    subjects = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    return min(s for s in subjects if s.startswith(f"{BASE}{folder}/")).removeprefix(BASE)


# ---- every IRI answers -----------------------------------------------------------------------------------------


def test_every_kind_of_iri_answers_in_three_forms(server: Server, minted: list[str]) -> None:
    for path in minted:
        page = server.get(f"/id/{path}", headers=HTML)
        assert page.status_code == 200, path
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        for accept, format_ in (
            ("text/turtle", ox.RdfFormat.TURTLE),
            ("application/ld+json", ox.RdfFormat.JSON_LD),
        ):
            answer = server.get(f"/id/{path}", headers={"Accept": accept})
            assert answer.headers["content-type"].split(";")[0] == accept
            subjects = {t.subject for t in ox.parse(answer.content, format=format_)}
            assert ox.NamedNode(BASE + path) in subjects, path


def test_an_iri_may_be_encoded_or_not_and_may_have_an_ending(server: Server) -> None:
    plain, encoded = "programme/长期护理保险", "programme/" + quote("长期护理保险")
    turtle = {"Accept": "text/turtle"}
    texts = {
        server.get(f"/id/{plain}", headers=turtle).text,
        server.get(f"/id/{encoded}", headers=turtle).text,
        server.get(f"/id/{plain}.ttl", headers=HTML).text,
        server.get(f"/id/{plain}", format="ttl").text,
    }
    assert len(texts) == 1
    assert server.get(f"/id/{plain}").headers["content-type"].startswith("text/html")
    assert server.get(f"/id/{plain}.jsonld").headers["content-type"] == "application/ld+json"
    assert server.get(f"/id/{plain}.html").headers["content-type"].startswith("text/html")


def test_what_is_not_there(server: Server) -> None:
    assert server.get("/id/programme/没有这个", headers=HTML).status_code == 404
    assert server.get("/id/programme/没有这个", headers={"Accept": "text/turtle"}).status_code == 404
    assert server.get("/id/nothing/", headers=HTML).status_code == 404
    assert server.get("/id/%00", headers=HTML).status_code == 404
    assert server.get("/id/a%20b%3E", headers=HTML).status_code == 404
    assert server.get("/id/../../etc/passwd", headers=HTML).status_code == 404


def test_no_page_has_a_script_of_its_own_nor_asks_elsewhere(server: Server, minted: list[str]) -> None:
    for path in ("/", "/search?q=养老", "/ontology", "/id/place/", *(f"/id/{p}" for p in minted)):
        page = server.get(path, headers=HTML)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        for tag in re.findall(r"<script[^>]*>", page.text):
            assert "src=" in tag or 'type="application/json"' in tag, (path, tag)
        assert not re.search(r"\son\w+=|\sstyle=|javascript:", page.text), path
        assert not re.search(
            r'<(?:link|script|img|iframe)[^>]+(?:href|src)="https?://(?!w3id\.org/minsheng)', page.text
        )


def test_names_are_text_wherever_they_come_from(tmp_path: Path) -> None:
    """A label that is a script stays a label."""
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "build.json").write_text("{}")
    store = ox.Store(str(folder / "store"))
    node, label = ox.NamedNode(BASE + "programme/x"), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    bad = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
    graph = ox.NamedNode("https://w3id.org/minsheng/graph/x")
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(ox.Quad(node, label, ox.Literal(bad, language="zh"), graph))
    store.add(ox.Quad(node, kind, ox.NamedNode(MS + "Programme"), graph))
    store.add(ox.Quad(node, ox.NamedNode(MS + "uses"), ox.NamedNode("javascript:alert(1)"), graph))
    store.flush()
    del store
    with Server(folder) as server:
        for path in ("/id/programme/x", "/id/programme/", "/search?q=script"):
            text = server.client.get(path, headers=HTML, follow_redirects=True).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert 'href="javascript' not in text
            assert "{{ 7*7 }}" in text or "49" not in text


# ---- what the pages show ---------------------------------------------------------------------------------------


def test_a_place(server: Server) -> None:
    page = server.get("/id/place/500113", lang="zh", headers=HTML).text
    for words in ("巴南区", "500113", "重庆市", "长期护理保险", "长护险参保人数", "25.4万人", "首批试点"):
        assert words in page
    assert "Programmes that run here" in server.get("/id/place/500113", lang="en", headers=HTML).text


def test_a_programme_side_by_side(server: Server) -> None:
    page = server.get("/id/programme/长期护理保险", headers=HTML).text
    columns = re.search(r'<table class="columns">.*?</table>', page, re.S)
    assert columns
    assert columns[0].count('<th scope="col">') >= 3


def test_an_indicator_never_mixes_units_or_roles(server: Server, built: Path) -> None:
    page = server.get("/id/indicator/长护险参保人数", headers=HTML).text
    assert page.count("<caption>") == len(re.findall(r"<caption>.*?</caption>", page))
    assert "25.4万人" in page


RUNS = {"s": "place:500113", "p": "ms:runs", "o": "prog:长期护理保险"}


def test_why_a_triple_is_inferred(server: Server) -> None:
    page = server.get("/explain", **RUNS, headers=HTML).text
    assert "prp-spo2" in page
    assert re.search(r'href="/id/document/[^"#]+#c\d+"', page)  # the characters that its premises rest on
    tree = server.get("/explain", **RUNS, format="json").json()
    assert tree["rule"] == "prp-spo2"
    assert {leaf["rule"] for leaf in tree["premises"] if not leaf["premises"]} == {"asserted"}
    assert any(leaf["graphs"] for leaf in tree["premises"])
    text = server.get("/explain", **RUNS, headers={"Accept": "text/plain"}).text
    assert text.splitlines()[0].startswith("巴南区") or text.startswith("Banan")
    assert len(text.splitlines()) > 3
    chinese = server.get("/explain", **RUNS, lang="zh", headers=HTML).text
    assert "属性链逐段相接" in chinese


def test_every_inferred_statement_of_a_page_leads_to_its_proof(server: Server) -> None:
    page = server.get("/id/place/500113", headers=HTML).text
    links = re.findall(r'<small class="inferred"><a href="([^"]+)"', page)
    assert len(links) > 10
    for link in links[:: len(links) // 10]:
        answer = server.get(html.unescape(link), headers=HTML)
        assert answer.status_code == 200, link
        assert 'class="steps"' in answer.text


def test_what_is_no_triple_has_no_proof(server: Server) -> None:
    for s, p, o, status in (
        ("place:500113", "ms:runs", "prog:没有这个", 404),
        ("place:500113", "ms:runs", "", 400),
        ("", "", "", 400),
        ('"a"', "ms:runs", "place:500113", 400),
        ("place:500113", "ms:runs", "<a> . <b> <c> <d>", 400),
        ("place:500113", "ms:runs", "x" * 5000, 400),
    ):
        for headers in (HTML, {"Accept": "application/json"}):
            assert server.get("/explain", s=s, p=p, o=o, headers=headers).status_code == status, (s, p, o)


def test_search(server: Server) -> None:
    exact = server.get("/search", q="巴南区", headers=HTML)
    assert (exact.status_code, exact.headers["location"]) == (303, "/id/place/500113")
    alias = server.get("/search", q="长护险", format="json").json()
    assert alias[0]["curie"] == "prog:长期护理保险"
    english = server.get("/search", q="long-term care", lang="en", format="json").json()
    assert any(row["curie"].startswith("ind:") for row in english)
    code = server.get("/search", q="500113", lang="zh", format="json").json()
    assert code[0]["name"] == "巴南区"
    assert server.get("/search", q="runs", kinds="property", format="json").json()[0]["curie"] == "ms:runs"
    assert server.get("/search", q="没有这样的东西", format="json").json() == []
    assert server.get("/search", q="x" * 300, headers=HTML).status_code == 400


def test_languages(server: Server) -> None:
    chinese = server.get("/id/domain/教育", headers={**HTML, "Accept-Language": "zh-CN,zh;q=0.9"})
    english = server.get("/id/domain/教育", headers={**HTML, "Accept-Language": "en-GB"})
    assert ('<html lang="zh">' in chinese.text, '<html lang="en">' in english.text) == (True, True)
    assert "education" in english.text
    asked = server.get("/id/domain/教育", lang="en", headers={**HTML, "Accept-Language": "zh"})
    assert asked.headers["content-language"] == "en"
    assert "lang=en" in asked.headers["set-cookie"]
    assert chinese.headers["etag"] != english.headers["etag"]


def test_the_documentation_of_the_ontology(server: Server) -> None:
    page = server.get("/ontology.html")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "地方 place" in page.text
    assert 'href="/ontology.html"' in server.get("/ontology", headers=HTML).text


def test_lists_and_vocabulary(server: Server) -> None:
    assert server.get("/id/place", headers=HTML).headers["location"] == "/id/place/"
    assert "巴南区" in server.get("/id/place/", lang="zh", headers=HTML).text
    page = server.get("/ontology", headers=HTML).text
    assert 'id="runs"' in page
    assert 'id="Programme"' in page
    turtle = server.get("/ontology", headers={"Accept": "text/turtle"})
    assert any(t.subject == ox.NamedNode(MS + "runs") for t in ox.parse(turtle.content, format=ox.RdfFormat.TURTLE))


# ---- with the sources at hand ----------------------------------------------------------------------------------


def test_without_sources_no_sentence_is_shown(server: Server, built: Path) -> None:
    page = server.get(f"/id/{one(built, 'figure')}", headers=HTML).text
    assert '<q class="context"' not in page
    assert "--sources" in page


def test_a_figure_in_context(with_sources: Server, built: Path, seeds: Path) -> None:
    page = with_sources.get(f"/id/{one(built, 'figure')}", headers=HTML).text
    context = re.search(r'<q class="context".*?</q>', page, re.S)
    assert context
    assert "<mark>" in context[0]
    plain = re.sub(r"<[^>]+>", "", context[0])
    assert any(plain in "".join(path.read_text(encoding="utf-8").split()) for path in seeds.glob("*.txt"))


def test_a_document_with_its_figures_marked(with_sources: Server, seeds: Path) -> None:
    for source in sorted(seeds.glob("*.txt")):
        page = with_sources.get(f"/id/document/{source.stem}", headers=HTML).text
        text = re.search(r'<div class="text" lang="zh">(.*?)</div>', page, re.S)
        assert text
        import html

        assert html.unescape(re.sub(r"<[^>]+>", "", text[1])) == source.read_text(encoding="utf-8")
        assert text[1].count("<mark") > 10
        assert 'id="ledger"' in page
        assert "未交代" not in page
        assert "not accounted for" not in page


def test_a_source_that_was_changed_is_not_shown(built: Path, seeds: Path, tmp_path: Path) -> None:
    source = min(seeds.glob("*.txt"))
    (tmp_path / source.name).write_text(source.read_text(encoding="utf-8") + "。", encoding="utf-8")
    with Server(built, f"sources={tmp_path}") as server:
        page = server.get(f"/id/document/{source.stem}", headers=HTML).text
        assert '<div class="text"' not in page


def test_marks_may_overlap() -> None:
    pieces = reading.marked("0123456789", {"a": [(1, 5)], "b": [(3, 7)]}, {(8, 9): "date"})
    assert "".join(p.text for p in pieces) == "0123456789"
    assert [(p.text, p.keys, p.note) for p in pieces if p.keys or p.note] == [
        ("12", ("a",), ""),
        ("34", ("a", "b"), ""),
        ("56", ("b",), ""),
        ("8", (), "date"),
    ]


# ---- in a browser ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if path is None:
            pytest.skip("no chromium on PATH: apt-get install chromium fonts-noto-cjk")
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = play.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="module", params=["plain", "bundled"])
def desk(request: pytest.FixtureRequest, built: Path) -> Iterator[Server]:
    """A server with the plain editor, and one with the bundled editor where scripts/yasgui.py has put it."""
    if request.param == "bundled" and not (VENDOR / "yasqe.min.js").exists():
        pytest.skip("the bundled editor is not in place: python scripts/yasgui.py")
    with Server(built, f"plain={'yes' if request.param == 'plain' else 'no'}") as running:
        yield running


@pytest.fixture
def page(browser: Browser, desk: Server) -> Iterator[Page]:
    """A page that may complain of nothing and ask nobody but the server."""
    yield from _opened(browser, desk)


@pytest.fixture
def plain_page(browser: Browser, server: Server) -> Iterator[Page]:
    """The same for pages that have no editor."""
    yield from _opened(browser, server)


def _opened(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: complaints.append(str(e)))
    opened.on(
        "request",
        lambda r: complaints.append(r.url) if not r.url.startswith((server.url, "data:", "blob:")) else None,
    )
    yield opened
    context.close()
    assert [c for c in complaints if "status of 4" not in c] == []


def ask(page: Page, text: str) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-ready=yes]")
    fill(page, text)
    page.click("#run")


def fill(page: Page, text: str) -> None:
    """Types a query into whichever editor there is."""
    if page.locator(".CodeMirror").count():
        page.evaluate("(t) => document.querySelector('.CodeMirror').CodeMirror.setValue(t)", text)
    else:
        page.fill("#text", text)


@slow
def test_a_query_of_the_library_at_one_click(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-ready=yes]")
    page.fill("#filter", "districts-of-programme")
    page.locator(".library a:visible").first.click()
    page.wait_for_selector("#view table")
    assert "巴南区" in page.inner_text("#view")
    page.locator("#parameters input").fill("医共体“三通”")
    page.locator("#parameters input").press("Enter")
    page.locator("#status", has_text="行").wait_for()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#view table")
    assert page.locator("#parameters input").input_value() == "医共体“三通”"


@slow
def test_results_sort_and_are_drawn(page: Page) -> None:
    ask(
        page,
        "SELECT ?placeName (COUNT(?p) AS ?n) { ?place a ms:District ; rdfs:label ?placeName ; ms:runs ?p "
        "FILTER(LANG(?placeName)='zh') } GROUP BY ?placeName ORDER BY ?placeName",
    )
    page.wait_for_selector("#view table")
    page.get_by_role("button", name="n", exact=True).click()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    numbers = [int(t) for t in page.locator("td.n").all_inner_texts()]
    assert numbers == sorted(numbers)
    page.get_by_role("button", name="图表").click()
    assert page.locator("svg.chart rect").count() == len(numbers)


@slow
def test_links_are_drawn(page: Page) -> None:
    ask(page, "SELECT ?a ?b { ?a ms:basedOn ?b } LIMIT 20")
    page.get_by_role("button", name="联系").click()
    assert page.locator("svg.chart circle").count() > 2
    ask(page, "CONSTRUCT { ?a ms:basedOn ?b } WHERE { ?a ms:basedOn ?b } LIMIT 5")
    page.wait_for_selector("#view")
    assert page.get_by_role("button", name="下载 Turtle").count() == 1


@slow
def test_an_error_leads_to_its_place(page: Page) -> None:
    ask(page, "SELECT *\nWHERE { ?s ?p ?o .\n  FILTR (?o > 3) }")
    page.wait_for_selector("#problem:not([hidden])")
    assert "FILTER" in page.inner_text("#problem")
    page.get_by_role("button", name="跳到第 3 行第 3 列").click()
    assert (
        page.evaluate(
            "getSelection().toString() || document.activeElement.value?.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
        )
        == "FILTR"
    )


@slow
def test_downloads(page: Page) -> None:
    ask(page, "SELECT ?name { place:500113 rdfs:label ?name }")
    with page.expect_download() as got:
        page.get_by_role("button", name="下载 CSV").click()
    assert got.value.suggested_filename == "minsheng.csv"
    assert "巴南区" in Path(got.value.path()).read_text(encoding="utf-8")


@slow
def test_names_are_completed(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("body[data-ready=yes]")
    fill(page, "")
    if page.locator(".CodeMirror").count():
        page.click(".CodeMirror")
        page.keyboard.type("ASK { ")
        page.keyboard.insert_text("巴南")
        page.wait_for_selector(".CodeMirror-hints li")
        page.keyboard.press("Enter")
        value = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    else:
        page.click("#text")
        page.keyboard.type("ASK { ")
        page.keyboard.insert_text("巴南")
        page.wait_for_selector("#completions [role=option]")
        assert page.get_attribute("#text", "aria-activedescendant") == "completion-0"
        page.keyboard.press("Enter")
        value = page.input_value("#text")
    assert value == "ASK { place:500113 "


@slow
@pytest.mark.parametrize("path", ["/search?q=养老", "/ontology", "/id/place/", *(f"/id/{p}" for p in KINDS)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(plain_page: Page, path: str, theme: Any) -> None:
    plain_page.emulate_media(color_scheme=theme)
    plain_page.goto(path)
    plain_page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert _axe(plain_page) == []


@slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_query_page(page: Page, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto("/")
    page.wait_for_selector("body[data-ready=yes]")
    assert _axe(page) == []
    page.goto("/#name=district-overview")
    page.reload()
    page.wait_for_selector("#view table")
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert _axe(page) == []


def _axe(page: Page) -> list[Any]:
    """The page's policy forbids the script that axe is; the tester's own tool may pass."""
    from axe_playwright_python.sync_playwright import Axe

    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    found = Axe().run(page).response["violations"]
    return [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found]


@slow
@pytest.mark.parametrize("path", ["/", "/#name=district-overview", *(f"/id/{p}" for p in KINDS[:4])])
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, desk: Server, path: str) -> None:
    context = browser.new_context(
        base_url=desk.url, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True
    )
    opened = context.new_page()
    opened.goto(path)
    if path.startswith("/#"):
        opened.wait_for_selector("#view table")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@slow
def test_the_keyboard_reaches_everything(page: Page) -> None:
    page.goto("/id/place/500113")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto("/")
    page.wait_for_selector("body[data-ready=yes]")
    page.focus("#text, .CodeMirror textarea")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") in ("BUTTON", "A")


@slow
def test_the_network_is_there(plain_page: Page) -> None:
    plain_page.goto("/id/programme/长期护理保险")
    plain_page.get_by_role("link", name="在网络图中查看").click()
    plain_page.wait_for_selector("body[data-ready=yes]")
    assert "长期护理保险" in plain_page.locator("#panel h2").inner_text()
