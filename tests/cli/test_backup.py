"""The rehearsal as an operator does it, by commands: key rotation, backup, restore, confirmation."""

import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from log_and_witness import WitnessProcess, is_caught_up, keeping, wait_until
from yaomai import settings
from yaomai.cli import main
from yaomai.cli.backup import _Progress
from yaomai.cli.serving import log_setup
from yaomai.database import embedded, migrate, placement
from yaomai.ledger.models import Checkpoint, Deed, Leaf
from yaomai.ledger.operations import keep_log
from yaomai.standards.c2sp import note, proof
from yaomai.standards.c2sp.note import VerifierKey


@pytest.fixture
def base():
    """A directory that the database server's account can pass through."""
    directory = Path(tempfile.mkdtemp(prefix="yaomai-backup-"))
    directory.chmod(0o711)
    yield directory
    for home in directory.glob("home-*"):
        placement.discard(home)
    shutil.rmtree(directory)


@pytest.fixture
def at_home(base, monkeypatch, template):
    """Lets the commands of this process work on the home with that name, whose server runs meanwhile."""
    servers = []

    def settle(name: str, *, served: bool = True):
        for server in servers:
            server.stop()
        servers.clear()
        home = base / f"home-{name}"
        monkeypatch.setattr(settings, "HOME", home)
        monkeypatch.setattr(settings, "KEYS", home / "keys")
        monkeypatch.setattr(settings, "POLICY_FILE", home / "policy.txt")
        monkeypatch.setattr(settings, "LOG_ORIGIN", "log.example/commands")
        if served:
            server = embedded.Server(home, durable=False, say=print)
            server.start()
            servers.append(server)
        return home

    yield settle
    for server in servers:
        server.stop()
    migrate.point_django_at(template[1])


@pytest.fixture
def impatient(monkeypatch):
    """The log's rounds follow each other quickly."""
    monkeypatch.setattr(keep_log, "ROUND_S", 0.01)
    monkeypatch.setattr(keep_log, "WITNESS_ROUND_S", 0.02)
    monkeypatch.setattr(keep_log, "CONFIRM_ROUND_S", 0.05)


def _run(*words: object, code: int = 0) -> str:
    """What a command says; Django's connections are on the home's database afterwards."""
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def _keep(now, witnesses: int = 1) -> None:
    """What the worker does until everything is witnessed."""
    with keeping(log_setup(), lambda: now):
        wait_until(lambda: is_caught_up(witnesses))


def _receipt(file: Path, record: str, now) -> Path:
    """The receipt of a record, once it is witnessed."""
    _keep(now)
    _run("ledger", "prove", record, "--output", file)
    return file


