"""Findings: each planted fault is found with its record and amount, and nothing else is."""

from decimal import Decimal

import pytest

from cast import Cast
from make_events import FACTORY, HERB_LOT, SLICE_LOT, document_bytes, object_event, quantity, transformation_event
from yaomai.errors import InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.traceability.engine.mass_balance import EXTENSION_NAMESPACE
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.balance import findings, verdict_counts

INSPECTOR = Viewer(account=1, roles=frozenset({"inspector"}))
LOSS = f"{EXTENSION_NAMESPACE}maxLoss"


def lot(number):
    return f"urn:epc:class:lgtin:6901234.000007.L{number}"


def record(events, organisation, now):
    return [
        one.record
        for one in capture(document_bytes(events), recorder=Recorder(organisation=organisation), now=now).events
    ]


@pytest.fixture
def mills(log_setup, now):
    cast = Cast(now)
    return cast.organisation("mill one"), cast.organisation("mill two")


def step(source, amount_in, target, amount_out, hour=1, **members):
    return transformation_event(
        eventTime=f"2026-09-03T{hour:02d}:00:00Z",
        inputQuantityList=[quantity(source, amount_in)] if source else None,
        outputQuantityList=[quantity(target, amount_out)] if target else None,
        **members,
    )


def moved(bizstep, code, amount, hour, uom="KGM", **members):
    return object_event(
        action="OBSERVE",
        bizStep=bizstep,
        disposition=None,
        quantityList=[quantity(code, amount, uom)],
        eventTime=f"2026-09-04T{hour:02d}:00:00Z",
        **members,
    )


def told(viewer=INSPECTOR, **arguments):
    found = findings(viewer, **arguments).findings
    return [(one.about, one.verdict, one.record, one.amount) for one in found]


def test_steps_of_one_event(mills, now):
    records = record(
        [
            object_event(quantityList=[quantity(lot(0), 1000)]),
            step(lot(0), 100, lot(1), 90, 1, **{LOSS: 0.2}),
            step(lot(0), 100, lot(2), 130, 2, **{LOSS: 0.2}),
            step(lot(0), 100, lot(3), 70, 3, **{LOSS: 0.2}),
            step(lot(0), 100, lot(4), 90, 4),
        ],
        mills[0],
        now,
    )
    assert told() == [
        ("step", "beyond_tolerance", records[3], Decimal(30)),
        ("step", "out_of_nothing", records[2], Decimal(30)),
    ]
    assert told(verdicts=("not_judged",)) == [("step", "not_judged", records[4], Decimal(10))]
    assert told(verdicts=("balanced",)) == [("step", "balanced", records[1], Decimal(10))]
    assert verdict_counts(INSPECTOR) == {
        ("balanced", ""): 1,
        ("beyond_tolerance", ""): 1,
        ("out_of_nothing", ""): 1,
        ("not_judged", "no_greatest_loss"): 1,
    }
    (_, fault) = findings(INSPECTOR).findings
    assert (fault.thing.canonical[-2:], fault.organisation.name, fault.uom) == ("L2", "mill one", "KGM")


