"""Verification names each record whose body, hash, leaf, tile, checkpoint or projection was changed behind the application's back."""

import multiprocessing

import psycopg
import pytest
from django.db import transaction

from make import faults, recorded, sequenced
from yaomai.errors import LedgerError
from yaomai.ledger.engine.deed import INSTALLATION
from yaomai.ledger.models import Record
from yaomai.ledger.operations.erase import erase
from yaomai.ledger.queries import verify

# One row a table that must not change: what somebody with the database in hand does to it, and what verification must say of it.
# {one} is the id of the second record of the first deed, {deed} of the first deed; {head} the size of the newest checkpoint.
BYTE_FLIPS = [
    ("body", "UPDATE ledger_record SET body = set_byte(body, 0, get_byte(body, 0) # 1) WHERE id = {one}",
     "ledger_record {ref}: the body or its salt was changed"),
    ("salt", "UPDATE ledger_record SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1) WHERE id = {one}",
     "ledger_record {ref}: the body or its salt was changed"),
    ("body blanked without erasure", "UPDATE ledger_record SET salt = NULL, body = NULL WHERE id = {one}",
     "ledger_record {ref}: the body is gone, and no erasure names it"),
    ("record deleted", "DELETE FROM ledger_record WHERE id = {one}", "ledger_record {ref}: the record is gone"),
    ("record added to a deed", "INSERT INTO ledger_record VALUES ({one} + 1, '\\x00112233445566778899aabbccddeeff', 'x')",
     "ledger_record {deed}.3: the deed has no such record"),
    ("record of no deed", "INSERT INTO ledger_record VALUES (((99999::bigint << 20) + 1), '\\x00112233445566778899aabbccddeeff', 'x')",
     "ledger_record 99999.1: belongs to no deed"),
    ("hash of a record", "UPDATE ledger_deed SET record_hashes = set_byte(record_hashes, 33, get_byte(record_hashes, 33) # 1) WHERE id = {deed}",
     "ledger_deed {deed}: the stored hash of record {ref} was changed"),
    ("root of a deed", "UPDATE ledger_deed SET root = set_byte(root, 3, get_byte(root, 3) # 128) WHERE id = {deed}",
     "ledger_deed {deed}: header (kind, recorder, time, salt) or root was changed"),
    ("salt of a deed", "UPDATE ledger_deed SET salt = set_byte(salt, 3, get_byte(salt, 3) # 128) WHERE id = {deed}",
     "ledger_deed {deed}: header (kind, recorder, time, salt) or root was changed"),
    ("recorder of a deed", "UPDATE ledger_deed SET organisation = 7 WHERE id = {deed}",
     "ledger_deed {deed}: header (kind, recorder, time, salt) or root was changed"),
    ("time of a deed", "UPDATE ledger_deed SET record_time = record_time - interval '1 microsecond' WHERE id = {deed}",
     "ledger_deed {deed}: header (kind, recorder, time, salt) or root was changed"),
    ("body, hash and root all rewritten to fit",
     "WITH new AS (SELECT '\\x00112233445566778899aabbccddeeff'::bytea AS salt, 'forged'::bytea AS body)"
     " UPDATE ledger_record SET salt = new.salt, body = new.body FROM new WHERE id = {one};"
     " UPDATE ledger_deed SET record_hashes = substring(record_hashes FROM 1 FOR 32) ||"
     " sha256('\\x00'::bytea || '\\x00112233445566778899aabbccddeeff'::bytea || 'forged'::bytea) WHERE id = {deed};"
     " UPDATE ledger_deed SET root = sha256('\\x01'::bytea || sha256('\\x01'::bytea || sha256('\\x00'::bytea || salt ||"
     " convert_to('{header}', 'UTF8')) || substring(record_hashes FROM 1 FOR 32)) || substring(record_hashes FROM 33)) WHERE id = {deed}",
     "ledger_tile level 0, 0: does not fit the deeds at leaves 0"),
    ("leaf points to another deed", "UPDATE ledger_leaf SET deed_id = 100000 - deed_id WHERE leaf_index IN (1)",
     "ledger_leaf 1: deed"),
    ("leaf removed", "DELETE FROM ledger_leaf WHERE leaf_index = 1", "ledger_leaf 2: leaf 1 is not there"),
    ("tile", "UPDATE ledger_tile SET hashes = set_byte(hashes, 70, get_byte(hashes, 70) # 4) WHERE level = 0 AND n = 0",
     "ledger_tile level 0, 0: does not fit the deeds at leaves 2"),
    ("upper tile", "UPDATE ledger_tile SET hashes = set_byte(hashes, 1, get_byte(hashes, 1) # 4) WHERE level = 1",
     "ledger_tile level 1, 0: does not fit the deeds at subtrees of 256 leaves 0"),
    ("tile deleted", "DELETE FROM ledger_tile WHERE level = 1", "ledger_tile level 1, 0: the tile is gone"),
    ("checkpoint's note", "UPDATE ledger_checkpoint SET note = replace(note, 'log.example/test', 'log.example/tset')",
     "ledger_checkpoint of {head} leaves: the signed note does not verify"),
    ("checkpoint's root", "UPDATE ledger_checkpoint SET root = set_byte(root, 1, get_byte(root, 1) # 4)",
     "ledger_checkpoint of {head} leaves: size or root differ from the signed note"),
    ("erasure's reason", "UPDATE ledger_erasure SET reason = 'another'", "ledger_erasure"),
    ("erasure row removed", "DELETE FROM ledger_erasure", "the body is gone, and no erasure names it"),
    ("pending although a leaf", "INSERT INTO ledger_pending VALUES ({deed})", "is a leaf already"),
    ("a checkpoint for leaves that are not there", "INSERT INTO ledger_checkpoint SELECT size + 5, root, note, signed_at FROM ledger_checkpoint",
     "size or root differ from the signed note"),
]  # fmt: skip


