"""How fast the shapes are checked, beside pySHACL: ``python scripts/bench_shapes.py [--sizes 10000 100000] [--runs 3]``.

Both check ``ontology/shapes.ttl`` on the same made-up reports (scripts/generate.py) with the ontology, in one run, and
must find the same results. Times are medians, from triples at hand to results; read the ratio, not the seconds. The
large sizes (``--alone 1000000``) are ours only, with the peak of memory of the whole process.
"""

import argparse
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pyoxigraph as ox

from graph import corpus, validate
from graph.shacl import Result, check, load
from ontology import FOLDER, SHAPES
from scripts.conformance_shapes import anonymous, key, ntriples, oracle
from scripts.generate import generate

T = TypeVar("T")


def data(size: int) -> list[ox.Triple]:
    """The ontology and made-up reports, as triples."""
    quads = [*corpus.ontology_quads(), *generate(size)]
    return list(dict.fromkeys(quad.triple for quad in quads))


def ours(triples: list[ox.Triple]) -> list[Result]:
    """Loaded and checked."""
    return check(load(triples), validate.shapes())


def timed(runs: int, work: Callable[[], T]) -> tuple[float, float, T]:
    """The medians of elapsed and processor time, and the last answer."""
    elapsed, used = [], []
    for _ in range(runs):
        clock, process = time.perf_counter(), time.process_time()
        answer = work()
        elapsed.append(time.perf_counter() - clock)
        used.append(time.process_time() - process)
    return statistics.median(elapsed), statistics.median(used), answer


def main() -> None:
    """Prints a table; exit 1 if the two do not agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--alone", type=int, nargs="*", default=[])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    shapes = ntriples(quad.triple for quad in ox.parse(path=FOLDER / SHAPES, format=ox.RdfFormat.TURTLE))
    agree = True
    print("| triples | results | ours, s | CPU s | pySHACL, s | CPU s | times as fast (CPU) | same results |")
    print("|---|---|---|---|---|---|---|---|")
    for size in arguments.sizes:
        triples = data(size)
        mine, cpu, results = timed(arguments.runs, lambda triples=triples: ours(triples))  # type: ignore[misc]
        text = ntriples(triples)
        # The reading of the triples into RDFLib is counted, as is that into Oxigraph.
        theirs, their_cpu, found = timed(arguments.runs, lambda text=text: oracle(text, shapes))  # type: ignore[misc]
        same = anonymous(Counter(map(key, results))) == anonymous(found)
        agree &= same
        print(
            f"| {len(triples):,} | {len(results):,} | {mine:.2f} | {cpu:.2f} | {theirs:.2f} | {their_cpu:.2f} "
            f"| {their_cpu / cpu:.1f} | {'yes' if same else 'no'} |",
            flush=True,
        )
    for size in arguments.alone:
        triples = data(size)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        mine, cpu, results = timed(1, lambda triples=triples: ours(triples))  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"| {len(triples):,} | {len(results):,} | {mine:.2f} | {cpu:.2f} | | | | |")
        print(f"\nPeak {peak / 2**20:.2f} GiB, {before / 2**20:.2f} GiB of it the triples at hand.")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
