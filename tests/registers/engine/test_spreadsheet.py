"""Office spreadsheets, case by case: what is read, what is said of it, and what is refused before it does harm."""

import datetime as dt
import io
import struct
import tracemalloc
import zipfile

import hypothesis
import pytest
import xlsxwriter

from make_spreadsheets import OLE, ods, ods_cell, repacked, write, xls, xls_error, xls_number, xls_text, xlsx
from yaomai.errors import InvalidError
from yaomai.registers.engine import sheet_facts
from yaomai.registers.engine.sheet_facts import Area, Ranges, Room, cell_key
from yaomai.registers.engine.spreadsheet import address, letters, place, position, read_workbook, shown


def one(data, name="a.xlsx"):
    (sheet,) = read_workbook(data, name).sheets
    return sheet


def percent(page, book):
    page.write("A1", 0.35, book.add_format({"num_format": "0.00%"}))
    page.write("B1", 0.35)


NAIVE = dt.datetime.fromisoformat("2021-03-05T08:00")  # cells know no time zone


def dates(page, book):
    for column, form in enumerate(("yyyy-mm-dd", "yyyy年m月d日", "m/d/yy h:mm")):
        page.write_datetime(0, column, NAIVE.replace(hour=0), book.add_format({"num_format": form}))


VALUES = [
    ("text", xlsx(["甲", " 乙 ", "丙\n丁"]), [["甲", " 乙 ", "丙\n丁"]]),
    ("numbers", xlsx([1, 1.5, -0.25, 0.1 + 0.2, 1e15, 123456789012345]), [[1, 1.5, -0.25, 0.3, 1e15, 123456789012345]]),
    ("text numbers and full-width digits stay text", xlsx(["12", "１２．５", "1,234"]), [["12", "１２．５", "1,234"]]),
    ("booleans", xlsx([True, False]), [[True, False]]),
    ("dates in any format", xlsx(then=dates), [[dt.date(2021, 3, 5)] * 2 + [dt.date(2021, 3, 5)]]),
    ("a table that does not begin in A1", xlsx([], [], [None, "甲"]), [[None, None], [None, None], [None, "甲"]]),
    ("no cells", xlsx(), []),
    ("UTF-8", "名称,面积\r\n甲,1\r\n".encode(), [["名称", "面积"], ["甲", "1"]]),
    ("UTF-8 with a mark", "\ufeff名称;面积\n甲;1".encode(), [["名称", "面积"], ["甲", "1"]]),
    ("GB 18030", "名称\t面积\n䶮\t1".encode("gb18030"), [["名称", "面积"], ["䶮", "1"]]),
    ("UTF-16 as Excel saves text", "名称\t面积\n甲\t1".encode("utf-16"), [["名称", "面积"], ["甲", "1"]]),
    ("commas within quotes part nothing", '甲;"a,b,c,d"\n乙;"x\ny"'.encode(), [["甲", "a,b,c,d"], ["乙", "x\ny"]]),
    (
        "hostile text is text",
        b'=cmd|"/C calc"!A0,<script>,\'; DROP TABLE x;--',
        [['=cmd|"/C calc"!A0', "<script>", "'; DROP TABLE x;--"]],
    ),
]


@pytest.mark.parametrize(("data", "rows"), [case[1:] for case in VALUES], ids=[case[0] for case in VALUES])
def test_values(data, rows):
    name = "a.xlsx" if data.startswith(b"PK") else "a.csv"
    read = one(data, name)
    trimmed = [[value.date() if isinstance(value, dt.datetime) else value for value in row] for row in read.rows]
    assert trimmed == rows
    assert read_workbook(data, name).notes == ()


def test_whole_numbers_are_integers():
    assert [type(value) for value in one(xlsx([2024, 2024.5])).rows[0]] == [int, float]


def formulas(page, book):
    page.write_formula("A1", "=1/0", None, "#DIV/0!")
    page.write_formula("B1", "=1+1", None, 2)
    page.write_formula("C1", '=A2&"x"', None, "x")
    page.write("D1", "#N/A")


def test_of_formulas_the_result_counts_and_is_marked_and_errors_are_told():
    sheet = one(xlsx(then=formulas))
    assert sheet.rows == [[None, 2, "x", "#N/A"]]
    assert sheet.facts.computed == {cell_key(0, 0), cell_key(0, 1), cell_key(0, 2)}
    assert sheet.facts.errors == {cell_key(0, 0): "#DIV/0!", cell_key(0, 3): "#N/A"}


