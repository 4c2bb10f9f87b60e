"""Where the table is in sheets as offices make them: heads, units, years, totals, notes; and what its columns are taken for."""

from datetime import date

import pytest

from make_spreadsheets import xlsx
from yaomai.registers.declaration import Choice, Code, Division, Grant, Group, Kind, Number, Property, Ref, Rows, Text
from yaomai.registers.engine.column_mapping import ColumnMapping, ColumnUse, guess, known_head, unit_fits
from yaomai.registers.engine.sheet_outline import fold, outline, parted, table
from yaomai.registers.engine.spreadsheet import read_workbook

BASE = Kind(
    name="base",
    label="种植基地",
    properties=(
        Property(name="name", label="名称", type=Text(), required=True, heads=("基地名称",)),
        Property(name="division", label="所在地", type=Division(), heads=("县区", "行政区划")),
        Property(name="herb", label="药材", type=Ref("herb"), heads=("品种",)),
        Property(name="area", label="面积", type=Number(unit="MU"), yearly=True, heads=("种植面积",)),
        Property(name="output", label="产量", type=Number(unit="TNE")),
        Property(name="operator", label="经营者", type=Text(), heads=("经营单位",)),
        Property(name="uscc", label="统一社会信用代码", type=Code("uscc")),
        Property(name="kind", label="类型", type=Choice({"gap": "GAP", "plain": "普通"})),
    ),
    seen_by=(Grant(Group.PUBLIC, Rows.ALL),),
    kept_by=("official",),
)


def seen(data, name="a.xlsx"):
    sheet = read_workbook(data, name).sheets[0]
    return sheet, outline(sheet, lambda text: known_head(BASE, text))


def merged(*areas):
    def merge(page, _book):
        for area, text in areas:
            page.merge_range(area, text)

    return merge


