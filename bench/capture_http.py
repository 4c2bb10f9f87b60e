"""How many events a second can be captured over HTTP, as long as one likes, and how much slower from five million events on?

Documents of 1,000 events are sent to `POST /capture` of a running installation (web pages and worker as processes of their own, the
embedded server with durable commits) by clients on the same two cores, which have them ready on disk. Each event is about two packs
that no other event names. What counts is captured and sequenced: the clock stops when the worker has made leaves of everything.

    .venv/bin/python bench/capture_http.py [--quick] [--events=N] [--filled=N] [--clients=N] [--workers=N]

For the second figure the tables are first filled to five million events by statements of SQL, without their indexes being dropped:
rows of the same widths and kinds of values in all tables that capture touches. What is filled in so is no ledger (its hashes are
noise, it is not sequenced) and nobody verifies it; capture finds, reads and writes among it as among any other.
"""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from django.utils import timezone
from events import EVENTS_PER_DOCUMENT, document
from installation import HOME, Installation, free_port, installation, program, wait_until_answers, waiting
from measuring import Extent, Result, main, say, timed

from yaomai.cli import supervisor
from yaomai.database import attached
from yaomai.people.operations.found_organisation import found_organisation
from yaomai.people.operations.issue_key import NewKey, issue_key
from yaomai.people.viewer import INSTALLATION_VIEWER

EVENTS = 500_000
FILLED_EVENTS = 5_000_000
EVENTS_WHEN_FULL = 100_000
CLIENTS = 3
WARMING_DOCUMENTS = 20
_DOCUMENTS_PER_PORTION = 100
_SEQUENCED_LIMIT_S = 300


