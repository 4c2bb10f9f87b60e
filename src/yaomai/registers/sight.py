"""Which rows of a kind, and which properties of them, does this viewer see; which may this viewer keep?

The one place where a kind's declaration meets the viewer: pages, lists, search, exports, figures and interfaces ask here, and with
`seen_by` let the database hold the same (row-level security, migration 0004).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction

from yaomai.people import viewer as people
from yaomai.people.engine.visibility import ALL, NOWHERE, Asker, Visibility, lies_in, region_of, row_rule
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import kinds
from yaomai.registers.declaration.kind import Kind, Property

OWN = "own"
_KEEPERS_OF_OWN = frozenset({"recorder", "organisation_administrator"})
_NOBODY = -1
"""An organisation that no viewer is of: numbers are ids of deeds."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The properties that a viewer sees of rows of a kind: of all; of those that its organisation keeps; of those that one below it
    keeps; of those that lie in its region. A row that several rules open shows what each of them shows.
    """

    organisation: int | None
    below: frozenset[int]
    region: str
    of_all: frozenset[str]
    of_own: frozenset[str]
    of_below: frozenset[str]
    of_region: frozenset[str]

    def of(self, organisation: int | None, division: str) -> frozenset[str]:
        """The properties seen of the row that this organisation keeps and that lies in this division; empty: not the row."""
        seen = self.of_all
        if organisation is not None and organisation == self.organisation:
            seen |= self.of_own
        if organisation is not None and organisation in self.below:
            seen |= self.of_below
        if lies_in(division, self.region):
            seen |= self.of_region
        return seen

    @property
    def ever(self) -> frozenset[str]:
        """The properties seen of some rows at least."""
        return self.of_all | self.of_own | self.of_below | self.of_region


def sights(viewer: Viewer, kind: Kind) -> Sight:
    """What the viewer sees of all rows of a kind."""
    every = frozenset(kind.by_name)
    region = region_of(viewer.division)
    if viewer == INSTALLATION_VIEWER:
        return Sight(None, frozenset(), "", every, every, every, every)
    return Sight(
        viewer.organisation,
        viewer.below,
        region,
        of_all=_seen(viewer, kind, None, NOWHERE, is_own=False),
        of_own=_seen(viewer, kind, viewer.organisation, NOWHERE, is_own=True) if viewer.organisation else frozenset(),
        of_below=_seen(
            viewer, kind, max(viewer.below - {viewer.organisation or _NOBODY}, default=None), NOWHERE, is_own=False
        ),
        of_region=_seen(viewer, kind, None, viewer.division if region else NOWHERE, is_own=False),
    )


def _seen(viewer: Viewer, kind: Kind, organisation: int | None, division: str, *, is_own: bool) -> frozenset[str]:
    """The properties seen of such a row, going by the grants of the kind and by what its properties say themselves."""
    granted = people.visible_properties(viewer, kind.visibility, organisation, division)
    return frozenset(
        one.name
        for one in kind.properties
        if (granted is people.ALL or one.name in granted) and _may_see(viewer, one, is_own=is_own)
    )


def _may_see(viewer: Viewer, one: Property, *, is_own: bool) -> bool:
    if not one.seen_by:
        return True
    is_member = viewer.is_signed_in or "query" in viewer.scopes
    return not viewer.roles.isdisjoint(one.seen_by) or (is_own and is_member and OWN in one.seen_by)


def sight(viewer: Viewer, kind: Kind, organisation: int | None, division: str) -> frozenset[str]:
    """The properties that the viewer sees of a row that this organisation keeps and that lies there; empty: not the row."""
    return sights(viewer, kind).of(organisation, division)


def may_keep(viewer: Viewer, kind: Kind, organisation: int | None, division: str = "") -> bool:
    """Whether the viewer may add and change rows that this organisation keeps and that lie in this division."""
    return viewer == INSTALLATION_VIEWER or _is_one_of(viewer, kind, kind.kept_by, organisation, division)


def ever_keeps(viewer: Viewer, kind: Kind) -> bool:
    """Whether the viewer may keep some rows of a kind at least."""
    if viewer == INSTALLATION_VIEWER or not viewer.roles.isdisjoint(kind.kept_by):
        return True
    return OWN in kind.kept_by and keeps_own(viewer)


def may_change(viewer: Viewer, kind: Kind, name: str, organisation: int | None, division: str = "") -> bool:
    """Whether the viewer may state the property `name` of such a row. Raises KeyError for a property that the kind has not."""
    roles = kind.by_name[name].changed_by or kind.kept_by
    return viewer == INSTALLATION_VIEWER or _is_one_of(viewer, kind, roles, organisation, division)


@dataclass(frozen=True, slots=True)
class Rights:
    """`may_keep`, and the properties that `may_change` lets pass, of a row that this organisation keeps and that lies in this
    division: for many rows, of which most are kept by the same and lie in the same place.
    """

    keeps: Callable[[int | None, str], bool]
    changes: Callable[[int | None, str], frozenset[str]]


def rights(viewer: Viewer, kind: Kind) -> Rights:
    """What the viewer may do with rows of a kind; worked out once for each place that is asked of."""

    @cache
    def keeps(organisation: int | None, division: str) -> bool:
        return may_keep(viewer, kind, organisation, division)

    @cache
    def changes(organisation: int | None, division: str) -> frozenset[str]:
        return frozenset(one for one in kind.by_name if may_change(viewer, kind, one, organisation, division))

    return Rights(keeps, changes)


def may_decide(viewer: Viewer, kind: Kind, organisation: int | None, division: str = "") -> bool:
    """Whether the viewer may choose between sources, merge, and withdraw what others said of such a row: the roles that keep the
    kind, and only where there is none of these, whoever keeps the row itself.
    """
    roles = tuple(one for one in kind.kept_by if one != OWN) or kind.kept_by
    return viewer == INSTALLATION_VIEWER or _is_one_of(viewer, kind, roles, organisation, division)


def keeps_own(viewer: Viewer) -> bool:
    """Whether the viewer may speak for its organisation: its recorders and administrators, and machines whose key may capture."""
    if viewer.organisation is None:
        return False
    return not viewer.roles.isdisjoint(_KEEPERS_OF_OWN) or (viewer.key is not None and "capture" in viewer.scopes)


def _is_one_of(viewer: Viewer, kind: Kind, roles: tuple[str, ...], organisation: int | None, division: str) -> bool:
    if OWN in roles and organisation is not None and organisation == viewer.organisation and keeps_own(viewer):
        return True
    return any(_reaches(viewer, kind, role, organisation, division) for role in roles if role in viewer.roles)


def _reaches(viewer: Viewer, kind: Kind, role: str, organisation: int | None, division: str) -> bool:
    """Whether a role that the viewer has reaches such a row: it goes as far as it is granted to see everything, and where it never
    is, as far as to see something.
    """
    granted = tuple(one for one in kind.seen_by if one.to == role)
    grants = tuple(one for one in granted if one.properties is ALL) or granted
    asker = Asker(viewer.organisation, frozenset({role}), False, viewer.division, viewer.below)
    return not grants or row_rule(Visibility(kind.visibility, grants), asker).admits(organisation, division)


@contextmanager
def seen_by(viewer: Viewer, listing: Kind | None = None) -> Iterator[Any]:
    """A transaction (or a part of the open one) in which the database shows what the viewer sees; Django's cursor.

    Ask the views `registers_entity_seen`, `registers_listed_seen`, `registers_statement_seen` and `registers_term_seen`: they
    have the conditions of the tables' policies, which keep an index from being used with most operators (migration 0004).
    `registers_listing_seen` has of `registers_listed_seen` the rows of the one kind `listing`, and finds them faster (0010).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        names = list(_SETTINGS)
        cursor.execute(f"SELECT {', '.join(['current_setting(%s, true)'] * len(names))}", names)
        before = cursor.fetchone()
        _set(cursor, {**settings_of(viewer), _LISTING: listing.name if listing else ""})
        yield cursor
        # When the block fails, so does its part of the transaction, and the settings with it.
        _set(cursor, {name: value or "" for name, value in zip(names, before, strict=True)})


