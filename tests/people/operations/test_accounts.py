"""Organisations, accounts and roles: what is recorded, who may, what is refused."""

import pytest

from cast import PASSWORD
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.models import Deed
from yaomai.people.models import Account, Organisation
from yaomai.people.operations.change_password import reset_password
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.open_account import NewAccount, open_account
from yaomai.people.operations.use_key import use_key
from yaomai.people.queries import accounts
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import KeyRefusedError
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER


def codes(refused):
    return [(finding.code, finding.pointer) for finding in refused.value.findings]


def test_the_number_is_the_deed_that_recorded_it_and_the_deed_names_who_did(cast, now):
    administrator = cast.person("root", "administrator", of="运营中心")
    number = found_organisation(administrator, " 首阳  合作社 ", "grower", now=now)
    deed = Deed.objects.get(id=number)
    assert (deed.kind, deed.account, deed.organisation) == (
        "people.organisation",
        administrator.account,
        administrator.organisation,
    )
    row = Organisation.objects.get(organisation=number)
    assert (row.name, row.kind, row.invented, row.record_time) == ("首阳 合作社", "grower", False, now)


def test_what_is_wrong_with_an_organisation_is_all_said_and_nothing_recorded(cast, now):
    cast.organisation("陇西一厂")
    deeds = Deed.objects.count()
    with pytest.raises(InvalidError) as refused:
        found_organisation(INSTALLATION_VIEWER, "陇西一厂", "kingdom", now=now)
    assert codes(refused) == [("people.organisation_exists", "/name"), ("people.organisation_kind", "/kind")]
    with pytest.raises(InvalidError) as refused:
        found_organisation(INSTALLATION_VIEWER, " ", "grower", now=now)
    assert codes(refused) == [("people.name_length", "/name")]
    assert Deed.objects.count() == deeds


def test_what_is_wrong_with_an_account_is_all_said_and_nothing_recorded(cast, now):
    cast.account("lina")
    deeds = Deed.objects.count()
    with pytest.raises(InvalidError) as refused:
        open_account(INSTALLATION_VIEWER, NewAccount("Lina", "", 999, ["emperor"], "short"), now=now)
    assert codes(refused) == [
        ("people.login_taken", "/login"),
        ("people.name_length", "/name"),
        ("people.organisation_unknown", "/organisation"),
        ("people.password_short", "/password"),
        ("people.role_unknown", "/roles"),
    ]
    assert Deed.objects.count() == deeds
    assert Account.objects.count() == 1


WHO_MAY = [
    # viewer's role               found   open in own   open in other   grant auditor in own
    ("administrator", True, True, True, True),
    ("organisation_administrator", False, True, False, False),
    ("recorder", False, False, False, False),
    ("inspector", False, False, False, False),
    ("official", False, False, False, False),
    ("auditor", False, False, False, False),
    (None, False, False, False, False),
]


@pytest.mark.parametrize(("role", "found", "own", "other", "auditor"), WHO_MAY)
def test_who_may_administer(cast, now, role, found, own, other, auditor):
    viewer = cast.person("boss", role, of="甲") if role else ANYONE

    def may(deed):
        try:
            deed()
        except (NotAllowedError, InvalidError):
            return False
        return True

    here, there = cast.organisation("甲"), cast.organisation("乙")
    opened = [
        may(lambda: found_organisation(viewer, "丙", "grower", now=now)),
        may(lambda: open_account(viewer, NewAccount("one", "一", here, ["recorder"], PASSWORD), now=now)),
        may(lambda: open_account(viewer, NewAccount("two", "二", there, ["recorder"], PASSWORD), now=now)),
        may(lambda: open_account(viewer, NewAccount("three", "三", here, ["auditor"], PASSWORD), now=now)),
    ]
    assert opened == [found, own, other, auditor]


def test_granted_roles_replace_the_ones_before_and_the_same_again_is_no_deed(cast, now):
    account = cast.account("lina", "recorder")
    grant_roles(INSTALLATION_VIEWER, account, ["inspector", "auditor"], now=now)
    assert by_account(account, now=now).viewer.roles == {"auditor", "inspector"}
    deeds = Deed.objects.count()
    grant_roles(INSTALLATION_VIEWER, account, ["auditor", "inspector"], now=now)
    assert Deed.objects.count() == deeds
    grant_roles(INSTALLATION_VIEWER, account, [], now=now)
    assert by_account(account, now=now).viewer.roles == frozenset()


def test_an_administrator_of_one_organisation_touches_no_role_beyond_the_own(cast, now):
    boss = cast.person("boss", "organisation_administrator")
    inspector = cast.account("wang", "inspector")
    for roles in ([], ["inspector", "auditor"]):  # neither take nor give
        with pytest.raises(InvalidError) as refused:
            grant_roles(boss, inspector, roles, now=now)
        assert {code for code, _ in codes(refused)} == {"people.role_not_grantable"}
    grant_roles(boss, inspector, ["inspector", "recorder"], now=now)
    with pytest.raises(NotFoundError):
        grant_roles(boss, cast.account("zhao", of="别的单位"), ["recorder"], now=now)


def test_an_administrator_of_one_organisation_cannot_become_one_of_the_installation(cast, now):
    boss = cast.person("boss", "organisation_administrator")
    root = cast.account("root", "administrator")
    with pytest.raises(NotAllowedError, match="administrator"):
        reset_password(boss, root, now=now)
    with pytest.raises(NotAllowedError, match="administrator"):
        end_account(boss, root, now=now)


def test_an_ended_account_is_nobody_and_takes_no_key_along(cast, now):
    lina = cast.person("lina", "recorder")
    own = issue_key(lina, NewKey(lina.organisation, "枪", ["capture"], 30), now=now)
    other = cast.key("capture")
    end_account(INSTALLATION_VIEWER, lina.account, now=now)
    end_account(INSTALLATION_VIEWER, lina.account, now=now)
    assert by_account(lina.account, now=now) is None
    with pytest.raises(KeyRefusedError, match="ended"):
        use_key(own.written, now=now)
    assert use_key(other, now=now).organisation == lina.organisation
    [row] = accounts.accounts_of(INSTALLATION_VIEWER, lina.organisation)
    assert row.ended == now


def test_nobody_ends_the_own_account(cast, now):
    root = cast.person("root", "administrator")
    with pytest.raises(NotAllowedError, match="own account"):
        end_account(root, root.account, now=now)


def test_who_sees_which_organisations_and_accounts(cast, now):
    boss = cast.person("boss", "organisation_administrator", of="甲")
    cast.account("other", of="乙")
    assert [row.name for row in accounts.organisations(boss, now=now)] == ["甲"]
    assert [row.name for row in accounts.organisations(INSTALLATION_VIEWER, now=now)] == ["甲", "乙"]
    assert accounts.organisation(boss, boss.organisation, now=now).accounts == 1
    assert accounts.accounts_of(boss, cast.organisation("乙")) == []
    assert accounts.accounts_of(ANYONE, cast.organisation("甲")) == []
    with pytest.raises(NotFoundError):
        accounts.organisation(boss, cast.organisation("乙"), now=now)
    with pytest.raises(NotFoundError):
        accounts.account_to_administer(cast.person("rev", "auditor"), boss.account)
