"""Which rows does an event have in the tables? The same for capture, which writes them, and for verification, which
rebuilds them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event import Thing, read_event
from yaomai.standards.epcis.event_hash import event_hash
from yaomai.standards.gs1.identifier import Identifier, identify
from yaomai.traceability.engine.names import event_names

HASH_PROFILE = "CBV2.0"
_HASH_PREFIX = "ni:///sha-256;"


class EventRows(Struct, frozen=True):
    """What the tables repeat of one event. Places are canonical spellings; `event_hash` and `declaration_hash` are 32 bytes
    (the latter empty without an error declaration).
    """

    event_id: str
    event_hash: bytes
    declaration_hash: bytes
    event_type: str
    event_time: datetime
    event_time_zone_offset: str
    action: str | None
    biz_step: str | None
    disposition: str | None
    read_point: str | None
    biz_location: str | None
    transformation_id: str | None
    things: Sequence[Thing]
    names: Sequence[tuple[Identifier, str]]

    def identifiers(self) -> list[Identifier]:
        """Everything that the event names and that is in the dictionary."""
        places = [identify(uri) for uri in (self.read_point, self.biz_location) if uri is not None]
        return [*places, *(thing.identifier for thing in self.things), *(named for named, _ in self.names)]

    def thing_rows(self) -> list[tuple[int, str, str, Decimal | None, str | None]]:
        """Ordinal, role, canonical spelling, quantity, unit: one row a thing, in the order of the event."""
        return [
            (ordinal, thing.role, thing.identifier.canonical, thing.quantity, thing.uom)
            for ordinal, thing in enumerate(self.things)
        ]


def event_rows(fields: Mapping[str, Any], context: Context) -> EventRows:
    """The rows of an event whose members have been checked. Without an eventID the event is called by its hash (CBV 2.0, 8.9)."""
    event = read_event(fields, context)
    hash_id = event_hash(fields, context, HASH_PROFILE)
    return EventRows(
        event_id=event.event_id or hash_id,
        event_hash=bytes.fromhex(hash_id.removeprefix(_HASH_PREFIX).partition("?")[0]),
        declaration_hash=declaration_hash(fields.get("errorDeclaration")),
        event_type=event.event_type,
        event_time=event.event_time,
        event_time_zone_offset=event.event_time_zone_offset,
        action=event.action,
        biz_step=event.biz_step,
        disposition=event.disposition,
        read_point=event.read_point,
        biz_location=event.biz_location,
        transformation_id=event.transformation_id,
        things=event.things,
        names=event_names(event),
    )


def hash_id(event_hash_bytes: bytes) -> str:
    """The event hash as people and other systems write it."""
    return f"{_HASH_PREFIX}{event_hash_bytes.hex()}?ver={HASH_PROFILE}"


def declaration_hash(declaration: Mapping[str, Any] | None) -> bytes:
    """What tells an event from the same event declared to be in error: SHA-256 over the declaration's members, sorted."""
    if declaration is None:
        return b""
    text = json.dumps(declaration, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()
