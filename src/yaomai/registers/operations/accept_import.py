"""Accept rows of an import: what they say is recorded, as one deed, each value with its cell; and undo that."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, When

from yaomai.database.jobs import Progress, nothing_told
from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.people.queries.on_behalf import by
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import bigints
from yaomai.registers.engine.import_plan import Row, places_of
from yaomai.registers.import_models import Import, ImportAcceptance, ImportRow
from yaomai.registers.operations.import_work import count_rows, in_whose_name, to_go_on_with
from yaomai.registers.operations.map_columns import kept_rows, replace_rows
from yaomai.registers.operations.plan_import import plan
from yaomai.registers.operations.state import Origin, Saying, Told, state
from yaomai.registers.operations.withdraw import withdraw

AT_ONCE_ROWS = 500
"""More rows are accepted, and withdrawn, by the worker."""
REFUSED = "refused"
_STATED = frozenset({"new", "changed", "conflicting"})
_ALL = ("new", "changed")
_RETRIES = 3


def accept_import(
    viewer: Viewer,
    number: int,
    rows: Collection[int] | None = None,
    states: Collection[str] = _ALL,
    *,
    now: datetime,
) -> None:
    """Record what rows say: these, or all of these states. What must be decided or mended first, and what has been accepted, is
    left. A row that is no longer as previewed is not recorded: it is shown anew, as `moved`. Many rows are left to the worker.

    Raises NotFoundError, NotAllowedError, InvalidError (nothing of it can be accepted; the worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("ready",))
        asked = None if rows is None else sorted(set(rows))
        chosen = _chosen(number, asked, sorted(states))
        if not chosen:
            words = "none of these rows can be accepted: each is faulty, or must be decided first, or has been accepted"
            raise InvalidError([Finding("registers.import_nothing_to_accept", "/rows", words)])
        wanted = {**by(viewer), "rows": asked, "states": sorted(states)}
        Import.leave_to_the_worker(number, "accepting", len(chosen), wanted=wanted)
        if len(chosen) <= AT_ONCE_ROWS:
            write_rows(viewer, one, asked, sorted(states), now=now)


def write_wanted(one: Import, *, now: datetime, progress: Progress) -> None:
    """What the worker does with an import that is `accepting`."""
    wanted = one.wanted or {}
    write_rows(in_whose_name(one, now), one, wanted["rows"], wanted["states"], now=now, progress=progress)


def _chosen(number: int, rows: Sequence[int] | None, states: Sequence[str]) -> list[int]:
    """The numbers of the rows that can be accepted, of these or of these states."""
    # Which reasons keep a row from being accepted is said in engine/import_plan.py: `is_acceptable`.
    condition = (
        "deed IS NULL AND (state IN ('new', 'changed') OR state = 'conflicting' AND NOT EXISTS (SELECT FROM"
        " jsonb_array_elements(reasons) why WHERE why ->> 0 IN ('ambiguous', 'two_entities', 'rows_contradict')))"
    )
    values: tuple[Any, ...] = (number, list(states)) if rows is None else (number, bigints(rows))
    which = "state = ANY(%s)" if rows is None else "number = ANY (%s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number FROM registers_import_row WHERE import_id = %s AND {which} AND {condition} ORDER BY number",
            values,
        )
        return [row[0] for row in cursor.fetchall()]


def write_rows(
    viewer: Viewer,
    one: Import,
    numbers: Sequence[int] | None,
    states: Sequence[str],
    *,
    now: datetime,
    progress: Progress = nothing_told,
) -> None:
    """Hold the chosen rows against what is there now, and record those that are still as previewed, as one deed."""
    kind = kinds.kind(one.kind)
    with transaction.atomic():
        chosen = _chosen(one.id, numbers, states)
        total = len(chosen)
        progress(0, total)
        rows = kept_rows(one.id, "number = ANY (%s::bigint[])", (bigints(chosen),))
        seen = {row.number: row.seen for row in rows}
        plan(viewer, kind, rows, is_again=True, progress=lambda share: progress(int(0.3 * share * total), total))
        still = [row for row in rows if row.outcome == seen[row.number] and row.is_acceptable]
        going = {row.number for row in still}
        moved = [row for row in rows if row.number not in going]
        deed = _record(viewer, kind, one, still, moved, now, progress)
        if moved:
            replace_rows(one.id, moved, moved=True)
        if deed is not None:
            progress(total, total)
        Import.rest(one.id, "ready", now, counts=count_rows(one.id), done=total)


