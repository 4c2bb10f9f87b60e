"""Of all that is said of an entity, what holds on a day?

Given are the statements that are known and not withdrawn. Of those that are valid on the day, each **speaker** (an organisation
in one class of source) is believed in what it said last: that corrects what it said before, for the days that it covers. Where
speakers say different things the property is disputed, and there holds: what a person chose last of it; else what the first
class of source says in the order that is preferred for the property; within a class what was recorded last. Among documents
counts first whoever was the first to speak of the entity in one: nobody renames by a later document what another brought up.

Of what is told year by year (`yearly`), and of which nothing is said of the day itself, there holds what held on the last day
before of which something is said: the latest year known.
"""

import builtins
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal, NamedTuple

CHINA = timezone(timedelta(hours=8))
"""All of China keeps one time (GB/T 7408): its day is the day on which something is true."""

Source = Literal["authority", "self", "document", "other"]
SOURCES: tuple[Source, ...] = ("authority", "self", "document", "other")
"""Classes of sources, in the order in which they are preferred unless somebody said otherwise: an authority; the organisation that
keeps the row; an EPCIS document; anybody else.
"""

Place = tuple[int, int]
"""Which statement: its record, and its ordinal there (from 1)."""

Status = Literal["in_force", "not_preferred", "superseded", "withdrawn", "not_valid_today"]


class Said(NamedTuple):
    """A statement as far as it matters here; `value` is canonical JSON, `valid_to` the first day on which it is true no longer."""

    record: int
    ordinal: int
    property: str
    value: Any
    unit: str
    valid_from: date | None
    valid_to: date | None
    source: str
    organisation: int | None

    @builtins.property
    def place(self) -> Place:
        """Which statement this is."""
        return (self.record, self.ordinal)

    def covers(self, day: date) -> bool:
        """Whether it is said of this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Held(NamedTuple):
    """What holds of a property, whether sources dispute it, and by which rule it holds: `only` one speaks, all are `agreed`, a
    person has `chosen` it, its class is `preferred`, it is the `newest` of its class, or of documents that of the `first` speaker.
    """

    said: Said
    is_disputed: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What people decided. `chosen`: of a property the statements chosen, newest first. `orders`: of a property ("": of all others)
    the classes of source that count first; classes that it does not name come after them, as in SOURCES.
    """

    chosen: Mapping[str, Sequence[Place]]
    orders: Mapping[str, Sequence[str]]

    def order(self, name: str) -> Sequence[str]:
        """All classes of source in the order that counts for a property."""
        first = self.orders.get(name) or self.orders.get("") or ()
        return (*first, *(one for one in SOURCES if one not in first))


NO_RULES = Rules({}, {})


@dataclass(frozen=True, slots=True)
class Resolved:
    """What holds on a day, by property; `changes_on` is the next day on which other statements are valid (None: never)."""

    cells: Mapping[str, Held]
    changes_on: date | None


def today(now: datetime) -> date:
    """Which day it is in China at an aware time."""
    return now.astimezone(CHINA).date()


Firsts = dict[int | None, int]
"""By organisation the first record in which a document of it speaks of the entity."""


def resolve(
    said: Iterable[Said],
    day: date,
    rules: Rules = NO_RULES,
    names: Collection[str] | None = None,
    yearly: Collection[str] = (),
) -> Resolved:
    """What holds on `day` of what is said, in any order; `names`: of these properties alone (all is to be given all the same: it
    tells who was the first to speak). `yearly`: of these, the latest year known by that day.
    """
    spoken: dict[str, list[Said]] = {}
    past: dict[str, list[Said]] = {}
    changes: date | None = None
    firsts: Firsts = {}
    for one in said:
        if one.source == "document":
            firsts[one.organisation] = min(one.record, firsts.get(one.organisation, one.record))
        if names is not None and one.property not in names:
            continue
        start, end = one.valid_from, one.valid_to
        if start is not None or end is not None:
            for border in (start, end):
                if border is not None and border > day and (changes is None or border < changes):
                    changes = border
            if not one.covers(day):
                if one.property in yearly:
                    past.setdefault(one.property, []).append(one)
                continue
        spoken.setdefault(one.property, []).append(one)
    for name, ones in past.items():
        if name not in spoken and (latest := _latest(ones, day)):
            spoken[name] = latest
    cells = {
        name: Held(ones[0], False, "only") if len(ones) == 1 else _held(_counting(ones), name, rules, firsts)
        for name, ones in spoken.items()
    }
    return Resolved(cells, changes)


