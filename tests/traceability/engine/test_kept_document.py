"""A captured document: each event stands alone, the envelope says which are repeats, and the whole comes back byte for byte."""

import json

from hypothesis import given
from hypothesis import strategies as st

from make_events import document_bytes, object_event
from yaomai.standards.epcis.document import read_document, splice
from yaomai.traceability.engine.kept_document import bodies, envelope_frame, repeats


@given(st.lists(st.booleans(), max_size=6))
def test_whichever_events_are_new_the_document_comes_back_and_its_repeats_are_marked(new):
    data = document_bytes([object_event(eventTime=f"2026-09-0{i + 1}T08:00:00Z") for i in range(len(new))])
    document = read_document(data)
    envelope, *events = bodies(document, dict(enumerate(new)))
    assert splice(envelope, events) == data
    assert events == [event.raw for event in document.events]
    assert repeats(envelope) == [not one for one in new]
    assert b"commissioning" not in envelope
    assert envelope_frame(envelope)["epcisBody"]["eventList"] == [None] * len(new)


@given(st.lists(st.sampled_from(("new", "repeat", "refused")), max_size=6))
def test_what_was_refused_is_left_out_of_a_document_that_is_whole_without_it(fates):
    each = [object_event(eventTime=f"2026-09-0{i + 1}T08:00:00Z") for i in range(len(fates))]
    document = read_document(document_bytes(each))
    news = {position: fate == "new" for position, fate in enumerate(fates) if fate != "refused"}
    envelope, *events = bodies(document, news)
    accepted = [event for event, fate in zip(each, fates, strict=True) if fate != "refused"]
    assert json.loads(splice(envelope, events))["epcisBody"]["eventList"] == accepted
    assert repeats(envelope) == [not is_new for is_new in news.values()]
