"""A value reads the same everywhere: in words, as markup without anybody's tags, in a cell, in a file."""

from decimal import Decimal

import pytest

from yaomai.registers.declaration import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Kind,
    Number,
    Point,
    Property,
    Ref,
    Text,
    Year,
)
from yaomai.web.register_exports import plain, sheet_name
from yaomai.web.register_shown import cell, groups, head, markup, text

SQUARE = {"type": "Polygon", "coordinates": [[["104", "34"], ["105", "34"], ["105", "35"], ["104", "34"]]]}
TITLES = {7: "归芪制药 & 子"}


def of(type_, **more):
    return Property(name="one", label="一栏", type=type_, **more)


@pytest.mark.parametrize(
    ("one", "value", "words", "written"),
    [
        (of(Text()), "<b>", "<b>", "<b>"),
        (of(Text(), many=True), ["甲", "乙"], "甲、乙", "甲、乙"),
        (of(Number(unit="CNY")), "12345.60", "12\xa0345.60 元", Decimal("12345.60")),
        (of(Number(unit="P1")), "0.35", "0.35 %", "0.35%"),
        (of(Division()), "621126", "甘肃省定西市岷县", "621126 岷县"),
        (of(Code("industry")), "2730", "2730 中药饮片加工", "2730 中药饮片加工"),
        (of(Code("gln")), "6901234000009", "6901234000009", "6901234000009"),
        (of(Choice({"a": "甲", "b": "乙"}), many=True), ["b", "a"], "乙、甲", None),
        (of(Flag()), False, "否", "否"),
        (of(Date()), "2026-03-01", "2026-03-01", "2026-03-01"),
        (of(Year()), 1998, "1998 年", "1998"),
        (of(Ref("firm")), 7, "归芪制药 & 子", "归芪制药 & 子"),
        (of(Ref("firm")), 8, "（不公开）", ""),
        (of(Point()), ["104.03", "34.44"], "东经 104.03°，北纬 34.44°", None),
        (of(Area()), SQUARE, "边界（4 个点）", None),
        (of(Text()), None, "没有", ""),
    ],
)
def test_values_in_words_and_in_files(one, value, words, written):
    assert text(one, value, TITLES) == words
    if written is not None:
        assert plain(one, value, TITLES) == written
    assert "<b>" not in markup(one, value, TITLES)
    assert "<b>" not in cell(one, value, TITLES, href="/statements/1.1")


def test_a_reference_that_is_seen_is_a_link_and_one_that_is_not_is_none():
    one = of(Ref("firm"))
    assert markup(one, 7, TITLES) == '<a href="/registers/firm/7">归芪制药 &amp; 子</a>'
    assert "8" not in markup(one, 8, TITLES)


def test_a_division_in_a_cell_is_its_own_name():
    assert ">岷县<" in cell(of(Division()), "621126", {}, href="/statements/1.1")


def test_heads_state_the_unit():
    assert head(of(Number(unit="MU"))) == "一栏（亩）"
    assert head(of(Number())) == "一栏"


def test_a_sheet_is_called_what_a_spreadsheet_takes():
    kind = Kind(name="k", label="品牌/标识：[甲]" * 6, properties=(of(Text()),), seen_by=(), kept_by=(), title="one")
    assert len(sheet_name(kind)) == 31
    assert not set(sheet_name(kind)) & set("[]:*?/\\")


def test_properties_stand_in_groups_and_what_is_not_seen_in_none():
    kind = Kind(
        name="k",
        label="种",
        properties=(
            Property(name="name", label="名称", type=Text()),
            Property(name="county", label="县", type=Division()),
            Property(name="area", label="面积", type=Number(unit="MU")),
            Property(name="keeper", label="负责人", type=Text(), seen_by=("own",)),
        ),
        seen_by=(),
        kept_by=(),
        place="county",
    )
    found = {key: [one.name for one in properties] for key, _, properties in groups(kind, {"name", "county", "keeper"})}
    assert found == {"naming": ["name"], "place": ["county"], "internal": ["keeper"]}