@pytest.mark.slow
def test_keys_are_rotated_and_the_log_comes_back_from_its_backup(at_home, base, now, impatient):
    at_home("first")
    _run("migrate")
    (old,) = log_setup().keyring.signing_keys()
    witness = WitnessProcess(base / "witness")
    try:
        witness.start()
        _run("witness", "trust", witness.home, old.verifier)
        _run("ledger", "witnesses", "-k", 1, f"{witness.key}={witness.url}")

        # The new key is added, and both sign; when the witness trusts it, the old one is retired. Each of the two is a deed.
        _run("people", "organisation", "Founded under the old key")
        receipts = [_receipt(base / "old.tlog-proof", "1.1", now)]
        new = _run("ledger", "key", "add").split("'")[1]
        receipts.append(_receipt(base / "both.tlog-proof", f"{Deed.objects.latest('id').id}.1", now))
        _run("witness", "trust", witness.home, new)
        old_id = old.verifier.key_id.hex()
        assert "receipts that it signed stay valid" in _run("ledger", "key", "retire", old_id)
        assert f"{old_id}  retired" in _run("ledger", "key", "list")
        _run("witness", "distrust", witness.home, old.verifier)
        receipts.append(_receipt(base / "new.tlog-proof", f"{Deed.objects.latest('id').id}.1", now))
        both = [old.verifier, VerifierKey.parse(new)]
        notes = [note.parse(proof.parse(receipt.read_bytes()).checkpoint_note) for receipt in receipts]
        assert [note.verify(one, both) for one in notes] == [both[:1], both, both[1:]]
        policy = base / "policy.txt"
        shutil.copy(settings.POLICY_FILE, policy)
        for receipt in receipts:
            assert "PROVED: record" in _run("ledger", "check", receipt, "--policy", policy)

        # A backup, more history, a newer backup.
        older, newer = base / "older.tar", base / "newer.tar"
        assert "holds 1 private key" in _run("backup", older, "--with-keys")
        assert "is there already and is not overwritten" in _run("backup", older, code=1)
        held = Leaf.objects.count()
        _run("people", "organisation", "Founded after the older backup")
        _keep(now)
        seen = Leaf.objects.count()
        assert "private keys are not in it" in _run("backup", newer)
        keys = base / "safe-place"
        shutil.copytree(settings.KEYS / "log", keys)

        # The older one is whole, verifies, and signs nothing.
        at_home("older", served=False)
        said = _run("restore", older)
        assert "all as recorded and signed" in said
        assert "`yaomai serve` asks the witnesses" in said
        at_home("older")
        assert "is not empty, and nothing is overwritten" in _run("restore", older, code=1)
        with keeping(log_setup(), lambda: now):
            wait_until(lambda: log_setup().halted() is not None)
        assert f"has cosigned {seen} leaves, this database holds {held}" in _run("ledger", "confirm", code=1)
        assert Checkpoint.objects.latest("size").size == held

        # The newest goes on, with the key from its safe place.
        at_home("newer", served=False)
        assert "the backup holds no private keys" in _run("restore", newer)
        for key in keys.glob("*.key"):
            shutil.copy2(key, settings.KEYS / "log")
        at_home("newer")
        assert "has seen nothing later" in _run("ledger", "confirm")
        _run("people", "organisation", "Founded after the restore")
        _keep(now)
        assert witness.seen("log.example/commands") == Leaf.objects.count() > seen
        assert "all as recorded and signed" in _run("ledger", "verify")
        for receipt in receipts:
            assert "PROVED: record" in _run("ledger", "check", receipt)
    finally:
        witness.stop()


@pytest.mark.slow
def test_without_witnesses_the_operator_has_to_say_it(at_home, base, now, impatient):
    at_home("alone")
    _run("migrate")
    _run("ledger", "key", "add")
    _keep(now, witnesses=0)
    file = base / "alone.tar"
    _run("backup", file, "--with-keys")
    at_home("again", served=False)
    assert "yaomai ledger confirm --i-know-nothing-later-was-signed" in _run("restore", file)
    at_home("again")
    assert "only the operator can know" in _run("ledger", "confirm", code=1).replace("\n", " ")
    assert "the log signs again" in _run("ledger", "confirm", "--i-know-nothing-later-was-signed")
    _run("ledger", "key", "retire", log_setup().keyring.signing_keys()[0].verifier.key_id.hex())
    _keep(now, witnesses=0)
    assert Leaf.objects.count() == 3  # what the indicators mean, and two keys


@pytest.mark.parametrize("content", [b"", b"dear colleague\n" * 99], ids=["empty", "a letter"])
def test_what_is_no_backup_is_refused_and_makes_no_home(at_home, base, content):
    home = at_home("nobody", served=False)
    (base / "letter").write_bytes(content)
    assert "nothing was done" in _run("restore", base / "letter", code=1)
    assert not home.exists()


def test_progress_is_said_after_two_seconds_and_then_every_second(monkeypatch, capsys):
    clock = iter([0.0, 1.9, 2.1, 2.9, 3.2, 9.0, 9.5])
    monkeypatch.setattr("yaomai.cli.backup.time.monotonic", lambda: next(clock))
    progress = _Progress()
    for _ in range(5):
        progress.tell("writing", 2_000_000)
    for _ in range(2):
        progress.tell("reading back", 1)
    assert capsys.readouterr().err == "writing: 6 MB\nwriting: 10 MB\n"
