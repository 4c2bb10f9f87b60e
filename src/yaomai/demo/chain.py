"""Which events make up the demonstration's chain? Seed lot, plots, harvests, slices, packs; every name in it is invented.

The keys are under GS1's prefix for demonstrations (952), so they can be nobody's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from yaomai.standards.gs1.check_digit import check_digit

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_ID = "https://id.gs1.org"


def _gtin(number: int) -> str:
    body = f"0952{number:09d}"
    return f"{_ID}/01/{body}{check_digit(body)}"


def _place(number: int) -> str:
    body = f"952{number:09d}"
    return f"{_ID}/414/{body}{check_digit(body)}"


SEED, CROP, ROOT, SLICES, PACK = (_gtin(n) for n in (1001, 1002, 1003, 1004, 1005))
NURSERY, PLOT_3, PLOT_5, SHED, MILL, LABORATORY, PACKING, STORE = (_place(n) for n in range(1, 9))

PLACE_NAMES = {
    NURSERY: "岷县梅川种子库",
    PLOT_3: "岷县七里川 3 号地",
    PLOT_5: "岷县七里川 5 号地",
    SHED: "七里川晾晒棚",
    MILL: "陇源饮片切制车间",
    LABORATORY: "定西药材检验室",
    PACKING: "陇源饮片包装间",
    STORE: "兰州百草药房",
}
PRODUCT_NAMES = {SEED: "当归种子", CROP: "当归（在地）", ROOT: "当归（鲜）", SLICES: "当归片", PACK: "当归片 250 克装"}

SEED_LOT = f"{SEED}/10/SD2301"
CROP_3, CROP_5 = f"{CROP}/10/QLC3-2023", f"{CROP}/10/QLC5-2023"
ROOT_3, ROOT_5 = f"{ROOT}/10/XD2410", f"{ROOT}/10/XD2411"
SLICE_LOT = f"{SLICES}/10/DG241108"
PACK_LOT = f"{PACK}/10/P24112"
PACK_ITEMS = tuple(f"{PACK}/21/P24112{n:04d}" for n in range(1, 5))


@dataclass(frozen=True, slots=True)
class Party:
    """An invented organisation: its name, its kind in the industry, and the login of the person who records for it."""

    name: str
    kind: str
    login: str


GROWER = Party("岷县归源种植合作社", "grower", "guiyuan")
PROCESSOR = Party("陇源中药饮片有限公司", "processor", "longyuan")
TESTER = Party("定西药材检验室", "laboratory", "jianyan")
SELLER = Party("兰州百草药房", "distributor", "baicao")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document of events as one party sends it."""

    party: Party
    data: bytes


def deliveries() -> Sequence[Delivery]:
    """The chain's documents in the order in which they come."""
    return (
        Delivery(GROWER, _document(_growing(), (NURSERY, PLOT_3, PLOT_5, SHED), (SEED, CROP, ROOT))),
        Delivery(PROCESSOR, _document(_slicing(), (MILL,), (SLICES,))),
        Delivery(TESTER, _document([_inspection()], (LABORATORY,), ())),
        Delivery(PROCESSOR, _document(_packing(), (PACKING,), (PACK,))),
        Delivery(SELLER, _document([_arrival()], (STORE,), ())),
    )


def _growing() -> list[dict[str, Any]]:
    return [
        _event(
            "ObjectEvent", "2023-03-20T09:00:00+08:00", "commissioning", "active", NURSERY,
            action="ADD", quantityList=[_kg(SEED_LOT, "42.0")], ilmd=_named("当归种子", "SD2301"),
        ),
        _event(
            "TransformationEvent", "2023-03-28T10:00:00+08:00", "creating_class_instance", "in_progress", PLOT_3,
            inputQuantityList=[_kg(SEED_LOT, "26.0")], outputQuantityList=[_quantity(CROP_3, "0.52", "HAR")],
            ilmd=_named("当归（在地）", "QLC3-2023"),
        ),
        _event(
            "TransformationEvent", "2023-03-29T10:30:00+08:00", "creating_class_instance", "in_progress", PLOT_5,
            inputQuantityList=[_kg(SEED_LOT, "16.0")], outputQuantityList=[_quantity(CROP_5, "0.31", "HAR")],
            ilmd=_named("当归（在地）", "QLC5-2023"),
        ),
        _event(
            "TransformationEvent", "2024-10-18T07:40:00+08:00", "collecting", "in_progress", PLOT_3, location=SHED,
            inputQuantityList=[_quantity(CROP_3, "0.52", "HAR")], outputQuantityList=[_kg(ROOT_3, "3120.5")],
            ilmd=_named("当归（鲜）", "XD2410"),
        ),
        _event(
            "TransformationEvent", "2024-10-21T08:05:00+08:00", "collecting", "in_progress", PLOT_5, location=SHED,
            inputQuantityList=[_quantity(CROP_5, "0.31", "HAR")], outputQuantityList=[_kg(ROOT_5, "864.0")],
            ilmd=_named("当归（鲜）", "XD2411"),
        ),
    ]  # fmt: skip