@pytest.fixture
def history(log_setup, now):
    """A deed of two records, 300 of one, one of them erased; all sequenced and signed."""
    first, *_, last = recorded([b"one", b"two"], *[[b"%d" % i] for i in range(300)], now=now)
    erase([last.record_ids[0]], reason="asked for by the person", recorder=INSTALLATION, now=now)
    sequenced(log_setup, now)
    return first


def test_an_untouched_history_has_no_fault_and_counts_what_was_erased(history, log_setup):
    *_, progress = verify.verify_records()
    assert (progress.records, progress.records_total, progress.deeds, progress.erased) == (303, 303, 302, 1)
    assert faults(log_setup) == []


@pytest.mark.tampers
@pytest.mark.parametrize(("what", "statement", "said"), BYTE_FLIPS, ids=[row[0] for row in BYTE_FLIPS])
def test_a_change_behind_the_applications_back_is_named(history, log_setup, superuser, now, what, statement, said):
    from yaomai.ledger.engine.deed import Header

    header = Header(history.deed_id, "test.note", INSTALLATION, now, 2).to_bytes().decode()
    words = {
        "one": history.record_ids[1],
        "deed": history.deed_id,
        "ref": f"{history.deed_id}.2",
        "head": 302,
        "header": header,
    }
    with psycopg.connect(superuser) as intruder:
        for table in ("record", "deed", "leaf", "tile", "checkpoint", "erasure", "cosignature"):
            intruder.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER ALL")
        changed = intruder.execute(statement.format(**words))
        assert changed.rowcount != 0, "the table's row of this test changed nothing"
    said = said.format(**words)
    found = faults(log_setup)
    assert any(said in fault for fault in found), found


def test_erasing_blanks_the_body_keeps_the_hash_and_is_on_record_itself(log_setup, now):
    (deed,) = recorded([b"a name", b"kept"], now=now)
    sequenced(log_setup, now)
    erased = erase([deed.record_ids[0]], reason="PIPL art. 47", recorder=INSTALLATION, now=now)
    assert [row.body and bytes(row.body) for row in Record.objects.filter(id__in=deed.record_ids).order_by("id")] == [
        None,
        b"kept",
    ]
    assert b"PIPL" in bytes(Record.objects.get(id=erased.record_ids[0]).body)
    sequenced(log_setup, now)
    assert faults(log_setup) == []


