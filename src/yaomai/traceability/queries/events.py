"""What does an event say to this viewer, and who recorded it?

An eventID names one event and, beside it, the declarations that it is in error (EPCIS 2.0, 7.4.1.2): the same event once more, with
`errorDeclaration`. What a viewer may not see is not in the answer, for pages and interfaces alike.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connections

from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import deed_and_position, record_id, reference
from yaomai.ledger.queries import records
from yaomai.ledger.queries.records import KeptRecord
from yaomai.people.viewer import ALL, Rows, Viewer, visible_properties, visible_rows
from yaomai.standards.epcis.context import NO_CONTEXT, Context
from yaomai.standards.epcis.event import Event, read_event
from yaomai.traceability.engine.event_rows import HASH_PROFILE, hash_id
from yaomai.traceability.engine.kept_document import KIND
from yaomai.traceability.engine.seen_event import GS1_CONTEXT, context_around, seen_event
from yaomai.traceability.queries.in_force import DECLARED_IN_ERROR

VISIBILITY = "epcis.event"
_HASH_ID = re.compile(rf"ni:///sha-256;([0-9a-f]{{64}})\?ver={re.escape(HASH_PROFILE)}", re.ASCII)
_CONTENT_CALLED = (
    "(SELECT event_hash FROM traceability_event WHERE event_id = %(id)s"
    " UNION SELECT event_hash FROM traceability_repeat WHERE event_id = %(id)s LIMIT 1)"
)
"""The event hash that an eventID names, be it the event's own or an alias: there is one content at most (operations/capture.py)."""
_EVENT_FIRST = "ORDER BY e.declaration_hash <> '', e.record"
_NEEDED_TO_READ = frozenset({"type", "eventTime", "eventTimeZoneOffset"})


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as one viewer sees it.

    `fields` are the visible members as values, `members` the same as JSON text, `event` their typed view (None
    when too little is visible); `raw` is the text as it came, for those who may see all of it, else None.
    `organisation`, `account` and `key` say who recorded, as far as the viewer may know. Of an erased event nothing
    is left but its record; its `event_id` and `event_hash` are None. `declares_error`: this record is itself a
    declaration of error; `declared_in_error`: its own
    organisation's is on record for this event. `context` binds the prefixes in
    `fields`, and `document_context` is the same as the value of an `@context`.
    """

    record: int
    reference: str
    event_id: str | None
    event_hash: str | None
    event: Event | None
    raw: bytes | None
    fields: Mapping[str, Any]
    record_time: datetime
    organisation: int | None
    account: int | None
    key: int | None
    erased: bool
    declared_in_error: bool
    declares_error: bool = False
    wholly_visible: bool = False
    members: Mapping[str, bytes] = field(default_factory=dict)
    context: Context = NO_CONTEXT
    document_context: Any = GS1_CONTEXT

    @property
    def deed(self) -> int:
        """The deed by which it was recorded."""
        return deed_and_position(self.record)[0]


def event(viewer: Viewer, event_id: str) -> EventView:
    """The event with this eventID, or with this event hash. Raises NotFoundError when there is none that the viewer may see."""
    return events_with_id(viewer, event_id)[0]


def events_with_id(viewer: Viewer, event_id: str) -> list[EventView]:
    """The event with this eventID, then the declarations that it is in error, in the order of recording.

    An event that was sent again under another eventID is found by that one too (its alias: table traceability_repeat). An event
    without eventID is called by its event hash (`ni:///sha-256;…`). The hash of one that has an eventID names it to
    those only who see all of it: it is made of all members, so that others could find out by guessing what is withheld from
    them. A declaration is left out for those who would see the event alone in it. Raises NotFoundError when there is none that the
    viewer may see.
    """
    rows, by_hash = _called(event_id)
    guessed = {row.record for row in rows if by_hash and row.has_id}
    found = [one for one in _views(viewer, rows) if one.wholly_visible or one.record not in guessed]
    found = [one for one in found if not one.declares_error or "errorDeclaration" in one.fields] or found[:1]
    if not found:
        shown = event_id if len(event_id) <= 200 else f"{event_id[:200]}…"
        raise NotFoundError(f"there is no event {shown}, or none that you may see")
    return found


def record_called(event_id: str) -> int | None:
    """The record of the event with this eventID, alias or event hash, for the operator, who may read everything."""
    rows, _ = _called(event_id)
    return rows[0].record if rows else None


def by_record(viewer: Viewer, record: int) -> EventView:
    """The event that stands under this record number, erased or not; of a repeat, the event's first record: then the
    view's `record` is another than was asked for. Raises NotFoundError for a record that is no event.
    """
    found = _views(viewer, _select("WHERE e.record = %(record)s", {"record": record})) or _views(
        viewer,
        _select(
            "JOIN traceability_repeat r ON r.event_hash = e.event_hash AND r.declaration_hash = e.declaration_hash"
            " WHERE r.record = %(record)s",
            {"record": record},
        ),
    )
    if found:
        return found[0]
    kept = records.read([record]).get(record)
    is_event = kept is not None and kept.kind == KIND and deed_and_position(record)[1] > 1
    if kept is None or not is_event or not kept.erased or not _may_see(viewer, kept):
        raise NotFoundError(f"record {reference(record)} is no event, or none that you may see")
    return _erased(viewer, kept)


def by_records(viewer: Viewer, wanted: Sequence[int]) -> list[EventView]:
    """The events under these records, in the order of `wanted`, those left out that are none or that the viewer may not see."""
    found = {
        view.record: view
        for view in _views(viewer, _select("WHERE e.record = ANY(%(records)s)", {"records": list(wanted)}))
    }
    return [found[record] for record in wanted if record in found]


def hash_of(event_id: str) -> bytes | None:
    """The event hash that is written so; None for anything else."""
    named = _HASH_ID.fullmatch(event_id)
    return None if named is None else bytes.fromhex(named[1])


def newest_records(viewer: Viewer, limit: int = 20) -> list[int]:
    """The records of the events recorded last, newest first."""
    rule = visible_rows(viewer, VISIBILITY)
    if rule.rows is Rows.NONE:
        return []
    whose = "WHERE organisation = %s" if rule.rows is Rows.OWN else "WHERE %s::bigint IS NULL"
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"SELECT record FROM traceability_event {whose} ORDER BY record DESC LIMIT %s", (rule.organisation, limit)
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Row:
    record: int
    event_id: str
    event_hash: bytes
    declares_error: bool
    declared_in_error: bool
    has_id: bool


def _called(event_id: str) -> tuple[list[_Row], bool]:
    """The rows of the event with this eventID or alias, the event first, then what declares it in error; or, `True`, of the one
    with this event hash.
    """
    rows = _select(f"WHERE e.event_hash = {_CONTENT_CALLED} {_EVENT_FIRST}", {"id": event_id})
    named = _HASH_ID.fullmatch(event_id)
    if rows or named is None:
        return rows, False
    return _select(f"WHERE e.event_hash = %(hash)s {_EVENT_FIRST}", {"hash": bytes.fromhex(named[1])}), True


def _select(rest: str, values: Mapping[str, int | str | bytes | list[int]]) -> list[_Row]:
    if any(isinstance(value, str) and "\x00" in value for value in values.values()):
        return []  # PostgreSQL's text holds no NUL, so nothing is called so
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"SELECT e.record, e.event_id, e.event_hash, e.declaration_hash <> '', {DECLARED_IN_ERROR}"
            f" FROM traceability_event e {rest}",
            values,
        )
        return [
            _Row(record, event_id or hash_id(bytes(content)), bytes(content), declares, declared, event_id is not None)
            for record, event_id, content, declares, declared in cursor.fetchall()
        ]


def _views(viewer: Viewer, rows: Iterable[_Row]) -> list[EventView]:
    """The rows as the viewer sees them, in their order; what stands around them is read once a document."""
    wanted = list(rows)
    if not wanted:
        return []
    frames = {row.record: record_id(deed_and_position(row.record)[0], 1) for row in wanted}
    kept = records.read({*frames, *frames.values()})
    contexts = {frame: context_around(kept[frame].body) for frame in set(frames.values())}
    return [
        _view(viewer, row, kept[row.record], contexts[frames[row.record]])
        for row in wanted
        if _may_see(viewer, kept[row.record])
    ]


def _may_see(viewer: Viewer, kept: KeptRecord) -> bool:
    """Whether the viewer may know of the record at all."""
    return visible_properties(viewer, VISIBILITY, kept.recorder.organisation) != frozenset()


def _view(viewer: Viewer, row: _Row, kept: KeptRecord, around: Any) -> EventView:
    if kept.body is None:
        return _erased(viewer, kept)
    properties = visible_properties(viewer, VISIBILITY, kept.recorder.organisation)
    seen = seen_event(kept.body, around, properties=properties, event_id=row.event_id, record_time=kept.record_time)
    whole = properties is ALL
    names_recorder = properties is ALL or "recordingOrganisation" in properties
    return EventView(
        record=kept.record,
        reference=kept.reference,
        event_id=row.event_id,
        event_hash=hash_id(row.event_hash),
        event=read_event(seen.fields, seen.context) if seen.fields.keys() >= _NEEDED_TO_READ else None,
        raw=kept.body if whole else None,
        fields=seen.fields,
        record_time=kept.record_time,
        organisation=kept.recorder.organisation if names_recorder else None,
        account=kept.recorder.account if whole else None,
        key=kept.recorder.key if whole else None,
        erased=False,
        declared_in_error=row.declared_in_error,
        declares_error=row.declares_error,
        wholly_visible=whole,
        members=seen.members,
        context=seen.context,
        document_context=seen.document_context,
    )


def _erased(viewer: Viewer, kept: KeptRecord) -> EventView:
    properties = visible_properties(viewer, VISIBILITY, kept.recorder.organisation)
    whole = properties is ALL
    names_recorder = properties is ALL or "recordingOrganisation" in properties
    return EventView(
        record=kept.record,
        reference=kept.reference,
        event_id=None,
        event_hash=None,
        event=None,
        raw=None,
        fields={},
        record_time=kept.record_time,
        organisation=kept.recorder.organisation if names_recorder else None,
        account=kept.recorder.account if whole else None,
        key=kept.recorder.key if whole else None,
        erased=True,
        declared_in_error=False,
        wholly_visible=whole,
    )
