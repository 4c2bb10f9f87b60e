"""An indicator's page folds out single months, and says whether the regions add up."""

import re

import pytest
from django.utils import timezone

from askers import browser
from make_statistics import DINGXI, LANZHOU, Statistics, said, until, year
from yaomai.indicators.engine.region_history import parts

REVENUE = "industry.revenue"


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode())).replace("\u00a0", "")


@pytest.fixture
def office(cast):
    made = Statistics(timezone.now())
    made.define(REVENUE, name="营业收入")
    made.define("industry.margin", name="利润率", unit="P1", aggregation="none", basis="level")
    return made


def test_the_year_so_far_is_folded_out_into_months(office):
    office.publish(
        *(said(REVENUE, until(2020, last), level, original=f"{level[:-8]}亿元") for last, level in ((2, "2000000000"), (3, "3150000000"), (5, "3000000000"))),
        said(REVENUE, until(2020, 2), "7.0", basis="yoy"),
        said(REVENUE, until(2020, 3), "8.0", basis="yoy"),
    )  # fmt: skip
    page = browser().get(f"/indicators/{REVENUE}")
    text = words(page)
    assert "折成单月" in text
    assert "11.5 亿元" in text
    assert "9.8%" in text
    assert "个百分点" in text
    assert "是负数" in text
    assert f"/figure/derived/{REVENUE}/620000/-/2020-03-01..2020-03-31" in page.content.decode()
    assert "2020年4—5月" in text  # April is not published


def test_years_are_not_folded_out(office):
    office.publish(said(REVENUE, year(2019), "5"), said(REVENUE, year(2020), "5"))
    assert "折成单月" not in words(browser().get(f"/indicators/{REVENUE}"))


def test_regions_that_do_not_add_up_are_told_with_what_is_absent(office):
    office.publish(
        said(REVENUE, year(2020), "50000000000"),
        said(REVENUE, year(2020), "20000000000", LANZHOU),
        said(REVENUE, year(2020), "10000000000", DINGXI),
    )
    text = words(browser().get(f"/indicators/{REVENUE}"))
    assert "甘肃省 500 亿元 ；2 个下级地区相加 300 亿元" in text
    assert "还缺" in text
    assert "差 200 亿元" in text
    assert "没有数的不能当作零" in text
    assert "对不上" not in text


def test_regions_that_add_up_and_what_is_never_added(office):
    below = parts("620000", year(2020)[1])
    office.publish(
        said(REVENUE, year(2020), "1400000000"),
        *(said(REVENUE, year(2020), "100000000", region) for region in below),
        *(said("industry.margin", year(2020), "7", region, basis="level") for region in ("620000", *below)),
    )
    assert "两者相等" in words(browser().get(f"/indicators/{REVENUE}"))
    office.publish(said(REVENUE, year(2020), "1500000000"))
    assert "对不上，差 1 亿元" in words(browser().get(f"/indicators/{REVENUE}"))
    assert "加得起来吗" not in words(browser().get("/indicators/industry.margin"))


def test_months_are_added_up_to_the_year_so_far_and_each_sum_opens_to_its_months(office):
    office.publish(*(said(REVENUE, until(2020, last, last), f"{last}00000000") for last in (1, 2, 3, 5)))
    answer = browser().get(f"/indicators/{REVENUE}")
    text = words(answer)
    assert "加成累计" in text
    assert "折成单月" not in text
    assert "2020年1—3月" in text
    assert "2020年1—5月" not in text  # April is missing
    href = f"/figure/derived/{REVENUE}/620000/-/2020-01-01..2020-03-31"
    assert href in answer.content.decode()
    assert "6 亿元" in words(browser().get(href))


def test_a_year_so_far_that_was_published_is_not_made_of_months(office):
    months = [said(REVENUE, until(2020, last, last), "100000000") for last in (1, 2, 3)]
    office.publish(*months, said(REVENUE, until(2020, 3), "310000000"))
    assert "加成累计" not in words(browser().get(f"/indicators/{REVENUE}"))


def test_what_became_of_a_region_says_whether_its_values_go_on(office):
    office.publish(said(REVENUE, year(1999), "5", "622426"), said(REVENUE, year(1999), "5", "110103"))
    recoded = browser().get(f"/indicators/{REVENUE}?region=622426")
    assert "换了代码" in words(recoded)
    assert "前后的数可以相接" in words(recoded)
    assert f"/indicators/{REVENUE}?region=621123&amp;segment=" in recoded.content.decode()
    joined = words(browser().get(f"/indicators/{REVENUE}?region=110103"))
    assert "并入了别处" in joined
    assert "不能相接" in joined


def test_a_region_of_today_has_no_history_to_tell(office):
    office.publish(said(REVENUE, year(2020), "5"))
    text = words(browser().get(f"/indicators/{REVENUE}"))
    assert "相接" not in text