def measure(extent: Extent) -> list[Result]:
    """From an empty database; then the same with five million events in it."""
    events, clients = _number("events", 20_000 if extent.quick else EVENTS), _number("clients", CLIENTS)
    filled = _number("filled", 50_000 if extent.quick else FILLED_EVENTS)
    when_full = min(events, EVENTS_WHEN_FULL)
    with installation() as there:
        key = _key()
        with _served(_number("workers", 0)) as address:
            sender = Sender(address, key, clients)
            sender.send(WARMING_DOCUMENTS)
            empty = sender.send(events // EVENTS_PER_DOCUMENT)
            took = _bytes_a_event(there, sender.sent * EVENTS_PER_DOCUMENT)
            memory = _memory()
            say(f"memory: {', '.join(f'{name} {mb:.0f} MB' for name, mb in memory.items())}")
            documents = range(sender.sent, filled // EVENTS_PER_DOCUMENT)
            with timed(f"{len(documents):,} documents filled in"):
                _fill(there, documents)
            sender.sent = documents.stop
            full = sender.send(when_full // EVENTS_PER_DOCUMENT)
    of = (
        f"documents of {EVENTS_PER_DOCUMENT:,} ObjectEvents of two new EPCs each, {clients} clients on the same cores;"
        " checked, hashed, indexed, recorded, committed, made leaves by the running worker"
    )
    first, last = empty.rate_of(0, 0.1), empty.rate_of(0.9, 1)
    as_many = empty.rate_of(0, when_full / events)
    say(f"first tenth {first:,.0f}/s, last tenth {last:,.0f}/s; leaves {empty.behind_s:.2f} s after the last answer")
    return [
        Result("capture over HTTP, sequenced", f"{events:,} events in {of}", "events/s", [empty.rate], 5_000, 10_000),
        Result("the same, its last tenth", of, "events/s", [last], 5_000, 10_000),
        Result("what was not sequenced yet when the last answer came", of, "s", [empty.behind_s], 2, more_is_better=False),
        Result(f"capture over HTTP from {filled:,} events on", f"{when_full:,} more; tables filled by SQL", "events/s",
               [full.rate]),
        Result(f"loss of rate from {filled:,} events on", f"against {as_many:,.0f}/s, the first {when_full:,} events of the"
               " same run", "%", [100 * (1 - full.rate_of(0, 1) / as_many)], 30, more_is_better=False),
        Result("bytes on disk per event", f"{of}; tables and indexes of ledger, registers and traceability, bodies included",
               "B", [took], more_is_better=False),
        Result("memory of web pages, worker and PostgreSQL", "proportional set size after the run", "MB",
               [sum(memory.values())], more_is_better=False),
    ]  # fmt: skip


@dataclass(slots=True)
class Run:
    """When it began, when each document had been answered (monotonic), and how long after the last all of it was leaves."""

    begun: float
    answered: list[float] = field(default_factory=list)
    behind_s: float = 0.0

    @property
    def rate(self) -> float:
        """Events a second, until everything is a leaf of the log."""
        return len(self.answered) * EVENTS_PER_DOCUMENT / (self.answered[-1] + self.behind_s - self.begun)

    def rate_of(self, start: float, end: float) -> float:
        """Events a second of a part of the run, given by the shares of its documents."""
        low, high = int(start * len(self.answered)), int(end * len(self.answered))
        since = self.answered[low - 1] if low else self.begun
        return max(1, high - low) * EVENTS_PER_DOCUMENT / (self.answered[max(low, high - 1)] - since)


@dataclass(slots=True)
class Sender:
    """Sends documents that nobody sent before; `sent` of them so far."""

    address: tuple[str, int]
    key: str
    clients: int
    sent: int = 0

    def send(self, documents: int) -> Run:
        """Prepare this many documents, send them, and wait until they are sequenced."""
        queue, directory = self._prepared(documents)
        run = Run(time.monotonic())
        failed: list[str] = []
        threads = [threading.Thread(target=self._client, args=(queue, run, failed)) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise AssertionError(f"{len(failed)} documents were not captured, the first: {failed[0]}")
        left = waiting()
        limit = run.answered[-1] + _SEQUENCED_LIMIT_S
        while waiting():
            if time.monotonic() > limit:
                raise TimeoutError(f"after {_SEQUENCED_LIMIT_S} s there are deeds that are no leaves yet")
            time.sleep(0.01)  # there is no event to wait for
        run.behind_s = time.monotonic() - run.answered[-1]
        shutil.rmtree(directory)
        say(f"{documents:,} documents: {run.rate:,.0f} events/s; {left} deeds were waiting at the last answer")
        return run

    def _prepared(self, documents: int) -> tuple[SimpleQueue[Path | None], Path]:
        directory = HOME / "documents"
        directory.mkdir()
        queue: SimpleQueue[Path | None] = SimpleQueue()
        for number in range(self.sent, self.sent + documents):
            file = directory / str(number)
            file.write_bytes(document(number))
            queue.put(file)
        for _ in range(self.clients):
            queue.put(None)
        self.sent += documents
        return queue, directory

    def _client(self, queue: SimpleQueue[Path | None], run: Run, failed: list[str]) -> None:
        connection = http.client.HTTPConnection(*self.address, timeout=120)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        while (file := queue.get()) is not None:
            connection.request("POST", "/capture", body=file.read_bytes(), headers=headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 202:
                failed.append(f"{answer.status} {said[:500]!r}")
            run.answered.append(time.monotonic())
        connection.close()


def _number(name: str, default: int) -> int:
    """`--name=N` of the command line."""
    given = [word.partition("=")[2] for word in sys.argv[1:] if word.startswith(f"--{name}=")]
    return int(given[-1]) if given else default


def _key() -> str:
    organisation = found_organisation(
        INSTALLATION_VIEWER, "Bench (invented)", "processor", now=timezone.now(), invented=True
    )
    return issue_key(INSTALLATION_VIEWER, NewKey(organisation, "bench", ("capture",), 1), now=timezone.now()).written


@contextmanager
def _served(workers: int) -> Iterator[tuple[str, int]]:
    """Worker and web pages, running as `yaomai serve` runs them; 0 web workers: as many as it would start."""
    from yaomai.cli import serving

    port = free_port()
    web = supervisor.web_program("127.0.0.1", port, workers or serving._web_workers())  # noqa: SLF001  # what serve does
    with program("worker"):
        process = attached.start(web, parting_signal=signal.SIGTERM, environment=os.environ, output=sys.stderr.fileno())
        try:
            wait_until_answers(f"http://127.0.0.1:{port}/log/policy")
            yield "127.0.0.1", port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _bytes_a_event(there: Installation, events: int) -> float:
    there.administrator("VACUUM ledger_pending")
    there.administrator("CHECKPOINT")
    total = there.administrator(
        "SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c WHERE c.relkind = 'r'"
        " AND c.relnamespace = 'public'::regnamespace AND c.relname SIMILAR TO '(ledger|traceability|registers)\\_%'"
    )
    parts = there.administrator(
        f"SELECT string_agg(format('%s %s', name, bytes), ', ' ORDER BY bytes DESC) FROM (SELECT c.relname AS name,"
        f" round(pg_relation_size(c.oid)::numeric / {events}, 1) AS bytes FROM pg_class c"
        " WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace) AS each WHERE bytes > 1"
    )
    say(f"bytes an event: {parts}")
    return int(str(total)) / events


def _memory() -> dict[str, float]:
    """Megabytes of the processes of this installation, by the name of their program; shared pages are divided among their users."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    parents: dict[int, tuple[int, str]] = {}
    for line in listed.splitlines():
        number, parent, words = line.split(None, 2)
        parents[int(number)] = int(parent), words
    found: dict[str, float] = {}
    me = os.getpid()
    for pid, (_, words) in parents.items():
        above = [pid]
        while above[-1] in parents:
            above.append(parents[above[-1]][0])
        if me not in above[1:]:
            continue
        name = "PostgreSQL" if "postgres" in words else "web" if "granian" in words else "worker"
        found[name] = found.get(name, 0.0) + _proportional_set(pid)
    return found


def _proportional_set(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:  # it has ended, or is another user's
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def _fill(there: Installation, documents: range) -> None:
    """Rows of the events of the documents with these numbers, in portions, each in its own transaction."""
    for first in range(documents.start, documents.stop, _DOCUMENTS_PER_PORTION):
        last = min(first + _DOCUMENTS_PER_PORTION, documents.stop) - 1
        there.administrator(_FILLING.format(first=first, last=last, per=EVENTS_PER_DOCUMENT))
    there.administrator("ANALYZE")
    there.administrator("CHECKPOINT")


# As bench/events.py makes them. Bodies have the width of its events: shorter than 2 kB, they are not compressed.
_FILLING = """
CREATE TEMP TABLE deed AS SELECT n - {first} + 1 + (SELECT last_value FROM ledger_deed_id_seq) AS id, n
    FROM generate_series({first}, {last}) AS n;
CREATE TEMP TABLE event AS SELECT (d.id << 20) + i + 2 AS record, d.n * {per} + i AS number,
    (d.n - {first}) * {per} + i AS nth FROM deed d, generate_series(0, {per} - 1) AS i ORDER BY 1;
CREATE TEMP TABLE known AS SELECT (SELECT last_value FROM registers_identifier_id_seq) AS last,
    (SELECT array_agg(id) FROM registers_identifier WHERE kind = 'place') AS places,
    (SELECT array_agg(id) FROM registers_identifier WHERE scheme = 'uri') AS transactions;
INSERT INTO ledger_deed (id, kind, organisation, record_time, size, salt, root, record_hashes)
    SELECT id, 'epcis.events', 1, now(), {per} + 1, substring(sha256(id::text::bytea), 1, 16), sha256(id::text::bytea),
    (SELECT string_agg(sha256((id * 10000 + i)::text::bytea), '') FROM generate_series(0, {per}) AS i) FROM deed;
INSERT INTO ledger_record (id, salt, body) SELECT record, substring(sha256(record::text::bytea), 1, 16),
    convert_to(rpad(number::text, 540, 'x'), 'UTF8') FROM event;
INSERT INTO registers_identifier (id, canonical, scheme, kind) SELECT last + 2 * nth + k + 1,
    'https://id.gs1.org/01/06901234000030/21/' || 2 * number + k, 'gtin+serial', 'instance'
    FROM event, known, generate_series(0, 1) AS k ORDER BY 1;
INSERT INTO traceability_event (record, event_hash, hash_profile, declaration_hash, event_type, event_time,
    event_time_zone_offset, action, biz_step, disposition, read_point_id, biz_location_id, organisation)
    SELECT record, sha256(record::text::bytea), 'CBV2.0', '', 'ObjectEvent', '2026-01-01Z'::timestamptz + number * interval '1 s',
    '+08:00', 'OBSERVE', 'shipping', 'in_transit', places[1 + number % 100], places[1 + number % 100], 1 FROM event, known;
INSERT INTO traceability_event_thing (record, ordinal, role, identifier_id)
    SELECT record, k, 'epcList', last + 2 * nth + k + 1 FROM event, known, generate_series(0, 1) AS k;
INSERT INTO traceability_event_reference (record, ordinal, role, type, identifier_id)
    SELECT record, 0, 'bizTransactionList', 'po', transactions[1 + number % 1000] FROM event, known;
SELECT setval('ledger_deed_id_seq', (SELECT max(id) FROM deed));
SELECT setval('registers_identifier_id_seq', (SELECT max(id) FROM registers_identifier));
DROP TABLE deed, event, known
"""


if __name__ == "__main__":
    main(measure)
