"""Extracted claims made fit for the graph although no reviewer has seen them.

What a fact file must not do, an extraction may: name an indicator or unit that the controlled vocabulary lacks. Such a
concept is minted in the document's own graph, marked as extracted. A claim about something that could not be resolved
at all is left out.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
import pyoxigraph as ox

from loaders import vocabulary
from loaders.claims import Facts, Figure, Implementation, Institution, Recognition, Relation
from loaders.facts import FactFile
from loaders.names import graph, iri, local_name, plain, term
from loaders.places import Gazetteer
from loaders.resolve import Resolved, resolve
from loaders.vocabulary import Concept, Vocabulary
from ontology import PREFIXES

_CLASS: Final = {"ind": "Indicator", "unit": "Unit"}


def tentative(facts: Facts) -> tuple[Facts, Resolved, tuple[ox.Quad, ...]]:
    """The claims that can be stored, what their names mean, and the concepts minted for them."""
    words, minted = _extended(vocabulary.default(), facts)
    resolved, _ = resolve(FactFile(Path(facts.document.id), facts, {}), words, Gazetteer.load())
    return _fit(facts, resolved), resolved, tuple(_quads(facts.document.id, minted))


def _extended(words: Vocabulary, facts: Facts) -> tuple[Vocabulary, list[tuple[str, Concept]]]:
    """The vocabulary with the indicators and units that the claims use and it lacks."""
    added: dict[str, dict[str, Concept]] = {"ind": {}, "unit": {}}
    for figure in facts.figures:
        for prefix, word in (("ind", figure.indicator), ("unit", figure.unit)):
            if words.find(prefix, word) is None and local_name(word):
                notation = word if prefix == "unit" else None
                added[prefix][plain(word)] = Concept(iri(prefix, word), word, notation, frozenset())
    concepts: Mapping[str, Mapping[str, Concept]] = {
        prefix: {**known, **added.get(prefix, {})} for prefix, known in words.concepts.items()
    }
    return Vocabulary(concepts), [(prefix, concept) for prefix in added for concept in added[prefix].values()]


def _quads(document: str, minted: list[tuple[str, Concept]]) -> Iterator[ox.Quad]:
    name = ox.NamedNode(graph(document))
    for prefix, concept in minted:
        node = ox.NamedNode(concept.iri)
        skos, rdf = PREFIXES["skos"], PREFIXES["rdf"]
        yield ox.Quad(node, ox.NamedNode(rdf + "type"), ox.NamedNode(term(_CLASS[prefix])), name)
        for label in (PREFIXES["rdfs"] + "label", skos + "prefLabel"):
            yield ox.Quad(node, ox.NamedNode(label), ox.Literal(concept.name, language="zh"), name)
        if concept.notation:
            yield ox.Quad(node, ox.NamedNode(skos + "notation"), ox.Literal(concept.notation), name)
        yield ox.Quad(node, ox.NamedNode(term("reviewStatus")), ox.NamedNode(term("extracted")), name)


def _fit(facts: Facts, resolved: Resolved) -> Facts:
    """Without the claims that name what was not found."""

    def known(prefix: str, word: str | None) -> bool:
        return word is None or resolved.vocabulary.find(prefix, word) is not None

    def place(name: str | None) -> bool:
        return name is None or name in resolved.places

    def things(*names: str | None) -> bool:
        return all(name is None or name in resolved.things for name in names)

    def fits(claim: object) -> bool:
        match claim:
            case Institution():
                return known("kind", claim.kind) and place(claim.place)
            case Implementation():
                actors = (*claim.carriedOutBy, *claim.fundedBy, *claim.supervisedBy, *claim.cooperatesWith)
                return place(claim.place) and things(claim.programme, *actors, *claim.serves)
            case Recognition():
                return place(claim.place) and things(claim.of, *claim.by)
            case Relation():
                return things(claim.s, claim.o)
            case Figure():
                named = known("ind", claim.indicator) and known("unit", claim.unit) and known("dom", claim.domain)
                return named and place(claim.place) and things(claim.programme, claim.group, claim.of)
            case _:
                return True

    kept = {
        section: tuple(claim for claim in getattr(facts, section) if fits(claim))
        for section in ("institutions", "implementations", "recognitions", "relations", "figures")
    }
    mentions = tuple(m for m in facts.places if m.name in resolved.places)
    document = msgspec.structs.replace(
        facts.document, about=tuple(name for name in facts.document.about if name in resolved.places)
    )
    return msgspec.structs.replace(facts, document=document, places=mentions, **kept)
