"""Files are kept byte for byte, once an organisation, and seen by their organisation and by officials."""

import pytest

from cast import Cast
from make import faults, sequenced
from yaomai.archive.engine.kept_file import FILE_BYTES_MAX
from yaomai.archive.models import File
from yaomai.archive.operations.keep_file import keep_file
from yaomai.archive.queries.files import contents, file
from yaomai.errors import InvalidError, NotAllowedError, NotFoundError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import ANYONE

DATA = b"PK\x03\x04\n\x00{}\xff\r\nnot JSON"


@pytest.fixture
def cast(database, now, monkeypatch):
    import cast as module

    module.cheapen_passwords(monkeypatch)
    return Cast(now)


def test_a_file_is_kept_byte_for_byte_and_once_an_organisation(cast, now):
    one, other = cast.person("one", "recorder"), cast.person("other", "recorder", of="别厂")
    kept = keep_file(one, "基地.xlsx", DATA, now=now)
    again = keep_file(one, "又一次.xlsx", DATA, now=now)
    theirs = keep_file(other, "基地.xlsx", DATA, now=now)
    assert again == kept
    assert theirs.record != kept.record
    assert contents(one, kept.record) == DATA
    assert (kept.name, kept.size, kept.organisation) == ("基地.xlsx", len(DATA), one.organisation)


@pytest.mark.parametrize(
    ("sent", "name", "media_type"),
    [
        ("C:\\Users\\me\\a.CSV", "a.CSV", "text/csv"),
        ("../../etc/passwd", "passwd", "application/octet-stream"),
        ("a\x00b\n\u202e.xls", "ab.xls", "application/vnd.ms-excel"),
        ("<script>.html", "<script>.html", "text/html"),
        ("<script>", "<script>", "application/octet-stream"),
        ("长" * 300 + ".ods", ("长" * 300 + ".ods")[-255:], "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_of_a_name_the_last_part_counts_and_the_media_type_is_never_the_senders(cast, now, sent, name, media_type):
    kept = keep_file(cast.person("one", "recorder"), sent, DATA, now=now)
    assert (kept.name, kept.media_type) == (name, media_type)


def test_who_may_see_a_file(cast, now):
    owner = cast.person("owner", "recorder")
    kept = keep_file(owner, "a.csv", DATA, now=now)
    for role in ("official", "inspector"):
        assert contents(cast.person(role, role, of="省局"), kept.record) == DATA
    for viewer in (ANYONE, cast.person("stranger", "recorder", of="别厂")):
        with pytest.raises(NotFoundError):
            file(viewer, kept.record)
        with pytest.raises(NotFoundError):
            contents(viewer, kept.record)


def test_all_that_is_wrong_with_a_file_is_said(cast, now):
    with pytest.raises(InvalidError) as refused:
        keep_file(cast.person("one", "recorder"), "/\x00", b"", now=now)
    assert [finding.code for finding in refused.value.findings] == ["archive.file_empty", "archive.file_without_name"]
    with pytest.raises(InvalidError, match="60 MiB"):
        keep_file(cast.person("two", "recorder"), "a.xlsx", bytes(FILE_BYTES_MAX + 1), now=now)
    with pytest.raises(NotAllowedError):
        keep_file(ANYONE, "a.xlsx", DATA, now=now)


def test_an_erased_file_is_gone_and_the_record_verifies(cast, log_setup, now):
    owner = cast.person("owner", "recorder")
    kept = keep_file(owner, "a.csv", DATA, now=now)
    erase([kept.record], reason="asked for", recorder=INSTALLATION, now=now)
    assert not File.objects.exists()
    with pytest.raises(NotFoundError):
        contents(owner, kept.record)
    sequenced(log_setup, now)
    assert faults(log_setup) == []
