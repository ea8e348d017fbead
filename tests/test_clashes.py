"""What contradicts the ontology is named in both languages, with its proof and the lines behind it."""

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import clashes
from graph.clashes import Contradiction
from graph.lines import Lines
from graph.reasoning import rules
from graph.reasoning.proof import ASSERTED
from graph.reasoning.reason import conclude
from ontology import GRAPH
from tests.test_errors import ARTICLE, minsheng
from tests.test_shapes import turtle

INFERRED = ox.NamedNode(GRAPH + "inferred")


def contradictions(data: str) -> tuple[list[Contradiction], ox.Store]:
    """Those of some Turtle, and the store that holds it with what follows."""
    stated = [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(GRAPH + "x")) for t in turtle(data)]
    followed = conclude(stated)
    store = ox.Store()
    store.extend(stated)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, INFERRED) for t in followed.triples)
    return clashes.find(followed.clashes, store), store


@pytest.mark.parametrize(
    ("data", "rule", "says"),
    [
        (
            "ms:within a owl:TransitiveProperty . place:1 ms:within place:2 . place:2 ms:within place:1 .",
            "one-way-up",
            "lies within itself",
        ),
        (
            "place:1 ms:divisionCode '500113' . place:2 ms:divisionCode '500113' .",
            "one-code-one-place",
            "have one division code",
        ),
        (
            "ms:value a owl:FunctionalProperty , owl:DatatypeProperty . fig:1 ms:value 1.0 , 2.0 .",
            "dt-diff",
            "fig:1 has two values of ms:value, ",
        ),
        ("ex:A owl:disjointWith ex:B . prog:x a ex:A , ex:B .", "cax-dw", "two disjoint classes"),
        (
            "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ) . ex:C rdfs:subClassOf ex:B . prog:x a ex:A , ex:C .",
            "cax-adc",
            "two disjoint classes",
        ),
        ("ex:A owl:complementOf ex:B . prog:x a ex:A , ex:B .", "cls-com", "to its complement"),
        (
            "ex:p a owl:AsymmetricProperty . prog:x ex:p prog:y . prog:y ex:p prog:x .",
            "prp-asyp",
            "goes one way only",
        ),
        ("ex:p a owl:IrreflexiveProperty . prog:x ex:p prog:x .", "prp-irp", "related to itself"),
        (
            "ex:p owl:propertyDisjointWith ex:q . prog:x ex:p prog:y ; ex:q prog:y .",
            "prp-pdw",
            "exclude each other",
        ),
        ("prog:x owl:sameAs prog:y . prog:y owl:differentFrom prog:x .", "eq-diff1", "both the same as"),
        ("prog:x a owl:Nothing .", "cls-nothing2", "empty class"),
        ("ex:p rdfs:range xsd:byte . prog:x ex:p 'a' .", "dt-not-type", "is not a value of"),
    ],
)
def test_a_clash_names_its_rule_and_rests_on_what_was_stated(data: str, rule: str, says: str) -> None:
    found, store = contradictions(data)
    (one,) = [each for each in found if each.clash.rule == rule][:1]
    assert one.proof
    assert says in one.says("en")
    assert one.says("zh") != one.says("en")
    leaves = [leaf.conclusion for leaf in one.proof.leaves() if leaf.rule == ASSERTED]
    assert leaves
    for s, p, o in leaves:
        assert any(q.graph_name != INFERRED for q in store.quads_for_pattern(s, p, o, None)), (s, p, o)  # type: ignore[arg-type]
    (error,) = clashes.errors([one], store, Lines([]))
    for lang in ("zh", "en"):
        first, *rest = error.line(lang).splitlines()
        assert rule in first
        assert len(rest) >= 2


def test_every_clash_of_the_rules_is_told_in_both_languages() -> None:
    named = {rule.name for rule in rules.load() if rule.head.predicate.startswith("clash")}
    assert named <= clashes.SAYS.keys()


def test_a_contradiction_is_told_once_however_its_terms_are_turned() -> None:
    found, _ = contradictions("ex:A owl:disjointWith ex:B . ex:B owl:disjointWith ex:A . prog:x a ex:A , ex:B .")
    assert len(found) == 1


def test_the_first_fifty_are_proved() -> None:
    many = "".join(f"prog:x{n} a ex:A , ex:B . " for n in range(60))
    found, store = contradictions(f"ex:A owl:disjointWith ex:B . {many}")
    assert [each.proof is not None for each in found] == [True] * 50 + [False] * 10
    assert all(len(e.line("en").splitlines()) == 1 for e in clashes.errors(found[50:], store, Lines([])))


def test_codes_that_follow_each_other_do_not_clash() -> None:
    found, _ = contradictions(
        """place:1 ms:divisionCode '500113' ; ms:validUntil '1997-06-17'^^xsd:date .
           place:2 ms:divisionCode '500113' ; ms:validFrom '1997-06-18'^^xsd:date ."""
    )
    assert found == []


def test_a_figure_with_two_values_leads_to_both_lines(tmp_path: Path) -> None:
    shutil.copy(ARTICLE / "nanan.yaml", tmp_path)
    lines = (tmp_path / "nanan.yaml").read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "printed: 37个" in line)
    lines.insert(at + 1, lines[at].replace("37", "38"))
    (tmp_path / "nanan.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for lang, says in (("zh", "只能有一个值"), ("en", "has two values of")):
        found = minsheng("validate", "--facts", tmp_path, cwd=tmp_path, lang=lang)
        assert found.returncode == 1
        (start,) = [i for i, line in enumerate(found.stderr.splitlines()) if says in line]
        told = found.stderr.splitlines()[start : start + 6]
        assert f"nanan.yaml:{at + 1}" in told[0]
        assert "prp-fp" in told[2]
        assert "37" in told[4]
        assert f"nanan.yaml:{at + 1}" in told[4]
        assert f"nanan.yaml:{at + 2}" not in told[4]
        assert f"nanan.yaml:{at + 2}" in told[5]


def test_rdf_of_another_system_is_checked(tmp_path: Path) -> None:
    prefixes = (
        "@prefix ms: <https://w3id.org/minsheng/ontology#> . @prefix place: <https://w3id.org/minsheng/id/place/> ."
    )
    file = tmp_path / "other.ttl"
    file.write_text(f"{prefixes} place:a ms:within place:b . place:b ms:within place:a .", encoding="utf-8")
    found = minsheng("validate", file, cwd=tmp_path)
    assert found.returncode == 1
    assert "other.ttl: a lies within itself" in found.stderr or "place:a lies within itself" in found.stderr
    assert "prp-trp" in found.stderr
    file.write_text(f"{prefixes} place:a ms:within", encoding="utf-8")
    broken = minsheng("validate", file, cwd=tmp_path)
    assert broken.returncode == 2
    assert broken.stderr.startswith("other.ttl")
    assert len(broken.stderr.splitlines()) == 1
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert minsheng("validate", tmp_path / "notes.txt", cwd=tmp_path).returncode == 2


def test_an_export_holds(built: Path, tmp_path: Path) -> None:
    found = minsheng("validate", built / "minsheng.ttl", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
