"""How is it declared that two entities are one?

What is said of the one counts for the other from then on, until the merge is withdrawn (withdraw.py). Numbers stay: whoever refers
to the one that is gone is led to the other.
"""

from datetime import datetime

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.facts import MERGE, reason_of, record_fact
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.lock import Cursor, Row, hold_kinds, lock_entities
from yaomai.registers.operations.refresh import refresh
from yaomai.registers.sight import may_decide, sight


def merge(viewer: Viewer, gone: int, into: int, *, reason: str, now: datetime) -> int:
    """Record that `gone` is the same as `into`, which stays; returns the record, by which it can be withdrawn.

    Raises NotFoundError for an entity that the viewer does not see, NotAllowedError unless the viewer has a role that keeps the
    kind, InvalidError when they are of different kinds, the same, or merged already.
    """
    reason = reason_of(reason)
    with everything() as cursor:
        hold_kinds(cursor, _kinds(cursor, gone, into))
        rows = lock_entities(cursor, [gone, into])
        for number in (gone, into):
            _must_decide(viewer, number, rows)
        if faults := _faults(gone, into, rows):
            raise InvalidError(faults)
        record = record_fact(MERGE, {"gone": gone, "into": into, "reason": reason}, viewer, now)
        cursor.execute(
            'INSERT INTO registers_merge (record, gone, "into", reason, record_time) VALUES (%s, %s, %s, %s, %s)',
            (record, gone, into, reason, now),
        )
        refresh(cursor, [gone, into], now)
    return record


def _kinds(cursor: Cursor, *numbers: int) -> set[str]:
    rows = cursor.execute(
        "SELECT kind FROM registers_entity WHERE id = ANY (%s::bigint[])",
        ([one for one in numbers if 0 < one < 2**63],),
    ).fetchall()
    return {row[0] for row in rows}


def _must_decide(viewer: Viewer, number: int, rows: dict[int, Row]) -> Kind:
    row = rows.get(number)
    if row is not None:
        kind = kinds.kind(row[1])
        if may_decide(viewer, kind, row[2], row[3]):
            return kind
        if sight(viewer, kind, row[2], row[3]):
            raise NotAllowedError(f"entities of the kind {kind.name} are merged by the roles that keep it")
    raise NotFoundError(f"there is no entity {number}, or none that you may see")


def _faults(gone: int, into: int, rows: dict[int, Row]) -> list[Finding]:
    if gone == into:
        return [Finding("registers.merge_of_one", "/into", "this is one entity already; name another one", str(into))]
    faults = []
    if rows[gone][1] != rows[into][1]:
        words = f"{gone} is of the kind {rows[gone][1]}, {into} of the kind {rows[into][1]}: they cannot be one"
        faults.append(Finding("registers.merge_of_kinds", "/into", words, rows[into][1]))
    for number, pointer in ((gone, "/gone"), (into, "/into")):
        end = rows[number][4]
        if end is not None:
            words = f"{number} was merged into {end} already; merge that one, or withdraw the merge"
            faults.append(Finding("registers.merged_before", pointer, words, str(end)))
    return faults
