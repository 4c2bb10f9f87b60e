"""Which targets are met, on their way, missed, and which cannot be judged; and why, of one of them?"""

from collections import Counter
from collections.abc import Sequence
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render

from yaomai.archive.queries import documents
from yaomai.errors import NotFoundError, ProofError
from yaomai.indicators.engine.table_lexicon import region_name
from yaomai.indicators.queries.definitions import definitions
from yaomai.ledger.engine.deed import parse_reference, reference
from yaomai.people.queries.recorders import organisation_names
from yaomai.planning.engine.figures import growing
from yaomai.planning.engine.target_view import Said, TargetView
from yaomai.planning.queries import targets as targets_asked
from yaomai.planning.queries import verdicts
from yaomai.planning.queries.plan_rights import may_decide
from yaomai.planning.queries.verdicts import Filters
from yaomai.web import indicator_shown
from yaomai.web import labels_planning as words
from yaomai.web import table as tables
from yaomai.web import target_shown as shown
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.evidence_shown import parts_of
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Row, Table

FIRST_MOST = 6
_FIRST = ("target_missed", "target_off_track")
"""Which targets somebody should look at first."""


def number_of(text: str) -> int:
    """The number that an address names. Raises NotFoundError for what is none."""
    try:
        return parse_reference(text)
    except ProofError as error:
        raise NotFoundError(f"there is no target or document {text[:40]!r}") from error


@open_to(anyone)
def targets(request: Request) -> HttpResponse:
    """The board: every target in force that the viewer sees, with its verdict."""
    document = _document(request)
    every, at, rows = _arranged(request, document)
    page = tables.page_of(rows, at)
    table = Table(
        "targets",
        "目标" if document is None else f"目标：{document.title}",
        shown.columns(every),
        page.rows,
        at,
        total=len(rows),
        older=page.older,
        newer=page.newer,
        has_newer=page.has_newer,
        export_path="/targets/list.csv",
        empty="还没有目标。在规划里确认一个目标数，它就出现在这里。",
    )
    context = {
        "table": table,
        "tallies": shown.tallies([str(row["state"]) for row in every]),
        "first": [] if at.filters else [_told(request, row) for row in every if row["state"] in _FIRST][:FIRST_MOST],
        "document": document,
        "is_signed_in": request.viewer.is_signed_in,
        "plans": [
            Link(one.title, f"/targets?document={one.number}", f"{count} 个目标")
            for one, count in _plans(request, every)
        ],
    }
    return render(request, "targets/board.html", context)


