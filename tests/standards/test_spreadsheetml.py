"""Workbooks hold what was put in: read back with nothing but a ZIP and an XML reader, and structured as ECMA-376 says."""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.spreadsheetml import Sheet, stream, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parsed(package: zipfile.ZipFile, path: str) -> ET.Element:
    return ET.fromstring(package.read(path))  # noqa: S314 — of our own making


def read(data: bytes, number: int = 1) -> list[list[str]]:
    """The cells of a sheet, row by row, as they stand in the file; numbers marked by `#`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = parsed(package, f"xl/worksheets/sheet{number}.xml")
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = []
        for cell in row:
            text = cell.find(f"{MAIN}is/{MAIN}t")
            value = cell.find(f"{MAIN}v")
            cells.append((text.text or "") if text is not None else f"#{value.text}" if value is not None else "")
        rows.append(cells)
    return rows


COLUMNS = (("编码", 20), ("数量", 10))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("(01)09521234500012 (10)A1", "(01)09521234500012 (10)A1"),
        ("00123", "00123"),  # a code is no number
        ("=1+1", "=1+1"),  # text, not a formula
        ('<a> & "b"', '<a> & "b"'),
        (" spaces ", " spaces "),
        ("", ""),
        ("bell\x07", "bell_x0007_"),
        ("line\r", "line_x000D_"),
        ("_x0041_", "_x005F_x0041_"),  # else it would be read as an A
        (Decimal("46.250"), "#46.250"),
        (Decimal("1E+3"), "#1E+3"),
        (7, "#7"),
        (Decimal("0.1234567890123456"), "0.1234567890123456"),  # a double would lose a digit
        (Decimal("NaN"), "NaN"),
    ],
)
def test_cells(cell, written):
    assert read(workbook([Sheet("表", COLUMNS, [(cell, 1)])])) == [["编码", "数量"], [written, "#1"]]


def test_lines_above_a_table_and_several_sheets():
    data = workbook(
        [Sheet("概要", COLUMNS, [("a", 1)], about=[("召回", "7")]), Sheet("It's", COLUMNS, iter([("b", 2)]))]
    )
    assert read(data) == [["召回", "7"], ["编码", "数量"], ["a", "#1"]]
    assert read(data, 2) == [["编码", "数量"], ["b", "#2"]]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        sheets = [parsed(package, f"xl/worksheets/sheet{n}.xml") for n in (1, 2)]
        book = parsed(package, "xl/workbook.xml")
        types = package.read("[Content_Types].xml").decode()
        assert all(
            f'PartName="/{name}"' in types
            for name in package.namelist()
            if name.startswith("xl/") and "rels" not in name
        )
    assert [one.find(f"{MAIN}autoFilter").get("ref") for one in sheets] == ["A3:B4", "A1:B2"]
    panes = [one.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane") for one in sheets]
    assert panes[0] is None
    assert panes[1].get("state") == "frozen"
    assert [one.get("name") for one in book.iter(f"{MAIN}sheet")] == ["概要", "It's"]
    assert [one.text for one in book.iter(f"{MAIN}definedName")] == ["'概要'!$A$3:$B$4", "'It''s'!$A$1:$B$2"]


def test_rows_beyond_those_of_a_sheet_are_left_out(monkeypatch):
    monkeypatch.setattr("yaomai.standards.spreadsheetml.ROWS_MAX", 4)
    assert len(read(workbook([Sheet("表", COLUMNS, ((str(n), n) for n in range(10)))]))) == 4


def test_the_same_tables_give_the_same_bytes():
    assert workbook([Sheet("表", COLUMNS, [("a", 1)])]) == workbook([Sheet("表", COLUMNS, [("a", 1)])])


@given(
    st.lists(
        st.tuples(
            st.text(max_size=30),
            st.decimals(allow_nan=False, allow_infinity=False, places=3, max_value=10**9, min_value=-(10**9)),
        )
    )
)
def test_every_text_and_number_comes_back(rows):
    try:
        "".join(text for text, _ in rows).encode()
    except UnicodeEncodeError:
        return  # half a character cannot be in any file
    back = read(workbook([Sheet("表", COLUMNS, rows)]))[1:]
    assert len(back) == len(rows)
    for (text, number), (cell, value) in zip(rows, back, strict=True):
        assert Decimal(value[1:]) == number
        if text.isprintable() and "_x" not in text:
            assert cell == text


def test_a_stream_is_the_same_workbook_and_sends_rows_before_the_last_is_read():
    read_rows = 0

    def rows():
        nonlocal read_rows
        for number in range(30_000):
            read_rows += 1
            yield (f"（{number}）", number)

    pieces, early = [], 0
    for piece in stream([Sheet("表", COLUMNS, rows()), Sheet("说明", (("项", 9),), [("=1+1",)])]):
        pieces.append(piece)
        early += read_rows < 30_000
    assert early > 0, "something was sent while rows were still to come"
    told = b"".join(pieces)
    assert read(told) == read(workbook([Sheet("表", COLUMNS, [(f"（{n}）", n) for n in range(30_000)])]))
    assert read(told, 2) == [["项"], ["=1+1"]]
