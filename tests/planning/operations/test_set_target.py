"""Targets worded anew and withdrawn: the old value stays, a reason is demanded, who is late is told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cast import Cast
from plan_reading import PLAN, TEXT, at, proposed
from yaomai.archive.operations.keep_document import keep_document
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.planning.engine.fields import from_form
from yaomai.planning.engine.target_view import Path
from yaomai.planning.operations.decide import NewDecision, decide
from yaomai.planning.operations.set_target import NewWording, set_target, withdraw_target
from yaomai.planning.queries.targets import target, targets


@pytest.fixture
def official(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now).person("official", "official", of="省局")


@pytest.fixture
def promised(official, now):
    plan = proposed(now)
    decide(official, plan.file, [NewDecision(*at("300亿元以上"), "confirm")], now=now)
    return targets(ANYONE)[0]


def anew(promised, reason="mid-term review", **changed):
    return NewWording(replace(promised.now, **changed), reason, promised.record)


def test_an_adjusted_target_keeps_the_old_value_and_the_reason(official, promised, now):
    lowered = set_target(official, promised.target, anew(promised, low=Decimal(250), high=Decimal(250)), now=now)
    assert lowered.now.low == 250
    assert [(one.wording.low, one.reason) for one in lowered.history] == [
        (30_000_000_000, ""),
        (250, "mid-term review"),
    ]
    assert [one.target for one in targets(ANYONE)] == [promised.target]


def test_a_path_is_declared_year_by_year(official, promised, now):
    path = Path("declared", ((2018, Decimal(200)), (2020, Decimal(300))))
    assert set_target(official, promised.target, anew(promised, path=path), now=now).now.path == path


def test_a_withdrawn_target_stays_readable(official, promised, now):
    gone = withdraw_target(official, promised.target, "given up", expected=promised.record, now=now)
    assert not gone.is_in_force
    assert targets(ANYONE) == ()
    assert [one.target for one in targets(ANYONE, withdrawn=True)] == [promised.target]
    assert target(official, promised.target).history[-1].reason == "given up"
    assert target(ANYONE, promised.target).history[-1].reason == ""


def test_who_is_late_is_told(official, promised, now):
    set_target(official, promised.target, anew(promised, low=Decimal(250)), now=now)
    with pytest.raises(ConflictError, match="look at it"):
        set_target(official, promised.target, anew(promised, low=Decimal(240)), now=now)
    with pytest.raises(ConflictError):
        withdraw_target(official, promised.target, "given up", expected=promised.record, now=now)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"reason": " "}, ["planning.reason_missing", "planning.target_unchanged"]),
        ({"kind": "wish", "direction": "left"}, ["planning.kind", "planning.direction"]),
        ({"low": None, "high": None}, ["planning.value_missing"]),
        ({"low": Decimal(9), "high": Decimal(3)}, ["planning.range_turned"]),
        ({"comparator": "range", "high": None}, ["planning.range_open"]),
        ({"year": 20, "baseline_year": 99_999}, ["planning.year", "planning.year"]),
        ({"name": "", "region": "999999"}, ["planning.name", "planning.region_unknown"]),
        ({"indicator": "no.such"}, ["planning.indicator_unknown"]),
        ({"indicator": "herb.area"}, ["planning.unit_differs"]),
        ({"low": Decimal("1E+30"), "high": Decimal("1E+400")}, ["planning.number_long"] * 2),
        ({"baseline": Decimal(12345678901234567890123456789012)}, ["planning.number_long"]),
        ({"low": Decimal("1.1234567890123"), "high": Decimal("sNaN")}, ["planning.number_long"] * 2),
        ({"path": Path("declared", ((2019, Decimal("1E+30")),))}, ["planning.number_long"]),
        ({"name": "a\0", "indicator": "b\0", "reason": "c\0"}, ["planning.character"] * 3),
        ({"original": "a" * 301}, ["planning.too_long"]),
        ({"path": Path("declared")}, ["planning.path_points"]),
        ({"path": Path("linear", ((2018, Decimal(1)),))}, ["planning.path_points"]),
        ({"path": Path("declared", ((2019, Decimal(1)), (2018, Decimal(1))))}, ["planning.path_points"]),
        ({"path": Path("declared", ((2025, Decimal(1)),))}, ["planning.path_points"]),
    ],
)
def test_what_is_no_target_is_refused_with_all_that_is_wrong(official, promised, now, changed, codes):
    with pytest.raises(InvalidError) as caught:
        set_target(official, promised.target, anew(promised, **changed), now=now)
    assert [one.code for one in caught.value.findings] == codes
    assert len(target(ANYONE, promised.target).history) == 1


def test_only_officials_of_the_region_word_targets(promised, now):
    stranger = Viewer(account=1, organisation=1, roles=frozenset({"official"}), division="520000")
    for who in (ANYONE, stranger):
        with pytest.raises(NotAllowedError):
            set_target(who, promised.target, anew(promised, low=Decimal(1)), now=now)
    with pytest.raises(NotFoundError):
        withdraw_target(INSTALLATION_VIEWER, 1, "x", expected=1, now=now)


def test_a_county_words_no_target_of_its_province(official, promised, now):
    county = Viewer(
        account=official.account, organisation=official.organisation, roles=official.roles, division="621126"
    )
    described = replace(PLAN, title="某县规划", division="621126")
    plan = keep_document(INSTALLATION_VIEWER, "county.txt", f"{TEXT}县".encode(), described, now=now)
    form = {"indicator": "营业收入", "kind": "target", "value": "300", "unit": "亿元", "year": "2020", "region": "岷县"}
    said = from_form(form, "300亿元以上", "621126")
    decide(county, plan.file, [NewDecision(*at("300亿元以上"), "add", decided=said)], now=now)
    (own,) = targets(ANYONE, document=plan.file)
    with pytest.raises(InvalidError) as caught:
        set_target(county, own.target, anew(own, region="620000"), now=now)
    assert [(one.code, one.pointer) for one in caught.value.findings] == [("planning.region_not_yours", "/region")]
    assert set_target(county, own.target, anew(own, low=Decimal(9), high=Decimal(9)), now=now).now.region == "621126"


def test_a_county_takes_no_target_of_its_province_back(official, now):
    described = replace(PLAN, title="某县规划", division="621126")
    plan = keep_document(INSTALLATION_VIEWER, "county.txt", f"{TEXT}县".encode(), described, now=now)
    form = {
        "indicator": "营业收入",
        "kind": "target",
        "value": "300",
        "unit": "亿元",
        "year": "2020",
        "region": "甘肃省",
    }
    said = from_form(form, "300亿元以上", "620000")
    decide(official, plan.file, [NewDecision(*at("300亿元以上"), "add", decided=said)], now=now)
    (one,) = targets(ANYONE, document=plan.file)
    county = replace(official, division="621126")
    for deed in (
        lambda: withdraw_target(county, one.target, "not ours", expected=one.record, now=now),
        lambda: set_target(county, one.target, anew(one, region="621126"), now=now),
    ):
        with pytest.raises(InvalidError) as caught:
            deed()
        assert [(each.code, each.pointer) for each in caught.value.findings] == [
            ("planning.region_not_yours", "/region")
        ]
