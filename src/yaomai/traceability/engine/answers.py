"""Where did it come from, where did it go, what is known of its quality, who answers for it, and what is missing in each answer?

The four questions of the plan (来源可知、去向可追、质量可查、责任可究). Each has a verdict of its own:

`complete`    everything that the question asks for is on record (what this viewer may not see counts as if it were there)
`incomplete`  something is missing; each missing link is named with the thing or the record at which it is missing
`nothing`     nothing on record bears on the question

Pure: what was found goes in (queries/answers.py finds it), answers come out. Things, places and parties are numbers of the
dictionary.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from yaomai.traceability.engine.genealogy import ChainLink, Reached, between_things
from yaomai.traceability.engine.stock import StateName

Verdict = Literal["complete", "incomplete", "nothing"]
SaidKind = Literal["inspection", "disposition", "test_result", "certificate", "sensor_alert", "recall"]

NEVER_MADE = "origin.never_made"
"""No event says that it came into being: it is only used, packed or moved."""
NO_PLACE = "origin.no_place"
NO_PARTY = "origin.no_party"
CLASS_ONLY = "origin.class_only"
"""Into the step went something of which only the class is known, not the lot."""
NOTHING_WENT_IN = "origin.nothing_went_in"
"""No event says what went into the step."""
NO_HOLDER = "whereabouts.no_holder"
NOT_RECEIVED = "whereabouts.not_received"
"""Shipped, and nobody says that it arrived."""
NOT_FOLLOWED = "whereabouts.not_followed"
"""No event says where it is."""
NEVER_INSPECTED = "quality.never_inspected"
"""Neither it nor anything that was made of it on the way here was inspected."""
NO_RESULT = "quality.no_result"
"""It was inspected, and no event says with which result."""
NOBODY_ANSWERS = "responsibility.nobody"
"""The event names no party, and was not recorded in an organisation's name."""
CUT = "answers.cut"
"""There is more than was read: the answer is about a part."""

