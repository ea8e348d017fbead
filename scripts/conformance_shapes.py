"""Runs the SHACL Core tests of the W3C, for graph.shacl and for pySHACL, and writes the score into docs/conformance.md.

``python scripts/conformance_shapes.py [--suite DIR] [--write]``. The suite (w3c/data-shapes, ``shacl/tests/core``) is
read where it lies; it is no part of this repository.
"""

import argparse
import logging
import sys
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.shacl import Result, check, load, parse
from graph.shacl.reader import RDF, SH, Reader, Term
from graph.shacl.terms import Node
from loaders.errors import MinshengError, Where

ROOT: Final = Path(__file__).resolve().parent.parent
SUITE: Final = ROOT.parent / "shared" / "w3c" / "shacl" / "tests" / "core"
REPORT: Final = ROOT / "docs" / "conformance.md"
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT: Final = "http://www.w3.org/ns/shacl-test#"
_BEGIN, _END = "<!-- shacl: written by scripts/conformance_shapes.py -->", "<!-- /shacl -->"
NOTES: Final = """
Literals are read as they are written (rdflib.NORMALIZE_LITERALS off for pySHACL; with it on, two more of its tests fail).

What `graph.shacl` refuses, with an error that names it: SHACL-SPARQL and SHACL Advanced Features, `sh:entailment`,
recursive shapes, blank nodes as constants (`sh:hasValue`, `sh:in`, `sh:targetNode`), regular expressions with look-around
or back-references. Its limits: Oxigraph compares integers of 64 bits and decimals of 18 places, and gives booleans no
order, so that `sh:lessThan` and the ranges report what lies beyond.

Where the two differ beyond the suite: for `sh:lessThan` and `sh:lessThanOrEquals` pySHACL orders values that SPARQL cannot
compare (an IRI and a text), the standard asks for a result there; its regular expressions are Python's, without `\\p{Han}`."""
# Why a test fails, where it does. What is not listed here is a fault to mend.
REASONS: Final[dict[tuple[str, str], str]] = {
    (
        "theirs",
        "property/uniqueLang-002",
    ): 'It takes `"1"^^xsd:boolean` for `true`; the standard names the literal `true` only.',
}


Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One test: where it is written, its data, its shapes, and what a validator must report."""

    name: str
    path: Path
    data: Path
    shapes: Path
    triples: tuple[ox.Triple, ...]
    report: Node

    def graph(self, path: Path) -> list[ox.Triple]:
        """A file of the test; read once, so that its blank nodes keep their names."""
        return list(self.triples) if path == self.path else _read(path)


def cases(suite: Path = SUITE) -> list[Case]:
    """Every test below a folder, in the order of names."""
    found = []
    for path in sorted(suite.resolve().rglob("*.ttl")):
        triples = tuple(_read(path))
        reader = reading(triples)
        for said in reader.graph.values():
            for action in said.get(MF + "action", []):
                assert not isinstance(action, ox.Literal)
                data, shapes = (_file(reader.graph[action][SHT + name][0]) for name in ("dataGraph", "shapesGraph"))
                (report,) = said[MF + "result"]
                assert not isinstance(report, ox.Literal)
                name = str(path.relative_to(suite.resolve()).with_suffix(""))
                found.append(Case(name, path, data, shapes, triples, report))
    return found


def reading(triples: Iterable[ox.Triple]) -> Reader:
    """Triples by subject and predicate."""
    reader = Reader(Where("SHACL"))
    for triple in triples:
        assert not isinstance(triple.object, ox.Triple)
        assert not isinstance(triple.subject, ox.Triple)
        reader.graph.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return reader


def key(result: Result) -> Key:
    """A result as something to compare: focus node, path, value, component, severity, shape, messages."""
    messages = frozenset(
        str(ox.Literal(m, language=lang) if lang else ox.Literal(m)) for lang, m in result.messages
    )
    named = (f"<{result.component}>", f"<{result.severity}>")
    return (_term(result.focus), result.path, _term(result.value), *named, _term(result.shape), messages)


def reported(reader: Reader, report: Node) -> Counter[Key]:
    """The results of a validation report in RDF, as :func:`key` gives them."""
    found: Counter[Key] = Counter()
    for result in reader.all(report, "result"):
        assert not isinstance(result, ox.Literal)
        path = reader.one(result, "resultPath")
        names = ("focusNode", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape")
        focus, value, component, severity, shape = (_term(reader.one(result, name)) for name in names)
        messages = frozenset(str(message) for message in reader.all(result, "resultMessage"))
        found[focus, str(reader.path(path)) if path else None, value, component, severity, shape, messages] += 1
    return found


def oracle(data: bytes, shapes: bytes) -> Counter[Key]:
    """The results of pySHACL for N-Triples; blank nodes have other names in it."""
    import rdflib
    from pyshacl import validate

    normalise = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False  # else "01" becomes "1", and ill-formed literals are no longer what they were
    try:
        graphs = [rdflib.Graph().parse(data=each, format="nt") for each in (data, shapes)]
        _, report, text = validate(graphs[0], shacl_graph=graphs[1], advanced=True, inference="none")
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
    if not isinstance(report, rdflib.Graph):
        raise RuntimeError(text)
    reader = reading(q.triple for q in ox.parse(report.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES))
    kind = ox.NamedNode(SH + "ValidationReport")
    return reported(reader, next(s for s, said in reader.graph.items() if kind in said.get(RDF + "type", ())))


def anonymous(results: Counter[Key]) -> Counter[Key]:
    """The same with all blank nodes alike."""
    found: Counter[Key] = Counter()
    for each, number in results.items():
        found[tuple("_:" if isinstance(part, str) and part.startswith("_:") else part for part in each)] += number
    return found


def ours(case: Case) -> str | None:
    """Why graph.shacl fails a test, or None."""
    try:
        results = check(load(case.graph(case.data)), parse(case.graph(case.shapes), Where(case.name)))
    except MinshengError as error:
        return error.en
    return _difference(reported(reading(case.triples), case.report), Counter(map(key, results)))


def theirs(case: Case) -> str | None:
    """Why pySHACL fails a test, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = oracle(*(ntriples(case.graph(path)) for path in (case.data, case.shapes)))
    except Exception as error:  # noqa: BLE001 - a test that another validator dies of has failed
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return _difference(anonymous(reported(reading(case.triples), case.report)), anonymous(found))


