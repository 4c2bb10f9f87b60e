"""Which organisations and accounts are there?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yaomai.errors import NotFoundError
from yaomai.people.viewer import RowRule, Rows, Viewer, visible_properties, visible_rows


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation, with how many accounts and keys of it are good now."""

    organisation: int
    name: str
    kind: str
    invented: bool
    founded: datetime
    accounts: int
    keys: int


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as those see it who administer it."""

    account: int
    login: str
    name: str
    organisation: int
    organisation_name: str
    roles: tuple[str, ...]
    opened: datetime
    ended: datetime | None
    password_is_initial: bool


_ORGANISATIONS = """
    SELECT o.organisation, o.name, o.kind, o.invented, o.record_time,
           (SELECT count(*) FROM people_account a WHERE a.organisation = o.organisation
            AND NOT EXISTS (SELECT FROM people_account_end e WHERE e.account = a.account)),
           (SELECT count(*) FROM people_key k WHERE k.organisation = o.organisation AND k.expires > %(now)s
            AND NOT EXISTS (SELECT FROM people_key_end e WHERE e.key = k.key))
    FROM people_organisation o
    WHERE (%(all)s OR o.organisation = %(own)s)
"""

_ACCOUNTS = """
    SELECT a.account, a.login, a.name, a.organisation, coalesce(o.name, ''),
           coalesce((SELECT g.roles FROM people_role_grant g WHERE g.account = a.account
                     ORDER BY g.record DESC LIMIT 1), ''),
           a.record_time, e.record_time, coalesce(c.initial, false)
    FROM people_account a
    LEFT JOIN people_organisation o ON o.organisation = a.organisation
    LEFT JOIN people_account_end e ON e.account = a.account
    LEFT JOIN people_credential c ON c.account = a.account
    WHERE (%(all)s OR a.organisation = %(own)s)
"""


def organisations(viewer: Viewer, *, now: datetime) -> list[OrganisationRow]:
    """The organisations whose accounts the viewer may see, in the order in which they were founded."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ORGANISATIONS} ORDER BY o.organisation",
            {**_rule(visible_rows(viewer, "people.account")), "now": now},
        )
        return [OrganisationRow(*row) for row in cursor.fetchall()]


def organisation(viewer: Viewer, number: int, *, now: datetime) -> OrganisationRow:
    """One organisation whose accounts the viewer may see. Raises NotFoundError."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ORGANISATIONS} AND o.organisation = %(number)s",
            {**_rule(visible_rows(viewer, "people.account")), "now": now, "number": number},
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"there is no organisation {number}, or none that you may see")
    return OrganisationRow(*row)


def organisation_number(name: str) -> int:
    """The number of the organisation with exactly this name: names are public. Raises NotFoundError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation FROM people_organisation WHERE name = %s", (name,))
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"there is no organisation named {name!r}")
    return int(row[0])


def accounts_of(viewer: Viewer, number: int) -> list[AccountRow]:
    """The accounts of one organisation, those last that have ended; empty when the viewer may see none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ACCOUNTS} AND a.organisation = %(number)s ORDER BY e.record_time IS NOT NULL, a.account",
            {**_rule(visible_rows(viewer, "people.account")), "number": number},
        )
        return [_account(row) for row in cursor.fetchall()]


def account_to_administer(viewer: Viewer, number: int) -> AccountRow:
    """One account, for viewers who may see all of it. Raises NotFoundError."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_ACCOUNTS} AND a.account = %(number)s",
            {**_rule(visible_rows(viewer, "people.account")), "number": number},
        )
        row = cursor.fetchone()
    if row is not None:
        found = _account(row)
        if not isinstance(visible_properties(viewer, "people.account", found.organisation), frozenset):
            return found
    raise NotFoundError(f"there is no account {number}, or none that you may see")


def _account(row: tuple[Any, ...]) -> AccountRow:
    account, login, name, organisation, organisation_name, roles, *rest = row
    return AccountRow(account, login, name, organisation, organisation_name, tuple(roles.split()), *rest)


def _rule(rule: RowRule) -> dict[str, Any]:
    return {"all": rule.rows is Rows.ALL, "own": rule.organisation if rule.rows is Rows.OWN else None}
