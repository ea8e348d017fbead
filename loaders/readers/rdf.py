"""RDF from other systems: Turtle, TriG, N-Triples, N-Quads, JSON-LD, as N-Quads that are the same every time.

Nothing is fetched: a remote JSON-LD context is an error (pyoxigraph loads none). Blank nodes get IRIs by way of their
canonical names (RDFC-1.0, https://www.w3.org/TR/rdf-canon/), so that a file read twice is one graph.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from loaders.errors import UsageError
from loaders.readers import plain
from loaders.readers.content import MAX_CHARS, Content
from ontology import BASE

if TYPE_CHECKING:
    import pyoxigraph as ox

_MAX_QUADS: Final = 2_000_000
_MAX_DEPTH: Final = 200
_FOUR: Final = re.compile(
    r'\s*(?:#[^\n]*\n\s*)*(?:<[^>\n]*>|_:\S+) +<[^>\n]*> +(?:<[^>\n]*>|_:\S+|"(?:[^"\\\n]|\\.)*"\S*) +(?:<[^>\n]*>|_:\S+) *\.'
)
_LINE: Final = re.compile(r"line (\d+)")


def read(raw: bytes, ending: str = "") -> Content:
    """The quads of a file as N-Quads lines, sorted. Raises UsageError, with the line, where it does not parse."""
    import pyoxigraph as ox

    text = plain.decode(raw).removeprefix("\ufeff")
    if _depth(text) > _MAX_DEPTH:
        raise UsageError("括号嵌套太深", "brackets are nested too deep")
    blank = False
    dataset = ox.Dataset()
    try:
        for number, quad in enumerate(ox.parse(text, format=_format(text, ending))):
            if number >= _MAX_QUADS:
                raise UsageError(f"超过 {_MAX_QUADS} 个四元组", f"more than {_MAX_QUADS} quads")
            if isinstance(quad.object, ox.Triple):
                raise UsageError("不读 RDF-star 的三元组项", "triple terms (RDF-star) are not read")
            blank = blank or any(isinstance(part, ox.BlankNode) for part in quad)
            dataset.add(quad)
    except (SyntaxError, ValueError, OSError) as error:
        raise UsageError(*_said(error)) from None
    lines = _named(dataset) if blank else sorted(f"{quad} .\n" for quad in dataset)
    if sum(map(len, lines)) > MAX_CHARS:
        raise UsageError(f"文字超过 {MAX_CHARS} 个", f"more than {MAX_CHARS} characters of text")
    if not lines:
        raise UsageError("没有三元组", "there are no triples in it")
    return Content("".join(lines))


def _named(dataset: "ox.Dataset") -> list[str]:
    """N-Quads with an IRI for each blank node (RDF 1.1 §3.5), made of the canonical form of the whole graph.

    So two files never share a node, and one graph has the same nodes in Turtle and in JSON-LD.
    """
    import pyoxigraph as ox

    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    canonical = sorted(f"{quad} .\n" for quad in dataset)
    graph = BASE + "genid/" + hashlib.sha256("".join(canonical).encode()).hexdigest()[:16] + "-"

    def name(part: Any) -> Any:
        return ox.NamedNode(graph + part.value) if isinstance(part, ox.BlankNode) else part

    return sorted(f"{ox.Quad(*map(name, quad))} .\n" for quad in dataset)


def quads(text: str) -> "Iterator[ox.Quad]":
    """The quads of an RDF document's text.

    >>> [quad.object.value for quad in quads('<http://a/s> <http://a/p> "民生" .')]
    ['民生']
    """
    import pyoxigraph as ox

    return iter(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def _format(text: str, ending: str) -> Any:
    """By content. TriG is read for Turtle and N-Triples too, which it contains; N-Quads has a fourth term a line."""
    import pyoxigraph as ox

    if text.lstrip()[:1] in ("{", "[") and '"@' in text:
        return ox.RdfFormat.JSON_LD
    return ox.RdfFormat.N_QUADS if ending == ".nq" or _FOUR.match(text) else ox.RdfFormat.TRIG


def _depth(text: str) -> int:
    """How deep brackets are nested, strings left out."""
    deepest = depth = 0
    for match in re.finditer(r'"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#[^\n]*|[\[({]|[\])}]', text):
        mark = match.group()
        if mark in "[({":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "])}":
            depth = max(0, depth - 1)
    return deepest


def _said(error: Exception) -> tuple[str, str]:
    said = " ".join(str(error).split())[:200]
    line = getattr(error, "lineno", None) or (found[1] if (found := _LINE.search(said)) else None)
    if "context" in said.lower():
        return (
            "JSON-LD 引用了外部 @context，不会去取：请写在文件里",
            "a remote JSON-LD @context is not fetched: put it inline",
        )
    at = f"第 {line} 行" if line else ""
    return f"RDF 无法解析：{at}（{said}）", f"the RDF does not parse: {said}"
