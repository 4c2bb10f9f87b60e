"""The check character of unified social credit codes, against the standard's own example, and what it finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.gb32100 import CHARACTERS, check_character, is_right, is_well_formed

BODIES = st.builds(
    "{}{}{}".format,
    st.text(CHARACTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(CHARACTERS, min_size=9, max_size=9),
)


def test_the_example_of_the_standard():
    assert check_character("91350100M000100Y4") == "3"  # the weighted sum is 1640, which is 28 modulo 31
    assert is_right("91350100M000100Y43")


@pytest.mark.parametrize(
    "body", ["91350100M000100Y", "91350100M000100Y43", "91350100I000100Y4", "91350100m000100Y4", ""]
)
def test_another_length_or_character_has_no_check_character(body):
    with pytest.raises(ValueError, match="17 characters"):
        check_character(body)


@given(BODIES, st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(body, place, other):
    code = body + check_character(body)
    assert is_right(code)
    changed = code[:place] + other + code[place + 1 :]
    assert is_right(changed) is (changed == code)


@given(BODIES, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_always_found(body, place):
    code = body + check_character(body)
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_right(changed) is (changed == code)


@given(st.text(max_size=20))
def test_any_text_at_all_gets_an_answer(text):
    assert is_right(text) <= is_well_formed(text)
