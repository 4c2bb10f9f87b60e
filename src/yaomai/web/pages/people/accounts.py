"""How are the accounts of persons administered: their roles, passwords, second factors, and their end?"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError
from yaomai.people.engine.roles import may_grant
from yaomai.people.operations.change_password import reset_password
from yaomai.people.operations.end_account import Leaving, end_account
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.totp import remove_totp
from yaomai.people.queries import accounts, keys
from yaomai.people.queries.accounts import AccountRow
from yaomai.people.queries.recorders import account_name
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, open_to, role
from yaomai.web.pages.people.forms import LeavingForm, RemovalForm, RolesForm
from yaomai.web.presentation import Fact, Link

_administrators = role("administrator", "organisation_administrator")
_LAST_OF = ("organisation_administrator", "administrator")
"""Roles of which an organisation misses the last holder."""


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account",))
def people_account(request: Request, account: int) -> HttpResponse:
    """One account: who, which roles and for how long, and a form that changes the roles."""
    now = timezone.now()
    found = accounts.account_to_administer(request.viewer, account)
    held = found.standing(now)
    grantable = may_grant(request.viewer.roles)
    form = RolesForm(
        request.POST if request.method == "POST" else None,
        offered=grantable | {one.role for one in held},
        held=held,
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant_roles(request.viewer, account, form.cleaned_data["roles"], terms=form.terms(), now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/accounts/{account}")
    page = {
        "account": found,
        "is_own": request.viewer.account == account,
        "form": None if found.ended else form,
        "facts": _facts(found, labels.held_words(held, now)),
        "last_of": _last_of(request, found),
    }
    return render(request, "people/account.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account",))
def people_account_end(request: Request, account: int) -> HttpResponse:
    """Ask why an account ends and who goes on with the duties, and end it and the keys that its holder made."""
    now = timezone.now()
    found = accounts.account_to_administer(request.viewer, account)
    colleagues = [
        (one.account, f"{one.name}（{one.login}）")
        for one in accounts.accounts_of(request.viewer, found.organisation)
        if one.account != account and one.ended is None
    ]
    form = LeavingForm(
        request.POST if request.method == "POST" else None, successors=colleagues, today=timezone.localdate(now)
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            end_account(
                request.viewer, account, Leaving(asked["reason"], asked["left_on"], asked["successor"]), now=now
            )
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/accounts/{account}")
    machines = [one for one in keys.keys_of(request.viewer, found.organisation) if one.made_by == account]
    page = {
        "account": found,
        "form": form,
        "keys": [one.name for one in machines if one.is_good(now)],
        "last_of": _last_of(request, found),
        "is_own": request.viewer.account == account,
    }
    return render(request, "people/account_end.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("POST",), reveals=("people.account",))
def people_account_password(request: Request, account: int) -> HttpResponse:
    """Give an account a new first password, shown once."""
    found = accounts.account_to_administer(request.viewer, account)
    password = reset_password(request.viewer, account, now=timezone.now())
    return first_password(request, found.organisation_name, found.name, found.login, password)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account",))
def people_account_totp(request: Request, account: int) -> HttpResponse:
    """Ask why somebody else's second factor is taken away, and take it away."""
    found = accounts.account_to_administer(request.viewer, account)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_totp(request.viewer, account, reason=form.cleaned_data["reason"], now=timezone.now())
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/accounts/{account}")
    page = {"account": found, "form": form}
    return render(request, "people/account_totp.html", page, status=400 if form.errors else 200)


def first_password(request: Request, organisation: str, name: str, login: str, password: str) -> HttpResponse:
    """A first password, on this answer and nowhere else."""
    shown = {"organisation": organisation, "name": name, "login": login, "password": password}
    response = render(request, "people/first_password.html", shown, status=201)
    response["Cache-Control"] = "no-store"
    return response


def _facts(found: AccountRow, roles: str) -> tuple[Fact, ...]:
    facts = [
        Fact("登录名", found.login, "id"),
        Fact("机构", Link(found.organisation_name, f"/people/{found.organisation}"), "link"),
        Fact("角色", roles or "没有角色"),
        Fact("动态码", "已启用" if found.has_totp else "未启用"),
        Fact("开通时间", timezone.localtime(found.opened), "time"),
    ]
    if found.ended:
        facts.append(Fact("停用时间", timezone.localtime(found.ended), "time"))
        if found.end_reason:
            facts.append(Fact("停用原因", labels.LEAVING_REASON_WORDS.get(found.end_reason, found.end_reason)))
        if found.left_on:
            facts.append(Fact("离开的日子", f"{found.left_on:%Y-%m-%d}"))
        if found.successor is not None:
            heir = Link(account_name(found.successor) or "姓名已擦除", f"/people/accounts/{found.successor}")
            facts.append(Fact("工作交给", heir, "link"))
    return tuple(facts)


def _last_of(request: Request, found: AccountRow) -> str:
    """The word of the role of which this account is its organisation's last holder; empty: of none that it would miss."""
    now = timezone.now()
    for name in _LAST_OF:
        if accounts.only_holder_of(request.viewer, found, name, now=now):
            return labels.role_word(name)
    return ""
