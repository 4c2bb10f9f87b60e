"""Formulas over registers and events: area by county from the bases, the processed share from the mass balances of steps."""

import json
from datetime import date
from decimal import Decimal

import pytest

from make_events import document, object_event, quantity, transformation_event
from make_registers import stated
from make_statistics import DINGXI, GANSU, LANZHOU
from yaomai.indicators.engine.spans import Span, month, year
from yaomai.indicators.operations.follow_declared import follow_declared
from yaomai.indicators.queries.derived import derived
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.traceability.engine.mass_balance import EXTENSION_NAMESPACE
from yaomai.traceability.operations.capture import capture

OFFICIAL = Viewer(account=1, organisation=1, roles=frozenset({"official"}), division=GANSU)
MINXIAN, LONGXI = "621126", "621122"
AREA, SHARE = "herb.base_area", "herb.processed_share"


@pytest.fixture
def bases(database, now):
    """Of 当归 100 mu in 岷县 and 20 in 陇西; of 黄芪 3 in 陇西; a base by no standard; all of 2015."""
    follow_declared(now=now)
    herbs = stated([{"name": "当归"}, {"name": "黄芪"}], now=now, kind="herb").entities
    for name, herb, division, area, standard in (
        ("甲", 0, MINXIAN, "100", "gap"),
        ("乙", 0, LONGXI, "20", "gap"),
        ("丙", 1, LONGXI, "3", "green"),
        ("丁", 0, MINXIAN, "7777", None),
    ):
        values = {"name": name, "herb": herbs[herb], "division": division} | (
            {"standard": standard} if standard else {}
        )
        says = [Saying(one, value) for one, value in values.items()]
        says.append(Saying("area", area, valid_from=date(2015, 1, 1), valid_to=date(2016, 1, 1)))
        state(INSTALLATION_VIEWER, [Told("base", None, tuple(says))], origin=Origin("form"), now=now)


@pytest.mark.parametrize(
    ("region", "segment", "area"),
    [
        (GANSU, "", 123),
        (DINGXI, "", 123),
        (MINXIAN, "", 100),
        (LONGXI, "", 23),
        (LONGXI, "黄芪", 3),
        (GANSU, "当归", 120),
        (LANZHOU, "", 0),
    ],
)
def test_area_follows_from_the_bases(bases, now, region, segment, area):
    found = derived(OFFICIAL, AREA, region, segment, year(2015), now=now)
    assert (found.value, found.unit, found.missing) == (area, "MU", ())
    (source,) = found.inputs
    if region in {DINGXI, LANZHOU}:
        counties = [(MINXIAN, 100), (LONGXI, 23)] if region == DINGXI else []
        assert [(one.name, one.value) for one in source.inputs] == counties
        assert all(one.ref == f"register/G06/base_area/2015-12-31/division/{one.name}" for one in source.inputs)
    else:
        assert source.ref.startswith("register/G06/base_area/2015-12-31")


def test_what_a_register_cannot_say_is_not_nothing(bases, now):
    for region, segment, code in (
        (GANSU, "甘草", "source_has_no_such_segment"),
        ("000000", "", "source_only_for_province"),
    ):
        found = derived(OFFICIAL, AREA, region, segment, year(2015), now=now)
        assert found.value is None
        assert [one.code for one in found.missing] == [code]
    hidden = derived(ANYONE, AREA, GANSU, "", year(2015), now=now)
    assert hidden.value is None
    assert [one.code for one in hidden.missing] == ["source_not_seen"]


def step(process, lot, taken, made, when, **more):
    told = {f"{EXTENSION_NAMESPACE}process": process, f"{EXTENSION_NAMESPACE}maxLoss": 0.9}
    outputs = [quantity(f"urn:epc:class:lgtin:6901234.000002.{process}-{made}", made)]
    return transformation_event(
        inputQuantityList=[quantity(lot, taken)], outputQuantityList=outputs, eventTime=when, **told, **more
    )


def test_the_processed_share_follows_from_the_balances_of_the_steps(database, now):
    follow_declared(now=now)
    fresh = "urn:epc:class:lgtin:6901234.000001.LOT-A"
    events = [
        object_event(),
        step("drying", fresh, 400, 100, "2026-09-03T10:00:00+08:00"),
        step("drying", fresh, 200, 60, "2026-10-01T00:00:00+08:00"),
        step("slicing", fresh, 30, 29, "2026-09-30T23:59:00+08:00"),
        step("slicing", fresh, 10, 9, "2026-10-05T10:00:00+08:00"),
        step("packing", fresh, 7, 7, "2026-10-05T10:00:00+08:00"),
    ]
    capture(json.dumps(document(events)).encode(), recorder=INSTALLATION, now=now)

    def share(span: Span, region: str = GANSU):
        return derived("public", SHARE, region, "", span, now=now)

    assert share(month(2026, 9)).value == 30
    assert share(year(2026)).value == 25
    assert [(one.name, one.value) for one in share(year(2026)).inputs[0].inputs] == [
        ("events:sliced_mass", 40),
        ("events:dried_mass", 160),
    ]
    assert round(share(month(2026, 10)).value, 4) == Decimal("16.6667")
    assert [one.code for one in share(year(2025)).missing] == ["source_has_nothing"]
    assert [one.code for one in share(year(2026), DINGXI).missing] == ["source_only_for_province"]
    mistaken = events[2] | {"errorDeclaration": {"declarationTime": "2026-10-02T00:00:00Z", "reason": "incorrect_data"}}
    capture(json.dumps(document([mistaken])).encode(), recorder=INSTALLATION, now=now)
    assert share(year(2026)).value == 40
