"""The query string of a list: read, written again, told in words; what cannot be used is a fault and no silence."""

import pytest
from django.http import QueryDict

from yaomai.registers.declaration import Choice, Code, Date, Division, Flag, Kind, Number, Point, Property, Ref, Text
from yaomai.web.register_listing import condition_words, given, parameter, read

KIND = Kind(
    name="plot",
    label="地块",
    properties=(
        Property(name="name", label="名称", type=Text()),
        Property(name="county", label="县", type=Division()),
        Property(name="area", label="面积", type=Number(unit="MU")),
        Property(name="sort", label="类别", type=Choice({"gi": "地理标志"})),
        Property(name="is_good", label="达标", type=Flag()),
        Property(name="start", label="起", type=Date()),
        Property(name="firm", label="企业", type=Ref("firm")),
        Property(name="gln", label="位置码", type=Code("gln")),
        Property(name="at", label="位置", type=Point()),
        Property(name="keeper", label="负责人", type=Text()),
    ),
    seen_by=(),
    kept_by=(),
    columns=("county", "area"),
)
SEEN = frozenset(KIND.by_name) - {"keeper"}


def asked(query):
    return read(given(QueryDict(query)), KIND, SEEN, resolve=lambda _one, text: 7 if text == "归芪" else None)


@pytest.mark.parametrize(
    ("query", "filters", "words"),
    [
        ("name=归", [("name", "has", "归")], "名称含“归”"),
        ("county=岷县", [("county", "below", "岷县")], "县：甘肃省定西市岷县（含下级）"),
        ("area.from=5万", [("area", "from", "5万")], "面积 ≥ 50\xa0000 亩"),
        ("area.to=7", [("area", "to", "7")], "面积 ≤ 7 亩"),
        ("sort.is=gi", [("sort", "is", "gi")], "类别：地理标志"),
        ("is_good=true", [("is_good", "is", "true")], "达标：是"),
        ("firm=归芪", [("firm", "is", "7")], "企业：归芪"),
        ("firm=12", [("firm", "is", "12")], "企业：12"),
        ("empty=area", [("area", "empty", "yes")], "面积没有填"),
        ("disputed=area", [("area", "disputed", "yes")], "面积说法不一"),
        ("gln.has=690", [("gln", "has", "690")], "位置码含“690”"),
    ],
)
def test_conditions(query, filters, words):
    one = asked(query)
    assert [(each.property, each.op, each.value) for each in one.filters] == filters
    assert [condition_words(each) for each in one.conditions] == [words]
    assert one.faults == ()
    assert asked(one.query()).filters == one.filters, "what is written is read again"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("keeper=王", "registers.filter_unknown"),
        ("keeper.empty=yes", "registers.filter_unknown"),
        ("sort=keeper", "registers.sort_unknown"),
        ("columns=name,keeper", "registers.column_unknown"),
        ("sort=at", "registers.sort_unknown"),
        ("area.below=1", "registers.filter_operation"),
        ("area=十", "registers.value_numeral"),
        ("firm=没有", "registers.filter_ref"),
        ("area.empty=maybe", "registers.filter_value"),
        (f"name={'长' * 300}", "registers.filter_value"),
        ("name=%00", "registers.filter_value"),
    ],
)
def test_what_cannot_be_used_is_a_fault_and_is_left_out(query, code):
    one = asked(query)
    assert [fault.code for fault in one.faults] == [code]
    assert one.filters == ()


def test_columns_are_the_declared_ones_until_others_are_chosen_and_the_title_stands_first():
    assert [one.name for one in asked("").columns] == ["name", "county", "area"]
    assert "columns" not in asked("columns=name,county,area").query()
    assert [one.name for one in asked("columns=area&columns=name").columns] == ["name", "area"]
    assert {one.name for one in asked("columns=*").columns} == SEEN


def test_a_property_that_is_called_like_a_parameter_is_asked_for_in_full():
    assert parameter(KIND.by_name["sort"], "is") == "sort.is"
    assert parameter(KIND.by_name["name"], "has") == "name"
    assert asked("sort=-area&sort.is=gi").query() == "sort.is=gi&sort=-area"
