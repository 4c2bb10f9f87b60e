"""Does a request say a text with a NUL in it?

No text of the database can hold one (PostgreSQL), so that any view that looked for it, or kept it, would fail. It is refused here,
of every query and of every form that a page sends, before a view runs. The interfaces of EPCIS, and those for machines alone,
refuse it where they read what they were sent, in the words of their standards.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from yaomai.errors import Finding, InvalidError, NotFoundError
from yaomai.web.access import Request
from yaomai.web.api.problems import EpcisProblemsMiddleware
from yaomai.web.pages import errors

NUL = "\x00"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_FOR_A_PERSON = "里面有一个看不见的空字符，请删去再试。"
_FOR_A_PROGRAM = "holds a NUL character"


class NulRefusalMiddleware:
    """Answers 400, naming every member that holds a NUL; 404 for an address with one in it. To stand behind AccessMiddleware: who
    may not use the address at all is told that, and the refusal is audited.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, arguments: Mapping[str, object]
    ) -> HttpResponse | None:
        """Called by Django when the address is known and before the view: None lets the call through."""
        if any(isinstance(one, str) and NUL in one for one in arguments.values()):
            return errors.refused(request, NotFoundError("no address has a NUL character in it"))
        message = _FOR_A_PROGRAM if errors.wants_problem(request) else _FOR_A_PERSON
        findings = [Finding("request.nul", f"/{name.replace(NUL, '')[:80]}", message) for name in _named(request)]
        return errors.refused(request, InvalidError(findings)) if findings else None


def _named(request: HttpRequest) -> list[str]:
    """The names of the members with a NUL, each once."""
    access = cast("Request", request).decision.access
    if access is None or access.is_for_keys_only or EpcisProblemsMiddleware.speaks_at(request.path):
        return []
    given = list(_with_nul(request.GET))
    if request.content_type in _FORMS:
        try:
            given += _with_nul(request.POST)
        except UnreadablePostError:  # it was cut off: the view finds no form, and says what it says then
            return given
    return list(dict.fromkeys(given))


def _with_nul(given: QueryDict) -> Iterator[str]:
    return (
        name for name, values in given.lists() if any(NUL in one for one in (name, *values) if isinstance(one, str))
    )
