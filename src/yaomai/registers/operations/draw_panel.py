"""How is a panel drawn by lot? First it is called, with everything but the seed; when the seed is public, it is drawn.

Whoever keeps the kind may (`registers/engine/panel.py` has the algorithm). Both are on record; a second seed is refused.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import transaction

from yaomai.errors import Finding, InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.people.locks import lock
from yaomai.people.recorder import recorder_of
from yaomai.people.viewer import Viewer
from yaomai.registers import assessments, kinds
from yaomai.registers.declaration.rules import Draw
from yaomai.registers.declaration.types import Choice
from yaomai.registers.draw_models import DrawCall, DrawSeed
from yaomai.registers.draw_projections import call_row
from yaomai.registers.engine import draw_deed, panel
from yaomai.registers.engine.conditions import holds_all
from yaomai.registers.engine.panel import Candidate
from yaomai.registers.engine.resolve import today
from yaomai.registers.engine.snapshot import Row, Snapshot, reach
from yaomai.registers.queries import snapshots
from yaomai.registers.sight import may_keep

MATTER_CHARACTERS_MAX = 200
SEED_CHARACTERS_MAX = 500
PLACES_MAX = 50


def must_draw(viewer: Viewer, declared: Draw) -> None:
    """Raises NotAllowedError unless the viewer keeps the kind that is drawn from."""
    if not may_keep(viewer, kinds.kind(declared.kind), None):
        raise NotAllowedError(f"who keeps the register {declared.kind} draws from it")


@dataclass(frozen=True, slots=True)
class NewDraw:
    """What is called: `draw` the declared draw ("K09/panel"), for which matter, how many of each field, the parties of the
    matter, and where everybody will find the seed.
    """

    draw: str
    matter: str
    quota: Mapping[str, int]
    avoid: Collection[int]
    seed_from: str


def call_draw(viewer: Viewer, new: NewDraw, *, now: datetime) -> int:
    """Call a draw; returns its record.

    Raises NotFoundError, NotAllowedError, InvalidError with all that is wrong, also when too few can be drawn.
    """
    declared = assessments.draw(new.draw)
    must_draw(viewer, declared)
    matter, seed_from = new.matter.strip(), new.seed_from.strip()
    places = tuple(sorted((field, count) for field, count in new.quota.items() if count))
    findings = [*_text_findings(matter, seed_from), *_quota_findings(declared, places)]
    wanted = {declared.kind, declared.avoid, *assessments.kinds_for_rules(declared.kind, declared.where)}
    held = snapshots.snapshot(viewer, wanted, on=today(now), now=now)
    parties = {held.merged.get(number, number) for number in new.avoid}
    findings += [
        Finding("draw.party", "/avoid", "no such party is registered", str(number))
        for number in sorted(parties - held.of(declared.avoid).keys())
    ]
    if findings:
        raise InvalidError(findings)
    pool, left_out = candidates(declared, held, parties)
    missing = panel.draw(pool, dict(places), "").missing  # whether a quota can be met does not hang on the seed
    if missing:
        raise InvalidError(
            [
                Finding("draw.too_few", f"/quota/{field}", "too few can be drawn", str(count))
                for field, count in missing.items()
            ]
        )
    call = draw_deed.Call(new.draw, matter, today(now), places, tuple(sorted(parties)), seed_from, pool, left_out)
    with transaction.atomic():
        recorded = record(NewDeed(draw_deed.KIND, recorder_of(viewer), [draw_deed.body(call)]), now=now)
        columns = ("draw", "matter", "day", "quota", "avoid", "seed_from", "pool", "pool_hash", "left_out")
        DrawCall.objects.create(
            record=recorded.record_ids[0],
            **dict(zip(columns, call_row(call), strict=True)),
            organisation=viewer.organisation,
            record_time=now,
        )
    return recorded.record_ids[0]


def candidates(declared: Draw, held: Snapshot, parties: Collection[int]) -> tuple[tuple[Candidate, ...], int]:
    """Who can be drawn in a matter of these parties, and how many are left out because they are tied to one of them.

    Whose ties are not all seen or known to be none of the parties is left out, too.
    """
    pool, left_out = [], 0
    for row in sorted(held.of(declared.kind).values(), key=lambda one: one.number):
        if holds_all(declared.where, row, held) is not True:
            continue
        if _is_tied(declared, row, held, parties):
            left_out += 1
            continue
        fields = tuple(sorted({str(one) for one in reach(held, row, declared.field).values}))
        if fields:
            pool.append(Candidate(row.number, fields))
    return tuple(pool), left_out


def _is_tied(declared: Draw, row: Row, held: Snapshot, parties: Collection[int]) -> bool:
    for path in declared.conflicts:
        reached = reach(held, row, path)
        if not reached.is_seen or any(value in parties for value in reached.values):
            return True
    return False


def _text_findings(matter: str, seed_from: str) -> list[Finding]:
    found = []
    if not 0 < len(matter) <= MATTER_CHARACTERS_MAX:
        found.append(Finding("draw.matter_length", "/matter", "1 to 200 characters", matter[:80]))
    if not 0 < len(seed_from) <= SEED_CHARACTERS_MAX:
        found.append(Finding("draw.seed_from_length", "/seed_from", "1 to 500 characters", seed_from[:80]))
    return found


def _quota_findings(declared: Draw, places: tuple[tuple[str, int], ...]) -> list[Finding]:
    field = kinds.kind(declared.kind).by_name[declared.field].type
    options = field.options if isinstance(field, Choice) else {}
    found = [
        Finding("draw.field", f"/quota/{name}", "no such field", name[:80]) for name, _ in places if name not in options
    ]
    found += [
        Finding("draw.count", f"/quota/{name}", "0 to 50 places", str(count))
        for name, count in places
        if not 0 < count <= PLACES_MAX
    ]
    if not found and not 0 < sum(count for _, count in places) <= PLACES_MAX:
        found.append(Finding("draw.places", "/quota", "1 to 50 places in all", str(sum(n for _, n in places))))
    return found


def draw_panel(viewer: Viewer, call: int, seed: str, *, now: datetime) -> int:
    """Draw with the published seed. Returns the record.

    Raises NotFoundError, NotAllowedError, InvalidError when the seed is empty or this was drawn before.
    """
    called = DrawCall.objects.filter(record=call).first()
    if called is None:
        raise NotFoundError(f"no draw has the number {call}")
    must_draw(viewer, assessments.draw(called.draw))
    seed = seed.strip()
    if not 0 < len(seed) <= SEED_CHARACTERS_MAX:
        raise InvalidError([Finding("draw.seed_length", "/seed", "1 to 500 characters", seed[:80])])
    pool, quota = pool_and_quota(called)
    drawn = panel.draw(pool, quota, seed)
    with transaction.atomic():
        lock(f"registers.draw {call}")
        if before := DrawSeed.objects.filter(call=call).first():
            raise InvalidError([Finding("draw.drawn_before", "/seed", "this was drawn with another seed", before.seed)])
        body = draw_deed.seed_body(call, seed, drawn)
        recorded = record(NewDeed(draw_deed.KIND_SEED, recorder_of(viewer), [body]), now=now)
        DrawSeed.objects.create(
            record=recorded.record_ids[0],
            call=call,
            seed=seed,
            panel=draw_deed.text([[seat.field, seat.number, seat.ticket] for seat in drawn.seats]),
            organisation=viewer.organisation,
            record_time=now,
        )
    return recorded.record_ids[0]


def pool_and_quota(called: DrawCall) -> tuple[tuple[Candidate, ...], dict[str, int]]:
    """The pool and the quota of a call, as they stand in its row."""
    pool = tuple(Candidate(number, tuple(fields)) for number, fields in orjson.loads(called.pool))
    return pool, dict(orjson.loads(called.quota))
