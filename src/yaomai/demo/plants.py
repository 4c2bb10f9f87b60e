"""Which faults are planted in the made-up year, to be found by the product? Nothing else in it is one."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yaomai.demo.province import (
    ANGELICA,
    CODONOPSIS,
    GOUPING,
    GUIQI,
    PROCESSOR,
    REGIONS,
    SHANGWAN,
    Party,
    dried_of,
    fresh_of,
    slices_of,
)

RECALLED_ON = date(2025, 11, 12)
RECALLED_CODE = "DG251112"
RECALLED_SOURCE = "GY25G01"
"""The dried lot from which the slices were cut that are recalled."""
RECALLED_LOT = slices_of(PROCESSOR, ANGELICA).lot(RECALLED_CODE)
RECALL_FAULT = "二氧化硫残留量 238 mg/kg，限度 150 mg/kg"
RECALL_REASON = f"市场抽检不合格：{RECALL_FAULT}"
RECALL_CLASS = 2
RECALLED_BATCH = "GQ26011201"
"""The batch of medicine that the recalled slices went into."""
RECALLED_PACKS = GUIQI.pack.lot(RECALLED_BATCH)

FRAUD_CODE = "GP25G01"
FRAUD_LOT = dried_of(GOUPING.party, ANGELICA).lot(FRAUD_CODE)
FRAUD_GAIN = 1140
"""Per mille of the fresh roots that came out of the drying."""

CORRECTED_CODE = "SW25X001"
CORRECTED_LOT = fresh_of(SHANGWAN.party, CODONOPSIS).lot(CORRECTED_CODE)

FIRST_BATCH = "GQ25031001"


def serial(batch: str, number: int) -> str:
    """The serial number of the n-th pack of a batch: not the next after the last, so that nobody can guess one."""
    return batch + hashlib.sha256(f"{batch}/{number}".encode()).hexdigest()[:8].upper()


DUPLICATED_PACK = GUIQI.pack.pack(serial(FIRST_BATCH, 0))
SOLD_AGAIN_BY = REGIONS[2].sellers[0]
"""Over whose counter the copy of the duplicated pack goes."""
SHOWN_PACK = GUIQI.pack.pack(serial(FIRST_BATCH, 1))
"""A pack without a fault: the first step of the README's walk."""


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted fault: what kind of thing the product says of it, what it is about, and whose doing it is."""

    kind: Literal["recall", "correction", "mass_balance", "duplicate"]
    thing: str
    party: Party


PLANTS = (
    Plant("recall", RECALLED_LOT, PROCESSOR),
    Plant("correction", CORRECTED_LOT, SHANGWAN.party),
    Plant("mass_balance", FRAUD_LOT, GOUPING.party),
    Plant("duplicate", DUPLICATED_PACK, SOLD_AGAIN_BY),
)
