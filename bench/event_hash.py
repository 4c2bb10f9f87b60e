"""How fast are event hashes, from the bytes of a document to the hash of each event, and beside the reference implementation?

The reference is epcis-event-hash-generator 1.9.3 from PyPI. It is asked in the same process, by turns; both begin with the
document's bytes. Profile `legacy` must give its hashes, to the letter, or nothing is measured.
"""

import gc
import json
import logging
import os
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from measuring import Extent, Result, main, say

from yaomai.standards.epcis.document import read_document
from yaomai.standards.epcis.event_hash import event_hash

warnings.filterwarnings("ignore", message="open_text is deprecated")  # the reference's way to its contexts
from epcis_event_hash_generator import hash_generator, json_to_py  # noqa: E402  # after the filter

EVENTS_PER_DOCUMENT = 500
DOCUMENTS_A_RUN = 40
OF_THE_REFERENCE = 1
ROUNDS_OF_EXAMPLES = 20
GS1_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_SHARED = Path(os.environ.get("YAOMAI_SHARED") or Path(__file__).resolve().parents[2] / "shared")
# The reference fails on three of GS1's examples, and one has a member twice (tests/standards/epcis/test_event_hash.py).
_NOT_COMPARED = frozenset((
    "EPCISQueryDocument.jsonld", "Example-TransactionEvents-2020_07_03y.jsonld",
    "transformation_event_all_possible_fields.jsonld", "AssociationEvent-h.jsonld",
))  # fmt: skip

Hash = Callable[[bytes], list[str]]


def measure(extent: Extent) -> list[Result]:
    """Documents of 500 events about things that were never seen before; then GS1's examples, one by one."""
    logging.disable(logging.CRITICAL)
    gc.freeze()  # what is imported is not walked again and again; so for both
    return [*_large_documents(extent), *_examples(extent)]


def ours(profile: str) -> Hash:
    """Bytes in, hashes out."""
    return lambda data: [event_hash(event.fields, event.context, profile) for event in read_document(data).events]


def reference(data: bytes) -> list[str]:
    """The same by the package from PyPI."""
    json_to_py._namespaces.clear()  # noqa: SLF001  # what one document declares would be known in the next
    return list(hash_generator.epcis_hashes_from_events(json_to_py.event_list_from_epcis_document_str(data)))


def _large_documents(extent: Extent) -> list[Result]:
    numbers = count()
    stored: list[float] = []
    legacy: list[float] = []
    by_reference: list[float] = []
    for _ in range(extent.runs):
        stored.append(_rate(ours("CBV2.0"), [_document(next(numbers)) for _ in range(extent.of(DOCUMENTS_A_RUN))]))
        legacy.append(_rate(ours("legacy"), [_document(next(numbers)) for _ in range(extent.of(DOCUMENTS_A_RUN))]))
        documents = [_document(next(numbers)) for _ in range(OF_THE_REFERENCE)]
        by_reference.append(_rate(reference, documents))
        _same(documents)
    say(f"the reference: {by_reference[-1]:.0f} events/s")
    of = f"ObjectEvents with two EPCs each that were not seen before, documents of {EVENTS_PER_DOCUMENT}; bytes in, hashes out"
    return [
        Result("event hash, one process, documents of 500 events", f"profile CBV2.0, {of}", "events/s", stored, 20_000),
        Result("the same beside the PyPI reference", f"profile legacy, same hashes; {of}", "times",
               _times(legacy, by_reference), 30, 50),
    ]  # fmt: skip


def _examples(extent: Extent) -> list[Result]:
    folder = _SHARED / "epcis" / "gs1" / "JSON"
    documents = [path.read_bytes() for path in sorted(folder.rglob("*.jsonld")) if path.name not in _NOT_COMPARED]
    if not documents:
        say("no ../shared beside this checkout: GS1's examples not measured")
        return []
    _same(documents)
    rates = [_rate(ours("legacy"), documents * extent.of(ROUNDS_OF_EXAMPLES)) for _ in range(extent.runs)]
    by_reference = [_rate(reference, documents) for _ in range(extent.runs)]
    say(f"GS1's examples: {rates[-1]:.0f} events/s, the reference {by_reference[-1]:.0f}")
    how = f"profile legacy, same hashes; {len(documents)} documents, one by one; bytes in, hashes out"
    return [
        Result("event hash of GS1's examples beside the reference", how, "times", _times(rates, by_reference), 30, 100)
    ]


def _rate(hashes_of: Hash, documents: Sequence[bytes]) -> float:
    """Events a second."""
    events = 0
    begun = time.perf_counter()
    for data in documents:
        events += len(hashes_of(data))
    return events / (time.perf_counter() - begun)


def _same(documents: Sequence[bytes]) -> None:
    for data in documents:
        if ours("legacy")(data) != reference(data):
            raise AssertionError(f"profile legacy and the reference differ on a document that begins {data[:200]!r}")


def _times(rates: Sequence[float], others: Sequence[float]) -> list[float]:
    return [rate / other for rate, other in zip(rates, others, strict=True)]


def _document(number: int) -> bytes:
    events = [_event(number * EVENTS_PER_DOCUMENT + i) for i in range(EVENTS_PER_DOCUMENT)]
    frame = {
        "@context": [GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-09-04T09:00:00.000+08:00",
        "epcisBody": {"eventList": events},
    }
    return json.dumps(frame).encode()


def _event(number: int) -> dict[str, object]:
    """Two packs are shipped from one of a hundred places."""
    place = f"urn:epc:id:sgln:6901234.{number % 100:05d}.0"
    return {
        "type": "ObjectEvent",
        "eventTime": (_FIRST_MOMENT + timedelta(seconds=number)).isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "epcList": [f"urn:epc:id:sgtin:6901234.000003.{2 * number + i}" for i in range(2)],
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": place},
        "bizLocation": {"id": place},
        "bizTransactionList": [{"type": "po", "bizTransaction": f"urn:epcglobal:cbv:bt:6901234000010:{number % 1000}"}],
    }


if __name__ == "__main__":
    main(measure)
