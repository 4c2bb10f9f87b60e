"""Codes of authenticators against the vectors of RFC 6238, and what is accepted when."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.people.engine import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()

# RFC 6238, appendix B, the rows for SHA-1: seconds since the epoch, eight digits.
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
NOW = datetime(2026, 11, 22, 9, 30, 10, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_at(SECRET, moment, digits=8) == code
    assert totp.code_at(SECRET, moment) == code[-6:]


# How many seconds the authenticator's clock is off, whether its code is accepted: one step each way (RFC 6238, 5.2).
SKEWS = [
    (0, True),
    (-30, True),
    (30, True),
    (-60, False),
    (60, False),
    (-11, True),
    (20, True),
    (-41, False),
    (50, False),
]


@pytest.mark.parametrize(("off", "accepted"), SKEWS)
def test_clocks_may_differ_by_one_step(off, accepted):
    code = totp.code_at(SECRET, NOW + timedelta(seconds=off))
    assert (totp.matching_step(SECRET, code, NOW, used=0) is not None) is accepted


@given(st.integers(min_value=0, max_value=2**33), st.integers(min_value=-1, max_value=1))
def test_a_code_is_good_once(seconds, off):
    moment = datetime.fromtimestamp(seconds + 30, UTC)
    code = totp.code_at(SECRET, moment + timedelta(seconds=30 * off))
    step = totp.matching_step(SECRET, code, moment, used=-1)
    assert step is not None
    assert totp.matching_step(SECRET, code, moment, used=step) is None


def test_codes_before_the_one_that_was_accepted_are_not_accepted_after_it():
    earlier, later = (totp.code_at(SECRET, NOW + timedelta(seconds=off)) for off in (-30, 0))
    step = totp.matching_step(SECRET, later, NOW, used=0)
    assert totp.matching_step(SECRET, earlier, NOW, used=step) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000"])
def test_what_is_no_code_of_now_is_not_accepted(code):
    assert totp.matching_step(SECRET, code, NOW, used=0) is None


# What people type, and what is compared.
TYPED = [
    ("123 456", "123456"),
    (" １２３４５６ ", "123456"),
    ("123-456", "123456"),
    ("abcd-efgh-ijkl-mnop", "ABCDEFGHIJKLMNOP"),
    ("ABCD EFGH IJKL MNOP", "ABCDEFGHIJKLMNOP"),
]


@pytest.mark.parametrize(("text", "folded"), TYPED)
def test_what_is_typed_is_folded(text, folded):
    assert totp.typed(text) == folded


@given(st.binary(min_size=10, max_size=10))
def test_recovery_codes_write_their_bytes(random):
    code = totp.recovery_code(random)
    folded = totp.typed(code)
    assert totp.is_recovery_code(folded)
    assert not totp.is_code(folded)
    assert base64.b32decode(folded) == random  # RFC 4648, 6
    assert len(code) == 19


def test_a_recovery_code_of_another_length_is_refused():
    with pytest.raises(ValueError, match="10 random bytes"):
        totp.recovery_code(b"short")


def test_the_address_for_the_authenticator_says_who_and_where():
    assert (
        totp.uri(SECRET, "lina", "药脉")
        == f"otpauth://totp/%E8%8D%AF%E8%84%89:lina?secret={SECRET}&issuer=%E8%8D%AF%E8%84%89"
    )
