"""The ontology, its schemes, its shapes and its JSON-LD context hold together and mean what they say.

OWL 2 Profiles 4 (OWL 2 RL), OWL 2 Structural Specification 11 (restrictions), SKOS Reference S13 and S14, SHACL Core.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from owlrl import DeductiveClosure
from owlrl.OWLRL import OWLRL_Semantics
from pyshacl import validate
from rdflib import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH, Namespace
from rdflib.term import Node

from ontology import ALIGNED, BASE, VOCABULARIES

FOLDER: Final = Path(__file__).parent.parent / "ontology"
MS: Final = Namespace("https://w3id.org/minsheng/ontology#")
ID: Final = "https://w3id.org/minsheng/id/"
OA: Final = Namespace("http://www.w3.org/ns/oa#")
VOCABULARY: Final = ("minsheng.ttl", "schemes.ttl", "units.ttl")
LANGUAGES: Final = {"zh", "en"}


def words(text: str) -> list[str]:
    return text.split()


CLASSES: Final = words(
    "Place Country Province Municipality Prefecture District County AutonomousCounty DevelopmentZone Subdistrict Town "
    "Township Community Village Site Programme Implementation Institution BeneficiaryGroup Figure Outcome Target Input "
    "Parameter Indicator Recognition Document Evidence Claim"
)
LEVELS: Final = CLASSES[1:15]
OBJECT_PROPERTIES: Final = words(
    "partOf within basedOn cooperatesWith affiliatedWith carriedOutBy fundedBy supervisedBy serves uses produces "
    "addresses foundedBy operates hosts succeeds covers appliesTo recognises recognisedBy about place programme "
    "implements observedIn indicator unit modifier population institution kind domain status evidence subject "
    "predicate object reviewStatus contains hasPart isPlaceOf hasImplementation runs runsIn runsWithin hasFigure "
    "hasFigureWithin carries carriesOut reaches reachedBy hasRecognition honouredBy actsIn dimension"
)
DATATYPE_PROPERTIES: Final = words(
    "divisionCode validFrom validUntil year sha256 textSha256 periodStart periodEnd timeAsPrinted value valueHigh "
    "asPrinted comparison"
)
CONCEPTS: Final = {
    "domain": "就业 教育 医疗卫生 医疗保障 社会救助 养老服务 托育儿童 住房与城市更新 公共服务 文化 生态环境 乡村振兴 产业创新",
    "programmeKind": "政策 制度 战略 规划方案 工程 项目 行动 活动 机制 体系 平台 系统 模式 改革 试点 保险 补贴 资金 服务 "
    "品牌 标准 设施 称号 课程 理念",
    "institutionKind": "党委部门 政府部门 人民政府 医疗机构 学校 幼儿园 企业 社会组织 社区组织 媒体 金融机构 养老机构 "
    "文化场馆 园区基地 议事协调机构 事业单位 服务机构 其他机构",
    "recognitionKind": "称号 试点资格 奖项 媒体报道 典型案例 推介 肯定 首创 排名 其他认可",
    "status": "计划 探索 首批试点 试点 示范 启动 推进 在建 建成 运行 全覆盖 完成",
    "modifier": "近 余 多 约 超 超过 突破 以上 以下 以内 不低于 不少于 不超过 至少 最多 达 累计 上 左右 最",
}
NOTATIONS: Final = words(
    "人 人次 户 个 个次 家 所 项 件 次 场 支 张 门 课 度 套 元 % 个百分点 倍 比 平方米 平方公里 亩 公里 米 吨 立方米 公斤 "
    "吉瓦时 天 小时 分钟 个月 年 岁 条 批 种 台 间 座 处 层 份 期 篇 人/天 吨/天 元/月 元/人·月 元/人·天 次/周 次/月"
)
FOLDERS: Final = {"domain": "domain", "status": "status", "modifier": "modifier"}


@cache
def turtle(name: str) -> Graph:
    return Graph().parse(FOLDER / name, format="turtle")


@cache
def ontology() -> Graph:
    return turtle("minsheng.ttl")


@cache
def vocabulary() -> Graph:
    whole = Graph()
    for name in VOCABULARY:
        whole += turtle(name)
    return whole


def ours(*types: URIRef) -> list[URIRef]:
    """Our own terms of these types, in order."""
    found = {s for t in types for s in vocabulary().subjects(RDF.type, t) if str(s).startswith((MS, ID))}
    return sorted(s for s in found if isinstance(s, URIRef))


def properties() -> list[URIRef]:
    return ours(OWL.ObjectProperty, OWL.DatatypeProperty)


def concepts() -> list[URIRef]:
    return ours(SKOS.Concept, MS.Unit, MS.Modifier)


def literals(subject: Node, predicate: URIRef) -> dict[str | None, list[str]]:
    """The texts of a term by language."""
    found: dict[str | None, list[str]] = {}
    for value in vocabulary().objects(subject, predicate):
        assert isinstance(value, Literal)
        found.setdefault(value.language, []).append(str(value))
    return found


# ---- every term says what it is, in both languages -----------------------------------------------------------------


@pytest.mark.parametrize("name", [*VOCABULARY, "shapes.ttl"])
def test_every_file_parses(name: str) -> None:
    assert len(turtle(name)) > 100


@pytest.mark.parametrize("name", [*VOCABULARY, "shapes.ttl"])
def test_prefixes_are_in_alphabetical_order(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    prefixes = [line.split()[1] for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)


def test_every_term_has_label_and_definition_in_both_languages() -> None:
    terms = [*ours(OWL.Class, OWL.AnnotationProperty, SKOS.ConceptScheme), *properties(), *concepts()]
    assert len(terms) > 300
    for term in terms:
        for predicate in (RDFS.label, SKOS.definition):
            found = literals(term, predicate)
            assert {language: len(texts) for language, texts in found.items()} == {"zh": 1, "en": 1}, term
        definition = literals(term, SKOS.definition)
        assert definition["zh"][0].endswith("。"), term
        assert definition["en"][0].endswith("."), term
        assert any("\u4e00" <= char <= "\u9fff" for char in definition["zh"][0]), term
        assert definition["en"] != literals(term, RDFS.label)["en"]


def test_every_text_is_chinese_or_english() -> None:
    tags = {o.language for o in vocabulary().objects() if isinstance(o, Literal) and o.language}
    assert tags == LANGUAGES


def test_our_terms_say_where_they_are_defined() -> None:
    home = URIRef("https://w3id.org/minsheng/ontology")
    terms = [*ours(OWL.Class, OWL.AnnotationProperty, SKOS.ConceptScheme), *properties()]
    assert [t for t in terms if vocabulary().value(t, RDFS.isDefinedBy) != home] == []


def test_the_header_is_complete() -> None:
    home = URIRef("https://w3id.org/minsheng/ontology")
    assert (home, RDF.type, OWL.Ontology) in ontology()
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert set(literals(home, predicate)) == LANGUAGES
    assert ontology().value(home, OWL.versionInfo) == Literal("0.1.0")
    assert ontology().value(home, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert ontology().value(home, DCTERMS.creator) == Literal("Minsheng")
    assert ontology().value(home, VANN.preferredNamespacePrefix) == Literal("ms")
    assert ontology().value(home, VANN.preferredNamespaceUri) == Literal(str(MS))


# ---- the names that others rely on ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_there(name: str) -> None:
    assert (MS[name], RDF.type, OWL.Class) in ontology()


@pytest.mark.parametrize("name", OBJECT_PROPERTIES)
def test_object_property_is_there(name: str) -> None:
    assert (MS[name], RDF.type, OWL.ObjectProperty) in ontology()


@pytest.mark.parametrize("name", DATATYPE_PROPERTIES)
def test_datatype_property_is_there(name: str) -> None:
    assert (MS[name], RDF.type, OWL.DatatypeProperty) in ontology()


def test_no_property_goes_untested() -> None:
    named = {MS[name] for name in (*OBJECT_PROPERTIES, *DATATYPE_PROPERTIES)}
    assert set(properties()) == named


@pytest.mark.parametrize("scheme", CONCEPTS)
def test_concepts_are_there(scheme: str) -> None:
    folder = FOLDERS.get(scheme, "kind")
    for name in words(CONCEPTS[scheme]):
        concept = URIRef(f"{ID}{folder}/{name}")
        assert (concept, SKOS.inScheme, MS[scheme + "Scheme"]) in vocabulary(), concept
        assert literals(concept, SKOS.prefLabel)["zh"] == [name]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_unit_is_there(notation: str) -> None:
    units = set(vocabulary().subjects(SKOS.notation, Literal(notation))) & set(ours(MS.Unit))
    assert len(units) == 1


# ---- SKOS ----------------------------------------------------------------------------------------------------------


def test_concepts_belong_to_schemes_and_have_one_preferred_label_a_language() -> None:
    schemes = set(ours(SKOS.ConceptScheme))
    for concept in concepts():
        mine = set(vocabulary().objects(concept, SKOS.inScheme))
        assert mine, concept
        assert mine <= schemes, concept
        assert mine == set(vocabulary().objects(concept, SKOS.topConceptOf)), concept
        labels = literals(concept, SKOS.prefLabel)
        assert labels == literals(concept, RDFS.label), concept
        assert labels["zh"][0] not in literals(concept, SKOS.altLabel).get("zh", []), concept


@pytest.mark.parametrize("scheme", ours(SKOS.ConceptScheme), ids=lambda s: str(s).partition("#")[2])
def test_labels_are_unambiguous_within_a_scheme(scheme: URIRef) -> None:
    members = sorted(s for s in vocabulary().subjects(SKOS.inScheme, scheme) if isinstance(s, URIRef))
    assert members
    for language in LANGUAGES:
        names = [literals(member, SKOS.prefLabel)[language][0] for member in members]
        assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)


def test_every_printed_form_leads_to_one_unit() -> None:
    forms: dict[str, set[Node]] = {}
    for unit in ours(MS.Unit):
        for predicate in (SKOS.notation, SKOS.prefLabel, SKOS.altLabel):
            for language, texts in literals(unit, predicate).items():
                for text in texts if language in ("zh", None) else []:
                    forms.setdefault(text, set()).add(unit)
    assert {form: units for form, units in forms.items() if len(units) > 1} == {}


def test_local_names_need_no_escape() -> None:
    for term in [*concepts(), *properties(), *ours(OWL.Class)]:
        local = str(term).rpartition("#" if "#" in term else "/")[2]
        assert all(char.isalnum() for char in local), term


def test_matches_lead_out_of_the_project_or_between_our_concepts() -> None:
    known = ("http://qudt.org/vocab/unit/", "http://qudt.org/vocab/quantitykind/")
    for predicate in (SKOS.exactMatch, SKOS.closeMatch):
        for concept, target in vocabulary().subject_objects(predicate):
            assert concept in concepts(), "the mapping properties of SKOS are for concepts"
            assert str(target).startswith(known) or target in concepts()


# ---- OWL 2 RL ------------------------------------------------------------------------------------------------------

TYPES: Final = {
    OWL.Ontology,
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.TransitiveProperty,
    OWL.FunctionalProperty,
    OWL.AllDisjointClasses,
}
AXIOMS: Final = {
    RDF.type,
    RDF.first,
    RDF.rest,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.inverseOf,
    OWL.propertyChainAxiom,
    OWL.members,
}
ANNOTATIONS: Final = {
    RDFS.label,
    RDFS.comment,
    RDFS.isDefinedBy,
    OWL.versionInfo,
    OWL.versionIRI,
    SKOS.definition,
    MS.alignedWith,
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.creator,
    DCTERMS.license,
    VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri,
}
# OWL 2 Profiles 4.2.1; xsd:date and xsd:gYear are not among them.
DATATYPES: Final = {
    XSD[name]
    for name in words(
        "decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte "
        "unsignedLong unsignedInt unsignedShort unsignedByte float double string normalizedString token language Name "
        "NCName NMTOKEN boolean hexBinary base64Binary anyURI dateTime dateTimeStamp"
    )
} | {RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal}


def declared(kind: URIRef) -> set[Node]:
    return set(ontology().subjects(RDF.type, kind))


def test_only_constructs_of_owl_2_rl() -> None:
    """No class expressions at all, hence none that the profile forbids at either side of an axiom."""
    assert set(ontology().objects(None, RDF.type)) <= TYPES
    assert set(ontology().predicates()) <= AXIOMS | ANNOTATIONS


def test_axioms_are_about_named_and_declared_terms() -> None:
    classes, objects, data = map(declared, (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty))
    for s, o in ontology().subject_objects(RDFS.subClassOf):
        assert {s, o} <= classes
    for s, o in ontology().subject_objects(RDFS.subPropertyOf):
        assert {s, o} <= objects or {s, o} <= data, (s, o)
    for s, o in ontology().subject_objects(OWL.inverseOf):
        assert {s, o} <= objects
    for s, o in ontology().subject_objects(RDFS.domain):
        assert s in objects | data
        assert o in classes
    for s, o in ontology().subject_objects(RDFS.range):
        assert o in (classes if s in objects else DATATYPES), (s, o)
    assert OWL.Thing not in classes


def test_no_name_is_two_kinds_of_thing() -> None:
    kinds = [declared(k) for k in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)]
    for i, a in enumerate(kinds):
        for b in kinds[i + 1 :]:
            assert not a & b
    assert not kinds[0] & set(concepts()), "a class is no concept"


def test_blank_nodes_are_lists_and_disjointness_only() -> None:
    for node in {s for s in ontology().subjects() if isinstance(s, BNode)}:
        is_list = (node, RDF.first, None) in ontology()
        assert is_list or (node, RDF.type, OWL.AllDisjointClasses) in ontology()
    for name in VOCABULARY[1:]:
        assert not [s for s in turtle(name).subjects() if isinstance(s, BNode)]


def chains() -> Iterator[tuple[Node, list[Node]]]:
    for prop, head in ontology().subject_objects(OWL.propertyChainAxiom):
        yield prop, list(Collection(ontology(), head))


def test_chains_are_over_named_properties_and_regular() -> None:
    """OWL 2 Structural Specification 11.2: there is a strict order of the properties that every chain respects."""
    objects = declared(OWL.ObjectProperty)
    below: dict[Node, set[Node]] = {}
    for whole, parts in chains():
        assert len(parts) > 1
        assert {whole, *parts} <= objects
        assert whole not in parts
        below.setdefault(whole, set()).update(parts)
    for part, whole in ontology().subject_objects(RDFS.subPropertyOf):
        below.setdefault(whole, set()).add(part)
    assert_acyclic(below)


def test_functional_properties_are_literals_and_transitive_ones_are_not_functional() -> None:
    functional = declared(OWL.FunctionalProperty)
    assert functional <= declared(OWL.DatatypeProperty), "a functional object property would merge individuals"
    assert declared(OWL.TransitiveProperty) == {MS.within, MS.partOf}


def assert_acyclic(below: dict[Node, set[Node]]) -> None:
    done: set[Node] = set()

    def visit(node: Node, path: tuple[Node, ...]) -> None:
        assert node not in path, (*path, node)
        if node not in done:
            for child in below.get(node, set()):
                visit(child, (*path, node))
            done.add(node)

    for node in below:
        visit(node, ())


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_hierarchies_have_no_cycle(predicate: URIRef) -> None:
    below: dict[Node, set[Node]] = {}
    for s, o in ontology().subject_objects(predicate):
        below.setdefault(s, set()).add(o)
    assert below
    assert_acyclic(below)


def test_properties_without_domain_or_range_say_why() -> None:
    for prop in properties():
        complete = all((prop, predicate, None) in ontology() for predicate in (RDFS.domain, RDFS.range))
        assert complete or set(literals(prop, RDFS.comment)) == LANGUAGES, prop


def test_inverses_swap_domain_and_range() -> None:
    for a, b in ontology().subject_objects(OWL.inverseOf):
        assert ontology().value(a, RDFS.domain) == ontology().value(b, RDFS.range), a
        assert ontology().value(a, RDFS.range) == ontology().value(b, RDFS.domain), a


def test_place_has_no_domain() -> None:
    assert (MS.place, RDFS.domain, None) not in ontology()


def defined() -> dict[str, frozenset[str]]:
    """What other vocabularies define, by namespace (scripts/vocabularies.py)."""
    known = json.loads((FOLDER / VOCABULARIES).read_text(encoding="utf-8"))
    assert {name: entry["namespace"] for name, entry in known.items()} == ALIGNED
    for entry in known.values():
        assert entry["version"]
        assert date.fromisoformat(entry["date"]) <= date(2026, 11, 26)
    return {entry["namespace"]: frozenset(entry["terms"].split()) for entry in known.values()}


def test_no_term_of_another_vocabulary_is_invented() -> None:
    """Whatever the ontology, the schemes, units and indicators say of other vocabularies' terms, or with them."""
    known = defined()
    used = {str(term) for triple in vocabulary() for term in triple if isinstance(term, URIRef)}
    others = {term for term in used if any(term.startswith(namespace) for namespace in known)}
    assert len(others) > 100
    for term in sorted(others):
        namespace = max((ns for ns in known if term.startswith(ns)), key=len)
        assert term.removeprefix(namespace) in known[namespace], term


