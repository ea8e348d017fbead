"""Reports of every format become one kind of document: text, where it lies, title, date, hash. All texts invented."""

import codecs
import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from loaders import documents
from loaders.documents import Document
from loaders.errors import UsageError
from loaders.readers import columns, dateline, formats, grid, labels, plain, rdf, separated
from tests.paper import column, pdf, rows

Put = Callable[[str, bytes], Document]
LEFT = (
    "近年来，某江区坚持以人民为中心的发展思想，持续推进社区养老服务设施建设，全区建成街道养老服务中心二十三个、社区养老服务站"
    "一百八十个，为老年人提供助餐助浴助医服务，老年人的获得感幸福感安全感不断增强。下一步该区将进一步完善养老服务体系。"
)
RIGHT = (
    "在就业方面，该区落实稳就业保就业各项政策措施，开展职业技能培训补贴发放，帮助高校毕业生农民工等重点群体实现更加充分更高质量"
    "就业，城镇新增就业人数超额完成全年目标任务，城镇登记失业率控制在较低水平，创业担保贷款发放规模位居全市前列。"
)
ARTICLE = "某江区民生小账本\n\n某江日报 2023年5月6日 第3版\n\n近年来，某江区新增就业2.42万人。\r\n建成食堂29个。\n"
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>某江区办好十件民生实事_某江区人民政府</title>
<meta name="ArticleTitle" content="某江区办好十件民生实事"><meta name="PubDate" content="2023-05-06 10:31">
<meta name="ContentSource" content="某江日报"></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li><li><a href="/b">政民互动</a></li></ul></div>
<div class="article"><h1>某江区办好十件民生实事</h1><div class="info">发布时间：2023-05-06 10:31 来源：某江日报 浏览：345</div>
<div><p>　　近年来，某江区聚焦群众急难愁盼，城镇新增就业2.42万人，城镇调查失业率控制在5.5%以内。</p>
<p>　　长期护理保险参保25.4万人，累计为1.2万名重度失能人员提供服务，群众好评不断，一位镕姓居民也点了赞。</p>
<table><tr><th>街镇</th><th>养老床位（张）</th></tr><tr><td>甲街道</td><td>320</td></tr><tr><td>乙镇</td><td>150</td></tr></table>
<p>　　下一步，该区将继续推进社区养老服务设施全覆盖，建成社区食堂29个。</p></div></div>
<div><h3>{heading}</h3><ul><li><a href="a">邻江区新增就业5.6万人</a></li><li><a href="b">邻江区建成养老中心77个</a></li></ul></div>
<div><div><h3><a href="/x">邻江区：老有所养</a></h3><p>邻江区今年新建社区食堂88个，服务老人9.9万人次，得到一致好评。</p></div>
<div><h3><a href="/y">远江区：学有所教</a></h3><p>远江区今年新建学校66所，新增学位6.6万个，得到一致好评。</p></div></div>
<div class="footer">主办：某江区人民政府 备案12345678号 电话：12345678</div></body></html>"""


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file and reads it as a document."""

    def write(name: str, raw: bytes) -> Document:
        path = tmp_path / name
        path.write_bytes(raw)
        return documents.read(path)

    return write


def flat(text: str) -> str:
    return "".join(text.split())


# Plain text


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("gb18030", b""), ("utf-16-le", codecs.BOM_UTF16_LE),
     ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-16-le", b""), ("utf-16-be", b"")],
)  # fmt: skip
def test_plain_text_is_the_file_as_it_lies_on_disk(put: Put, encoding: str, mark: bytes) -> None:
    raw = mark + ARTICLE.encode(encoding)
    read = put("a.b.txt", raw)
    assert read.text == ("\ufeff" if mark else "") + ARTICLE
    assert (read.id, read.kind, read.sha256) == ("a.b", "text", hashlib.sha256(raw).hexdigest())
    assert (read.title, read.date, read.publisher) == ("某江区民生小账本", "2023-05-06", "某江日报")
    assert (read.text_sha256, read.locations, read.rows) == (None, (), ())


@given(st.text(st.sampled_from("重庆民生就业教育医疗养老的了在是我有和人这0123456789，。、％ \n"), min_size=1))
def test_any_chinese_text_survives_its_encoding(text: str) -> None:
    text = "近年来，全区民生" + text  # a word or two may be two encodings at once; a report is not
    for encoding in ("utf-8", "gb18030", "utf-16", "utf-16-le"):
        assert plain.decode(text.encode(encoding)).removeprefix("\ufeff") == text


