"""Who did what?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yaomai.people.viewer import Rows, Viewer, visible_rows

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; None is no condition. Times are the half-open interval [since, until)."""

    account: int | None = None
    login: str | None = None
    organisation: int | None = None
    action: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry with the names that its numbers have now; a name is empty when the person's data were erased."""

    id: int
    time: datetime
    account: int | None
    account_name: str
    key: int | None
    key_name: str
    organisation: int | None
    organisation_name: str
    action: str
    outcome: str
    status: int | None
    method: str
    path: str
    address: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first; `before` is where the next page begins, None on the last."""

    rows: tuple[AuditRow, ...]
    before: int | None


_CONDITIONS = {
    "account": "t.account = %(account)s",
    "login": "t.account = (SELECT account FROM people_account WHERE login = %(login)s)",
    "organisation": "t.organisation = %(organisation)s",
    "action": "t.action = %(action)s",
    "outcome": "t.outcome = %(outcome)s",
    "since": "t.time >= %(since)s",
    "until": "t.time < %(until)s",
}


def who_did_what(viewer: Viewer, wanted: AuditFilter, *, before: int | None = None, size: int = PAGE_SIZE) -> AuditPage:
    """A page of the entries that the viewer may see, those before entry `before` (keyset), newest first."""
    rule = visible_rows(viewer, "people.audit_entry")
    if rule.rows is Rows.NONE:
        return AuditPage((), None)
    values: dict[str, Any] = {name: value for name in _CONDITIONS if (value := getattr(wanted, name)) is not None}
    conditions = [_CONDITIONS[name] for name in values]
    if rule.rows is Rows.OWN:
        conditions.append("t.organisation = %(own)s")
        values["own"] = rule.organisation
    if before is not None:
        conditions.append("t.id < %(before)s")
        values["before"] = before
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.id, t.time, t.account, coalesce(a.name, ''), t.key, coalesce(k.name, ''),
                   t.organisation, coalesce(o.name, ''), t.action, t.outcome, t.status, t.method, t.path,
                   t.address
            FROM people_audit_entry t
            LEFT JOIN people_account a ON a.account = t.account
            LEFT JOIN people_key k ON k.key = t.key
            LEFT JOIN people_organisation o ON o.organisation = t.organisation
            WHERE {" AND ".join(conditions) or "true"}
            ORDER BY t.id DESC LIMIT %(limit)s
            """,
            values | {"limit": size + 1},
        )
        rows = [AuditRow(*row) for row in cursor.fetchall()]
    return AuditPage(tuple(rows[:size]), rows[size - 1].id if len(rows) > size else None)


def actions(viewer: Viewer) -> list[str]:
    """The actions of which the viewer may see entries, sorted."""
    rule = visible_rows(viewer, "people.audit_entry")
    if rule.rows is Rows.NONE:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT action FROM people_audit_entry WHERE %s OR organisation = %s ORDER BY action",
            (rule.rows is Rows.ALL, rule.organisation),
        )
        return [action for (action,) in cursor.fetchall()]
