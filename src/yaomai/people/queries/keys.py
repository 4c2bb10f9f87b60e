"""Which keys are there that the viewer has to do with?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yaomai.errors import NotFoundError
from yaomai.people.queries.key_makers import MAKER, MAKER_JOIN, KeyMaker
from yaomai.people.queries.organisations_now import ORGANISATIONS_NOW
from yaomai.people.viewer import Rows, Viewer, visible_rows


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key; its secret is kept nowhere."""

    key: int
    organisation: int
    organisation_name: str
    name: str
    scopes: tuple[str, ...]
    made: datetime
    made_by: int | None
    made_by_name: str
    expires: datetime
    ended: datetime | None
    last_use: datetime | None
    maker: KeyMaker

    def is_held(self, now: datetime) -> bool:
        """Whether it opens nothing because who made it may not make such keys at `now`."""
        return not self.maker.may_still_give(self.organisation, self.scopes, now)

    def is_good(self, now: datetime) -> bool:
        """Whether it is neither ended nor expired at `now`; it may be held."""
        return self.ended is None and self.expires > now


_KEYS = f"""
    SELECT k.key, k.organisation, coalesce(o.name, ''), k.name, k.scopes, k.record_time, k.made_by,
    coalesce(a.name, ''),
           k.expires, e.record_time, u.last_use, {MAKER}
    FROM people_key k
    LEFT JOIN {ORGANISATIONS_NOW} o ON o.organisation = k.organisation
    LEFT JOIN people_account a ON a.account = k.made_by
    LEFT JOIN people_key_end e ON e.key = k.key
    LEFT JOIN people_key_use u ON u.key = k.key
    {MAKER_JOIN}
    WHERE (%(all)s OR k.organisation = %(own)s OR k.made_by = %(account)s)
"""


def my_keys(viewer: Viewer) -> list[KeyRow]:
    """The keys that the viewer made, and all of the viewer's organisation for its administrators; newest
    first, ended ones last.
    """
    condition = "AND (k.organisation = %(mine)s OR k.made_by = %(account)s)"
    order = "ORDER BY e.record_time IS NOT NULL, k.key DESC"
    return _select(viewer, f"{condition} {order}", {"mine": viewer.organisation})


def keys_of(viewer: Viewer, organisation: int) -> list[KeyRow]:
    """The keys of one organisation that the viewer may see; newest first, ended ones last."""
    condition = "AND k.organisation = %(organisation)s ORDER BY e.record_time IS NOT NULL, k.key DESC"
    return _select(viewer, condition, {"organisation": organisation})


def key_to_end(viewer: Viewer, number: int) -> KeyRow:
    """One key that the viewer made or administers. Raises NotFoundError."""
    found = _select(viewer, "AND k.key = %(number)s", {"number": number})
    if not found:
        raise NotFoundError(f"there is no key {number}, or none that you may see")
    return found[0]


def _select(viewer: Viewer, rest: str, values: dict[str, Any]) -> list[KeyRow]:
    rule = visible_rows(viewer, "people.key")
    values |= {
        "all": rule.rows is Rows.ALL,
        "own": rule.organisation if rule.rows is Rows.OWN else None,
        "account": viewer.account,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{_KEYS} {rest}", values)
        return [_key(row) for row in cursor.fetchall()]


def _key(row: tuple[Any, ...]) -> KeyRow:
    number, organisation, organisation_name, name, scopes, made, made_by, made_by_name, expires, ended, used, *maker = (
        row
    )
    made_of = (number, organisation, organisation_name, name, tuple(scopes.split()), made, made_by, made_by_name)
    return KeyRow(*made_of, expires, ended, used, KeyMaker.of(maker))