@open_to(anyone)
def target_list(request: Request) -> HttpResponse:
    """The board as CSV, every row that passes the filters."""
    every, _, rows = _arranged(request, _document(request))
    response = HttpResponse(tables.as_csv(rows, shown.columns(every)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="targets.csv"'
    return response


def _document(request: Request) -> documents.DocumentView | None:
    asked = request.GET.get("document", "")
    return documents.document(request.viewer, number_of(asked)) if asked else None


def _arranged(
    request: Request, document: documents.DocumentView | None
) -> tuple[Sequence[Row], Arrangement, Sequence[Row]]:
    """All rows of the board, the arrangement asked for, the rows that pass it; of one plan in the order of its text."""
    found = verdicts.board(request.viewer, Filters(document=document.file if document else None))
    every = [shown.board_row(one) for one in found]
    kept = (("document", document.number),) if document else ()
    at = tables.read(request.GET, shown.columns(every), "plan", kept=kept)
    return every, at, tables.arrange(every, shown.columns(every), at)


def _told(request: Request, row: Row) -> dict[str, object]:
    """A row with what the verdict says first."""
    one = targets_asked.target(request.viewer, cast("int", row["number"]))
    judged = verdicts.verdict_of(request.viewer, one.target)
    said = shown.sentences(judged.verdict.reasons, one)[:1] if judged else ()
    return {"row": row, "said": said, "cautions": len(judged.verdict.reasons) - 1 if judged else 0}


def _plans(request: Request, every: Sequence[Row]) -> list[tuple[documents.DocumentView, int]]:
    counted = Counter(row["document"] for row in every)
    return [(one, counted[one.file]) for one in documents.documents(request.viewer) if counted[one.file]]


@open_to(anyone)
def target(request: Request, number: str) -> HttpResponse:
    """One target: what was promised and where, its way, the figures, the verdict and its reasons, how it was worded before."""
    one = targets_asked.target(request.viewer, number_of(number))
    judged = verdicts.verdict_of(request.viewer, one.target)
    found = judged.verdict if judged else None
    level = growing(one.now.indicator)
    known = definitions({one.now.indicator, level} - {""})
    names = {key: each.name for key, each in known.items()}
    unit = known[level].unit if level in known else one.now.unit
    context = {
        "one": one,
        "path": shown.path_of(one.target),
        "state": shown.state_code(found.state if found else ""),
        "promised": shown.promised(one.now, one.counted),
        "first_promise": _first_promise(one),
        "region": region_name(one.now.region) if one.now.region else "",
        "light": words.LIGHTS[found.light] if found else "",
        "light_code": found.light if found else "grey",
        "light_means": words.LIGHTS_MEAN[found.light] if found else "",
        "ground": shown.ground(found) if found else "",
        "numbers": shown.numbers(one, found) if found else (),
        "reasons": shown.sentences(found.reasons, one) if found else (),
        "missing": shown.sentences(found.missing, one) if found else (),
        **parts_of(request.viewer, one),
        "used": shown.used_shown(found, refused=False) if found else (),
        "refused": shown.used_shown(found, refused=True) if found else (),
        "chart": shown.drawn(one, found),
        "computed_at": judged.computed_at if judged else None,
        "may_change": may_decide(request.viewer, documents.document(request.viewer, one.document)),
        "facts": _facts(one, names.get(one.now.indicator, ""), unit),
        "passage": shown.passage_path(one.document, one.start, one.end),
        "plan": Link(one.document_title, f"/plans/{reference(one.document)}"),
        "history": [_said(each, one, before) for before, each in zip((None, *one.history), one.history, strict=False)],
        "lights": [(each, words.LIGHTS[each.colour]) for each in reversed(found.history)]
        if found and found.state != "cannot_judge"
        else [],
    }
    return render(request, "targets/target.html", context)


def _first_promise(one: TargetView) -> str:
    """What was promised at first, where that is not what holds; empty: it is."""
    first = one.history[0].wording if one.history else one.now
    before, after = shown.promised(first, one.counted), shown.promised(one.now, one.counted)
    years = (first.year, one.now.year)
    if before == after and years[0] == years[1]:
        return ""
    return f"{first.year} 年 {before}" if first.year and years[0] != years[1] else before


def _facts(one: TargetView, indicator: str, unit: str) -> tuple[Fact, ...]:
    now = one.now
    link = Link(indicator or now.indicator, indicator_shown.path_of(now.indicator)) if now.indicator else None
    base = shown.baseline(one, unit)
    binding = {True: "约束性", False: "预期性", None: "原文没有说"}[now.binding]
    lines = [
        Fact("地区", region_name(now.region) if now.region else "原文没有说"),
        Fact("种类", words.KINDS[now.kind]),
        Fact("到哪年", f"{now.year} 年" if now.year else "原文没有说"),
        Fact("原文的数", now.original, note="、".join(now.hedges)),
        Fact("性质", binding),
    ]
    if now.segment:
        lines.insert(1, Fact("分组", threshold_words(now.segment)))
    if base is not None:
        lines.append(Fact("基期", base, "figure", note=f"{now.baseline_year} 年"))
    if now.kind != "milestone":
        return (Fact("衡量的指标", link, "link"), *lines, Fact("路径", words.SHAPES[now.path.shape]))
    return tuple(lines)


def _said(each: Said, one: TargetView, before: Said | None) -> dict[str, object]:
    names = organisation_names([each.organisation])
    organisation = names.get(each.organisation or 0)
    return {
        "promised": shown.promised(each.wording, one.counted),
        "year": each.wording.year,
        "state": each.wording.state,
        "reason": indicator_shown.reason_words(each.reason),
        "who": organisation.name if organisation else "",
        "when": each.record_time,
        "record": Link(reference(each.record), f"/records/{reference(each.record)}"),
        "is_first": before is None,
    }
