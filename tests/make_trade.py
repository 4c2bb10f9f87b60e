"""A small trade for tests of pages: a farm's lot becomes slices and packs at a factory, a shop gets some and sells some.

120.5 kg of herbs → 96.25 kg of slices and three packs; 50 kg of slices are shipped, 40 arrive, 5 are sold; one pack is dispensed.
"""

from typing import Any

from cast import Cast
from make_events import (
    FACTORY,
    FARM,
    HERB_LOT,
    PACK,
    SLICE_LOT,
    document_bytes,
    object_event,
    quantity,
    transformation_event,
)
from yaomai.ledger.engine.deed import Recorder
from yaomai.traceability.operations.capture import capture

SHOP = "urn:epc:id:sgln:6901234.00009.0"
PACKS = tuple(PACK[:-1] + str(number) for number in (1, 2, 3))
FARMER, MAKER, SELLER = "岷县归源种植合作社", "陇源中药饮片有限公司", "兰州百草药房"
NAMES = {
    FARM: "七里川 3 号地",
    FACTORY: "陇源切制车间",
    SHOP: "百草药房柜台",
    HERB_LOT: "当归（鲜）",
    SLICE_LOT: "当归片",
}


def named() -> dict[str, Any]:
    """The header that says what things and places are called."""
    kinds = {"Location": (FARM, FACTORY, SHOP), "EPCClass": (HERB_LOT, SLICE_LOT)}
    vocabularies = [
        {
            "type": f"urn:epcglobal:epcis:vtyp:{kind}",
            "vocabularyElementList": [
                {"id": one, "attributes": [{"id": "urn:epcglobal:cbv:mda#name", "attribute": NAMES[one]}]}
                for one in ids
            ],
        }
        for kind, ids in kinds.items()
    ]
    return {"epcisHeader": {"epcisMasterData": {"vocabularyList": vocabularies}}}


def seen(place: str, step: str, day: int, **members: Any) -> dict[str, Any]:
    """An event that sees goods at a place on a day of September 2026."""
    return object_event(
        **{
            "action": "OBSERVE",
            "bizStep": step,
            "disposition": None,
            "eventTime": f"2026-09-{day:02}T08:00:00+08:00",
            "readPoint": {"id": place},
            "bizLocation": {"id": place},
            **members,
        }
    )


def trade(cast: Cast, now: Any) -> dict[str, int]:
    """Record it; the numbers of the organisations by name."""
    organisations = {name: cast.organisation(name) for name in (FARMER, MAKER, SELLER)}
    to_shop = [{"type": "location", "destination": SHOP}]
    deliveries = (
        (FARMER, [object_event()]),
        (FARMER, [seen(FARM, "shipping", 2, bizLocation=None, destinationList=[{"type": "location", "destination": FACTORY}])]),
        (MAKER, [seen(FACTORY, "receiving", 2, eventTime="2026-09-02T18:00:00+08:00")]),
        (MAKER, [transformation_event(outputEPCList=list(PACKS))]),
        (
            MAKER,
            [
                seen(
                    FACTORY, "shipping", 4, bizLocation=None, quantityList=[quantity(SLICE_LOT, 50)], destinationList=to_shop
                ),
                seen(FACTORY, "shipping", 4, bizLocation=None, quantityList=None, epcList=[PACKS[0]], destinationList=to_shop),
            ],
        ),
        (SELLER, [seen(SHOP, "receiving", 5, quantityList=[quantity(SLICE_LOT, 40)], epcList=[PACKS[0]])]),
        (SELLER, [seen(SHOP, "retail_selling", 6, disposition="retail_sold", bizLocation=None, quantityList=[quantity(SLICE_LOT, 5000, "GRM")])]),
        (SELLER, [seen(SHOP, "dispensing", 7, disposition="dispensed", bizLocation=None, quantityList=None, epcList=[PACKS[0]])]),
    )  # fmt: skip
    for name, events in deliveries:
        by = Recorder(organisation=organisations[name], account=None, key=None)
        capture(document_bytes(events, **named()), recorder=by, now=now)
    return organisations
