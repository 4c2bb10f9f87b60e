"""Where does a figure come from?  The sheet beside a page, and the same as a page of its own.

Each kind of reference (the part of `ref` before the first "/") has one explanation, registered in EXPLANATIONS.
"""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Viewer
from yaomai.web import labels, samples
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.presentation import FigureOrigin

Explain = Callable[[str, Viewer], FigureOrigin]
"""From the rest of the reference and the viewer to the origin. Raises NotFoundError when the viewer may see none."""


def _sample(name: str, viewer: Viewer) -> FigureOrigin:  # noqa: ARG001 - a sample is for everyone
    return samples.origin(name)


EXPLANATIONS: dict[str, Explain] = {"sample": _sample}


@open_to(anyone)
def figure(request: HttpRequest, ref: str) -> HttpResponse:
    """The origin of the figure `ref`: what the viewer may not see is not found."""
    kind, _, rest = ref.partition("/")
    explain = EXPLANATIONS.get(kind)
    if explain is None:
        raise NotFoundError(f"no figure is named {ref!r}")
    origin = explain(rest, cast("Request", request).viewer)
    in_sheet = request.headers.get("HX-Request") == "true"
    context = {
        "origin": origin,
        "in_sheet": in_sheet,
        "shown": labels.grouped(origin.figure.value),
        "exact": format(origin.figure.value, "f"),
        "unit": labels.unit_word(origin.figure.unit),
    }
    response = render(request, "parts/origin.html" if in_sheet else "figure.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
