"""How is one condition of an event query said to the database?

Of a row `e` of traceability_event and the row `d` of its deed. Things are looked for by their numbers in the dictionary, so that
the indexes by number serve.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch
from typing import Any

from yaomai.standards.epcis.event_query import (
    Compared,
    Condition,
    DeclaresError,
    Matches,
    OneOf,
    Refers,
    Within,
)
from yaomai.standards.gs1.pattern import Pattern
from yaomai.traceability.queries import events

Sql = tuple[str, list[Any]]
"""A piece of SQL, and the values of its placeholders in their order."""
KEYS = {"eventTime": "e.event_time", "recordTime": "d.record_time"}
"""The columns of the times that events are ordered by."""


def all_of(parts: Sequence[Sql]) -> Sql:
    """That every part holds; with none, true."""
    return " AND ".join(text for text, _ in parts) or "true", [value for _, values in parts for value in values]


def any_of(parts: Sequence[Sql]) -> Sql:
    """That a part holds."""
    return f"({' OR '.join(text for text, _ in parts)})", [value for _, values in parts for value in values]


_NUMBERS = "ARRAY(SELECT id FROM registers_identifier WHERE canonical = ANY(%s))"
_DECLARED = "e.record IN (SELECT record FROM traceability_withdrawal)"
_DECLARATION = "convert_from(k.body, 'UTF8')::json -> 'errorDeclaration'"


def is_narrow(condition: Condition) -> bool:
    """Whether so few events fulfil the condition, found by an index, that they are sorted quickly."""
    match condition:
        case Matches() | Refers() | DeclaresError():
            return True
        case OneOf(member) | Within(member):
            return member in {"eventID", "readPoint", "bizLocation"} or member.startswith("errorDeclaration")
        case _:
            return False


@singledispatch
def sql(condition: Condition) -> Sql:
    """What rows `e` (with their deed `d`) fulfil that fulfil the condition."""
    raise TypeError(condition)


@sql.register
def _(condition: OneOf) -> Sql:
    return _ONE_OF[condition.member](list(condition.values))


@sql.register
def _(condition: Within) -> Sql:
    if condition.member == "errorDeclaration.declarationTime":
        return _declared(
            [
                # read_time, too, cuts what is beyond microseconds
                (
                    rf"regexp_replace(t.d ->> 'declarationTime', '(\.[0-9]{{6}})[0-9]+', '\1')::timestamptz {sign} %s",
                    [at],
                )
                for sign, at in ((">=", condition.start), ("<", condition.end))
                if at is not None
            ]
        )
    bounds = _between(KEYS[condition.member], condition)
    if condition.member == "recordTime":
        # The deeds of that time, of which there are few, tell between which records the events are.
        text, values = _between("record_time", condition)
        for sign, which in ((">=", "min(id)"), ("<", "max(id) + 1")):
            deeds = f"SELECT ({which}) << 20 FROM ledger_deed WHERE {text}"
            bounds = all_of([bounds, (f"e.record {sign} ({deeds})", values)])
    return bounds


def _between(column: str, condition: Within) -> Sql:
    limits = ((">=", condition.start), ("<", condition.end))
    return all_of([(f"{column} {sign} %s", [moment]) for sign, moment in limits if moment is not None])


@sql.register
def _(condition: Matches) -> Sql:
    exact = [one.spelling for one in condition.patterns if not one.schemes]
    ranges = [_range(one) for one in condition.patterns if one.schemes]
    if not ranges:  # few identifiers, whose rows are looked up by the index
        named: Sql = (f"t.identifier_id = ANY({_NUMBERS})", [exact])
    else:
        text, values = any_of([("canonical = ANY(%s)", [exact]), *ranges])
        named = (f"t.identifier_id IN (SELECT id FROM registers_identifier WHERE {text})", values)
    return (
        f"e.record IN (SELECT t.record FROM traceability_event_thing t WHERE {named[0]} AND t.role = ANY(%s))",
        [*named[1], list(condition.lists)],
    )


@sql.register
def _(condition: Compared) -> Sql:
    text = f"SELECT t.record FROM traceability_event_thing t WHERE t.quantity {condition.operator} %s"
    if condition.uom is None:
        return f"e.record IN ({text})", [condition.number]
    return f"e.record IN ({text} AND t.uom = %s)", [condition.number, condition.uom]


@sql.register
def _(condition: Refers) -> Sql:
    text = (
        "e.record IN (SELECT r.record FROM traceability_event_reference r"
        f" WHERE r.identifier_id = ANY({_NUMBERS}) AND r.role = %s AND r.type = %s)"
    )
    return text, [list(condition.identifiers), condition.list, condition.type]


@sql.register
def _(_condition: DeclaresError) -> Sql:
    return _DECLARED, []


def _range(pattern: Pattern) -> Sql:
    """The spellings that begin so: in byte order (collation C) they stand together."""
    start = pattern.spelling
    end = start[:-1] + chr(ord(start[-1]) + 1)
    return "(canonical >= %s AND canonical < %s AND scheme = ANY(%s))", [start, end, list(pattern.schemes)]


def _declared(conditions: Sequence[Sql]) -> Sql:
    """What the event's declaration of error fulfils. It stands in the body alone; declarations are few, and known by a table."""
    text, values = all_of(conditions)
    declaration = f"SELECT {_DECLARATION} AS d FROM ledger_record k WHERE k.id = e.record"
    return f"({_DECLARED} AND EXISTS (SELECT FROM ({declaration}) AS t WHERE {text}))", values


