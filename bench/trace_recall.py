"""How quickly is a thing traced through ten links among ten million, and 100,000 descendants recalled, up to the spreadsheet?

    .venv/bin/python bench/trace_recall.py [--quick] [--chains=N] [--descendants=N]

What is recalled comes in by capture, as everything does: a lot that becomes packs with serial numbers, and another whose packs are
put in cases, shipped to pharmacies, and a part of them sold. Around them are chains of ten links (thing, step, thing …; six things,
five steps) in random order on disk, filled in by statements of SQL: links of all of them, and for some that are traced over HTTP
also events and identifiers. What is filled in so is no ledger, and nobody verifies it; queries walk along it as along any other.
"""

import json
import random
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence

from django.db import connections
from django.utils import timezone
from installation import HOME, Installation, installation, web_worker
from measuring import Extent, Result, main, percentile, say, timed

from yaomai.ledger.engine.deed import Recorder
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.queries import names
from yaomai.standards.gs1.check_digit import check_digit
from yaomai.traceability.engine.recall import Scope
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import recall_reach
from yaomai.traceability.queries.genealogy import descendants, reach
from yaomai.web import recall_sheet

CHAINS = 1_000_000
LINKS_A_CHAIN = 10
DESCENDANTS = 100_000
TRACES = 2_000
TRACED_OVER_HTTP = 500
RECALLS = 5
PACKS_A_STEP = 1_000
PACKS_A_CASE = 100
_FIRST_THING = 1 << 40
"""Numbers of the dictionary far beyond those that capture gives; a chain has eight of them to itself."""
_FIRST_DEED = 1 << 30
_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_ID = "https://id.gs1.org"


def measure(extent: Extent) -> list[Result]:
    """Fill, trace, recall, in one installation."""
    chains = _number("chains", 20_000 if extent.quick else CHAINS)
    packs = _number("descendants", 5_000 if extent.quick else DESCENDANTS)
    with installation() as there:
        maker = found_organisation(INSTALLATION_VIEWER, "Bench maker", "processor", now=timezone.now(), invented=True)
        loose, cased = (_record_packs(maker, packs, lot, in_cases=lot > 1) for lot in (1, 2))
        with timed(f"{chains * LINKS_A_CHAIN:,} links filled in"):
            _fill(there, chains)
        edges = int(str(there.administrator("SELECT count(*) FROM traceability_link")))
        size = int(str(there.administrator("SELECT pg_total_relation_size('traceability_link')")))
        forward = [_traces(chains, "forward") for _ in range(extent.runs)]
        back = [_traces(chains, "back") for _ in range(extent.runs)]
        with web_worker() as address:
            over_http = [_asked(address, run) for run in range(extent.runs)]
        recalls = _recalls(loose, packs, extent)
        recalls_in_cases = _recalls(cased, packs, extent)
        found, spreadsheets = _spreadsheets(cased, extent)
    say(f"forward p50/p95 {forward}, back {back}, over HTTP {over_http} ms; spreadsheet of {found:,} things")
    of = f"{edges:,} links: {chains:,} chains of ten in random order and twice {packs:,} packs"
    return [
        Result("trace depth 10 forward in SQL, p95", f"{TRACES:,} random chains among {of}; nodes, steps and links", "ms",
               [one[1] for one in forward], 2, 1, more_is_better=False),
        Result("the same, median", of, "ms", [one[0] for one in forward], more_is_better=False),
        Result("trace depth 10 back in SQL, p95", of, "ms", [one[1] for one in back], 2, 1, more_is_better=False),
        Result("trace depth 10 over HTTP, p95", f"{of}; GET /trace?id=…&format=json, one after another, one worker", "ms",
               [one[1] for one in over_http], 30, 15, more_is_better=False),
        Result("the same, median ", of, "ms", [one[0] for one in over_http], more_is_better=False),
        Result("recall: all descendants in SQL", f"{packs:,} packs of one lot through {packs // PACKS_A_STEP} steps", "s", recalls,
               0.4, 0.25, more_is_better=False),
        Result("recall: all descendants in SQL, packed in cases", f"the same, each also in one of {packs // PACKS_A_CASE:,} cases:"
               " twice the links, with their times", "s", recalls_in_cases, more_is_better=False),
        Result("recall: spreadsheet in hand", "these, with holders, states and sums, written as .xlsx", "s", spreadsheets, 5, 2,
               more_is_better=False),
        Result("bytes on disk per link", "table and indexes", "B", [size / edges], more_is_better=False),
    ]  # fmt: skip


