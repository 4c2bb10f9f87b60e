"""Which invented persons are there, whom anybody may be in a demonstration?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yaomai.people.engine import held_roles
from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person with an account of an invented organisation, and the roles that are in force."""

    account: int
    name: str
    organisation_name: str
    kind: str
    division: str
    roles: frozenset[str]


def invented_people(*, now: datetime) -> list[InventedPerson]:
    """The persons of invented organisations with a role in force: those of authorities first, from the province down.

    None at all where an organisation is on record that is not invented: then this is no demonstration.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT a.account, a.name, o.name, o.kind, o.division, g.roles, g.terms
            FROM people_account a
            JOIN {ORGANISATIONS_NOW} o ON o.organisation = a.organisation AND o.invented
            JOIN LATERAL (
                SELECT g.roles, g.terms FROM people_role_grant g WHERE g.account = a.account ORDER BY g.record DESC LIMIT 1
            ) g ON true
            WHERE NOT EXISTS (SELECT FROM people_account_end e WHERE e.account = a.account)
            AND NOT EXISTS (SELECT FROM people_organisation r WHERE NOT r.invented)
            ORDER BY CASE o.kind WHEN 'authority' THEN 0 WHEN 'operator' THEN 2 ELSE 1 END, rpad(o.division, 6, '9'), a.account
            """
        )
        people = [
            InventedPerson(account, name, organisation, kind, division, _in_force(roles, terms, now))
            for account, name, organisation, kind, division, roles, terms in cursor.fetchall()
        ]
    return [one for one in people if one.roles]


def _in_force(roles: str, terms: str, now: datetime) -> frozenset[str]:
    return held_roles.in_force(held_roles.read(roles, terms), now)