def test_steps_of_several_events_are_judged_together(mills, now):
    made = object_event(quantityList=[quantity(lot(0), 1000)])
    right = [
        step(lot(0), 50, None, 0, 1, transformationID="urn:x:1", **{LOSS: 0.1}),
        step(None, 0, lot(1), 48, 2, transformationID="urn:x:1"),
    ]
    wrong = [
        step(lot(0), 50, None, 0, 1, transformationID="urn:x:2"),
        step(None, 0, lot(2), 48, 2, transformationID="urn:x:2"),
        step(None, 0, lot(3), 7, 3, transformationID="urn:x:2"),
    ]
    records = record([made, *right, *wrong], mills[0], now)
    (found,) = findings(INSPECTOR).findings
    assert (found.verdict, found.amount, found.records) == ("out_of_nothing", Decimal(5), tuple(records[3:]))
    record([wrong[2] | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z"}}], mills[0], now)
    assert told() == []


def test_a_declaration_of_error_nets_out_and_what_was_known_before_can_be_asked(mills, now):
    wrong = step(HERB_LOT, 100, SLICE_LOT, 130)
    records = record([object_event(), wrong], mills[0], now)
    declared = wrong | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    record([declared], mills[1], now)
    assert [one[2] for one in told()] == [records[1]]
    record([declared], mills[0], now.replace(hour=now.hour + 1))
    assert told() == []
    assert [one[2] for one in told(known_on=now)] == [records[1]]
    assert verdict_counts(INSPECTOR) == {}


AT = {"readPoint": {"id": FACTORY}, "bizLocation": {"id": FACTORY}}


@pytest.mark.parametrize(
    ("events", "beyond", "by"),
    [
        # made 120.5 kg at the farm; used there
        ([moved("retail_selling", HERB_LOT, 120, 1)], "0", None),
        ([moved("retail_selling", HERB_LOT, 100, 1), moved("destroying", HERB_LOT, 30, 2)], "9.5", 1),
        ([moved("retail_selling", HERB_LOT, 100000, 1, "GRM"), moved("retail_selling", HERB_LOT, 30, 2)], "9.5", 1),
        # shipped away more than there was, in two shipments
        ([moved("shipping", HERB_LOT, 100, 1), moved("shipping", HERB_LOT, 40, 2)], "19.5", 1),
        # shipped, received and shipped on again: twice shipped is not too much
        ([moved("shipping", HERB_LOT, 120, 1), moved("receiving", HERB_LOT, 120, 2, **AT), moved("shipping", HERB_LOT, 120, 3, **AT)], "0", None),
        ([moved("shipping", HERB_LOT, 120, 1), moved("receiving", HERB_LOT, 120, 2, **AT), moved("retail_selling", HERB_LOT, 150, 3, **AT)], "29.5", 2),
        # within the tolerance of weighing
        ([moved("retail_selling", HERB_LOT, "121.0", 1)], "0", None),
        # of a lot from outside nobody knows how much was made
        ([moved("retail_selling", lot(9), 5, 1)], "0", None),
    ],
)  # fmt: skip
def test_lots_of_which_more_went_than_came(mills, now, events, beyond, by):
    for one in events:
        for thing in one["quantityList"]:
            thing["quantity"] = float(thing["quantity"])
    record([object_event()], mills[0], now)
    records = record(events, mills[0], now)
    found = findings(INSPECTOR).findings
    assert [(one.about, one.record, one.amount) for one in found] == (
        [] if by is None else [("lot", records[by], Decimal(beyond))]
    )
    if found:
        assert found[0].balance.accounted - found[0].balance.made == Decimal(beyond)


def test_pages_and_for_whom(mills, now):
    record([object_event(quantityList=[quantity(lot(0), 10000)])], mills[0], now)
    for number in range(1, 8):
        record([step(lot(0), 100, lot(number), 130, number)], mills[number % 2], now)
    record(
        [
            object_event(quantityList=[quantity(lot(n), 1) for n in (20, 21)]),
            moved("destroying", lot(20), 2, 1),
            moved("destroying", lot(21), 2, 1),
        ],
        mills[0],
        now,
    )
    seen, after = [], None
    while True:
        page = findings(INSPECTOR, limit=3, after=after)
        assert len(page.findings) <= 3
        seen += [one.thing.canonical.rpartition("L")[2] for one in page.findings]
        after = page.after
        if after is None:
            break
    assert seen == ["7", "6", "5", "4", "3", "2", "1", "20", "21"]
    assert len(findings(Viewer(account=2, organisation=mills[1])).findings) == 4
    assert findings(ANYONE).findings == ()
    assert verdict_counts(Viewer(account=2, organisation=mills[1])) == {("out_of_nothing", ""): 4}
    for wrong in ("", "step", "step:x", "other:1", "lot:-1", "step:" + "9" * 30):
        with pytest.raises(InvalidError, match="the value that the page before gave"):
            findings(INSPECTOR, after=wrong)


def test_steps_of_several_events_are_looked_at_so_many_at_a_time(log_setup, now, monkeypatch):
    monkeypatch.setattr("yaomai.traceability.queries.balance.PARTS_MAX", 3)
    for number in range(4):
        parts = {"transformationID": f"urn:example:several-{number}"}
        made = [quantity(f"urn:epc:class:lgtin:6901234.000002.S{number}", 200 if number % 2 else 100)]
        told = [
            transformation_event(outputQuantityList=None, **parts),
            transformation_event(inputQuantityList=None, outputQuantityList=made, **parts),
        ]
        capture(document_bytes(told), recorder=Recorder(), now=now)
    seen, after, pages = [], None, 0
    while True:
        page = findings(INSPECTOR, after=after)
        seen += [(one.thing.canonical[-2:], len(one.records)) for one in page.findings if one.about == "step"]
        pages, after = pages + 1, page.after
        if after is None:
            break
    assert seen == [("S3", 2), ("S1", 2)]
    assert pages > 2
