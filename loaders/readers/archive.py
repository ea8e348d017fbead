"""ZIP archives looked at before anything trusts them: size, ratio, number of parts, and no DTD in any XML.

The directory of an archive says how large its parts are, and may lie; so each part is also unpacked as a stream and
counted. Office Open XML allows no DTD (ECMA-376 part 2, §8.2.5, rule M1.17), so a part with one is refused whole: no
entity is ever expanded and nothing outside is ever fetched, whatever parser comes after.
"""

import io
import re
import struct
import zipfile
import zlib
from typing import Final, Literal

from loaders.errors import UsageError
from loaders.readers.content import Content

MAX_PARTS: Final = 5_000
MAX_UNPACKED: Final = 400_000_000
MAX_RATIO: Final = 200
MAX_CELLS: Final = 500_000
_SMALL: Final = 1_000_000  # below this, a high ratio harms nobody
_CHUNK: Final = 1 << 16
_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.I)
_KNOWN: Final = frozenset((b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"))
_CELL: Final = re.compile(rb"<(?:\w{1,9}:)?c[ >/]")
_MERGED: Final = re.compile(rb"mergeCell\s+ref=[\"']\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_BAD: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError,
    OverflowError,
)  # fmt: skip


def read(raw: bytes) -> tuple[Literal["docx", "xlsx"], Content]:
    """Reads an Office Open XML document, after :func:`check`. Raises UsageError where the archive holds no such."""
    with _opened(raw) as archive:
        _few(len(archive.filelist))
        found = archive.namelist()
    if any(name.startswith("word/") for name in found):
        check(raw)
        from loaders.readers import docx

        return "docx", docx.read(raw)
    if any(name.startswith("xl/") for name in found):
        check(raw)
        from loaders.readers import tables

        return "xlsx", tables.read(raw)
    if "mimetype" in found or any(name.startswith("ppt/") for name in found):
        zh, en = (
            "是别的办公文档：请另存为 DOCX、XLSX 或 PDF",
            "another kind of office file: save it as DOCX, XLSX or PDF",
        )
        raise UsageError(zh, en)
    raise UsageError("是压缩文件：请先解压", "compressed: unpack it first")


def check(raw: bytes) -> None:
    """Unpacks every part once, keeping nothing. Raises UsageError for a bomb, a DTD, a damaged part, too many cells."""
    with _opened(raw) as archive:
        parts = archive.infolist()
        _few(len(parts))
        if any(part.flag_bits & 1 for part in parts):
            raise UsageError("有密码：请先解除密码", "protected by a password: remove it first")
        _bounded(sum(part.file_size for part in parts), len(raw))
        if len({part.filename for part in parts}) < len(parts):
            raise UsageError("压缩包里有重名部件，已损坏", "damaged: two parts of the archive have one name")
        total = cells = 0
        try:
            for part in parts:
                total, found = _part(archive, part, total, len(raw))
                cells += found
                if cells > MAX_CELLS:
                    raise UsageError(
                        f"表格超过 {MAX_CELLS} 个单元格", f"more than {MAX_CELLS} cells in the workbook"
                    )
        except _BAD:
            raise UsageError("压缩包已损坏或不完整", "the archive is damaged or cut off") from None


def _opened(raw: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except _BAD:
        raise UsageError("压缩包已损坏或不完整", "the archive is damaged or cut off") from None


def _few(parts: int) -> None:
    if parts > MAX_PARTS:
        raise UsageError(f"压缩包里有 {parts} 个部件，太多", f"too many parts in the archive: {parts}")


def _bounded(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked > MAX_RATIO * packed):
        zh = f"解压后有 {unpacked // 1_000_000} MB 以上，疑为压缩炸弹"
        raise UsageError(zh, f"unpacks to more than {unpacked // 1_000_000} MB: a zip bomb, or no report")


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int, packed: int) -> tuple[int, int]:
    """Streams one part; what has been unpacked so far in all, and the cells seen in it."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    wide = False
    cells = 0
    last = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            _bounded(total, packed)
            if not last and not is_xml:
                is_xml = _looks_like_xml(chunk)
            if not is_xml:
                last = chunk[-1:]
                continue
            if not last:
                wide = _encoding(chunk)
            window = last + (chunk.replace(b"\0", b"") if wide else chunk)
            if _DTD.search(window):
                zh, en = "XML 里有 DTD（可能是实体炸弹）", "an XML part holds a DTD (maybe an entity bomb)"
                raise UsageError(zh, en)
            cells += sum(1 for _ in _CELL.finditer(window)) + sum(map(_area, _MERGED.finditer(window)))
            last = window[-60:]
    return total, cells


def _area(match: "re.Match[bytes]") -> int:
    """How many cells a merged range covers; openpyxl makes an object for each."""
    left, top, right, bottom = (
        int(part) if part.isdigit() else sum((byte - 64) * 26**i for i, byte in enumerate(reversed(part.upper())))
        for part in match.groups()
    )
    return max(0, right - left + 1) * max(0, bottom - top + 1)


def _looks_like_xml(chunk: bytes) -> bool:
    """A part whose name does not say so: the main part of a package may bear any name."""
    return chunk[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _encoding(chunk: bytes) -> bool:
    """Whether the XML is UTF-16. Raises UsageError for an encoding in which a DTD could hide (UTF-7, EBCDIC)."""
    wide = chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]
    declared = _ENCODING.match(chunk[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe"))
    start = chunk[:8].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if (declared and declared[1].lower() not in _KNOWN) or (start and not start.startswith(b"<")):
        raise UsageError("XML 的编码不合规范，已损坏", "damaged: an XML part in no allowed encoding")
    return wide
