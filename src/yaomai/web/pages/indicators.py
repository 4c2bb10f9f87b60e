"""What does an indicator mean, what was published of it, and how has it gone?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import NotFoundError
from yaomai.indicators.engine.breaks import Break
from yaomai.indicators.engine.values import Definition, EditionView, SeriesKey, Value
from yaomai.indicators.operations.import_work import may_import
from yaomai.indicators.queries import corrections, series_found
from yaomai.indicators.queries.breaks import breaks_of
from yaomai.indicators.queries.definitions import definitions, history, must_find
from yaomai.indicators.queries.editions import edition, editions
from yaomai.indicators.queries.series import all_editions_of, read_series, series_values
from yaomai.indicators.sight import may_define, may_state
from yaomai.people.viewer import Viewer
from yaomai.standards import gbt2260
from yaomai.web import breaks_shown, derived_shown, series_drawn
from yaomai.web import indicator_shown as shown
from yaomai.web import labels_indicators as words
from yaomai.web import table as tables
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.chart import SERIES_MAX, Chart
from yaomai.web.indicator_checks_shown import fate, months_table, so_far_table, sums
from yaomai.web.table import Arrangement, Column, Row, Table

PROVINCE = "620000"
"""Whose series stand for indicators when the viewer works nowhere in particular."""
_EDITIONS = 20
_SERIES_MAX = 400
_VALUES_SHOWN = 24


def home_region(viewer: Viewer) -> str:
    """Whose figures a viewer is shown first: the own region's, else the province's."""
    return viewer.division or PROVINCE


@open_to(anyone)
def indicators(request: Request) -> HttpResponse:
    """The indicators with the newest value of each."""
    at, rows = _listed(request)
    is_lapsed = any(row["correction"] for row in rows)
    page = tables.page_of(rows, at)
    table = Table(
        "indicators",
        "指标",
        shown.LIST_LAPSED if is_lapsed else shown.LIST,
        page.rows,
        at,
        total=len(rows),
        older=page.older,
        newer=page.newer,
        has_newer=page.has_newer,
        export_path="/indicators/list.csv",
        empty="还没有定义指标。",
    )
    context = {
        "table": table,
        "may_import": request.viewer.is_signed_in and may_import(request.viewer),
        "may_define": request.viewer.is_signed_in and may_define(request.viewer),
        "editions": editions(request.viewer, withdrawn=False, limit=5),
    }
    return render(request, "indicators/index.html", context)


@open_to(anyone)
def indicator_list(request: Request) -> HttpResponse:
    """The same as CSV."""
    _, rows = _listed(request)
    return _csv(rows, shown.LIST_EXPORTED, "indicators.csv")


def _listed(request: Request) -> tuple[Arrangement, list[Row]]:
    at = tables.read(request.GET, shown.LIST, "name")
    found = series_found.headlines(request.viewer, home_region(request.viewer))
    values = series_values(request.viewer, [one.first for one in found.values()])
    lapsed = corrections.lapsed_indicators(request.viewer)
    rows = tables.arrange(shown.list_rows(definitions(), found, values, lapsed), shown.LIST, at)
    if (
        "sort" not in request.GET
    ):  # unless somebody asks otherwise: where a correction lapsed, what has values, what has none
        rows.sort(key=lambda row: (row["correction"] is None, row["newest"] is None))
        at = replace(at, sort="")  # and on the pages that follow, too
    return at, rows


def _csv(rows: Sequence[Row], columns: Sequence[Column], name: str) -> HttpResponse:
    response = HttpResponse(tables.as_csv(rows, columns), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@open_to(anyone)
def indicator(request: Request, key: str) -> HttpResponse:
    """An indicator: what it means, the chosen series as a drawing and a table, all its series, its editions and corrections."""
    one = must_find(key)
    all_series = series_found.series_of(request.viewer, key, limit=_SERIES_MAX)
    series = _asked_series(request, one, all_series)
    others, left_out = _asked_beside(request, all_series, series)
    read = read_series(request.viewer, [series, *others])
    values = read.values[series]
    chosen = shown.choose(request.GET, all_series, values, series, one.basis, others)
    told = _told(read.values, chosen, one)
    here = told.values
    scale = told.scale
    titles = _editions_of(request.viewer, here)
    newest = shown.newest_of(values, one.basis)
    every = series_values(request.viewer, all_series)
    known = definitions()
    is_derived = bool(one.formula) and not here
    region = request.GET.get("region") or home_region(request.viewer)
    if is_derived and not gbt2260.exists(region):
        raise NotFoundError(f"there is no division {region[:20]!r}")
    table, more = _value_table(request, chosen, told, titles)
    context = {
        "one": one,
        "since": timezone.localtime(one.record_time),
        "why": shown.reason_words(one.reason),
        "path": shown.path_of(key),
        "chosen": chosen,
        "newest": newest,
        "newest_figure": shown.figure_of(newest, shown.scale_for([newest], one)),
        "newest_words": words.span_words(newest.start, newest.end) if newest else "",
        "chart": _drawn(told, chosen, one) if here else None,
        "left_out": left_out,
        "breaks": breaks_shown.listed(request.viewer, breaks_of(request.viewer, key), told.parted),
        "derived": derived_shown.table(request.viewer, one, region, known, now=timezone.localtime())
        if is_derived
        else None,
        "formula": derived_shown.formula_words(one, known) if is_derived else "",
        "derived_regions": derived_shown.regions(region, region) if is_derived else (),
        "values": table,
        "more": more,
        "more_query": table.arrangement.query(after="")
        if "all" in request.GET
        else f"{table.arrangement.query(after='')}&all=1",
        "months": months_table(values, one, scale),
        "so_far": so_far_table(series, values, one, scale),
        "fate": fate(series, newest, shown.path_of(key)) if values else None,
        "sums": sums(request.viewer, series, newest, one, timezone.now()),
        "regions": _region_table(request, one, chosen, shown.region_rows(every, one, chosen.basis)),
        "facts": shown.definition_facts(one),
        "comparable": shown.comparables(one, known),
        "history": [
            (each, timezone.localtime(each.record_time), shown.reason_words(each.reason)) for each in history(key)[1:]
        ],
        "corrections": shown.corrections(
            corrections.corrections_of(request.viewer, key), one, may_withdraw=_may(request.viewer, series.region)
        ),
        "broken": len(read.findings),
        "titles": _edition_lines(here, titles),
        "unused": _unused(request.viewer, here),
        "may_correct": bool(here) and _may(request.viewer, series.region),
        "may_define": request.viewer.is_signed_in and may_define(request.viewer),
        "has_invented": any(each.is_invented for each in here),
        "direction": words.DIRECTIONS[one.direction],
    }
    return render(request, "indicators/indicator.html", context)


def _may(viewer: Viewer, region: str) -> bool:
    return viewer.is_signed_in and may_state(viewer, region)


def _asked_series(request: Request, one: Definition, all_series: Sequence[SeriesKey]) -> SeriesKey:
    """The series that the address asks for, else that of the viewer's region, else the first."""
    asked = SeriesKey(one.key, request.GET.get("region", ""), request.GET.get("segment", ""))
    if asked in all_series:
        return asked
    home = home_region(request.viewer)
    wanted = asked.region or home
    here = [each for each in all_series if each.region == wanted] or list(all_series)
    return next(iter(here), SeriesKey(one.key, home, ""))


