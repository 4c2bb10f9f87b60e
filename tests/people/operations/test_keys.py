"""Keys for machines: issue, use, end."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.models import Deed, Record
from yaomai.people.engine import keys as form
from yaomai.people.engine.held_roles import Term
from yaomai.people.models import Key, KeyUse
from yaomai.people.operations.end_key import end_key
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.use_key import use_key
from yaomai.people.queries.keys import keys_of, my_keys
from yaomai.people.refusals import KeyRefusedError
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER


def issued(viewer, now, *scopes, name="三号枪", days=30, organisation=None):
    new = NewKey(organisation or viewer.organisation, name, scopes or ("capture",), days)
    return issue_key(viewer, new, now=now)


def code(text, now):
    with pytest.raises(KeyRefusedError) as refused:
        use_key(text, now=now)
    return refused.value.code


def test_a_key_is_a_viewer_with_the_scopes_and_the_organisation_and_no_roles(cast, now):
    lina = cast.person("lina", "recorder")
    key = issued(lina, now, "query", "capture")
    viewer = use_key(key.written, now=now)
    assert (viewer.key, viewer.account, viewer.organisation) == (key.number, None, lina.organisation)
    assert viewer.scopes == {"capture", "query"}
    assert viewer.roles == frozenset()
    assert not viewer.is_signed_in


def test_neither_table_nor_record_holds_the_secret(cast, now):
    key = issued(cast.person("lina", "recorder"), now)
    secret = form.parse(key.written).secret
    row = Key.objects.get(key=key.number)
    body = bytes(Record.objects.get(id=row.record).body).decode()
    assert row.secret_sha256 == form.digest(secret)
    assert secret not in body
    assert key.written not in body


REFUSALS = [
    # what is wrong                  what was sent                     after (days)   said
    ("copied wrongly", lambda k: k[:-1] + ("a" if k[-1] != "a" else "b"), 0, "people.key_malformed"),
    ("not a key", lambda _: "hello", 0, "people.key_malformed"),
    ("unknown number", lambda k: form.written(999_999, form.parse(k).secret), 0, "people.key_unknown"),
    ("wrong secret", lambda k: form.written(form.parse(k).number, form.secret_of(bytes(32))), 0, "people.key_unknown"),
    (
        "wrong secret, and expired",
        lambda k: form.written(form.parse(k).number, form.secret_of(bytes(32))),
        31,
        "people.key_unknown",
    ),
    ("expired", lambda k: k, 30, "people.key_expired"),
]


@pytest.mark.parametrize(("sent", "days", "said"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS])
def test_refused(cast, now, sent, days, said):
    key = issued(cast.person("lina", "recorder"), now)
    assert code(sent(key.written), now + timedelta(days=days)) == said
    assert not KeyUse.objects.exists()


def test_an_ended_key_says_so_only_to_who_has_its_secret(cast, now):
    lina = cast.person("lina", "recorder")
    key = issued(lina, now)
    end_key(lina, key.number, now=now)
    end_key(lina, key.number, now=now)
    assert code(key.written, now) == "people.key_ended"
    assert code(form.written(key.number, form.secret_of(bytes(32))), now) == "people.key_unknown"
    assert Deed.objects.filter(kind="people.key_end").count() == 1


ROLES_LATER = [
    # roles the maker has later              days after    is the key held
    (["recorder"], {}, 1, False),
    ([], {}, 1, True),
    (["inspector"], {}, 1, True),
    (["organisation_administrator"], {}, 1, False),
    (["recorder"], {"recorder": 2}, 1, False),
    (["recorder"], {"recorder": 2}, 3, True),
]


@pytest.mark.parametrize(("roles", "until", "days", "is_held"), ROLES_LATER)
def test_a_key_is_held_while_its_maker_may_not_make_such_keys(cast, now, roles, until, days, is_held):
    lina = cast.person("lina", "recorder")
    key = issued(lina, now)
    terms = {role: Term(until=now + timedelta(days=each)) for role, each in until.items()}
    grant_roles(INSTALLATION_VIEWER, lina.account, roles, terms=terms, now=now)
    then = now + timedelta(days=days)
    assert [one.is_held(then) for one in my_keys(lina)] == [is_held]
    if is_held:
        assert code(key.written, then) == "people.key_held"
        assert code(form.written(key.number, form.secret_of(bytes(32))), then) == "people.key_unknown"
        assert not KeyUse.objects.exists()
        grant_roles(INSTALLATION_VIEWER, lina.account, ["recorder"], now=then)
    assert use_key(key.written, now=then).scopes == {"capture"}


def test_a_key_for_another_organisation_is_held_when_its_maker_administers_it_no_longer(cast, now):
    boss = cast.person("boss", "administrator", "recorder")
    other = cast.organisation("别厂")
    key = issued(boss, now, organisation=other)
    own = issued(boss, now, name="四号枪")
    grant_roles(INSTALLATION_VIEWER, boss.account, ["recorder"], now=now)
    assert code(key.written, now) == "people.key_held"
    assert use_key(own.written, now=now).scopes == {"capture"}


def test_the_installations_keys_are_never_held(cast, now):
    key = issued(INSTALLATION_VIEWER, now, organisation=cast.organisation("厂"))
    assert use_key(key.written, now=now).scopes == {"capture"}


def test_a_second_factor_that_is_set_up_anew_stops_no_machines(cast, now, monkeypatch):
    key = issued(cast.person("lina", "recorder"), now)
    monkeypatch.setattr(settings, "TOTP_ROLES", frozenset({"recorder"}))
    assert use_key(key.written, now=now).scopes == {"capture"}


def test_a_key_is_known_by_one_statement(cast, now):
    key = issued(cast.person("lina", "recorder"), now)
    use_key(key.written, now=now)
    with CaptureQueriesContext(connection) as asked:
        use_key(key.written, now=now)
    assert len(asked) == 1


def test_the_last_use_is_written_at_most_once_a_minute(cast, now):
    key = issued(cast.person("lina", "recorder"), now)
    seen = []
    for seconds in (0, 1, 59, 60, 61, 130):
        use_key(key.written, now=now + timedelta(seconds=seconds))
        seen.append((KeyUse.objects.get(key=key.number).last_use - now).total_seconds())
    assert seen == [0, 0, 0, 60, 60, 130]


def test_what_is_wrong_with_a_key_is_all_said(cast, now):
    inspector = cast.person("wang", "inspector")
    with pytest.raises(InvalidError) as refused:
        issue_key(inspector, NewKey(inspector.organisation, "", ["capture", "everything"], 0), now=now)
    assert [finding.code for finding in refused.value.findings] == [
        "people.key_name_length",
        "people.key_scope_not_yours",
        "people.key_scope_unknown",
        "people.key_days",
    ]
    with pytest.raises(InvalidError, match="at least one scope"):
        issue_key(INSTALLATION_VIEWER, NewKey(inspector.organisation, "x", [], 9999), now=now)


def test_who_may_make_a_key_for_whom(cast, now):
    lina = cast.person("lina", "recorder")
    there = cast.organisation("别的单位")
    machine = use_key(issued(lina, now).written, now=now)
    for viewer in (lina, cast.person("boss", "organisation_administrator"), ANYONE):
        with pytest.raises(NotAllowedError):
            issued(viewer, now, organisation=there)
    with pytest.raises(NotAllowedError):
        issued(machine, now)
    assert issued(cast.person("root", "administrator"), now, organisation=there).number


def test_who_sees_and_ends_which_keys(cast, now):
    lina, mei = cast.person("lina", "recorder"), cast.person("mei", "recorder")
    boss = cast.person("boss", "organisation_administrator")
    stranger = cast.person("stranger", "organisation_administrator", of="别的单位")
    hers = issued(lina, now, name="她的").number
    issued(mei, now, name="梅的")
    assert [key.name for key in my_keys(lina)] == ["她的"]
    assert [key.name for key in my_keys(boss)] == ["梅的", "她的"]
    assert my_keys(stranger) == my_keys(ANYONE) == []
    assert [key.name for key in keys_of(INSTALLATION_VIEWER, lina.organisation)] == ["梅的", "她的"]
    for viewer in (mei, stranger, ANYONE):
        with pytest.raises(NotFoundError):
            end_key(viewer, hers, now=now)
    end_key(boss, hers, now=now)
    assert [(key.name, key.is_good(now)) for key in my_keys(boss)] == [("梅的", True), ("她的", False)]
