"""Events in the other spelling of their identifiers: what changes, what does not, and that the hash stays."""

import json
from typing import Any

import pytest

from gs1_examples import EXAMPLES, GS1, REFUSED
from make_events import CONTEXT, object_event, transformation_event
from shared_material import needs_shared
from yaomai.standards.epcis.context import read_context
from yaomai.standards.epcis.document import read_document
from yaomai.standards.epcis.epc_format import EPC_FORMATS, in_format, spelled
from yaomai.standards.epcis.event_hash import event_digest
from yaomai.standards.epcis.validation import check

LINK = "https://id.gs1.org/01/06901234000030/21/1"
URN = "urn:epc:id:sgtin:6901234.000003.1"
PLACE = "urn:epc:id:sgln:6901234.00001.0"
PLACE_LINK = "https://id.gs1.org/414/6901234000016"

# Identifier, as Digital Link, as URN
SPELLINGS = [
    (URN, LINK, URN),
    (LINK, LINK, URN),
    ("https://brand.example/x/01/06901234000030/10/A/21/1?17=280101", "https://brand.example/x/01/06901234000030/10/A/21/1?17=280101", URN),
    ("urn:epc:idpat:sgtin:6901234.000003.*", "https://id.gs1.org/01/06901234000030", "urn:epc:idpat:sgtin:6901234.000003.*"),
    (PLACE, PLACE_LINK, PLACE),
    # Nothing else has another spelling.
    ("https://id.gs1.org/01/09780345418913", "https://id.gs1.org/01/09780345418913", "https://id.gs1.org/01/09780345418913"),
    ("https://id.gs1.org/01/09780345418914", "https://id.gs1.org/01/09780345418914", "https://id.gs1.org/01/09780345418914"),
    ("urn:epc:id:gid:95100000.12345.400", "urn:epc:id:gid:95100000.12345.400", "urn:epc:id:gid:95100000.12345.400"),
    ("urn:epcglobal:cbv:bt:6901234000010:5", "urn:epcglobal:cbv:bt:6901234000010:5", "urn:epcglobal:cbv:bt:6901234000010:5"),
    ("urn:oid:1.2.156.326", "urn:oid:1.2.156.326", "urn:oid:1.2.156.326"),
    ("https://example.com/x", "https://example.com/x", "https://example.com/x"),
]  # fmt: skip


@pytest.mark.parametrize(("uri", "link", "urn"), SPELLINGS)
def test_one_identifier(uri, link, urn):
    assert [spelled(uri, one) for one in EPC_FORMATS] == [uri, link, urn, uri]


def _changed(event: dict[str, Any], epc_format: Any) -> Any:
    return json.loads(in_format(json.dumps(event).encode(), epc_format))


def test_every_member_that_holds_identifiers():
    sensor = {
        "sensorMetadata": {"deviceID": LINK},
        "sensorReport": [{"type": "Temperature", "deviceID": LINK, "value": 1}],
    }
    event = object_event(
        epcList=[LINK, URN],
        quantityList=[{"epcClass": LINK.replace("/21/", "/10/"), "quantity": 1}],
        readPoint={"id": PLACE_LINK},
        bizTransactionList=[{"type": "po", "bizTransaction": LINK}],
        sourceList=[{"type": "location", "source": PLACE_LINK}],
        destinationList=[{"type": "location", "destination": PLACE_LINK}],
        sensorElementList=[sensor],
    )
    changed = _changed(event, "Always_EPC_URN")
    assert "id.gs1.org" not in json.dumps(changed)
    assert _changed(changed, "Always_GS1_Digital_Link") == event | {
        "epcList": [LINK, LINK],
        "bizLocation": {"id": PLACE_LINK},
    }
    agg = {
        "type": "AggregationEvent",
        "action": "ADD",
        "parentID": LINK,
        "childEPCs": [LINK],
        "childQuantityList": [{"epcClass": LINK}],
    }
    assert "id.gs1.org" not in json.dumps(_changed(agg, "Always_EPC_URN"))
    made = {
        "inputEPCList": [LINK],
        "outputEPCList": [LINK],
        "inputQuantityList": [{"epcClass": LINK}],
        "transformationID": LINK,
    }
    assert "id.gs1.org" not in json.dumps(_changed(transformation_event(**made), "Always_EPC_URN"))


