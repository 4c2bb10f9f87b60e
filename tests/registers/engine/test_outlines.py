"""Areas of outlines on the earth, and what overlaps."""

from decimal import Decimal

import pytest

from made_fields import square
from yaomai.registers.engine.outlines import drawn, lies_in, overlapping, square_metres, uncovered


def test_the_area_of_a_degree_at_the_equator_and_at_sixty_degrees():
    at_the_equator = square_metres(square(0, 0, 1))
    # R² · Δλ · (sin φ2 - sin φ1), R = 6371007.2 m; the sides of the outline are straight on the plane, hence the tolerance.
    assert abs(at_the_equator - Decimal(12363683990)) < Decimal("1E+6")
    assert square_metres(square(0, 59.5, 1)) / at_the_equator == pytest.approx(Decimal("0.5"), abs=Decimal("0.001"))


@pytest.mark.parametrize("text", [None, "x", {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"},
                                  {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}])  # fmt: skip
def test_what_is_no_outline_encloses_nothing(text):
    assert drawn(text) is None
    assert uncovered([(1, text)]) == {1: Decimal(1)}


def test_a_ring_that_crosses_itself_is_mended():
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert square_metres(bow) == pytest.approx(square_metres(square(0, 0, 1)) / 2, rel=Decimal("0.001"))


def test_pairs_overlap_beyond_a_tolerance():
    outlines = [(1, square(104, 34)), (2, square(104.005, 34)), (3, square(104.01, 34)), (4, square(105, 34))]
    pairs = overlapping(outlines, Decimal("0.01"))
    assert [(one.first, one.second, one.part) for one in pairs] == [
        (1, 2, Decimal("0.500000")),
        (2, 3, Decimal("0.500000")),
    ]  # 1 and 3 touch; 4 is far away
    assert overlapping(outlines, Decimal("0.6")) == []


def test_a_point_lies_in_an_outline():
    assert lies_in(["104.005", "34.005"], square(104, 34)) is True
    assert lies_in(["104.02", "34.005"], square(104, 34)) is False
    assert lies_in(["x", "34"], square(104, 34)) is None
    assert lies_in(["104", "34"], None) is None
