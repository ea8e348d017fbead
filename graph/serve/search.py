"""Finding things by what they are called: name, alias, notation or code, in either language."""

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from graph.serve.things import RDFS, SKOS, Data, Thing
from loaders.names import plain
from ontology import BASE, MS

_NAMES: Final = (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", MS + "divisionCode")
_FOLDERS: Final = ("place", "programme", "indicator", "institution", "group", "recognition", "document", "domain")
# Figures and implementations are labelled by what they are of; they would bury it.
_HIDDEN: Final = frozenset(("figure", "implementation", "claim", "evidence"))


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, the name that matched, what kind of thing it is, and whether the name is the very words."""

    thing: Thing
    match: str
    kind: str
    exact: bool


def find(data: Data, query: str, kinds: tuple[str, ...] = (), most: int = 50) -> list[Found]:
    """Things whose name holds the words: the very name first, then those that begin with it, the short before the long.

    ``kinds`` are folders of instances (``place``), or ``class`` and ``property`` for the vocabulary.
    """
    wanted = plain(query).casefold()
    best: dict[str, tuple[tuple[int, int, int, str], str]] = {}
    for predicate in _NAMES:
        for quad in data.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
                continue
            text = plain(quad.object.value).casefold()
            at = text.find(wanted)
            if at < 0:
                continue
            iri = quad.subject.value
            kind = kind_of(iri)
            if kind in _HIDDEN or not kind or (kinds and kind not in kinds):
                continue
            order = _FOLDERS.index(kind) if kind in _FOLDERS else len(_FOLDERS)
            rank = (0 if text == wanted else 1 if at == 0 else 2, order, len(text), iri)
            if iri not in best or rank < best[iri][0]:
                best[iri] = (rank, quad.object.value)
    ranked = sorted(best.items(), key=lambda item: item[1][0])[:most]
    return [Found(data.thing(iri), name, kind_of(iri), rank[0] == 0) for iri, (rank, name) in ranked]


def kind_of(iri: str) -> str:
    """The folder of an instance, ``class`` or ``property`` of a term, "" of anything else.

    >>> kind_of("https://w3id.org/minsheng/id/place/500113"), kind_of("https://w3id.org/minsheng/ontology#runs")
    ('place', 'property')
    """
    if iri.startswith(BASE):
        return iri[len(BASE) :].partition("/")[0]
    if iri.startswith(MS):
        return "class" if iri[len(MS) :][:1].isupper() else "property"
    return ""
