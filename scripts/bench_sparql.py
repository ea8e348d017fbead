"""How fast queries are answered: ``python -m scripts.bench_sparql [--sizes 10000 100000] [--rdflib 100000]``.

Made-up reports (``scripts/generate.py``); eight queries of the kinds that researchers write; in one run rdflib in
memory, oxrdflib, bare pyoxigraph, this project's ``query`` and its endpoint over HTTP. All must give the same number
of rows. Times are the fastest of the runs, from text to all rows; read the ratios. Then point queries at the endpoint:
one client process, several connections, every query another, so that nothing can be remembered.
"""

import argparse
import asyncio
import random
import re
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx
import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from tabulate import tabulate

from graph import store
from graph.columnar import Columns
from graph.results import rows
from ontology import MS, PREFIXES
from scripts.generate import generate

MIX: Final = {
    "a place's figures": """SELECT ?figure ?value WHERE { ?figure ms:place place:900100000 ; ms:value ?value }""",
    "one figure": """SELECT ?p ?o WHERE { fig:g000001-0 ?p ?o }""",
    "district by indicator": """SELECT ?district ?indicator (COUNT(?figure) AS ?n) (SUM(?value) AS ?sum)
        WHERE { ?figure ms:place/ms:within ?district ; ms:indicator ?indicator ; ms:value ?value }
        GROUP BY ?district ?indicator""",
    "by year": """SELECT ?year (AVG(?value) AS ?mean) WHERE { ?figure ms:year ?year ; ms:value ?value } GROUP BY ?year""",
    "path": """SELECT DISTINCT ?programme WHERE {
        ?work ms:programme ?programme ; ms:place/ms:within* place:900000 . ?programme ms:kind <https://w3id.org/minsheng/id/kind/改革> }""",
    "text": """SELECT ?thing ?label WHERE { ?thing a ms:Programme ; rdfs:label ?label FILTER(CONTAINS(?label, "1-1")) }""",
    "optional": """SELECT ?work ?status ?group WHERE { ?work a ms:Implementation ; ms:status ?status
        OPTIONAL { ?work ms:serves ?group } FILTER(?status = "试点"@zh || ?status = "试点") }""",
    "evidence": """SELECT ?figure ?start WHERE { ?figure a ms:Target ; ms:evidence/oa:hasSelector/oa:start ?start
        FILTER(?start < 200) } LIMIT 500""",
}
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.I)
HEAD: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
Ask = Callable[[str], int]


def timed(ask: Ask, runs: int) -> dict[str, tuple[float, int]]:
    """For each query of the mix the seconds of its fastest run, and how many rows it gave."""
    found = {}
    for name, query in MIX.items():
        best, count = 1e9, 0
        for _ in range(runs):
            start = time.perf_counter()
            count = ask(query)
            best = min(best, time.perf_counter() - start)
        found[name] = best, count
    return found


