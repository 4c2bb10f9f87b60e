"""What are those called who recorded something?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW, bearers


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """An organisation as everybody may know it."""

    organisation: int
    name: str
    kind: str
    invented: bool


def organisation_names(organisations: Iterable[int | None]) -> dict[int, OrganisationName]:
    """The names of these organisations, by number; those that are not there are left out."""
    wanted = sorted({one for one in organisations if one is not None})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation, name, kind, invented FROM {ORGANISATIONS_NOW} o WHERE organisation = ANY(%s)",
            (wanted,),
        )
        return {row[0]: OrganisationName(*row) for row in cursor.fetchall()}


def organisations_called(name: str) -> list[OrganisationName]:
    """The organisation that bears exactly this name, or bore it once, if there is one."""
    if "\x00" in name:  # PostgreSQL's text holds no NUL
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation, name, kind, invented FROM {ORGANISATIONS_NOW} o WHERE organisation = ANY(%s)",
            (list(bearers(name.strip())),),
        )
        return [OrganisationName(*row) for row in cursor.fetchall()]


def key_name(key: int) -> str:
    """The name that a key was given; empty when there is no such key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM people_key WHERE key = %s", (key,))
        row = cursor.fetchone()
        return str(row[0]) if row else ""


def account_names(accounts: Iterable[int]) -> dict[int, str]:
    """The names of the persons with these accounts, by number; those that were erased, or are not there, are left out."""
    wanted = sorted(set(accounts))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, name FROM people_account WHERE account = ANY(%s)", (wanted,))
        return dict(cursor.fetchall())


def account_name(account: int) -> str:
    """The name of the person with this account; empty when it was erased."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM people_account WHERE account = %s", (account,))
        row = cursor.fetchone()
        return str(row[0]) if row else ""
