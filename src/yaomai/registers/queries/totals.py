"""What are the declared totals, shares and targets on a day, as this viewer may see them, and of what are they made?

A figure is reckoned only from what the viewer sees. What a viewer may not see of all rows is told (`is_whole`), so that a
part is not taken for the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.registers import assessments, kinds
from yaomai.registers.assessments import kinds_for_total
from yaomai.registers.declaration.figures import Figured, Share, Target, Total
from yaomai.registers.declaration.rules import Condition, Valid
from yaomai.registers.declaration.types import Choice, Ref
from yaomai.registers.engine import totals
from yaomai.registers.engine.resolve import today
from yaomai.registers.engine.snapshot import Snapshot, last_property
from yaomai.registers.engine.totals import Held, Reckoned, SharedOut
from yaomai.registers.queries import snapshots


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure on a day. Exactly one of `total`, `share`, `target` is there; `target` holds the total or share that it is
    held against in `against`. `group`: the part of it that was asked for. `is_whole`: the viewer sees all that it is
    reckoned from.
    """

    system: str
    figure: Figured
    on: date
    snapshot: Snapshot
    total: Reckoned | None = None
    share: SharedOut | None = None
    target: Held | None = None
    against: "Answer | None" = None
    group: Mapping[str, str] | None = None
    is_whole: bool = True


def kinds_for(system: str, one: Figured) -> frozenset[str]:
    """The kinds whose rows a figure is reckoned from."""
    if isinstance(one, Total):
        return kinds_for_total(one)
    names = (one.part, one.whole) if isinstance(one, Share) else (one.total,)
    found: frozenset[str] = frozenset()
    for name in names:
        other, _, own = name.rpartition("/")
        found |= kinds_for(other or system, assessments.figure(other or system, own))
    if isinstance(one, Target):
        named = assessments.figure(*_named(system, one.total))
        if isinstance(named, Total):
            found |= kinds_for_total(Total(named.name, named.label, named.kind, by=tuple(one.group)))
            found |= {_ref_kind(named.kind, path) for path in one.group} - {""}
    return found


def _ref_kind(kind: str, path: str) -> str:
    declared = last_property({one.name: one for one in kinds.all_kinds()}, kind, path)
    return declared.type.kind if declared and isinstance(declared.type, Ref) else ""


def _named(system: str, name: str) -> tuple[str, str]:
    other, _, own = name.rpartition("/")
    return other or system, own


def answer(
    viewer: Viewer,
    system: str,
    name: str,
    *,
    on: date,
    now: datetime,
    group: Mapping[str, str] | None = None,
    known_on: datetime | None = None,
) -> Answer:
    """One figure on a day, or the part of a total with these values (keys as `totals.parted` gives them) of these paths.

    Raises NotFoundError for a figure that is not declared, for a group by a path that the total is not parted by, and when
    the viewer sees no row of its kind at all.
    """
    one = assessments.figure(system, name)
    if group and (not isinstance(one, Total) or set(group) - set(one.by)):
        raise NotFoundError(f"{system}/{name} is not parted by {', '.join(group)}")
    held_on = _day_of(one, on)
    held = snapshots.snapshot(viewer, kinds_for(system, one), on=held_on, now=now, known_on=known_on)
    found = reckon(system, one, held)
    _must_see(found)
    if group and found.total is not None:
        part = totals.only(found.total, group, held)
        found = Answer(system, one, held_on, held, total=part, group=dict(group), is_whole=found.is_whole)
    return found


def _must_see(found: Answer) -> None:
    kind = assessments.kind_of(found.system, found.figure)
    if not sees_any(found.snapshot, kind):
        raise NotFoundError(f"no figure of {kind} can be shown")


def sees_any(snapshot: Snapshot, kind: str) -> bool:
    """Whether the asker sees anything of the kind."""
    return bool(snapshot.of(kind)) or bool(set(snapshot.kinds[kind].by_name) - snapshot.unseen.get(kind, frozenset()))


def _day_of(one: Figured, on: date) -> date:
    """A target of a year is held against the total at that year's end, once it is over; before, against that of the day."""
    if isinstance(one, Target) and one.year:
        return min(on, date(one.year, 12, 31))
    return on


