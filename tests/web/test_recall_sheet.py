"""The spreadsheet and the CSV of a recall: every line of goods, who has it, sums, and what does not agree."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from yaomai.people.queries.recorders import OrganisationName
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine import recall_totals
from yaomai.traceability.engine.moves import Amount, Endpoint, Happening
from yaomai.traceability.engine.recall_totals import Code
from yaomai.traceability.engine.stock import stock
from yaomai.traceability.queries.recall_reach import HolderName, Reach
from yaomai.traceability.queries.recalls import Recall
from yaomai.web.recall_sheet import csv_lines, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
PRODUCT = "https://id.gs1.org/01/09521234500012"
LOT, PACK, CASE, MILL, SHOP = 1, 2, 3, 11, 12


def at(hour):
    return datetime(2026, 11, 1, hour, tzinfo=UTC)


@pytest.fixture
def reach():
    """100 kg made, 130 sold: 30 out of nothing. A pack in a case on its way to the shop. The product's name would be a formula."""
    happenings = [
        Happening(1 << 20 | 2, at(1), "ObjectEvent", "ADD", amounts=[Amount("quantityList", LOT, Decimal("100.50"), "KGM")], biz_location=MILL, organisation=7),
        Happening(2 << 20 | 2, at(2), "ObjectEvent", "OBSERVE", "retail_selling", amounts=[Amount("quantityList", LOT, Decimal("130.50"), "KGM")], biz_location=MILL, organisation=7),
        Happening(3 << 20 | 2, at(3), "ObjectEvent", "ADD", instances={"epcList": [PACK]}, biz_location=MILL, organisation=7),
        Happening(4 << 20 | 2, at(4), "AggregationEvent", "ADD", "packing", instances={"childEPCs": [PACK]}, parent=CASE, biz_location=MILL, organisation=7),
        Happening(5 << 20 | 2, at(5), "ObjectEvent", "OBSERVE", "shipping", instances={"epcList": [CASE]}, read_point=MILL, destination=Endpoint(place=SHOP), organisation=7),
    ]  # fmt: skip
    found = stock(happenings, {LOT, PACK})
    codes = {LOT: Code(LOT, f"{PRODUCT}/10/A1", False), PACK: Code(PACK, f"{PRODUCT}/21/0001%2B", True)}
    called = {PRODUCT: "=当归片"}
    holders = {holder for row in found.standings() for holder in (row.holder, row.to) if holder}
    places = {
        MILL: Named(MILL, "https://id.gs1.org/414/9521234500012", "gln", "place", "切制车间"),
        SHOP: Named(SHOP, "https://id.gs1.org/414/9521234500029", "gln", "place", ""),
    }
    organisation = OrganisationName(7, "陇源饮片", "processor", invented=True)
    recall = Recall(
        9, 9 << 20 | 1, "lot", Named(LOT, f"{PRODUCT}/10/A1", "gtin+lot", "class", ""), None, None, None, 1, "@农残超标", None, None, NOW, None, None, None, None
    )  # fmt: skip
    return Reach(
        recall=recall,
        rows=recall_totals.listed(found, codes),
        things=codes,
        names=called,
        containers={CASE: "(00)095212345000000012"},
        holders={
            one: HolderName(None, places.get(one.place), organisation if one.organisation else None) for one in holders
        },
        product_totals=recall_totals.product_totals(found, codes, called),
        holder_totals=recall_totals.holder_totals(found, codes, called),
        discrepancies=found.discrepancies,
        known_on=None,
        at=None,
        is_whole=True,
    )


def sheets(data):
    """By name: the cells of each sheet as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 — of our own making
        named = [one.get("name") for one in book.iter(f"{MAIN}sheet")]
        found = {}
        for number, name in enumerate(named, start=1):
            sheet = ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 — of our own making
            found[name] = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]
    return found


def test_the_workbook(reach):
    found = sheets(workbook(reach, now=NOW))
    assert list(found) == ["概要", "持有者", "明细", "差异"]
    about = {row[0]: row[1] for row in found["概要"] if len(row) == 2}
    assert about["召回"] == "9"
    assert (about["理由"], about["通知期限"], about["启动"]) == (
        "@农残超标",
        "2026-11-23 09:00:00",
        "2026-11-22 09:00:00",
    )
    assert about["合计"].startswith("不相符")
    header, *totals = found["概要"][-3:]
    assert header[5:11] == ["生成", "已用去", "在手", "在途", "已售", "已销毁"]
    assert [(row[2], *row[5:11], row[12], row[13]) for row in totals] == [
        ("件", "1", "0", "0", "1", "0", "0", "0", "相符"),
        ("千克", "100.50", "0", "0", "0", "130.50", "0", "30.00", "不符"),
    ]
    assert found["明细"][1:] == [
        ["=当归片", "(01)09521234500012 (10)A1", "已售", "130.50", "千克", "切制车间", "切制车间", "陇源饮片", "", "", "2.2", "2026-11-01 10:00:00"],
        ["=当归片", "(01)09521234500012 (21)0001+", "在途", "1", "件", "切制车间", "切制车间", "陇源饮片", "https://id.gs1.org/414/9521234500029", "(00)095212345000000012", "5.2", "2026-11-01 13:00:00"],
    ]  # fmt: skip
    assert found["差异"][1][1:] == [
        "(01)09521234500012 (10)A1",
        "用去、发出、收到或售出的比记录里有的多",
        "30.00",
        "千克",
        "2.2",
    ]
    shop = next(row for row in found["持有者"] if row[0].endswith("0029"))
    assert shop[5:8] == ["0", "1", "0"]


def test_csv_has_the_same_lines_and_no_formulas(reach):
    text = "".join(csv_lines(reach))
    assert text.startswith("\ufeff产品,编码")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert [row[0] for row in rows] == ["'=当归片"] * 2
    assert [row[1:4] for row in rows] == [
        ["(01)09521234500012 (10)A1", "已售", "130.50"],
        ["(01)09521234500012 (21)0001+", "在途", "1"],
    ]


def test_a_sheet_of_nothing(reach):
    empty = Reach(None, [], {}, {}, {}, {}, [], [], [], NOW, NOW, is_whole=False)
    found = sheets(workbook(empty, now=NOW))
    assert list(found) == ["概要", "持有者", "明细"]
    about = {row[0]: row[1] for row in found["概要"] if len(row) == 2}
    assert about == {
        "制表时间": "2026-11-22 09:00:00",
        "截至事件时间": "2026-11-22 09:00:00",
        "按当时所知": "2026-11-22 09:00:00",
        "合计": "相符",
        "注意": "过多，未能全部列出",
    }
