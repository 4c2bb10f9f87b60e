"""Recording: what is in the tables afterwards, and what is refused."""

import threading

import pytest
from django.db import connections, transaction

from yaomai.errors import InvalidError, YaomaiError
from yaomai.ledger.engine.deed import INSTALLATION, Recorder, record_id, reference
from yaomai.ledger.models import Deed, Pending, Record
from yaomai.ledger.operations.record import NewDeed, record, record_all

pytestmark = pytest.mark.usefixtures("database")


def test_a_deed_keeps_its_bodies_in_order_and_waits_for_the_log(now):
    with transaction.atomic():
        recorded = record(NewDeed("test.note", Recorder(1, 2, None), [b"one", b"two", b""]), now=now)

    assert [bytes(row.body) for row in Record.objects.order_by("id")] == [b"one", b"two", b""]
    assert list(recorded.record_ids) == [record_id(recorded.deed_id, position) for position in (1, 2, 3)]
    assert reference(recorded.record_ids[2]) == f"{recorded.deed_id}.3"
    deed = Deed.objects.get()
    assert (deed.kind, deed.organisation, deed.account, deed.key, deed.record_time, deed.size) == (
        "test.note",
        1,
        2,
        None,
        now,
        3,
    )
    assert Pending.objects.get().deed_id == recorded.deed_id


def test_outside_a_transaction_nothing_is_recorded(now):
    with pytest.raises(YaomaiError, match="outside a transaction"):
        record(NewDeed("test.note", INSTALLATION, [b"one"]), now=now)
    assert not Deed.objects.exists()


def test_a_transaction_that_fails_leaves_nothing(now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012  # the failure comes after the deed
        record(NewDeed("test.note", INSTALLATION, [b"one"]), now=now)
        _ = 1 / 0
    assert not Deed.objects.exists()
    assert not Record.objects.exists()
    assert not Pending.objects.exists()


def test_every_fault_of_a_deed_is_named_at_once(now):
    with pytest.raises(InvalidError) as refused, transaction.atomic():
        record_all([NewDeed("two\nlines", INSTALLATION, []), NewDeed("", INSTALLATION, [b"x"])], now=now)
    assert sorted((f.code, f.pointer) for f in refused.value.findings) == [
        ("ledger.deed_empty", "/0"),
        ("ledger.kind_unusable", "/0"),
        ("ledger.kind_unusable", "/1"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.parametrize(("table", "column"), [("ledger_deed", "kind"), ("ledger_record", "body")])
@pytest.mark.parametrize("role", ["default", "sequencer", "eraser", "owner"])
def test_what_was_recorded_is_changed_by_no_role(now, role, table, column, statement):
    with transaction.atomic():
        record(NewDeed("test.note", INSTALLATION, [b"one"]), now=now)
    with pytest.raises(Exception, match=r"append-only|permission denied|must be owner"), transaction.atomic(using=role):
        connections[role].cursor().execute(statement.format(table, column))


def test_deeds_of_two_transactions_at_once_do_not_disturb_each_other(now):
    inside, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(NewDeed("test.slow", INSTALLATION, [b"first in, last out"]), now=now)
            inside.set()
            may_commit.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert inside.wait(10)
    with transaction.atomic():
        record(NewDeed("test.quick", INSTALLATION, [b"second in, first out"]), now=now)
    assert list(Deed.objects.values_list("kind", flat=True)) == ["test.quick"]
    may_commit.set()
    thread.join()
    assert list(Deed.objects.order_by("id").values_list("kind", flat=True)) == ["test.slow", "test.quick"]
