"""What did a plan promise then, and what does a later plan report of it?"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.indicators.queries.definitions import definitions
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.engine.verdict import Verdict
from yaomai.planning.operations.judge import reckoned
from yaomai.planning.queries import target_figures
from yaomai.planning.queries.targets import targets
from yaomai.planning.queries.verdicts import audience_of
from yaomai.web import target_shown as shown
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.pages.targets import number_of
from yaomai.web.plan_pairs import later_plans
from yaomai.web.presentation import Link


@dataclass(frozen=True, slots=True)
class Promise:
    """A target of the earlier plan, what the later one reports that can be held against it, and what it promises anew."""

    name: Link
    promised: str
    year: int | None
    passage: str
    state: str
    reasons: tuple[str, ...]
    used: tuple[shown.UsedShown, ...]
    refused: tuple[shown.UsedShown, ...]
    anew: tuple[Link, ...]


@open_to(anyone)
def promised(request: Request, number: str) -> HttpResponse:
    """A plan's targets, each beside what another plan reports and promises of the same."""
    earlier = documents.document(request.viewer, number_of(number))
    offered = later_plans(request.viewer, earlier, documents.documents(request.viewer))
    asked = request.GET.get("with", "")
    later = next((one for one in offered if one.number == asked or not asked), None)
    promises = _promises(request, earlier, later) if later is not None else []
    context = {
        "earlier": earlier,
        "later": later,
        "is_unknown": bool(asked) and later is None,
        "choices": [(one.number, one.title, later is not None and one.file == later.file) for one in offered],
        "reported": [one for one in promises if one.used],
        "refused": [one for one in promises if not one.used and one.refused],
        "silent": [one for one in promises if not one.used and not one.refused],
    }
    return render(request, "targets/promised.html", context, status=404 if context["is_unknown"] else 200)


def _promises(request: Request, earlier: DocumentView, later: DocumentView) -> list[Promise]:
    audience = audience_of(request.viewer)
    now = timezone.now()
    mine = targets(request.viewer, document=earlier.file)
    known = target_figures.measures(definitions())
    figures = target_figures.figures_in(audience, later.file, mine, known)
    anew: dict[tuple[str, str, str], list[TargetView]] = {}
    for one in targets(request.viewer, document=later.file):
        anew.setdefault((one.now.indicator, one.now.region, one.now.segment), []).append(one)
    found = []
    for one in mine:
        judged = reckoned(one, figures[one.target], now)
        same = anew.get((one.now.indicator, one.now.region, one.now.segment), [])
        found.append(_promise(one, judged, same if one.now.indicator else []))
    return found


def _promise(one: TargetView, judged: Verdict, same: list[TargetView]) -> Promise:
    used = shown.used_shown(judged, refused=False)
    return Promise(
        name=Link(one.now.name, shown.path_of(one.target)),
        promised=shown.promised(one.now, one.counted),
        year=one.now.year,
        passage=shown.passage_path(one.document, one.start, one.end),
        state=shown.state_code(judged.state),
        reasons=shown.sentences(judged.reasons, one)[:2],
        used=used,
        refused=shown.used_shown(judged, refused=True),
        anew=tuple(
            Link(f"{each.now.year or ''} 年 {shown.promised(each.now, each.counted)}", shown.path_of(each.target))
            for each in same
        ),
    )
