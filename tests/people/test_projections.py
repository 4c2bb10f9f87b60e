"""The tables of people follow from the records, and an erased person is gone from them."""

import orjson
import pytest
from django.db import connections

from yaomai.errors import InvalidError
from yaomai.ledger import projections as ledger_projections
from yaomai.ledger.models import Record
from yaomai.ledger.operations.erase import erase
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people import facts
from yaomai.people.models import Account, AccountEnd, Credential, Key, KeyEnd, RoleGrant
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.end_key import end_key
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.write_audit_entry import Call, write_audit_entry
from yaomai.people.projections import PROJECTIONS
from yaomai.people.queries.audit import AuditFilter, who_did_what
from yaomai.people.queries.identity import by_account, by_login
from yaomai.people.queries.keys import my_keys
from yaomai.people.viewer import INSTALLATION_VIEWER


def test_every_kind_is_registered_with_the_ledger():
    for projection in PROJECTIONS:
        assert projection in ledger_projections.of_kind(projection.kind)


def test_a_life_of_facts_verifies(cast, now):
    """The fixture `database` rebuilds and compares every projection after this."""
    lina = cast.person("lina", "recorder")
    key = issue_key(lina, NewKey(lina.organisation, "枪", ["query", "capture"], 30), now=now)
    grant_roles(INSTALLATION_VIEWER, lina.account, ["recorder", "auditor"], now=now)
    end_key(lina, key.number, now=now)
    end_account(INSTALLATION_VIEWER, lina.account, now=now)
    for projection in PROJECTIONS:
        with connections["default"].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {projection.table}")
            assert cursor.fetchone()[0] > 0, projection.table


def test_bodies_are_canonical_json(cast, now):
    lina = cast.account("lina")
    body = bytes(Record.objects.get(id=Account.objects.get(account=lina).record).body)
    assert body == orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    assert facts.decoded(body) == {
        "login": "lina",
        "name": "lina 的姓名",
        "organisation": cast.organisation("陇西一厂"),
    }
    with pytest.raises(TypeError, match="not list"):
        facts.decoded(b"[]")


def test_an_erased_person_is_gone_and_what_they_did_stays_under_a_number(cast, now):
    lina = cast.person("lina", "recorder", "administrator")
    issue_key(lina, NewKey(lina.organisation, "枪", ["capture"], 30), now=now)
    write_audit_entry(lina, Call("sign_in", "done", 302), now=now)
    record = Account.objects.get(account=lina.account).record
    erase([record], reason="离职人员申请删除个人信息", recorder=INSTALLATION, now=now)
    assert not Account.objects.exists()
    assert not Credential.objects.exists()
    assert by_account(lina.account) is by_login("lina") is None
    [entry] = who_did_what(INSTALLATION_VIEWER, AuditFilter()).rows
    assert (entry.account, entry.account_name) == (lina.account, "")
    [key] = my_keys(lina)
    assert (key.made_by, key.made_by_name) == (lina.account, "")
    assert cast.account("lina") != lina.account  # the login is free again, and is somebody else


def test_what_roles_and_keys_go_by_is_not_erased(cast, now):
    """Else a row would be left that follows from no record; the fixture `database` verifies after this."""
    lina = cast.person("lina", "recorder")
    key = issue_key(lina, NewKey(lina.organisation, "枪", ["capture"], 30), now=now)
    end_key(lina, key.number, now=now)
    end_account(INSTALLATION_VIEWER, lina.account, now=now)
    for model in (RoleGrant, Key, KeyEnd, AccountEnd):
        with pytest.raises(InvalidError, match=f"{model._meta.db_table} goes by them"):
            erase([model.objects.get().record], reason="asked for", recorder=INSTALLATION, now=now)
