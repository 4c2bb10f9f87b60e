"""What does a machine's key look like, and is this one of ours?"""

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.people.engine import keys

SECRET = keys.secret_of(bytes(range(32)))
KEY = keys.written(17, SECRET)


def test_a_key_is_written_and_parsed():
    assert f"yk_17_{SECRET}{KEY[-6:]}" == KEY
    assert len(SECRET) == 43
    assert keys.parse(KEY) == keys.ParsedKey(17, SECRET)


def test_base_62_is_the_number_that_the_bytes_write():
    alphabet = string.digits + string.ascii_uppercase + string.ascii_lowercase
    number = 0
    for character in SECRET:
        number = number * 62 + alphabet.index(character)
    assert number == int.from_bytes(bytes(range(32)), "big")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yk_17",
        "yk_17_",
        f"yk_0_{SECRET}{KEY[-6:]}",
        f"yk_017_{SECRET}{KEY[-6:]}",
        KEY.upper(),
        f" {KEY}",
        f"{KEY}\n",
        KEY[:-1],
        KEY + "0",
        KEY.replace("yk_17", "yk_18"),
        KEY.replace("yk_17", "yk_١٧"),
        "yk_" + "9" * 19 + KEY[5:],
    ],
)
def test_what_is_no_key(text):
    assert keys.parse(text) is None


@given(st.integers(0, len(KEY) - 1), st.sampled_from(string.ascii_letters + string.digits + "_"))
def test_one_wrong_character_is_told_from_a_key(position, character):
    wrong = KEY[:position] + character + KEY[position + 1 :]
    assert keys.parse(wrong) is None or wrong == KEY


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10**17))
def test_every_written_key_is_parsed_to_what_it_was_written_from(random, number):
    secret = keys.secret_of(random)
    assert keys.parse(keys.written(number, secret)) == keys.ParsedKey(number, secret)


def test_what_is_kept_is_the_sha_256_and_only_the_secret_matches_it():
    kept = keys.digest(SECRET)
    assert kept == hashlib.sha256(SECRET.encode()).hexdigest()
    assert keys.matches(SECRET, kept)
    assert not keys.matches(keys.secret_of(bytes(32)), kept)


def test_a_secret_is_made_of_32_bytes():
    with pytest.raises(ValueError, match="32 random bytes, not 16"):
        keys.secret_of(bytes(16))