def _column(name: str) -> Callable[[list[str]], Sql]:
    return lambda values: (f"e.{name} = ANY(%s)", [values])


def _place(name: str) -> Callable[[list[str]], Sql]:
    def at(values: list[str]) -> Sql:
        if len(values) == 1:  # then the index gives the events of the place in the order of their times
            return f"e.{name} = (SELECT id FROM registers_identifier WHERE canonical = %s)", values
        return f"e.{name} = ANY({_NUMBERS})", [values]

    return at


def _set_of(name: str) -> Callable[[list[str]], Sql]:
    return lambda values: (f"e.{name} && %s::text[]", [values])


def _called(values: list[str]) -> Sql:
    """An eventID names an event by its own id, by one that it was sent with again, or by its hash if it has none."""
    hashes = [content for one in values if (content := events.hash_of(one)) is not None]
    named = (
        "SELECT event_hash FROM traceability_event WHERE event_id = ANY(%s)"
        " UNION ALL SELECT event_hash FROM traceability_repeat WHERE event_id = ANY(%s)"
    )
    text = (
        f"(e.event_hash = ANY(ARRAY({named} UNION ALL SELECT unnest(%s::bytea[])))"  # the few rows, by their index
        f" AND (e.event_id IS NULL AND e.event_hash = ANY(%s) OR e.event_hash = ANY(ARRAY({named}))))"
    )
    return text, [values, values, hashes, hashes, values, values]


_ONE_OF: Mapping[str, Callable[[list[str]], Sql]] = {
    "type": _column("event_type"),
    "action": _column("action"),
    "bizStep": _column("biz_step"),
    "disposition": _column("disposition"),
    "persistentDisposition.set": _set_of("persistent_set"),
    "persistentDisposition.unset": _set_of("persistent_unset"),
    "readPoint": _place("read_point_id"),
    "bizLocation": _place("biz_location_id"),
    "transformationID": _column("transformation_id"),
    "eventID": _called,
    "errorDeclaration.reason": lambda values: _declared([("t.d ->> 'reason' = ANY(%s)", [values])]),
    "errorDeclaration.correctiveEventIDs": lambda values: _declared(
        [
            (
                "EXISTS (SELECT FROM json_array_elements_text(t.d -> 'correctiveEventIDs') AS c WHERE c = ANY(%s))",
                [values],
            )
        ]
    ),
}
