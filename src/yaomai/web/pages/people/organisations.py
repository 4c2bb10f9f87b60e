"""How are organisations, their accounts and roles administered?"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError
from yaomai.people.engine.roles import may_grant
from yaomai.people.operations.change_password import made_up_password, reset_password
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.queries import accounts, keys
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, open_to, role
from yaomai.web.pages.people.forms import AccountForm, OrganisationForm, RolesForm
from yaomai.web.pages.people.keys import key_table
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Column, Table

_administrators = role("administrator", "organisation_administrator")

_ORGANISATION_COLUMNS = (
    Column("name", "机构", "link"),
    Column("kind", "类型"),
    Column("accounts", "有效账户"),
    Column("keys", "有效密钥"),
    Column("founded", "设立时间", "time"),
)
_ACCOUNT_COLUMNS = (
    Column("name", "姓名", "link"),
    Column("login", "登录名", "id"),
    Column("roles", "角色"),
    Column("state", "状态"),
    Column("opened", "开通时间", "time"),
)
_NO_KEYS = "这个机构还没有密钥。它的记录员登录后，在“我的密钥”中制作。"
_UNSORTED = Arrangement("", descending=False, filters={})


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.organisation", "people.account"))
def people(request: Request) -> HttpResponse:
    """The organisations that the viewer administers; administrators of the installation found new ones here."""
    now = timezone.now()
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            number = found_organisation(
                request.viewer, wanted["name"], wanted["kind"], invented=wanted["invented"], now=now
            )
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/{number}")
    rows = accounts.organisations(request.viewer, now=now)
    table = Table(
        key="organisations",
        caption="已设立的机构",
        columns=_ORGANISATION_COLUMNS,
        rows=tuple(
            {
                "name": Link(row.name, f"/people/{row.organisation}", "虚构" if row.invented else ""),
                "kind": labels.ORGANISATION_KIND_WORDS[row.kind],
                "accounts": row.accounts,
                "keys": row.keys,
                "founded": timezone.localtime(row.founded),
            }
            for row in rows
        ),
        arrangement=_UNSORTED,
        total=len(rows),
        empty="先设立一个机构，再为它的人员开通账户。",
    )
    may_found = "administrator" in request.viewer.roles
    page = {"table": table, "form": form if may_found else None}
    return render(request, "people/people.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account", "people.key"))
def people_organisation(request: Request, organisation: int) -> HttpResponse:
    """One organisation: its accounts, its keys, and a form that opens an account."""
    now = timezone.now()
    found = accounts.organisation(request.viewer, organisation, now=now)
    grantable = may_grant(request.viewer.roles)
    form = AccountForm(request.POST if request.method == "POST" else None, offered=grantable)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        password = made_up_password()
        new = NewAccount(wanted["login"], wanted["name"], organisation, wanted["roles"], password)
        try:
            open_account(request.viewer, new, now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return _first_password(request, found.name, new.name, new.login, password)
    rows = accounts.accounts_of(request.viewer, organisation)
    table = Table(
        key="accounts",
        caption="可以登录的人员",
        columns=_ACCOUNT_COLUMNS,
        rows=tuple(
            {
                "name": Link(row.name, f"/people/accounts/{row.account}"),
                "login": row.login,
                "roles": labels.role_words(row.roles),
                "state": "已停用" if row.ended else "首次密码未改" if row.password_is_initial else "有效",
                "opened": timezone.localtime(row.opened),
            }
            for row in rows
        ),
        arrangement=_UNSORTED,
        total=len(rows),
        empty="这个机构还没有账户。",
    )
    page = {
        "organisation": found,
        "kind": labels.ORGANISATION_KIND_WORDS[found.kind],
        "table": table,
        "keys": key_table(keys.keys_of(request.viewer, organisation), now, _NO_KEYS),
        "form": form,
    }
    return render(request, "people/organisation.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account",))
def people_account(request: Request, account: int) -> HttpResponse:
    """One account: who, which roles, and a form that changes the roles."""
    found = accounts.account_to_administer(request.viewer, account)
    grantable = may_grant(request.viewer.roles)
    form = RolesForm(
        request.POST if request.method == "POST" else None,
        offered=grantable | set(found.roles),
        held=found.roles,
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant_roles(request.viewer, account, form.cleaned_data["roles"], now=timezone.now())
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/accounts/{account}")
    page = {
        "account": found,
        "is_own": request.viewer.account == account,
        "form": None if found.ended else form,
        "facts": (
            Fact("登录名", found.login, "id"),
            Fact("机构", Link(found.organisation_name, f"/people/{found.organisation}"), "link"),
            Fact("角色", labels.role_words(found.roles)),
            Fact("开通时间", timezone.localtime(found.opened), "time"),
            *([Fact("停用时间", timezone.localtime(found.ended), "time")] if found.ended else []),
        ),
    }
    return render(request, "people/account.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account",))
def people_account_end(request: Request, account: int) -> HttpResponse:
    """Ask whether to end an account and the keys that its holder made, and end them."""
    found = accounts.account_to_administer(request.viewer, account)
    if request.method == "POST":
        end_account(request.viewer, account, now=timezone.now())
        return HttpResponseRedirect(f"/people/accounts/{account}")
    return render(request, "people/account_end.html", {"account": found})


@open_to(_administrators, methods=("POST",), reveals=("people.account",))
def people_account_password(request: Request, account: int) -> HttpResponse:
    """Give an account a new first password, shown once."""
    found = accounts.account_to_administer(request.viewer, account)
    password = reset_password(request.viewer, account, now=timezone.now())
    return _first_password(request, found.organisation_name, found.name, found.login, password)


def _first_password(request: Request, organisation: str, name: str, login: str, password: str) -> HttpResponse:
    shown = {"organisation": organisation, "name": name, "login": login, "password": password}
    response = render(request, "people/first_password.html", shown, status=201)
    response["Cache-Control"] = "no-store"
    return response
