"""Which draws were called, with what outcome, as this viewer may see them?"""

from dataclasses import dataclass
from datetime import date, datetime

import orjson

from yaomai.errors import NotFoundError
from yaomai.people.engine.visibility import ALL
from yaomai.people.viewer import Viewer, visible_properties
from yaomai.registers.draw_models import DrawCall, DrawSeed
from yaomai.registers.draw_projections import VISIBILITY
from yaomai.registers.engine.panel import Candidate, Panel, draw


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw. `matter`, `avoid` and `left_out` are None for who may not see them; `seed` is empty until it was drawn.
    `is_repeated`: the panel on record is the one that the pool and the seed on record lead to, reckoned again just now.
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
    is_repeated: bool


def draw_of(viewer: Viewer, record: int) -> DrawView:
    """One draw. Raises NotFoundError."""
    called = DrawCall.objects.filter(record=record).first()
    if called is None:
        raise NotFoundError(f"no draw has the number {record}")
    return _view(viewer, called, DrawSeed.objects.filter(call=record).first())


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
    again = draw(pool, dict(quota), seeded.seed) if seeded else Panel((), {})
    return DrawView(
        record=called.record,
        draw=called.draw,
        matter=called.matter if seen is ALL or "matter" in seen else None,
        day=called.day,
        quota=quota,
        avoid=tuple(orjson.loads(called.avoid)) if seen is ALL or "avoid" in seen else None,
        seed_from=called.seed_from,
        pool=pool,
        pool_hash=called.pool_hash,
        left_out=called.left_out if seen is ALL or "left_out" in seen else None,
        record_time=called.record_time,
        seed=seeded.seed if seeded else "",
        seed_record=seeded.record if seeded else None,
        seats=seats,
        is_repeated=tuple((seat.field, seat.number, seat.ticket) for seat in again.seats) == seats,
    )
