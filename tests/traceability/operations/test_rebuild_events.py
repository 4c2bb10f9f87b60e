"""An installation that has events gets the rows of new tables for them: all of it as verification demands."""

import psycopg
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from make import faults, log_setup_in
from make_events import PACK, document_bytes, object_event, transformation_event
from yaomai.database import migrate
from yaomai.ledger.engine.deed import Recorder
from yaomai.ledger.operations.erase import erase
from yaomai.ledger.operations.record import NewDeed, record
from yaomai.standards.epcis.document import read_document
from yaomai.traceability.engine.kept_document import KIND, bodies
from yaomai.traceability.models import Event, Link
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.operations.rebuild_events import rebuild_events

RECORDER = Recorder(organisation=4, key=9)
SOLD = object_event(action="OBSERVE", bizStep="retail_selling", quantityList=None, epcList=[PACK])
NAMED = object_event(eventID="urn:uuid:1", ilmd={"cbvmda:descriptionShort": "a name"})
DECLARED = NAMED | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
DOCUMENTS = ([NAMED, transformation_event(), SOLD], [DECLARED, NAMED, SOLD])


def test_the_tables_made_anew_are_the_ones_that_capture_wrote(database, tmp_path, now):
    for events in DOCUMENTS:
        captured = capture(document_bytes(events), recorder=RECORDER, now=now)
    erase([captured.deed * 2**20 + 4], reason="a name stood in it", recorder=RECORDER, now=now)
    with psycopg.connect(database.conninfo("owner")) as owner:
        owner.execute("UPDATE traceability_event SET biz_step = NULL; DELETE FROM traceability_link")
    assert rebuild_events() == len(DOCUMENTS)
    assert faults(log_setup_in(tmp_path)) == []


def test_an_installation_with_events_is_migrated_and_verifies(database, tmp_path, now):
    """The ledger as a version before this one left it, with a row of an event that nobody could read any more."""
    with psycopg.connect(database.conninfo("owner")) as owner:
        owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC")
    executor = MigrationExecutor(connections["owner"])
    before = ("traceability", "0003_repeats")
    executor.migrate([before, *(leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] == "ledger")])
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for events in DOCUMENTS:
            document = read_document(document_bytes(events))
            news = dict(enumerate([events is DOCUMENTS[0] or event is DECLARED for event in events]))
            record(NewDeed(KIND, RECORDER, bodies(document, news)), now=now, using="owner")
        cursor.execute(
            "INSERT INTO traceability_event (record, event_id, event_hash, hash_profile, declaration_hash, event_type, event_time,"
            " event_time_zone_offset) SELECT min(id), 'old', '', '', '', '', now(), '' FROM ledger_record"
        )
    migrate.migrate_database(database, say=print)
    assert Event.objects.count() == 4
    assert Link.objects.count() == 2
    assert faults(log_setup_in(tmp_path)) == []
