"""A backup is restored into what is fresh and fits, wholly or not at all."""

import pytest

from make import faults
from yaomai.database import dump
from yaomai.errors import InstallationError, InvalidError
from yaomai.ledger import backup_file
from yaomai.ledger.backup_file import DUMP
from yaomai.ledger.operations import restore


def _check(file):
    return backup_file.check(file, lambda _: None)


@pytest.fixture
def whole(signed_log, backed_up):
    """A backup that is right, with the key."""
    return backed_up()


def test_a_backup_that_does_not_fit_is_refused_with_every_reason_before_anything_is_touched(
    whole, signed_log, fresh, monkeypatch
):
    manifest = _check(whole)
    _, setup = fresh()
    setup.policy_file.parent.mkdir()
    setup.policy_file.write_text("quorum none\n")
    setup.keyring.directory.mkdir()
    (setup.keyring.directory / manifest.key_files[0]).write_text("another")
    (setup.keyring.directory / "head").write_bytes(
        (signed_log.keyring.directory / "head").read_bytes().replace(b"log.example/test\n", b"log.example/other\n")
    )
    monkeypatch.setattr(restore, "MigrationLoader", lambda _: type("Loader", (), {"disk_migrations": {}}))
    with pytest.raises(InvalidError) as refused:
        restore.check_fits(whole, manifest, setup)
    assert sorted(finding.pointer for finding in refused.value.findings) == [
        "/head",
        f"/keys/{manifest.key_files[0]}",
        "/migrations",
        "/policy.txt",
    ]


def test_a_backup_of_another_log_is_refused(whole, fresh):
    from dataclasses import replace

    _, setup = fresh()
    other = replace(setup, keyring=replace(setup.keyring, origin="log.example/other"))
    with pytest.raises(InvalidError, match="backup of another log; set YAOMAI_LOG_ORIGIN"):
        restore.check_fits(whole, _check(whole), other)


def test_what_is_there_is_not_overwritten(whole, database, fresh):
    manifest = _check(whole)
    _, setup = fresh()
    with pytest.raises(InstallationError, match=r"is not empty, and nothing is overwritten.*fresh directory"):
        restore.restore(whole, manifest, database, setup, say=print, tell=lambda _: None)
    assert not setup.policy_file.exists()
    assert not setup.keyring.directory.exists()


def test_a_restore_that_was_interrupted_is_begun_again(whole, fresh, monkeypatch):
    """The database is loaded in one transaction, and keys and policy are put again as they were."""
    manifest = _check(whole)
    access, setup = fresh()

    original = backup_file.pieces

    def torn(*arguments):
        piece = next(original(*arguments))
        yield piece[: len(piece) // 2]
        raise ConnectionError("the disk was pulled out")

    with monkeypatch.context() as patch:
        patch.setattr(
            backup_file, "pieces", lambda file, name, tell: (torn if name == DUMP else original)(file, name, tell)
        )
        with pytest.raises(ConnectionError):
            restore.restore(whole, manifest, access, setup, say=print, tell=lambda _: None)
    assert dump.is_empty(access)
    restore.check_fits(whole, manifest, setup)
    restore.restore(whole, manifest, access, setup, say=print, tell=lambda _: None)
    assert faults(setup) == []


def test_an_older_server_than_the_backup_is_of_is_refused_in_words(whole, fresh, monkeypatch):
    access, setup = fresh()
    monkeypatch.setattr(dump, "server_version", lambda _: 150018)
    manifest = _check(whole)
    newer = type(manifest)(
        manifest.format,
        type(manifest.contents)(
            **{f: getattr(manifest.contents, f) for f in manifest.contents.__struct_fields__} | {"postgresql": 180004}
        ),
        manifest.members,
    )
    with pytest.raises(InstallationError, match=r"is of PostgreSQL 18\.4, and this server is 15\.18: an older one"):
        restore.restore(whole, newer, access, setup, say=print, tell=lambda _: None)
