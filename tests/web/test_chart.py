"""Series over time as drawings: where points, gaps, breaks and second lines stand."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template

from yaomai.web.chart import HEIGHT, WIDTH, Line, Point, chart


def points(*values, **more):
    return [
        Point(str(2015 + number), date(2015 + number, 12, 31), None if value is None else Decimal(value), **more)
        for number, value in enumerate(values)
    ]


def test_a_line_is_parted_where_a_value_is_missing():
    made = chart(points(10, 12, None, 14, 15), title="营业收入", unit="亿元")
    assert len(made.paths) == 2
    assert len(made.points) == 4
    assert len(made.missing) == 1


def test_a_line_is_parted_at_a_break_which_is_marked():
    first = points(10, 12)
    second = [Point("2017", date(2017, 12, 31), Decimal(30), is_break=True), *points(1, 2, 3, 31)[3:]]
    made = chart(first + second, title="x", unit="亿元")
    assert len(made.breaks) == 1
    assert len(made.paths) == 2
    assert made.points[1].x < made.breaks[0] < made.points[2].x


def test_years_to_date_begin_anew_without_a_mark():
    made = chart([*points(1, 2), Point("x", date(2017, 2, 28), Decimal(1), begins=True)], title="x", unit="元")
    assert (len(made.paths), made.breaks) == (1, ())


@pytest.mark.parametrize("kind", ["line", "bar"])
@pytest.mark.parametrize("values", [(1,), (0, 0), (-5, 3), (-5, -3), ("0.0001", "0.0002"), (10**15, 10**15 + 1), ()])
def test_whatever_the_values_are_the_drawing_holds_them(values, kind):
    made = chart(points(*values), title="x", unit="元", kind=kind)
    for one in made.points:
        assert 0 <= one.x <= WIDTH
        assert 0 <= one.y <= HEIGHT
        assert 0 <= one.bar_top <= HEIGHT
        assert one.bar_top + one.bar_height <= HEIGHT + 1
    assert len(made.ticks) >= 2


def test_bars_begin_at_zero_and_lines_where_values_are():
    assert chart(points(100, 101), title="x", unit="元", kind="bar").ticks[0].label == "0"
    assert chart(points(100, 101), title="x", unit="元").ticks[0].label == "100"
    assert chart(points(10, 101), title="x", unit="元").ticks[0].label == "0"


def test_a_target_is_drawn_beside_the_values_and_has_its_word():
    made = chart(
        points(10, 12),
        title="x",
        unit="亿元",
        lines=[Line("目标", ((date(2015, 12, 31), Decimal(10)), (date(2020, 12, 31), Decimal(50))))],
    )
    assert made.lines[0].path.count("L") == 1
    assert (made.lines[0].label, made.lines[0].value) == ("目标", "50")
    level = chart(points(10, 12), title="x", unit="亿元", lines=[Line("目标", ((date(2016, 12, 31), Decimal(11)),))])
    assert "H" in level.lines[0].path


def test_the_drawing_says_the_same_in_words():
    made = chart(
        points(10, 12, hollow=True, href="/figure/x", words="2015年：10 亿元（初步数）"),
        title="营业收入",
        unit="亿元",
        is_invented=True,
    )
    html = Template("{% chart made %}").render(Context({"made": made}))
    assert html.count("chart-hollow") == 3, "two points and the legend"
    assert "空心：初步、预计或预测的数" in html
    assert "演示数据" in html
    assert 'aria-label="2015年：10 亿元（初步数）"' in html
    assert "style=" not in html
