"""Who may be become in a demonstration: invented persons, and nobody where anybody is real."""

import pytest

from yaomai.errors import NotAllowedError
from yaomai.people.operations.become_invented import become_invented
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.queries.invented_people import invented_people
from yaomai.people.viewer import INSTALLATION_VIEWER


def test_everybody_who_is_invented_and_has_a_role_may_be_become(cast, now):
    lina, nobody, gone = cast.account("lina", "recorder"), cast.account("mei"), cast.account("wu.gang", "auditor")
    end_account(INSTALLATION_VIEWER, gone, now=now)
    assert [one.account for one in invented_people(now=now)] == [lina]
    assert become_invented(lina, now=now).viewer.roles == {"recorder"}
    for account in (nobody, gone, 999_999):
        with pytest.raises(NotAllowedError):
            become_invented(account, now=now)


def test_nobody_may_be_become_where_an_organisation_is_real(cast, now):
    lina = cast.account("lina", "recorder")
    found_organisation(INSTALLATION_VIEWER, "真实的厂", "manufacturer", now=now)
    assert invented_people(now=now) == []
    with pytest.raises(NotAllowedError):
        become_invented(lina, now=now)
