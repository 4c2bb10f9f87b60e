"""Bad input over HTTP: each case gets a problem document that says what is wrong and where; nothing is stored; never a 500."""

import gzip
import http.client
import json
import socket
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from make_events import GS1_CONTEXT, document, document_bytes, object_event
from yaomai.ledger.models import Deed, Record
from yaomai.standards.epcis.document import Limits
from yaomai.traceability.engine.event_rows import hash_id
from yaomai.traceability.models import Event
from yaomai.web.api import negotiation

GOOD = document_bytes([object_event()])
JSON = "application/json"


def changed(**members) -> bytes:
    return document_bytes([object_event(**members)])


def with_text(old: str, new: str) -> bytes:
    assert old.encode() in GOOD
    return GOOD.replace(old.encode(), new.encode(), 1)


def events(*given) -> bytes:
    return document_bytes(list(given))


DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
BODIES = {
    # what                                     body, where (a JSON pointer), code, words
    "nothing": (b"", "", "json.malformed", "line 1, column 1"),
    "white space": (b" \n ", "", "json.malformed", "not JSON"),
    "not JSON": (b"<EPCISDocument/>", "", "json.malformed", "line 1, column 1"),
    "broken in the middle": (GOOD[: len(GOOD) // 2], "", "json.malformed", "not JSON at line"),
    "a comma too many": (with_text('"ADD",', '"ADD",,'), "", "json.malformed", "not JSON at line"),
    "text after the end": (GOOD + b"{}", "", "json.malformed", "not JSON at line"),
    "a list": (b"[]", "", "json.not_an_object", "is a JSON object"),
    "a number": (b"7", "", "json.not_an_object", "is a JSON object"),
    "null": (b"null", "", "json.not_an_object", "is a JSON object"),
    "an empty object": (b"{}", "", "epcis.context_missing", "names its @context"),
    "Latin-1": (GOOD.replace(b"commissioning", "caf\u00e9".encode("latin-1")), "", "json.not_utf8", "not UTF-8 at byte"),
    "GBK": (GOOD.replace(b"commissioning", "当归".encode("gbk")), "", "json.not_utf8", "not UTF-8 at byte"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "", "json.not_utf8", "UTF-16"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD, "", "json.byte_order_mark", "byte order mark"),
    "half a surrogate pair": (with_text("LOT-A", "\\ud800"), "/epcisBody/eventList/0/quantityList/0/epcClass", "json.lone_surrogate", "surrogate"),
    "NUL": (with_text("LOT-A", "\\u0000"), "/epcisBody/eventList/0/quantityList/0/epcClass", "json.nul_character", "NUL"),
    "a raw NUL": (with_text("LOT-A", "\x00"), None, None, ""),
    "50,000 deep": (DEEP, "", "json.too_deep", "nested more than 64 deep"),
    "an event 50,000 deep": (with_text('"type": "ObjectEvent"', '"x:y": ' + DEEP.decode() + ', "type": "ObjectEvent"'), None, "json.too_deep", "deep"),
    "brackets 50,000 deep, unclosed": (b"[" * 50_000, "", "json.too_deep", "deep"),
    "NaN": (with_text("120.5", "NaN"), "/epcisBody/eventList/0/quantityList/0/quantity", "json.not_a_number", "no number of JSON"),
    "Infinity": (with_text("120.5", "-Infinity"), "/epcisBody/eventList/0/quantityList/0/quantity", "json.not_a_number", "no number"),
    "a number of 5,000 digits": (with_text("120.5", "9" * 5000), "/epcisBody/eventList/0/quantityList/0/quantity", "json.number_too_large", "digits"),
    "a number with a huge exponent": (with_text("120.5", "1e999999999"), "/epcisBody/eventList/0/quantityList/0/quantity", "json.number_too_large", "exponents"),
    "a member twice": (with_text('"action"', '"action": "OBSERVE", "action"'), "/epcisBody/eventList/0/action", "json.member_repeated", "more than once"),
    "an unknown type": (events({"type": "ThingEvent"}), "/epcisBody/eventList/0/type", "epcis.type_unknown", "event type is one of"),
    "an event that is none": (document_bytes([7]), "/epcisBody/eventList/0", "epcis.event_invalid", "an event is an object"),
    "a day that never was": (changed(eventTime="2026-02-30T08:00:00Z"), "/epcisBody/eventList/0/eventTime", "epcis.event_time_invalid", "must be a time"),
    "a year beyond": (changed(eventTime="99999-01-01T08:00:00Z"), "/epcisBody/eventList/0/eventTime", "epcis.event_time_invalid", "must be a time"),
    "an offset beyond": (changed(eventTimeZoneOffset="+25:00"), "/epcisBody/eventList/0/eventTimeZoneOffset", "epcis.event_time_zone_offset_invalid", "offset from UTC"),
    "an identifier that is none": (changed(epcList=["not a uri"]), "/epcisBody/eventList/0/epcList/0", None, ""),
    "a very long identifier": (changed(epcList=["https://x.example/" + "a" * 9000]), "/epcisBody/eventList/0", "epcis.identifier_too_long", "600 characters"),
    "a very long eventID": (changed(eventID="urn:x:" + "a" * 9000), "/epcisBody/eventList/0/eventID", "epcis.event_id_too_long", "600 characters"),
    "one eventID for two events": (
        events(object_event(eventID="urn:x:1"), object_event(eventID="urn:x:1", eventTime="2026-09-02T08:00:00Z")),
        "/epcisBody/eventList/1/eventID", "epcis.event_id_taken", "names another event",
    ),
    "a context that is a number": (document_bytes([object_event()], **{"@context": 7}), "/@context", None, ""),
    "no event list": (document_bytes([], epcisBody={}), None, "epcis.event_list_missing", "required"),
    "no body": (document_bytes([], epcisBody=None), None, "epcis.epcis_body_missing", "required"),
}  # fmt: skip


def post(client, address: str, data: bytes, **environment: object):
    """Send the body, saying that it is JSON: Django's client leaves that out of an empty one."""
    return client.generic("POST", address, data, content_type=JSON, **{"CONTENT_TYPE": JSON, **environment})


def problem(response, status: int, name: str = "ValidationException"):
    assert response.status_code == status, response.content[:500]
    assert response.headers["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["type"] == f"epcisException:{name}"
    assert said["detail"]
    assert not Event.objects.exists()
    assert not Deed.objects.filter(kind="epcis.events").exists()
    return said


def faults(client, response) -> list[tuple[str, str, str]]:
    """Pointer, code and words of each fault: of a document that could not be read at once, of one with faults in events in its job."""
    if response.status_code == 202:
        job = client.get(response.headers["Location"]).json()
        assert (job["success"], job["running"]) == (False, False)
        assert all("/eventList/" in one["pointer"] for one in job["errors"])
        return [(one["pointer"], one["code"], one["detail"]) for one in job["errors"]]
    return [(one["pointer"], one["code"], one["message"]) for one in problem(response, 400)["findings"]]


def test_bodies_that_are_no_document(owner):
    wrong = []
    for what, (body, pointer, code, words) in BODIES.items():
        found = faults(owner, post(owner, "/capture", body))
        if not any(
            (pointer is None or where == pointer) and (code is None or kind == code) and words in message
            for where, kind, message in found
        ):
            wrong.append((what, found))
        problem(post(owner, "/events", body), 400)  # nor are they an event
    assert wrong == []


@pytest.mark.parametrize(
    ("context", "status"),
    [
        ([GS1_CONTEXT, "http://127.0.0.1:1/never-fetched", "file:///etc/passwd", "http://169.254.169.254/latest"], 202),
        ([GS1_CONTEXT, {"a": "b:", "b": "a:"}], 202),
        ([GS1_CONTEXT, {"@base": "https://x.example/", "@vocab": "y:", "example": {"@id": "https://z.example/"}}], 202),
    ],
)
def test_a_hostile_context_is_kept_and_never_fetched(owner, monkeypatch, context, status):
    monkeypatch.setattr(socket.socket, "connect", None)  # the database is connected to by its own library
    response = owner.post("/capture", document_bytes([object_event()], **{"@context": context}), content_type=JSON)
    assert response.status_code == status, response.content


TYPES = [
    # Content-Type, taken
    ("application/json", True),
    ("application/ld+json", True),
    ("application/json; charset=utf-8", True),
    ('Application/JSON; charset="UTF-8"', True),
    ("application/ld+json; profile=x", True),
    ("application/json; charset=gbk", False),
    ("application/xml", False),
    ("text/plain", False),
    ("multipart/form-data; boundary=x", False),
    ("application/x-www-form-urlencoded", False),
    ("", False),
    ("/", False),
]


def test_what_the_body_is_said_to_be(owner):
    for kind, taken in sorted(
        TYPES, key=lambda one: one[1]
    ):  # those that are refused first, so that nothing is stored yet
        response = post(owner, "/capture", GOOD, CONTENT_TYPE=kind)
        if taken:
            assert response.status_code == 202, response.content
        else:
            said = problem(response, 415, "UnsupportedMediaTypeException")
            assert "application/ld+json" in said["detail"]
            assert response.headers["Accept-Post"] == "application/json, application/ld+json"


# --- sizes, packing, chunks


@pytest.fixture
def small(monkeypatch):
    """An installation that takes 20,000 bytes and 3 events, so that too much is quickly there."""
    limits = Limits(bytes=20_000, events=3)
    monkeypatch.setattr(negotiation, "LIMITS", limits)
    return limits


def packed(client, data: bytes, coding: str = "gzip"):
    return post(client, "/capture", data, HTTP_CONTENT_ENCODING=coding)


def test_too_large_a_body(owner, small):
    large = GOOD + b" " * (small.bytes - len(GOOD) + 1)
    said = problem(post(owner, "/capture", large), 413, "CaptureLimitExceededException")
    assert "20001 bytes" in said["detail"]
    assert "20000" in said["detail"]
    assert post(owner, "/capture", large[:-1]).status_code == 202


def test_too_many_events(owner, small):
    many = events(*(object_event(eventTime=f"2026-09-0{day}T08:00:00Z") for day in range(1, 5)))
    said = problem(post(owner, "/capture", many), 413, "CaptureLimitExceededException")
    assert said["findings"][0]["code"] == "epcis.too_many_events"


def test_a_gzip_bomb_is_not_unpacked_further_than_the_limit(owner, small):
    bomb = gzip.compress(b" " * 100_000_000)
    assert len(bomb) > small.bytes  # already packed too large
    problem(packed(owner, bomb), 413, "CaptureLimitExceededException")
    smaller = gzip.compress(b" " * 10_000_000)
    assert len(smaller) < small.bytes
    said = problem(packed(owner, smaller), 413, "CaptureLimitExceededException")
    assert "unpacked" in said["detail"]


PACKED = {
    "gzip": (gzip.compress(GOOD), "gzip", 202, ""),
    "gzip in capitals": (gzip.compress(GOOD), "GZip", 202, ""),
    "two members": (gzip.compress(GOOD[:100]) + gzip.compress(GOOD[100:]), "x-gzip", 202, ""),
    "cut off": (gzip.compress(GOOD)[:-9], "gzip", 400, "ends in the middle"),
    "cut off to nothing": (b"", "gzip", 400, "ends in the middle"),
    "not packed": (GOOD, "gzip", 400, "is not gzip"),
    "packed and not said": (gzip.compress(GOOD), "identity", 400, ""),
    "damaged": (gzip.compress(GOOD)[:-5] + b"12345", "gzip", 400, "is not gzip"),
    "with more behind it": (gzip.compress(GOOD) + b"more", "gzip", 400, "is not gzip"),
    "deflate": (zlib.compress(GOOD), "deflate", 415, "send gzip or none"),
    "brotli": (GOOD, "br", 415, "send gzip or none"),
    "packed twice": (gzip.compress(gzip.compress(GOOD)), "gzip, gzip", 415, "send gzip or none"),
}


def test_packed_bodies(owner):
    for data, coding, status, words in PACKED.values():
        if status != 202:
            name = "ValidationException" if status == 400 else "UnsupportedMediaTypeException"
            assert words in problem(packed(owner, data, coding), status, name)["detail"]
    for data, coding, status, _ in PACKED.values():
        if status == 202:
            response = packed(owner, data, coding)
            assert response.status_code == 202, response.content
    assert Event.objects.count() == 1


def test_fewer_bytes_than_announced(owner):
    announced = {"wsgi.input": BytesIO(GOOD), "CONTENT_LENGTH": str(len(GOOD) + 5)}
    assert "was cut off" in problem(post(owner, "/capture", b"", **announced), 400)["detail"]


def test_a_body_whose_end_cannot_be_told(owner):
    chunked = {
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
    }  # and a server that does not take chunks apart
    for said in (chunked, *({"CONTENT_LENGTH": length} for length in ("abc", "-5", "５"))):
        response = post(owner, "/capture", GOOD, **said)
        assert response.status_code == 411
        assert response.headers["Content-Type"] == "application/problem+json"
    assert not Event.objects.exists()


# --- whatever else may come


@st.composite
def mangled(draw):
    """A good document, with pieces of it cut out, doubled or replaced."""
    data = GOOD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(
            st.one_of(
                st.binary(max_size=12),
                st.just(data[start:end] * 2),
                st.sampled_from(
                    [b"null", b"{}", b"[]", b'""', b"-0", b"1e5", b'"\\u0000"', b"true", b'"type"', b"\xff"]
                ),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=mangled())
def test_no_mangled_document_is_a_fault_of_ours(owner, data):
    response = owner.post("/capture", data, content_type=JSON)
    assert response.status_code in {202, 400}, response.content
    said = (
        response.json()["findings"]
        if response.status_code == 400
        else owner.get(response.headers["Location"]).json()["errors"]
    )
    assert all(one["code"] and (one.get("message") or one["detail"]) for one in said)
    assert said or response.status_code == 202


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(member=st.sampled_from(sorted(object_event())), value=VALUES)
def test_no_value_of_a_member_is_a_fault_of_ours(owner, member, value):
    body = json.dumps(document([object_event() | {member: value}]))
    response = owner.post("/capture", body, content_type=JSON)
    assert response.status_code in {202, 400}, (member, value, response.content)


# --- a real server


def ask(port: int, status: int, method: str, path: str, **request: object) -> dict:
    """The problem or document with which the server answers, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.request(method, path, **request)
        with connection.getresponse() as response:
            data = response.read()
            assert response.status == status, data[:500]
    return json.loads(data) if data else {}


def status_of(port: int, method: str, path: str, **request: object) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.request(method, path, **request)
        with connection.getresponse() as response:
            response.read()
            return response.status


def refused_over_http(port: int, headers: dict, body: bytes) -> bool:
    """Whether the document is refused, at once or by its job, with words and places."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.request("POST", "/capture", body=body, headers=headers)
        with connection.getresponse() as response:
            said, job = response.read(), response.headers.get("Location")
            if response.status == 400:
                return bool(json.loads(said)["findings"])
            assert response.status == 202, said
    ended = ask(port, 200, "GET", job, headers=headers)
    return not ended["success"] and not ended["running"] and bool(ended["errors"])


def cut(port: int, head: str, body: bytes) -> None:
    """Send that much and hang up."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(head.encode() + b"\r\n\r\n" + body)


def test_a_real_server_under_bad_input(cast, served):
    key = f"Bearer {cast.key('capture', 'query')}"
    headers = {"Authorization": key, "Content-Type": JSON}
    head = f"POST /capture HTTP/1.1\r\nHost: localhost\r\nAuthorization: {key}\r\nContent-Type: {JSON}\r\n"
    half = GOOD[: len(GOOD) // 2]
    cut(served, f"{head}Content-Length: {len(GOOD)}", half)
    cut(served, f"{head}Content-Length: {len(GOOD) + 1}", GOOD)
    cut(served, f"{head}Transfer-Encoding: chunked", b"%x\r\n%b\r\n" % (len(half), half))
    packed_half = gzip.compress(GOOD)[:-20]
    cut(
        served,
        f"{head}Content-Encoding: gzip\r\nTransfer-Encoding: chunked",
        b"%x\r\n%b\r\n" % (len(packed_half), packed_half),
    )

    large = ask(served, 413, "POST", "/capture", body=b" " * 70_000_000, headers=headers)
    assert "70000000 bytes" in large["detail"]
    chunks = iter([b" " * 1_000_000] * 70)
    large = ask(served, 413, "POST", "/capture", body=chunks, headers=headers, encode_chunked=True)
    assert "more than 67108864 bytes" in large["detail"]
    is_packed = {**headers, "Content-Encoding": "gzip"}
    bomb = ask(served, 413, "POST", "/capture", body=gzip.compress(b" " * 80_000_000), headers=is_packed)
    assert "unpacked" in bomb["detail"]
    deep = ask(served, 400, "POST", "/capture", body=DEEP, headers=headers)
    assert deep["findings"][0]["code"] == "json.too_deep"
    for what, (body, *_) in BODIES.items():
        assert refused_over_http(served, headers, body), what
    long = "|".join(f"urn:x:{number}" for number in range(9_000))
    assert status_of(served, "GET", f"/events?EQ_eventID={long}", headers=headers) in {400, 414, 431}
    assert status_of(served, "GET", f"/events?nextPageToken={'x' * 9_000}", headers=headers) == 400
    assert not Deed.objects.filter(kind="epcis.events").exists()

    # And the server is as it was: a document in packed chunks is taken.
    pieces = gzip.compress(GOOD)
    chunks = iter([pieces[:100], pieces[100:]])
    ask(served, 202, "POST", "/capture", body=chunks, headers=is_packed, encode_chunked=True)
    (event,) = Event.objects.all()
    called = hash_id(bytes(event.event_hash))
    path = "/events/" + called.replace("/", "%2F").replace("?", "%3F")
    back = ask(served, 200, "GET", path, headers={"Authorization": key})
    assert back["epcisBody"]["queryResults"]["resultsBody"]["eventList"][0]["eventID"] == called


def test_many_who_send_the_same_at_once_are_all_served_and_it_is_recorded_once(cast, served):
    headers = {"Authorization": f"Bearer {cast.key('capture')}", "Content-Type": JSON}
    each = [object_event(eventTime=f"2026-09-01T08:00:00.{number:03}Z") for number in range(300)]
    bodies = [GOOD, document_bytes(each), document_bytes(each[::-1]), document_bytes(each[150:] + each[:150])]
    with ThreadPoolExecutor(8) as many:
        jobs = [many.submit(ask, served, 202, "POST", "/capture", body=body, headers=headers) for body in bodies * 6]
        for job in jobs:
            job.result()
    assert Event.objects.count() == 301
    assert Record.objects.count() == 301 + Deed.objects.count()  # each deed of a document holds its frame, too
