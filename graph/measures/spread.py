"""How a programme spread: its places in the order in which reports say that it began there."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from graph.measures.relations import Run


@dataclass(frozen=True, slots=True)
class Station:
    """A place on a programme's way. ``position`` counts from 1, the same for the same day, 0 where no day is stated."""

    programme: str
    place: str
    position: int
    start: str
    when: str


def spread(runs: Iterable[Run], least: int = 2) -> list[Station]:
    """The ways of all programmes that run in so many places, programme by programme."""
    found: list[Station] = []
    for programme, several in groupby(sorted(runs, key=_order), key=lambda run: run.programme):
        way = list(several)
        if len(way) < least:
            continue
        for run in way:
            position = 1 + sum(bool(other.start) and other.start < run.start for other in way) if run.start else 0
            found.append(Station(programme, run.place, position, run.start, run.when))
    return found


def _order(run: Run) -> tuple[str, bool, str, str]:
    return run.programme, not run.start, run.start, run.place
