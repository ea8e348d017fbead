"""How fast reports become claims: ``python -m scripts.bench_extract [--sources DIR] [--runs 20]``.

The invented articles of ``tests/articles``, thick with figures, or the reports of a folder of yours, each read from
its file, repaired and extracted, in one process on one core: characters of the file a CPU second, the fastest of the
runs (what else the machine does only slows). Then ``minsheng extract`` as a whole command: start-up with one small
file, and the peak of memory with many files, which must not grow with their number.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tabulate import tabulate

from loaders import documents
from loaders.extract import extract
from loaders.extract.records import records
from loaders.repair import repair

ARTICLES = Path(__file__).parent.parent / "tests" / "articles"


def claims(path: Path) -> int:
    """The figures of one report, from the file to claims."""
    document = documents.read(path)
    found = extract(repair(document.text), doc=path.stem, sha256=document.sha256, issued=document.date)
    return sum(1 for _ in records(found.reading, path.stem)) + len(found.facts.programmes)


def rate(path: Path, runs: int) -> tuple[int, float]:
    """Characters of a report, and how many of them are done in a CPU second."""
    size = len(path.read_text(encoding="utf-8"))
    claims(path)
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        claims(path)
        seconds.append(time.process_time() - start)
    return size, size / min(seconds)


def command(files: list[Path]) -> tuple[float, int]:
    """Seconds and peak megabytes of ``minsheng extract`` on some files, told by the system (``wait4``)."""
    call = [sys.executable, "-m", "minsheng", "-q", "extract", *map(str, files)]
    watcher = (
        "import resource, subprocess, sys, time; start = time.perf_counter();"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    seconds, size = subprocess.run(
        [sys.executable, "-c", watcher, *call], check=True, capture_output=True, text=True
    ).stdout.split()
    return float(seconds), int(size) // 1024


def main() -> None:
    """Prints three small tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="of which the fastest is told")
    parser.add_argument("--files", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--sources", type=Path, default=ARTICLES, help="a folder of reports as plain text")
    arguments = parser.parse_args()
    articles = sorted(arguments.sources.glob("*.txt"))
    rows = [(path.stem, *rate(path, arguments.runs)) for path in articles]
    total = sum(size for _, size, _ in rows)
    rows.append(("all", total, total / sum(size / speed for _, size, speed in rows)))
    print(
        tabulate(rows, ["report", "characters", "characters a CPU second"], floatfmt=",.0f", intfmt=","), end="\n\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for number in range(max(arguments.files)):
            source = articles[number % len(articles)]
            path = Path(folder) / f"{source.stem}-{number}.txt"
            path.write_text(source.read_text(encoding="utf-8") + f"\n编号{number}。\n", encoding="utf-8")
            found.append(path)
        print(
            tabulate(
                [(count, *command(found[:count])) for count in arguments.files],
                ["files", "seconds", "peak MB"],
                floatfmt=".2f",
            )
        )


if __name__ == "__main__":
    main()
