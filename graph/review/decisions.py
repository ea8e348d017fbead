"""The decisions of a review: what was accepted, changed and rejected, kept beside the proposal after every one.

A claim is known by its section and a fingerprint of what was proposed, not by its position: a person may mend the
proposal by hand between two sittings, and every decision about a claim that is still the same stays.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeVar, get_args

import msgspec
from msgspec import Struct

from graph.files import replace_file
from loaders.claims import Claim, Document, Facts, NumeralNote
from loaders.errors import MinshengError, UsageError, Where
from loaders.facts import SECTIONS, FactFile

Error = TypeVar("Error", bound=MinshengError)
SUFFIX: Final = ".review.json"
DOCUMENT: Final = "document"
TYPES: Final[Mapping[str, type[Claim]]] = {
    DOCUMENT: Document,
    **{section: get_args(Facts.__annotations__[section])[0] for section in SECTIONS},
}


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision. ``changes`` are the claims as they are from now on, ``None`` where one is rejected; the decision
    is about ``claim``, the others follow from it. ``numerals`` join the ledger."""

    action: Literal["accept", "edit", "reject"]
    claim: str
    changes: dict[str, dict[str, Any] | None]
    numerals: tuple[NumeralNote, ...] = ()


class Progress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sidecar file."""

    document: str
    steps: tuple[Step, ...] = ()


class Decisions:
    """A proposal and what was decided about it so far."""

    def __init__(self, file: FactFile) -> None:
        self.file = file
        self.path = file.path.with_name(file.path.name + SUFFIX)
        self.proposed: dict[str, Claim] = {}
        self._at: dict[str, tuple[str | int, ...]] = {}
        seen: Counter[str] = Counter()
        for path, claim in _walk(file):
            print_ = hashlib.sha256(msgspec.json.encode(claim, order="deterministic")).hexdigest()[:12]
            name = f"{path[0]}:{print_}"
            seen[name] += 1
            name += f":{seen[name]}" if seen[name] > 1 else ""
            self.proposed[name] = claim
            self._at[name] = path
        self.lost = 0
        self.steps: list[Step] = []
        self.current: dict[str, Claim | None] = dict(self.proposed)
        self._load()

    def section(self, name: str) -> str:
        return str(self._at[name][0])

    def index(self, name: str) -> int | None:
        """The position in its section of the proposal; none for the document."""
        path = self._at[name]
        return int(path[1]) if len(path) > 1 else None

    def where(self, name: str, *field: str) -> Where:
        """Where a claim was proposed."""
        return self.file.where(*self._at[name], *field)

    # ---- deciding --------------------------------------------------------------------------------------------------

    def record(self, step: Step) -> None:
        """Takes a decision and keeps it. Raises UsageError where it cannot be written."""
        self.steps.append(step)
        self._apply(step)
        self.keep()

    def undo(self) -> Step | None:
        """Takes the last decision back, and says which it was."""
        if not self.steps:
            return None
        step = self.steps.pop()
        self._replay()
        self.keep()
        return step

    @property
    def settled(self) -> set[str]:
        """The claims that were accepted or rejected."""
        return {step.claim for step in self.steps if step.action != "edit"}

    def forget(self) -> None:
        """Removes the sidecar: the review is done."""
        self.path.unlink(missing_ok=True)

    def _apply(self, step: Step) -> None:
        for name, claim in step.changes.items():
            if name in self.current:
                type_ = TYPES[self.section(name)]
                self.current[name] = None if claim is None else msgspec.convert(claim, type_)

    def _replay(self) -> None:
        self.current = dict(self.proposed)
        for step in self.steps:
            self._apply(step)

    # ---- the facts as decided --------------------------------------------------------------------------------------

    def facts(self) -> FactFile:
        """The facts as they stand, doubts included. Every part has a number of its own for its line:
        :meth:`whose` tells from it which claim, and which line of the proposal, is meant."""
        sections: dict[str, list[tuple[str, Claim]]] = {section: [] for section in SECTIONS}
        for name, claim in self.current.items():
            if claim is not None and self.section(name) != DOCUMENT:
                sections[self.section(name)].append((name, claim))
        numbers = {path: number for number, path in enumerate(self.file.lines, 1)}
        below: dict[tuple[str | int, ...], list[tuple[str | int, ...]]] = {}
        for path in numbers:
            below.setdefault(path[:2], []).append(path)
        lines = {path: number for path, number in numbers.items() if path[:1] == (DOCUMENT,) or len(path) < 2}
        for section, claims in sections.items():
            for index, (name, _) in enumerate(claims):
                for path in below.get(self._at[name], ()):
                    lines[section, index, *path[2:]] = numbers[path]
        values: dict[str, Any] = {section: tuple(c for _, c in claims) for section, claims in sections.items()}
        notes = [note for step in self.steps for note in step.numerals]
        if notes:  # after the claims of the file, whose lines they must not take
            values["numerals"] += tuple(notes)
        document = next(claim for claim in self.current.values() if isinstance(claim, Document))
        return FactFile(self.file.path, Facts(document=document, **values), lines)

    def whose(self, error: Error) -> tuple[str | None, Error]:
        """The claim that an error about :meth:`facts` is about, and the error with the line of the proposal."""
        number = error.where.line if error.where else None
        if number is None:
            return None, error
        path, line = list(self.file.lines.items())[number - 1]
        owners = (name for name, at in self._at.items() if path[: len(at)] == at)
        return next(owners, None), type(error)(error.zh, error.en, Where.of(self.file.path, line))

    # ---- the sidecar -----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            zh, en = f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}"
            raise UsageError(zh, en, Where.of(self.path)) from None
        try:
            progress = msgspec.json.decode(raw, type=Progress)
            if progress.document != self.file.facts.document.id:
                zh, en = "是另一份文件的审核进度：请移走", "is the progress of another document: move it away"
                raise UsageError(zh, en, Where.of(self.path))
            self.steps = [step for step in progress.steps if step.claim in self.proposed]
            self.lost = len(progress.steps) - len(self.steps)
            self._replay()
        except msgspec.MsgspecError:
            zh, en = "审核进度已损坏：删去它便从头审核", "the progress is damaged: remove it to begin anew"
            raise UsageError(zh, en, Where.of(self.path)) from None

    def keep(self) -> None:
        """Writes the sidecar, whole or not at all."""
        if not self.steps:
            self.forget()
            return
        progress = Progress(document=self.file.facts.document.id, steps=tuple(self.steps))
        replace_file(self.path, msgspec.json.format(msgspec.json.encode(progress), indent=1))


def plain(claim: Claim) -> dict[str, Any]:
    """A claim as the fields of a fact file, as JSON has them: numbers as they are written, lists for tuples."""
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(claim))
    return built


def _walk(file: FactFile) -> Iterator[tuple[tuple[str | int, ...], Claim]]:
    yield (DOCUMENT,), file.facts.document
    for section, index, claim in file.claims():
        yield (section, index), claim
