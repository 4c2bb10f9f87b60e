"""How are organisations founded, changed, put under each other and dissolved?"""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from yaomai.errors import InvalidError, NotAllowedError
from yaomai.ledger.engine.deed import reference
from yaomai.people.engine.roles import may_grant
from yaomai.people.operations.change_organisation import OrganisationFacts, change_organisation
from yaomai.people.operations.change_password import made_up_password
from yaomai.people.operations.end_organisation import end_organisation
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.queries import accounts, keys
from yaomai.people.queries.accounts import AccountRow, OrganisationRow
from yaomai.people.queries.invitations import invitations_of
from yaomai.people.queries.organisation_tree import organisation_tree
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, open_to, role, signed_in
from yaomai.web.pages.people.accounts import first_password
from yaomai.web.pages.people.forms import (
    AccountForm,
    InvitationForm,
    OrganisationEndForm,
    OrganisationForm,
)
from yaomai.web.pages.people.invitations import invitation_table
from yaomai.web.pages.people.keys import key_table
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Column, Table, arrange, read

_administrators = role("administrator", "organisation_administrator")

_ORGANISATION_COLUMNS = (
    Column("name", "机构", "link", sortable=True, filterable=True),
    Column("kind", "类型", filterable=True),
    Column("parent", "上级机构", filterable=True),
    Column("division", "行政区划", sortable=True, filterable=True),
    Column("accounts", "有效账户"),
    Column("keys", "有效密钥"),
    Column("founded", "设立时间", "time", sortable=True),
)
_ACCOUNT_COLUMNS = (
    Column("name", "姓名", "link"),
    Column("login", "登录名", "id"),
    Column("roles", "角色"),
    Column("totp", "动态码"),
    Column("state", "状态"),
    Column("opened", "开通时间", "time"),
)
_HISTORY_COLUMNS = (
    Column("since", "自", "time"),
    Column("name", "名称"),
    Column("kind", "类型"),
    Column("parent", "上级机构"),
    Column("division", "行政区划"),
    Column("record", "账目", "link"),
)
_NO_KEYS = "这个机构还没有密钥。它的记录员登录后，在“我的密钥”中制作。"
_UNSORTED = Arrangement("", descending=False, filters={})


@open_to(signed_in, reveals=("people.organisation",))
def tree(request: Request) -> HttpResponse:
    """Who is above whom: all organisations, as everybody may know them."""
    branches = organisation_tree()
    page = {
        "branches": branches,
        "all_invented": all(branch.is_all_invented for branch in branches),
        "size": sum(branch.size for branch in branches),
        "own": request.viewer.organisation,
        "administers_all": "administrator" in request.viewer.roles,
        "administers_own": "organisation_administrator" in request.viewer.roles,
    }
    return render(request, "people/tree.html", page)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.organisation", "people.account"))
def people(request: Request) -> HttpResponse:
    """The organisations that the viewer administers; administrators of the installation found new ones here."""
    now = timezone.now()
    rows = accounts.organisations(request.viewer, now=now)
    form = OrganisationForm(request.POST if request.method == "POST" else None, parents=_going_on(rows))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            number = found_organisation(
                request.viewer,
                wanted["name"],
                wanted["kind"],
                invented=wanted["invented"],
                parent=wanted["parent"],
                division=wanted["division"],
                now=now,
            )
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/{number}")
    names = {row.organisation: row.name for row in rows}
    arrangement = read(request.GET, _ORGANISATION_COLUMNS, "founded")
    shown = arrange(
        [
            {
                "name": Link(row.name, f"/people/{row.organisation}", _notes(row)),
                "kind": labels.level_word(row.kind, row.division),
                "parent": names.get(row.parent or 0),
                "division": labels.division_words(row.division),
                "accounts": row.accounts,
                "keys": row.keys,
                "founded": timezone.localtime(row.founded),
            }
            for row in rows
        ],
        _ORGANISATION_COLUMNS,
        arrangement,
    )
    table = Table(
        key="organisations",
        caption="已设立的机构",
        columns=_ORGANISATION_COLUMNS,
        rows=tuple(shown),
        arrangement=arrangement,
        total=len(shown),
        empty="先设立一个机构，再为它的人员开通账户。",
    )
    may_found = "administrator" in request.viewer.roles
    page = {"table": table, "form": form if may_found else None}
    return render(request, "people/people.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account", "people.key", "people.invitation"))
