"""Where everything lies: districts as islands round the city, in the direction in which they lie from it.

Every node of an island has its own slot on a lattice that is wider than high, because labels are. From the
middle outward: the programmes, one sector a domain; the places; then the classes that are folded at rest.
Programmes of several districts, and the city's own, lie in the middle of all. Nothing here is drawn by lot: the
same network gives the same integers, and no two slots are closer than a node is wide.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Final, Self

from graph.drawing.nodes import DISTRICTS, Network, Node, domain_rank

Point = tuple[int, int]

# The lattice: distances between neighbours in a row, and between rows.
WIDE: Final = 112
HIGH: Final = 66
MARGIN: Final = 62
HUB: Final = 80
NAME: Final = 190
DOMAIN_RING: Final = 215
GAP: Final = 60
STEP: Final = 3
STRETCH: Final = 1.25
BANDS: Final = (("place",), ("institution", "recognition"), ("group", "document"))

# Compass bearing of a district's seat from the city's centre, by division code or name; others lie north.
BEARINGS: Final[Mapping[str, int]] = {
    "500105": 18, "500112": 24, "500229": 38, "500231": 41, "500155": 45, "500154": 46, "500101": 52,
    "500235": 54, "500236": 59, "500237": 60, "500115": 57, "500238": 56, "500233": 61, "500240": 71,
    "500230": 74, "500102": 79, "500114": 91, "500103": 98, "500156": 102, "500243": 101, "500242": 110,
    "500241": 120, "500119": 129, "500108": 127, "500110": 170, "万盛经济技术开发区": 152, "500113": 168, "500104": 217,
    "500107": 224, "500116": 223, "500118": 249, "500106": 256, "500153": 259, "500120": 276, "500111": 282,
    "500151": 303, "500152": 315, "500117": 330, "500109": 332,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Island:
    """A disc: the place it belongs to or "", its middle, its radius, and that of what is seen at rest.

    ``tall`` is where its middle lies on a screen that is higher than wide.
    """

    place: str
    x: int
    y: int
    radius: int
    core: int
    tall: Point = (0, 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """A position for every node, the number of the disc that it lies on, and the discs."""

    positions: Mapping[str, Point]
    island: Mapping[str, int]
    islands: tuple[Island, ...]


def arrange(network: Network) -> Layout:
    """Gives every node of a network its place."""
    nodes = {n.iri: n for n in network.nodes}
    centre = _centre(network.nodes, network.within)
    members: dict[str, list[Node]] = {}
    tops = {n.home for n in network.nodes if n.kind == "place" and n.home in nodes and _is_district(nodes[n.home])}
    for node in network.nodes:
        members.setdefault(node.home if node.home in tops else "", []).append(node)
    links = _Links.of(network)
    middle = _Filled(centre, members.pop("", []), links)
    outer = [_Filled(home, members[home], links) for home in sorted(members, key=lambda h: _bearing(nodes[h]))]
    discs = [(_bearing(nodes[i.hub])[0], i.radius) for i in outer]
    wide, tall = _pack(middle.radius, discs, STRETCH), _pack(middle.radius, discs, 1 / STRETCH)
    positions = dict(middle.slots)
    islands = [Island(centre, 0, 0, middle.radius, middle.core)]
    on = dict.fromkeys(middle.slots, 0)
    for n, (island, (x, y)) in enumerate(zip(outer, wide, strict=True)):
        islands.append(Island(island.hub, x, y, island.radius, island.core, tall[n]))
        on |= dict.fromkeys(island.slots, n + 1)
        positions |= {iri: (x + dx, y + dy) for iri, (dx, dy) in island.slots.items()}
    return Layout(dict(sorted(positions.items())), on, tuple(islands))


def _is_district(node: Node) -> bool:
    return node.type in DISTRICTS


def _bearing(node: Node) -> tuple[int, str]:
    known = (*(value for _, value in node.notes), node.zh)
    return next((BEARINGS[word] for word in known if word in BEARINGS), 360), node.iri


def _centre(nodes: Iterable[Node], within: Mapping[str, str]) -> str:
    """The city: the municipality that most places lie in, or no place at all."""
    cities = [n.iri for n in nodes if n.kind == "place" and n.type.endswith("#Municipality")]
    return max(cities, key=lambda c: (sum(p == c for p in within.values()), c), default="")


@dataclass(frozen=True, slots=True)
class _Links:
    """What is beside what, by assertion, and where a domain stands in the order of domains."""

    beside: Mapping[str, Sequence[str]]
    rank: Mapping[str, int]

    @classmethod
    def of(cls, network: Network) -> Self:
        beside: dict[str, list[str]] = {}
        for edge in network.edges:
            if not edge.inferred:
                beside.setdefault(edge.source, []).append(edge.target)
                beside.setdefault(edge.target, []).append(edge.source)
        domains = sorted((n for n in network.nodes if n.kind == "domain"), key=domain_rank)
        return cls(beside, {n.iri: at for at, n in enumerate(domains)})

    def __getitem__(self, iri: str) -> Sequence[str]:
        return self.beside.get(iri, ())


class _Filled:
    """An island with its members in their slots, round (0, 0)."""

    def __init__(self, hub: str, members: Sequence[Node], links: _Links) -> None:
        self.hub = hub
        self.slots: dict[str, Point] = {}
        rest = [n for n in members if n.iri != hub]
        domains = sorted((n for n in rest if n.kind == "domain"), key=domain_rank)
        programmes = [n for n in rest if n.kind == "programme"]
        bands = [[n for n in rest if n.kind in kinds] for kinds in BANDS]
        ring = max(DOMAIN_RING, round(len(domains) * WIDE * 0.9 / math.tau)) if domains else 0
        lattice = _lattice(ring + HUB if ring else HUB, len(rest) - len(domains))
        if hub in {n.iri for n in members}:
            self.slots[hub] = (0, 0)
        self._programmes(_clockwise(lattice[: len(programmes)]), programmes, links)
        for n, domain in enumerate(domains):
            angle = math.tau * (n + 0.5) / len(domains)
            self.slots[domain.iri] = (round(ring * math.sin(angle)), round(-ring * math.cos(angle)))
        used = len(programmes)
        for band in bands:
            taken, used = lattice[used : used + len(band)], used + len(band)
            order = sorted(band, key=lambda n: (self._angle(n, links), n.iri))
            self.slots |= {n.iri: slot for n, slot in zip(order, _clockwise(taken), strict=True)}
        seen = len(programmes) + len(bands[0])
        self.core = max((math.ceil(math.hypot(*p)) for p in lattice[:seen]), default=max(ring, HUB)) + MARGIN
        far = max((math.ceil(math.hypot(*p)) for p in lattice), default=max(ring, HUB))
        self.radius = max(far + MARGIN, self.core)

    def _programmes(self, slots: Sequence[Point], nodes: Sequence[Node], links: _Links) -> None:
        """One sector a domain; in it the most connected innermost, its parts beside it."""
        sectors: dict[str, list[Node]] = {}
        for node in nodes:
            sectors.setdefault(node.domains[0] if node.domains else "", []).append(node)
        start = 0
        for domain in sorted(sectors, key=lambda d: links.rank.get(d, len(links.rank))):
            sector = sorted(sectors[domain], key=lambda n: (-len(links[n.iri]), n.iri))
            free = set(slots[start : start + len(sector)])
            start += len(sector)
            for node in sector:
                near = [self.slots[x] for x in links[node.iri] if x in self.slots and x != self.hub]
                at = near[0] if near else (0, 0)
                slot = min(free, key=partial(_near, at))
                free.remove(slot)
                self.slots[node.iri] = slot

    def _angle(self, node: Node, links: _Links) -> float:
        """The direction in which the node's neighbours lie."""
        near = [self.slots[x] for x in links[node.iri] if x in self.slots]
        x, y = sum(p[0] for p in near), sum(p[1] for p in near)
        return math.atan2(x, -y) % math.tau if near else math.tau


