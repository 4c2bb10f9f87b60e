"""A made-up record of events, and what GET /events must answer of it: a plain walk over all events."""

import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils.dateparse import parse_datetime

from make_events import CONTEXT, FACTORY, FARM, document_bytes
from yaomai.ledger.engine.deed import Recorder
from yaomai.standards.epcis.vocabulary import BIZ_STEP, DISPOSITION, ERROR_REASON, SOURCE_DESTINATION_TYPE
from yaomai.standards.gs1.identifier import identify
from yaomai.standards.gs1.pattern import read_patterns
from yaomai.traceability.operations.capture import capture

START = datetime(2026, 9, 1, tzinfo=UTC)

# --- a made-up record

PACKS = [f"urn:epc:id:sgtin:6901234.00000{kind}.{serial}" for kind in (3, 4) for serial in (1, 12, 123)]
CASES = ["urn:epc:id:sscc:6901234.0000000001", "urn:epc:id:sscc:6901234.0000000002"]
LOTS = [f"urn:epc:class:lgtin:6901234.00000{kind}.{lot}" for kind in (1, 2) for lot in ("A", "AB")]
CLASS = "urn:epc:idpat:sgtin:6901234.000001.*"
PLACES = [FARM, FACTORY, "https://id.gs1.org/414/6901234000030"]
STEPS = ["shipping", "receiving", "packing"]
STATES = ["active", "in_transit", "recalled"]
ORDERS = ["urn:epcglobal:cbv:bt:6901234000023:po-1", "urn:epcglobal:cbv:bt:6901234000023:po-2"]
PARTIES = ["urn:epc:id:pgln:6901234.00001", "urn:epc:id:pgln:6901234.00002"]
AMOUNTS = ["1", "2.5", "10", "10.00"]


def some(dice: random.Random, pool: list, most: int = 2) -> list:
    return dice.sample(pool, dice.randint(0, min(most, len(pool))))


def quantities(dice: random.Random) -> list[dict]:
    found = []
    for lot in some(dice, [*LOTS, CLASS]):
        amount = dice.choice([*AMOUNTS, None])
        found.append({"epcClass": lot} | ({} if amount is None else {"quantity": Decimal(amount)}))
        if amount is not None and dice.random() < 0.7:
            found[-1]["uom"] = dice.choice(["KGM", "GRM"])
    return found


def made_up(dice: random.Random, number: int) -> dict:
    """Some event; `example:n` makes it one of its own."""
    kind = dice.choice(
        ["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"]
    )
    event: dict = {
        "type": kind,
        "eventTime": text(START + timedelta(hours=dice.randint(0, 9))),
        "eventTimeZoneOffset": "+08:00",
    }
    if dice.random() < 0.5:
        event["eventID"] = f"urn:uuid:{number}"
    if kind == "TransformationEvent":
        event |= {"inputEPCList": some(dice, PACKS), "outputEPCList": some(dice, PACKS)}
        event |= {"inputQuantityList": quantities(dice), "outputQuantityList": quantities(dice)}
        event["transformationID"] = dice.choice(["urn:x:t1", "urn:x:t2"])
    else:
        event["action"] = dice.choice(["ADD", "OBSERVE", "DELETE"])
        if kind in {"AggregationEvent", "AssociationEvent"}:
            event |= {
                "parentID": dice.choice(CASES),
                "childEPCs": dice.sample(PACKS, 1),
                "childQuantityList": quantities(dice),
            }
        else:
            event |= {"epcList": dice.sample(PACKS, dice.randint(1, 2)), "quantityList": quantities(dice)}
    if dice.random() < 0.7:
        event["bizStep"] = dice.choice([*STEPS, "https://ref.gs1.org/cbv/BizStep-shipping", "example:resting"])
    if dice.random() < 0.7:
        event["disposition"] = dice.choice(STATES)
    for place in ("readPoint", "bizLocation"):
        if dice.random() < 0.6:
            event[place] = {"id": dice.choice(PLACES)}
    if kind in {"ObjectEvent", "TransformationEvent"} and dice.random() < 0.3:
        event["persistentDisposition"] = {dice.choice(["set", "unset"]): dice.sample(STATES, dice.randint(1, 2))}
    if kind == "TransactionEvent" or dice.random() < 0.3:
        event["bizTransactionList"] = [
            {"type": dice.choice(["po", "inv"]), "bizTransaction": one} for one in dice.sample(ORDERS, 1)
        ]
    for name in ("source", "destination"):
        if dice.random() < 0.3:
            event[f"{name}List"] = [
                {"type": dice.choice(["owning_party", "possessing_party"]), name: dice.choice(PARTIES)}
            ]
    return {name: value for name, value in event.items() if value != []} | {"example:n": number}


