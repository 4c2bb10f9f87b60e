"""How does a person sign in and out?"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from yaomai.people.operations.sign_in import sign_in
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.viewer import Viewer
from yaomai.web import labels_people as labels
from yaomai.web import session
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.client_address import address_of
from yaomai.web.pages.people.forms import SignInForm


@open_to(anyone, methods=("GET", "POST"))
@sensitive_post_parameters("password")
def sign_in_page(request: Request) -> HttpResponse:
    """The form; and with login and password, a new session and the way back to where the person wanted to go."""
    wanted = session.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return _page(request, SignInForm(), wanted)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, wanted, status=400)
    now = timezone.now()
    try:
        signed_in = sign_in(
            form.cleaned_data["login"],
            form.cleaned_data["password"],
            address=address_of(request),
            now=now,
        )
    except SignInRefusedError as error:
        request.audited_viewer = Viewer(account=error.account)
        if error.wait_until is None:
            form.add_error(None, labels.FINDING_WORDS[error.code])
            return _page(request, form, wanted, status=403)
        form.add_error(None, labels.wait_words(error.wait_until, now))
        response = _page(request, form, wanted, status=429)
        response["Retry-After"] = str(max(1, int((error.wait_until - now).total_seconds()) + 1))
        return response
    session.begin(request, signed_in)
    request.viewer = signed_in.viewer
    return HttpResponseRedirect("/my" if signed_in.password_is_initial else wanted)


def _page(request: Request, form: SignInForm, wanted: str, status: int = 200) -> HttpResponse:
    response = render(request, "people/sign_in.html", {"form": form, "next": wanted}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@open_to(anyone, methods=("POST",))
def sign_out(request: Request) -> HttpResponse:
    """End the session; the entry on the audit trail still names who it was."""
    session.end(request)
    return HttpResponseRedirect("/")