def _editions_of(viewer: Viewer, values: Sequence[Value]) -> dict[int, EditionView]:
    """The editions that these values come from."""
    found = {}
    for number in {one.edition for one in values}:
        found[number] = edition(viewer, number)
    return found


def _edition_lines(values: Sequence[Value], titles: dict[int, EditionView]) -> list[tuple[EditionView, str, int]]:
    """The editions that the shown values come from, the newest first, each with how many of them."""
    counts: dict[int, int] = {}
    for one in values:
        counts[one.edition] = counts.get(one.edition, 0) + 1
    found = sorted((titles[number] for number in counts), key=lambda one: (one.published_on, one.record), reverse=True)
    return [(one, shown.edition_path(one.record), counts[one.record]) for one in found[:_EDITIONS]]


def _unused(viewer: Viewer, values: Sequence[Value]) -> list[tuple[EditionView, str]]:
    """The editions of made-up values of spans of which a published one holds."""
    used = {(one.series, one.basis, one.start, one.end): one.edition for one in values if not one.is_invented}
    made_up = {
        one.edition
        for series in {one.series for one in values}
        for one in all_editions_of(viewer, series)
        if one.is_invented and (one.series, one.basis, one.start, one.end) in used
    }
    return [(edition(viewer, one), shown.edition_path(one)) for one in sorted(made_up, reverse=True)[:_EDITIONS]]


_VALUES, _SERIES = "values-", "series-"
"""With which the parameters of the page's two tables begin."""
_OF_PAGE = ("region", "segment", "basis", "spans", "also", "all")
_KEPT_MAX = 40


def _arrangement(request: Request, columns: Sequence[Column], prefix: str) -> Arrangement:
    """How one of the page's tables is arranged; its links carry the choice of series and the other table's arrangement along.
    The values are the newest first, the series in the order of the regions, unless somebody asks otherwise.
    """
    other = _SERIES if prefix == _VALUES else _VALUES
    given = [(name, value) for name, all_of_it in request.GET.lists() for value in all_of_it if value]
    kept = [pair for pair in given if pair[0] in _OF_PAGE or pair[0].startswith(other)]
    default = "-span" if prefix == _VALUES else ""
    return tables.read(request.GET, columns, default, prefix=prefix, kept=kept[:_KEPT_MAX])


