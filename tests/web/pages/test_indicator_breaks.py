"""Breaks on the page of an indicator: declared, drawn, told, taken back; and what becomes of them on the page of a target."""

import re
from datetime import date

import pytest
from django.utils import timezone

from askers import browser, signed_in
from make_statistics import LANZHOU, Statistics, said, until, year
from plan_reading import at, proposed
from yaomai.indicators.engine.values import NewBreak
from yaomai.indicators.models import Break
from yaomai.indicators.operations.declare_break import declare_break
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.judge import judge_all
from yaomai.planning.queries.targets import targets

REVENUE = "industry.revenue"
PATH = f"/indicators/{REVENUE}"
SENT = {"region": "620000", "segment": "*", "year": "2022", "month": "1", "reason": "普查以后范围变了"}


def words(response):
    """What a page says: its text without marks, white space as one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def drawn(response):
    return response.content.decode().count('class="chart-break"')


def parted(response):
    """The rows of values that cannot be compared with the one before."""
    return [row for row in re.findall(r"<tr.*?</tr>", response.content.decode(), re.DOTALL) if ">不能，" in row]


@pytest.fixture
def office(cast):
    made = Statistics(timezone.now())
    made.define(REVENUE, name="营业收入", scope="规模以上医药制造业")
    made.publish(
        *(said(REVENUE, year(number), f"{number - 2000}00000000") for number in (2020, 2021, 2022, 2023)),
        said(REVENUE, year(2021), "500000000", LANZHOU),
        said(REVENUE, year(2022), "600000000", LANZHOU),
        title="年鉴", is_invented=False,
    )  # fmt: skip
    return made


@pytest.fixture
def official(cast, office):
    return cast.person("official", "official", of="省局")


@pytest.fixture
def client(official):
    return signed_in(official.account)


def test_a_break_is_declared_drawn_told_and_taken_back(client, office):
    assert (drawn(browser().get(PATH)), "口径变动" in words(browser().get(PATH))) == (0, False)
    assert "声明口径有变…" in words(client.get(PATH))
    assert "声明口径有变…" not in words(browser().get(PATH))
    assert client.get(f"{PATH}/break?region=620000").status_code == 200
    assert client.post(f"{PATH}/break", SENT).headers["Location"] == f"{PATH}#breaks"
    (made,) = Break.objects.all()
    assert (made.region, made.segment, made.day) == ("620000", None, date(2022, 1, 1))
    page = browser().get(PATH)
    text = words(page)
    assert drawn(page) == 1
    assert "2022年起，甘肃省 · 各分组" in text
    assert "普查以后范围变了" in text
    (row,) = parted(page)
    assert "2022年" in row
    assert (
        "2022年,甘肃省,22,亿元,正式数,2200000000,不能，2022年起口径有变,年鉴"
        in browser().get(f"{PATH}/values.csv").content.decode()
    )
    assert drawn(browser().get(f"{PATH}?region={LANZHOU}")) == 0, "of the province only"
    back = f"/indicators/breaks/{reference(made.record)}/withdraw"
    assert "撤销这条声明" in words(client.get(back))
    assert "请写明理由" in words(client.post(back, {"reason": ""}))
    assert client.post(back, {"reason": "看\x07错"}).status_code == 400
    assert client.post(back, {"reason": "看错了文件"}).status_code == 302
    page = browser().get(PATH)
    assert drawn(page) == 0
    assert "撤销理由：看错了文件" in words(page)
    assert client.get(back).status_code == 302


def test_a_break_without_a_value_on_its_day_stands_before_the_next_value(client, office):
    office.publish(said(REVENUE, year(2018), "1800000000"), is_invented=False)
    client.post(f"{PATH}/break", SENT | {"year": "2019", "month": "7"})
    page = browser().get(PATH)
    assert drawn(page) == 1
    (row,) = parted(page)
    assert "2020年" in row


def test_of_years_to_date_the_first_after_the_day_is_marked(client, office):
    office.publish(*(said(REVENUE, until(2022, month), f"{month}00000000") for month in (2, 3, 4, 5)))
    client.post(f"{PATH}/break", SENT | {"month": "4"})
    page = browser().get(f"{PATH}?spans=to_date")
    assert drawn(page) == 2
    later, first = parted(page)
    assert "2022年1—4月" in first
    assert "2023年" in later, "in 2022 both are in it"


def test_what_is_known_of_the_scope_is_drawn_and_told_too(office):
    office.publish(*(said(REVENUE, year(number), "100") for number in (2009, 2010, 2011, 2012)), is_invented=False)
    page = browser().get(PATH)
    assert drawn(page) == 1
    assert "2011 年规模以上的起点由 500 万元提高到 2000 万元" in words(page)


def test_a_document_that_says_so_is_linked(client, official):
    plan = proposed(timezone.now())
    sent = SENT | {"document": reference(plan.file)}
    assert client.post(f"{PATH}/break", sent).status_code == 302
    assert f'href="/plans/{reference(plan.file)}"' in browser().get(PATH).content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": " "}, "请写明什么变了"),
        ({"reason": "看\x07错"}, "请写明理由"),
        ({"year": ""}, "请写年份"),
        ({"year": "1066"}, "年份在 1900 到 2200 之间"),
        ({"year": "二〇二二"}, "年份写四位数字"),
        ({"month": "13"}, "请从列表里选"),
        ({"region": "110000"}, "请从列表里选"),
        ({"segment": "x"}, "请从列表里选"),
        ({"document": "999.1"}, "请从列表里选"),
    ],
)
def test_declarations_that_cannot_be(client, change, told):
    answer = client.post(f"{PATH}/break", SENT | change)
    assert answer.status_code == 400
    assert told in words(answer)
    assert not Break.objects.exists()


def test_the_same_twice_is_refused_in_words(client):
    assert client.post(f"{PATH}/break", SENT).status_code == 302
    answer = client.post(f"{PATH}/break", SENT | {"reason": "再说一遍"})
    assert (answer.status_code, Break.objects.count()) == (400, 1)
    assert "已经声明过" in words(answer)


def test_officials_of_a_place_speak_of_their_place(cast, office, client):
    local = signed_in(cast.account("local", "official", of="兰州市工信"))
    page = local.get(f"{PATH}/break")
    assert page.status_code == 403, "no series of theirs" if "兰州" not in words(page) else ""
    declare_break(INSTALLATION_VIEWER, NewBreak(REVENUE, date(2022, 1, 1), "census"), now=timezone.now())
    back = f"/indicators/breaks/{reference(Break.objects.get().record)}/withdraw"
    assert local.post(back, {"reason": "x"}).status_code == 403
    assert browser().get(back).status_code == 302
    assert client.get("/indicators/breaks/999.1/withdraw").status_code == 404


def test_the_page_of_a_target_says_that_its_way_is_broken_and_draws_it(client):
    plan = proposed(timezone.now())
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*at("300亿元以上"), "confirm")], now=timezone.now())
    office = Statistics(timezone.now())
    office.publish(
        said(REVENUE, year(2015), "16000000000"), said(REVENUE, year(2019), "20000000000"), is_invented=False
    )
    office.publish(said(REVENUE, year(2020), "31000000000"), is_invented=False)
    (target,) = targets("public")
    declare_break(INSTALLATION_VIEWER, NewBreak(REVENUE, date(2018, 1, 1), "普查以后范围变了"), now=timezone.now())
    judge_all(now=timezone.now())
    page = browser().get(f"/targets/{reference(target.target)}")
    assert page.status_code == 200
    assert "2018 年 1 月 1 日起口径有变" in words(page)
    assert drawn(page) == 1
    assert "普查以后范围变了" in words(page)
