"""Statements that are planned once: the answers are those of any other, in the transaction that is under way."""

import pytest
from django.db import DataError, connections, transaction

from yaomai.database import prepared


def test_values_are_sent_beside_the_statement(database):
    evil = "'; DROP TABLE ledger_deed; --"
    assert prepared.ask("SELECT %s::text, %s::bigint[]", (evil, [1, 2])) == [(evil, [1, 2])]
    assert prepared.ask("SELECT %(a)s::int + %(a)s::int", {"a": 21}) == [(42,)]


def test_it_is_planned_once_a_connection(database):
    for number in range(3):
        assert prepared.ask("SELECT %s::bigint AS asked_again", (number,)) == [(number,)]
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS asked_again%'")
        assert cursor.fetchone() == (1,)


def test_it_stands_in_the_callers_transaction(database):
    with transaction.atomic():
        with connections["default"].cursor() as cursor:
            cursor.execute("SET LOCAL application_name = 'inside'")
        assert prepared.ask("SELECT current_setting('application_name')", ()) == [("inside",)]


def test_a_fault_is_djangos(database):
    with pytest.raises(DataError):
        prepared.ask("SELECT %s::bigint", ("no number",))
