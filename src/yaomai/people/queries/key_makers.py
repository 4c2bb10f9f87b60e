"""May the person who made a key still make such a key? If not, the key is held: it opens nothing until that person may again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yaomai.people.authority import may_give_key
from yaomai.people.engine import held_roles
from yaomai.people.viewer import Viewer

MAKER = "k.made_by, maker.organisation, coalesce(given.roles, ''), coalesce(given.terms, '')"
"""Columns of a KeyMaker, of a query of `people_key k` that joins MAKER_JOIN."""

MAKER_JOIN = """
    LEFT JOIN people_account maker ON maker.account = k.made_by
    LEFT JOIN LATERAL (
        SELECT g.roles, g.terms FROM people_role_grant g WHERE g.account = k.made_by ORDER BY g.record DESC LIMIT 1
    ) given ON true
"""


@dataclass(frozen=True, slots=True)
class KeyMaker:
    """Who made a key: the account (None: the installation's own commands), its organisation, and its roles as columns hold them."""

    account: int | None
    organisation: int | None
    roles: str
    terms: str

    @classmethod
    def of(cls, columns: Collection[Any]) -> "KeyMaker":
        """From a row of MAKER."""
        return cls(*columns)

    def may_still_give(self, organisation: int, scopes: Collection[str], now: datetime) -> bool:
        """Whether a key of this organisation with these scopes could be made by the roles that are in force at `now`.

        What is made by the installation stays good. Roles that wait for a second factor count: who made the key had it, and that
        it is set up anew is no reason for machines to stop.
        """
        if self.account is None:
            return True
        roles = held_roles.in_force(held_roles.read(self.roles, self.terms), now)
        return may_give_key(Viewer(organisation=self.organisation, roles=roles), organisation, scopes)