PLAIN = (("名称", "县区", "面积"), ("甲", "陇西县", 1), ("乙", "岷县", 2))
CASES = [
    # what, rows, then, head (first, last), heads, rows of data (as the spreadsheet counts), left out
    ("a plain table", PLAIN, None, (1, 1), ["名称", "县区", "面积"], [2, 3], []),
    ("a title above", (("全省种植基地一览表",), (), *PLAIN), None, (3, 3), ["名称", "县区", "面积"], [4, 5], []),
    ("a title over all columns, the year and the unit below it",
     ((), ("2024年度", None, "单位：万亩"), *PLAIN), merged(("A1:C1", "一览表")), (3, 3), ["名称", "县区", "面积"], [4, 5], []),
    ("two rows of heads, merged",
     ((), (None, None, 2024, "2025年"), ("甲", "陇西县", 1, 2)),
     merged(("A1:A2", "名称"), ("B1:B2", "县区"), ("C1:D1", "种植面积")), (1, 2),
     ["名称", "县区", "种植面积 2024", "种植面积 2025年"], [3], []),
    ("three rows of heads: groups, heads, units",
     ((), ("名称", "县区", "面积", "产量"), (None, None, "（万亩）", "（吨）"), ("甲", "陇西县", 1, 2)),
     merged(("A1:B1", "基本情况"), ("C1:D1", "生产情况")), (1, 3),
     ["基本情况 名称", "基本情况 县区", "生产情况 面积", "生产情况 产量"], [4], []),
    ("a row that numbers the columns", (PLAIN[0], ("甲", "乙", 1), *PLAIN[1:]), None, (1, 1), ["名称", "县区", "面积"], [2, 3, 4], []),
    ("a row that numbers the columns of a wide table",
     (("名称", "县区", "面积", "产量"), ("甲", "乙", 1, 2), ("丙", "岷县", 1, 1)), None, (1, 2), ["名称", "县区", "面积", "产量"], [3], []),
    ("totals and notes below",
     (*PLAIN, ("合 计", None, 3), ("其中：小计", None, 3), ("注：含林下。",), ("填表人：张三", "联系电话：1", None)), None, (1, 1),
     ["名称", "县区", "面积"], [2, 3], [(4, "total"), (5, "total"), (6, "note"), (7, "note")]),
    ("a total above the rows", (PLAIN[0], ("总计", None, 3), *PLAIN[1:]), None, (1, 1), ["名称", "县区", "面积"], [3, 4], [(2, "total")]),
    ("parts with titles of their own", (*PLAIN, (), *PLAIN[1:]), merged(("A4:C4", "二、岷县")), (1, 1),
     ["名称", "县区", "面积"], [2, 3, 5, 6], [(4, "section")]),
    ("the head again on each page", (*PLAIN, PLAIN[0], *PLAIN[1:]), None, (1, 1), ["名称", "县区", "面积"], [2, 3, 5, 6], [(4, "head_again")]),
    ("blank rows between", (PLAIN[0], (), PLAIN[1], (" ",), PLAIN[2]), None, (1, 1), ["名称", "县区", "面积"], [3, 5], []),
    ("columns without a head", ((None, *PLAIN[0]), (1, *PLAIN[1])), None, (1, 1), ["名称", "县区", "面积"], [2], []),
    ("heads that nobody knows", (("甲方", "乙方", "丙方"), ("a", "b", 1)), None, (1, 1), ["甲方", "乙方", "丙方"], [2], []),
    ("line breaks within heads", (("名称", "县\n区", "面积\n（亩）"), ("甲", "陇西县", 1)), None, (1, 1), ["名称", "县区", "面积（亩）"], [2], []),
    ("a name like a total is data", (*PLAIN, ("合计生物科技", "岷县", 3)), None, (1, 1), ["名称", "县区", "面积"], [2, 3, 4], []),
    ("one column", (("名称",), ("甲",), ("乙",)), None, (1, 1), ["名称"], [2, 3], []),
    ("numbers only: no head", ((1, 2, 3), (4, 5, 6)), None, (0, 0), [], [1, 2], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "then", "head", "heads", "data", "left_out"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_where_the_table_is(rows, then, head, heads, data, left_out):
    sheet, found = seen(xlsx(*rows, then=then))
    assert (found.first_head, found.last_head) == head
    assert [one.text for one in found.heads] == heads
    below = table(sheet, found)
    assert [row + 1 for row in below.data] == data
    assert [(row + 1, code) for row, code, _ in below.left_out] == left_out


def test_two_rows_of_heads_in_a_text_file():
    sheet, found = seen("名称,种植面积,,产量\n,2024,2025,\n甲,5,6,9\n".encode(), "a.csv")
    assert [one.text for one in found.heads] == ["名称", "种植面积 2024", "种植面积 2025", "产量"]
    assert table(sheet, found).data == [2]


def test_what_is_stated_above_the_table_holds_for_all_of_it():
    _, found = seen(xlsx(("2024年全省种植基地",), ("单位：万亩、吨",), *PLAIN))
    assert (found.unit_above, found.year_above) == ("万亩", 2024)
    mapping = guess(BASE, found)
    assert (mapping.valid_from, mapping.valid_to) == (None, None), "a name holds beyond the year of the table"
    assert [use.valid_from for use in mapping.columns] == [None, None, date(2024, 1, 1)]
    assert [(use.property, use.unit) for use in mapping.columns] == [("name", ""), ("division", ""), ("area", "万亩")]


def test_what_is_odd_is_said_with_its_place():
    def hide(page, _book):
        page.set_row(1, None, None, {"hidden": True})
        page.set_column("B:B", None, None, {"hidden": True})
        page.merge_range("B2:B3", "陇西县")
        page.write_formula("C2", "=1", None, 1)

    _, found = seen(xlsx(("名称", "县区", "面积", "面积"), ("甲",), ("乙",), then=hide))
    assert [(note.code, note.place) for note in found.notes] == [
        ("hidden_row", "表!2"), ("hidden_column", "表!B"), ("merged", "表!B2:B3"), ("computed", "表!C2"), ("duplicate_head", "表!D1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("面积", ("面积", "", None)),
        ("面积（万亩）", ("面积", "万亩", None)),
        ("面积(单位:亩)", ("面积", "亩", None)),
        ("2024年种植面积（亩）", ("种植面积", "亩", 2024)),
        ("种植面积 2024", ("种植面积", "", 2024)),
        ("面积（2024年）", ("面积", "", 2024)),
        ("金额[万元]", ("金额", "万元", None)),
        ("2024", ("2024", "", 2024)),
        ("编号 20240001", ("编号 20240001", "", None)),
    ],
)
def test_units_and_years_in_heads(text, parts):
    assert parted(text) == parts


GUESSES = [
    ("labels and declared heads", ("名称", "行政区划", "品种", "面积"), ["name", "division", "herb", "area"]),
    ("full width, spaces, brackets", ("名 称", "县区*", "面积（亩）", "ＧＡＰ"), ["name", "division", "area", ""]),
    (
        "longer and shorter heads",
        ("基地名称（全称）", "所在地县区", "统一信用代码", "年产量（吨）"),
        ["name", "division", "uscc", "output"],
    ),
    ("groups above", ("基本情况 名称", "生产情况 面积（万亩）"), ["name", "area"]),
    ("a number of the row is none of them", ("序号", "名称"), ["", "name"]),
    ("the same twice: the first", ("名称", "面积", "面积"), ["name", "area", ""]),
    ("the same for two years: both", ("2024年面积", "2025年面积"), ["area", "area"]),
    ("a head that only resembles is left out", ("名", "积"), ["", ""]),
]


@pytest.mark.parametrize(("heads", "properties"), [case[1:] for case in GUESSES], ids=[case[0] for case in GUESSES])
def test_what_columns_are_taken_for(heads, properties):
    _, found = seen(xlsx(heads, ["x"] * len(heads)))
    assert [use.property for use in guess(BASE, found).columns] == properties


@pytest.mark.parametrize("head", ["所在县", "所在市", "所在县区", "所属地区", "地址所在区"])
def test_where_something_is_has_many_heads(head):
    _, found = seen(xlsx(("基地名称", head), ["x", "陇西县"]))
    assert [use.property for use in guess(BASE, found).columns] == ["name", "division"]


@pytest.mark.parametrize(
    ("name", "unit", "fits"),
    [
        ("area", "万亩", True),
        ("area", "公顷", True),
        ("area", "吨", False),
        ("area", "含林下", False),
        ("name", "亩", False),
        ("area", "", False),
    ],
)
def test_units_that_fit(name, unit, fits):
    assert unit_fits(BASE.by_name[name], unit) is fits


def test_a_mapping_is_kept_as_json():
    uses = (ColumnUse(0, "名称", "name"), ColumnUse(2, "面积", "area", "万亩", date(2024, 1, 1), date(2025, 1, 1)))
    mapping = ColumnMapping("表", 1, 2, uses, {"kind": "GAP"}, date(2024, 1, 1), None)
    assert ColumnMapping.from_json(mapping.as_json()) == mapping
    assert mapping.heads == ["名称", "面积"]


def test_heads_are_compared_without_width_case_and_signs():
    assert fold(" ＧＬＮ（编号）: ") == fold("gln编号")
