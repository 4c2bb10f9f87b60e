"""How do the rows of events get into their tables? For capture, and for whoever makes the tables anew from the record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import connections

from yaomai.registers.operations.number_identifiers import number_identifiers
from yaomai.standards.gs1.identifier import Identifier
from yaomai.traceability.engine.event_rows import HASH_PROFILE, EventRows, assertion
from yaomai.traceability.engine.mass_balance import step_part_row

Rows = Mapping[int, EventRows]
"""The rows of new events by their records."""


def write_events(
    rows: Rows,
    organisation: int | None,
    named: Iterable[tuple[int, int, Identifier, str]] = (),
    *,
    using: str = "default",
) -> None:
    """Write all rows of these events, recorded by `organisation`; and `named`, names (record, ordinal, of what, name) that
    stand in the documents' headers.
    """
    names = [
        *named,
        *(
            (record, ordinal, one, name)
            for record, row in rows.items()
            for ordinal, (one, name) in enumerate(row.names)
        ),
    ]
    numbers = number_identifiers(
        [*(one for row in rows.values() for one in row.identifiers), *(one for _, _, one, _ in names)], using=using
    )
    raw: psycopg.Connection[Any] = connections[using].connection
    with raw.cursor() as cursor:
        for table, columns, types, tuples in (
            ("traceability_event", _EVENT, _EVENT_TYPES, _events(rows, numbers, organisation)),
            ("traceability_event_thing", "record, ordinal, role, identifier_id, quantity, uom",
             "int8 int4 text int8 numeric text", _things(rows, numbers)),
            ("traceability_event_reference", "record, ordinal, role, type, identifier_id",
             "int8 int4 text text int8", _references(rows, numbers)),
            ("traceability_link", "record, ordinal, from_node, to_node, kind, event_time, assertion",
             "int8 int4 int8 int8 text timestamptz uuid", _links(rows, numbers, organisation)),
            (*_WITHDRAWAL, _withdrawals(rows, organisation)),
            ("traceability_dispensing", "record, ordinal, identifier_id, event_time, assertion",
             "int8 int4 int8 timestamptz uuid", _dispensings(rows, numbers, organisation)),
            ("traceability_step_part", _STEP_PART, _STEP_PART_TYPES, _step_parts(rows, organisation)),
            ("registers_name", "record, ordinal, identifier_id, name", "int8 int4 int8 text",
             [(record, ordinal, numbers[one.canonical], name) for record, ordinal, one, name in names]),
        ):  # fmt: skip
            _copy(cursor, table, columns, types, tuples)


def write_repeats(repeated: Rows, organisation: int | None, *, using: str = "default") -> None:
    """Write that these records, recorded by `organisation`, are repeats. Whoever repeats what another declared in error declares
    it, too.
    """
    raw: psycopg.Connection[Any] = connections[using].connection
    with raw.cursor() as cursor:
        _copy(
            cursor,
            "traceability_repeat",
            "record, event_hash, declaration_hash, event_id",
            "int8 bytea bytea text",
            [(record, row.event_hash, row.declaration_hash, row.event_id) for record, row in repeated.items()],
        )
        _copy(cursor, *_WITHDRAWAL, _withdrawals(repeated, organisation))


_WITHDRAWAL = ("traceability_withdrawal", "record, assertion", "int8 uuid")
_STEP_PART = (
    "record, input_mass, input_volume, input_open, output_mass, output_volume, output_open, process, greatest_loss, verdict,"
    " reason, assertion"
)
_STEP_PART_TYPES = "int8 numeric numeric bool numeric numeric bool text numeric text text uuid"
_EVENT = (
    "record, event_id, event_hash, hash_profile, declaration_hash, event_type, event_time, event_time_zone_offset, action,"
    " biz_step, disposition, persistent_set, persistent_unset, read_point_id, biz_location_id, transformation_id, organisation"
)
_EVENT_TYPES = "int8 text bytea text bytea text timestamptz text text text text text[] text[] int8 int8 text int8"

Tuples = Sequence[tuple[Any, ...]]


def _copy(cursor: psycopg.Cursor[Any], table: str, columns: str, types: str, tuples: Tuples) -> None:
    if not tuples:
        return
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types.split())
        write: Callable[[tuple[Any, ...]], None] = copy.write_row
        for one in tuples:
            write(one)


def _events(rows: Rows, numbers: Mapping[str, int], organisation: int | None) -> Tuples:
    # In the order of their hashes: two documents with the same events then wait for each other, and do not deadlock.
    return [
        (
            record,
            row.event_id,
            row.event_hash,
            HASH_PROFILE,
            row.declaration_hash,
            row.event_type,
            row.event_time,
            row.event_time_zone_offset,
            row.action,
            row.biz_step,
            row.disposition,
            row.persistent_set,
            row.persistent_unset,
            numbers[row.read_point.canonical] if row.read_point is not None else None,
            numbers[row.biz_location.canonical] if row.biz_location is not None else None,
            row.transformation_id,
            organisation,
        )
        for record, row in sorted(rows.items(), key=lambda one: one[1].event_hash)
    ]


def _things(rows: Rows, numbers: Mapping[str, int]) -> Tuples:
    return [
        (record, ordinal, thing.role, numbers[thing.identifier.canonical], thing.quantity, thing.uom)
        for record, row in rows.items()
        for ordinal, thing in enumerate(row.things)
    ]


def _references(rows: Rows, numbers: Mapping[str, int]) -> Tuples:
    return [
        (record, ordinal, one.role, one.type, numbers[one.identifier.canonical])
        for record, row in rows.items()
        for ordinal, one in enumerate(row.references)
    ]


def _links(rows: Rows, numbers: Mapping[str, int], organisation: int | None) -> Tuples:
    found = []
    for record, row in rows.items():
        if not row.links:
            continue
        asserted = assertion(organisation, row.event_hash)
        for ordinal, link in enumerate(row.links):
            start = -record if link.start is None else numbers[link.start.canonical]
            end = -record if link.end is None else numbers[link.end.canonical]
            found.append((record, ordinal, start, end, link.kind, row.event_time, asserted))
    return found


def _withdrawals(rows: Rows, organisation: int | None) -> Tuples:
    return [(record, assertion(organisation, row.event_hash)) for record, row in rows.items() if row.declaration_hash]


def _dispensings(rows: Rows, numbers: Mapping[str, int], organisation: int | None) -> Tuples:
    return [
        (record, ordinal, numbers[one.canonical], row.event_time, assertion(organisation, row.event_hash))
        for record, row in rows.items()
        for ordinal, one in enumerate(row.dispensed)
    ]


def _step_parts(rows: Rows, organisation: int | None) -> Tuples:
    return [
        (
            record,
            *step_part_row(row.step_part, is_whole=row.transformation_id is None),
            assertion(organisation, row.event_hash),
        )
        for record, row in rows.items()
        if row.step_part is not None
    ]
