"""What is a trace for a program?

    thing       node, id (the canonical spelling), scheme, name
    knownOn, at the moments asked for, or null
    isWhole     whether nothing was left out
    nodes       every thing of the genealogy, as `thing`
    steps       every step (a transformation): node (below zero: minus its record), bizStep, eventTime, records, place, organisation
    links       from node to node: kind (input, output, lot_output, member, packed, attached), record, eventTime
    events      those of the thing itself, the newest first: record, eventID, type, eventTime, bizStep, disposition, place,
                organisation, corrected (its organisation declared it in error), things (node, role, quantity, uom)
    answers     with `answers=yes` in the query, as they take longer: the four questions origin, whereabouts, quality,
                responsibility (four_questions.as_json); not of a place
    recalls     those under way that reach it: number, class, reason, since

Records are written as on pages, such as `12.3`; times are ISO 8601 with their offset; quantities are text, exactly as recorded.
"""

from typing import Any

import orjson
from django.http import HttpResponse

from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import Viewer
from yaomai.registers.queries.names import Named
from yaomai.traceability.queries import answers as answers_of
from yaomai.traceability.queries import last_changed
from yaomai.traceability.queries import recalls as recalls_of
from yaomai.traceability.queries import trace as traces
from yaomai.traceability.queries.genealogy import ancestors
from yaomai.traceability.queries.trace import Step, Trace
from yaomai.web import four_questions
from yaomai.web.presentation import Moments


def response(viewer: Viewer, found: Named, when: Moments, *, with_answers: bool) -> HttpResponse:
    """The trace of a thing as of these moments, as JSON."""
    with last_changed.unchanging():
        trace = traces.trace(viewer, found, known_on=when.known_on, at=when.at)
        document = _document(trace, when)
        if found.kind != "place":
            if with_answers:
                answers = answers_of.answers(viewer, found, known_on=when.known_on, at=when.at)
                document["answers"] = four_questions.as_json(answers)
            before = trace.before
            if before is None:  # However large the genealogy is: no recall goes unmentioned.
                before = ancestors([found.number], known_on=when.known_on, at=when.at).nodes
            recalls = recalls_of.recalls_reaching(before, thing=found.number, known_on=when.known_on)
            document["recalls"] = [
                {"number": one.number, "class": one.recall_class, "reason": one.reason, "since": one.started}
                for one in recalls
            ]
    answer = HttpResponse(orjson.dumps(document), content_type="application/json")
    answer.headers["Vary"] = "Accept"
    return answer


def _document(trace: Trace, when: Moments) -> dict[str, Any]:
    return {
        "thing": _thing(trace.thing),
        "knownOn": when.known_on,
        "at": when.at,
        "isWhole": trace.is_whole,
        "nodes": [_thing(one) for one in trace.nodes.values()],
        "steps": [
            {
                "node": step.number,
                "bizStep": step.biz_step,
                "eventTime": step.event_time,
                "records": [reference(record) for record in step.records],
                "place": step.place.canonical if step.place else None,
                "organisation": step.organisation,
            }
            for step in trace.transformations.values()
        ],
        "links": [
            {
                "from": link.start,
                "to": link.end,
                "kind": link.kind,
                "record": reference(link.record),
                "eventTime": link.event_time,
            }
            for link in trace.chain
        ],
        "events": [_event(step) for step in trace.steps],
    }


def _thing(named: Named) -> dict[str, Any]:
    return {"node": named.number, "id": named.canonical, "scheme": named.scheme, "name": named.name or None}


def _event(step: Step) -> dict[str, Any]:
    return {
        "record": reference(step.record),
        "eventID": step.event_id,
        "type": step.event_type,
        "eventTime": step.event_time,
        "action": step.action,
        "bizStep": step.biz_step,
        "disposition": step.disposition,
        "place": step.place.canonical if step.place else None,
        "organisation": step.organisation,
        "corrected": step.declared_in_error,
        "things": [
            {
                "node": part.thing.number,
                "role": part.role,
                "quantity": None if part.quantity is None else format(part.quantity, "f"),
                "uom": part.uom,
            }
            for part in step.parts
        ],
    }
