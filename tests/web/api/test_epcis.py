"""The capture interface and the event resource: answers, jobs, forms, versions, and who sees what."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connections

from askers import machine, signed_in
from cast import Cast
from make_events import CONTEXT, bare_event, document, document_bytes, object_event, transformation_event
from yaomai.ledger.models import Deed
from yaomai.people.engine import keys
from yaomai.people.models import AuditEntry
from yaomai.people.operations.end_key import end_key
from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.models import Event
from yaomai.traceability.operations import known_events

EVENT = object_event(eventID="urn:uuid:1", ilmd={"example:price": 31.5})
JSON = {"content_type": "application/json"}
AS_IT_CAME = {"GS1-EPC-Format": "Never_Translates"}


def capture(client, *given, **headers):
    return client.post("/capture", document_bytes(list(given) or [EVENT]), headers=headers, **JSON)


def post(client, event, **headers):
    return client.post("/events", json.dumps(bare_event(event)), headers=AS_IT_CAME | headers, **JSON)


def found(response):
    assert response.status_code == 200, response.content
    return response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def problem(response, status, name):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    said = response.json()
    assert (said["status"], said["type"]) == (status, f"epcisException:{name}" if name else "about:blank")
    assert said["title"]
    assert said["detail"]
    return said


# --- one event


def test_an_event_is_created_once_and_repeating_it_is_harmless(owner):
    first = post(owner, EVENT)
    assert first.status_code == 201
    assert first.headers["Location"] == "/events/urn%3Auuid%3A1"
    assert first.json() == bare_event(EVENT) | {"recordTime": first.json()["recordTime"]}
    again = post(owner, EVENT)
    assert (again.status_code, again.headers["Location"], again.json()) == (
        200,
        first.headers["Location"],
        first.json(),
    )
    assert Event.objects.count() == 1
    assert found(owner.get(first.headers["Location"], headers=AS_IT_CAME))[0] == first.json()


def test_an_event_without_id_has_its_hash_for_an_address(owner):
    created = post(owner, transformation_event())
    event_id = created.json()["eventID"]
    assert event_id.startswith("ni:///sha-256;")
    assert created.headers["Location"] == "/events/" + quote(event_id, safe="")
    for address in (
        created.headers["Location"],
        f"/events/{event_id}",  # its question mark sent as it is
        "/events/" + quote(event_id, safe="/:;?=").replace("?", "%3F"),
    ):
        assert found(owner.get(address))[0]["eventID"] == event_id, address


def test_a_digital_link_with_slashes_is_an_address_too(owner, anyone):
    event_id = "https://id.example.com/01/09506000134352/21/12?a=b c".replace(" ", "%20")
    post(owner, object_event(eventID=event_id))
    for address in (
        f"/events/{quote(event_id, safe='')}",
        "/events/https://id.example.com/01/09506000134352/21/12%3Fa%3Db%2520c",
    ):
        assert found(anyone.get(address))[0]["eventID"] == event_id


def test_an_id_that_names_another_event_is_a_conflict(owner):
    post(owner, EVENT)
    said = problem(post(owner, EVENT | {"action": "OBSERVE", "ilmd": None}), 400, "ValidationException")
    assert said["findings"][0]["pointer"] == "/ilmd"
    other = object_event(eventID="urn:uuid:1", eventTime="2026-09-02T08:00:00Z")
    said = problem(post(owner, other), 409, "ResourceAlreadyExistsException")
    assert said["findings"][0]["value"] == "urn:uuid:1"
    assert Event.objects.count() == 1


def test_an_event_that_would_have_to_wait_long_for_others_is_to_be_sent_again(owner, monkeypatch):
    monkeypatch.setattr(known_events, "PATIENCE_S", 0.2)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:  # another process that names something anew
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (known_events._LOCK,))
            refused = post(owner, EVENT)
            cursor.execute("SELECT pg_advisory_unlock_all()")  # a connection's end is noticed only some time later
    finally:
        other.close()
    assert "send it again" in problem(refused, 503, "ImplementationException")["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    assert post(owner, EVENT).status_code == 201


def test_a_declaration_of_error_comes_with_its_event_for_those_who_may_read_it(owner, anyone):
    wrong = EVENT | {"errorDeclaration": {"declarationTime": "2026-09-05T00:00:00Z", "reason": "incorrect_data"}}
    post(owner, EVENT)
    assert len(found(anyone.get("/events/urn:uuid:1"))) == 1
    assert capture(owner, wrong).status_code == 202
    plain, declared = found(owner.get("/events/urn:uuid:1"))
    assert "errorDeclaration" not in plain
    assert declared["errorDeclaration"] == wrong["errorDeclaration"]
    problem(anyone.get("/events/urn:uuid:1"), 404, "NoSuchResourceException")  # it would look as if it had happened


def test_events_that_came_under_different_contexts_keep_them_apart(owner):
    wrong = {"declarationTime": "2026-09-05T00:00:00Z", "other:why": "x"}
    post(owner, EVENT)
    other = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"other": "https://other.example/"}]
    named = {
        **EVENT,
        "errorDeclaration": wrong,
        "ilmd": {"example:price": 31.5},
        "@context": {"example": "https://ns.example.com/epcis/"},
    }
    assert owner.post("/capture", document_bytes([named], **{"@context": other}), **JSON).status_code == 202
    plain, declared = found(owner.get("/events/urn:uuid:1"))
    assert plain["@context"] == CONTEXT
    assert declared["@context"] == [*other, {"example": "https://ns.example.com/epcis/"}]


# --- documents and jobs


def job_of(client, response):
    """The job that a 202 names."""
    assert (response.status_code, response.content) == (202, b""), response.content
    assert "Content-Type" not in response.headers
    return client.get(response.headers["Location"]).json()


def test_a_capture_names_a_job_that_has_finished(owner):
    response = capture(owner, EVENT, transformation_event())
    deed = Deed.objects.get(kind="epcis.events")
    time = deed.record_time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert job_of(owner, response) == {
        "captureID": response.headers["Location"].removeprefix("/capture/"),
        "createdAt": time,
        "finishedAt": time,
        "running": False,
        "success": True,
        "captureErrorBehaviour": "rollback",
        "errors": [],
        "errorsTotal": 0,
        "eventsTotal": 2,
        "eventsDone": 2,
        "eventsRecorded": 2,
        "eventsRepeated": 0,
    }


def test_a_repeated_document_has_a_job_too_and_records_nothing(owner):
    first, again = capture(owner), capture(owner, EVENT, EVENT)
    job = job_of(owner, again)
    assert (job["running"], job["success"], job["errors"]) == (False, True, [])
    assert (job["eventsTotal"], job["eventsRecorded"], job["eventsRepeated"]) == (2, 0, 2)
    assert again.headers["Location"] != first.headers["Location"]
    assert Deed.objects.filter(kind="epcis.events").count() == 1


def test_who_sees_a_job(cast, owner, anyone):
    jobs = [capture(owner).headers["Location"], capture(owner).headers["Location"]]
    inspector = signed_in(cast.account("inspector", "inspector", of="省药监局"))
    mine = [owner, machine(cast.key("capture")), machine(cast.key("query")), signed_in(cast.account("lina")), inspector]
    others = [machine(cast.key("query", of="别家")), signed_in(cast.account("mei", "recorder", of="别家"))]
    json_ = {"Accept": "application/json"}
    for job in jobs:
        assert [client.get(job, headers=json_).status_code for client in mine] == [200] * 5
        for client in others:
            problem(client.get(job, headers=json_), 404, "NoSuchResourceException")
        problem(anyone.get(job), 401, "SecurityException")
    for client in mine:
        assert [f"/capture/{job['captureID']}" for job in client.get("/capture", headers=json_).json()] == jobs[::-1]
    for client in others:
        assert client.get("/capture", headers=json_).json() == []
    problem(anyone.get("/capture"), 401, "SecurityException")


def test_jobs_are_listed_page_by_page(owner):
    jobs = [job_of(owner, capture(owner))["captureID"] for _ in range(5)]
    found, address = [], "/capture?perPage=2"
    while address:
        response = owner.get(address)
        found += [job["captureID"] for job in response.json()]
        address = response.headers.get("Link", "").partition(">")[0].removeprefix("<")
        if len(found) == 2:
            capture(owner)  # and what comes meanwhile moves no page
    assert found == jobs[::-1]
    for wrong in ("perPage=0", "nextPageToken=x", "state=failed"):
        problem(owner.get(f"/capture?{wrong}"), 400, "QueryParameterException")


def test_a_job_that_is_not_there(owner):
    capture(owner)
    (job,) = owner.get("/capture").json()
    others = (
        "1",
        "999999999",
        "-1",
        "x",
        "１２",
        "%00",
        "00000000-0000-4000-8000-000000000000",
        job["captureID"].upper(),
        "repeated.x",
    )
    for name in others:
        problem(owner.get(f"/capture/{name}"), 404, "NoSuchResourceException")


def test_all_findings_of_all_events_are_named_with_place_and_value(owner):
    response = capture(owner, object_event(), object_event(action="MAYBE", eventTime="yesterday"), {"type": "X Event"})
    job = job_of(owner, response)
    assert (job["running"], job["success"], job["eventsRecorded"]) == (False, False, 0)
    places = {(one["pointer"], one["code"]): one["value"] for one in job["errors"]}
    assert places["/epcisBody/eventList/1/action", "epcis.action_invalid"] == "MAYBE"
    assert places["/epcisBody/eventList/1/eventTime", "epcis.event_time_invalid"] == "yesterday"
    assert any(pointer.startswith("/epcisBody/eventList/2") for pointer, _ in places)
    assert job["errorsTotal"] == len(job["errors"]) >= 3
    for one in job["errors"]:
        assert (one["type"], one["status"]) == ("epcisException:ValidationException", 400)
        assert one["title"]
        assert one["detail"]
    assert not Event.objects.exists()


def test_very_many_findings_are_counted(owner, monkeypatch):
    monkeypatch.setattr("yaomai.traceability.operations.capture_jobs.FINDINGS_MAX", 10)
    job = job_of(owner, capture(owner, *[{"type": "ObjectEvent"}] * 50))
    assert len(job["errors"]) == 10
    assert job["errorsTotal"] >= 150


def test_what_a_fault_does_to_the_other_events_is_the_callers_choice(owner):
    mixed = (EVENT, object_event(action="MAYBE"), transformation_event())
    job = job_of(owner, capture(owner, *mixed, **{"GS1-Capture-Error-Behaviour": "rollback"}))
    assert (job["captureErrorBehaviour"], job["success"], Event.objects.count()) == ("rollback", False, 0)
    response = capture(owner, *mixed, **{"GS1-Capture-Error-Behaviour": "proceed"})
    assert response.headers["GS1-Capture-Error-Behaviour"] == "proceed"
    job = job_of(owner, response)
    assert (job["captureErrorBehaviour"], job["success"], job["running"]) == ("proceed", False, False)
    assert (job["eventsTotal"], job["eventsRecorded"], Event.objects.count()) == (3, 2, 2)
    assert [one["pointer"] for one in job["errors"]] == ["/epcisBody/eventList/1/action"]
    problem(capture(owner, **{"GS1-Capture-Error-Behaviour": "hope"}), 400, "ValidationException")


@pytest.mark.parametrize(
    ("address", "body", "words"),
    [
        ("/events", document([EVENT]), "POST /events takes one event; send an EPCISDocument to /capture"),
        ("/capture", bare_event(EVENT), "send a single event to /events"),
    ],
)
def test_each_address_takes_its_own(owner, address, body, words):
    said = problem(owner.post(address, json.dumps(body), **JSON), 400, "ValidationException")
    assert said["findings"][0]["pointer"] == "/type"
    assert words in said["findings"][0]["message"]


# --- forms, versions, discovery


FORMS = [
    ({}, "application/json"),
    ({"Accept": "*/*"}, "application/json"),
    ({"Accept": "application/ld+json"}, "application/ld+json"),
    ({"Accept": "text/html, application/*;q=0.5"}, "application/json"),
    ({"Accept": "application/xml"}, None),
    ({"Accept": "text/html"}, None),
    ({"GS1-EPC-Format": "Never_Translates"}, "application/json"),
    ({"GS1-EPC-Format": "No_Preference"}, "application/json"),
    ({"GS1-EPC-Format": "Always_EPC_URN"}, "application/json"),
    ({"GS1-EPC-Format": "Always_GS1_Digital_Link"}, "application/json"),
    ({"GS1-EPCIS-Min": "1.2", "GS1-EPCIS-Max": "2.0.1", "GS1-CBV-Min": "2"}, "application/json"),
    ({"GS1-EPCIS-Max": "1.2"}, None),
    ({"GS1-CBV-Min": "2.1.0"}, None),
    ({"GS1-EPCIS-Version": "2.0.0", "GS1-CBV-Version": "2.0"}, "application/json"),
    ({"GS1-EPCIS-Version": "1.2"}, None),
    ({"GS1-EPCIS-Version": "two"}, None),
]


def test_the_form_of_an_answer(owner):
    post(owner, EVENT)
    for headers, expected in FORMS:
        response = owner.get("/events/urn:uuid:1", headers=headers)
        if expected is None:
            problem(response, 406, "NotAcceptableException")
            problem(capture(owner, transformation_event(), **headers), 406, "NotAcceptableException")
            problem(owner.get("/events", headers=headers), 406, "NotAcceptableException")
        else:
            assert (response.status_code, response.headers["Content-Type"]) == (200, expected), headers
            assert response.headers["GS1-EPC-Format"] == headers.get("GS1-EPC-Format", "Always_GS1_Digital_Link")
            assert response.headers["GS1-EPCIS-Version"] == "2.0.0"
            assert "private" in response.headers["Cache-Control"]
    assert Event.objects.count() == 1


def test_identifiers_are_given_in_the_form_asked_for(owner):
    urn = EVENT["readPoint"]["id"]
    link = identify(urn).canonical
    assert post(owner, EVENT, **{"GS1-EPC-Format": "Always_EPC_URN"}).json()["readPoint"]["id"] == urn
    for address in ("/events", "/events/urn:uuid:1"):
        for form, spelling in (
            ("Never_Translates", urn),
            ("No_Preference", urn),
            ("Always_EPC_URN", urn),
            ("Always_GS1_Digital_Link", link),
        ):
            response = owner.get(address, headers={"GS1-EPC-Format": form})
            assert found(response)[0]["readPoint"]["id"] == spelling
            assert "GS1-EPC-Format" in response.headers["Vary"]
        assert found(owner.get(address))[0]["readPoint"]["id"] == link  # EPCIS 2.0's default
        problem(owner.get(address, headers={"GS1-EPC-Format": "Sometimes"}), 406, "NotAcceptableException")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/capture", "GET, HEAD, OPTIONS, POST"),
        ("/capture/1", "GET, HEAD, OPTIONS"),
        ("/events", "GET, HEAD, OPTIONS, POST"),
        ("/events/urn:uuid:1", "GET, HEAD, OPTIONS"),
    ],
)
def test_discovery_and_other_methods(anyone, owner, address, allowed):
    response = anyone.options(address)
    assert (response.status_code, response.content) == (204, b"")
    headers = response.headers
    assert (headers["Allow"], headers["GS1-EPCIS-Version"], headers["GS1-CBV-Max"]) == (allowed, "2.0.0", "2.0.0")
    assert headers["GS1-Vendor-Version"].startswith("yaomai ")
    if address == "/capture":
        assert headers["GS1-EPCIS-Capture-Limit"] == "100000"
        assert headers["GS1-EPCIS-Capture-File-Size-Limit"] == str(64 * 1024 * 1024)
        assert headers["GS1-Capture-Error-Behaviour"] == "all"
    refused = owner.delete(address)
    assert (refused.status_code, refused.headers["Allow"]) == (405, allowed)
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_head_is_get_without_a_body(owner):
    post(owner, EVENT)
    response = owner.head("/events/urn:uuid:1")
    assert (response.status_code, response.content) == (200, b"")


# --- who


def test_everybody_sees_the_public_members_and_only_they(cast, owner, anyone):
    post(owner, EVENT)
    everything = {*EVENT, "recordTime", "@context"}
    person, other = signed_in(cast.account("lina")), signed_in(cast.account("mei", of="别家"))
    for client, members in (
        (owner, everything),
        (person, everything),
        (anyone, everything - {"ilmd", "@context"}),
        (other, everything - {"ilmd", "@context"}),
        (machine(cast.key("capture")), everything - {"ilmd", "@context"}),
    ):
        (event,) = found(client.get("/events/urn:uuid:1", headers={"Accept": "application/json"}))
        assert set(event) == members
    assert "31.5" not in anyone.get("/events/urn:uuid:1").content.decode()


def test_an_event_that_is_not_there(anyone):
    said = problem(
        anyone.get("/events/urn:uuid:none", headers={"Accept": "text/html, */*"}), 404, "NoSuchResourceException"
    )
    assert "urn:uuid:none" in said["detail"]
    problem(anyone.get("/events/" + "x" * 700), 414, "URITooLongException")
    problem(anyone.get("/events/%00"), 404, "NoSuchResourceException")
    problem(anyone.get("/events/%ff%fe"), 404, "NoSuchResourceException")


def test_without_a_key_that_may_capture_nothing_is_stored(cast, anyone):
    ended = cast.key("capture")
    end_key(INSTALLATION_VIEWER, int(ended.split("_")[1]), now=cast.now)
    earlier = Cast(cast.now - timedelta(days=2), cast.organisations)
    cases = [
        (anyone, 401, "send a key"),
        (machine("sk_live_x"), 401, "copied wrongly"),
        (machine(keys.written(10**6, keys.secret_of(bytes(32)))), 401, "not known"),
        (machine(ended), 401, "was ended"),
        (machine(earlier.key("capture", days=1)), 401, "has expired"),
        (machine(cast.key("query")), 403, "scope capture"),
    ]
    for client, status, words in cases:
        for address in ("/capture", "/events"):
            response = client.post(address, document_bytes([EVENT]), **JSON)
            assert words in problem(response, status, "SecurityException")["detail"]
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert not Event.objects.exists()


def test_a_person_captures_with_a_key_and_not_with_a_session(cast):
    said = problem(capture(signed_in(cast.account("lina", "recorder"))), 403, "SecurityException")
    assert said["detail"]
    assert not Event.objects.exists()


def test_captures_are_on_the_audit_trail_with_how_they_ended(owner):
    capture(owner)
    capture(owner, {"type": "ObjectEvent"})
    owner.post("/capture", b"{", **JSON)
    post(owner, EVENT)
    entries = AuditEntry.objects.order_by("id").values_list("action", "outcome", "status")
    assert list(entries) == [
        ("capture", "done", 202),
        ("capture", "done", 202),
        ("capture", "invalid", 400),
        ("events", "done", 200),
    ]
