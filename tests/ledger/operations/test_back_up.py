"""A backup is one consistent state, made while others go on working, and is put over nothing."""

import json
import stat
import threading

import pytest

from make import faults, recorded, sequenced
from yaomai.database import dump
from yaomai.errors import InstallationError
from yaomai.ledger import backup_file
from yaomai.ledger.backup_file import ACCESS, DUMP, HEAD, POLICY
from yaomai.ledger.models import Deed
from yaomai.ledger.operations.back_up import Order, back_up


def _check(file):
    return backup_file.check(file, lambda _: None)


@pytest.fixture
def whole(signed_log, backed_up):
    """A backup that is right, with the key."""
    return backed_up()


def test_the_manifest_says_of_what_it_is_a_backup(whole, signed_log, now):
    manifest = _check(whole)
    said = manifest.contents
    assert (said.origin, said.deeds, said.records, said.leaves, said.made_at) == ("log.example/test", 3, 4, 2, now)
    assert said.checkpoint.startswith("log.example/test\n2\n")
    assert "ledger.0001_initial" in said.migrations
    (key,) = signed_log.keyring.signing_keys()
    assert list(manifest.members) == [DUMP, POLICY, HEAD, f"keys/{key.verifier.key_id.hex()}.key", ACCESS]
    assert manifest.key_files == (f"{key.verifier.key_id.hex()}.key",)
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600


def test_private_keys_and_passwords_are_in_it_only_when_asked_for(signed_log, database, backed_up):
    (key,) = signed_log.keyring.signing_keys()
    secrets = [str(key).encode(), database.passwords["owner"].encode()]
    holding = backed_up(with_keys=True)
    assert [secret in holding.read_bytes() for secret in secrets] == [True, True]
    assert json.loads(backup_file.content(holding, ACCESS)) == database.as_json()
    without = backed_up(with_keys=False)
    assert [secret in without.read_bytes() for secret in secrets] == [False, False]
    assert list(_check(without).members) == [DUMP, POLICY, HEAD]


def test_nothing_is_overwritten_and_nothing_half_written_is_left(
    signed_log, database, tmp_path, now, whole, monkeypatch
):
    before, listed = whole.read_bytes(), set(tmp_path.iterdir())
    with pytest.raises(InstallationError, match="is there already and is not overwritten"):
        back_up(Order(whole, True, "0.1.0", now), database, signed_log, lambda *_: None)
    with pytest.raises(InstallationError, match="No such file or directory"):
        back_up(Order(tmp_path / "no" / "x.tar", True, "0.1.0", now), database, signed_log, lambda *_: None)
    monkeypatch.setattr(
        dump,
        "_without_password",
        lambda access: f"host={access.host} port={access.port} dbname=no_such user=yaomai_owner",
    )
    with pytest.raises(InstallationError, match=r"(?s)pg_dump could not write.*no_such"):
        back_up(Order(tmp_path / "x.tar", True, "0.1.0", now), database, signed_log, lambda *_: None)
    assert whole.read_bytes() == before
    assert set(tmp_path.iterdir()) == listed


def test_a_backup_made_while_others_record_is_one_consistent_state(log_setup, now, backed_up, restored):
    """Deeds are recorded, sequenced and signed before, during and after; what is restored is whole by itself."""
    stop, begun = threading.Event(), threading.Event()
    failures = []

    def go_on() -> None:
        from django.db import connections

        try:
            while not stop.is_set():
                recorded([b"one", b"two"], [b"three"], now=now)
                sequenced(log_setup, now)
                begun.set()
        except Exception as error:  # noqa: BLE001  # of another thread: asserted below
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        assert begun.wait(10)
        first, second = backed_up(), backed_up()
    finally:
        stop.set()
        thread.join()
    assert failures == []
    total = Deed.objects.count()
    for file in (first, second):
        said = _check(file).contents
        setup = restored(file)
        assert said.deeds == Deed.objects.count() <= total
        assert faults(setup) == []
    assert _check(first).contents.deeds < _check(second).contents.deeds