def test_alignments_lead_to_vocabularies_whose_terms_are_listed() -> None:
    known = defined()
    targets = {
        str(o)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, MS.alignedWith, SKOS.exactMatch, SKOS.closeMatch)
        for o in vocabulary().objects(None, predicate)
        if isinstance(o, URIRef) and not str(o).startswith((str(MS), BASE))
    }
    assert len(targets) > 80
    for target in sorted(targets):
        assert any(target.startswith(namespace) for namespace in known), target


@pytest.mark.parametrize(
    ("term", "predicate", "target"),
    [
        ("Place", RDFS.subClassOf, SDO.Place),
        ("District", RDFS.subClassOf, SDO.AdministrativeArea),
        ("Implementation", RDFS.subClassOf, PROV.Activity),
        ("Implementation", MS.alignedWith, ORG.ChangeEvent),
        ("Institution", RDFS.subClassOf, ORG.Organization),
        ("Institution", MS.alignedWith, URIRef("http://data.europa.eu/m8g/PublicOrganisation")),
        ("BeneficiaryGroup", RDFS.subClassOf, SKOS.Concept),
        ("Figure", RDFS.subClassOf, SDO.Observation),
        ("Indicator", RDFS.subClassOf, SKOS.Concept),
        ("Indicator", RDFS.subClassOf, URIRef(str(SDO) + "StatisticalVariable")),
        ("Document", RDFS.subClassOf, PROV.Entity),
        ("Document", MS.alignedWith, SDO.NewsArticle),
        ("Evidence", RDFS.subClassOf, OA.SpecificResource),
        ("Programme", MS.alignedWith, URIRef("http://purl.org/vocab/cpsv#PublicService")),
        ("Programme", MS.alignedWith, ORG.OrganizationalCollaboration),
        ("Programme", MS.alignedWith, URIRef("http://data.europa.eu/eli/ontology#LegalResource")),
        ("divisionCode", MS.alignedWith, URIRef("http://www.wikidata.org/entity/P442")),
        ("within", RDFS.subPropertyOf, SDO.containedInPlace),
    ],
)
def test_alignment_of_the_design(term: str, predicate: URIRef, target: URIRef) -> None:
    assert (MS[term], predicate, target) in ontology()


