"""Documents taken apart: byte for byte, with every fault named."""

import json
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gs1_examples import EXAMPLES, REFUSED
from make_events import CONTEXT, GS1_CONTEXT, bare_event, document, document_bytes, object_event, transformation_event
from shared_material import needs_shared
from yaomai.errors import InvalidError
from yaomai.standards.epcis.document import Limits, read_document, splice
from yaomai.standards.epcis.event_hash import event_hash
from yaomai.standards.epcis.validation import check


def codes(data: bytes, **limits: int) -> list[tuple[str, str]]:
    with pytest.raises(InvalidError) as caught:
        read_document(data, Limits(**limits))
    assert all(finding.message for finding in caught.value.findings)
    return [(finding.code, finding.pointer) for finding in caught.value.findings]


def text_of(event_json: str) -> bytes:
    """A document with this text as its only event."""
    return document_bytes([]).replace(b'"eventList": []', b'"eventList": [' + event_json.encode() + b"]")


# --- what a good document gives


def test_a_document():
    data = document_bytes([object_event(), transformation_event()])
    read = read_document(data)
    assert read.kind == "EPCISDocument"
    assert [event.pointer for event in read.events] == ["/epcisBody/eventList/0", "/epcisBody/eventList/1"]
    assert [json.loads(event.raw) for event in read.events] == [object_event(), transformation_event()]
    assert read.frame["schemaVersion"] == "2.0"
    assert read.frame["epcisBody"] == {"eventList": []}
    assert read.context.prefixes == {"example": "https://ns.example.com/epcis/"}
    assert read.context.has_gs1
    assert read.notes == ()
    assert read.envelope.count(b"\x00") == 2
    assert splice(read.envelope, [event.raw for event in read.events]) == data


def test_a_query_document():
    events = [object_event()]
    body = {"queryResults": {"queryName": "q", "resultsBody": {"eventList": events}}}
    data = json.dumps({"@context": CONTEXT, "type": "EPCISQueryDocument", "epcisBody": body}).encode()
    read = read_document(data)
    assert read.kind == "EPCISQueryDocument"
    assert [event.pointer for event in read.events] == ["/epcisBody/queryResults/resultsBody/eventList/0"]
    assert splice(read.envelope, [event.raw for event in read.events]) == data


def test_a_bare_event():
    data = b"\n " + json.dumps(bare_event(object_event())).encode() + b"\t\n"
    read = read_document(data)
    assert (read.kind, read.envelope) == ("event", b"\n \x00\t\n")
    assert [event.pointer for event in read.events] == [""]
    assert read.events[0].context.expand("example:x") == "https://ns.example.com/epcis/x"
    assert splice(read.envelope, [read.events[0].raw]) == data


def test_no_events():
    data = document_bytes([])
    assert read_document(data).envelope == data


def test_an_event_adds_to_the_context_of_its_document():
    event = object_event(**{"@context": {"herb": "https://herb.example/"}})
    first, second = read_document(document_bytes([event, object_event()])).events
    assert first.context.expand("herb:part") == "https://herb.example/part"
    assert first.context.expand("example:x") == "https://ns.example.com/epcis/x"
    assert second.context.expand("herb:part") == "herb:part"


@pytest.mark.parametrize(
    "address",
    [
        GS1_CONTEXT,
        "https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
        "http://ref.gs1.org/standards/epcis/2.0.0/epcis-context",
        "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "https://gs1.github.io/EPCIS/epcis-context-simple.jsonld",
    ],
)
def test_contexts_of_gs1_are_known(address):
    read = read_document(document_bytes([], **{"@context": [address]}))
    assert read.context.has_gs1
    assert read.notes == ()


def test_an_unknown_context_is_noted_and_not_fetched():
    read = read_document(document_bytes([], **{"@context": [GS1_CONTEXT, "https://unknown.example/context"]}))
    assert [(note.code, note.value) for note in read.notes] == [
        ("epcis.context_unknown", "https://unknown.example/context")
    ]


