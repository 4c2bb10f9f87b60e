"""Which links of the chain does one event make: from which thing or step to which?

kinds, each in the direction of goods:
`input`, `output`              thing → step → thing, of a transformation (instances, lots, things of unknown kind)
`class_input`, `class_output`  the same for a bare class, a GTIN without lot or serial number: it says what, not which
`member`                       lot → instance: the ILMD's lot number of what the event makes, or a Digital Link with both
`packed`, `unpacked`           child → container, from then on and until then (AggregationEvent ADD, DELETE)
`attached`, `detached`         the same of an AssociationEvent
`emptied`                      container → itself: everything was taken out (DELETE that names no child)

An observed packing (action OBSERVE) changes nothing and makes no link.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from yaomai.standards.epcis.event import Event, Thing
from yaomai.standards.gs1.identifier import Identifier, identify, lot_of

LOT_NUMBER = "urn:epcglobal:cbv:mda:lotNumber"
_LOT_NUMBERS = (LOT_NUMBER, "urn:epcglobal:cbv:mda#lotNumber", "https://ref.gs1.org/cbv/lotNumber")
_INPUTS = frozenset({"inputEPCList", "inputQuantityList"})
_OUTPUTS = frozenset({"outputEPCList", "outputQuantityList"})
_CHILDREN = frozenset({"childEPCs", "childQuantityList"})
_NAMED_BY_LOT = ("epcList", "outputEPCList")
_INSTANCE_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_PACKING = {
    ("AggregationEvent", "ADD"): "packed",
    ("AggregationEvent", "DELETE"): "unpacked",
    ("AssociationEvent", "ADD"): "attached",
    ("AssociationEvent", "DELETE"): "detached",
}

LINKING_TYPES = frozenset({"TransformationEvent", "AggregationEvent", "AssociationEvent"})

Node = Identifier | None
"""A thing, or None: the step of the event itself, which has no other name than its record."""


class Link(Struct, frozen=True):
    """From where to where, and in which sense."""

    start: Node
    end: Node
    kind: str


def links(event: Event | None, fields: Mapping[str, Any]) -> Sequence[Link]:
    """The links of an event that is no declaration of error, each once; `fields` are the members that `event` was read from.

    `event` may be None when it is of none of the LINKING_TYPES and has no ILMD.
    """
    members = _members_by_link(fields)
    if event is None:
        return tuple(dict.fromkeys(members)) if members else ()
    found: list[Link] = []
    if event.event_type == "TransformationEvent":
        found += _transformation(event)
    elif packing := _PACKING.get((event.event_type, event.action or "")):
        found += _packing(event, packing)
    members += _members_by_lot_number(event)
    if members and event.event_type == "TransformationEvent":
        steps = {link.end: link.start for link in found if link.kind == "output"}
        found += [Link(steps[one.end], one.start, "lot_output") for one in members if one.end in steps]
    return tuple(dict.fromkeys([*found, *members]))


def _transformation(event: Event) -> Iterable[Link]:
    step = identify(event.transformation_id) if event.transformation_id is not None else None
    for thing in event.things:
        if thing.role in _INPUTS:
            yield Link(thing.identifier, step, "class_input" if is_bare_class(thing.identifier) else "input")
        elif thing.role in _OUTPUTS:
            yield Link(step, thing.identifier, "class_output" if is_bare_class(thing.identifier) else "output")


def _packing(event: Event, kind: str) -> Iterable[Link]:
    parents = _with_roles(event.things, ("parentID",))
    children = _with_roles(event.things, _CHILDREN)
    for parent in parents:
        yield from (Link(child.identifier, parent.identifier, kind) for child in children)
        if not children and kind in ("unpacked", "detached"):
            yield Link(parent.identifier, parent.identifier, "emptied")


def _with_roles(things: Sequence[Thing], roles: Iterable[str]) -> list[Thing]:
    return [thing for thing in things if thing.role in roles]


def _members_by_link(fields: Mapping[str, Any]) -> list[Link]:
    """Lots that stand in the Digital Links of instances, wherever the event names them."""
    found = []
    for role in _INSTANCE_LISTS:
        for uri in fields.get(role, ()):
            lot = lot_of(uri) if uri.startswith("http") else None
            if lot is not None:
                found.append(Link(identify(lot), identify(uri), "member"))
    return found


def _members_by_lot_number(event: Event) -> Iterable[Link]:
    if not event.ilmd:
        return
    said = [event.ilmd[name] for name in _LOT_NUMBERS if isinstance(event.ilmd.get(name), str)]
    for thing in event.things if said else ():
        parts = thing.identifier.parts
        if (
            thing.role not in _NAMED_BY_LOT
            or len(parts) < 2
            or parts[0][0] != "01"
            or thing.identifier.kind != "instance"
        ):
            continue
        lot = identify(f"https://id.gs1.org/01/{parts[0][1]}/10/{quote(said[0], safe='')}")
        if lot.scheme == "gtin+lot" and lot.fault is None:  # else the text is no lot number of GS1's
            yield Link(lot, thing.identifier, "member")


def is_bare_class(identifier: Identifier) -> bool:
    """Whether it says only what the goods are, so that nothing can be followed through it."""
    return identifier.kind == "class" and not identifier.scheme.endswith("+lot")
