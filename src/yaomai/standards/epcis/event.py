"""What does one checked event say: what, when, where, why and how?

A typed, read-only view of an event's members (EPCIS 2.0, core event types). Identifiers and words of the
vocabulary are in their canonical spelling, so that equal things compare equal; everything that is not named
here is in `extensions`, under its full name. Call it only with members in which `check` found nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.fields import EVENTS
from yaomai.standards.epcis.timestamp import read_time
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.standards.gs1.identifier import Identifier, identify

# The members that name things, in the order of the standard's tables.
_IDENTIFIER_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_QUANTITY_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


class Thing(Struct, frozen=True, gc=False):
    """One object of the event. `role` is the member that named it: `epcList`, `inputQuantityList`, `parentID` …

    quantity and uom (UN/ECE Rec 20) are of a class; an instance has neither; a quantity without uom is a
    count.
    """

    role: str
    identifier: Identifier
    quantity: Decimal | None = None
    uom: str | None = None


class BizTransaction(Struct, frozen=True, gc=False):
    """A business transaction, and of which type if that is said."""

    identifier: str
    type: str | None


class Endpoint(Struct, frozen=True, gc=False):
    """Where from or where to: a party or a place, and in which sense (`owning_party`, `possessing_party`, `location`)."""

    identifier: str
    type: str


class PersistentDisposition(Struct, frozen=True):
    """Dispositions that begin to hold and that cease to, beyond this event."""

    set: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


_NOT_PERSISTENT = PersistentDisposition()


class ErrorDeclaration(Struct, frozen=True):
    """That the event with these members was recorded in error, why, and which events put it right."""

    declaration_time: datetime
    reason: str | None
    corrective_event_ids: tuple[str, ...]
    extensions: Mapping[str, Any]


class Event(Struct, frozen=True):
    """One EPCIS event. Places are canonical spellings; `identify` tells more of them.

    sensor_elements are as in the text: numbers exact, words and names as written. ilmd and extensions have
    full names where the context declares the prefix.
    """

    event_type: str
    event_time: datetime
    event_time_zone_offset: str
    event_id: str | None
    record_time: datetime | None
    action: str | None
    biz_step: str | None
    disposition: str | None
    persistent_disposition: PersistentDisposition
    read_point: str | None
    biz_location: str | None
    things: tuple[Thing, ...]
    biz_transactions: tuple[BizTransaction, ...]
    sources: tuple[Endpoint, ...]
    destinations: tuple[Endpoint, ...]
    transformation_id: str | None
    ilmd: Mapping[str, Any]
    sensor_elements: tuple[Mapping[str, Any], ...]
    certification_info: tuple[str, ...]
    error_declaration: ErrorDeclaration | None
    extensions: Mapping[str, Any]


def read_event(fields: Mapping[str, Any], context: Context) -> Event:
    """The event that these members say. `fields` must have passed `check` with the same `context`."""
    get = fields.get
    certification = get("certificationInfo", [])
    return Event(
        event_type=fields["type"],
        event_time=_time(fields["eventTime"]),
        event_time_zone_offset=fields["eventTimeZoneOffset"],
        event_id=get("eventID"),
        record_time=_time(get("recordTime")) if "recordTime" in fields else None,
        action=get("action"),
        biz_step=word(get("bizStep"), vocabulary.BIZ_STEP, context),
        disposition=word(get("disposition"), vocabulary.DISPOSITION, context),
        persistent_disposition=_persistent(get("persistentDisposition"), context),
        read_point=_canonical(get("readPoint", {}).get("id")),
        biz_location=_canonical(get("bizLocation", {}).get("id")),
        things=tuple(things_of(fields)),
        biz_transactions=tuple(
            [
                BizTransaction(
                    identify(one["bizTransaction"]).canonical,
                    word(one.get("type"), vocabulary.BIZ_TRANSACTION_TYPE, context),
                )
                for one in get("bizTransactionList", ())
            ]
        ),
        sources=_endpoints(get("sourceList", ()), "source", context),
        destinations=_endpoints(get("destinationList", ()), "destination", context),
        transformation_id=_canonical(get("transformationID")),
        ilmd=expanded(fields["ilmd"], context) if "ilmd" in fields else {},
        sensor_elements=tuple(get("sensorElementList", ())),
        certification_info=(certification,) if isinstance(certification, str) else tuple(certification),
        error_declaration=_error_declaration(get("errorDeclaration"), context),
        extensions=_extensions(fields, context),
    )


def expanded(value: Any, context: Context) -> Any:
    """A value of an extension, with the names of its members in full."""
    if isinstance(value, dict):
        return {context.expand(name): expanded(one, context) for name, one in value.items()}
    if isinstance(value, list):
        return [expanded(one, context) for one in value]
    return value


def things_of(fields: Mapping[str, Any]) -> list[Thing]:
    """The things that the members name, in the order of the standard's tables."""
    things: list[Thing] = []
    if "parentID" in fields:
        things.append(Thing("parentID", identify(fields["parentID"])))
    for role in _IDENTIFIER_LISTS:
        if role in fields:
            things += [Thing(role, identify(uri)) for uri in fields[role]]
    for role in _QUANTITY_LISTS:
        for one in fields.get(role, ()):
            quantity = Decimal(one["quantity"]) if "quantity" in one else None
            things.append(Thing(role, identify(one["epcClass"]), quantity, one.get("uom")))
    return things


def _persistent(value: Mapping[str, Any] | None, context: Context) -> PersistentDisposition:
    if value is None:
        return _NOT_PERSISTENT
    words = vocabulary.DISPOSITION
    return PersistentDisposition(
        _words(value.get("set", ()), words, context), _words(value.get("unset", ()), words, context)
    )


def _endpoints(items: Any, name: str, context: Context) -> tuple[Endpoint, ...]:
    words = vocabulary.SOURCE_DESTINATION_TYPE
    return tuple(
        [Endpoint(identify(one[name]).canonical, words.canonical(context.expand(one["type"]))) for one in items]
    )


def _error_declaration(value: Mapping[str, Any] | None, context: Context) -> ErrorDeclaration | None:
    if value is None:
        return None
    standard = ("declarationTime", "reason", "correctiveEventIDs")
    return ErrorDeclaration(
        _time(value["declarationTime"]),
        word(value.get("reason"), vocabulary.ERROR_REASON, context),
        tuple(value.get("correctiveEventIDs", ())),
        expanded({name: one for name, one in value.items() if name not in standard}, context),
    )


def _extensions(fields: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What the standard does not name; what stands inside a place is under `readPoint` or `bizLocation`."""
    members = EVENTS[fields["type"]].members
    found: dict[str, Any] = {}
    if not fields.keys() <= members.keys():
        found = {context.expand(name): expanded(one, context) for name, one in fields.items() if name not in members}
    for place in ("readPoint", "bizLocation"):
        if len(fields.get(place, ())) > 1:
            found[place] = expanded({name: one for name, one in fields[place].items() if name != "id"}, context)
    return found


def _time(text: Any) -> datetime:
    moment = read_time(text)
    if moment is None:
        raise ValueError(f"not a time, though the event was checked: {text!r}")
    return moment


def _canonical(uri: str | None) -> str | None:
    return None if uri is None else identify(uri).canonical


def word(value: str | None, words: Vocabulary, context: Context) -> str | None:
    """The canonical spelling of a word of the vocabulary; a word that it does not know in full."""
    return value if value is None or value in words.words else words.canonical(context.expand(value))


def _words(values: Any, words: Vocabulary, context: Context) -> tuple[str, ...]:
    return tuple(words.canonical(context.expand(value)) for value in values)
