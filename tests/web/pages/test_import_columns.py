"""What each column is: units and years that belong to it, whatever was guessed."""

import re

import pytest

from askers import signed_in
from import_desk import asked, begun, mapped, offered, words
from make_import_files import plain
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.models import Statement
from yaomai.registers.sight import seen_by

TABLE = (
    ("2025年医药企业名录",),
    ("企业名称", "主营业务收入（万元）", "从业人数（人）", "入账（万元）", "所在地"),
    ("陇药饮片有限公司", 120, 12, 7, "岷县"),
    ("归源合作社", 3.5, 3, 8, "岷县"),
)


@pytest.fixture
def official(cast):
    return signed_in(cast.account("lina", "official", of="定西市工信局"))


def periods():
    """Property to the days of which it is said."""
    with seen_by(INSTALLATION_VIEWER):
        return {one.property: (str(one.valid_from or ""), str(one.valid_to or "")) for one in Statement.objects.all()}


def test_only_what_is_told_year_by_year_is_of_the_year_above_the_table(official):
    path = begun(official, plain(TABLE))
    page = asked(official, path)
    assert "“主营业务收入” 已当作那一年的，其余的不限年份" in words(page)
    mapped(official, path)
    official.post(f"{path}/accept")
    assert periods() == {
        "name": ("", ""), "revenue": ("2025-01-01", "2026-01-01"), "employees": ("", ""), "division": ("", ""),
    }  # fmt: skip


def test_a_person_may_say_a_year_of_any_column(official):
    path = begun(official, plain(TABLE))
    mapped(official, path, **{"year.2": "2024"})
    official.post(f"{path}/accept")
    assert periods()["employees"] == ("2024-01-01", "2025-01-01")


def test_every_column_has_boxes_and_a_hand_mapped_one_keeps_unit_and_year(official):
    path = begun(official, plain(TABLE))
    page = asked(official, path).content.decode()
    assert re.findall(r'name="(?:unit|year)\.(\d)"', page) == [f"{at // 2}" for at in range(10)]
    form = offered(asked(official, path)) | {"column.1": "", "column.3": "revenue", "was.1": "revenue", "was.3": ""}
    assert form["unit.3"] == "万元"
    assert official.post(f"{path}/columns", form).status_code == 302
    official.post(f"{path}/accept")
    assert periods()["revenue"] == ("2025-01-01", "2026-01-01")
    with seen_by(INSTALLATION_VIEWER):
        assert set(Statement.objects.filter(property="revenue").values_list("value", flat=True)) == {"70000", "80000"}


def test_what_offices_call_things_is_known_and_what_is_only_like_it_is_marked(official):
    heads = ("企业全称", "职工人数", "成立时间", "企业荣誉", "联系方式", "收入主营业务", "开户行")
    page = asked(official, begun(official, plain([heads, ("甲公司", 3, "2015-03-01", "龙头", "0932", 5, "农行")])))
    form = offered(page)
    assert [form[f"column.{at}"] for at in range(7)] == [
        "name", "employees", "founded", "titles", "telephone", "revenue", "",
    ]  # fmt: skip
    assert words(page).count("请核对：表头只是相近") == 1


def test_a_part_of_one_options_word_is_read_as_it_and_said_so(official):
    heads = ("企业名称", "称号")
    path = begun(official, plain([heads, ("甲公司", "龙头、瞪羚"), ("乙公司", "非龙头企业")]))
    mapped(official, path)
    new = words(official.get(f"{path}/rows?state=new"))
    assert "龙头企业" in new
    assert "按唯一对得上的选项读" in new
    faulty = words(official.get(f"{path}/rows?state=faulty"))
    assert "从这些里选：龙头企业" in faulty
    assert "瞪羚" not in faulty.partition("乙公司")[2]
