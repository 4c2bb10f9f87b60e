"""Random worlds of events for the chain: few things, so that they split, merge, come back, are packed again and again, and are corrected.

sayings(namespace)   a strategy for what organisations send, turn by turn
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from chain_oracle import Said

ORGANISATIONS = (4, 5)
HOURS = 6
"""So many different times at which events happen: several happen at once, and late ones are sent after later ones."""


class Names:
    """The URIs of one world: nothing of another world has the same."""

    def __init__(self, number: int) -> None:
        self.lots = [f"urn:epc:class:lgtin:6901234.00000{of}.W{number}{lot}" for of in (1, 2) for lot in "AB"]
        self.packs = [f"urn:epc:id:sgtin:6901234.000002.W{number}S{serial}" for serial in (1, 2, 3)]
        self.containers = [f"urn:epc:id:sscc:6901234.1{number * 10 + one:09}" for one in (1, 2)]
        self.bare = ["urn:epc:idpat:sgtin:6901234.000004.*"]
        self.transformations = [f"urn:example:transformation:{number}:{one}" for one in (1, 2)]
        self.lot_numbers = [f"W{number}A", f"W{number}B"]

    @property
    def things(self) -> list[str]:
        """Everything that goods are called."""
        return [*self.lots, *self.packs, *self.containers]


def _of(pool: list[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    # In one order: with its things in another it is the same event (CBV 2.0, 8.9), which the plain walk would take for another one.
    return st.lists(st.sampled_from(pool), min_size=least, max_size=most, unique=True).map(sorted)


_KINDS = ["make"] * 3 + ["use"] * 2 + ["pack"] * 4 + ["begin", "unpack", "empty", "observe", "attach", "detach"]


@st.composite
def events(draw: st.DrawFn, names: Names) -> dict[str, Any]:
    """One event of any kind that makes links."""
    kind = draw(st.sampled_from(_KINDS))
    hour = draw(st.integers(0, HOURS - 1))
    event: dict[str, Any] = {"eventTime": f"2026-09-01T{hour:02}:00:00.000+08:00", "eventTimeZoneOffset": "+08:00"}
    if kind in ("make", "use"):
        pool = names.containers if kind == "use" else [*names.things, *names.bare]
        event |= {"type": "TransformationEvent"} | _sides(
            draw(_of(pool, 1, 2)), draw(_of([*names.things, *names.bare], 1, 2)), names
        )
        if draw(st.integers(0, 3)) == 0:
            event["transformationID"] = draw(st.sampled_from(names.transformations))
        return event | _ilmd(draw, names)
    if kind == "begin":
        event |= {"type": "ObjectEvent", "action": "ADD", "epcList": draw(_of(names.packs, 1, 2))}
        return event | _ilmd(draw, names)
    actions = {"pack": "ADD", "attach": "ADD", "observe": "OBSERVE"}
    event["type"] = "AssociationEvent" if kind in ("attach", "detach") else "AggregationEvent"
    event["action"] = actions.get(kind, "DELETE")
    event["parentID"] = draw(st.sampled_from([*names.containers, *names.packs[:1]]))
    if kind != "empty":
        held = [one for one in draw(_of(names.things, 1, 3)) if one != event["parentID"]] or names.lots[:1]
        event |= _listed("childEPCs", "childQuantityList", held, names)
    return event


def _sides(inputs: list[str], outputs: list[str], names: Names) -> dict[str, Any]:
    return _listed("inputEPCList", "inputQuantityList", inputs, names) | _listed(
        "outputEPCList", "outputQuantityList", outputs, names
    )


def _listed(instances: str, classes: str, things: list[str], names: Names) -> dict[str, Any]:
    named = [one for one in things if one in names.packs or one in names.containers]
    counted = [{"epcClass": one, "quantity": 1} for one in things if one not in named]
    return ({instances: named} if named else {}) | ({classes: counted} if counted else {})


def _ilmd(draw: st.DrawFn, names: Names) -> dict[str, Any]:
    if draw(st.booleans()):
        return {}
    return {"ilmd": {"cbvmda:lotNumber": draw(st.sampled_from(names.lot_numbers))}}


def in_error(event: Mapping[str, Any], turn: int) -> dict[str, Any]:
    """The same event, declared to be in error; each turn's declaration is another."""
    return {
        **event,
        "errorDeclaration": {"declarationTime": f"2026-09-05T{turn:02}:00:00Z", "reason": "incorrect_data"},
    }


@st.composite
def sayings(draw: st.DrawFn, names: Names, *, most: int) -> list[Said]:
    """What is sent, turn by turn: new events, events again (by whomever), declarations of error (by whomever), with and without
    an event that puts it right.
    """
    said: list[Said] = []
    for turn in range(draw(st.integers(3, most))):
        organisation = draw(st.sampled_from(ORGANISATIONS))
        deed = draw(st.sampled_from(["send"] * 6 + ["declare", "correct", "repeat"])) if said else "send"
        if deed == "send":
            said += [Said(turn, organisation, event) for event in draw(st.lists(events(names), min_size=1, max_size=3))]
            continue
        earlier = draw(st.sampled_from([one for one in said if not one.is_declaration]))
        if deed == "repeat":
            said.append(Said(turn, organisation, earlier.event))
            continue
        said.append(Said(turn, organisation, in_error(earlier.event, turn)))
        if deed == "correct":
            said.append(Said(turn, organisation, draw(events(names))))
    return said
