"""The fact files together: read, resolved, checked against each other, and turned into quads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from loaders import facts, triples, vocabulary
from loaders.errors import FactFileError, MinshengError, Problems, UsageError, Where
from loaders.facts import FactFile
from loaders.names import graph, iri, local_name, term
from loaders.places import Gazetteer
from loaders.resolve import CITY, Resolved, resolve
from loaders.vocabulary import Vocabulary
from ontology import FOLDER as ONTOLOGY
from ontology import PREFIXES, VOCABULARY

FACTS: Final = Path(__file__).parent / "facts"
ONTOLOGY_GRAPH: Final = ox.NamedNode(graph("ontology"))
PLACES_GRAPH: Final = ox.NamedNode(graph("places"))
INFERRED_GRAPH: Final = ox.NamedNode(graph("inferred"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: its file and what its names mean."""

    file: FactFile
    resolved: Resolved

    def quads(self) -> Iterator[ox.Quad]:
        return triples.quads(self.file.facts, self.resolved)


def read(folder: Path = FACTS) -> list[Entry]:
    """Every fact file of a folder, checked. Raises Problems with every fault of every file, in order."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise UsageError("没有事实文件（*.yaml）", "no fact files (*.yaml)", Where.of(folder))
    words, gazetteer = vocabulary.default(), Gazetteer.load()
    entries: list[Entry] = []
    faults: list[MinshengError] = []
    for path in paths:
        try:
            entry, found = check(facts.read(path), words, gazetteer)
        except FactFileError as error:
            faults.append(error)
            continue
        entries.append(entry)
        faults += found
    faults += across([entry.file for entry in entries])
    if faults:
        raise Problems(faults)
    return entries


def check(file: FactFile, words: Vocabulary, gazetteer: Gazetteer) -> tuple[Entry, list[FactFileError]]:
    """One fact file resolved, with its faults."""
    resolved, faults = resolve(file, words, gazetteer)
    return Entry(file, resolved), faults


def across(files: Sequence[FactFile]) -> Iterator[FactFileError]:
    """What is wrong only when files are seen together: one key twice, one programme with two kinds."""
    keys: dict[str, FactFile] = {}
    kinds: dict[str, tuple[str, str, FactFile, int]] = {}
    for file in files:
        document = file.facts.document
        if document.key in keys:
            zh, en = f"key {document.key} 已被 {keys[document.key].path.name} 使用", "is taken by"
            en = f"the key {document.key} {en} {keys[document.key].path.name}"
            yield FactFileError(zh, en, file.where("document", "key"))
        keys[document.key] = file
        for index, programme in enumerate(file.facts.programmes):
            local = local_name(programme.name)
            mine = (programme.kind, programme.domain)
            theirs = kinds.setdefault(local, (*mine, file, index))
            for field, here, there in zip(("kind", "domain"), mine, theirs[:2], strict=True):
                if here != there:
                    other = theirs[2].where("programmes", theirs[3])
                    zh = f"“{programme.name}”的 {field} 是 {here}，而 {other} 写的是 {there}"
                    en = f"{programme.name} has {field} {here}, but {there} at {other}"
                    yield FactFileError(zh, en, file.where("programmes", index, field))


def ontology_quads() -> Iterator[ox.Quad]:
    """The vocabulary, in its own named graph. Its lists have blank nodes; they are named as in RDF Dataset
    Canonicalization (RDFC-1.0), so that the same files give the same names."""
    dataset = ox.Dataset()
    for name in VOCABULARY:
        for quad in ox.parse(path=ONTOLOGY / name, format=ox.RdfFormat.TURTLE):
            dataset.add(ox.Quad(quad.subject, quad.predicate, quad.object, ONTOLOGY_GRAPH))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    yield from dataset


def place_quads(entries: list[Entry]) -> Iterator[ox.Quad]:
    """The administrative divisions: the city's own, and whatever else the documents name, with all that encloses it."""
    gazetteer = Gazetteer.load()
    wanted = {CITY} | {place.code for place in gazetteer if place.parent == CITY}
    for entry in entries:
        for ref in entry.resolved.places.values():
            wanted |= {ref.code, ref.parent.rpartition("/")[2] if ref.parent else ref.code}
    known = {code for code in wanted if code in gazetteer}
    enclosing = {above.code for code in known for above in gazetteer.ancestors(code)}
    for code in sorted(known | enclosing):
        yield from _place(gazetteer, code)


def _place(gazetteer: Gazetteer, code: str) -> Iterator[ox.Quad]:
    place = gazetteer.get(code)
    node = ox.NamedNode(iri("place", code))

    def say(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(node, ox.NamedNode(predicate), value, PLACES_GRAPH)

    date = ox.NamedNode(PREFIXES["xsd"] + "date")
    yield say(PREFIXES["rdf"] + "type", ox.NamedNode(term(place.level)))
    yield say(PREFIXES["rdfs"] + "label", ox.Literal(place.name, language="zh"))
    if place.en:
        yield say(PREFIXES["rdfs"] + "label", ox.Literal(place.en, language="en"))
    if place.division_code:
        yield say(term("divisionCode"), ox.Literal(place.division_code))
    if place.parent:
        yield say(term("within"), ox.NamedNode(iri("place", place.parent)))
    if place.first_day:
        yield say(term("validFrom"), ox.Literal(place.first_day, datatype=date))
    if place.last_day:
        yield say(term("validUntil"), ox.Literal(place.last_day, datatype=date))
    for successor in place.replaced_by.split():
        yield say(PREFIXES["dcterms"] + "isReplacedBy", ox.NamedNode(iri("place", successor)))