def test_a_formula_that_nobody_has_computed_is_an_error():
    data = repacked(
        xlsx(then=formulas), lambda name, part: part.replace(b"<v>2</v>", b"") if "sheet1" in name else part
    )
    assert one(data).facts.errors[cell_key(0, 1)] == "="


def test_cells_shown_as_percent_are_marked():
    assert one(xlsx(then=percent)).facts.percent == {cell_key(0, 0)}


def test_hidden_rows_columns_and_sheets_are_read_and_marked():
    def hide(page, book):
        page.set_row(1, None, None, {"hidden": True})
        page.set_column("B:C", None, None, {"hidden": True})
        other = book.add_worksheet("藏")
        other.write("A1", "x")
        other.hide()

    book = read_workbook(xlsx(["甲", "乙"], ["丙", "丁"], then=hide), "a.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("表", False), ("藏", True)]
    assert book.sheets[0].rows == [["甲", "乙"], ["丙", "丁"]]
    assert set(book.sheets[0].facts.hidden_rows) == {1}
    assert set(book.sheets[0].facts.hidden_columns) == {1, 2}


def test_the_value_of_a_merged_area_belongs_to_all_of_it():
    def merge(page, _book):
        page.merge_range("A1:B1", "种植面积")
        page.merge_range("C1:C2", 7)

    sheet = one(xlsx([], ["2024", "2025"], then=merge))
    assert sheet.rows == [["种植面积", "种植面积", 7], ["2024", "2025", 7]]
    assert sheet.facts.merged == [Area(0, 0, 0, 1), Area(0, 2, 1, 2)]
    assert sheet.filled == {cell_key(0, 1), cell_key(1, 2)}


def test_cells_without_references_and_with_a_prefix_are_read():
    """References of cells and rows are optional (ECMA-376-1, 18.3.1.4 and 18.3.1.73); a prefix is the writer's choice."""
    part = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row/>'
        b'<x:row hidden="true"><x:c><x:v>1</x:v></x:c><x:c t="e"><x:f>1/0</x:f><x:v>#REF!</x:v></x:c></x:row>'
        b"</x:sheetData></x:worksheet>"
    )
    sheet = one(repacked(xlsx(["甲"]), lambda name, old: part if "sheet1" in name else old))
    assert set(sheet.facts.hidden_rows) == {1}
    assert sheet.facts.errors == {cell_key(1, 1): "#REF!"}


