"""How do statements get into their tables?"""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from yaomai.database.fields import canonical_json
from yaomai.database.text_array import text_array
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.resolve import Said
from yaomai.registers.engine.told import ReadTold
from yaomai.registers.operations.behind import Writing

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
    writing: Writing, records: Sequence[int], read: Sequence[ReadTold], speaker: int | None, now: datetime
) -> None:
    """Write what these records say, recorded by `speaker` at `now`."""
    kept = [(record, one) for record, one in zip(records, read, strict=True) if one.is_kept]
    if kept:
        writing.execute(
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
        writing.execute(_INSERT, (speaker, now, *_columns(step)))


def _columns(rows: Sequence[tuple[ReadTold, Said, str]]) -> tuple[str, ...]:
    told, said, places = zip(*rows, strict=True)
    records, ordinals, names, values, units, starts, ends, sources, _ = zip(*said, strict=True)
    return (
        bigints(records),
        bigints(ordinals),
        bigints([one.entity for one in told]),
        text_array([one.kind for one in told]),
        text_array(names),
        text_array([None if one is None else canonical_json(one) for one in values]),
        text_array(units),
        text_array([None if one is None else one.isoformat() for one in starts]),
        text_array([None if one is None else one.isoformat() for one in ends]),
        text_array(sources),
        text_array([one.origin for one in told]),
        bigints([one.origin_record for one in told]),
        text_array(places),
    )