def answers(viewer: Viewer, kind: str, *, on: date, now: datetime) -> list[Answer]:
    """All figures about a kind on a day, in the order of their declaration; none when the viewer sees nothing of the kind."""
    figures = assessments.figures(kind)
    wanted = {each for system, one in figures for each in kinds_for(system, one)}
    days = {_day_of(one, on) for _, one in figures}
    held = dict(_snapshots(viewer, wanted, days, now))
    found = [reckon(system, one, held[_day_of(one, on)]) for system, one in figures]
    return [one for one in found if sees_any(one.snapshot, kind)]


def series(viewer: Viewer, system: str, name: str, years: Sequence[int], *, now: datetime) -> list[Answer]:
    """A figure at the end of each of these years; of the year that is not over, today."""
    one = assessments.figure(system, name)
    days = [min(today(now), date(year, 12, 31)) for year in years]
    held = dict(_snapshots(viewer, kinds_for(system, one), set(days), now))
    return [reckon(system, one, held[day]) for day in days]


def yearly(viewer: Viewer, kind: str, years: Sequence[int], *, now: datetime) -> list[tuple[Figured, list[Answer]]]:
    """Every total of a Number and every share about a kind at the end of each of these years, as `series`, read once."""
    figures = [
        (system, one)
        for system, one in assessments.figures(kind)
        if isinstance(one, Share) or (isinstance(one, Total) and one.of)
    ]
    if not figures:
        return []
    days = [min(today(now), date(year, 12, 31)) for year in years]
    wanted = {each for system, one in figures for each in kinds_for(system, one)}
    held = dict(_snapshots(viewer, wanted, set(days), now))
    return [(one, [reckon(system, one, held[day]) for day in days]) for system, one in figures]


def _snapshots(viewer: Viewer, kinds: Iterable[str], days: set[date], now: datetime) -> list[tuple[date, Snapshot]]:
    if days == {today(now)}:
        return [(day, snapshots.snapshot(viewer, kinds, on=day, now=now)) for day in days]
    loaded = snapshots.load(viewer, kinds)
    return [(day, loaded.on(day)) for day in sorted(days)]


def reckon(system: str, one: Figured, held: Snapshot) -> Answer:
    """A figure of what held."""
    if isinstance(one, Total):
        return Answer(system, one, held.on, held, total=totals.reckon(one, held), is_whole=_sees_whole(one, held))
    if isinstance(one, Share):
        part, whole = (reckon(*_figure(system, name), held) for name in (one.part, one.whole))
        if part.total is None or whole.total is None:
            raise NotFoundError(f"{system}/{one.name} is a share of what are no totals")
        shared = totals.share(one, part.total, whole.total)
        return Answer(system, one, held.on, held, share=shared, is_whole=part.is_whole and whole.is_whole)
    against = reckon(*_figure(system, one.total), held)
    if against.total is not None:
        reckoned = against.total
        if one.group:
            reckoned = totals.only(reckoned, _keys(one, reckoned.total, held), held)
            against = Answer(
                against.system, against.figure, held.on, held, total=reckoned, group=_keys(one, reckoned.total, held),
                is_whole=against.is_whole,
            )  # fmt: skip
        target = totals.held(one, reckoned.value, reckoned.unit)
    else:
        target = totals.held(one, against.share.value if against.share else None, totals.PER_CENT)
    return Answer(system, one, held.on, held, target=target, against=against, is_whole=against.is_whole)


def _sees_whole(total: Total, held: Snapshot) -> bool:
    """Whether the asker sees every row of the kind, and of each what the total asks for."""
    paths = [total.of, total.once, *(one.path for one in total.where if isinstance(one, Condition))]
    paths += [path for one in total.where if isinstance(one, Valid) for path in (one.start, one.end)]
    names = {path.partition(".")[0] for path in paths if isinstance(path, str) and path}
    unseen = held.unseen.get(total.kind, frozenset())
    return not names & unseen and not unseen >= held.kinds[total.kind].by_name.keys()


def _figure(system: str, name: str) -> tuple[str, Figured]:
    other, own = _named(system, name)
    return other, assessments.figure(other, own)


def _keys(target: Target, total: Total, held: Snapshot) -> dict[str, str]:
    """The group of a target, which names entities by their title and choices by their word, as keys of the total's parts."""
    keys = {}
    for path, named in target.group.items():
        declared = last_property(held.kinds, total.kind, path)
        keys[path] = named
        if declared is not None and isinstance(declared.type, Ref):
            keys[path] = next(
                (str(row.number) for row in held.of(declared.type.kind).values() if row.title == named), named
            )
        elif declared is not None and isinstance(declared.type, Choice):
            keys[path] = next((code for code, word in declared.type.options.items() if word == named), named)
    return keys
