"""One person at one proposal: claim after claim is shown, and each answer becomes a decision."""

from collections.abc import Iterable, Sequence
from typing import Final

import click

from graph.agreement import likeness
from graph.review import amend, card
from graph.review.card import say
from graph.review.decisions import DOCUMENT, Decisions, Step, plain
from graph.review.keyboard import Keyboard, Left
from graph.review.standing import certain, refused
from loaders import vocabulary
from loaders.claims import Claim, Figure
from loaders.errors import DataError, FactFileError, Where

_KEYS: Final = "123456789abcdefghijklmnoprstuvwxyz"
# So many words to choose from are listed; of more, those like what was typed.
_LISTED: Final = 30
# What a number that is no figure can be, and the key for it.
_CATEGORIES: Final = {
    "d": ("date", "日期"), "n": ("name", "名称"), "o": ("ordinal", "序数"), "m": ("denominator", "分母"),
    "f": ("definition", "定义"), "a": ("anecdote", "轶事"), "i": ("idiom", "熟语"), "s": ("superseded", "已过时"),
    "w": ("word", "词"), "x": ("other", "其他"),
}  # fmt: skip


class Sitting:
    """One person at one proposal."""

    def __init__(self, decisions: Decisions, text: str | None, *, everything: bool, lang: str) -> None:
        self.decisions, self.text, self.everything, self.lang = decisions, text, everything, lang
        self.keyboard = Keyboard()
        self.focus: str | None = None
        # What was done in this sitting, for undo: the claim skipped, or None for a decision.
        self.trail: list[str | None] = []

    def say(self, zh: str, en: str) -> str:
        return say(self.lang, zh, en)

    def tell(self, zh: str, en: str) -> None:
        click.echo(self.say(zh, en))

    def pending(self, faulty: Iterable[str | None]) -> list[str]:
        """The claims that a person has yet to decide on, in the order of the file."""
        settled, faulty = self.decisions.settled, set(faulty)
        return [
            name
            for name, claim in self.decisions.current.items()
            if claim is not None and (claim.doubt or name in faulty or (self.everything and name not in settled))
        ]

    # ---- the walk --------------------------------------------------------------------------------------------------

    def walk(self, target: str, *, replaces: bool) -> None:
        """Shows claim after claim until none is pending, or only skipped ones. Raises DataError where the person
        leaves."""
        if self.decisions.lost:
            n = self.decisions.lost
            self.tell(
                f"提案已改动：{n} 项旧决定不再适用", f"the proposal was changed: {n} old decisions no longer apply"
            )
        try:
            while True:
                faults = refused(self.decisions)
                left = self.pending(name for name, _ in faults)
                ahead = [name for name in left if name not in self.trail]
                if self.focus not in left:
                    self.focus = ahead[0] if ahead else None
                if self.focus:
                    own = [fault for name, fault in faults if name == self.focus]
                    self._show(self.focus, own, len(left))
                    self._decide(self.focus, own)
                elif left or self._confirmed(target, replaces):
                    return
        except (Left, KeyboardInterrupt):
            self._leave()

    def _leave(self) -> None:
        self.decisions.keep()
        left = len(self.pending(name for name, _ in refused(self.decisions)))
        where = Where.of(self.decisions.path if self.decisions.steps else self.decisions.file.path)
        zh = f"尚未审完：还有 {left} 条待定，已作的决定都已保存；再次运行 minsheng review 继续"
        en = f"not finished: {left} claims to decide, decisions are kept; run minsheng review again to go on"
        raise DataError(zh, en, where) from None

    def _confirmed(self, target: str, replaces: bool) -> bool:
        """Whether to write: asked where there were decisions; a script that has no more to say agrees."""
        if not self.decisions.steps:
            return True
        zh, en = ("，替换已审定的文件", ", in place of the accepted file") if replaces else ("", "")
        self.tell(f"全部审完，将写入 {target}{zh}", f"all decided; to be written to {target}{en}")
        try:
            key = self.keyboard.key(self.say("w 写入  u 撤销  q 退出 >", "w write  u undo  q quit >"))
        except Left:
            if self.keyboard.live:
                raise
            return True
        if key == "q":
            raise Left
        if key == "u":
            self._undo()
        return key == "w"

    def _show(self, name: str, faults: Sequence[FactFileError], left: int) -> None:
        claim = self.decisions.current[name]
        assert claim is not None
        done = len(self.decisions.settled)
        colour = card.colourful(self.keyboard.live)
        lines = ["", card.heading(self.decisions, name, done, done + left, self.lang)]
        lines += card.why(claim, faults, self.lang)
        lines += card.body(claim, amend.fields(self.decisions.section(name)), self.lang)
        click.echo("\n".join([*lines, *card.sentences(claim, self.text, colour=colour)]))

    def _decide(self, name: str, faults: Sequence[FactFileError]) -> None:
        prompt = self.say(
            "a 接受  e 修改  r 不要  s 跳过  u 撤销  q 退出 >",
            "a accept  e edit  r reject  s skip  u undo  q quit >",
        )
        key = self.keyboard.key(prompt)
        if key == "q":
            raise Left
        actions = {"a": self._accept, "e": self._edit, "r": self._reject, "s": self._skip}
        if key in actions:
            actions[key](name, faults)
        elif key == "u":
            self._undo()

    def _accept(self, name: str, faults: Sequence[FactFileError]) -> None:
        if faults:
            self.tell("还有错误，不能接受：请修改、不要或跳过", "it has faults: edit, reject or skip it")
            return
        claim = self.decisions.current[name]
        assert claim is not None
        changes: amend.Changes = {name: plain(certain(claim))}
        self._record(Step(action="accept", claim=name, changes=changes))
        self.focus = None

    def _reject(self, name: str, faults: Sequence[FactFileError]) -> None:  # noqa: ARG002 - all actions take both
        claim = self.decisions.current[name]
        if self.decisions.section(name) == DOCUMENT:
            self.tell("文件本身不能不要", "the document itself cannot be rejected")
            return
        category = "other"
        if isinstance(claim, Figure):
            choices = "  ".join(f"{key} {self.say(zh, en)}" for key, (en, zh) in _CATEGORIES.items())
            key = self.keyboard.key(self.say(f"那么它是：{choices} >", f"what is it then: {choices} >"))
            category = _CATEGORIES.get(key, ("other", ""))[0]
        changes = amend.rejected(self.decisions, name)
        notes = amend.notes(self.decisions, name, category, self.text)
        self._record(Step(action="reject", claim=name, changes=changes, numerals=notes))
        self.focus = None

    def _skip(self, name: str, faults: Sequence[FactFileError]) -> None:  # noqa: ARG002
        self.trail.append(name)
        self.focus = None

    def _undo(self) -> None:
        """Back to the last claim: one skipped just now, or the last decision."""
        if (last := self.trail.pop() if self.trail else None) is not None:
            self.focus = last
        elif step := self.decisions.undo():
            self.focus = step.claim
        else:
            self.tell("没有可撤销的", "nothing to undo")

    def _record(self, step: Step) -> None:
        self.decisions.record(step)
        self.trail.append(None)
        if others := len(step.changes) - 1:
            self.tell(f"随之改动 {others} 条", f"{others} other claims follow")

    def _edit(self, name: str, faults: Sequence[FactFileError]) -> None:  # noqa: ARG002
        section, claim = self.decisions.section(name), self.decisions.current[name]
        assert claim is not None
        keys = list(zip(_KEYS, amend.fields(section), strict=False))
        click.echo("\n".join(card.menu(claim, keys, self.lang)))
        chosen = self.keyboard.key(self.say("改哪一项？ >", "which field? >"))
        field = dict(keys).get(chosen)
        if field is None:
            return
        options = amend.options(section, field, self.decisions, vocabulary.default())
        old = _typed(claim, field)
        choices = options if len(options) <= _LISTED else likeness.nearest(old, options)
        if choices:
            click.echo("  " + "  ".join(f"{number} {choice}" for number, choice in enumerate(choices, 1)))
        typed = self.keyboard.line(f"{field} ({self.say('- 为清空', '- empties it')}) >", old)
        if choices and typed.isdecimal() and 1 <= int(typed) <= len(choices):
            typed = choices[int(typed) - 1]
        if not typed:
            return
        try:
            new = amend.changed(self.decisions, name, field, typed, self.text)
        except FactFileError as error:
            click.echo(f"  ! {error.line(self.lang)}")
        else:
            changes = amend.renamed(self.decisions, name, new)
            self._record(Step(action="edit", claim=name, changes=changes))
        self.focus = name
        if typed not in options and typed != amend.CLEAR and (near := likeness.nearest(typed, options)):
            self.tell(f"  相近的：{'、'.join(near)}", f"  like it: {', '.join(near)}")


def _typed(claim: Claim, field: str) -> str:
    """A field as a person would type it."""
    value = plain(claim).get(field, "")
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return " ".join(f"{span[0]}-{span[1]}" for span in value)
        return "、".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
