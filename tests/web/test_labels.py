"""Values are shown exactly; each state has its own shape for its tone."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from yaomai.traceability.queries.trace import time_zone
from yaomai.web import icons, labels


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("1204.75", "1204.75"),
        ("12.50", "12.50"),  # recorded decimals stay
        ("12345.60", "12 345.60"),
        ("-1234567", "−1 234 567"),
        ("1E+3", "1000"),
        ("0.000012", "0.000012"),
        ("1E-7", "0.0000001"),
    ],
)
def test_grouped(value: str, shown: str) -> None:
    assert labels.grouped(Decimal(value)).replace(labels.GAP, " ") == shown


def test_unit_that_is_not_known_keeps_its_code() -> None:
    assert labels.unit_word("KGM") == "千克"
    assert labels.unit_word("X9Y") == "X9Y"


def test_every_state_has_a_word_and_a_drawn_shape() -> None:
    for code, state in labels.STATES.items():
        assert state.word != code, f"the glossary has no word for {code}"
        assert state.shape in icons.SHAPES


def test_no_shape_stands_for_two_tones_that_must_not_be_confused() -> None:
    tones: dict[str, set[str]] = {}
    for state in labels.STATES.values():
        tones.setdefault(state.shape, set()).add(state.tone)
    for shape in ("check", "cross", "warning", "half"):
        assert len(tones[shape]) == 1, f"{shape} is used for {tones[shape]}"


NIGHT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
"""Half past midnight of the 23rd in China."""


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NIGHT, "2026-11-23"),
        (NIGHT.astimezone(ZoneInfo("Asia/Shanghai")), "2026-11-23"),
        (NIGHT.astimezone(time_zone("+08:00")), "2026-11-23"),
        (NIGHT.astimezone(time_zone("+00:00")), "2026-11-22"),  # an event that was said so keeps its own offset
    ],
)
def test_the_day_of_a_time_is_the_day_on_which_people_live(moment: datetime, day: str) -> None:
    assert labels.day(moment) == day
