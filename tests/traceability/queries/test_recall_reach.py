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
from yaomai.traceability.queries.recall_reach import reach

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
    assert reached.agrees and not reached.discrepancies and reached.is_whole
    totals = {total.product[-14:]: total.balance for total in reached.product_totals}
    assert totals[identify(SLICE_LOT).parts[0][1]].made == Decimal("96.25")