def _slicing() -> list[dict[str, Any]]:
    return [
        _event(
            "TransformationEvent", "2024-11-08T08:30:00+08:00", "creating_class_instance", "in_progress", MILL,
            inputQuantityList=[_kg(ROOT_3, "3120.5"), _kg(ROOT_5, "864.0")],
            outputQuantityList=[_kg(SLICE_LOT, "1204.75")], ilmd=_named("当归片", "DG241108"),
            bizTransactionList=[{"type": "prodorder", "bizTransaction": "urn:epcglobal:cbv:bt:9521234500012:SC-2024-311"}],
        )
    ]  # fmt: skip


def _inspection() -> dict[str, Any]:
    return _event(
        "ObjectEvent", "2024-11-09T14:05:00+08:00", "inspecting", "conformant", LABORATORY,
        action="OBSERVE", quantityList=[_kg(SLICE_LOT, "0.5")],
        bizTransactionList=[{"type": "testres", "bizTransaction": "urn:epcglobal:cbv:bt:9521234500029:DX2024-1187"}],
    )  # fmt: skip


def _packing() -> list[dict[str, Any]]:
    return [
        _event(
            "TransformationEvent", "2024-11-11T09:00:00+08:00", "packing", "in_progress", PACKING,
            inputQuantityList=[_kg(SLICE_LOT, "1180.0")], outputQuantityList=[_quantity(PACK_LOT, "4720", None)],
            ilmd=_named("当归片 250 克装", "P24112"),
        ),
        _event(
            "TransformationEvent", "2024-11-11T16:20:00+08:00", "packing", "in_progress", PACKING,
            inputQuantityList=[_kg(SLICE_LOT, "1.0")], outputEPCList=list(PACK_ITEMS),
            ilmd=_named("当归片 250 克装", "P24112"),
        ),
        _event(
            "ObjectEvent", "2024-11-12T15:20:00+08:00", "shipping", "in_transit", PACKING,
            action="OBSERVE", quantityList=[_quantity(PACK_LOT, "1200", None)],
        ),
    ]  # fmt: skip


def _arrival() -> dict[str, Any]:
    return _event(
        "ObjectEvent", "2024-11-14T10:10:00+08:00", "receiving", "sellable_accessible", STORE,
        action="OBSERVE", quantityList=[_quantity(PACK_LOT, "1200", None)],
    )  # fmt: skip


def _event(
    kind: str, time: str, biz_step: str, disposition: str, place: str, *, location: str | None = None, **members: Any
) -> dict[str, Any]:
    return {
        "type": kind,
        "eventTime": time,
        "eventTimeZoneOffset": "+08:00",
        "bizStep": biz_step,
        "disposition": disposition,
        "readPoint": {"id": place},
        "bizLocation": {"id": location or place},
        **members,
    }


def _quantity(lot: str, amount: str, uom: str | None) -> dict[str, Any]:
    """A quantity element; the number stands in the text with its own decimals."""
    return {"epcClass": lot, "quantity": orjson.Fragment(amount)} | ({"uom": uom} if uom else {})


def _kg(lot: str, amount: str) -> dict[str, Any]:
    return _quantity(lot, amount, "KGM")


def _named(name: str, lot: str) -> dict[str, Any]:
    return {"cbvmda:descriptionShort": name, "cbvmda:lotNumber": lot}


def _document(events: Sequence[dict[str, Any]], places: Sequence[str], products: Sequence[str]) -> bytes:
    vocabularies = [
        {
            "type": f"urn:epcglobal:epcis:vtype:{kind}",
            "vocabularyElementList": [
                {"id": uri, "attributes": [{"id": attribute, "attribute": names[uri]}]} for uri in members
            ],
        }
        for kind, attribute, names, members in (
            ("Location", "cbvmda:name", PLACE_NAMES, places),
            ("EPCClass", "cbvmda:descriptionShort", PRODUCT_NAMES, products),
        )
        if members
    ]
    document = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": events[-1]["eventTime"],
        "epcisHeader": {"epcisMasterData": {"vocabularyList": vocabularies}},
        "epcisBody": {"eventList": list(events)},
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)
