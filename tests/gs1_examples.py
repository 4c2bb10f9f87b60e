"""Where are GS1's own EPCIS examples, and which of them are not what they should be?"""

import json
from pathlib import Path
from typing import Any

from shared_material import SHARED

GS1 = SHARED / "epcis" / "gs1" if SHARED else Path("absent")
EXAMPLES = sorted((GS1 / "JSON").rglob("*.jsonld"))

# GS1's examples that this project refuses, and why it is right to.
REFUSED = {
    "AssociationEvent-h.jsonld": ("json.member_repeated", "eventID stands in the event twice, with two values"),
}


def example_events() -> list[tuple[str, dict[str, Any]]]:
    """Every event of GS1's JSON examples, with a name, as `POST /events` would take it."""
    found = []
    for path in EXAMPLES:
        document = json.loads(path.read_bytes())
        body = document["epcisBody"]
        events = body["eventList"] if "eventList" in body else body["queryResults"]["resultsBody"]["eventList"]
        found += [(f"{path.name}#{i}", {"@context": document["@context"], **event}) for i, event in enumerate(events)]
    return found
