"""What a quick look at a document tells."""

import json

import pytest

from make_events import bare_event, document, document_bytes, object_event
from yaomai.traceability.engine.document_outline import UNREADABLE, Outline, outline

EVENT = object_event()
QUERY = document(
    [], type="EPCISQueryDocument", epcisBody={"queryResults": {"queryName": "q", "resultsBody": {"eventList": [EVENT]}}}
)


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (document_bytes([EVENT] * 3), Outline("EPCISDocument", 3)),
        (document_bytes([]), Outline("EPCISDocument", 0)),
        (json.dumps(QUERY).encode(), Outline("EPCISQueryDocument", 1)),
        (json.dumps(bare_event(EVENT)).encode(), Outline("ObjectEvent", None)),
        (b'{"epcisBody":{"eventList":7},"type":"EPCISDocument"}', Outline("EPCISDocument", None)),
        (b'{"type":7}', Outline(None, None)),
        (b"[1]", UNREADABLE),
        (b"7", UNREADABLE),
        (b"", UNREADABLE),
        (b"\xff{}", UNREADABLE),
        (b'{"a":' * 50_000, UNREADABLE),
        (document_bytes([EVENT])[:-5], UNREADABLE),
    ],
)
def test_kind_and_number_of_events(data, seen):
    assert outline(data) == seen
    assert outline(data).is_document == (seen.kind in {"EPCISDocument", "EPCISQueryDocument"})
