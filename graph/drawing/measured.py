"""What networkx computes (:mod:`graph.measures`), as the page shows it beside the things that it speaks of.

Read from the network, so that it is there whatever store that came from; of a part, it is still what the whole says.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from math import comb
from typing import Final

from graph.drawing.nodes import DISTRICTS, Network
from graph.drawing.packing import Columns
from graph.measures import MEASURES, Measure
from graph.measures.collaboration import EXACT, SAMPLE
from graph.measures.relations import Relations, Run, gathered, tied
from graph.measures.tables import Cell, Column

# A share is kept as a whole number of millionths: so many places are in its triples too.
SHARE: Final = 1_000_000
# Steps that a page waits for a measure, some ten seconds each; what takes more is left to the command.
MOST: Final = {"companions": 300_000, "centrality": 5_000_000, "communities": 150_000}


def relations(network: Network) -> Relations:
    """The relations of a network: the same as :func:`graph.measures.relations.read` finds in its graph."""
    nodes = {node.iri: node for node in network.nodes}
    districts = {
        node.iri: node.districts[0]
        for node in network.nodes
        if node.kind == "place" and node.districts and nodes[node.districts[0]].type in DISTRICTS
    }
    found = [Run(i.programme, i.place, False, i.start, i.when) for i in network.implementations]
    actors = {iri for iri, node in nodes.items() if node.kind in ("programme", "institution")}
    ties = tied(
        (e.source, e.target) for e in network.edges if not e.inferred and e.source in actors and e.target in actors
    )
    institutions = frozenset(iri for iri, node in nodes.items() if node.kind == "institution")
    return Relations(gathered(found, districts), ties, institutions)


def tables(found: Relations, refs: Callable[[str], int]) -> tuple[dict[str, Columns], list[dict[str, object]]]:
    """The rows of every measure of which all things are on the page, as references, and its names and sentences."""
    made: dict[str, Columns] = {}
    said: list[dict[str, object]] = []
    for measure in MEASURES.values():
        if measure in costly(found):
            continue
        things = [i for i, column in enumerate(measure.columns) if column.holds == "thing"]
        rows = [row for row in measure.rows(found) if all(refs(str(row[i])) >= 0 for i in things)]
        table = f"measure {measure.name}"
        made[table] = {
            column.name: [_packed(column, row[i], refs) for row in rows] for i, column in enumerate(measure.columns)
        }
        said.append({
            "name": measure.name, "table": table,
            "zh": measure.zh, "en": measure.en, "zhSays": measure.zh_says, "enSays": measure.en_says,
            "columns": [
                {"name": c.name, "zh": c.zh, "en": c.en, "holds": c.holds, "key": c.key} for c in measure.columns
            ],
        })  # fmt: skip
    return made, said


def costly(found: Relations) -> list[Measure]:
    """The measures that would keep a page waiting: their steps grow faster than the network."""
    runs = Counter(run.place for run in found.runs if run.in_district)
    nodes, ties = len({end for tie in found.ties for end in tie}), len(found.ties)
    steps = {
        "companions": sum(comb(number, 2) for number in runs.values()),
        "centrality": (nodes if nodes <= EXACT else SAMPLE) * (nodes + ties),
        "communities": nodes + ties,
    }
    return [measure for name, measure in MEASURES.items() if steps.get(name, 0) > MOST.get(name, 0)]


def cube(network: Network, documents: Iterable[str]) -> dict[str, object]:
    """What the triples of a measure say besides its rows: who computed, of which documents that the page does not show."""
    seen = {node.iri for node in network.nodes}
    return {"by": f"minsheng {version('minsheng')}", "documents": [iri for iri in documents if iri not in seen]}


def _packed(column: Column, cell: Cell, refs: Callable[[str], int]) -> Cell:
    if column.holds == "thing":
        return refs(str(cell))
    return round(float(cell) * SHARE) if column.holds == "share" else cell