@pytest.mark.parametrize("raw", ["民生實事".encode("big5") * 40, "Été à la mairie d'Évry, déjà".encode("latin-1")])
def test_what_merely_decodes_as_gb18030_is_no_text(put: Put, raw: bytes) -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        put("a.txt", raw)


def test_a_wrapped_first_line_is_no_title() -> None:
    assert dateline.head("两年前她只身一人从外地来到这里并在此\n安了家，如今生活得很好日子一天天红火\n")[0] is None


@pytest.mark.parametrize(
    ("text", "date", "publisher"),
    [
        ("标题在此处\n发布时间：2023-05-06 10:30　来源：某江区人民政府网", "2023-05-06", "某江区人民政府网"),
        ("２０２１年２月８日　星期一　　要闻·民生０６版\n标题", "2021-02-08", None),
        ("某江区人民政府工作报告\n\n正文。\n\n某江区人民政府\n二〇二三年十二月二十六日", "2023-12-26", None),
        ("近年来，2022年5月6日起实施的办法惠及2万人。", None, None),
        ("本报讯 2022年，全区新增就业2万人", None, None),
        ("标题\n2023年13月45日", None, None),
    ],
)
def test_a_date_of_publication_is_labelled_or_stands_alone(
    text: str, date: str | None, publisher: str | None
) -> None:
    assert dateline.published(text) == (date, publisher)


# HTML


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("heading", ["相关新闻", "聚焦"])
def test_a_page_is_its_article_and_nothing_beside_it(put: Put, encoding: str, heading: str) -> None:
    page = (
        PAGE.format(heading=heading)
        if encoding == "gb18030"
        else PAGE.format(heading=heading).replace("gb2312", encoding)
    )
    read = put("a.txt", page.encode(encoding))  # the ending lies; the content tells
    assert (read.kind, read.title, read.date, read.publisher) == (
        "html",
        "某江区办好十件民生实事",
        "2023-05-06",
        "某江日报",
    )
    assert all(words in read.text for words in ("2.42万人", "25.4万人", "镕姓", "甲街道\t320", "29个"))
    assert not any(words in read.text for words in ("邻江", "远江", "首页", "12345678", "345", "5.6"))
    assert read.text_sha256 == hashlib.sha256(read.text.encode()).hexdigest()
    spot = read.locate(read.text.index("25.4万人"))
    assert spot is not None
    assert (spot.kind, "25.4万人" in read.text[spot.start : spot.end]) == ("paragraph", True)


# PDF

