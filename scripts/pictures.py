"""The pictures of the README and the docs, taken in a real browser from a real build.

python scripts/pictures.py [BUILD]      (default: build)
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main(build: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium on the PATH: install it (Debian: apt-get install chromium fonts-noto-cjk)")
    page_address = (build / "network.html").resolve().as_uri()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(page_address)
        page.wait_for_selector("body[data-ready=yes]")
        page.screenshot(path=PICTURES / "network.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build"))
