"""HTML: the body of one article, with title, date and publisher; no navigation and no neighbouring article.

trafilatura finds the body (Barbaresi 2021, https://aclanthology.org/2021.acl-demo.15/). What a page says about itself
comes first: government sites carry ``ArticleTitle``, ``PubDate`` and ``ContentSource`` (政府网站发展指引, 国办发
〔2017〕47号, appendix 2), news sites Open Graph or schema.org.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from loaders.errors import UsageError
from loaders.readers import clutter, dateline, plain
from loaders.readers.content import Builder, Content

_CHARSET: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I
)
_CHINESE: Final = frozenset(("gb2312", "gbk", "gb_2312-80", "x-gbk", "chinese", "gb18030", "cp936"))
_TITLE: Final = ("articletitle", "og:title", "title")
_DAY: Final = (
    "pubdate",
    "article:published_time",
    "publishdate",
    "datepublished",
    "date",
    "dc.date",
    "og:release_date",
)
_WHO: Final = ("contentsource", "source", "og:site_name", "sitename", "publisher", "dc.publisher")
_SITE: Final = re.compile(r"\s*[-_|｜—–]+\s*[^-_|｜—–]{2,30}$")
_BLOCKS: Final = frozenset(("p", "head", "item", "quote", "code", "row", "fw", "ab"))
_MAX_NODES: Final = 400_000


def read(raw: bytes, ending: str = "") -> Content:  # noqa: ARG001 - every reader is called alike
    """Raises UsageError where the page holds no article."""
    import trafilatura
    from lxml import html

    text = decode(raw)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    if sum(1 for _ in page.iter()) > _MAX_NODES:
        raise UsageError("网页结构太复杂", "too many elements in the page")
    known = _metas(page) | _linked(page)
    heading = _heading(page)
    for tag in ("script", "style"):
        for node in list(page.iter(tag)):
            node.drop_tree()
    whole = "\n".join(line for line in page.text_content().split("\n") if line.strip())
    clutter.prune(page)
    found: Any = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, date_extraction_params={"extensive_search": False}
    )  # fmt: skip
    if found is None or found.body is None:
        raise UsageError("网页里没有找到正文", "no article found in the page")
    blocks = list(_blocks(found.body))
    if not blocks:
        raise UsageError("网页里没有找到正文", "no article found in the page")
    title = _first(known, _TITLE) or heading or found.title
    date, publisher = dateline.published(whole)
    date = next(filter(None, (dateline.find(known[name]) for name in _DAY if name in known)), None) or date
    publisher = _first(known, _WHO[:2]) or publisher or _first(known, _WHO[2:])
    title = _SITE.sub("", title).strip() if title else None
    made = Builder()
    if title and not any("".join(title.split()) in "".join(block.split()) for block in blocks[:3]):
        made.add(title, "paragraph", "0")
        made.put("\n\n")
    for number, block in enumerate(blocks, 1):
        made.add(block, "paragraph", str(number))
        made.end_line()
    return Content(made.text, title, date, publisher, tuple(made.locations))


def decode(raw: bytes) -> str:
    """The characters of a page: by byte order mark, by what it declares, else as plain text is told.

    >>> decode('<meta charset="gb2312"><p>镕基'.encode("gbk"))[-2:]
    '镕基'
    """
    if raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return plain.decode(raw).removeprefix("\ufeff")
    declared = _CHARSET.search(raw[:8192])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    name = "gb18030" if name in _CHINESE else name
    for encoding in dict.fromkeys((name, "utf-8", "gb18030")):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == name or plain.plausible(re.sub(r"<[^>]*>", "", text)):
            return text.replace("\0", "")
    for encoding in dict.fromkeys((name, "utf-8", "gb18030")):  # a page with a few broken bytes
        try:
            text = raw.decode(encoding, "replace")
        except LookupError:
            continue
        if text.count("\ufffd") <= 2 + len(text) // 1000:
            return text.replace("\0", "")
    raise UsageError("网页的编码不明", "the page is in no encoding read here")


def _metas(page: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if name and value:
            found.setdefault(name, value[:300])
    return found


def _linked(page: Any) -> dict[str, str]:
    """Date and publisher from schema.org JSON-LD."""
    found: dict[str, str] = {}
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, dict) and isinstance(day := item.get("datePublished"), str):
                found.setdefault("datepublished", day)
                who = item.get("publisher")
                if isinstance(who, dict) and isinstance(who.get("name"), str):
                    found.setdefault("publisher", who["name"])
    return found


def _first(known: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((known[name] for name in names if known.get(name)), None)


def _heading(page: Any) -> str | None:
    """The only first-level heading, or what the page calls itself."""
    for path in ("//h1", "//title"):
        found = [" ".join(node.text_content().split()) for node in page.xpath(path)]
        found = [words for words in found if words]
        if len(found) == 1 or (found and path == "//title"):
            return str(found[0])
    return None


def _blocks(body: Any) -> Iterator[str]:
    """The body's paragraphs, headings, list items and table rows, in order, each one line."""
    line: list[str] = []

    def flush() -> Iterator[str]:
        text = " ".join("".join(line).split(" ")).strip(" \u3000\t")
        line.clear()
        if text:
            yield text

    for event, node in _events(body):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS or tag in ("list", "table") or tag == "lb":
                yield from flush() if not _inside_row(node) else ()
            line.append(_flat(node.text))
        else:
            if tag == "cell":
                line.append("\t")
            elif (tag in _BLOCKS or tag in ("list", "table")) and not _inside_row(node):
                yield from flush()
            line.append(_flat(node.tail) if node is not body else "")
    yield from flush()


def _events(body: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(body, events=("start", "end"))


def _inside_row(node: Any) -> bool:
    return any(above.tag == "cell" for above in node.iterancestors())


def _flat(text: str | None) -> str:
    return re.sub(r"[ \r\n\t]+", " ", text) if text else ""
