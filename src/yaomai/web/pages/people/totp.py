"""How does a person set up a second factor, renew its recovery codes, or take it away?"""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from yaomai.errors import NotAllowedError
from yaomai.people.operations import totp
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import SignInRefusedError
from yaomai.web import frame, session
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.client_address import address_of
from yaomai.web.pages.people.forms import CodeForm, FirstCodeForm
from yaomai.web.pages.people.sign_in import put_refusal


@open_to(signed_in, methods=("GET", "POST"))
@sensitive_post_parameters("code", "password")
def my_totp(request: Request) -> HttpResponse:
    """Whether a code is asked for when I sign in; if not, the QR code for the authenticator and a form that turns it on."""
    now = timezone.now()
    is_on = _is_on(request, now)
    if is_on:
        form = CodeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            raise NotAllowedError("a second factor is on already")
        return _page(request, form, is_on=True)
    form = FirstCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code, password = form.cleaned_data["code"], form.cleaned_data["password"]
        try:
            on = totp.turn_on_totp(request.viewer, code, password=password, address=address_of(request), now=now)
        except SignInRefusedError as error:
            return _page(request, form, is_on=False, status=put_refusal(request, form, error, now))
        session.go_on(request, on.stamp)
        return _codes(request, on.recovery_codes, is_new=True)
    return _page(request, form, is_on=False, status=400 if form.errors else 200)


@open_to(signed_in, methods=("POST",))
@sensitive_post_parameters("code")
def my_totp_codes(request: Request) -> HttpResponse:
    """New recovery codes for who shows a code; the old ones are good no longer."""
    now = timezone.now()
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, is_on=_is_on(request, now), status=400)
    try:
        made = totp.renew_recovery_codes(
            request.viewer, form.cleaned_data["code"], address=address_of(request), now=now
        )
    except SignInRefusedError as error:
        return _page(request, form, is_on=True, status=put_refusal(request, form, error, now))
    return _codes(request, made, is_new=False)


@open_to(signed_in, methods=("POST",))
@sensitive_post_parameters("code")
def my_totp_off(request: Request) -> HttpResponse:
    """Ask for no code any more, for who shows a last one."""
    now = timezone.now()
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, is_on=_is_on(request, now), status=400)
    try:
        stamp = totp.turn_off_totp(request.viewer, form.cleaned_data["code"], address=address_of(request), now=now)
    except SignInRefusedError as error:
        return _page(request, form, is_on=True, status=put_refusal(request, form, error, now))
    session.go_on(request, stamp)
    return HttpResponseRedirect("/my/totp")


def _is_on(request: Request, now: datetime) -> bool:
    found = by_account(request.viewer.account or 0, now=now)
    return found is not None and found.totp is not None


def _page(request: Request, form: CodeForm, *, is_on: bool, status: int = 200) -> HttpResponse:
    page: dict[str, object] = {"form": form, "is_on": is_on, "withheld": labels.role_words(request.viewer.withheld)}
    if is_on:
        page["codes_left"] = totp.unused_recovery_codes(request.viewer)
    else:
        secret, uri = totp.begin_totp(request.viewer, issuer=frame.SITE_NAME, now=timezone.now())
        page |= {"secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)), "uri": uri}
    response = render(request, "people/totp.html", page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _codes(request: Request, made: tuple[str, ...], *, is_new: bool) -> HttpResponse:
    """Recovery codes, on this answer and nowhere else."""
    page = {"codes": made, "text": "\n".join(made), "is_new": is_new}
    response = render(request, "people/recovery_codes.html", page, status=201)
    response["Cache-Control"] = "no-store"
    return response
