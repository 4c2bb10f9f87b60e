"""The rows of an event say what the event says, however it is read: held against the whole typed view of GS1's own examples."""

import pytest

from make_events import CONTEXT, PACK, object_event, transformation_event
from shared_material import SHARED, needs_shared
from yaomai.errors import InvalidError
from yaomai.standards.epcis.context import read_context
from yaomai.standards.epcis.document import read_document
from yaomai.standards.epcis.event import read_event
from yaomai.standards.epcis.event_hash import event_hash
from yaomai.standards.epcis.validation import check
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.event_rows import event_rows, hash_id

EXAMPLES = sorted((SHARED / "epcis" / "gs1" / "JSON").rglob("*.jsonld")) if SHARED else []


def assert_rows_say_what_is_said(fields, context):
    event, rows = read_event(fields, context), event_rows(fields, context)
    same = "event_id event_type event_time event_time_zone_offset action biz_step disposition transformation_id"
    for name in same.split():
        assert getattr(rows, name) == getattr(event, name), name
    assert (rows.persistent_set or [], rows.persistent_unset or []) == (
        list(event.persistent_disposition.set),
        list(event.persistent_disposition.unset),
    )
    places = [rows.read_point and rows.read_point.canonical, rows.biz_location and rows.biz_location.canonical]
    assert places == [event.read_point, event.biz_location]
    assert tuple(rows.things) == event.things
    expected = [("sourceList", one.type, one.identifier) for one in event.sources]
    expected += [("destinationList", one.type, one.identifier) for one in event.destinations]
    expected += [("bizTransactionList", one.type, one.identifier) for one in event.biz_transactions]
    assert [(one.role, one.type, one.identifier.canonical) for one in rows.references] == expected
    assert hash_id(rows.event_hash) == event_hash(fields, context)
    assert bool(rows.declaration_hash) == (event.error_declaration is not None)
    named = {one.canonical for one in rows.identifiers}
    assert {thing.identifier.canonical for thing in event.things} | {one for one in places if one} <= named
    assert {identify(one).canonical for _, _, one in expected} <= named
    assert {one.canonical for one, _ in rows.names} <= named
    assert {node.canonical for link in rows.links for node in (link.start, link.end) if node} <= named


@needs_shared
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_of_gs1s_examples(file):
    try:
        document = read_document(file.read_bytes())
    except InvalidError:
        assert file.stem == "AssociationEvent-h", "which has eventID twice"
        return
    for event in document.events:
        if not check(event.fields, event.pointer, event.context):
            assert_rows_say_what_is_said(event.fields, event.context)


DECLARED = {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}
SOLD = object_event(action="OBSERVE", bizStep="retail_selling", quantityList=None, epcList=[PACK, PACK])


@pytest.mark.parametrize(
    ("fields", "dispensed", "links"),
    [
        (SOLD, 1, 0),
        (SOLD | {"bizStep": "https://ref.gs1.org/cbv/BizStep-dispensing"}, 1, 0),
        (SOLD | {"bizStep": "shipping"}, 0, 0),
        (SOLD | {"errorDeclaration": DECLARED}, 0, 0),
        (transformation_event(), 0, 2),
        (transformation_event(errorDeclaration=DECLARED), 0, 0),
    ],
)
def test_what_was_dispensed_and_what_is_linked(fields, dispensed, links):
    context = read_context(CONTEXT)
    assert_rows_say_what_is_said(fields, context)
    rows = event_rows(fields, context)
    assert (len(rows.dispensed), len(rows.links)) == (dispensed, links)
