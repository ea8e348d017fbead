"""Comparisons in which different things are never put side by side silently: see :mod:`graph.compare.comparable`."""

from graph.compare.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
