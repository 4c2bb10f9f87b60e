"""Which checkpoint counts as published, and how much is asked to find it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yaomai.ledger.models import Checkpoint, Cosignature
from yaomai.ledger.queries import checkpoints
from yaomai.standards.c2sp import policy as policies
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.note import SignerKey

LOG = SignerKey("log.example/test", b"\x01" * 32)
WITNESSES = [CosignerKey(f"{name}.example/w", bytes([number]) * 32) for number, name in enumerate("abc", start=2)]
SIZES = 2500


def policy(k: int, of: int = 3):
    return policies.simple([LOG.verifier], [witness.verifier for witness in WITNESSES[:of]], k)


@pytest.fixture
def signed(database, now):
    """Checkpoints of 1 to SIZES leaves: a cosigned all of them, b those up to 7, c the first; a stranger cosigned the last."""
    rows = [Checkpoint(size=size, root=b"\0" * 32, note=f"{size}\n", signed_at=now) for size in range(1, SIZES + 1)]
    Checkpoint.objects.using("sequencer").bulk_create(rows)
    cosigned = [
        *(("a", row) for row in rows),
        *(("b", row) for row in rows[:7]),
        ("c", rows[0]),
        ("stranger", rows[-1]),
    ]
    Cosignature.objects.using("sequencer").bulk_create(
        Cosignature(checkpoint=row, witness=f"{name}.example/w", line="line\n", received_at=now)
        for name, row in cosigned
    )


@pytest.mark.tampers  # the checkpoints are made up: there are no leaves
@pytest.mark.parametrize(
    ("k", "of", "at_least", "size"),
    [
        (0, 3, 0, SIZES),
        (1, 3, 0, SIZES),
        (2, 3, 0, 7),
        (3, 3, 0, 1),
        (2, 2, 0, 7),
        (2, 3, 7, 7),
        (2, 3, 8, None),
        (3, 3, 2, None),
        (0, 0, SIZES + 1, None),
    ],
)
def test_the_newest_that_reaches_the_quorum_however_many_do_not(signed, k, of, at_least, size):
    with CaptureQueriesContext(connection) as asked:
        found = checkpoints.newest_witnessed(policy(k, of), at_least=at_least)
    assert (found.size if found else None) == size
    assert len(asked) <= 5  # and not one for each checkpoint that falls short
