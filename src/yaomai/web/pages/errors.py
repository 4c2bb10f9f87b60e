"""What does a caller get who cannot be served: a person a page, a program a problem document (RFC 9457)?"""

from collections.abc import Callable
from dataclasses import asdict, replace
from http import HTTPStatus

import orjson
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from yaomai.errors import InvalidError, NotAllowedError, NotFoundError, RefusedError
from yaomai.web import frame
from yaomai.web.labels_findings import told

API_PATHS = ("/api", "/epcis", "/capture", "/events", "/log", "/queries")
PROBLEM = "application/problem+json"
_JSON_TYPES = (PROBLEM, "application/json", "application/ld+json")


def wants_problem(request: HttpRequest) -> bool:
    """Whether the caller is a program: it asked below an interface path, or for `format=json`, or accepts JSON and not HTML."""
    if any(request.path == one or request.path.startswith(f"{one}/") for one in API_PATHS):
        return True
    if "format=json" in request.META.get("QUERY_STRING", "").split("&"):  # GET itself refuses a query that is too long
        return True
    accepted = request.headers.get("Accept", "").lower()
    return "text/html" not in accepted and any(kind in accepted for kind in _JSON_TYPES)


def problem(status: int, detail: str, **members: object) -> HttpResponse:
    """A problem document (RFC 9457 section 3): type about:blank, so the title is the status' own phrase."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return HttpResponse(orjson.dumps({**document, **members}), status=status, content_type=PROBLEM)


def _answer(request: HttpRequest, status: int, detail: str, template: str, **context: object) -> HttpResponse:
    if wants_problem(request):
        return problem(status, detail)
    request.refused_with = status  # type: ignore[attr-defined]  # read by the frame, which then asks no database
    page = render_to_string(template, {**context, "path": request.path}, request=request)
    response = HttpResponse(page, status=status)
    response.headers["Vary"] = "Accept"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400. Django calls it for requests that it cannot read, also before the viewer is known."""
    return _answer(request, 400, f"the request cannot be read: {type(exception).__name__}", "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. To a page that asked for a part of itself the answer is that it goes there as a whole: htmx shows nothing of a refusal,
    and a right that was withdrawn while the page was open is to be said in words.
    """
    response = _answer(request, 403, str(exception) or "this caller may not do this", "403.html")
    if request.method == "GET" and request.headers.get("HX-Request") == "true":
        response.headers["HX-Redirect"] = request.get_full_path()
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The words do not tell what is hidden from what does not exist."""
    named = str(exception) if isinstance(exception, RefusedError) else ""
    return _answer(request, 404, named or f"there is nothing at {request.path}", "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Rendered without context processors: it touches neither viewer nor database."""
    detail = "this installation has a fault; what was acknowledged before stays recorded; the operator's log tells more"
    if wants_problem(request):
        return problem(500, detail)
    return HttpResponse(render_to_string("500.html", {"frame": frame.BARE}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not sent from our own page, or whose page had grown too old."""
    return _answer(request, 403, f"the form was not accepted: {reason}", "403_csrf.html")


def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """The answer to a request that an operation or a query refused: 404, 403, 400 with all findings, else 409."""
    if isinstance(error, NotFoundError):
        return page_not_found(request, error)
    if isinstance(error, NotAllowedError):
        return permission_denied(request, error)
    if isinstance(error, InvalidError):
        if wants_problem(request):
            return problem(400, str(error), findings=[asdict(finding) for finding in error.findings])
        return _answer(
            request, 400, str(error), "400.html", findings=[replace(one, message=told(one)) for one in error.findings]
        )
    return _answer(request, 409, str(error), "409.html", refusal=str(error))


class RefusalMiddleware:
    """Turns a RefusedError that a view let pass into its answer, so that no refusal ends as a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised; None leaves it to Django."""
        return refused(request, exception) if isinstance(exception, RefusedError) else None
