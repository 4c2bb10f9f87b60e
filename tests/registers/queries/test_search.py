"""What is typed finds what the viewer may see, the best answers first."""

import pytest

from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.registers import kinds
from yaomai.registers.declaration import Grant, Group, Kind, Property, Rows, Text
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.queries.search import named, named_all, search
from yaomai.standards.gb32100 import check_character

CODE = "91620100MA71TE8T1" + check_character("91620100MA71TE8T1")
NAMES = (
    "兰州生物制品研究所有限责任公司",
    "兰州佛慈制药股份有限公司",
    "兰州佛慈制药股份有限公司陇西分公司",
    "陇西佛慈药材有限公司",
    "重庆甲药业有限公司",
    "佛慈",
    "GE医疗（中国）有限公司",
    "定西市安定区乙中药材农民专业合作社",
)


@pytest.fixture
def firms(desk):
    return {name: desk.firm(name) for name in NAMES}


def titles(text, viewer=INSTALLATION_VIEWER, **more):
    return [one.title for one in search(viewer, text, **more)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("佛慈", "佛慈"),
        ("兰州佛慈", "兰州佛慈制药股份有限公司"),
        ("生物制品", "兰州生物制品研究所有限责任公司"),
        ("lanzhoushengwu", "兰州生物制品研究所有限责任公司"),
        ("lanzhoushengw", "兰州生物制品研究所有限责任公司"),
        ("lzsw", "兰州生物制品研究所有限责任公司"),
        ("lzswzpyjs", "兰州生物制品研究所有限责任公司"),
        ("lanzsw", "兰州生物制品研究所有限责任公司"),
        ("shengwu", "兰州生物制品研究所有限责任公司"),
        ("chongqing", "重庆甲药业有限公司"),
        ("cq", "重庆甲药业有限公司"),
        ("ＧＥ医疗", "GE医疗（中国）有限公司"),
        ("ge", "GE医疗（中国）有限公司"),
        ("陇西　佛慈", "陇西佛慈药材有限公司"),
        ("佛慈 陇西分公司", "兰州佛慈制药股份有限公司陇西分公司"),
        ("蘭州佛慈製藥", "兰州佛慈制药股份有限公司"),
        ("佛慈yc", "陇西佛慈药材有限公司"),
        ("anding", "定西市安定区乙中药材农民专业合作社"),
        ("庆", "重庆甲药业有限公司"),
        ("GE医疗(中国)有限公司", "GE医疗（中国）有限公司"),
    ],
)
def test_what_is_typed_finds_first(firms, typed, first):
    assert titles(typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["", "  ", "。，", "馘", "zzzz", "兰州馘", "%", "_", "\\", "'; DROP", "x" * 5000, "佛" * 300]
)
def test_what_nothing_answers_finds_nothing(firms, typed):
    assert titles(typed) == []


def test_exact_then_prefix_then_within_shorter_first(firms):
    assert titles("佛慈") == [
        "佛慈",
        "陇西佛慈药材有限公司",
        "兰州佛慈制药股份有限公司",
        "兰州佛慈制药股份有限公司陇西分公司",
    ]


def test_a_code_and_a_part_of_it_are_found(desk, firms):
    number = desk.firm("有代码的", uscc=CODE)
    wide = CODE.translate({ord(one): ord(one) + 0xFEE0 for one in CODE})
    for typed in (CODE, wide, CODE[8:14], CODE[:4], CODE[-8:].lower()):
        found = search(INSTALLATION_VIEWER, typed)
        assert [(one.number, one.property) for one in found] == [(number, "uscc")], typed
    assert search(INSTALLATION_VIEWER, CODE)[0].is_exact


def test_a_former_name_is_found_by_whom_it_is_shown_to(desk):
    number = desk.firm("现在的名字", former=["从前的名字", "更早的"])
    found = search(INSTALLATION_VIEWER, "从前")
    assert [(one.number, one.title, one.property, one.text) for one in found] == [
        (number, "现在的名字", "former", "从前的名字")
    ]
    assert found[0].pieces == (("从前", True), ("的名字", False))
    assert search(ANYONE, "从前") == []
    assert [one.number for one in search(ANYONE, "现在")] == [number]


def test_the_marked_part_is_what_was_read(firms):
    found = search(INSTALLATION_VIEWER, "shengwu")[0]
    assert found.pieces == (("兰州", False), ("生物", True), ("制品研究所有限责任公司", False))
    found = search(INSTALLATION_VIEWER, "ge医疗中国")[0]
    assert found.pieces == (("GE医疗", True), ("（", False), ("中国", True), ("）有限公司", False))


def test_kinds_and_limit(desk, firms):
    desk.firm("佛慈二")
    assert titles("佛慈", kinds=("test_plot",)) == []
    assert titles("佛慈", kinds=()) == []
    assert len(titles("佛慈", kinds=("test_firm",), limit=2)) == 2


def test_named_means_the_whole_name_in_any_spelling(desk, firms):
    number = firms["GE医疗（中国）有限公司"]
    assert named(INSTALLATION_VIEWER, "test_firm", "ge医疗(中国) 有限公司") == [number]
    assert named(INSTALLATION_VIEWER, "test_firm", "GE医疗") == []
    assert named_all(INSTALLATION_VIEWER, "test_firm", ["佛慈", "无", ""]) == {
        "佛慈": [firms["佛慈"]],
        "无": [],
        "": [],
    }


def test_a_title_that_the_viewer_may_not_see_is_not_told(database, now):
    kind = Kind(
        name="test_secretive",
        label="密件",
        properties=(
            Property(name="name", label="名称", type=Text(), seen_by=("official",)),
            Property(name="number", label="编号", type=Text(), required=True, search=True),
        ),
        identity=(("number",),),
        seen_by=(Grant(Group.PUBLIC, Rows.ALL),),
        kept_by=("official",),
    )
    with kinds.declared(kind):
        told = Told("test_secretive", None, (Saying("name", "不可外传"), Saying("number", "甲乙丙七号")))
        (number,) = state(INSTALLATION_VIEWER, [told], origin=Origin("form"), now=now).entities
        assert titles("甲乙丙七") == ["不可外传"]
        assert titles("甲乙丙七", ANYONE) == [f"密件 {number}"]
