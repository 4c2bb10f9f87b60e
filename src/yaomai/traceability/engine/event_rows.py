"""Which rows does an event have in the tables? The same for capture, which writes them, and for verification, which
rebuilds them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event import Event, Thing, read_event
from yaomai.standards.epcis.event_hash import event_hash
from yaomai.standards.gs1.identifier import Identifier, identify
from yaomai.traceability.engine.links import Link, Node, links
from yaomai.traceability.engine.mass_balance import StepPart, step_part
from yaomai.traceability.engine.names import event_names

HASH_PROFILE = "CBV2.0"
DISPENSING_STEPS = frozenset({"dispensing", "retail_selling"})
_HASH_PREFIX = "ni:///sha-256;"


class Reference(Struct, frozen=True):
    """A source, a destination or a business transaction: the list that names it, its type (None: not said), and what it is."""

    role: str
    type: str | None
    identifier: Identifier


class EventRows(Struct, frozen=True):
    """What the tables repeat of one event. Places are canonical spellings; `event_hash` and `declaration_hash` are 32 bytes
    (the latter empty without an error declaration). `dispensed` are the instances that left the chain by it; `step_part`: how
    much went into a step of making, and came out.
    """

    event_id: str | None
    event_hash: bytes
    declaration_hash: bytes
    event_type: str
    event_time: datetime
    event_time_zone_offset: str
    action: str | None
    biz_step: str | None
    disposition: str | None
    persistent_set: list[str] | None
    persistent_unset: list[str] | None
    read_point: str | None
    biz_location: str | None
    transformation_id: str | None
    things: Sequence[Thing]
    references: Sequence[Reference]
    links: Sequence[Link]
    dispensed: Sequence[Identifier]
    step_part: StepPart | None
    names: Sequence[tuple[Identifier, str]]

    @property
    def identity(self) -> tuple[bytes, bytes]:
        """Two captures with the same one are of the same event."""
        return self.event_hash, self.declaration_hash

    @property
    def called(self) -> str:
        """Its eventID; without one an event is called by its hash (CBV 2.0, 8.9)."""
        return self.event_id or hash_id(self.event_hash)

    def identifiers(self) -> list[Identifier]:
        """Everything that the event names and that is in the dictionary."""
        found = [identify(uri) for uri in (self.read_point, self.biz_location) if uri is not None]
        found += [thing.identifier for thing in self.things]
        found += [reference.identifier for reference in self.references]
        for link in self.links:
            found += [node for node in (link.start, link.end) if node is not None]
        found += [named for named, _ in self.names]
        return found

    def thing_rows(self) -> list[tuple[int, str, str, Decimal | None, str | None]]:
        """Ordinal, role, canonical spelling, quantity, unit: one row a thing, in the order of the event."""
        return [
            (ordinal, thing.role, thing.identifier.canonical, thing.quantity, thing.uom)
            for ordinal, thing in enumerate(self.things)
        ]

    def reference_rows(self) -> list[tuple[int, str, str | None, str]]:
        """Ordinal, role, type, canonical spelling: one row a reference."""
        return [(ordinal, one.role, one.type, one.identifier.canonical) for ordinal, one in enumerate(self.references)]

    def link_rows(self) -> list[tuple[int, str | None, str | None, str]]:
        """Ordinal, canonical spellings of start and end (None: the event's own step), kind: one row a link."""
        return [
            (ordinal, _spelling(link.start), _spelling(link.end), link.kind) for ordinal, link in enumerate(self.links)
        ]


def _spelling(node: Node) -> str | None:
    return None if node is None else node.canonical


def event_rows(fields: Mapping[str, Any], context: Context) -> EventRows:
    """The rows of an event whose members have been checked."""
    event = read_event(fields, context)
    is_declaration = event.error_declaration is not None
    return EventRows(
        event_id=event.event_id,
        event_hash=bytes.fromhex(
            event_hash(fields, context, HASH_PROFILE).removeprefix(_HASH_PREFIX).partition("?")[0]
        ),
        declaration_hash=declaration_hash(fields.get("errorDeclaration")),
        event_type=event.event_type,
        event_time=event.event_time,
        event_time_zone_offset=event.event_time_zone_offset,
        action=event.action,
        biz_step=event.biz_step,
        disposition=event.disposition,
        persistent_set=list(event.persistent_disposition.set) or None,
        persistent_unset=list(event.persistent_disposition.unset) or None,
        read_point=event.read_point,
        biz_location=event.biz_location,
        transformation_id=event.transformation_id,
        things=event.things,
        references=_references(event),
        links=() if is_declaration else links(event, fields),
        dispensed=() if is_declaration else _dispensed(event),
        step_part=step_part(event),
        names=event_names(event),
    )


def assertion(organisation: int | None, event_hash_bytes: bytes) -> UUID:
    """What one organisation asserts by recording an event of this hash, and takes back by declaring it in error."""
    said = f"{'' if organisation is None else organisation}\n".encode() + event_hash_bytes
    return UUID(bytes=hashlib.sha256(said).digest()[:16])


def _references(event: Event) -> tuple[Reference, ...]:
    found = [Reference("sourceList", one.type, identify(one.identifier)) for one in event.sources]
    found += [Reference("destinationList", one.type, identify(one.identifier)) for one in event.destinations]
    found += [Reference("bizTransactionList", one.type, identify(one.identifier)) for one in event.biz_transactions]
    return tuple(found)


def _dispensed(event: Event) -> tuple[Identifier, ...]:
    if event.event_type != "ObjectEvent" or event.biz_step not in DISPENSING_STEPS:
        return ()
    instances = (thing.identifier for thing in event.things if thing.identifier.kind == "instance")
    return tuple(dict.fromkeys(instances))


def hash_id(event_hash_bytes: bytes) -> str:
    """The event hash as people and other systems write it."""
    return f"{_HASH_PREFIX}{event_hash_bytes.hex()}?ver={HASH_PROFILE}"


def declaration_hash(declaration: Mapping[str, Any] | None) -> bytes:
    """What tells an event from the same event declared to be in error: SHA-256 over the declaration's members, sorted."""
    if declaration is None:
        return b""
    text = json.dumps(declaration, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()
