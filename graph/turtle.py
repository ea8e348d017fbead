"""Turtle, TriG and N-Quads that come out byte for byte the same: sorted, prefixed, a line a fact.

Oxigraph writes in the order it is given, so the order is ours: by subject, ``rdf:type`` first, then by predicate and
object. A git diff of two versions shows only what changed.
"""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from ontology import PREFIXES

_TYPE: Final = PREFIXES["rdf"] + "type"
_HEAD: Final = {name: iri for name, iri in PREFIXES.items() if name != "xsd"}


def serialize(quads: Iterable[ox.Quad], format: ox.RdfFormat) -> bytes:
    """The quads as text, sorted. A format without named graphs gets the triples of all graphs, each once."""
    if format.supports_datasets:
        rows: list[ox.Quad] | list[ox.Triple] = sorted(
            set(quads), key=lambda q: (str(q.graph_name), *_key(q.triple))
        )
    else:
        rows = sorted({quad.triple for quad in quads}, key=_key)
    text = ox.serialize(rows, format=format, prefixes={**_HEAD, "xsd": PREFIXES["xsd"]})
    assert text is not None
    return text


def _key(triple: ox.Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)
