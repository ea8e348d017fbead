"""What stands on a web page beside its article: navigation, neighbouring articles, notices.

trafilatura drops most of it; what it keeps is what matters here, for a neighbour's figures would become false facts
about this article's place. So the page is pruned first, by what its authors call its parts (class and id), by the
headings under which neighbours are listed (相关新闻, 推荐阅读), and by teasers (a heading that is nothing but a link).
An element that holds much of the page's prose is never dropped.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

_PARTS: Final = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|bread\w*|crumbs?|dqwz|foot\w*|sidebar|aside|related?\w*|recommend\w*|recomm|tuijian"
    r"|xiangguan|xg(?:yd|xw|lj|wz)\w*|hot\w*|rank\w*|share\w*|comments?|pinglun|copyright|pag(?:er|ination)\w*"
    r"|prev|next|ads?|advert\w*|banner|friend\w*|qrcode|ewm|search\w*|login|toolbar|more)(?:$|[\s_-])",
    re.I,
)
_HEADINGS: Final = re.compile(
    r"(?:[\[【]?(?:(?:相关|延伸|推荐|热门|热点|更多|精彩|其他|最新|往期|同类|编辑)(?:新闻|阅读|链接|文章|报道|推荐|资讯|稿件"
    r"|内容|专题|排行|文件|信息)|猜你喜欢|大家都在看|上一[篇条页]|下一[篇条页]|友情链接|网友评论|分享到|新闻排行)[\]】]?)\s*[:：]?.{0,40}"
)
_TAGS: Final = frozenset(("nav", "footer", "aside", "form", "button", "select", "script", "style", "noscript",
                          "template", "iframe", "svg", "object", "video", "audio"))  # fmt: skip
_HEADING_TAGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "div", "p", "span", "strong", "b", "a", "li")
_SHORT: Final = 600  # characters of a teaser with its heading


def prune(page: Any) -> None:
    """Takes from a parsed page (lxml) what is no part of its article."""
    for node in [node for node in page.iter() if node.tag in _TAGS]:
        _drop(node)
    prose = max(1, _prose(page))

    def minor(node: Any) -> bool:
        return node.getparent() is not None and node.tag not in ("html", "body") and _prose(node) <= 0.4 * prose

    for node in list(
        page.iter("div", "ul", "ol", "section", "p", "table", "dl", "span", "article", "header", "h2", "h3")
    ):
        called = f"{node.get('class') or ''} {node.get('id') or ''}"
        if called.strip() and _PARTS.search(called) and minor(node):
            _drop(node)
    for node in list(_under_headings(page)):
        if minor(node):
            _drop(node)
    for node in list(_teasers(page)):
        if minor(node):
            _drop(node)


def _prose(node: Any) -> int:
    """Characters outside links."""
    from lxml import etree

    size = links = 0
    for event, part in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            links += part.tag == "a"
            text = part.text
        else:
            links -= part.tag == "a"
            text = part.tail if part is not node else None
        if text and not links and isinstance(part.tag, str):
            size += len(text.strip())
    return size


def _size(node: Any, enough: int = 1 << 30) -> int:
    """Characters in it, counted until there are enough."""
    size = 0
    for text in node.itertext():
        size += len(text.strip())
        if size > enough:
            break
    return size


def _drop(node: Any) -> None:
    if node.getparent() is not None:
        node.drop_tree()


def _under_headings(page: Any) -> Iterator[Any]:
    """Headings such as 相关新闻, with all that follows inside the same part."""
    for node in page.iter(*_HEADING_TAGS):
        if len(node) > 3 or _size(node, 60) > 60:
            continue
        if _HEADINGS.fullmatch(" ".join(node.text_content().split())):
            top = node
            while (above := top.getparent()) is not None and above.tag != "body" and _opens(above, top):
                top = above
            yield from [top, *top.itersiblings()]


def _opens(above: Any, node: Any) -> bool:
    """Whether a node is all that its parent begins with, so that the parent is the neighbours' own part."""
    return above.index(node) == 0 and not (above.text or "").strip()


def _teasers(page: Any) -> Iterator[Any]:
    """Small parts whose heading is nothing but a link to another page, and list items that are."""
    for node in page.iter("h2", "h3", "h4", "h5", "dt"):
        links = list(node.iter("a"))
        above = node.getparent()
        if links and above is not None and _size(node) and sum(map(_size, links)) >= 0.9 * _size(node):
            if above.tag not in ("body", "html") and _size(above, _SHORT) <= _SHORT:
                yield above
            else:
                yield node
    for node in page.iter("ul", "ol"):
        items = [item for item in node if item.tag == "li"]
        if len(items) > 1 and _prose(node) <= 0.3 * _size(node):
            yield node
