"""What verification says of rows that an erasure blanked, and that the worker ends with them."""

import threading
from datetime import datetime

import psycopg
import pytest

from make import faults
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.erase import erase
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.operations import keep_refreshed
from yaomai.registers.operations.everything import everything
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.refresh import refresh_due
from yaomai.registers.queries.entities import entity

WHY = "本人要求"
pytestmark = pytest.mark.tampers


def erased(desk, now: datetime) -> int:
    """A firm of whose two records the second was erased, as the erasure left it."""
    number = desk.firm("陇西甲", staff="3")
    erase([desk.say(number, staff="4")], reason=WHY, recorder=Recorder(), now=now)
    return number


def told(log_setup) -> list[str]:
    return [str(one) for one in faults(log_setup) if "registers_" in str(one)]


def test_a_row_that_an_erasure_blanked_is_no_fault_before_and_after_it_is_derived(desk, now, log_setup):
    number = erased(desk, now)
    assert told(log_setup) == []
    assert refresh_due(now) == 1
    assert entity(INSTALLATION_VIEWER, number).cells["staff"].value == "3"
    assert told(log_setup) == []


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE registers_entity SET title = '假名'",
        """UPDATE registers_entity SET current = '{"name": "假名"}'""",
        "UPDATE registers_entity SET cells = '{\"name\": [1, 1]}'",
        "INSERT INTO registers_term (entity, ordinal, kind, property, text, grams) SELECT id, 0, kind, 'name', '假名', '{}'"
        " FROM registers_entity",
        "INSERT INTO registers_identity_key (entity, ordinal, key) SELECT id, 0, 'x' FROM registers_entity",
    ],
)
def test_what_stands_in_a_blanked_row_is_a_fault(desk, now, log_setup, superuser, forged):
    erased(desk, now)
    with psycopg.connect(superuser) as raw:
        raw.execute(forged)
    assert told(log_setup)


def test_a_row_that_only_looks_blanked_is_a_fault(desk, now, log_setup, superuser):
    number = desk.firm("陇西甲")
    with psycopg.connect(superuser) as raw:
        raw.execute("UPDATE registers_entity SET changes_on = '0001-01-01', title = '假名' WHERE id = %s", (number,))
    assert told(log_setup)
    with psycopg.connect(superuser) as raw:
        for table in ("registers_listed", "registers_term", "registers_identity_key"):
            raw.execute(f"DELETE FROM {table}")
        raw.execute("UPDATE registers_entity SET title = '', division = '', current = '{}', cells = '{}'")
    (only,) = told(log_setup)
    assert "no erasure took its words" in only


def test_what_was_merged_and_erased_altogether_is_gone_and_the_worker_rests(desk, now, log_setup):
    one, other = desk.firm("甲"), desk.firm("乙")
    merge(INSTALLATION_VIEWER, one, other, reason=WHY, now=now)
    erase([one, other], reason=WHY, recorder=Recorder(), now=now)
    assert (refresh_due(now), refresh_due(now)) == (2, 0)
    with everything() as cursor:
        assert cursor.execute("SELECT id FROM registers_entity").fetchall() == []
    assert told(log_setup) == []


def test_the_worker_waits_when_what_is_due_does_not_change(desk, now, monkeypatch):
    number = desk.firm("甲")
    with everything() as cursor:
        cursor.execute("UPDATE registers_entity SET changes_on = '0001-01-01' WHERE id = %s", (number,))
    monkeypatch.setattr("yaomai.registers.operations.refresh.refresh", lambda *_: None)
    assert refresh_due(now) == 0

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == keep_refreshed.LOOK_S
            self.set()
            return True

    keep_refreshed.keep_refreshed(lambda: now, Stop())
