"""What becomes of a job of the worker: done once, left, tried again, or given up with words; and everybody sees how far it is."""

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connections

from yaomai.database import jobs
from yaomai.database.job_row import wake
from yaomai.database.jobs import ATTEMPTS_MAX, RETRY_AFTER, Kind, another_connection, do_next, keep_doing
from yaomai.errors import Finding, InstallationError, InvalidError, LedgerError, NotAllowedError

TABLE = """
    CREATE TABLE try_job (
        id bigint PRIMARY KEY, state text NOT NULL, created_at timestamptz NOT NULL, started_at timestamptz,
        not_before timestamptz, attempts int NOT NULL DEFAULT 0, done int NOT NULL DEFAULT 0, total int NOT NULL DEFAULT 0
    );
    CREATE TABLE try_written (job bigint NOT NULL);
    GRANT ALL ON try_job, try_written TO PUBLIC
"""


class BusyError(NotAllowedError):
    """What the kind of this test declares to be cured by waiting."""


class Office:
    """Jobs of which each copies its number, after it has done whatever the test wants."""

    def __init__(self, now):
        self.now, self.given_up, self.then = now, [], lambda _: None
        self.kind = Kind(
            table="try_job", states=("copying", "moving"), perform=self.perform, give_up=self.give_up, code="try.job",
            trouble=(*jobs.TROUBLE, BusyError),
        )  # fmt: skip

    def add(self, number, state="copying", **columns):
        columns = {"id": number, "state": state, "created_at": self.now} | columns
        execute(
            f"INSERT INTO try_job ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})", *columns.values()
        )

    def perform(self, attempt):
        execute("INSERT INTO try_written VALUES (%s)", attempt.job)
        self.then(attempt)
        execute("UPDATE try_job SET state = 'ended' WHERE id = %s", attempt.job)

    def give_up(self, attempt, findings, is_ours):
        self.given_up.append(([(one.code, one.value) for one in findings], is_ours))
        execute("UPDATE try_job SET state = 'failed' WHERE id = %s", attempt.job)

    def work(self, after=timedelta(), stop=None):
        return do_next(self.kind, clock=lambda: self.now + after, stop=stop or threading.Event())

    def see(self, number):
        return execute("SELECT state, attempts, done, total FROM try_job WHERE id = %s", number)[0]

    def written(self):
        return [row[0] for row in execute("SELECT job FROM try_written ORDER BY ctid")]


def execute(statement, *values):
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def office(database, now):
    with psycopg.connect(database.conninfo("owner"), autocommit=True) as owner:
        owner.execute(TABLE)
    return Office(now)


def raising(error):
    def fail(_attempt):
        raise error

    return fail


def test_the_oldest_first_and_each_once(office, now):
    office.add(1)
    office.add(2, created_at=now - timedelta(hours=1))
    office.add(3, state="ended")
    office.add(4, state="moving", created_at=now + timedelta(seconds=1))
    assert [office.work() for _ in range(4)] == [True, True, True, False]
    assert office.written() == [2, 1, 4]
    assert office.see(4) == ("ended", 1, 0, 0)


def test_a_step_is_told_what_is_to_be_done_and_since_when(office, now):
    office.add(1, state="moving")
    told = []
    office.then = lambda attempt: told.append((attempt.job, attempt.state, attempt.now, attempt.clock()))
    office.work()
    assert told == [(1, "moving", now, now)]


def test_a_kind_whose_state_says_that_it_is_under_way(office):
    office.kind = replace(office.kind, states=("waiting", "running"), begun="running")
    office.add(1, state="waiting")
    seen = []
    office.then = lambda attempt: seen.append(elsewhere(attempt.job)[0])
    assert office.work()
    assert seen == ["running"]
    office.add(2, state="waiting")
    office.then = raising(OperationalError("gone"))
    assert office.work()
    assert office.see(2)[0] == "waiting"


def elsewhere(number):
    with another_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT state, done, total FROM try_job WHERE id = %s", (number,))
        return cursor.fetchone()


def test_everybody_sees_how_far_it_is_and_nobody_what_is_not_committed(office):
    office.add(1)
    seen = []

    def step(attempt):
        for done in (1, 2):
            attempt.progress(done, 2)
            seen.append(elsewhere(1))
        with another_connection() as other, other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM try_written")
            seen.append(cursor.fetchone())

    office.then = step
    assert office.work()
    assert seen == [("copying", 1, 2), ("copying", 2, 2), (0,)]
    assert office.written() == [1]


def test_what_another_process_holds_is_left_to_it(office):
    office.add(1)
    office.add(2)
    number = int.from_bytes(hashlib.sha256(b"try_job 1").digest()[:8], signed=True)
    with another_connection() as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (number,))
        assert [office.work(), office.work()] == [True, False]
        cursor.execute("SELECT pg_advisory_unlock_all()")  # a connection's end is noticed only some time later
    assert office.written() == [2]
    assert office.work()
    assert office.written() == [2, 1]


