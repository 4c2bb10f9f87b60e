"""Which number does each identifier have in the dictionary?"""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.db import connections

from yaomai.database.text_array import text_array
from yaomai.standards.gs1.identifier import Identifier


def number_identifiers(identifiers: Iterable[Identifier], *, using: str = "default") -> dict[str, int]:
    """The number of each canonical spelling; those that are new get one, in the open transaction.

    They are inserted in their own order, so that two transactions with the same new ones wait for each other instead
    of deadlocking.
    """
    named = {one.canonical: one for one in identifiers}
    connections[using].ensure_connection()
    raw: psycopg.Connection[Any] = connections[using].connection
    with psycopg.Cursor(raw) as cursor:  # not Django's, which writes parameters into the statement one by one
        numbers = _numbers(cursor, sorted(named))
        new = sorted(named.keys() - numbers.keys())
        if new:
            cursor.execute(
                "INSERT INTO registers_identifier (canonical, scheme, kind)"
                " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT (canonical) DO NOTHING"
                " RETURNING canonical, id",
                (
                    text_array(new),
                    text_array([named[one].scheme for one in new]),
                    text_array([named[one].kind for one in new]),
                ),
            )
            numbers.update(cursor.fetchall())
            if len(numbers) < len(named):  # somebody else inserted some meanwhile
                numbers |= _numbers(cursor, sorted(named.keys() - numbers.keys()))
    return numbers


def _numbers(cursor: psycopg.Cursor[Any], spellings: list[str]) -> dict[str, int]:
    cursor.execute(
        "SELECT canonical, id FROM registers_identifier WHERE canonical = ANY(%s::text[])", (text_array(spellings),)
    )
    return dict(cursor.fetchall())
