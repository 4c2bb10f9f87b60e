"""Who may go on with an import, and in whose name does the worker?"""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db import connection

from yaomai.archive.queries.files import may_see
from yaomai.database.job_row import JobRow
from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.queries.on_behalf import on_behalf_of
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.import_models import FileImport, Import
from yaomai.registers.sight import ever_keeps

One = TypeVar("One", bound=FileImport)


def locked(table: type[One], viewer: Viewer, number: int) -> One:
    """The import, locked until the transaction ends. Raises NotFoundError when the viewer may not see it."""
    found = table.locked(number)
    if found is None or not may_see(viewer, found.organisation):
        raise NotFoundError(f"there is no import {number}, or none that you may see")
    return found


def must_be_in(one: JobRow, states: Collection[str]) -> None:
    """Raises InvalidError when the import is in none of these states."""
    if one.state not in states:
        words = f"the import is {one.state} now; wait until that is done, and look again"
        raise InvalidError([Finding("registers.import_busy", "", words, one.state)])


def to_go_on_with(viewer: Viewer, number: int, states: Collection[str]) -> Import:
    """The import, locked until the transaction ends.

    Raises NotFoundError when the viewer may not see it, NotAllowedError when it is another organisation's or the viewer may not
    keep its kind, InvalidError when it is in none of these states.
    """
    found = locked(Import, viewer, number)
    must_keep(viewer, kinds.kind(found.kind), found.organisation)
    must_be_in(found, states)
    return found


def must_keep(viewer: Viewer, kind: Kind, organisation: int | None) -> None:
    """Raises NotAllowedError unless the viewer may keep entities of the kind, in the name of this organisation."""
    if viewer.organisation != organisation or not ever_keeps(viewer, kind):
        raise NotAllowedError(f"{kind.name} is not kept by your roles in the name of this organisation")


def in_whose_name(one: Import, now: datetime) -> Viewer:
    """Who wants done what is to be done, with the rights of this moment. Raises NotAllowedError when that account or key has ended,
    or may not keep the kind any longer.
    """
    viewer = on_behalf_of(one.wanted or {}, now)
    must_keep(viewer, kinds.kind(one.kind), one.organisation)
    return viewer


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
