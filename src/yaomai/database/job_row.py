"""Which columns has a row that the worker has something to do with, and how is it left to the worker (jobs.py)?"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import connection, models, transaction


class JobRow(models.Model):
    """One piece of work, and how far it is: a state, and no projection.

    state: what is to be done, or is waited for. wanted: who wants it done, and what of it. done, total: how far it is. faults: what
    was wrong, each with place and cure. started_at: when the worker last began it. finished_at: since when it rests. attempts: how
    often the worker began what is to be done now. not_before: after trouble it is not tried again earlier.
    """

    created_at = models.DateTimeField()
    state = models.TextField()
    wanted = models.JSONField(null=True)
    done = models.IntegerField(db_default=0)
    total = models.IntegerField(db_default=0)
    faults = models.JSONField(default=list)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(db_default=0)
    not_before = models.DateTimeField(null=True)

    append_only: ClassVar[bool] = False
    privileges: ClassVar[dict[str, str]] = {"app": "SELECT, INSERT, UPDATE, DELETE"}

    class Meta:
        abstract = True

    @classmethod
    def locked(cls, number: int) -> Self | None:
        """The row, locked until the transaction ends."""
        return cls._default_manager.select_for_update().filter(pk=number).first()

    @classmethod
    def leave_to_the_worker(cls, number: int, state: str, total: int, **columns: Any) -> None:
        """Put the row into a state in which the worker has something to do, and wake the worker when this is committed."""
        cls._default_manager.filter(pk=number).update(
            state=state, total=total, done=0, started_at=None, finished_at=None, attempts=0, not_before=None, **columns
        )
        wake(cls._meta.db_table)

    @classmethod
    def rest(cls, number: int, state: str, now: datetime, **columns: Any) -> None:
        """Put the row into a state in which the worker has nothing to do: a person goes on, or nobody needs to."""
        cls._default_manager.filter(pk=number).update(state=state, wanted=None, finished_at=now, **columns)


def wake(table: str) -> None:
    """Tell the worker, when this is committed, that a row of the table waits for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", (table,))
