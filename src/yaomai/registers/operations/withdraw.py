"""How is it declared that something counts no longer?

What was said (all of a deed, such as an import; one record; one statement of it), a choice, an order of sources, a merge or a match
decision: it stays on record, and what followed from it follows no more. Whoever said it may withdraw it, and the roles that keep
the kind.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.engine.deed import RECORDS_PER_DEED, deed_and_position, record_id, reference
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.facts import (
    CHOICE,
    MATCH_DECISION,
    MERGE,
    PREFERENCE,
    STATEMENTS,
    WITHDRAWAL,
    reason_of,
    record_fact,
)
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.identities import refusing_clashes
from yaomai.registers.operations.lock import Cursor, hold_kinds, lock_entities, share_kinds
from yaomai.registers.operations.prefer import affected, may_prefer
from yaomai.registers.operations.refresh import refresh
from yaomai.registers.sight import keeps_own, may_decide, sight

_WITHDRAWABLE = frozenset({STATEMENTS, CHOICE, PREFERENCE, MERGE, MATCH_DECISION})


@dataclass(frozen=True, slots=True)
class _Target:
    """What is withdrawn: the deed's id, kind and organisation; the records low..high; the ordinal, if it is one statement."""

    deed: int
    kind: str
    organisation: int | None
    low: int
    high: int
    ordinal: int | None


