"""How does the log come to sign with another key, so that neither receipts nor witnesses notice a gap?

The new key is added, and both sign; when the witnesses trust the new one, the old one is retired. Each of the two is
a deed, so that the log itself says since when which key held.
"""

from datetime import datetime

import orjson
from django.db import transaction

from yaomai.errors import InstallationError
from yaomai.ledger.operations.record import INSTALLATION, NewDeed, record
from yaomai.ledger.setup import LogSetup
from yaomai.standards.c2sp.note import VerifierKey

KIND = "ledger.key"


def add(setup: LogSetup, *, now: datetime) -> VerifierKey:
    """Make a new signing key beside those there are; returns its public half."""
    new = setup.keyring.add()
    setup.accept_key(new)
    _record("added", new, now)
    return new


def retire(setup: LogSetup, key_id: str, *, now: datetime) -> None:
    """Destroy the private key with this id (8 hex digits). Raises InstallationError when it does not sign, or is the last."""
    signing = {key.verifier.key_id.hex(): key.verifier for key in setup.keyring.signing_keys()}
    if key_id not in signing:
        raise InstallationError(f"no signing key has the id {key_id}; there are {', '.join(signing)}")
    setup.keyring.remove(signing[key_id])
    _record("retired", signing[key_id], now)


def _record(what: str, key: VerifierKey, now: datetime) -> None:
    body = orjson.dumps({"key": str(key), "state": what}, option=orjson.OPT_SORT_KEYS)
    with transaction.atomic():
        record(NewDeed(KIND, INSTALLATION, [body]), now=now)
