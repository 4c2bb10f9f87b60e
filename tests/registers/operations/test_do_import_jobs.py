"""What the worker does with imports: once, whoever is killed, and with words for what goes wrong."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connections

from make_spreadsheets import xlsx
from yaomai.archive.operations.keep_file import keep_file
from yaomai.database import access as access_file
from yaomai.database import jobs
from yaomai.ledger.models import Deed
from yaomai.people.operations.end_account import end_account
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.import_models import Import, ImportRow
from yaomai.registers.models import Entity
from yaomai.registers.operations import accept_import, begin_import, do_import_jobs, map_columns
from yaomai.registers.operations.do_import_jobs import IMPORTING
from yaomai.registers.queries import imports

HEADS = ("名称", "从业人数")
ROWS = [(f"甘肃第{number}药业有限公司", number) for number in range(1, 8)]


@pytest.fixture
def official(cast, monkeypatch):
    """An official, for whom everything is left to the worker."""
    monkeypatch.setattr(begin_import, "AT_ONCE_BYTES", 0)
    monkeypatch.setattr(map_columns, "AT_ONCE_ROWS", 0)
    monkeypatch.setattr(accept_import, "AT_ONCE_ROWS", 0)
    cast.organisation("省局", "authority")
    return cast.person("official", "official", of="省局")


def begun(viewer, now, data=None):
    kept = keep_file(viewer, "a.xlsx", data or xlsx(HEADS, *ROWS), now=now)
    return begin_import.begin_import(viewer, "enterprise", kept.record, now=now)


def mapped(viewer, number, now):
    map_columns.map_columns(viewer, number, imports.an_import(viewer, number).mapping, now=now)


def done(now):
    return jobs.do_next(IMPORTING, clock=lambda: now, stop=threading.Event())


def test_a_file_of_few_bytes_and_many_cells_waits_for_the_worker(cast, now, monkeypatch):
    monkeypatch.setattr(begin_import, "AT_ONCE_CELLS", 10)
    cast.organisation("省局", "authority")
    viewer = cast.person("official", "official", of="省局")
    number = begun(viewer, now)
    assert imports.an_import(viewer, number).state == "opening"
    assert done(now)
    mapped(viewer, number, now)
    assert imports.an_import(viewer, number).state == "reading"
    assert done(now)
    assert imports.an_import(viewer, number).state == "ready"


def at_step(viewer, step, now):
    """An import of which `step` waits for the worker."""
    number = begun(viewer, now)
    if step != "opening":
        assert done(now)
        mapped(viewer, number, now)
    if step not in {"opening", "reading"}:
        assert done(now)
        accept_import.accept_import(viewer, number, now=now)
    if step == "undoing":
        assert done(now)
        (acceptance,) = imports.an_import(viewer, number).acceptances
        accept_import.undo_import(viewer, number, acceptance.deed, "why", now=now)
    assert imports.an_import(viewer, number).state == step
    return number


def statements():
    return Deed.objects.filter(kind="registers.statements").count()


def living():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT set_config('yaomai.everything', 'on', false)")
        return Entity.objects.filter(is_void=False).count()


STEPS = [("opening", "mapping"), ("reading", "ready"), ("accepting", "ready"), ("undoing", "ready")]


@pytest.mark.parametrize(("step", "then"), STEPS)
def test_each_step_waits_for_the_worker_and_is_done_once(official, now, step, then):
    number = at_step(official, step, now)
    assert done(now)
    assert not done(now)
    seen = imports.an_import(official, number)
    assert (seen.state, seen.rows_done) == (then, 0 if step == "opening" else 7)
    assert statements() == (1 if step in {"accepting", "undoing"} else 0)
    assert living() == (7 if step == "accepting" else 0)


@pytest.mark.parametrize("step", ["reading", "accepting"])
@pytest.mark.parametrize("killed_at", ["0.01", "1", "commit"])
def test_a_worker_that_is_killed_leaves_nothing_half_and_the_next_one_does_it(
    official, now, step, killed_at, database, tmp_path
):
    number = at_step(official, step, now)
    home = tmp_path / "home"
    access_file.write(home, database)
    killed = subprocess.run(
        [sys.executable, Path(__file__).with_name("dying_importer.py"), killed_at],
        env={**os.environ, "YAOMAI_HOME": str(home)},
        check=False,
        timeout=60,
    )
    assert killed.returncode == -9
    left = imports.an_import(official, number)
    assert (left.state, statements(), living()) == (step, 0, 0)
    assert ImportRow.objects.filter(deed__isnull=False).count() == 0
    assert ImportRow.objects.count() == (0 if step == "reading" else 7)
    assert done(now)
    assert not done(now)
    assert imports.an_import(official, number).state == "ready"
    assert (statements(), living()) == ((1, 7) if step == "accepting" else (0, 0))


def test_of_two_workers_one_does_it(official, now):
    number = at_step(official, "accepting", now)
    found = []
    threads = [threading.Thread(target=lambda: (found.append(done(now)), connections.close_all())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) in ([False, True], [True, True])
    assert (statements(), living()) == (1, 7)
    assert len(imports.an_import(official, number).acceptances) == 1


def test_a_worker_that_is_to_stop_leaves_it_for_later(official, now, monkeypatch):
    number = at_step(official, "accepting", now)
    stop = threading.Event()
    note = jobs._note
    monkeypatch.setattr(jobs, "_note", lambda *given: (note(*given), stop.set()))
    assert jobs.do_next(IMPORTING, clock=lambda: now, stop=stop)
    left = Import.objects.get(id=number)
    assert (left.state, left.attempts, statements()) == ("accepting", 0, 0)
    monkeypatch.setattr(jobs, "_note", note)
    assert done(now)
    assert statements() == 1


def test_trouble_is_tried_again_and_then_told(official, now, monkeypatch):
    number = at_step(official, "reading", now)

    def gone(*_, **__):
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(do_import_jobs, "compare_wanted", gone)
        for attempt in range(3):
            at = now + attempt * jobs.RETRY_AFTER
            assert done(at)
            assert not done(at + timedelta(seconds=59))
    seen = imports.an_import(official, number)
    assert (seen.state, [fault.code for fault in seen.faults]) == ("mapping", ["registers.import_broken"])
    mapped(official, number, now)
    assert done(now)
    assert imports.an_import(official, number).state == "ready"


def test_a_fault_of_ours_ends_it_with_words_and_the_worker_goes_on(official, now, monkeypatch):
    number = at_step(official, "accepting", now)
    with monkeypatch.context() as broken:
        broken.setattr(accept_import, "plan", lambda *_, **__: {}["of ours"])
        assert done(now)
    seen = imports.an_import(official, number)
    assert (seen.state, [(fault.code, fault.value) for fault in seen.faults], statements()) == (
        "ready", [("registers.import_broken", "KeyError")], 0,
    )  # fmt: skip


def test_a_file_that_cannot_be_read_ends_its_import(official, now):
    number = begun(official, now, b"PK\x03\x04 and nothing more")
    assert done(now)
    seen = imports.an_import(official, number)
    assert (seen.state, [fault.code for fault in seen.faults]) == ("failed", ["registers.file_damaged"])


def test_a_right_that_ended_meanwhile_ends_it(official, now):
    number = at_step(official, "accepting", now)
    end_account(INSTALLATION_VIEWER, official.account, now=now)
    assert done(now)
    seen = imports.an_import(official, number)
    assert (seen.state, [fault.code for fault in seen.faults], statements()) == (
        "ready",
        ["registers.import_refused"],
        0,
    )


def test_a_new_import_wakes_the_worker(official, now, monkeypatch):
    monkeypatch.setattr(jobs, "ROUND_S", 60.0)
    stop, finished = threading.Event(), threading.Event()
    opened = do_import_jobs.open_wanted
    monkeypatch.setattr(
        do_import_jobs, "open_wanted", lambda *given, **named: (opened(*given, **named), finished.set())
    )
    worker = threading.Thread(target=jobs.keep_doing, args=(IMPORTING, lambda: now, stop))
    worker.start()
    try:
        with connections["default"].cursor() as cursor:  # wait until it listens
            listening = 0
            while not listening:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'LISTEN registers_import%'")
                (listening,) = cursor.fetchone()
        begun(official, now)
        assert finished.wait(30)
    finally:
        stop.set()
        with connections["default"].cursor() as cursor:
            cursor.execute("NOTIFY registers_import")
        worker.join()
