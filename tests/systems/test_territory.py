"""An official sees what is not public, and writes, within the own region alone; what lies in no division is the province's affair."""

from dataclasses import replace

import pytest

from yaomai.errors import NotAllowedError
from yaomai.people.viewer import ANYONE
from yaomai.registers import kinds
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.queries.entities import entity
from yaomai.registers.queries.lists import Listing, page
from yaomai.registers.sight import ever_keeps, may_keep, seen_by, sight

OFFICES = {"county": "621126", "other county": "620621", "city": "621100", "province": "620000", "nowhere": ""}


@pytest.fixture
def officials(cast):
    """An official of each office."""
    return {
        name: replace(cast.person(f"guan{n}", "official", of="岷县局"), division=division)
        for n, (name, division) in enumerate(OFFICES.items())
    }


@pytest.fixture
def rows(registers):
    """Of each kind one row; the herb and the expert lie in no division."""
    herb = registers.add("herb", name="当归")
    return {
        "herb": herb,
        "base": registers.add("base", name="甲基地", division="621126", herb=herb, altitude="2400"),
        "enterprise": registers.add("enterprise", name="示范一厂", division="621126", telephone="123"),
        "expert": registers.add("expert", name="某专家", number="Z1", fields=["law"], telephone="456"),
    }


@pytest.mark.parametrize(
    ("kind", "name", "who"),
    [
        ("base", "altitude", {"county", "city", "province"}),
        ("base", "name", set(OFFICES)),
        ("enterprise", "telephone", {"county", "city", "province"}),
        ("enterprise", "name", set(OFFICES)),
        ("expert", "telephone", {"province"}),
        ("expert", "conflicts", {"province"}),
        ("expert", "name", {"province"}),
        ("herb", "name", set(OFFICES)),
    ],
)
def test_who_sees_what_is_in_sight_and_in_the_database_the_same(officials, rows, kind, name, who):
    declared = kinds.kind(kind)
    with everything() as cursor:
        cursor.execute("SELECT organisation, division FROM registers_entity WHERE id = %s", (rows[kind],))
        ((organisation, division),) = cursor.fetchall()
        cursor.execute("SELECT DISTINCT property FROM registers_statement WHERE entity = %s", (rows[kind],))
        said = {one for (one,) in cursor.fetchall()}
    assert {one for one, viewer in officials.items() if name in sight(viewer, declared, organisation, division)} == who
    for viewer in (*officials.values(), ANYONE):
        seen = sight(viewer, declared, organisation, division)
        with seen_by(viewer, declared) as cursor:
            cursor.execute("SELECT property FROM registers_statement_seen WHERE entity = %s", (rows[kind],))
            assert {one for (one,) in cursor.fetchall()} == seen & said
            cursor.execute("SELECT property FROM registers_statement WHERE entity = %s", (rows[kind],))
            assert {one for (one,) in cursor.fetchall()} == seen & said
            for table in ("registers_listing_seen", "registers_listed_seen", "registers_listed"):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE entity = %s", (rows[kind],))
                assert cursor.fetchone() == (int(bool(seen)),)
        assert page(viewer, Listing(kind)).total == int(bool(seen))


def test_writing_stays_within_the_region(officials, registers, rows):
    for name, viewer in officials.items():
        if name in ("county", "city", "province"):
            registers.say("base", rows["base"], by=viewer, altitude="2500")
        else:
            with pytest.raises(NotAllowedError):
                registers.say("base", rows["base"], by=viewer, altitude="2500")
        if name == "province":
            registers.add("expert", by=viewer, name="另一位", number="Z2", fields=["law"])
            registers.add("herb", by=viewer, name="黄芪")
            prefer(viewer, "base", "", ["self"], reason="试", now=registers.now)
            continue
        with pytest.raises(NotAllowedError):
            registers.add("expert", by=viewer, name="另一位", number="Z3", fields=["law"])
        with pytest.raises(NotAllowedError):
            registers.add("herb", by=viewer, name="党参")
        with pytest.raises(NotAllowedError):
            prefer(viewer, "base", "", ["self"], reason="试", now=registers.now)
    with pytest.raises(NotAllowedError):
        registers.add("base", by=officials["county"], name="别处的", division="620621", herb=rows["herb"])
    added = registers.add("base", by=officials["county"], name="本县的", division="621126", herb=rows["herb"])
    assert entity(ANYONE, added).title == "本县的"


def test_no_kind_lets_an_official_of_nowhere_keep_a_row(officials):
    kept = [one for one in kinds.all_kinds() if ever_keeps(officials["nowhere"], one)]
    assert not [
        one.name for one in kept for division in ("", "621126") if may_keep(officials["nowhere"], one, None, division)
    ]