_HOSTILE_CONTEXTS = [
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "https://localhost:1/context.jsonld",
    "http://[::1]/",
    "https://ref.gs1.org.evil.example/standards/epcis/2.0.0/epcis-context.jsonld",
    "https://evil.example/https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    "data:application/json,%7B%7D",
    "javascript:alert(1)",
    "urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8",
    {"@import": "https://evil.example/c"},
    {"@vocab": "https://evil.example/", "epcis": "https://evil.example/", "type": "@id"},
    {"urn": "https://evil.example/", "https": "https://evil.example/"},
    {"a": {"@id": "https://evil.example/", "@context": "https://evil.example/c"}},
]


@pytest.mark.parametrize("context", _HOSTILE_CONTEXTS, ids=str)
def test_no_context_is_ever_fetched(context, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    event = object_event(**{"@context": context, "example:x": "a:b"})
    for data in (document_bytes([event]), document_bytes([object_event()], **{"@context": [GS1_CONTEXT, context]})):
        read = read_document(data)
        assert len(read.notes) == isinstance(context, str)
        for one in read.events:
            assert check(one.fields, one.pointer, one.context) == []
            event_hash(one.fields, one.context)


def test_numbers_are_exact():
    data = text_of(json.dumps(object_event(**{"example:n": "N"})).replace('"N"', "0.1000000000000000000000000000001"))
    assert str(read_document(data).events[0].fields["example:n"]) == "0.1000000000000000000000000000001"


def test_the_same_event_elsewhere_in_the_document_does_not_confuse():
    event = json.dumps(object_event()).encode()
    data = document_bytes([object_event()] * 3, **{"example:before": {"eventList": [object_event()]}})
    data = data.replace(b'"epcisBody"', b'"example:a": [' + event + b'], "epcisBody"')
    read = read_document(data)
    assert len(read.events) == 3
    assert splice(read.envelope, [e.raw for e in read.events]) == data
    assert splice(read.envelope, [b"X"] * 3).count(b"X") == 3


def test_splice_wants_the_right_number_of_events():
    read = read_document(document_bytes([object_event()]))
    with pytest.raises(ValueError, match="zip"):
        splice(read.envelope, [])


# --- any text at all

_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(_TEXTS, _VALUES, max_size=4), max_size=4),
    _VALUES,
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
)
def test_splice_gives_the_document_back(events, extra, indent, ascii_only):
    value = document(events, **{"example:extra": [extra]})
    data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    read = read_document(data)
    assert splice(read.envelope, [event.raw for event in read.events]) == data
    assert [json.loads(event.raw) for event in read.events] == events


@settings(deadline=None)
@given(st.binary(max_size=80) | st.text('{}[],:"\\u0d8 1eE-.typen', max_size=40).map(str.encode))
def test_any_bytes_get_an_answer(data):
    for candidate in (data, document_bytes([]).replace(b"[]", data)):
        try:
            read = read_document(candidate)
        except InvalidError as error:
            findings = error.findings
        else:
            findings = None
            assert splice(read.envelope, [event.raw for event in read.events]) == candidate
        assert findings != ()


# --- what is refused: bytes, findings (code, pointer)

