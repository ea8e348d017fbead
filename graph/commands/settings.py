"""What every command has: what was said before it, its language, its progress, and where its bytes go."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from graph.store import Graph

EXISTING: Final = click.Path(exists=True, path_type=Path)
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)


class Settings:
    """What was said before the command."""

    def __init__(self, store: str, lang: str, verbosity: int) -> None:
        self.store, self.lang, self.verbosity = store, lang, verbosity

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def progress(self, zh: str, en: str) -> None:
        """A step of long work: to a terminal, or when asked for with -v; never into a pipe unasked."""
        if self.verbosity > 0 or (self.verbosity == 0 and sys.stderr.isatty()):
            click.echo(self.say(f"· {zh}", f"· {en}"), err=True)

    def graph(self) -> "Graph":
        from graph.store import connect

        return connect(self.store)


def language() -> str:
    """zh where the machine speaks Chinese, en elsewhere."""
    words = (os.environ.get(name, "") for name in ("MINSHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((word for word in words if word), "").lower().startswith("zh") else "en"


def progress(settings: Settings, files: Sequence[Path]) -> Iterator[Path]:
    """The files one by one, with a bar on a terminal when there are many."""
    if len(files) < 3 or settings.verbosity < 0 or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, file=sys.stderr, item_show_func=lambda path: path.name if path else "") as bar:
        yield from bar


def write(data: bytes, out: Path | None, settings: Settings) -> None:
    from graph.files import replace_file

    if out:
        replace_file(out, data)
        settings.progress(f"写入 {out}", f"wrote {out}")
    else:
        sys.stdout.buffer.write(data)
