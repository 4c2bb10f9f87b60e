"""Each figure of an indicator opens to what says it: edition, words as printed, place, correction, formula with its inputs."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from askers import browser, signed_in
from make import sequenced
from make_statistics import DINGXI, GANSU, LANZHOU, Statistics, key, said, until, year
from yaomai.archive.operations.keep_document import Description, keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.indicators.engine.reckoned import Asked, read_reference, reference
from yaomai.indicators.engine.region_history import parts
from yaomai.indicators.engine.spans import Span
from yaomai.indicators.engine.values import NewCorrection
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.withdraw import withdraw
from yaomai.indicators.queries.editions import observations_in
from yaomai.people.queries.recorders import account_name
from yaomai.people.viewer import INSTALLATION_VIEWER

REVENUE = "industry.revenue"


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def opened(value, by=None):
    return (by or browser()).get(f"/figure/observation/{value.record}/{value.ordinal}")


@pytest.fixture
def office(cast):
    made = Statistics(timezone.now())
    made.define(REVENUE, name="营业收入", scope="规模以上医药制造业")
    made.define("industry.profit", name="利润总额")
    return made


def only(edition, viewer="official"):
    (found,) = observations_in(viewer, edition.record)
    return found


def test_a_published_value_says_who_published_it_and_what_was_printed(office):
    made = office.publish(
        said(REVENUE, year(2021), "43310000000", original="433.1亿元", status="P"), title="年鉴", publisher="统计局"
    )
    text = words(opened(only(made)))
    for each in (
        "营业收入 · 2021年",
        "433.1 亿元",
        "甘肃省",
        "演示数据",
        "初步数",
        "统计局",
        "年鉴",
        "433.1亿元",
        "规模以上医药制造业",
    ):
        assert each in text, each
    assert "直接记录，没有计算" in text


def test_a_receipt_is_for_who_may_know_who_recorded_it(office, cast, log_setup):
    value = only(office.publish(said(REVENUE, year(2015), "1")))
    official = signed_in(cast.account("official", "official", of="省局"))
    sequenced(log_setup, timezone.now())
    assert "/log/receipt/" in opened(value, official).content.decode()
    assert "/log/receipt/" not in opened(value).content.decode()


def test_who_recorded_a_value_is_told_to_who_may_know_and_its_organisation_to_others(office, cast):
    recorder = cast.person("guan", "official", of="省局")
    value = only(office.publish(said(REVENUE, year(2015), "1"), by=recorder))
    assert "记录人 省局" in words(opened(value))
    auditor = signed_in(cast.account("auditor", "auditor", of="别处"))
    text = words(opened(value, auditor))
    assert ("记录人 省局" in text, account_name(recorder.account) in text) == (False, True)


def test_the_record_may_be_written_as_people_write_it(office):
    made = only(office.publish(said(REVENUE, year(2021), "5")))
    deed, position = divmod(made.record, 2**20)
    assert words(browser().get(f"/figure/observation/{deed}.{position}/1")) == words(opened(made))
    for nonsense in (
        "x/1",
        f"{made.record}/2",
        f"{made.record}/0",
        f"{made.record}",
        f"{made.record}/1/1",
        "0.0/1",
        "9" * 30 + "/1",
        "9" * 19 + "/1",
        "9" * 18 + "/999999999",
    ):
        assert browser().get(f"/figure/observation/{nonsense}").status_code == 404, nonsense


def test_a_value_of_a_document_leads_to_its_sentence(office):
    text = "第一句。到2015年，全行业营业收入达到150亿元以上，年均增长20%。第三句。"
    described = Description(title="某规划", issuer="某局", access="public")
    document = keep_document(INSTALLATION_VIEWER, "plan.txt", text.encode(), described, now=timezone.now())
    start = text.index("150亿元")
    value = said(REVENUE, year(2015), "15000000000", original="150亿元", place=f"{start}-{start + 5}")
    page = opened(only(office.publish(value, file=document.file)))
    assert "某规划" in words(page)
    assert "全行业营业收入达到150亿元以上" in words(page)
    assert f"/text?at={start}-{start + 5}" in page.content.decode()


def test_a_value_of_a_spreadsheet_leads_to_its_cell(office):
    kept = keep_file(INSTALLATION_VIEWER, "a.csv", b"x,1", now=timezone.now())
    page = opened(only(office.publish(said(REVENUE, year(2015), "1", place="表 1!B7"), file=kept.record)))
    assert f'href="/files/{kept.record}/%E8%A1%A8%201/B7"' in page.content.decode()


def test_a_corrected_value_says_what_was_published_and_why_it_was_corrected(office):
    value = only(office.publish(said(REVENUE, year(2015), "1000000000000")))
    new = NewCorrection(key(), "flow", *year(2015), "scale", value.value, "把万元当成了元", Decimal("0.01"))
    correct(INSTALLATION_VIEWER, new, now=office.now)
    text = words(opened(value))
    assert "100 亿元" in text
    assert "发布的是 10000 亿元。更正：乘一个倍数。理由：把万元当成了元" in text


def test_an_older_value_leads_to_the_newer_and_a_withdrawn_one_says_so(office):
    old = only(office.publish(said(REVENUE, year(2015), "1")))
    newer = office.publish(said(REVENUE, year(2015), "2"))
    assert f"/figure/observation/{only(newer).record}/1" in opened(old).content.decode()
    withdraw(INSTALLATION_VIEWER, newer.record, "填错了表", now=office.now)
    assert "已撤回：填错了表" in words(opened(only(newer)))
    assert "现在用的数" not in words(opened(old))


def test_what_is_for_officials_is_not_there_for_others(office, cast):
    secret = only(office.publish(said(REVENUE, year(2015), "4711"), access="official"))
    official = signed_in(cast.account("official", "official", of="省局"))
    assert "4711 元" in words(opened(secret, official))
    assert "限主管部门" in words(opened(secret, official))
    assert opened(secret).status_code == 404
    assert browser().get(f"/figure/derived/{REVENUE}/{GANSU}/-/2015-01-01..2015-12-31").status_code == 404


def ref(indicator, span, region=GANSU, segment=""):
    return f"/figure/{reference(indicator, Asked(region, segment, Span(*span)))}"


def test_a_derived_value_says_its_formula_and_leads_to_each_input(office):
    office.define("profit.share", name="利润率", unit="P1", formula=f"share(industry.profit, {REVENUE})", basis="flow")
    edition = office.publish(
        said(REVENUE, year(2020), "40000000000"), said("industry.profit", year(2020), "5000000000")
    )
    page = browser().get(ref("profit.share", year(2020)))
    text = words(page)
    assert "12.5 %" in text
    assert "利润率 ＝ 利润总额 ÷ 营业收入 × 100%" in text
    assert "50 亿元" in text
    assert "400 亿元" in text
    assert "其中有演示数据" in text
    for number in (1, 2):
        assert f"/figure/observation/{edition.record + number}/1" in page.content.decode()


def test_a_quotient_that_does_not_end_is_shown_rounded_and_says_so(office):
    office.define("third", name="三分之一", formula=f"{REVENUE} / 3")
    office.publish(said(REVENUE, year(2020), "100000000"), said(REVENUE, year(2021), "300000000"))
    text = words(browser().get(ref("third", year(2020))))
    assert "3333.3333 万元" in text
    assert "四舍五入到 4 位小数" in text
    assert "四舍五入" not in words(browser().get(ref("third", year(2021))))


def test_inputs_that_are_derived_open_again(office):
    office.define("a", name="合计", formula=f"{REVENUE} + industry.profit")
    office.define("b", name="两倍", formula="a * 2")
    office.publish(said(REVENUE, year(2020), "3"), said("industry.profit", year(2020), "4"))
    page = browser().get(ref("b", year(2020)))
    assert "两倍 ＝ 合计 × 2" in words(page)
    assert f'href="{ref("a", year(2020))}"' in page.content.decode()
    assert "7 元" in words(browser().get(ref("a", year(2020))))


def test_a_month_of_the_year_so_far_is_told_as_a_difference(office):
    office.publish(said(REVENUE, until(2020, 4), "900000000"), said(REVENUE, until(2020, 5), "1000000000"))
    text = words(browser().get(ref(REVENUE, until(2020, 5, 5))))
    assert "1 亿元" in text
    assert "年初累计数相减" in text
    assert "2020年1—4月" in text


def test_a_sum_over_regions_leads_to_each_of_them(office):
    office.define("sum", name="各市州合计", formula=f"sum({REVENUE})")
    below = parts(GANSU, year(2020)[1])
    office.publish(*(said(REVENUE, year(2020), "100000000", region) for region in below))
    text = words(browser().get(ref("sum", year(2020))))
    assert "14 亿元" in text
    assert "各下级地区的营业收入相加" in text
    assert "兰州市" in text
    assert "定西市" in text
    assert {LANZHOU, DINGXI} < set(below)


def test_a_published_value_comes_before_the_formula(office):
    office.define("a", name="合计", formula=f"{REVENUE} * 2")
    office.publish(said("a", year(2020), "9"), said(REVENUE, year(2020), "1"))
    assert "9 元" in words(browser().get(ref("a", year(2020))))


@pytest.mark.parametrize(
    "rest",
    [
        "", "x", "industry.revenue/620000/-", "industry.revenue/620000/-/2020", "no.such/620000/-/2020-01-01..2020-12-31",
        "growth/620000/-/0001-01-01..0001-12-31", "growth/620000/-/9999-01-01..9999-12-31", "growth/620000/-/2020-01-01..2020-12-31",
        "industry.revenue/620000/-/2020-12-31..2020-01-01", "industry.revenue/629999/-/2020-01-01..2020-12-31",
        "industry.revenue/620000/-/2020-01-01..2020-12-31/x", "industry.revenue/620000/%2F/2020-01-01..2020-12-31",
    ],
)  # fmt: skip
def test_what_is_no_derived_figure_is_not_found(office, rest):
    office.define("growth", unit="P1", formula=f"growth({REVENUE}) + growth(sum({REVENUE}))")
    assert browser().get(f"/figure/derived/{rest}").status_code == 404


@pytest.mark.parametrize("segment", ["", "当归", "a/b", "50%", "%2F", "≥100000000"])
def test_references_are_read_as_they_were_written(segment):
    asked = Asked(GANSU, segment, Span(*year(2020)))
    assert read_reference(reference(REVENUE, asked).removeprefix("derived/")) == (REVENUE, asked)