def _lattice(inner: int, wanted: int) -> list[Point]:
    """The innermost slots outside a circle, nearest first; the middle row leaves room for the island's name."""
    for rings in count(4, 4):
        reach = inner + rings * HIGH
        rows = range(-(reach // HIGH) - 1, reach // HIGH + 2)
        columns = range(-(reach // WIDE) - 1, reach // WIDE + 2)
        points = ((c * WIDE + (WIDE // 2 if r % 2 else 0), r * HIGH) for r in rows for c in columns)
        found = sorted(
            (p for p in points if inner <= math.hypot(*p) <= reach and (p[1] or abs(p[0]) >= NAME)),
            key=lambda p: (math.hypot(*p), p),
        )
        if len(found) >= wanted:
            return found[:wanted]
    raise AssertionError


def _near(at: Point, slot: Point) -> tuple[float, Point]:
    return math.dist(slot, at), slot


def _clockwise(points: Iterable[Point]) -> list[Point]:
    return sorted(points, key=lambda p: (math.atan2(p[0], -p[1]) % math.tau, p))


def _pack(middle: int, discs: Sequence[tuple[int, int]], stretch: float) -> list[Point]:
    """Where discs of a bearing and a radius lie round the middle one: the large first, each as near to it, and as
    near to its own bearing, as those before it leave room. The whole grows ``stretch`` times as wide as high."""
    taken = [(0.0, 0.0, float(middle))]
    found: dict[int, Point] = {}
    for i in sorted(range(len(discs)), key=lambda i: (-discs[i][1], i)):
        bearing, radius = discs[i]
        tried = (_free(taken, bearing + turn, radius) for turn in range(-180, 180, STEP))
        x, y = min(tried, key=partial(_cost, bearing, stretch))
        taken.append((x, y, radius))
        found[i] = (round(x), round(y))
    return [found[i] for i in range(len(discs))]


def _free(taken: Sequence[tuple[float, float, float]], bearing: int, radius: int) -> tuple[float, float]:
    """The nearest point in a direction where a disc touches none of those that lie already."""
    dx, dy = math.sin(math.radians(bearing)), -math.cos(math.radians(bearing))
    reach = taken[0][2] + radius + GAP
    blocked = []
    for x, y, r in taken:
        along, aside, apart = x * dx + y * dy, x * dy - y * dx, r + radius + GAP
        if abs(aside) < apart:
            half = math.sqrt(apart * apart - aside * aside)
            blocked.append((along - half, along + half))
    for start, end in sorted(blocked):
        if start < reach < end:
            reach = end
    return reach * dx, reach * dy


def _cost(bearing: int, stretch: float, point: tuple[float, float]) -> tuple[float, tuple[float, float]]:
    x, y = point
    turn = abs((math.degrees(math.atan2(x, -y)) - bearing + 180) % 360 - 180)
    return round(math.hypot(x / stretch, y) * (1 + (turn / 45) ** 2), 3), point
