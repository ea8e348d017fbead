"""Files that mean harm, or are merely broken: one clear line, in bounded memory and time, and never a traceback."""

import contextlib
import io
import itertools
import os
import random
import socket
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import documents
from loaders.errors import MinshengError, UsageError
from loaders.readers import archive, dateline, sandbox, sniff
from loaders.readers.sandbox import Sandbox
from tests.paper import column, pdf
from tests.test_readers import ARTICLE, LEFT, PAGE, RIGHT

BILLION = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">' + b"".join(
    b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in b"cdefghijk"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A process of its own for this test, with less patience."""
    mine = Sandbox(seconds=30)
    monkeypatch.setattr(sandbox, "_shared", mine)
    yield mine
    mine.close()


def refused(path: Path) -> str:
    """The one line that a file is refused with, in English; the Chinese one is there too, and both name the file."""
    with pytest.raises(UsageError) as caught:
        documents.read(path)
    for lang in ("zh", "en"):
        line = caught.value.line(lang)
        assert "\n" not in line
        assert path.name in line
        assert "Error(" not in line
    return caught.value.line("en").partition(": ")[2]


def said(path: Path) -> str:
    """What is said of a file, one line; nothing if it can be read."""
    try:
        read = documents.read(path)
    except MinshengError as error:
        return "".join(error.line(lang) for lang in ("zh", "en"))
    assert read.text.strip()
    assert all(a.end <= b.start for a, b in itertools.pairwise(read.locations))
    assert all(row.start < row.end <= len(read.text) for row in read.rows)
    return ""


def word() -> bytes:
    made = docx.Document()
    made.add_heading("某江区民生实事", 0)
    made.add_paragraph(LEFT)
    made.add_table(2, 2).cell(1, 1).text = "25.4万人"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def excel() -> bytes:
    book = openpyxl.Workbook()
    for line in (["区县", "参保人数（万人）", "覆盖率"], ["甲区", 25.4, 0.95], ["乙县", 13, 1.12]):
        book.active.append(line)
    book.active["C3"].number_format = "0%"
    book.active.merge_cells("A5:C9")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(raw: bytes, change: Callable[[str, bytes], bytes | None], level: int = 6) -> bytes:
    """An archive with some of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return out.getvalue()


