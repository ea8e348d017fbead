"""The controlled vocabulary as the loaders need it: which terms exist, and by which words they are found."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from loaders.names import plain
from ontology import BASE, FOLDER, FOLDERS, VOCABULARY

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_WORDS: Final = (_SKOS + "prefLabel", _SKOS + "altLabel", _SKOS + "notation")


@dataclass(frozen=True, slots=True)
class Concept:
    """A SKOS concept: its IRI, its Chinese name, and how it is written in data (``skos:notation``, units only)."""

    iri: str
    name: str
    notation: str | None
    schemes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Concepts by prefix (``unit``, ``ind``, ``kind`` …) and by each word that names them."""

    concepts: Mapping[str, Mapping[str, Concept]]

    def find(self, prefix: str, word: str) -> Concept | None:
        """The concept that a word names (label, alternative label or notation), or none."""
        return self.concepts[prefix].get(plain(word))


def read(folder: Path = FOLDER) -> Vocabulary:
    """Reads the vocabulary's Turtle files. Raises SyntaxError where one is broken."""
    words: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    notations: dict[str, str] = {}
    schemes: dict[str, set[str]] = {}
    for name in VOCABULARY:
        for quad in ox.parse(path=folder / name, format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject.value, quad.object
            if not subject.startswith(BASE) or isinstance(value, ox.Triple):
                continue
            if quad.predicate.value in _WORDS and isinstance(value, ox.Literal) and value.language in ("zh", None):
                words.setdefault(subject, set()).add(plain(value.value))
                if quad.predicate.value == _SKOS + "prefLabel":
                    names[subject] = value.value
                elif quad.predicate.value == _SKOS + "notation":
                    notations[subject] = value.value
            elif quad.predicate.value == _SKOS + "inScheme":
                schemes.setdefault(subject, set()).add(value.value)
    concepts: dict[str, dict[str, Concept]] = {prefix: {} for prefix in FOLDERS}
    for subject, found in sorted(words.items()):
        prefix = next((p for p, f in FOLDERS.items() if subject.startswith(BASE + f)), None)
        if prefix and subject in names:
            concept = Concept(subject, names[subject], notations.get(subject), frozenset(schemes.get(subject, ())))
            for word in found:
                concepts[prefix].setdefault(word, concept)
            concepts[prefix][plain(concept.name)] = concept
    return Vocabulary(concepts)


@cache
def default() -> Vocabulary:
    """The vocabulary that comes with the project."""
    return read()
