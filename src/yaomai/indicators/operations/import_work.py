"""Who may go on with an import of statistics, and how is it left to the worker?"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yaomai.archive.queries.files import may_see
from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.indicators.engine.table_lexicon import KnownIndicator, Lexicon
from yaomai.indicators.models import StatisticsImport
from yaomai.indicators.queries.definitions import definitions
from yaomai.indicators.sight import may_state
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer

CHANNEL = "indicators_import"
"""What the worker listens to (NOTIFY)."""

Progress = Callable[[int, int], None]
"""Told how many of how many rows are done; raises when the worker is to stop."""


def nothing_told(_done: int, _total: int) -> None:
    """The progress of what nobody waits for."""


def may_import(viewer: Viewer) -> bool:
    """Whether the viewer may bring statistics in: who may state values of the region where the viewer works."""
    return may_state(viewer, viewer.division)


def must_import(viewer: Viewer) -> None:
    """Raises NotAllowedError unless `may_import`."""
    if not may_import(viewer):
        raise NotAllowedError("statistics are brought in by officials who answer for a region")


def to_go_on_with(viewer: Viewer, number: int, states: Collection[str]) -> StatisticsImport:
    """The import, locked until the transaction ends.

    Raises NotFoundError when the viewer may not see it, NotAllowedError when it is another organisation's or the viewer may bring
    in nothing, InvalidError when it is in none of these states.
    """
    found = StatisticsImport.objects.select_for_update().filter(id=number).first()
    if found is None or not may_see(viewer, found.organisation):
        raise NotFoundError(f"there is no import of statistics {number}, or none that you may see")
    if viewer.organisation != found.organisation:
        raise NotAllowedError("this import is another organisation's; you may look at it, not go on with it")
    must_import(viewer)
    if found.state not in states:
        words = f"the import is {found.state} now; look at it again"
        raise InvalidError([Finding("statistics.import_busy", "", words, found.state)])
    return found


def in_whose_name(one: StatisticsImport, now: datetime) -> Viewer:
    """Who wants done what is to be done, with the rights of this moment. Raises NotAllowedError when that account has ended, or may
    not bring statistics in any longer.
    """
    viewer = INSTALLATION_VIEWER
    account = (one.preview or {}).get("wanted_by", one.account)
    if account is not None:
        person = by_account(account, now=now)
        if person is None:
            raise NotAllowedError("the account that wanted this has ended")
        viewer = person.viewer
    if viewer.organisation != one.organisation:
        raise NotAllowedError("the account that wanted this belongs to another organisation now")
    must_import(viewer)
    return viewer


def leave_to_the_worker(number: int, state: str, rows: int, **columns: Any) -> None:
    """Put the import into a state in which the worker has something to do, and wake the worker when this is committed."""
    StatisticsImport.objects.filter(id=number).update(
        state=state, rows_total=rows, rows_done=0, finished_at=None, attempts=0, **columns
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def rest(number: int, state: str, now: datetime, **columns: Any) -> None:
    """Put the import into a state in which a person goes on."""
    StatisticsImport.objects.filter(id=number).update(state=state, finished_at=now, **columns)


def lexicon() -> Lexicon:
    """The indicators as they are defined now, and what their names mean."""
    return Lexicon.of(
        KnownIndicator(one.key, one.name, one.unit, one.counted, one.basis, one.aggregation, one.other_names)
        for one in definitions().values()
        if not one.formula  # what is derived is not brought in
    )
