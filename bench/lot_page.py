"""How quickly does the public page of a lot come, for many different lots at once: rendered anew, and kept?

Each lot has a history as in the demonstration: seed, two plots, two harvests, slices, packs; inspected, sent, received. One worker;
16 clients in this process, on the same two cores, each with a connection that is kept open.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from installation import installation, sequence_all, web_worker
from measuring import Extent, Result, main, percentile, say

from yaomai.ledger.engine.deed import Recorder
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.standards.gs1.check_digit import check_digit
from yaomai.traceability.operations.capture import capture

LOTS = 6_000
CLIENTS = 16
WARMING = 200
_CHAINS_A_DOCUMENT = 60
_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_ID = "https://id.gs1.org"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: pages a second, and the time within which 95 of 100 came, in ms."""

    rate: float
    p95_ms: float


def measure(extent: Extent) -> list[Result]:
    """Distinct lots in turn: each asked for the first time, then all once more."""
    lots = extent.of(LOTS) if not extent.quick else 600
    with installation():
        _record(lots + WARMING)
        with web_worker() as address:
            paths = [_lot_path(number) for number in range(lots + WARMING)]
            asyncio.run(_ask(address, paths[:WARMING]))
            parts = extent.runs
            share = [paths[WARMING:][part::parts] for part in range(parts)]
            fresh = [asyncio.run(_ask(address, part)) for part in share]
            kept = [asyncio.run(_ask(address, part)) for part in share]
    say(f"uncached {fresh}; cached {kept}")
    how = f"{lots:,} lots with a history of ten events each; {CLIENTS} at once, one worker"
    return [
        Result("public lot page, not kept yet", how, "pages/s", [one.rate for one in fresh], 150),
        Result("p95 of these", how, "ms", [one.p95_ms for one in fresh], 150, more_is_better=False),
        Result("public lot page, kept and still right", how, "pages/s", [one.rate for one in kept], 400),
        Result("p95 of these ", how, "ms", [one.p95_ms for one in kept], 60, more_is_better=False),
    ]


async def _ask(address: str, paths: Sequence[str]) -> Run:
    """Ask for every path once, CLIENTS at a time. Raises AssertionError for an answer that is not a page."""
    host, port = address.split(":")
    left = iter(paths)
    times: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for path in left:
            begun = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            body = await reader.readexactly(length)
            times.append(time.perf_counter() - begun)
            if not head.startswith(b"HTTP/1.1 200") or b"answer-head" not in body:
                raise AssertionError(f"{path}: {head[:200]!r}")
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    seconds = time.perf_counter() - begun
    return Run(len(paths) / seconds, percentile(times, 95) * 1000)


def _record(chains: int) -> None:
    """Everything that leads to so many lots of packs, recorded, sequenced and signed."""
    parties = [
        found_organisation(INSTALLATION_VIEWER, f"Bench {name}", kind, now=timezone.now(), invented=True)
        for name, kind in (("grower", "grower"), ("processor", "processor"), ("laboratory", "laboratory"))
    ]
    for start in range(0, chains, _CHAINS_A_DOCUMENT):
        numbers = range(start, min(chains, start + _CHAINS_A_DOCUMENT))
        for party, make in zip(parties, (_growing, _processing, _inspecting), strict=True):
            events = list(itertools.chain.from_iterable(make(number) for number in numbers))
            document = {
                "@context": _CONTEXT,
                "type": "EPCISDocument",
                "schemaVersion": "2.0",
                "creationDate": "2026-11-01T00:00:00+08:00",
                "epcisBody": {"eventList": events},
            }
            capture(json.dumps(document).encode(), recorder=Recorder(organisation=party), now=timezone.now())
    sequence_all()
    say(f"recorded the histories of {chains:,} lots")


def _gtin(number: int) -> str:
    body = f"0952{number:09d}"
    return f"{_ID}/01/{body}{check_digit(body)}"


def _place(number: int) -> str:
    body = f"952{number:09d}"
    return f"{_ID}/414/{body}{check_digit(body)}"


SEED, CROP, ROOT, SLICES, PACK = (_gtin(n) for n in range(2001, 2006))


def _lot_path(number: int) -> str:
    return f"{PACK}/10/P{number:06d}".removeprefix(_ID)


def _kg(lot: str, amount: float) -> dict[str, object]:
    return {"epcClass": lot, "quantity": amount, "uom": "KGM"}


def _event(kind: str, day: str, step: str, disposition: str, place: int, **members: object) -> dict[str, object]:
    at = {"id": _place(place)}
    return {
        "type": kind,
        "eventTime": f"{day}T09:00:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "bizStep": step,
        "disposition": disposition,
        "readPoint": at,
        "bizLocation": at,
        **members,
    }


def _growing(n: int) -> list[dict[str, object]]:
    crops = [f"{CROP}/10/C{n:06d}{plot}" for plot in "ab"]
    roots = [f"{ROOT}/10/R{n:06d}{plot}" for plot in "ab"]
    seed = f"{SEED}/10/S{n:06d}"
    named = {"cbvmda:descriptionShort": "Bench herb"}
    return [
        _event("ObjectEvent", "2024-03-01", "commissioning", "active", 100, action="ADD", quantityList=[_kg(seed, 42)],
               ilmd=named),
        *(_event("TransformationEvent", "2024-03-20", "creating_class_instance", "in_progress", 200 + n % 50,
                 inputQuantityList=[_kg(seed, 20)], outputQuantityList=[_kg(crop, 1)], ilmd=named) for crop in crops),
        *(_event("TransformationEvent", "2025-10-20", "collecting", "in_progress", 200 + n % 50,
                 inputQuantityList=[_kg(crop, 1)], outputQuantityList=[_kg(root, 900)], ilmd=named)
          for crop, root in zip(crops, roots, strict=True)),
    ]  # fmt: skip


def _processing(n: int) -> list[dict[str, object]]:
    roots = [f"{ROOT}/10/R{n:06d}{plot}" for plot in "ab"]
    slices, packs = f"{SLICES}/10/DG{n:06d}", f"{PACK}/10/P{n:06d}"
    count = {"epcClass": packs, "quantity": 2400}
    named = {"cbvmda:descriptionShort": "Bench slices, 250 g"}
    return [
        _event("TransformationEvent", "2025-11-02", "creating_class_instance", "in_progress", 300,
               inputQuantityList=[_kg(root, 900) for root in roots], outputQuantityList=[_kg(slices, 600)], ilmd=named),
        _event("TransformationEvent", "2025-11-08", "packing", "in_progress", 301, inputQuantityList=[_kg(slices, 600)],
               outputQuantityList=[count], ilmd=named),
        _event("ObjectEvent", "2025-11-10", "shipping", "in_transit", 301, action="OBSERVE", quantityList=[count]),
        _event("ObjectEvent", "2025-11-12", "receiving", "sellable_accessible", 400 + n % 90, action="OBSERVE",
               quantityList=[count]),
    ]  # fmt: skip


def _inspecting(n: int) -> list[dict[str, object]]:
    lot = f"{SLICES}/10/DG{n:06d}"
    return [
        _event(
            "ObjectEvent", "2025-11-04", "inspecting", "conformant", 500, action="OBSERVE", quantityList=[_kg(lot, 1)]
        )
    ]


if __name__ == "__main__":
    main(measure)
