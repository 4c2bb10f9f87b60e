"""Are the made-up registers imported whole, do their totals reconcile with the plans', is what is planted found?"""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from cast import cheapen_passwords
from yaomai.demo import load as demo
from yaomai.demo.province import GUIQI, MANUFACTURER, SHENCAO
from yaomai.demo.register_doubles import PAIRS
from yaomai.demo.registers import load_registers
from yaomai.people.models import Account
from yaomai.people.queries.identity import by_account
from yaomai.people.viewer import ANYONE
from yaomai.registers import assessments, kinds
from yaomai.registers.operations.draw_panel import candidates
from yaomai.registers.queries import checks, identity_clashes, matching, totals
from yaomai.registers.queries.snapshots import snapshot

NOW = timezone.now()


@pytest.fixture
def official(database, monkeypatch):
    """The registers at scale 0, and the official of the province."""
    cheapen_passwords(monkeypatch)
    numbers = demo._parties(NOW, print)
    load_registers(scale=0, numbers=numbers, now=NOW, say=print)
    again: list[str] = []
    load_registers(scale=0, numbers=numbers, now=NOW, say=again.append)
    assert again == []
    return by_account(Account.objects.get(login="shengguan").account, now=NOW).viewer


def test_the_desk_has_pairs_that_nobody_decided(official):
    found, further = matching.duplicates(official, kinds.kind("enterprise"))
    assert {(one.two.title, one.title) for one in found} | {(one.title, one.two.title) for one in found} >= set(
        PAIRS.items()
    )
    assert (len(found), further) == (len(PAIRS), 0)
    assert identity_clashes.clashes(official, kinds.kind("enterprise")) == []


def test_what_the_plans_state_is_there_and_what_is_planted_is_found(official):
    shared = totals.answer(official, "G06", "base_share", on=date(2015, 12, 31), now=NOW).share
    assert (shared.part.value, shared.whole.value, shared.value) == (1_000_000, 4_030_000, Decimal("24.8"))
    targets = {
        one.figure.name: one.target for one in totals.answers(ANYONE, "brand", on=NOW.date(), now=NOW) if one.target
    }
    assert {name: (one.value, one.wanted) for name, one in targets.items()} == {
        "gi_2020": (23, 23),
        "organic_2020": (6, 6),
        "regional_2020": (5, 5),
        "company_2020": (15, 15),
    }
    _, verdicts = checks.checks_of(official, "base", on=NOW.date(), now=NOW)
    failed = [(one.check.name, one.row.title) for one in verdicts if one.state == "failed"]
    assert sum(name == "altitude" for name, _ in failed) == 3
    assert [title for name, title in failed if name == "zone"] == ["皋兰县当归示范试种基地"]
    _, ((_, pairs),) = checks.overlaps_of(official, "base", on=NOW.date(), now=NOW)
    assert len([one for one in pairs if one.part > Decimal("0.4")]) == 3
    for medicine, state in ((GUIQI, "passed"), (SHENCAO, "failed")):
        gtin = medicine.pack.uri.rpartition("/")[2]
        assert [one.state for one in checks.checks_of_product(ANYONE, gtin, on=NOW.date(), now=NOW)] == [state]
    _the_pool_of_experts(official)
    _two_sources(official)


def _the_pool_of_experts(official):
    ((_, draw),) = assessments.draws("expert")
    held = snapshot(official, {"expert", "enterprise"}, on=NOW.date(), now=NOW)
    party = next(row.number for row in held.of("enterprise").values() if row.title == MANUFACTURER.name)
    pool, left_out = candidates(draw, held, {party})
    tied = {
        row.number
        for row in held.of("expert").values()
        if party in (row.values.get("employer"), *row.values.get("conflicts", ()))
    }
    assert left_out == len(tied) > 0
    assert not tied & {one.number for one in pool}


def _two_sources(official):
    (row,) = (
        one for one in snapshot(official, {"base"}, on=NOW.date(), now=NOW).of("base").values() if "自报" in one.title
    )
    assert row.values["altitude"] == "2210"  # the office's word counts before the cooperative's own
