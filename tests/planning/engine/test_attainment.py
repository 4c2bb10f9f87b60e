"""The nine kinds by their formulas (completion, progress, pace, gap, what is needed a year), and what each refuses: by hand."""

from datetime import date
from decimal import Decimal

import pytest

from yaomai.planning.engine.attainment import Standing
from yaomai.planning.engine.attainment_bound import Deliverable, milestone
from yaomai.planning.engine.attainment_growth import growth
from yaomai.planning.engine.criterion import aim, bounds_of
from yaomai.planning.engine.judged import FORMULAS
from yaomai.planning.engine.target_view import Path, Wording

TODAY = date(2024, 3, 1)
KINDS = {**FORMULAS, "growth": growth}
# kind, direction, comparator, low, high, baseline (end of 2020), value (end of 2023) of a target of 2025:
# reached, completion, progress, pace, gap, needed a year, reasons
TABLE = [
    # Level up: 150 of 200 is 75 %; of the way from 100: 50 of 100; expected 160: 50 of 60; two years for 50.
    ("level", "up", "=", 200, None, 100, 150, (False, "0.75", "0.5", "0.8333", "-50", "25"), ()),
    # A / T hides that the baseline was nearly there: 96 %, yet a fifth of the way.
    ("level", "up", "≥", 100, None, 95, 96, (False, "0.96", "0.2", "0.3333", "-4", "2"), ()),
    # Passed, and not capped.
    ("level", "up", "≥", 200, None, 100, 250, (True, "1.25", "1.5", "2.5", "50", None), ()),
    # Level down: from 10 to 6, now 8: half of the way; never 6 / 8.
    ("level", "down", "≤", 6, None, 10, 8, (False, "0.5", "0.5", "0.8333", "-2", "-1"), ()),
    ("level", "down", "≤", 6, None, None, 8, (False, None, None, None, "-2", "-1"), ("decrease_without_baseline",)),
    # Zero and negative targets have no ratio: the gap.
    ("level", "down", "≤", 0, None, 10, 2, (False, None, None, None, "-2", "-1"), ("ratio_refused_target",)),
    ("level", "up", "≥", 50, None, -10, 20, (False, None, None, None, "-30", "15"), ("ratio_refused_baseline",)),
    # Ratio: from 24.8 to 50 %, now 40: 10 points short, 15.2 of 25.2 points of the way; 40 / 50 is not said.
    ("ratio", "up", "≥", 50, None, "24.8", 40, (False, "0.6032", "0.6032", "1.0053", "-10", "5"), ()),
    ("ratio", "up", "≥", 50, None, None, 40, (False, None, None, None, "-10", "5"), ("ratio_gap_only",)),
    # Count: 4 of 5.
    ("count", "up", "=", 5, None, 0, 4, (False, "0.8", "0.8", "1.3333", "-1", "0.5"), ("count_pace_rough",)),
    # Cumulative: 45 of 100 since nothing; expected 60.
    ("cumulative", "up", "=", 100, None, 0, 45, (False, "0.45", None, "0.75", "-55", "27.5"), ()),
    # Range, neither way better: outside by half of its width.
    ("range", "none", "range", 10, 20, None, 25, (False, None, None, "0.5", "-5", None), ("range_no_percentage",)),
    ("range", "none", "range", 10, 20, None, 15, (True, None, None, "1", "0", None), ("range_no_percentage",)),
    # Range, more is better: below, within, beyond.
    ("range", "up", "range", 2, 3, None, 1, (False, "0.5", None, None, "-1", "0.5"), ()),
    ("range", "up", "range", 2, 3, None, 6, (True, None, None, None, "0", None), ("beyond_range",)),
    # Rank: from 30th to 20th, now 27th: three of the six places expected.
    ("rank", "down", "=", 20, None, 30, 27, (False, None, None, "0.5", "-7", None), ("rank_no_percentage",)),
    # Multiple: twice 100, now 150; 75 % of it, half of the way.
    ("multiple", "up", "=", 2, None, 100, 150, (False, "0.75", "0.5", "0.8333", "-50", "25"), ()),
    ("multiple", "up", "=", 2, None, None, 150, (False, None, None, None, "0", None), ("multiple_refused",)),
    # Growth: 8 % promised; (133.1 / 100)^(1/3) = 10 % made; ln 1.331 / (5 ln 1.08) = 0.285930 / 0.384805 = 0.74305; what is left: (1.469328 / 1.331)^(1/2) = 1.050680.
    ("growth", "up", "≥", 8, None, 100, "133.1", (True, "0.7431", None, "1.25", "2", "5.0680"), ()),
    ("growth", "up", "≥", 8, None, 100, "-5", (False, None, None, None, "0", None), ("growth_refused_levels",)),
    ("growth", "up", "≥", 0, None, 100, 110, (True, None, None, None, "3.2280", None), ("growth_refused_rate",)),
]  # fmt: skip


