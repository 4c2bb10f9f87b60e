"""A figure of a plan opens to its words, its sentence in place, who decided, and the proof."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from askers import browser, signed_in
from make import sequenced
from plan_reading import PLAN, at, proposed
from yaomai.indicators.queries.editions import editions
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.set_target import NewWording, set_target
from yaomai.planning.queries.targets import targets

FACT, TARGET, RANGE, SHARE = at("约160亿元"), at("300亿元以上"), at("5-8家"), at("3%")


@pytest.fixture
def plan(cast, now):
    return proposed(now)


@pytest.fixture
def decided(cast, plan, log_setup, now):
    official = cast.person("guan", "official", of="省局")
    spans = (FACT, TARGET, RANGE, SHARE)
    decide(official, plan.file, [NewDecision(*span, "confirm") for span in spans], now=now)
    sequenced(log_setup, now)
    return {(one.start, one.end): one for one in targets(ANYONE)}


def page(client, ref):
    answer = client.get(f"/figure/{ref}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_quantity_says_what_is_printed_where_and_that_it_was_decided(cast, plan, decided):
    found = page(browser(), f"quantity/{plan.number}/{FACT[0]}-{FACT[1]}")
    assert '≈ <data value="16000000000">' in found
    for words in (
        "原文写作“约160亿元”",
        "对应指标：营业收入",
        "第 3 行",
        "全省医药制造业营业收入约160亿元，种植面积",
        "已确认",
    ):
        assert words in found
    assert "省局" not in found  # who decided is for offices
    assert f'href="/plans/{plan.number}/text?at={FACT[0]}-{FACT[1]}"' in found
    auditor = signed_in(cast.account("shen", "auditor", of="别家"))
    assert "省局" in page(auditor, f"quantity/{plan.number}/{FACT[0]}-{FACT[1]}")


def test_a_number_that_is_printed_exactly_or_promised_is_not_about_so_much(plan, decided):
    for one in (at("480万亩"), TARGET):
        assert "≈" not in page(browser(), f"quantity/{plan.number}/{one[0]}-{one[1]}")


def test_what_nobody_decided_says_so(plan):
    area = at("480万亩")
    found = page(browser(), f"quantity/{plan.number}/{area[0]}-{area[1]}")
    assert "待定" in found
    assert "证明" not in found.split("怎样得来")[1].split("</article>")[0]


def test_a_target_says_its_words_and_its_baseline(cast, plan, decided):
    record = reference(decided[TARGET].record)
    found = page(browser(), f"target/{record}")
    for words in ('<data value="30000000000', "营业收入（水平目标）", "比较：不低于", "基数：2015年", "2020年"):
        assert words in found
    assert "/log/receipt/" not in found  # who recorded it is for offices
    assert "入账" in page(signed_in(cast.account("shen", "auditor", of="省局")), f"target/{record}")


def test_an_older_wording_says_that_it_does_not_hold(cast, decided, now):
    promised = decided[TARGET]
    new = NewWording(replace(promised.now, low=Decimal(25_000_000_000)), "mid-term review", promised.record)
    changed = set_target(INSTALLATION_VIEWER, promised.target, new, now=now)
    assert "这是以前的写法，现在已不用" in page(browser(), f"target/{reference(promised.record)}")
    assert "mid-term review" not in page(browser(), f"target/{reference(changed.record)}")  # for offices
    auditor = signed_in(cast.account("shen", "auditor", of="别家"))
    assert "理由：mid-term review" in page(auditor, f"target/{reference(changed.record)}")


def test_a_range_stands_with_its_inner_condition(plan, decided):
    found = page(browser(), f"quantity/{plan.number}/{RANGE[0]}-{RANGE[1]}")
    assert "只数 企业营业收入不低于 10 亿元 的" in found


@pytest.mark.parametrize(
    "ref", ["quantity/1.1/0-1", "quantity/x/0-1", "quantity/", "target/999.1", "target/x", "target/"]
)
def test_what_is_not_there_is_not_found(plan, ref):
    assert browser().get(f"/figure/{ref}").status_code == 404


def test_what_is_for_offices_is_not_found_by_others(cast, log_setup, now):
    plan = proposed(now, replace(PLAN, status="draft"))
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*TARGET, "confirm")], now=now)
    sequenced(log_setup, now)
    (promised,) = targets("official")
    refs = [f"quantity/{plan.number}/{TARGET[0]}-{TARGET[1]}", f"target/{reference(promised.record)}"]
    assert [browser().get(f"/figure/{ref}").status_code for ref in refs] == [404, 404]
    official = signed_in(cast.account("guan", "official", of="省局"))
    assert [official.get(f"/figure/{ref}").status_code for ref in refs] == [200, 200]


def test_an_answer_tells_not_what_is_hidden_from_what_is_not_there(cast, log_setup, now):
    plan = proposed(now, replace(PLAN, status="draft"))
    decide(INSTALLATION_VIEWER, plan.file, [NewDecision(*TARGET, "confirm"), NewDecision(*FACT, "confirm")], now=now)
    (promised,) = targets("official")
    stated = editions("official")[0].record + 1
    for kind, record, rest in (("target", promised.record, ""), ("observation", stated, "/1")):
        said = [
            browser().get(f"/figure/{kind}/{number}{rest}", headers={"Accept": "application/json"}).json()["detail"]
            for number in (reference(record), "999.1")
        ]
        assert len({re.sub("[0-9.]+", "N", one) for one in said}) == 1, said
