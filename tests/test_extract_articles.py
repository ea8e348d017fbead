"""The invented articles: what share of their figures is read right, and that nobody in them is named.

The scorer proper stands outside; this is its first line, value and unit where they stand.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.load import extracted

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
FACTS = ("outcome", "target", "input", "design")


def gold(path: Path) -> list[dict[str, Any]]:
    lines = path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_figures_and_persons(path: Path) -> None:
    predicted = [json.loads(line) for line in extracted(path, "jsonl")[0].splitlines()]
    wanted = [g for g in gold(path) if g["type"] == "figure" and g["role"] in FACTS and not g.get("optional")]
    right = sum(
        any(p["start"] < g["end"] and g["start"] < p["end"] and _same(p["value"], g["value"]) for p in predicted)
        for g in wanted
    )
    assert right >= 0.85 * len(wanted)
    assert len(predicted) <= 1.15 * len(wanted) + 3
    out = "\n".join(json.dumps(p, ensure_ascii=False) for p in predicted) + extracted(path, "yaml")[0]
    for person in gold(path):
        if person["type"] == "person":
            assert person["name"] not in out


def _same(a: object, b: object) -> bool:
    low = a[0] if isinstance(a, list) else a
    if isinstance(low, str) or isinstance(b, str):
        return str(low) == str(b)
    return abs(float(str(low)) - float(str(b))) <= 1e-3 * abs(float(str(b)))
