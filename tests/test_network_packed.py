"""The page's data packed: what the page unpacks is what was packed, and nothing in it ends an element or runs. Real browser."""

import base64
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from graph.drawing import render
from graph.drawing.packing import compressed
from tests.test_network import HOSTILE, sample, seek
from tests.test_network_tools import browser

__all__ = ["browser"]
UNPACK = """async (text) => {
  const data = Minsheng.unpack(await Minsheng.inflate(text));
  const list = (c) => Array.from({ length: c.length }, (_, i) => c.at(i));
  return Object.fromEntries(Object.entries(data).map(([name, value]) =>
    [name, name === 'table' ? Object.fromEntries(Object.entries(value).map(([k, c]) => [k, list(c)])) : value]));
}"""
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
# Zero, marks that turn text, a mark that decoders drop, what ends a block, and half of what most texts share.
TEXTS = st.text() | st.sampled_from([*HOSTILE, "", "\0", "\ufeff", "𠀀", "𠀀𠀁", "figure/1", "figure/10"])
VALUES = st.recursive(
    INTEGERS | TEXTS | st.booleans() | st.none(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
COLUMNS = st.one_of(*(
    st.lists(kind, min_size=7, max_size=7)
    for kind in (
        st.integers(-200, 200), st.integers(-40_000, 40_000), INTEGERS, TEXTS, VALUES, st.lists(INTEGERS, max_size=4),
        st.lists(TEXTS, min_size=2, max_size=2), st.lists(st.tuples(st.integers(0, 9), TEXTS).map(list), max_size=3),
    )
))  # fmt: skip


@pytest.fixture(scope="module")
def packed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The hostile sample, its data packed though it is short."""
    path: Path = tmp_path_factory.mktemp("packed") / "network.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "LONG", 0)
        path.write_text(render.render(sample(hostile=True).store()), encoding="utf-8", newline="\n")
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    yield page
    assert complaints == []
    page.close()


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.dictionaries(st.sampled_from("abc"), COLUMNS, min_size=1), plain=VALUES)
def test_the_page_unpacks_what_was_packed(packed: Page, table: dict[str, list[Any]], plain: Any) -> None:
    made = compressed({"table": table}, {"plain": plain})
    assert packed.evaluate(UNPACK, made) == {"plain": plain, "table": table}


@pytest.mark.slow
def test_a_table_without_rows_is_packed(packed: Page) -> None:
    made = compressed({"table": {"a": [], "b": []}}, {})
    assert packed.evaluate(UNPACK, made) == {"table": {"a": [], "b": []}}


@pytest.mark.slow
def test_hostile_names_are_text(packed: Page) -> None:
    packed.evaluate("Minsheng.set({kinds: new Set(Minsheng.kinds)})")
    for n, name in enumerate(HOSTILE):
        packed.evaluate(f"Minsheng.set({{selected: Minsheng.byKey.get('programme/h{n}')}})")
        assert packed.locator("#panel h2").evaluate("e => e.textContent") == name
        assert name in packed.locator("#panel .proof q").all_text_contents()
    seek(packed, "<img")
    assert packed.locator("#panel h2").text_content() == HOSTILE[1]
    assert packed.evaluate("window.hacked") is None
    assert packed.locator("img").count() == 0


@pytest.mark.slow
def test_a_browser_that_cannot_unpack_says_so(browser: Browser, packed: Page) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(packed.url.partition("#")[0])
    assert "cannot unpack" in page.locator("#panel").inner_text()
    page.close()


def test_packed_data_is_letters_and_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "LONG", 0)
    page = render.render(sample(hostile=True).store())
    found = re.search(r'<script type="application/octet-stream" id="data">([^<]*)</script>', page)
    assert found
    assert re.fullmatch("[A-Za-z0-9+/=]+", found[1])
    assert gzip.decompress(base64.b64decode(found[1]))[4:].startswith(b'{"plain":')
    assert render.render(sample(hostile=True).store()) == page
