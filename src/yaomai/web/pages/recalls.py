"""Which recalls are there, and what does each reach: how much, with whom, sold or not, item by item?"""

from dataclasses import dataclass
from datetime import datetime

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.traceability.engine.recall_totals import who_has
from yaomai.traceability.operations.recall import may_start
from yaomai.traceability.queries import recall_reach
from yaomai.traceability.queries.recall_reach import Reach
from yaomai.traceability.queries.recalls import Recall, may_see_reach, recall, recalls
from yaomai.web import installation, recall_sheet, recall_shown, showing
from yaomai.web.access import Request, anyone, open_to, signed_in
from yaomai.web.api.chain_schemas import format_parameter, page_answer
from yaomai.web.api.described import described
from yaomai.web.pages.errors import wants_problem
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Row, Table, arrange, as_csv, keyset_mark, read

_ITEMS_A_PAGE = 100
_HOLDERS_MAX = 200
_CONTRADICTIONS_MAX = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@open_to(anyone)
@described(
    parameters=(format_parameter("json", "csv"),),
    answers={200: page_answer("the recalls", "Recalls", also=("text/csv",))},
    refuses=(400, 401),
)
def recall_list(request: Request) -> HttpResponse:
    """All recalls, those under way first; also as CSV and JSON."""
    found = recalls(request.viewer)
    if wanted_form(request) == "json":
        return json_answer({"recalls": [recall_shown.as_json(one) for one in found]})
    columns = recall_shown.RECALL_COLUMNS
    arrangement = read(request.GET, columns, "-started")
    rows = arrange(recall_shown.recall_rows(found), columns, arrangement)
    if not request.GET.get("sort"):
        rows = sorted(rows, key=lambda row: row["state"] != "recall_open")  # stable: the newest first within each
    if wanted_form(request) == "csv":
        return csv_answer(as_csv(rows, columns), "recalls.csv")
    table = Table(
        key="recalls",
        caption="启动过的召回",
        columns=columns,
        rows=tuple(rows),
        arrangement=arrangement,
        total=len(rows),
        export_path="/recalls?format=csv",
        empty="还没有召回。发现问题后，监管员和做货的机构可以在这里启动召回。",
    )
    page = {"table": table, "open": sum(one.is_open for one in found), "may_start": may_start(request.viewer)}
    return render(request, "recalls.html", page)


@dataclass(frozen=True, slots=True)
class RecallPage:
    """A recall: what is known of it, and what it reaches as far as the viewer may see it (None: not at all)."""

    number: int
    title: str
    recall_class: str
    state: str
    facts: tuple[Fact, ...]
    tabs: tuple[Link, ...]
    is_late: bool
    due: datetime
    may_end: bool
    sums: tuple[recall_shown.Sum, ...] | None
    contradictions: tuple[recall_shown.Contradiction, ...] = ()
    more_contradictions: int = 0
    is_whole: bool = True


@open_to(anyone)
@described(
    parameters=(format_parameter("json", "csv", "xlsx"),),
    answers={200: page_answer("the recall, and what it reaches", "RecallReached", also=("text/csv", _XLSX))},
    refuses=(400, 401, 403, 404),
)
def recall_page(request: Request, number: int) -> HttpResponse:
    """One recall: for everybody what and why; for inspectors, officials and who started it also what it reaches.

    `format=json|csv|xlsx`: the whole of it. CSV and spreadsheet are for those who may see what it reaches.
    """
    found = recall(request.viewer, number)
    form = wanted_form(request)
    if form in ("csv", "xlsx"):
        return _file(recall_reach.reach(request.viewer, number), form)
    reach = recall_reach.reach(request.viewer, number) if may_see_reach(request.viewer, found.started_by) else None
    if form == "json":
        told = recall_shown.as_json(found)
        return json_answer(told | {"reach": recall_shown.reach_as_json(reach) if reach else None})
    page = _page(request.viewer, found, reach)
    return render(
        request,
        "recall.html",
        {"page": page, "table": _holders(request, reach, number) if reach else None, "most": _HOLDERS_MAX},
    )


