"""The tables of people follow from the records, and an erased person is gone from them."""

from datetime import timedelta

import orjson
import pytest
from django.db import connections

from cast import PASSWORD
from yaomai.errors import InvalidError
from yaomai.ledger import projections as ledger_projections
from yaomai.ledger.models import Record
from yaomai.ledger.operations.erase import erase
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people import facts
from yaomai.people.engine.held_roles import Term
from yaomai.people.engine.totp import code_at
from yaomai.people.models import Account, AccountEnd, Credential, Key, KeyEnd, RoleGrant
from yaomai.people.operations.change_organisation import OrganisationFacts, change_organisation
from yaomai.people.operations.end_account import end_account
from yaomai.people.operations.end_key import end_key
from yaomai.people.operations.end_organisation import end_organisation
from yaomai.people.operations.grant_roles import grant_roles
from yaomai.people.operations.invite import InvitedPerson, NewInvitation, accept, invite
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.operations.totp import begin_totp, turn_on_totp
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
    secret, _ = begin_totp(lina, issuer="药脉", now=now)
    turn_on_totp(lina, code_at(secret, now), password=PASSWORD, address="x", now=now)
    end_account(INSTALLATION_VIEWER, lina.account, now=now)
    shop = cast.organisation("二厂")
    moved = OrganisationFacts("二厂（原名）", "manufacturer", lina.organisation, "621126")
    change_organisation(INSTALLATION_VIEWER, shop, moved, now=now)
    term = {"auditor": Term(now, now + timedelta(days=1))}
    new = NewInvitation(shop, "小王", ["recorder", "auditor"], 7, term)
    accept(invite(INSTALLATION_VIEWER, new, now=now).code, InvitedPerson("wang", "王敏", PASSWORD), now=now)
    end_organisation(INSTALLATION_VIEWER, shop, reason="并入一厂", successor=lina.organisation, now=now)
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
    assert by_account(lina.account, now=now) is by_login("lina", now=now) is None
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
