"""Which division a plan means by the name of a region."""

import pytest

from yaomai.planning.engine.regions import division_of, name_of


@pytest.mark.parametrize(
    ("words", "near", "code"),
    [
        ("甘肃省", "", "620000"),
        ("兰州市", "620000", "620100"),
        ("定西", "620000", "621100"),
        ("全省", "620100", "620000"),
        ("全市", "620100", "620100"),
        ("全国", "620000", "000000"),
        ("城关区", "620100", "620102"),
        ("甘肃省·河西", "620000", ""),  # a part of it is no division
        ("国际", "620000", ""),
        ("", "620000", ""),
        ("全省", "", ""),
    ],
)
def test_names_of_regions(words, near, code):
    assert division_of(words, near=near) == code


def test_codes_have_names():
    assert [name_of(code) for code in ("620000", "000000", "", "x")] == ["甘肃省", "全国", "", "x"]
