"""Which format a file has, by its content; the ending of its name only decides between two that both fit."""

import re
from typing import Final, Literal

from loaders.errors import UsageError

Kind = Literal["text", "html", "pdf", "docx", "xlsx", "csv", "rdf"]
Sniffed = Kind | Literal["package"]

# Signatures of what is not read, and what to do about it: file(1)'s magic and the formats' own specifications.
_OTHERS: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"\x89PNG", "是图片：先做文字识别（OCR）", "an image: recognise its text (OCR) first"),
    (b"\xff\xd8\xff", "是图片：先做文字识别（OCR）", "an image: recognise its text (OCR) first"),
    (b"GIF8", "是图片：先做文字识别（OCR）", "an image: recognise its text (OCR) first"),
    (b"II*\0", "是图片：先做文字识别（OCR）", "an image: recognise its text (OCR) first"),
    (b"MM\0*", "是图片：先做文字识别（OCR）", "an image: recognise its text (OCR) first"),
    (b"{\\rtf", "是 RTF：请另存为 DOCX", "an RTF file: save it as DOCX"),
    (b"\x1f\x8b", "是压缩文件：请先解压", "compressed: unpack it first"),
    (b"BZh", "是压缩文件：请先解压", "compressed: unpack it first"),
    (b"\xfd7zXZ", "是压缩文件：请先解压", "compressed: unpack it first"),
    (b"7z\xbc\xaf", "是压缩文件：请先解压", "compressed: unpack it first"),
    (b"Rar!", "是压缩文件：请先解压", "compressed: unpack it first"),
    (b"(\xb5/\xfd", "是压缩文件：请先解压", "compressed: unpack it first"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.I | re.S,
)
_TAGS: Final = re.compile(rb"<(?:p|div|table|span|br|h[1-6]|article|section)\b[^>]*>", re.I)
_TURTLE: Final = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:@prefix\s|@base\s|(?i:prefix)\s+[\w.-]*:\s*<|(?i:base)\s+<)")
_TRIPLES: Final = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:<[a-zA-Z][^<>\s]*>|_:\w+)\s+<[a-zA-Z][^<>\s]*>\s+[<\"_]")
_JSON_LD: Final = re.compile(r'"@(?:context|id|graph|type)"\s*:')


def before_decoding(raw: bytes, ending: str) -> Sniffed | None:
    """The format by its first bytes, or None where the file must be text. Raises UsageError for known others.

    A ``package`` is a ZIP archive: which document it holds is for :mod:`loaders.readers.archive` to say.
    """
    if b"%PDF-" in raw[:1024]:  # ISO 32000-1, annex H: readers accept it within the first 1,024 bytes
        return "pdf"
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "package"
    if raw.startswith(_OLE):
        raise UsageError(*_ole(raw))
    for magic, zh, en in _OTHERS:
        if raw.startswith(magic):
            raise UsageError(zh, en)
    head = raw[:8192].removeprefix(b"\xef\xbb\xbf")
    narrow = head[2:].replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    if _HTML.match(narrow) or (ending in (".html", ".htm", ".xhtml", ".shtml") and _TAGS.search(narrow)):
        return "html"
    return None


def after_decoding(text: str, ending: str) -> Kind:
    """The format of a text: a table, RDF, or plain."""
    head = text[:8192].removeprefix("\ufeff")
    if _TURTLE.match(head) or _TRIPLES.match(head):
        return "rdf"
    if head.lstrip()[:1] in ("{", "[") and _JSON_LD.search(head):
        return "rdf"
    if ending in (".ttl", ".trig", ".nt", ".nq", ".jsonld"):
        return "rdf"
    if head.lstrip().startswith("<?xml") or "<rdf:RDF" in head:
        zh, en = "是 XML，不读：RDF 请存为 Turtle 或 JSON-LD", "XML is not read; save RDF as Turtle or JSON-LD"
        raise UsageError(zh, en)
    from loaders.readers.separated import delimiter

    return "csv" if delimiter(text, hinted=ending in (".csv", ".tsv", ".tab")) else "text"


def _ole(raw: bytes) -> tuple[str, str]:
    """An OLE file is a Word or Excel file of before 2007, or holds an encrypted one of after (MS-OFFCRYPTO §1.3)."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return "有密码：请先解除密码", "protected by a password: remove it first"
    return "是旧版 Word/Excel 文件：请另存为 DOCX 或 XLSX", "an old Word or Excel file: save it as DOCX or XLSX"
