"""A log of invented entries, and a witness that trusts it."""

import pytest

from yaomai.ledger.witness import home as witness_home
from yaomai.ledger.witness.verdict import format_request
from yaomai.standards import rfc6962
from yaomai.standards.c2sp import checkpoint
from yaomai.standards.c2sp.checkpoint import Checkpoint
from yaomai.standards.c2sp.note import SignerKey


class InventedLog:
    """Leaf hashes in a list, and the key that signs for them."""

    def __init__(self, size, key=None):
        self.key = key or SignerKey.generate("log.example/2027")
        self.leaves = [rfc6962.leaf_hash(b"entry %d" % i) for i in range(size)]

    def head(self, size):
        return Checkpoint(self.key.name, size, rfc6962.root(self.leaves[:size]))

    def note(self, size, keys=None):
        return checkpoint.sign(self.head(size), keys or [self.key]).format()

    def proof(self, old_size, size):
        return rfc6962.consistency_proof(self.leaves[:size], old_size)

    def request(self, old_size, size, keys=None):
        return format_request(old_size, self.proof(old_size, size), self.note(size, keys))


@pytest.fixture
def log():
    return InventedLog(20)


@pytest.fixture
def home(tmp_path, log):
    home = tmp_path / "witness"
    witness_home.initialise(home, "witness.example/w1")
    witness_home.trust(home, str(log.key.verifier))
    return home


@pytest.fixture
def state(home):
    state = witness_home.open_state(home)
    yield state
    state.close()


@pytest.fixture
def key(home):
    return witness_home.read_key(home)