def people_organisation(request: Request, organisation: int) -> HttpResponse:
    """One organisation: what it is and was, its accounts, its keys, its invitations, and a form that opens an account."""
    now = timezone.now()
    found = accounts.organisation(request.viewer, organisation, now=now)
    grantable = may_grant(request.viewer.roles)
    form = AccountForm(request.POST if request.method == "POST" else None, offered=grantable)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        password = made_up_password()
        new = NewAccount(wanted["login"], wanted["name"], organisation, wanted["roles"], password, form.terms())
        try:
            open_account(request.viewer, new, now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return first_password(request, found.name, new.name, new.login, password)
    page = {
        "organisation": found,
        "kind": labels.level_word(found.kind, found.division),
        "facts": _facts(found),
        "history": _history(request.viewer, organisation),
        "table": _account_table(accounts.accounts_of(request.viewer, organisation), now),
        "keys": key_table(keys.keys_of(request.viewer, organisation), now, _NO_KEYS),
        "invitations": invitation_table(invitations_of(request.viewer, organisation), now),
        "invitation_form": None if found.ended else InvitationForm(offered=grantable),
        "form": None if found.ended else form,
        "may_change": "administrator" in request.viewer.roles and not found.ended,
        "is_own": request.viewer.organisation == organisation,
    }
    return render(request, "people/organisation.html", page, status=400 if form.errors else 200)


@open_to(role("administrator"), methods=("GET", "POST"), reveals=("people.account",))
def people_organisation_change(request: Request, organisation: int) -> HttpResponse:
    """What an organisation is called, of what kind it is, where and under whom, from now on."""
    now = timezone.now()
    found = accounts.organisation(request.viewer, organisation, now=now)
    if found.ended:
        raise NotAllowedError("this organisation was dissolved; what is on record of it stays as it is")
    others = [row for row in accounts.organisations(request.viewer, now=now) if row.organisation != organisation]
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        parents=_going_on(others),
        name=found.name,
        kind=found.kind,
        parent=found.parent,
        division=found.division,
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        wanted = OrganisationFacts(asked["name"], asked["kind"], asked["parent"], asked["division"])
        try:
            change_organisation(request.viewer, organisation, wanted, now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/{organisation}")
    page = {"organisation": found, "form": form}
    return render(request, "people/organisation_change.html", page, status=400 if form.errors else 200)


@open_to(role("administrator"), methods=("GET", "POST"), reveals=("people.account",))
def people_organisation_end(request: Request, organisation: int) -> HttpResponse:
    """Ask why an organisation is dissolved and which one goes on, and dissolve it."""
    now = timezone.now()
    found = accounts.organisation(request.viewer, organisation, now=now)
    others = [row for row in accounts.organisations(request.viewer, now=now) if row.organisation != organisation]
    form = OrganisationEndForm(request.POST if request.method == "POST" else None, successors=_going_on(others))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            end_organisation(
                request.viewer, organisation, reason=asked["reason"], successor=asked["successor"], now=now
            )
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return HttpResponseRedirect(f"/people/{organisation}")
    page = {"organisation": found, "form": form, "is_own": request.viewer.organisation == organisation}
    return render(request, "people/organisation_end.html", page, status=400 if form.errors else 200)


def _going_on(rows: Iterable[OrganisationRow]) -> list[tuple[int, str]]:
    """The organisations that can be chosen: those that were not dissolved."""
    return [(row.organisation, row.name) for row in rows if row.ended is None]


def _notes(row: OrganisationRow) -> str:
    return "、".join(word for word, holds in (("虚构", row.invented), ("已撤销", row.ended is not None)) if holds)


def _facts(found: OrganisationRow) -> tuple[Fact, ...]:
    named = organisation_names([found.parent, found.successor])
    above = named.get(found.parent or 0)
    facts = [
        Fact("类型", labels.level_word(found.kind, found.division)),
        Fact("上级机构", above.name if above else "没有上级"),
        Fact("行政区划", labels.division_words(found.division) or None),
        Fact("设立时间", timezone.localtime(found.founded), "time"),
    ]
    if found.ended:
        heir = named.get(found.successor or 0)
        facts += [
            Fact("撤销时间", timezone.localtime(found.ended), "time"),
            Fact("撤销原因", found.end_reason),
            Fact("承接的机构", heir.name if heir else "没有"),
        ]
    return tuple(facts)


def _history(viewer: Viewer, organisation: int) -> Table | None:
    """What the organisation was, newest first; None when nothing of it ever changed."""
    changes = accounts.organisation_history(viewer, organisation)
    named = organisation_names(one.parent for one in changes)
    rows = tuple(
        {
            "since": timezone.localtime(one.record_time),
            "name": one.name,
            "kind": labels.level_word(one.kind, one.division),
            "parent": named[one.parent].name if one.parent in named else None,
            "division": labels.division_words(one.division),
            "record": Link(reference(one.record), f"/records/{reference(one.record)}"),
        }
        for one in reversed(changes)
    )
    if len(rows) <= 1:
        return None
    return Table("history", "新的在前", _HISTORY_COLUMNS, rows, _UNSORTED, total=len(rows))


def _account_table(rows: list[AccountRow], now: datetime) -> Table:
    return Table(
        key="accounts",
        caption="可以登录的人员",
        columns=_ACCOUNT_COLUMNS,
        rows=tuple(
            {
                "name": Link(row.name, f"/people/accounts/{row.account}"),
                "login": row.login,
                "roles": labels.held_words(row.standing(now), now),
                "totp": "已启用" if row.has_totp else "未启用",
                "state": "已停用" if row.ended else "首次密码未改" if row.password_is_initial else "有效",
                "opened": timezone.localtime(row.opened),
            }
            for row in rows
        ),
        arrangement=_UNSORTED,
        total=len(rows),
        empty="这个机构还没有账户。",
    )
