"""How are the tables of events rebuilt from the record?"""

from collections.abc import Iterator
from typing import Any

from yaomai.ledger.engine.deed import deed_and_position, record_id
from yaomai.ledger.projections import DeedView, Projection, Row, register, register_erasure_rule
from yaomai.traceability.engine.event_rows import HASH_PROFILE, EventRows, event_rows
from yaomai.traceability.engine.kept_document import KIND, envelope_frame, event_fields, frame_context, repeats
from yaomai.traceability.engine.names import header_names
from yaomai.traceability.erasing import what_must_go_too


def _envelope(deed: DeedView) -> bytes:
    """The deed's envelope; empty when it was erased, and with it all events (erasing.py)."""
    return next((body for record, body in deed.records if body and deed_and_position(record)[1] == 1), b"")


def _frame(deed: DeedView) -> dict[str, Any]:
    envelope = _envelope(deed)
    return envelope_frame(envelope) if envelope else {}


def _events(deed: DeedView, *, repeated: bool = False) -> list[tuple[int, EventRows]]:
    """The new events of a deed with their records, or the repeated ones."""
    if "events" not in deed.shared:
        deed.shared["events"] = list(_read_events(deed))
    events: list[tuple[int, bool, EventRows]] = deed.shared["events"]
    return [(record, rows) for record, is_repeat, rows in events if is_repeat == repeated]


def _read_events(deed: DeedView) -> Iterator[tuple[int, bool, EventRows]]:
    context = frame_context(_frame(deed))
    is_repeat = repeats(_envelope(deed))
    for record, body in deed.records:
        position = deed_and_position(record)[1]
        if position == 1 or body is None:
            continue
        fields = event_fields(body)
        yield record, is_repeat[position - 2], event_rows(fields, context.extended(fields.get("@context")))


def _event_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in _events(deed):
        yield (
            record,
            rows.event_id,
            rows.event_hash,
            HASH_PROFILE,
            rows.declaration_hash,
            rows.event_type,
            rows.event_time,
            rows.event_time_zone_offset,
            rows.action,
            rows.biz_step,
            rows.disposition,
            rows.read_point,
            rows.biz_location,
            rows.transformation_id,
            deed.recorder.organisation,
        )


def _repeat_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in _events(deed, repeated=True):
        yield (record, rows.event_hash, rows.declaration_hash)


def _thing_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in _events(deed):
        for row in rows.thing_rows():
            yield (record, *row)


def _name_rows(deed: DeedView) -> Iterator[Row]:
    frame = _frame(deed)
    envelope = record_id(deed.id, 1)
    for ordinal, (named, name) in enumerate(header_names(frame, frame_context(frame))):
        yield (envelope, ordinal, named.canonical, name)
    for record, rows in _events(deed):
        for ordinal, (named, name) in enumerate(rows.names):
            yield (record, ordinal, named.canonical, name)


# In the order in which an erasure takes the rows: what refers to an event before the event.
register(
    Projection(
        kind=KIND,
        table="traceability_event_thing",
        select=(
            "SELECT t.record, ordinal, role, canonical, quantity, uom FROM traceability_event_thing t"
            " LEFT JOIN registers_identifier i ON i.id = t.identifier_id"
            " WHERE t.record BETWEEN %s AND %s ORDER BY t.record, ordinal"
        ),
        rebuild=_thing_rows,
        erase="DELETE FROM traceability_event_thing WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_event",
        select=(
            "SELECT e.record, event_id, event_hash, hash_profile, declaration_hash, event_type, event_time,"
            " event_time_zone_offset, action, biz_step, disposition, r.canonical, b.canonical, transformation_id, organisation"
            " FROM traceability_event e LEFT JOIN registers_identifier r ON r.id = read_point_id"
            " LEFT JOIN registers_identifier b ON b.id = biz_location_id"
            " WHERE e.record BETWEEN %s AND %s ORDER BY e.record"
        ),
        rebuild=_event_rows,
        erase="DELETE FROM traceability_event WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_repeat",
        select=(
            "SELECT record, event_hash, declaration_hash FROM traceability_repeat"
            " WHERE record BETWEEN %s AND %s ORDER BY record"
        ),
        rebuild=_repeat_rows,
        erase="DELETE FROM traceability_repeat WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="registers_name",
        select=(
            "SELECT n.record, ordinal, canonical, name FROM registers_name n"
            " LEFT JOIN registers_identifier i ON i.id = n.identifier_id"
            " WHERE n.record BETWEEN %s AND %s ORDER BY n.record, ordinal"
        ),
        rebuild=_name_rows,
        erase="DELETE FROM registers_name WHERE record = %s",
    )
)


register_erasure_rule(KIND, what_must_go_too)
