"""Where on the map do targets stand: how many of each county or its city are of a state?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from yaomai.errors import Finding, InvalidError
from yaomai.indicators.engine.table_lexicon import region_name
from yaomai.ledger.figure import Figure
from yaomai.planning.queries import verdicts
from yaomai.planning.queries.verdicts import Row
from yaomai.web import glossary
from yaomai.web import target_shown as shown
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.county_map import County, counties_of, county_map

_GANSU = "62"
ALL = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A region with its targets: how many of the state that is asked for, of how many; where they are listed."""

    name: str
    count: int
    total: int
    href: str


@open_to(signed_in)
def target_map(request: Request) -> HttpResponse:
    """The targets by region, as a map and as a table."""
    state = request.GET.get("state", ALL)
    if state not in (ALL, *shown.STATES):
        raise InvalidError([Finding("targets.state", "/state", f"可以看：{'、'.join(shown.STATES)}", state[:40])])
    rows = [one for one in verdicts.board(request.viewer) if one.target.now.region]
    regions = {one.target.now.region for one in rows}
    province = _province(rows)
    drawn = county_map(province, _figures(rows, state, province, counties_of(province)))
    table = sorted((_region(code, rows, state) for code in regions), key=lambda one: (-one.count, one.name))
    context = {
        "map": drawn,
        "told": [(one, _told(one), _href(_nearest(one.shape.code, regions), state)) for one in drawn.counties],
        "steps": drawn.steps,
        "regions": table,
        "province": region_name(f"{province}0000"),
        "choices": [(code, glossary.word(code), code == state) for code in shown.STATES],
        "word": glossary.word(state) if state else "全部目标",
    }
    return render(request, "targets/map.html", context)


def _province(rows: Sequence[Row]) -> str:
    heads = [one.target.now.region[:2] for one in rows]
    return max(sorted(set(heads)), key=heads.count) if heads else _GANSU


def _is_asked(one: Row, state: str) -> bool:
    return state in (ALL, shown.state_code(one.state))


def _figures(rows: Sequence[Row], state: str, province: str, counties: Iterable[str]) -> dict[str, Figure]:
    """Of each county the targets of its own and of its city; the province's are everybody's, and stand in the table only."""
    found: dict[str, Figure] = {}
    counted: dict[str, int] = {}
    for one in rows:
        region = one.target.now.region
        if region.startswith(province) and not region.endswith("0000") and _is_asked(one, state):
            counted[region] = counted.get(region, 0) + 1
    for code in counties:
        number = counted.get(code, 0) + counted.get(f"{code[:4]}00", 0)
        if number:
            found[code] = Figure(Decimal(number), "", "")
    return found


def _nearest(code: str, regions: set[str]) -> str:
    return code if code in regions else f"{code[:4]}00"


def _region(code: str, rows: Sequence[Row], state: str) -> Region:
    own = [one for one in rows if one.target.now.region == code]
    return Region(region_name(code), sum(_is_asked(one, state) for one in own), len(own), _href(code, state))


def _href(code: str, state: str) -> str:
    asked = {"region": region_name(code), "state": state}
    return f"/targets?{urlencode({name: one for name, one in asked.items() if one})}"


def _told(county: County) -> str:
    return f"{county.shape.name}：{county.figure.value} 个" if county.figure else f"{county.shape.name}：没有"
