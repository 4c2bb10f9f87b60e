"""Which members does each EPCIS 2.0 object have, and what kind of value has each?

One row a member, as in the core event types of EPCIS 2.0 and GS1's JSON schema. `check` in validation.py
reads these tables; a new event type is a new table, a new kind of value a new row there.
"""

from dataclasses import dataclass
from typing import Literal

from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.vocabulary import Vocabulary

Scalar = Literal[
    "time", "offset", "uri", "identifier", "action", "decimal", "quantity", "unit", "string", "boolean",
    "hex", "version", "context", "event type", "attribute", "anything",
]  # fmt: skip
# Which names may be added: URIs and prefixed names (an extension point), none, or any at all (GS1's schema
# leaves the members of readPoint and bizLocation open).
Extension = Literal["uri", "none", "any"]


@dataclass(frozen=True, slots=True)
class Listed:
    """An array of `item`; `at_least` items; `unique` refuses the same item twice."""

    item: "Kind"
    at_least: int = 0
    unique: bool = False


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """One `item`, or an array of them."""

    item: "Kind"


@dataclass(frozen=True, slots=True)
class Group:
    """An object: its members, those that must be there, and which names may be added."""

    members: "dict[str, Kind]"
    required: tuple[str, ...] = ()
    extension: Extension = "uri"


Kind = Scalar | Vocabulary | Listed | OneOrMore | Group

QUANTITY = Group({"epcClass": "identifier", "quantity": "quantity", "uom": "unit"}, ("epcClass",), "none")
PLACE = Group({"id": "identifier"}, ("id",), "any")
BIZ_TRANSACTION = Group(
    {"type": vocabulary.BIZ_TRANSACTION_TYPE, "bizTransaction": "identifier"}, ("bizTransaction",), "none"
)
SOURCE = Group({"type": vocabulary.SOURCE_DESTINATION_TYPE, "source": "identifier"}, ("type", "source"), "none")
DESTINATION = Group(
    {"type": vocabulary.SOURCE_DESTINATION_TYPE, "destination": "identifier"}, ("type", "destination"), "none"
)
_DISPOSITIONS = Listed(vocabulary.DISPOSITION, at_least=1, unique=True)
PERSISTENT_DISPOSITION = Group({"set": _DISPOSITIONS, "unset": _DISPOSITIONS}, (), "none")
ERROR_DECLARATION = Group(
    {
        "declarationTime": "time",
        "reason": vocabulary.ERROR_REASON,
        "correctiveEventIDs": Listed("uri"),
    },
    ("declarationTime",),
)
SENSOR_METADATA = Group(
    {
        "time": "time",
        "startTime": "time",
        "endTime": "time",
        "deviceID": "identifier",
        "deviceMetadata": "identifier",
        "rawData": "identifier",
        "dataProcessingMethod": "identifier",
        "bizRules": "identifier",
    }
)
SENSOR_REPORT = Group(
    {
        "type": vocabulary.MEASUREMENT_TYPE,
        "exception": vocabulary.SENSOR_ALERT,
        "deviceID": "identifier",
        "deviceMetadata": "identifier",
        "rawData": "identifier",
        "dataProcessingMethod": "identifier",
        "bizRules": "identifier",
        "time": "time",
        "microorganism": "uri",
        "chemicalSubstance": "uri",
        "coordinateReferenceSystem": "uri",
        "value": "decimal",
        "component": vocabulary.COMPONENT,
        "stringValue": "string",
        "booleanValue": "boolean",
        "hexBinaryValue": "hex",
        "uriValue": "uri",
        "minValue": "decimal",
        "maxValue": "decimal",
        "meanValue": "decimal",
        "sDev": "decimal",
        "percRank": "decimal",
        "percValue": "decimal",
        "uom": "string",
    },
    ("type",),
)
SENSOR_ELEMENT = Group(
    {"sensorMetadata": SENSOR_METADATA, "sensorReport": Listed(SENSOR_REPORT, at_least=1)}, ("sensorReport",)
)
ILMD = Group({})

