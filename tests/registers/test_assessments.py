"""What does not fit in a declaration of figures and rules is named when the program starts."""

import pytest

from made_fields import CROP, FIELD, PERMIT
from yaomai.registers import assessments
from yaomai.registers.declaration import (
    Check,
    Condition,
    Draw,
    Finder,
    Of,
    Overlap,
    Rating,
    Related,
    Share,
    System,
    Target,
    Total,
    Valid,
)

GOOD = Total("area", "a", "field", of="size", by=("crop", "division"), once="outline")


def faults(*figures, rules=()):
    system = System(id="T01", kinds=(CROP, FIELD, PERMIT), figures=figures, rules=rules)
    with assessments.declared(system):
        return [one.removeprefix("T01/") for one in assessments.faults() if one.startswith("T01")]


def test_what_fits_has_no_faults():
    rules = (
        Check(
            "c", "c", "field", require=(Condition("height", "at_least", Of("crop.least_height")), Valid("start", "end"))
        ),
        Finder("f", "f", "field", need="ways", place="division"),
        Draw("d", "d", "field", field="ways", avoid="crop", conflicts=("crop",)),
        Rating("r", "r", "field", engagement="permit", of="field", score="score"),
        Overlap("o", "o", "field", outline="outline"),
    )
    assert faults(GOOD, Share("s", "s", "area", "area"), Target("t", "t", "area", "5", "000", "1"), rules=rules) == []


@pytest.mark.parametrize(
    ("figure", "fault"),
    [
        (Total("t", "t", "nothing"), "t: nobody declares the kind nothing"),
        (Total("t", "t", "field", of="name"), "t: name is no Number"),
        (Total("t", "t", "field", by=("crop.colour",)), "t: field has no crop.colour"),
        (Total("t", "t", "field", once="division"), "t: division is no Area"),
        (Total("t", "t", "field", where=(Condition("colour", "known"),)), "t: field has no colour"),
        (Share("s", "s", "area", "nothing"), "s: no figure is called nothing"),
        (Target("t", "t", "area", "about 5", "000", "1"), "t: 'about 5' is no number"),
    ],
)
def test_a_figure_that_does_not_fit_is_named(figure, fault):
    assert faults(GOOD, figure) == [fault]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (Check("c", "c", "field", require=(Condition("height", "at_least", Of("crop.colour")),)), "c: field has no crop.colour"),
        (Check("c", "c", "field", require=(Condition(Related("nothing", {"x": ""}), "known"),)), "c: nobody declares the kind nothing"),
        (Check("c", "c", "field", require=(Condition(Related("permit", {"colour": ""}), "known"),)), "c: permit has no colour"),
        (Finder("f", "f", "field", need="size"), "f: size is no Choice"),
        (Draw("d", "d", "field", field="ways", avoid="nothing", conflicts=()), "d: nobody declares the kind nothing"),
        (Rating("r", "r", "field", engagement="permit", of="way", score="score"), "r: way refers to nothing"),
        (Overlap("o", "o", "field", outline="name"), "o: name is no Area"),
        (Check("area", "c", "field", require=()), "T01: two figures or rules are called area"),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_fit_is_named(rule, fault):
    assert fault in faults(GOOD, rules=(rule,)) or f"T01: {fault}" in faults(GOOD, rules=(rule,))
