"""How is a person invited, and how does somebody who was invited open the own account?"""

from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from yaomai.errors import InvalidError
from yaomai.people.engine.roles import may_grant
from yaomai.people.operations.invite import InvitedPerson, NewInvitation, accept, invite, invited, take_back
from yaomai.people.operations.sign_in import SignedIn
from yaomai.people.queries import accounts
from yaomai.people.queries.identity import by_account
from yaomai.people.queries.invitations import InvitationRow
from yaomai.people.viewer import Viewer
from yaomai.web import installation, session
from yaomai.web import labels_people as labels
from yaomai.web.access import Request, anyone, open_to, role
from yaomai.web.pages.people.forms import InvitationForm, JoinForm
from yaomai.web.presentation import Fact, Link
from yaomai.web.table import Arrangement, Column, Table

_administrators = role("administrator", "organisation_administrator")
_COLUMNS = (
    Column("note", "邀请谁"),
    Column("roles", "角色"),
    Column("made_by", "邀请人"),
    Column("made", "邀请时间", "time"),
    Column("expires", "有效期至", "time"),
    Column("state", "状态", "link"),
    Column("deed", "操作", "link"),
)


def invitation_table(rows: list[InvitationRow], now: datetime) -> Table:
    """Invitations as a table; one that is open still has a link to take it back."""
    return Table(
        key="invitations",
        caption="新的在前",
        columns=_COLUMNS,
        rows=tuple(
            {
                "note": one.note,
                "roles": labels.role_words(one.roles),
                "made_by": one.made_by_name or ("命令行" if one.made_by is None else f"账户 {one.made_by}"),
                "made": timezone.localtime(one.made),
                "expires": timezone.localtime(one.expires),
                "state": _state(one, now),
                "deed": Link("收回", f"/people/invitations/{one.invitation}/end") if one.is_open(now) else None,
            }
            for one in rows
        ),
        arrangement=Arrangement("", descending=False, filters={}),
        total=len(rows),
        empty="还没有邀请过人。",
    )


def _state(one: InvitationRow, now: datetime) -> Link:
    if one.account is not None:
        return Link(f"已由{one.account_name or '一人'}使用", f"/people/accounts/{one.account}")
    if one.ended is not None:
        return Link("已收回")
    return Link("等待使用" if one.is_open(now) else "已过期")


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.account", "people.invitation"))
def people_invitation(request: Request, organisation: int) -> HttpResponse:
    """Make a link by which a person opens the own account. It is on the answer to the form and nowhere else, ever."""
    now = timezone.now()
    found = accounts.organisation(request.viewer, organisation, now=now)
    form = InvitationForm(request.POST if request.method == "POST" else None, offered=may_grant(request.viewer.roles))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        new = NewInvitation(organisation, asked["note"], asked["roles"], asked["days"], form.terms())
        try:
            issued = invite(request.viewer, new, now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            shown = {
                "organisation": found,
                "note": new.note,
                "roles": labels.role_words(new.roles),
                "link": installation.public_url(f"/join?code={issued.code}"),
                "expires": timezone.localtime(issued.expires),
            }
            response = render(request, "people/invitation_issued.html", shown, status=201)
            response["Cache-Control"] = "no-store"
            return response
    page = {"organisation": found, "form": form}
    return render(request, "people/invitation.html", page, status=400 if form.errors else 200)


@open_to(_administrators, methods=("GET", "POST"), reveals=("people.invitation",))
def people_invitation_end(request: Request, invitation: int) -> HttpResponse:
    """Ask whether to take an invitation back, and take it back."""
    if request.method == "POST":
        organisation = take_back(request.viewer, invitation, now=timezone.now())
        return HttpResponseRedirect(f"/people/{organisation}")
    return render(request, "people/invitation_end.html", {"invitation": invitation})


@open_to(anyone, methods=("GET", "POST"))
@sensitive_post_parameters("password", "again", "code")
def join(request: Request) -> HttpResponse:
    """Who was invited chooses login and password here. The link's code is in the query, which is written down nowhere."""
    now = timezone.now()
    code = request.POST.get("code", "") if request.method == "POST" else request.GET.get("code", "")
    found = invited(code, now=now)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            account = accept(code, InvitedPerson(asked["login"], asked["name"], asked["password"]), now=now)
        except InvalidError as error:
            labels.put_findings(form, error)
        else:
            return _let_in(request, account, now)
    page = {
        "form": form,
        "code": code,
        "invitation": found,
        "facts": (
            Fact("机构", found.organisation_name),
            Fact("角色", labels.held_words(found.held, now) or "没有角色"),
            Fact("邀请人", found.made_by_name or "平台"),
            Fact("链接有效期至", timezone.localtime(found.expires), "time"),
        ),
    }
    response = render(request, "people/join.html", page, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _let_in(request: Request, account: int, now: datetime) -> HttpResponse:
    """Who has just chosen a password is signed in with it, and sent to the second factor when a role waits for it."""
    request.audited_viewer = Viewer(account=account)
    opened = by_account(account, now=now)
    if opened is None:
        return HttpResponseRedirect("/sign-in")
    request.audited_viewer = opened.viewer
    session.begin(request, SignedIn(opened.viewer, opened.stamp, password_is_initial=False))
    return HttpResponseRedirect("/my/totp" if opened.viewer.withheld else "/my")
