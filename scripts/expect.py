"""Writes what every query of the library answers with its defaults, for a person to review.

    python scripts/expect.py [BUILD]

reads the graph of a build (default: ``build``) and rewrites ``tests/expected/queries/NAME.csv``; what has no query
any more is removed. Then read ``git diff tests/expected``: a changed line is a changed answer, and either the facts
or the query must be the reason. ``tests/test_queries.py`` compares these files with the graph it builds.
"""

import sys
from pathlib import Path
from typing import Final

from graph.results import rows, show, to_csv
from graph.store import Graph, connect
from queries import Query, library

EXPECTED: Final = Path(__file__).resolve().parent.parent / "tests" / "expected" / "queries"


def answer(graph: Graph, query: Query) -> str:
    """A query's answer with its defaults as CSV, IRIs with their prefixes."""
    found = rows(graph.query(query.bind({})))
    return to_csv(found.columns, ([show(term) for term in row] for row in found.rows))


def main(build: str = "build") -> None:
    """Rewrites the expected answers, and says which have changed."""
    graph = connect(build)
    EXPECTED.mkdir(parents=True, exist_ok=True)
    queries = library()
    for stale in EXPECTED.glob("*.csv"):
        if stale.stem not in queries:
            stale.unlink()
            print(f"removed {stale.stem}")
    for name, query in queries.items():
        path, text = EXPECTED / f"{name}.csv", answer(graph, query)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
