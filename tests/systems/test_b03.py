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
    after = target(ANYONE, number)
    assert [one.wording.low for one in after.history] == [before.now.low, wording.low]
    assert after.history[-1].reason == "中期评估"
    found = judged("医药工业主营业务收入")
    assert round(found.completion * wording.low, 6) == found.value
