"""Is the agreement of a reading with a hand-made one counted as docs/reading.md says?"""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.planning.engine.reading.score import matched, score


def record(start, end, **fields):
    """A record of a reading whose value stands at start..end."""
    return {
        "value_char_start": start,
        "value_char_end": end,
        "value": 1,
        "unit": "家",
        "normalized_value": 1,
        "normalized_unit": "enterprise",
        "comparator": "=",
        "kind": "target",
        "year": 2025,
        "salience": "core",
        "duplicate_of": None,
        **fields,
    }


def shares(found):
    """The headline and the strict figures, as right/of."""
    return [
        f"{one.right}/{one.of}" for one in (found.recall, found.precision, found.strict_recall, found.strict_precision)
    ]


def test_a_reading_agrees_with_itself():
    gold = [record(0, 3), record(5, 8, salience="secondary"), record(9, 12, salience="structural")]
    found = score(gold, gold)
    assert shares(found) == ["1/1", "2/2", "1/1", "2/2"]
    assert {f"{one.right}/{one.of}" for name, one in found.fields.items() if name != "threshold"} == {"1/1"}
    assert (found.missed, found.false_alarms, found.differences) == ((), (), ())


def test_what_gold_calls_structural_incidental_or_duplicate_is_neither_right_nor_wrong():
    gold = [
        record(0, 3),
        *(
            record(10 * n, 10 * n + 3, salience=one)
            for n, one in enumerate(("structural", "incidental", "duplicate"), 1)
        ),
    ]
    assert shares(score([record(0, 3), record(10, 13), record(20, 23), record(30, 33)], gold)) == ["1/1", "1/1"] * 2


def test_a_prediction_that_calls_itself_structural_claims_nothing_but_counts_strictly():
    found = score(
        [record(0, 3), record(10, 13, salience="structural"), record(20, 23, duplicate_of="Q1")], [record(0, 3)]
    )
    assert shares(found) == ["1/1", "1/1", "1/1", "1/3"]


def test_misses_false_alarms_and_differences_are_named():
    gold = [record(0, 3), record(10, 13, value=5, normalized_value=5)]
    found = score([record(11, 14, kind="fact", value=5, normalized_value=5), record(40, 43)], gold)
    assert [one["value_char_start"] for one in found.missed] == [0]
    assert [one["value_char_start"] for one in found.false_alarms] == [40]
    assert [(one.field, one.gold["kind"], one.predicted["kind"]) for one in found.differences] == [
        ("kind", "target", "fact")
    ]


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "agree"),
    [
        ("value", {"value": 13.6}, {"value": 13.60}, True),
        ("value", {"value": 1}, {"value": None, "value_low": 1, "value_high": 2}, False),
        ("value", {"value": None, "value_low": 1, "value_high": 2}, {"value": None, "value_low": 1, "value_high": 2}, True),
        ("unit", {"unit": "万亩"}, {"unit": "亩"}, False),
        ("unit", {"unit": "％"}, {"unit": "%"}, True),
        ("comparator", {"comparator": "≥"}, {"comparator": ">"}, False),
        ("year", {"year": None}, {"year": 2025}, False),
        ("threshold", {"threshold": None}, {"threshold": {"comparator": "≥", "normalized_value": 1}}, False),
        (
            "threshold",
            {"threshold": {"comparator": "≥", "normalized_value": 1.0, "indicator": "营业收入"}},
            {"threshold": {"comparator": "≥", "normalized_value": 1, "indicator": "年营业收入"}},
            True,
        ),
    ],
)  # fmt: skip
def test_fields_agree_by_what_they_say(field, ours, theirs, agree):
    found = score([record(0, 3, **ours)], [record(0, 3, **theirs)])
    assert found.fields[field].right == int(agree)
    assert found.fields[field].of == 1


def test_thresholds_are_asked_only_where_either_side_has_one():
    assert score([record(0, 3)], [record(0, 3)]).fields["threshold"].of == 0
    assert score([record(0, 3)], [record(0, 3)]).fields["threshold"].share is None


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda it: (it[0], it[0] + it[1])), max_size=5)


@given(SPANS, SPANS)
def test_matching_in_order_overlaps_as_much_as_any_in_order(ours, theirs):
    predicted, gold = ([record(*span) for span in sorted(spans)] for spans in (ours, theirs))
    pairs = matched(predicted, gold)
    taken = [id(one) for pair in pairs for one in pair]
    assert len(taken) == len(set(taken))
    assert all(overlap(one, of) > 0 for one, of in pairs)
    assert sum(overlap(one, of) for one, of in pairs) == best(predicted, gold)


def overlap(one, of):
    """How many characters two spans share."""
    return max(
        0, min(one["value_char_end"], of["value_char_end"]) - max(one["value_char_start"], of["value_char_start"])
    )


def best(predicted, gold):
    """The greatest sum of overlaps of a matching that keeps the order, by trying them all."""
    return max(
        sum(map(overlap, ours, theirs))
        for count in range(min(len(predicted), len(gold)) + 1)
        for ours in combinations(predicted, count)
        for theirs in combinations(gold, count)
    )


def test_a_share_is_exact():
    found = score([record(0, 3)], [record(0, 3), record(10, 13), record(20, 23)])
    assert Fraction(found.recall.right, found.recall.of) == Fraction(1, 3)
