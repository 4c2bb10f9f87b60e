"""A document that waits is captured once, whatever happens to the worker; meanwhile everybody sees how far it is."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connections

from make_events import document, document_bytes, object_event
from yaomai.database import access as access_file
from yaomai.database import jobs as database_jobs
from yaomai.database.jobs import another_connection, do_next
from yaomai.errors import InvalidError, NotFoundError
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.models import Deed
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.standards.epcis.document import Limits
from yaomai.traceability.models import CaptureJob, Event
from yaomai.traceability.operations import capture as capturing
from yaomai.traceability.operations import capture_jobs, do_capture_jobs, known_events, write_events
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.capture_jobs import submit
from yaomai.traceability.operations.do_capture_jobs import CAPTURING
from yaomai.traceability.queries.capture_jobs import job, jobs
from yaomai.traceability.queries.events import record_called
from yaomai.traceability.queries.in_force import deed_known_on

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
WHO = Recorder(organisation=7, account=None, key=3)
VIEWER = Viewer(organisation=7)


@pytest.fixture(autouse=True)
def two_are_many(database, monkeypatch):
    """Documents of more than two events wait for the worker."""
    monkeypatch.setattr(capture_jobs, "AT_ONCE_EVENTS_MAX", 2)


def several(count: int, **members) -> bytes:
    return document_bytes([object_event(**{"example:n": number}) | members for number in range(count)])


def sent(data: bytes, **options):
    return job(VIEWER, submit(data, recorder=WHO, now=NOW, **options))


def done(at: datetime = LATER, **options) -> bool:
    return do_next(CAPTURING, clock=lambda: at, stop=threading.Event(), **options)


def raising(error: Exception):
    def raises(*_, **__):
        raise error

    return raises


def deeds() -> int:
    return Deed.objects.filter(kind="epcis.events").count()


def test_a_small_document_is_captured_at_once_and_a_large_one_waits():
    small = sent(several(2))
    assert (small.state, small.events_total, small.events_done, small.events_new) == ("finished", 2, 2, 2)
    assert (small.created_at, small.finished_at, small.deed) == (NOW, NOW, Deed.objects.get(kind="epcis.events").id)
    large = sent(several(5))
    assert (large.state, large.is_running, large.is_success, large.events_total, large.events_done) == (
        "waiting",
        True,
        True,
        5,
        0,
    )
    assert (large.started_at, large.finished_at, deeds()) == (None, None, 1)
    assert done()
    large = job(VIEWER, large.id)
    assert (large.state, large.events_done, large.events_new, large.events_repeated) == ("finished", 5, 3, 2)
    assert (large.started_at, large.finished_at, large.deed) == (
        LATER,
        LATER,
        Deed.objects.filter(kind="epcis.events").latest("id").id,
    )
    assert CaptureJob.objects.filter(document__isnull=False).count() == 0
    assert not done()
    assert (Event.objects.count(), deeds()) == (5, 2)


def test_a_document_that_is_none_is_no_job():
    for data in (b"", b"{", b"\xff", b"[]", b'{"type":"EPCISDocument"}', document_bytes([], epcisBody={})):
        with pytest.raises(InvalidError):
            submit(data, recorder=WHO, now=NOW)
    for limits in (Limits(events=4), Limits(bytes=1000)):
        with pytest.raises(InvalidError):
            submit(several(5), recorder=WHO, now=NOW, limits=limits)
    assert not CaptureJob.objects.exists()


def test_faults_of_events_stand_in_the_job():
    good, bad = [object_event(**{"example:n": number}) for number in range(3)], object_event(action="MAYBE")
    for count in (1, 3):
        data = document_bytes([*good[:count], bad])
        for behaviour, state, recorded in (("rollback", "failed", 0), ("proceed", "finished", count)):
            found = sent(data, error_behaviour=behaviour)
            assert found.is_running is done()
            found = job(VIEWER, found.id)
            assert (found.state, found.is_success, found.error_behaviour) == (state, False, behaviour)
            assert found.events_new + found.events_repeated == recorded
            assert [(one.pointer, one.code) for one in found.errors] == [
                (f"/epcisBody/eventList/{count}/action", "epcis.action_invalid")
            ]
            assert found.errors_total == 1
    assert Event.objects.count() == 3


def test_what_only_the_worker_finds_out_about_a_document_ends_its_job():
    found = sent(several(5)[:-3] + b', "x": 1, "x": 2}}')
    assert found.state in {"waiting", "failed"}
    done()
    found = job(VIEWER, found.id)
    assert (found.state, found.is_success, deeds()) == ("failed", False, 0)
    assert "json.member_repeated" in [one.code for one in found.errors]


def test_faults_with_letters_that_the_database_cannot_keep_are_kept():
    for bad in ({"a\x00b": 1}, {"\ud800": 1}, {"bizStep": "\udfff"}, {"eventID": "urn:\x00"}, {"type": "\x00"}):
        found = sent(json.dumps(document([object_event() | bad])).encode())
        assert found.state == "failed"
        assert found.errors


def test_everybody_sees_how_far_a_job_is(monkeypatch):
    monkeypatch.setattr(capturing, "_EVENTS_PER_PROGRESS", 1)
    waiting = sent(several(4))
    seen = []
    note = database_jobs._note

    def noting(*given):
        note(*given)
        look = threading.Thread(target=lambda: (seen.append(job(VIEWER, waiting.id)), connections.close_all()))
        look.start()  # on a connection of its own, as another process would
        look.join()

    monkeypatch.setattr(database_jobs, "_note", noting)
    assert done()
    assert [(one.state, one.events_done) for one in seen] == [("running", number) for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("killed_at", ["2", "0"])  # after the second event; between the deed and the commit
def test_a_job_whose_worker_is_killed_is_taken_up_again_and_done_once(database, tmp_path, killed_at):
    waiting = sent(several(4))
    home = tmp_path / "killed"
    access_file.write(home, replace(database, passwords=dict(database.passwords)))
    killed = subprocess.run(
        [sys.executable, Path(__file__).with_name("dying_worker.py"), killed_at],
        env={**os.environ, "YAOMAI_HOME": str(home)},
        check=False,
        timeout=60,
    )
    assert killed.returncode == -9
    left = job(VIEWER, waiting.id)
    assert (left.state, left.events_done > 0, deeds()) == ("running", True, 0)
    assert done()
    assert not done()
    assert (job(VIEWER, waiting.id).state, job(VIEWER, waiting.id).events_new, deeds()) == ("finished", 4, 1)


def test_of_two_workers_one_does_the_job(monkeypatch):
    waiting = sent(several(4))
    both, results = threading.Barrier(2), []
    other = threading.Event()

    def work():
        both.wait()
        results.append(done())
        connections.close_all()

    note = database_jobs._note
    monkeypatch.setattr(database_jobs, "_note", lambda *given: (other.wait(0.3), note(*given)))
    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(results) == [False, True]
    assert (job(VIEWER, waiting.id).state, deeds()) == ("finished", 1)


def test_a_worker_that_is_told_to_stop_leaves_its_job_for_later():
    waiting = sent(several(4))
    stopped = threading.Event()
    stopped.set()
    assert do_next(CAPTURING, clock=lambda: LATER, stop=stopped)
    assert (job(VIEWER, waiting.id).state, deeds()) == ("running", 0)
    assert done()
    assert (job(VIEWER, waiting.id).state, deeds()) == ("finished", 1)


def test_a_fault_of_ours_ends_the_job_and_says_so(monkeypatch, caplog):
    waiting = sent(several(4))
    monkeypatch.setattr(do_capture_jobs, "capture", lambda *_, **__: {}["of ours"])
    assert done()
    ended = job(VIEWER, waiting.id)
    assert (ended.state, ended.errors[0].code, ended.errors[0].value) == ("failed", "epcis.capture_broken", "KeyError")
    assert str(waiting.id) in caplog.text
    assert CaptureJob.objects.filter(document__isnull=False).count() == 1  # for the operator
    assert not done()


TROUBLE = [
    psycopg.errors.OutOfMemory("out of memory"),
    psycopg.errors.ProgramLimitExceeded("index row size 9016 exceeds btree version 4 maximum 2704"),
    psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    psycopg.errors.DeadlockDetected("deadlock detected"),
    psycopg.errors.UniqueViolation("duplicate key value"),
    psycopg.InterfaceError("the connection is lost"),
]


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda one: type(one).__name__)
def test_trouble_of_the_database_leaves_the_document_waiting_and_is_tried_three_times(monkeypatch, caplog, trouble):
    waiting = sent(several(4))
    with monkeypatch.context() as broken:
        broken.setattr(write_events, "_copy", raising(trouble))
        for attempt in (1, 2, 3):
            at = LATER + attempt * database_jobs.RETRY_AFTER
            assert done(at)
            found = job(VIEWER, waiting.id)
            assert (found.state, deeds()) == ("waiting" if attempt < 3 else "failed", 0)
            assert not done(at), "it is not tried again at once"
    assert bytes(CaptureJob.objects.get().document) == several(4)
    assert found.errors[0].code == "epcis.capture_broken"
    assert "it is kept" in found.errors[0].message
    assert str(waiting.id) in caplog.text
    assert not done(at + timedelta(days=1))


def test_a_full_disk_is_waited_out(monkeypatch):
    waiting = sent(several(4))
    full = psycopg.errors.DiskFull("could not extend file: No space left on device")
    with monkeypatch.context() as broken:
        broken.setattr(write_events, "_copy", raising(full))
        for attempt in range(6):
            assert done(LATER + attempt * database_jobs.RETRY_AFTER)
            assert job(VIEWER, waiting.id).state == "waiting"
    assert done(LATER + timedelta(hours=1))
    assert (job(VIEWER, waiting.id).state, deeds()) == ("finished", 1)


def test_after_trouble_the_other_documents_come_first(monkeypatch):
    both = sent(several(4)), sent(several(5))
    with monkeypatch.context() as broken:
        broken.setattr(do_capture_jobs, "capture", raising(OperationalError("gone")))
        assert done()
    assert [job(VIEWER, one.id).state for one in both] == ["waiting", "waiting"]
    assert done()
    assert sorted(job(VIEWER, one.id).state for one in both) == ["finished", "waiting"]


def test_a_document_that_takes_the_process_with_it_is_set_aside():
    waiting = sent(several(4))
    CaptureJob.objects.update(state="running", attempts=database_jobs.ATTEMPTS_MAX, started_at=NOW)  # three died of it
    assert done()
    found = job(VIEWER, waiting.id)
    assert (found.state, found.errors[0].code, deeds()) == ("failed", "epcis.capture_broken", 0)
    assert bytes(CaptureJob.objects.get().document) == several(4)


def test_what_was_set_aside_is_put_back_by_the_operators_statement(monkeypatch):
    waiting, faulty = sent(several(4)), sent(document_bytes([object_event(action="MAYBE")]))
    with monkeypatch.context() as broken:
        broken.setattr(do_capture_jobs, "capture", raising(KeyError("of ours")))
        assert done()
    assert job(VIEWER, waiting.id).state == job(VIEWER, faulty.id).state == "failed"
    said = (Path(__file__).parents[3] / "docs" / "operating.md").read_text()
    with connections["default"].cursor() as cursor:
        cursor.execute(said.partition("```sql\n")[2].partition("```")[0])
    assert (job(VIEWER, waiting.id).state, job(VIEWER, faulty.id).state) == ("waiting", "failed")
    assert done()
    assert (job(VIEWER, waiting.id).is_success, deeds()) == (True, 1)
    assert not done()


def test_a_worker_that_loses_its_connection_goes_on(monkeypatch):
    waiting = sent(several(4))

    def cut(*_):
        with another_connection() as other, other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(%s, 5000)", (connections["default"].connection.info.backend_pid,)
            )

    with monkeypatch.context() as broken:
        broken.setattr(database_jobs, "_note", cut)
        assert done()
    assert (job(VIEWER, waiting.id).state, deeds()) == ("waiting", 0)
    assert done(LATER + database_jobs.RETRY_AFTER)
    assert (job(VIEWER, waiting.id).state, deeds()) == ("finished", 1)


def test_what_was_known_at_a_moment_does_not_change_by_a_job_that_was_being_read_then(monkeypatch):
    sent(several(4))
    moments = [NOW + timedelta(seconds=seconds) for seconds in range(1, 60)]
    passing = iter(moments)
    told = []
    note = database_jobs._note

    def noting(*given):
        note(*given)
        capture(document_bytes([object_event()]), recorder=WHO, now=next(passing))
        told.append(deed_known_on(moments[-1]))

    monkeypatch.setattr(database_jobs, "_note", noting)
    assert do_next(CAPTURING, clock=lambda: next(passing), stop=threading.Event())
    beside, of_the_job = Deed.objects.filter(kind="epcis.events").order_by("id")
    assert beside.record_time < of_the_job.record_time
    assert deed_known_on(beside.record_time) == told[0] == beside.id
    assert deed_known_on(of_the_job.record_time) == of_the_job.id
    # What it is held against as being ahead of its time is the moment at which the job began.
    assert CaptureJob.objects.get().started_at < beside.record_time


@contextmanager
def held_by_another(lock: str):
    """Another process that captures (`…_shared`), or names something anew."""
    with another_connection() as other, other.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", (known_events._LOCK,))
        yield
        cursor.execute("SELECT pg_advisory_unlock_all()")  # a connection's end is noticed only some time later


def test_who_would_have_to_wait_long_for_others_is_left_to_the_worker(monkeypatch):
    monkeypatch.setattr(known_events, "PATIENCE_S", 0.2)
    sent(document_bytes([object_event(eventID="urn:uuid:00000000-0000-4000-8000-000000000001")]))
    alias = document_bytes([object_event(eventID="urn:uuid:00000000-0000-4000-8000-000000000002")])
    with held_by_another("pg_advisory_lock_shared"):
        named_anew, other = sent(alias), sent(several(1))
        assert (named_anew.state, other.state) == ("waiting", "finished")
    with held_by_another("pg_advisory_lock"):
        assert sent(several(2)).state == "waiting"
    assert CaptureJob.objects.filter(document__isnull=False).count() == 2
    assert done()
    assert done()
    assert not done()
    assert job(VIEWER, named_anew.id).state == "finished"
    assert record_called("urn:uuid:00000000-0000-4000-8000-000000000002") is not None


def test_a_new_job_wakes_the_worker(monkeypatch):
    monkeypatch.setattr(database_jobs, "ROUND_S", 60.0)
    stop, finished = threading.Event(), threading.Event()
    finish = do_capture_jobs._finish
    monkeypatch.setattr(do_capture_jobs, "_finish", lambda *given: (finish(*given), finished.set()))
    worker = threading.Thread(target=database_jobs.keep_doing, args=(CAPTURING, lambda: LATER, stop))
    worker.start()
    try:
        with connections["default"].cursor() as cursor:  # wait until it listens
            listening = 0
            while not listening:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN traceability_capture_job' AND datname = current_database()"
                )
                (listening,) = cursor.fetchone()
        waiting = sent(several(4))
        assert finished.wait(30.0)
    finally:
        stop.set()
        with connections["default"].cursor() as cursor:  # that it is to stop it sees when it is woken
            cursor.execute("NOTIFY traceability_capture_job")
        worker.join()
    assert job(VIEWER, waiting.id).state == "finished"


def test_who_finds_a_job():
    mine, other = (
        sent(several(1)),
        submit(several(2), recorder=Recorder(organisation=8, account=2, key=None), now=LATER),
    )
    assert [one.id for one in jobs(VIEWER, size=10)[0]] == [mine.id]
    assert [one.id for one in jobs(Viewer(organisation=8), size=10)[0]] == [other]
    assert [one.id for one in jobs(Viewer(roles=frozenset({"inspector"})), size=10)[0]] == [other, mine.id]
    first, place = jobs(Viewer(roles=frozenset({"official"})), size=1)
    assert (
        [one.id for one in first],
        [one.id for one in jobs(Viewer(roles=frozenset({"official"})), size=1, after=place)[0]],
    ) == ([other], [mine.id])
    for nobody in (Viewer(), Viewer(organisation=9), INSTALLATION_VIEWER):
        assert jobs(nobody, size=10) == ([], None)
        with pytest.raises(NotFoundError):
            job(nobody, mine.id)
