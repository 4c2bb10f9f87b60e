"""Amounts in other units: exact, or refused with both units named."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.errors import InvalidError
from yaomai.standards.unece import UNITS, convert

# amount, unit, the same amount, unit
EQUAL = [
    ("1", "TNE", "1000", "KGM"),
    ("120.5", "KGM", "120500", "GRM"),
    ("0.001", "MGM", "1", "MC"),
    ("1", "LBR", "453.59237", "GRM"),
    ("16", "ONZ", "1", "LBR"),
    ("2.5", "HAR", "25000", "MTK"),
    ("1", "ACR", "4046.8564224", "MTK"),
    ("1", "MTQ", "1000", "LTR"),
    ("5", "MLT", "5", "CMQ"),
    ("3", "DZN", "36", "EA"),
    ("7", "H87", "7", "C62"),
    ("25", "CEL", "298.15", "KEL"),
    ("-40", "CEL", "-40", "FAH"),
    ("100", "CEL", "212", "FAH"),
    ("12", "P1", "120000", "59"),
    ("0.2", "NA", "200", "J33"),
    ("1", "WEE", "168", "HUR"),
    ("1013.25", "A97", "101325", "PAL"),
    ("1", "GL", "1000", "M1"),
]

# amount, from, to, the words that tell why
REFUSED = [
    ("1", "KGM", "LTR", "KGM measures mass, LTR volume"),
    ("1", "P1", "C62", "P1 measures proportion, C62 count"),
    ("1", "KGM", "ZZ", "from KGM to ZZ: no factor is known for ZZ"),
    ("1", "XPK", "XBX", "no factor is known for XPK and XBX"),
    ("1", "GRM", "ONZ", "no finite decimal form"),
    ("1", "FAH", "CEL", "-155/9, has no finite decimal form"),
]


@pytest.mark.parametrize(("amount", "from_", "same", "to"), EQUAL)
def test_converts_exactly_both_ways(amount, from_, same, to):
    assert convert(Decimal(amount), from_, to) == Decimal(same)
    assert convert(Decimal(same), to, from_) == Decimal(amount)


@pytest.mark.parametrize(("amount", "from_", "to", "why"), REFUSED)
def test_refuses_naming_both_units(amount, from_, to, why):
    with pytest.raises(InvalidError, match=why) as caught:
        convert(Decimal(amount), from_, to)
    (finding,) = caught.value.findings
    assert finding.code == "unece.not_convertible"
    assert f"from {from_} to {to}" in finding.message
    assert finding.value == f"{amount} {from_}"


def test_an_unknown_unit_is_itself():
    assert convert(Decimal("3.10"), "XPK", "XPK") == Decimal("3.10")


def test_each_dimension_has_a_base_unit():
    for unit in UNITS.values():
        assert any(u.factor == 1 and u.offset == 0 for u in UNITS.values() if u.dimension == unit.dimension)


_METRIC = sorted(u.code for u in UNITS.values() if u.dimension == "mass" and u.code not in ("ONZ", "LBR"))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30),
    st.sampled_from(_METRIC),
    st.sampled_from(_METRIC),
)
def test_there_and_back_loses_nothing(amount, from_, to):
    assert convert(convert(amount, from_, to), to, from_) == amount
