"""Asks the model about figures, in batches, and keeps what the rules chose wherever it gives no good answer."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from loaders.llm import answer, prompt
from loaders.llm.settings import Settings
from loaders.llm.types import Candidates, Note, Passage, Refined

SentenceOf = Callable[[Candidates], Passage]
_Batch = list[tuple[int, Candidates, Passage]]


def refine(
    figures: Sequence[Candidates], sentence_of: SentenceOf, settings: Settings
) -> tuple[tuple[Refined, ...], tuple[Note, ...]]:
    """The figures in the same order, with the model's choices where it made any, and what the user should know.

    Never raises for anything that the endpoint does. For many documents keep one :class:`Refiner`.
    """
    with Refiner(settings) as refiner:
        return refiner.refine(figures, sentence_of)


class Refiner:
    """One endpoint for a whole run. After it has failed once, for all its tries, it is not asked again."""

    def __init__(self, settings: Settings) -> None:
        from loaders.llm.endpoint import Endpoint

        self.settings = settings
        self.down = False
        self._endpoint = Endpoint(settings)

    def __enter__(self) -> "Refiner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._endpoint.close()

    def refine(
        self, figures: Sequence[Candidates], sentence_of: SentenceOf
    ) -> tuple[tuple[Refined, ...], tuple[Note, ...]]:
        """As :func:`refine`."""
        refined = [Refined.by_rules(figure) for figure in figures]
        refused: Counter[str] = Counter()
        notes: list[Note] = []
        for batch in self._batches(figures, sentence_of):
            if self.down:
                break
            found = self._ask(batch, refused, notes)
            for (index, _, _), one in zip(batch, found, strict=True):
                refined[index] = one
        if refused:
            notes.append(self._refusals(refused))
        return tuple(refined), tuple(notes)

    def _batches(self, figures: Sequence[Candidates], sentence_of: SentenceOf) -> Iterator[_Batch]:
        """The figures that there is something to ask about, so many at a time."""
        batch: _Batch = []
        sentences: set[Passage] = set()
        for index, figure in enumerate(figures):
            if not figure.open:
                continue
            passage = sentence_of(figure)
            size = sum(len(known.text) for known in {*sentences, passage})
            if batch and (len(batch) >= self.settings.figures or size > self.settings.characters):
                yield batch
                batch, sentences = [], set()
            batch.append((index, figure, passage))
            sentences.add(passage)
        if batch:
            yield batch

    def _ask(self, batch: _Batch, refused: Counter[str], notes: list[Note]) -> list[Refined]:
        """The answers to one batch; what the rules chose where there are none."""
        from loaders.llm.endpoint import Failed

        figures = [(figure, passage) for _, figure, passage in batch]
        rules = [Refined.by_rules(figure) for figure, _ in figures]
        try:
            content = self._endpoint.ask(prompt.SYSTEM, prompt.question(figures))
        except ImportError:
            self.down = True
            zh = "语言模型未启用：请先 pip install 'minsheng[llm]'；沿用规则的选择"
            notes.append(Note(zh, "no language model: pip install 'minsheng[llm]'; the rules' choices stand"))
            return rules
        except Failed as failed:
            self.down = True
            host = self.settings.host
            zh = f"语言模型 {host} 没有给出回答（{failed.zh}）：沿用规则的选择"
            notes.append(Note(zh, f"language model {host} gave no answer ({failed.en}): the rules' choices stand"))
            return rules
        found = answer.read(content, figures, self.settings.reach)
        if found is None:
            refused["malformed"] += len(figures)
            return rules
        refused.update(found[1])
        return found[0]

    def _refusals(self, refused: Counter[str]) -> Note:
        zh = "、".join(f"{answer.REASONS[why][0]} {count}" for why, count in sorted(refused.items()))
        en = ", ".join(f"{count} {answer.REASONS[why][1]}" for why, count in sorted(refused.items()))
        host = self.settings.host
        return Note(
            f"语言模型 {host} 的部分回答未采用（{zh}）：沿用规则的选择",
            f"some answers of language model {host} were not taken ({en}): there the rules' choices stand",
        )
