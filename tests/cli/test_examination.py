"""Does doctor see what is wrong, say all of it, and find nothing where all is well?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from yaomai import settings
from yaomai.cli import examination, serving
from yaomai.cli.examination import Finding, Grade, Installation
from yaomai.database import access as access_file
from yaomai.database import migrate, placement
from yaomai.database.access import Access
from yaomai.ledger.models import Checkpoint, Cosignature
from yaomai.ledger.setup import LogSetup
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.policy import Witness


@pytest.fixture
def installation(database: Access, tmp_path: Path) -> Installation:
    """A home with its keys, on a migrated database."""
    home = tmp_path / "home"
    placement.make_home(home)
    access_file.write(home, database)
    (home / "keys" / "log").mkdir()
    for name in ("web-secret", "log/0123.key"):
        (home / "keys" / name).touch(mode=0o600)
    return Installation(home, "", "log.example/own", "127.0.0.1:8000", home / "policy.txt", access=database)


def _serious(findings: Iterator[Finding]) -> list[str]:
    return [finding.sentence for finding in findings if finding.grade is Grade.FAULT]


@pytest.mark.parametrize("check", ["directories", "keys", "disk", "clock", "database", "rights", "static_files"])
def test_nothing_is_wrong_where_all_is_well(installation: Installation, check: str) -> None:
    assert _serious(getattr(examination, check)(installation)) == []


# roles that ask for a second factor, whether it is a demonstration; what is said
SIGNING_IN = [
    ({"administrator"}, False, [(Grade.OK, "a second factor is asked of: administrator")]),
    ({"administrator", "emperor"}, False, [(Grade.FAULT, "YAOMAI_TOTP_ROLES names roles that there are not: emperor")]),
    (set(), False, [(Grade.WARNING, "no role asks for a second factor")]),
    (
        {"auditor"},
        True,
        [
            (Grade.OK, "a second factor is asked of: auditor"),
            (Grade.WARNING, "YAOMAI_DEMONSTRATION is yes: whoever opens a page may become any invented person"),
        ],
    ),
]


@pytest.mark.parametrize(("asking", "is_demonstration", "said"), SIGNING_IN)
def test_who_can_sign_in_as_whom_is_looked_at(installation, monkeypatch, asking, is_demonstration, said) -> None:
    monkeypatch.setattr(settings, "TOTP_ROLES", frozenset(asking))
    monkeypatch.setattr(settings, "IS_DEMONSTRATION", is_demonstration)
    assert [(one.grade, one.sentence) for one in examination.signing_in(installation)] == said


def test_what_others_could_read_is_named(installation: Installation) -> None:
    keys = installation.home / "keys"
    keys.chmod(0o755)
    (keys / "web-secret").chmod(0o644)
    (keys / "log" / "0123.key").chmod(0o640)
    assert _serious(examination.directories(installation)) == [
        f"{keys} can be read or written by others (permissions 0755)"
    ]
    assert sorted(_serious(examination.keys(installation))) == [
        f"{keys}/log/0123.key has the permissions 0640",
        f"{keys}/web-secret has the permissions 0644",
    ]


def test_absent_keys_are_named(installation: Installation) -> None:
    for path in (installation.home / "keys").rglob("*"):
        if path.is_file():
            path.unlink()
    assert len(_serious(examination.keys(installation))) == 3


def test_changed_rights_are_named(installation: Installation, template: tuple[str, Access]) -> None:
    assert installation.access is not None
    with psycopg.connect(installation.access.conninfo("owner"), autocommit=True) as connection:
        connection.execute("GRANT DELETE ON ledger_deed TO yaomai_app")
    assert _serious(examination.rights(installation)) == ["app may DELETE on ledger_deed, but should not"]


TAMPERED = [
    # what somebody did; what is said
    ("DROP POLICY seen ON registers_statement", "the policy seen of registers_statement is absent"),
    (
        "ALTER POLICY seen ON registers_entity USING (true)",
        "the policy seen of registers_entity has another condition than is declared",
    ),
    (
        "ALTER POLICY erased ON registers_term TO yaomai_eraser, yaomai_app",
        "the policy erased of registers_term has another condition than is declared",
    ),
    (
        "CREATE POLICY open ON registers_term FOR SELECT TO yaomai_app USING (true)",
        "registers_term has a policy open that nobody declares",
    ),
    (
        "ALTER TABLE registers_listed DISABLE ROW LEVEL SECURITY",
        "registers_listed shows every row to everybody who may read it: its row-level security is off",
    ),
    (
        "CREATE OR REPLACE VIEW registers_term_seen AS SELECT * FROM registers_term",
        "the view registers_term_seen has another condition than is declared",
    ),
    ("DROP VIEW registers_listing_seen", "the view registers_listing_seen is absent"),
]


@pytest.mark.parametrize(("done", "said"), TAMPERED, ids=[done for done, _ in TAMPERED])
def test_row_security_that_was_changed_is_named_and_put_right(installation: Installation, done: str, said: str) -> None:
    assert installation.access is not None
    with psycopg.connect(installation.access.conninfo("owner"), autocommit=True) as connection:
        connection.execute(done)
    assert said in _serious(examination.rights(installation))
    told: list[str] = []
    migrate.migrate_database(installation.access, say=told.append)
    assert told[0].startswith("row-level security set on registers_")
    assert _serious(examination.rights(installation)) == []
    told.clear()
    migrate.migrate_database(installation.access, say=told.append)
    assert told == []


REACHING = [
    ("GRANT CREATE ON SCHEMA public TO yaomai_app", "the role yaomai_app may make tables"),
    (
        "GRANT EXECUTE ON FUNCTION registers_mark() TO PUBLIC",
        "every role may call registers_mark(), which sees more than they",
    ),
    ("GRANT CONNECT ON DATABASE {} TO PUBLIC", "every role of the server may connect"),
]


@pytest.mark.parametrize(("done", "said"), REACHING, ids=[done for done, _ in REACHING])
def test_what_no_table_allows_is_named_with_what_takes_it_back(
    installation: Installation, done: str, said: str
) -> None:
    access = installation.access
    assert access is not None
    with psycopg.connect(access.conninfo("owner"), autocommit=True) as connection:
        connection.execute(done.format(access.name))
        [found] = [one for one in examination.rights(installation) if one.grade is Grade.FAULT]
        assert found.sentence == said
        connection.execute(found.remedy.partition(": ")[2].partition(";")[0])
    assert _serious(examination.rights(installation)) == []


def test_a_role_that_may_what_another_may_is_named(installation: Installation, template: tuple[str, Access]) -> None:
    administrator, _ = template
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("GRANT yaomai_owner TO yaomai_app")
        try:
            found = _serious(examination.rights(installation))
        finally:
            connection.execute("REVOKE yaomai_owner FROM yaomai_app")
    assert "the role yaomai_app may do what yaomai_owner may" in found


def test_a_powerful_role_is_named(installation: Installation, template: tuple[str, Access]) -> None:
    administrator, _ = template
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("ALTER ROLE yaomai_app CREATEDB")
        try:
            found = _serious(examination.database(installation))
        finally:
            connection.execute("ALTER ROLE yaomai_app NOCREATEDB")
    assert found == ["the role app has powers it must not have (superuser, roles, databases …)"]


def test_a_wrong_password_is_named(installation: Installation) -> None:
    assert installation.access is not None
    passwords = {**installation.access.passwords, "eraser": "guessed"}
    [found] = _serious(
        examination.database(replace(installation, access=replace(installation.access, passwords=passwords)))
    )
    assert found.startswith("the role eraser cannot use the database: ")


def test_no_database(installation: Installation) -> None:
    alone = replace(installation, access=None, unanswered="it sleeps")
    assert _serious(examination.database(alone)) == ["no database: it sleeps"]


@pytest.mark.parametrize(("free", "grade"), [(1, Grade.FAULT), (5 << 30, Grade.WARNING), (50 << 30, Grade.OK)])
def test_room_on_the_disk(installation: Installation, monkeypatch: pytest.MonkeyPatch, free: int, grade: Grade) -> None:
    usage = examination.shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(examination.shutil, "disk_usage", lambda _: usage)
    assert [finding.grade for finding in examination.disk(installation)] == [grade]


def test_a_clock_that_was_never_set(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination.time, "time", lambda: 0.0)
    assert len(_serious(examination.clock(installation))) == 1


def test_the_demonstrations_name_is_a_warning(installation: Installation) -> None:
    default = next(setting.default for setting in settings.DECLARED if setting.name == "YAOMAI_LOG_ORIGIN")
    findings = examination.log(replace(installation, origin=default))
    assert next(findings).grade is Grade.WARNING


def test_a_restore_that_waits_for_confirmation_is_a_warning(
    installation: Installation, log_setup: LogSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "log_setup", lambda: log_setup)
    here = replace(installation, policy_file=log_setup.policy_file)
    words = "nobody vouches that this database is the newest state"
    assert not any(words in finding.sentence for finding in examination.log(here))
    log_setup.keyring.forget_head()
    [found] = [finding for finding in examination.log(here) if words in finding.sentence]
    assert found.grade is Grade.WARNING
    assert "yaomai ledger confirm" in found.remedy


@pytest.mark.tampers  # the checkpoints are made up
@pytest.mark.parametrize(
    ("cosigned", "signed_seconds_ago", "said"),
    [
        (None, {}, None),
        (None, {1: 30}, None),
        (None, {1: 90, 2: 30}, "has cosigned nothing yet; newer"),
        (1, {1: 900, 2: 30}, None),
        (1, {1: 900, 2: 90, 3: 1}, "cosigned 1 leaves last; newer"),
        (2, {1: 900, 2: 90}, None),
    ],
)
def test_a_witness_that_lags_is_a_warning(
    installation: Installation,
    log_setup: LogSetup,
    monkeypatch: pytest.MonkeyPatch,
    *,
    cosigned: int | None,
    signed_seconds_ago: dict[int, int],
    said: str | None,
) -> None:
    key = CosignerKey.generate("witness.example/w").verifier
    log_setup.set_witnesses([Witness("w", key, "http://127.0.0.1:1")], 1)
    monkeypatch.setattr(serving, "log_setup", lambda: log_setup)
    for size, seconds in signed_seconds_ago.items():
        signed_at = timezone.now() - timedelta(seconds=seconds)
        row = Checkpoint.objects.using("sequencer").create(size=size, root=bytes(32), note="", signed_at=signed_at)
        if size == cosigned:
            Cosignature.objects.using("sequencer").create(
                checkpoint=row, witness=key.name, line="", received_at=signed_at
            )
    findings = list(examination.witnesses(replace(installation, policy_file=log_setup.policy_file)))
    assert [finding.grade for finding in findings] == [Grade.WARNING if said else Grade.OK]
    assert said is None or f"the witness witness.example/w {said}" in findings[0].sentence


def test_a_database_that_went_away_is_said_in_words(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation.access is not None
    gone = replace(installation.access, host="127.0.0.1", port=1)
    migrate.point_django_at(gone)
    monkeypatch.setattr(examination, "CHECKS", (examination.rights,))
    try:
        [found] = examination.examine(replace(installation, access=gone))
    finally:
        migrate.point_django_at(installation.access)
    assert found.grade is Grade.FAULT
    assert found.sentence.startswith("rights could not be examined: the database does not answer (")
    assert "start the database's server" in found.remedy


def test_one_broken_check_hides_no_other(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: Installation) -> Iterator[Finding]:
        raise ZeroDivisionError("no")
        yield

    monkeypatch.setattr(examination, "CHECKS", (breaks, examination.clock, examination.keys))
    grades = [finding.grade for finding in examination.examine(installation)]
    assert grades == [Grade.FAULT, Grade.OK]