def standing(kind, direction, comparator, low, high, base, value):
    wording = Wording(
        name="x", indicator="x", region="620000", kind=kind, unit="" if kind == "count" else "CNY",
        direction=direction, comparator=comparator, low=Decimal(low), high=Decimal(low if high is None else high),
        year=2025, year_from=2021, baseline_year=None if base is None else 2020,
    )  # fmt: skip
    return Standing(
        wording, bounds_of(wording, TODAY), Decimal(value), date(2023, 12, 31), aim(wording), 2025,
        None if base is None else (2020, Decimal(base)), Path(),
    )  # fmt: skip


def rounded(value):
    return None if value is None else round(value, 4)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: " ".join(str(one) for one in row[:7]))
def test_a_kind_is_judged_by_its_formula(row):
    found = KINDS[row[0]](standing(*row[:7]))
    reached, completion, progress, pace, gap, needed = row[7]
    assert found.is_reached is reached
    said = (found.completion, found.progress, found.pace, found.gap)
    expected = [None if one is None else Decimal(one) for one in (completion, progress, pace, gap)]
    assert [rounded(one) for one in said] == expected
    assert rounded(found.required and found.required.amount) == (None if needed is None else Decimal(needed))
    assert {*row[8]} <= {one.code for one in found.reasons}


def test_promises_without_ratio_are_paced_by_usual_changes():
    """From 10 to 0, expected 4 by now, it is 6, and usually it changes by 2 a year: one usual change short."""
    one = standing("level", "down", "≤", 0, None, 10, 6)
    found = FORMULAS["level"](
        Standing(*(getattr(one, f) for f in one.__slots__[:9]), changes=(Decimal(-2), Decimal(2)))
    )
    assert (found.pace, found.steps) == (None, 1)


def test_a_milestone_counts_what_was_accepted_with_a_document():
    parts = [
        Deliverable("plant", "accepted", Decimal(3), "file/1"),
        Deliverable("register", "accepted"),
        Deliverable("course", "begun", Decimal(2)),
    ]
    found = milestone(parts)
    assert (found.is_reached, found.completion) == (False, Decimal("0.5"))
    assert [one.code for one in found.reasons] == ["milestone_unproven"]
    assert milestone(parts[1:]) is None
    assert milestone(parts[:1]).is_reached


@pytest.mark.parametrize(
    ("comparator", "value", "direction", "reached"),
    [
        ("=", "100", "up", True), ("=", "130", "up", True), ("=", "99.999", "up", False),
        ("=", "100", "down", True), ("=", "90", "down", True), ("=", "101", "down", False),
        ("=", "101", "none", False), ("=", "100", "none", True),
        ("≥", "100", "up", True), (">", "100", "up", False), (">", "100.001", "up", True),
        ("≤", "100", "down", True), ("<", "100", "down", False), ("<", "99", "down", True),
        ("≈", "90", "up", True), ("≈", "89.99", "up", False), ("≈", "150", "up", True),
        ("≈", "110", "none", True), ("≈", "111", "none", False), ("<≈", "90", "up", True),
    ],
)  # fmt: skip
def test_each_wording_has_its_rule(comparator, value, direction, reached):
    one = standing("level", direction, comparator, 100, None, None, value)
    assert one.bounds.holds(Decimal(value)) is reached
