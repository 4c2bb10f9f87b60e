"""Where did this thing come from, what became of it, and what happened to it, now or as of a day of the past?

One page a thing, under its number and under its code in any spelling; for programs the same as JSON.
"""

from collections.abc import Sequence
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from yaomai.errors import NotFoundError
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1 import element_string
from yaomai.traceability.queries import answers as answers_of
from yaomai.traceability.queries import trace as traces
from yaomai.web import four_questions, genealogy, moments, showing, table, trace_json, trace_page
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.api.chain_schemas import MOMENT_PARAMETERS, format_parameter, page_answer
from yaomai.web.api.described import Parameter, described
from yaomai.web.graph import Node
from yaomai.web.pages.errors import wants_problem
from yaomai.web.presentation import GroupPage, Link
from yaomai.web.table import Arrangement, Column, Table

_MEMBERS_SHOWN = 200
_DESCRIBED = described(
    parameters=(
        format_parameter("json"),
        *MOMENT_PARAMETERS,
        Parameter("answers", "query", {"enum": ["yes"]}, "with the four questions, which take longer"),
    ),
    answers={200: page_answer("the trace", "Trace")},
    refuses=(400, 401, 404),
)
_ID = Parameter("id", "query", {"type": "string"}, "the code, in any spelling")
_GROUP_COLUMNS = (Column("thing", "编码", "link"), Column("name", "名称"), Column("kind", "种类"))


@open_to(anyone)
@_DESCRIBED
def thing(request: HttpRequest, number: int) -> HttpResponse:
    """The trace page of a number of the dictionary."""
    found = names.by_number([number]).get(number)
    if found is None:
        raise NotFoundError(f"nothing in the dictionary has the number {number}")
    return _answer(request, found)


@open_to(anyone)
@_DESCRIBED
def trace(request: HttpRequest, code: str = "") -> HttpResponse:
    """The trace page of a code in any spelling, in the path or as `?id=`; people who asked for an unknown one are helped on."""
    text = code or request.GET.get("id", "")
    try:
        found = traces.find_thing(element_string.uri_of(text) or text)
    except NotFoundError:
        if not text or wants_problem(request):
            raise
        return HttpResponseRedirect(f"/search?{urlencode({'q': text})}")
    return _answer(request, found)


def _answer(request: HttpRequest, found: Named) -> HttpResponse:
    viewer = cast("Request", request).viewer
    when = moments.read(request.GET)
    if wants_problem(request):
        return trace_json.response(viewer, found, when, with_answers=request.GET.get("answers") == "yes")
    path = f"/things/{found.number}"
    asked = {name: request.GET[name] for name in ("at", "known_on") if request.GET.get(name)}
    is_part = request.GET.get("part") == "answers"
    if is_part and request.headers.get("HX-Request") == "true":
        answers = answers_of.answers(viewer, found, known_on=when.known_on, at=when.at)
        return render(request, "parts/answers.html", {"answers": four_questions.panels(answers)})
    read = trace_page.read(viewer, found, when, with_answers=is_part or None)
    drawing = genealogy.drawing(read.trace, path, trace_page.grave(read), asked)
    if group := request.GET.get("group"):
        if group not in drawing.groups:
            return HttpResponseRedirect(f"{path}?{urlencode(asked)}" if asked else path)
        return _group(
            request, drawing.groups[group], Link(showing.thing_link(found).word, f"{path}?{urlencode(asked)}#genealogy")
        )
    start = table.keyset_mark(request.GET) or 0
    page = trace_page.page(viewer, read, drawing.picture, start=start, path=path, asked=urlencode(asked))
    return render(request, "trace.html", {"page": page})


def _group(request: HttpRequest, members: Sequence[Node], back: Link) -> HttpResponse:
    """All that stand in one box of the drawing."""
    start = table.keyset_mark(request.GET) or 0
    shown = members[start : start + _MEMBERS_SHOWN]
    rows = [{"thing": Link(one.detail or one.label, one.href), "name": one.label, "kind": one.kind} for one in shown]
    described = genealogy.described(members)
    arranged = Arrangement("thing", False, {"group": request.GET["group"]}, str(start or ""))
    older = str(start + _MEMBERS_SHOWN) if len(members) > start + _MEMBERS_SHOWN else ""
    listed = Table(
        "members",
        described.label,
        _GROUP_COLUMNS,
        tuple(rows),
        arranged,
        total=len(members),
        newer=str(max(0, start - _MEMBERS_SHOWN)),
        has_newer=start > 0,
        older=older,
    )
    title = f"{described.label} {described.detail}"
    return render(request, "trace_group.html", {"page": GroupPage(title, back, listed)})
