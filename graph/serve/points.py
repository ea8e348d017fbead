"""Look-ups of one thing, answered in the server's own process: a way to a worker and back takes longer than they do.

Only what is bounded before it runs is taken: properties of one thing that is named, and that has few triples. A
worker, which can be ended, does everything else, and whatever is in doubt.
"""

import asyncio
import itertools
import math
import re
from typing import Final

import msgspec
import pyoxigraph as ox

from graph.serve import answers
from graph.serve.messages import Job, Refused, Reply, zipped
from graph.serve.opened import Opened, Setup
from loaders.errors import MinshengError
from ontology import PREFIXES

_IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*>"
_NAME: Final = r"(?:[^\W\d_][\w\-]*)?:\w(?:[\w.\-]*[\w\-])?"
_VAR: Final = r"[?$]\w+"
_PAIR: Final = rf"(?:{_IRI}|{_NAME}|a|{_VAR})\s+(?:{_IRI}|{_NAME}|{_VAR})"
_DECLARED: Final = rf"PREFIX\s+((?:[^\W\d_][\w\-]*)?):\s*({_IRI})\s*"
# No comment, escape, string, bracket or second group: what is left can be read in one way only.
_POINT: Final = re.compile(
    rf"\s*(?P<prefixes>(?:{_DECLARED})*)SELECT\s+(?P<distinct>DISTINCT\s+)?(?:\*|{_VAR}(?:\s+{_VAR})*)\s+(?:WHERE\s*)?"
    rf"\{{\s*(?P<subject>{_IRI}|{_NAME})\s+(?P<pairs>{_PAIR}(?:\s*;\s*{_PAIR}){{0,9}})\s*\.?\s*\}}"
    r"\s*(?:LIMIT\s+\d{1,9}\s*)?",
    re.I,
)
_PREDICATE: Final = re.compile(rf"(?:^|;)\s*({_IRI}|{_NAME}|a|{_VAR})\s")
_PREFIX: Final = re.compile(_DECLARED, re.I)
_LONGEST: Final = 2000
_BYTES: Final = 1 << 16
_TRIPLES: Final = 1000
_STEPS: Final = 20_000


class Points(Opened):
    """The store, opened for reading in the server's process. Raises UsageError where it does not open."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(msgspec.structs.replace(setup, result_bytes=_BYTES))
        self._opening: asyncio.Future[None] | None = None

    def answer(self, job: Job, generation: str) -> tuple[Reply, bytes] | None:
        """The reply that a worker would give, or None where a worker is to be asked."""
        if job.op != "query" or job.dataset:
            return None
        if generation != self.generation:
            self._open(generation)
            return None
        if not self._small(job.text):
            return None
        try:
            results = self.store.query(job.text, base_iri=self.setup.base, prefixes=answers.mentioned(job.text))
            return zipped(job, *answers.written(self, job, results))
        except (Refused, OSError, RuntimeError, SyntaxError, ValueError):
            return None

    def _open(self, generation: str) -> None:
        """Opens the store as it is now, while workers answer."""
        if self._opening and not self._opening.done():
            return

        def opened() -> None:
            try:
                self.open()
            except (MinshengError, OSError, RuntimeError):
                return
            self.generation = generation

        self._opening = asyncio.get_running_loop().run_in_executor(None, opened)

    def _small(self, text: str) -> bool:
        """Whether the query is a look-up that touches few triples."""
        if len(text) > _LONGEST or not (found := _POINT.fullmatch(text)):
            return False
        if not found["distinct"] and ";" not in found["pairs"]:
            return True  # each triple is a row, and so many rows are too many bytes
        prefixes = {name: iri[1:-1] for name, iri in _PREFIX.findall(found["prefixes"])}
        predicates = [_expanded(name, prefixes) for name in _PREDICATE.findall(found["pairs"])]
        if len(predicates) > 1 and (
            len(set(predicates)) < len(predicates) or any(p[0] in "?$" for p in predicates)
        ):
            return False
        return self._steps(_expanded(found["subject"], prefixes), len(predicates)) <= _STEPS

    def _steps(self, subject: str, patterns: int) -> float:
        """The most that a join of patterns of different properties of a thing can touch.

        With d triples there are at most (d/k)^k ways to fill k patterns, for the numbers of the properties' values add
        up to d (arithmetic and geometric mean).
        """
        try:
            quads = self.store.quads_for_pattern(ox.NamedNode(subject), None, None, ox.DefaultGraph())
        except ValueError:
            return math.inf
        triples = sum(1 for _ in itertools.islice(quads, _TRIPLES + 1))
        return math.inf if triples > _TRIPLES else (triples / patterns) ** patterns


def _expanded(name: str, prefixes: dict[str, str]) -> str:
    """The IRI that a name stands for; a variable, and what nobody declared, stays as it is."""
    if name[0] == "<":
        return name[1:-1]
    if name == "a":
        return PREFIXES["rdf"] + "type"
    prefix, colon, local = name.partition(":")
    return prefixes.get(prefix, PREFIXES.get(prefix, prefix + colon)) + local if colon else name
