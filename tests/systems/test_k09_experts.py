"""K09: a panel without conflict that meets its quota, and that anyone can draw again."""

import hashlib

import pytest

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.people.viewer import ANYONE
from yaomai.registers.operations.draw_panel import NewDraw, call_draw, draw_panel
from yaomai.registers.queries import draws
from yaomai.web import receipt_rights

QUOTA = {"pharmacology": 2, "analysis": 1, "law": 1}


@pytest.fixture
def office(cast):
    return cast.person("bangong", "official", of="领导小组办公室（虚构）")


@pytest.fixture
def world(registers):
    """Of 24 experts, eight are tied to the party by employer or otherwise, one's time is over, one is suspended."""
    party = registers.add("enterprise", name="兰岭示范制药")
    other = registers.add("enterprise", name="别家示范制药")
    fields = ("pharmacology", "analysis", "law")
    clean, tied = [], []
    for at in range(24):
        values = {"name": f"专家{at}", "number": f"Z{at:03}", "fields": [fields[at % 3]], "start": "2025-01-01"}
        if at % 6 == 0:
            tied.append(registers.add("expert", **values, employer=party))
        elif at % 6 == 1:
            tied.append(registers.add("expert", **values, employer=other, conflicts=[other, party]))
        elif at == 8:
            tied.append(registers.add("expert", **values, end="2026-11-21"))
        elif at == 9:
            tied.append(registers.add("expert", **values, suspended="失信"))
        else:
            clean.append(registers.add("expert", **values, employer=other, end="2026-11-22"))
    return {"party": party, "clean": clean, "tied": tied}


def called(world, **more):
    matter = {"draw": "K09/panel", "matter": "归芪颗粒技术评审", "quota": QUOTA, "avoid": [world["party"]],
              "seed_from": "2026-11-23 双色球开奖号码"}  # fmt: skip
    return NewDraw(**(matter | more))


def test_no_planted_conflict_and_the_quota_is_met(world, office, now):
    record = call_draw(office, called(world), now=now)
    called_view = draws.draw_of(office, record)
    assert {one.number for one in called_view.pool} == set(world["clean"])
    assert called_view.left_out == 8
    for seed in ("04 11 19 23 27 33 + 08", "x", "另一个种子"):
        other = call_draw(office, called(world), now=now)
        draw_panel(office, other, seed, now=now)
        seats = draws.draw_of(office, other).seats
        assert not {number for _, number, _ in seats} & set(world["tied"])
        assert sorted(field for field, _, _ in seats) == ["analysis", "law", "pharmacology", "pharmacology"]


def test_anyone_can_repeat_the_draw(world, office, now):
    record = call_draw(office, called(world), now=now)
    draw_panel(office, record, "04 11 19 23 27 33 + 08", now=now)
    seen = draws.draw_of(ANYONE, record)
    assert (seen.matter, seen.avoid) == (None, None)
    assert seen.is_repeated
    # By hand, from what anyone sees: within a field, the lowest tickets.
    for field, count in seen.quota:
        tickets = sorted(
            hashlib.sha256(f"{seen.seed}\n{one.number}".encode()).digest() + one.number.to_bytes(8)
            for one in seen.pool
            if field in one.fields
        )
        by_hand = [int.from_bytes(one[32:]) for one in tickets[:count]]
        assert [number for of, number, _ in seen.seats if of == field] == by_hand


def test_whom_a_matter_keeps_away_is_told_to_who_sees_the_ties(world, office, cast, now):
    record = call_draw(office, called(world), now=now)
    told = draws.draw_of(office, record)
    assert (told.avoid, told.left_out) == ((world["party"],), 8)
    inspector = cast.person("jian", "inspector")
    seen = draws.draw_of(inspector, record)
    assert (seen.avoid, seen.left_out) == (None, None), "beside the public pool it would tell who is tied"
    assert seen.matter == "归芪颗粒技术评审"
    assert (receipt_rights.discloses(office, record), receipt_rights.discloses(inspector, record)) == (True, False)


def test_a_list_of_draws_draws_nothing_again(world, office, now, monkeypatch):
    draw_panel(office, call_draw(office, called(world), now=now), "x", now=now)
    monkeypatch.setattr(draws, "draw", lambda *_: pytest.fail("drawn again"))
    assert [one.is_repeated for one in draws.draws(office, "K09/panel")] == [None]


def test_a_second_seed_is_refused(world, office, now):
    record = call_draw(office, called(world), now=now)
    draw_panel(office, record, "first", now=now)
    with pytest.raises(InvalidError) as refused:
        draw_panel(office, record, "second", now=now)
    assert refused.value.findings[0].code == "draw.drawn_before"


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"quota": {"law": 9}}, {"draw.too_few"}),
        ({"quota": {"magic": 1}, "matter": " ", "seed_from": ""}, {"draw.field", "draw.matter_length", "draw.seed_from_length"}),
        ({"quota": {}}, {"draw.places"}),
        ({"quota": {"law": -1}}, {"draw.count"}),
        ({"avoid": [5]}, {"draw.party"}),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(world, office, now, more, codes):
    with pytest.raises(InvalidError) as refused:
        call_draw(office, called(world, **more), now=now)
    assert {one.code for one in refused.value.findings} == codes


def test_only_the_keepers_of_the_pool_draw(world, office, cast, now):
    stranger = cast.person("jia", "recorder", "inspector")
    with pytest.raises(NotAllowedError):
        call_draw(stranger, called(world), now=now)
    record = call_draw(office, called(world), now=now)
    with pytest.raises(NotAllowedError):
        draw_panel(stranger, record, "x", now=now)
