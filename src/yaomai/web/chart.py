"""How is a series over time drawn: lines and bars, with gaps for what is missing, breaks, and what is only provisional?

Drawn on the server as SVG; a page shows the same values in a table beside it. Colour never says anything alone: provisional points
are hollow, breaks are dashed lines with a word, a target is a dashed line with its own mark and word; of several series each has
its mark and its name at its end.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

WIDTH, HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 18, 26, 40
_TICKS = 4
_LABELS_MAX = 9
_SHORT_MOST = 6
_LABEL_WIDTH = 84
_NAME_ROOM, _NAME_HEIGHT, _NAME_CHARACTERS = 118, 16, 8
MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "M-3.8 -3.8h7.6v7.6h-7.6z",
    "M0 -5L4.8 3.8H-4.8z",
    "M0 -5.4L5.4 0L0 5.4L-5.4 0z",
    "M-4 -4L4 4M-4 4L4 -4",
)
"""Of several series each has one, by which it is known without colours: a disc, a square, a triangle, a diamond, a cross."""
SERIES_MAX = len(MARKS)


@dataclass(frozen=True, slots=True)
class Point:
    """One value: of which span, in words and by its last day; None: missing. href: where it leads (a figure's origin). hollow:
    provisional, estimated, forecast. is_break: not comparable with what is before it. begins: a line begins here, as the year to
    date does every year. words: what the drawing says of it. differs: in which way it is not of the same thing as what is before
    it, in a word: no line joins them.
    """

    label: str
    on: date
    value: Decimal | None
    href: str = ""
    hollow: bool = False
    is_break: bool = False
    begins: bool = False
    words: str = ""
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A second line without points of its own: a target's path, a projection. label: its word; end: the word below its end."""

    label: str
    points: tuple[tuple[date, Decimal], ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A point where it is drawn; x, y in units of the drawing. bar: the top and height of its bar."""

    point: Point
    x: float
    y: float
    bar_top: float = 0.0
    bar_height: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid: where, and its number in words."""

    at: float
    label: str
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class LineDrawn:
    """A second line as drawn: path, the mark at its end, and where its word stands."""

    label: str
    path: str
    x: float
    y: float
    value: str
    anchor: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class SeriesDrawn:
    """One of several series as drawn. number: from 1, its colour. mark: a path around its point. name_x, name_y: where its short
    name stands, if it has a point.
    """

    label: str
    short: str
    number: int
    mark: str
    points: tuple[Placed, ...]
    paths: tuple[str, ...]
    name_x: float = 0.0
    name_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing. paths: of the line, parted where a value is missing or comparability breaks. labels: words below. breaks: where
    values stop being comparable; differences: where they begin to be of another thing, and the word for it. bar: how wide a bar
    is. series: where there are several; then points and paths are theirs.
    """

    title: str
    unit: str
    kind: Literal["line", "bar"]
    points: tuple[Placed, ...]
    paths: tuple[str, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[tuple[float, str], ...]
    breaks: tuple[float, ...]
    lines: tuple[LineDrawn, ...]
    missing: tuple[float, ...]
    bar: float
    is_invented: bool
    series: tuple[SeriesDrawn, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM
    differences: tuple[tuple[float, str], ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether it has so few points that all of it fits on a phone."""
        return not self.series and len(self.points) + len(self.missing) <= _SHORT_MOST

    @property
    def half_bar(self) -> float:
        """Half of a bar's width."""
        return self.bar / 2

    @property
    def has_hollow(self) -> bool:
        """Whether the legend must tell what a hollow point is."""
        return any(one.point.hollow for one in (*self.points, *(each for one in self.series for each in one.points)))

    @property
    def begins_anew(self) -> bool:
        """Whether the legend must tell that a year to date begins anew with each year."""
        return any(one.point.begins for one in (*self.points, *(each for one in self.series for each in one.points)))


def chart(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    kind: Literal["line", "bar"] = "line",
    lines: Sequence[Line] = (),
    is_invented: bool = False,
) -> Chart:
    """The drawing of these points, which are in the order of their days. Values are in the unit that is shown."""
    known = [one.value for one in points if one.value is not None]
    numbers = [*known, *(value for line in lines for _, value in line.points)]
    low, high, ticks = _scale(numbers, from_zero=kind == "bar", is_whole=_are_whole(known))
    days = [one.on for one in points] + [day for line in lines for day, _ in line.points]
    first, last = (min(days), max(days)) if days else (date(2000, 1, 1), date(2000, 1, 1))
    slots = max(len(points), 1)
    inner = WIDTH - _LEFT - _RIGHT
    edge = min(inner / slots / 2, 40.0)

    def x(day: date) -> float:
        length = (last - first).days
        return _LEFT + edge + (inner - 2 * edge) * ((day - first).days / length if length else 0.5)

    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * ((value - low) / (high - low))

    placed = tuple(
        Placed(one, x(one.on), y(float(one.value)), *_bar(y, float(one.value), low, high))
        for one in points
        if one.value is not None
    )
    return Chart(
        title=title,
        unit=unit,
        kind=kind,
        points=placed,
        paths=tuple(_paths(points, placed)) if kind == "line" else (),
        ticks=tuple(Tick(y(one), _number(one), one == 0) for one in ticks),
        labels=tuple(
            _with_ends(
                _labels([(x(one.on), one.label) for one in points]),
                [(x(line.points[-1][0]), line.end) for line in lines if line.points and line.end],
            )
        ),
        breaks=tuple((x(one.on) + x(before.on)) / 2 for before, one in pairwise(points) if one.is_break),
        lines=tuple(_line(line, x, y) for line in lines if line.points),
        missing=tuple(x(one.on) for one in points if one.value is None),
        bar=max(3.0, min(inner / slots * 0.62, 44.0)),
        is_invented=is_invented,
        differences=tuple(
            ((x(one.on) + x(before.on)) / 2, one.differs) for before, one in pairwise(points) if one.differs
        ),
    )


@dataclass(frozen=True, slots=True)
class Series:
    """A series to be drawn beside others: its name, its points in the order of their days."""

    label: str
    points: Sequence[Point]


def several(series: Sequence[Series], *, title: str, unit: str, is_invented: bool = False) -> Chart:
    """The drawing of two to SERIES_MAX series on one scale. Values are in the unit that is shown."""
    every = sorted((one for each in series for one in each.points), key=lambda one: one.on)
    known = [one.value for one in every if one.value is not None]
    low, high, ticks = _scale(known, from_zero=False, is_whole=_are_whole(known))
    first, last = (every[0].on, every[-1].on) if every else (date(2000, 1, 1), date(2000, 1, 1))
    left, right = _LEFT + 16, WIDTH - _NAME_ROOM

    def x(day: date) -> float:
        length = (last - first).days
        return left + (right - left) * ((day - first).days / length if length else 0.5)

    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * ((value - low) / (high - low))

    drawn = []
    for number, each in enumerate(series[:SERIES_MAX], start=1):
        placed = tuple(Placed(one, x(one.on), y(float(one.value))) for one in each.points if one.value is not None)
        drawn.append(
            SeriesDrawn(
                each.label, _short(each.label), number, MARKS[number - 1], placed, tuple(_paths(each.points, placed))
            )
        )
    breaks = {
        (x(one.on) + x(before.on)) / 2 for each in series for before, one in pairwise(each.points) if one.is_break
    }
    return Chart(
        title=title,
        unit=unit,
        kind="line",
        points=(),
        paths=(),
        ticks=tuple(Tick(y(one), _number(one), one == 0) for one in ticks),
        labels=tuple(_labels(sorted({(x(one.on), one.label) for one in every if one.label}))),
        breaks=tuple(sorted(breaks)),
        lines=(),
        missing=(),
        bar=0.0,
        is_invented=is_invented,
        series=_named(drawn),
        right=right + 8,
    )


def _short(label: str) -> str:
    return label if len(label) <= _NAME_CHARACTERS else f"{label[: _NAME_CHARACTERS - 1]}…"


def _named(drawn: Sequence[SeriesDrawn]) -> tuple[SeriesDrawn, ...]:
    """With the name of each at the right of its last point, none over another."""
    ends = sorted((one for one in drawn if one.points), key=lambda one: one.points[-1].y)
    heights = [one.points[-1].y for one in ends]
    for at in range(1, len(heights)):
        heights[at] = max(heights[at], heights[at - 1] + _NAME_HEIGHT)
    over = max(0.0, heights[-1] - (HEIGHT - _BOTTOM)) if heights else 0.0
    if over:  # from the bottom up
        heights[-1] -= over
        for at in range(len(heights) - 2, -1, -1):
            heights[at] = min(heights[at], heights[at + 1] - _NAME_HEIGHT)
    placed = {
        id(one): replace(one, name_x=max(each.points[-1].x for each in ends) + 12, name_y=height)
        for one, height in zip(ends, heights, strict=True)
    }
    return tuple(placed.get(id(one), one) for one in drawn)


def _bar(y: Callable[[float], float], value: float, low: float, high: float) -> tuple[float, float]:
    base = min(max(0.0, low), high)
    top, bottom = y(max(value, base)), y(min(value, base))
    return top, max(bottom - top, 1.0)


def _paths(points: Sequence[Point], placed: Sequence[Placed]) -> list[str]:
    at = {id(one.point): one for one in placed}
    paths: list[str] = []
    run: list[Placed] = []
    for one in points:
        here = at.get(id(one))
        if here is None or one.is_break or one.begins or one.differs:
            paths += _path(run)
            run = []
        if here is not None:
            run.append(here)
    return paths + _path(run)


def _path(run: Sequence[Placed]) -> list[str]:
    if len(run) < 2:
        return []
    return ["M" + "L".join(f"{one.x:.1f} {one.y:.1f}" for one in run)]


def _line(line: Line, x: Callable[[date], float], y: Callable[[float], float]) -> LineDrawn:
    spots = [(x(day), y(float(value))) for day, value in line.points]
    end_x, end_y = spots[-1]
    path = "M" + "L".join(f"{one:.1f} {other:.1f}" for one, other in spots)
    if len(spots) == 1:  # one promised value: a level across the drawing
        path = f"M{_LEFT} {end_y:.1f}H{WIDTH - _RIGHT}"
    return LineDrawn(
        line.label, path, end_x, end_y, _plain(line.points[-1][1]), "end" if end_x > WIDTH / 2 else "start", line.end
    )


def _are_whole(values: Sequence[Decimal]) -> bool:
    """Whether all are whole numbers, as those of counted things are: between two of them is nothing to be read."""
    return all(one == one.to_integral_value() for one in values)


def _scale(numbers: Sequence[Decimal], *, from_zero: bool, is_whole: bool) -> tuple[float, float, list[float]]:
    """From which to which number the drawing reaches, and the lines of its grid: 1, 2 or 5 times a power of ten apart, and at least
    1 where the values are whole. One value alone is drawn from zero: how far it is from itself says nothing.
    """
    if not numbers:
        return 0.0, 1.0, [0.0, 1.0]
    low, high = float(min(numbers)), float(max(numbers))
    if from_zero or low == high or (low >= 0 and low < 0.6 * high):
        low = min(low, 0.0)
    if high <= 0 and (from_zero or low == high):
        high = 0.0
    if low == high:
        high = 1.0
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough * 0.999)
    step = max(step, 1.0) if is_whole else step
    first, last = math.floor(low / step), math.ceil(high / step - 1e-9)
    ticks = [round(each * step, 12) for each in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def _labels(spots: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """As many words below as have room: the last one, and others at even steps from it."""
    if not spots:
        return []
    room = max(1, min(_LABELS_MAX, int((WIDTH - _LEFT - _RIGHT) / _LABEL_WIDTH)))
    step = math.ceil(len(spots) / room)
    shown: list[tuple[float, str]] = []
    for spot in list(reversed(spots))[::step]:
        if not shown or shown[-1][0] - spot[0] >= _LABEL_WIDTH:
            shown.append(spot)
    return shown[::-1]


def _with_ends(labels: Sequence[tuple[float, str]], ends: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The words below with those of the ends of lines, which come first: others give way where there is no room for both."""
    kept = [one for one in labels if all(abs(one[0] - end[0]) >= _LABEL_WIDTH / 2 for end in ends)]
    return sorted([*kept, *dict.fromkeys(ends)])


def _number(value: float) -> str:
    return f"{value:.10g}".replace("-", "−")


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
