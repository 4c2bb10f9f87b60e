"""Where does a figure come from?  The sheet beside a page, and the same as a page of its own.

Each kind of reference (the part of `ref` before the first "/") has one explanation, registered in EXPLANATIONS.
"""

import re
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from yaomai.errors import NotFoundError, ProofError
from yaomai.ledger.engine.deed import parse_reference
from yaomai.ledger.figure import Figure
from yaomai.ledger.queries.prove import standing
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.traceability.queries import events, trace
from yaomai.traceability.queries.trace import Part
from yaomai.web import glossary, installation, labels, samples, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.pages import (
    indicator_figures,
    plan_figures,
    register_figures,
    statements,
    target_evidence,
    verdict_figures,
)
from yaomai.web.pages.records import ROLE_WORDS
from yaomai.web.presentation import FigureOrigin, Source

_ORDINAL = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)

Explain = Callable[[str, Viewer], FigureOrigin]
"""From the rest of the reference and the viewer to the origin. Raises NotFoundError when the viewer may see none."""


def _sample(name: str, viewer: Viewer) -> FigureOrigin:  # noqa: ARG001 - a sample is for everyone
    return samples.origin(name)


def _event(rest: str, viewer: Viewer) -> FigureOrigin:
    """A quantity in an event: `<record>/<ordinal of the thing in the event>`."""
    number, _, ordinal = rest.partition("/")
    try:
        identity = parse_reference(number)
    except ProofError as error:
        raise NotFoundError(str(error)) from error
    view = events.by_record(viewer, identity)
    wanted = int(ordinal) if _ORDINAL.fullmatch(ordinal) else -1
    step = next(iter(trace.steps_of([identity], ordinal=wanted)), None)
    part = next((one for one in step.parts if one.ordinal == wanted), None) if step else None
    if step is None or part is None or part.quantity is None or part.role not in view.fields:
        raise NotFoundError(f"record {number} states no quantity {ordinal!r}")
    name = glossary.word(step.biz_step or "other")
    proof = showing.proof(standing(identity, installation.policy()), view.raw)
    organisation = organisation_names([view.organisation]).get(view.organisation or 0)
    return FigureOrigin(
        figure=Figure(part.quantity, part.uom or "", f"event/{rest}"),
        name=f"{name} · {ROLE_WORDS[part.role]}",
        of=showing.thing_link(part.thing),
        state=proof.state,
        as_of=step.event_time,
        sources=(
            Source(
                f"{name}事件",
                f"{labels.as_told(step.event_time):%Y-%m-%d %H:%M}",
                _words(part),
                f"/records/{number}",
            ),
        ),
        answerable=showing.organisation_link(organisation),
        proof=proof,
    )


def _words(part: Part) -> str:
    """The words of the event that state the quantity."""
    unit = f', "uom": "{part.uom}"' if part.uom else ""
    return f'"quantity": {part.quantity}{unit}'


EXPLANATIONS: dict[str, Explain] = {
    "sample": _sample,
    "event": _event,
    "register": register_figures.explain,
    "statement": statements.explain,
    "verdict": verdict_figures.explain,
    **indicator_figures.EXPLANATIONS,
    "quantity": plan_figures.quantity,
    "target": plan_figures.promised,
    "evidence": target_evidence.explain,
}


@open_to(anyone)
def figure(request: HttpRequest, ref: str) -> HttpResponse:
    """The origin of the figure `ref`: what the viewer may not see is not found."""
    kind, _, rest = ref.partition("/")
    explain = EXPLANATIONS.get(kind)
    if explain is None:
        raise NotFoundError(f"no figure is named {ref!r}")
    origin = explain(rest, cast("Request", request).viewer)
    for shown in origin.reveals:
        cast("Request", request).reveals(shown)
    in_sheet = request.headers.get("HX-Request") == "true"
    context = {
        "origin": origin,
        "in_sheet": in_sheet,
        "shown": labels.grouped(origin.figure.value),
        "about": "≈ " if origin.figure.is_about else "",
        "exact": format(origin.figure.value, "f"),
        "unit": labels.unit_word(origin.figure.unit),
    }
    response = render(request, "parts/origin.html" if in_sheet else "figure.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
