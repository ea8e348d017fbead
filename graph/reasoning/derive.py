"""Whether a goal rests on what is given, where each goal has many ways to it and ways may go in circles.

A Horn formula, satisfied forwards while it is unrolled backwards (Dowling and Gallier 1984, *Linear-time algorithms for
testing the satisfiability of propositional Horn formulae*): a goal holds once all premises of one of its ways hold.
The way with the fewest open premises is followed first, the latest of them before the others; one whose conclusion
has been shown meanwhile is left. No goal is unrolled and no way looked at twice, so the work is linear in the ways
there are, circles or not.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, islice
from typing import Final, Generic, TypeVar

G = TypeVar("G", bound=Hashable)
# The name of a rule and its premises.
Way = tuple[str, tuple[G, ...]]
# How many ways to a goal are weighed before one of them is followed.
_CHOICE: Final = 100


@dataclass(slots=True)
class _Application(Generic[G]):
    conclusion: G
    way: Way[G]
    missing: int


def derive(goal: G, given: Callable[[G], bool], ways: Callable[[G], Iterator[Way[G]]]) -> dict[G, Way[G]] | None:
    """A way to the goal and to each premise that is not given, premises first; None where the goal does not follow.

    >>> rules = {"c": [("r", ("c", "x")), ("s", ("a", "b"))], "b": [("t", ("c",)), ("u", ("a",))]}
    >>> derive("c", lambda g: g == "a", lambda g: iter(rules.get(g, [])))
    {'b': ('u', ('a',)), 'c': ('s', ('a', 'b'))}
    """
    holds: dict[G, Way[G] | None] = {}
    sources: dict[G, Iterator[Way[G]]] = {}
    waiting: dict[G, list[_Application[G]]] = defaultdict(list)
    # How much there is to show, the latest first; the premises to unroll; and the conclusion they are wanted for.
    agenda: list[tuple[int, int, tuple[G, ...], G]] = []
    order = count(0, -1)

    def is_open(found: G) -> bool:
        if found not in holds and found not in sources and given(found):
            show(found, None)
        return found not in holds

    def show(found: G, way: Way[G] | None) -> None:
        shown = [(found, way)]
        while shown:
            statement, by = shown.pop()
            if statement in holds:
                continue
            holds[statement] = by
            for application in waiting.pop(statement, ()):
                application.missing -= 1
                if application.missing == 0:
                    shown.append((application.conclusion, application.way))

    def unroll(concluded: G, missing: int) -> None:
        """Looks at some more ways to a conclusion and puts them on the agenda."""
        weighed: list[tuple[int, tuple[G, ...]]] = []
        seen = 0
        for way in islice(sources.setdefault(concluded, ways(concluded)), _CHOICE):
            seen += 1
            left = tuple(dict.fromkeys(premise for premise in way[1] if is_open(premise)))
            if not left:
                show(concluded, way)
                return
            application = _Application(concluded, way, len(left))
            for premise in left:
                waiting[premise].append(application)
            weighed.append((len(left), left))
        if seen == _CHOICE:
            heappush(agenda, (missing + 1, next(order), (concluded,), concluded))
        for needed, left in sorted(weighed, key=lambda item: -item[0]):
            heappush(agenda, (needed, next(order), left, concluded))

    if is_open(goal):
        unroll(goal, 1)
    while goal not in holds and agenda:
        missing, _, premises, conclusion = heappop(agenda)
        for premise in premises:
            if (
                conclusion not in holds
                and premise not in holds
                and (premise not in sources or premise == conclusion)
            ):
                unroll(premise, missing)
    return None if goal not in holds else {g: way for g, way in holds.items() if way is not None}
