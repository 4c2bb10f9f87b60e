"""What does a person see and change of the own account?"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from yaomai.errors import InvalidError
from yaomai.people.operations.change_password import change_password
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import SignInRefusedError
from yaomai.web import labels_people as labels
from yaomai.web import session
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.client_address import address_of
from yaomai.web.pages.people.forms import PasswordForm
from yaomai.web.presentation import Fact


@open_to(signed_in)
def my_account(request: Request) -> HttpResponse:
    """Who I am here: name, login, organisation, roles."""
    found = by_account(request.viewer.account or 0, now=timezone.now())
    page = {
        "facts": (
            Fact("姓名", request.viewer.name),
            Fact("登录名", found.login if found else None, "id"),
            Fact("机构", request.viewer.organisation_name),
            Fact("角色", labels.role_words(request.viewer.roles) or "没有角色"),
        ),
        "withheld": labels.role_words(request.viewer.withheld),
        "has_totp": found is not None and found.totp is not None,
        "password_is_initial": found is not None and found.password_is_initial,
        "password_changed": "changed" in request.GET,
    }
    return render(request, "people/my.html", page)


@open_to(signed_in, methods=("GET", "POST"))
@sensitive_post_parameters()
def my_password(request: Request) -> HttpResponse:
    """Change the own password; other browsers that are signed in with it are signed out."""
    if request.method != "POST":
        return _password_page(request, PasswordForm())
    form = PasswordForm(request.POST)
    status = 400
    if form.is_valid():
        now = timezone.now()
        try:
            stamp = change_password(
                request.viewer,
                form.cleaned_data["old"],
                form.cleaned_data["new"],
                address=address_of(request),
                now=now,
            )
        except InvalidError as error:
            labels.put_findings(form, error)
        except SignInRefusedError as error:
            status = 429 if error.wait_until else 403
            words = labels.wait_words(error.wait_until, now) if error.wait_until else labels.FINDING_WORDS[error.code]
            form.add_error("old", words)
        else:
            session.go_on(request, stamp)
            return HttpResponseRedirect("/my?changed")
    return _password_page(request, form, status)


def _password_page(request: Request, form: PasswordForm, status: int = 200) -> HttpResponse:
    """The login stands on the page, unseen, for the browser's own store of passwords."""
    found = by_account(request.viewer.account or 0, now=timezone.now())
    page = {"form": form, "login": found.login if found else ""}
    return render(request, "people/password.html", page, status=status)