def withdraw(
    viewer: Viewer,
    *,
    deed: int | None = None,
    record: int | None = None,
    ordinal: int | None = None,
    reason: str,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Record that a deed, a record or one of its statements counts no longer; returns the record of the withdrawal.

    Raises NotFoundError for what is not there or not seen, NotAllowedError, InvalidError when it is withdrawn already, cannot be,
    or when an entity would have the identity of another then.
    """
    reason = reason_of(reason)
    with everything() as cursor:
        target = _target(cursor, deed, record, ordinal)
        touched = _touched(cursor, target)
        alone = target.kind in (MERGE, PREFERENCE)
        (hold_kinds if alone else share_kinds)(cursor, {kind for _, kind in touched})
        rows = lock_entities(cursor, [number for number, _ in touched if number])
        _must_withdraw(viewer, target, touched, [rows[rows[n][4] or n] for n, _ in touched if n in rows])
        _check_counts(cursor, target)
        members = {
            "deed": target.deed if deed is not None else None,
            "record": record,
            "ordinal": ordinal,
            "reason": reason,
        }
        own = record_fact(WITHDRAWAL, members, viewer, now)
        cursor.execute(
            "INSERT INTO registers_withdrawal (record, target_deed, target_record, target_ordinal, reason, record_time)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (own, members["deed"], record, ordinal, reason, now),
        )
        entities = {number for number, _ in touched if number}
        if target.kind == PREFERENCE:
            entities = affected(cursor, *_preference(cursor, target))
            refresh(cursor, entities, now, progress)
        else:
            with refusing_clashes(cursor, viewer, entities):
                refresh(cursor, entities, now, progress)
    return own


def _target(cursor: Cursor, deed: int | None, record: int | None, ordinal: int | None) -> _Target:
    if (deed is None) == (record is None) or (ordinal is not None and record is None):
        raise InvalidError(
            [Finding("registers.withdrawal_of_what", "", "name a deed, a record, or a record and an ordinal")]
        )
    of_deed = deed if deed is not None else deed_and_position(record or 0)[0]
    what = f"deed {deed}" if deed is not None else f"record {reference(record or 0)}"
    row = cursor.execute(
        "SELECT kind, organisation, size FROM ledger_deed WHERE id = %s::bigint", (_bounded(of_deed),)
    ).fetchone()
    low, high = (
        (record_id(of_deed, 1), record_id(of_deed, RECORDS_PER_DEED))
        if deed is not None
        else (record or 0, record or 0)
    )
    if row is None or (record is not None and not 1 <= deed_and_position(record)[1] <= row[2]):
        raise NotFoundError(f"there is no {what}, or none that you may see")
    if row[0] not in _WITHDRAWABLE:
        raise InvalidError(
            [Finding("registers.not_withdrawable", "", f"{what} is of the kind {row[0]}: it stands", what)]
        )
    return _Target(of_deed, row[0], row[1], low, high, ordinal)


def _bounded(number: int) -> int:
    """No number that the database has no room for."""
    return number if 0 <= number < 2**43 else 0


_TOUCHED = {
    STATEMENTS: "SELECT entity, kind FROM registers_statement WHERE record BETWEEN %(low)s AND %(high)s"
    " AND (%(ordinal)s::int IS NULL OR ordinal = %(ordinal)s::int)"
    " UNION SELECT entity, kind FROM registers_keeping WHERE record BETWEEN %(low)s AND %(high)s AND %(ordinal)s::int IS NULL",
    CHOICE: "SELECT e.id, e.kind FROM registers_choice c JOIN registers_entity e ON e.id = c.entity"
    " WHERE c.record BETWEEN %(low)s AND %(high)s",
    MERGE: 'SELECT e.id, e.kind FROM registers_merge m JOIN registers_entity e ON e.id IN (m.gone, m."into")'
    " WHERE m.record BETWEEN %(low)s AND %(high)s",
    PREFERENCE: "SELECT 0, kind FROM registers_preference WHERE record BETWEEN %(low)s AND %(high)s",
    MATCH_DECISION: "SELECT 0, kind FROM registers_match_decision WHERE record BETWEEN %(low)s AND %(high)s",
}


def _touched(cursor: Cursor, target: _Target) -> list[tuple[int, str]]:
    """The entities that it is about, with their kinds; 0 for what is about a whole kind."""
    found = cursor.execute(
        _TOUCHED[target.kind], {"low": target.low, "high": target.high, "ordinal": target.ordinal}
    ).fetchall()
    if not found:
        raise NotFoundError("there is nothing to withdraw there, or nothing that you may see")
    return found


def _must_withdraw(
    viewer: Viewer, target: _Target, touched: Collection[tuple[int, str]], rows: Collection[object]
) -> None:
    """Raises NotFoundError for what the viewer does not see, NotAllowedError for what others must withdraw."""
    places = {(row[1], row[2], row[3]) for row in rows}  # type: ignore[index]  # rows of lock.py
    is_own = target.organisation is not None and target.organisation == viewer.organisation
    if target.kind in (STATEMENTS, MATCH_DECISION) and is_own and keeps_own(viewer):
        return
    if target.kind == PREFERENCE:
        if not all(may_prefer(viewer, kinds.kind(name)) for _, name in touched):
            raise NotAllowedError(
                "the order of sources is set by administrators and by who may keep every row of the kind"
            )
        return
    for name, organisation, division in places or {(kind, None, "") for _, kind in touched}:
        kind = kinds.kind(name)
        if may_decide(viewer, kind, organisation, division):
            continue
        if not sight(viewer, kind, organisation, division):
            raise NotFoundError("there is nothing to withdraw there, or nothing that you may see")
        raise NotAllowedError("it is withdrawn by whoever said it, and by the roles that keep the kind")


def _check_counts(cursor: Cursor, target: _Target) -> None:
    """Raises InvalidError when it is withdrawn already."""
    row = cursor.execute(
        "SELECT record FROM registers_withdrawal WHERE target_deed = %(deed)s"
        " OR (%(low)s::bigint = %(high)s AND target_record = %(low)s AND (target_ordinal IS NULL OR target_ordinal ="
        " %(ordinal)s::int)) ORDER BY record LIMIT 1",
        {"deed": target.deed, "low": target.low, "high": target.high, "ordinal": target.ordinal},
    ).fetchone()
    if row is not None:
        words = f"it was withdrawn already, by record {reference(row[0])}"
        raise InvalidError([Finding("registers.withdrawn_before", "", words, reference(row[0]))])


def _preference(cursor: Cursor, target: _Target) -> tuple[str, str]:
    row = cursor.execute(
        "SELECT kind, property FROM registers_preference WHERE record BETWEEN %s AND %s", (target.low, target.high)
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")
