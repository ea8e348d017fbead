"""Does a graph hold together: shapes, contradictions and doubts, in one report with the lines of the fact files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from graph import clashes, corpus, plausible, validate
from graph.lines import Lines
from graph.reasoning import reason
from loaders.errors import DataError, MinshengError, UsageError, Where


def assemble(entries: list[corpus.Entry]) -> tuple[list[ox.Quad], list[ox.Quad], tuple[reason.Clash, ...]]:
    """What is asserted and what follows from it, each in its named graphs, and what contradicts itself."""
    asserted = dict.fromkeys(
        (
            *corpus.ontology_quads(),
            *corpus.place_quads(entries),
            *(quad for entry in entries for quad in entry.quads()),
        )
    )
    followed = reason.conclude(asserted)
    inferred = [ox.Quad(t.subject, t.predicate, t.object, corpus.INFERRED_GRAPH) for t in followed.triples]
    return list(asserted), inferred, followed.clashes


def facts(entries: list[corpus.Entry]) -> tuple[list[MinshengError], list[MinshengError]]:
    """Warnings and errors of the whole graph, without building it."""
    asserted, inferred, contradictory = assemble(entries)
    database = ox.Store()
    database.bulk_extend([*asserted, *inferred])
    return violations(asserted, contradictory, database, entries)


def rdf(files: Sequence[Path]) -> tuple[list[MinshengError], list[MinshengError]]:
    """Warnings and errors of RDF files, with the ontology: what another system made, or an export.

    Raises UsageError where one is no RDF; its format is told by its ending.
    """
    quads = [*corpus.ontology_quads(), *(quad for path in files for quad in _parsed(path))]
    followed = reason.conclude(quads)
    database = ox.Store()
    database.bulk_extend(quads)
    database.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, corpus.INFERRED_GRAPH) for t in followed.triples)
    where = Where.of(files[0]) if len(files) == 1 else None
    warnings, errors = violations(quads, followed.clashes, database, [])
    for error in (*warnings, *errors):
        error.where = error.where or where
    return warnings, errors


def _parsed(path: Path) -> Iterator[ox.Quad]:
    format_ = ox.RdfFormat.from_extension(path.suffix.lower().lstrip("."))
    if format_ is None:
        endings = "ttl、nt、nq、trig、rdf、jsonld"
        zh, en = f"不是 RDF 文件（{endings}）", f"not an RDF file ({endings.replace('、', ', ')})"
        raise UsageError(zh, en, Where.of(path))
    try:
        with path.open("rb") as file:
            yield from ox.parse(file, format=format_, base_iri=path.resolve().as_uri(), rename_blank_nodes=True)
    except SyntaxError as error:
        line = error.lineno if isinstance(error.lineno, int) else None
        raise UsageError(f"RDF 语法有误：{error.msg}", f"broken RDF: {error.msg}", Where.of(path, line)) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"无法读取：{error}", f"cannot be read: {error}", Where.of(path)) from None


def violations(
    asserted: list[ox.Quad],
    contradictory: tuple[reason.Clash, ...],
    database: ox.Store,
    entries: list[corpus.Entry],
) -> tuple[list[MinshengError], list[MinshengError]]:
    """Warnings, and errors. What is only worth knowing (sh:Info) is said once a file, with its first line."""
    warnings: list[MinshengError] = []
    errors: list[MinshengError] = []
    known: dict[tuple[str, str], list[tuple[validate.Violation, Where | None]]] = {}
    lines = Lines(entries)
    errors.extend(clashes.errors(clashes.find(contradictory, database), database, lines))
    for violation in validate.validate(asserted):
        where = lines.where(violation.node, violation.path)
        if violation.severity == "Info":
            known.setdefault((where.file if where else "", violation.en), []).append((violation, where))
            continue
        found = errors if violation.severity == "Violation" else warnings
        found.append(violation.error(where))
    for alike in known.values():
        first, where = min(alike, key=lambda pair: (pair[1].line or 0) if pair[1] else 0)
        more = f"（共 {len(alike)} 处）", f" ({len(alike)} times)"
        warnings.append(DataError(first.zh + more[0], first.en + more[1], where))
    return [*warnings, *(doubt.error() for doubt in plausible.check(entries))], errors
