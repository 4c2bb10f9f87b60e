"""Documents: archived with their text, described, amended, seen by whom they are for, erased with their files."""

from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from cast import Cast
from make import faults, sequenced
from yaomai.archive.engine.description import Description
from yaomai.archive.engine.kept_file import FILE_BYTES_MAX
from yaomai.archive.models import Document, File, Text
from yaomai.archive.operations.keep_document import describe_document, keep_document
from yaomai.archive.operations.keep_file import keep_file
from yaomai.archive.queries import documents
from yaomai.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER

DATA = "某省规划\n\n到2020年，产值达到500亿元。面积\n350万亩。\n".encode()
PLAN = Description(
    title="某省“十三五”规划", issuer="某省人民政府", issued_on=date(2016, 9, 5), origin="https://example.org/plan",
    division="620000", year_from=2016, year_until=2020,
)  # fmt: skip


@pytest.fixture
def cast(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now)


@pytest.fixture
def official(cast):
    return cast.person("official", "official", of="省局")


def test_a_document_is_archived_with_its_text_and_what_it_is(official, now):
    kept = keep_document(official, "plan.txt", DATA, PLAN, now=now)
    assert kept.described == replace(PLAN, access="public")
    assert (kept.name, kept.size, kept.characters, kept.reader, kept.faults) == ("plan.txt", len(DATA), 33, "txt/1", ())
    assert documents.text(ANYONE, kept.file).text == DATA.decode()
    assert documents.contents(ANYONE, kept.file) == DATA
    assert [one.file for one in documents.documents(ANYONE)] == [kept.file]
    found = documents.context(ANYONE, kept.file, 23, 29)
    assert (found.words, found.sentence, found.line, found.line_end) == ("面积\n350", "面积350万亩。", 3, 4)
    with pytest.raises(InvalidError):
        documents.context(ANYONE, kept.file, 30, 35)


def test_the_same_bytes_are_one_document_whoever_sends_them(cast, official, now):
    kept = keep_document(official, "plan.txt", DATA, PLAN, now=now)
    other = cast.person("other", "official", of="别处")
    again = keep_document(other, "plan-2.txt", DATA, replace(PLAN, title="另一个名字"), now=now + timedelta(hours=1))
    assert again == kept
    assert (Document.objects.count(), File.objects.count(), Text.objects.count()) == (1, 1, 1)
    assert keep_file(official, "plan.txt", DATA, now=now).record == kept.file


def test_a_file_that_was_archived_before_becomes_a_document(official, now):
    file = keep_file(official, "plan.txt", DATA, now=now)
    assert keep_document(official, "plan.txt", DATA, PLAN, now=now).file == file.record


def test_a_document_is_described_anew_and_the_old_words_stay(official, now):
    kept = keep_document(official, "plan.txt", DATA, PLAN, now=now)
    later = now + timedelta(hours=1)
    amended = describe_document(official, kept.file, replace(PLAN, title=" 新  题目 ", status="draft"), now=later)
    assert (amended.title, amended.status, amended.access, amended.record_time) == (
        "新 题目",
        "draft",
        "official",
        later,
    )
    assert [row.title for row in documents.history(official, kept.file)] == ["新 题目", PLAN.title]
    assert describe_document(official, kept.file, amended.described, now=later).record == amended.record
    assert documents.text(official, kept.file).text == DATA.decode()
    with pytest.raises(ConflictError):
        describe_document(official, kept.file, PLAN, now=later, expected=kept.record)


@pytest.mark.parametrize(
    ("who", "access", "sees"),
    [
        ((), "public", True),
        ((), "official", False),
        (("one", "recorder", "别厂"), "official", False),
        (("one", "recorder", "省局"), "official", True),
        (("one", "inspector", "别处"), "official", True),
        (("one", "auditor", "别处"), "official", True),
        (("one", "administrator", "别处"), "official", True),
        (("one", "official", "别处"), "official", True),
    ],
)
def test_who_sees_a_document_and_its_text(cast, official, now, who, access, sees):
    kept = keep_document(official, "plan.txt", DATA, replace(PLAN, access=access), now=now)
    viewer = cast.person(who[0], who[1], of=who[2]) if who else ANYONE
    assert bool(documents.documents(viewer)) is sees
    asked = (documents.document, documents.text, documents.contents, documents.history)
    for ask in (*asked, lambda viewer, file: documents.context(viewer, file, 0, 2)):
        if sees:
            assert ask(viewer, kept.file)
        else:
            with pytest.raises(NotFoundError):
                ask(viewer, kept.file)


@pytest.mark.parametrize(
    ("role", "division", "of", "may"),
    [
        ("official", "620000", "省局", True),
        ("official", "621100", "省局", True),
        ("official", "", "省局", True),
        ("official", "110000", "省局", False),
        ("official", "620000", "县里", False),
        ("official", "", "县里", False),
        ("recorder", "620000", "省局", False),
        ("administrator", "620000", "省局", False),
    ],
)
def test_who_hands_in_documents(cast, now, role, division, of, may):
    viewer = cast.person("one", role, of=of)
    described = replace(PLAN, division=division)
    if may:
        assert keep_document(viewer, "plan.txt", DATA, described, now=now).division == division
        return
    with pytest.raises(NotAllowedError):
        keep_document(viewer, "plan.txt", DATA, described, now=now)
    assert not File.objects.exists()
    kept = keep_document(INSTALLATION_VIEWER, "plan.txt", DATA, described, now=now)
    with pytest.raises(NotAllowedError):
        describe_document(viewer, kept.file, PLAN, now=now)


