"""A graph onto a SPARQL server of any make, in batches; what a killed run sent is not sent again.

Each named graph is told by the hash of its triples, and each batch says in the same request how far it got
(``graph.remote.SENT``), so that the next run goes on there. Every triple lies once more in a merged graph, which
queries see as the default graph: it is sent last and under a name of its own, and the one before is cleared when it is
whole, so that whoever asks meanwhile, or after a killed run, sees one or the other. Graphs of ours that the build no
longer has are cleared; of other graphs on the server nothing is touched.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from graph.remote import IDENTIFIER, MERGED, SENT, Remote

# Characters of one request: what every server takes (Virtuoso refuses long statements by their number of triples).
_TRIPLES: Final = 500
_CHARACTERS: Final = 200_000
Progress = Callable[[str, str], None]


def publish(quads: Iterable[ox.Quad], remote: Remote, progress: Progress = lambda _zh, _en: None) -> int:
    """Sends quads of named graphs, their blank nodes labelled the same each time; the number of batches that were sent. Raises UsageError where the server refuses."""
    graphs: dict[str, set[str]] = {}
    everything: set[str] = set()
    for quad in quads:
        line = f"{quad.subject} {quad.predicate} {quad.object} ."
        assert isinstance(quad.graph_name, ox.NamedNode)
        graphs.setdefault(quad.graph_name.value, set()).add(line)
        everything.add(line)
    there = remote.sent()
    merged = f"{MERGED}-{_digest(sorted(everything))[:16]}"
    count = 0
    for name in sorted(graphs):
        count += _send(name, sorted(graphs[name]), remote, there.get(name), progress)
    count += _send(merged, sorted(everything), remote, there.get(merged), progress)
    for name in sorted(there.keys() - graphs.keys() - {merged}):
        remote.update(f"{_mark(name, None)} ;\nCLEAR SILENT GRAPH <{name}>")
    return count


def _send(name: str, lines: list[str], remote: Remote, there: str | None, progress: Progress) -> int:
    """One graph: the batches that are not there yet."""
    digest = _digest(lines)
    batches = list(_batches(lines))
    known, _, done = (there or "").partition(":")
    count = done.partition("/")[0]
    first = int(count) if known == digest and count.isdecimal() else 0
    if not first:
        # Its mark goes before its triples: a run that is killed in between leaves a graph that is sent anew.
        remote.update(f"{_mark(name, None)} ;\nCLEAR SILENT GRAPH <{name}>")
    for number, batch in enumerate(batches[first:], first + 1):
        progress(f"{name}：{number}/{len(batches)}", f"{name}: {number} of {len(batches)}")
        body = f"{{ GRAPH <{name}> {{\n" + "\n".join(batch) + "\n} }"
        # Virtuoso takes blank nodes in a template, but not as data.
        insert = f"INSERT {body} WHERE {{}}" if _is_blank(batch[0]) else f"INSERT DATA {body}"
        remote.update(f"{insert} ;\n{_mark(name, f'{digest}:{number}/{len(batches)}')}")
    return len(batches) - first


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _batches(lines: list[str]) -> Iterator[list[str]]:
    """Lines in requests of a bearable size; those with blank nodes together, for a label holds in one request only."""
    blank = [line for line in lines if _is_blank(line)]
    if blank:
        yield blank
        skip = set(blank)
        lines = [line for line in lines if line not in skip]
    batch: list[str] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == _TRIPLES or size + len(line) > _CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def _is_blank(line: str) -> bool:
    """Whether a triple has a blank node (or, harmlessly, a literal that looks like one)."""
    return line.startswith("_:") or " _:" in line


def _mark(name: str, said: str | None) -> str:
    """What is noted of a graph, in place of what was."""
    old = f"GRAPH <{SENT}> {{ <{name}> <{IDENTIFIER}> ?old }}"
    new = f' ;\nINSERT DATA {{ GRAPH <{SENT}> {{ <{name}> <{IDENTIFIER}> "{said}" }} }}' if said else ""
    return f"DELETE {{ {old} }} WHERE {{ {old} }}{new}"
