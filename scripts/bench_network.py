"""How the network page does in headless Chromium with software rendering: its bytes, how long it takes to make, to unpack and
to answer, how soon a link to a thing shows its neighbourhood, how many frames a second it pans.

    python -m scripts.bench_network [--sizes 200000 …] [--nodes 10000 …] [--record]

The first row is the build of the five reports, the others generated policy data: of so many triples, with 30 figures a report,
or of so many nodes, with two. ``--record`` writes the table into docs/benchmarks.md.
"""

import argparse
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox
from playwright.sync_api import Browser, Page, sync_playwright
from tabulate import tabulate

from graph.drawing.render import render
from graph.store import find_build, open_build
from scripts.generate import generate

SECONDS: Final = 3
# A network of so many nodes needs so many triples for each of them.
TRIPLES, FIGURES = 28.8, 2
RECORD: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD: Final = (
    *("data", "nodes", "MB", "made in s", "unpacked in ms", "answers in s", "drawn", "frames/s"),
    *("neighbourhood in s", "drawn", "frames/s", "all drawn", "frames/s"),
)
# Pans for so long and counts the frames that the browser drew.
PAN: Final = """(seconds) => new Promise((done) => {
  const start = performance.now();
  let frames = 0;
  const step = (now) => {
    if (now - start > 1000 * seconds) return done(frames / seconds);
    frames += 1;
    Minsheng.pan(3 * (frames % 40 < 20 ? 1 : -1), 0);
    return requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
DRAWN: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Of the programmes by the number of their relations, the one in the middle.
PROGRAMME: Final = """() => {
  const all = Minsheng.nodes.filter((n) => n.kind === 'programme').sort((a, b) => a.degree - b.degree || a.i - b.i);
  return Minsheng.address(all[Math.floor(all.length / 2)]);
}"""
LIT: Final = "[...Minsheng.current.nodes.values()].filter((level) => level > 0).length"


def stores(sizes: Sequence[int], nodes: Sequence[int]) -> Iterator[tuple[str, ox.Store]]:
    """What is drawn."""
    yield "five reports", open_build(find_build(Path("build")))
    for size in sizes:
        yield f"{size:,} triples", _filled(generate(size))
    for number in nodes:
        size = round(number * TRIPLES)
        yield f"{size:,} triples, few figures", _filled(generate(size, figures=FIGURES))


def _filled(quads: Iterator[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def measure(browser: Browser, name: str, store: ox.Store, folder: Path) -> list[object]:
    """A row of the table."""
    start = time.perf_counter()
    text = render(store)
    made = time.perf_counter() - start
    path = folder / "network.html"
    path.write_text(text, encoding="utf-8")

    page, ready = _opened(browser, path.as_uri())
    unpacked, nodes = page.evaluate("[Minsheng.decoded, Minsheng.nodes.length]")
    rest = _drawn(page)
    programme = page.evaluate(PROGRAMME)
    everything: list[object] = ["–", "–"]
    if page.evaluate("!Minsheng.large || Minsheng.canWhole"):
        page.evaluate("Minsheng.set({kinds: new Set(Minsheng.kinds), whole: true})")
        everything = _drawn(page)
    page.close()

    page, near = _opened(browser, path.as_uri() + programme)
    around = [page.evaluate(LIT), _drawn(page)[1]]
    page.close()
    first = [name, nodes, f"{len(text.encode()) / 1e6:.1f}", f"{made:.1f}", f"{unpacked:.0f}", f"{ready:.2f}"]
    return [*first, *rest, f"{near:.2f}", *around, *everything]


def _opened(browser: Browser, address: str) -> tuple[Page, float]:
    """A page and the seconds until it has drawn."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("body[data-ready=yes]")
    page.evaluate(DRAWN)
    return page, time.perf_counter() - start


def _drawn(page: Page) -> list[object]:
    """The nodes that are drawn, and frames a second."""
    return [page.evaluate("Minsheng.current.nodes.size"), f"{page.evaluate(PAN, SECONDS):.0f}"]


def record(table: str, command: str) -> None:
    """Puts the command and the table where those of the last run stand."""
    text = RECORD.read_text(encoding="utf-8")
    before, heading, rest = text.partition("## The network\n")
    rest = re.sub(r"`python -m scripts\.bench_network[^`]*`", lambda _: f"`{command}`", rest, count=1)
    rest = re.sub(r"(?:^\|.*\n)+", lambda _: table + "\n", rest, count=1, flags=re.MULTILINE)
    RECORD.write_text(before + heading + rest, encoding="utf-8")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[20_000])
    parser.add_argument("--nodes", type=int, nargs="*", default=[10_000])
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        found = stores(arguments.sizes, arguments.nodes)
        rows = [measure(browser, what, store, Path(name)) for what, store in found]
        browser.close()
    table = tabulate(rows, HEAD, tablefmt="github")
    print(table)
    if arguments.record:
        numbers = {"--sizes": arguments.sizes, "--nodes": arguments.nodes}
        given = " ".join(f"{option} {' '.join(map(str, values))}" for option, values in numbers.items() if values)
        record(table, f"python -m scripts.bench_network {given}")


if __name__ == "__main__":
    main()
