"""Which query parameters of events does EPCIS 2.0 have, by name? (8.2.7.1; GS1's `REST Bindings/query-schema.json`)"""

import re
from collections.abc import Mapping, Sequence

from yaomai.errors import RefusedError

MATCHED_LISTS: Mapping[str, tuple[str, ...]] = {
    "epc": ("epcList", "childEPCs"),
    "parentID": ("parentID",),
    "inputEPC": ("inputEPCList",),
    "outputEPC": ("outputEPCList",),
    "anyEPC": ("parentID", "epcList", "childEPCs", "inputEPCList", "outputEPCList"),
    "epcClass": ("quantityList", "childQuantityList"),
    "inputEPCClass": ("inputQuantityList",),
    "outputEPCClass": ("outputQuantityList",),
    "anyEPCClass": ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
}
"""The lists of an event that a MATCH parameter looks into."""

REFERENCE_LISTS: Mapping[str, str] = {
    "bizTransaction": "bizTransactionList",
    "source": "sourceList",
    "destination": "destinationList",
}
"""The list of an event that EQ_bizTransaction_…, EQ_source_… and EQ_destination_… look into."""

QUANTITY_LISTS = MATCHED_LISTS["anyEPCClass"]

_SENSOR_WORDS = (
    "type|deviceID|dataProcessingMethod|microorganism|chemicalSubstance|bizRules"
    "|stringValue|booleanValue|hexBinaryValue|uriValue"
)
# Extensions have a colon in their names, being CURIEs or URIs.
_NOT_YET = re.compile(
    r"WD_(?:readPoint|bizLocation)"
    rf"|EQ_(?:{_SENSOR_WORDS})"
    r"|(?:GE|LT)_(?:time|startTime|endTime)"
    r"|(?:EQ|GE|GT|LT|LE)_(?:percRank|(?:value|minValue|maxValue|meanValue|sDev|percValue)(?:_.+)?)"
    r"|(?:HASATTR|EQATTR)_.+"
    r"|(?:EQ|GT|GE|LT|LE|EXISTS)_(?:INNER_)?"
    r"(?:(?:ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT|readPoint|bizLocation)_)?[^_:]*:.+",
    re.DOTALL,
)


class UnansweredError(RefusedError):
    """The query has parameters of the standard that are not answered yet: `names`."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        shown = ", ".join(name[:80] for name in self.names[:20])
        super().__init__(
            f"not answered yet: {shown}. Sensor elements, extensions, ILMD, descendants of places (WD_) and master data cannot"
            " be queried in this version; nothing was left out silently"
        )


def is_of_the_standard(name: str) -> bool:
    """Whether the standard has a query parameter of this name that is not answered yet."""
    return _NOT_YET.fullmatch(name) is not None
