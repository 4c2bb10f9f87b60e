"""D01: products, whose sales are kept by year, each figure with the cell that it was read from."""

from datetime import date

from yaomai.archive.operations.keep_file import keep_file
from yaomai.registers.operations.accept_import import accept_import
from yaomai.registers.operations.begin_import import begin_import
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.queries import entities
from yaomai.registers.queries.imports import an_import
from yaomai.registers.queries.snapshots import snapshot
from yaomai.standards.spreadsheetml import Sheet, workbook

HEADS = ("产品名称", "批准文号", "独家品种", "2024年年销售收入（万元）", "2025年年销售收入（万元）")


def test_sales_are_kept_by_year_and_open_to_their_cell(registers, cast, now):
    office = cast.person("gongxin", "official", of="省工信厅（虚构）")
    row = ("示范一号", "国药准字Z20990001", "是", "12000", "9800.5")
    file = keep_file(office, "产品.xlsx", workbook([Sheet("产品", [(head, 16) for head in HEADS], [row])]), now=now)
    number = begin_import(office, "product", file.record, now=now)
    map_columns(office, number, an_import(office, number).mapping, now=now)
    accept_import(office, number, now=now)
    for year, sales, cell in ((2024, "120000000", "D2"), (2025, "98005000", "E2")):
        (held,) = snapshot(office, {"product"}, on=date(year, 12, 31), now=now).of("product").values()
        assert held.values["sales"] == sales
        statement = entities.statement(office, *held.statements["sales"])
        assert statement.origin_record == file.record
        assert statement.origin_place.endswith(cell)
    (today,) = snapshot(office, {"product"}, on=now.date(), now=now).of("product").values()
    assert "sales" not in today.values
    assert today.values["is_exclusive"] is True
