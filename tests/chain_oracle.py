"""What do events lead to, by a plain walk over the events themselves? The other opinion beside traceability/queries/genealogy.py.

Nothing here knows tables, links or records: events are dicts as they are sent, things are their URIs as written, and time is asked at
every moment at which anything happens, instead of carrying windows along.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

END_OF_TIME = datetime(9999, 1, 1)  # noqa: DTZ001  # without zone, as all times here

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One event as one organisation sent it, in the order of sending (`turn`)."""

    turn: int
    organisation: int
    event: Event

    @property
    def content(self) -> str:
        """The event without what declares it in error: what makes it the same event."""
        return json.dumps({k: v for k, v in self.event.items() if k != "errorDeclaration"}, sort_keys=True)

    @property
    def is_declaration(self) -> bool:
        return "errorDeclaration" in self.event


def believed(said: Iterable[Said], *, turn: int, at: datetime | None = None) -> list[Event]:
    """The events that count: sent until `turn`, happened until `at`, not declared in error until `turn` by whoever sent them first."""
    known = [one for one in said if one.turn <= turn]
    owner: dict[str, int] = {}
    for one in known:
        if not one.is_declaration:
            owner.setdefault(one.content, one.organisation)
    withdrawn = {(one.organisation, one.content) for one in known if one.is_declaration}
    events = {one.content: one.event for one in known if not one.is_declaration}
    return [
        event
        for content, event in events.items()
        if (owner[content], content) not in withdrawn and (at is None or when(event) <= at)
    ]


def when(event: Event) -> datetime:
    """The time of the event, without zone: all events of these worlds are in one."""
    return datetime.fromisoformat(event["eventTime"]).replace(tzinfo=None)


@dataclass(frozen=True)
class Stay:
    """That a thing was in a container from `since` on, and no more at `until`."""

    child: str
    container: str
    since: datetime
    until: datetime


@dataclass
class World:
    """What the events come to. A step is ("step", its transformationID or the event's content)."""

    inputs: dict[Any, list[tuple[str, datetime]]] = field(default_factory=dict)
    outputs: dict[Any, set[str]] = field(default_factory=dict)
    lots_of_step: dict[Any, set[str]] = field(default_factory=dict)
    members: set[tuple[str, str]] = field(default_factory=set)
    stays: list[Stay] = field(default_factory=list)

    def inside(self, container: str, moment: datetime) -> set[str]:
        """Everything that is in the container at that moment, however deep."""
        found: set[str] = set()
        ahead = [container]
        while ahead:
            outer = ahead.pop()
            for stay in self.stays:
                if stay.container == outer and stay.since <= moment < stay.until and stay.child not in found:
                    found.add(stay.child)
                    ahead.append(stay.child)
        return found

    def held_by_start(self, thing: str, at: datetime | None) -> tuple[datetime, set[str]]:
        """When a start counts as a container, and what is in it then."""
        moment = at or END_OF_TIME
        stays = [stay for stay in self.stays if stay.container == thing]
        if stays and not any(
            stay.since <= moment and (stay.until > moment or stay.until == END_OF_TIME) for stay in stays
        ):
            moment = max(stay.since for stay in stays)
        if moment == END_OF_TIME:  # nothing is outside all time
            return moment, self.inside_for_ever(thing)
        return moment, self.inside(thing, moment)

    def inside_for_ever(self, container: str) -> set[str]:
        """What is in it and has not left it."""
        last = max((stay.since for stay in self.stays), default=END_OF_TIME)
        ends = [stay.until for stay in self.stays if stay.until != END_OF_TIME]
        return self.inside(container, max([last, *ends]))


def world(events: Sequence[Event]) -> World:
    """The steps, members and stays that these events make."""
    made = World()
    for event in events:
        if event["type"] == "TransformationEvent":
            _transform(made, event)
        for lot, instance in members_said(event):
            made.members.add((lot, instance))
    for event in events:
        if event["type"] in ("AggregationEvent", "AssociationEvent") and event["action"] == "ADD":
            for child in children(event):
                until = _end(events, event, child)
                made.stays.append(Stay(child, event["parentID"], when(event), until))
    return made


