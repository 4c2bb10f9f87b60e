"""Which tasks, projects, organisations, products and places does a plan name, where, and as a table to take along?"""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import NotFoundError, ProofError
from yaomai.ledger.engine.deed import parse_reference, reference
from yaomai.planning.engine.fields import WORDS_MOST
from yaomai.planning.queries import proposals
from yaomai.planning.queries.plan_rights import may_decide
from yaomai.planning.queries.proposals import Other, Span
from yaomai.web import labels_reading, reading_parts
from yaomai.web import table as tables
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import Link
from yaomai.web.table import Arrangement, Column, Row, Table

_GENRES = {f"{genre}s": genre for genre in labels_reading.GENRES}
_ROWS_MOST = 2000
_PLACE = Column("place", "位置", "link")
_TASK_COLUMNS = (
    Column("words", "任务", filterable=True),
    Column("lead", "牵头", sortable=True, filterable=True),
    Column("support", "配合", filterable=True),
    Column("heading", "所在标题", sortable=True, filterable=True),
    _PLACE,
    Column("target", "目标", "link"),
)
_NAME_COLUMNS = (
    Column("name", "名称", sortable=True, filterable=True),
    Column("words", "正文写作", filterable=True),
    Column("kind", "类别", sortable=True, filterable=True),
    _PLACE,
)


@open_to(anyone, reveals=("archive.document", "planning.decision"))
def plan_reading_others(request: Request, number: str, genre: str) -> HttpResponse:
    """What the plan names of one genre (tasks, projects, organisations, products, places), in the order of its text."""
    document, known = _asked(request, number, genre)
    columns, rows = _rows(request, document, known)
    if not any(row.get("target") for row in rows):
        columns = tuple(one for one in columns if one.key != "target")
    arrangement, arranged = _arranged(request, columns, rows)
    path = f"/plans/{document.number}/reading/{genre}"
    table = Table(
        key=genre,
        caption=f"{labels_reading.GENRES[known]}（程序读出，没有经人认定）",
        columns=columns,
        rows=tuple(arranged[:_ROWS_MOST]),
        arrangement=arrangement,
        total=len(arranged),
        export_path=f"{path}.csv",
        empty="正文里没有读出这一类。",
    )
    tabs, here = reading_parts.tabs(document), path
    return render(
        request, "plans/reading_others.html", {"document": document, "table": table, "tabs": tabs, "here": here}
    )


@open_to(anyone, reveals=("archive.document", "planning.decision"))
def plan_reading_others_table(request: Request, number: str, genre: str) -> HttpResponse:
    """The same as CSV, arranged as the page shows it."""
    document, known = _asked(request, number, genre)
    columns, rows = _rows(request, document, known)
    columns = tuple(
        one for one in columns if one.key != "target"
    )  # what could be made of a task is not read of the plan
    _, arranged = _arranged(request, columns, rows)
    response = HttpResponse(tables.as_csv(arranged, columns), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{known}-{document.number}.csv"'
    return response


def _arranged(request: Request, columns: tuple[Column, ...], rows: list[Row]) -> tuple[Arrangement, list[Row]]:
    """The rows as the query string asks for them; without a word about it in the order of the text."""
    first = next(one.key for one in columns if one.sortable)
    asked = tables.read(request.GET, columns, first)
    arranged = tables.arrange(rows, columns, asked)
    if request.GET.get("sort"):
        return asked, arranged
    kept = {id(one) for one in arranged}
    return replace(asked, sort=""), [one for one in rows if id(one) in kept]


def _asked(request: Request, number: str, genre: str) -> tuple[DocumentView, str]:
    try:
        file = parse_reference(number)
    except ProofError as error:
        raise NotFoundError(str(error)) from error
    document = documents.document(request.viewer, file)
    if genre not in _GENRES:
        raise NotFoundError(f"nothing of the kind {genre[:20]!r} is read of plans")
    request.reveals(documents.shows(document))
    return document, _GENRES[genre]


def _targets(request: Request, document: DocumentView) -> dict[Span, int]:
    """The targets that were made of words of the document, by where these stand."""
    pieces = proposals.pieces(request.viewer, document.file)
    held = {(one.start, one.end): one.decision for one in pieces if one.holds}
    return {span: one.target for span, one in held.items() if one is not None and one.target is not None}


def _rows(request: Request, document: DocumentView, genre: str) -> tuple[tuple[Column, ...], list[Row]]:
    text = documents.text(request.viewer, document.file)

    def place(one: Other) -> Link:
        return Link(
            f"第\u00a0{text.line_of(one.start)}\u00a0行", f"/plans/{document.number}/text?at={one.start}-{one.end}"
        )

    found = proposals.others(request.viewer, document.file, [genre])
    if genre == "task":
        targets = _targets(request, document)
        may = may_decide(request.viewer, document) and "official" in request.viewer.roles

        def target(one: Other) -> Link | None:
            start, end = one.start, min(one.end, one.start + WORDS_MOST)
            if (number := targets.get((start, end))) is not None:
                return Link(reference(number), f"/targets/{reference(number)}")
            adding = f"/plans/{document.number}/reading?add={start}-{end}&as=task"
            return Link("立为目标…", adding) if may else None

        tasks: list[Row] = [
            {
                "words": one.fields["words"],
                "lead": "、".join(one.fields["lead"]),
                "support": "、".join(one.fields["support"]),
                "heading": one.fields["heading"],
                "place": place(one),
                "target": target(one),
            }
            for one in found
        ]
        return _TASK_COLUMNS, tasks
    names: list[Row] = [
        {
            "name": one.fields["name"],
            "words": "" if one.fields["words"] == one.fields["name"] else one.fields["words"],
            "kind": labels_reading.NAMED.get(one.fields["kind"], one.fields["kind"]),
            "place": place(one),
        }
        for one in found
    ]
    return _NAME_COLUMNS, names
