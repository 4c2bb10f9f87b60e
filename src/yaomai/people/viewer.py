"""Who is asking, and what may this asker see? The declaration for all kinds of record is `VISIBILITIES`
below.

Pages, interfaces, exports, search and figures ask here, so that a row or a property that one of them hides is
hidden by all.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from yaomai.people.engine import visibility
from yaomai.people.engine.visibility import ALL, Asker, Grant, Group, Properties, RowRule, Rows, Visibility


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a person by `account`, a machine by `key`, the installation's own commands, or anyone.

    The numbers are those of `yaomai.people.models`; `name` and `organisation_name` are for display only.
    """

    account: int | None = None
    key: int | None = None
    organisation: int | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    name: str = ""
    organisation_name: str = ""
    division: str = ""  # where the organisation is responsible or sits (GB/T 2260); empty: nowhere
    below: frozenset[int] = frozenset()  # the organisations of its subtree, itself included
    withheld: frozenset[str] = frozenset()  # roles that come into force when a second factor is set up

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person with an account (a machine with a key is not signed in)."""
        return self.account is not None


ANYONE = Viewer()
"""Somebody of whom nothing is known."""

INSTALLATION_VIEWER = Viewer(roles=frozenset({"administrator"}))
"""The operator at the command line: may do what an administrator may, and recorded deeds name the
installation itself.
"""

_EVENT_FOR_THE_PUBLIC = frozenset(
    {
        # Names of EPCIS 2.0 (section 7), and who recorded by organisation.
        *("type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "action"),
        *("bizStep", "disposition", "persistentDisposition", "readPoint", "bizLocation"),
        *("epcList", "quantityList", "parentID", "childEPCs", "childQuantityList"),
        *("inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID"),
        "recordingOrganisation",
        # Of `ilmd` only to which lot an instance belongs (CBV 2.0: cbvmda:lotNumber). It is printed on the pack; the chain shows
        # it as links from lots to instances, and from steps to lots.
        "ilmd.lotNumber",
    }
)

VISIBILITIES: tuple[Visibility, ...] = (
    Visibility(
        "epcis.event",
        (
            Grant(Group.PUBLIC, Rows.ALL, _EVENT_FOR_THE_PUBLIC),
            Grant(Group.MEMBERS, Rows.OWN),
            Grant("inspector", Rows.ALL),
            Grant("official", Rows.ALL),
        ),
    ),
    # What is recalled, how grave it is, why, when and by which organisation: not by which person.
    Visibility(
        "traceability.recall",
        (
            Grant(Group.PUBLIC, Rows.ALL, frozenset({"scope", "class", "reason", "record_time", "organisation"})),
            Grant(Group.MEMBERS, Rows.OWN),
            Grant("inspector", Rows.ALL),
            Grant("official", Rows.ALL),
        ),
    ),
    # Who has how much of it: of an organisation's recalls its own people, too.
    Visibility(
        "traceability.recall_reach",
        (
            Grant(Group.MEMBERS, Rows.OWN),
            Grant("inspector", Rows.ALL),
            Grant("official", Rows.ALL),
        ),
    ),
    # What does not fit together in what an organisation recorded: balances, codes sold twice.
    Visibility(
        "traceability.finding",
        (
            Grant(Group.MEMBERS, Rows.OWN),
            Grant("inspector", Rows.ALL),
            Grant("official", Rows.ALL),
        ),
    ),
    # Files that were sent, such as the tables of an office: what is in them was not yet held against who may see which property.
    Visibility(
        "archive.file",
        (
            Grant(Group.MEMBERS, Rows.OWN),
            Grant("inspector", Rows.ALL),
            Grant("official", Rows.ALL),
        ),
    ),
    Visibility(
        "people.organisation",
        (
            Grant(Group.PUBLIC, Rows.ALL, frozenset({"name", "kind", "invented", "parent", "division"})),
            Grant("organisation_administrator", Rows.OWN),
            Grant("administrator", Rows.ALL),
        ),
    ),
    Visibility(
        "people.account",
        (
            Grant("organisation_administrator", Rows.OWN),
            Grant("administrator", Rows.ALL),
            Grant("auditor", Rows.ALL, frozenset({"name", "login", "organisation"})),
        ),
    ),
    Visibility(
        "people.key",
        (
            Grant("organisation_administrator", Rows.OWN),
            Grant("administrator", Rows.ALL),
        ),
    ),
    Visibility(
        "people.invitation",
        (
            Grant("organisation_administrator", Rows.OWN),
            Grant("administrator", Rows.ALL),
        ),
    ),
    Visibility(
        "people.audit_entry",
        (
            Grant("organisation_administrator", Rows.OWN),
            Grant("administrator", Rows.ALL),
            Grant("auditor", Rows.ALL),
        ),
        sensitive=True,
    ),
)

_BY_KIND = {declared.kind: declared for declared in VISIBILITIES}


def declare(declared: Visibility) -> None:
    """Declare who may see records of a further kind. Raises ValueError when another declaration has its name."""
    if _BY_KIND.setdefault(declared.kind, declared) != declared:
        raise ValueError(f"two visibilities are called {declared.kind}")


@contextmanager
def declared(*new: Visibility) -> Iterator[None]:
    """Within this block these kinds are declared, too (for tests). Raises ValueError for a name that is taken."""
    if taken := sorted({one.kind for one in new} & _BY_KIND.keys()):
        raise ValueError(f"these kinds have a visibility already: {taken}")
    for one in new:
        declare(one)
    try:
        yield
    finally:
        for one in new:
            del _BY_KIND[one.kind]


def declarations() -> Sequence[Visibility]:
    """All declarations: those above, then those of upper rooms in the order in which they were declared."""
    return tuple(_BY_KIND.values())


def is_sensitive(kind: str) -> bool:
    """Whether reading a record of this kind is put on the audit trail. Raises KeyError for a kind without a declaration."""
    return _BY_KIND[kind].sensitive


__all__ = [
    "ALL",
    "ANYONE",
    "INSTALLATION_VIEWER",
    "VISIBILITIES",
    "Properties",
    "RowRule",
    "Rows",
    "Viewer",
    "declarations",
    "declare",
    "declared",
    "is_sensitive",
    "visible_properties",
    "visible_rows",
]


def _asker(viewer: Viewer) -> Asker:
    return Asker(
        organisation=viewer.organisation,
        roles=viewer.roles,
        is_member=viewer.account is not None or "query" in viewer.scopes,
        division=viewer.division,
        below=viewer.below,
    )


def visible_rows(viewer: Viewer, kind: str) -> RowRule:
    """Which rows of `kind` the viewer may read. Raises KeyError for a kind without a declaration: nothing is
    visible by default.
    """
    return visibility.row_rule(_BY_KIND[kind], _asker(viewer))


def visible_properties(viewer: Viewer, kind: str, owner_organisation: int | None, division: str = "") -> Properties:
    """Which properties the viewer may read of a row of `kind` for which `owner_organisation` answers and that lies in
    `division`: names, or ALL.
    """
    return visibility.properties(_BY_KIND[kind], _asker(viewer), owner_organisation, division)