def _value_table(
    request: Request, chosen: shown.Chosen, told: "_Told", titles: dict[int, EditionView]
) -> tuple[Table, int]:
    """The table of the shown values, and of how many rows only the first are in it."""
    rows = shown.value_rows(told.values, titles, told.scale, told.parted)
    at = _arrangement(request, shown.VALUES, _VALUES)
    passed = tables.arrange(rows, shown.VALUES, at)
    part = tuple(passed if "all" in request.GET else passed[:_VALUES_SHOWN])
    export = f"{shown.path_of(chosen.series.indicator)}/values.csv"
    columns = tuple(each for each in shown.told(shown.VALUES, rows) if each.key != "series" or chosen.others)
    return Table("values", "各期的数", columns, part, at, len(passed), export_path=export), len(passed) - len(part)


def _region_table(request: Request, one: Definition, chosen: shown.Chosen, rows: Sequence[Row]) -> Table:
    at = _arrangement(request, shown.REGIONS, _SERIES)
    # The export is of the basis that is shown, which need not be the one that was asked for, or the indicator's own.
    at = replace(at, kept=(*(pair for pair in at.kept if pair[0] != "basis"), ("basis", chosen.basis)))
    passed = tuple(tables.arrange(rows, shown.REGIONS, at))
    caption = f"各地各组最近的数（{words.BASES[chosen.basis]}）"
    export = f"{shown.path_of(one.key)}/series.csv"
    columns = shown.told(shown.REGIONS, rows)
    return Table("series", caption, columns, passed, at, total=len(passed), export_path=export)


@dataclass(frozen=True, slots=True)
class _Told:
    """The values that are shown: of each series, and all; in which unit; and which are not comparable with the one before."""

    by_series: dict[SeriesKey, list[Value]]
    values: list[Value]
    scale: words.Scale
    parted: dict[shown.Place, tuple[Break, ...]]


def _told(found: Mapping[SeriesKey, Sequence[Value]], chosen: shown.Chosen, one: Definition) -> _Told:
    by_series = {key: shown.shown_values(found[key], chosen) for key in (chosen.series, *chosen.others)}
    values = [value for each in by_series.values() for value in each]
    parted = {
        place: why for each in by_series.values() for place, why in series_drawn.parted_values(each, one.scope).items()
    }
    return _Told(by_series, values, shown.scale_for(values, one), parted)


def _drawn(told: _Told, chosen: shown.Chosen, one: Definition) -> Chart:
    kind = words.SPAN_KINDS[chosen.spans]
    if not chosen.others:
        return series_drawn.drawn(told.values, told.scale, f"{one.name}：{chosen.title}，{kind}", told.parted)
    return series_drawn.drawn_together(told.by_series, told.scale, f"{one.name}，{kind}", told.parted)


def _asked_beside(
    request: Request, all_series: Sequence[SeriesKey], series: SeriesKey
) -> tuple[tuple[SeriesKey, ...], int]:
    """The series that the address asks for beside the first, as many as one drawing holds; and how many more it asks for."""
    asked = set(request.GET.getlist("also"))
    found = [each for each in all_series if each != series and shown.mark_of(each) in asked]
    return tuple(found[: SERIES_MAX - 1]), len(found[SERIES_MAX - 1 :])


@open_to(anyone)
def indicator_values(request: Request, key: str) -> HttpResponse:
    """The values of the chosen series as CSV."""
    one = must_find(key)
    all_series = series_found.series_of(request.viewer, key, limit=_SERIES_MAX)
    series = _asked_series(request, one, all_series)
    others, _ = _asked_beside(request, all_series, series)
    found = series_values(request.viewer, [series, *others])
    chosen = shown.choose(request.GET, all_series, found[series], series, one.basis, others)
    told = _told(found, chosen, one)
    rows = shown.value_rows(told.values, _editions_of(request.viewer, told.values), told.scale, told.parted)
    at = _arrangement(request, shown.VALUES, _VALUES)
    return _csv(tables.arrange(rows, shown.VALUES, at), shown.VALUES, "values.csv")


@open_to(anyone)
def indicator_series(request: Request, key: str) -> HttpResponse:
    """The newest value of every series of an indicator as CSV."""
    one = must_find(key)
    basis = request.GET.get("basis") or one.basis
    if basis not in words.BASES:
        raise NotFoundError(f"no basis is called {basis[:20]!r}")
    every = series_values(request.viewer, series_found.series_of(request.viewer, key, limit=_SERIES_MAX))
    at = _arrangement(request, shown.REGIONS, _SERIES)
    rows = tables.arrange(shown.region_rows(every, one, basis), shown.REGIONS, at)
    return _csv(rows, shown.REGIONS, "series.csv")
