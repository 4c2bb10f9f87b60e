"""Each of GS1's examples goes in by HTTP with a key, comes out equal in meaning, and its receipt is good without us."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from urllib.parse import quote, urlencode

import jsonschema
import pytest

from gs1_examples import EXAMPLES, GS1, REFUSED
from make import sequenced
from shared_material import needs_shared
from yaomai.ledger.engine import receipt as receipts
from yaomai.standards.c2sp import policy as policies
from yaomai.standards.epcis.document import read_document
from yaomai.standards.epcis.validation import check
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.engine.event_rows import event_rows, hash_id

AS_IT_CAME = {"GS1-EPC-Format": "Never_Translates"}


def exact(text: bytes):
    """The JSON value, its numbers exact."""
    return json.loads(text, parse_float=Decimal)


def batches():
    """The examples, divided so that no event and no eventID comes twice in one batch: GS1 uses some in several files."""
    found: list[tuple[set, list]] = []
    for file in EXAMPLES:
        if file.name in REFUSED:
            continue
        rows = [event_rows(event.fields, event.context) for event in read_document(file.read_bytes()).events]
        keys = {(row.event_hash, row.declaration_hash) for row in rows} | {row.event_id for row in rows}
        batch = next((batch for batch in found if not batch[0] & keys), None)
        if batch is None:
            found.append(batch := (set(), []))
        batch[0].update(keys)
        batch[1].append(file)
    return [files for _, files in found]


def event_list(document):
    body = document["epcisBody"]
    return body["eventList"] if "eventList" in body else body["queryResults"]["resultsBody"]["eventList"]


def event_ids(data: bytes) -> list[str]:
    """Under which ids the events of a document are to be found: their own, or their hashes."""
    rows = [event_rows(event.fields, event.context) for event in read_document(data).events]
    return [row.event_id or hash_id(row.event_hash) for row in rows]


def fetched(client, event_id: str):
    response = client.get(f"/events/{quote(event_id, safe='')}", headers=AS_IT_CAME)
    assert response.status_code == 200, response.content
    return response, exact(response.content)


def queried(client, event_id: str, epc_format: str):
    """The same event, and declarations of error, as the answer to a query, the oldest record first."""
    query = urlencode({"EQ_eventID": event_id, "orderBy": "recordTime", "orderDirection": "ASC"})
    response = client.get(f"/events?{query}", headers={"GS1-EPC-Format": epc_format})
    assert response.status_code == 200, response.content
    return exact(response.content)


def canonical(value):
    """The value with every GS1 identifier in it in its one spelling."""
    if isinstance(value, dict):
        return {name: canonical(one) for name, one in value.items()}
    if isinstance(value, list):
        return [canonical(one) for one in value]
    return identify(value).canonical if isinstance(value, str) else value


@needs_shared
@pytest.mark.parametrize("files", batches(), ids=len)
def test_gs1_examples_go_in_and_come_out_equal_in_meaning_with_good_receipts(files, owner, anyone, log, now, tmp_path):
    schema = jsonschema.Draft7Validator(json.loads((GS1 / "EPCIS-JSON-Schema.json").read_bytes()))
    for file in files:
        response = owner.post("/capture", file.read_bytes(), content_type="application/ld+json")
        assert (response.status_code, response.content) == (202, b""), response.content
        assert owner.get(response.headers["Location"]).json()["success"] is True
    sequenced(log, now)
    policy = policies.parse(anyone.get("/log/policy").content)
    for file in files:
        document = exact(file.read_bytes())
        sent = event_list(document)
        for number, event_id in enumerate(event_ids(file.read_bytes())):
            response, answer = fetched(owner, event_id)
            found = event_list(answer)
            (one,) = [event for event in found if event.get("errorDeclaration") == sent[number].get("errorDeclaration")]
            assert one == sent[number] | {"eventID": event_id, "recordTime": one["recordTime"]}
            assert answer["@context"] == document["@context"]
            assert all(not check(e.fields, e.pointer, e.context) for e in read_document(response.content).events)
            if schema.is_valid(json.loads(file.read_bytes())):  # two of GS1's own are not
                schema.validate(json.loads(response.content))
            again = queried(owner, event_id, "Never_Translates")
            assert sorted(event_list(again), key=repr) == sorted(found, key=repr)
            assert again["@context"] == answer["@context"]
            for epc_format in ("Always_GS1_Digital_Link", "Always_EPC_URN"):
                respelt = event_list(queried(owner, event_id, epc_format))
                assert sorted(map(canonical, respelt), key=repr) == sorted(map(canonical, found), key=repr)
            receipt = link_of(response, found.index(one))
            proved = receipts.verify(receipts.parse(owner.get(receipt).content), policy)
            assert exact(proved.body) == sent[number]
            withheld = receipts.verify(receipts.parse(anyone.get(receipt).content), policy)
            assert (withheld.body, withheld.record_hash) == (None, proved.record_hash)
    check_offline(tmp_path, owner.get(receipt).content, anyone.get("/log/policy").content)


def link_of(response, number: int) -> str:
    """The address of the receipt of the event at that place."""
    address, _, rel = response.headers["Link"].split(", ")[number].partition("; ")
    assert rel == 'rel="https://c2sp.org/tlog-proof"'
    return address.strip("<>")


def check_offline(folder, receipt: bytes, policy: bytes):
    """The command line checks the receipt where no installation is."""
    (folder / "r.tlog-proof").write_bytes(receipt)
    (folder / "policy-fetched.txt").write_bytes(policy)
    command = ["ledger", "check", "r.tlog-proof", "--policy", "policy-fetched.txt", "--body", "body.json"]
    checked = subprocess.run(
        [sys.executable, "-m", "yaomai", *command],
        cwd=folder,
        env={**os.environ, "YAOMAI_HOME": str(folder / "nothing-here")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "PROVED: record" in checked.stdout
    assert json.loads((folder / "body.json").read_bytes())["type"].endswith("Event")


@needs_shared
def test_each_single_event_goes_in_by_itself_too(owner, database):
    from gs1_examples import example_events

    seen = set()
    for name, event in example_events():
        response = owner.post("/events", json.dumps(event), content_type="application/json", headers=AS_IT_CAME)
        if name.split("#")[0] in REFUSED:  # json.loads above has dropped the repeated member
            continue
        assert response.status_code in {201, 200, 409}, (name, response.content)
        seen.add(response.status_code)
        if response.status_code == 201:
            (got,) = [e for e in event_list(fetched(owner, response.json()["eventID"])[1]) if got_same(e, event)]
            assert got["@context"] == event["@context"]
            assert exact(response.content) == got
    assert 201 in seen


def got_same(found, sent) -> bool:
    members = sent.keys() - {"recordTime", "eventID"}
    known = exact(json.dumps(sent).encode())
    return all(found.get(name) == known[name] for name in members)