def test_nothing_else_changes():
    untouched = {
        "eventID": LINK,
        "certificationInfo": [LINK],
        "errorDeclaration": {"declarationTime": "2026-09-05T08:00:00Z", "correctiveEventIDs": [LINK]},
        "ilmd": {"example:source": LINK},
        "example:epcList": [LINK],
        "bizStep": "https://ref.gs1.org/cbv/BizStep-shipping",
    }
    event = object_event(epcList=[LINK], **untouched) | {"readPoint": {"id": PLACE, "example:id": LINK}}
    changed = _changed(event, "Always_EPC_URN")
    assert {name: changed[name] for name in untouched} == untouched
    assert changed["epcList"] == [URN]
    assert changed["readPoint"] == {"id": PLACE, "example:id": LINK}


def test_numbers_and_letters_stay_as_they_came():
    text = '{ "type":"ObjectEvent", "epcList" : ["*"],"example:\\u5f53": 1.2300e2 , "quantityList":[{"quantity":0.10,"epcClass":"*"}]}'
    same = (
        '{"type":"ObjectEvent","epcList":["*"],"example:当":1.2300e2,"quantityList":[{"quantity":0.10,"epcClass":"*"}]}'
    )
    assert in_format(text.replace("*", LINK).encode(), "Always_EPC_URN").decode() == same.replace("*", URN)


@pytest.mark.parametrize("epc_format", EPC_FORMATS)
def test_what_needs_no_change_keeps_every_byte(epc_format):
    data = b'{ "type" : "ObjectEvent",\t"epcList":[ "urn:x:1" ] }'
    assert in_format(data, epc_format) is data
    unknown = b'{"type": "example:Event", "epcList": ["urn:epc:id:sgtin:6901234.000003.1"]}'
    assert in_format(unknown, epc_format) is unknown


@needs_shared
@pytest.mark.parametrize("profile", ["CBV2.0", "CBV2.1"])
def test_gs1s_examples_keep_hash_and_validity(profile):
    changed = 0
    for path in EXAMPLES:
        if path.name in REFUSED:
            continue
        for event in read_document(path.read_bytes()).events:
            digest = event_digest(event.fields, event.context, profile)
            for epc_format in EPC_FORMATS:
                fields = json.loads(in_format(event.raw, epc_format))
                changed += fields != json.loads(event.raw)
                assert check(fields, "", event.context) == []
                assert event_digest(fields, event.context, profile) == digest, (path.name, epc_format)
    assert changed > 50


def _identifiers(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _identifiers(one)]
    if isinstance(value, list):
        return [text for one in value for text in _identifiers(one)]
    return [value] if isinstance(value, str) and value.startswith(("https://id.gs1.org/", "urn:epc:")) else []


@needs_shared
def test_gs1s_examples_with_digital_links_read_like_their_twins_with_urns():
    """GS1 invented other numbers for some of the links: what is compared is that each has the form of its twin's."""
    for path in sorted((GS1 / "JSON" / "WithDigitalLinkID").glob("*.jsonld")):
        twin = path.parent.parent / path.name.replace("WithDigitalLink", "")
        for link, urn in zip(
            read_document(path.read_bytes()).events, read_document(twin.read_bytes()).events, strict=True
        ):
            urns = _identifiers(json.loads(in_format(link.raw, "Always_EPC_URN")))
            forms = [one.rsplit(":", 1)[0] for one in urns]
            assert forms == [one.rsplit(":", 1)[0] for one in _identifiers(json.loads(urn.raw))]
            assert all(
                one.startswith("https://id.gs1.org/")
                for one in _identifiers(json.loads(in_format(urn.raw, "Always_GS1_Digital_Link")))
            )


def test_the_context_counts_for_nothing():
    event = object_event(epcList=[LINK])
    assert event_digest(_changed(event, "Always_EPC_URN"), read_context(CONTEXT)) == event_digest(
        event, read_context(CONTEXT)
    )