_DEEP = 50_000
_EVENT = "/epcisBody/eventList/0"
FAULTY = {
    "nothing": (b"", [("json.malformed", "")]),
    "white space": (b"  \n", [("json.malformed", "")]),
    "not JSON": (b"<epcis/>", [("json.malformed", "")]),
    "cut off": (document_bytes([object_event()])[:-5], [("json.malformed", "")]),
    "two values": (b"{} {}", [("json.malformed", "")]),
    "trailing comma": (b'{"type": "EPCISDocument",}', [("json.malformed", "")]),
    "single quotes": (b"{'type': 'EPCISDocument'}", [("json.malformed", "")]),
    "control character": (text_of('{"type": "a\nb"}'), [("json.malformed", "")]),
    "leading zero": (text_of('{"a:b": 01}'), [("json.malformed", "")]),
    "an array": (b"[]", [("json.not_an_object", "")]),
    "a string": (b'"EPCISDocument"', [("json.not_an_object", "")]),
    "byte order mark": (b"\xef\xbb\xbf" + document_bytes([]), [("json.byte_order_mark", "")]),
    "UTF-16": (document_bytes([]).decode().encode("utf-16"), [("json.not_utf8", "")]),
    "UTF-16 without mark": (document_bytes([]).decode().encode("utf-16-le"), [("json.not_utf8", "")]),
    "UTF-32": (document_bytes([]).decode().encode("utf-32-be"), [("json.not_utf8", "")]),
    "GBK": (document_bytes([], sender="当归").decode().encode("gbk"), [("json.not_utf8", "")]),
    "Latin-1": (document_bytes([], sender="Gr\u00fc\u00dfe").decode().encode("latin-1"), [("json.not_utf8", "")]),
    "UTF-8 cut in a character": (
        document_bytes([], sender="当归").replace("归".encode(), b"\xe5\xbd"),
        [("json.not_utf8", "")],
    ),
    "UTF-8 of half a surrogate pair": (text_of('{"a:b": "?"}').replace(b"?", b"\xed\xa0\xbd"), [("json.not_utf8", "")]),
    "a longer UTF-8 than needed": (text_of('{"a:b": "?"}').replace(b"?", b"\xc0\xaf"), [("json.not_utf8", "")]),
    "lone surrogate": (text_of(r'{"a:b": ["x", "\ud83d"]}'), [("json.lone_surrogate", f"{_EVENT}/a:b/1")]),
    "lone surrogate in a name": (text_of(r'{"\udc00": 1}'), [("json.lone_surrogate", rf"{_EVENT}/\udc00")]),
    "lone surrogate in the frame": (
        document_bytes([]).replace(b'"2.0"', rb'"2.0", "sender": "\ud800"'),
        [("json.lone_surrogate", "/sender")],
    ),
    "NUL": (text_of(r'{"a:b": "x\u0000y"}'), [("json.nul_character", f"{_EVENT}/a:b")]),
    "NUL byte": (text_of('{"a:b": "x\x00y"}'), [("json.malformed", "")]),
    "NaN": (text_of('{"a:b": NaN}'), [("json.not_a_number", f"{_EVENT}/a:b")]),
    "infinities": (
        text_of('{"a:b": [Infinity, -Infinity]}'),
        [("json.not_a_number", f"{_EVENT}/a:b/0"), ("json.not_a_number", f"{_EVENT}/a:b/1")],
    ),
    "large exponents": (
        text_of('{"a:b": 1e999999, "a:c": 1E-999999, "a:d": 1e99999999999999999999}'),
        [("json.number_too_large", f"{_EVENT}/a:{x}") for x in "bcd"],
    ),
    "long number": (text_of('{"a:b": ' + "9" * 5000 + "}"), [("json.number_too_large", f"{_EVENT}/a:b")]),
    "four hundred digits": (text_of('{"a:b": 0.' + "3" * 400 + "}"), [("json.number_too_large", f"{_EVENT}/a:b")]),
    "an exponent no number has": (text_of('{"a:b": 1e401}'), [("json.number_too_large", f"{_EVENT}/a:b")]),
    "member twice": (text_of('{"a/b": 1, "c": 2, "a/b": 1}'), [("json.member_repeated", f"{_EVENT}/a~1b")]),
    "member twice, deep": (text_of('{"x": [{"y": 1, "y": 1}]}'), [("json.member_repeated", f"{_EVENT}/x/0/y")]),
    "document member twice": (
        document_bytes([object_event()]).replace(b'"type"', b'"schemaVersion": "2.0", "type"', 1),
        [("json.member_repeated", "/schemaVersion")],
    ),
    "two event lists": (
        document_bytes([object_event()]).replace(b'"eventList"', b'"eventList": [], "eventList"'),
        [("json.member_repeated", "/epcisBody/eventList")],
    ),
    "two bodies": (
        document_bytes([object_event()]).replace(b'"epcisBody"', b'"epcisBody": {"eventList": []}, "epcisBody"'),
        [("json.member_repeated", "/epcisBody")],
    ),
    "deep array": (text_of('{"a:b": ' + "[" * _DEEP + "]" * _DEEP + "}"), [("json.too_deep", "")]),
    "deep object": (text_of('{"a:b":' * _DEEP + "1" + "}" * _DEEP), [("json.too_deep", "")]),
    "deep and never closed": (b"[" * _DEEP, [("json.too_deep", "")]),
    "rather deep": (text_of('{"a:b": ' + "[" * 64 + "]" * 64 + "}"), [("json.too_deep", _EVENT)]),
    "deep in the frame": (
        document_bytes([], sender="[" * 70, **{"a:b": [[["x"] * 3] * 3] * 3}).replace(b'"x"', b"[" * 62 + b"]" * 62),
        [("json.too_deep", "")],
    ),
    "events are no objects": (
        document_bytes([object_event(), 7, None, []]),
        [("epcis.event_invalid", f"/epcisBody/eventList/{i}") for i in (1, 2, 3)],
    ),
    "event list is no list": (
        document_bytes([]).replace(b"[]", b"{}"),
        [("epcis.event_list_invalid", "/epcisBody/eventList")],
    ),
    "body is no object": (document_bytes([], epcisBody=[]), [("epcis.epcis_body_invalid", "/epcisBody")]),
    "no event list": (document_bytes([], epcisBody={}), [("epcis.event_list_missing", "/epcisBody")]),
    "no body, no version": (
        document_bytes([], epcisBody=None, schemaVersion=None),
        [("epcis.schema_version_missing", ""), ("epcis.epcis_body_missing", "")],
    ),
    "frame and events": (
        document_bytes([object_event()], creationDate="yesterday", foo=1).replace(
            b'"quantity": 120.5', b'"quantity": NaN'
        ),
        [
            ("epcis.creation_date_invalid", "/creationDate"),
            ("epcis.member_unknown", "/foo"),
            ("json.not_a_number", f"{_EVENT}/quantityList/0/quantity"),
        ],
    ),
    "bare event without context": (json.dumps(object_event()).encode(), [("epcis.context_missing", "")]),
}


