"""A step gives out no more than it took in, and loses no more than it may."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from make_events import HERB_LOT, PACK, SLICE_LOT, document, object_event, quantity, transformation_event
from yaomai.standards.epcis.context import NO_CONTEXT
from yaomai.standards.epcis.event import read_event
from yaomai.traceability.engine.mass_balance import (
    EXTENSION_NAMESPACE,
    GREATEST_LOSSES,
    Side,
    StepPart,
    judge,
    net_weight,
    step_part,
    together,
)

CONTEXT = NO_CONTEXT.extended(document([])["@context"])
LOSS, PROCESS = f"{EXTENSION_NAMESPACE}maxLoss", f"{EXTENSION_NAMESPACE}process"
NET = {"cbvmda:netWeight": {"value": "0.25", "unitCode": "KGM"}}


def step(inputs, outputs, **members):
    """A transformation of (amount, unit) in and out; a bare number of outputs is of instances."""
    event = transformation_event(
        inputQuantityList=[quantity(HERB_LOT, amount, uom) for amount, uom in inputs] or None,
        outputQuantityList=[quantity(SLICE_LOT, amount, uom) for amount, uom in outputs if uom != "EPC"] or None,
        outputEPCList=[f"{PACK}{n}" for amount, uom in outputs if uom == "EPC" for n in range(amount)] or None,
        **members,
    )
    return step_part(read_event(event, CONTEXT))


@pytest.mark.parametrize(
    ("inputs", "outputs", "members", "verdict", "reason", "excess"),
    [
        # (in kg, out kg): slicing may lose 15 % by the house's table, or what the producer states
        ([(100, "KGM")], [(90, "KGM")], {PROCESS: "slicing"}, "balanced", "", "0"),
        ([(100, "KGM")], [(80, "KGM")], {PROCESS: "slicing"}, "beyond_tolerance", "", "0"),
        ([(100, "KGM")], [(80, "KGM")], {PROCESS: "slicing", LOSS: 0.25}, "balanced", "", "0"),
        ([(100, "KGM")], [(90, "KGM")], {PROCESS: "slicing", LOSS: 0.05}, "beyond_tolerance", "", "0"),
        ([(100, "KGM")], [(28, "KGM")], {PROCESS: "drying"}, "balanced", "", "0"),
        ([(100, "KGM")], [(90, "KGM")], {}, "not_judged", "no_greatest_loss", "0"),
        # more out than in: beyond the tolerance of weighing
        ([(100, "KGM")], [("100.5", "KGM")], {PROCESS: "slicing"}, "balanced", "", "0"),
        ([(100, "KGM")], [("100.6", "KGM")], {PROCESS: "slicing"}, "out_of_nothing", "", "0.6"),
        ([(100, "KGM")], [("130", "KGM")], {}, "out_of_nothing", "", "30"),
        # units: tonnes, grams, two inputs
        ([(1, "TNE"), (500000, "GRM")], [(1600, "KGM")], {}, "out_of_nothing", "", "100"),
        ([(1, "LBR")], [("0.45359237", "KGM")], {LOSS: 0}, "balanced", "", "0"),
        ([(10, "LTR")], [(12000, "MLT")], {}, "out_of_nothing", "", "2"),
        # what cannot be compared
        ([("0.52", "HAR")], [(3120, "KGM")], {}, "not_judged", "inputs_not_comparable", "0"),
        ([(100, "KGM")], [(390, None)], {}, "not_judged", "outputs_not_comparable", "0"),
        ([(100, "KGM"), (400, None)], [(98, "KGM")], {}, "not_judged", "inputs_not_comparable", "0"),
        ([(100, "KGM")], [(400, None), (101, "KGM")], {}, "out_of_nothing", "", "1"),  # the packs can only add to it
        ([(100, "KGM")], [(10, "LTR")], {}, "not_judged", "outputs_not_comparable", "0"),  # nobody says how dense it is
        ([(100, "XYZ")], [(90, "KGM")], {}, "not_judged", "inputs_not_comparable", "0"),
        # packs with a net weight
        ([(100, "KGM")], [(390, None)], {"ilmd": NET, PROCESS: "packing"}, "balanced", "", "0"),
        ([(100, "KGM")], [(404, None)], {"ilmd": NET, PROCESS: "packing"}, "out_of_nothing", "", "1"),
        ([(1, "KGM")], [(4, "EPC")], {"ilmd": NET, PROCESS: "packing"}, "balanced", "", "0"),
        ([(1, "KGM")], [(5, "EPC")], {"ilmd": NET, PROCESS: "packing"}, "out_of_nothing", "", "0.25"),
        ([(100, "KGM")], [(33, "DZN")], {"ilmd": NET, PROCESS: "packing"}, "balanced", "", "0"),
        # a step of which one side is not there
        ([(100, "KGM")], [], {"transformationID": "urn:example:1"}, "not_judged", "nothing_in_or_out", "0"),
    ],
)  # fmt: skip
def test_judgements(inputs, outputs, members, verdict, reason, excess):
    found = judge(step(inputs, outputs, **members))
    assert (found.verdict, found.reason, found.excess) == (verdict, reason, Decimal(excess))


def test_events_of_one_step_are_added_up():
    parts = [
        step([(60, "KGM")], [], transformationID="urn:example:1", **{PROCESS: "slicing"}),
        step([(40, "KGM")], [], transformationID="urn:example:1", **{LOSS: 0.1}),
        step([], [(95, "KGM")], transformationID="urn:example:1", **{LOSS: 0.2}),
    ]
    assert [judge(part).verdict for part in parts] == ["not_judged"] * 3
    whole = judge(together(parts))
    assert (whole.verdict, whole.input, whole.output, whole.loss, whole.allowed) == (
        "balanced",
        100,
        95,
        Decimal("0.05"),
        Decimal("0.1"),
    )
    assert judge(together([*parts, step([], [(6, "KGM")], transformationID="urn:example:1")])).excess == 1


@pytest.mark.parametrize(
    ("said", "kilograms"),
    [
        ({"value": "0.25", "unitCode": "KGM"}, "0.25"),
        ({"https://gs1.org/voc/value": 250, "https://gs1.org/voc/unitCode": "GRM"}, "0.25"),
        ({"value": 0.25, "measurementUnitCode": "KGM"}, "0.25"),
        ("3.5", None),  # GS1's JSON example: no unit
        ({"value": "0.25"}, None),
        ({"value": "0.25", "unitCode": "LTR"}, None),
        ({"value": "-1", "unitCode": "KGM"}, None),
        ({"value": "much", "unitCode": "KGM"}, None),
        ({"value": True, "unitCode": "KGM"}, None),
        ({"value": "NaN", "unitCode": "KGM"}, None),
        (["0.25", "KGM"], None),
    ],
)
def test_net_weight(said, kilograms):
    expected = None if kilograms is None else Decimal(kilograms)
    assert net_weight({"urn:epcglobal:cbv:mda:netWeight": said}) == expected


@pytest.mark.parametrize("stated", ["much", -0.1, 1.5, None, True, ["0.1"], "NaN"])
def test_a_greatest_loss_that_is_no_fraction_is_not_taken(stated):
    assert step([(100, "KGM")], [(90, "KGM")], **{LOSS: stated}).greatest_loss is None


def test_other_events_are_no_steps():
    declared = transformation_event(errorDeclaration={"declarationTime": "2026-09-05T00:00:00Z"})
    assert step_part(read_event(object_event(), CONTEXT)) is None
    assert step_part(read_event(declared, CONTEXT)) is None


amounts = st.decimals(min_value=Decimal("0.001"), max_value=10**9, places=6)


@given(st.lists(amounts, min_size=1, max_size=5), st.data())
def test_what_is_divided_never_comes_out_of_nothing(inputs, data):
    """However a sum is divided, and however it is said in grams or tonnes, it is balanced; a share too many is found exactly."""
    total = sum(inputs)
    shares = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=5))
    came_out = [total * share / sum(shares) for share in shares]
    sides = (Side(mass=total), Side(mass=sum(came_out, Decimal(0))))
    assert judge(StepPart(*sides, "packing", None)).verdict == "balanced"
    more = StepPart(Side(mass=total), Side(mass=total * 2), None, None)
    assert judge(more).excess == total


@given(st.sampled_from(sorted(GREATEST_LOSSES)), amounts, st.decimals(min_value=0, max_value=1, places=4))
def test_a_loss_is_found_when_it_is_greater_than_allowed(process, total, loss):
    found = judge(StepPart(Side(mass=total), Side(mass=total * (1 - loss)), process, None))
    allowed = GREATEST_LOSSES[process]
    if loss <= allowed:
        assert found.verdict == ("balanced" if loss < 1 else "not_judged")
    elif loss < 1 and loss > allowed + Decimal("0.006"):
        assert found.verdict == "beyond_tolerance"