def test_opendocument():
    table = (
        '<table:table table:name="甲" table:style-name="hid"><table:table-column table:number-columns-repeated="1"/>'
        '<table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{ods_cell('面积', **{'table_number-columns-spanned': '2'})}<table:covered-table-cell/></table:table-row>"
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="float" office:value="2.5"'
        ' table:formula="of:=1+1.5"><text:p>2.5</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0"><text:p>#DIV/0!</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    hidden = '<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>'
    book = read_workbook(ods(table, hidden), "a.ods")
    (sheet,) = book.sheets
    assert (book.format, sheet.name, sheet.is_hidden) == ("ods", "甲", True)
    assert sheet.rows[0] == ["面积", "面积"]
    assert sheet.rows[1][0] == 2.5
    assert set(sheet.facts.hidden_rows) == {1}
    assert set(sheet.facts.hidden_columns) == {1}
    assert sheet.facts.computed == {cell_key(1, 0), cell_key(1, 1)}
    assert sheet.facts.errors[cell_key(1, 1)].startswith("#")


def zipped(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", "/"), part)
    return held.getvalue()


WORKBOOK = xlsx(["甲", "乙"])
FAR = repacked(
    WORKBOOK, lambda name, part: part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    if "sheet1" in name else part,
)  # fmt: skip
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
REFUSED = [
    ("no bytes that mean anything", b"\x00\x01\x02" * 99, "a.xlsx", "unreadable"),
    ("a web page called .xls", b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "unreadable"),
    ("XML of 2003 called .xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "a.xls", "unreadable"),
    ("a PDF", b"%PDF-1.7 ...", "a.xlsx", "unreadable"),
    ("a document of a word processor", zipped(word__document="<a/>"), "a.xlsx", "unreadable"),
    ("an .xlsb file", zipped(xl__workbook="x", **{"xl__workbook.bin": "x"}), "a.xlsb", "unreadable"),
    ("text that is neither UTF-8 nor GB 18030", b"a,b\n\xff\xff\xff", "a.csv", "encoding"),
    (
        "text in Big5",
        "地區,指標,時間,數值,單位\n蘭州市,營業收入,2024年1—5月,12.3,億元\n".encode("big5", "replace"),
        "a.csv",
        "encoding",
    ),
    ("text with a quotation mark that never ends", b'a,"b\nc,d', "a.csv", "quotation"),
    ("a package cut in two", WORKBOOK[: len(WORKBOOK) // 2], "a.xlsx", "damaged"),
    ("a package with a broken part", WORKBOOK.replace(WORKBOOK[60:90], bytes(30), 1), "a.xlsx", "damaged"),
    ("an .xls file cut short", OLE + bytes(600), "a.xls", "damaged"),
    (
        "a sheet that is no XML",
        repacked(WORKBOOK, lambda n, p: b"<worksheet>" if "sheet1" in n else p),
        "a.xlsx",
        "damaged",
    ),
    ("entities that grow", repacked(WORKBOOK, lambda n, p: ENTITIES if "sheet1" in n else p), "a.xlsx", "damaged"),
    ("an .xlsx file with a password", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "protected"),
    (
        "an .ods file with a password",
        ods("", manifest="<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
        "a.ods",
        "protected",
    ),
    ("one cell at the end of the world", FAR, "a.xlsx", "too_large"),
]


@pytest.mark.parametrize(("data", "name", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_read_is_refused_with_words(data, name, code):
    with pytest.raises(InvalidError) as refused:
        read_workbook(data, name)
    assert [finding.code for finding in refused.value.findings] == [f"registers.file_{code}"]
    assert len(refused.value.findings[0].message) > 20


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
            0,
        ),
        ('<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>', 0),
    ],
)
def test_empty_cells_may_be_repeated_as_often_as_somebody_likes(table, rows):
    assert len(one(ods(f'<table:table table:name="a">{table}</table:table>'), "a.ods").rows) == rows


def test_a_filled_cell_may_not_be_repeated_over_the_sheet():
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
    table = f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table>'
    with pytest.raises(InvalidError, match="cells"):
        read_workbook(ods(table), "a.ods")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(sheet_facts, "UNPACKED_MAX", 1 << 20)
    bomb = repacked(WORKBOOK, lambda name, part: part + b" " * (8 << 20) if "theme" in name else part)
    assert len(bomb) < 100_000
    with pytest.raises(InvalidError, match="unpacked"):
        read_workbook(bomb, "a.xlsx")


def test_a_table_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(sheet_facts, "CELLS_MAX", 100)
    with pytest.raises(InvalidError, match="cells"):
        read_workbook(xlsx(*[["x"] * 10] * 11), "a.xlsx")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXTS = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1000}</t></si></sst>'


def with_sheet(inside, **others):
    """A workbook of which this is in the sheet's part, and these (by the end of the name, without .xml) are other parts."""
    sheet = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'

    def changed(name, part):
        for end, text in {"sheet1": sheet, **others}.items():
            if name.endswith(f"{end}.xml"):
                return text.encode()
        return part

    return repacked(xlsx(["x"]), changed)


def ods_rows(rows):
    return ods(f'<table:table table:name="表">{rows}</table:table>')


CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
CROWDED = [
    ("many columns from far left", with_sheet('<cols><col min="-3000000" max="3" hidden="1"/></cols>' + CELL), None),
    ("many times all columns", with_sheet("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 5000 + "</cols>" + CELL), None),
    ("columns apart", with_sheet("<cols>" + '<col min="1" max="1" hidden="1"/><col min="9" max="9" hidden="1"/>' * 999 + "</cols>" + CELL), "too_large"),
    ("merged areas", with_sheet(CELL + "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 2000 + "</mergeCells>"), "too_large"),
    ("a cell that is elsewhere than its row", with_sheet('<sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "damaged"),
    ("a row before the first", with_sheet('<sheetData><row r="-5"><c><v>1</v></c></row></sheetData>'), "damaged"),
    ("a row after the last", with_sheet('<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>'), "damaged"),
    ("one text in many cells", with_sheet("<sheetData><row>" + '<c t="s"><v>0</v></c>' * 900 + "</row></sheetData>", sharedStrings=TEXTS), "too_large"),
    (
        "memory for texts that are not there",
        with_sheet(CELL, sharedStrings=TEXTS.replace("><si>", ' count="1" uniqueCount="4294967296"><si>', 1)),
        "damaged",
    ),
    ("empty cells shown as percent", with_sheet("<sheetData><row>" + '<c s="1"/>' * 20_000 + "</row></sheetData>"), None),
    ("a tag that does not end", with_sheet("<a " + " " * 5_000_000), "damaged"),
    ("collapsed rows", ods_rows('<table:table-row table:number-rows-repeated="99999" table:visibility="collapse"/>' * 100), None),
    ("less than no columns", ods_rows('<table:table-column table:number-columns-repeated="-5"/>'), "damaged"),
    ("less than no rows", ods_rows('<table:table-row table:number-rows-repeated="-5"/>'), "damaged"),
    ("a cell far right", ods_rows(f'<table:table-row><table:table-cell table:number-columns-repeated="2000000000"/>{ods_cell("x")}</table:table-row>'), "damaged"),
    ("a value of no type", ods_rows('<table:table-row table:number-rows-repeated="900"><table:table-cell table:number-columns-repeated="90" office:value="1"/></table:table-row>'), "too_large"),
    ("a long text many times", ods_rows(f'<table:table-row><table:table-cell table:number-columns-repeated="900"><text:p>{"x" * 1000}</text:p></table:table-cell></table:table-row>'), "too_large"),
    ("empty lines", b"a,b" + b"\n" * 20_000, "too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code"), [case[1:] for case in CROWDED], ids=[case[0] for case in CROWDED])
def test_few_bytes_ask_for_no_more_than_there_is_room_for(data, code):
    tracemalloc.start()
    try:
        if code is None:
            read_workbook(data, "a.xlsx", Room(10_000, 100, 500_000))
        else:
            with pytest.raises(InvalidError) as refused:
                read_workbook(data, "a.xlsx", Room(10_000, 100, 500_000))
            assert [one.code for one in refused.value.findings] == [f"registers.file_{code}"]
        assert tracemalloc.get_traced_memory()[1] < 40 << 20
    finally:
        tracemalloc.stop()


def test_hidden_ones_are_known_in_whatever_order_they_are_told():
    hidden = Ranges()
    told = [(5, 9), (10, 12), (1, 1), (8, 11), (20, 20), (2, 3)]
    assert [hidden.add(*one) for one in told] == [True, False, True, True, True, True]
    assert set(hidden) == {1, 2, 3, *range(5, 13), 20}
    assert [number for number in range(-2, 30) if number in hidden] == sorted(hidden)
    assert hidden
    assert not Ranges()


def test_sheets_share_the_room_of_their_file():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    for _ in range(3):
        write(book.add_worksheet(), [["x"] * 10] * 5)
    book.close()
    assert len(read_workbook(held.getvalue(), "a.xlsx", Room(150)).sheets) == 3
    with pytest.raises(InvalidError, match="cells"):
        read_workbook(held.getvalue(), "a.xlsx", Room(149))


def test_a_part_that_is_not_what_the_directory_says_is_damage():
    longer = bytearray(WORKBOOK)
    at = longer.rindex(b"xl/worksheets/sheet1.xml") - 46  # its entry in the directory (APPNOTE 4.3.12)
    (size,) = struct.unpack_from("<I", longer, at + 24)
    struct.pack_into("<I", longer, at + 24, size - 10)
    with pytest.raises(InvalidError) as refused:
        read_workbook(bytes(longer), "a.xlsx")
    assert refused.value.findings[0].code == "registers.file_damaged"


def test_a_name_that_misleads_is_said():
    assert read_workbook(WORKBOOK, "a.xls").notes == ("wrong_extension",)
    assert read_workbook(b"a,b", "a.xls").notes == ("wrong_extension",)
    assert read_workbook(b"a,b", "a.txt").notes == ()


def test_sheets_of_many_sheets_have_their_own_facts():
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    for number in range(3):
        page = book.add_worksheet(f"第{number}表")
        write(page, [[number]])
        page.set_row(number, None, None, {"hidden": True})
    book.add_chartsheet("图")
    book.close()
    sheets = read_workbook(held.getvalue(), "a.xlsx").sheets
    assert [(sheet.name, sheet.rows, set(sheet.facts.hidden_rows)) for sheet in sheets] == [
        (f"第{number}表", [[number]], {number}) for number in range(3)
    ]


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_letters(column, name):
    assert letters(column) == name
    assert position(f"{name}7") == (6, column)
    assert address(6, column) == f"{name}7"


def test_places():
    assert place("基地", 4, 2) == "基地!C5"
    for bad in ("", "5C", "C0", "C", "ABCD1", "c5", "C5 "):
        with pytest.raises(ValueError):
            position(bad)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "TRUE"), (1.5, "1.5"), (7, "7"), (dt.date(2021, 3, 5), "2021-03-05"),
     (NAIVE, "2021-03-05 08:00"), (dt.time(8, 0), "08:00:00")],
)  # fmt: skip
def test_what_people_see(value, text):
    assert shown(value) == text


def test_excel_97():
    data = xls(
        (0x007D, struct.pack("<HHHHHH", 1, 1, 0, 0, 1, 0)),
        (0x0208, struct.pack("<HHHHHHHH", 1, 0, 3, 0, 0, 0, 0x20, 0)),
        xls_text(0, 0, "名称"),
        xls_text(0, 1, "面积"),
        xls_text(1, 0, "甲"),
        xls_number(1, 1, 403.5),
        xls_error(2, 0, 0x17),
        xls_error(2, 1, 0x07, formula=True),
    )
    book = read_workbook(data, "a.xls")
    (sheet,) = book.sheets
    assert (book.format, book.notes, sheet.name) == ("xls", (), "表")
    assert sheet.rows[:2] == [["名称", "面积"], ["甲", 403.5]]
    assert set(sheet.facts.hidden_rows) == {1}
    assert set(sheet.facts.hidden_columns) == {1}
    assert sheet.facts.computed == {cell_key(2, 1)}
    assert sheet.facts.errors == {cell_key(2, 0): "#REF!", cell_key(2, 1): "#DIV/0!"}


def test_excel_97_with_a_password_older_or_damaged():
    good = xls(xls_text(0, 0, "甲"))
    circle = bytearray(good)
    struct.pack_into("<I", circle, 512 + 4 * 3, 2)  # the chain of sectors comes back to where it began
    old = bytearray(good)
    struct.pack_into("<H", old, 512 * 3 + 4, 0x0500)
    lies = xls(
        (0x0200, struct.pack("<IIHHH", 256, 1, 0, 1, 0)), xls_text(0, 0, "甲")
    )  # for which a reader sets aside 170 GB
    sectors = bytearray(good)
    struct.pack_into("<I", sectors, 64, 0x7FFFFFFF)
    cases = [
        (lies, "damaged"),
        (bytes(sectors), "damaged"),
        (xls(encrypted=True), "protected"),
        (bytes(circle), "damaged"),
        (bytes(old), "unreadable"),
        (good[:1600], "damaged"),
    ]
    for data, code in cases:
        with pytest.raises(InvalidError) as refused:
            read_workbook(data, "a.xls")
        assert refused.value.findings[0].code == f"registers.file_{code}"


def outcome(data):
    try:
        read_workbook(data, "a.xlsx")
    except InvalidError as refused:
        return refused.findings[0].code
    return "read"


@hypothesis.given(hypothesis.strategies.data())
@hypothesis.settings(max_examples=150)
def test_a_file_with_wrong_bytes_is_read_or_refused_and_nothing_else(data):
    good = data.draw(hypothesis.strategies.sampled_from([GOOD_XLS, WORKBOOK, GOOD_ODS, "名称,面积\n甲,1\n".encode()]))
    bad = bytearray(good)
    for _ in range(data.draw(hypothesis.strategies.integers(1, 8))):
        bad[data.draw(hypothesis.strategies.integers(0, len(bad) - 1))] = data.draw(
            hypothesis.strategies.integers(0, 255)
        )
    assert outcome(bytes(bad)).startswith(("read", "registers.file_"))


GOOD_XLS = xls(xls_text(0, 0, "名称"), xls_number(1, 1, 403.5), xls_error(2, 1, 0x07, formula=True))
GOOD_ODS = ods(f'<table:table table:name="甲"><table:table-row>{ods_cell("面积")}</table:table-row></table:table>')
