"""Thresholds of counts: written, read, and what one count says of another."""

from decimal import Decimal

import pytest

from yaomai.planning.engine.counted_over import Interval, bounds, interval_of, segment_of
from yaomai.planning.engine.target_view import InnerThreshold


@pytest.mark.parametrize(
    ("comparator", "low", "high", "segment", "interval"),
    [
        ("≥", "1E9", "1E9", "≥1000000000", Interval(Decimal(10**9), None)),
        (">", "5E7", None, ">50000000", Interval(Decimal(5 * 10**7), None, is_strict=True)),
        ("range", "5E8", "1E9", "500000000-1000000000", Interval(Decimal(5 * 10**8), Decimal(10**9))),
        ("≈", "2E8", "2E8", "≈200000000", Interval(Decimal(10**8), Decimal(3 * 10**8))),
        ("≤", None, "1E9", "≤1000000000", Interval(None, Decimal(10**9))),
    ],
)
def test_a_threshold_is_written_and_read(comparator, low, high, segment, interval):
    low, high = (None if one is None else Decimal(one) for one in (low, high))
    assert segment_of(InnerThreshold("年销售收入", comparator, "CNY", low, high)) == segment
    assert interval_of(segment) == ("", interval)
    assert interval_of(f"中成药·{segment}") == ("中成药", interval)


def test_what_a_person_writes_is_read_too():
    assert interval_of("≥10亿元") == interval_of("≥1000000000")
    assert interval_of("5亿元–10亿元") == interval_of("500000000-1000000000")
    assert interval_of("当归") == ("当归", None)
    assert interval_of("2016-2020年") == ("2016-2020年", None)


@pytest.mark.parametrize(
    ("wanted", "counted", "said"),
    [
        ("≥10亿元", "≥10亿元", "same"),
        ("≥10亿元", ">10亿元", "lower"),  # those of more than 10 are among those of 10 and more
        (">10亿元", "≥10亿元", "upper"),
        ("≥5亿元", "≥10亿元", "lower"),
        ("≥10亿元", "≥1亿元", "upper"),
        ("1亿元–5亿元", "≥1亿元", "upper"),
        ("1亿元–5亿元", "2亿元–3亿元", "lower"),
        ("1亿元–5亿元", "3亿元–9亿元", "none"),
        ("5亿元–10亿元", ">10亿元", "none"),
    ],
)
def test_one_count_bounds_another(wanted, counted, said):
    assert bounds(interval_of(wanted)[1], interval_of(counted)[1]) == said
