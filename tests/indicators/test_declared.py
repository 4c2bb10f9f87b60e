"""Declarations of indicators: what is wrong with one is told with its system and key; those of the product are right."""

import pytest

from yaomai.indicators.declared import all_declared, declared, faults
from yaomai.indicators.engine.formula_check import formula_findings
from yaomai.indicators.engine.units import UNITS
from yaomai.indicators.queries.sources import unit_of_source
from yaomai.registers.declaration import Indicator

FINE = Indicator(key="test.fine", name="Fine", unit="CNY")


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        (Indicator(key="Test", name="x"), "X00: indicator Test: key: a key is words of a-z"),
        (Indicator(key="test.a", name="x", unit="XYZ"), "X00: indicator test.a: unit: no unit has this code"),
        (Indicator(key="test.a", name="x", basis="month"), "X00: indicator test.a: basis: one of flow, level"),
        (
            Indicator(key="test.a", name="x", comparable=(("test.b", "same", ""),)),
            "X00: indicator test.a: comparable names test.b, which nobody declares",
        ),
        (
            Indicator(key="test.a", name="x", comparable=(("test.fine", "maybe", ""),)),
            "X00: indicator test.a: comparable/0: one of same, caution, not",
        ),
        (
            Indicator(key="test.a", name="x", formula="test.fine + test.b"),
            "X00: indicator test.a: formula names test.b, which nobody declares",
        ),
        (Indicator(key="test.a", name="x", formula="1 +"), "X00: indicator test.a: formula: at character 4"),
        (Indicator(key="test.fine", name="x"), "two declarations are called test.fine: X00, X00"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(indicator, says):
    with declared("X00", FINE):
        assert faults(UNITS) == []
        with declared("X00", indicator):
            assert any(one.startswith(says) for one in faults(UNITS)), faults(UNITS)


def test_declaring_the_same_again_changes_nothing():
    before = len(all_declared())
    with declared("X00", FINE), declared("X00", FINE):
        assert len(all_declared()) == before + 1
        assert faults(UNITS) == []
    assert FINE.key not in all_declared()


def test_the_formulas_of_the_product_fit():
    known = all_declared()
    units = {key: one.unit for key, one in known.items()}
    formulas = {key: one.formula for key, one in known.items()}
    assert any(formulas.values())
    for key, one in known.items():
        if one.formula:
            assert list(formula_findings(key, one.formula, one.unit, units, formulas, unit_of_source)) == []
