"""What a page of a large network does not hold, in a sentence each: it stands on the page and in the output of the command."""

from collections.abc import Iterator

from graph.drawing import overview, reasons
from graph.drawing.measured import costly
from graph.drawing.nodes import Network
from graph.measures.relations import Relations

Said = tuple[str, str]


def omitted(network: Network, relations: Relations) -> list[Said]:
    """Pairs of sentences, in Chinese and in English; none for a network that is whole on its page."""
    return list(_omitted(network, relations))


def _omitted(network: Network, relations: Relations) -> Iterator[Said]:
    for measure in costly(relations):
        yield (
            f"没有“{measure.zh}”：图太大，网页不等它算完；命令 minsheng measures {measure.name} 可以算",
            f"“{measure.en}” is left out: too long to compute for a page; minsheng measures {measure.name} does it",
        )
    inferred = sum(edge.inferred for edge in network.edges)
    if inferred > reasons.MOST:
        yield (
            f"{inferred:,} 条推理关系没有附证明（最多附 {reasons.MOST:,} 条）；命令 minsheng explain 逐条说明",
            f"the {inferred:,} inferred relations come without their proofs (with up to {reasons.MOST:,} they do); minsheng explain gives each",
        )
    if len(network.nodes) > overview.MOST:
        yield (
            f"不能一次画出全部 {len(network.nodes):,} 个节点（最多 {overview.MOST:,} 个）；都可以搜到、点开",
            f"the {len(network.nodes):,} nodes are not drawn all at once (up to {overview.MOST:,} are); each can be found and opened",
        )
