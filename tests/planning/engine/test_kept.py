"""Numbers and texts that a record and its table keep the same; what they cannot keep is told by pointer."""

from decimal import Decimal

import pytest

from yaomai.planning.engine import kept


@pytest.mark.parametrize(
    ("number", "is_kept"),
    [
        ("0", True),
        ("0E+400", True),
        ("-13.600000000000000", True),
        ("1E+23", True),
        ("1E+24", False),
        ("0.000000000001", True),
        ("0.0000000000001", False),
        ("123456789012.123456789012", True),
        ("1234567890123.123456789012", False),
        ("NaN", False),
        ("sNaN", False),
        ("Infinity", False),
    ],
)
def test_numbers_of_24_digits_with_12_places_are_kept(number, is_kept):
    assert kept.fits(Decimal(number)) is is_kept
    assert [one.code for one in kept.number_findings([("/low", Decimal(number)), ("/high", None)])] == (
        [] if is_kept else ["planning.number_long"]
    )


def test_nul_and_half_a_surrogate_pair_are_told_by_pointer():
    found = kept.text_findings({"/a": "营业收入\n", "/b": "a\0b", "/c": "\ud800"})
    assert [(one.code, one.pointer) for one in found] == [("planning.character", "/b"), ("planning.character", "/c")]