def test_a_worker_that_is_to_stop_leaves_it_as_if_never_begun(office):
    office.add(1)
    stop = threading.Event()
    stop.set()
    office.then = lambda attempt: attempt.progress(1, 2)
    assert office.work(stop=stop)
    assert (office.see(1), office.written(), office.given_up) == (("copying", 0, 0, 0), [], [])
    assert office.work()
    assert office.see(1) == ("ended", 1, 1, 2)


REFUSED = [
    (InvalidError([Finding("try.empty", "", "words", "v")]), [("try.empty", "v")]),
    (NotAllowedError("the account has ended"), [("try.job_refused", "")]),
]


@pytest.mark.parametrize(("error", "findings"), REFUSED)
def test_what_is_wrong_with_the_job_ends_it_at_once(office, error, findings):
    office.add(1)
    office.then = raising(error)
    assert [office.work(), office.work()] == [True, False]
    assert (office.see(1)[0], office.written(), office.given_up) == ("failed", [], [(findings, False)])


TROUBLE = [
    OperationalError("gone"),
    InterfaceError("gone"),
    psycopg.errors.DeadlockDetected("deadlock detected"),
    psycopg.InterfaceError("the connection is lost"),
    BusyError("others are at it"),
]


@pytest.mark.parametrize("error", TROUBLE, ids=lambda one: type(one).__module__ + type(one).__name__)
def test_trouble_is_tried_again_after_others_and_then_told(office, caplog, error):
    office.add(1)
    office.then = raising(error)
    for attempt in range(ATTEMPTS_MAX):
        at = attempt * RETRY_AFTER
        assert office.work(at)
        assert not office.work(at + RETRY_AFTER - timedelta(seconds=1))
        assert office.see(1)[:2] == ("copying" if attempt < ATTEMPTS_MAX - 1 else "failed", attempt + 1)
    assert (office.written(), office.given_up) == ([], [([("try.job_broken", type(error).__name__)], True)])
    assert "try_job 1 is given up after 3 attempts" in caplog.text
    assert not office.work(timedelta(days=1))


def test_after_trouble_the_others_come_first(office, now):
    office.add(1, created_at=now - timedelta(hours=1))
    office.add(2)
    office.then = raising(OperationalError("gone"))
    assert office.work()
    office.then = lambda _: None
    assert [office.work(RETRY_AFTER), office.work(RETRY_AFTER)] == [True, True]
    assert office.written() == [2, 1]


def test_a_full_disk_is_waited_out(office):
    office.add(1)
    full = OperationalError("full")
    full.__cause__ = psycopg.errors.DiskFull("No space left on device")
    office.then = raising(full)
    for attempt in range(2 * ATTEMPTS_MAX):
        assert office.work(attempt * RETRY_AFTER)
    assert (office.see(1)[:2], office.given_up) == (("copying", 0), [])


def test_a_fault_of_ours_ends_it_with_words_and_in_the_log(office, caplog):
    office.add(1)
    office.then = lambda _: {}["of ours"]
    assert [office.work(), office.work()] == [True, False]
    assert (office.written(), office.given_up) == ([], [([("try.job_broken", "KeyError")], True)])
    assert "try_job 1 brought out a fault of this installation" in caplog.text


@pytest.mark.parametrize("error", [InstallationError("no key"), LedgerError("the log is forked")])
def test_what_is_wrong_with_the_installation_ends_the_worker(office, error):
    office.add(1)
    office.then = raising(error)
    with pytest.raises(type(error)):
        office.work()
    assert (office.see(1)[0], office.written(), office.given_up) == ("copying", [], [])


def test_what_takes_the_process_with_it_is_not_begun_a_fourth_time(office):
    office.add(1, attempts=ATTEMPTS_MAX)  # three died of it
    assert office.work()
    assert (office.written(), office.given_up) == ([], [([("try.job_broken", "")], True)])


def test_a_lost_connection_is_trouble_and_the_worker_goes_on(office):
    office.add(1)

    def cut(_attempt):
        with another_connection() as other, other.cursor() as cursor:
            backend = connections["default"].connection.info.backend_pid
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))

    office.then = cut
    assert office.work()
    assert office.see(1)[:2] == ("copying", 1)
    office.then = lambda _: None
    assert office.work(RETRY_AFTER)
    assert office.written() == [1]


@contextmanager
def working(kind, clock):
    """A worker that listens."""
    stop = threading.Event()
    worker = threading.Thread(target=keep_doing, args=(kind, clock, stop))
    worker.start()
    try:
        while not execute(
            "SELECT 1 FROM pg_stat_activity WHERE query = 'LISTEN try_job' AND datname = current_database()"
        ):
            pass
        yield
    finally:
        stop.set()
        wake("try_job")
        worker.join()


def test_a_new_job_wakes_the_worker(office, now, monkeypatch):
    monkeypatch.setattr(jobs, "ROUND_S", 60.0)
    begun = threading.Event()
    office.then = lambda _: begun.set()
    with working(office.kind, lambda: now):
        office.add(1)
        wake("try_job")
        assert begun.wait(30)
    assert office.written() == [1]
