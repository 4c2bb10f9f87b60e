"""Which events does somebody ask for who sends these query parameters? (EPCIS 2.0, 8.2.7: SimpleEventQuery)

Values are brought to one spelling: words of the vocabularies, identifiers, times. A parameter that is not understood is a fault
and never left out of account; one that the standard has and Yaomai does not answer yet is told apart from one that is none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from yaomai.errors import Finding, InvalidError
from yaomai.standards.epcis import event_query_values as values
from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.context import NO_CONTEXT, Context
from yaomai.standards.epcis.event_query_names import (
    MATCHED_LISTS,
    REFERENCE_LISTS,
    UnansweredError,
    is_of_the_standard,
)
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.standards.gs1.pattern import Pattern

Operator = Literal["=", ">", ">=", "<", "<="]
COUNT_MAX = 1_000_000_000
_OPERATORS: Mapping[str, Operator] = {"EQ": "=", "GT": ">", "GE": ">=", "LT": "<", "LE": "<="}


@dataclass(frozen=True, slots=True)
class OneOf:
    """That a member has one of these values, in their canonical spelling. Of `errorDeclaration.reason` all spellings are there."""

    member: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """That the time of a member lies between the two: the first included, the second not."""

    member: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """That one of the things in these lists of the event (or its parentID) is meant by one of the patterns."""

    lists: tuple[str, ...]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """That a quantity of the event compares so with a number; `uom` None: whatever its unit, and without."""

    operator: Operator
    number: Decimal
    uom: str | None = None


@dataclass(frozen=True, slots=True)
class Refers:
    """That the list names one of these transactions or parties, as one of this type."""

    list: str
    type: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeclaresError:
    """That the event is a declaration of error."""


Condition = OneOf | Within | Matches | Compared | Refers | DeclaresError


@dataclass(frozen=True, slots=True)
class EventQuery:
    """The conditions, all of which an event fulfils, and in which order the events are wanted.

    `order` None: as recorded. `count_limit`: only the first so many; `count_max`: none at all when there are more.
    """

    conditions: tuple[Condition, ...] = ()
    order: Literal["eventTime", "recordTime"] | None = None
    descending: bool = True
    count_limit: int | None = None
    count_max: int | None = None


def read_event_query(parameters: Mapping[str, Sequence[str]], context: Context = NO_CONTEXT) -> EventQuery:
    """The query that these parameters say; of a list the values are divided by `|`, or the parameter is given several times.

    `context` binds the prefixes of values that are no standard words. Raises InvalidError with all faults; UnansweredError when
    the only fault is that parameters of the standard are not answered yet. The pointer of a finding is `/<parameter>`.
    """
    findings: list[Finding] = []
    later: list[str] = []
    found: list[Condition] = []
    ordering: dict[str, str] = {}
    for name, given in parameters.items():
        if name in _ORDERING:
            ordering |= values.single(name, given, findings)
        elif (reader := _reader(name, context)) is not None:
            found += reader(name, given, findings)
        elif is_of_the_standard(name):
            later.append(name)
        else:
            findings.append(_fault(name, "epcis.query_parameter_unknown", "is no parameter of event queries"))
    query = _ordered(ordering, tuple(_joined(found)), findings, later)
    if findings:
        raise InvalidError(findings)
    if later:
        raise UnansweredError(later)
    return query


def parameter_shapes() -> dict[str, str]:
    """The parameters that are answered, by name, with their shape: list, time, number, boolean, count, or the words that are
    allowed divided by `|`. Those in whose names a type stands are there with the standard's types; quantities are also answered
    with a unit in the name (`GE_quantity_KGM`).
    """
    times = {f"{operator}_{time}": "time" for time in _TIMES for operator in ("GE", "LT")}
    referring = {f"EQ_{kind}_{word}": "list" for kind in REFERENCE_LISTS for word in sorted(_types_of(kind).words)}
    return {
        **dict.fromkeys(_LISTS, "list"),
        **times,
        **{f"MATCH_{kind}": "list" for kind in MATCHED_LISTS},
        **{f"{operator}_quantity": "number" for operator in _OPERATORS},
        "EXISTS_errorDeclaration": "boolean",
        **referring,
        "orderBy": "eventTime|recordTime",
        "orderDirection": "ASC|DESC",
        "eventCountLimit": "count",
        "maxEventCount": "count",
    }


# --- conditions

_Reader = Callable[[str, Sequence[str], list[Finding]], list[Condition]]
_LISTS: Mapping[str, tuple[str, values.Spelling]] = {
    "eventType": ("type", values.event_type),
    "EQ_action": ("action", values.action),
    "EQ_bizStep": ("bizStep", values.word(vocabulary.BIZ_STEP)),
    "EQ_disposition": ("disposition", values.word(vocabulary.DISPOSITION)),
    "EQ_persistentDisposition_set": ("persistentDisposition.set", values.word(vocabulary.DISPOSITION)),
    "EQ_persistentDisposition_unset": ("persistentDisposition.unset", values.word(vocabulary.DISPOSITION)),
    "EQ_readPoint": ("readPoint", values.identifier),
    "EQ_bizLocation": ("bizLocation", values.identifier),
    "EQ_transformationID": ("transformationID", values.identifier),
    "EQ_eventID": ("eventID", values.verbatim),
    "EQ_errorReason": ("errorDeclaration.reason", values.every_spelling(vocabulary.ERROR_REASON)),
    "EQ_correctiveEventID": ("errorDeclaration.correctiveEventIDs", values.verbatim),
}
_TIMES: Mapping[str, str] = {
    "eventTime": "eventTime",
    "recordTime": "recordTime",
    "errorDeclarationTime": "errorDeclaration.declarationTime",
}
_ORDERING = frozenset({"orderBy", "orderDirection", "eventCountLimit", "maxEventCount"})


def _reader(name: str, context: Context) -> _Reader | None:
    """How the parameter of this name is read; None when it is none that is answered."""
    if name in _LISTS:
        return lambda name, given, findings: _one_of(name, given, context, findings)
    operator, _, rest = name.partition("_")
    if operator in {"GE", "LT"} and rest in _TIMES:
        return _within
    if operator == "MATCH" and rest in MATCHED_LISTS:
        return _matches
    if operator in _OPERATORS and (rest == "quantity" or rest.startswith("quantity_")):
        return _compared
    if operator == "EQ" and rest.partition("_")[0] in REFERENCE_LISTS and rest.partition("_")[2]:
        return lambda name, given, findings: _refers(name, given, context, findings)
    return _declares_error if name == "EXISTS_errorDeclaration" else None


def _one_of(name: str, given: Sequence[str], context: Context, findings: list[Finding]) -> list[Condition]:
    member, spelling = _LISTS[name]
    seen: dict[str, None] = {}
    for text in values.divided(name, given, findings):
        spelt = spelling(text, context)
        if isinstance(spelt, Finding):
            findings.append(_at(name, spelt))
        else:
            seen |= dict.fromkeys(spelt)
    return [OneOf(member, tuple(seen))]


def _within(name: str, given: Sequence[str], findings: list[Finding]) -> list[Condition]:
    operator, _, rest = name.partition("_")
    moment = values.time(name, given, findings)
    if moment is None:
        return []
    return [Within(_TIMES[rest], start=moment) if operator == "GE" else Within(_TIMES[rest], end=moment)]


def _joined(found: Sequence[Condition]) -> list[Condition]:
    """The conditions, those on the same time put together."""
    times: dict[str, Within] = {}
    rest: list[Condition] = []
    for one in found:
        if isinstance(one, Within):
            other = times.get(one.member, one)
            times[one.member] = Within(one.member, one.start or other.start, one.end or other.end)
        else:
            rest.append(one)
    return [*times.values(), *rest]


def _matches(name: str, given: Sequence[str], findings: list[Finding]) -> list[Condition]:
    kind = name.removeprefix("MATCH_")
    patterns = values.patterns(name, given, findings, of_classes=kind.endswith("Class"))
    return [Matches(MATCHED_LISTS[kind], patterns)]


def _compared(name: str, given: Sequence[str], findings: list[Finding]) -> list[Condition]:
    operator, _, rest = name.partition("_")
    uom = rest.partition("_")[2] or None
    if uom is not None and not values.UNIT.fullmatch(uom):
        findings.append(_fault(name, "epcis.query_unit_malformed", "a unit is a code of UN/ECE Rec 20, such as KGM"))
    number = values.number(name, given, findings)
    return [] if number is None else [Compared(_OPERATORS[operator], number, uom)]


def _refers(name: str, given: Sequence[str], context: Context, findings: list[Finding]) -> list[Condition]:
    kind, _, type_ = name.removeprefix("EQ_").partition("_")
    words = _types_of(kind)
    named = values.identifiers(name, given, findings)
    return [Refers(REFERENCE_LISTS[kind], words.canonical(context.expand(type_)), named)]


def _types_of(kind: str) -> Vocabulary:
    return vocabulary.BIZ_TRANSACTION_TYPE if kind == "bizTransaction" else vocabulary.SOURCE_DESTINATION_TYPE


def _declares_error(name: str, given: Sequence[str], findings: list[Finding]) -> list[Condition]:
    wanted = values.boolean(name, given, findings)
    return [DeclaresError()] if wanted else []  # false: events are included whether they declare an error or not


# --- order and number


def _ordered(
    given: Mapping[str, str], conditions: tuple[Condition, ...], findings: list[Finding], later: list[str]
) -> EventQuery:
    order = given.get("orderBy")
    direction = given.get("orderDirection")
    if order not in {None, "eventTime", "recordTime"}:
        if ":" in str(order):
            later.append(f"orderBy={order}")
        else:
            findings.append(_fault("orderBy", "epcis.query_order_unknown", "is eventTime or recordTime", str(order)))
    if direction not in {None, "ASC", "DESC"}:
        findings.append(_fault("orderDirection", "epcis.query_direction_unknown", "is ASC or DESC", str(direction)))
    limit = values.count("eventCountLimit", given, COUNT_MAX, findings)
    most = values.count("maxEventCount", given, COUNT_MAX, findings)
    if "eventCountLimit" in given and "maxEventCount" in given:
        words = "and eventCountLimit exclude each other; send one of them"
        findings.append(_fault("maxEventCount", "epcis.query_counts_exclusive", words))
    if "eventCountLimit" in given and order is None:
        words = "asks for the first events of an order; send orderBy too"
        findings.append(_fault("eventCountLimit", "epcis.query_order_missing", words))
    ordered = order if order in {"eventTime", "recordTime"} else None
    return EventQuery(conditions, ordered, direction != "ASC", limit, most)  # type: ignore[arg-type]  # one of the two


def _fault(name: str, code: str, words: str, value: str = "") -> Finding:
    return values.fault(name, code, words, value)


def _at(name: str, finding: Finding) -> Finding:
    return values.fault(name, finding.code, finding.message, finding.value)
