"""Nemo as a function: relations and rules in, relations out. All terms are numbers (``graph.reasoning.terms``).

Why so: Nemo rewrites decimals and relabels blank nodes, reads facts only from files, and pushes rules into its import
wrongly where a rule's head is narrower than its body, unless the relation imported is an output too.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.reasoning.specialise import Key, Part, Special

Rows = list[tuple[int, ...]]


def run(
    rules: Iterable[Special], given: Mapping[Key, Iterable[tuple[int, ...]]], wanted: Iterable[Key]
) -> dict[Key, Rows]:
    """What the rules make of the rows that are given: the rows of each relation wanted, those given included."""
    os.environ.setdefault("RUST_BACKTRACE", "0")
    from nmo_python import NemoEngine, load_string  # type: ignore[import-untyped,unused-ignore]

    names: dict[Key, str] = {}

    def name(key: Key) -> str:
        return names.setdefault(key, f"r{len(names)}")

    lines = [_rule(rule, name) for rule in rules]
    with TemporaryDirectory(prefix="minsheng-") as folder:
        for number, (key, rows) in enumerate(given.items()):
            path = Path(folder) / f"{number}.csv"
            width = _write(path, rows)
            if width:
                columns = ",".join(["int"] * width) + ("," if width == 1 else "")
                lines.append(f'@import {name(key)} :- csv{{resource="{path.as_posix()}", format=({columns})}} .')
        lines += [f"@output {relation} ." for relation in names.values()]
        engine = NemoEngine(load_string("\n".join(lines)))
        engine.reason()
        return {key: [tuple(row) for row in engine.result(names[key])] for key in wanted if key in names}


def _write(path: Path, rows: Iterable[tuple[int, ...]]) -> int:
    rows = list(rows)
    if not rows:
        return 0
    width = len(rows[0])
    line = ",".join(["%d"] * width)
    path.write_text("\n".join([line % row for row in rows]) + "\n", encoding="ascii")
    return width


def _rule(rule: Special, name: Callable[[Key], str]) -> str:
    body = [_atom(part, name) for part in rule.body]
    body += [f"{a} != {b}" for a, b in rule.unequal]
    return _atom(rule.head, name) + (" :- " + ", ".join(body) if body else "") + " ."


def _atom(part: Part, name: Callable[[Key], str]) -> str:
    return f"{name(part.key)}({', '.join(str(t) for t in part.terms)})"
