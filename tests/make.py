"""Makers: small ways for a test to bring about what it is not about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from yaomai.ledger.keyring import Keyring
from yaomai.ledger.operations.record import INSTALLATION, NewDeed, Recorded, record_all
from yaomai.ledger.operations.sequence import sequence
from yaomai.ledger.operations.sign import Signed, sign
from yaomai.ledger.queries import verify, verify_log
from yaomai.ledger.setup import LogSetup

NOW = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)


def recorded(*deeds: Sequence[bytes], now: datetime, kind: str = "test.note") -> list[Recorded]:
    """Record deeds, each given by its bodies."""
    with transaction.atomic():
        return record_all([NewDeed(kind, INSTALLATION, bodies) for bodies in deeds], now=now)


def sequenced(setup: LogSetup, now: datetime) -> Signed | None:
    """Make everything that waits into leaves, and sign."""
    while sequence().appended:
        pass
    return sign(setup.keyring, now=now)


def faults(setup: LogSetup) -> list[str]:
    """Everything that `yaomai ledger verify` would say of the database. Without a log's keys nothing can have been signed."""
    *_, progress = verify.verify_records()
    initialised = setup.policy_file.is_file()
    found = progress.faults + verify_log.verify_log(
        progress.leaf_hashes,
        setup.policy() if initialised else None,
        setup.keyring.head() if initialised else None,
    )
    return [str(fault) for fault in found]


def log_setup_in(directory: Path) -> LogSetup:
    """Where a test keeps the keys of its log and the policy."""
    return LogSetup(Keyring(directory / "log-keys", "log.example/test"), directory / "policy.txt")
