"""Which draws were called, with what outcome, as this viewer may see them?"""

from dataclasses import dataclass, replace
from datetime import date, datetime

import orjson

from yaomai.errors import NotFoundError
from yaomai.people.engine.visibility import ALL
from yaomai.people.viewer import Viewer, visible_properties
from yaomai.registers import assessments, kinds
from yaomai.registers.draw_models import DrawCall, DrawSeed
from yaomai.registers.draw_projections import VISIBILITY
from yaomai.registers.engine.panel import Candidate, Panel, draw
from yaomai.registers.sight import sights


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw. `matter`, `avoid` and `left_out` are None for who may not see them; `seed` is empty until it was drawn.
    `is_repeated`: the panel on record is the one that the pool and the seed on record lead to, reckoned again just now; in a list
    of draws, where nothing is reckoned, None.
    """

    record: int
    draw: str
    matter: str | None
    day: date
    quota: tuple[tuple[str, int], ...]
    avoid: tuple[int, ...] | None
    seed_from: str
    pool: tuple[Candidate, ...]
    pool_hash: str
    left_out: int | None
    record_time: datetime
    seed: str
    seed_record: int | None
    seats: tuple[tuple[str, int, str], ...]
    is_repeated: bool | None


def draw_of(viewer: Viewer, record: int) -> DrawView:
    """One draw. Raises NotFoundError."""
    called = DrawCall.objects.filter(record=record).first()
    if called is None:
        raise NotFoundError(f"no draw has the number {record}")
    view = _view(viewer, called, DrawSeed.objects.filter(call=record).first())
    again = draw(view.pool, dict(view.quota), view.seed) if view.seed else Panel((), {})
    seats = tuple((seat.field, seat.number, seat.ticket) for seat in again.seats)
    return replace(view, is_repeated=seats == view.seats)


def sees_reasons(viewer: Viewer, name: str) -> bool:
    """Whether the viewer sees of everybody all that decides who can be drawn (such as ties): beside the public pool and the
    register, the parties of a matter would tell who is tied to them. Raises NotFoundError for a draw that is not declared.
    """
    declared = assessments.draw(name)
    rests_on = {(declared.kind, path) for path in declared.conflicts}
    rests_on |= {each for rule in declared.where for each in assessments.paths(declared.kind, rule)}
    return all(
        not path or path.partition(".")[0] in sights(viewer, kinds.kind(kind)).of(None, "") for kind, path in rests_on
    )


def draws(viewer: Viewer, draw_: str, *, limit: int = 100) -> list[DrawView]:
    """The draws of a declared draw ("K09/panel"), newest first."""
    called = list(DrawCall.objects.filter(draw=draw_).order_by("-record")[:limit])
    seeds = {one.call: one for one in DrawSeed.objects.filter(call__in=[one.record for one in called])}
    return [_view(viewer, one, seeds.get(one.record)) for one in called]


def _view(viewer: Viewer, called: DrawCall, seeded: DrawSeed | None) -> DrawView:
    seen = visible_properties(viewer, VISIBILITY, called.organisation)
    pool = tuple(Candidate(number, tuple(fields)) for number, fields in orjson.loads(called.pool))
    quota = tuple((field, count) for field, count in orjson.loads(called.quota))
    seats = tuple((field, number, ticket) for field, number, ticket in orjson.loads(seeded.panel)) if seeded else ()
    is_told = sees_reasons(viewer, called.draw)
    return DrawView(
        record=called.record,
        draw=called.draw,
        matter=called.matter if seen is ALL or "matter" in seen else None,
        day=called.day,
        quota=quota,
        avoid=tuple(orjson.loads(called.avoid)) if is_told and (seen is ALL or "avoid" in seen) else None,
        seed_from=called.seed_from,
        pool=pool,
        pool_hash=called.pool_hash,
        left_out=called.left_out if is_told and (seen is ALL or "left_out" in seen) else None,
        record_time=called.record_time,
        seed=seeded.seed if seeded else "",
        seed_record=seeded.record if seeded else None,
        seats=seats,
        is_repeated=None,
    )