INSPECTING = frozenset({"inspecting", "sampling", "accepting"})
RESULTS = frozenset({"conformant", "non_conformant"})
GRAVE = frozenset(
    {"recalled", "non_conformant", "expired", "damaged", "destroyed", "needs_replacement", "stolen", "mismatch_class",
     "mismatch_instance", "mismatch_quantity", "non_sellable_other"}
)  # fmt: skip
"""Dispositions (CBV 2.0, 7.2) that speak against goods."""
GRAVE_BEFORE = frozenset({"recalled", "non_conformant", "expired", "stolen"})
"""Those of them that speak also against what was made of the goods. What was damaged or destroyed of a lot is not in that."""
PARTY_TYPES = ("possessing_party", "owning_party")
_HANDING_OVER = frozenset(
    {"shipping", "departing", "consigning", "receiving", "arriving", "accepting", "dispensing", "retail_selling", "collecting",
     "commissioning", "creating_class_instance", "inspecting", "sampling", "packing", "repackaging", "destroying"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """What one event in force says of one thing. `is_made`: with it the thing began. `event_time` is in the event's own offset."""

    thing: int
    record: int
    event_type: str
    action: str | None
    biz_step: str | None
    disposition: str | None
    persistent_set: tuple[str, ...]
    persistent_unset: tuple[str, ...]
    event_time: datetime
    read_point: int | None
    biz_location: int | None
    organisation: int | None
    is_made: bool

    @property
    def where(self) -> int | None:
        """Where it happened: herbs are gathered on a plot (read point) and are in a shed afterwards (business location)."""
        return self.biz_location if self.read_point is None else self.read_point


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing link: a stable code, and as far as they apply the thing, the record and the step at which it is missing."""

    code: str
    thing: int | None = None
    record: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """That a record has members that may bear on the question, which this viewer may not see: by their EPCIS names. Whether they do
    bear on it is not said.
    """

    record: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """A thing that nothing was made into: where and with whom it began, and by which record (None: no event says so)."""

    thing: int
    record: int | None
    biz_step: str | None
    event_time: datetime | None
    place: int | None
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """That one of the ancestors was gathered somewhere (CBV bizStep collecting): the plot."""

    thing: int
    record: int
    event_time: datetime
    place: int | None
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """来源."""

    verdict: Verdict
    roots: tuple[Root, ...]
    gathered: tuple[Gathered, ...]
    missing: tuple[Missing, ...]

    @property
    def evidence(self) -> tuple[int, ...]:
        """The records that say so."""
        return _records([*self.roots, *self.gathered])


@dataclass(frozen=True, slots=True)
class Holding:
    """So much of one product is in one state with one holder: `things` lots or instances of it (`thing` is one of them).

    `party` is None when none is named; so with `to_party`, to whom it is on its way. Both are None to a viewer who may not see
    parties (`party_withheld`), whether any is named or not. `disposition` is what the record says that put it there last.
    """

    product: str
    state: StateName
    place: int | None
    party: int | None
    party_withheld: bool
    organisation: int | None
    to_place: int | None
    to_party: int | None
    disposition: str | None
    quantity: Decimal
    uom: str | None
    things: int
    thing: int
    record: int
    event_time: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """去向."""

    verdict: Verdict
    holdings: tuple[Holding, ...]
    missing: tuple[Missing, ...]

    @property
    def evidence(self) -> tuple[int, ...]:
        """The records that say so."""
        return _records(self.holdings)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about quality: `kind` is what sort of, `word` what it says.

    inspection   bizStep and disposition of an inspecting step (`word`: the result, or "" when none is stated)
    disposition  a grave state that still holds, or held
    test_result  the number of a test result (bizTransaction of type testres), a thing of the dictionary: `reference`
    certificate  certificationInfo: a URI
    sensor_alert the exception that a sensor reported
    recall       a recall that is open: `word` is its number
    """

    kind: SaidKind
    thing: int
    record: int
    event_time: datetime | None
    word: str
    biz_step: str | None = None
    place: int | None = None
    organisation: int | None = None
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """质量. `speaks_against`: something grave is said of the thing, or of what went into it and stays a doubt about the thing."""

    verdict: Verdict
    said: tuple[Said, ...]
    missing: tuple[Missing, ...]
    withheld: tuple[Withheld, ...]
    speaks_against: bool

    @property
    def evidence(self) -> tuple[int, ...]:
        """The records that say so."""
        return _records(self.said)


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for one event on the way from the origin to here: parties that it names, and whoever recorded it.

    `things` are those of the genealogy that it names (at most some); `sources` and `destinations` its parties: the type, such as
    `owning_party`, and the number.
    """

    record: int
    event_time: datetime
    event_type: str
    biz_step: str | None
    place: int | None
    things: tuple[int, ...]
    sources: tuple[tuple[str, int], ...]
    destinations: tuple[tuple[str, int], ...]
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """责任."""

    verdict: Verdict
    steps: tuple[Answerable, ...]
    missing: tuple[Missing, ...]
    withheld: tuple[Withheld, ...]

    @property
    def evidence(self) -> tuple[int, ...]:
        """The records that say so."""
        return _records(self.steps)


def _records(said: Iterable[Root | Gathered | Holding | Said | Answerable]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.record for one in said if one.record is not None))


def verdict(evidence: Collection[object], missing: Collection[Missing]) -> Verdict:
    """From what was found and what is missing; where not all was looked at, nobody can say that there is nothing."""
    if not evidence and all(one.code != CUT for one in missing):
        return "nothing"
    return "incomplete" if missing else "complete"


def roots(back: Reached) -> frozenset[int]:
    """The things of a genealogy that nothing was made into. Of containers what was in them counts; `only_names` are left out."""
    made = {link.end for link in back.links if link.kind in ("output", "lot_output", "member", "packed", "attached")}
    return back.things - made - only_names(back)


def only_names(back: Reached) -> frozenset[int]:
    """The lots that say nothing of the origin: they are there because they are lots of instances which steps made."""
    made = {link.end for link in back.links if link.kind != "input"}
    stepwise = {link.end for link in back.links if link.kind == "output"}
    leads: dict[int, list[ChainLink]] = {}
    for link in back.links:
        leads.setdefault(link.start, []).append(link)
    return frozenset(
        lot
        for lot, links in leads.items()
        if lot in back.things - made - back.start
        and all(link.kind == "member" and link.end in stepwise for link in links)
    )


def origin(
    back: Reached, happened: Sequence[Happened], class_inputs: Iterable[tuple[int, int, int]], bare: Collection[int]
) -> Origin:
    """来源: the roots, where each began and with whom; the plots; and what is missing.

    `happened` are events of the things of `back`; `class_inputs` (record, class, step) are inputs of its steps of which only the
    class is known; `bare` are those of its things that are classes themselves.
    """
    began: dict[int, Happened] = {}
    for event in sorted((one for one in happened if one.is_made), key=_in_time):
        began.setdefault(event.thing, event)
    found, missing = [], [Missing(CUT)] if not back.is_whole else []
    for thing in sorted(roots(back)):
        if thing in bare:
            missing.append(Missing(CLASS_ONLY, thing))
        elif thing not in began:
            found.append(Root(thing, None, None, None, None, None))
            missing.append(Missing(NEVER_MADE, thing))
        else:
            event = began[thing]
            found.append(Root(thing, event.record, event.biz_step, event.event_time, event.where, event.organisation))
            missing += [Missing(NO_PLACE, thing, event.record)] if event.where is None else []
            missing += [Missing(NO_PARTY, thing, event.record)] if event.organisation is None else []
    named = set(class_inputs)
    missing += [Missing(CLASS_ONLY, thing, record, step) for record, thing, step in sorted(named)]
    fed = {link.end for link in back.links if link.kind == "input"} | {step for _, _, step in named}
    missing += [Missing(NOTHING_WENT_IN, step=step) for step in sorted(back.steps - fed)]
    picked: dict[int, Happened] = {}  # by record: of what went in and what came out, this
    for one in sorted(happened, key=lambda one: (*_in_time(one), not one.is_made)):
        if one.biz_step == "collecting":
            picked.setdefault(one.record, one)
    gathered = tuple(
        Gathered(one.thing, one.record, one.event_time, one.where, one.organisation) for one in picked.values()
    )
    evidence = [one for one in found if one.record is not None] or gathered or back.steps
    return Origin(verdict(evidence, missing), tuple(found), gathered, tuple(missing))


def _in_time(one: Happened) -> tuple[datetime, int]:
    return one.event_time, one.record


def uninspected(back: Reached, inspected: Collection[int]) -> frozenset[int]:
    """The things at the far end of each way back from the start on which nothing was inspected, the start included.

    What was inspected speaks for all that went into it, and a lot for its instances; so an ancestor is covered when it, or
    something that was made of it on every way to here, was inspected.
    """
    covered = set(inspected) | {link.end for link in back.links if link.kind == "member" and link.start in inspected}
    made_of: dict[int, set[int]] = {}
    for link in between_things(back.links):
        made_of.setdefault(link.end, set()).add(link.start)
    uncovered = set(back.start & back.things) - covered
    ahead = list(uncovered)
    for thing in ahead:  # grows while it is walked
        for one in sorted(made_of.get(thing, set()) - covered - uncovered):
            uncovered.add(one)
            ahead.append(one)
    ends = {one for one in uncovered if not made_of.get(one)}
    is_circle = bool(uncovered) and not ends and not any(made_of[one] & covered for one in uncovered)
    return frozenset(uncovered if is_circle else ends) - only_names(back)


def quality(
    back: Reached,
    happened: Sequence[Happened],
    said: Sequence[Said],
    withheld: Sequence[Withheld],
    bare: Collection[int],
) -> Quality:
    """质量: inspections, grave dispositions and `said` (test results, certificates, sensor alerts, recalls) of the thing and its
    ancestors, but not that the rest of an ancestor was destroyed; named as missing are the ancestors that no inspection covers, and
    inspections without a result.
    """
    found = [
        Said(
            "inspection",
            one.thing,
            one.record,
            one.event_time,
            one.disposition or "",
            one.biz_step,
            one.where,
            one.organisation,
        )
        for one in happened
        if one.biz_step in INSPECTING
    ]
    found += [
        Said("disposition", one.thing, one.record, one.event_time, word, one.biz_step, one.where, one.organisation)
        for one in happened
        for word in dict.fromkeys((one.disposition, *one.persistent_set))
        if word in GRAVE
        and (one.biz_step not in INSPECTING or word != one.disposition)
        and (word != "destroyed" or one.thing in back.start)
    ]
    found += said
    found.sort(key=lambda one: (one.event_time is not None, one.event_time, one.record), reverse=True)
    inspected = {one.thing for one in found if one.kind == "inspection"}
    concluded = {
        one.thing
        for one in found
        if one.kind in ("inspection", "test_result") and (one.word in RESULTS or one.reference)
    }
    missing = [Missing(CUT)] if not back.is_whole else []
    missing += [
        Missing(NEVER_INSPECTED, thing)
        for thing in sorted(uninspected(back, inspected))
        if thing not in bare and thing not in back.carriers
    ]
    hidden = {one.record for one in withheld if "bizTransactionList" in one.members}
    missing += [
        Missing(NO_RESULT, one.thing, one.record)
        for one in found
        if one.kind == "inspection" and one.thing not in concluded and one.record not in hidden
    ]
    is_against = any(_speaks_against(one, back.start) for one in found)
    return Quality(verdict(found, missing), tuple(found), tuple(missing), tuple(withheld), is_against)


def _speaks_against(one: Said, itself: Collection[int]) -> bool:
    if one.kind == "disposition":
        return one.word in GRAVE_BEFORE or one.thing in itself
    return one.kind in ("recall", "sensor_alert") or one.word == "non_conformant"


def is_answered_for(one: Happened) -> bool:
    """Whether somebody must answer for the event: goods were made, changed hands, or were judged."""
    return one.is_made or one.event_type == "TransformationEvent" or one.biz_step in _HANDING_OVER


def last_uses(back: Reached) -> dict[int, datetime]:
    """When each thing of a genealogy was last used for what came of it here."""
    found: dict[int, datetime] = {}
    for link in back.links:
        if link.kind != "member":
            found[link.start] = max(link.event_time, found.get(link.start, link.event_time))
    return found


def is_on_the_way(back: Reached, last_use: Mapping[int, datetime], one: Happened) -> bool:
    """Whether the event lies on the way from the origin to the start: not after the thing was last used for it."""
    return one.thing in back.start or one.event_time <= last_use.get(one.thing, one.event_time)


def responsibility(
    back: Reached, steps: Sequence[Answerable], withheld: Mapping[int, tuple[str, ...]]
) -> Responsibility:
    """责任: who answers for each event; named as missing are those for which nobody does. `withheld` are, by record, the members
    that may name parties, and which this viewer may not see.
    """
    missing = [Missing(CUT)] if not back.is_whole else []
    missing += [
        Missing(NOBODY_ANSWERS, one.things[0] if one.things else None, one.record)
        for one in steps
        if not one.sources and not one.destinations and one.organisation is None and one.record not in withheld
    ]
    hidden = tuple(Withheld(record, members) for record, members in sorted(withheld.items()))
    return Responsibility(verdict(steps, missing), tuple(steps), tuple(missing), hidden)


def whereabouts(
    holdings: Sequence[Holding], contradicted: Iterable[Missing], unfollowed: Iterable[int], *, is_whole: bool
) -> Whereabouts:
    """去向: who has how much; named as missing is what nobody received, what nobody is said to hold, what no event places, and
    where the events contradict each other (`contradicted`: the codes of engine/stock.py).
    """
    missing = [] if is_whole else [Missing(CUT)]
    for one in holdings:
        is_placed = one.place is not None or one.party is not None or one.party_withheld
        if one.state == "in_transit":
            missing.append(Missing(NOT_RECEIVED, one.thing, one.record))
        elif one.state == "held" and not is_placed and one.organisation is None:
            missing.append(Missing(NO_HOLDER, one.thing, one.record))
    missing += contradicted
    missing += [Missing(NOT_FOLLOWED, thing) for thing in sorted(unfollowed)]
    return Whereabouts(verdict(holdings, missing), tuple(holdings), tuple(missing))
