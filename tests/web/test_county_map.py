"""Counties of a province as a drawing: all of them, with figures and steps."""

from decimal import Decimal

import pytest

from yaomai.ledger.figure import Figure
from yaomai.web.county_map import WIDTH, county_map, scale


def figures(**values):
    return {code.removeprefix("c"): Figure(Decimal(value), "MU", f"x/{code}") for code, value in values.items()}


def test_every_county_is_drawn_inside_the_picture_and_those_with_a_figure_are_on_a_step():
    drawn = county_map("62", figures(c621126=30, c621122=20, c620102=10, c629999=1))
    assert len(drawn.counties) > 80
    assert drawn.not_drawn == ("629999",)
    by_code = {one.shape.code: one for one in drawn.counties}
    assert [by_code[code].step for code in ("620102", "621122", "621126", "620121")] == [2, 3, 4, 0]
    assert by_code["621126"].shape.name == "岷县"
    for one in drawn.counties:
        assert 0 <= one.shape.x <= WIDTH
        assert 0 <= one.shape.y <= drawn.height
        assert one.shape.path.startswith("M")
    # 岷县 lies south-east of 玉门.
    assert by_code["621126"].shape.x > by_code["620981"].shape.x
    assert by_code["621126"].shape.y > by_code["620981"].shape.y


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([], []),
        ([5], [(5, 5)]),
        ([5, 5, 5], [(5, 5)]),
        ([1, 2, 3, 4, 5], [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
        (range(1, 11), [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]),
    ],
)
def test_a_scale_has_as_many_counties_on_each_step(values, bounds):
    assert [(one.least, one.most) for one in scale([Decimal(value) for value in values])] == bounds


def test_a_province_that_has_no_outlines_is_an_empty_picture():
    assert county_map("99", {}).counties == ()
