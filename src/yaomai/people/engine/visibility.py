"""Given declarations of who may see what, which rows and which properties does this asker see?

A `Visibility` declares one kind of record by `Grant`s. A grant says for whom it is (a `Group`, or holders of
a role), which rows it opens and which properties of those rows. What an asker sees is the union of the grants
that reach the asker.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Group(Enum):
    """Askers that are not told apart by roles."""

    PUBLIC = "public"  # whoever asks, signed in or not
    MEMBERS = "members"  # persons of an organisation, and its keys with the scope `query`


class Rows(Enum):
    """Which rows of a kind are visible."""

    NONE = "none"
    OWN = "own"  # those that the asker's organisation answers for
    ALL = "all"


class AllProperties(Enum):
    """The type of ALL: every property, those included that are added later."""

    ALL = "all"


ALL: Final = AllProperties.ALL
Properties = frozenset[str] | AllProperties


@dataclass(frozen=True, slots=True)
class Grant:
    """Who (a group, or the name of a role) may see which rows, and which properties of them."""

    to: Group | str
    rows: Rows
    properties: Properties = ALL


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may see records of this kind. A view that reveals a `sensitive` kind leaves an audit entry each
    time.
    """

    kind: str
    grants: tuple[Grant, ...]
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """What visibility depends on: the organisation and the roles; `is_member` is false for keys that may not
    query.
    """

    organisation: int | None
    roles: frozenset[str]
    is_member: bool


@dataclass(frozen=True, slots=True)
class RowRule:
    """Which rows may be read: all, those of one organisation, or none. Queries put this into their WHERE."""

    rows: Rows
    organisation: int | None = None

    def admits(self, owner_organisation: int | None) -> bool:
        """Whether a row that this organisation answers for may be read."""
        if self.rows is Rows.OWN:
            return owner_organisation is not None and owner_organisation == self.organisation
        return self.rows is Rows.ALL


def _reaching(visibility: Visibility, asker: Asker) -> list[Grant]:
    return [
        grant
        for grant in visibility.grants
        if grant.to is Group.PUBLIC
        or (grant.to is Group.MEMBERS and asker.is_member and asker.organisation is not None)
        or (isinstance(grant.to, str) and grant.to in asker.roles)
    ]


def row_rule(visibility: Visibility, asker: Asker) -> RowRule:
    """The rows that the asker may read."""
    rows = {grant.rows for grant in _reaching(visibility, asker)}
    if Rows.ALL in rows:
        return RowRule(Rows.ALL)
    if Rows.OWN in rows and asker.organisation is not None:
        return RowRule(Rows.OWN, asker.organisation)
    return RowRule(Rows.NONE)


def properties(visibility: Visibility, asker: Asker, owner_organisation: int | None) -> Properties:
    """The properties that the asker may read of a row for which `owner_organisation` answers; empty: not even
    the row.
    """
    seen: set[str] = set()
    for grant in _reaching(visibility, asker):
        if not RowRule(grant.rows, asker.organisation).admits(owner_organisation):
            continue
        if isinstance(grant.properties, AllProperties):
            return ALL
        seen |= grant.properties
    return frozenset(seen)


def sensitive_kinds(declared: Collection[Visibility]) -> frozenset[str]:
    """The kinds whose reading is itself put on the audit trail."""
    return frozenset(visibility.kind for visibility in declared if visibility.sensitive)
