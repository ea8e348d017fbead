"""What goes to the model and what comes back: frozen values, handed over by the extractor."""

from dataclasses import dataclass
from typing import Final

FIELDS: Final = ("indicator", "programme", "place", "period", "role")


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates for one field, as a person would read them, and which of them the rules chose (or none).

    What a candidate stands for is the extractor's business; only its position comes back. ``None`` among the
    options means that the figure has no such thing (no programme, no known period).
    """

    options: tuple[str | None, ...] = ()
    chosen: int | None = None

    def __post_init__(self) -> None:
        if self.chosen is not None and not 0 <= self.chosen < len(self.options):
            raise ValueError(f"no option {self.chosen} of {len(self.options)}")


@dataclass(frozen=True, slots=True)
class Candidates:
    """A figure and what it may be about. Positions are those of the text that the passages come from.

    ``quotable`` asks for the indicator's words from the sentence: set it where no candidate is convincing.
    """

    start: int
    end: int
    printed: str
    indicator: Choice = Choice()
    programme: Choice = Choice()
    place: Choice = Choice()
    period: Choice = Choice()
    role: Choice = Choice()
    quotable: bool = False

    def choice(self, field: str) -> Choice:
        """The candidates of one of :data:`FIELDS`."""
        found: Choice = getattr(self, field)
        return found

    @property
    def open(self) -> bool:
        """Whether there is anything to ask."""
        return self.quotable or any(len(self.choice(field).options) > 1 for field in FIELDS)


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence that a figure stands in, and where it begins in the text.

    ``private`` are ranges of the text (not of the sentence) that must not leave this machine, such as the names of
    people: the model sees ＊ in their place.
    """

    text: str
    start: int
    private: tuple[tuple[int, int], ...] = ()

    @property
    def shown(self) -> str:
        """The sentence as the model sees it, of the same length.

        >>> Passage("老张领到600元。", 10, ((10, 12),)).shown
        '＊＊领到600元。'
        """
        signs = list(self.text)
        for start, end in self.private:
            for index in range(max(0, start - self.start), min(len(signs), end - self.start)):
                signs[index] = "＊"
        return "".join(signs)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text, and where they stand in it."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Refined:
    """A figure after the model was asked: for every field the position of the candidate that holds (or none).

    ``quote`` are words for its indicator that stand in the sentence. ``changed`` are the fields in which the model
    differs from the rules.
    """

    candidates: Candidates
    indicator: int | None
    programme: int | None
    place: int | None
    period: int | None
    role: int | None
    quote: Quote | None = None
    changed: tuple[str, ...] = ()

    @classmethod
    def by_rules(cls, candidates: Candidates) -> "Refined":
        """What the rules chose."""
        c = candidates
        return cls(c, c.indicator.chosen, c.programme.chosen, c.place.chosen, c.period.chosen, c.role.chosen)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know, in one line. It quotes neither the text nor the model."""

    zh: str
    en: str

    def line(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en
