"""The log's first key, policy and head come into being together, or the next start makes them."""

import pytest

from make import faults, recorded, sequenced
from yaomai.errors import InstallationError
from yaomai.ledger import setup as module
from yaomai.ledger.keyring import Keyring
from yaomai.ledger.setup import LogSetup
from yaomai.standards.c2sp import note


@pytest.fixture
def setup(database, tmp_path):
    return LogSetup(Keyring(tmp_path / "log-keys", "log.example/test"), tmp_path / "policy.txt")


@pytest.mark.parametrize("file", ["head", "policy.txt", ".key"])
def test_an_interrupted_initialisation_is_begun_anew(setup, now, monkeypatch, file):
    write = module.private_files.write

    def crash(path, text):
        if path.name.endswith(file):
            raise KeyboardInterrupt
        write(path, text)

    with monkeypatch.context() as patch:
        patch.setattr(module.private_files, "write", crash)
        with pytest.raises(KeyboardInterrupt):
            setup.initialise()
    assert setup.initialise()
    assert not setup.initialise(), "the second time there is nothing to make"
    recorded([b"one"], now=now)
    signed = note.parse(sequenced(setup, now).note)
    assert setup.policy().check(signed).checkpoint.size == 1
    assert faults(setup) == []


def test_keys_that_are_put_in_place_alone_are_not_believed_to_be_a_new_logs(setup, now):
    """Somebody copied the key of a log to a fresh home and forgot to restore the database."""
    setup.keyring.add()
    assert not setup.initialise()
    assert setup.keyring.head() is None, "nothing is signed before somebody vouches for it"


@pytest.mark.parametrize("signed", [False, True])
def test_a_lost_key_is_not_replaced_by_a_new_one(setup, now, signed):
    setup.initialise()
    (key,) = setup.keyring.signing_keys()
    if signed:
        recorded([b"one"], now=now)
        sequenced(setup, now)
    else:
        setup.keyring.forget_head()  # a restored log, which may have signed since
    file = setup.keyring.file_of(key.verifier)
    file.rename(file.with_suffix(".elsewhere"))
    with pytest.raises(InstallationError, match="restore the keys from their safe place"):
        setup.initialise()
    file.with_suffix(".elsewhere").rename(file)
    assert not setup.initialise()
