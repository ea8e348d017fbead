"""PDF: text by page, in the reading order whose line joins form words.

PDFium (pypdfium2) gives the characters in the order in which the file draws them. Where a file was drawn row by row
across its columns, that order interleaves them; then :mod:`loaders.readers.columns` cuts the page by its white space
instead. No rule about layouts says which one is right, but a dictionary does: a line broken inside a word fits the
line that follows it.
"""

import itertools
import re
from collections import Counter
from typing import Any, Final

from loaders.errors import UsageError
from loaders.readers import columns, dateline
from loaders.readers.content import Builder, Content

_MAX_PAGES: Final = 3_000
_HAN: Final = re.compile(r"[一-鿿]")
_JUNK: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_UNKNOWN: Final = re.compile(r"[\ufffd\ue000-\uf8ff]")
_NUMBER: Final = re.compile(
    r"[-—–·•\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?(?:\s*共\s*\d{1,4}\s*页)?[-—–·•\s]*"
)
_PROGRAM: Final = re.compile(
    r"(?i)microsoft|word|untitled|无标题|未命名|文档\s*\d|幻灯片|\.(?:docx?|pdf|wps|indd|s2|cdr|pptx?)$"
)


def read(raw: bytes, ending: str = "") -> Content:  # noqa: ARG001 - every reader is called alike
    """Raises UsageError where the file is cut off, encrypted, or pictures of pages."""
    import pypdfium2

    if (
        b"%%EOF" not in raw.rstrip(b"\0 \r\n")[-1024:]
    ):  # ISO 32000-1 §7.5.5; PDFium would silently read the pages that are left
        raise UsageError(
            "PDF 不完整（没有结尾），请重新下载", "the PDF is cut off (it has no end): download it again"
        )
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UsageError("有密码：请先解除密码", "protected by a password: remove it first") from None
        raise UsageError("PDF 已损坏，无法读取", "damaged: the PDF cannot be read") from None
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: Any) -> Content:
    pages = len(document)
    if pages > _MAX_PAGES:
        raise UsageError(f"超过 {_MAX_PAGES} 页", f"more than {_MAX_PAGES} pages")
    orders: list[tuple[list[str], list[str]]] = []
    title = None
    pictures = 0
    total = 0
    for number in range(pages):
        lines, chars, picture = _page(document, number)
        pictures += picture
        total += len(chars)
        if total > 5_000_000:
            raise UsageError("PDF 的文字太多", "too much text for one PDF")
        segments = columns.segments(chars)
        if number == 0:
            title = _title(segments)
        orders.append((lines, columns.order(segments)))
    if not any(line for order in orders for lines in order for line in lines):
        if pictures:
            zh, en = (
                "是扫描件，没有文字：先做文字识别（OCR）",
                "scanned, without text: recognise its text (OCR) first",
            )
            raise UsageError(zh, en)
        raise UsageError("PDF 里没有文字", "there is no text in the PDF")
    chosen = _without_furniture(choose(orders))
    made = Builder()
    for number, lines in enumerate(chosen, 1):
        if lines:
            if made.size:
                made.put("\n\n")
            made.add("\n".join(lines), "page", str(number))
    unknown = len(_UNKNOWN.findall(made.text))
    if unknown > 0.2 * len("".join(made.text.split())):
        zh, en = (
            "PDF 的字体没有说明文字是什么：先做文字识别（OCR）",
            "its fonts do not tell the characters: use OCR first",
        )
        raise UsageError(zh, en)
    date, publisher = dateline.published(made.text)
    meta = " ".join((document.get_metadata_value("Title") or "").split())
    if _HAN.search(meta) and not _PROGRAM.search(meta):
        title = meta
    return Content(made.text, title or dateline.title(chosen[0]), date, publisher, tuple(made.locations))


def _page(document: Any, number: int) -> tuple[list[str], list[columns.Char], bool]:
    """A page's lines in the order of the file, its characters with their boxes, and whether it shows a picture."""
    import pypdfium2
    from pypdfium2 import raw as pdfium

    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        zh, en = f"PDF 第 {number + 1} 页已损坏", f"damaged: page {number + 1} of the PDF cannot be read"
        raise UsageError(zh, en) from None
    whole = _JUNK.sub("", text.get_text_range(errors="ignore")).replace("\r", "\n")
    lines = [line for part in whole.split("\n") if (line := part.strip())]
    chars = columns.chars(text)
    picture = not lines and any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    text.close()
    page.close()
    return lines, chars, picture


def choose(orders: list[tuple[list[str], list[str]]]) -> list[list[str]]:
    """For each page, the order whose line joins form words more often; the file's own where neither does."""
    scores = [(_joins(drawn), _joins(cut)) for drawn, cut in orders]
    sums = [[sum(score[i][j] for score in scores) for j in (0, 1)] for i in (0, 1)]
    overall = _rate(sums[1]) > _rate(sums[0])
    chosen = []
    for (drawn, cut), (first, second) in zip(orders, scores, strict=True):
        few = min(first[1], second[1]) < 6 or abs(_rate(first) - _rate(second)) < 0.03
        better = overall if few else _rate(second) > _rate(first)
        if _flat(drawn) == _flat(cut):  # one order; its blanks and line breaks are better known to PDFium
            better = False
        chosen.append(cut if better and cut else drawn)
    return chosen


def _flat(lines: list[str]) -> str:
    return "".join("".join(lines).split())


def _rate(score: "tuple[int, int] | list[int]") -> float:
    return score[0] / score[1] if score[1] else 0.0


def _joins(lines: list[str]) -> tuple[int, int]:
    """How many line breaks stand inside a word, of how many that stand between two Han characters.

    >>> _joins(["推进社区养老服", "务设施建设", "完。"])
    (1, 2)
    """
    import rjieba

    words = places = 0
    for line, following in itertools.pairwise(lines):
        if not (_HAN.match(line[-1:]) and _HAN.match(following[:1])):
            continue
        places += 1
        tail = line[-4:]
        at = 0
        for word in rjieba.cut(tail + following[:4], False):
            if at < len(tail) < at + len(word):
                words += 1
            at += len(word)
    return words, places


def _title(segments: list[columns.Segment]) -> str | None:
    """The first line of page one that is set clearly larger than the text."""
    if len(segments) < 3:
        return None
    usual = Counter(round(s.height) for s in segments for _ in s.text).most_common(1)[0][0]
    large = [s for s in segments if s.height > 1.25 * usual and len(_HAN.findall(s.text)) >= 4]
    if not large:
        return None
    height = max(segment.height for segment in large)
    heads = [s for s in large if s.height > 0.95 * height]
    words = " ".join(columns.lines(heads)[:2])
    return words if len(words) <= 80 else None


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """Without page numbers and without head and foot lines that stand on most pages."""
    pages = [list(lines) for lines in pages]
    for edge in (0, -1):
        for _ in range(2):
            shapes = Counter(re.sub(r"\d+", "0", lines[edge]) for lines in pages if lines)
            for lines in pages:
                if len(lines) < 2:
                    continue
                line = lines[edge]
                repeated = shapes[re.sub(r"\d+", "0", line)]
                if _NUMBER.fullmatch(line) or (repeated >= 3 and repeated > len(pages) // 2 and len(line) < 40):
                    del lines[edge]
    return pages
