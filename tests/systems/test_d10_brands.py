"""D10: who may use a mark, and counts that reconcile to rows."""

from datetime import date

import pytest

from yaomai.people.viewer import ANYONE
from yaomai.registers.queries import checks, totals
from yaomai.standards.gs1.check_digit import check_digit

GTIN, OTHER_GTIN = (f"0952112100{item}{check_digit(f'0952112100{item}')}" for item in ("100", "101"))


@pytest.fixture
def world(registers):
    maker = registers.add("enterprise", name="示范一厂")
    other = registers.add("enterprise", name="示范二厂")
    mark = registers.add("brand", name="岷县当归", sort="gi_agricultural", number="AGI-示范-01")
    authorised = {"brand": mark, "enterprise": maker, "start": "2024-01-01", "end": "2026-12-31"}
    registers.add("authorisation", number="SQ-1", **authorised)
    return {"maker": maker, "other": other, "mark": mark}


def words(verdicts):
    return [
        one.check.fails if one.state == "failed" else one.check.passes if one.state == "passed" else "?"
        for one in verdicts
    ]


@pytest.mark.parametrize(
    ("maker", "on", "says"),
    [
        ("maker", date(2026, 11, 22), ["已获授权"]),
        ("other", date(2026, 11, 22), ["未获授权"]),
        ("maker", date(2023, 12, 31), ["未获授权"]),  # not yet
        ("maker", date(2027, 1, 1), ["未获授权"]),  # no longer
    ],
)
def test_a_mark_of_a_maker_without_authorisation(registers, world, now, maker, on, says):
    registers.add("product", name="当归片", gtin=GTIN, maker=world[maker], marks=[world["mark"]])
    assert words(checks.checks_of_product(ANYONE, GTIN, on=on, now=now)) == says


def test_a_product_without_marks_is_not_judged(registers, world, now):
    registers.add("product", name="当归片", gtin=GTIN, maker=world["other"])
    assert checks.checks_of_product(ANYONE, GTIN, on=now.date(), now=now) == []
    assert checks.checks_of_product(ANYONE, OTHER_GTIN, on=now.date(), now=now) == []


def test_one_of_two_marks_is_not_authorised(registers, world, now):
    second = registers.add("brand", name="渭源白条党参", sort="gi")
    marks = [world["mark"], second]
    registers.add("product", name="合装", gtin=GTIN, maker=world["maker"], marks=marks)
    (found,) = checks.checks_of_product(ANYONE, GTIN, on=now.date(), now=now)
    assert found.state == "failed"
    (reason,) = found.reasons
    assert [one.value for one in reason.left] == marks
    assert reason.right == (world["mark"],)


def test_counts_reconcile_to_rows(registers, now):
    for number in range(23):
        registers.add("brand", name=f"地标{number}", sort="gi" if number % 2 else "gi_agricultural", start="2010-01-01")
    for number in range(6):
        registers.add("brand", name=f"有机{number}", sort="organic", start="2018-01-01", end="2021-12-31")
    for number in range(5):
        registers.add("brand", name=f"区域{number}", sort="regional", in_ganwei=True)
    for number in range(15):
        registers.add("brand", name=f"商标{number}", sort="enterprise", in_ganwei=True)
    registers.add("brand", name="未入选", sort="enterprise")
    found = {one.figure.name: one for one in totals.answers(ANYONE, "brand", on=now.date(), now=now)}
    for target, value in (("gi_2020", 23), ("organic_2020", 6), ("regional_2020", 5), ("company_2020", 15)):
        assert (found[target].target.value, found[target].target.wanted) == (value, value)
        assert len(found[target].against.total.counted) == value
    assert found["organic"].total.value == 0  # by today the certificates have ended
