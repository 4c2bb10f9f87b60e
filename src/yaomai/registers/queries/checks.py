"""What do the declared rules say of entities: checks of one or all, overlapping outlines, whom a search finds, how is
rated?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from yaomai.errors import Finding, InvalidError
from yaomai.people.engine.visibility import is_within
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers import assessments
from yaomai.registers.declaration.rules import Check, Finder, Overlap, Rating
from yaomai.registers.declaration.types import Choice
from yaomai.registers.engine.conditions import Verdict, holds_all, verdict
from yaomai.registers.engine.outlines import Pair, overlapping
from yaomai.registers.engine.ratings import Rated, rated
from yaomai.registers.engine.resolve import today
from yaomai.registers.engine.snapshot import Row, Snapshot, reach
from yaomai.registers.queries import snapshots
from yaomai.registers.queries.names import entries
from yaomai.registers.queries.surroundings import surroundings
from yaomai.standards.gs1.digital_link import canonical_uri


def checks_of(viewer: Viewer, kind: str, *, on: date, now: datetime) -> tuple[Snapshot, list[Verdict]]:
    """What every check of a kind says of every entity that it is about and that the viewer sees."""
    held = _held(viewer, kind, assessments.checks(kind), on, now)
    return held, [
        found
        for row in held.of(kind).values()
        for check in assessments.checks(kind)
        if (found := verdict(check, row, held)) is not None
    ]


def checks_of_entity(
    viewer: Viewer, kind: str, number: int, *, on: date, now: datetime
) -> tuple[Snapshot, list[Verdict]]:
    """What the checks of a kind say of one entity; nothing when the viewer does not see it."""
    held = _held(viewer, kind, assessments.checks(kind), on, now)
    row = held.of(kind).get(number)
    if row is None:
        return held, []
    return held, [found for check in assessments.checks(kind) if (found := verdict(check, row, held)) is not None]


def checks_of_product(viewer: Viewer, gtin: str, *, on: date, now: datetime) -> list[Verdict]:
    """What the checks of products say of the one with this GTIN (14 digits): for whoever scans a pack.

    Empty: no product of this number is registered, or no check is about it.
    """
    return product_checks(viewer, gtin, on=on, now=now)[1]


def product_checks(viewer: Viewer, gtin: str, *, on: date, now: datetime) -> tuple[Snapshot | None, list[Verdict]]:
    """The same, with the snapshot that they were judged by; None when no product of this number is registered."""
    uri = canonical_uri((("01", gtin),))
    entry = entries([uri]).get(uri)
    if entry is None:
        return None, []
    kind, number = entry
    asked = assessments.checks(kind)
    rules = [rule for one in asked for rule in (*one.where, *one.require)]
    is_today = on == today(now)
    held = surroundings(viewer, kind, number, rules, today=on) if is_today else _held(viewer, kind, asked, on, now)
    row = held.of(kind).get(number)
    found = [] if row is None else [one for check in asked if (one := verdict(check, row, held)) is not None]
    return held, found


def _held(viewer: Viewer, kind: str, checks: Sequence[Check], on: date, now: datetime) -> Snapshot:
    wanted = {kind}
    for check in checks:
        wanted |= assessments.kinds_for_rules(kind, (*check.where, *check.require))
    return snapshots.snapshot(viewer, wanted, on=on, now=now)


def overlaps_of(
    viewer: Viewer, kind: str, *, on: date, now: datetime
) -> tuple[Snapshot, list[tuple[Overlap, list[Pair]]]]:
    """Which outlines of a kind overlap."""
    held = snapshots.snapshot(viewer, {kind}, on=on, now=now)
    rows = sorted(held.of(kind).values(), key=lambda row: row.number)
    return held, [
        (one, overlapping([(row.number, row.values.get(one.outline)) for row in rows], Decimal(one.tolerance)))
        for one in assessments.overlaps(kind)
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a search found: the entity, and its rating if the search sorts by one."""

    row: Row
    rated: Rated | None


@dataclass(frozen=True, slots=True)
class Search:
    """The outcome of a search by need and place: the qualified, best rated first; how many offer it without being
    qualified."""

    finder: Finder
    found: tuple[Found, ...]
    not_qualified: int
    snapshot: Snapshot


def find(viewer: Viewer, finder: Finder, need: str, place: str, *, on: date, now: datetime) -> Search:
    """Whom of the kind a search by need and place finds on a day: only those of whom all that is required is known to hold.

    `place`: six digits or empty (everywhere). Raises InvalidError for a need that is none of the options.
    """
    rating = next((one for one in assessments.ratings(finder.kind) if one.name == finder.rating), None)
    wanted = set(assessments.kinds_for_rules(finder.kind, finder.require))
    wanted |= {rating.engagement} if rating else set()
    held = snapshots.snapshot(viewer, wanted, on=on, now=now)
    declared = held.kinds[finder.kind].by_name[finder.need].type
    if not isinstance(declared, Choice) or need not in declared.options:
        raise InvalidError([Finding("finder.need", "/need", "no such need is declared", need[:80])])
    voices = ratings_of(rating, viewer, on=on, now=now) if rating else {}
    found, refused = [], 0
    for row in held.of(finder.kind).values():
        if need not in reach(held, row, finder.need).values or not _serves(finder, row, place, held):
            continue
        if holds_all(finder.require, row, held, wanted=need) is True:
            found.append(Found(row, voices.get(row.number)))
        else:
            refused += 1
    found.sort(key=lambda one: (-(one.rated.rating if one.rated and one.rated.rating else Decimal(0)), one.row.title))
    return Search(finder, tuple(found), refused, held)


def _serves(finder: Finder, row: Row, place: str, held: Snapshot) -> bool:
    if not place or not finder.place:
        return True
    return any(
        is_within(str(one), place) or is_within(place, str(one)) for one in reach(held, row, finder.place).values
    )


def ratings_of(rating: Rating, viewer: Viewer, *, on: date, now: datetime) -> Mapping[int, Rated]:
    """The ratings of all entities of the kind that the viewer sees.

    Dealings are read as the installation sees them: who dealt with whom stays hidden, the rating is for everybody who sees
    the kind.
    """
    whole = {rating.kind, rating.engagement, *assessments.kinds_for_rules(rating.engagement, rating.where)}
    seen = snapshots.snapshot(viewer, {rating.kind}, on=on, now=now)
    held = snapshots.snapshot(INSTALLATION_VIEWER, whole, on=on, now=now)
    return {number: one for number, one in rated(rating, held).items() if number in seen.of(rating.kind)}