LAYOUTS = {
    "one column": column(40, 720, LEFT + RIGHT, 42),
    "two columns": column(40, 720, LEFT, 20) + column(310, 720, RIGHT, 20),
    "two columns drawn by rows": rows(column(40, 720, LEFT, 20), column(310, 720, RIGHT, 20)),
    "rows that do not align": rows(column(40, 720, LEFT, 20), column(310, 726, RIGHT, 20)),
    "narrow gutter": rows(column(40, 720, LEFT, 21), column(303, 720, RIGHT, 21)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_are_read_one_after_the_other(put: Put, layout: str) -> None:
    heading = [(60.0, 780.0, 26.0, "某江区交出民生答卷")]
    read = put("a.pdf", pdf(heading + LAYOUTS[layout], heading + LAYOUTS[layout]))
    assert flat(read.text).count(LEFT) == flat(read.text).count(RIGHT) == 2
    assert (read.kind, read.title) == ("pdf", "某江区交出民生答卷")
    assert [(place.kind, place.name) for place in read.locations] == [("page", "1"), ("page", "2")]


def test_three_columns_under_a_headline(put: Put) -> None:
    third = RIGHT[::-1]
    page = rows(column(30, 720, LEFT, 13), column(215, 720, RIGHT, 13), column(400, 720, third, 13))
    read = put("a.pdf", pdf([(60.0, 780.0, 40.0, "通栏大标题十二个字这么长"), *page]))
    assert all(words in flat(read.text) for words in (LEFT, RIGHT))


def test_a_table_in_a_pdf_is_read_by_rows(put: Put) -> None:
    lines = [
        ("区县", "参保人数", "覆盖率"),
        ("甲区", "25.4万人", "95%"),
        ("乙县", "13万人", "91%"),
        ("丙县", "8万人", "90%"),
    ]
    page = [
        (60.0 + 150 * c, 700.0 - 20 * r, 12.0, words)
        for r, line in enumerate(lines)
        for c, words in enumerate(line)
    ]
    assert "甲区25.4万人95%乙县13万人91%" in flat(put("a.pdf", pdf(page)).text)


def test_page_numbers_and_running_heads_are_left_out(put: Put) -> None:
    pages = [
        [(40.0, 800.0, 9.0, "某江年鉴"), *column(40, 720, LEFT[at : at + 80], 40), (280.0, 30.0, 9.0, f"— {at} —")]
        for at in (0, 20, 40)
    ]
    text = put("a.pdf", pdf(*pages)).text
    assert "年鉴" not in text
    assert "— 20 —" not in text
    assert LEFT[60:80] in flat(text)


@pytest.mark.slow
def test_a_two_column_page_printed_by_a_browser(put: Put, tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if browser is None:
        pytest.skip("no browser to print with")
    page = tmp_path / "page.html"
    style = "body{font:11pt/1.6 serif}div{columns:2;column-gap:1.2em;text-align:justify}"
    page.write_text(
        f"<meta charset=utf8><style>{style}</style><div>{f'<p>{LEFT}</p><p>{RIGHT}</p>' * 4}</div>", "utf-8"
    )
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--no-pdf-header-footer",
        f"--print-to-pdf={tmp_path / 'b.pdf'}",
    ]
    subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=120)
    text = flat(put("a.pdf", (tmp_path / "b.pdf").read_bytes()).text)
    assert (text.count(LEFT), text.count(RIGHT)) == (4, 4)


# DOCX


def test_paragraphs_and_tables_come_in_order_with_boxes_and_controls(put: Put, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("某江区民生实事清单", 0)
    made.add_paragraph("某江日报 2023年5月6日")
    made.add_paragraph("全区建成社区食堂29个。")
    made.add_paragraph("表1 各镇街养老床位（单位：张）")
    table = made.add_table(3, 4)
    for r, line in enumerate(
        [("镇街", "2022年", "", "2023年"), ("甲街道", "120", "", "340"), ("乙镇", "5", "", "6")]
    ):
        for c, words in enumerate(line):
            table.cell(r, c).text = words
        table.cell(r, 1).merge(table.cell(r, 2))
    last = made.add_paragraph("下一步，")
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for xml in (
        "<w:ins><w:r><w:t>继续推进。</w:t></w:r></w:ins>",
        "<w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del>",
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里：新建公园3个</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        last._p.append(parse_xml(xml.replace(">", f' xmlns:w="{word}">', 1)))
    control = (
        f'<w:sdt xmlns:w="{word}"><w:sdtContent><w:p><w:r><w:t>控件里的话</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    )
    made.element.body.insert(3, parse_xml(control))
    made.save(str(tmp_path / "made"))
    read = put("a.docx", (tmp_path / "made").read_bytes())
    expected = [
        "某江区民生实事清单",
        "29个",
        "控件里的话",
        "镇街\t2022年",
        "甲街道\t120\t340",
        "下一步，继续推进。",
        "框里",
    ]
    assert sorted(expected, key=read.text.index) == expected
    assert "删去" not in read.text
    assert (read.kind, read.title, read.date) == ("docx", "某江区民生实事清单", "2023-05-06")
    found = {(row.place, row.year): (row.indicator, row.value, row.unit) for row in read.rows}
    assert found["甲街道", 2023] == ("养老床位", Decimal(340), "张")
    for place in read.locations:
        assert read.text[place.start : place.end].strip()


# Spreadsheets


def workbook(path: Path, lines: list[list[object]], merge: tuple[str, ...] = (), **shown: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for name, pattern in shown.items():
        sheet[name].number_format = pattern
    for area in merge:
        sheet.merge_cells(area)
    book.save(path)
    return path.read_bytes()


def facts(read: Document) -> list[tuple[str | None, str, str | None, str, str | None, str]]:
    return [(r.place, r.indicator, r.period, str(r.value), r.unit, r.cell) for r in read.rows]


def test_a_number_is_what_the_cell_shows_under_merged_headers(put: Put, tmp_path: Path) -> None:
    raw = workbook(
        tmp_path / "b",
        [["2023年各区县就业和社保情况（单位：万人）"], ["区县", "城镇新增就业", None, "社保"],
         [None, "2022年", "2023年", "参保人数", "覆盖率"], ["甲区", 2.1, 2.42, 25.4, 1.12], ["乙县", 1, "—", 13, 0.953]],
        ("A1:E1", "A2:A3", "B2:C2", "D2:E2"), E4="0%", E5="0.0%", D5="0.00",
    )  # fmt: skip
    read = put("b.bin", raw)
    assert facts(read) == [
        ("甲区", "城镇新增就业", "2022", "2.1", "万人", "B4"), ("甲区", "城镇新增就业", "2023", "2.42", "万人", "C4"),
        ("甲区", "社保 参保人数", "2023", "25.4", "万人", "D4"), ("甲区", "社保 覆盖率", "2023", "112", "%", "E4"),
        ("乙县", "城镇新增就业", "2022", "1", "万人", "B5"), ("乙县", "社保 参保人数", "2023", "13.00", "万人", "D5"),
        ("乙县", "社保 覆盖率", "2023", "95.3", "%", "E5"),
    ]  # fmt: skip
    assert [read.text[row.start : row.end] for row in read.rows][3] == "112%"
    assert read.title == "2023年各区县就业和社保情况（单位：万人）"
    spot = read.locate(read.rows[3].start)
    assert spot is not None
    assert spot.name == "E4"


LAYOUTS_OF_TABLES = {
    "places down, years across, the indicator in the caption": (
        [["各区县城镇新增就业人数"], ["单位：万人"], ["区县", "2022年", "2023年"], ["甲区", "1", "2"]],
        [("甲区", "城镇新增就业人数", "2022", "1", "万人"), ("甲区", "城镇新增就业人数", "2023", "2", "万人")],
    ),
    "indicators down with a column of units, years across": (
        [["指标", "单位", "2022", "2023"], ["城镇新增就业", "万人", "1.5", "2.5"], ["城镇登记失业率", "%", "3.1", "3"]],
        [(None, "城镇新增就业", "2022", "1.5", "万人"), (None, "城镇新增就业", "2023", "2.5", "万人"),
         (None, "城镇登记失业率", "2022", "3.1", "%"), (None, "城镇登记失业率", "2023", "3", "%")],
    ),
    "indicators down, places across": (
        [["指标名称", "甲区", "乙自治县"], ["2023年养老床位（张）", "320", "150"], ["敬老院（所）", "4", "3"]],
        [("甲区", "养老床位", "2023", "320", "张"), ("乙自治县", "养老床位", "2023", "150", "张"),
         ("甲区", "敬老院", None, "4", "所"), ("乙自治县", "敬老院", None, "3", "所")],
    ),
    "one line a number": (
        [["序号", "年份", "区县", "指标", "数值", "单位", "备注"], ["1", "2023", "甲区", "参保人数", "254,000", "人", "初步数"]],
        [("甲区", "参保人数", "2023", "254000", "人")],
    ),
    "places without a suffix, half years": (
        [["区县", "2023年上半年新增就业（人）"], ["彭水", "5600"], ["合计", "9000"]],
        [("彭水", "新增就业", "2023-01/2023-06", "5600", "人"), ("合计", "新增就业", "2023-01/2023-06", "9000", "人")],
    ),
    "two tables on one sheet": (
        [["区县", "学校（所）"], ["甲区", "5"], ["镇街", "公园（个）"], ["乙镇", "7"]],
        [("甲区", "学校", None, "5", "所"), ("乙镇", "公园", None, "7", "个")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS_OF_TABLES)
def test_tables_of_indicators(layout: str) -> None:
    lines, expected = LAYOUTS_OF_TABLES[layout]
    cells = [
        grid.Cell(r, c, r, c, words, f"{r},{c}", 0, len(words))
        for r, line in enumerate(lines)
        for c, words in enumerate(line)
    ]
    found = [(row.place, row.indicator, row.period, str(row.value), row.unit) for row in grid.rows(cells)]
    assert found == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_cell_is_a_range_of_the_file(put: Put, encoding: str, delimiter: str) -> None:
    text = '年份,区县,指标,数值,单位\r\n2022,甲区,"参保""人数""","25,400",人\r\n2023,甲区,参保人数,254000,人\r\n'
    if delimiter != ",":
        text = text.replace('"25,400"', "25400").replace(",", delimiter)
    read = put("a.csv", text.encode(encoding))
    assert read.text.removeprefix("\ufeff") == text
    assert read.kind == "csv"
    assert [(r.place, r.indicator, r.period, str(r.value), r.unit) for r in read.rows] == [
        ("甲区", '参保"人数"', "2022", "25400", "人"), ("甲区", "参保人数", "2023", "254000", "人"),
    ]  # fmt: skip
    assert [labels.number(read.text[r.start : r.end]) for r in read.rows] == [
        (Decimal(n), None) for n in (25400, 254000)
    ]
    assert [r.cell for r in read.rows] == ["D2", "D3"]


@given(st.lists(st.lists(st.text('甲乙1,"\r\n\t 　', max_size=6), min_size=1, max_size=4), min_size=1, max_size=4))
def test_fields_are_found_where_they_stand(lines: list[list[str]]) -> None:
    text = "\r\n".join(",".join('"' + field.replace('"', '""') + '"' for field in line) for line in lines)
    found = list(separated.records(text, ","))
    assert [[field.words for field in line] for line in found] == lines
    for line in found:
        for field in line:
            assert text[field.start : field.end].replace('""', '"') == field.words


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (1.12, "0%", "112%"), (0.0549, "0.0%", "5.5%"), (254000, "#,##0", "254,000"), (1234.5, "#,##0.00_ ", "1,234.50"),
        (25.4, '0.0"万人"', "25.4万人"), (123456, '0!.0,"万"', "12.3万"), (-3.2, "0.0;[Red]-0.0", "-3.2"),
        (-3.2, "0.0_);(0.0)", "(3.2)"), (0, '0;-0;"—"', "—"), (1e-3, "General", "0.001"), (1234567, "General", "1234567"),
        (7, "000", "007"), (12.0, "[$¥-804]#,##0.00", "¥12.00"), (0.5, "# ?/?", "0.5"), (2.5, "0.##", "2.5"),
        (2, "0.##", "2"), (1e20, "General", "100000000000000000000"), (0.1 + 0.2, "General", "0.3"), (3, "@", "3"),
    ],
)  # fmt: skip
def test_number_formats(value: float, pattern: str, shown: str) -> None:
    assert formats.show(value, pattern) == shown


@given(
    st.floats() | st.integers() | st.datetimes() | st.none() | st.booleans(),
    st.text('0#?.,%"\\_*;[]!年ymdhsE+-/@ G', max_size=12),
)
def test_any_format_shows_something(value: object, pattern: str) -> None:
    assert isinstance(formats.show(value, pattern), str)


def test_hidden_sheets_and_formulas_without_values(put: Put, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["公开的话"])
    book.create_sheet("隐藏").append(["藏起的话"])
    book["隐藏"].sheet_state = "hidden"
    book.save(tmp_path / "b")
    assert put("a.xlsx", (tmp_path / "b").read_bytes()).text.strip() == "公开的话"
    book.active.append(["=1+1"])
    book.save(tmp_path / "b")
    with pytest.raises(UsageError, match="formulas have no values"):
        put("a.xlsx", (tmp_path / "b").read_bytes())


# RDF


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", '@prefix a: <http://a/> .\na:s a:p [ a:q "民生" ] .'),
        ("a.txt", 'PREFIX a: <http://a/>\na:s a:p [ a:q "民生" ] .'),
        ("a.nt", '<http://a/s> <http://a/p> _:b .\n_:b <http://a/q> "民生" .'),
        ("a.jsonld", '{"@context":{"p":"http://a/p","q":"http://a/q"},"@id":"http://a/s","p":{"q":"民生"}}'),
    ],
)
def test_graphs_of_other_systems_are_the_same_every_time(put: Put, name: str, text: str) -> None:
    read = put(name, text.encode())
    assert read.kind == "rdf"
    node = "<https://w3id.org/minsheng/id/genid/56-c14n0>"
    assert re.sub("genid/[0-9a-f]{16}", "genid/56", read.text) == (
        f'<http://a/s> <http://a/p> {node} .\n{node} <http://a/q> "民生" .\n'
    )
    assert sum(1 for _ in rdf.quads(read.text)) == 2
    other = put("other.nt", b'<http://a/s> <http://a/p> _:b .\n_:b <http://a/q> "x" .')
    assert not {str(q.object) for q in rdf.quads(other.text)} & {str(q.object) for q in rdf.quads(read.text)}


def test_named_graphs_are_kept(put: Put) -> None:
    trig = put("a.trig", b"<http://a/g> { <http://a/s> <http://a/p> 1.10 }")
    quads = put("a.dat", b'<http://a/s> <http://a/p> "x" <http://a/g> .\n')
    assert [str(quad.graph_name) for read in (trig, quads) for quad in rdf.quads(read.text)] == ["<http://a/g>"] * 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("@prefix a: <http://a/> .\na:s a:p .", "line 2"),
        ('{"@context":"https://schema.org/","@id":"http://a/s","name":"x"}', "not fetched"),
        ("@prefix a: <http://a/> .\na:s a:p " + "[ a:p " * 5000, "too deep"),
        ("@prefix a: <http://a/> .", "no triples"),
    ],
)
def test_a_graph_that_does_not_parse(put: Put, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        put("a.ttl", text.encode())


def test_segments_of_a_line_are_joined() -> None:
    chars = [
        columns.Char(c, 10.0 * i + (30 if i > 2 else 0), 0, 10.0 * i + 10 + (30 if i > 2 else 0), 10)
        for i, c in enumerate("民生实事项目")
    ]
    assert [segment.text for segment in columns.segments(chars)] == ["民生实", "事项目"]
    assert columns.order(columns.segments(chars)) == ["民生实\t事项目"]
