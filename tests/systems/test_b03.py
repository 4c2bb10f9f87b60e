"""B03: is what a plan promised judged by what a later one reports, with the differences said, and never without a figure?"""

from dataclasses import replace

import pytest
from django.utils import timezone

from yaomai.demo import plans
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.models import Target
from yaomai.planning.operations.judge import judge_all, judge_changed
from yaomai.planning.operations.set_target import NewWording, set_target
from yaomai.planning.queries.targets import target
from yaomai.planning.queries.verdicts import board, verdict_of
from yaomai.web.target_shown import sentences

NOW = timezone.now()


@pytest.fixture
def judged(database):
    """The three plans, judged; the verdict of a target by its name."""
    plans.load_plans(INSTALLATION_VIEWER, now=NOW, say=print, beside=plans.BESIDE / "nowhere")
    judge_all(now=NOW)
    return lambda name: verdict_of(ANYONE, Target.objects.filter(name=name).values_list("target", flat=True)[0]).verdict


def test_the_revenue_target_of_2020_is_judged_by_the_later_plan_and_the_differences_are_said(judged):
    found = judged("医药工业主营业务收入")
    assert (found.state, f"{found.completion * 100:.1f}", found.comparability) == ("missed", "58.7", "caution")
    said = "".join(sentences(found.reasons, target(ANYONE, Target.objects.get(name="医药工业主营业务收入").target)))
    assert "176.23 亿元" in said
    assert "年份不同" in said
    assert "指标不同" in said


def test_a_range_an_about_and_an_at_least_are_judged_by_different_rules(judged):
    codes = {
        name: {one.code for one in judged(name).reasons}
        for name in ("年销售收入10亿元以上单品种数", "医药工业主营业务收入", "关键技术服务平台数")
    }
    assert "range_one_sided" in codes["年销售收入10亿元以上单品种数"]
    assert "range_one_sided" not in codes["医药工业主营业务收入"]
    assert judged("年销售收入10亿元以上单品种数").state == "met"
    assert judged("关键技术服务平台数").state == "cannot_judge"


def test_a_target_without_a_comparable_figure_cannot_be_judged(judged):
    without = [row for row in board(ANYONE) if row.state == "cannot_judge"]
    assert len(without) > 40
    for row in without:
        found = verdict_of(ANYONE, row.target.target).verdict
        assert (found.light, bool(found.reasons)) == ("grey", True), row.target.now.name
    assert all(row.state != "met" or row.value is not None for row in board(ANYONE))


def test_an_adjusted_target_keeps_the_old_value_and_the_reason(judged):
    number = Target.objects.get(name="医药工业主营业务收入").target
    before = target(ANYONE, number)
    wording = replace(before.now, low=before.now.low - 1, high=before.now.low - 1)
    set_target(INSTALLATION_VIEWER, number, NewWording(wording, "中期评估", expected=before.record), now=timezone.now())
    judge_changed(now=timezone.now())
    after = target(INSTALLATION_VIEWER, number)  # why it was adjusted is for offices
    assert [one.wording.low for one in after.history] == [before.now.low, wording.low]
    assert after.history[-1].reason == "中期评估"
    found = judged("医药工业主营业务收入")
    assert round(found.completion * wording.low, 6) == found.value


def refused(found) -> dict[str, set[str]]:
    """The figures that were not used, by name and value, with the codes of their reasons."""
    return {
        f"{one.name} {one.value:f}": {each.code for each in one.reasons} for one in found.used if one.role == "refused"
    }


@pytest.mark.parametrize(
    ("target", "figure", "code"),
    [
        ("产品销售收入", "主营业务收入 10579000000", "province_for_city"),
        ("年销售收入1-5亿元企业数", "年销售收入过亿元企业数 19", "province_for_city"),
        ("培育扶持重点骨干企业数", "规模以上生物医药工业企业数 22", "declared_not"),
        ("新建公共技术服务平台数", "国家级企业技术中心数 1", "declared_not"),
        ("取得临床或生产批件的新药数", "创新药临床批件数 5", "span_differs"),
        ("建设的国家地方联合工程中心或国家级企业技术中心数", "国家地方联合工程研究中心数 3", "declared_not"),
        ("主营业务收入10亿元左右企业数", "产值规模超过10亿元的医药制造企业数 4", "declared_not"),
        ("大宗道地药材标准化种植面积", "中药材种植面积 4830000", "declared_not"),
        ("改造建设的产地市场数", "已建成中药材专业交易市场数 5", "declared_not"),
        ("年销售额20亿元以上的医药经营企业数", "营业收入过亿元企业数 34", "whole_for_part"),
        ("陇药产业主营业务收入年均增速", "医药制造工业营业收入五年年均增速 12.1", "declared_not"),
    ],
)
def test_a_figure_that_a_hurried_reader_would_take_is_named_and_refused(judged, target, figure, code):
    found = judged(target)
    assert found.state == "cannot_judge"
    assert code in refused(found).get(figure, set()), refused(found)


def test_the_citys_promise_is_more_than_the_whole_province_reached_and_that_is_a_hint_and_no_verdict(judged):
    found = judged("工业增加值")
    assert found.state == "cannot_judge"
    (hint,) = [one for one in found.reasons if one.code == "whole_short"]
    assert (hint.values["value"], hint.values["target"]) == ("4179000000", "5000000000")
    assert "whole_short" not in {
        one.code for one in judged("产品销售收入").reasons
    }  # 105.79 of the province, 100 promised


def test_a_count_of_another_threshold_is_not_told_as_the_newest_value(judged):
    found = judged("年销售收入5-10亿元品种数")
    assert (found.state, found.value) == ("cannot_judge", None)
    assert found.reasons[0].code == "no_figure_of_year"
    assert found.reasons[0].values["upper"] == "6"
