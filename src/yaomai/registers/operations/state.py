"""How does what somebody says of entities come on record?

One deed, one record an entity told of. It is checked and written in one transaction; then the entities' current view follows from
it, with everything else that is said of them (refresh.py). Two who speak of the same entity at the same time are both recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from yaomai.errors import Finding, InvalidError, NotAllowedError
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.queries.organisations_now import kind_and_division
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import derivation, kinds
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.derivation import Material
from yaomai.registers.engine.resolve import today
from yaomai.registers.engine.told import Origin, ReadTold, Saying, Told, body, findings, read_body
from yaomai.registers.facts import STATEMENTS
from yaomai.registers.operations import identities, references
from yaomai.registers.operations.behind import Writing, behind
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.lock import Row, lock_entities, share_kinds
from yaomai.registers.operations.refresh import ENTITIES_PER_STEP, derive, refresh, write_rows
from yaomai.registers.operations.uncollected import uncollected
from yaomai.registers.operations.write_statements import write_statements
from yaomai.registers.sight import keeps_own, may_keep, rights, sight

__all__ = ["KIND", "Origin", "Progress", "Saying", "Stated", "Told", "state"]

KIND = STATEMENTS
Progress = Callable[[int, int], None]
"""Told how many entities of how many are written; inside the transaction."""
_AUTHORITIES = frozenset({"authority", "operator"})


@dataclass(frozen=True, slots=True)
class Stated:
    """What was recorded: the deed, and the entities' numbers in the order in which they were told of."""

    deed: int
    entities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Whose row is spoken of: who keeps it, and where it lies; `before` is False for a new one."""

    organisation: int | None
    division: str
    before: bool


def state(
    viewer: Viewer,
    told: Sequence[Told],
    *,
    origin: Origin,
    now: datetime,
    progress: Progress | None = None,
) -> Stated:
    """Record what the viewer says of these entities, as one deed.

    Raises InvalidError with everything that is wrong (pointers `/<position>/<property>`), NotAllowedError when the viewer may not
    say it: who keeps a kind may, or a property that names others (declaration/kind.py); in EPCIS documents whoever may capture.
    """
    with uncollected() if len(told) > _MANY else nullcontext():
        return _state(viewer, told, origin, now, progress)


_MANY = 1_000


def _state(viewer: Viewer, told: Sequence[Told], origin: Origin, now: datetime, progress: Progress | None) -> Stated:
    faults, declared = _look(told)
    with everything() as cursor:
        share_kinds(cursor, {one.kind for one in told})
        rows = lock_entities(cursor, [one.entity for one in told if one.entity is not None])
        placed = [
            _place(
                viewer, one, declared.get(one.kind), rows, f"/{position}", faults, is_document=origin.kind == "document"
            )
            for position, one in enumerate(told)
        ]
        _must_be_allowed(viewer, told, declared, placed, origin)
        _know_organisations(told, faults)
        if not faults:
            references.check(cursor, viewer, told, declared, faults)
            identities.check(cursor, viewer, told, declared, rows, today(now), faults)
        if faults:
            raise InvalidError(faults)
        sources = _sources(viewer, placed, origin)
        bodies = [
            body(one, declared[one.kind], origin, source, _keeper(one, at))
            for one, at, source in zip(told, placed, sources, strict=True)
        ]
        recorded = record(NewDeed(KIND, recorder_of(viewer), bodies), now=now)
        read = [read_body(*one, viewer.organisation) for one in zip(recorded.record_ids, bodies, strict=True)]
        orders = derivation.orders(cursor, declared)
        with behind(cursor) if len(told) > _MANY else nullcontext(cursor) as writing:
            write_statements(writing, recorded.record_ids, read, viewer.organisation, now)
            _write_new(
                writing, [one for one, at in zip(read, placed, strict=True) if not at.before], orders, now, progress
            )
        touched = {one.entity for one, at in zip(read, placed, strict=True) if at.before}
        if touched:
            refresh(cursor, touched, now, progress)
    return Stated(recorded.deed_id, tuple(one.entity for one in read))


def _look(told: Sequence[Told]) -> tuple[list[Finding], dict[str, Kind]]:
    """What is wrong with it by itself, and the kinds that it names."""
    faults: list[Finding] = []
    declared: dict[str, Kind] = {one.name: one for one in kinds.all_kinds()}
    if not told:
        faults.append(Finding("registers.nothing_said", "", "nothing is said of any entity"))
    for position, one in enumerate(told):
        kind = declared.get(one.kind)
        if kind is None:
            words = f"no kind is called {one.kind[:80]!r}; there are {', '.join(declared)}"
            faults.append(Finding("registers.kind_unknown", f"/{position}", words, one.kind[:80]))
        else:
            faults += findings(one, kind, f"/{position}")
    return faults, declared


def _place(
    viewer: Viewer,
    told: Told,
    kind: Kind | None,
    rows: Mapping[int, Row],
    pointer: str,
    faults: list[Finding],
    *,
    is_document: bool,
) -> _Placed:
    """Whose row it is or will be. An entity that the viewer does not see is one that is not there. What documents bring up nobody
    keeps until an authority says who: whoever may capture could name anything.
    """
    if kind is None:
        return _Placed(None, "", before=False)
    if told.entity is None:
        said = {one.property: one.value for one in told.says}
        division = identities.division_of(kind, said)
        if is_document:
            return _Placed(None, division, before=False)
        organisation = told.organisation
        if organisation is None and not may_keep(viewer, kind, None, division) and keeps_own(viewer):
            organisation = viewer.organisation
        return _Placed(organisation, division, before=False)
    row = rows.get(told.entity)
    if row is not None and row[4] is not None:
        row = rows[row[4]]
    if row is None or row[1] != told.kind:
        words = f"there is no {told.kind} {told.entity}"
        faults.append(Finding("registers.entity_unknown", pointer, words, str(told.entity)))
        return _Placed(None, "", before=False)
    return _Placed(row[2], row[3], before=True)


def _must_be_allowed(
    viewer: Viewer, told: Sequence[Told], declared: Mapping[str, Kind], placed: Sequence[_Placed], origin: Origin
) -> None:
    """Raises NotAllowedError for the first of these that the viewer may not say."""
    if viewer == INSTALLATION_VIEWER:
        return
    rights_of = {name: rights(viewer, declared[name]) for name in {one.kind for one in told} & declared.keys()}
    for one, at in zip(told, placed, strict=True):
        kind = declared.get(one.kind)
        if kind is None or (one.entity is not None and not at.before):
            continue  # that is a finding
        may = rights_of[kind.name]
        if origin.kind == "document" and one.organisation is not None:
            raise NotAllowedError(f"no document says who keeps a row of the kind {kind.name}")
        named = {saying.property for saying in one.says} & kind.by_name.keys()
        if origin.kind == "document" and keeps_own(viewer):
            named = {name for name in named if kind.by_name[name].changed_by}
        elif one.entity is None or one.organisation is not None:
            if not may.keeps(at.organisation, at.division):
                raise NotAllowedError(f"new entities of the kind {kind.name} are added by {', '.join(kind.kept_by)}")
            if one.entity is not None and not may.keeps(one.organisation, at.division):
                raise NotAllowedError(
                    f"you may not hand a row of the kind {kind.name} over to organisation {one.organisation}"
                )
        if refused := named - may.changes(at.organisation, at.division):
            raise _not_allowed(viewer, kind, next(each.property for each in one.says if each.property in refused), at)


def _not_allowed(viewer: Viewer, kind: Kind, name: str, at: _Placed) -> NotAllowedError:
    who = ", ".join(kind.by_name[name].changed_by or kind.kept_by)
    return NotAllowedError(
        f"{kind.name}.{name} is stated by {who}"
        + ("" if at.before and sight(viewer, kind, at.organisation, at.division) else ", where they keep the row")
    )


def _know_organisations(told: Sequence[Told], faults: list[Finding]) -> None:
    named = {one.organisation for one in told if one.organisation is not None}
    unknown = {number for number in named if kind_and_division(number) is None}
    faults += [
        Finding("registers.organisation_unknown", f"/{n}", "there is no such organisation", str(one.organisation))
        for n, one in enumerate(told)
        if one.organisation in unknown
    ]


def _sources(viewer: Viewer, placed: Sequence[_Placed], origin: Origin) -> list[str]:
    """The class of source of each: fixed now, whatever the organisation becomes."""
    otherwise = "document" if origin.kind == "document" else _class_of_others(viewer)
    return [
        "self" if viewer.organisation is not None and at.organisation == viewer.organisation else otherwise
        for at in placed
    ]


def _class_of_others(viewer: Viewer) -> str:
    """The class of a speaker about rows that it does not keep."""
    if viewer.organisation is None:
        return "authority"
    found = kind_and_division(viewer.organisation)
    return "authority" if found is not None and found[0] in _AUTHORITIES else "other"


def _keeper(told: Told, at: _Placed) -> int | None:
    """Who keeps the row from now on: of a new one whoever it is placed with, else whom it is handed over to."""
    return at.organisation if told.entity is None else told.organisation


def _write_new(
    writing: Writing, new: Sequence[ReadTold], orders: derivation.Orders, now: datetime, progress: Progress | None
) -> None:
    """The rows of new entities, of which nobody else has said anything yet."""
    for start in range(0, len(new), ENTITIES_PER_STEP):
        known = {
            one.entity: Material(one.entity, one.kind, one.organisation, now, [said for said, _ in one.said])
            for one in new[start : start + ENTITIES_PER_STEP]
        }
        write_rows(writing, known, derive(known, orders, now))
        if progress is not None:
            progress(start + len(known), len(new))
