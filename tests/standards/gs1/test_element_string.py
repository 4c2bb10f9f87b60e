"""What people type and scanners send, and the Digital Link that it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.gs1.element_string import uri_of

ID = "https://id.gs1.org"

TYPED = [
    # typed or scanned, Digital Link
    ("(01)09520000010041(10)DG241108", "/01/09520000010041/10/DG241108"),
    ("(01) 09520000010041 (10) DG241108", "/01/09520000010041/10/DG241108"),  # as our own pages print it
    ("（01）09520000010041（10）DG241108", "/01/09520000010041/10/DG241108"),  # a Chinese keyboard's brackets
    ("(01)09520000010041(17)271231(10)A/B", "/01/09520000010041/10/A%2FB"),
    ("010952000001004110DG241108", "/01/09520000010041/10/DG241108"),
    ("]d201095200000100411727123110DG241108\x1d21P0001", "/01/09520000010041/10/DG241108/21/P0001"),
    ("\x1d010952000001004121P0001", "/01/09520000010041/21/P0001"),  # some scanners send the FNC1 in first place
    ("]C100340123451111111111", "/00/340123451111111111"),
    ("09520000010041", "/01/09520000010041"),
    ("9520000010041", "/01/09520000010041"),
    ("340123451111111111", "/00/340123451111111111"),
    ("/01/09520000010041/10/DG241108", "/01/09520000010041/10/DG241108"),
    ("01/09520000010041/10/DG241108", "/01/09520000010041/10/DG241108"),
    # no GS1 data
    ("9520000010042", None),  # wrong check digit: may be anything, such as a lot number
    ("DG241108", None),
    ("当归片", None),
    ("(01)09520000010041 and more", None),
    ("(10)DG241108", None),  # a lot of which article?
    ("", None),
    ("81234567890123456789", None),
    ("01095200", None),
]


@pytest.mark.parametrize(("typed", "path"), TYPED)
def test_what_is_typed(typed: str, path: str | None) -> None:
    assert uri_of(typed) == (None if path is None else ID + path)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_a_fault(text: str) -> None:
    found = uri_of(text)
    assert found is None or found.startswith(ID)
