"""Roles for a time, and what happens when somebody leaves."""

from datetime import date, timedelta

import pytest

from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.models import Deed
from yaomai.people.engine.held_roles import Term
from yaomai.people.operations.end_account import Leaving, end_account
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.use_key import use_key
from yaomai.people.queries import accounts
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import KeyRefusedError
from yaomai.people.viewer import INSTALLATION_VIEWER

HOUR = timedelta(hours=1)


def roles_at(account, moment):
    return by_account(account, now=moment).viewer.roles


def test_a_role_begins_and_ends_at_the_moment_it_says(cast, now):
    lina = cast.account("lina")
    terms = {"auditor": Term(now + HOUR, now + 2 * HOUR)}
    grant_roles(INSTALLATION_VIEWER, lina, ["recorder", "auditor"], terms=terms, now=now)
    tick = timedelta(microseconds=1)
    seen = [
        (moment - now, roles_at(lina, moment))
        for moment in (now, now + HOUR - tick, now + HOUR, now + 2 * HOUR - tick, now + 2 * HOUR)
    ]
    both = {"recorder", "auditor"}
    assert [roles for _, roles in seen] == [{"recorder"}, {"recorder"}, both, both, {"recorder"}]


def test_the_same_term_again_is_no_deed_and_another_one_is(cast, now):
    lina = cast.account("lina")
    until = Term(None, now + HOUR)
    grant_roles(INSTALLATION_VIEWER, lina, ["recorder"], terms={"recorder": until}, now=now)
    deeds = Deed.objects.count()
    grant_roles(INSTALLATION_VIEWER, lina, ["recorder"], terms={"recorder": until}, now=now)
    assert Deed.objects.count() == deeds
    grant_roles(INSTALLATION_VIEWER, lina, ["recorder"], now=now)  # for ever from now on
    assert Deed.objects.count() == deeds + 1
    assert roles_at(lina, now + 2 * HOUR) == {"recorder"}


def test_terms_are_changed_only_by_who_may_grant_the_role(cast, now):
    boss, zhao = cast.person("boss", "organisation_administrator"), cast.account("zhao", "auditor")
    with pytest.raises(InvalidError) as refused:
        grant_roles(boss, zhao, ["auditor"], terms={"auditor": Term(None, now + HOUR)}, now=now)
    assert [one.code for one in refused.value.findings] == ["people.role_not_grantable"]
    grant_roles(INSTALLATION_VIEWER, zhao, ["auditor"], terms={"auditor": Term(None, now + HOUR)}, now=now)
    # A role that is over is in nobody's way.
    grant_roles(boss, zhao, ["recorder"], now=now + HOUR)
    assert roles_at(zhao, now + HOUR) == {"recorder"}


def test_an_administrator_whose_time_is_over_administers_nothing(cast, now):
    boss, lina = cast.account("boss"), cast.account("lina")
    role = "organisation_administrator"
    grant_roles(INSTALLATION_VIEWER, boss, [role], terms={role: Term(None, now + HOUR)}, now=now)
    grant_roles(by_account(boss, now=now).viewer, lina, ["recorder"], now=now)
    with pytest.raises(NotFoundError):
        grant_roles(by_account(boss, now=now + HOUR).viewer, lina, [], now=now + HOUR)


def test_who_leaves_takes_no_right_along_and_hands_the_duties_over(cast, now):
    lina, mei = cast.person("lina", "recorder", "organisation_administrator"), cast.account("mei")
    key = issue_key(lina, NewKey(lina.organisation, "枪", ["capture"], 30), now=now)
    grant_roles(INSTALLATION_VIEWER, mei, ["recorder"], terms={"recorder": Term(None, now + HOUR)}, now=now)
    end_account(INSTALLATION_VIEWER, lina.account, Leaving("moved", date(2026, 11, 20), mei), now=now)
    assert by_account(lina.account, now=now) is None
    with pytest.raises(KeyRefusedError):
        use_key(key.written, now=now)
    assert roles_at(mei, now + 2 * HOUR) == {"recorder", "organisation_administrator"}  # the longer of two terms
    row = accounts.account_to_administer(INSTALLATION_VIEWER, lina.account)
    assert (row.end_reason, row.left_on, row.successor) == ("moved", date(2026, 11, 20), mei)
    with pytest.raises(NotAllowedError, match="has ended"):
        grant_roles(INSTALLATION_VIEWER, lina.account, ["recorder"], now=now)


def test_what_is_wrong_with_leaving_is_all_said(cast, now):
    lina, stranger = cast.account("lina"), cast.account("zhao", of="别的单位")
    deeds = Deed.objects.count()
    for leaving, expected in (
        (
            Leaving("bored", date(2026, 12, 1), stranger),
            ["people.leaving_reason", "people.left_on_to_come", "people.successor_unfit"],
        ),
        (Leaving("left", None, lina), ["people.successor_unfit"]),
        (Leaving("left", date(2026, 11, 24)), ["people.left_on_to_come"]),
    ):
        with pytest.raises(InvalidError) as refused:
            end_account(INSTALLATION_VIEWER, lina, leaving, now=now)
        assert [one.code for one in refused.value.findings] == expected
    assert Deed.objects.count() == deeds
    end_account(
        INSTALLATION_VIEWER, lina, Leaving("left", date(2026, 11, 23)), now=now
    )  # tomorrow here, today in China


def test_nobody_is_handed_what_the_administrator_may_not_grant(cast, now):
    boss, zhao, mei = (
        cast.person("boss", "organisation_administrator"),
        cast.account("zhao", "auditor"),
        cast.account("mei"),
    )
    with pytest.raises(NotAllowedError, match="auditor"):
        end_account(boss, zhao, Leaving("left", successor=mei), now=now)


def test_the_last_administrator_of_an_organisation_is_known(cast, now):
    role = "organisation_administrator"
    one, two = cast.account("one", role), cast.account("two", role)
    row = accounts.account_to_administer

    def is_last(account, moment):
        return accounts.only_holder_of(INSTALLATION_VIEWER, row(INSTALLATION_VIEWER, account), role, now=moment)

    assert not is_last(one, now)
    grant_roles(INSTALLATION_VIEWER, two, [role], terms={role: Term(None, now + HOUR)}, now=now)
    assert not is_last(one, now)
    assert is_last(one, now + HOUR)
    assert not is_last(two, now + HOUR)
