"""What a recall reaches: exactly what came of it, with whom, and sums that agree."""

from decimal import Decimal

import pytest

from cast import Cast
from make_events import (
    FACTORY,
    HERB_LOT,
    PACK,
    SLICE_LOT,
    document_bytes,
    object_event,
    quantity,
    transformation_event,
)
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.queries import names
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import start_recall
from yaomai.traceability.queries.recall_reach import reach, reach_of_scope

SHOP = "urn:epc:id:sgln:6901234.00009.0"


def number(uri):
    canonical = identify(uri).canonical
    return names.by_canonical([canonical])[canonical].number


@pytest.fixture
def chain(log_setup, now):
    """A farm makes 120.5 kg; the factory uses 120.5 kg, gets 96.25 kg of slices and one pack; 50 kg of slices are shipped to a shop,
    40 arrive, 5 are sold."""
    cast = Cast(now)
    farm, factory, shop = (cast.organisation(name) for name in ("farm", "factory", "shop"))
    to_shop = [{"type": "location", "destination": SHOP}]
    deliveries = [
        (farm, [object_event()]),
        (
            farm,
            [
                object_event(
                    action="OBSERVE",
                    bizStep="shipping",
                    disposition="in_transit",
                    eventTime="2026-09-02T08:00:00+08:00",
                    bizLocation=None,
                    destinationList=[{"type": "location", "destination": FACTORY}],
                )
            ],
        ),
        (
            factory,
            [
                object_event(
                    action="OBSERVE",
                    bizStep="receiving",
                    disposition="in_progress",
                    eventTime="2026-09-02T18:00:00+08:00",
                    readPoint={"id": FACTORY},
                    bizLocation={"id": FACTORY},
                )
            ],
        ),
        (factory, [transformation_event(outputEPCList=[PACK])]),
        (
            factory,
            [
                object_event(
                    action="OBSERVE",
                    bizStep="shipping",
                    eventTime="2026-09-04T08:00:00+08:00",
                    disposition="in_transit",
                    readPoint={"id": FACTORY},
                    bizLocation=None,
                    quantityList=[quantity(SLICE_LOT, 50)],
                    destinationList=to_shop,
                )
            ],
        ),
        (
            shop,
            [
                object_event(
                    action="OBSERVE",
                    bizStep="receiving",
                    eventTime="2026-09-05T08:00:00+08:00",
                    disposition="sellable_accessible",
                    readPoint={"id": SHOP},
                    bizLocation={"id": SHOP},
                    quantityList=[quantity(SLICE_LOT, 40)],
                )
            ],
        ),
        (
            shop,
            [
                object_event(
                    action="OBSERVE",
                    bizStep="retail_selling",
                    eventTime="2026-09-06T08:00:00+08:00",
                    disposition="retail_sold",
                    readPoint={"id": SHOP},
                    bizLocation=None,
                    quantityList=[quantity(SLICE_LOT, 5000, "GRM")],
                )
            ],
        ),
    ]
    for organisation, events in deliveries:
        capture(document_bytes(events), recorder=Recorder(organisation=organisation), now=now)
    return cast


def test_reach_lists_who_holds_what_and_the_sums_agree(chain, now):
    found = start_recall(INSTALLATION_VIEWER, Scope("lot", HERB_LOT), recall_class=1, reason="农药残留超标", now=now)
    reached = reach(INSTALLATION_VIEWER, found)
    standings = {
        (
            reached.things[row.thing].label,
            row.state,
            reached.holders[row.holder].shown if row.holder else "",
            str(row.quantity),
        )
        for row in reached.rows
    }
    slices = identify(SLICE_LOT).label
    factory, shop = identify(FACTORY).canonical, identify(SHOP).canonical
    assert standings == {
        (identify(HERB_LOT).label, "used", factory, "120.5"),
        (slices, "held", factory, "46.25"),
        (slices, "in_transit", factory, "10"),
        (slices, "held", shop, "35"),
        (slices, "sold", shop, "5"),
        (identify(PACK).label, "held", factory, "1"),
    }
    assert reached.agrees
    assert not reached.discrepancies
    assert reached.is_whole
    totals = {total.product[-14:]: total.balance for total in reached.product_totals}
    assert totals[identify(SLICE_LOT).parts[0][1]].made == Decimal("96.25")


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_lot_of_which_no_event_says_how_much_is_listed_with_its_holders_and_nothing_agrees(log_setup, now, is_packed):
    some, customer = {"epcClass": SLICE_LOT}, "urn:epc:id:pgln:6901234.00009"
    case = "urn:epc:id:sscc:6901234.0000000001"
    made = quantity(SLICE_LOT, 96) if is_packed else some
    packed = {
        "type": "AggregationEvent", "eventTime": "2026-09-04T08:00:00+08:00", "eventTimeZoneOffset": "+08:00", "action": "ADD",
        "parentID": case, "childQuantityList": [some], "bizStep": "packing", "bizLocation": {"id": FACTORY},
    }  # fmt: skip
    shipped = object_event(
        action="OBSERVE", bizStep="shipping", disposition="in_transit", eventTime="2026-09-05T08:00:00+08:00",
        **({"epcList": [case], "quantityList": None} if is_packed else {"quantityList": [some]}),
        destinationList=[{"type": "possessing_party", "destination": customer}],
    )  # fmt: skip
    events = [object_event(), transformation_event(outputQuantityList=[made]), packed, shipped]
    capture(document_bytes(events if is_packed else [*events[:2], shipped]), recorder=Recorder(), now=now)
    found = reach_of_scope(INSTALLATION_VIEWER, Scope("lot", SLICE_LOT))
    assert not found.agrees
    assert "stock.quantity_missing" in {one.code for one in found.discrepancies}
    unsaid = [row for row in found.rows if row.quantity is None]
    assert {row.state for row in unsaid} == ({"held"} if is_packed else {"held", "in_transit"})
    assert [one.balance.is_measured for one in found.product_totals] == [False]
    if not is_packed:
        assert number(customer) in {one.holder.party for one in found.holder_totals if not one.is_measured}
        assert all(row.holder in found.holders for row in unsaid)
