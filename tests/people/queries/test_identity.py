"""Who makes a viewer from an account, and what is withheld from it until there is a second factor."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

import yaomai
from yaomai.errors import NotAllowedError
from yaomai.people.operations.invite import NewInvitation, invite, invited
from yaomai.people.queries.identity import by_account, by_login
from yaomai.people.refusals import InvitationRefusedError
from yaomai.registers.import_models import Import
from yaomai.registers.operations.import_work import in_whose_name

SOURCE = Path(yaomai.__file__).parent


def test_roles_that_want_a_second_factor_are_withheld_whoever_asks(cast, now, monkeypatch):
    lina = cast.person("lina", "official", "recorder")
    monkeypatch.setattr(settings, "TOTP_ROLES", frozenset({"official"}))
    for found in (by_account(lina.account, now=now), by_login("lina", now=now)):
        assert (found.viewer.roles, found.viewer.withheld) == ({"recorder"}, {"official"})


def test_the_worker_does_nothing_that_its_person_may_not_do_without_a_second_factor(cast, now, monkeypatch):
    lina = cast.person("lina", "official", of="省局")
    one = Import(kind="enterprise", organisation=lina.organisation, wanted={"account": lina.account, "key": None})
    assert in_whose_name(one, now) == lina
    monkeypatch.setattr(settings, "TOTP_ROLES", frozenset({"official"}))
    with pytest.raises(NotAllowedError):
        in_whose_name(one, now)


def test_an_invitation_waits_for_the_second_factor_of_its_maker(cast, now, monkeypatch):
    boss = cast.person("boss", "organisation_administrator")
    made = invite(boss, NewInvitation(boss.organisation, "新同事", ["recorder"], 7), now=now)
    assert invited(made.code, now=now)
    monkeypatch.setattr(settings, "TOTP_ROLES", frozenset({"organisation_administrator"}))
    with pytest.raises(InvitationRefusedError):
        invited(made.code, now=now)


def test_nobody_else_makes_a_viewer_with_an_account_and_roles():
    found = {
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"Viewer", "replace"}
        and {"account", "roles"} <= {one.arg for one in node.keywords}
    }
    # A document is the word of its sender's organisation, whoever sent it; the demonstration's inspector is made up.
    but_for = {"traceability/operations/tell_registers.py", "demo/load.py"}
    assert {one.rpartition(":")[0] for one in found} - but_for == {"people/queries/identity.py"}
