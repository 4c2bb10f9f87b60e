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
    BELOW = "below"  # those that an organisation of the asker's subtree answers for, the asker's own included
    REGION = (
        "region"  # those that lie in the division of the asker's organisation; a province has those of no division, too
    )
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
    query. `division` is where the organisation is responsible (six digits, GB/T 2260; empty: nowhere), `below`
    the organisations of its subtree, itself included.
    """

    organisation: int | None
    roles: frozenset[str]
    is_member: bool
    division: str = ""
    below: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RowRule:
    """Which rows may be read. Queries put this into their WHERE.

    `rows` says it alone for kinds whose grants know only ALL and OWN (rows of `organisation`) and NONE. For others it is the
    widest word that reaches the asker, and the rows are those of `organisations` together with those whose division
    begins with `region` (empty: none by division); a region of two digits has those without a division, too.
    """

    rows: Rows
    organisation: int | None = None
    organisations: frozenset[int] = frozenset()
    region: str = ""

    def admits(self, owner_organisation: int | None, division: str = "") -> bool:
        """Whether a row that this organisation answers for, and that lies in this division, may be read."""
        if self.rows is Rows.ALL:
            return True
        if owner_organisation is not None and owner_organisation in self.organisations:
            return True
        return lies_in(division, self.region)


NOWHERE = "-"
"""Stands for a division that lies in no region."""
_PROVINCE = 2
"""So many digits has the region of a province."""


def lies_in(division: str, region: str) -> bool:
    """Whether a row of this division (empty: of none) lies in a region. What lies in no division is its province's affair."""
    if not division:
        return len(region) == _PROVINCE
    return bool(region) and division.startswith(region)


_DIVISION_LENGTH = 6


def region_of(division: str) -> str:
    """What the codes of all divisions within this one begin with (GB/T 2260, 4: two digits each for province, prefecture and
    county; 00 stands for the whole): 620000 → 62, 621100 → 6211, 621126 → itself. Empty for what is no such code.
    """
    if len(division) != _DIVISION_LENGTH or not (division.isascii() and division.isdigit()) or division[:2] == "00":
        return ""
    for kept in (2, 4):
        if set(division[kept:]) == {"0"}:
            return division[:kept]
    return division


def is_within(division: str, outer: str) -> bool:
    """Whether a division lies in another, or is it. Nothing lies in what is no division."""
    region = region_of(outer)
    return bool(region) and division.startswith(region)


def _reaching(visibility: Visibility, asker: Asker) -> list[Grant]:
    return [
        grant
        for grant in visibility.grants
        if grant.to is Group.PUBLIC
        or (grant.to is Group.MEMBERS and asker.is_member and asker.organisation is not None)
        or (isinstance(grant.to, str) and grant.to in asker.roles)
    ]


_WIDEST_FIRST = (Rows.REGION, Rows.BELOW, Rows.OWN)


def _rule(granted: Collection[Rows], asker: Asker) -> RowRule:
    """The rows that these words open to the asker, taken together."""
    if Rows.ALL in granted:
        return RowRule(Rows.ALL)
    own = frozenset() if asker.organisation is None else frozenset({asker.organisation})
    opened = {
        Rows.OWN: own if Rows.OWN in granted else frozenset(),
        Rows.BELOW: own | asker.below if Rows.BELOW in granted and own else frozenset(),
    }
    region = region_of(asker.division) if Rows.REGION in granted else ""
    reached = [rows for rows in _WIDEST_FIRST if (region if rows is Rows.REGION else opened[rows])]
    if not reached:
        return RowRule(Rows.NONE)
    organisations = opened[Rows.OWN] | opened[Rows.BELOW]
    return RowRule(reached[0], asker.organisation if organisations else None, organisations, region)


def row_rule(visibility: Visibility, asker: Asker) -> RowRule:
    """The rows that the asker may read."""
    return _rule({grant.rows for grant in _reaching(visibility, asker)}, asker)


def properties(visibility: Visibility, asker: Asker, owner_organisation: int | None, division: str = "") -> Properties:
    """The properties that the asker may read of a row for which `owner_organisation` answers and that lies in `division` (empty:
    nowhere in particular); empty: not even the row.
    """
    seen: set[str] = set()
    for grant in _reaching(visibility, asker):
        if not _rule({grant.rows}, asker).admits(owner_organisation, division):
            continue
        if isinstance(grant.properties, AllProperties):
            return ALL
        seen |= grant.properties
    return frozenset(seen)
