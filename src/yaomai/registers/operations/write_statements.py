"""How do statements get into their tables?"""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from yaomai.database.fields import canonical_json
from yaomai.database.text_array import text_array
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.resolve import Said
from yaomai.registers.engine.told import ReadTold
from yaomai.registers.operations.lock import Cursor
from yaomai.registers.operations.refresh import nullable, quoted

_STATEMENTS_PER_STEP = 20_000
# COPY is refused on tables with row-level security.
_INSERT = (
    "INSERT INTO registers_statement (record, ordinal, entity, kind, property, value, unit, valid_from, valid_to, source,"
    " organisation, record_time, origin, origin_record, origin_place)"
    " SELECT record, ordinal, entity, kind, property, value, unit, valid_from, valid_to, source, %s::bigint, %s::timestamptz,"
    " origin, origin_record, origin_place FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[],"
    " %s::text[], %s::text[], %s::date[], %s::date[], %s::text[], %s::text[], %s::bigint[], %s::text[])"
    " AS new (record, ordinal, entity, kind, property, value, unit, valid_from, valid_to, source, origin, origin_record,"
    " origin_place)"
)
_KEPT = (
    "INSERT INTO registers_keeping (record, entity, kind, organisation, record_time)"
    " SELECT record, entity, kind, organisation, %s::timestamptz FROM unnest(%s::bigint[], %s::bigint[], %s::text[],"
    " %s::bigint[]) AS new (record, entity, kind, organisation)"
)


def write_statements(
    cursor: Cursor, records: Sequence[int], read: Sequence[ReadTold], speaker: int | None, now: datetime
) -> None:
    """Write what these records say, recorded by `speaker` at `now`."""
    kept = [(record, one) for record, one in zip(records, read, strict=True) if one.is_kept]
    if kept:
        cursor.execute(
            _KEPT,
            (
                now,
                bigints(record for record, _ in kept),
                bigints(one.entity for _, one in kept),
                text_array([one.kind for _, one in kept]),
                bigints(one.organisation for _, one in kept),
            ),
        )
    rows = ((one, said, place) for one in read for said, place in one.said)
    while step := list(islice(rows, _STATEMENTS_PER_STEP)):
        cursor.execute(_INSERT, (speaker, now, *_columns(step)))


def _columns(rows: Sequence[tuple[ReadTold, Said, str]]) -> tuple[str, ...]:
    said = [one for _, one, _ in rows]
    return (
        bigints(one.record for one in said),
        bigints(one.ordinal for one in said),
        bigints(told.entity for told, _, _ in rows),
        text_array([told.kind for told, _, _ in rows]),
        text_array([one.property for one in said]),
        quoted([None if one.value is None else canonical_json(one.value) for one in said]),
        text_array([one.unit for one in said]),
        nullable(None if one.valid_from is None else one.valid_from.isoformat() for one in said),
        nullable(None if one.valid_to is None else one.valid_to.isoformat() for one in said),
        text_array([one.source for one in said]),
        text_array([told.origin for told, _, _ in rows]),
        bigints(told.origin_record for told, _, _ in rows),
        text_array([place for _, _, place in rows]),
    )