@pytest.mark.parametrize("name", FAULTY)
def test_refused_with_all_findings(name):
    data, expected = FAULTY[name]
    assert sorted(codes(data)) == sorted(expected)


def test_limits():
    data = document_bytes([object_event()] * 3)
    assert codes(data, bytes=len(data) - 1) == [("epcis.document_too_large", "")]
    assert codes(data, events=2) == [("epcis.too_many_events", "")]
    assert codes(data, depth=2) != []
    assert len(read_document(data, Limits(bytes=len(data), events=3)).events) == 3


def test_a_type_that_is_no_document_is_an_event_that_check_refuses():
    read = read_document(json.dumps({"@context": CONTEXT, "type": "EPCISMasterDataDocument"}).encode())
    assert [finding.code for finding in check(read.events[0].fields)] == ["epcis.type_unknown"]


@needs_shared
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_gs1_examples_are_read_byte_for_byte_and_valid(path):
    data = path.read_bytes()
    if path.name in REFUSED:
        assert [code for code, _ in codes(data)] == [REFUSED[path.name][0]]
        return
    read = read_document(data)
    assert splice(read.envelope, [event.raw for event in read.events]) == data
    assert read.events
    for event in read.events:
        assert check(event.fields, event.pointer, event.context) == []


def test_large_and_hostile_texts_take_linear_time():
    """Each would take minutes if reading or checking were quadratic."""
    many = 50_000
    members = ",".join(f'"a:{i}":1' for i in range(many))
    assert len(codes(text_of("{" + members + "," + members + "}"))) == many
    contexts = [f"https://c.example/{i}" for i in range(many)]
    prefixes = {f"p{i}": "https://p.example/" for i in range(many)}
    events = [object_event(**{"@context": {"example": f"https://e.example/{i}/"}}) for i in range(5_000)]
    read = read_document(json.dumps(document(events, **{"@context": [*contexts, prefixes]})).encode())
    assert len(read.notes) == many
    assert read.events[7].context.expand("p7:example:x") == "https://p.example/example:x"
    assert read.events[7].context.expand("example:x") == "https://e.example/7/x"
