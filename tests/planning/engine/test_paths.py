"""What was expected by a day: by hand."""

from datetime import date
from decimal import Decimal

import pytest

from yaomai.planning.engine.paths import Way, expected, position, seasonal_share
from yaomai.planning.engine.target_view import Path

DECLARED = Path("declared", ((2021, Decimal(110)), (2023, Decimal(150)), (2025, Decimal(200))))


def way(path, start=(2020, Decimal(100)), end=(2025, Decimal(200))):
    return Way(start, end, path)


@pytest.mark.parametrize(
    ("path", "on", "value"),
    [
        (Path("linear"), date(2020, 12, 31), "100"),
        (Path("linear"), date(2022, 12, 31), "140"),
        (Path("linear"), date(2025, 12, 31), "200"),
        (Path("linear"), date(2030, 1, 1), "200"),  # after its year the target stands
        (Path("linear"), date(2019, 5, 1), "100"),  # before the baseline nothing was to change
        (Path("compound"), date(2022, 12, 31), "131.9508"),  # 100 × 2^(2/5)
        (Path("compound"), date(2025, 12, 31), "200"),
        (DECLARED, date(2021, 12, 31), "110"),
        (DECLARED, date(2022, 12, 31), "130"),  # straight between declared points
        (DECLARED, date(2025, 12, 31), "200"),
    ],
)
def test_what_is_expected(path, on, value):
    assert round(expected(way(path), on), 4) == Decimal(value)


def test_what_cannot_be_expected():
    assert expected(way(Path("linear"), start=None), date(2022, 12, 31)) is None
    assert expected(way(Path("linear"), start=None), date(2025, 12, 31)) == 200
    assert expected(way(DECLARED, start=None), date(2022, 12, 31)) == 130
    assert expected(way(DECLARED, start=None), date(2020, 6, 30)) is None
    assert expected(way(Path("compound"), start=(2020, Decimal(-5))), date(2022, 12, 31)) is None


def test_years_are_exact_at_their_ends():
    assert position(date(2020, 12, 31)) == 2020
    assert position(date(2024, 12, 31)) == 2024  # a leap year
    assert round(position(date(2021, 1, 1)), 6) == round(2020 + Decimal(1) / 365, 6)


def test_the_share_of_a_year_is_the_mean_of_the_years_before():
    years = {2022: Decimal(100), 2023: Decimal(200), 2024: Decimal(100)}
    parts = {2022: Decimal(20), 2023: Decimal(60), 2024: Decimal(90), 2021: Decimal(1)}
    assert seasonal_share(years, parts, 2024) == (Decimal("0.25"), [2022, 2023])
    assert seasonal_share(years, {}, 2024) is None
    assert seasonal_share(years, parts, 2022) is None
