"""How fast the closure, a change and a proof are: ``python scripts/bench_reason.py [--sizes N …] [--repeat N] [--owlrl N]``.

Each measurement is a process of its own, on generated reports (``scripts/generate.py``) under the project's ontology.
Times are CPU seconds of the whole function, from quads to triples; read them as ratios of one run. "same" compares all
conclusions with owlrl's, as ``graph.reasoning.reference.comparable`` says.
"""

import argparse
import hashlib
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

import pyoxigraph as ox
from tabulate import tabulate

from graph import corpus
from graph.reasoning import reference
from graph.reasoning.increment import Incremental
from graph.reasoning.proof import Prover
from graph.reasoning.reason import infer
from graph.reasoning.view import INFERRED
from scripts.generate import generate

Result = dict[str, float | int | str]


def quads(size: int) -> Iterator[ox.Quad]:
    """The ontology and so many quads."""
    return chain(corpus.ontology_quads(), generate(size))


def measure_news(size: int) -> Result:
    """The closure as a build wants it. The quads are not kept: memory is the closure's."""
    start = time.process_time()
    count = sum(1 for _ in generate(size))
    making = time.process_time() - start
    found = list(infer(quads(size)))
    return {"seconds": time.process_time() - start - 2 * making, "triples": count, "found": len(found)}


def measure_nemo(size: int) -> Result:
    """Every conclusion, trivial or not."""
    given = list(quads(size))
    start = time.process_time()
    found = list(infer(given, full=True))
    seconds = time.process_time() - start
    return {"seconds": seconds, **_digest({(t.subject, t.predicate, t.object) for t in found}, given)}  # type: ignore[misc]


def measure_owlrl(size: int) -> Result:
    """The same by owlrl."""
    given = list(quads(size))
    start = time.process_time()
    found = reference.close(given)
    seconds = time.process_time() - start
    return {"seconds": seconds, **_digest(found, given)}


def measure_change(size: int) -> Result:
    """One more document, and one less, in a closed store; and proofs of a thousand conclusions there."""
    parts: dict[object, list[ox.Quad]] = {}
    for quad in generate(size):
        parts.setdefault(quad.graph_name, []).append(quad)
    graph, document = parts.popitem()
    store = ox.Store()
    store.bulk_extend(chain(corpus.ontology_quads(), *parts.values()))
    found = list(infer(store))
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in found)
    incremental = Incremental(store)
    assert isinstance(graph, ox.NamedNode)
    coming = _seconds(lambda: incremental.add(document))
    going = _seconds(lambda: incremental.remove(graph))
    prover = Prover(store)
    proofs = [_seconds(partial(prover.prove, t)) for t in found[:: max(1, len(found) // 1000)]]
    return {
        "document": len(document),
        "add": coming,
        "remove": going,
        "prover": _seconds(lambda: Prover(store)),
        "proof": statistics.median(proofs),
        "slowest": max(proofs),
    }


MEASURES: dict[str, Callable[[int], Result]] = {
    "news": measure_news,
    "nemo": measure_nemo,
    "owlrl": measure_owlrl,
    "change": measure_change,
}


def main() -> None:
    """Prints three small tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the median is told")
    parser.add_argument("--owlrl", type=int, default=100_000, help="the largest size for owlrl, which runs once")
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "SIZE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        what, size = arguments.measure
        result = MEASURES[what](int(size))
        result["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(result))
        return
    closures, against, changes = [], [], []
    for size in arguments.sizes:
        news = _median("news", size, arguments.repeat)
        closures.append([size, news["seconds"], news["MB"], news["found"]])
        if size <= arguments.owlrl:
            nemo, owlrl = _median("nemo", size, arguments.repeat), _median("owlrl", size, 1)
            ratio = float(owlrl["seconds"]) / float(nemo["seconds"])
            same = "yes" if nemo["digest"] == owlrl["digest"] else "NO"
            against.append([size, nemo["seconds"], owlrl["seconds"], f"{ratio:.0f} x", nemo["found"], same])
        change = _median("change", size, 1)
        milliseconds = [f"{1000 * float(change[name]):.0f}" for name in ("add", "remove", "proof", "slowest")]
        changes.append([size, change["document"], *milliseconds, f"{change['prover']:.2f}"])
    print(tabulate(closures, ["triples", "closure, s", "MB", "news"], floatfmt=".2f"), end="\n\n")
    print(
        tabulate(against, ["triples", "all, s", "owlrl, s", "ratio", "conclusions", "same"], floatfmt=".2f"),
        end="\n\n",
    )
    names = ["triples", "document", "add, ms", "remove, ms", "proof, ms", "slowest, ms", "prover, s"]
    print(tabulate(changes, names))


def _median(what: str, size: int, repeat: int) -> Result:
    results = [_measure(what, size) for _ in range(repeat)]
    return {
        key: value if isinstance(value, str) else statistics.median(float(r[key]) for r in results)
        for key, value in results[0].items()
    }


def _measure(what: str, size: int) -> Result:
    command = [sys.executable, "-m", "scripts.bench_reason", "--measure", what, str(size)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: Result = json.loads(output)
    return result


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _digest(found: set[reference.Statement], given: list[ox.Quad]) -> Result:
    asserted = {(q.subject, q.predicate, q.object) for q in given}
    counted = reference.comparable(found, asserted)  # type: ignore[arg-type]
    lines = "\n".join(sorted(" ".join(map(str, statement)) for statement in counted))
    return {"found": len(counted), "digest": hashlib.sha256(lines.encode()).hexdigest()}


if __name__ == "__main__":
    main()
