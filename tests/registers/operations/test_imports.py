"""A file becomes statements: what is proposed, what is previewed, what is accepted, and how it is taken back."""

from dataclasses import replace

import pytest

from make_spreadsheets import xlsx
from yaomai.archive.operations.keep_file import keep_file
from yaomai.registers.operations.accept_import import accept_import, undo_import
from yaomai.registers.operations.begin_import import begin_import
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.queries import imports
from yaomai.registers.queries.entities import entity, history
from yaomai.registers.queries.lists import Listing, page

USCC = ("9162110571902101XQ", "91621122MA71ABCD14")
HEADS = ("名称", "代码", "所在地", "人数", "收入（万元）", "类型")
ROWS = (
    ("陇西甲药业有限公司", None, "陇西县", 12, 3.5, "公司"),
    ("岷县乙药业有限公司", USCC[1], "岷县", "１３", "1,200", "分支"),
    ("合计", None, None, 25, 1203.5, None),
)


@pytest.fixture
def official(cast):
    return cast.person("official", "official", of="省局")


@pytest.fixture
def office(official, now):
    return Office(official, now)


class Office:
    """Imports files as an office does: begins, says yes to the columns, and accepts."""

    def __init__(self, viewer, now):
        self.viewer, self.now = viewer, now

    def begin(self, *rows, heads=HEADS, name="企业.xlsx", kind="test_firm", data=None):
        data = data if data is not None else xlsx(heads, *rows, sheet="企业")
        kept = keep_file(self.viewer, name, data, now=self.now)
        return begin_import(self.viewer, kind, kept.record, now=self.now)

    def preview(self, *rows, **more):
        change = more.pop("change", lambda mapping: mapping)
        number = self.begin(*rows, **more)
        map_columns(self.viewer, number, change(self.see(number).mapping), now=self.now)
        return number

    def see(self, number):
        return imports.an_import(self.viewer, number)

    def rows(self, number, **more):
        return imports.rows(self.viewer, number, **more)

    def accept(self, number, *given, **more):
        accept_import(self.viewer, number, *given, now=self.now, **more)
        return self.see(number)

    def written(self, *rows, **more):
        number = self.preview(*rows, **more)
        return self.accept(number)


def states(rows):
    return [(row.title, row.state) for row in rows]


def test_from_a_file_to_statements_that_point_to_its_cells(office):
    number = office.begin(*ROWS)
    begun = office.see(number)
    assert (begun.state, begun.mapping_from, begun.file.name) == ("mapping", "guessed", "企业.xlsx")
    assert [(use.property, use.unit) for use in begun.mapping.columns] == [
        ("name", ""), ("uscc", ""), ("division", ""), ("staff", ""), ("revenue", "万元"), ("form", ""),
    ]  # fmt: skip
    map_columns(office.viewer, number, begun.mapping, now=office.now)
    seen = office.see(number)
    assert (seen.state, seen.mapping_from) == ("ready", "confirmed")
    assert {state: count for state, count in seen.counts.items() if count} == {"new": 2}
    assert [(one.row, one.code) for one in seen.left_out] == [(4, "total")]
    assert states(office.rows(number)) == [("陇西甲药业有限公司", "new"), ("岷县乙药业有限公司", "new")]
    accepted = office.accept(number)
    assert (accepted.state, accepted.counts["accepted"]) == ("ready", 2)
    (acceptance,) = accepted.acceptances
    assert (acceptance.rows, acceptance.entities, acceptance.account) == (2, 2, office.viewer.account)
    first, second = (row.entity for row in office.rows(number))
    seen = entity(office.viewer, second)
    assert {name: cell.value for name, cell in seen.cells.items()} == {
        "name": "岷县乙药业有限公司", "uscc": USCC[1], "division": "621126", "staff": "13", "revenue": "12000000", "form": "branch",
    }  # fmt: skip
    (said,) = history(office.viewer, first, "revenue")
    assert (said.value, said.origin, said.origin_record, said.origin_place) == (
        "35000", "cell", accepted.file.record, "企业!E2",
    )  # fmt: skip
    assert page(office.viewer, Listing("test_firm")).total == 2


def test_undone_it_is_as_if_nothing_had_been_said_and_can_be_accepted_again(office):
    accepted = office.written(*ROWS)
    number, deed = accepted.number, accepted.acceptances[0].deed
    undo_import(office.viewer, number, deed, "the wrong file", now=office.now)
    undone = office.see(number)
    assert undone.acceptances[0].undone_by is not None
    assert undone.counts["accepted"] == 0
    assert page(office.viewer, Listing("test_firm")).total == 0
    again = office.accept(number)
    assert again.counts["accepted"] == 2
    assert page(office.viewer, Listing("test_firm")).total == 2
    assert replace(again, acceptances=()).state == "ready"