def test_the_application_cannot_erase(log_setup, now):
    (deed,) = recorded([b"a name"], now=now)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Record.objects.filter(id=deed.record_ids[0]).update(body=None, salt=None)


@pytest.mark.parametrize(
    ("records", "reason", "words"),
    [
        (lambda d: [d.record_ids[0]], "  ", "say why"),
        (lambda d: [d.record_ids[0]] * 2, "twice", "name each record to erase once"),
        (lambda _: [], "none", "name each record to erase once"),
        (lambda d: [d.record_ids[0] + 7], "not there", "there is no record"),
    ],
)
def test_erasures_that_are_refused_change_nothing(log_setup, now, records, reason, words):
    (deed,) = recorded([b"a name"], now=now)
    with pytest.raises(Exception, match=words):
        erase(records(deed), reason=reason, recorder=INSTALLATION, now=now)
    assert bytes(Record.objects.get(id=deed.record_ids[0]).body) == b"a name"


def test_what_was_erased_cannot_be_erased_again_nor_the_erasure_itself(log_setup, now):
    (deed,) = recorded([b"a name"], now=now)
    erased = erase([deed.record_ids[0]], reason="once", recorder=INSTALLATION, now=now)
    with pytest.raises(Exception, match="erased already"):
        erase([deed.record_ids[0]], reason="again", recorder=INSTALLATION, now=now)
    with pytest.raises(Exception, match="itself an erasure"):
        erase([erased.record_ids[0]], reason="hide it", recorder=INSTALLATION, now=now)


@pytest.fixture
def divided(monkeypatch):
    """Verification divides its work between two processes, however little there is, twenty records at a time."""
    monkeypatch.setattr(verify, "RECORDS_PER_STEP", 20)
    monkeypatch.setattr(verify, "STEPS_PER_PROCESS", 1)
    monkeypatch.setattr(verify, "_cores", lambda: 2)


def test_divided_among_processes_nothing_is_missed_and_progress_goes_on_in_order(history, log_setup, divided):
    seen = [(progress.records, progress.deeds) for progress in verify.verify_records()]
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert seen[-1] == (303, 302)
    assert faults(log_setup) == []


@pytest.mark.tampers
def test_divided_among_processes_the_same_faults_are_named_in_the_same_order(
    history, log_setup, superuser, now, monkeypatch
):
    with psycopg.connect(superuser) as intruder:
        intruder.execute("ALTER TABLE ledger_record DISABLE TRIGGER ALL")
        intruder.execute("UPDATE ledger_record SET body = 'forged' WHERE id % (7 << 20) = 1 AND body IS NOT NULL")
        intruder.execute("DELETE FROM ledger_record WHERE id = %s", (history.record_ids[1],))
        intruder.execute("INSERT INTO ledger_record VALUES (((99999::bigint << 20) + 1), NULL, NULL)")
    alone = faults(log_setup)
    assert len(alone) > 40
    monkeypatch.setattr(verify, "RECORDS_PER_STEP", 20)
    monkeypatch.setattr(verify, "STEPS_PER_PROCESS", 1)
    monkeypatch.setattr(verify, "_cores", lambda: 2)
    assert faults(log_setup) == alone


@pytest.mark.tampers
def test_divided_among_processes_what_is_recorded_meanwhile_is_not_yet_in_it(
    history, log_setup, now, divided, database
):
    steps = verify.verify_records()
    next(steps)
    with psycopg.connect(database.conninfo("app"), autocommit=True) as another:
        another.execute("INSERT INTO ledger_record VALUES (((99999::bigint << 20) + 1), NULL, NULL)")
    *_, progress = steps
    assert progress.faults == []
    *_, progress = verify.verify_records()
    assert [str(fault) for fault in progress.faults] == ["ledger_record 99999.1: belongs to no deed"]


def test_a_helping_process_that_is_killed_is_said(history, divided):
    steps = verify.verify_records()
    next(steps)
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(LedgerError, match="ended before it was done"):
        list(steps)
    assert multiprocessing.active_children() == []
