"""From a store to one HTML file: pyvis holds nodes, edges and options, a template of our own is the page.

The file asks nobody for anything: styles and scripts are inside and named by their hashes in a policy that forbids
all else. Data is columns in a data block: JSON with every ``<`` escaped, which any browser reads and people too, or,
where that would be long, packed and compressed (:mod:`graph.drawing.packing`); the page makes text nodes of it.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.drawing import measured, network, overview, picture
from graph.drawing.nodes import Network
from graph.drawing.omitted import omitted
from graph.drawing.packing import Columns, compressed
from loaders.errors import MinshengError

PAGE: Final = Path(__file__).parent / "page"
# What unpacks the data, and what makes the page of it once that is done.
FIRST: Final = "unpack.js"
SCRIPTS: Final = (
    "core.js", "words.js", "place.js", "ground.js", "state.js", "scene.js", "labels.js", "swarm.js", "map.js", "time.js", "path.js", "choice.js",
    "filters.js", "chart.js", "measures.js", "cube.js", "panel.js", "compare.js", "search.js", "svg.js", "export.js", "listing.js", "main.js",
)  # fmt: skip
# vis-network as pyvis carries it. A pyvis that carries another is refused: it has not been read for what it does.
VIS: Final = "lib/vis-9.1.2/vis-network.min.js"
VIS_SHA256: Final = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
# So many characters of JSON are packed.
LONG: Final = 1_500_000
Progress = Callable[[str, str], object]
TITLES: Final = {"zh": "民生知识图谱", "en": "Minsheng knowledge graph"}


class PageError(MinshengError):
    """The page cannot be made: a part of it is missing, or is not the one we know."""


def render(
    store: ox.Store,
    *,
    lang: str = "zh",
    part: Callable[[Network], Network] = lambda network: network,
    progress: Progress = lambda _zh, _en: None,
) -> str:
    """The network of a store as one HTML document, the same for the same store. ``lang`` is zh or en.

    ``part`` leaves out what is not wanted (:mod:`graph.drawing.part`). ``progress`` is told, in Chinese and in English, what is
    being done where that takes a while, and what the page of a large network does not hold.
    """
    if lang not in TITLES:
        raise PageError(f"没有语言 {lang!r}，可用：zh、en", f"no language {lang!r}: the page speaks zh and en")
    whole = network.read(store)
    shown, relations = part(whole), measured.relations(whole)
    if len(shown.nodes) > overview.MANY:
        count = f"{len(shown.nodes):,}"
        progress(f"网络图：{count} 个节点，排列、计算度量", f"network: {count} nodes; arranging and measuring")
        for zh, en in omitted(shown, relations):
            progress(zh, en)
    documents = [node.iri for node in whole.nodes if node.kind == "document"]
    return _page(*picture.columns(shown, relations, documents), lang)


def _page(tables: Mapping[str, Columns], plain: Mapping[str, object], lang: str) -> str:
    style = (PAGE / "style.css").read_text(encoding="utf-8")
    first, *rest = ((PAGE / name).read_text(encoding="utf-8") for name in (FIRST, *SCRIPTS))
    joined = "\n".join(rest)
    scripts = [_vis(), f"{first}Minsheng.loaded(() => {{\n{joined}}});\n"]
    form, block = _block(tables, {"lang": lang, **plain})
    for text in (style, *scripts):
        if "</script" in text.lower() or "</style" in text.lower() or "<!--" in text:
            raise PageError("网页的脚本或样式含有结束标签", "a script or style would end its own element")
    environment = Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html.jinja").render(
        lang=lang,
        title=TITLES[lang],
        policy=_policy(scripts, [style]),
        style=_trusted(style),
        scripts=[_trusted(script) for script in scripts],
        form=form,
        data=_trusted(block),
    )


def _block(tables: Mapping[str, Columns], plain: Mapping[str, object]) -> tuple[str, str]:
    """The data with the type of the element that holds it."""
    if "overview" not in plain and len(text := data_block({**plain, **tables})) < LONG:
        return "application/json", text
    return "application/octet-stream", compressed(tables, plain)


def _trusted(text: str) -> Markup:
    """Text of our own files, or JSON in which nothing can end its element."""
    return Markup(text)  # noqa: S704


def _vis() -> str:
    """vis-network's own text, without the line that names its source map."""
    found = files("pyvis").joinpath("templates", *VIS.split("/"))
    raw = found.read_bytes() if found.is_file() else b""
    if hashlib.sha256(raw).hexdigest() != VIS_SHA256:
        raise PageError(
            f"pyvis 所带的 {VIS} 不是本页面所用的版本；请安装 pyvis 0.3.2",
            f"pyvis does not carry the {VIS} that this page was made for; install pyvis 0.3.2",
        )
    lines = raw.decode("utf-8").replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL"))


def data_block(data: dict[str, object]) -> str:
    """JSON that nothing in it can end: no ``<``, ``>``, ``&``, nor a line separator that scripts know.

    >>> data_block({"a": "</script>&"})
    '{"a":"\\\\u003c/script\\\\u003e\\\\u0026"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _policy(scripts: list[str], styles: list[str]) -> str:
    rules = {
        "default-src": ["'none'"],
        "script-src": [_hash(text) for text in scripts],
        "style-src": [_hash(text) for text in styles],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
