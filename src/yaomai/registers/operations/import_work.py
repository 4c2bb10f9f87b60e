"""Who may go on with an import, in whose name does the worker, and how is it left to the worker?"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yaomai.archive.queries.files import may_see
from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.queries.identity import by_account, by_key
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.import_models import Import
from yaomai.registers.sight import ever_keeps

CHANNEL = "registers_import"
"""What the worker listens to (NOTIFY)."""

Progress = Callable[[int, int], None]
"""Told how many of how many rows are done; raises when the worker is to stop."""


def nothing_told(_done: int, _total: int) -> None:
    """The progress of what nobody waits for."""


def to_go_on_with(viewer: Viewer, number: int, states: Collection[str]) -> Import:
    """The import, locked until the transaction ends.

    Raises NotFoundError when the viewer may not see it, NotAllowedError when it is another organisation's or the viewer may not
    keep its kind, InvalidError when it is in none of these states.
    """
    found = Import.objects.select_for_update().filter(id=number).first()
    if found is None or not may_see(viewer, found.organisation):
        raise NotFoundError(f"there is no import {number}, or none that you may see")
    must_keep(viewer, kinds.kind(found.kind), found.organisation)
    if found.state not in states:
        words = f"the import is {found.state} now; wait until that is done, and look again"
        raise InvalidError([Finding("registers.import_busy", "", words, found.state)])
    return found


def must_keep(viewer: Viewer, kind: Kind, organisation: int | None) -> None:
    """Raises NotAllowedError unless the viewer may keep entities of the kind, in the name of this organisation."""
    if viewer.organisation != organisation or not ever_keeps(viewer, kind):
        raise NotAllowedError(f"{kind.name} is not kept by your roles in the name of this organisation")


def by(viewer: Viewer) -> dict[str, int | None]:
    """Who wants something done, as `Import.wanted` keeps it."""
    return {"account": viewer.account, "key": viewer.key}


def in_whose_name(one: Import, now: datetime) -> Viewer:
    """Who wants done what is to be done, with the rights of this moment. Raises NotAllowedError when that account or key has ended,
    or may not keep the kind any longer.
    """
    wanted = one.wanted or {}
    viewer = INSTALLATION_VIEWER
    if wanted.get("account") is not None:
        person = by_account(wanted["account"], now=now)
        if person is None:
            raise NotAllowedError("the account that wanted this has ended")
        viewer = person.viewer
    elif wanted.get("key") is not None:
        key = by_key(wanted["key"], now=now)
        if key is None or key.is_ended or key.is_held or key.expires <= now:
            raise NotAllowedError("the key that wanted this has ended, or who made it may no longer make such keys")
        viewer = key.viewer
    must_keep(viewer, kinds.kind(one.kind), one.organisation)
    return viewer


def leave_to_the_worker(number: int, state: str, rows: int, **columns: Any) -> None:
    """Put the import into a state in which the worker has something to do, and wake the worker when this is committed."""
    Import.objects.filter(id=number).update(
        state=state, rows_total=rows, rows_done=0, started_at=None, finished_at=None, attempts=0, **columns
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def rest(number: int, state: str, now: datetime, **columns: Any) -> None:
    """Put the import into a state in which a person goes on."""
    Import.objects.filter(id=number).update(state=state, wanted=None, finished_at=now, **columns)


def count_rows(number: int) -> dict[str, int]:
    """How many rows are in which state; `accepted` and `moved` of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*), count(deed), count(*) FILTER (WHERE moved) FROM registers_import_row"
            " WHERE import_id = %s GROUP BY state",
            (number,),
        )
        counts: dict[str, int] = {"accepted": 0, "moved": 0}
        for state, rows, accepted, moved in cursor.fetchall():
            counts[state] = rows
            counts["accepted"] += accepted
            counts["moved"] += moved
    return counts