def _file(reach: Reach, form: str) -> HttpResponse:
    number = reach.recall.number if reach.recall else 0
    name = f"recall-{number}.{form}"
    if form == "xlsx":
        return attachment(recall_sheet.workbook(reach, now=timezone.now()), _XLSX, name)
    lines = (line.encode() for line in recall_sheet.csv_lines(reach))
    return StreamingHttpResponse(  # type: ignore[return-value]  # a response as any other to the middleware
        lines, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(viewer: Viewer, found: Recall, reach: Reach | None) -> RecallPage:
    what = recall_shown.subject(found)
    return RecallPage(
        number=found.number,
        title=" ".join(filter(None, ("召回", what.word, what.note))),
        recall_class=f"{recall_shown.class_word(found.recall_class)}召回",
        state="recall_open" if found.is_open else "recall_ended",
        facts=recall_shown.recall_facts(found),
        tabs=tabs(found.number, reach),
        is_late=found.is_open and timezone.now() > found.due,
        due=timezone.localtime(found.due),
        may_end=found.is_open and may_end(viewer, found),
        sums=recall_shown.sums(reach) if reach else None,
        contradictions=recall_shown.contradictions(reach, most=_CONTRADICTIONS_MAX) if reach else (),
        more_contradictions=max(0, len(reach.discrepancies) - _CONTRADICTIONS_MAX) if reach else 0,
        is_whole=reach.is_whole if reach else True,
    )


def may_end(viewer: Viewer, one: Recall) -> bool:
    """Whether the page offers the viewer to end it; the operation decides."""
    return may_start(viewer) and ("inspector" in viewer.roles or one.started_by == viewer.organisation)


def tabs(number: int, reach: Reach | None) -> tuple[Link, ...]:
    """The parts of a recall, for those who may see what it reaches."""
    if reach is None:
        return ()
    return (
        Link("总账与持有者", f"/recalls/{number}"),
        Link("逐批逐件", f"/recalls/{number}/items", f"{len(reach.rows)} 行"),
    )


def _holder_rows(request: HttpRequest, reach: Reach, number: int) -> tuple[list[Row], Arrangement]:
    columns = recall_shown.HOLDER_COLUMNS
    arrangement = read(request.GET, columns, "-held")
    rows = recall_shown.holder_rows(reach, base=f"/recalls/{number}")
    return arrange(rows, columns, arrangement), arrangement


def _holders(request: HttpRequest, reach: Reach, number: int) -> Table:
    columns = recall_shown.HOLDER_COLUMNS
    rows, arrangement = _holder_rows(request, reach, number)
    return Table(
        key="holders",
        caption="谁手里有多少",
        columns=columns,
        rows=tuple(rows[:_HOLDERS_MAX]),
        arrangement=arrangement,
        total=len(rows),
        export_path=f"/recalls/{number}/holders?format=csv",
        empty="没有事件说明货在谁手里。",
    )


@open_to(signed_in)
def recall_holders(request: Request, number: int) -> HttpResponse:
    """The holders as CSV; anything else is the recall's page."""
    reach = recall_reach.reach(request.viewer, number)
    if wanted_form(request) == "csv":
        rows, _ = _holder_rows(request, reach, number)
        return csv_answer(as_csv(rows, recall_shown.HOLDER_CSV_COLUMNS), f"recall-{number}-holders.csv")
    page = _page(request.viewer, recall(request.viewer, number), reach)
    return render(
        request, "recall.html", {"page": page, "table": _holders(request, reach, number), "most": _HOLDERS_MAX}
    )


@open_to(signed_in)
def recall_items(request: Request, number: int) -> HttpResponse:
    """Every lot and item that the recall reaches, page by page."""
    found = recall(request.viewer, number)
    reach = recall_reach.reach(request.viewer, number)
    columns = recall_shown.ITEM_COLUMNS
    arrangement = read(request.GET, columns, "code")
    chosen = recall_shown.chosen_items(reach, dict(arrangement.filters))
    start = min(keyset_mark(request.GET) or 0, len(chosen))
    shown = chosen[start : start + _ITEMS_A_PAGE]
    table = Table(
        key="items",
        caption="每一批、每一件",
        columns=columns,
        rows=tuple(recall_shown.item_rows(reach, shown)),
        arrangement=arrangement,
        total=len(chosen),
        older=str(start + _ITEMS_A_PAGE) if start + _ITEMS_A_PAGE < len(chosen) else "",
        newer=str(start - _ITEMS_A_PAGE) if start > _ITEMS_A_PAGE else "",
        has_newer=start > 0,
        empty="它没有牵涉到任何一批、一件。",
    )
    words = f"第 {start + 1}–{start + len(shown)} 行" if shown else ""
    page = _page(request.viewer, found, reach)
    return render(request, "recall_items.html", {"page": page, "table": table, "words": words})


@open_to(signed_in)
def recall_notice(request: Request, number: int) -> HttpResponse:
    """The notice to one holder, for printing: what to stop and send back, with the codes of what it has."""
    found = recall(request.viewer, number)
    reach = recall_reach.reach(request.viewer, number)
    holders = recall_shown.holders_of(reach, request.GET.get("holder", "")[:80])
    if not holders:
        raise NotFoundError("no such holder: open the notice from the table of the recall")
    has = [
        row
        for row in reach.rows
        if who_has(row.state, row.holder, row.to) in holders and row.state in ("held", "in_transit", "sold")
    ]
    named = reach.holders[min(holders, key=lambda one: one.organisation is None)]
    page = {
        "recall": found,
        "holder": recall_shown.holder_word(named),
        "subject": recall_shown.subject(found),
        "recall_class": recall_shown.class_word(found.recall_class),
        "scope": recall_shown.SCOPES[found.scope][1],
        "by": showing.organisation_words(found.organisation),
        "started": timezone.localtime(found.started),
        "due": timezone.localtime(found.due),
        "rows": recall_shown.item_rows(reach, has[:_NOTICE_ROWS_MAX]),
        "more": max(0, len(has) - _NOTICE_ROWS_MAX),
        "totals": recall_shown.holder_rows(reach, only=holders),
        "url": installation.public_url(f"/recalls/{number}"),
        "issued": timezone.localtime(),
    }
    return render(request, "recall_notice.html", page)


_NOTICE_ROWS_MAX = 200


def wanted_form(request: HttpRequest) -> str:
    """json, csv or xlsx as `format` says, or json to programs that accept nothing else; empty: the page."""
    asked = request.GET.get("format", "")
    return asked if asked in ("json", "csv", "xlsx") else "json" if wants_problem(request) else ""


def json_answer(told: object) -> HttpResponse:
    """JSON for programs."""
    return HttpResponse(orjson.dumps(told), content_type="application/json", headers={"Vary": "Accept"})


def csv_answer(data: bytes, name: str) -> HttpResponse:
    """A CSV file to be kept."""
    return attachment(data, "text/csv; charset=utf-8", name)


def attachment(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be kept, not shown."""
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
