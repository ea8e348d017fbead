"""Why the inferred edges of a network hold: the steps of their proofs, each once, so that proofs share them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from graph.drawing.nodes import Edge, Step
from graph.drawing.quads import Triple
from graph.reasoning.proof import ASSERTED, NotProvableError, Proof, Prover
from graph.reasoning.prooftext import Lists, folded
from graph.reasoning.terms import Term

# A proof takes some milliseconds; a page of a hundred thousand edges does not carry them.
MOST: Final = 3_000
Evidence = Callable[[Triple], tuple[str, ...]]


def explained(
    store: ox.Store, edges: Iterable[Edge], evidence: Evidence
) -> tuple[tuple[Edge, ...], tuple[Step, ...]]:
    """The edges, those inferred with the number of the step that concludes them, and the steps, premises first.
    ``evidence`` tells that of a stated triple. Where there are more than ``MOST`` inferred edges none is explained.
    """
    edges = tuple(edges)
    inferred = [edge for edge in edges if edge.inferred]
    if not inferred or len(inferred) > MOST:
        return edges, ()
    prover, steps = Prover(_ordered(store)), _Steps(evidence)
    reasons = {}
    for edge in inferred:
        source, predicate, target = map(ox.NamedNode, (edge.source, edge.predicate, edge.target))
        try:
            reasons[edge] = steps.add(prover.prove(ox.Triple(source, predicate, target)))
        except NotProvableError:  # the store was not built by us: what it calls inferred need not follow
            continue
    return tuple(replace(edge, reason=reasons.get(edge, -1)) for edge in edges), tuple(steps.found)


def _ordered(store: ox.Store) -> ox.Store:
    """The named graphs in memory, in an order of their own: of several proofs of a statement, the same one is shown
    wherever the graph lies."""
    ordered = ox.Store()
    ordered.extend(sorted((quad for quad in store if isinstance(quad.graph_name, ox.NamedNode)), key=str))
    return ordered


class _Steps:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.found: dict[Step, int] = {}

    def add(self, proof: Proof, above: Lists = MappingProxyType({})) -> int:
        """The number of a proof's last step. ``above`` are the lists that its conclusion may be about."""
        premises, lists = folded(proof)
        numbers = tuple(self.add(premise, lists) for premise in premises)
        words = tuple(tuple(map(_word, above.get(term, (term,)))) for term in proof.conclusion)
        stated = proof.rule == ASSERTED and all(len(word) == 1 for word in words)
        evidence = self.evidence((words[0][0], words[1][0], words[2][0])) if stated else ()
        step = Step(words, proof.rule, proof.graphs, evidence, numbers)
        return self.found.setdefault(step, len(self.found))


def _word(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
