"""How does whoever tries the demonstration become another of its persons? These addresses exist in a demonstration only."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import Finding, InvalidError
from yaomai.people.operations.become_invented import become_invented
from yaomai.web import session
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.demonstration import persons

_NUMBER_DIGITS_MOST = 18


@open_to(anyone)
def demonstration(request: Request) -> HttpResponse:
    """Everybody one may be, for pages whose frame cannot ask."""
    return render(request, "people/demonstration.html", {"persons": persons(request)})


@open_to(anyone, methods=("POST",))
def demonstration_switch(request: Request) -> HttpResponse:
    """Become the person that was chosen, or nobody, and come back to the page."""
    asked = request.POST.get("account", "")
    back = session.safe_next(request, request.POST.get("next", ""))
    if asked == "":
        session.end(request)
        return HttpResponseRedirect(back)
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _NUMBER_DIGITS_MOST):
        raise InvalidError([Finding("people.account_unknown", "/account", "an account is a number", asked[:80])])
    signed_in = become_invented(int(asked), now=timezone.now())
    session.begin(request, signed_in)
    request.viewer = signed_in.viewer
    return HttpResponseRedirect(back)