# ---- what follows --------------------------------------------------------------------------------------------------

PREFIXES: Final = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ms: <{MS}> .
@prefix oa: <{OA}> .
@prefix owl: <{OWL}> .
@prefix rdfs: <{RDFS}> .
@prefix skos: <{SKOS}> .
@prefix xsd: <{XSD}> .
""" + "".join(
    f"@prefix {prefix}: <{ID}{folder}/> .\n"
    for prefix, folder in {
        "place": "place",
        "prog": "programme",
        "impl": "implementation",
        "inst": "institution",
        "group": "group",
        "ind": "indicator",
        "fig": "figure",
        "rec": "recognition",
        "doc": "document",
        "ev": "evidence",
        "claim": "claim",
        "unit": "unit",
        "dom": "domain",
        "kind": "kind",
        "status": "status",
        "mod": "modifier",
        "dim": "dimension",
    }.items()
)

# A made-up town in a made-up district of a made-up city, with one of everything; as a loader would write it.
GOOD: Final = """
place:990000 a ms:Municipality ; rdfs:label "甲市"@zh , "City A"@en ; ms:divisionCode "990000" .
place:990101 a ms:District ; rdfs:label "乙区"@zh ; ms:divisionCode "990101" ; ms:within place:990000 ;
    ms:validFrom "1994-01-01"^^xsd:date ; ms:validUntil "2025-11-05"^^xsd:date ; dcterms:isReplacedBy place:990102 .
