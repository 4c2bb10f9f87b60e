"""GS1 check digits, of every length that keys have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.gs1.check_digit import check_digit, is_right

# Whole numbers from GS1's own publications and examples: GTIN-8, -12, -13, -14, GLN, GSIN, SSCC, GSRN.
RIGHT = [
    "95050003",
    "614141000036",
    "9506000134352",
    "10614141073464",
    "9521141123454",
    "40123452223334442",
    "340123451111111111",
    "061414100000102534",
]


@pytest.mark.parametrize("number", RIGHT)
def test_check_digit_of_published_numbers(number):
    assert check_digit(number[:-1]) == number[-1]
    assert is_right(number)


@given(st.text("0123456789", min_size=7, max_size=17), st.data())
def test_one_wrong_digit_is_always_noticed(body, data):
    number = body + check_digit(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not is_right(number[:place] + other + number[place + 1 :])
