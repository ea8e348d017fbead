"""What networkx computes (:mod:`graph.measures`), as the page shows it beside the things that it speaks of.

Read from the network, so that it is there whatever store that came from; of a part, it is still what the whole says.
"""

from collections.abc import Callable, Iterable
from typing import Final

from graph.drawing.nodes import DISTRICTS, Network
from graph.measures import MEASURES, cube
from graph.measures.relations import Relations, Run, gathered, tied

# Rows of one measure; they come with the strongest first.
MOST: Final = 4_000


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


def tables(found: Relations, refs: Callable[[str], int], documents: Iterable[str]) -> list[dict[str, object]]:
    """Every measure with its sentence and the rows of which all things are on the page, as references.

    ``head`` is what its data set says beside the observations, of which the page makes triples (``turtle.js``).
    """
    documents = list(documents)
    made: list[dict[str, object]] = []
    for measure in MEASURES.values():
        things = {i for i, column in enumerate(measure.columns) if column.holds == "thing"}
        rows = []
        for row in measure.rows(found):
            at = {i: refs(str(row[i])) for i in things}
            if all(ref >= 0 for ref in at.values()):
                rows.append(
                    [at.get(i, round(cell, 6) if isinstance(cell, float) else cell) for i, cell in enumerate(row)]
                )
        made.append({
            "name": measure.name,
            "zh": measure.zh, "en": measure.en, "zhSays": measure.zh_says, "enSays": measure.en_says,
            "columns": [{"name": c.name, "zh": c.zh, "en": c.en, "holds": c.holds, "key": c.key} for c in measure.columns],
            "head": "".join(f"{triple} .\n" for triple in cube.head(measure, documents)),
            "iri": cube.base(measure),
            "rows": rows[:MOST],
        })  # fmt: skip
    return made