_EVERY_EVENT: dict[str, Kind] = {
    "@context": "context",
    "type": "event type",
    "eventTime": "time",
    "recordTime": "time",
    "eventTimeZoneOffset": "offset",
    "eventID": "uri",
    "certificationInfo": OneOrMore("uri"),
    "errorDeclaration": ERROR_DECLARATION,
    "bizStep": vocabulary.BIZ_STEP,
    "disposition": vocabulary.DISPOSITION,
    "readPoint": PLACE,
    "bizLocation": PLACE,
    "bizTransactionList": Listed(BIZ_TRANSACTION),
    "sourceList": Listed(SOURCE),
    "destinationList": Listed(DESTINATION),
    "sensorElementList": Listed(SENSOR_ELEMENT),
}
_TIME = ("type", "eventTime", "eventTimeZoneOffset")
_THINGS = Listed("identifier")
_DISTINCT_THINGS = Listed("identifier", unique=True)
_QUANTITIES = Listed(QUANTITY)
_CHILDREN: dict[str, Kind] = {
    "parentID": "identifier",
    "childEPCs": _THINGS,
    "childQuantityList": _QUANTITIES,
    "action": "action",
}

EVENTS: dict[str, Group] = {
    "ObjectEvent": Group(
        {
            **_EVERY_EVENT,
            "action": "action",
            "epcList": _DISTINCT_THINGS,
            "quantityList": _QUANTITIES,
            "persistentDisposition": PERSISTENT_DISPOSITION,
            "ilmd": ILMD,
        },
        (*_TIME, "action"),
    ),
    "AggregationEvent": Group({**_EVERY_EVENT, **_CHILDREN}, (*_TIME, "action")),
    "TransactionEvent": Group(
        {
            **_EVERY_EVENT,
            "action": "action",
            "parentID": "identifier",
            "epcList": _THINGS,
            "quantityList": _QUANTITIES,
            "bizTransactionList": Listed(BIZ_TRANSACTION, at_least=1),
        },
        (*_TIME, "action", "bizTransactionList"),
    ),
    "TransformationEvent": Group(
        {
            **_EVERY_EVENT,
            "inputEPCList": _DISTINCT_THINGS,
            "inputQuantityList": _QUANTITIES,
            "outputEPCList": _DISTINCT_THINGS,
            "outputQuantityList": _QUANTITIES,
            "transformationID": "identifier",
            "persistentDisposition": PERSISTENT_DISPOSITION,
            "ilmd": ILMD,
        },
        _TIME,
    ),
    "AssociationEvent": Group({**_EVERY_EVENT, **_CHILDREN}, (*_TIME, "action", "parentID")),
}

_MASTER_DATA = Group(
    {
        "vocabularyList": Listed(
            Group(
                {
                    "type": "uri",
                    "vocabularyElementList": Listed(
                        Group(
                            {
                                "id": "uri",
                                "attributes": Listed(Group({"id": "uri", "attribute": "attribute"}, ("id",), "any")),
                                "children": Listed("uri"),
                            },
                            ("id",),
                            "any",
                        )
                    ),
                },
                ("type",),
                "any",
            )
        )
    },
    (),
    "any",
)
_EVENT_LIST = Listed("anything")  # each event is checked by its own table
DOCUMENTS: dict[str, Group] = {
    "EPCISDocument": Group(
        {
            "@context": "context",
            "id": "uri",
            "type": "string",
            "schemaVersion": "version",
            "creationDate": "time",
            "instanceIdentifier": "string",
            "sender": "string",
            "receiver": "string",
            "epcisHeader": Group({"epcisMasterData": _MASTER_DATA}),
            "epcisBody": Group({"eventList": _EVENT_LIST}, ("eventList",), "any"),
        },
        ("@context", "type", "schemaVersion", "creationDate", "epcisBody"),
    ),
    "EPCISQueryDocument": Group(
        {
            "@context": "context",
            "id": "uri",
            "type": "string",
            "schemaVersion": "version",
            "creationDate": "time",
            "epcisBody": Group(
                {
                    "queryResults": Group(
                        {
                            "queryName": "string",
                            "subscriptionID": "string",
                            "resultsBody": Group(
                                {
                                    "eventList": _EVENT_LIST,
                                    "vocabularyList": _MASTER_DATA.members["vocabularyList"],
                                },
                                ("eventList",),
                            ),
                        },
                        ("queryName", "resultsBody"),
                    )
                },
                ("queryResults",),
            ),
        },
        ("@context", "type", "epcisBody"),
    ),
}
EVENT_LIST_PATHS: dict[str, tuple[str, ...]] = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
