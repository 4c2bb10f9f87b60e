"""The commands `yaomai people …`."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner
from django.utils import timezone

from cast import cheapen_passwords
from yaomai.cli import main, people
from yaomai.ledger.models import Deed
from yaomai.people.engine.totp import code_at
from yaomai.people.models import AuditEntry
from yaomai.people.operations.invite import InvitedPerson, accept
from yaomai.people.operations.sign_in import sign_in
from yaomai.people.operations.totp import begin_totp, turn_on_totp
from yaomai.people.operations.use_key import use_key
from yaomai.people.queries.identity import by_account
from yaomai.people.refusals import SignInRefusedError


@pytest.fixture
def run(database, monkeypatch):
    """Run `yaomai people …` on the test's database; the result has exit_code, stdout, stderr."""
    cheapen_passwords(monkeypatch)
    monkeypatch.setattr(people, "connected", nullcontext)
    return lambda *words, stdin="": CliRunner().invoke(main, ["people", *words], input=stdin)


def test_an_organisation_an_account_and_a_key_from_nothing(run):
    made = run("organisation", "陇西一厂", "--kind", "processor", "--invented")
    assert made.exit_code == 0, made.stderr
    opened = run(
        *("account", "lina", "--organisation", "陇西一厂", "--name", "李娜"),
        *("--role", "recorder", "--role", "organisation_administrator", "--password-stdin"),
        stdin="correct horse battery\n",
    )
    assert opened.exit_code == 0, opened.stderr
    signed = sign_in("lina", "correct horse battery", address="x", now=timezone.now())
    assert signed.viewer.account == int(opened.stdout)
    assert signed.viewer.roles == {"recorder", "organisation_administrator"}
    assert signed.viewer.name == "李娜"

    issued = run("key", "--organisation", made.stdout.strip(), "--scope", "capture", "--days", "7")
    assert issued.exit_code == 0, issued.stderr
    viewer = use_key(issued.stdout.strip(), now=timezone.now())
    assert (viewer.scopes, viewer.organisation) == ({"capture"}, int(made.stdout))
    assert "shown this once" in issued.stderr

    assert {deed.account for deed in Deed.objects.all()} == {None}
    assert [(entry.action, entry.outcome) for entry in AuditEntry.objects.order_by("id")] == [
        ("people organisation", "done"),
        ("people account", "done"),
        ("people key", "done"),
    ]


def test_the_password_is_asked_for_twice_and_not_shown(run):
    run("organisation", "陇西一厂")
    asked = run("account", "lina", "--organisation", "陇西一厂", stdin="correct horse battery\ncorrect horse battery\n")
    assert asked.exit_code == 0, asked.stderr
    assert "correct" not in asked.output
    assert sign_in("lina", "correct horse battery", address="x", now=timezone.now())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("organisation", "陇西二厂", "--kind", "kingdom"), "a kind of organisation is one of"),
        (("account", "x", "--organisation", "陇西一厂", "--password-stdin"), "a login has 3 to 64"),
        (("account", "lina", "--organisation", "无此单位", "--password-stdin"), "no organisation named"),
        (("account", "lina", "--organisation", "9" * 30, "--password-stdin"), "no organisation named"),
        (("key", "--organisation", "陇西一厂", "--scope", "everything"), "a scope is one of capture, query"),
        (("key", "--organisation", "999", "--scope", "capture"), "there is no organisation of this number"),
        (("key", "--organisation", "陇西一厂"), "--scope"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(run, words, said):
    run("organisation", "陇西一厂")
    deeds = Deed.objects.count()
    refused = run(*words, stdin="correct horse battery\n")
    assert refused.exit_code != 0
    assert said in refused.stderr
    assert Deed.objects.count() == deeds


def test_a_refused_command_is_on_the_trail(run):
    run("organisation", "", "--kind", "kingdom")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.outcome, entry.account, entry.status) == ("people organisation", "invalid", None, None)


def test_the_tree_is_founded_changed_printed_and_dissolved(run):
    province = run("organisation", "省局", "--kind", "authority", "--division", "620000").stdout.strip()
    county = run(
        "organisation", "县局", "--kind", "authority", "--division", "621126", "--parent", "省局"
    ).stdout.strip()
    assert run("change", "县局", "--name", "岷县局").exit_code == 0
    refused = run("change", "省局", "--parent", county)
    assert refused.exit_code != 0
    assert "省局 → 岷县局 → 省局" in refused.stderr
    assert run("change", county, "--parent", "none").exit_code == 0
    assert run("tree").stdout.splitlines() == [
        f"{province} 省局 (authority 620000)",
        f"{county} 岷县局 (authority 621126)",
    ]
    assert run("dissolve", "县局", "--reason", "并入省局", "--successor", "省局").exit_code == 0
    assert run("tree").stdout.splitlines()[1] == f"{county} 岷县局 (authority 621126, dissolved)"
    noted = AuditEntry.objects.filter(outcome="done").order_by("id")
    assert [(one.action, one.deed is not None) for one in noted] == [
        ("people organisation", True),
        ("people organisation", True),
        ("people change", True),
        ("people change", True),
        ("people dissolve", True),
    ]


def test_roles_for_a_time_an_invitation_and_leaving(run):
    run("organisation", "陇西一厂")
    run("account", "lina", "--organisation", "陇西一厂", "--password-stdin", stdin="correct horse battery\n")
    assert run("roles", "lina", "--role", "recorder", "--until", "2199-01-01").exit_code == 0
    signed = sign_in("lina", "correct horse battery", address="x", now=timezone.now())
    assert signed.viewer.roles == {"recorder"}
    assert run("roles", "lina", "--role", "recorder", "--until", "2020-01-01").exit_code != 0
    made = run("invite", "--organisation", "陇西一厂", "--for", "王敏", "--role", "recorder")
    code = made.stdout.strip().split("/join?code=")[1]
    account = accept(code, InvitedPerson("wang.min", "王敏", "a much better one"), now=timezone.now())
    assert run("leave", "lina", "--reason", "moved", "--successor", "wang.min").exit_code == 0
    with pytest.raises(SignInRefusedError):
        sign_in("lina", "correct horse battery", address="x", now=timezone.now())
    assert by_account(account, now=timezone.now()).viewer.roles == {"recorder"}
    assert run("leave", "nobody").exit_code != 0


def test_a_second_factor_is_taken_away_by_command(run):
    run("organisation", "陇西一厂")
    opened = run("account", "lina", "--organisation", "陇西一厂", "--password-stdin", stdin="correct horse battery\n")
    now = timezone.now()
    viewer = by_account(int(opened.stdout), now=now).viewer
    secret, _ = begin_totp(viewer, issuer="药脉", now=now)
    turn_on_totp(viewer, code_at(secret, now), password="correct horse battery", address="x", now=now)
    assert run("totp-off", "lina", "--reason", "because").exit_code != 0
    assert run("totp-off", "lina").exit_code == 0
    assert by_account(viewer.account, now=now).totp is None
