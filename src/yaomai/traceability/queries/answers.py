"""Where did this thing come from, where did it go, what is known of its quality, who answers for it? Four questions, four answers.

Reads what the record says as far as this viewer may see it; what the answers make of it is in engine/answers.py. A member of an
event that may not be seen is said to be withheld wherever it is there, whatever it holds, so that nobody learns what that is; and
what it might say is not said to be missing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yaomai.database import prepared
from yaomai.errors import NotFoundError
from yaomai.ledger.queries import records
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import Rows, Viewer, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine import answers as engine
from yaomai.traceability.engine.answers import (
    INSPECTING,
    Answerable,
    Happened,
    Origin,
    Quality,
    Responsibility,
    Said,
    SaidKind,
    Whereabouts,
    Withheld,
)
from yaomai.traceability.engine.genealogy import Reached
from yaomai.traceability.engine.kept_document import event_fields
from yaomai.traceability.queries.genealogy import ancestors, reach
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, LINK_IN_FORCE
from yaomai.traceability.queries.makers import IS_MADE
from yaomai.traceability.queries.recalls import recalls_reaching
from yaomai.traceability.queries.trace import VISIBILITY, time_zone
from yaomai.traceability.queries.whereabouts import Asked, bare_classes, owners_of, whereabouts_of

ANCESTORS_MAX = 2_000
EVENTS_MAX = 5_000
READ_MAX = 1_000
"""So many events that name certificates or sensors, which stand only in their texts, are read: the newest inspections first."""
_IN_TEXTS = (b"certificationInfo", b"sensorElementList", b"\\u")
"""What a text that names them has in it: the members, or letters that are written as escapes and may spell them (RFC 8259, 7)."""
THINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Answers:
    """The four answers about a thing, and what the numbers in them are called: things, places, parties (`names`), organisations.

    `known_on` and `at` are as asked for. `started`: the answers are those of this thing and everything in its genealogy.
    """

    thing: Named
    origin: Origin
    whereabouts: Whereabouts
    quality: Quality
    responsibility: Responsibility
    names: Mapping[int, Named]
    organisations: Mapping[int, OrganisationName]
    known_on: datetime | None
    at: datetime | None


def answers(viewer: Viewer, thing: Named, *, known_on: datetime | None = None, at: datetime | None = None) -> Answers:
    """The four answers, as was known on `known_on`, from events until `at`. Raises NotFoundError for who may see no events."""
    if visible_rows(viewer, VISIBILITY).rows is Rows.NONE:
        raise NotFoundError(f"no event names {thing.canonical}")
    asked = Asked(viewer, known_on, at)
    back = reach([thing.number], "back", known_on=known_on, at=at, limit=ANCESTORS_MAX)
    happened, is_all = _happened(asked, back.things)
    back = replace(back, is_whole=back.is_whole and is_all)
    bare = bare_classes(back.things)
    origin = engine.origin(back, happened, _class_inputs(asked, back.steps), bare)
    quality = _quality(asked, back, happened, bare)
    responsibility = _responsibility(asked, back, happened)
    whereabouts = whereabouts_of(asked, thing)
    numbers = _numbers(origin, whereabouts, quality, responsibility) | {thing.number}
    return Answers(
        thing, origin, whereabouts, quality, responsibility, names.by_number(numbers),
        organisation_names(_organisations(origin, whereabouts, quality, responsibility)), known_on, at,
    )  # fmt: skip


# Event by event along the indexes (OFFSET 0): planned for any things at all, it would go through all events instead.
_HAPPENED = f"""SELECT t.identifier_id, e.record, e.event_type, e.action, e.biz_step, e.disposition, e.persistent_set,
    e.persistent_unset, e.event_time, e.event_time_zone_offset, e.read_point_id, e.biz_location_id, e.organisation,
    {IS_MADE}
    FROM traceability_event_thing t CROSS JOIN LATERAL (SELECT * FROM traceability_event e WHERE e.record = t.record
        AND e.event_time <= %(at)s::timestamptz AND {EVENT_IN_FORCE} OFFSET 0) e
    WHERE t.identifier_id = ANY(%(things)s::bigint[])
    ORDER BY e.event_time DESC, e.record DESC LIMIT %(most)s"""


def _happened(asked: Asked, things: Collection[int]) -> tuple[list[Happened], bool]:
    """What happened to these things by the events in force, the newest first, and whether that is all."""
    rows = prepared.ask(_HAPPENED, {**asked.bounds, "things": sorted(things), "most": EVENTS_MAX + 1})
    found = [
        Happened(
            thing=row[0],
            record=row[1],
            event_type=row[2],
            action=row[3],
            biz_step=row[4],
            disposition=row[5],
            persistent_set=tuple(row[6] or ()),
            persistent_unset=tuple(row[7] or ()),
            event_time=row[8].astimezone(time_zone(row[9])),
            read_point=row[10],
            biz_location=row[11],
            organisation=row[12] if asked.sees("recordingOrganisation", row[12]) else None,
            is_made=row[13],
        )
        for row in rows[:EVENTS_MAX]
    ]
    return found, len(rows) <= EVENTS_MAX


def _class_inputs(asked: Asked, steps: Collection[int]) -> list[tuple[int, int, int]]:
    """Record, class and step of the inputs of which only the class is known."""
    rows = prepared.ask(
        "SELECT l.record, l.from_node, l.to_node FROM traceability_link l WHERE l.to_node = ANY(%(steps)s::bigint[])"
        f" AND l.kind = 'class_input' AND l.event_time <= %(at)s::timestamptz AND {LINK_IN_FORCE}",
        {**asked.bounds, "steps": sorted(steps)},
    )
    return [(record, thing, step) for record, thing, step in rows]


# Quality


def _quality(asked: Asked, back: Reached, happened: Sequence[Happened], bare: Collection[int]) -> Quality:
    # What the record says in its text, of each event once: the inspections first, then the newest.
    of_record: dict[int, Happened] = {}
    for one in sorted(happened, key=lambda one: one.biz_step not in INSPECTING):
        of_record.setdefault(one.record, one)
    said, withheld = _test_results(asked, of_record)
    named = records.mentioning(of_record, _IN_TEXTS)
    texts = [record for record in of_record if record in named]
    for record, kept in records.read(texts[:READ_MAX]).items():
        if kept.body is None:
            continue
        one, fields = of_record[record], event_fields(kept.body)
        found: list[tuple[str, SaidKind, list[str]]] = [
            ("certificationInfo", "certificate", _listed(fields.get("certificationInfo"))),
            ("sensorElementList", "sensor_alert", _alerts(fields)),
        ]
        for member, kind, words in found:
            if asked.sees(member, kept.recorder.organisation):
                said += [
                    Said(kind, one.thing, record, one.event_time, word, one.biz_step, one.where, one.organisation)
                    for word in words
                ]
            elif member in fields:
                withheld.setdefault(record, []).append(member)
    said += [
        Said("recall", start, one.record, one.started, str(one.number), organisation=one.started_by)
        for start in back.start
        for one in recalls_reaching(_nodes(asked, back), thing=start, known_on=asked.known_on)
    ]
    hidden = [Withheld(record, tuple(members)) for record, members in sorted(withheld.items())]
    read = back if len(texts) <= READ_MAX else replace(back, is_whole=False)
    return engine.quality(read, happened, said, hidden, bare)


def _nodes(asked: Asked, back: Reached) -> frozenset[int]:
    """The thing and everything that it came from: that no recall goes unmentioned because the walk was cut."""
    return back.nodes if back.is_whole else ancestors(back.start, known_on=asked.known_on, at=asked.at).nodes


def _test_results(asked: Asked, of_record: Mapping[int, Happened]) -> tuple[list[Said], dict[int, list[str]]]:
    """The test results to which these events refer; and, by record, what this viewer may not see: of inspections, to
    whatever they refer.
    """
    said: list[Said] = []
    withheld: dict[int, list[str]] = {}
    owners = owners_of(of_record)
    for record, _, kind, number in _references(of_record, "bizTransactionList"):
        one = of_record[record]
        if not asked.sees("bizTransactionList", owners[record]):
            if one.biz_step in INSPECTING:
                withheld[record] = ["bizTransactionList"]
        elif kind in ("testres", "cert"):
            said.append(
                Said(
                    "test_result",
                    one.thing,
                    record,
                    one.event_time,
                    kind,
                    one.biz_step,
                    one.where,
                    one.organisation,
                    number,
                )
            )
    return said, withheld


def _references(found: Iterable[int], *roles: str) -> list[tuple[int, str, str | None, int]]:
    """Record, role, type and number of what these events refer to."""
    rows = prepared.ask(
        "SELECT record, role, type, identifier_id FROM traceability_event_reference"
        " WHERE record = ANY(%s::bigint[]) AND role = ANY(%s::text[]) ORDER BY record, ordinal",
        (sorted(found), list(roles)),
    )
    return [(record, role, kind, number) for record, role, kind, number in rows]


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [one for one in value or () if isinstance(one, str)]


def _alerts(fields: Mapping[str, Any]) -> list[str]:
    """The exceptions that sensors reported in this event (EPCIS 2.0, 7.3.7.1.3: `exception`), each once."""
    found = [
        report.get("exception")
        for element in fields.get("sensorElementList", ())
        for report in element.get("sensorReport", ())
    ]
    return list(dict.fromkeys(word for word in found if isinstance(word, str)))


# Responsibility


def _responsibility(asked: Asked, back: Reached, happened: Sequence[Happened]) -> Responsibility:
    things: dict[int, dict[int, None]] = {}
    one_of: dict[int, Happened] = {}
    last_use = engine.last_uses(back)
    for one in happened:
        if engine.is_answered_for(one) and engine.is_on_the_way(back, last_use, one):
            one_of.setdefault(one.record, one)
            things.setdefault(one.record, {})[one.thing] = None
    owners = owners_of(one_of)
    parties: dict[int, dict[str, list[tuple[str, int]]]] = {}
    withheld: dict[int, dict[str, None]] = {}
    for record, role, kind, number in _references(one_of, "sourceList", "destinationList"):
        if not asked.sees(role, owners[record]):
            withheld.setdefault(record, {})[role] = None
        elif kind in engine.PARTY_TYPES:
            parties.setdefault(record, {}).setdefault(role, []).append((kind, number))
    for record, owner in owners.items():
        if not asked.sees("recordingOrganisation", owner):
            withheld.setdefault(record, {})["recordingOrganisation"] = None
    steps = [
        Answerable(
            one.record, one.event_time, one.event_type, one.biz_step, one.where,
            tuple(things[one.record])[:THINGS_SHOWN],
            tuple(parties.get(one.record, {}).get("sourceList", ())),
            tuple(parties.get(one.record, {}).get("destinationList", ())),
            one.organisation,
        )
        for one in sorted(one_of.values(), key=lambda one: (one.event_time, one.record))
    ]  # fmt: skip
    return engine.responsibility(back, steps, {record: tuple(members) for record, members in withheld.items()})


# What the numbers are called


def _numbers(origin: Origin, whereabouts: Whereabouts, quality: Quality, responsibility: Responsibility) -> set[int]:
    found: list[int | None] = []
    for root in origin.roots:
        found += [root.thing, root.place]
    for plot in origin.gathered:
        found += [plot.thing, plot.place]
    for holding in whereabouts.holdings:
        found += [holding.thing, holding.place, holding.party, holding.to_place, holding.to_party]
    for said in quality.said:
        found += [said.thing, said.place, said.reference]
    for step in responsibility.steps:
        found += [step.place, *step.things, *(number for _, number in (*step.sources, *step.destinations))]
    for answer in (origin, whereabouts, quality, responsibility):
        for missing in answer.missing:
            found += [missing.thing, missing.step]
    return {one for one in found if one is not None and one > 0}


def _organisations(
    origin: Origin, whereabouts: Whereabouts, quality: Quality, responsibility: Responsibility
) -> set[int]:
    found = {one.organisation for one in origin.roots} | {one.organisation for one in origin.gathered}
    found |= {one.organisation for one in whereabouts.holdings} | {one.organisation for one in quality.said}
    found |= {one.organisation for one in responsibility.steps}
    return {one for one in found if one is not None}
