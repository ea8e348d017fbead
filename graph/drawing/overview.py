"""What a network of too many nodes opens on: its districts and domains, and of each two of them one dot for all programmes."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from graph.drawing.layout import Layout, arrange
from graph.drawing.nodes import DISTRICTS, Network, Node, domain_rank

# Above so many nodes in all a page opens on the overview; up to so many it can still be asked to draw every one.
MANY: Final = 5_000
MOST: Final = 20_000
# The dots of a district: an arc's half, how far out on its disc, how far from one another.
ARC: Final = 1.15
NEAR: Final = 0.76
APART: Final = 64


@dataclass(frozen=True, slots=True)
class Cell:
    """The programmes of one domain in one district, by their IRIs ("" where a programme has none), and where the dot lies."""

    place: str
    domain: str
    programmes: int
    iri: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The dots, and where they, the districts and the domains lie."""

    cells: tuple[Cell, ...]
    layout: Layout

    @classmethod
    def of(cls, network: Network) -> Self:
        """Programmes of several districts or domains count in each; those of the city, or of no district, in the middle."""
        tops = {n.iri: n for n in network.nodes if n.kind == "place" and (n.type in DISTRICTS or _is_city(n))}
        counts: Counter[tuple[str, str]] = Counter()
        for node in network.nodes:
            if node.kind == "programme":
                places = {p if p in tops else "" for p in node.districts} or {""}
                counts.update((p, d) for p in places for d in node.domains or ("",))
        cells = tuple(
            Cell(place, domain, number, f"{place}~{domain}") for (place, domain), number in sorted(counts.items())
        )
        held = [n for n in network.nodes if n.kind == "domain" or n.iri in tops]
        dots = [_dot(cell) for cell in cells]
        small = Network((*held, *dots), (), (), (), (), (), {}, network.within)
        return cls(cells, _arched(arrange(small), cells, [n.iri for n in sorted(held, key=domain_rank)]))


def _arched(layout: Layout, cells: Sequence[Cell], ranked: Sequence[str]) -> Layout:
    """Round a district its dots, in the order of domains, half of them above and half below its name."""
    at = {iri: number for number, iri in enumerate(ranked)}
    positions = dict(layout.positions)
    for number, disc in enumerate(layout.islands[1:], 1):
        mine = sorted((c for c in cells if layout.island[c.iri] == number), key=lambda c: at.get(c.domain, len(at)))
        above = (len(mine) + 1) // 2
        for arc, middle in ((mine[:above], 0.0), (mine[above:], math.pi)):
            spots = _rows(len(arc), NEAR * disc.radius)
            for cell, (turn, far) in zip(arc, spots, strict=True):
                x, y = disc.x + far * math.sin(middle + turn), disc.y - far * math.cos(middle + turn)
                positions[cell.iri] = round(x), round(y)
    return Layout(dict(sorted(positions.items())), layout.island, layout.islands)


def _rows(number: int, far: float) -> Iterator[tuple[float, float]]:
    """The turns and the distances of so many dots on an arc, in as many rows as they need, the outermost first."""
    while number > 0:
        row = min(number, max(1, int(2 * ARC * far / APART)))
        yield from ((ARC * ((2 * k + 1) / row - 1), far) for k in range(row))
        number, far = number - row, far - APART


def _is_city(node: Node) -> bool:
    return node.type.endswith("#Municipality")


def _dot(cell: Cell) -> Node:
    places, domains = filter(None, (cell.place,)), filter(None, (cell.domain,))
    return Node(cell.iri, "programme", "", "", (), "", tuple(domains), tuple(places), (), ())
