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

from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.event import Thing, read_event, things_of, word
from yaomai.standards.epcis.event_hash import event_digest
from yaomai.standards.epcis.timestamp import read_time
from yaomai.standards.gs1.identifier import Identifier, identify
from yaomai.traceability.engine.links import LINKING_TYPES, Link, Node, links
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
    """What the tables repeat of one event. `event_hash` and `declaration_hash` are 32 bytes (the latter empty without an error
    declaration). `dispensed` are the instances that left the chain by it; `step_part`: how much went into a step of making, and
    came out. `identifiers`: everything in it that is in the dictionary, some more than once.
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
    read_point: Identifier | None
    biz_location: Identifier | None
    transformation_id: str | None
    things: Sequence[Thing]
    references: Sequence[Reference]
    links: Sequence[Link]
    dispensed: Sequence[Identifier]
    step_part: StepPart | None
    names: Sequence[tuple[Identifier, str]]
    identifiers: Sequence[Identifier]

    @property
    def identity(self) -> tuple[bytes, bytes]:
        """Two captures with the same one are of the same event."""
        return self.event_hash, self.declaration_hash

    @property
    def called(self) -> str:
        """Its eventID; without one an event is called by its hash (CBV 2.0, 8.9)."""
        return self.event_id or hash_id(self.event_hash)

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
    """The rows of an event whose members have been checked.

    Says what `read_event` says of them. The whole of an event is read only where more than its rows is asked for: nearly every
    event observes instances, and there are many of them.
    """
    get = fields.get
    moment = read_time(fields["eventTime"])
    if moment is None:
        raise ValueError(f"not a time, though the event was checked: {fields['eventTime']!r}")
    things = things_of(fields)
    biz_step = word(get("bizStep"), vocabulary.BIZ_STEP, context)
    declared = get("errorDeclaration")
    persistent_set, persistent_unset = _persistent(fields, context)
    event = read_event(fields, context) if "ilmd" in fields or fields["type"] in LINKING_TYPES else None
    read_point = identify(fields["readPoint"]["id"]) if "readPoint" in fields else None
    biz_location = identify(fields["bizLocation"]["id"]) if "bizLocation" in fields else None
    references = _references(fields, context)
    linked = () if declared is not None else links(event, fields)
    identifiers = [thing.identifier for thing in things]
    identifiers += [reference.identifier for reference in references]
    identifiers += [place for place in (read_point, biz_location) if place is not None]
    if linked:
        identifiers += [node for link in linked for node in (link.start, link.end) if node is not None]
    return EventRows(
        event_id=get("eventID"),
        event_hash=event_digest(fields, context, HASH_PROFILE),
        declaration_hash=declaration_hash(declared),
        event_type=fields["type"],
        event_time=moment,
        event_time_zone_offset=fields["eventTimeZoneOffset"],
        action=get("action"),
        biz_step=biz_step,
        disposition=word(get("disposition"), vocabulary.DISPOSITION, context),
        persistent_set=persistent_set,
        persistent_unset=persistent_unset,
        read_point=read_point,
        biz_location=biz_location,
        transformation_id=event.transformation_id if event else None,
        things=things,
        references=references,
        links=linked,
        dispensed=_dispensed(fields, biz_step, things),
        step_part=step_part(event) if event else None,
        names=event_names(event) if event else (),  # of things, which are identifiers already
        identifiers=identifiers,
    )


def assertion(organisation: int | None, event_hash_bytes: bytes) -> UUID:
    """What one organisation asserts by recording an event of this hash, and takes back by declaring it in error."""
    said = f"{'' if organisation is None else organisation}\n".encode() + event_hash_bytes
    return UUID(bytes=hashlib.sha256(said).digest()[:16])


def _persistent(fields: Mapping[str, Any], context: Context) -> tuple[list[str] | None, list[str] | None]:
    value = fields.get("persistentDisposition")
    if value is None:
        return None, None
    began, ended = (
        [vocabulary.DISPOSITION.canonical(context.expand(one)) for one in value.get(name, ())]
        for name in ("set", "unset")
    )
    return began or None, ended or None


_REFERRING = (
    ("sourceList", "source", vocabulary.SOURCE_DESTINATION_TYPE),
    ("destinationList", "destination", vocabulary.SOURCE_DESTINATION_TYPE),
    ("bizTransactionList", "bizTransaction", vocabulary.BIZ_TRANSACTION_TYPE),
)


def _references(fields: Mapping[str, Any], context: Context) -> Sequence[Reference]:
    return [
        Reference(role, word(one.get("type"), words, context), identify(one[name]))
        for role, name, words in _REFERRING
        if role in fields
        for one in fields[role]
    ]


def _dispensed(fields: Mapping[str, Any], biz_step: str | None, things: Sequence[Thing]) -> Sequence[Identifier]:
    if biz_step not in DISPENSING_STEPS or fields["type"] != "ObjectEvent" or "errorDeclaration" in fields:
        return ()
    return tuple(dict.fromkeys([thing.identifier for thing in things if thing.identifier.kind == "instance"]))


def hash_id(event_hash_bytes: bytes) -> str:
    """The event hash as people and other systems write it."""
    return f"{_HASH_PREFIX}{event_hash_bytes.hex()}?ver={HASH_PROFILE}"


def declaration_hash(declaration: Mapping[str, Any] | None) -> bytes:
    """What tells an event from the same event declared to be in error: SHA-256 over the declaration's members, sorted."""
    if declaration is None:
        return b""
    text = json.dumps(declaration, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).digest()
