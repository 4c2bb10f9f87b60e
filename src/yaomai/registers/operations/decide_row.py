"""Look at rows of an import again: somebody decided whom they mean, or something has changed since."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from yaomai.errors import Finding, InvalidError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.engine.set_aside import AS_TITLE, NAMED, NOT_AT_ALL, leave_out_faulty, other_names
from yaomai.registers.operations.accept_import import accept_import
from yaomai.registers.operations.import_work import count_rows, to_go_on_with
from yaomai.registers.operations.map_columns import kept_rows, replace_rows
from yaomai.registers.operations.plan_import import plan

_NOT_ACCEPTED = "deed IS NULL"


def reread_rows(viewer: Viewer, number: int, rows: Collection[int], *, now: datetime) -> None:
    """Hold these rows, and all others about the same as one of them, against what is there now; those accepted stay.

    Raises NotFoundError, NotAllowedError, InvalidError (the worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("ready",))
        kind = kinds.kind(one.kind)
        same = (
            "leader IN (SELECT leader FROM registers_import_row WHERE import_id = %s AND number = ANY(%s))"
            " OR title IN (SELECT title FROM registers_import_row WHERE import_id = %s AND number = ANY(%s) AND title <> '')"
        )
        wanted = sorted(rows)
        found = kept_rows(number, f"{_NOT_ACCEPTED} AND ({same})", (number, wanted, number, wanted))
        for row in found:
            for cell in row.cells:
                cell.ask_again(kind)
        plan(viewer, kind, found)
        replace_rows(number, found, moved=False)
        one.rest(number, "ready", now, counts=count_rows(number))


def name_row(viewer: Viewer, number: int, row: int, use: str, *, now: datetime) -> None:
    """Say what becomes of the name of a row: the title of whom it is about, another name of it (a property), or nothing.

    Raises NotFoundError, NotAllowedError, InvalidError (no such use; the worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("ready",))
        kind = kinds.kind(one.kind)
        if use not in (AS_TITLE, NOT_AT_ALL, *other_names(kind)):
            words = f"a name is {AS_TITLE}, {NOT_AT_ALL} or one of {', '.join(other_names(kind))}"
            raise InvalidError([Finding("registers.import_name_use", "/use", words, use[:80])])
        found = kept_rows(number, f"{_NOT_ACCEPTED} AND number = %s", (row,))
        for each in found:
            each.reasons = [reason for reason in each.reasons if reason[0] != NAMED] + [(NAMED, {"as": use})]
        replace_rows(number, found, moved=False)
        reread_rows(viewer, number, [row], now=now)


def accept_without_faulty(viewer: Viewer, number: int, rows: Collection[int], *, now: datetime) -> None:
    """Record these faulty rows without the cells that cannot be read; where such a cell must be right, the row is left.

    Raises NotFoundError, NotAllowedError, InvalidError (nothing of it can be accepted; the worker is at it).
    """
    with transaction.atomic():
        one = to_go_on_with(viewer, number, ("ready",))
        kind = kinds.kind(one.kind)
        found = kept_rows(number, f"{_NOT_ACCEPTED} AND state = 'faulty' AND number = ANY(%s)", (sorted(rows),))
        for row in found:
            leave_out_faulty(kind, row)
        plan(viewer, kind, found, is_again=True)
        replace_rows(number, found, moved=False)
        accept_import(viewer, number, [row.number for row in found], now=now)