def text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


class Kept:
    """One event on record, as the plain walk sees it."""

    def __init__(self, fields: dict, organisation: int, time: datetime, record: int, event_id: str) -> None:
        self.fields, self.organisation, self.time, self.record, self.event_id = (
            fields,
            organisation,
            time,
            record,
            event_id,
        )

    @property
    def name(self) -> tuple[str, bool]:
        return self.event_id, "errorDeclaration" in self.fields


def recorded(cast, dice: random.Random, count: int) -> list[Kept]:
    """So many events by two organisations, some of them declared in error; the times of recording are not in order."""
    kept: list[Kept] = []
    numbers = iter(range(10**6))
    organisations = [cast.organisation("陇西一厂"), cast.organisation("别家")]
    while len(kept) < count:
        organisation, time = dice.choice(organisations), START + timedelta(days=1, seconds=dice.randint(0, 5))
        events = [made_up(dice, next(numbers)) for _ in range(dice.randint(1, 9))]
        for one in dice.sample(kept, min(len(kept), 2)):
            if one.organisation == organisation and not any(
                "errorDeclaration" in other.fields for other in kept if other.event_id == one.event_id
            ):
                wrong = {"declarationTime": text(START + timedelta(days=2, hours=dice.randint(0, 3)))}
                wrong |= dice.choice(
                    [
                        {},
                        {"reason": "incorrect_data"},
                        {"reason": "https://ref.gs1.org/cbv/ER-did_not_occur"},
                        {"reason": "example:why"},
                    ]
                )
                wrong |= dice.choice([{}, {"correctiveEventIDs": ["urn:uuid:c1", "urn:uuid:c2"]}])
                events.append(one.fields | {"errorDeclaration": wrong})
        data = json.dumps(json.loads(document_bytes([])) | {"epcisBody": {"eventList": events}}, default=float).encode()
        captured = capture(data, recorder=Recorder(organisation=organisation, account=None, key=None), now=time)
        for fields, one in zip(events, captured.events, strict=True):
            assert not one.repeated
            kept.append(Kept(fields, organisation, time, one.record, one.event_id))
    return kept


# --- the plain walk

THINGS = {
    "epc": ["epcList", "childEPCs"], "parentID": ["parentID"], "inputEPC": ["inputEPCList"], "outputEPC": ["outputEPCList"],
    "anyEPC": ["epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"],
    "epcClass": ["quantityList", "childQuantityList"], "inputEPCClass": ["inputQuantityList"], "outputEPCClass": ["outputQuantityList"],
    "anyEPCClass": ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"],
}  # fmt: skip
HIDDEN = (
    "EQ_bizTransaction",
    "EQ_source",
    "EQ_destination",
    "EXISTS_error",
    "GE_error",
    "LT_error",
    "EQ_error",
    "EQ_corrective",
)
NAMESPACE = CONTEXT[1]["example"]


def full(word: str) -> str:
    for prefix, namespace in (("example:", NAMESPACE), ("cbv:", "https://ref.gs1.org/cbv/")):
        if word.startswith(prefix):
            return namespace + word.removeprefix(prefix)
    return word


def listed(fields: dict, name: str) -> list:
    found = fields.get(name, [])
    return found if isinstance(found, list) else [found]


