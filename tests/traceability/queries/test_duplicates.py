"""The same code seen twice at dispensing is an alert; a pack that came back in between is none."""

import pytest

from cast import Cast
from make_events import PACK, document_bytes, object_event
from yaomai.errors import InvalidError
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.duplicates import duplicates, sold_again

INSPECTOR = Viewer(account=1, roles=frozenset({"inspector"}))
OTHER_PACK = "urn:epc:id:sgtin:6901234.000003.2"


def event(hour, step, code=PACK, disposition="retail_sold", **members):
    return object_event(
        action="OBSERVE",
        bizStep=step,
        disposition=disposition,
        epcList=[code],
        quantityList=None,
        eventTime=f"2026-09-10T{hour:02d}:00:00Z",
        **members,
    )


def record(events, organisation, now):
    return [
        one.record
        for one in capture(document_bytes(events), recorder=Recorder(organisation=organisation), now=now).events
    ]


@pytest.fixture
def shops(log_setup, now):
    cast = Cast(now)
    return cast.organisation("shop one"), cast.organisation("shop two")


@pytest.mark.parametrize(
    ("events", "again"),
    [
        ([event(1, "dispensing")], []),
        ([event(1, "dispensing"), event(2, "retail_selling")], []),  # one sale, told twice
        ([event(1, "dispensing"), event(2, "dispensing")], [1]),
        ([event(1, "dispensing"), event(2, "retail_selling"), event(3, "dispensing")], [2]),
        ([event(1, "dispensing"), event(2, "receiving", disposition="returned"), event(3, "dispensing")], []),
        (
            [event(2, "receiving", disposition="returned"), event(3, "dispensing"), event(4, "dispensing")],
            [2],
        ),  # came back before it was sold
        ([event(1, "dispensing"), event(2, "inspecting", disposition="conformant"), event(3, "dispensing")], [2]),
        (
            [
                event(1, "dispensing"),
                event(2, "dispensing"),
                event(3, "receiving", disposition="returned"),
                event(4, "dispensing"),
            ],
            [1],
        ),
        ([event(1, "dispensing"), event(2, "dispensing", code=OTHER_PACK)], []),
    ],
)
def test_sold_again(shops, now, events, again):
    records = record(events, shops[0], now)
    found = duplicates(INSPECTOR, known_on=None).duplicates
    assert [sale.record for one in found for sale in one.sales if sale.is_again] == [records[n] for n in again]


def test_a_sale_declared_in_error_is_none_and_was_one_before(shops, now):
    first, second = event(1, "dispensing"), event(2, "dispensing")
    record([first], shops[0], now)
    record([second], shops[1], now)
    (found,) = duplicates(INSPECTOR).duplicates
    assert [sale.organisation.name for sale in found.sales] == ["shop one", "shop two"]
    declared = second | {"errorDeclaration": {"declarationTime": "2026-09-11T00:00:00Z", "reason": "incorrect_data"}}
    record([declared], shops[0], now)  # somebody else's word
    assert duplicates(INSPECTOR).duplicates
    later = now.replace(hour=now.hour + 1)
    record([declared], shops[1], later)
    assert not duplicates(INSPECTOR).duplicates
    assert duplicates(INSPECTOR, known_on=now).duplicates


def test_newest_first_page_by_page_and_for_whom(shops, now):
    packs = [f"urn:epc:id:sgtin:6901234.000003.{n}" for n in range(10, 17)]
    for number, pack in enumerate(packs):
        record([event(1, "dispensing", pack)], shops[0], now)
        record([event(2 + number, "dispensing", pack)], shops[1 if number else 0], now)
    seen, after = [], None
    while True:
        page = duplicates(INSPECTOR, limit=3, after=after)
        seen += [one.thing.canonical[-2:] for one in page.duplicates]
        after = page.after
        if after is None:
            break
    assert seen == ["16", "15", "14", "13", "12", "11", "10"]
    two = Viewer(account=2, organisation=shops[1])
    assert len(duplicates(two).duplicates) == 6
    assert not duplicates(ANYONE).duplicates
    number = page.duplicates[-1].thing.number
    assert [one.thing.number for one in sold_again([number])] == [number]
    for wrong in ("x", "2026-09-10T00:00:00/1", f"{page.duplicates[0].latest.isoformat()}/x"):
        with pytest.raises(InvalidError, match="the value that the page before gave"):
            duplicates(INSPECTOR, after=wrong)