_LISTING = "yaomai.listing"
_SETTINGS = (
    _LISTING,
    "yaomai.everything",
    "yaomai.organisation",
    "yaomai.below",
    "yaomai.region",
    *(f"yaomai.{what}_{rule}" for what in ("rows", "cells") for rule in ("all", "own", "below", "region")),
)


def settings_of(viewer: Viewer) -> Mapping[str, str]:
    """What the session must be told for the database to show what this viewer sees."""
    declared = kinds.all_kinds()
    kept = _kept.get(viewer)
    if kept is None or kept[0] != declared:  # in tests other kinds can be declared meanwhile
        if len(_kept) >= _KEPT_MOST:
            _kept.clear()
        _kept[viewer] = kept = (declared, MappingProxyType(_settings_of(viewer, declared)))
    return kept[1]


_kept: dict[Viewer, tuple[Sequence[Kind], Mapping[str, str]]] = {}
_KEPT_MOST = 200
"""Viewers of whom it is remembered what follows from who they are and from what is declared, and from nothing else."""


def _settings_of(viewer: Viewer, declared: Sequence[Kind]) -> dict[str, str]:
    settings = dict.fromkeys(_SETTINGS, "")
    if viewer == INSTALLATION_VIEWER:
        return settings | {"yaomai.everything": "on"}
    cells: dict[str, dict[str, int]] = {rule: {} for rule in ("all", "own", "below", "region")}
    rows: dict[str, list[str]] = {rule: [] for rule in cells}
    for kind in declared:
        found = sights(viewer, kind)
        for rule, seen in (
            ("all", found.of_all),
            ("own", found.of_own),
            ("below", found.of_below),
            ("region", found.of_region),
        ):
            if seen:
                rows[rule].append(kind.name)
                named = ("*",) if len(seen) == len(kind.properties) else sorted(seen)
                cells[rule].update((f"{kind.name}.{one}", 1) for one in named)
    for rule, names in rows.items():
        settings[f"yaomai.rows_{rule}"] = ",".join(names)
        settings[f"yaomai.cells_{rule}"] = json.dumps(cells[rule]) if cells[rule] else ""
    settings["yaomai.organisation"] = str(viewer.organisation or "")
    settings["yaomai.below"] = ",".join(map(str, sorted(viewer.below)))
    settings["yaomai.region"] = region_of(viewer.division)
    return settings


def _set(cursor: Any, settings: dict[str, str]) -> None:
    cursor.execute(
        f"SELECT {', '.join(['set_config(%s, %s, true)'] * len(settings))}",
        [one for pair in settings.items() for one in pair],
    )
