"""The network: what is read from a store, where it lies, and what the page does in a real browser.

The sample is invented; its shape is that of the real graph.
"""

import base64
import csv
import hashlib
import io
import json
import math
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from graph.drawing import layout, network, picture, render
from ontology import BASE, GRAPH, MS, PREFIXES
from tests.test_network_tools import DRAWN

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ENGLISH = {
    "竹溪区": "Zhuxi District",
    "教育": "education",
    "就业": "employment",
    "runs": "runs",
    "Outcome": "outcome",
}
HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "\"'`&amp;<b>粗</b> ${window.hacked=1}",
    "\u202eright-to-left\u202c \u2067עברית\u2069",
    "长" * 10_000,
    "👩‍👩‍👧‍👦🏳️‍🌈 emoji",
    "href=javascript:window.hacked=1",
    "]]><!--\u2028\u2029",
)


class Sample:
    """A store in the making. Names are IRIs once a prefix is put before them: ``prog:课后服务``."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []

    def add(self, subject: str, graph: str = "sample", **statements: object) -> None:
        """Statements of a subject. A value with a known prefix is a thing; ``a`` is its class."""
        for name, values in statements.items():
            predicate = RDF_TYPE if name == "a" else _iri(name.replace("_", ":", 1))
            for value in values if isinstance(values, list) else [values]:
                self.quads.append(
                    ox.Quad(
                        ox.NamedNode(_iri(subject)),
                        ox.NamedNode(predicate),
                        _value(value),
                        ox.NamedNode(GRAPH + graph),
                    )
                )

    def named(self, subject: str, cls: str, zh: str, **more: object) -> str:
        """A thing with a label and evidence."""
        self.add(subject, "sample", a=f"ms:{cls}", rdfs_label=[(zh, "zh")], **more)
        if zh in ENGLISH:
            self.add(subject, rdfs_label=[(ENGLISH[zh], "en")])
        return subject

    def evidence(self, key: str, start: int, exact: str) -> str:
        """A place in the one document."""
        iri = f"ev:{key}"
        position, quote = _iri(iri) + "/position", _iri(iri) + "/quote"
        self.add(iri, a="ms:Evidence", oa_hasSource="doc:样本", oa_hasSelector=[position, quote])
        self.add(position, oa_start=start, oa_end=start + len(exact))
        self.add(quote, oa_exact=exact)
        return iri

    def store(self, *, backwards: bool = False) -> ox.Store:
        """The store, filled in one order or the other."""
        store = ox.Store()
        for quad in reversed(self.quads) if backwards else self.quads:
            store.add(quad)
        return store


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def _value(value: object) -> ox.NamedNode | ox.Literal:
    if isinstance(value, tuple):
        return ox.Literal(value[0], language=value[1])
    if isinstance(value, int):
        return ox.Literal(value)
    text = str(value)
    known = text.partition(":")[0] in PREFIXES or text.startswith("https://w3id.org/")
    return ox.NamedNode(_iri(text)) if known else ox.Literal(text)


def sample(programmes: int = 24, hostile: bool = False) -> Sample:
    """Three districts of an invented city, programmes in two domains, one of them in two districts."""
    s = Sample()
    s.named("doc:样本", "Document", "样本报道", ms_about="place:990101")
    for domain in ("教育", "就业"):
        s.add(f"dom:{domain}", graph="ontology", skos_prefLabel=[(domain, "zh"), (ENGLISH[domain], "en")])
    s.add("ms:runs", graph="ontology", rdfs_label=[("实施", "zh"), ("runs", "en")])
    s.add("ms:Outcome", graph="ontology", rdfs_label=[("成果", "zh"), ("outcome", "en")])
    s.add("unit:人", graph="ontology", skos_prefLabel=[("人", "zh")], skos_notation="人")
    s.add("mod:近", graph="ontology", skos_prefLabel=[("近", "zh")])
    s.add("status:试点", graph="ontology", skos_prefLabel=[("试点", "zh"), ("pilot", "en")])
    s.add("ind:受益学生", graph="ontology", skos_prefLabel=[("受益学生", "zh")])
    s.named("place:990000", "Municipality", "云江市", ms_divisionCode="990000")
    for code, name in (("990101", "竹溪区"), ("990102", "石桥区"), ("990103", "空白区")):
        s.named(f"place:{code}", "District", name, ms_divisionCode=code, ms_within="place:990000")
    s.named("place:990101001", "Town", "柳镇", ms_within="place:990101", ms_evidence=s.evidence("p", 5, "柳镇"))
    s.named("inst:竹溪区教委", "Institution", "竹溪区教委", ms_place="place:990101", skos_altLabel=[("教委", "zh")])
    s.named("group:学生", "BeneficiaryGroup", "学生")
    proof = s.evidence("s", 40, "竹溪区教委隶属云江市")
    s.add("inst:竹溪区教委", ms_affiliatedWith="place:990000")
    s.add("claim:1", a="ms:Claim", ms_subject="inst:竹溪区教委", ms_predicate="ms:affiliatedWith")
    s.add("claim:1", ms_object="place:990000", ms_evidence=proof)
    for n in range(programmes):
        name = f"项目{n:02}"
        place = "place:990101" if n % 3 else "place:990102"
        parent = {"ms_partOf": "prog:项目01"} if n in (4, 7) else {}
        domain = "dom:教育" if n % 2 else "dom:就业"
        s.named(f"prog:{name}", "Programme", name, ms_domain=domain, **parent)
        s.add(f"impl:{name}", a="ms:Implementation", ms_programme=f"prog:{name}", ms_place=place)
        s.add(f"impl:{name}", ms_evidence=s.evidence(name, 100 + n, name))
    s.add("prog:项目01", skos_altLabel=[("小太阳计划", "zh")])
    s.add("impl:项目01", ms_status="status:试点", ms_carriedOutBy="inst:竹溪区教委", ms_serves="group:学生")
    s.add("impl:项目01b", a="ms:Implementation", ms_programme="prog:项目01", ms_place="place:990102")
    s.add("fig:1", a="ms:Outcome", ms_indicator="ind:受益学生", ms_place="place:990101", ms_unit="unit:人")
    s.add("fig:1", ms_programme="prog:项目01", ms_value="25400", ms_asPrinted="2.54万人", ms_modifier="mod:近")
    s.add("fig:1", ms_periodStart="2021-01-01", ms_periodEnd="2021-12-31", ms_timeAsPrinted="去年")
    s.add("fig:1", ms_evidence=[s.evidence("f", 2310, "2.54万人"), s.evidence("f2", 12, "2.54万人")])
    s.add("place:990101", graph="inferred", ms_runs="prog:项目01", ms_runsWithin="prog:项目01")
    s.add("place:990101001", graph="inferred", ms_within="place:990000")
    s.add("place:990000", graph="inferred", ms_contains="place:990101001")
    s.add("ms:contains", graph="ontology", owl_inverseOf="ms:within")
    s.add("ms:within", graph="ontology", a="owl:TransitiveProperty", rdfs_label=[("位于", "zh"), ("within", "en")])
    for n, name in enumerate(HOSTILE if hostile else ()):
        s.named(f"prog:h{n}", "Programme", name, ms_domain="dom:教育", skos_altLabel=[(name, "zh")])
        s.add(f"impl:h{n}", a="ms:Implementation", ms_programme=f"prog:h{n}", ms_place="place:990101")
        s.add(f"impl:h{n}", ms_timeAsPrinted=name, ms_evidence=s.evidence(f"h{n}", n, name))
        s.add(f"fig:h{n}", a="ms:Outcome", ms_indicator="ind:受益学生", ms_place="place:990101")
        s.add(f"fig:h{n}", ms_programme=f"prog:h{n}", ms_value=name[:99], ms_asPrinted=name, ms_unit="unit:人")
    return s


# --- what is read ---------------------------------------------------------------------------------------------------


def test_reads_nodes_and_folds_implementations_and_figures() -> None:
    read = network.read(sample().store())
    nodes = {n.iri.removeprefix(BASE): n for n in read.nodes}
    edges = {(e.source.removeprefix(BASE), e.predicate.removeprefix(MS), e.target.removeprefix(BASE)): e
             for e in read.edges}  # fmt: skip
    assert nodes["programme/项目01"].alt == ("小太阳计划",)
    assert nodes["programme/项目01"].home == ""
    assert nodes["programme/项目02"].home == BASE + "place/990101"
    assert nodes["group/学生"].domains == (BASE + "domain/教育",)
    runs = edges["place/990101", "runs", "programme/项目01"]
    assert runs.implementations == (BASE + "implementation/项目01",)
    assert not runs.inferred
    assert ("programme/项目01", "carriedOutBy", "institution/竹溪区教委") in edges
    assert ("programme/项目01", "serves", "group/学生") in edges
    assert edges["institution/竹溪区教委", "affiliatedWith", "place/990000"].evidence == (BASE + "evidence/s",)
    (figure,) = read.figures
    assert (figure.value, figure.printed, figure.start, len(figure.evidence)) == (
        "25400",
        "2.54万人",
        "2021-01-01",
        2,
    )


def test_one_inferred_edge_a_pair_and_none_where_it_was_asserted() -> None:
    inferred = [e for e in network.read(sample().store()).edges if e.inferred]
    assert [(e.source, e.predicate, e.target) for e in inferred] == [
        (BASE + "place/990101001", MS + "within", BASE + "place/990000")
    ]


def test_places_without_a_word_are_left_out() -> None:
    assert BASE + "place/990103" not in {n.iri for n in network.read(sample().store()).nodes}


@pytest.mark.parametrize("cls", ["County", "AutonomousCounty", "DevelopmentZone"])
def test_whatever_is_of_a_district_s_rank_is_an_island(cls: str) -> None:
    made = sample()
    made.named("place:990104", cls, "云阳土家族自治县", ms_within="place:990000")
    made.add("impl:新", a="ms:Implementation", ms_programme="prog:项目03", ms_place="place:990104")
    read = network.read(made.store())
    where = layout.arrange(read)
    assert BASE + "place/990104" in {n.iri for n in read.nodes}
    assert BASE + "place/990104" in {i.place for i in where.islands}


def test_every_reference_is_a_node_or_a_named_term() -> None:
    read = network.read(sample().store())
    known = {n.iri for n in read.nodes} | set(read.terms)
    for figure in read.figures:
        assert {figure.indicator, figure.place, figure.programme, figure.unit, figure.role} <= known
    assert all(t.zh for t in read.terms.values())


def test_inferred_edges_carry_their_proof_and_its_evidence() -> None:
    read = network.read(sample().store())
    (edge,) = [e for e in read.edges if e.source == _iri("place:990101001") and e.target == _iri("place:990000")]
    step = read.steps[edge.reason]
    assert step.rule == "prp-trp"
    stated = [read.steps[number] for number in step.premises]
    assert {s.rule for s in stated} == {"asserted"}
    assert (_iri("ms:within"),) in [s.words[1] for s in stated]
    assert all(e.reason == -1 for e in read.edges if not e.inferred)


def test_what_is_called_inferred_and_does_not_follow_has_no_proof() -> None:
    made = sample()
    made.add("place:990101", graph="inferred", ms_runs="prog:项目03")
    (edge,) = [e for e in network.read(made.store()).edges if e.target == _iri("prog:项目03") and e.inferred]
    assert edge.reason == -1


# --- where it lies ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("programmes", [0, 1, 2, 24, 300])
def test_nothing_overlaps_and_nothing_is_missing(programmes: int) -> None:
    read = network.read(sample(max(programmes, 8)).store())
    where = layout.arrange(read)
    drawn = picture.build(read, where)
    assert [n["id"] for n in drawn.nodes] == list(range(len(read.nodes)))
    assert set(where.positions) == {n.iri for n in read.nodes}
    assert all(type(v) is int for point in where.positions.values() for v in point)
    for tall in (False, True):
        middles = [i.tall if tall else (i.x, i.y) for i in where.islands]
        for (a, i), (b, j) in combinations(zip(middles, where.islands, strict=True), 2):
            assert math.dist(a, b) > i.radius + j.radius
    for node, thing in zip(drawn.nodes, read.nodes, strict=True):
        island = where.islands[where.island[thing.iri]]
        assert math.dist((node["x"], node["y"]), (island.x, island.y)) + node["size"] <= island.radius
    for one, other in combinations(drawn.nodes, 2):
        room = math.dist((one["x"], one["y"]), (other["x"], other["y"])) - one["size"] - other["size"]
        assert room > 4, (one["label"], other["label"])


def test_the_same_graph_gives_the_same_page() -> None:
    one, other = sample().store(), sample().store(backwards=True)
    assert render.render(one) == render.render(other)


def test_domains_form_sectors() -> None:
    """Going round an island, one passes each domain once."""
    read = network.read(sample(60).store())
    where = layout.arrange(read)
    (island,) = [i for i in where.islands if i.place.endswith("990101")]
    turns = []
    for n in read.nodes:
        if n.kind == "programme" and n.home == island.place:
            x, y = where.positions[n.iri]
            turns.append((math.atan2(x - island.x, island.y - y) % math.tau, n.domains))
    sequence = [d for _, d in sorted(turns)]
    assert sum(a != b for a, b in pairwise(sequence)) == 1


# --- the file --------------------------------------------------------------------------------------------------------


def test_policy_names_every_script_and_style_and_nothing_else() -> None:
    page = render.render(sample(hostile=True).store())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    for pattern in (r"<script>(.*?)</script>", r"<style>(.*?)</style>"):
        for text in re.findall(pattern, page, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "sourceMappingURL" not in page


def test_data_cannot_end_its_block() -> None:
    page = render.render(sample(hostile=True).store())
    block = page.split('id="data">', 1)[1].split("</script>", 1)[0]
    assert not set("<>&\u2028\u2029") & set(block)
    assert HOSTILE[0] in json.loads(block)["nodes"]["zh"]


def test_another_vis_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "VIS_SHA256", "0" * 64)
    with pytest.raises(render.PageError, match=r"pyvis 0\.3\.2"):
        render.render(sample().store())


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(render.PageError, match="zh and en"):
        render.render(sample().store(), lang="fr")


def test_an_empty_store_gives_a_page() -> None:
    assert "<title>" in render.render(ox.Store(), lang="en")


# --- in a browser ----------------------------------------------------------------------------------------------------

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
slow = pytest.mark.slow
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on PATH: apt-get install chromium fonts-noto-cjk")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {"plain": sample().store(), "hostile": sample(hostile=True).store(), "empty": ox.Store()}
    for name, store in made.items():
        (folder / f"{name}.html").write_text(render.render(store), encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def open_page(browser: Browser, files: dict[str, Path]) -> Iterator[Open]:
    """Opens a page; at the end of the test no page may have complained or asked for anything."""
    contexts, complaints = [], []

    def opened(name: str = "plain", at: str = "", size: str = "desk", theme: Any = "light") -> Page:
        wide, high = SIZES[size]
        context = browser.new_context(
            viewport={"width": wide, "height": high}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None,
        )
        page.goto(files[name].as_uri() + at)
        page.wait_for_selector("body[data-ready=yes]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def seek(page: Page, text: str) -> None:
    page.fill("#search", text)
    page.press("#search", "Enter")


def shown(page: Page) -> set[str]:
    return set(page.evaluate("[...Minsheng.scene().nodes.keys()].map((n) => n.key)"))


def decoded(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash)"))


@slow
@pytest.mark.parametrize("name", ["plain", "hostile", "empty"])
def test_opens_in_silence(open_page: Open, name: str) -> None:
    page = open_page(name)
    assert page.title() == "民生知识图谱"
    assert page.locator("#map canvas").count() == 1


@slow
def test_the_policy_holds(open_page: Open, files: dict[str, Path]) -> None:
    context = open_page().context
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda m: blocked.append(m.text))
    page.goto(files["plain"].as_uri())
    page.evaluate("fetch('https://example.org/').catch(() => 0)")
    with page.expect_console_message(lambda message: "a.png" in message.text):
        page.evaluate("""() => {
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 1';
            document.body.append(script);
            const image = new Image();
            image.src = 'https://example.org/a.png';
        }""")
    assert page.evaluate("window.hacked") is None
    assert sum("Content Security Policy" in text for text in blocked) >= 3


@slow
def test_search_opens_the_panel(open_page: Open) -> None:
    page = open_page()
    page.fill("#search", "小太阳")
    assert page.locator("#found [role=option]").count() == 1
    page.press("#search", "Enter")
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "项目01"
    words = panel.inner_text()
    for word in ("25,400", "2.54万人", "2021", "去年", "成果", "第 2310–2316 字", "样本报道", "试点", "学生"):
        assert word in words
    assert page.evaluate("document.activeElement.id") == "panel-name"
    assert BASE + "programme/项目01" in words
    panel.get_by_role("link", name="竹溪区教委").first.click()
    assert panel.locator("h2").inner_text() == "竹溪区教委"
    assert panel.get_by_text("竹溪区教委隶属云江市").count() == 1


@slow
def test_an_indicator_can_be_opened(open_page: Open) -> None:
    page = open_page()
    seek(page, "受益学生")
    assert "竹溪区" in page.locator("#panel .figures").inner_text()


@slow
def test_folded_classes_open_beside_what_is_selected(open_page: Open) -> None:
    page = open_page()
    assert "institution/竹溪区教委" not in shown(page)
    seek(page, "项目01")
    assert {"institution/竹溪区教委", "group/学生"} <= shown(page)


@slow
def test_filters_hide(open_page: Open) -> None:
    page = open_page()
    filters = page.locator("#filters")
    assert {"programme/项目01", "programme/项目02"} <= shown(page)
    filters.get_by_label("就业").first.uncheck()
    assert "programme/项目02" not in shown(page)
    assert "programme/项目01" in shown(page)
    filters.get_by_label("区县").select_option("place/990102")
    assert "programme/项目01" in shown(page)
    assert "programme/项目05" not in shown(page)
    filters.get_by_label("项目与政策").uncheck()
    assert not any(key.startswith("programme/") for key in shown(page))
    filters.get_by_label("机构").check()
    page.get_by_role("button", name="恢复初始").click()
    assert "programme/项目02" in shown(page)
    assert not any(key.startswith("institution/") for key in shown(page))


@slow
def test_inferred_edges_are_dashed_and_can_be_left_out(open_page: Open) -> None:
    page = open_page(at="#n=place/990101001")
    drawn = "[...Minsheng.scene().edges.keys()].filter((e) => e.inferred).length"
    assert page.evaluate(drawn) == 0
    page.locator("#filters").get_by_label("推理得出").check()
    assert page.evaluate(drawn) == 1
    assert page.locator("#panel details.inferred").count() == 1
    page.locator("#filters").get_by_label("原文所述").uncheck()
    assert page.evaluate("Minsheng.scene().edges.size") == 1


@slow
def test_an_inferred_relation_says_why(open_page: Open) -> None:
    page = open_page(at="#n=place/990101001")
    page.click("#panel details.inferred > summary")
    page.click("#panel details.inferred details > summary")
    page.wait_for_selector("#panel .reason")
    text = page.inner_text("#panel .reason")
    assert "prp-trp" in text
    assert "传递属性逐级相接" in text
    assert text.count("文中写明") == 3
    page.click("#panel .reason a >> text=竹溪区")
    assert "990101" in decoded(page)


@slow
def test_hostile_names_are_text(open_page: Open) -> None:
    page = open_page("hostile")
    for n, name in enumerate(HOSTILE):
        page.evaluate(f"Minsheng.set({{selected: Minsheng.byKey.get('programme/h{n}')}})")
        assert page.locator("#panel h2").evaluate("e => e.textContent") == name
        page.evaluate("Minsheng.show(Minsheng.state.selected)")
        page.evaluate(DRAWN)
    page.fill("#search", "<img")
    assert page.locator("#found [role=option] bdi").first.text_content() == HOSTILE[1]
    page.press("#search", "Escape")
    for tab in ("节点", "数据", "实施情况", "关系"):
        page.evaluate("Minsheng.set({view: 'table'})")
        page.locator("#listing .tabs").get_by_role("button", name=tab, exact=True).click()
        assert page.locator("#listing img, #listing script").count() == 0
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@slow
def test_speaks_english(open_page: Open) -> None:
    page = open_page(at="#n=place/990101")
    page.click("#lang")
    assert page.locator("#panel h2").inner_text() == "Zhuxi District"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#filters").get_by_label("Programmes").is_checked()
    assert "runs" in page.locator("#panel").inner_text()
    assert "lang=en" in decoded(page)


@slow
def test_the_address_keeps_the_view(open_page: Open) -> None:
    address = "#n=programme/项目01&in=place/990101&without=domain/就业&basis=ai&lang=en&theme=dark&at=10,20,0.5,w"
    page = open_page(at=address)
    assert page.locator("#panel h2").inner_text() == "项目01"
    assert page.locator("#district").input_value() == "place/990101"
    assert not page.locator("#filters").get_by_label("Employment", exact=False).first.is_checked()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("Minsheng.viewport().scale") == 0.5
    page.locator("#panel .close").click()
    assert "programme/" not in decoded(page)
    page.go_back()
    page.wait_for_function("document.querySelector('#panel h2').textContent === '项目01'")
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    assert page.locator("#panel h2").inner_text() == "项目01"


@slow
def test_a_broken_address_opens_the_whole(open_page: Open) -> None:
    page = open_page(at="#n=%E0%A4%A&at=x,y&show=&view=q&in=place/1&lang=xx")
    assert page.locator("#panel h2").inner_text() == "概览"


@slow
def test_keys(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("石桥区")
    page.keyboard.press("Enter")
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Minsheng.state.selected.key") != "place/990102"
    before = page.evaluate("Minsheng.viewport().scale")
    page.keyboard.press("-")
    page.wait_for_function(f"Minsheng.viewport().scale < {before}")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.evaluate("Minsheng.state.selected") is None
    page.keyboard.press("t")
    assert page.locator("#listing table").is_visible()


@slow
def test_a_click_on_the_map_selects(open_page: Open) -> None:
    page = open_page(at="#at=0,0,0.8,w")
    x, y = page.evaluate("""() => {
        const n = Minsheng.byKey.get('domain/教育');
        const {scale, centre} = Minsheng.viewport();
        const box = document.getElementById('map').getBoundingClientRect();
        return [box.x + box.width / 2 + (n.x - centre.x) * scale, box.y + box.height / 2 + (n.y - centre.y) * scale];
    }""")
    page.mouse.click(x, y)
    page.wait_for_function("Minsheng.state.selected && Minsheng.state.selected.key === 'domain/教育'")


@slow
def test_labels_never_overlap(open_page: Open) -> None:
    page = open_page("hostile")
    for scale in (0.1, 0.2, 0.4, 0.7, 1, 2):
        page.evaluate(f"Minsheng.move({{x: 0, y: 0}}, {scale}, false)")
        page.evaluate(DRAWN)
        boxes = page.evaluate("Minsheng.labelBoxes()")
        assert boxes
        for a, b in combinations(boxes, 2):
            apart = (
                a["x"] + a["w"] <= b["x"]
                or b["x"] + b["w"] <= a["x"]
                or a["y"] + a["h"] <= b["y"]
                or b["y"] + b["h"] <= a["y"]
            )
            assert apart


@slow
def test_the_table_says_the_same(open_page: Open) -> None:
    page = open_page(at="#view=table")
    listing = page.locator("#listing")
    assert listing.locator("tbody tr").count() == len(shown(page))
    listing.locator(".tabs").get_by_role("button", name="数据").click()
    assert "25,400" in listing.inner_text()
    listing.locator("thead").get_by_role("button", name="数值").click()
    assert listing.locator("th[aria-sort=ascending]").inner_text().startswith("数值")
    listing.get_by_role("link", name="项目01").first.click()
    assert page.locator("#panel h2").inner_text() == "项目01"


@slow
def test_what_is_shown_can_be_saved(open_page: Open) -> None:
    page = open_page("hostile")
    with page.expect_download() as picture_:
        page.click("#png")
    assert picture_.value.path().read_bytes().startswith(b"\x89PNG")
    page.evaluate("Minsheng.set({view: 'table'})")
    with page.expect_download() as table:
        page.locator("#listing .save").click()
    rows = list(csv.reader(io.StringIO(table.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(shown(page)) + 1
    assert {HOSTILE[0], HOSTILE[4]} <= {row[0] for row in rows}


@slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("at", ["", "#n=programme/项目01&basis=ai", "#view=table", "#n=place/990101&lang=en"])
def test_axe_finds_nothing(open_page: Open, theme: str, size: str, at: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(at=at, size=size, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size == "phone" and not at:
        page.click("#filters-open")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found] == []
