"""Aggregates over figures, answered from columns held in memory instead of by walking the store.

A question that counts or sums the figures of a large graph touches most of them, and a store looks each one up. Here
the figures lie as columns of small integers (:mod:`graph.columnar.table`), made from the store when they are first
wanted. Only questions of a shape whose answer is the same to the last digit are taken
(:mod:`graph.columnar.reading`); everything else, and whatever is in doubt, is the store's.

Columns never grow stale, for they belong to a store opened for reading, which never changes: whoever opens a build
anew makes new ones. A store that is written to must have none.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from graph.columnar.plan import Plan, Unfit
from ontology import PREFIXES

_GROUPED: Final = re.compile(r"\bgroup\s+by\b", re.I)
_LONGEST: Final = 10_000


class Columns:
    """What is held of one store. ``store`` must be open for reading only.

    A question about fewer than ``least`` figures is left to the store, whose index finds so few sooner.
    """

    def __init__(self, store: ox.Store, least: int = 1000) -> None:
        from graph.columnar.table import Table

        self.table = Table(store, least)

    def answer(self, text: str) -> ox.QuerySolutions | None:
        """The answer to a query over the default graph, or None where it is the store's to answer or to refuse."""
        if not _GROUPED.search(text) or len(text) > _LONGEST:
            return None
        from graph.columnar.aggregate import answer

        try:
            plan = _plan(text)
            return answer(plan, self.table) if plan else None
        except Unfit:
            return None


@lru_cache(128)
def _plan(text: str) -> Plan | None:
    """What the query asks; None where it is of another shape, or is none by Oxigraph's own parser."""
    from graph.columnar.reading import read

    try:
        plan = read(text, PREFIXES)
        names = _names(text, PREFIXES)
    except (Unfit, SyntaxError, RuntimeError):
        return None
    return plan if names == plan.columns else None


def _names(text: str, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that Oxigraph sees in the query. Raises SyntaxError where it does not parse."""
    results = ox.Store().query(text, prefixes=dict(prefixes))
    assert isinstance(results, ox.QuerySolutions)
    return tuple(variable.value for variable in results.variables)
