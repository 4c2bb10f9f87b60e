"""Documents: archived with their text, described, amended, seen by whom they are for, erased with their files."""

from dataclasses import replace
from datetime import date

import pytest

from cast import Cast
from make import faults, sequenced
from yaomai.archive.engine.description import Description
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