def _transform(made: World, event: Event) -> None:
    step = step_of(event)
    inputs = [*event.get("inputEPCList", ()), *(one["epcClass"] for one in event.get("inputQuantityList", ()))]
    outputs = [*event.get("outputEPCList", ()), *(one["epcClass"] for one in event.get("outputQuantityList", ()))]
    made.inputs.setdefault(step, []).extend((one, when(event)) for one in inputs if not is_bare(one))
    made.outputs.setdefault(step, set()).update(one for one in outputs if not is_bare(one))
    made.lots_of_step.setdefault(step, set()).update(lot for lot, one in members_said(event) if one in outputs)


def step_of(event: Event) -> tuple[str, str]:
    """The name of a transformation's step."""
    return ("step", event.get("transformationID") or json.dumps(event, sort_keys=True))


def is_bare(uri: str) -> bool:
    """Whether it is a GTIN and nothing more."""
    return uri.startswith("urn:epc:idpat:")


def members_said(event: Event) -> list[tuple[str, str]]:
    """Lot and instance, for each instance to which the event's ILMD gives a lot number."""
    number = event.get("ilmd", {}).get("cbvmda:lotNumber")
    made = [*event.get("epcList", ()), *event.get("outputEPCList", ())]
    if number is None:
        return []
    return [
        (one.rpartition(".")[0].replace(":id:sgtin:", ":class:lgtin:") + f".{number}", one)
        for one in made
        if ":sgtin:" in one
    ]


def children(event: Event) -> list[str]:
    """What an aggregation names as children."""
    return [*event.get("childEPCs", ()), *(one["epcClass"] for one in event.get("childQuantityList", ()))]


def _end(events: Sequence[Event], packing: Event, child: str) -> datetime:
    """When the stay of a child ends that this packing began: the first later unpacking of it, or of everything."""
    ends = [
        when(event)
        for event in events
        if event.get("action") == "DELETE"
        and event.get("parentID") == packing["parentID"]
        and when(event) > when(packing)
        and (
            (event["type"] == packing["type"] and child in children(event))
            or (event["type"] in ("AggregationEvent", "AssociationEvent") and not children(event))
        )
    ]
    return min(ends, default=END_OF_TIME)


def forward(made: World, start: str, *, at: datetime | None) -> tuple[set[Any], set[Any]]:
    """What the start led to (steps included), and which of that only carried it."""
    derived: set[Any] = {start, *made.held_by_start(start, at)[1]}
    parts: set[str] = set()  # lots of which some instance was reached
    steps: set[Any] = set()
    moments = sorted({stay.since for stay in made.stays})
    while True:
        before = (len(derived), len(parts), len(steps))
        known = derived | parts
        for step, inputs in made.inputs.items():
            if any(thing in known or made.inside(thing, moment) & known for thing, moment in inputs):
                steps.add(step)
        for step in steps:
            derived |= made.outputs.get(step, set())
            parts |= made.lots_of_step.get(step, set())
        derived |= {instance for lot, instance in made.members if lot in derived}
        if (len(derived), len(parts), len(steps)) == before:
            break
    containers = {
        stay.container
        for stay in made.stays
        for moment in moments
        if made.inside(stay.container, moment) & (derived | parts)
    }
    return derived | steps | parts | containers, (parts | containers) - derived


def back(made: World, start: str, *, at: datetime | None) -> set[Any]:
    """What the start came from, steps included."""
    moment, _ = made.held_by_start(start, at)
    found: set[Any] = set()
    seen: set[tuple[str, datetime | None]] = set()
    ahead: list[tuple[str, datetime | None]] = [(start, moment)]
    while ahead:
        thing, moment = ahead.pop()
        found.add(thing)
        if (thing, moment) in seen:
            continue
        seen.add((thing, moment))
        steps = {step for step, outputs in made.outputs.items() if thing in outputs}
        if moment is not None:
            steps |= {step for step, lots in made.lots_of_step.items() if thing in lots}
            held = made.inside_for_ever(thing) if moment == END_OF_TIME else made.inside(thing, moment)
            ahead += [(one, moment) for one in held]
        ahead += [(lot, None) for lot, instance in made.members if instance == thing]
        for step in steps:
            found.add(step)
            ahead += made.inputs.get(step, [])
    return found
