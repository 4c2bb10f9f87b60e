"""Who did what?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW
from yaomai.people.viewer import Rows, Viewer, visible_rows

PAGE_SIZE = 50
_EXPORT_STEP = 1000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; None is no condition. Times are the half-open interval [since, until). `person` is a login, or a part of a
    name; `kind` a kind of record that was shown or changed.
    """

    account: int | None = None
    person: str | None = None
    organisation: int | None = None
    action: str | None = None
    outcome: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry with the names that its numbers have now; a name is empty when the person's data were erased. `deed`: the first
    deed that the call recorded; None when it recorded none.
    """

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
    kinds: Sequence[str]
    deed: int | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries in the order asked for; `before` is where the next page begins, None on the last."""

    rows: tuple[AuditRow, ...]
    before: int | None


_CONDITIONS = {
    "account": "t.account = %(account)s",
    "person": "t.account IN (SELECT account FROM people_account WHERE login = lower(%(person)s) OR strpos(name, %(person)s) > 0)",
    "organisation": "t.organisation = %(organisation)s",
    "action": "t.action = %(action)s",
    "outcome": "t.outcome = %(outcome)s",
    "kind": "%(kind)s = ANY(string_to_array(t.kinds, ' '))",
    "since": "t.time >= %(since)s",
    "until": "t.time < %(until)s",
}


def who_did_what(
    viewer: Viewer,
    wanted: AuditFilter,
    *,
    before: int | None = None,
    size: int = PAGE_SIZE,
    oldest_first: bool = False,
) -> AuditPage:
    """A page of the entries that the viewer may see, newest first or oldest first: those that come after entry `before` in that
    order (keyset).
    """
    rule = visible_rows(viewer, "people.audit_entry")
    if rule.rows is Rows.NONE:
        return AuditPage((), None)
    values: dict[str, Any] = {name: value for name in _CONDITIONS if (value := getattr(wanted, name)) is not None}
    conditions = [_CONDITIONS[name] for name in values]
    if rule.rows is Rows.OWN:
        conditions.append("t.organisation = %(own)s")
        values["own"] = rule.organisation
    if before is not None:
        conditions.append("t.id > %(before)s" if oldest_first else "t.id < %(before)s")
        values["before"] = before
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.id, t.time, t.account, coalesce(a.name, ''), t.key, coalesce(k.name, ''),
                   t.organisation, coalesce(o.name, ''), t.action, t.outcome, t.status, t.method, t.path,
                   t.address, string_to_array(t.kinds, ' '), (SELECT d.id FROM ledger_deed d WHERE d.id = t.deed)
            FROM people_audit_entry t
            LEFT JOIN people_account a ON a.account = t.account
            LEFT JOIN people_key k ON k.key = t.key
            LEFT JOIN {ORGANISATIONS_NOW} o ON o.organisation = t.organisation
            WHERE {" AND ".join(conditions) or "true"}
            ORDER BY t.id {"ASC" if oldest_first else "DESC"} LIMIT %(limit)s
            """,
            values | {"limit": size + 1},
        )
        rows = [AuditRow(*row) for row in cursor.fetchall()]
    return AuditPage(tuple(rows[:size]), rows[size - 1].id if len(rows) > size else None)


def every_entry(viewer: Viewer, wanted: AuditFilter, *, oldest_first: bool = False) -> Iterator[tuple[AuditRow, ...]]:
    """All entries that the viewer may see, in portions: for exports."""
    before: int | None = None
    while True:
        page = who_did_what(viewer, wanted, before=before, size=_EXPORT_STEP, oldest_first=oldest_first)
        yield page.rows
        before = page.before
        if before is None:
            return


def actions(viewer: Viewer) -> list[str]:
    """The actions of which the viewer may see entries, sorted."""
    return _distinct(viewer, "action")


def kinds(viewer: Viewer) -> list[str]:
    """The kinds of record of which the viewer may see entries, sorted."""
    return sorted({kind for together in _distinct(viewer, "kinds") for kind in together.split()})


def _distinct(viewer: Viewer, column: str) -> list[str]:
    rule = visible_rows(viewer, "people.audit_entry")
    if rule.rows is Rows.NONE:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {column} FROM people_audit_entry WHERE %s OR organisation = %s ORDER BY 1",
            (rule.rows is Rows.ALL, rule.organisation),
        )
        return [value for (value,) in cursor.fetchall()]
