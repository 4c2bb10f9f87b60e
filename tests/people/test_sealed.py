"""Secrets at rest: read by the installation that keeps them, for the account that they are of, and by nobody else."""

import base64

from django.test import override_settings

from yaomai.people.sealed import opened, sealed


def test_a_secret_is_read_again_and_not_seen():
    kept = sealed(7, "JBSWY3DPEHPK3PXP")
    assert opened(7, kept) == "JBSWY3DPEHPK3PXP"
    assert b"JBSWY3DPEHPK3PXP" not in base64.b64decode(kept)
    assert sealed(7, "JBSWY3DPEHPK3PXP") != kept  # another nonce


def test_it_is_of_one_account_and_one_installation():
    kept = sealed(7, "JBSWY3DPEHPK3PXP")
    assert opened(8, kept) is None
    with override_settings(SECRET_KEY="another one"):
        assert opened(7, kept) is None


def test_what_was_changed_is_not_read():
    kept = bytearray(base64.b64decode(sealed(7, "JBSWY3DPEHPK3PXP")))
    kept[-1] ^= 1
    assert opened(7, base64.b64encode(bytes(kept)).decode()) is None