def test_a_region_is_not_taken_over_by_describing_it_anew(cast, official, now):
    kept = keep_document(INSTALLATION_VIEWER, "plan.txt", DATA, replace(PLAN, division="110000"), now=now)
    with pytest.raises(NotAllowedError):
        describe_document(official, kept.file, PLAN, now=now)


def test_all_that_is_wrong_is_said_and_nothing_is_kept(official, now):
    wrong = replace(PLAN, title=" ", status="final", access="secret", year_from=2020, year_until=2016, follows=12)
    with pytest.raises(InvalidError) as refused:
        keep_document(official, "/", b"", wrong, now=now)
    assert [one.pointer for one in refused.value.findings] == [
        *("/file", "/name", "/title", "/status", "/access", "/year_until", "/follows"),
    ]
    with pytest.raises(InvalidError, match="60 MiB"):
        keep_document(official, "a.txt", bytes(FILE_BYTES_MAX + 1), PLAN, now=now)
    for said in ({"division": "999999"}, {"year_from": 1066}, {"title": "长" * 301}, {"origin": "a\x00b"}):
        with pytest.raises((InvalidError, NotAllowedError)):
            keep_document(INSTALLATION_VIEWER, "a.txt", DATA, replace(PLAN, **said), now=now)
    assert [table.objects.count() for table in (File, Document, Text)] == [0, 0, 0]


def test_versions_are_linked_and_never_in_a_circle(official, now):
    first = keep_document(official, "1.txt", DATA, PLAN, now=now)
    second = keep_document(official, "2.txt", DATA + b"2", replace(PLAN, follows=first.file), now=now)
    assert second.follows == first.file
    for follows in (second.file, first.file):
        with pytest.raises(InvalidError, match="follows this one itself"):
            describe_document(official, first.file, replace(PLAN, follows=follows), now=now)


def test_a_version_that_one_may_not_see_is_not_named(cast, official, now):
    hidden = keep_document(official, "1.txt", DATA, replace(PLAN, status="draft"), now=now)
    assert hidden.access == "official"
    seen = keep_document(official, "2.txt", DATA + b"2", replace(PLAN, follows=hidden.file), now=now)
    with pytest.raises(NotFoundError):
        documents.document(ANYONE, hidden.file)
    assert documents.document(ANYONE, seen.file).title == PLAN.title


def test_a_file_without_a_text_is_kept_and_says_why(official, now):
    kept = keep_document(official, "plan.pdf", b"%PDF-1.7 broken", PLAN, now=now)
    assert (kept.characters, kept.pages) == (0, 0)
    assert [one.code for one in kept.faults] == ["archive.text_damaged"]
    assert documents.text(ANYONE, kept.file).faults == kept.faults
    assert documents.contents(ANYONE, kept.file) == b"%PDF-1.7 broken"


def test_an_erased_file_takes_text_and_descriptions_with_it(official, log_setup, now):
    kept = keep_document(official, "plan.txt", DATA, PLAN, now=now)
    amended = describe_document(official, kept.file, replace(PLAN, title="新题目"), now=now)
    with pytest.raises(InvalidError, match="name them too"):
        erase([kept.file], reason="asked for", recorder=INSTALLATION, now=now)
    with pytest.raises(InvalidError, match="name them too"):
        erase([kept.file, kept.record], reason="asked for", recorder=INSTALLATION, now=now)
    erase([kept.file, kept.record, amended.record], reason="asked for", recorder=INSTALLATION, now=now)
    assert [table.objects.count() for table in (File, Document, Text)] == [0, 0, 0]
    with pytest.raises(NotFoundError):
        documents.text(official, kept.file)
    sequenced(log_setup, now)
    assert faults(log_setup) == []


def test_a_description_alone_can_be_erased(official, log_setup, now):
    kept = keep_document(official, "plan.txt", DATA, replace(PLAN, issuer="某人"), now=now)
    amended = describe_document(official, kept.file, PLAN, now=now)
    erase([kept.record], reason="asked for", recorder=INSTALLATION, now=now)
    assert documents.document(official, kept.file).record == amended.record
    erase([amended.record], reason="asked for", recorder=INSTALLATION, now=now)
    assert documents.documents(official) == []
    again = keep_document(official, "plan.txt", DATA, PLAN, now=now)
    assert (again.file, again.characters) == (kept.file, kept.characters)
    sequenced(log_setup, now)
    assert faults(log_setup) == []


@pytest.mark.tampers
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE archive_text SET text = replace(text, '500', '900')",
        "UPDATE archive_text SET pages = '[0, 5]'",
        "UPDATE archive_text SET faults = '[[1]]'",
        "DELETE FROM archive_text",
    ],
)
def test_a_text_that_was_changed_behind_its_back_is_named(official, log_setup, superuser, now, change):
    keep_document(official, "plan.txt", DATA, PLAN, now=now)
    sequenced(log_setup, now)
    assert faults(log_setup) == []
    with psycopg.connect(superuser) as intruder:
        intruder.execute("ALTER TABLE archive_text DISABLE TRIGGER ALL")
        intruder.execute(change)
    (fault,) = faults(log_setup)
    assert fault.startswith("archive_text ")
