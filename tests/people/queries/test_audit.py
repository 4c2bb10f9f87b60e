"""Who did what: filters, pages, and who sees which entries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from yaomai.people.operations.write_audit_entry import Call, write_audit_entry
from yaomai.people.queries.audit import AuditFilter, actions, every_entry, kinds, who_did_what
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER


@pytest.fixture
def trail(cast, now):
    """Six entries of three persons of two organisations and of nobody, a minute apart."""
    lina, mei = cast.person("lina", "recorder"), cast.person("mei", "organisation_administrator")
    zhao = cast.person("zhao", "auditor", of="别的单位")
    calls = [
        (lina, "sign_in", "done"),
        (lina, "my_keys", "done"),
        (mei, "people", "refused"),
        (zhao, "audit", "done"),
        (ANYONE, "sign_in", "refused"),
        (lina, "my_keys", "invalid"),
    ]
    for minute, (viewer, action, outcome) in enumerate(calls):
        call = Call(action, outcome, 200, "GET", "/x", "10.0.0.1")
        write_audit_entry(viewer, call, now=now + timedelta(minutes=minute))
    return {"lina": lina, "mei": mei, "zhao": zhao}


def found(viewer, before=None, size=50, **wanted):
    page = who_did_what(viewer, AuditFilter(**wanted), before=before, size=size)
    return [row.action for row in page.rows]


def test_the_newest_are_first_with_the_names_of_now(trail, now):
    page = who_did_what(trail["zhao"], AuditFilter())
    assert [row.time for row in page.rows] == [now + timedelta(minutes=minute) for minute in (5, 4, 3, 2, 1, 0)]
    newest, nobody, *_ = page.rows
    assert (newest.account_name, newest.organisation_name) == ("lina 的姓名", "陇西一厂")
    assert (nobody.account, nobody.account_name, nobody.organisation_name) == (None, "", "")
    assert page.before is None


def test_who_sees_which_entries(trail):
    assert len(found(trail["zhao"])) == len(found(INSTALLATION_VIEWER)) == 6
    assert found(trail["mei"]) == ["my_keys", "people", "my_keys", "sign_in"]  # of the own organisation
    assert found(trail["lina"]) == found(ANYONE) == []
    assert actions(trail["mei"]) == ["my_keys", "people", "sign_in"]
    assert actions(trail["zhao"]) == ["audit", "my_keys", "people", "sign_in"]
    assert actions(trail["lina"]) == []


def test_filters(trail, now, cast):
    zhao = trail["zhao"]
    assert found(zhao, person="lina") == ["my_keys", "my_keys", "sign_in"]
    assert found(zhao, account=trail["mei"].account) == ["people"]
    assert found(zhao, organisation=cast.organisation("别的单位")) == ["audit"]
    assert found(zhao, action="sign_in", outcome="refused") == ["sign_in"]
    assert found(zhao, since=now + timedelta(minutes=4), until=now + timedelta(minutes=5)) == ["sign_in"]
    assert found(zhao, person="nobody") == []
    # A filter widens nothing.
    assert found(trail["mei"], organisation=cast.organisation("别的单位")) == []


def test_by_part_of_a_name_by_login_whatever_its_case_and_by_kind(trail, now):
    zhao = trail["zhao"]
    assert found(zhao, person="mei 的") == ["people"]
    assert found(zhao, person="LINA") == ["my_keys", "my_keys", "sign_in"]
    assert found(zhao, person="的姓名") == ["my_keys", "audit", "people", "my_keys", "sign_in"]
    assert found(zhao, person="%") == []  # no pattern
    write_audit_entry(zhao, Call("audit", "done", kinds=("people.account", "people.audit_entry")), now=now)
    assert found(zhao, kind="people.audit_entry") == ["audit"]
    assert found(zhao, kind="people") == []
    assert kinds(zhao) == ["people.account", "people.audit_entry"]
    assert kinds(trail["mei"]) == kinds(trail["lina"]) == []  # of another organisation; of none


def test_the_oldest_first_and_page_by_page(trail):
    newest_first = [row.id for row in who_did_what(trail["zhao"], AuditFilter()).rows]
    seen, before = [], None
    while True:
        page = who_did_what(trail["zhao"], AuditFilter(), before=before, size=4, oldest_first=True)
        seen += [row.id for row in page.rows]
        before = page.before
        if before is None:
            break
    assert seen == newest_first[::-1]
    exported = [row.id for rows in every_entry(trail["zhao"], AuditFilter()) for row in rows]
    assert exported == newest_first
    assert [row for rows in every_entry(trail["lina"], AuditFilter()) for row in rows] == []


def test_an_entry_names_its_deed_only_when_that_is_on_record(trail, cast, now):
    write_audit_entry(trail["zhao"], Call("x", "done", deed=cast.organisation("陇西一厂")), now=now)
    write_audit_entry(trail["zhao"], Call("y", "done", deed=999_999), now=now)  # of a transaction that was rolled back
    rows = who_did_what(trail["zhao"], AuditFilter(), size=2).rows
    assert [(row.action, row.deed) for row in rows] == [("y", None), ("x", cast.organisation("陇西一厂"))]


def test_pages_are_without_gap_or_overlap(trail):
    seen, before = [], None
    while True:
        page = who_did_what(trail["zhao"], AuditFilter(), before=before, size=4)
        seen.append([row.id for row in page.rows])
        before = page.before
        if before is None:
            break
    everything = [row.id for row in who_did_what(trail["zhao"], AuditFilter()).rows]
    assert seen == [everything[:4], everything[4:]]
    exactly = who_did_what(trail["zhao"], AuditFilter(), size=6)
    assert exactly.before is None


def test_what_was_written_cannot_be_changed(trail):
    for statement in ("UPDATE people_audit_entry SET outcome = 'done'", "DELETE FROM people_audit_entry"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_path_is_kept_whatever_it_holds(database, now):
    call = Call("x", "refused", 404, "GET", "/a\0b" + "长" * 5000, "")
    write_audit_entry(replace(ANYONE, organisation=1), call, now=now)
    [row] = who_did_what(INSTALLATION_VIEWER, AuditFilter()).rows
    assert row.path.startswith("/a␀b长")
    assert len(row.path) == 2000
