"""What do EPCIS events cost: their capture, their disk, their verification with all that is searched by?"""

import json
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from django.utils import timezone
from installation import bytes_beside_bodies, installation, sequence_all, verification_rate
from measuring import Extent, Result, main, say

from yaomai.ledger.engine.deed import Recorder
from yaomai.traceability.operations.capture import capture

EVENTS_PER_DOCUMENT = 1000
EVENTS_VERIFIED = 200_000
GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def measure(extent: Extent) -> list[Result]:
    """Events about two packs each, in documents of 1,000, captured through the same operation as over HTTP."""
    wanted = extent.of(EVENTS_VERIFIED)
    rates: list[float] = []
    bodies = 0
    numbers = count()
    with installation() as there:
        captured = 0
        while captured < wanted or len(rates) < extent.runs:
            documents = [document(next(numbers)) for _ in range(2 if extent.quick else 70)]
            bodies += sum(map(len, documents))
            rates.append(_capture(documents))
            captured += len(documents) * EVENTS_PER_DOCUMENT
        sequence_all()
        ledger = bytes_beside_bodies(there, captured, bodies)
        searched = _bytes_searched(there.administrator) / captured
        verified = [verification_rate() for _ in range(extent.runs)]
    say(f"beside the bodies a record takes {ledger:.0f} B in the ledger, and {searched:.0f} B in what is searched by")
    of = f"{captured:,} ObjectEvents with two EPCs each, documents of {EVENTS_PER_DOCUMENT:,}"
    return [
        Result("capture of documents of 1,000 events", f"{of}: read, checked, hashed, recorded, committed; one process",
               "events/s", rates),
        Result("`yaomai ledger verify`, events with their projections", f"the command over {of}, from start to end",
               "records/s", verified, 50_000),
        Result("bytes on disk per event for what events are searched by", f"{of}: traceability and registers, with indexes",
               "B", [searched], more_is_better=False),
        Result("bytes on disk per event in the ledger beside its body", of, "B", [ledger], 250, more_is_better=False),
    ]  # fmt: skip


def _capture(documents: list[bytes]) -> float:
    """Events a second."""
    begun = time.perf_counter()
    for data in documents:
        capture(data, recorder=Recorder(organisation=1), now=timezone.now())
    return len(documents) * EVENTS_PER_DOCUMENT / (time.perf_counter() - begun)


def _bytes_searched(ask: object) -> int:
    if not callable(ask):
        raise TypeError("ask is how the database's administrator asks")
    return int(
        ask(
            "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relnamespace = 'public'::regnamespace AND c.relname SIMILAR TO '(traceability|registers)\\_%'"
        )
    )


def document(number: int) -> bytes:
    """The document with this number: 1,000 events, each about two packs that no other event names, at one of a hundred places."""
    events = [_event(number * EVENTS_PER_DOCUMENT + i) for i in range(EVENTS_PER_DOCUMENT)]
    return json.dumps(
        {
            "@context": [GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-09-04T09:00:00.000+08:00",
            "epcisBody": {"eventList": events},
        },
        ensure_ascii=False,
    ).encode()


def _event(number: int) -> dict[str, object]:
    """Two packs are observed at one of a hundred places."""
    place = f"urn:epc:id:sgln:6901234.{number % 100:05d}.0"
    return {
        "type": "ObjectEvent",
        "eventTime": (_FIRST_MOMENT + timedelta(seconds=number)).isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "epcList": [
            f"urn:epc:id:sgtin:6901234.000003.{2 * number}",
            f"urn:epc:id:sgtin:6901234.000003.{2 * number + 1}",
        ],
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": place},
        "bizLocation": {"id": place},
        "bizTransactionList": [{"type": "po", "bizTransaction": f"urn:epcglobal:cbv:bt:6901234000010:{number % 1000}"}],
    }


if __name__ == "__main__":
    main(measure)
