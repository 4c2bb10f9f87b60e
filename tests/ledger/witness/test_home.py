"""Is a witness's key its own, and is what it knows told in full?"""

import stat
import subprocess
import sys

import pytest

from yaomai.errors import InstallationError, NotFoundError, ProofError
from yaomai.ledger.witness import home as witness_home
from yaomai.standards.c2sp.note import SignerKey


def test_the_key_is_readable_by_its_owner_alone_and_never_overwritten(tmp_path):
    home = tmp_path / "a" / "witness"
    verifier = witness_home.initialise(home, "witness.example/w1")
    assert stat.S_IMODE((home / "witness.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert witness_home.read_key(home).verifier == verifier
    with pytest.raises(InstallationError, match="already: its key is not overwritten"):
        witness_home.initialise(home, "witness.example/w1")
    assert witness_home.read_key(home).verifier == verifier
    assert sorted(p.name for p in home.iterdir()) == ["witness.key", "witness.sqlite"]


def test_an_initialisation_that_died_is_taken_up(tmp_path):
    (tmp_path / "witness.key.new").write_text("PRIVATE+K")
    witness_home.initialise(tmp_path, "witness.example/w1")
    assert witness_home.status(tmp_path).logs == ()


def test_a_key_that_others_may_read_or_that_is_spoilt_is_refused(home):
    path = home / "witness.key"
    path.chmod(0o640)
    with pytest.raises(InstallationError, match="mode 640, others may read it"):
        witness_home.read_key(home)
    path.chmod(0o600)
    secret = path.read_text()
    path.write_text(secret[:-3])
    with pytest.raises(InstallationError, match="is spoilt") as refused:
        witness_home.read_key(home)
    assert secret[60:70] not in str(refused.value)
    path.unlink()
    with pytest.raises(InstallationError, match="no witness at"):
        witness_home.read_key(home)


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_no_note_can_carry_is_refused(tmp_path, name):
    with pytest.raises(ProofError, match="a key name has"):
        witness_home.initialise(tmp_path / "w", name)
    assert not (tmp_path / "w").exists()


def test_status_tells_of_every_log(home, log, state, key):
    rotated = SignerKey.generate(log.key.name)
    other = SignerKey.generate("another.example")
    for vkey in (rotated, other):
        assert witness_home.trust(home, str(vkey.verifier)) is True
    state.add_checkpoint(log.request(0, 8), key, 1_800_000_000)
    witness_home.distrust(home, str(other.verifier))
    with pytest.raises(NotFoundError):
        witness_home.distrust(home, str(other.verifier))
    (status,) = witness_home.status(home).logs
    assert status.origin == log.key.name
    assert set(status.keys) == {log.key.verifier, rotated.verifier}
    assert status.latest is not None
    assert status.latest.head.size == 8
    with pytest.raises(ProofError):
        witness_home.trust(home, "nonsense")


def test_a_witness_needs_neither_django_nor_a_database_server():
    program = (
        "import sys, yaomai.ledger.witness.server, yaomai.ledger.witness.client\n"
        "print([m for m in ('django', 'psycopg', 'yaomai.settings', 'yaomai.database') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
