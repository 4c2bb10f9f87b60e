"""How do two operations about the same name or number not get in each other's way?

The tables are append-only for the application, so no row of them can be locked; an advisory lock of the
transaction stands for it.
"""

from django.db import connection


def lock(*names: str) -> None:
    """Hold these names until the open transaction ends. They are taken in sorted order, so that two callers
    cannot block each other.
    """
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))
