"""Definitions, corrections and withdrawals: who may, what is refused, and what follows from them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from make_statistics import DINGXI, LANZHOU, key, said, year
from yaomai.archive.engine.description import Description
from yaomai.archive.operations.keep_document import keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators import models
from yaomai.indicators.declared import declared
from yaomai.indicators.engine.values import NewCorrection, NewDefinition
from yaomai.indicators.operations.correct import correct
from yaomai.indicators.operations.define import define
from yaomai.indicators.operations.follow_declared import CHANGED, FIRST, follow_declared
from yaomai.indicators.operations.withdraw import take_back, withdraw
from yaomai.indicators.queries.definitions import definition, definitions, history, must_find
from yaomai.indicators.queries.editions import edition, observations_in
from yaomai.indicators.queries.series import read_series, series_values
from yaomai.ledger.models import Deed
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers.declaration import Indicator

REVENUE = "industry.revenue"
OFFICIAL = Viewer(account=1, organisation=1, roles=frozenset({"official"}), division="620000")
OF_DINGXI = Viewer(account=2, organisation=2, roles=frozenset({"official"}), division="621100")


def codes(refused) -> list[tuple[str, str]]:
    return sorted((one.code.removeprefix("indicators."), one.pointer) for one in refused.value.findings)


def test_the_newest_definition_holds_and_the_older_are_its_history(statistics, now):
    first = statistics.define(REVENUE, other_names=("收入",))
    new = NewDefinition(REVENUE, "营业收入", "CNY", comparable=(("industry.main_revenue", "caution", "words"),))
    second = define(OFFICIAL, new, "renamed in 2019", now=now)
    assert definition(REVENUE) == second
    assert history(REVENUE) == [second, first]
    assert definitions([REVENUE, "no.such"]) == {REVENUE: second}
    assert (second.reason, second.organisation, second.comparable) == ("renamed in 2019", 1, new.comparable)
    with pytest.raises(NotFoundError):
        must_find("no.such")


@pytest.mark.parametrize(
    "viewer",
    [ANYONE, OF_DINGXI, replace(OFFICIAL, roles=frozenset({"inspector", "auditor"}))],
    ids=["anyone", "of a city", "inspector"],
)
def test_only_officials_of_the_province_define(database, now, viewer):
    with pytest.raises(NotAllowedError):
        define(viewer, NewDefinition(REVENUE, "name", "CNY"), "reason", now=now)
    assert not models.Definition.objects.exists()


def test_a_definition_is_refused_with_all_its_faults(statistics, now):
    wrong = NewDefinition(
        "Industry.Revenue",
        " ",
        "XYZ",
        "a measure word",
        basis="month",
        direction="left",
        aggregation="max",
        formula="1 +",
        comparable=(("b", "equal", "x\0"),),
        other_names=("",),
    )
    with pytest.raises(InvalidError) as refused:
        define(INSTALLATION_VIEWER, wrong, " ", now=now)
    assert codes(refused) == [
        ("counted_unusable", "/counted"),
        ("formula_unreadable", "/formula"),
        ("key_unusable", "/key"),
        ("name_unusable", "/name"),
        ("name_unusable", "/other_names/0"),
        ("reason_missing", "/reason"),
        ("text_unusable", "/comparable/0"),
        ("unit_unknown", "/unit"),
        ("word_unknown", "/aggregation"),
        ("word_unknown", "/basis"),
        ("word_unknown", "/comparable/0"),
        ("word_unknown", "/direction"),
    ]


def test_a_formula_that_does_not_fit_is_refused(statistics, now):
    statistics.define("a")
    statistics.define("b", unit="MU", formula="")
    for text, code in (
        ("a + b", "formula_units"),
        ("a / b", "formula_units"),
        ("share(a, b)", "formula_units"),
        ("a + 1", "formula_units"),
        ("a + nothing", "formula_names_unknown"),
        ("register:Z99/nothing", "formula_units"),
        ("c * 2", "formula_cycle"),
        ("1 / (2", "formula_unreadable"),
    ):
        with pytest.raises(InvalidError) as refused:
            statistics.define("c", formula=text)
        assert codes(refused) == [(code, "/formula")], text
    statistics.define("c", formula="a * 2")
    with pytest.raises(InvalidError) as refused:
        statistics.define("a", formula="c / 2")
    assert codes(refused) == [("formula_cycle", "/formula")]


def test_the_same_definition_again_is_refused(statistics):
    statistics.define()
    with pytest.raises(InvalidError) as refused:
        statistics.define()
    assert codes(refused) == [("defined_already", "/key")]


def test_declared_indicators_come_on_record_once_and_when_they_change(database, now):
    one = Indicator(key="test.declared", name="Declared", unit="CNY")
    count = follow_declared(now=now)
    with declared("X00", one):
        assert follow_declared(now=now) == 1
        assert follow_declared(now=now) == 0
        assert (must_find(one.key).reason, must_find(one.key).organisation) == (FIRST, None)
        define(OFFICIAL, NewDefinition(one.key, "Otherwise", "CNY"), "we say so", now=now)
        assert follow_declared(now=now) == 0
        assert must_find(one.key).name == "Otherwise"
    with declared("X00", replace(one, name="Changed")):
        assert follow_declared(now=now) == 1
    assert [(each.name, each.reason) for each in history(one.key)] == [
        ("Changed", CHANGED),
        ("Otherwise", "we say so"),
        ("Declared", FIRST),
    ]
    assert Deed.objects.filter(kind="indicators.define").count() == 4
    assert count == models.Definition.objects.count() - 3


@pytest.fixture
def hundred(statistics):
    """A published value of 100."""
    statistics.define()
    return statistics.publish(said(REVENUE, year(2015), "100.0"))


def new_correction(action="override", value="10", expect="100", **more) -> NewCorrection:
    return NewCorrection(
        key(),
        "flow",
        *year(2015),
        action,
        expect and Decimal(expect),
        "ten times too much",
        value and Decimal(value),
        **more,
    )


@pytest.mark.parametrize(
    ("action", "value", "shown"),
    [("override", "10", [10]), ("scale", "0.1", [10]), ("flag", None, [100]), ("drop", None, [])],
)
def test_a_correction_changes_what_is_shown_and_not_what_was_published(hundred, now, action, value, shown):
    made = correct(OFFICIAL, new_correction(action, value), now=now)
    values = series_values(ANYONE, [key()])[key()]
    assert [one.value for one in values] == shown
    assert all(one.corrected == made for one in values)
    assert [one.value for one in observations_in(ANYONE, hundred.record)] == [100]
    withdraw(OFFICIAL, made.record, "it was right", now=now)
    assert [(one.value, one.corrected) for one in series_values(ANYONE, [key()])[key()]] == [(100, None)]


def test_when_the_source_changes_the_correction_fails_loudly(statistics, hundred, now):
    made = correct(OFFICIAL, new_correction(), now=now)
    mended = statistics.publish(said(REVENUE, year(2015), "11"), by=OFFICIAL)
    read = read_series(ANYONE, [key()])
    (value,) = read.values[key()]
    (finding,) = read.findings
    assert (value.value, value.corrected, value.doubts) == (11, None, (finding,))
    assert (finding.code, finding.value) == ("indicators.correction_source_changed", "11")
    assert str(made.record) in finding.message
    for number in (mended.record, hundred.record):
        take_back(OFFICIAL, number, "withdrawn by its publisher", now=now)
    read = read_series(ANYONE, [key()])
    assert read.values == {key(): ()}
    assert [one.code for one in read.findings] == ["indicators.correction_source_vanished"]


def test_the_newest_correction_of_a_span_holds_until_it_is_withdrawn(hundred, now):
    first = correct(OFFICIAL, new_correction(value="10"), now=now)
    second = correct(OFFICIAL, new_correction(value="20", status="acknowledged"), now=now)
    assert [one.corrected for one in series_values(ANYONE, [key()])[key()]] == [second]
    withdraw(OFFICIAL, second.record, "wrong", now=now)
    assert [one.corrected for one in series_values(ANYONE, [key()])[key()]] == [None]
    assert first.record < second.record


def test_a_correction_is_refused_with_all_its_faults(hundred, now):
    for new, expected in (
        (new_correction(expect="99"), [("correction_source_changed", "/expect")]),
        (new_correction(expect=None), [("correction_source_changed", "/expect")]),
        (replace(new_correction(), basis="yoy"), [("correction_without_source", "")]),
        (new_correction("drop"), [("correction_value", "/value")]),
        (new_correction(value=None), [("correction_value", "/value")]),
        (new_correction("scale", "0"), [("correction_value", "/value")]),
        (
            replace(new_correction("delete", None, status="new"), reason="", provider="x\0"),
            [
                ("reason_missing", "/reason"),
                ("text_unusable", "/provider"),
                ("word_unknown", "/action"),
                ("word_unknown", "/status"),
            ],
        ),
    ):
        with pytest.raises(InvalidError) as refused:
            correct(OFFICIAL, new, now=now)
        assert codes(refused) == expected, new
    with pytest.raises(NotAllowedError):
        correct(OF_DINGXI, new_correction(), now=now)
    assert not models.Correction.objects.exists()


def test_a_withdrawn_edition_leaves_no_trace_but_its_record(statistics, hundred, now):
    newer = statistics.publish(said(REVENUE, year(2015), "3"), said(REVENUE, year(2016), "4"), by=OFFICIAL)
    taken = withdraw(OFFICIAL, newer.record, "the wrong file", now=now)
    assert [one.value for one in series_values(ANYONE, [key()])[key()]] == [100]
    assert [one.value for one in observations_in(ANYONE, newer.record)] == [3, 4]
    assert edition(ANYONE, newer.record).withdrawn == taken
    with pytest.raises(ConflictError):
        withdraw(OFFICIAL, newer.record, "again", now=now)


def test_who_may_not_state_a_region_may_not_take_it_back(statistics, now):
    statistics.define()
    both = statistics.publish(said(REVENUE, year(2015), "1", DINGXI), said(REVENUE, year(2015), "1", LANZHOU))
    own = statistics.publish(said(REVENUE, year(2016), "1", DINGXI), by=OF_DINGXI, access="official")
    with pytest.raises(NotAllowedError):
        withdraw(OF_DINGXI, both.record, "reason", now=now)
    with pytest.raises(NotFoundError):
        withdraw(ANYONE, own.record, "reason", now=now)
    with pytest.raises(NotFoundError):
        withdraw(OFFICIAL, 4711, "reason", now=now)
    with pytest.raises(InvalidError):
        withdraw(OF_DINGXI, own.record, " ", now=now)
    with pytest.raises(NotAllowedError, match="organisation that stated it"):
        withdraw(OFFICIAL, own.record, "reason", now=now)
    assert withdraw(OF_DINGXI, own.record, "reason", now=now).organisation == 2


def test_what_came_of_an_import_or_a_decision_is_taken_back_there(statistics, now):
    statistics.define()
    plan = Description("A plan (invented)", "An office", now.date(), "approved", "by post", "620000", 2021, 2025)
    document = keep_document(OFFICIAL, "plan.txt", b"revenue 1", plan, now=now)
    decided = statistics.publish(said(REVENUE, year(2015), "1", place="8-9"), by=OFFICIAL, file=document.file)
    table = keep_file(OFFICIAL, "a.csv", b"revenue,1", now=now).record
    brought = statistics.publish(said(REVENUE, year(2015), "1", place="CSV!B1"), by=OFFICIAL, file=table)
    models.StatisticsImport.objects.create(
        file=table,
        organisation=1,
        account=1,
        created_at=now,
        state="accepted",
        outline={},
        faults=[],
        edition=brought.record,
    )
    for one, code in ((decided, "withdraw_decided"), (brought, "withdraw_imported")):
        with pytest.raises(InvalidError) as refused:
            withdraw(OFFICIAL, one.record, "reason", now=now)
        assert codes(refused) == [(code, "")]
        assert edition(ANYONE, one.record).withdrawn is None
