"""Who is behind this session or this key? These queries make the viewer that all others take."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings  # what is withheld must not hang on each caller passing it in
from django.db import connection

from yaomai.people.engine import held_roles
from yaomai.people.queries.key_makers import MAKER, MAKER_JOIN, KeyMaker
from yaomai.people.queries.organisations_now import BELOW, ORGANISATIONS_NOW
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Identified:
    """A person found: the viewer (with what is withheld until there is a second factor), the kept password hash, whether that
    password was set by somebody else, and the record by which signing in asks for a code (None: it does not).
    """

    viewer: Viewer
    login: str
    password: str
    password_is_initial: bool
    totp: int | None = None

    @property
    def stamp(self) -> str:
        """What a session keeps so that it ends when the password or the second factor changes; the hash it is made of is salted
        at random.
        """
        proofs = self.password if self.totp is None else f"{self.password} {self.totp}"
        return hashlib.sha256(proofs.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class IdentifiedKey:
    """A key found: whose, what is kept of its secret, until when it is good, and whether it is held (key_makers.py)."""

    viewer: Viewer
    secret_sha256: str
    expires: datetime
    is_ended: bool
    is_held: bool
    last_use: datetime | None


_ACCOUNT = f"""
    SELECT a.account, a.organisation, a.name, coalesce(o.name, ''), coalesce(o.division, ''), {BELOW}, a.login, c.password,
           c.initial, coalesce(g.roles, ''), coalesce(g.terms, ''), CASE WHEN t.is_on THEN t.record END
    FROM people_account a
    JOIN people_credential c ON c.account = a.account
    LEFT JOIN {ORGANISATIONS_NOW} o ON o.organisation = a.organisation
    LEFT JOIN LATERAL (
        SELECT g.roles, g.terms FROM people_role_grant g WHERE g.account = a.account ORDER BY g.record DESC LIMIT 1
    ) g ON true
    LEFT JOIN LATERAL (
        SELECT t.record, t.is_on FROM people_totp t WHERE t.account = a.account ORDER BY t.record DESC LIMIT 1
    ) t ON true
    WHERE NOT EXISTS (SELECT FROM people_account_end e WHERE e.account = a.account) AND
""".format(root="a.organisation")


def _identified(condition: str, value: int | str, now: datetime) -> Identified | None:
    with connection.cursor() as cursor:
        cursor.execute(f"{_ACCOUNT} {condition} = %s", (value,))
        row = cursor.fetchone()
    if row is None:
        return None
    account, organisation, name, organisation_name, division, below, login, password, initial, roles, terms, totp = row
    held = held_roles.in_force(held_roles.read(roles, terms), now)
    withheld = held & settings.TOTP_ROLES if totp is None else frozenset()
    viewer = Viewer(
        account=account,
        organisation=organisation,
        roles=held - withheld,
        name=name,
        organisation_name=organisation_name,
        division=division,
        below=frozenset(below),
        withheld=withheld,
    )
    return Identified(viewer, login, password, initial, totp)


def by_login(login: str, *, now: datetime) -> Identified | None:
    """The account with this normalised login, unless it has ended; with the roles that are in force at `now`.

    Roles that the installation wants a second factor for are withheld from who has none, whoever asks: a browser, the worker, an
    invitation.
    """
    return _identified("a.login", login, now)


def by_account(account: int, *, now: datetime) -> Identified | None:
    """The account with this number, unless it has ended; with the roles that are in force at `now` (as `by_login`)."""
    return _identified("a.account", account, now)


def by_key(number: int, *, now: datetime) -> IdentifiedKey | None:
    """The key with this number, good or not; whether it is held is decided by the roles that its maker has at `now`."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY, (number,))
        row = cursor.fetchone()
    if row is None:
        return None
    (
        organisation,
        name,
        scopes,
        organisation_name,
        division,
        below,
        secret_sha256,
        expires,
        is_ended,
        last_use,
        *maker,
    ) = row
    viewer = Viewer(
        key=number,
        organisation=organisation,
        scopes=frozenset(scopes.split()),
        name=name,
        organisation_name=organisation_name,
        division=division,
        below=frozenset(below),
    )
    is_held = not KeyMaker.of(maker).may_still_give(organisation, viewer.scopes, now)
    return IdentifiedKey(viewer, secret_sha256, expires, is_ended, is_held, last_use)


_KEY = f"""
    SELECT k.organisation, k.name, k.scopes, coalesce(o.name, ''), coalesce(o.division, ''), {BELOW}, k.secret_sha256, k.expires,
           EXISTS (SELECT FROM people_key_end e WHERE e.key = k.key), u.last_use,
           {MAKER}
    FROM people_key k
    LEFT JOIN {ORGANISATIONS_NOW} o ON o.organisation = k.organisation
    LEFT JOIN people_key_use u ON u.key = k.key
    {MAKER_JOIN}
    WHERE k.key = %s
""".format(root="k.organisation")
