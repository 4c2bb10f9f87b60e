"""The search, the trace page and the public page of a lot: what they say, whatever they are asked."""

import pytest

from askers import browser
from make_events import HERB_LOT, document_bytes, object_event
from yaomai.ledger.operations.record import INSTALLATION
from yaomai.people.viewer import ANYONE
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import trace
from yaomai.web.pages import things


@pytest.mark.parametrize(
    "address",
    [
        "/01/%00",
        "/01/06901234000016/10/A%00",
        "/01/%ED%A0%80",
        "/00/" + "1" * 6000,
        "/things/" + "9" * 30,
        "/search?q=%00",
        "/search?q=" + "a" * 7000,
    ],
)
def test_what_nobody_named_is_not_found(cast, address):
    assert browser().get(address).status_code == 404


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (["active"], "cannot_be_judged"),
        (["recalled", "dispensed"], "recalled"),  # whoever scans a pack of it must still learn that it was recalled
        (["dispensed", "recalled", "active"], "recalled"),
        (["damaged", "expired"], "expired"),
        (["active", "dispensed"], "dispensed"),
    ],
)
def test_the_gravest_that_was_ever_said_of_a_lot_is_the_verdict(cast, now, said, verdict):
    observed = [
        object_event(action="OBSERVE", disposition=word, eventTime=f"2026-09-0{day}T08:00:00.000+08:00")
        for day, word in enumerate(said, start=1)
    ]
    capture(document_bytes(observed), recorder=INSTALLATION, now=now)
    page = things.lot_page(ANYONE, trace.find_thing(HERB_LOT))
    assert page.verdict.state == verdict
    assert browser().get("/01/06901234000016/10/LOT-A").status_code == 200