def fulfils(one: Kept, name: str, value: str) -> bool:
    fields, wrong = one.fields, one.fields.get("errorDeclaration", {})
    several = value.split("|")
    operator, _, rest = name.partition("_")
    if name == "eventType":
        return fields["type"] in several
    if rest in {"action", "eventID", "transformationID"}:
        return {"eventID": one.event_id}.get(rest, fields.get(rest)) in several
    if rest in {"bizStep", "disposition"}:
        words = BIZ_STEP if rest == "bizStep" else DISPOSITION
        return rest in fields and words.canonical(full(fields[rest])) in [
            words.canonical(full(word)) for word in several
        ]
    if rest in {"readPoint", "bizLocation"}:
        return rest in fields and identify(fields[rest]["id"]).canonical in [
            identify(place).canonical for place in several
        ]
    if rest.startswith("persistentDisposition"):
        said = fields.get("persistentDisposition", {}).get(rest.rpartition("_")[2], [])
        return bool(set(said) & {DISPOSITION.canonical(word) for word in several})
    if operator == "MATCH":
        things = [
            thing if isinstance(thing, str) else thing["epcClass"]
            for member in THINGS[rest]
            for thing in listed(fields, member)
        ]
        patterns = [pattern for word in several for pattern in read_patterns(word, of_classes="Class" in rest)]
        return any(
            pattern.matches(found.canonical, found.scheme) for found in map(identify, things) for pattern in patterns
        )
    if rest.startswith("quantity"):
        unit = rest.partition("_")[2]
        elements = [element for member in THINGS["anyEPCClass"] for element in listed(fields, member)]
        compare = {"EQ": "__eq__", "GT": "__gt__", "GE": "__ge__", "LT": "__lt__", "LE": "__le__"}[operator]
        return any(
            "quantity" in element
            and getattr(element["quantity"], compare)(Decimal(value))
            and (not unit or element.get("uom") == unit)
            for element in elements
        )
    if rest in {"eventTime", "recordTime", "errorDeclarationTime"}:
        moment = {"eventTime": parse_datetime(fields["eventTime"]), "recordTime": one.time}.get(rest) or (
            wrong and parse_datetime(wrong["declarationTime"])
        )
        return bool(moment) and (
            moment >= parse_datetime(value) if operator == "GE" else moment < parse_datetime(value)
        )
    if name == "EXISTS_errorDeclaration":
        return bool(wrong) or value == "false"
    if name == "EQ_errorReason":
        return "reason" in wrong and ERROR_REASON.canonical(wrong["reason"]) in [
            ERROR_REASON.canonical(word) for word in several
        ]
    if name == "EQ_correctiveEventID":
        return bool(set(wrong.get("correctiveEventIDs", [])) & set(several))
    kind, _, type_ = rest.partition("_")
    return any(
        SOURCE_DESTINATION_TYPE.canonical(found["type"]) == SOURCE_DESTINATION_TYPE.canonical(type_)
        and identify(found[kind]).canonical in [identify(word).canonical for word in several]
        for found in fields.get(f"{kind}List", [])
    )


def walked(
    kept: list[Kept], asked: dict[str, str], organisation: int | None, *, sees_all: bool = False
) -> list[tuple[str, bool]]:
    """What the answer must be, in its order."""
    hides = any(
        name.startswith(HIDDEN)
        for name, value in asked.items()
        if (name, value) != ("EXISTS_errorDeclaration", "false")
    )
    withdrawn = {(one.organisation, one.event_id) for one in kept if "errorDeclaration" in one.fields}
    seen = [
        one
        for one in kept
        if sees_all
        or one.organisation == organisation
        or not (hides or "errorDeclaration" in one.fields or (one.organisation, one.event_id) in withdrawn)
    ]
    found = [one for one in seen if all(fulfils(one, *pair) for pair in asked.items() if pair[0] not in ORDERING)]
    keys = {
        "eventTime": lambda one: (parse_datetime(one.fields["eventTime"]), one.record),
        "recordTime": lambda one: (one.time, one.record),
    }
    found.sort(
        key=keys.get(asked.get("orderBy", ""), lambda one: one.record), reverse=asked.get("orderDirection") != "ASC"
    )
    return [one.name for one in found][: int(asked.get("eventCountLimit", "1000000"))]


ORDERING = {"orderBy", "orderDirection", "eventCountLimit", "maxEventCount"}
