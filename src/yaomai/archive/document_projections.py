"""How do the tables of documents follow from what was recorded, and who may see what is in them?"""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import psycopg
from django.db import connections

from yaomai.archive.engine.description import KIND, Described, from_body
from yaomai.archive.engine.kept_file import KIND as FILE
from yaomai.archive.engine.text_places import document_text
from yaomai.errors import Finding
from yaomai.ledger.engine.deed import reference
from yaomai.ledger.projections import (
    DeedView,
    Erasing,
    Projection,
    Row,
    register,
    register_derived,
    register_erasure_rule,
)
from yaomai.people.engine.visibility import Grant, Group, Rows, Visibility
from yaomai.people.viewer import declare

VISIBILITY = "archive.document"
"""Of a document that is for the public."""
OFFICIAL_VISIBILITY = "archive.official_document"
PUBLIC = frozenset(
    {
        *("file", "title", "issuer", "issued_on", "status", "origin", "division", "year_from", "year_until", "follows"),
        *("access", "text", "organisation", "record_time"),
    }
)
_OFFICE = tuple(Grant(role, Rows.ALL) for role in ("official", "inspector", "auditor", "administrator"))
_OWN = Grant(Group.MEMBERS, Rows.OWN)
declare(Visibility(VISIBILITY, (Grant(Group.PUBLIC, Rows.ALL, PUBLIC), _OWN, *_OFFICE)))
declare(Visibility(OFFICIAL_VISIBILITY, (_OWN, *_OFFICE)))

COLUMNS = (
    *("record", "file", "title", "issuer", "issued_on", "status", "origin", "division", "year_from", "year_until"),
    *("follows", "access", "reading", "organisation", "account", "record_time"),
)


def document_row(said: Described) -> Row:
    """The columns of a description between its record and its recorder."""
    one = said.described
    return (
        *(said.file, one.title, one.issuer, one.issued_on, one.status, one.origin, one.division),
        *(one.year_from, one.year_until, one.follows, one.access, said.reading),
    )


def _rows(deed: DeedView) -> Iterator[Row]:
    who = deed.recorder
    for record, body in deed.records:
        if body is not None:
            yield (record, *document_row(from_body(body)), who.organisation, who.account, deed.record_time)


register(
    Projection(
        kind=KIND,
        table="archive_document",
        select=f"SELECT {', '.join(COLUMNS)} FROM archive_document WHERE record BETWEEN %s AND %s ORDER BY record",
        rebuild=_rows,
        erase="DELETE FROM archive_document WHERE record = %s",
    )
)


def _texts_are_as_described(raw: psycopg.Connection[Any]) -> Iterator[tuple[str, str, str]]:
    """A text is what its document's record says was read; nobody reads it again, because places in it are on record."""
    with psycopg.Cursor(raw) as cursor, psycopg.Cursor(raw) as texts:
        described = cursor.execute("SELECT DISTINCT file, reading FROM archive_document ORDER BY file").fetchall()
        for file, reading in described:
            texts.execute(
                "SELECT characters, reader, text, pages::text, faults::text FROM archive_text WHERE file = %s", (file,)
            )
            row = texts.fetchone()
            if row is None:
                yield "archive_text", reference(file), "the text of this document is gone"
            elif row[0] != len(row[2]) or _digest(*row[1:]) != bytes(reading):
                yield "archive_text", reference(file), "the text is not the one that was read when the document came in"


def _digest(reader: str, text: str, pages: str, faults: str) -> bytes:
    try:
        found = [Finding(*one) for one in orjson.loads(faults)]
        return document_text(text, reader=reader, pages=orjson.loads(pages), faults=found).digest
    except (TypeError, ValueError):  # what somebody put there is no fault, or no page
        return b""


register_derived(_texts_are_as_described)


def _descriptions_go_too(erasing: Erasing) -> Sequence[str]:
    """What describes an erased file is erased with it: titles and places would tell of what is to be gone."""
    with connections[erasing.using].cursor() as cursor:
        cursor.execute(
            "SELECT file, array_agg(record ORDER BY record) FROM archive_document"
            " WHERE file = ANY(%s) AND record <> ALL(%s) GROUP BY file ORDER BY file",
            (list(erasing.gone), list(erasing.named)),
        )
        return [
            f"file {reference(file)} is described as a document by {', '.join(map(reference, others))}: name them too"
            for file, others in cursor.fetchall()
        ]


register_erasure_rule(FILE, _descriptions_go_too)
