"""The demonstration's year as values: its events in force, and the same as the engines of traceability take them."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from yaomai.demo.year import deliveries
from yaomai.standards.epcis.document import Limits, read_document
from yaomai.standards.epcis.event import Event, read_event
from yaomai.traceability.engine.event_rows import event_rows
from yaomai.traceability.engine.moves import Amount, Endpoint, Happening


@cache
def events(scale: int) -> tuple[tuple[str, Event], ...]:
    """Party and event, of those in force: neither a declaration of error nor declared to be one."""
    found: dict[bytes, tuple[str, Event]] = {}
    in_error = set()
    for delivery in deliveries(scale):
        for one in read_document(delivery.data, Limits()).events:
            content = event_rows(one.fields, one.context).event_hash
            if "errorDeclaration" in one.fields:
                in_error.add(content)
            else:
                found[content] = (delivery.party.name, read_event(one.fields, one.context))
    return tuple(one for content, one in found.items() if content not in in_error)


class Numbers(dict[str, int]):
    """The number of a spelling, given when it is asked for first."""

    def __missing__(self, spelling: str) -> int:
        return self.setdefault(spelling, len(self) + 1)


def happenings(scale: int, numbers: Numbers) -> Iterator[Happening]:
    """The events as stock takes them; places, parties and things by their numbers."""
    for record, (party, event) in enumerate(events(scale), start=1):
        yield _happening(record, numbers[party], event, numbers)


def _happening(record: int, organisation: int, event: Event, numbers: Numbers) -> Happening:
    instances: dict[str, list[int]] = {}
    amounts = []
    for thing in event.things:
        number = numbers[thing.identifier.canonical]
        if thing.role.endswith("uantityList"):
            amounts.append(Amount(thing.role, number, thing.quantity, thing.uom))
        elif thing.role != "parentID":
            instances.setdefault(thing.role, []).append(number)
    parent = next((numbers[one.identifier.canonical] for one in event.things if one.role == "parentID"), None)
    return Happening(
        record,
        event.event_time,
        event.event_type,
        event.action,
        event.biz_step,
        event.disposition,
        numbers[event.read_point] if event.read_point else None,
        numbers[event.biz_location] if event.biz_location else None,
        organisation,
        _endpoint(event.sources, numbers),
        _endpoint(event.destinations, numbers),
        instances,
        amounts,
        parent,
        _members(event, numbers),
    )


def _endpoint(ends: Any, numbers: Numbers) -> Endpoint:
    by_type = {one.type: numbers[one.identifier] for one in ends}
    return Endpoint(by_type.get("possessing_party", by_type.get("owning_party")), by_type.get("location"))


def _members(event: Event, numbers: Numbers) -> dict[int, int]:
    lot = event.ilmd.get("urn:epcglobal:cbv:mda:lotNumber")
    packs = Counter(
        one.identifier.canonical.partition("/21/")[0] for one in event.things if "/21/" in one.identifier.canonical
    )
    return {numbers[f"{item}/10/{lot}"]: many for item, many in packs.items()} if lot else {}
