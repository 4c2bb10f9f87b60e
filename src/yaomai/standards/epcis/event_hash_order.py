"""In which order are the members of an event written for its hash?

ORDER is that of the reference implementation's README, ORDER_1_9_3 what its package 1.9.3 does; each for all five event
types at once.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.vocabulary import Vocabulary


@dataclass(frozen=True)
class Node:
    """One row of the order: a member, the rows inside it, its vocabulary, whether others may add to it.

    item: what each item of the list is called, below the list's own name; "" when it has no name of its
    own. listed: the member may be a list though it has no `item`; then the items carry its name and the list
    none (`set`, `sensorReport`). as_is: a text that has only one spelling.
    """

    name: str
    item: str | None = None
    inside: "tuple[Node, ...]" = ()
    words: Vocabulary | None = None
    extensible: bool = False  # others may add members to it
    listed: bool = False
    as_is: bool = False

    @cached_property
    def named(self) -> frozenset[str]:
        """The members that the rows inside it name."""
        return frozenset(node.name for node in self.inside)

    @cached_property
    def extensible_inside(self) -> "tuple[Node, ...]":
        """The rows inside it to which others may add members."""
        return tuple(node for node in self.inside if node.extensible)


def _rows(names: str) -> tuple[Node, ...]:
    return tuple(Node(name) for name in names.split())


_QUANTITY = _rows("epcClass quantity uom")
_SENSOR_METADATA = _rows("time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules")
_SENSOR_REPORT = (
    Node("type", words=vocabulary.MEASUREMENT_TYPE),
    Node("exception", words=vocabulary.SENSOR_ALERT),
    *_rows("deviceID deviceMetadata rawData dataProcessingMethod"),
    *_rows("bizRules time microorganism chemicalSubstance value"),
    Node("component", words=vocabulary.COMPONENT),
    *_rows("stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue uom"),
    Node("coordinateReferenceSystem"),
)


def _typed(name: str, words: Vocabulary) -> tuple[Node, ...]:
    return (Node("type", words=words), Node(name))


ORDER: tuple[Node, ...] = (
    Node("eventTime"),
    Node("eventTimeZoneOffset", as_is=True),
    Node("epcList", "epc"),
    Node("parentID"),
    Node("inputEPCList", "epc"),
    Node("childEPCs", "epc"),
    Node("quantityList", "quantityElement", _QUANTITY),
    Node("childQuantityList", "quantityElement", _QUANTITY),
    Node("inputQuantityList", "quantityElement", _QUANTITY),
    Node("outputEPCList", "epc"),
    Node("outputQuantityList", "quantityElement", _QUANTITY),
    Node("action", as_is=True),
    Node("transformationID"),
    Node("bizStep", words=vocabulary.BIZ_STEP),
    Node("disposition", words=vocabulary.DISPOSITION),
    Node(
        "persistentDisposition",
        inside=(
            Node("set", words=vocabulary.DISPOSITION, listed=True),
            Node("unset", words=vocabulary.DISPOSITION, listed=True),
        ),
    ),
    Node("readPoint", inside=_rows("id"), extensible=True),
    Node("bizLocation", inside=_rows("id"), extensible=True),
    Node("bizTransactionList", "", _typed("bizTransaction", vocabulary.BIZ_TRANSACTION_TYPE)),
    Node("sourceList", "", _typed("source", vocabulary.SOURCE_DESTINATION_TYPE)),
    Node("destinationList", "", _typed("destination", vocabulary.SOURCE_DESTINATION_TYPE)),
    Node(
        "sensorElementList",
        "sensorElement",
        (
            Node("sensorMetadata", inside=_SENSOR_METADATA, extensible=True),
            Node("sensorReport", inside=_SENSOR_REPORT, extensible=True, listed=True),
        ),
        extensible=True,
    ),
)


# What 1.9.3 does not order follows sorted by its text, at the end: lists of the transactions, sources and destinations, and
# of a sensor report the bizRules.
REST_1_9_3 = tuple(node for node in ORDER if node.item == "")


def _order_1_9_3() -> tuple[Node, ...]:
    found: list[Node] = []
    for node in ORDER:
        if node.name == "epcList":
            found += [Node("certificationInfo", listed=True), Node("parentID"), node]
        elif node.name == "sensorElementList":
            metadata, report = node.inside
            unordered = replace(report, inside=tuple(one for one in report.inside if one.name != "bizRules"))
            found.append(replace(node, inside=(metadata, unordered)))
        elif node.name != "parentID" and node not in REST_1_9_3:
            found.append(node)
    return tuple(found)


ORDER_1_9_3 = _order_1_9_3()
