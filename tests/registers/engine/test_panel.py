"""A panel that anyone can draw again, whose quota is met whenever it can be."""

import hashlib
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from yaomai.registers.engine.panel import Candidate, draw, pool_hash

FIELDS = ("analysis", "clinical", "law")
pools = st.lists(st.sets(st.sampled_from(FIELDS), min_size=1), max_size=6).map(
    lambda each: [Candidate(100 + at, tuple(sorted(fields))) for at, fields in enumerate(each)]
)
quotas = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 2), max_size=3)


def test_the_same_draw_by_hand():
    """Written down with hashlib alone, as the published algorithm says."""
    pool = [Candidate(number, ("law",)) for number in (3, 1, 2, 7)]
    tickets = sorted(
        (hashlib.sha256(f"2026-11-23 lottery 04 11 29\n{one.number}".encode()).digest(), one.number) for one in pool
    )
    panel = draw(pool, {"law": 2}, " 2026-11-23 lottery 04 11 29 ")
    assert [seat.number for seat in panel.seats] == [number for _, number in tickets[:2]]
    assert panel.seats[0].ticket == tickets[0][0].hex()
    written = b'[[1,["law"]],[2,["law"]],[3,["law"]],[7,["law"]]]'
    assert pool_hash(pool) == hashlib.sha256(written).hexdigest()


@given(pools, quotas, st.text(max_size=8))
def test_a_quota_that_can_be_met_is_met_and_the_order_of_the_pool_says_nothing(pool, quota, seed):
    panel = draw(pool, quota, seed)
    places = [field for field in sorted(quota) for _ in range(quota[field])]
    seated = [seat.number for seat in panel.seats]
    assert len(set(seated)) == len(seated)
    by_number = {one.number: one for one in pool}
    assert all(seat.field in by_number[seat.number].fields for seat in panel.seats)
    assert len(seated) + sum(panel.missing.values()) == len(places)
    can_be = max(
        sum(1 for field, one in zip(places, order, strict=False) if one is not None and field in one.fields)
        for order in permutations([*pool, *[None] * len(places)], len(places))
    ) if len(pool) <= 4 and len(places) <= 4 else len(seated)  # fmt: skip
    assert len(seated) == can_be
    assert draw(list(reversed(pool)), quota, seed) == panel


def test_another_seed_is_another_panel_and_all_are_drawn_about_as_often():
    pool = [Candidate(number, ("law",)) for number in range(10)]
    drawn = [draw(pool, {"law": 1}, f"seed {at}").seats[0].number for at in range(2000)]
    assert all(150 < drawn.count(number) < 250 for number in range(10))


def test_who_knows_two_fields_sits_where_nobody_else_can():
    pool = [Candidate(1, ("analysis", "law")), Candidate(2, ("analysis",))]
    for at in range(20):
        panel = draw(pool, {"analysis": 1, "law": 1}, str(at))
        assert {(seat.field, seat.number) for seat in panel.seats} == {("analysis", 2), ("law", 1)}


def test_places_that_nobody_can_fill_are_named():
    assert draw([Candidate(1, ("law",))], {"law": 2, "clinical": 1}, "x").missing == {"law": 1, "clinical": 1}
