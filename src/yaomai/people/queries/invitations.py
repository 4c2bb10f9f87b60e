"""Which invitations are there, and how did they end?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yaomai.people.engine import held_roles
from yaomai.people.engine.held_roles import Held
from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW
from yaomai.people.viewer import Rows, Viewer, visible_rows


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation. `account` is the one that it opened; `ended` without one: it was taken back."""

    invitation: int
    organisation: int
    organisation_name: str
    note: str
    held: tuple[Held, ...]
    secret_sha256: str
    made: datetime
    made_by: int | None
    made_by_name: str
    expires: datetime
    ended: datetime | None
    account: int | None
    account_name: str

    @property
    def roles(self) -> tuple[str, ...]:
        """The names of the roles that the account will have."""
        return tuple(one.role for one in self.held)

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used, as far as time goes."""
        return self.ended is None and self.expires > now


_INVITATIONS = f"""
    SELECT i.invitation, i.organisation, coalesce(o.name, ''), i.note, i.roles, i.terms, i.secret_sha256, i.record_time, i.made_by,
           coalesce(m.name, ''), i.expires, e.record_time, e.account, coalesce(a.name, '')
    FROM people_invitation i
    LEFT JOIN {ORGANISATIONS_NOW} o ON o.organisation = i.organisation
    LEFT JOIN people_account m ON m.account = i.made_by
    LEFT JOIN people_invitation_end e ON e.invitation = i.invitation
    LEFT JOIN people_account a ON a.account = e.account
"""


def invitations_of(viewer: Viewer, organisation: int) -> list[InvitationRow]:
    """The invitations of one organisation, newest first; empty when the viewer may see none."""
    rule = visible_rows(viewer, "people.invitation")
    if rule.rows is Rows.NONE or not rule.admits(organisation):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{_INVITATIONS} WHERE i.organisation = %s ORDER BY i.invitation DESC", (organisation,))
        return [_invitation(row) for row in cursor.fetchall()]


def invitation_of_code(number: int) -> InvitationRow | None:
    """The invitation with this number, for whoever proves to have its secret."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_INVITATIONS} WHERE i.invitation = %s", (number,))
        row = cursor.fetchone()
    return _invitation(row) if row else None


def _invitation(row: tuple[Any, ...]) -> InvitationRow:
    number, organisation, organisation_name, note, roles, terms, *rest = row
    return InvitationRow(number, organisation, organisation_name, note, held_roles.read(roles, terms), *rest)
