"""Which events replace those that were declared in error: for whom, as was known when, and whoever said so first."""

from datetime import timedelta

import pytest

from make_events import document_bytes, object_event, quantity
from yaomai.ledger.engine.deed import Recorder
from yaomai.people.viewer import ANYONE, Viewer
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries.corrections import replacements

pytestmark = pytest.mark.usefixtures("database")

GROWER, OTHER = Recorder(organisation=4), Recorder(organisation=5)
OWN = Viewer(account=1, organisation=GROWER.organisation)
INSPECTOR = Viewer(account=2, organisation=9, roles=frozenset({"inspector"}))

RIGHT = object_event(
    eventID="urn:uuid:00000000-0000-4000-8000-000000000002",
    quantityList=[quantity("urn:epc:class:lgtin:6901234.000001.LOT-A", 498)],
)
WRONG = object_event()
DECLARED = {
    "declarationTime": "2026-09-02T08:00:00Z",
    "reason": "incorrect_data",
    "correctiveEventIDs": [RIGHT["eventID"]],
}


def captured(*events, now, recorder=GROWER):
    return [one.record for one in capture(document_bytes(list(events)), recorder=recorder, now=now).events]


@pytest.mark.parametrize("first_by", [GROWER, OTHER], ids=["said first by itself", "a repeat of what another said"])
def test_an_event_declared_in_error_leads_to_what_replaces_it(now, first_by):
    wrong, right = captured(WRONG, RIGHT, now=now)
    declaration = WRONG | {"errorDeclaration": DECLARED}
    captured(declaration, now=now, recorder=first_by)
    later = now + timedelta(hours=1)
    captured(declaration, now=later, recorder=GROWER)
    for viewer in (OWN, INSPECTOR):
        assert [one.record for one in replacements(viewer, [wrong])[wrong]] == [right]
    assert replacements(ANYONE, [wrong]) == {}
    assert bool(replacements(OWN, [wrong], known_on=now)) == (first_by is GROWER)


def test_what_only_another_declares_replaces_nothing(now):
    wrong, _ = captured(WRONG, RIGHT, now=now)
    captured(WRONG | {"errorDeclaration": DECLARED}, now=now, recorder=OTHER)
    assert replacements(INSPECTOR, [wrong]) == {}
