"""Is the right pg_dump found, and said what is missing when it is not; is half a dump never taken for a whole one?"""

import psycopg
import pytest

from yaomai.database import dump, privileges
from yaomai.database.placement import Programs
from yaomai.errors import InstallationError


@pytest.fixture
def programs(database):
    return dump.programs_for_server(dump.server_version(database))


def test_the_programs_are_of_the_servers_major_version(database, programs):
    assert programs.major == dump.server_version(database) // 10000


def test_no_fitting_programs_are_said_with_what_was_found(monkeypatch, tmp_path):
    monkeypatch.setattr(dump, "_carried", lambda: [Programs(tmp_path, "18.4"), Programs(tmp_path, "16.14")])
    monkeypatch.setattr(dump, "_installed", lambda: iter([Programs(tmp_path, "15.18")]))
    assert dump.programs_for_server(160002).version == "16.14"
    assert dump.programs_for_server(150000).version == "15.18"
    with pytest.raises(
        InstallationError, match=r"PostgreSQL 17\.2, .* version 17 .*\(found: 15\.18, 16\.14, 18\.4\).*client-17"
    ):
        dump.programs_for_server(170002)


def test_a_snapshot_stays_as_it_was_while_others_write(database, programs, fresh_database):
    with psycopg.connect(database.conninfo("owner"), autocommit=True) as writer:
        writer.execute("CREATE TABLE counted AS SELECT generate_series(1, 3) AS number")
        with dump.snapshot(database) as snapshot:
            writer.execute("INSERT INTO counted VALUES (4)")
            assert snapshot.connection.execute("SELECT count(*) FROM counted").fetchone() == (3,)
            pieces = list(dump.dump(database, snapshot.name, programs))
    dump.load(fresh_database, pieces, programs)
    with psycopg.connect(fresh_database.conninfo("owner")) as reader:
        assert reader.execute("SELECT count(*) FROM counted").fetchone() == (3,)


def test_tables_owners_triggers_and_sequences_come_back(database, programs, fresh_database):
    """What pg_dump does not carry, the privileges, `migrate` sets; the append-only triggers are there at once."""
    with dump.snapshot(database) as snapshot:
        dump.load(fresh_database, dump.dump(database, snapshot.name, programs), programs)
    query = "SELECT relname, relkind, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    with psycopg.connect(database.conninfo("owner")) as one, psycopg.connect(fresh_database.conninfo("owner")) as other:
        assert other.execute(query).fetchall() == one.execute(query).fetchall()
        before, after = privileges.actual(one), privileges.actual(other)
    assert {t: r.append_only for t, r in after.items()} == {t: r.append_only for t, r in before.items()}
    assert any(r.append_only for r in after.values())
    assert not any(r.grants for r in after.values())


@pytest.mark.parametrize(
    "pieces", [[], [b"PGDMP"], [b"dear colleague" * 1000]], ids=["nothing", "a beginning", "a letter"]
)
def test_what_is_no_dump_is_refused_and_nothing_is_loaded(programs, fresh_database, pieces):
    with pytest.raises(InstallationError, match="pg_restore could not read"):
        dump.load(fresh_database, pieces, programs)
    assert dump.is_empty(fresh_database)
    with pytest.raises(InstallationError, match="pg_restore could not read"):
        dump.list_contents(pieces, programs)


def test_half_a_dump_loads_nothing(database, programs, fresh_database):
    with dump.snapshot(database) as snapshot:
        whole = b"".join(dump.dump(database, snapshot.name, programs))
    assert "ledger_deed" in dump.list_contents([whole], programs)
    with pytest.raises(InstallationError, match="pg_restore could not read"):
        dump.load(fresh_database, [whole[: len(whole) // 2]], programs)
    assert dump.is_empty(fresh_database)
    assert not dump.is_empty(database)


def test_a_dump_that_nobody_reads_to_its_end_leaves_no_process(database, programs):
    with dump.snapshot(database) as snapshot:
        unread = dump.dump(database, snapshot.name, programs)
        assert next(unread).startswith(b"PGDMP")
        unread.close()


def test_the_password_is_not_on_the_command_line(database):
    assert database.passwords["owner"] not in dump._without_password(database)
