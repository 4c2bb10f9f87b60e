"""What does an indicator mean, what was published of it, and how has it gone?"""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import NotFoundError
from yaomai.indicators.engine.values import Definition, EditionView, SeriesKey, Value
from yaomai.indicators.operations.import_work import may_import
from yaomai.indicators.queries import corrections, series_found
from yaomai.indicators.queries.definitions import definitions, history, must_find
from yaomai.indicators.queries.editions import edition, editions
from yaomai.indicators.queries.series import read_series, series_values
from yaomai.indicators.sight import may_define, may_state
from yaomai.people.viewer import Viewer
from yaomai.standards import gbt2260
from yaomai.web import derived_shown
from yaomai.web import indicator_shown as shown
from yaomai.web import labels_indicators as words
from yaomai.web import table as tables
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.indicator_checks_shown import months_table, sums
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
    table = Table(
        "indicators",
        "指标",
        shown.LIST_LAPSED if is_lapsed else shown.LIST,
        tuple(rows),
        at,
        total=len(rows),
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
    return _csv(rows, shown.LIST_LAPSED, "indicators.csv")


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
    read = read_series(request.viewer, [series])
    values = read.values[series]
    chosen = shown.choose(request.GET, all_series, values, series, one.basis)
    here = shown.shown_values(values, chosen)
    scale = shown.scale_for(here, one)
    titles = _editions_of(request.viewer, values)
    newest = shown.newest_of(values, one.basis)
    every = series_values(request.viewer, all_series)
    known = definitions()
    is_derived = bool(one.formula) and not here
    region = request.GET.get("region") or home_region(request.viewer)
    if is_derived and not gbt2260.exists(region):
        raise NotFoundError(f"there is no division {region[:20]!r}")
    is_whole = "all" in request.GET
    context = {
        "one": one,
        "since": timezone.localtime(one.record_time),
        "why": shown.reason_words(one.reason),
        "path": shown.path_of(key),
        "chosen": chosen,
        "newest": newest,
        "newest_figure": shown.figure_of(newest, shown.scale_for([newest], one)),
        "newest_words": words.span_words(newest.start, newest.end) if newest else "",
        "chart": shown.drawn(here, scale, f"{one.name}：{chosen.title}，{words.SPAN_KINDS[chosen.spans]}")
        if here
        else None,
        "derived": derived_shown.table(request.viewer, one, region, known, now=timezone.localtime())
        if is_derived
        else None,
        "formula": derived_shown.formula_words(one, known) if is_derived else "",
        "derived_regions": derived_shown.regions(region, region) if is_derived else (),
        "values": _value_table(chosen, shown.value_rows(here, titles, scale), is_whole=is_whole),
        "more": 0 if is_whole else max(0, len(here) - _VALUES_SHOWN),
        "months": months_table(values, one, shown.scale_for(here, one)),
        "sums": sums(request.viewer, series, newest, one, timezone.now()),
        "regions": _region_table(one, chosen, shown.region_rows(every, one, chosen.basis)),
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


def _value_table(chosen: shown.Chosen, rows: Sequence[Row], *, is_whole: bool) -> Table:
    """The newest first; a choice of the series stands above, so the table itself is not arranged by the address."""
    columns = shown.told(shown.VALUES, rows)
    export = f"{shown.path_of(chosen.series.indicator)}/values.csv?{chosen.query}"
    part = tuple(rows if is_whole else rows[:_VALUES_SHOWN])
    return Table("values", "各期的数", columns, part, _plain(shown.VALUES), total=len(rows), export_path=export)


def _plain(columns: Sequence[Column]) -> Arrangement:
    return Arrangement(next(one.key for one in columns if one.sortable), descending=False, filters={})


def _region_table(one: Definition, chosen: shown.Chosen, rows: Sequence[Row]) -> Table:
    columns = shown.told(shown.REGIONS, rows)
    caption = f"各地各组最近的数（{words.BASES[chosen.basis]}）"
    export = f"{shown.path_of(one.key)}/series.csv?basis={chosen.basis}"
    return Table("series", caption, columns, tuple(rows), _plain(shown.REGIONS), total=len(rows), export_path=export)


@open_to(anyone)
def indicator_values(request: Request, key: str) -> HttpResponse:
    """The values of the chosen series as CSV."""
    one = must_find(key)
    all_series = series_found.series_of(request.viewer, key, limit=_SERIES_MAX)
    series = _asked_series(request, one, all_series)
    values = series_values(request.viewer, [series])[series]
    chosen = shown.choose(request.GET, all_series, values, series, one.basis)
    here = shown.shown_values(values, chosen)
    rows = shown.value_rows(here, _editions_of(request.viewer, values), shown.scale_for(here, one))
    return _csv(rows, shown.VALUES, "values.csv")


@open_to(anyone)
def indicator_series(request: Request, key: str) -> HttpResponse:
    """The newest value of every series of an indicator as CSV."""
    one = must_find(key)
    basis = request.GET.get("basis") or one.basis
    if basis not in words.BASES:
        raise NotFoundError(f"no basis is called {basis[:20]!r}")
    every = series_values(request.viewer, series_found.series_of(request.viewer, key, limit=_SERIES_MAX))
    return _csv(shown.region_rows(every, one, basis), shown.REGIONS, "series.csv")
