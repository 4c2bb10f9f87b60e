"""Asking GET /events as a program does: events captured for it, its answers, its pages by their links."""

from urllib.parse import urlencode

from make_events import document_bytes, object_event


def answer(client, asked: dict[str, str], per_page: int = 1000) -> list[tuple[str, bool]]:
    """All pages of the answer, by following their links."""
    found: list[tuple[str, bool]] = []
    address = f"/events?{urlencode({**asked, 'perPage': per_page})}"
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.content
        events = one_page(response)
        assert len(events) <= per_page
        found += [(event["eventID"], "errorDeclaration" in event) for event in events]
        link = response.headers.get("Link", "")
        assert not link or (events and link.endswith('>; rel="next"'))
        address = link.partition(">")[0].removeprefix("<")
    return found


def one_page(response) -> list[dict]:
    return response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def several(owner, count: int, **members) -> None:
    """Events with the ids urn:uuid:1 and so on, all at one moment."""
    events = [
        object_event(eventID=f"urn:uuid:{number}", **{"example:n": number, **members}) for number in range(1, count + 1)
    ]
    assert owner.post("/capture", document_bytes(events), content_type="application/json").status_code == 202


def ids(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [event["eventID"].removeprefix("urn:uuid:") for event in one_page(response)]


def next_of(response) -> str:
    return response.headers["Link"].partition(">")[0].removeprefix("<")
