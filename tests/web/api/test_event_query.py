"""GET /events answers what a plain walk over all events answers; nothing is told that is withheld."""

import random
from datetime import timedelta
from urllib.parse import urlencode

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from askers import signed_in
from event_oracle import (
    AMOUNTS,
    CASES,
    CLASS,
    LOTS,
    NAMESPACE,
    ORDERS,
    PACKS,
    PARTIES,
    PLACES,
    START,
    STATES,
    STEPS,
    THINGS,
    recorded,
    text,
    walked,
)
from event_pages import answer, ids, one_page, several
from make_events import FARM, HERB_LOT, PACK, document_bytes, object_event
from yaomai.ledger.engine.deed import Recorder
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.operations.capture import capture
from yaomai.traceability.queries import event_query

# --- questions


def lists(pool: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pool), min_size=1, max_size=3).map("|".join)


def spelt(pool: list[str]) -> list[str]:
    """The same identifiers in two spellings."""
    return pool + [identify(one).canonical.replace("id.gs1.org", "x.example") for one in pool]


MOMENTS = st.integers(-1, 60).map(lambda hours: text(START + timedelta(hours=hours)))
INSTANCES = lists([*spelt(PACKS), *CASES, "urn:epc:idpat:sgtin:6901234.000003.*", "urn:epc:idpat:sgtin:6901234.*.*", "urn:epc:idpat:sscc:6901234.*",
                   "https://id.gs1.org/01/06901234000030", "https://id.gs1.org/01/06901234000030/21/*", "urn:x:none"])  # fmt: skip
CLASSES = lists(
    [
        *spelt(LOTS),
        CLASS,
        "urn:epc:idpat:sgtin:6901234.*.*",
        "urn:epc:class:lgtin:6901234.000001.*",
        "https://id.gs1.org/01/06901234000016/10/*",
    ]
)
QUESTIONS: dict[str, st.SearchStrategy[str]] = {
    "eventType": lists(["ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"]),
    **{f"{operator}_{time}": MOMENTS for operator in ("GE", "LT") for time in ("eventTime", "recordTime", "errorDeclarationTime")},
    "EQ_action": lists(["ADD", "OBSERVE", "DELETE"]),
    "EQ_bizStep": lists([*STEPS, "urn:epcglobal:cbv:bizstep:receiving", "cbv:BizStep-packing", f"{NAMESPACE}resting"]),
    "EQ_disposition": lists([*STATES, "https://ref.gs1.org/cbv/Disp-active"]),
    "EQ_persistentDisposition_set": lists(STATES),
    "EQ_persistentDisposition_unset": lists(["cbv:Disp-active".replace("cbv:", "https://ref.gs1.org/cbv/"), "recalled"]),
    "EQ_readPoint": lists(spelt(PLACES)),
    "EQ_bizLocation": lists(spelt(PLACES)),
    "EQ_transformationID": lists(["urn:x:t1", "urn:x:t2", "urn:x:t3"]),
    **{f"MATCH_{kind}": CLASSES if "Class" in kind else INSTANCES for kind in THINGS},
    **{f"{operator}_quantity{unit}": st.sampled_from([*AMOUNTS, "1e1", "0"]) for operator in ("EQ", "GT", "GE", "LT", "LE") for unit in ("", "_KGM")},
    "EQ_eventID": st.lists(st.integers(0, 60).map("urn:uuid:{}".format), min_size=1, max_size=9).map("|".join),
    "EXISTS_errorDeclaration": st.sampled_from(["true", "true", "false"]),
    "EQ_errorReason": lists(["incorrect_data", "urn:epcglobal:cbv:er:did_not_occur", "example:why"]),
    "EQ_correctiveEventID": lists(["urn:uuid:c1", "urn:uuid:c9"]),
    "EQ_bizTransaction_po": lists(ORDERS),
    "EQ_source_owning_party": lists(spelt(PARTIES)),
    "EQ_destination_urn:epcglobal:cbv:sdt:possessing_party": lists(PARTIES),
}  # fmt: skip


@st.composite
def question(draw) -> dict[str, str]:
    names = draw(st.lists(st.sampled_from(sorted(QUESTIONS)), max_size=3, unique=True))
    asked = {name: draw(QUESTIONS[name]) for name in names}
    if draw(st.booleans()):
        asked["orderBy"] = draw(st.sampled_from(["eventTime", "recordTime"]))
        if draw(st.booleans()):
            asked["eventCountLimit"] = str(draw(st.integers(1, 40)))
    if draw(st.booleans()):
        asked["orderDirection"] = draw(st.sampled_from(["ASC", "DESC"]))
    return asked