def _record(
    viewer: Viewer,
    kind: Kind,
    one: Import,
    rows: list[Row],
    moved: list[Row],
    now: datetime,
    progress: Progress,
) -> int | None:
    """Record the rows; the deed. Those that are refused are added to `moved`. None: nothing was recorded."""
    sheet, total = (one.mapping or {})["sheet"], len(rows)

    def note(done: int, of: int) -> None:
        progress(int((0.3 + 0.6 * done / max(of, 1)) * total), total)

    for _ in range(_RETRIES):
        groups = _by_entity(rows)
        told = [_told(kind, sheet, same) for same in groups]
        told_groups = [(one_told, same) for one_told, same in zip(told, groups, strict=True) if one_told.says]
        if not told_groups:
            return None
        try:
            stated = state(
                viewer,
                [each for each, _ in told_groups],
                origin=Origin("cell", one.file),
                now=now,
                progress=note,
            )
        except InvalidError as error:
            refused = _refused(error, [same for _, same in told_groups])
            if not refused:
                raise
            moved += [row for row in rows if row.number in refused]
            rows = [row for row in rows if row.number not in refused]
            continue
        _mark(one, viewer, stated.deed, [same for _, same in told_groups], stated.entities, now)
        return stated.deed
    return None


def _by_entity(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows, those about the same together."""
    groups: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        key = ("new", row.leader) if row.entity is None else ("there", row.entity)
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _told(kind: Kind, sheet: str, rows: Sequence[Row]) -> Told:
    says = tuple(
        Saying(cell.property, cell.value, cell.unit, cell.valid_from, cell.valid_to, place)
        for row in rows
        for cell, place in zip(row.cells, places_of(sheet, row), strict=True)
        if cell.status in _STATED
    )
    return Told(kind.name, rows[0].entity, says)


def _refused(error: InvalidError, groups: Sequence[Sequence[Row]]) -> set[int]:
    """The numbers of the rows that findings are about; each row is told why."""
    refused = set()
    for finding in error.findings:
        position, _, name = finding.pointer.removeprefix("/").partition("/")
        if not position.isdigit() or int(position) >= len(groups):
            return set()
        for row in groups[int(position)]:
            code = "identity_taken" if finding.code == "registers.identity_taken" else REFUSED
            row.reasons.append((code, {"property": name, "code": finding.code, "message": finding.message}))
            row.state = "faulty"
            refused.add(row.number)
    return refused


def _mark(
    one: Import,
    viewer: Viewer,
    deed: int,
    groups: Sequence[Sequence[Row]],
    entities: Sequence[int],
    now: datetime,
) -> None:
    """Note at the rows by which deed they were recorded, and about whom they are."""
    of_row = [(row.number, entity) for same, entity in zip(groups, entities, strict=True) for row in same]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registers_import_row r SET deed = %s, entity = n.entity, moved = false"
            " FROM unnest(%s::int[], %s::bigint[]) AS n (number, entity) WHERE r.import_id = %s AND r.number = n.number",
            (deed, bigints(number for number, _ in of_row), bigints(entity for _, entity in of_row), one.id),
        )
    ImportAcceptance.objects.create(
        deed=deed,
        import_id=one.id,
        rows=len(of_row),
        entities=len(set(entities)),
        account=viewer.account,
        accepted_at=now,
    )


def undo_import(viewer: Viewer, number: int, deed: int, reason: str, *, now: datetime) -> None:
    """Withdraw what an acceptance recorded: at once, or by the worker. What others have built on it stands.

    Raises NotFoundError when this import has no such acceptance, NotAllowedError, InvalidError (no reason; undone already; the
    worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("ready",))
        acceptance = ImportAcceptance.objects.filter(import_id=number, deed=deed).first()
        if acceptance is None:
            raise NotFoundError(f"the import {number} wrote nothing as deed {deed}")
        findings = []
        if acceptance.undone_by is not None:
            words = "this was undone already; look at the page again"
            findings.append(Finding("registers.import_undone", "", words, str(deed)))
        if not reason.strip():
            findings.append(Finding("registers.reason_missing", "/reason", "say why it is undone"))
        if findings:
            raise InvalidError(findings)
        wanted = {**by(viewer), "deed": deed, "reason": reason}
        Import.leave_to_the_worker(number, "undoing", acceptance.rows, wanted=wanted)
        if acceptance.rows <= AT_ONCE_ROWS:
            take_back(viewer, one, deed, reason, now=now)


def take_back_wanted(one: Import, *, now: datetime, progress: Progress) -> None:
    """What the worker does with an import that is `undoing`."""
    wanted = one.wanted or {}
    take_back(in_whose_name(one, now), one, wanted["deed"], wanted["reason"], now=now, progress=progress)


def take_back(
    viewer: Viewer, one: Import, deed: int, reason: str, *, now: datetime, progress: Progress = nothing_told
) -> None:
    """Withdraw the deed; its rows can be accepted again."""
    with transaction.atomic():
        record = withdraw(viewer, deed=deed, reason=reason, now=now, progress=progress)
        ImportAcceptance.objects.filter(deed=deed).update(undone_by=record, undone_at=now)
        whom = Case(When(state="new", then=None), default=F("entity"))
        ImportRow.objects.filter(import_id=one.id, deed=deed).update(deed=None, entity=whom)
        Import.rest(one.id, "ready", now, counts=count_rows(one.id), done=one.total)
