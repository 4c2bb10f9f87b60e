"""How does a person sign in and out?"""

from datetime import datetime

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from yaomai.people.operations.sign_in import CodeNeeded, SignedIn, confirm_code, sign_in
from yaomai.people.refusals import SignInRefusedError
from yaomai.people.viewer import Viewer
from yaomai.web import labels_people as labels
from yaomai.web import session
from yaomai.web.access import Request, anyone, open_to
from yaomai.web.client_address import address_of
from yaomai.web.pages.people.forms import CodeForm, SignInForm


@open_to(anyone, methods=("GET", "POST"))
@sensitive_post_parameters("password")
def sign_in_page(request: Request) -> HttpResponse:
    """The form; and with login and password, a new session and the way back to where the person wanted to go, or to the page that
    asks for a code.
    """
    wanted = session.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return _page(request, SignInForm(), wanted)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, wanted, status=400)
    now = timezone.now()
    try:
        found = sign_in(
            form.cleaned_data["login"],
            form.cleaned_data["password"],
            address=address_of(request),
            now=now,
        )
    except SignInRefusedError as error:
        status = put_refusal(request, form, error, now)
        return _too_soon(_page(request, form, wanted, status=status), error, now)
    if isinstance(found, CodeNeeded):
        session.await_code(request, found, wanted, now)
        request.audited_viewer = Viewer(account=found.account)
        return HttpResponseRedirect("/sign-in/code")
    return _let_in(request, found, wanted)


@open_to(anyone, methods=("GET", "POST"))
@sensitive_post_parameters("code")
def sign_in_code(request: Request) -> HttpResponse:
    """The second step, for whoever gave a good password a moment ago: a code of the authenticator, or a recovery code."""
    now = timezone.now()
    awaited = session.awaited(request, now)
    if awaited is None:
        status = 400 if request.method == "POST" else 200
        return _page(request, SignInForm(), "/", status=status, words="请先输入登录名和密码。")
    needed, wanted = awaited
    request.audited_viewer = Viewer(account=needed.account)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, form, status=400 if form.errors else 200)
    try:
        found = confirm_code(needed, form.cleaned_data["code"], address=address_of(request), now=now)
    except SignInRefusedError as error:
        status = put_refusal(request, form, error, now)
        if error.code == "people.sign_in_again":
            session.end(request)
            return _page(request, SignInForm(), wanted, status=status, words=labels.FINDING_WORDS[error.code])
        return _too_soon(_code_page(request, form, status=status), error, now)
    return _let_in(request, found, wanted)


def put_refusal(request: Request, form: Form, error: SignInRefusedError, now: datetime) -> int:
    """Show on the form why somebody was not let in, and name the account on the audit trail; the status of the answer."""
    request.audited_viewer = Viewer(account=error.account) if error.account else None
    words = labels.wait_words(error.wait_until, now) if error.wait_until else labels.FINDING_WORDS[error.code]
    form.add_error(None, words)
    return 429 if error.wait_until else 403


def _let_in(request: Request, found: SignedIn, wanted: str) -> HttpResponse:
    session.begin(request, found)
    request.viewer = request.audited_viewer = found.viewer
    if found.password_is_initial:
        return HttpResponseRedirect("/my")
    return HttpResponseRedirect("/my/totp" if found.viewer.withheld else wanted)


def _too_soon(response: HttpResponse, error: SignInRefusedError, now: datetime) -> HttpResponse:
    if error.wait_until is not None:
        response["Retry-After"] = str(max(1, int((error.wait_until - now).total_seconds()) + 1))
    return response


def _page(request: Request, form: SignInForm, wanted: str, status: int = 200, words: str = "") -> HttpResponse:
    page = {"form": form, "next": wanted, "words": words}
    response = render(request, "people/sign_in.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _code_page(request: Request, form: CodeForm, status: int = 200) -> HttpResponse:
    response = render(request, "people/sign_in_code.html", {"form": form}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@open_to(anyone, methods=("POST",))
def sign_out(request: Request) -> HttpResponse:
    """End the session; the entry on the audit trail still names who it was."""
    session.end(request)
    return HttpResponseRedirect("/")