def serve(command: Sequence[str]) -> tuple["subprocess.Popen[str]", str]:
    """A server in a process of its own, and the address that it prints when it answers."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


def figures(bare: ox.Store, count: int) -> list[str]:
    """So many queries for all of a figure, each another text, over all figures."""
    names = [
        str(q.subject)
        for q in bare.quads_for_pattern(None, ox.NamedNode(MS + "indicator"), None, ox.DefaultGraph())
    ]
    random.Random(0).shuffle(names)
    return [f"SELECT ?p{n} ?o WHERE {{ {names[n % len(names)]} ?p{n} ?o }}" for n in range(count)]


async def _chunks(reader: asyncio.StreamReader) -> None:
    """Reads a body that comes in pieces (RFC 9112, 7.1)."""
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


async def points(url: str, queries: Sequence[str], connections: int) -> tuple[float, float]:
    """Queries a second, and the milliseconds within which 99 of 100 were answered."""
    address = urlsplit(url)
    host, port = address.hostname or "", address.port
    waits: list[float] = []
    left = iter(queries)

    async def client() -> None:
        # A client library would take longer than the server.
        reader, writer = await asyncio.open_connection(host, port)
        for query in left:
            question = urlencode({"query": query})
            start = time.perf_counter()
            writer.write(
                f"GET {address.path}?{question} HTTP/1.1\r\nHost: {host}\r\nAccept: text/csv\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head + await reader.read(300)
            size = _LENGTH.search(head)
            await (reader.readexactly(int(size[1])) if size else _chunks(reader))
            waits.append(time.perf_counter() - start)
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(connections)))
    seconds = time.perf_counter() - start
    return len(queries) / seconds, statistics.quantiles(waits, n=100)[98] * 1000


def columnar(bare: ox.Store) -> None:
    """What the columns of figures cost before they answer: time, memory, and what other queries pay for them."""
    for name in ("district by indicator", "by year"):
        plain = rows(store.Local(bare).query(MIX[name])).rows
        columns = Columns(bare)
        start = time.perf_counter()
        found = columns.answer(MIX[name])
        first = time.perf_counter() - start
        tracemalloc.start()
        other = Columns(bare)
        other.answer(MIX[name])
        megabytes = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        assert found
        assert set(rows(found).rows) == set(plain)
        print(
            f"columns for “{name}”: first answer {1000 * first:.0f} ms, {megabytes:.1f} MB for as long as they live"
        )
    start = time.perf_counter()
    for _ in range(1000):
        columns.answer(MIX["text"])
    print(f"any other query pays {1000 * (time.perf_counter() - start):.2f} µs\n")


def build(folder: Path, size: int) -> ox.Store:
    """A store as a build has it: named graphs, and every triple once in the default graph."""
    database = ox.Store(str(folder / store.STORE))
    quads = list(generate(size))
    database.bulk_extend(quads)
    database.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    database.optimize()
    (folder / store.MANIFEST).write_text("{}\n", encoding="utf-8")
    return database


def compare(size: int, arguments: argparse.Namespace) -> None:
    """Prints the tables of one size."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        build(folder, size)
        bare = ox.Store.read_only(str(folder / store.STORE))
        ours = store.connect(name)
        process, url = serve((sys.executable, "-m", "graph.serve", str(folder), "port=0", "log=no", "waiting=64"))
        program = (sys.executable, "-m", "minsheng", "--store", str(folder))
        bundled, query_url = serve((*program, *["serve", "--engine", "oxigraph", "--port", "0"]))
        http = httpx.Client(timeout=300, headers={"Accept": "text/csv"})

        def over_http(query: str) -> int:
            answer = http.post(
                url + "sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"}
            )
            answer.raise_for_status()
            return answer.text.count("\n") - 1

        def solutions(query: str) -> int:
            results = bare.query(query, prefixes=PREFIXES)
            assert isinstance(results, ox.QuerySolutions)
            return sum(1 for _ in results)

        asked: dict[str, Ask] = {
            "pyoxigraph": solutions,
            "minsheng": lambda query: len(rows(ours.query(query)).rows),
            "endpoint": over_http,
        }
        oxigraph = rdflib.Graph(OxigraphStore(store=bare), rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
        asked["oxrdflib"] = lambda query: len(list(oxigraph.query(HEAD + query)))
        if size <= arguments.rdflib:
            memory = rdflib.Graph()
            data = ox.serialize((q.triple for q in generate(size)), format=ox.RdfFormat.N_TRIPLES)
            memory.parse(data=data, format="nt")
            asked["rdflib"] = lambda query: len(list(memory.query(HEAD + query)))
        try:
            found = {
                engine: timed(ask, 1 if engine == "rdflib" else arguments.runs) for engine, ask in asked.items()
            }
            for query in MIX:
                counts = {engine: result[query][1] for engine, result in found.items()}
                assert len(set(counts.values())) == 1, (query, counts)
            table = [
                [query, found["pyoxigraph"][query][1], *(f"{1000 * found[e][query][0]:.2f}" for e in asked)]
                for query in MIX
            ]
            means = [statistics.geometric_mean(seconds for seconds, _ in found[e].values()) for e in asked]
            table.append(["geometric mean, × pyoxigraph", "", *(f"{mean / means[0]:.2f}" for mean in means)])
            print(f"{size:,} triples, milliseconds\n")
            print(tabulate(table, ["query", "rows", *asked], tablefmt="github", disable_numparse=True), end="\n\n")
            columnar(bare)
            asked_for = figures(bare, arguments.points)
            for name, address in (("minsheng", url + "sparql"), ("oxigraph", query_url)):
                rate, slow = asyncio.run(points(address, asked_for, 8))
                print(
                    f"point queries over HTTP, engine {name}: {rate:,.0f} a second, 99 of 100 within {slow:.1f} ms"
                )
            print()
        finally:
            http.close()
            for one in (process, bundled):
                one.terminate()
                one.wait()


def main() -> None:
    """A table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--rdflib", type=int, default=100_000, help="the largest size for rdflib, which runs once")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--points", type=int, default=3000)
    arguments = parser.parse_args()
    for size in arguments.sizes:
        compare(size, arguments)


if __name__ == "__main__":
    main()
