"""How do the tables of draws follow from what was recorded?"""

from collections.abc import Iterator

from yaomai.ledger.projections import DeedView, Projection, Row, register
from yaomai.people.engine.visibility import ALL, Grant, Group, Rows, Visibility
from yaomai.people.viewer import declare
from yaomai.registers.engine import draw_deed
from yaomai.registers.engine.panel import pool_hash

VISIBILITY = "registers.draw"
PUBLIC = frozenset({"draw", "day", "quota", "seed_from", "pool", "pool_hash", "seed", "panel", "record_time"})
"""What anybody needs to draw again: numbers, no names; not for what matter, and away from whom."""

declare(
    Visibility(
        VISIBILITY,
        (
            Grant(Group.PUBLIC, Rows.ALL, PUBLIC),
            Grant("official", Rows.ALL, ALL),
            Grant("inspector", Rows.ALL, ALL),
        ),
    )
)


def call_row(call: draw_deed.Call) -> Row:
    """The columns of a call between its record and its recorder."""
    return (
        call.draw,
        call.matter,
        call.day,
        draw_deed.text([list(each) for each in call.quota]),
        draw_deed.text(list(call.avoid)),
        call.seed_from,
        draw_deed.text(draw_deed.pool_value(call.pool)),
        pool_hash(call.pool),
        call.left_out,
    )


def _calls(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            yield (record, *call_row(draw_deed.read(body)), deed.recorder.organisation, deed.record_time)


def _seeds(deed: DeedView) -> Iterator[Row]:
    for record, body in deed.records:
        if body is not None:
            said = draw_deed.read_seed(body)
            panel = draw_deed.text([list(each) for each in said.panel])
            yield (record, said.call, said.seed, panel, deed.recorder.organisation, deed.record_time)


# Without `erase`: a draw is an official act that anybody may check later; it holds numbers and no names.
register(
    Projection(
        kind=draw_deed.KIND,
        table="registers_draw_call",
        select=(
            "SELECT record, draw, matter, day, quota, avoid, seed_from, pool, pool_hash, left_out, organisation, record_time"
            " FROM registers_draw_call WHERE record BETWEEN %s AND %s"
        ),
        rebuild=_calls,
    )
)
register(
    Projection(
        kind=draw_deed.KIND_SEED,
        table="registers_draw_seed",
        select=(
            "SELECT record, call, seed, panel, organisation, record_time FROM registers_draw_seed"
            " WHERE record BETWEEN %s AND %s"
        ),
        rebuild=_seeds,
    )
)