def _latest(ones: Iterable[Said], day: date) -> list[Said]:
    """Of statements about one property those that cover the last day before `day` of which any of them is said."""
    over = [one for one in ones if one.valid_to is not None and one.valid_to <= day]
    end = max((one.valid_to for one in over if one.valid_to is not None), default=None)
    return [one for one in over if one.valid_to == end]


def _counting(valid: Sequence[Said]) -> list[Said]:
    """Of each speaker the statement recorded last, of those about one property that are valid on one day."""
    latest: dict[tuple[int | None, str], Said] = {}
    for one in valid:
        speaker = (one.organisation, one.source)
        before = latest.get(speaker)
        if before is None or one[:2] > before[:2]:
            latest[speaker] = one
    return list(latest.values())


def _held(counting: Sequence[Said], name: str, rules: Rules, firsts: Firsts) -> Held:
    if len(counting) == 1:
        return Held(counting[0], False, "only")
    is_disputed = any(not same(one, counting[0]) for one in counting)
    for place in rules.chosen.get(name, ()):
        for one in counting:
            if one.place == place:
                return Held(one, is_disputed, "chosen")
    order = rules.order(name)
    best = min(counting, key=lambda one: (order.index(one.source), _turn(one, firsts), -one.record, -one.ordinal))
    if not is_disputed:
        return Held(best, False, "agreed")
    if not any(one.source == best.source and not same(one, best) for one in counting):
        return Held(best, True, "preferred")
    return Held(best, True, "first" if best.source == "document" else "newest")


def _turn(one: Said, firsts: Firsts) -> int:
    """Which of the speakers of a class counts first, the lowest does."""
    return firsts[one.organisation] if one.source == "document" else 0


def same(one: Said, other: Said) -> bool:
    """Whether two statements say the same."""
    return bool(one.value == other.value) and one.unit == other.unit


def standing(
    said: Sequence[Said], day: date, rules: Rules = NO_RULES, yearly: Collection[str] = ()
) -> dict[Place, tuple[Status, str]]:
    """How each of these statements, none withdrawn, stands on `day`, and by which rule.

    in_force: `only`, `agreed`, `chosen`, `preferred`, `newest`, `first` (it holds), `agrees` (it says the same as what holds).
    not_preferred: by the rule by which another holds: `chosen`, `preferred`, `newest`, `first`. superseded: `corrected` by its
    speaker. not_valid_today: `not_valid`.
    """
    resolved = resolve(said, day, rules, yearly=yearly)
    ends = {name: held.said.valid_to for name, held in resolved.cells.items() if not held.said.covers(day)}
    found: dict[Place, tuple[Status, str]] = {}
    by_property: dict[str, list[Said]] = {}
    for one in said:
        if one.covers(day) or (one.property in ends and one.valid_to == ends[one.property]):
            by_property.setdefault(one.property, []).append(one)
        else:
            found[one.place] = ("not_valid_today", "not_valid")
    for name, valid in by_property.items():
        held = resolved.cells[name]
        counting = {one.place for one in _counting(valid)}
        for one in valid:
            if one.place == held.said.place:
                found[one.place] = ("in_force", held.rule)
            elif one.place not in counting:
                found[one.place] = ("superseded", "corrected")
            elif same(one, held.said):
                found[one.place] = ("in_force", "agrees")
            else:
                found[one.place] = ("not_preferred", held.rule)
    return found


def roots(merges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Of each entity that is merged into another, with which one it ends. `merges` (gone, into) in the order in which they were
    recorded, none withdrawn; the first that would close a circle is left out, so that every entity ends somewhere.
    """
    into: dict[int, int] = {}
    for gone, target in merges:
        if end(target, into) != gone:
            into.setdefault(gone, target)
    return {gone: end(gone, into) for gone in into}


def end(number: int, into: Mapping[int, int]) -> int:
    """Where the merges that begin at an entity end; `into` holds no circle."""
    while number in into:
        number = into[number]
    return number
