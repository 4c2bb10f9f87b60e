"""Spreadsheets as offices send them, written with XlsxWriter: for tests of the pages of the import."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook

HOSTILE = "<script>alert(1)</script>"
MADE = datetime(2026, 1, 5, tzinfo=UTC)
"""When the files say that they were made: the same table gives the same bytes."""


def plain(rows: Sequence[Sequence[object]], *, sheet: str = "企业名录") -> bytes:
    """A workbook of one sheet; the first row is the head. Texts are texts, whatever they look like."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, column, value)
                elif value is not None:
                    page.write(at, column, value)
    return out.getvalue()


def messy() -> bytes:
    """What an office sends: a title, two rows of heads, merged cells, a unit in a head, a formula without a value, an error, a wrong
    check digit, a hidden row, a total, and a second sheet with words.
    """
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        page = book.add_worksheet("企业名录")
        page.merge_range("A1:F1", "2025年全市医药企业名录")
        page.merge_range("A2:A3", "序号")
        page.merge_range("B2:C2", "企业基本情况")
        page.write_row("B3", ["企业名称", "统一社会信用代码"])
        page.merge_range("D2:D3", "主营业务收入（万元）")
        page.merge_range("E2:E3", "所在地")
        page.merge_range("F2:F3", "备注")
        for at, row in enumerate(
            [
                [1, "甘肃陇药饮片有限公司", "", 1234.56, "岷县", ""],
                [2, "岷县归源种植农民专业合作社", "91620100MA710001XX", 98, "岷县", ""],
                [3, HOSTILE, "", 12, "渭源县", "=1+1"],
                [4, "渭源百草有限公司", "", 3, "渭源县", ""],
            ],
            start=3,
        ):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, column, value)
                else:
                    page.write(at, column, value)
        page.write_formula("D7", "=#REF!", None, "#REF!")
        page.set_row(5, None, None, {"hidden": True})
        page.write_row("A8", ["合计", "", "", 1347.56])
        book.add_worksheet("说明").write_row("A1", ["填表说明", "请如实填写"])
    return out.getvalue()
