"""Series over time as drawings: where points, gaps, breaks and second lines stand."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template import Context, Template

from yaomai.web.chart import HEIGHT, SERIES_MAX, WIDTH, Line, Point, Series, chart, several


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
    assert "空心：初步、估计或预测的数" in html
    assert "演示数据" in html
    assert 'aria-label="2015年：10 亿元（初步数）"' in html
    assert "style=" not in html


def together(*values):
    return several(
        [Series(f"第{number}地", points(*each)) for number, each in enumerate(values)], title="x", unit="亿元"
    )


def test_several_series_stand_on_one_scale_each_with_its_mark_and_name():
    made = together((10, 12, 14), (100, None, 120), (10, 12, 14), (1,), ())
    assert [one.number for one in made.series] == [1, 2, 3, 4, 5]
    assert len({one.mark for one in made.series}) == SERIES_MAX
    assert [len(one.paths) for one in made.series] == [1, 0, 1, 0, 0], "a line is open where a value is missing"
    assert made.series[0].points[1].y == made.series[2].points[1].y
    assert float(made.ticks[-1].label) >= 120
    named = sorted(one.name_y for one in made.series if one.points)
    assert all(later - earlier >= 16 - 1e-9 for earlier, later in pairwise(named)), "no name over another"
    assert all(0 <= one <= HEIGHT for one in named)
    html = Template("{% chart made %}").render(Context({"made": made}))
    assert "（没有这种数）" in html
    assert html.count("chart-series-2") == 2, "the drawing and the legend"
    assert html.count("style=") == 0


def test_more_series_than_a_drawing_holds_are_left_out():
    assert len(together(*([(1, 2)] * 7)).series) == SERIES_MAX


def test_of_several_series_a_break_parts_only_its_own_line():
    broken = [*points(1, 2), Point("2017", date(2017, 12, 31), Decimal(3), is_break=True), *points(1, 2, 3, 4)[3:]]
    made = several([Series("甲", broken), Series("乙", points(1, 2, 3, 4))], title="x", unit="元")
    assert [len(one.paths) for one in made.series] == [2, 1]
    assert len(made.breaks) == 1


@pytest.mark.parametrize("values", [((1,), (1,)), ((0, 0), (0, 0)), ((), ()), ((-5, 3), (10**15, 10**15 + 1))])
def test_whatever_several_series_say_the_drawing_holds_it(values):
    for one in together(*values).series:
        assert all(0 <= each.x <= WIDTH and 0 <= each.y <= HEIGHT for each in one.points)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ((4,), "0 1 2 3 4"),
        ((34, 34), "0 10 20 30 40"),
        ((10000,), "0 2500 5000 7500 10000"),
        ((-4,), "−4 −3 −2 −1 0"),
        ((1,), "0 1"),
        ((0,), "0 1"),
        ((3, 4), "3 4"),
        (("8.5",), "0 2.5 5 7.5 10"),
        (("8.5", "9"), "8.4 8.6 8.8 9"),
    ],
)
def test_whole_values_have_a_whole_grid_and_one_alone_is_drawn_from_zero(values, labels):
    assert [one.label for one in chart(points(*values), title="x", unit="家").ticks] == labels.split()
    together = several([Series("甲", points(*values)), Series("乙", ())], title="x", unit="家")
    assert [one.label for one in together.ticks] == labels.split()


def test_the_way_to_a_target_does_not_break_the_whole_grid_of_what_is_counted():
    way = Line("目标路径", tuple((date(2015 + year, 12, 31), Decimal(year) / 2) for year in range(4)))
    ticks = chart(points(0, 1), title="x", unit="家", lines=[way]).ticks
    assert [one.label for one in ticks] == ["0", "1", "2"]
