"""Keep a view of a list under a name, for oneself or for one's organisation; and let it go. (State, no record.)"""

from datetime import datetime

from django.db import connection, transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import kinds

NAME_LENGTH_MOST = 60
QUERY_LENGTH_MOST = 4000
VIEWS_MOST = 100
"""So many views of one list one account keeps."""


def keep_view(viewer: Viewer, kind: str, name: str, query: str, *, is_shared: bool, now: datetime) -> int:
    """Keep the list's query string under this name; one that the account has kept under it is replaced. Returns its number.

    Raises NotAllowedError for who is not signed in, NotFoundError for a kind that there is not, InvalidError for the name or query.
    """
    if viewer.account is None:
        raise NotAllowedError("views are kept by persons who have signed in")
    kinds.kind(kind)
    name = " ".join(name.split())
    findings = []
    if not 1 <= len(name) <= NAME_LENGTH_MOST or "\x00" in name:
        message = f"a view's name has 1 to {NAME_LENGTH_MOST} characters"
        findings.append(Finding("registers.view_name", "/name", message, f"{len(name)} characters"))
    if len(query) > QUERY_LENGTH_MOST or "\x00" in query:
        message = f"a view's query has at most {QUERY_LENGTH_MOST} characters"
        findings.append(Finding("registers.view_query", "/query", message, f"{len(query)} characters"))
    if findings:
        raise InvalidError(findings)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registers_saved_view WHERE account = %s AND kind = %s AND name <> %s",
            (viewer.account, kind, name),
        )
        if cursor.fetchone()[0] >= VIEWS_MOST:
            message = f"you keep {VIEWS_MOST} views of this list already; let one go first"
            raise InvalidError([Finding("registers.view_too_many", "/name", message)])
        cursor.execute(
            "INSERT INTO registers_saved_view (account, organisation, kind, name, query, is_shared, kept)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (account, kind, name) DO UPDATE"
            " SET query = EXCLUDED.query, is_shared = EXCLUDED.is_shared, organisation = EXCLUDED.organisation,"
            " kept = EXCLUDED.kept RETURNING id",
            (viewer.account, viewer.organisation, kind, name, query, is_shared, now),
        )
        return int(cursor.fetchone()[0])


def let_view_go(viewer: Viewer, number: int) -> None:
    """Remove one of the viewer's own views. Raises NotFoundError when the viewer keeps none of this number."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registers_saved_view WHERE id = %s AND account = %s", (number, viewer.account))
        if not cursor.rowcount:
            raise NotFoundError(f"you keep no view {number}")