def in_main(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, part: change(part) if name.endswith(("document.xml", "sheet1.xml")) else part


# What is no report


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "a folder" in refused(tmp_path)
    assert "cannot be read" in refused(tmp_path / "missing.txt")
    assert "cannot be read" in refused(Path("a" * 5000))
    with pytest.raises(UsageError, match="no valid file name"):
        documents.read(Path("a\0b"))
    (tmp_path / "empty.pdf").touch()
    assert "empty" in refused(tmp_path / "empty.pdf")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in refused(tmp_path / "pipe.txt")
    assert "not a regular file" in refused(Path("/dev/zero"))


def test_200_megabytes_are_not_even_opened_whole(tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(200_000_000)
    started = time.process_time()
    assert refused(tmp_path / "large.pdf") == "too large: 200 MB, at most 64 MB; split it"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("近年来\0\0新增就业2万人".encode() * 9, "NUL"),
        (bytes(range(1, 256)) * 40, "not UTF-8"),
        (b"\x01\x02\x03\x04 text" * 50, "control characters"),
        (b" \n\t \r\n", "no text"),
        (b"\xff\xfea", "UTF-16"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99, "image"),
        (b"{\\rtf1 a}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word or Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"PK\x03\x04" + b"\0" * 99, "damaged or cut off"),
        (b"<html><body></body></html>", "no article"),
        (b"<!DOCTYPE html><html><head><title>x</title></head><body><nav>a</nav></body></html>", "no article"),
    ],
)
def test_what_is_not_read_says_so(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    assert says in refused(tmp_path / "a.txt")


@pytest.mark.parametrize("ending", [".txt", ".pdf", ".docx", ".xlsx", ".html", ".csv", "", ".exe"])
def test_a_wrong_ending_does_not_matter(tmp_path: Path, ending: str) -> None:
    found = []
    for raw in (ARTICLE.encode(), pdf(column(40, 700, LEFT, 30)), word(), excel(), PAGE.encode("gb18030")):
        (tmp_path / f"a{ending}").write_bytes(raw)
        found.append(documents.read(tmp_path / f"a{ending}").kind)
    assert found == ["text", "pdf", "docx", "xlsx", "html"]


# PDF


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (pdf([], [], picture=True), "scanned"),
        (pdf([]), "no text in the PDF"),
        (pdf(column(40, 700, LEFT, 30), encrypted=True), "password"),
        (pdf(column(40, 700, LEFT + RIGHT, 30))[:-40], "cut off"),
        (pdf(column(40, 700, LEFT + RIGHT, 30))[:900], "cut off"),
        (b"%PDF-1.7\n" + b"garbage " * 500 + b"%%EOF", "damaged"),
        (b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\n%%EOF", "damaged"),
        (pdf([(40.0, 700.0, 12.0, "\ue001\ue002\ue003\ue004" * 9)]), "do not tell the characters"),
    ],
)
def test_pdfs_that_cannot_be_read(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "a.pdf").write_bytes(raw)
    assert says in refused(tmp_path / "a.pdf")


# Archives


def test_bombs_in_archives(tmp_path: Path) -> None:
    zeros = b" " * 300_000_000
    for raw in (word(), excel()):
        bomb = repacked(raw, in_main(lambda part: part + zeros), 9)
        assert len(bomb) < 2_000_000
        (tmp_path / "a.docx").write_bytes(bomb)
        assert "zip bomb" in refused(tmp_path / "a.docx")


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    bomb = bytearray(repacked(word(), in_main(lambda part: part + b" " * 300_000_000), 9))
    at = 0
    while (at := bomb.find(b"PK\x01\x02", at)) >= 0:  # the directory says that every part has 1,000 bytes
        bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
        at += 4
    (tmp_path / "a.docx").write_bytes(bomb)
    assert refused(tmp_path / "a.docx")


def test_more_parts_than_a_document_has(tmp_path: Path) -> None:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as more:
        for number in range(archive.MAX_PARTS):
            more.writestr(f"x/{number}", b"")
    (tmp_path / "a.docx").write_bytes(out.getvalue())
    assert "too many parts" in refused(tmp_path / "a.docx")


@pytest.mark.parametrize(
    "encode", [lambda xml: xml, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")]
)
@pytest.mark.parametrize("bomb", [BILLION + b"]>", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'])
def test_entities_are_never_expanded(tmp_path: Path, bomb: bytes, encode: Callable[[bytes], bytes]) -> None:
    for raw in (word(), excel()):
        for everywhere in (True, False):

            def armed(name: str, part: bytes, everywhere: bool = everywhere) -> bytes:
                if not name.endswith((".xml", ".rels") if everywhere else ("document.xml", "sheet1.xml")):
                    return part
                head, end, rest = part.partition(b"?>")
                head, rest = (head + end, rest) if end else (b'<?xml version="1.0" encoding="UTF-8"?>', part)
                return encode(head + bomb + rest)

            (tmp_path / "a.docx").write_bytes(repacked(raw, armed))
            assert "DTD" in refused(tmp_path / "a.docx")


def test_a_dtd_in_an_odd_encoding_is_found_out(tmp_path: Path) -> None:
    odd = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-'
    (tmp_path / "a.docx").write_bytes(repacked(word(), in_main(lambda part: odd)))
    assert "no allowed encoding" in refused(tmp_path / "a.docx")


def test_a_part_that_lies_outside_is_not_fetched(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        link = f'<Relationship Id="rId99" TargetMode="External" Target="{address}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
        raw = repacked(word(), lambda name, part: part.replace(b"</Relationships>", link.encode()))
        (tmp_path / "a.docx").write_bytes(raw)
        assert LEFT in documents.read(tmp_path / "a.docx").text
        page = PAGE.replace(
            "<body>",
            f'<body><img src="{address}"><script src="{address}"></script><iframe src="{address}"></iframe>',
        )
        (tmp_path / "a.html").write_text(page, "gb18030")
        documents.read(tmp_path / "a.html")
        (tmp_path / "a.jsonld").write_text(f'{{"@context":"{address}","@id":"http://a/s","name":"x"}}')
        assert "not fetched" in refused(tmp_path / "a.jsonld")
        with pytest.raises(TimeoutError):
            server.accept()


def test_ten_million_cells(tmp_path: Path) -> None:
    line = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    raw = repacked(excel(), in_main(lambda part: part.replace(b"</sheetData>", line * 10_000 + b"</sheetData>")), 1)
    (tmp_path / "a.xlsx").write_bytes(raw)
    assert "more than 500000 cells" in refused(tmp_path / "a.xlsx") or "zip bomb" in refused(tmp_path / "a.xlsx")
    with (tmp_path / "a.csv").open("wb") as file:
        file.write("区县,人数\n".encode() + b"1,2,3,4,5,6,7,8,9,0\n" * 1_000_000)
    assert "more than 500000 cells" in refused(tmp_path / "a.csv")


def test_cells_merged_over_a_whole_sheet(tmp_path: Path) -> None:
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    raw = repacked(
        excel(),
        in_main(lambda part: part.replace(b'<mergeCells count="1"><mergeCell ref="A5:C9"/></mergeCells>', merged)),
    )
    (tmp_path / "a.xlsx").write_bytes(raw)
    assert "cells in the workbook" in refused(tmp_path / "a.xlsx")


# Text formats


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ul><li", "b", "a href=x"])
def test_deeply_nested_html(tmp_path: Path, tag: str) -> None:
    (tmp_path / "a.html").write_text(
        f"<html><body>{f'<{tag}>' * 100_000}{LEFT}<p>{RIGHT}</p></body></html>", "utf-8"
    )
    assert "seconds" not in said(tmp_path / "a.html")


@pytest.mark.parametrize(
    "text",
    [
        "<a:b> <a:c> " + "(" * 300_000,
        '{"@id":' * 100_000,
        "[" * 500_000 + '"@id":',
        '{"@context":{},"@id":1e999999999}',
    ],
)
def test_deeply_nested_graphs(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonld").write_text(text)
    assert refused(tmp_path / "a.jsonld")


@pytest.mark.parametrize(
    "text",
    ["1" * 5_000_000, "," * 3_000_000, '"' * 3_000_001, "一" * 3_000_000, "2023年" * 1_000_000, "(" * 2_000_000],
)
@pytest.mark.parametrize("ending", [".txt", ".csv"])
def test_monotonous_text_takes_no_long_time(tmp_path: Path, text: str, ending: str) -> None:
    (tmp_path / f"a{ending}").write_text(text, "utf-8")
    started = time.perf_counter()
    assert "seconds" not in said(tmp_path / f"a{ending}")
    assert time.perf_counter() - started < 15


PIECES = ("2023年5月6日", "2023", "星期一", "甲", "·", "第", "3", "版", " ", "\t", "来源：", "讯", "日报", "(", "<!--", "-->", "#\n",
          "@prefix", "<a", ">", "_:b ", '"', ",", "\\", "单位：", "万", "1,234", "—")  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4),
    st.lists(st.sampled_from(PIECES), max_size=2),
    st.booleans(),
)
@settings(deadline=5000, max_examples=150)
def test_no_pattern_takes_exponential_time(head: list[str], tail: list[str], short: bool) -> None:
    """What is matched in this process, outside the one that may be ended."""
    text = "".join(head) * (20 if short else 2000) + "".join(tail) + "！"
    dateline.head(text)
    for ending in (".txt", ".csv"):
        with contextlib.suppress(UsageError):
            sniff.before_decoding(text.encode(), ending)
            sniff.after_decoding(text, ending)


# The process


def test_a_parser_that_hangs_crashes_or_eats_memory(
    quick: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start = (
        "import json, sys; path, size = json.loads(sys.argv[1]); sys.path[:] = path; import os, time; "
        "from loaders.readers import worker, html\n"
        "def read(raw, ending=''):\n"
        "    if raw.startswith(b'hang'): time.sleep(60)\n"
        "    if raw.startswith(b'crash'): os.abort()\n"
        "    if raw.startswith(b'eat'): bytearray(8 << 30)\n"
        "    if raw.startswith(b'call'): os.system('true')\n"
        "    if raw.startswith(b'write'): open('written', 'w')\n"
        "    if raw.startswith(b'print'): os.write(1, b'noise')\n"
        "    return html.Content('text')\n"
        "html.read = read; worker.main(size)"
    )
    monkeypatch.setattr(sandbox, "_START", start)
    mine = Sandbox(seconds=2, megabytes=1024)
    for what, says in (
        (b"hang", "within 2 seconds"), (b"crash", "crashed"), (b"eat", "too much memory"),
        (b"call", "PermissionError"), (b"write", "PermissionError"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=says):
            mine.read("html", what)
        assert mine.read("html", b"print")[1].text == "text"  # the next file is read as if nothing had been
    assert mine.started == 3
    mine.close()


def test_a_graph_made_to_be_hard_to_name(quick: Sandbox, tmp_path: Path) -> None:
    quick.seconds = 8
    nodes = range(40)  # a clique of blank nodes: canonical names take factorial time (RDFC-1.0 §7.1)
    lines = (f"_:a{a} <http://a/p> _:a{b} .\n" for a in nodes for b in nodes if a != b)
    (tmp_path / "a.nt").write_text("".join(lines))
    assert any(words in refused(tmp_path / "a.nt") for words in ("crashed", "seconds", "memory"))


def test_a_file_gives_the_same_text_every_time(tmp_path: Path) -> None:
    for name, raw in originals().items():
        (tmp_path / name).write_bytes(raw)
        first, *others = (documents.read(tmp_path / name) for _ in range(3))
        assert all(other == first for other in others)


def test_one_process_serves_many_files_and_threads(quick: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("区县,人数\n甲区,5\n", "utf-8")
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(documents.read(tmp_path / "a.csv").kind)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, quick.started) == (["csv"] * 20, 1)


# Mutated files


def originals() -> dict[str, bytes]:
    """A valid file of each format, and the archives' parts, which a changed archive would hide behind its checksums."""
    return {
        "a.txt": ARTICLE.encode(),
        "g.txt": (ARTICLE + LEFT).encode("gb18030"),
        "u.txt": (ARTICLE + LEFT).encode("utf-16"),
        "a.html": PAGE.encode("gb18030"),
        "a.pdf": pdf(
            [(60.0, 780.0, 26.0, "某江区民生答卷"), *column(40, 720, LEFT, 20), *column(310, 720, RIGHT, 20)]
        ),
        "a.docx": word(),
        "a.xlsx": excel(),
        "a.csv": '年份,区县,指标,数值\r\n2022,甲区,参保人数,"25,400"\r\n2023,甲区,参保人数,254000\r\n'.encode(
            "gb18030"
        ),
        "a.ttl": '@prefix a: <http://a/> .\na:s a:p [ a:q "民生" ] ; a:r 1.10, (1 2 "三"@zh) .'.encode(),
        "a.jsonld": b'{"@context":{"p":{"@id":"http://a/p","@type":"@id"}},"@id":"http://a/s","p":["http://a/o"],"@graph":[]}',
    }


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """A file with some of its bits flipped, a part cut out, doubled, put elsewhere, or its end missing."""
    data = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 2, 8, 64, 512))
        match chance.randrange(7):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at:]
            case 2:
                data[at:at] = chance.randbytes(size)
            case 3:
                del data[at : at + size]
            case 4:
                data[at:at] = data[at : at + size] * chance.choice((1, 2, 50))
            case 5:
                data[at : at + size] = chance.choice((b"\0", b"\xff", b"9", b"<", b"(", b"\n")) * size
            case _:
                other = chance.randrange(len(data) + 1)
                data[at:at] = data[other : other + size]
        if not data:
            data += b"\n"
    return bytes(data)


def only(victim: str, chance: random.Random) -> Callable[[str, bytes], bytes]:
    """Changes one part of an archive."""
    return lambda name, part: mutated(part, chance) if name == victim and part else part


def fuzz(folder: Path, seed: int, each: int) -> Counter[str]:
    """Reads so many mutations of each original; whatever is no MinshengError fails the test."""
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    for name, raw in originals().items():
        path = folder / name
        for _ in range(each):
            if raw[:2] == b"PK" and chance.random() < 0.7:  # a sound archive with an unsound part
                with zipfile.ZipFile(io.BytesIO(raw)) as parts:
                    victim = chance.choice(parts.namelist())
                path.write_bytes(repacked(raw, only(victim, chance), 1))
            else:
                path.write_bytes(mutated(raw, chance))
            started = time.perf_counter()
            line = said(path)
            assert "\n" not in line
            outcomes[
                "crashed" if "crashed" in line else "slow" if "seconds" in line else "refused" if line else "read"
            ] += 1
            outcomes["unnamed"] += "Error)" in line
            outcomes["slowest"] = max(outcomes["slowest"], int(time.perf_counter() - started))
    return outcomes


def test_mutated_files_are_read_or_refused(tmp_path: Path) -> None:
    assert fuzz(tmp_path, 1, 25)["slow"] == 0


@pytest.mark.slow
def test_ten_thousand_mutated_files_are_read_or_refused(tmp_path: Path) -> None:
    outcomes = fuzz(tmp_path, 7, 1000)
    print(dict(outcomes))
    assert outcomes["slow"] == 0
    assert outcomes["read"] + outcomes["refused"] + outcomes["crashed"] == 10_000
