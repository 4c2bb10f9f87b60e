"""Every column of every projection: whoever changes one behind the application's back is named by verification.

The world of this test has a row in every projection table, so a projection that is added later is covered, or asks for its row here.
"""

import psycopg
import pytest
from django.db import connections

from full_world import full_world
from make import faults
from yaomai.ledger.projections import all_projections
from yaomai.standards.c2sp import cosignature, note
from yaomai.standards.c2sp.cosignature import CosignerKey
from yaomai.standards.c2sp.policy import Witness

pytestmark = pytest.mark.slow
DERIVED = {"registers_entity", "registers_listed", "registers_identity_key", "registers_term", "archive_text"}
TABLES = sorted({projection.table for projection in all_projections()} | DERIVED)
CHANGES = {
    "text": "{0} || 'x'",
    "bigint": "{0} + 1",
    "integer": "{0} + 1",
    "numeric": "{0} + 0.001",
    "boolean": "NOT {0}",
    "date": "{0} + 1",
    "bytea": "CASE WHEN length({0}) = 0 THEN '\\x00'::bytea ELSE set_byte({0}, 0, get_byte({0}, 0) # 1) END",
    "timestamp with time zone": "{0} + interval '1 second'",
    "uuid": "gen_random_uuid()",
    "ARRAY": "{0} || 'x'::text",
    "jsonb": "{0} || '{{\"x\": [1, 1]}}'",
}


@pytest.fixture
def world(log_setup, now):
    """At least one row in each projection table."""
    return full_world(log_setup, now)


def columns(table: str) -> list[tuple[str, str]]:
    """The columns that say something, with their types; a number that only counts rows (`id`) says nothing."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
            " ORDER BY ordinal_position",
            (table,),
        )
        return cursor.fetchall()


def _lift_constraints(superuser: str, table: str) -> None:
    """Whoever holds the database can change what it demands, too."""
    with psycopg.connect(superuser) as intruder:
        for (name,) in intruder.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'p', 'u') AND conrelid = %s::regclass", (table,)
        ).fetchall():
            intruder.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")


@pytest.mark.tampers
@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_projection_is_verified(world, superuser, table):
    unnoticed = []
    _lift_constraints(superuser, table)
    for column, kind in columns(table):
        quoted = f'"{column}"'
        with psycopg.connect(superuser) as intruder:
            intruder.execute("SET session_replication_role = replica")  # neither foreign keys nor ordinary triggers
            intruder.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            changed = intruder.execute(
                f"UPDATE {table} SET {quoted} = {CHANGES[kind].format(quoted)}"
                f" WHERE ctid = (SELECT ctid FROM {table} WHERE {quoted} IS NOT NULL LIMIT 1) RETURNING 1"
            ).fetchall()
            assert changed, f"no row of {table} has a value in {column}: give the world of this test one"
            intruder.commit()
            if not any(fault.startswith(table) for fault in faults(world)):
                unnoticed.append(column)
    assert unnoticed == []


@pytest.mark.tampers
def test_a_cosignature_that_was_changed_is_named(world, superuser, now):
    key = CosignerKey.generate("witness.example/one")
    world.set_witnesses([Witness(key.verifier.name, key.verifier, "http://127.0.0.1:1")], 1)
    with psycopg.connect(superuser) as intruder:
        ((size, text),) = intruder.execute("SELECT size, note FROM ledger_checkpoint").fetchall()
        line = cosignature.cosign(note.parse(text.encode()).text, key, int(now.timestamp())).line()
        insert = "INSERT INTO ledger_cosignature (size, witness, line, received_at) VALUES (%s, %s, %s, %s)"
        intruder.execute(insert, (size, key.name, line, now))
        intruder.commit()
        assert faults(world) == []
        intruder.execute("ALTER TABLE ledger_cosignature DISABLE TRIGGER ALL")
        other = "CASE WHEN substr(line, 60, 1) = 'A' THEN 'B' ELSE 'A' END"
        intruder.execute(f"UPDATE ledger_cosignature SET line = overlay(line PLACING {other} FROM 60 FOR 1)")
        intruder.commit()
    (fault,) = faults(world)
    assert fault.startswith(f"ledger_cosignature {key.name} of {size} leaves: does not verify")


@pytest.mark.tampers
def test_another_spelling_in_the_dictionary_is_named(world, superuser):
    """Identifiers are numbers elsewhere: a changed spelling changes what every row that uses it says."""
    with psycopg.connect(superuser) as intruder:
        intruder.execute("ALTER TABLE registers_identifier DISABLE TRIGGER ALL")
        intruder.execute("UPDATE registers_identifier SET canonical = canonical || 'x'")
    assert any(fault.startswith("traceability_event_thing") for fault in faults(world))


@pytest.mark.tampers
def test_another_spelling_of_a_series_is_named(world, superuser):
    """Series are numbers elsewhere, too."""
    with psycopg.connect(superuser) as intruder:
        intruder.execute("ALTER TABLE indicators_series DISABLE TRIGGER ALL")
        intruder.execute("UPDATE indicators_series SET segment = segment || 'x'")
    tables = {fault.split()[0] for fault in faults(world)}
    assert {"indicators_observation", "indicators_correction"} <= tables
