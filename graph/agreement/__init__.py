"""How far a proposal agrees with the accepted file of the same document: precision, recall, and what differs.

A proposed figure is found where it stands on the accepted one (their ranges overlap) and says the same value in the
same unit. Each figure has one partner at most: of all the largest pairings the one whose partners agree in most
other fields. A proposed figure that stands on nothing but a repeat of a figure already found counts for neither
side. Names are compared as people read them; no names of persons are, for no claim holds one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final, Protocol

from graph.agreement import likeness
from loaders.claims import Facts, Figure, Names
from loaders.vocabulary import Vocabulary, default

FIELDS: Final = ("place", "indicator", "programme", "period", "role")
# The fields of a comparison across districts, right all at once.
JOINT: Final = ("place", "indicator", "programme", "period")
KINDS: Final = ("programmes", "institutions", "places")


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found, of how many proposed and how many accepted.

    >>> score = Score(found=3, proposed=4, accepted=6)
    >>> score.precision, score.recall, score.f1
    (0.75, 0.5, 0.6)
    """

    found: int
    proposed: int
    accepted: int

    @property
    def precision(self) -> float | None:
        return self.found / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        return self.found / self.accepted if self.accepted else None

    @property
    def f1(self) -> float | None:
        both = self.proposed + self.accepted
        return 2 * self.found / both if both else None

    def __add__(self, other: "Score") -> "Score":
        return Score(self.found + other.found, self.proposed + other.proposed, self.accepted + other.accepted)


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure found: as proposed, as accepted, and the fields in which they differ."""

    proposed: Figure
    accepted: Figure
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A proposal against the accepted file, or several together.

    ``fields`` has a score for each of :data:`FIELDS` and for ``joint``: found is who has the value, the unit *and*
    that field (for ``joint``: place, indicator, programme and period) right. ``stated`` is the score of programmes
    over the figures that have one. ``names`` has a score for each of :data:`KINDS`.
    """

    document: str
    figures: Score
    fields: Mapping[str, Score]
    names: Mapping[str, Score]
    pairs: tuple[Pair, ...] = ()
    missed: tuple[Figure, ...] = ()
    extra: tuple[Figure, ...] = ()
    lacking: tuple[tuple[str, Names], ...] = ()
    surplus: tuple[tuple[str, Names], ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing that is compared differs."""
        scores = (self.figures, *self.names.values())
        return all(s.found == s.proposed == s.accepted for s in scores) and not any(p.differs for p in self.pairs)


class Named(Protocol):
    """A claim about a thing that has names."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Names: ...


def agreement(proposal: Facts, accepted: Facts, vocabulary: Vocabulary | None = None) -> Agreement:
    """Compares two readings of one document; ``accepted`` is the one that is right."""
    words = vocabulary or default()
    called = {p.name: (p.name, *p.aliases) for p in accepted.programmes}
    pairs, missed, extra = _figures(proposal.figures, accepted.figures, words, called)
    named = {kind: _names(getattr(proposal, kind), getattr(accepted, kind)) for kind in KINDS}
    return Agreement(
        document=accepted.document.id,
        figures=Score(len(pairs), len(pairs) + len(extra), len(accepted.figures)),
        fields=_fields(pairs, missed, extra),
        names={kind: score for kind, (score, _, _) in named.items()},
        pairs=pairs,
        missed=missed,
        extra=extra,
        lacking=tuple((kind, names) for kind, (_, names, _) in named.items()),
        surplus=tuple((kind, names) for kind, (_, _, names) in named.items()),
    )


def total(agreements: Sequence[Agreement], name: str = "") -> Agreement:
    """Several documents as one: every figure weighs the same. Raises ValueError where there is none."""
    if not agreements:
        raise ValueError("nothing to add up")

    def together(scores: Iterable[Mapping[str, Score]]) -> dict[str, Score]:
        return reduce(lambda a, b: {key: score + b[key] for key, score in a.items()}, map(dict, scores))

    return Agreement(
        document=name,
        figures=reduce(lambda a, b: a + b, (one.figures for one in agreements)),
        fields=together(one.fields for one in agreements),
        names=together(one.names for one in agreements),
    )


def _fields(pairs: Sequence[Pair], missed: Sequence[Figure], extra: Sequence[Figure]) -> dict[str, Score]:
    proposed, accepted = [*(p.proposed for p in pairs), *extra], [*(p.accepted for p in pairs), *missed]
    wanted = {**{name: {name} for name in FIELDS}, "joint": set(JOINT)}
    scores = {
        name: Score(sum(fields.isdisjoint(p.differs) for p in pairs), len(proposed), len(accepted))
        for name, fields in wanted.items()
    }
    right = sum(p.accepted.programme is not None and "programme" not in p.differs for p in pairs)
    stated = (sum(f.programme is not None for f in side) for side in (proposed, accepted))
    return {**scores, "stated": Score(right, *stated)}


# ---- figures -------------------------------------------------------------------------------------------------------


def _figures(
    ours: Sequence[Figure], theirs: Sequence[Figure], words: Vocabulary, called: Mapping[str, Names]
) -> tuple[tuple[Pair, ...], tuple[Figure, ...], tuple[Figure, ...]]:
    """The pairs, the accepted figures that were missed, the proposed ones that are too much."""
    differs: dict[tuple[int, int], tuple[str, ...]] = {}
    overlaps: dict[tuple[int, int], int] = {}
    for i, p in enumerate(ours):
        for j, g in enumerate(theirs):
            if (shared := _shared(p, g)) and likeness.quantity(p, g, words):
                differs[i, j] = _differs(p, g, words, called)
                overlaps[i, j] = shared
    partner = _pairing(differs, lambda i, j: (len(FIELDS) - len(differs[i, j])) * 100 + min(overlaps[i, j], 99))
    taken = set(partner.values())
    repeats = {i for i, j in differs if i not in partner and j in taken}
    return (
        tuple(Pair(ours[i], theirs[j], differs[i, j]) for i, j in sorted(partner.items())),
        tuple(g for j, g in enumerate(theirs) if j not in taken),
        tuple(p for i, p in enumerate(ours) if i not in partner and i not in repeats),
    )


def _shared(p: Figure, g: Figure) -> int:
    """How many characters two figures share, at their own place or where they are repeated."""
    return max(
        (
            min(a.end, b.end) - max(a.start, b.start)
            for a in (*p.at, *p.also)
            for b in (*g.at, *g.also)
            if a.start < b.end and b.start < a.end
        ),
        default=0,
    )


def _differs(p: Figure, g: Figure, words: Vocabulary, called: Mapping[str, Names]) -> tuple[str, ...]:
    same = {
        "place": likeness.place(p.place, g.place),
        "indicator": likeness.indicator(p.indicator, g.indicator, words),
        "programme": likeness.programme(p.programme, called.get(g.programme or "", (g.programme,))),
        "period": likeness.period(p.period, g.period),
        "role": p.role == g.role,
    }
    return tuple(name for name in FIELDS if not same[name])


# ---- names ---------------------------------------------------------------------------------------------------------


def _names(ours: Sequence[Named], theirs: Sequence[Named]) -> tuple[Score, Names, Names]:
    """The score, the accepted names that were missed, the proposed ones that are too much."""
    keys = [{likeness.stem(name) for name in (thing.name, *thing.aliases)} for thing in (*ours, *theirs)]
    edges = [
        (i, j)
        for i, p in enumerate(keys[: len(ours)])
        for j, g in enumerate(keys[len(ours) :])
        if not p.isdisjoint(g)
    ]
    partner = _pairing(edges, lambda i, j: int(ours[i].name == theirs[j].name))
    taken = set(partner.values())
    return (
        Score(len(partner), len(ours), len(theirs)),
        tuple(g.name for j, g in enumerate(theirs) if j not in taken),
        tuple(p.name for i, p in enumerate(ours) if i not in partner),
    )


def _pairing(edges: Iterable[tuple[int, int]], weight: Callable[[int, int], int]) -> dict[int, int]:
    """The largest pairing of left with right, of those the heaviest (J. Edmonds, Maximum matching and a polyhedron
    with 0,1-vertices, 1965)."""
    import networkx as nx

    network: nx.Graph[tuple[str, int]] = nx.Graph()
    for i, j in edges:
        network.add_edge(("p", i), ("g", j), weight=weight(i, j))
    found: dict[int, int] = {}
    for part in nx.connected_components(network):
        for a, b in nx.max_weight_matching(network.subgraph(part), maxcardinality=True):
            (_, i), (_, j) = (a, b) if a[0] == "p" else (b, a)
            found[i] = j
    return found
