"""Small PDF files for tests, written by hand: text where it is put, in the order in which it is given."""

from collections.abc import Sequence

Piece = tuple[float, float, float, str]  # left, baseline, size, words


def pdf(*pages: Sequence[Piece], picture: bool = False, encrypted: bool = False, mapped: bool = True) -> bytes:
    """A PDF with a Chinese CID font that no file has to carry (ISO 32000-1 §9.7.5.2, ``UniGB-UCS2-H``)."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /%s /DescendantFonts [<< /Type /Font"
        b" /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (%s)"
        b" /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 /FontBBox [0 -120 1000 880] >> >>] >>"
    ) % ((b"UniGB-UCS2-H", b"GB1") if mapped else (b"Identity-H", b"Identity"))
    image = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", font, image + b"\nstream\n\x80\nendstream"]
    kids = []
    for page in pages:
        drawn = b"q 500 0 0 700 50 50 cm /I Do Q\n" if picture else b""
        for left, base, size, words in page:
            code = words.encode("utf-16-be").hex().encode()
            drawn += b"BT /F %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n" % (size, left, base, code)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >> /ID [(a) (a)]" % (
        b"o" * 32,
        b"u" * 32,
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, lock if encrypted else b"", len(out),
    )  # fmt: skip


def column(left: float, top: float, words: str, width: int, size: float = 12, leading: float = 18) -> list[Piece]:
    """Words set in lines of so many characters."""
    lines = [words[at : at + width] for at in range(0, len(words), width)]
    return [(left, top - leading * number, size, line) for number, line in enumerate(lines)]


def rows(*columns: Sequence[Piece]) -> list[Piece]:
    """Columns drawn line by line across the page, as a program does that knows no columns."""
    return sorted((piece for column in columns for piece in column), key=lambda piece: (-piece[1], piece[0]))
