"""How are the tables of events rebuilt from the record?"""

from collections.abc import Iterator
from typing import Any

from yaomai.ledger.engine.deed import deed_and_position, record_id
from yaomai.ledger.projections import DeedView, Projection, Row, register, register_erasure_rule
from yaomai.standards.gs1.identifier import Identifier
from yaomai.traceability.engine.event_rows import HASH_PROFILE, EventRows, assertion, event_rows
from yaomai.traceability.engine.kept_document import KIND, envelope_frame, event_fields, frame_context, repeats
from yaomai.traceability.engine.mass_balance import step_part_row
from yaomai.traceability.engine.names import header_names
from yaomai.traceability.erasing import what_must_go_too


def _envelope(deed: DeedView) -> bytes:
    """The deed's envelope; empty when it was erased, and with it all events (erasing.py)."""
    return next((body for record, body in deed.records if body and deed_and_position(record)[1] == 1), b"")


def _frame(deed: DeedView) -> dict[str, Any]:
    envelope = _envelope(deed)
    return envelope_frame(envelope) if envelope else {}


def deed_events(deed: DeedView, *, repeated: bool = False) -> list[tuple[int, EventRows]]:
    """The new events of a deed with their records, or the repeated ones."""
    if "events" not in deed.shared:
        deed.shared["events"] = list(_read(deed))
    events: list[tuple[int, bool, EventRows]] = deed.shared["events"]
    return [(record, rows) for record, is_repeat, rows in events if is_repeat == repeated]


def _read(deed: DeedView) -> Iterator[tuple[int, bool, EventRows]]:
    context = frame_context(_frame(deed))
    is_repeat = repeats(_envelope(deed))
    for record, body in deed.records:
        position = deed_and_position(record)[1]
        if position == 1 or body is None:
            continue
        fields = event_fields(body)
        yield record, is_repeat[position - 2], event_rows(fields, context.extended(fields.get("@context")))


def _event_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed):
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
            rows.persistent_set,
            rows.persistent_unset,
            rows.read_point and rows.read_point.canonical,
            rows.biz_location and rows.biz_location.canonical,
            rows.transformation_id,
            deed.recorder.organisation,
        )


def _repeat_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed, repeated=True):
        yield (record, rows.event_hash, rows.declaration_hash, rows.event_id)


def _thing_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed):
        for row in rows.thing_rows():
            yield (record, *row)


def _reference_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed):
        for row in rows.reference_rows():
            yield (record, *row)


def _link_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed):
        for ordinal, start, end, kind in rows.link_rows():
            asserted = assertion(deed.recorder.organisation, rows.event_hash)
            yield (record, ordinal, start or f"{-record}", end or f"{-record}", kind, rows.event_time, asserted)


def _withdrawal_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in sorted([*deed_events(deed), *deed_events(deed, repeated=True)], key=lambda one: one[0]):
        if rows.declaration_hash:
            yield (record, assertion(deed.recorder.organisation, rows.event_hash))


def _dispensing_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed):
        for ordinal, one in enumerate(rows.dispensed):
            asserted = assertion(deed.recorder.organisation, rows.event_hash)
            yield (record, ordinal, one.canonical, rows.event_time, asserted)


def _step_part_rows(deed: DeedView) -> Iterator[Row]:
    for record, rows in deed_events(deed):
        if rows.step_part is not None:
            asserted = assertion(deed.recorder.organisation, rows.event_hash)
            yield (record, *step_part_row(rows.step_part, is_whole=rows.transformation_id is None), asserted)


def deed_header_names(deed: DeedView) -> Iterator[tuple[int, int, Identifier, str]]:
    """The names in the header of a deed's document: record (the envelope's), ordinal, what is named, its name."""
    frame = _frame(deed)
    for ordinal, (named, name) in enumerate(header_names(frame, frame_context(frame))):
        yield (record_id(deed.id, 1), ordinal, named, name)


def _name_rows(deed: DeedView) -> Iterator[Row]:
    for envelope, ordinal, named, name in deed_header_names(deed):
        yield (envelope, ordinal, named.canonical, name)
    for record, rows in deed_events(deed):
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
        table="traceability_event_reference",
        select=(
            "SELECT t.record, ordinal, role, type, canonical FROM traceability_event_reference t"
            " LEFT JOIN registers_identifier i ON i.id = t.identifier_id"
            " WHERE t.record BETWEEN %s AND %s ORDER BY t.record, ordinal"
        ),
        rebuild=_reference_rows,
        erase="DELETE FROM traceability_event_reference WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_link",
        select=(
            "SELECT t.record, ordinal, CASE WHEN from_node < 0 THEN from_node::text ELSE f.canonical END,"
            " CASE WHEN to_node < 0 THEN to_node::text ELSE i.canonical END, t.kind, event_time, assertion"
            " FROM traceability_link t LEFT JOIN registers_identifier f ON f.id = from_node"
            " LEFT JOIN registers_identifier i ON i.id = to_node"
            " WHERE t.record BETWEEN %s AND %s ORDER BY t.record, ordinal"
        ),
        rebuild=_link_rows,
        erase="DELETE FROM traceability_link WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_withdrawal",
        select="SELECT record, assertion FROM traceability_withdrawal WHERE record BETWEEN %s AND %s ORDER BY record",
        rebuild=_withdrawal_rows,
        erase="DELETE FROM traceability_withdrawal WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_dispensing",
        select=(
            "SELECT t.record, ordinal, canonical, event_time, assertion FROM traceability_dispensing t"
            " LEFT JOIN registers_identifier i ON i.id = t.identifier_id"
            " WHERE t.record BETWEEN %s AND %s ORDER BY t.record, ordinal"
        ),
        rebuild=_dispensing_rows,
        erase="DELETE FROM traceability_dispensing WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_step_part",
        select=(
            "SELECT record, input_mass, input_volume, input_open, output_mass, output_volume, output_open, process,"
            " greatest_loss, verdict, reason, assertion FROM traceability_step_part WHERE record BETWEEN %s AND %s"
            " ORDER BY record"
        ),
        rebuild=_step_part_rows,
        erase="DELETE FROM traceability_step_part WHERE record = %s",
    )
)
register(
    Projection(
        kind=KIND,
        table="traceability_event",
        select=(
            "SELECT e.record, event_id, event_hash, hash_profile, declaration_hash, event_type, event_time,"
            " event_time_zone_offset, action, biz_step, disposition, persistent_set, persistent_unset,"
            " r.canonical, b.canonical, transformation_id, organisation"
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
            "SELECT record, event_hash, declaration_hash, event_id FROM traceability_repeat"
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
