"""How do the tables of the registers follow from what was recorded, and those of entities from the statements in force?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from yaomai.ledger.projections import DeedView, Projection, Row, register, register_derived
from yaomai.registers import facts
from yaomai.registers.derived_check import derived_faults
from yaomai.registers.engine.told import ReadTold, read_body

_Columns = Callable[[DeedView, dict[str, Any]], Row]


def _told(deed: DeedView) -> list[tuple[int, ReadTold]]:
    """What the records of a deed say, in their order."""
    if "told" not in deed.shared:
        deed.shared["told"] = [
            (record, read_body(record, body, deed.recorder.organisation))
            for record, body in deed.records
            if body is not None
        ]
    found: list[tuple[int, ReadTold]] = deed.shared["told"]
    return found


def _statement_rows(deed: DeedView) -> Iterator[Row]:
    for record, told in _told(deed):
        for said, place in told.said:
            yield (
                record,
                said.ordinal,
                told.entity,
                told.kind,
                said.property,
                None if said.value is None else facts.encoded(said.value).decode(),
                said.unit,
                said.valid_from,
                said.valid_to,
                said.source,
                said.organisation,
                deed.record_time,
                told.origin,
                told.origin_record,
                place,
            )


def _keeping_rows(deed: DeedView) -> Iterator[Row]:
    for record, told in _told(deed):
        if told.is_kept:
            yield (record, told.entity, told.kind, told.organisation, deed.record_time)


def _withdrawal(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["deed"], body["record"], body["ordinal"], body["reason"], deed.record_time)


def _choice(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["entity"], body["property"], *body["statement"], body["reason"], deed.record_time)


def _preference(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["kind"], body["property"], " ".join(body["sources"]), body["reason"], deed.record_time)


def _merge(deed: DeedView, body: dict[str, Any]) -> Row:
    return (body["gone"], body["into"], body["reason"], deed.record_time)


def _decision(kind: str, table: str, columns: str, rows: _Columns) -> Projection:
    def rebuild(deed: DeedView) -> Iterable[Row]:
        for record, body in deed.records:
            if body is not None:
                yield (record, *rows(deed, facts.decoded(body)))

    return Projection(
        kind=kind,
        table=table,
        select=f"SELECT {columns} FROM {table} WHERE record BETWEEN %s AND %s ORDER BY record",
        rebuild=rebuild,
    )


# What is derived of the entity goes with the words, too; the worker derives it anew (operations/refresh.py: refresh_due), since the
# day on which it changes has come.
_BLANK = (
    ", told AS (SELECT entity FROM gone UNION SELECT e.merged_into FROM registers_entity e JOIN gone ON gone.entity = e.id"
    " WHERE e.merged_into IS NOT NULL)"
    ", terms AS (DELETE FROM registers_term t USING told WHERE t.entity = told.entity)"
    ", listed AS (DELETE FROM registers_listed l USING told WHERE l.entity = told.entity)"
    ", keys AS (DELETE FROM registers_identity_key k USING told WHERE k.entity = told.entity)"
    " UPDATE registers_entity e SET title = '', division = '', current = '{}', cells = '{}', disputed = '{}',"
    " changes_on = '0001-01-01' FROM told WHERE e.id = told.entity"
)

PROJECTIONS = (
    Projection(
        kind=facts.STATEMENTS,
        table="registers_statement",
        select=(
            "SELECT record, ordinal, entity, kind, property, value, unit, valid_from, valid_to, source, organisation,"
            " record_time, origin, origin_record, origin_place FROM registers_statement WHERE record BETWEEN %s AND %s"
            " ORDER BY record, ordinal"
        ),
        rebuild=_statement_rows,
        erase="WITH gone AS (DELETE FROM registers_statement WHERE record = %s RETURNING entity)" + _BLANK,
    ),
    Projection(
        kind=facts.STATEMENTS,
        table="registers_keeping",
        select=(
            "SELECT record, entity, kind, organisation, record_time FROM registers_keeping WHERE record BETWEEN %s AND %s"
            " ORDER BY record"
        ),
        rebuild=_keeping_rows,
        erase="WITH gone AS (DELETE FROM registers_keeping WHERE record = %s RETURNING entity)" + _BLANK,
    ),
    _decision(
        facts.WITHDRAWAL,
        "registers_withdrawal",
        "record, target_deed, target_record, target_ordinal, reason, record_time",
        _withdrawal,
    ),
    _decision(
        facts.CHOICE,
        "registers_choice",
        "record, entity, property, statement_record, statement_ordinal, reason, record_time",
        _choice,
    ),
    _decision(
        facts.PREFERENCE, "registers_preference", "record, kind, property, sources, reason, record_time", _preference
    ),
    _decision(facts.MERGE, "registers_merge", 'record, gone, "into", reason, record_time', _merge),
)


def register_all() -> None:
    """Declare the projections, and the check of what is derived from them, to the ledger."""
    for projection in PROJECTIONS:
        register(projection)
    register_derived(derived_faults)
