"""Which organisations and accounts are there?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from yaomai.errors import NotFoundError
from yaomai.people.engine import held_roles
from yaomai.people.engine.held_roles import Held
from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW, bearers
from yaomai.people.viewer import RowRule, Rows, Viewer, visible_properties, visible_rows


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as it is now, with how many accounts and keys of it are good."""

    organisation: int
    name: str
    kind: str
    invented: bool
    parent: int | None
    division: str
    founded: datetime
    ended: datetime | None
    end_reason: str
    successor: int | None
    accounts: int
    keys: int


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as those see it who administer it. `held`: the roles of its newest grant, those that are over included."""

    account: int
    login: str
    name: str
    organisation: int
    organisation_name: str
    held: tuple[Held, ...]
    opened: datetime
    ended: datetime | None
    left_on: date | None
    end_reason: str
    successor: int | None
    password_is_initial: bool
    has_totp: bool

    @property
    def roles(self) -> tuple[str, ...]:
        """The names of all roles of the newest grant, whether in force or not."""
        return tuple(one.role for one in self.held)

    def roles_at(self, moment: datetime) -> frozenset[str]:
        """The roles in force at the moment: none when the account has ended."""
        return frozenset() if self.ended else held_roles.in_force(self.held, moment)

    def standing(self, moment: datetime) -> tuple[Held, ...]:
        """The roles that are not over at the moment."""
        return held_roles.standing(self.held, moment)


@dataclass(frozen=True, slots=True)
class OrganisationChange:
    """What an organisation was called, of what kind it was, where and under whom, from a record on."""

    record: int
    record_time: datetime
    name: str
    kind: str
    parent: int | None
    division: str


_ORGANISATIONS = f"""
    SELECT o.organisation, o.name, o.kind, o.invented, o.parent, o.division, o.founded, o.ended, coalesce(o.end_reason, ''),
           o.successor,
           (SELECT count(*) FROM people_account a WHERE a.organisation = o.organisation
            AND NOT EXISTS (SELECT FROM people_account_end e WHERE e.account = a.account)),
           (SELECT count(*) FROM people_key k WHERE k.organisation = o.organisation AND k.expires > %(now)s
            AND NOT EXISTS (SELECT FROM people_key_end e WHERE e.key = k.key))
    FROM {ORGANISATIONS_NOW} o
    WHERE (%(all)s OR o.organisation = %(own)s)
"""

_ACCOUNTS = f"""
    SELECT a.account, a.login, a.name, a.organisation, coalesce(o.name, ''), coalesce(g.roles, ''), coalesce(g.terms, ''),
           a.record_time, e.record_time, e.left_on, coalesce(e.reason, ''), e.successor, coalesce(c.initial, false),
           coalesce((SELECT t.is_on FROM people_totp t WHERE t.account = a.account ORDER BY t.record DESC LIMIT 1), false)
    FROM people_account a
    LEFT JOIN {ORGANISATIONS_NOW} o ON o.organisation = a.organisation
    LEFT JOIN people_account_end e ON e.account = a.account
    LEFT JOIN people_credential c ON c.account = a.account
    LEFT JOIN LATERAL (
        SELECT g.roles, g.terms FROM people_role_grant g WHERE g.account = a.account ORDER BY g.record DESC LIMIT 1
    ) g ON true
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


def organisation_history(viewer: Viewer, number: int) -> list[OrganisationChange]:
    """How an organisation came to be what it is: founded first. Empty for one whose accounts the viewer may not see."""
    rule = visible_rows(viewer, "people.account")
    if not rule.admits(number):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record, record_time, name, kind, parent, division FROM people_organisation WHERE organisation = %(number)s"
            " UNION ALL SELECT record, record_time, name, kind, parent, division FROM people_organisation_state"
            " WHERE organisation = %(number)s ORDER BY record",
            {"number": number},
        )
        return [OrganisationChange(*row) for row in cursor.fetchall()]


def organisation_number(name: str) -> int:
    """The number of the organisation that bears exactly this name, or bore it once: names are public. Raises NotFoundError."""
    found = bearers(name)
    if not found:
        raise NotFoundError(f"there is no organisation named {name!r}")
    return found[0]


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


def account_number(login: str) -> int:
    """The number of the account with exactly this login: for the operator's commands. Raises NotFoundError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account FROM people_account WHERE login = %s", (login,))
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError(f"there is no account with the login {login!r}")
    return int(row[0])


def only_holder_of(viewer: Viewer, account: AccountRow, role: str, *, now: datetime) -> bool:
    """Whether this account is the last of its organisation in which the role is in force."""
    if role not in account.roles_at(now):
        return False
    others = (one for one in accounts_of(viewer, account.organisation) if one.account != account.account)
    return not any(role in one.roles_at(now) for one in others)


def _account(row: tuple[Any, ...]) -> AccountRow:
    account, login, name, organisation, organisation_name, roles, terms, *rest = row
    return AccountRow(account, login, name, organisation, organisation_name, held_roles.read(roles, terms), *rest)


def _rule(rule: RowRule) -> dict[str, Any]:
    return {"all": rule.rows is Rows.ALL, "own": rule.organisation if rule.rows is Rows.OWN else None}
