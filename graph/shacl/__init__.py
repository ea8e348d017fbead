"""SHACL Core compiled to SPARQL 1.1 (W3C Recommendation, https://www.w3.org/TR/shacl/).

``shapes.py`` reads a shapes graph, ``compiler.py`` writes one SELECT a constraint, ``engine.py`` runs them on an
Oxigraph store. A construct that is not SHACL Core, or cannot be answered exactly, raises :class:`ShapesError`; none is
passed over.
"""

from graph.shacl.engine import Data, Result, check, load
from graph.shacl.model import Shapes, ShapesError
from graph.shacl.shapes import parse

__all__ = ["Data", "Result", "Shapes", "ShapesError", "check", "load", "parse"]
