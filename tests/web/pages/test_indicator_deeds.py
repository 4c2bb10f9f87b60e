"""Editions as pages, and what officials do with them: compare, withdraw, correct, define."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from askers import browser, signed_in
from make_statistics import DINGXI, LANZHOU, Statistics, said, year
from make_statistics import key as series_of
from plan_reading import at, proposed
from yaomai.archive.operations.keep_document import describe_document
from yaomai.errors import InvalidError
from yaomai.indicators.engine.values import NewCorrection
from yaomai.indicators.models import Correction, Withdrawal
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.queries.definitions import history
from yaomai.indicators.queries.editions import editions
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide

REVENUE = "industry.revenue"
PATH = f"/indicators/{REVENUE}"


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.fixture
def office(cast):
    made = Statistics(timezone.now())
    made.define(REVENUE, name="营业收入")
    return made


@pytest.fixture
def official(cast, office):
    cast.organisation("省局", "authority")
    return cast.person("official", "official", of="省局")


@pytest.fixture
def client(official):
    return signed_in(official.account)


@pytest.fixture
def two(office, official):
    first = office.publish(
        *(said(REVENUE, year(number), f"{number - 2000}00000000") for number in (2019, 2020, 2021)),
        said(REVENUE, year(2020), "500000000", LANZHOU),
        title="年鉴2021", published_on=date(2022, 1, 1), by=official, is_invented=False,
    )  # fmt: skip
    second = office.publish(
        said(REVENUE, year(2019), "1900000000"), said(REVENUE, year(2021), "2200000000"), said(REVENUE, year(2022), "2300000000"),
        title="年鉴2022", published_on=date(2023, 1, 1), by=official, is_invented=False,
    )  # fmt: skip
    return first, second


def test_an_edition_says_what_it_says_otherwise_than_the_last(two):
    first, second = two
    page = words(browser().get(f"/indicators/editions/{reference(second.record)}"))
    assert "年鉴2021" in page
    assert "改了 1 个数，新增 1 个，相同 1 个， 少了 1 个" in page
    assert "+4.76%" in page
    assert "兰州市" in page, "a series that is told of no more"
    listed = words(browser().get("/indicators/editions"))
    assert listed.index("年鉴2022") < listed.index("年鉴2021")
    assert "没有更早的一版可比" in words(browser().get(f"/indicators/editions/{reference(first.record)}"))


def test_an_edition_is_withdrawn_with_a_reason_and_says_so(two, client):
    _, second = two
    path = f"/indicators/editions/{reference(second.record)}"
    assert "撤回这一版…" not in words(browser().get(path))
    assert "请写明理由" in words(client.post(f"{path}/withdraw", {"reason": ""}))
    assert client.post(f"{path}/withdraw", {"reason": "发布方撤回"}).status_code == 302
    assert Withdrawal.objects.get().reason == "发布方撤回"
    assert "已撤回，不再算数" in words(browser().get(path))
    assert client.get(f"{path}/withdraw").status_code == 302
    assert browser().get("/indicators/editions/999.1").status_code == 404
    assert browser().get("/indicators/editions/nonsense").status_code == 404


def test_a_reason_that_cannot_be_kept_is_refused_in_words(two, client, official):
    _, second = two
    made = correct(
        official,
        NewCorrection(series_of(REVENUE), "flow", *year(2021), "drop", Decimal(2_200_000_000), "x"),
        now=timezone.now(),
    )
    for path in (f"editions/{reference(second.record)}", f"corrections/{reference(made.record)}"):
        refused = client.post(f"/indicators/{path}/withdraw", {"reason": "a\x01b"})
        assert refused.status_code == 400
        assert "没有写理由" in words(refused)
    assert not Withdrawal.objects.exists()


def test_an_edition_of_another_organisation_or_of_a_decision_is_not_withdrawn_by_page(two, cast, official, office):
    first, _ = two
    other = signed_in(cast.account("other", "official", of="市局"))
    assert other.post(f"/indicators/editions/{reference(first.record)}/withdraw", {"reason": "x"}).status_code == 403
    plan = proposed(timezone.now())
    decide(official, plan.file, [NewDecision(*at("约160亿元"), "confirm")], now=timezone.now())
    decided = editions(official, file=plan.file)[0]
    mine = signed_in(official.account)
    assert mine.post(f"/indicators/editions/{reference(decided.record)}/withdraw", {"reason": "x"}).status_code == 403
    assert not Withdrawal.objects.exists()


def test_a_span_that_nobody_published_is_not_silently_another_one(two, client):
    asked = {"region": "620000", "action": "drop", "reason": "x", "status": "open", "expect": "2200000000"}
    assert client.post(f"{PATH}/correct", asked | {"span": "2021-01-01..2021-06-30"}).status_code == 404
    assert client.post(f"{PATH}/correct", asked | {"region": "620200", "span": ""}).status_code == 404
    assert not Correction.objects.exists()


def form(page):
    html = page.content.decode()
    html = html[html.index('method="post"') :]
    found = {}
    for tag in re.findall(r"<input [^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag:
            found[name[1]] = value[1] if value else ""
    return found


def test_a_value_is_corrected_with_what_was_expected_and_a_reason(two, client):
    asked = f"{PATH}/correct?region=620000&span=2021-01-01..2021-12-31"
    page = client.get(asked)
    assert "2021年发布的是" in words(page)
    sent = form(page) | {"action": "override", "value": "21.5亿元", "reason": "公报写的是 21.5", "status": "open"}
    assert sent["expect"] == "2200000000"
    assert client.post(f"{PATH}/correct", sent).status_code == 302
    made = Correction.objects.get()
    assert (made.value, made.expect, made.action) == (2_150_000_000, 2_200_000_000, "override")
    text = words(client.get(PATH))
    assert "21.5 亿元" in text
    assert "公报写的是 21.5" in text
    stale = client.post(f"{PATH}/correct", sent | {"expect": "1"})
    assert stale.status_code == 400
    assert "发布的数已经不是这一个" in words(stale)
    back = f"/indicators/corrections/{reference(made.record)}/withdraw"
    assert client.post(back, {"reason": "看错了"}).status_code == 302
    assert "21.5 亿元" not in words(client.get(PATH)).split("定义")[0]
    assert client.get(back).status_code == 302


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "约12"}, "约"),
        ({"value": ""}, "更正的数写得不对"),
        ({"action": "drop", "value": "3"}, "更正的数写得不对"),
        ({"reason": " "}, "请写明理由"),
        ({"action": ""}, "请选怎样改"),
        ({"expect": "x"}, "请重新打开"),
    ],
)
def test_corrections_that_cannot_be(two, client, change, told):
    sent = form(client.get(f"{PATH}/correct?region=620000")) | {
        "action": "override",
        "value": "3亿元",
        "reason": "x",
        "status": "open",
    }
    answer = client.post(f"{PATH}/correct", sent | change)
    assert answer.status_code == 400
    assert told in words(answer)
    assert not Correction.objects.exists()


def test_a_definition_is_changed_with_a_reason_and_the_old_one_stays(two, client, cast):
    sent = form(client.get(f"{PATH}/define"))
    sent |= {"unit": "CNY", "basis": "flow", "direction": "up", "aggregation": "sum", "other_names": "业务收入\n收入"}
    assert "与现在的定义一样" not in words(client.get(PATH))
    assert "请写明理由" in words(client.post(f"{PATH}/define", sent))
    assert client.post(f"{PATH}/define", sent | {"scope": "全部医药企业", "reason": "口径改了"}).status_code == 302
    newest, oldest = history(REVENUE)
    assert (newest.scope, newest.other_names, newest.reason) == ("全部医药企业", ("业务收入", "收入"), "口径改了")
    text = words(browser().get(PATH))
    assert "以前的定义（1）" in text
    assert oldest.scope in text
    county = signed_in(cast.account("county", "official", of="定西市工信"))
    assert county.get(f"{PATH}/define").status_code == 403


def test_a_new_indicator_is_defined_by_page(client, office, cast):
    assert "定义新指标…" in words(client.get("/indicators"))
    assert "定义新指标…" not in words(browser().get("/indicators"))
    new = "/indicators/new"
    sent = {
        "name": "药膳产值",
        "key": "food.output",
        "unit": "CNY",
        "basis": "flow",
        "direction": "up",
        "aggregation": "sum",
    }
    assert client.get(new).status_code == 200
    refused = client.post(new, sent)
    assert refused.status_code == 400
    assert "请写明理由" in words(refused)
    for key, told in (("food", "代号写得不对"), ("Food.Output", "代号写得不对"), (REVENUE, "已经有指标了")):
        assert told in words(client.post(new, sent | {"key": key, "reason": "要统计"})), key
    assert len(history(REVENUE)) == 1
    answer = client.post(new, sent | {"reason": "要统计", "other_names": "药膳产业产值"})
    assert answer.headers["Location"] == "/indicators/food.output"
    assert "药膳产值" in words(browser().get("/indicators/food.output"))
    (made,) = history("food.output")
    assert (made.name, made.other_names, made.reason) == ("药膳产值", ("药膳产业产值",), "要统计")
    county = signed_in(cast.account("county", "official", of="定西市工信"))
    assert "指标由省里的主管部门定义" in words(county.get(new))
    assert county.post(new, sent | {"key": "food.other", "reason": "要统计"}).status_code == 400
    assert "food.other" not in words(browser().get("/indicators/list.csv"))
    assert browser().get("/indicators/food.other").status_code == 404


def test_regions_are_corrected_by_who_answers_for_them(two, cast):
    stranger = signed_in(cast.account("other", "official", of="定西市工信"))
    assert stranger.get(f"{PATH}/correct?region={DINGXI}").status_code == 403
    assert browser().get(f"{PATH}/correct?region={DINGXI}").status_code == 302


@pytest.mark.parametrize("expect", ["NaN", "sNaN", "Infinity", "1E+300000", "1E-300000", "1" * 100, "x"])
def test_an_expected_number_that_no_edition_can_have_said_is_refused_in_words(client, two, expect):
    sent = {"region": "620000", "basis": "flow", "span": "2021-01-01..2021-12-31", "action": "drop", "status": "open"}
    answer = client.post(f"{PATH}/correct", sent | {"reason": "年鉴印错", "expect": expect})
    assert (answer.status_code, "发布的数读不出来" in words(answer)) == (400, True)
    assert not Correction.objects.exists()


@pytest.mark.parametrize("action", ["override", "scale"])
@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "1E+300000", "9" * 60, "0." + "0" * 50 + "1"])
def test_a_corrected_number_that_cannot_be_kept_is_refused_in_words(client, two, action, value):
    sent = {"region": "620000", "basis": "flow", "span": "2021-01-01..2021-12-31", "action": action, "status": "open"}
    answer = client.post(f"{PATH}/correct", sent | {"reason": "年鉴印错", "expect": "2200000000", "value": value})
    assert (answer.status_code, "aria-invalid" in answer.content.decode()) == (400, True)
    assert not Correction.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "1E+300000"])
@pytest.mark.parametrize("member", ["value", "expect"])
def test_a_program_too_states_no_number_that_cannot_be_kept(official, two, member, number):
    span = dict(zip(("start", "end"), year(2021), strict=True))
    told = {"expect": Decimal(2200000000), "value": Decimal(1)} | {member: Decimal(number)}
    new = NewCorrection(series_of(), "flow", action="override", reason="年鉴印错", **span, **told)
    with pytest.raises(InvalidError) as refused:
        correct(official, new, now=timezone.now())
    assert [(one.code, one.pointer) for one in refused.value.findings] == [("indicators.number_unusable", f"/{member}")]


@pytest.mark.parametrize(
    ("path", "member"),
    [(f"{PATH}/correct", "reason"), (f"{PATH}/correct", "region"), (f"{PATH}/define", "name"), (f"{PATH}/define", "other_names"),
     ("/indicators/new", "key"), ("/indicators/new", "formula")],
)  # fmt: skip
def test_a_nul_character_is_refused(client, two, path, member):
    assert client.post(path, {"region": "620000", "expect": "2200000000", member: "a\0b"}).status_code == 400
    assert not Correction.objects.exists()


def test_pages_of_what_was_read_in_a_document_are_as_public_as_it_is(official):
    now = timezone.now()
    plan = proposed(now)
    decide(official, plan.file, [NewDecision(*at("约160亿元"), "confirm")], now=now)
    (one,) = editions("official", file=plan.file)
    paths = [f"/indicators/editions/{reference(one.record)}", f"/figure/observation/{one.record + 1}/1"]
    for access, status, answer in (("official", "draft", 404), ("public", "approved", 200), ("official", "draft", 404)):
        told = replace(plan.described, access=access, status=status)
        describe_document(INSTALLATION_VIEWER, plan.file, told, now=now)
        assert [browser().get(path).status_code for path in paths] == [answer, answer]
        assert ("某省医药产业发展规划" in words(browser().get("/indicators/editions"))) == (answer == 200)
