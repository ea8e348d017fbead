"""Answers of a person: single keys from a terminal, or lines from a pipe, so that a script can give them too."""

import sys
from typing import Final

import click

_CONTROL_C: Final = "\x03"
_ENDS: Final = ("\x04", "\x1a")


class Left(Exception):  # noqa: N818 - no error: the person went away
    """There are no more answers: the pipe ended, or Ctrl-C, Ctrl-D."""


class Keyboard:
    """Asks on the terminal, where standard input is one, and else reads a line for every answer."""

    def __init__(self) -> None:
        self.live = sys.stdin.isatty()

    def key(self, prompt: str) -> str:
        """One key in lower case (of a line its first character, or nothing). Raises Left."""
        click.echo(prompt + " ", nl=False)
        if not self.live:
            return self._piped()[:1].lower()
        try:
            pressed = click.getchar()
        except (EOFError, KeyboardInterrupt):
            raise Left from None
        if pressed in (_CONTROL_C, *_ENDS):
            raise Left
        pressed = pressed.strip()
        shown = pressed if len(pressed) == 1 and pressed.isprintable() else ""
        click.echo(shown)
        return shown.lower()

    def line(self, prompt: str, old: str = "") -> str:
        """A line, stripped; where the terminal can, ``old`` stands there to be changed. Raises Left."""
        if not self.live:
            click.echo(prompt + " ", nl=False)
            return self._piped()
        try:
            return _prefilled(prompt + " ", old).strip()
        except (EOFError, KeyboardInterrupt):
            raise Left from None

    def _piped(self) -> str:
        raw = sys.stdin.buffer.readline()
        if not raw:
            click.echo()
            raise Left
        answer = raw.decode("utf-8", "replace").lstrip("\ufeff").strip()
        click.echo(answer)
        return answer


def _prefilled(prompt: str, old: str) -> str:
    """A line of input that begins as ``old``, where there is GNU readline or libedit."""
    try:
        import readline
    except ImportError:  # Windows
        return input(prompt)
    readline.set_startup_hook(lambda: readline.insert_text(old))
    try:
        return input(prompt)
    finally:
        readline.set_startup_hook()