place:990102 a ms:District ; rdfs:label "新乙区"@zh ; ms:divisionCode "990102" ; ms:within place:990000 .
place:990101001 a ms:Town ; rdfs:label "丙镇"@zh ; ms:divisionCode "990101001" ; ms:within place:990101 .
place:990101-丁园 a ms:Site ; rdfs:label "丁园"@zh ; ms:within place:990101 .
doc:d a ms:Document ; dcterms:title "题目"@zh ; dcterms:identifier "d" ; dcterms:issued "2022"^^xsd:gYear ;
    ms:year 2022 ; ms:about place:990101 ;
    ms:sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" .
ev:e a ms:Evidence ; oa:hasSource doc:d ; oa:hasSelector <https://w3id.org/minsheng/id/evidence/e/position> ,
        <https://w3id.org/minsheng/id/evidence/e/quote> .
<https://w3id.org/minsheng/id/evidence/e/position> a oa:TextPositionSelector ; oa:start 10 ; oa:end 16 .
<https://w3id.org/minsheng/id/evidence/e/quote> a oa:TextQuoteSelector ; oa:exact "25.4万人" .
prog:戊 a ms:Programme ; rdfs:label "戊"@zh ; skos:altLabel "戊险"@zh , "戊制度"@zh ; ms:kind kind:保险 ; ms:domain dom:医疗保障 ; ms:evidence ev:e .
prog:己 a ms:Programme ; rdfs:label "己"@zh ; ms:kind kind:服务 ; ms:domain dom:医疗保障 ; ms:evidence ev:e ;
    ms:partOf prog:戊 .
inst:庚 a ms:Institution ; rdfs:label "庚"@zh ; ms:kind kind:政府部门 ; ms:place place:990101 ; ms:evidence ev:e .
inst:辛 a ms:Institution ; rdfs:label "辛"@zh ; ms:kind kind:媒体 ; ms:evidence ev:e .
group:壬 a ms:BeneficiaryGroup ; rdfs:label "壬"@zh ; ms:evidence ev:e .
impl:戊-990101001 a ms:Implementation ; ms:programme prog:戊 ; ms:implements prog:戊 ; ms:place place:990101001 ;
    ms:status status:首批试点 ; ms:periodStart "2019-05-01"^^xsd:date ; ms:timeAsPrinted "自2019年5月" ;
    ms:carriedOutBy inst:庚 ; ms:serves group:壬 ; ms:evidence ev:e .
ind:参保人数 a ms:Indicator ; rdfs:label "参保人数"@zh ; skos:prefLabel "参保人数"@zh ; ms:domain dom:医疗保障 .
fig:d-10 a ms:Outcome ; ms:indicator ind:参保人数 ; ms:place place:990101001 ; ms:observedIn place:990101001 ;
    ms:programme prog:己 ; ms:domain dom:医疗保障 ; ms:value 254000.0 ; ms:unit unit:人 ; ms:asPrinted "25.4万人" ;
    ms:modifier mod:累计 , mod:余 ; ms:periodStart "2022-01-01"^^xsd:date ; ms:periodEnd "2022-12-31"^^xsd:date ;
    ms:year 2022 ; ms:population group:壬 ; ms:institution inst:庚 ; ms:reviewStatus ms:reviewed ; ms:evidence ev:e .
rec:d-癸 a ms:Recognition ; rdfs:label "癸"@zh ; ms:kind kind:奖项 ; ms:recognises prog:戊 ; ms:recognisedBy inst:辛 ;
    ms:place place:990101 ; ms:year 2021 ; ms:evidence ev:e .
