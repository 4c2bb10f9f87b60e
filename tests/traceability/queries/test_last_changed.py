"""A mark changes with everything that could change what is said of a thing, and with nothing else that is common."""

import pytest

from make_events import (
    FACTORY,
    GS1_CONTEXT,
    HERB_LOT,
    SLICE_LOT,
    document_bytes,
    object_event,
    quantity,
    transformation_event,
)
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.recall import end_recall, start_recall
from yaomai.traceability.queries import last_changed
from yaomai.traceability.queries.genealogy import reach
from yaomai.traceability.queries.trace import find_thing

LATER = "2026-09-09T08:00:00.000+08:00"
OTHER = "urn:epc:class:lgtin:6901234.000009.LOT-Z"
DECLARATION = {"declarationTime": LATER, "reason": "incorrect_data"}
PACK = "urn:epc:id:sgtin:6901234.000002.S1"
NAMED = {
    "epcisMasterData": {
        "vocabularyList": [
            {
                "type": "urn:epcglobal:epcis:vtype:EPCClass",
                "vocabularyElementList": [
                    {"id": HERB_LOT, "attributes": [{"id": "urn:epcglobal:cbv:mda#name", "attribute": "当归"}]}
                ],
            }
        ]
    }
}


@pytest.fixture
def nodes(database, now):
    """The slices and everything they came from."""
    capture(document_bytes([object_event(), transformation_event()]), recorder=INSTALLATION, now=now)
    return reach([find_thing(SLICE_LOT).number], "back").nodes


@pytest.mark.parametrize(
    ("event", "members", "changes"),
    [
        (object_event(action="OBSERVE", eventTime=LATER, quantityList=[quantity(SLICE_LOT, 1.0)]), {}, True),
        (object_event(action="OBSERVE", eventTime=LATER), {}, True),  # about what it is made of
        (transformation_event(errorDeclaration=DECLARATION), {}, True),
        (object_event(eventTime=LATER, quantityList=[quantity(OTHER, 1.0)]), {"epcisHeader": NAMED}, True),
        (  # a pack that says of which lot it is one
            object_event(
                eventTime=LATER, quantityList=None, epcList=[PACK], bizLocation={"id": FACTORY},
                ilmd={"cbvmda:lotNumber": "LOT-B"},
            ),
            {"@context": [GS1_CONTEXT]}, True,
        ),
        (object_event(eventTime=LATER, quantityList=[quantity(OTHER, 1.0)]), {}, False),
        (object_event(), {}, False),  # a repeat
    ],
)  # fmt: skip
def test_what_changes_the_mark(nodes, now, event, members, changes):
    onward = [find_thing(SLICE_LOT).number]
    before = last_changed.mark(nodes, onward)
    capture(document_bytes([event], **members), recorder=INSTALLATION, now=now)
    assert (last_changed.mark(nodes, onward) != before) is changes


def test_a_recall_and_its_end_change_it(nodes, now):
    marks = [last_changed.mark(nodes)]
    number = start_recall(
        INSTALLATION_VIEWER, Scope("lot", identifier=HERB_LOT), recall_class=1, reason="霉变", now=now
    )
    marks.append(last_changed.mark(nodes))
    end_recall(INSTALLATION_VIEWER, number, "已收回", now=now)
    marks.append(last_changed.mark(nodes))
    assert len(set(marks)) == 3


def test_what_is_asked_at_one_moment_is_answered_as_of_it(nodes, now):
    with last_changed.unchanging():
        before = last_changed.mark(nodes)
        assert last_changed.mark(nodes) == before
    with last_changed.unchanging(along_indexes=True):
        assert last_changed.mark(nodes) == before
