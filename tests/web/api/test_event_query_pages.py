"""Pages of GET /events stay whole: how many events are given, and by which token one goes on."""

import json

from askers import machine
from event_oracle import START, text
from event_pages import answer, ids, next_of, several
from make_events import bare_event, document_bytes, object_event
from yaomai.traceability.queries import event_query


def test_pages_are_not_moved_by_what_is_captured_meanwhile(owner):
    several(owner, 5)
    for order in ("", "&orderBy=eventTime", "&orderBy=recordTime", "&orderBy=eventTime&orderDirection=ASC"):
        first = owner.get(f"/events?perPage=2&EQ_action=ADD{order}")
        post = owner.post(
            "/events",
            json.dumps(bare_event(object_event(eventTime=text(START), **{"example:n": order}))),
            content_type="application/json",
        )
        assert post.status_code == 201
        assert "EQ_action=ADD" in next_of(first)
        found, page = ids(first), first
        while "Link" in page.headers:
            page = owner.get(next_of(page))
            found += ids(page)
        known = [one for one in found if not one.startswith("ni:")]
        assert known == (["1", "2", "3", "4", "5"] if "ASC" in order else ["5", "4", "3", "2", "1"])
        assert post.json()["eventID"] not in found
        assert len(set(found)) == len(found)
        assert ids(owner.get(next_of(first))) == found[2:4]  # a page can be asked for again


def test_how_many_are_given(owner, monkeypatch):
    several(owner, 31)
    assert len(ids(owner.get("/events"))) == 30
    assert len(ids(owner.get("/events?perPage=99999"))) == 31
    assert "Link" not in owner.get("/events?perPage=31").headers
    first = owner.get("/events?orderBy=eventTime&eventCountLimit=7&perPage=5")
    assert (len(ids(first)), len(ids(owner.get(next_of(first))))) == (5, 2)
    assert "Link" not in owner.get(next_of(first)).headers
    assert len(ids(owner.get("/events?maxEventCount=31&perPage=40"))) == 31
    assert len(ids(owner.get("/events?maxEventCount=31&perPage=10"))) == 10
    refused = owner.get("/events?maxEventCount=30&perPage=10")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooLargeException")
    monkeypatch.setattr(event_query, "PAGE_BYTES_MAX", 2000)
    short = owner.get("/events?perPage=20")
    assert 1 <= len(ids(short)) < 6
    assert len(answer(owner, {}, 20)) == 31
    monkeypatch.setattr(event_query, "PAGE_BYTES_MAX", 1)
    assert len(ids(owner.get("/events?perPage=20"))) == 1


def test_a_page_counts_what_stands_around_its_events_once_a_document(owner, monkeypatch):
    around = {"example:filler": "x" * 10_000}
    for document in range(4):
        events = [object_event(**{"example:n": 10 * document + number}) for number in range(3)]
        sent = owner.post("/capture", document_bytes(events, **around), content_type="application/json")
        assert sent.status_code == 202
    monkeypatch.setattr(event_query, "PAGE_BYTES_MAX", 30_000)
    assert len(ids(owner.get("/events?perPage=1000"))) == 6  # two documents, of 10 kB and three events each
    assert len(ids(owner.get("/events?perPage=1000&orderBy=eventTime"))) == 6
    assert len(answer(owner, {}, 1000)) == 12


def test_a_token_is_good_for_its_question_and_its_caller_alone(cast, owner, anyone):
    several(owner, 3)
    link = next_of(owner.get("/events?perPage=1&EQ_action=ADD&EQ_bizStep=commissioning"))
    assert ids(owner.get(link)) == ["2"]
    assert ids(
        owner.get(
            "/events?EQ_bizStep=cbv:BizStep-commissioning&EQ_action=ADD&perPage=2&"
            + link[link.index("nextPageToken") :]
        )
    ) == ["2", "1"]
    token = link.partition("nextPageToken=")[2]
    others = machine(cast.key("query", of="别家"))
    for client, address in (
        (anyone, link),
        (others, link),
        (owner, f"/events?nextPageToken={token}"),
        (owner, link.replace("EQ_action=ADD", "EQ_action=DELETE")),
        (owner, link[:-3] + "xyz"),
        (owner, "/events?nextPageToken="),
        (owner, "/events?nextPageToken=%00"),
    ):
        said = client.get(address)
        assert (said.status_code, said.json()["type"]) == (400, "epcisException:QueryParameterException"), address
        assert said.json()["findings"][0]["pointer"] == "/nextPageToken"
