"""The database shows the application's role what the viewer sees, and nothing without being told who asks."""

import re
from itertools import product
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from register_kinds import FIRM, PLOT
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.registers.operations.everything import everything
from yaomai.registers.sight import may_change, may_decide, may_keep, seen_by, sight

GUARDED = ("registers_entity", "registers_listed", "registers_statement", "registers_term", "registers_identity_key")
VIEWS = (*(f"{table}_seen" for table in GUARDED[:4]), "registers_listing_seen")
SOURCE = Path(__file__).parents[2] / "src" / "yaomai"


def rows(table, cursor=None):
    if cursor is not None:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
    with connection.cursor() as own:
        return rows(table, own)


@pytest.fixture
def world(desk, cast):
    """Firms and plots of two organisations, in two counties."""
    one, two = cast.organisation("陇西一厂"), cast.organisation("岷县二厂")
    desk.firm("甲", organisation=one, division="621122", revenue="5", rating="A", former=["老甲"])
    desk.firm("乙", organisation=two, division="621126", revenue="6", staff="3")
    desk.firm("丙", division="620102", uscc=None)
    desk.plot("一号", "621122", organisation=one, area="3", keeper="张三")
    desk.plot("二号", "621126", organisation=two, area="4", keeper="李四")
    return one, two


def viewers(one, two):
    """Who asks, of two organisations."""
    return {
        "anyone": ANYONE,
        "a person without roles": Viewer(account=1, organisation=one),
        "a recorder": Viewer(account=1, organisation=one, roles=frozenset({"recorder"})),
        "a recorder above both": Viewer(account=1, organisation=one, roles=frozenset({"recorder"}), below=frozenset({one, two})),
        "an inspector": Viewer(account=1, organisation=99, roles=frozenset({"inspector"})),
        "an official of nowhere": Viewer(account=1, organisation=99, roles=frozenset({"official"})),
        "an official of a county": Viewer(account=1, organisation=99, roles=frozenset({"official"}), division="621126"),
        "an official of the province": Viewer(account=1, organisation=two, roles=frozenset({"official"}), division="620000"),
        "a machine that captures": Viewer(key=1, organisation=one, scopes=frozenset({"capture"})),
        "a machine that queries": Viewer(key=1, organisation=one, scopes=frozenset({"query"})),
        "the installation": INSTALLATION_VIEWER,
    }  # fmt: skip


WHO = (
    "anyone",
    "a person without roles",
    "a recorder",
    "a recorder above both",
    "an inspector",
    "an official of nowhere",
    "an official of a county",
    "an official of the province",
    "a machine that captures",
    "a machine that queries",
    "the installation",
)


def test_without_a_viewer_no_row_is_seen_or_written(world):
    for table in (*GUARDED, *VIEWS):
        assert rows(table) == 0
    with everything() as cursor:
        assert rows("registers_entity", cursor) == 5
    assert rows("registers_entity") == 0
    for table in GUARDED:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction.atomic():
            psycopg.Cursor(connection.connection).execute(
                f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, '{{}}')"
            )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registers_entity SET title = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM registers_term")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("who", WHO)
def test_the_database_shows_exactly_what_sight_says(world, who):
    viewer = viewers(*world)[who]
    with everything() as cursor:
        placed = {
            number: ({"test_firm": FIRM, "test_plot": PLOT}[kind], organisation, division)
            for number, kind, organisation, division in cursor.execute(
                "SELECT id, kind, organisation, division FROM registers_entity"
            ).fetchall()
        }
        said = cursor.execute("SELECT entity, property FROM registers_statement").fetchall()
        terms = cursor.execute("SELECT entity, property FROM registers_term").fetchall()
    seen = {number: sight(viewer, *place) for number, place in placed.items()}
    expected = {
        "registers_entity": sorted(number for number, names in seen.items() if names),
        "registers_listed": sorted(number for number, names in seen.items() if names),
        "registers_statement": sorted(one for one in said if one[1] in seen[one[0]]),
        "registers_term": sorted(one for one in terms if one[1] in seen[one[0]]),
    }
    columns = {"registers_entity": "id", "registers_listed": "entity"}
    with seen_by(viewer) as cursor:
        for table, suffix in product(expected, ("", "_seen")):
            cursor.execute(f"SELECT {columns.get(table, 'entity, property')} FROM {table}{suffix}")
            found = sorted(row if len(row) > 1 else row[0] for row in cursor.fetchall())
            assert found == expected[table], table
    for kind in (FIRM, PLOT):
        with seen_by(viewer, kind) as cursor:
            cursor.execute("SELECT entity FROM registers_listing_seen ORDER BY entity")
            assert [row[0] for row in cursor.fetchall()] == [
                number for number in expected["registers_listed"] if placed[number][0] is kind
            ]
    for table in (*expected, "registers_listing_seen"):
        assert rows(table) == 0  # the viewer is gone with the block


def test_what_each_sees(world):
    one, two = world
    plots = {who: sight(viewer, PLOT, two, "621126") for who, viewer in viewers(one, two).items()}
    everything_but = frozenset(PLOT.by_name) - {"keeper"}
    assert plots == {
        "anyone": frozenset(),
        "a person without roles": frozenset(),
        "a recorder": frozenset(),
        "a recorder above both": {"name", "county"},
        "an inspector": frozenset(),
        "an official of nowhere": frozenset(),
        "an official of a county": everything_but,
        "an official of the province": frozenset(PLOT.by_name),
        "a machine that captures": frozenset(),
        "a machine that queries": frozenset(),
        "the installation": frozenset(PLOT.by_name),
    }


def test_who_keeps_changes_and_decides(world):
    one, two = world
    keepers = {who for who, viewer in viewers(one, two).items() if may_keep(viewer, PLOT, one, "621122")}
    assert keepers == {
        "a recorder",
        "a recorder above both",
        "an official of the province",
        "a machine that captures",
        "the installation",
    }
    county = viewers(one, two)["an official of a county"]
    assert may_keep(county, PLOT, two, "621126")
    assert not may_keep(county, PLOT, one, "621122")
    assert not may_decide(viewers(one, two)["a recorder"], PLOT, one, "621122")
    assert may_decide(county, PLOT, two, "621126")
    assert not may_change(viewers(one, two)["a recorder"], FIRM, "rating", one)
    assert may_change(viewers(one, two)["an official of nowhere"], FIRM, "rating", one)


def _fail_while_seeing_everything():
    with everything() as cursor:
        assert rows("registers_entity", cursor) == 5
        raise ZeroDivisionError


def test_a_viewer_within_a_viewer_and_after_a_failure(world):
    official = viewers(*world)["an inspector"]
    with seen_by(official) as outer:
        assert rows("registers_entity_seen", outer) == 3
        with seen_by(ANYONE):
            assert rows("registers_statement_seen") == 7
        with pytest.raises(ZeroDivisionError):
            _fail_while_seeing_everything()
        assert rows("registers_entity_seen", outer) == 3


def test_only_operations_see_everything():
    """By the file: whoever imports `everything` or sets the setting tells nobody what it reads."""
    allowed = re.compile(
        r"registers/operations/|database/row_security\.py|ledger/queries/verify\.py|registers/sight\.py"
    )
    found = [
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        if re.search(r"operations\.everything|yaomai\.everything|row_security import", file.read_text())
    ]
    assert [one for one in found if not allowed.search(one) and "migrations" not in one] == []
