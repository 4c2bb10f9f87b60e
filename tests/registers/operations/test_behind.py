"""Statements behind which the program goes on: all done, in their order, or none."""

import pytest
from django.db import DatabaseError

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.operations import state as stating
from yaomai.registers.operations.behind import behind
from yaomai.registers.operations.everything import everything
from yaomai.registers.queries.lists import Listing, page

VIEW = "INSERT INTO registers_saved_view (account, kind, name, query, is_shared, kept) VALUES (1, 'k', %s, '', false, now())"


def kept(cursor):
    return [row[0] for row in cursor.execute("SELECT name FROM registers_saved_view ORDER BY id").fetchall()]


def test_all_are_done_in_their_order_when_the_block_ends(database):
    with everything() as cursor:
        with behind(cursor) as writing:
            for number in range(20):
                writing.execute(VIEW, (str(number),))
        assert kept(cursor) == [str(number) for number in range(20)]


def write(names, fault=None):
    with everything() as cursor, behind(cursor) as writing:
        for name in names:
            writing.execute(VIEW, (name,))
        if fault is not None:
            raise fault


@pytest.mark.parametrize(
    ("names", "fault", "raised"),
    [
        (("one", "one"), None, DatabaseError),
        (("one", "one", "other"), None, DatabaseError),
        (("one",), KeyError(), KeyError),
    ],
)
def test_what_fails_is_raised_and_nothing_stays(database, names, fault, raised):
    with pytest.raises(raised):
        write(names, fault)
    with everything() as cursor:
        assert kept(cursor) == []


def test_a_deed_of_many_is_as_one_of_few(desk, monkeypatch):
    few = desk.firm("陇西甲", staff="12", titles=["leading"])
    monkeypatch.setattr(stating, "_MANY", 0)
    many = desk.firm("陇西乙", staff="12", titles=["leading"])
    one, other = page(INSTALLATION_VIEWER, Listing("test_firm")).rows
    assert {one.number, other.number} == {few, many}
    assert [dict(row.values) | {"name": ""} for row in (one, other)] == [
        {"name": "", "staff": "12", "titles": ["leading"]}
    ] * 2
