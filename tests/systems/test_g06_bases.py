"""G06: the share of 2015, land that counts once, rules of height and zone, the targets of the plan."""

from datetime import date
from decimal import Decimal

import pytest

from made_fields import square
from yaomai.errors import NotFoundError
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.engine.totals import parted
from yaomai.registers.queries import checks, totals

END_OF_2015 = date(2015, 12, 31)


@pytest.fixture
def herbs(registers):
    rules = {"least_altitude": "2000", "zones": ["621100", "621200", "623000", "622900"]}
    return {
        "当归": registers.add("herb", name="当归", **rules),
        "黄芪": registers.add("herb", name="黄芪", zones=["621100"]),
        "甘草": registers.add("herb", name="甘草"),
    }


@pytest.fixture
def official(cast):
    return cast.person("nongye", "official", of="省农业农村厅（虚构）")


def base(registers, name, herb, area, division="621126", **more):
    return registers.add("base", name=name, herb=herb, division=division, area=area, standard="standardised", **more)


@pytest.fixture
def year_2015(registers, herbs):
    """1,000,000 亩 by standards of 4,030,000 in all, in several counties."""
    base(registers, "甲", herbs["当归"], {2015: "400000.5", 2016: "999"})
    base(registers, "乙", herbs["黄芪"], {2015: "599999.5"}, division="621122")
    registers.add("base", name="丙", herb=herbs["当归"], division="621126", area={2015: "5000"})  # by no standard
    registers.add("planting", name="岷县当归", division="621126", herb=herbs["当归"], area={2015: "1030000", 2016: "1"})
    registers.add("planting", name="陇西黄芪", division="621122", herb=herbs["黄芪"], area={2015: "3000000"})


def test_share_of_2015(year_2015, official, now):
    found = totals.answer(official, "G06", "base_share", on=END_OF_2015, now=now)
    assert (found.share.part.value, found.share.whole.value) == (1_000_000, 4_030_000)
    assert found.share.value == Decimal("24.8")
    assert found.is_whole
    series = totals.series(official, "G06", "base_share", [2014, 2015, 2016], now=now)
    assert [one.share.value for one in series] == [None, Decimal("24.8"), Decimal("99900.0")]


def test_a_total_opens_to_its_statements_by_county_and_herb(year_2015, official, now, herbs):
    found = totals.answer(official, "G06", "base_area", on=END_OF_2015, now=now)
    assert {part.key: part.value for part in parted(found.total, "division", found.snapshot)} == {
        "621126": Decimal("400000.5"),
        "621122": Decimal("599999.5"),
    }
    one = totals.answer(official, "G06", "base_area", on=END_OF_2015, now=now, group={"herb": str(herbs["当归"])})
    (counted,) = one.total.counted
    assert one.total.value == counted.counted == Decimal("400000.5")
    assert counted.statement is not None


def test_who_sees_no_area_is_told_no_total_of_it(year_2015, cast, now):
    stranger = cast.person("jia", "recorder")
    found = totals.answer(stranger, "G06", "base_area", on=END_OF_2015, now=now)
    assert (found.total.value, found.is_whole) == (0, False)
    with pytest.raises(NotFoundError):
        totals.answer(stranger, "G06", "planted_area", on=END_OF_2015, now=now)


def test_overlap_counts_once(registers, herbs, official, now):
    base(registers, "甲", herbs["当归"], "100", outline=square(104, 34))
    base(registers, "乙", herbs["当归"], "100", outline=square(104.005, 34))
    base(registers, "丙", herbs["当归"], "30", outline=square(105, 34))
    base(registers, "丁", herbs["当归"], "10")
    on = now.date()
    assert totals.answer(official, "G06", "base_area", on=on, now=now).total.value == 190
    _, ((_, pairs),) = checks.overlaps_of(official, "base", on=on, now=now)
    assert [(one.part, one.square_metres > 0) for one in pairs] == [(Decimal("0.500000"), True)]


@pytest.mark.parametrize(
    ("herb", "values", "states"),
    [
        ("当归", {"altitude": "2300"}, ["passed", "passed"]),
        ("当归", {"altitude": "1850"}, ["failed", "passed"]),
        ("当归", {"altitude": "2300", "division": "620102"}, ["passed", "failed"]),
        ("当归", {}, ["unknown", "passed"]),
        ("甘草", {"altitude": "900", "division": "620102"}, ["passed", "passed"]),  # no rules are stated for it
    ],
)
def test_altitude_and_zone(registers, herbs, official, now, herb, values, states):
    number = base(registers, "甲", herbs[herb], "1", **values)
    _, verdicts = checks.checks_of_entity(official, "base", number, on=now.date(), now=now)
    assert [(one.check.name, one.state) for one in verdicts] == list(zip(("altitude", "zone"), states, strict=True))


def test_targets(registers, herbs, official, now):
    """000 L79: 20, 25, 15 and 30 万亩 for four herbs, within the 200 万亩 of L75."""
    base(registers, "甲", herbs["当归"], {2020: "150000"})
    base(registers, "乙", herbs["黄芪"], {2020: "250000"}, division="621122")
    found = {one.figure.name: one for one in totals.answers(official, "base", on=now.date(), now=now) if one.target}
    assert found["base_2020"].target.wanted == 2_000_000
    parts = {name: one for name, one in found.items() if one.figure.part_of == "base_2020"}
    assert {name: one.target.wanted for name, one in parts.items()} == {
        "angelica": 200_000,
        "astragalus": 250_000,
        "liquorice": 150_000,
        "codonopsis": 300_000,
    }
    assert sum(one.target.wanted for one in parts.values()) == 900_000
    assert (found["base_2020"].target.value, found["base_2020"].target.attained) == (400_000, Decimal("20.0"))
    assert (parts["angelica"].target.value, parts["angelica"].target.attained) == (150_000, Decimal("75.0"))
    assert parts["liquorice"].target.value == 0
    assert all(one.on == date(2020, 12, 31) for one in (found["base_2020"], *parts.values()))


def test_what_was_known_before_a_correction(registers, herbs, official, now):
    from datetime import timedelta

    number = base(registers, "甲", herbs["当归"], {2015: "100"})
    later = type(registers)(now + timedelta(days=1))
    later.say("base", number, area={2015: "80"})
    then = totals.answer(official, "G06", "base_area", on=END_OF_2015, now=now, known_on=now)
    since = totals.answer(official, "G06", "base_area", on=END_OF_2015, now=now)
    assert (then.total.value, since.total.value) == (100, 80)


def test_the_installation_sees_everything(year_2015, now):
    assert totals.answer(INSTALLATION_VIEWER, "G06", "planted_area", on=END_OF_2015, now=now).total.value == 4_030_000
