"""Who is behind this session or this key? These queries make the viewer that all others take."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Identified:
    """A person found: the viewer, the kept password hash, and whether that password was set by somebody else."""

    viewer: Viewer
    login: str
    password: str
    password_is_initial: bool

    @property
    def stamp(self) -> str:
        """What a session keeps so that it ends when the password changes; the hash it is made of is salted at
        random.
        """
        return hashlib.sha256(self.password.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class IdentifiedKey:
    """A key found: whose, what is kept of its secret, until when it is good."""

    viewer: Viewer
    secret_sha256: str
    expires: datetime
    is_ended: bool
    last_use: datetime | None


_ACCOUNT = """
    SELECT a.account, a.organisation, a.name, coalesce(o.name, ''), a.login, c.password, c.initial,
           coalesce((SELECT g.roles FROM people_role_grant g WHERE g.account = a.account
                     ORDER BY g.record DESC LIMIT 1), '')
    FROM people_account a
    JOIN people_credential c ON c.account = a.account
    LEFT JOIN people_organisation o ON o.organisation = a.organisation
    WHERE NOT EXISTS (SELECT FROM people_account_end e WHERE e.account = a.account) AND
"""


def _identified(condition: str, value: int | str) -> Identified | None:
    with connection.cursor() as cursor:
        cursor.execute(f"{_ACCOUNT} {condition} = %s", (value,))
        row = cursor.fetchone()
    if row is None:
        return None
    account, organisation, name, organisation_name, login, password, initial, roles = row
    viewer = Viewer(
        account=account,
        organisation=organisation,
        roles=frozenset(roles.split()),
        name=name,
        organisation_name=organisation_name,
    )
    return Identified(viewer, login, password, initial)


def by_login(login: str) -> Identified | None:
    """The account with this normalised login, unless it has ended."""
    return _identified("a.login", login)


def by_account(account: int) -> Identified | None:
    """The account with this number, unless it has ended."""
    return _identified("a.account", account)


def by_key(number: int) -> IdentifiedKey | None:
    """The key with this number, good or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.organisation, k.name, k.scopes, coalesce(o.name, ''), k.secret_sha256, k.expires,
                   EXISTS (SELECT FROM people_key_end e WHERE e.key = k.key), u.last_use
            FROM people_key k
            LEFT JOIN people_organisation o ON o.organisation = k.organisation
            LEFT JOIN people_key_use u ON u.key = k.key
            WHERE k.key = %s
            """,
            (number,),
        )
        row = cursor.fetchone()
    if row is None:
        return None
    organisation, name, scopes, organisation_name, secret_sha256, expires, is_ended, last_use = row
    viewer = Viewer(
        key=number,
        organisation=organisation,
        scopes=frozenset(scopes.split()),
        name=name,
        organisation_name=organisation_name,
    )
    return IdentifiedKey(viewer, secret_sha256, expires, is_ended, last_use)