def _number(name: str, otherwise: int) -> int:
    given = [word.partition("=")[2] for word in sys.argv[1:] if word.startswith(f"--{name}=")]
    return int(given[-1].replace("_", "")) if given else otherwise


# What is traced


def _traces(chains: int, way: str) -> tuple[float, float]:
    """Median and p95 of tracing the end of random chains, in ms; the first few are not counted."""
    source = random.Random(f"{way} {chains}")  # noqa: S311  # not a secret: repeatable
    times = []
    for _ in range(TRACES + 100):
        thing = _thing(source.randrange(chains), 0 if way == "forward" else LINKS_A_CHAIN // 2)
        begun = time.perf_counter()
        found = reach([thing], "forward" if way == "forward" else "back")
        times.append((time.perf_counter() - begun) * 1000)
        if len(found.links) != LINKS_A_CHAIN:
            raise AssertionError(f"{len(found.links)} links from {thing}, not {LINKS_A_CHAIN}")
    return statistics.median(times[100:]), percentile(times[100:], 95)


def _thing(chain: int, place: int) -> int:
    return _FIRST_THING + chain * 8 + place


def _asked(address: str, run: int) -> tuple[float, float]:
    """Median and p95 of asking for the trace of chains over HTTP, each for the first time in its run, in ms."""
    times = []
    for chain in range(TRACED_OVER_HTTP):
        place = (chain + run) % (LINKS_A_CHAIN // 2 + 1)
        url = f"http://{address}/trace?format=json&id={_ID}/01/{_gtin(9)}/10/C{chain}.{place}"
        begun = time.perf_counter()
        with urllib.request.urlopen(url, timeout=60) as answer:  # our own process on this machine
            body = answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        if f"C{chain}.0".encode() not in body or f"C{chain}.5".encode() not in body:
            raise AssertionError(f"{url}: {body[:500]!r}")
    return statistics.median(times[20:]), percentile(times[20:], 95)


def _fill(there: Installation, chains: int) -> None:
    """Links of the chains; events and identifiers of those that are asked for over HTTP."""
    indexes = _index_definitions(there)
    for name, _ in indexes:
        there.administrator(f"DROP INDEX {name}")
    there.administrator("ALTER TABLE traceability_link DROP CONSTRAINT traceability_link_pkey")
    for first in range(0, chains, 100_000):
        there.administrator(
            _MUCH_MEMORY
            + _LINKS.format(things=_FIRST_THING, deeds=_FIRST_DEED, first=first, last=min(first + 100_000, chains) - 1)
        )
    for definition in ("ALTER TABLE traceability_link ADD PRIMARY KEY (record, ordinal)", *(one for _, one in indexes)):
        there.administrator(_MUCH_MEMORY + definition)
    there.administrator(
        _TRACED.format(
            things=_FIRST_THING,
            deeds=_FIRST_DEED,
            last=min(chains, TRACED_OVER_HTTP) - 1,
            lot=f"{_ID}/01/{_gtin(9)}/10/C",
        )
    )
    for table in ("traceability_link", "traceability_event", "traceability_event_thing", "registers_identifier"):
        there.administrator(f"VACUUM ANALYZE {table}")
    there.administrator("CHECKPOINT")


def _index_definitions(there: Installation) -> list[tuple[str, str]]:
    listed = there.administrator(
        "SELECT json_agg(json_build_array(indexname, indexdef)) FROM pg_indexes WHERE tablename = 'traceability_link'"
        " AND indexname NOT LIKE '%pkey'"
    )
    return [
        (name, definition) for name, definition in (listed if isinstance(listed, list) else json.loads(str(listed)))
    ]


_MUCH_MEMORY = "SET work_mem = '512MB'; SET maintenance_work_mem = '512MB'; "
# A deed a step, in random order, so that no chain lies together on disk.
_LINKS = """INSERT INTO traceability_link (record, ordinal, from_node, to_node, kind, event_time, assertion)
SELECT record, o, CASE o WHEN 0 THEN thing ELSE -record END, CASE o WHEN 0 THEN -record ELSE thing + 1 END,
    CASE o WHEN 0 THEN 'input' ELSE 'output' END, timestamptz '2026-01-01' + make_interval(hours => s), md5(record::text)::uuid
FROM (SELECT s, (({deeds} + c::bigint * 5 + s) << 20) + 2 AS record, {things} + c::bigint * 8 + s AS thing
    FROM generate_series({first}, {last}) AS c, generate_series(0, 4) AS s ORDER BY random()) AS step, generate_series(0, 1) AS o"""
_TRACED = """
CREATE TEMP TABLE traced AS SELECT s, c, (({deeds} + c::bigint * 5 + s) << 20) + 2 AS record, {things} + c::bigint * 8 + s AS thing
    FROM generate_series(0, {last}) AS c, generate_series(0, 5) AS s;
INSERT INTO registers_identifier (id, canonical, scheme, kind)
    SELECT thing, '{lot}' || c || '.' || s, 'gtin+lot', 'class' FROM traced;
INSERT INTO traceability_event (record, event_hash, hash_profile, declaration_hash, event_type, event_time, event_time_zone_offset,
    biz_step, disposition, organisation)
    SELECT record, sha256(record::text::bytea), 'CBV2.0', '', 'TransformationEvent',
    timestamptz '2026-01-01' + make_interval(hours => s), '+08:00', 'creating_class_instance', 'in_progress', 1
    FROM traced WHERE s < 5;
INSERT INTO traceability_event_thing (record, ordinal, role, identifier_id, quantity, uom)
    SELECT record, 0, 'inputQuantityList', thing, 10, 'KGM' FROM traced WHERE s < 5
    UNION ALL SELECT record, 1, 'outputQuantityList', thing + 1, 9, 'KGM' FROM traced WHERE s < 5;
INSERT INTO ledger_deed (id, kind, organisation, record_time, size, salt, root, record_hashes)
    SELECT record >> 20, 'epcis.events', 1, now(), 2, substring(sha256(record::text::bytea), 1, 16), sha256(record::text::bytea),
    sha256(record::text::bytea) || sha256(record::text::bytea) FROM traced WHERE s < 5"""


# What is recalled


def _recalls(lot: int, packs: int, extent: Extent) -> list[float]:
    """The seconds of finding all descendants of the lot; the first time is not counted, it fills the caches."""
    seconds = []
    for _ in range(1 + (1 if extent.quick else RECALLS)):
        begun = time.perf_counter()
        reached = descendants([lot])
        seconds.append(time.perf_counter() - begun)
        if len(reached.things) <= packs or not reached.is_whole:
            raise AssertionError(f"{len(reached.things):,} descendants of {lot}, not {packs:,}")
    return seconds[1:]


def _spreadsheets(lot: int, extent: Extent) -> tuple[int, list[float]]:
    """How many lines were written, and the seconds up to the finished file of each time but the first."""
    scope = Scope("lot", names.by_number([lot])[lot].canonical)
    official = Viewer(account=1, roles=frozenset({"official"}))
    seconds, found = [], 0
    for _ in range(1 + extent.runs):
        begun = time.perf_counter()
        whole = recall_reach.reach_of_scope(official, scope)
        (HOME / "recall.xlsx").write_bytes(recall_sheet.workbook(whole, now=timezone.now()))
        seconds.append(time.perf_counter() - begun)
        found = len(whole.rows)
    say(f"recall.xlsx: {(HOME / 'recall.xlsx').stat().st_size:,} bytes")
    return found, seconds[1:]


def _record_packs(maker: int, packs: int, number: int, *, in_cases: bool) -> int:
    """A lot that became so many packs; if so asked for cased and shipped, and every tenth case sold. The lot's number."""
    lot = f"{_ID}/01/{_gtin(1)}/10/LOT{number}"
    begin = _event("ObjectEvent", 1, "commissioning", "active", 1, action="ADD", quantityList=[_kg(lot, packs)])
    _capture(maker, [begin])
    with timed(f"{packs:,} packs captured"):
        for step in range(packs // PACKS_A_STEP):
            serials = [f"{_ID}/01/{_gtin(2)}/21/S{number}.{step}.{n}" for n in range(PACKS_A_STEP)]
            made = _event("TransformationEvent", 2, "packing", "in_progress", 1, inputQuantityList=[_kg(lot, PACKS_A_STEP)],
                          outputEPCList=serials, ilmd={"cbvmda:lotNumber": f"P{number}.{step}"})  # fmt: skip
            _capture(maker, [made, *(_cases(step, serials) if in_cases else ())])
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT id FROM registers_identifier WHERE canonical = %s", (lot,))
        return int(cursor.fetchone()[0])


def _cases(step: int, serials: Sequence[str]) -> Iterator[dict[str, object]]:
    """Everything that happens to the cases of one step."""
    for nth, first in enumerate(range(0, len(serials), PACKS_A_CASE)):
        number = step * (PACKS_A_STEP // PACKS_A_CASE) + nth
        case, inside, pharmacy = _sscc(number), serials[first : first + PACKS_A_CASE], 100 + number % 400
        yield _event("AggregationEvent", 3, "packing", "in_progress", 1, action="ADD", parentID=case, childEPCs=inside)
        yield _event("ObjectEvent", 4, "shipping", "in_transit", 1, action="OBSERVE", epcList=[case])
        yield _event("ObjectEvent", 5, "receiving", "sellable_accessible", pharmacy, action="OBSERVE", epcList=[case])
        if number % 10 == 0:
            yield _event(
                "AggregationEvent", 6, "unpacking", "sellable_accessible", pharmacy, action="DELETE", parentID=case
            )
            yield _event("ObjectEvent", 7, "retail_selling", "retail_sold", pharmacy, action="OBSERVE", epcList=inside)


def _capture(maker: int, events: Sequence[dict[str, object]]) -> None:
    document = {
        "@context": _CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-01T00:00:00+08:00",
        "epcisBody": {"eventList": events},
    }
    capture(json.dumps(document).encode(), recorder=Recorder(organisation=maker), now=timezone.now())


def _event(kind: str, day: int, step: str, disposition: str, place: int, **members: object) -> dict[str, object]:
    body = f"952{place:09d}"
    at = {"id": f"{_ID}/414/{body}{check_digit(body)}"}
    return {
        "type": kind,
        "eventTime": f"2026-10-{day:02}T09:00:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "bizStep": step,
        "disposition": disposition,
        "readPoint": at,
        "bizLocation": at,
        **members,
    }


def _kg(lot: str, amount: float) -> dict[str, object]:
    return {"epcClass": lot, "quantity": amount, "uom": "KGM"}


def _gtin(number: int) -> str:
    body = f"0952{number:09d}"
    return f"{body}{check_digit(body)}"


def _sscc(number: int) -> str:
    body = f"0952{number:013d}"
    return f"{_ID}/00/{body}{check_digit(body)}"


if __name__ == "__main__":
    main(measure)
