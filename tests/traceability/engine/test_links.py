"""The links of the chain that one event makes: a table that an expert can read."""

import pytest

from make_events import CONTEXT, HERB_LOT, PACK, SLICE_LOT, object_event, quantity, transformation_event
from yaomai.standards.epcis.context import read_context
from yaomai.standards.epcis.event import read_event
from yaomai.standards.epcis.validation import check
from yaomai.traceability.engine.links import links

HERBS, SLICES = "(01)06901234000016 (10)LOT-A", "(01)06901234000023 (10)LOT-B"
ONE = "(01)06901234000030 (21)1"
CASE = "urn:epc:id:sscc:6901234.0000000001"
THE_CASE = "(00)069012340000000016"
BARE = "https://id.gs1.org/01/06901234000016"
LINK_OF_LOT = "https://drug.example.com/01/06901234000030/10/B7/21/1"


def aggregation(kind="AggregationEvent", **members):
    event = {
        "type": kind,
        "eventTime": "2026-09-03T14:30:00Z",
        "eventTimeZoneOffset": "+00:00",
        "parentID": CASE,
        "childEPCs": [PACK],
        "action": "ADD",
    } | members
    return {name: one for name, one in event.items() if one is not None}


CASES = {
    "an observation makes none": (object_event(action="OBSERVE"), []),
    "a commissioned lot makes none": (object_event(), []),
    "a transformation: into its step and out of it": (
        transformation_event(),
        [(HERBS, "step", "input"), ("step", SLICES, "output")],
    ),
    "a step with an id of its own": (
        transformation_event(transformationID="urn:example:batch:9"),
        [(HERBS, "urn:example:batch:9", "input"), ("urn:example:batch:9", SLICES, "output")],
    ),
    "a class without lot says what, not which": (
        transformation_event(inputQuantityList=[quantity(BARE, 3)], outputEPCList=[PACK], outputQuantityList=None),
        [("step", ONE, "output"), ("(01)06901234000016", "step", "class_input")],
    ),
    "the same thing named twice is one link": (
        transformation_event(inputQuantityList=[quantity(HERB_LOT, 3), quantity(HERB_LOT, 4)]),
        [(HERBS, "step", "input"), ("step", SLICES, "output")],
    ),
    "packs that are commissioned with a lot number": (
        object_event(quantityList=None, epcList=[PACK], ilmd={"cbvmda:lotNumber": "B7"}),
        [("(01)06901234000030 (10)B7", ONE, "member")],
    ),
    "packs that are made with a lot number": (
        transformation_event(outputQuantityList=None, outputEPCList=[PACK], ilmd={"cbvmda:lotNumber": "B/7"}),
        [
            ("step", ONE, "output"),
            (HERBS, "step", "input"),
            ("step", "(01)06901234000030 (10)B/7", "lot_output"),
            ("(01)06901234000030 (10)B/7", ONE, "member"),
        ],
    ),
    "what is no lot number of GS1's": (
        object_event(quantityList=None, epcList=[PACK], ilmd={"cbvmda:lotNumber": "当归 1"}),
        [],
    ),
    "a link with lot and serial number, wherever it is named": (
        object_event(action="OBSERVE", quantityList=None, epcList=[LINK_OF_LOT]),
        [("(01)06901234000030 (10)B7", ONE, "member")],
    ),
    "packing": (aggregation(), [(ONE, THE_CASE, "packed")]),
    "packing a quantity of a lot": (
        aggregation(childEPCs=None, childQuantityList=[quantity(SLICE_LOT, 5)]),
        [(SLICES, THE_CASE, "packed")],
    ),
    "a packing that is only observed": (aggregation(action="OBSERVE"), []),
    "unpacking": (aggregation(action="DELETE"), [(ONE, THE_CASE, "unpacked")]),
    "unpacking everything": (aggregation(action="DELETE", childEPCs=None), [(THE_CASE, THE_CASE, "emptied")]),
    "attaching": (aggregation("AssociationEvent"), [(ONE, THE_CASE, "attached")]),
    "detaching": (aggregation("AssociationEvent", action="DELETE"), [(ONE, THE_CASE, "detached")]),
    "detaching everything": (
        aggregation("AssociationEvent", action="DELETE", childEPCs=None),
        [(THE_CASE, THE_CASE, "emptied")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_links_of_an_event(case):
    fields, expected = CASES[case]
    context = read_context(CONTEXT)
    assert check(fields, "", context) == []
    found = links(read_event(fields, context), fields)
    assert [(_label(link.start), _label(link.end), link.kind) for link in found] == expected


def _label(node):
    return "step" if node is None else node.label
