"""From a proposal to a reviewed fact file: a person looks at what is in doubt, the rest is checked.

Every claim that is in doubt, or that a build would refuse, is shown with its sentence; it is accepted, changed,
rejected or skipped, and any decision can be undone. Decisions are kept beside the proposal, which is not changed.
When nothing stands in the way any more, the file is sealed and written to the accepted ones.
"""

from pathlib import Path

import click

from graph import corpus
from graph.agreement.comparison import Format
from graph.files import replace_file
from graph.review import standing
from graph.review.card import say
from graph.review.decisions import Decisions
from graph.review.sitting import Sitting
from loaders import documents, facts
from loaders.errors import DataError, FactFileError, Problems
from loaders.facts import FactFile
from loaders.names import local_name


def run(
    file: Path,
    into: Path | None = None,
    sources: Path | None = None,
    *,
    everything: bool = False,
    diff: Path | None = None,
    format: Format = "table",
    lang: str = "zh",
    quiet: bool = False,
) -> None:
    """Reviews a proposal and writes it, sealed, to the folder ``into`` (``graph/facts``); or, with ``diff``, only
    prints how it differs from an accepted file.

    Raises Problems with all that stands in the way, and DataError where the person left before the end.
    """
    proposal = facts.read(file)
    if diff is not None:
        click.echo(compared(proposal, facts.read(diff), lang, format), nl=False)
        return
    folder, name = into or corpus.FACTS, proposal.facts.document.id
    target = folder / f"{name}.yaml"
    accepted = name == local_name(name) and target.is_file() and target.resolve() != file.resolve()
    if accepted and not quiet:
        _compare(proposal, target, lang, format)
    source, text = _source(proposal, sources, lang)
    decisions = Decisions(proposal)
    sitting = Sitting(decisions, text, everything=everything, lang=lang)
    sitting.walk(str(target), replaces=accepted)
    if found := standing.obstacles(decisions, folder, source):
        raise Problems(found)
    replace_file(target, facts.write(decisions.facts().facts).encode())
    decisions.forget()
    if not quiet:
        click.echo(say(lang, f"已签封：{target}", f"sealed: {target}"))


def _source(proposal: FactFile, sources: Path | None, lang: str) -> tuple[Path | None, str | None]:
    """The document itself, from the folder given or beside the proposal, and its text where it is the same still."""
    document = proposal.facts.document
    for folder in (sources, proposal.path.parent):
        if folder is None or document.id != local_name(document.id):
            continue
        for path in sorted(folder.glob(f"{document.id}.*"), key=lambda path: path.suffix != ".txt"):
            if (
                path.stem == document.id
                and path.suffix not in (".yaml", ".yml", ".json", ".jsonl")
                and path.is_file()
            ):
                source = documents.read(path)
                if source.sha256 == document.sha256:
                    return path, source.text
                zh = f"{path} 的 SHA-256 与提案不符，不显示原文"
                click.echo(
                    say(lang, zh, f"{path}: its SHA-256 is not the proposal's; no sentences are shown"), err=True
                )
                return path, None
    return None, None


def _compare(proposal: FactFile, target: Path, lang: str, format: Format) -> None:
    """The scores against the accepted file of the same document, where that can be read."""
    from graph.agreement import agreement
    from graph.agreement.comparison import table

    try:
        found = agreement(proposal.facts, facts.read(target).facts)
    except FactFileError:
        return  # it is about to be replaced; until then the build says what is wrong with it
    click.echo(say(lang, f"与已审定的 {target} 相比：", f"compared with the accepted {target}:"))
    click.echo(table(found, lang, format))


def compared(proposal: FactFile, accepted: FactFile, lang: str, format: Format = "table") -> str:
    """How a proposal differs from the accepted file: scores, and in the terminal what they count."""
    from graph.agreement import agreement
    from graph.agreement.comparison import differences, table

    found = agreement(proposal.facts, accepted.facts)
    if found.document != proposal.facts.document.id:
        zh = f"是 {found.document} 的事实，不是 {proposal.facts.document.id} 的"
        en = f"holds the facts of {found.document}, not of {proposal.facts.document.id}"
        raise DataError(zh, en, accepted.where("document", "id"))
    text = table(found, lang, format)
    return text if format == "markdown" else f"{text}\n{differences(found, lang)}"
