"""Invitations: made, used once, taken back, expired, and as good as who made them."""

from datetime import timedelta

import pytest

from cast import PASSWORD
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.models import Deed
from yaomai.people.engine.held_roles import Term
from yaomai.people.models import Account, Invitation
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.end_organisation import end_organisation
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.invite import InvitedPerson, NewInvitation, accept, invite, invited, take_back
from yaomai.people.operations.sign_in import sign_in
from yaomai.people.queries.identity import by_account
from yaomai.people.queries.invitations import invitations_of
from yaomai.people.refusals import InvitationRefusedError
from yaomai.people.viewer import INSTALLATION_VIEWER

WANG = InvitedPerson("wang.min", "王敏", PASSWORD)
HOUR = timedelta(hours=1)


@pytest.fixture
def boss(cast):
    return cast.person("boss", "organisation_administrator")


def new(viewer, roles=("recorder",), days=7, note="王敏，质量部", terms=None):
    return NewInvitation(viewer.organisation, note, roles, days, terms or {})


def test_who_was_invited_opens_the_own_account(boss, now):
    issued = invite(boss, new(boss, terms={"recorder": Term(None, now + 90 * HOUR)}), now=now)
    found = invited(issued.code, now=now)
    assert (found.organisation_name, found.note, found.roles, found.made_by_name) == (
        "陇西一厂",
        "王敏，质量部",
        ("recorder",),
        "boss 的姓名",
    )
    account = accept(issued.code, WANG, now=now)
    signed = sign_in("wang.min", PASSWORD, address="x", now=now)
    assert (signed.viewer.account, signed.viewer.roles, signed.password_is_initial) == (account, {"recorder"}, False)
    assert by_account(account, now=now + 90 * HOUR).viewer.roles == frozenset()
    kinds = [deed.kind for deed in Deed.objects.order_by("id")][-4:]
    assert kinds == ["people.invitation", "people.account", "people.roles", "people.invitation_end"]
    opened = Deed.objects.get(id=account)
    assert (opened.organisation, opened.account) == (boss.organisation, None)
    [row] = invitations_of(boss, boss.organisation)
    assert (row.account, row.account_name, row.is_open(now)) == (account, "王敏", False)


def test_the_code_is_kept_nowhere(boss, now):
    issued = invite(boss, new(boss), now=now)
    secret = issued.code.split(".")[1]
    kept = Invitation.objects.get()
    assert secret not in str(vars(kept))


def test_it_is_good_once(boss, now):
    code = invite(boss, new(boss), now=now).code
    accept(code, WANG, now=now)
    with pytest.raises(InvitationRefusedError):
        accept(code, InvitedPerson("other", "别人", PASSWORD), now=now)
    assert Account.objects.filter(login="other").count() == 0


def test_what_is_wrong_with_the_account_is_said_and_the_invitation_stays_good(boss, now):
    code = invite(boss, new(boss), now=now).code
    with pytest.raises(InvalidError) as refused:
        accept(code, InvitedPerson("boss", " ", "short"), now=now)
    assert [one.code for one in refused.value.findings] == [
        "people.login_taken",
        "people.name_length",
        "people.password_short",
    ]
    assert accept(code, WANG, now=now)


def end(how, boss, invitation, now):
    """Let an invitation come to an end in this way."""
    match how:
        case "taken back":
            take_back(boss, invitation, now=now)
        case "its maker left":
            end_account(INSTALLATION_VIEWER, boss.account, now=now)
        case "its maker may no longer":
            grant_roles(INSTALLATION_VIEWER, boss.account, [], now=now)
        case "the organisation is gone":
            end_organisation(INSTALLATION_VIEWER, boss.organisation, reason="x", now=now)


ENDS = ("expired", "taken back", "its maker left", "its maker may no longer", "the organisation is gone")


@pytest.mark.parametrize("how", ENDS)
def test_it_is_good_no_longer_and_how_is_not_told(boss, now, how):
    issued = invite(boss, new(boss, days=1), now=now)
    end(how, boss, issued.number, now)
    later = issued.expires if how == "expired" else now
    with pytest.raises(InvitationRefusedError) as refused:
        accept(issued.code, WANG, now=later)
    with pytest.raises(InvitationRefusedError) as never_made:
        invited("999999." + "A" * 43, now=now)
    assert str(refused.value) == str(never_made.value)
    assert not Account.objects.filter(login="wang.min").exists()


@pytest.mark.parametrize(
    "code",
    ["", "1", "1.", "1.short", "x." + "A" * 43, "1." + "A" * 43, "1." + "é" * 43, "\0", "1" * 40 + "." + "A" * 43],
)
def test_other_codes_are_none_of_ours(boss, now, code):
    invite(boss, new(boss), now=now)
    with pytest.raises(InvitationRefusedError):
        invited(code, now=now)


def test_a_role_beyond_the_makers_is_not_invited_to(boss, now):
    with pytest.raises(InvalidError) as refused:
        invite(
            boss, new(boss, roles=["auditor", "emperor"], days=0, note=" ", terms={"auditor": Term(None, now)}), now=now
        )
    assert {one.code for one in refused.value.findings} == {
        "people.invitation_note",
        "people.invitation_days",
        "people.role_unknown",
        "people.role_not_grantable",
        "people.term_over",
    }


def test_who_may_invite_and_take_back(cast, boss, now):
    stranger = cast.person("stranger", "organisation_administrator", of="别的单位")
    issued = invite(boss, new(boss), now=now)
    with pytest.raises(NotAllowedError):
        invite(stranger, new(boss), now=now)
    with pytest.raises(NotAllowedError):
        invite(cast.person("lina", "recorder"), new(boss), now=now)
    with pytest.raises(NotFoundError):
        take_back(stranger, issued.number, now=now)
    assert invitations_of(stranger, boss.organisation) == []
    assert take_back(boss, issued.number, now=now) == boss.organisation
    deeds = Deed.objects.count()
    take_back(boss, issued.number, now=now)
    assert Deed.objects.count() == deeds
