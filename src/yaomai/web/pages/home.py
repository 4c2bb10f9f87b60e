"""What does a person see who comes without a question?"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yaomai.traceability.queries import events, trace
from yaomai.web import frame, showing
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import HomePage, Link

NEWEST = 3


@open_to(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """The search box, what this is, the newest deeds and the state of the log."""
    steps = trace.steps_of(events.newest_records(cast("Request", request).viewer, NEWEST))
    page = HomePage(
        steps=showing.steps(steps),
        log=frame.log_state(),
        examples=_examples(steps),
    )
    return render(request, "home.html", {"page": page})


def _examples(steps: list[trace.Step]) -> tuple[Link, ...]:
    """Codes that can be tried: of the things that the newest events made."""
    found = {part.thing.number: part.thing for step in steps for part in step.after()}
    links = [showing.thing_link(thing) for thing in list(found.values())[:2]]
    return tuple(Link(link.note or link.word, link.href) for link in links)