def ntriples(triples: Iterable[ox.Triple]) -> bytes:
    """Triples as bytes."""
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def _difference(wanted: Counter[Key], found: Counter[Key]) -> str | None:
    """A message counts where the test asks for it."""
    if not any(each[-1] for each in wanted):
        wanted, found = _silent(wanted), _silent(found)
    missing, extra = wanted - found, found - wanted
    if not missing and not extra:
        return None
    return f"{sum(missing.values())} results missing, {sum(extra.values())} too many"


def _silent(results: Counter[Key]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for each, number in results.items():
        found[each[:-1]] += number
    return found


def _term(term: Term | None) -> str | None:
    return (
        None if term is None else str(term).lower() if isinstance(term, ox.Literal) and term.language else str(term)
    )


def _read(path: Path) -> list[ox.Triple]:
    return [q.triple for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())]


def _file(term: Term) -> Path:
    assert isinstance(term, ox.NamedNode)
    return Path(term.value.removeprefix("file://"))


def markdown(found: list[tuple[str, str | None, str | None]]) -> str:
    """The score of both as a section of the report."""
    lines = [
        _BEGIN,
        "",
        f"W3C SHACL Core test suite, {len(found)} tests: the results must be those of the test, no more and no fewer.",
        "",
    ]
    lines += ["| validator | passed | failed |", "|---|---|---|"]
    for column, name in ((1, "`graph.shacl` (SPARQL on Oxigraph)"), (2, "pySHACL")):
        failed = sum(row[column] is not None for row in found)
        lines.append(f"| {name} | {len(found) - failed} | {failed} |")
    for column, name, code in ((1, "graph.shacl", "ours"), (2, "pySHACL", "theirs")):
        failures = [(row[0], row[column]) for row in found if row[column] is not None]
        if failures:
            lines += ["", f"Failed by {name}:", ""]
            lines += [
                f"- `{test}`: {what}. {REASONS.get((code, test), 'No reason known.')}" for test, what in failures
            ]
    return "\n".join([*lines, NOTES, "", _END])


def main() -> None:
    """Prints the score, or writes it into the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", type=Path, default=SUITE)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    logging.disable()
    if not arguments.suite.is_dir():
        sys.exit(f"no test suite at {arguments.suite}")
    text = markdown([(case.name, ours(case), theirs(case)) for case in cases(arguments.suite)])
    if not arguments.write:
        print(text)
        return
    old = (
        REPORT.read_text(encoding="utf-8")
        if REPORT.exists()
        else f"# Conformance\n\n## SHACL\n\n{_BEGIN}\n{_END}\n"
    )
    if _BEGIN not in old:
        old = f"{old.rstrip()}\n\n## SHACL\n\n{_BEGIN}\n{_END}\n"
    before, _, rest = old.partition(_BEGIN)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(before + text + rest.partition(_END)[2], encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
