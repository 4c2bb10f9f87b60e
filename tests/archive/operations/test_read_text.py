"""The text of a file is read once: at once, or by the worker, whose failure is said and can be tried anew."""

import threading

import pytest

from cast import Cast, cheapen_passwords
from make_documents import pdf, pdf_bomb
from yaomai.archive.engine.description import Description
from yaomai.archive.models import Text, TextReading
from yaomai.archive.operations import keep_document as keeping
from yaomai.archive.operations import read_text
from yaomai.archive.operations.do_reading_jobs import READING_TEXTS
from yaomai.archive.operations.keep_file import keep_file
from yaomai.archive.operations.read_text import begin_text, text_soon
from yaomai.archive.queries import documents
from yaomai.archive.queries.readings import reading_of
from yaomai.archive.reading_apart import Bounds
from yaomai.database.jobs import do_next
from yaomai.errors import NotFoundError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.operations.end_account import end_account
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER

DATA = "某省规划\n\n到2020年，产值达到500亿元。\n".encode()


@pytest.fixture
def official(database, now, monkeypatch):
    cheapen_passwords(monkeypatch)
    return Cast(now).person("official", "official", of="省局")


@pytest.fixture
def large(monkeypatch):
    """For this test every file is a large one."""
    monkeypatch.setattr(read_text, "AT_ONCE_BYTES", 0)


def sent(viewer, now, data=DATA, name="plan.txt"):
    return keep_file(viewer, name, data, now=now).record


def work(now):
    return do_next(READING_TEXTS, clock=lambda: now, stop=threading.Event())


def test_a_small_file_is_read_at_once_and_nothing_waits(official, now):
    file = sent(official, now)
    assert text_soon(official, file, now=now).text == DATA.decode()
    assert (work(now), TextReading.objects.exists(), Text.objects.exists()) == (False, False, False)


@pytest.mark.usefixtures("large")
def test_a_large_file_is_read_by_the_worker_once_for_all_who_ask(official, now):
    file = sent(official, now)
    assert text_soon(official, file, now=now) is None
    assert text_soon(official, file, now=now) is None
    begin_text(official, file, now=now)
    assert reading_of(TextReading, file).is_working
    assert [work(now), work(now)] == [True, False]
    assert reading_of(TextReading, file) is None
    assert text_soon(official, file, now=now).text == DATA.decode()


@pytest.mark.usefixtures("large")
def test_what_the_worker_read_is_the_text_of_the_document(official, now, monkeypatch):
    file = sent(official, now)
    text_soon(official, file, now=now)
    work(now)
    monkeypatch.setattr(keeping, "read_apart", lambda *_: pytest.fail("it was read already"))
    said = Description(title="某省规划", division="620000")
    kept = keeping.keep_document(official, "plan.txt", DATA, said, now=now)
    assert (kept.file, documents.text(official, kept.file).text) == (file, DATA.decode())


def test_a_small_file_that_takes_much_is_left_to_the_worker(official, now, monkeypatch):
    monkeypatch.setattr(read_text, "AT_ONCE", Bounds(memory=400 * 2**20, seconds=30))
    file = sent(official, now, pdf_bomb(1_500_000), "a.pdf")
    assert text_soon(official, file, now=now) is None
    assert reading_of(TextReading, file).is_working
    assert text_soon(official, sent(official, now, pdf("产值500亿元。"), "b.pdf"), now=now).text


@pytest.mark.usefixtures("large")
def test_a_reading_that_failed_says_why_and_is_begun_anew(official, now, monkeypatch):
    file = sent(official, now)
    text_soon(official, file, now=now)
    with monkeypatch.context() as broken:
        broken.setattr(read_text, "read_apart", lambda *_: {}["of ours"])
        assert work(now)
    failed = reading_of(TextReading, file)
    assert (failed.is_working, [one.code for one in failed.faults]) == (False, ["archive.reading_broken"])
    assert (text_soon(official, file, now=now), work(now)) == (None, False)
    begin_text(official, file, now=now)
    assert reading_of(TextReading, file).faults == ()
    assert work(now)
    assert text_soon(official, file, now=now).text == DATA.decode()


@pytest.mark.usefixtures("large")
def test_it_is_read_in_the_name_of_who_asked(official, now):
    file = sent(official, now)
    with pytest.raises(NotFoundError):
        begin_text(ANYONE, file, now=now)
    text_soon(official, file, now=now)
    end_account(INSTALLATION_VIEWER, official.account, now=now)
    assert work(now)
    assert [one.code for one in reading_of(TextReading, file).faults] == ["archive.reading_refused"]


@pytest.mark.usefixtures("large")
def test_it_goes_with_the_file(official, now):
    file = sent(official, now)
    text_soon(official, file, now=now)
    erase([file], reason="asked for", recorder=INSTALLATION, now=now)
    assert (TextReading.objects.exists(), work(now)) == (False, False)


@pytest.mark.usefixtures("large")
def test_what_somebody_else_kept_while_the_worker_was_reading_stays(official, now, monkeypatch):
    file = sent(official, now)
    text_soon(official, file, now=now)
    reads = read_text.read_apart

    def kept_meanwhile(*said):
        found = reads(*said)
        read_text.keep_text(file, found)
        return found

    monkeypatch.setattr(read_text, "read_apart", kept_meanwhile)
    assert work(now)
    assert (reading_of(TextReading, file), documents.text_of(file).text) == (None, DATA.decode())
