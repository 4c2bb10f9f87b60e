"""What a newer edition says otherwise; which old regions can be read as which of today; corrections twice are corrections once."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.indicators.engine.corrections import apply, newest
from yaomai.indicators.engine.edition_diff import difference
from yaomai.indicators.engine.region_history import COMPARABLE, parts, today
from yaomai.indicators.engine.spans import month, year
from yaomai.indicators.engine.values import Correction, SeriesKey, Value
from yaomai.standards import gbt2260

NOW = datetime(2020, 1, 1, tzinfo=UTC)
A, B = SeriesKey("a", "620000"), SeriesKey("b", "620000")


def value(series, span, number, edition=1):
    amount = None if number is None else Decimal(number)
    return Value(
        series, "flow", *span, amount, "A" if amount is not None else "M", "", edition, date(2020, 1, 1), False, 9, 1
    )


def test_an_edition_is_held_against_the_last():
    before = [value(A, month(2020, number), str(number * 10)) for number in range(1, 7)] + [value(B, year(2019), "5")]
    after = [
        value(A, month(2020, 2), "20.0", 2),
        value(A, month(2020, 3), "33", 2),
        value(A, month(2020, 4), None, 2),
        value(A, month(2020, 6), "30", 2),
        value(A, month(2020, 7), "1", 2),
    ]
    found = difference(before, after)
    assert [(one.now.start.month, one.by, one.per_cent) for one in found.changed] == [
        (4, None, None), (6, -30, -50), (3, 3, 10),
    ]  # fmt: skip
    assert [one.start.month for one in found.missing] == [5]
    assert [one.start.month for one in found.new] == [7]
    assert (found.unchanged, found.lost_series) == (1, (B,))


@given(st.dictionaries(st.integers(1, 12), st.integers(0, 3)), st.dictionaries(st.integers(1, 12), st.integers(0, 3)))
def test_every_value_is_accounted_for(old, new):
    before, after = ([value(A, month(2020, n), str(x)) for n, x in each.items()] for each in (old, new))
    found = difference(before, after)
    assert len(found.new) + len(found.changed) + found.unchanged == len(after)
    assert {one.start.month for one in found.missing} <= old.keys() - new.keys()
    assert difference(before, before).changed == difference(before, before).missing == ()


@pytest.mark.parametrize(
    ("code", "fate", "now"),
    [
        ("620000", "same", ("620000",)),
        ("621126", "same", ("621126",)),
        ("000000", "same", ("000000",)),
        ("999999", "unknown", ()),
        ("622426", "recoded", ("621123",)),  # 渭源县, when 定西 was a prefecture
        ("110103", "joined", ("110101",)),  # 崇文区 into 东城区
    ],
)
def test_what_became_of_a_region(code, fate, now):
    found = today(code)
    assert (found.fate, found.today) == (fate, now)
    assert (found.fate in COMPARABLE) == (fate in {"same", "renamed", "recoded"})


def test_a_region_that_was_renamed_says_so():
    renamed = next(code for code in gbt2260.within("620000") if len({one.name for one in gbt2260.history(code)}) > 1)
    first = gbt2260.history(renamed)[0]
    found = today(renamed, date(first.since, 6, 1))
    assert (found.fate, found.name, found.today) == ("renamed", first.name, (renamed,))
    assert found.names != (first.name,)


def test_the_parts_of_a_region_are_those_of_the_day():
    assert len(parts("620000", date(2020, 6, 1))) == 14
    assert "621100" in parts("620000", date(2020, 6, 1))
    assert "622400" in parts("620000", date(1995, 6, 1))
    assert "621100" not in parts("620000", date(1995, 6, 1))
    assert len(parts("621100", date(2020, 6, 1))) == 7
    assert len(parts("000000", date(2020, 6, 1))) >= 31
    assert parts("621126", date(2020, 6, 1)) == ()
    assert parts("nowhere", date(2020, 6, 1)) == ()


def correction(number, action="override", expect="10", amount="1", span=None):
    start, end = span or year(2020)
    told = None if action in {"drop", "flag"} else Decimal(amount)
    return Correction(
        number,
        A,
        "flow",
        start,
        end,
        action,
        told,
        expect and Decimal(expect),
        "why",
        "",
        "open",
        "public",
        None,
        None,
        NOW,
    )


SPANS = [year(number) for number in range(2015, 2019)]
CORRECTIONS = st.builds(
    correction,
    st.integers(1, 5),
    st.sampled_from(["drop", "override", "scale", "flag"]),
    st.sampled_from(["10", "11", None]),
    st.just("10"),
    st.sampled_from(SPANS),
)


@given(st.dictionaries(st.sampled_from(SPANS), st.sampled_from(["10", "11", None])), st.lists(CORRECTIONS))
def test_corrections_apply_to_what_they_were_written_for_or_are_reported(published, declared):
    values = [value(A, span, number) for span, number in sorted(published.items())]
    in_force = newest(declared, [2])
    made, findings = apply(values, in_force)
    assert apply(values, in_force) == (made, findings)
    assert set(newest(in_force, [2])) == set(in_force)
    corrected = [one for one in made if one.corrected is not None]
    dropped = len(values) - len(made)
    assert len(corrected) + dropped + len(findings) == len(in_force)
    for one in made:
        if one.corrected is None:
            assert one.value == (
                None if published[(one.start, one.end)] is None else Decimal(published[(one.start, one.end)])
            )
        elif one.corrected.action == "scale":
            assert one.value == (one.corrected.expect and one.corrected.expect * 10)
    assert all(one.record != 2 for one in in_force)
