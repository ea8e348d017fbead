"""What networkx computes from a graph: which districts are alike, what travels together, how it spread, who is central.

Every number here is computed, stated by no document: see :mod:`graph.measures.tables` for the sentences that say how.
"""

from graph.measures.tables import MEASURES, Measure, Measured, measure, of_districts, of_programmes

__all__ = ["MEASURES", "Measure", "Measured", "measure", "of_districts", "of_programmes"]
