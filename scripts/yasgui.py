"""Fetches the editor of Yasgui for the query page, once, by npm: python scripts/yasgui.py

YASQE (MIT) is the editor part of Zazuko's Yasgui. It is not committed and not loaded from anywhere at run time: this
script takes the pinned version from whatever registry npm is set to, checks its hash, and puts two files and their
licence beside the query page. Without npm the page keeps its own plain editor, with the same library, completion,
results and links. What is left out: highlighting of nested errors while typing, bracket matching, multiple cursors.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

NAME: Final = "@zazuko/yasqe"
VERSION: Final = "4.6.2"
SHA512: Final = "83iCLuBIgU04KBIaibxZTjKvrXD6sEe/+aqsHxLb4+ZVD4eaUwh5hFJEetuWkiKBY6WxTjVOmhKXvh2AAOR14g=="
FILES: Final = ("yasqe.min.js", "yasqe.min.css")
VENDOR: Final = Path(__file__).parent.parent / "graph" / "serve" / "static" / "vendor"
MIT: Final = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def fetch(folder: Path) -> Path | None:
    """The package as npm gives it, or None where there is no npm or no registry."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    done = subprocess.run(
        [npm, "pack", f"{NAME}@{VERSION}", "--silent", "--ignore-scripts", "--pack-destination", str(folder)],
        cwd=folder, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    packed = sorted(folder.glob("*.tgz"))
    return packed[0] if done.returncode == 0 and packed else None


def unpack(packed: Path, into: Path) -> None:
    """Checks the hash, takes the two files and says whose they are. Raises ValueError where the hash differs."""
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != SHA512:
        raise ValueError(f"{NAME} {VERSION} is not the package that was read: {found}")
    into.mkdir(parents=True, exist_ok=True)
    with tarfile.open(packed) as archive:
        about = json.loads(_member(archive, "package/package.json"))
        for name in FILES:
            text = _member(archive, f"package/build/{name}").decode("utf-8")
            text = re.sub(r"(?m)^//# sourceMappingURL=.*$|/\*# sourceMappingURL=.*?\*/", "", text)
            (into / name).write_text(text, encoding="utf-8", newline="\n")
    makers = [about.get("author", "").split(" <")[0], *(c["name"] for c in about.get("contributors", []))]
    parts = ", ".join(sorted(about.get("dependencies", {})))
    licence = f"{NAME} {VERSION} ({about['license']})\nCopyright (c) {'; '.join(filter(None, makers))}\nBundles: {parts}\n\n{MIT}"
    (into / "yasqe.licence.txt").write_text(licence, encoding="utf-8", newline="\n")


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise ValueError(f"{name} is missing")
    return member.read()


def main() -> int:
    """Exit code 1 only where a package came that is not the one we know."""
    with tempfile.TemporaryDirectory() as scratch:
        packed = fetch(Path(scratch))
        if packed is None:
            print("npm or its registry is not at hand: the query page keeps its plain editor")
            return 0
        try:
            unpack(packed, VENDOR)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
    print(f"{NAME} {VERSION} is in place")
    return 0


if __name__ == "__main__":
    sys.exit(main())
