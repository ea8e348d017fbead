"""What the names in a fact file mean: places, concepts, and the things the file itself declares.

Everything that can be wrong about a name is found here, with the line at which it stands, before anything is
written. A place is looked up inside the place it is said to lie in, so that 新田村 is the one of its township.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from loaders import numerals, periods
from loaders.claims import Figure, Level, PlaceMention
from loaders.errors import FactFileError
from loaders.facts import FactFile
from loaders.names import iri, local_name, term
from loaders.places import AmbiguousPlace, Gazetteer, Place, UnknownPlace
from loaders.vocabulary import Concept, Vocabulary
from ontology import PREFIXES

CITY: Final = "500000"  # the reports are about 重庆市 until a document says otherwise
_CLASS: Final[dict[Level, str]] = {
    "国家": "Country",
    "省": "Province",
    "自治区": "Province",
    "直辖市": "Municipality",
    "地级市": "Prefecture",
    "区": "District",
    "县": "County",
    "自治县": "AutonomousCounty",
    "县级市": "County",
    "经济开发区": "DevelopmentZone",
    "街道": "Subdistrict",
    "镇": "Town",
    "乡": "Township",
    "社区": "Community",
    "村": "Village",
    "地点": "Site",
}
_CONCEPTS: Final = {"kind": "kind", "domain": "dom", "status": "status", "unit": "unit", "indicator": "ind"}
_THINGS: Final = ("programmes", "institutions", "groups", "places", "recognitions")
_PREFIX: Final = {"programmes": "prog", "institutions": "inst", "groups": "group"}
# Which sections a field may point into.
_REFERENCES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "programmes": {"partOf": ("programmes",)},
    "institutions": {"partOf": ("institutions",)},
    "implementations": {
        "programme": ("programmes",),
        "carriedOutBy": ("institutions", "places"),
        "fundedBy": ("institutions", "programmes", "places"),
        "supervisedBy": ("institutions", "places"),
        "cooperatesWith": ("institutions", "groups", "places"),
        "serves": ("groups", "institutions", "places"),
    },
    "recognitions": {"of": _THINGS, "by": ("institutions", "places")},
    "relations": {"s": _THINGS, "o": _THINGS},
    "figures": {
        "programme": ("programmes",),
        "group": ("groups",),
        "of": ("institutions",),
    },
}
RELATIONS: Final = frozenset(
    [
        "partOf",
        "locatedIn",
        "basedOn",
        "cooperatesWith",
        "affiliatedWith",
        "carriedOutBy",
        "fundedBy",
        "supervisedBy",
        "serves",
        "uses",
        "produces",
        "addresses",
        "foundedBy",
        "operates",
        "hosts",
        "succeeds",
        "covers",
        "appliesTo",
    ]
)


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place of the graph: a division with its code, or a site under one."""

    code: str
    name: str
    cls: str
    parent: str | None
    made_up: bool

    @property
    def iri(self) -> str:
        return iri("place", self.code)

    def quads(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        """What the document itself has to say of it: nothing where the list of divisions says it already."""
        if self.made_up:
            node = ox.NamedNode(self.iri)
            yield ox.Quad(node, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(term(self.cls)), graph)
            label = ox.Literal(self.name, language="zh")
            yield ox.Quad(node, ox.NamedNode(PREFIXES["rdfs"] + "label"), label, graph)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What each name of one document means."""

    vocabulary: Vocabulary
    places: Mapping[str, PlaceRef]
    things: Mapping[str, str]

    def place(self, name: str) -> PlaceRef:
        return self.places[name]

    def thing(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(self.things[name])

    def concept(self, prefix: str, word: str) -> ox.NamedNode:
        concept = self.vocabulary.find(prefix, word)
        assert concept, f"{prefix} {word} was checked"
        return ox.NamedNode(concept.iri)

    def label(self, prefix: str, word: str) -> str:
        concept = self.vocabulary.find(prefix, word)
        assert concept, f"{prefix} {word} was checked"
        return concept.name


def resolve(file: FactFile, vocabulary: Vocabulary, gazetteer: Gazetteer) -> tuple[Resolved, list[FactFileError]]:
    """The meaning of every name, and every fault found on the way. The first is fit for use if the second is empty."""
    work = _Work(file, vocabulary, gazetteer, [])
    places = work.places()
    things = work.things(places)
    work.check(places, things)
    return Resolved(vocabulary, places, {name: found[1] for name, found in things.items()}), work.faults


@dataclass(slots=True)
class _Work:
    file: FactFile
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    faults: list[FactFileError]

    def fault(self, zh: str, en: str, *path: str | int) -> None:
        self.faults.append(FactFileError(zh, en, self.file.where(*path)))

    # ---- places ----------------------------------------------------------------------------------------------------

    def places(self) -> dict[str, PlaceRef]:
        """Every place that the file declares, and the city itself."""
        city = self.gazetteer.get(CITY)
        known = {city.name: _ref(city)}
        declared = {p.name: (i, p) for i, p in enumerate(self.file.facts.places)}
        for name in declared:
            self._place(name, declared, known, ())
        return known

    def _place(
        self,
        name: str,
        declared: Mapping[str, tuple[int, PlaceMention]],
        known: dict[str, PlaceRef],
        trail: tuple[str, ...],
    ) -> PlaceRef | None:
        if name in known:
            return known[name]
        if name not in declared:
            return None
        index, mention = declared[name]
        if name in trail:
            self.fault(f"地点“{name}”位于自身之中", f"the place {name} lies within itself", "places", index, "in")
            return None
        parent: PlaceRef | None = None
        if mention.within:
            parent = self._place(mention.within, declared, known, (*trail, name))
            parent = parent or self._listed(mention.within, None, index, "in")
            if parent is None:
                return None
        if mention.level == "国家":
            ref = PlaceRef(local_name(name), name, _CLASS[mention.level], None, True)
        elif mention.level == "地点" or not mention.listed:
            code = f"{parent.code}-{local_name(name)}" if parent else local_name(name)
            ref = PlaceRef(code, name, _CLASS[mention.level], parent.iri if parent else None, True)
            if code in self.gazetteer:
                zh, en = f"“{name}”在区划表里，不是地点", f"{name} is a division of the list, not a site"
                self.fault(zh, en, "places", index, "level")
        else:
            found = self._listed(name, parent.code if parent else None, index, "name")
            if found is None:
                return None
            ref = found
            if ref.cls != _CLASS[mention.level]:
                zh = f"区划表里的“{ref.name}”是 {ref.cls}，不是{mention.level}"
                en = f"{ref.name} is a {ref.cls} in the list of divisions, not a {_CLASS[mention.level]}"
                self.fault(zh, en, "places", index, "level")
        known[name] = ref
        return ref

    def _listed(self, name: str, within: str | None, index: int, field: str) -> PlaceRef | None:
        on = self.file.facts.document.issued
        try:
            return _ref(self._look_up(name, within, on))
        except UnknownPlace:
            area = self.gazetteer.get(within).name if within and within in self.gazetteer else "区划表"
            self.fault(
                f"{area}中没有地点“{name}”：请改正名称，或注明 listed: false",
                f"no place {name} in {area}: correct the name, or say listed: false",
                "places", index, field,
            )  # fmt: skip
        except AmbiguousPlace as error:
            self.fault(error.zh, error.en, "places", index, field)
        return None

    def _look_up(self, name: str, within: str | None, on: str | None) -> Place:
        if within is None:
            try:
                return self.gazetteer.resolve(name, within=CITY, on=on)
            except UnknownPlace:
                return self.gazetteer.resolve(name, on=on)
        return self.gazetteer.resolve(name, within=within, on=on)

    # ---- things ----------------------------------------------------------------------------------------------------

    def things(self, places: Mapping[str, PlaceRef]) -> dict[str, tuple[str, str]]:
        """Name → (section, IRI) of everything that can stand in a relation."""
        things = {name: ("places", ref.iri) for name, ref in places.items()}
        key = self.file.facts.document.key
        seen: dict[tuple[str, str], str] = {}
        for section in ("recognitions", "groups", "institutions", "programmes"):
            for index, claim in enumerate(getattr(self.file.facts, section)):
                name = claim.name
                local = local_name(name)
                if not local:
                    self.fault("名称里没有文字", "the name has no letters", section, index, "name")
                    continue
                if (section, local) in seen:
                    self.fault(f"“{name}”列了两次", f"{name} is listed twice", section, index, "name")
                seen[section, local] = name
                prefix = _PREFIX.get(section)
                things[name] = (section, iri(prefix, name) if prefix else iri("rec", f"{key}-{local}"))
        return things

    # ---- everything else -------------------------------------------------------------------------------------------

    def check(self, places: Mapping[str, PlaceRef], things: Mapping[str, tuple[str, str]]) -> None:
        self._document(places)
        for section, index, claim in self.file.claims():
            if claim.doubt:
                zh, en = f"还有疑问：{claim.doubt}", f"still in doubt: {claim.doubt}"
                self.fault(f"{zh}；运行 minsheng review", f"{en}; run minsheng review", section, index, "doubt")
            for field, prefix in _CONCEPTS.items():
                value = getattr(claim, field, None)
                if isinstance(value, str) and self.vocabulary.find(prefix, value) is None:
                    self._unknown_concept(prefix, value, section, index, field)
            place = getattr(claim, "place", None)
            if place and place not in places:
                zh = f"文件的 places 里没有地点“{place}”"
                self.fault(zh, f"the place {place} is not among the file's places", section, index, "place")
            for field, targets in _REFERENCES.get(section, {}).items():
                value = getattr(claim, field)
                for name in (value,) if isinstance(value, str) else value or ():
                    if name not in things or things[name][0] not in targets:
                        lists = "、".join(targets)
                        zh = f"“{name}”不在本文件的 {lists} 里"
                        self.fault(
                            zh, f"{name} is not among the file's {', '.join(targets)}", section, index, field
                        )
            for span in (*getattr(claim, "at", ()), *getattr(claim, "also", ())):
                if not isinstance(span, int) and not 0 <= span.start < span.end:
                    zh, en = f"位置 {span.start}–{span.end} 不成立", f"{span.start}–{span.end} is no range"
                    self.fault(zh, en, section, index, "at")
            if isinstance(claim, Figure):
                self._figure(claim, index)
            for field in ("start", "end", "period"):
                self._period(getattr(claim, field, None), section, index, field)
        for index, relation in enumerate(self.file.facts.relations):
            if relation.p not in RELATIONS:
                self.fault(f"没有关系“{relation.p}”", f"no relation {relation.p}", "relations", index, "p")
            elif relation.p == "locatedIn" and relation.o not in places:
                self.fault(f"“{relation.o}”不是地点", f"{relation.o} is not a place", "relations", index, "o")

    def _document(self, places: Mapping[str, PlaceRef]) -> None:
        document = self.file.facts.document
        if local_name(document.key) != document.key or local_name(document.id) != document.id:
            zh, en = "id 和 key 只能用文字、数字、_ 和 -", "id and key are letters, digits, _ and - only"
            self.fault(zh, en, "document")
        self._period(document.issued, "document", "issued")
        for name in document.about:
            if name not in places:
                zh, en = f"没有地点“{name}”", f"no place {name}"
                self.fault(zh, en, "document", "about")

    def _period(self, text: str | None, *path: str | int) -> None:
        try:
            if text is not None:
                periods.parse(text)
        except ValueError:
            zh = f"“{text}”不是日期：写作 2021、2021-06 或 2016/2020"
            self.fault(zh, f"{text} is no period: write 2021, 2021-06 or 2016/2020", *path)

    def _unknown_concept(self, prefix: str, value: str, section: str, index: int, field: str) -> None:
        file = {"unit": "units.ttl", "ind": "indicators.ttl"}.get(prefix, "schemes.ttl")
        zh = {"unit": "单位", "ind": "指标", "kind": "类型", "dom": "领域", "status": "状态"}[prefix]
        self.fault(
            f"没有{zh}“{value}”：请改正，或加进 ontology/{file}",
            f"no {field} {value}: correct it, or add it to ontology/{file}",
            section, index, field,
        )  # fmt: skip

    def _figure(self, claim: Figure, index: int) -> None:
        """A figure must say what its printed words say."""
        for word in claim.modifier:
            if self.vocabulary.find("mod", word) is None:
                zh = f"没有限定词“{word}”：请加进 ontology/schemes.ttl"
                self.fault(zh, f"no modifier {word}: add it to ontology/schemes.ttl", "figures", index, "modifier")
        for printed in (claim.printed, *(span.words for span in claim.also if span.words)):
            try:
                read = numerals.read(printed)
            except ValueError:
                zh, en = f"“{printed}”里没有数", f"no number in {printed}"
                self.fault(zh, en, "figures", index, "printed")
                continue
            if (read.value, read.high) != (claim.value, claim.high):
                was = format(read.value, "f") + (f"—{read.high:f}" if read.high is not None else "")
                now = format(claim.value, "f") + (f"—{claim.high:f}" if claim.high is not None else "")
                zh = f"值 {now} 与原文“{printed}”（{was}）不符"
                self.fault(
                    zh, f"value {now} does not match the printed {printed} ({was})", "figures", index, "value"
                )
            self._unit(claim, read.unit, index)

    def _unit(self, claim: Figure, printed: str, index: int) -> None:
        """The printed unit, where it is one we know, must be the figure's own (or what its rate counts)."""
        known, own = self.vocabulary.find("unit", printed), self.vocabulary.find("unit", claim.unit)
        if known is None or own is None:
            return
        (head, *rates), (own_head, *own_rates) = _parts(known), _parts(own)
        if head != own_head or not set(rates) <= set(own_rates):
            zh = f"单位“{claim.unit}”与原文“{claim.printed}”不符"
            en = f"unit {claim.unit} does not match the printed {claim.printed}"
            self.fault(zh, en, "figures", index, "unit")


def _parts(unit: Concept) -> list[str]:
    """元/人·月 counts 元, for each 人 and 月."""
    return re.split(r"[/·]", unit.notation or unit.name)


def _ref(place: Place) -> PlaceRef:
    parent = iri("place", place.parent) if place.parent else None
    return PlaceRef(place.code, place.name, place.level, parent, False)
