"""How fast the network page is in headless Chromium with software rendering: bytes, seconds to a page that answers,
frames a second while it pans with everything drawn.

    python -m scripts.bench_network [--sizes 20000 60000 …]

The first row is the build of the five reports, the others generated policy data of so many triples.
"""

import argparse
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox
from playwright.sync_api import Browser, sync_playwright
from tabulate import tabulate

from graph.drawing.render import render
from graph.store import find_build, open_build
from scripts.generate import generate

SECONDS: Final = 3
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


def stores(sizes: list[int]) -> Iterator[tuple[str, ox.Store]]:
    """What is drawn."""
    yield "five reports", open_build(find_build(Path("build")))
    for size in sizes:
        store = ox.Store()
        store.bulk_extend(generate(size))
        yield f"{size:,} triples", store


def measure(browser: Browser, name: str, store: ox.Store, folder: Path) -> list[object]:
    """A row of the table."""
    start = time.perf_counter()
    text = render(store)
    made = time.perf_counter() - start
    path = folder / "network.html"
    path.write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready=yes]")
    ready = time.perf_counter() - start
    rest = page.evaluate(PAN, SECONDS)
    visible = page.evaluate("Minsheng.current.nodes.size")
    page.evaluate("Minsheng.set({kinds: new Set(Minsheng.kinds)})")
    everything = page.evaluate(PAN, SECONDS)
    all_ = page.evaluate("Minsheng.current.nodes.size")
    page.close()
    size = f"{len(text.encode()) / 1e6:.1f}"
    return [name, size, f"{made:.1f}", f"{ready:.2f}", visible, f"{rest:.0f}", all_, f"{everything:.0f}"]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[20_000, 60_000])
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        rows = [measure(browser, what, store, Path(name)) for what, store in stores(arguments.sizes)]
        browser.close()
    head = ["data", "MB", "made in s", "answers in s", "nodes at rest", "frames/s", "all nodes", "frames/s"]
    print(tabulate(rows, head, tablefmt="github"))


if __name__ == "__main__":
    main()