claim:d-1 a ms:Claim ; ms:subject prog:己 ; ms:predicate ms:partOf ; ms:object prog:戊 ; ms:evidence ev:e .
"""


def data(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def closure(graph: Graph) -> Graph:
    """The OWL 2 RL closure of a graph under the ontology, whose annotations nothing follows from."""
    whole = Graph()
    for triple in ontology():
        if triple[1] in AXIOMS:
            whole.add(triple)
    whole += graph
    rules: Any = DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False)  # type: ignore[no-untyped-call]
    rules.expand(whole)
    return whole


def errors(graph: Graph) -> list[str]:
    """What owlrl found inconsistent."""
    return [str(o) for p, o in graph.predicate_objects() if str(p).endswith("agent-ont#error")]


@cache
def inferred() -> Graph:
    return closure(data(GOOD))


def holds(statement: str, graph: Graph | None = None) -> bool:
    return all(triple in (graph or inferred()) for triple in data(statement + " ."))


SHORT_CUTS: Final = {
    "within is transitive": "place:990101001 ms:within place:990000",
    "contains": "place:990101 ms:contains place:990101001",
    "contains, rolled up": "place:990000 ms:contains place:990101001",
    "hasPart": "prog:戊 ms:hasPart prog:己",
    "isPlaceOf": "place:990101 ms:isPlaceOf inst:庚",
    "hasImplementation": "prog:戊 ms:hasImplementation impl:戊-990101001",
    "runs": "place:990101001 ms:runs prog:戊",
    "runsIn": "prog:戊 ms:runsIn place:990101001",
    "runsWithin, itself": "place:990101001 ms:runsWithin prog:戊",
    "runsWithin, district": "place:990101 ms:runsWithin prog:戊",
    "runsWithin, municipality": "place:990000 ms:runsWithin prog:戊",
    "hasFigure": "place:990101001 ms:hasFigure fig:d-10",
    "hasFigureWithin, itself": "place:990101001 ms:hasFigureWithin fig:d-10",
    "hasFigureWithin, district": "place:990101 ms:hasFigureWithin fig:d-10",
    "hasFigureWithin, municipality": "place:990000 ms:hasFigureWithin fig:d-10",
    "carries": "inst:庚 ms:carries impl:戊-990101001",
    "carriesOut": "inst:庚 ms:carriesOut prog:戊",
    "actsIn": "inst:庚 ms:actsIn place:990101001",
    "reaches": "prog:戊 ms:reaches group:壬",
    "reachedBy": "group:壬 ms:reachedBy prog:戊",
    "hasRecognition": "prog:戊 ms:hasRecognition rec:d-癸",
    "honouredBy": "prog:戊 ms:honouredBy inst:辛",
    "an outcome is a figure": "fig:d-10 a ms:Figure",
    "a town is a place": "place:990101001 a ms:Place",
}
MUST_NOT_FOLLOW: Final = {
    "a figure's programme does not run there": "place:990101001 ms:runs prog:己",
    "the whole does not run where a part is counted": "place:990101001 ms:runsWithin prog:己",
    "what runs in a town is not said to run in the district": "place:990101 ms:runs prog:戊",
    "nor does the district have the figures of its town": "place:990101 ms:hasFigure fig:d-10",
    "an institution is no figure of its place": "place:990101 ms:hasFigure inst:庚",
    "an institution does not act where it merely sits": "inst:庚 ms:actsIn place:990101",
    "an implementation is no figure": "impl:戊-990101001 a ms:Figure",
    "an institution is no figure": "inst:庚 a ms:Figure",
    "recognisedBy stays on recognitions": "prog:戊 ms:recognisedBy inst:辛",
}


@pytest.mark.parametrize("statement", SHORT_CUTS.values(), ids=SHORT_CUTS.keys())
def test_short_cut_is_derived(statement: str) -> None:
    assert not holds(statement, data(GOOD)), "it would not be derived but asserted"
    assert holds(statement)


@pytest.mark.parametrize("statement", MUST_NOT_FOLLOW.values(), ids=MUST_NOT_FOLLOW.keys())
def test_what_must_not_follow(statement: str) -> None:
    assert not holds(statement)


def test_every_inferred_property_is_derived_in_some_test() -> None:
    short_cuts = {s for p in (OWL.inverseOf, OWL.propertyChainAxiom) for s in ontology().subjects(p)}
    assert short_cuts <= {p for statement in SHORT_CUTS.values() for p in data(statement + " .").predicates()}


def test_the_good_graph_is_consistent() -> None:
    assert errors(inferred()) == []


def test_reasoning_gives_nobody_a_type_of_ours_that_was_not_meant() -> None:
    mine = {c for c in ours(OWL.Class) if c != MS.Place and c != MS.Figure}
    for subject, kind in inferred().subject_objects(RDF.type):
        if kind in mine and str(subject).startswith(ID) and (subject, RDF.type, None) in data(GOOD):
            assert (subject, RDF.type, kind) in data(GOOD), (subject, kind)


DISJOINT: Final = {
    "two levels": "place:x a ms:District , ms:Town",
    "county and autonomous county": "place:x a ms:County , ms:AutonomousCounty",
    "two roles": "fig:x a ms:Outcome , ms:Target",
    "programme and institution": "prog:x a ms:Programme , ms:Institution",
    "an institution used as a place": "inst:x a ms:Institution . inst:y ms:place inst:x",
    "a programme that a figure takes for its institution": "prog:x a ms:Programme . fig:y ms:institution prog:x",
}


@pytest.mark.parametrize("text", DISJOINT.values(), ids=DISJOINT.keys())
def test_contradiction_is_found(text: str) -> None:
    assert errors(closure(data(text + " .")))


@pytest.mark.parametrize("level", LEVELS)
def test_levels_are_places_and_disjoint_from_each_other(level: str) -> None:
    assert (MS[level], RDFS.subClassOf, MS.Place) in ontology()
    members = [set(Collection(ontology(), head)) for head in ontology().objects(None, OWL.members)]
    assert {MS[name] for name in LEVELS} in members


# ---- SHACL ---------------------------------------------------------------------------------------------------------


class Result(NamedTuple):
    node: str
    severity: str
    messages: dict[str, str]


def check(graph: Graph, with_graph: Graph | None = None) -> list[Result]:
    """What SHACL says of a graph together with the vocabulary (or another graph)."""
    whole = graph + (vocabulary() if with_graph is None else with_graph)
    _, report, _ = validate(whole, shacl_graph=turtle("shapes.ttl"), inference="none")
    assert isinstance(report, Graph)
    found = []
    for result in report.objects(None, SH.result):
        messages = {
            str(m.language): str(m) for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal)
        }
        focus, severity = report.value(result, SH.focusNode), report.value(result, SH.resultSeverity)
        found.append(Result(str(focus), str(severity).rpartition("#")[2], messages))
    return found


def test_the_vocabulary_and_the_good_graph_conform() -> None:
    assert check(data(GOOD)) == []


def test_it_makes_no_difference_whether_strings_are_typed() -> None:
    """RDF 1.1: "x" is "x"^^xsd:string; parsers differ in which of the two they hand to RDFLib."""

    def typed(term: Node) -> Node:
        plain = isinstance(term, Literal) and term.datatype is None and term.language is None
        return Literal(str(term), datatype=XSD.string) if plain else term

    graph = Graph()
    for s, p, o in vocabulary() + data(GOOD):
        graph.add((s, p, typed(o)))
    assert check(graph, Graph()) == []


FIGURE: Final = """ms:indicator ind:参保人数 ; ms:place place:990101 ; ms:observedIn place:990101 ; ms:value 1.5 ;
    ms:unit unit:人 ; ms:asPrinted "1.5人" ; ms:timeAsPrinted "去年" ; ms:reviewStatus ms:reviewed ; ms:evidence ev:e"""


def without(*names: str) -> str:
    """A good figure, but for these properties."""
    parts = [part.strip() for part in FIGURE.split(";")]
    return " ; ".join(part for part in parts if part.split()[0].removeprefix("ms:") not in names)


NAMED: Final = '; rdfs:label "某"@zh ; ms:evidence ev:e'
IMPLEMENTATION: Final = """a ms:Implementation ; ms:implements prog:戊 ; ms:programme prog:戊 ; ms:place place:990101 ;
    ms:evidence ev:e"""
SITE: Final = 'a ms:Site ; rdfs:label "某"@zh ; ms:within place:990101'
DOCUMENT: Final = f"a ms:Document ; dcterms:identifier 'x' ; ms:sha256 '{'0' * 64}'"
POSITION: Final = "a oa:TextPositionSelector ; "
# What is wrong: the node (always x…), and a part of the message in each language.
BROKEN: Final[dict[str, tuple[str, str, str, str]]] = {
    "figure without indicator": (
        "fig:x01",
        f"a ms:Outcome ; {without('indicator')}",
        "恰好有一个指标",
        "one indicator",
    ),
    "figure with two indicators": (
        "fig:x02",
        f"a ms:Outcome ; {FIGURE} ; ms:indicator ind:参保户数 . ind:参保户数 a ms:Indicator ; rdfs:label '某'@zh",
        "恰好有一个指标",
        "one indicator",
    ),
    "figure without place": (
        "fig:x03",
        f"a ms:Outcome ; {without('place', 'observedIn')}",
        "恰好有一个地方",
        "one place",
    ),
    "figure observed elsewhere": (
        "fig:x04",
        f"a ms:Outcome ; {without('observedIn')} ; ms:observedIn place:990102",
        "必须是同一个地方",
        "must be the same place",
    ),
    "figure without value": ("fig:x05", f"a ms:Outcome ; {without('value')}", "恰好有一个数值", "one value"),
    "figure with a text for a value": (
        "fig:x06",
        f"a ms:Outcome ; {without('value')} ; ms:value '一万'",
        "恰好有一个数值",
        "one value",
    ),
    "figure without unit": ("fig:x07", f"a ms:Outcome ; {without('unit')}", "恰好有一个单位", "one unit"),
    "figure with an unknown unit": (
        "fig:x08",
        f"a ms:Outcome ; {without('unit')} ; ms:unit unit:没有这个",
        "恰好有一个单位",
        "list of units",
    ),
    "figure not as printed": ("fig:x09", f"a ms:Outcome ; {without('asPrinted')}", "原文写法", "as printed"),
    "figure without evidence": ("fig:x10", f"a ms:Outcome ; {without('evidence')}", "没有证据", "no evidence"),
    "figure whose range is upside down": (
        "fig:x11",
        f"a ms:Parameter ; {FIGURE} ; ms:valueHigh 1.2",
        "上限（ms:valueHigh）必须大于下限",
        "greater than the lower",
    ),
    "figure whose period is upside down": (
        "fig:x12",
        f"a ms:Outcome ; {FIGURE} ; ms:periodStart '2022-12-31'^^xsd:date ; ms:periodEnd '2022-01-01'^^xsd:date",
        "起始日晚于截止日",
        "starts after it ends",
    ),
    "figure whose period is no date": (
        "fig:x13",
        f"a ms:Outcome ; {FIGURE} ; ms:periodStart '2022'^^xsd:gYear",
        "必须是完整日期",
        "must be a full date",
    ),
    "figure with an odd year": (
        "fig:x14",
        f"a ms:Outcome ; {FIGURE} ; ms:year 22",
        "1900 至 2100",
        "from 1900 to 2100",
    ),
    "figure without role": ("fig:x15", f"a ms:Figure ; {FIGURE}", "中的一种", "exactly one of outcome"),
    "figure with two roles": (
        "fig:x16",
        f"a ms:Outcome , ms:Target ; {FIGURE}",
        "中的一种",
        "exactly one of outcome",
    ),
    "figure with an unknown modifier": (
        "fig:x17",
        f"a ms:Outcome ; {FIGURE} ; ms:modifier mod:没有这个",
        "不在修饰语表中",
        "list of modifiers",
    ),
    "figure of an unknown domain": (
        "fig:x18",
        f"a ms:Outcome ; {FIGURE} ; ms:domain kind:保险",
        "不在领域表中",
        "list of domains",
    ),
    "figure of a domain nobody defined": (
        "fig:x23",
        f"a ms:Outcome ; {FIGURE} ; ms:domain dom:没有这个",
        "没有这个民生领域",
        "no such domain",
    ),
    "figure without review status": (
        "fig:x19",
        f"a ms:Outcome ; {without('reviewStatus')}",
        "审核状态",
        "review status",
    ),
    "figure whose population is an institution": (
        "fig:x20",
        f"a ms:Outcome ; {FIGURE} ; ms:population inst:庚",
        "必须是受益群体",
        "must be a beneficiary group",
    ),
    "figure whose institution is a programme": (
        "fig:x21",
        f"a ms:Outcome ; {FIGURE} ; ms:institution prog:戊",
        "必须是机构",
        "must be an institution",
    ),
    "figure without time": ("fig:x22", f"a ms:Outcome ; {without('timeAsPrinted')}", "没有给出", "gives no time"),
    "place without a Chinese name": (
        "place:x01",
        'a ms:Site ; rdfs:label "Nowhere"@en ; ms:within place:990101',
        "缺少中文名称",
        "no Chinese name",
    ),
    "place named in a third language": (
        "place:x02",
        'a ms:Site ; rdfs:label "某"@zh , "Irgendwo"@de ; ms:within place:990101',
        "只能是 zh 或 en",
        "only be zh or en",
    ),
    "place with two Chinese names": (
        "place:x03",
        'a ms:Site ; rdfs:label "某"@zh , "甲"@zh ; ms:within place:990101',
        "两个名称",
        "two names in one language",
    ),
    "place with a code with spaces": (
        "place:x04",
        'a ms:District ; rdfs:label "某"@zh ; ms:divisionCode "50 01 13" ; ms:within place:990000',
        "不含空格",
        "without spaces",
    ),
    "place with two codes": (
        "place:x05",
        'a ms:District ; rdfs:label "某"@zh ; ms:divisionCode "500113" , "500114" ; ms:within place:990000',
        "只能有一个行政区划代码",
        "one division code only",
    ),
    "district without a code": (
        "place:x06",
        'a ms:District ; rdfs:label "某"@zh ; ms:within place:990000',
        "通常有代码",
        "usually has a code",
    ),
    "town in no district": (
        "place:x07",
        'a ms:Town ; rdfs:label "某"@zh',
        "没有说明它位于哪个地方之内",
        "not say in which place",
    ),
    "place in a programme": (
        "place:x08",
        'a ms:Site ; rdfs:label "某"@zh ; ms:within prog:戊',
        "必须指向一个地方",
        "must be a place",
    ),
    "place abolished before it was founded": (
        "place:x09",
        SITE + " ; ms:validFrom '2020-01-01'^^xsd:date ; ms:validUntil '2019-01-01'^^xsd:date",
        "不晚于撤销日期",
        "not after that of abolition",
    ),
    "institution used as a place": (
        "inst:x01",
        f"a ms:Institution ; ms:kind kind:学校 ; ms:place inst:庚 {NAMED}",
        "不是一个地方",
        "is no place",
    ),
    "institution without kind": (
        "inst:x02",
        f"a ms:Institution {NAMED}",
        "机构没有种类",
        "institution has no kind",
    ),
    "institution of a programme's kind": (
        "inst:x03",
        f"a ms:Institution ; ms:kind kind:保险 {NAMED}",
        "其种类不在机构种类表中",
        "kinds of institutions",
    ),
    "programme without kind": (
        "prog:x01",
        f"a ms:Programme ; ms:domain dom:文化 {NAMED}",
        "项目没有种类",
        "programme has no kind",
    ),
    "programme of an unknown kind": (
        "prog:x02",
        f"a ms:Programme ; ms:domain dom:文化 ; ms:kind kind:没有这个 {NAMED}",
        "不在项目种类表中",
        "kinds of programmes",
    ),
    "programme without domain": (
        "prog:x03",
        f"a ms:Programme ; ms:kind kind:保险 {NAMED}",
        "没有民生领域",
        "no domain",
    ),
    "group without evidence": (
        "group:x01",
        'a ms:BeneficiaryGroup ; rdfs:label "某"@zh',
        "没有证据",
        "no evidence",
    ),
    "implementation of nothing": (
        "impl:x01",
        "a ms:Implementation ; ms:place place:990101 ; ms:evidence ev:e",
        "恰好施行一个项目",
        "exactly one programme",
    ),
    "implementation in two places": (
        "impl:x02",
        IMPLEMENTATION + " ; ms:place place:990102",
        "恰好在一个地方",
        "exactly one place",
    ),
    "implementation of one programme and of another": (
        "impl:x03",
        "a ms:Implementation ; ms:implements prog:戊 ; ms:programme prog:己 ; ms:place place:990101 ; ms:evidence ev:e",
        "必须是同一个项目",
        "must be the same programme",
    ),
    "implementation in an unknown status": (
        "impl:x04",
        IMPLEMENTATION + " ; ms:status kind:试点",
        "不在状态表中",
        "list of statuses",
    ),
    "implementation in a status nobody defined": (
        "impl:x07",
        IMPLEMENTATION + " ; ms:status status:没有这个",
        "没有这个实施状态",
        "no such status",
    ),
    "implementation carried out by a group": (
        "impl:x05",
        IMPLEMENTATION + " ; ms:carriedOutBy group:壬",
        "承办方（ms:carriedOutBy）必须是机构",
        "must be an institution",
    ),
    "implementation that serves a programme": (
        "impl:x06",
        IMPLEMENTATION + " ; ms:serves prog:己",
        "服务对象",
        "must be a beneficiary group",
    ),
    "recognition of nothing": (
        "rec:x01",
        f"a ms:Recognition ; ms:kind kind:奖项 {NAMED}",
        "没有说明认可的是什么",
        "not say what is recognised",
    ),
    "recognition of an institution's kind": (
        "rec:x02",
        f"a ms:Recognition ; ms:recognises prog:戊 ; ms:kind kind:其他机构 {NAMED}",
        "不在认可种类表中",
        "kinds of recognitions",
    ),
    "recognition by a group": (
        "rec:x03",
        f"a ms:Recognition ; ms:recognises prog:戊 ; ms:kind kind:奖项 ; ms:recognisedBy group:壬 {NAMED}",
        "认可方（ms:recognisedBy）必须是机构",
        "must be an institution",
    ),
    "document with a broken hash": (
        "doc:x01",
        "a ms:Document ; dcterms:title '某'@zh ; dcterms:identifier 'x' ; ms:about place:990101 ; ms:sha256 '9F'",
        "SHA-256",
        "64 lower-case",
    ),
    "document without title": (
        "doc:x02",
        DOCUMENT + " ; ms:about place:990101",
        "没有标题",
        "no title",
    ),
    "document issued sometime": (
        "doc:x03",
        DOCUMENT + " ; dcterms:title '某'@zh ; dcterms:issued '某年' ; ms:about place:990101",
        "发布时间",
        "date of issue",
    ),
    "document about nowhere": (
        "doc:x04",
        DOCUMENT + " ; dcterms:title '某'@zh",
        "没有说明文献报道哪个地方",
        "on which place",
    ),
    "evidence from nowhere": (
        "ev:x01",
        "a ms:Evidence ; oa:hasSelector ev:x99 . ev:x99 a oa:TextPositionSelector ; oa:start 1 ; oa:end 2",
        "恰好出自一份文献",
        "exactly one document",
    ),
    "evidence without position": (
        "ev:x02",
        "a ms:Evidence ; oa:hasSource doc:d",
        "没有指出在文本中的位置",
        "where in the text",
    ),
    "position that ends before it starts": (
        "ev:x03",
        f"{POSITION} oa:start 5 ; oa:end 5",
        "起点必须小于终点",
        "before its end",
    ),
    "position before the text": ("ev:x04", f"{POSITION} oa:start -1 ; oa:end 5", "从 0 数起", "from 0"),
    "position without end": ("ev:x05", f"{POSITION} oa:start 1", "恰好有一个终点", "exactly one end"),
    "quote of a sentence": (
        "ev:x06",
        "a oa:TextQuoteSelector ; oa:exact '某句话，说完了。'",
        "不得保存整句原文",
        "never a sentence",
    ),
    "claim without object": (
        "claim:x01",
        "a ms:Claim ; ms:subject prog:己 ; ms:predicate ms:partOf ; ms:evidence ev:e",
        "恰好有一个宾语",
        "exactly one object",
    ),
    "claim of an unknown relation": (
        "claim:x02",
        "a ms:Claim ; ms:subject prog:己 ; ms:predicate ms:likes ; ms:object prog:戊 ; ms:evidence ev:e",
        "本体中的关系",
        "relation of the ontology",
    ),
    "unit without dimension": (
        "unit:x01",
        "a ms:Unit ; rdfs:label '某'@zh ; skos:notation '某'",
        "没有量纲",
        "no dimension",
    ),
    "unit with two dimensions": (
        "unit:x03",
        "a ms:Unit ; rdfs:label '某'@zh ; skos:notation '某' ; ms:dimension dim:计数 , dim:货币",
        "只能有一个量纲",
        "one dimension only",
    ),
    "unit without notation": (
        "unit:x02",
        "a ms:Unit ; rdfs:label '某'@zh ; ms:dimension dim:计数",
        "恰好有一个数据写法",
        "exactly one notation",
    ),
    "modifier that compares in its own way": (
        "mod:x01",
        "a ms:Modifier ; rdfs:label '某'@zh ; ms:comparison '~'",
        "比较含义",
        "exactly one comparison",
    ),
    "indicator in an unknown unit": (
        "ind:x01",
        "a ms:Indicator ; rdfs:label '某'@zh ; ms:unit unit:没有这个",
        "惯用单位",
        "usual unit",
    ),
    "concept without an English name": (
        "dom:x01",
        "a skos:Concept ; skos:prefLabel '某'@zh ; skos:inScheme ms:domainScheme ; skos:topConceptOf ms:domainScheme",
        "英文首选名称",
        "preferred label in English",
    ),
}


@cache
def complaints() -> list[Result]:
    """All that is broken, checked at once; each case has a node of its own."""
    return check(data(GOOD + "".join(f"{node} {text} .\n" for node, text, _, _ in BROKEN.values())))


@pytest.mark.parametrize("case", BROKEN)
def test_shapes_reject(case: str) -> None:
    node, _, zh, en = BROKEN[case]
    prefix, _, local = node.partition(":")
    focus = next(data(f"{prefix}:{local} a ms:X .").subjects())
    found = [result for result in complaints() if result.node == str(focus)]
    assert any(zh in r.messages["zh"] and en in r.messages["en"] for r in found), found


def test_nothing_else_is_rejected() -> None:
    broken = {str(next(data(f"{node} a ms:X .").subjects())) for node, *_ in BROKEN.values()}
    assert {r.node for r in complaints()} == broken


def test_severity_tells_faults_from_remarks() -> None:
    """Only what makes the data wrong is a violation."""
    lenient = {
        "figure without time",
        "place with two Chinese names",
        "district without a code",
        "town in no district",
    }
    lenient |= {"programme without domain", "document about nowhere"}
    for case, (node, *_) in BROKEN.items():
        focus = str(next(data(f"{node} a ms:X .").subjects()))
        severe = any(r.severity == "Violation" for r in complaints() if r.node == focus)
        assert severe == (case not in lenient), case


def test_every_constraint_has_a_severity_and_a_message_in_both_languages() -> None:
    shapes = turtle("shapes.ttl")
    top = set(shapes.subjects(RDF.type, SH.NodeShape)) | set(shapes.subjects(RDF.type, SH.PropertyShape))
    speaking = {s for s in shapes.subjects(SH.message) if s in top or isinstance(s, BNode)}
    for shape in speaking:
        tags = [str(m.language) for m in shapes.objects(shape, SH.message) if isinstance(m, Literal)]
        assert sorted(tags) == ["en", "zh"]
        assert shapes.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
    for shape in {o for s in shapes.subjects(RDF.type, SH.NodeShape) for o in shapes.objects(s, SH.property)}:
        assert shape in speaking


def test_every_class_has_a_shape() -> None:
    targets = set(turtle("shapes.ttl").objects(None, SH.targetClass))
    assert set(ours(OWL.Class)) <= targets


def test_shapes_are_shacl_core_and_speak_of_declared_terms() -> None:
    shapes = turtle("shapes.ttl")
    assert not list(shapes.subjects(SH.sparql)), "no SPARQL, so that shapes can be compiled"
    terms = {t for triple in shapes for t in triple if isinstance(t, URIRef) and str(t).startswith(str(MS))}
    known = set(ours(OWL.Class, SKOS.ConceptScheme, SKOS.Concept)) | set(properties())
    assert terms <= known, terms - known


# ---- JSON-LD -------------------------------------------------------------------------------------------------------


@cache
def context() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))
    found: dict[str, Any] = read["@context"]
    return found


def test_context_names_every_class_and_property() -> None:
    for cls in ours(OWL.Class):
        assert context()["ms:" + cls.partition("#")[2]] == str(cls)
    dates = {MS.periodStart, MS.periodEnd, MS.validFrom, MS.validUntil}
    for prop in properties():
        entry = context()["ms:" + prop.partition("#")[2]]
        data_range = ontology().value(prop, RDFS.range)
        if (prop, RDF.type, OWL.ObjectProperty) in ontology():
            expected = "@id"
        else:
            expected = "xsd:" + ("date" if prop in dates else str(data_range).partition("#")[2])
        plain = expected == "xsd:string"  # in JSON-LD a string without a type
        assert entry == (str(prop) if plain else {"@id": str(prop), "@type": expected})
    mine = {key for key in context() if key.startswith("ms:")}
    assert len(mine) == len(ours(OWL.Class, OWL.AnnotationProperty)) + len(properties())


def test_context_has_the_prefixes_of_the_data() -> None:
    for line in PREFIXES.strip().splitlines():
        _, prefix, iri, _ = line.split()
        assert context()[prefix.rstrip(":")] == iri.strip("<>")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # in rdflib's own parser
def test_json_ld_survives_the_round_trip() -> None:
    text = data(GOOD).serialize(format="json-ld", context=context(), auto_compact=False)
    document = json.loads(text)
    nodes = {node["@id"]: node for node in document["@graph"]}
    figure = nodes["fig:d-10"]
    assert figure["ms:place"] == "place:990101001", "compact, with prefixes"
    assert figure["ms:asPrinted"] == "25.4万人"
    assert figure["ms:value"] == "254000.0", "a string, for a JSON number would become a double"
    assert nodes["place:990000"]["rdfs:label"] == {"zh": "甲市", "en": "City A"}
    assert not [key for node in nodes.values() for key in node if key.startswith("http")]
    back = Graph().parse(data=text, format="json-ld")
    assert set(back) == set(data(GOOD))
