"""What stands in the way of a proposal: all that a build, the other accepted files and the source would refuse."""

from pathlib import Path

import msgspec

from graph import corpus
from graph.review.decisions import Decisions
from graph.verify import verify
from loaders import facts, vocabulary
from loaders.claims import Claim, Facts
from loaders.errors import FactFileError, MinshengError, Where
from loaders.facts import FactFile
from loaders.places import Gazetteer


def refused(decisions: Decisions) -> list[tuple[str | None, FactFileError]]:
    """What a build would refuse, doubts aside: each with the claim that it is about."""
    file = decisions.facts()
    certain = FactFile(file.path, _undoubted(file.facts), file.lines)
    _, found = corpus.check(certain, vocabulary.default(), Gazetteer.load())
    return [decisions.whose(fault) for fault in found]


def obstacles(decisions: Decisions, folder: Path, source: Path | None) -> list[MinshengError]:
    """Everything that a reviewed file may not have, by line: faults, doubts, clashes with the other files of
    ``folder``, and, where there is none of these, what the source does not say."""
    file = decisions.facts()
    errors: list[MinshengError] = [fault for _, fault in refused(decisions)]
    for name, claim in decisions.current.items():
        if claim is not None and claim.doubt:
            zh, en = f"还有疑问：{claim.doubt}", f"still in doubt: {claim.doubt}"
            errors.append(FactFileError(zh, en, decisions.where(name, "doubt")))
    errors += [decisions.whose(fault)[1] for fault in _across(file, folder)]
    if not errors and source is not None:
        errors += _against(decisions, file, source.parent)
    return sorted(errors, key=lambda error: (error.where.line or 0) if error.where else 0)


def certain(claim: Claim) -> Claim:
    """A claim without its doubt."""
    return msgspec.structs.replace(claim, doubt=None)


def _across(file: FactFile, folder: Path) -> list[FactFileError]:
    others = []
    for path in sorted(folder.glob("*.yaml")):
        if path.stem != file.facts.document.id and path.resolve() != file.path.resolve():
            try:
                others.append(facts.read(path))
            except FactFileError:
                continue  # not this proposal's fault; the build says so
    alone = {error.zh for error in corpus.across(others)}
    return [error for error in corpus.across([*others, file]) if error.zh not in alone]


def _against(decisions: Decisions, file: FactFile, sources: Path) -> list[MinshengError]:
    document = msgspec.structs.replace(file.facts.document, seal=facts.seal(file.facts))
    sealed = FactFile(file.path, msgspec.structs.replace(file.facts, document=document), file.lines)
    entry, _ = corpus.check(sealed, vocabulary.default(), Gazetteer.load())
    _, found = verify([entry], sources)
    own = Where.of(file.path).file
    return [decisions.whose(e)[1] if e.where and e.where.file == own else e for e in found]


def _undoubted(whole: Facts) -> Facts:
    values = {section: tuple(map(certain, getattr(whole, section))) for section in facts.SECTIONS}
    return msgspec.structs.replace(whole, **values)
