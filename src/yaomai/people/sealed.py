"""How is a secret kept that has to be read again?

Encrypted with a key that follows from the web secret, which is not in the database: AES-256-GCM (NIST SP 800-38D) with a random
nonce of 96 bits. The account's number is authenticated with it, so that a secret cannot be put under another account. Whoever
changes the web secret makes all of them unreadable, which `opened` says.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac

_NONCE_BYTES = 12


def sealed(account: int, secret: str) -> str:
    """The secret of an account as it is kept: base64 of the nonce and the ciphertext."""
    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, secret.encode(), _bound_to(account))).decode()


def opened(account: int, kept: str) -> str | None:
    """The secret that is kept of an account; None when it was kept under another web secret, or for another account."""
    data = base64.b64decode(kept)
    try:
        return _cipher().decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _bound_to(account)).decode()
    except InvalidTag:
        return None


def _cipher() -> AESGCM:
    return AESGCM(salted_hmac("yaomai.people.sealed", "second factor", algorithm="sha256").digest())


def _bound_to(account: int) -> bytes:
    return f"yaomai account {account}".encode()