def test_the_answer_is_that_of_a_plain_walk(cast, owner, anyone):
    mine = cast.organisation("陇西一厂")
    inspector = signed_in(cast.account("inspector", "inspector", of="省药监局"))
    inspector.defaults["HTTP_ACCEPT"] = "application/json"
    kept = recorded(cast, random.Random(3), 160)
    seen: set[str] = set()

    askers = {"owner": (owner, mine), "anyone": (anyone, None), "inspector": (inspector, None)}

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(question(), st.sampled_from(sorted(askers)), st.sampled_from([1, 7, 1000]))
    @example({"EQ_source_owning_party": PARTIES[0], "EXISTS_errorDeclaration": "false"}, "anyone", 1)
    def asked(asked: dict[str, str], who: str, size: int) -> None:
        client, organisation = askers[who]
        expected = walked(kept, asked, organisation, sees_all=who == "inspector")
        assert answer(client, asked, max(size, len(expected) // 5)) == expected  # six pages at most
        seen.update(name for name in asked if expected)

    asked()
    assert len(seen) > 15  # else the questions ask for what is not there


# --- values and forms


def test_values_in_all_their_spellings(owner, database):
    several(owner, 1, bizStep="example:resting", epcList=[PACK])
    for query in (
        {"EQ_bizStep": f"{NAMESPACE}resting"},
        {"EQ_disposition": "urn:epcglobal:cbv:disp:active"},
        {"MATCH_epc": "https://brand.example/01/06901234000030/21/1?17=301231"},
        {"MATCH_anyEPCClass": HERB_LOT},
        {"EQ_readPoint": FARM, "EQ_bizLocation": identify(FARM).canonical},
        {"GE_eventTime": "0002-01-01T00:00:00+23:59", "LT_eventTime": "9998-12-31T23:59:59.9999999-23:59"},
        {"GE_eventTime": "2026-09-01T00:00:00Z", "LT_eventTime": "2026-09-01T08:00:00.001+08:00"},
        {"EQ_quantity_KGM": "120.50", "GT_quantity": "120.4999999999999999999"},
    ):
        assert ids(owner.get(f"/events?{urlencode(query)}")) == ["1"], query
    assert ids(
        owner.get("/events?EQ_bizStep=ex:resting", headers={"GS1-Extensions": f"ex={NAMESPACE}, other=urn:x:"})
    ) == ["1"]
    assert ids(owner.get("/events?EQ_bizStep=ex:resting")) == []
    assert ids(owner.get("/events?GE_eventTime=2026-09-01T08:00:00+08:00")) == ["1"]  # its plus sign sent as it is
    assert ids(owner.get("/events?EQ_action=DELETE&EQ_action=ADD")) == ["1"]


def test_the_form_of_the_answer(owner, anyone):
    several(owner, 1)
    response = anyone.get("/events", headers={"Accept": "application/ld+json"})
    said = response.json()
    assert response.headers["Content-Type"] == "application/ld+json"
    assert (said["type"], said["schemaVersion"], said["epcisBody"]["queryResults"]["queryName"]) == (
        "EPCISQueryDocument",
        "2.0",
        "SimpleEventQuery",
    )
    assert (response.headers["GS1-EPCIS-Version"], response.headers["Cache-Control"]) == ("2.0.0", "private, no-cache")
    assert "example:n" not in one_page(response)[0]
    assert one_page(owner.get("/events"))[0]["example:n"] == 1
    empty = anyone.get("/events?EQ_eventID=urn:x:none").json()
    assert empty["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
    assert owner.get("/events", headers={"Accept": "text/html"}).status_code == 406
    assert owner.head("/events").content == b""


def test_a_query_is_no_oracle_about_what_is_withheld(owner, anyone):
    several(owner, 1, bizTransactionList=[{"type": "po", "bizTransaction": ORDERS[0]}])
    withheld = {"EQ_bizTransaction_po": ORDERS[0]}
    by_hash = {"EQ_eventID": owner.get("/events/urn:uuid:1").headers["Link"]}
    assert ids(owner.get(f"/events?{urlencode(withheld)}")) == ["1"]
    assert ids(anyone.get(f"/events?{urlencode(withheld)}")) == ids(anyone.get(f"/events?{urlencode(by_hash)}")) == []
    assert ids(anyone.get("/events?maxEventCount=1")) == ["1"]
    several(
        owner,
        1,
        bizTransactionList=[{"type": "po", "bizTransaction": ORDERS[0]}],
        errorDeclaration={"declarationTime": text(START)},
    )
    assert ids(owner.get("/events")) == ["1", "1"]
    for query in ("", "?EXISTS_errorDeclaration=true", "?EXISTS_errorDeclaration=false", "?maxEventCount=1"):
        assert ids(anyone.get(f"/events{query}")) == []


def test_an_event_that_only_others_declare_in_error_is_given(cast, owner, anyone):
    fields = object_event(eventID="urn:uuid:1")
    declared = fields | {"errorDeclaration": {"declarationTime": text(START)}}
    mine, other = (Recorder(cast.organisation(name), None, None) for name in ("陇西一厂", "别家"))
    for event, recorder in ((fields, mine), (declared, other)):
        capture(document_bytes([event]), recorder=recorder, now=START + timedelta(days=1))
    assert ids(anyone.get("/events?EQ_action=ADD")) == ids(anyone.get("/events?orderBy=recordTime")) == ["1"]
    capture(document_bytes([declared]), recorder=mine, now=START + timedelta(days=2))  # a repeat, that declares it, too
    assert ids(anyone.get("/events?EQ_action=ADD")) == ids(anyone.get("/events?orderBy=recordTime")) == []
    assert ids(owner.get("/events?EQ_action=ADD")) == ["1"]


def test_a_query_that_takes_too_long_is_refused(owner, monkeypatch):
    several(owner, 1)
    monkeypatch.setattr(event_query, "_FROM", f"{event_query._FROM} CROSS JOIN pg_sleep(3)")
    monkeypatch.setattr(event_query, "PATIENCE_S", 1)
    refused = owner.get("/events")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooComplexException")
