"""Which views of a list does this person find there: the own ones, and those that colleagues share?"""

from dataclasses import dataclass

from django.db import connection

from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept view: `query` is the list's query string; `is_own`: the viewer may let it go."""

    number: int
    name: str
    query: str
    is_shared: bool
    is_own: bool


def saved_views(viewer: Viewer, kind: str) -> list[SavedView]:
    """The viewer's views of this kind's list, then those of the same organisation, by name."""
    if viewer.account is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, query, is_shared, account = %(account)s FROM registers_saved_view"
            " WHERE kind = %(kind)s AND (account = %(account)s OR (is_shared AND organisation = %(organisation)s))"
            " ORDER BY account <> %(account)s, name",
            {"account": viewer.account, "kind": kind, "organisation": viewer.organisation},
        )
        return [SavedView(*row) for row in cursor.fetchall()]
