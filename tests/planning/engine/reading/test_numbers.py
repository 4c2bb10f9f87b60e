"""Which number Chinese numerals and printed digits say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.planning.engine.reading.numbers import arabic, chinese, neighbours

SAID = {
    "两": "2",
    "十": "10",
    "十五": "15",
    "二十": "20",
    "二十三": "23",
    "一百": "100",
    "一百零五": "105",
    "三百二十": "320",
    "一千": "1000",
    "两千零八十": "2080",
    "三点五": "3.5",
    "百": "100",
}


@pytest.mark.parametrize("words", SAID)
def test_numerals(words: str) -> None:
    assert chinese(words) == Decimal(SAID[words])


@pytest.mark.parametrize("words", ["一二三", "十百", "二百三千", "三点十", "", "双"])
def test_what_is_no_number(words: str) -> None:
    assert chinese(words) is None


@pytest.mark.parametrize(("words", "low", "high"), [("两三", 2, 3), ("三四十", 30, 40), ("七八百", 700, 800)])
def test_two_that_follow_each_other_are_a_range(words: str, low: int, high: int) -> None:
    assert neighbours(words) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("words", ["一三", "三二", "十二", "九十"])
def test_what_is_no_range(words: str) -> None:
    assert neighbours(words) is None


@given(st.integers(0, 10**14), st.integers(0, 99))
def test_digits_are_read_exactly(whole: int, part: int) -> None:
    assert arabic(f"{whole}.{part:02}"[:18]) == Decimal(f"{whole}.{part:02}"[:18])
    assert arabic(f"{whole:,}"[:18]) == Decimal(f"{whole:,}"[:18].replace(",", ""))


def test_a_number_longer_than_anything_counted_is_none() -> None:
    assert arabic("1" * 19) is None
