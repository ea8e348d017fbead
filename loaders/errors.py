"""What can go wrong, in one family.

MinshengError            everything a user may meet; one line in Chinese and in English, with a place and a way out
├── UsageError           the call or the input cannot be read (exit code 2)
│   ├── FactFileError    a fact file is broken or names what does not exist
│   └── QueryError       a query does not parse, or a parameter is missing
├── DataError            the data does not hold (exit code 1)
└── Problems             several of these at once
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file that a person can open: 1-based line, or none where the whole file is meant."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    @classmethod
    def of(cls, path: Path, line: int | None = None) -> "Where":
        """The path as the user would write it: relative to the current folder where it lies under it."""
        try:
            return cls(str(path.resolve().relative_to(Path.cwd())), line)
        except ValueError:
            return cls(str(path), line)


class MinshengError(Exception):
    """An error told in one line, in both languages.

    >>> str(MinshengError("没有这个单位：斗", "no such unit: 斗", Where("a.yaml", 3)))
    'a.yaml:3: no such unit: 斗'
    """

    exit_code: int = 2

    def __init__(self, zh: str, en: str, where: Where | None = None) -> None:
        self.zh, self.en, self.where = zh, en, where
        super().__init__(self.line("en"))

    def line(self, lang: str) -> str:
        """The message in ``zh`` or ``en``, on one line, with the place in front."""
        text = " ".join((self.zh if lang == "zh" else self.en).split())
        return f"{self.where}: {text}" if self.where else text


class UsageError(MinshengError):
    """The call or the input cannot be read."""


class FactFileError(UsageError):
    """A fact file is broken, or names a place, unit, indicator or programme that does not exist."""


class QueryError(UsageError):
    """A query does not parse, is not known, or lacks a parameter."""


class DataError(MinshengError):
    """The data was read and does not hold."""

    exit_code = 1


class Problems(MinshengError):  # noqa: N818 - it holds errors and is none of its own
    """Several errors at once, so that a person mends a file in one go. Never empty; the exit code of the worst."""

    def __init__(self, errors: "list[MinshengError]") -> None:
        self.errors = errors
        self.exit_code = max(error.exit_code for error in errors)
        super().__init__("", "")

    def line(self, lang: str) -> str:
        """One line an error."""
        return "\n".join(error.line(lang) for error in self.errors)
