"""Which JSON have the pages of the chain for programs: trace, recalls, mass balance, codes sold twice, draws?

The pages are the same addresses that people open; a program asks for JSON by what it accepts, or by `format=json`. Every member
that is named is there; null where there is nothing to say. Quantities are exact decimals in strings; records are `deed.position`.
"""

from collections.abc import Mapping, Sequence
from typing import get_args

from yaomai.traceability.engine.mass_balance import Reason, Verdict
from yaomai.web.api.described import TIME, Answer, Parameter, Schema, reference

_TEXT: Schema = {"type": "string"}
_TRUTH: Schema = {"type": "boolean"}
_NODE: Schema = {
    "type": "integer",
    "description": "of the dictionary: /things/{node}; below zero a step: minus its record",
}
_NUMBER: Schema = {"type": "integer", "minimum": 1}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_AMOUNT: Schema = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_RECORD: Schema = {"type": "string", "pattern": r"^[0-9]+\.[0-9]+$", "description": "/records/{record}"}
_UNIT: Schema = {"type": ["string", "null"], "description": "UN/ECE Recommendation 20; null: pieces"}
_PARTS = ("made", "used", "held", "in_transit", "sold", "destroyed", "returned", "out_of_nothing")


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _whole(optional: Mapping[str, Schema] | None = None, **members: Schema) -> Schema:
    """An object that has all of these members, perhaps some of the `optional`, and no other."""
    return {
        "type": "object",
        "required": list(members),
        "properties": {**members, **(optional or {})},
        "additionalProperties": False,
    }


_WORD = _or_null(_TEXT)
_AMOUNT_OR_NULL = _or_null(_AMOUNT)
_TIME_OR_NULL = _or_null(TIME)
_RECORD_OR_NULL = _or_null(_RECORD)


def _answer(**members: Schema) -> Schema:
    """One of the four answers."""
    missing = _whole(code=_TEXT, node=_or_null(_NODE), record=_RECORD_OR_NULL)
    return _whole(
        verdict={"enum": ["complete", "incomplete", "nothing"]},
        evidence=_list(_RECORD),
        missing=_list(missing),
        withheld=_list(_whole(record=_RECORD, members=_list(_TEXT))),
        **members,
    )


def _stated(**members: Schema) -> Schema:
    """What somebody's event says in an answer."""
    return _whole(
        record=_RECORD_OR_NULL, bizStep=_WORD, eventTime=_TIME_OR_NULL, organisation=_or_null(_NUMBER), **members
    )


def _answers() -> Schema:
    party = _list(_whole(type=_TEXT, party=_WORD))
    holding = _whole(
        product=_WORD,
        state=_TEXT,
        quantity=_AMOUNT,
        uom=_UNIT,
        unit=_TEXT,
        things=_COUNT,
        place=_WORD,
        party=_WORD,
        partyWithheld=_TRUTH,
        organisation=_or_null(_NUMBER),
        toPlace=_WORD,
        toParty=_WORD,
        disposition=_WORD,
        record=_RECORD,
        eventTime=TIME,
    )
    root = _stated(thing=_WORD, place=_WORD)
    said = _stated(thing=_WORD, place=_WORD, kind=_TEXT, word=_WORD, reference=_WORD)
    step = _stated(place=_WORD, things=_list(_NODE), sources=party, destinations=party)
    return _whole(
        origin=_answer(roots=_list(root), gathered=_list(root)),
        whereabouts=_answer(holdings=_list(holding)),
        quality=_answer(speaksAgainst=_TRUTH, said=_list(said)),
        responsibility=_answer(steps=_list(step)),
        organisations={"type": "object", "description": "number: name", "additionalProperties": _TEXT},
    )


def _trace() -> Schema:
    thing = _whole(node=_NODE, id=_TEXT, scheme=_TEXT, name=_WORD)
    step = _whole(
        node=_NODE, bizStep=_WORD, eventTime=TIME, records=_list(_RECORD), place=_WORD, organisation=_or_null(_NUMBER)
    )
    link = {"to": _NODE, "kind": _TEXT, "record": _RECORD, "eventTime": TIME}
    event = _whole(
        record=_RECORD,
        eventID=_TEXT,
        type=_TEXT,
        eventTime=TIME,
        action=_WORD,
        bizStep=_WORD,
        disposition=_WORD,
        place=_WORD,
        organisation=_or_null(_NUMBER),
        corrected={"type": "boolean", "description": "its organisation declared it in error"},
        things=_list(_whole(node=_NODE, role=_TEXT, quantity=_AMOUNT_OR_NULL, uom=_UNIT)),
    )
    recall: dict[str, Schema] = {"number": _NUMBER, "class": _NUMBER, "reason": _TEXT, "since": TIME}
    return _whole(
        {
            "answers": {**_answers(), "description": "with `answers=yes`; not of a place"},
            "recalls": {**_list(_whole(**recall)), "description": "those under way that reach it; not of a place"},
        },
        thing=thing,
        knownOn=_TIME_OR_NULL,
        at=_TIME_OR_NULL,
        isWhole={"type": "boolean", "description": "whether nothing was left out"},
        nodes=_list(thing),
        steps=_list(step),
        links=_list(_whole(**{"from": _NODE, **link})),
        events=_list(event),
    )


def _recall() -> Mapping[str, Schema]:
    return {
        "recall": _NUMBER,
        "record": _RECORD,
        "scope": _whole(kind=_TEXT, identifier=_WORD, step=_RECORD_OR_NULL, supplier=_WORD),
        "class": {"type": "integer", "minimum": 1, "maximum": 3},
        "reason": _TEXT,
        "startedBy": _WORD,
        "started": TIME,
        "noticeDue": TIME,
        "ended": _TIME_OR_NULL,
        "endReason": _WORD,
    }


def _reach() -> Schema:
    holder: dict[str, Schema] = {"party": _WORD, "place": _WORD, "organisation": _WORD, "withheld": _TRUTH}
    product = _whole(
        product=_WORD,
        name=_WORD,
        uom=_UNIT,
        lots=_COUNT,
        items=_COUNT,
        measured=_TRUTH,
        agrees=_TRUTH,
        **dict.fromkeys(_PARTS, _AMOUNT),
    )
    held = _whole(
        **holder,
        product=_WORD,
        uom=_UNIT,
        measured=_TRUTH,
        **dict.fromkeys(("held", "arriving", "sold", "destroyed", "used"), _AMOUNT),
    )
    item = _whole(
        **holder, thing=_TEXT, state=_TEXT, quantity=_AMOUNT_OR_NULL, uom=_UNIT, record=_RECORD, eventTime=TIME
    )
    wrong = _whole(code=_TEXT, thing=_TEXT, quantity=_AMOUNT_OR_NULL, uom=_UNIT, record=_RECORD)
    return _whole(
        complete=_TRUTH,
        agrees=_TRUTH,
        products=_list(product),
        holders=_list(held),
        items=_list(item),
        discrepancies=_list(wrong),
    )


def _finding() -> Schema:
    judged: dict[str, Schema] = {
        "input": _AMOUNT,
        "output": _AMOUNT,
        "loss": _AMOUNT_OR_NULL,
        "allowedLoss": _AMOUNT_OR_NULL,
        "allowedLossIsStated": _TRUTH,
    }
    return _whole(
        {**judged, "balance": _whole(**dict.fromkeys(_PARTS, _AMOUNT))},
        about={"enum": ["step", "lot"]},
        verdict={"enum": list(get_args(Verdict))},
        reason={"enum": list(get_args(Reason))},
        thing=_WORD,
        amount=_AMOUNT,
        uom=_UNIT,
        place=_WORD,
        organisation=_WORD,
        eventTime=TIME,
        records=_list(_RECORD),
    )


def _thing_balance() -> Schema:
    step = _whole(
        records=_list(_RECORD),
        eventTime=TIME,
        process=_WORD,
        verdict={"enum": list(get_args(Verdict))},
        reason={"enum": list(get_args(Reason))},
        input=_AMOUNT,
        output=_AMOUNT,
        uom=_UNIT,
        loss=_AMOUNT_OR_NULL,
    )
    return _whole(
        thing=_TEXT,
        complete=_TRUTH,
        withheld=_COUNT,
        steps=_list(step),
        amount=_AMOUNT_OR_NULL,
        roots={"type": "object", "description": "what it came from: how much", "additionalProperties": _AMOUNT},
    )


def _alerts() -> Schema:
    sale = _whole(record=_RECORD, eventTime=TIME, bizStep=_WORD, place=_WORD, organisation=_WORD, again=_TRUTH)
    return _whole(alerts=_list(_whole(thing=_TEXT, latest=TIME, sales=_list(sale))), after=_WORD)


def _draw() -> Schema:
    return _whole(
        algorithm={"const": "yaomai-draw-1"},
        draw=_TEXT,
        record=_RECORD,
        quota={"type": "object", "additionalProperties": _COUNT},
        pool={"type": "array", "description": "[number, [field, …]] by number: what pool_sha256 is the hash of"},
        pool_sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        seed_from=_TEXT,
        seed=_WORD,
        panel=_list(_whole(field=_TEXT, number=_NUMBER, ticket=_TEXT)),
    )


CHAIN_SCHEMAS: Mapping[str, Schema] = {
    "Trace": _trace(),
    "Recall": _whole(**_recall()),
    "RecallReach": _reach(),
    "RecallReached": _whole(
        **_recall(),
        reach={
            "description": "null for who may not see it",
            "anyOf": [reference("RecallReach"), {"type": "null"}],
        },
    ),
    "Recalls": _whole(recalls=_list(reference("Recall"))),
    "BalanceFindings": _whole(findings=_list(_finding()), after=_WORD),
    "ThingBalance": _thing_balance(),
    "Alerts": _alerts(),
    "Draw": _draw(),
}
"""The components that the pages of the chain refer to."""

AFTER_PARAMETER = Parameter("after", "query", _TEXT, "where the page begins: `after` of the page before")
MOMENT_PARAMETERS = tuple(
    Parameter(name, "query", _TEXT, f"{words}: a day (2026-11-22) or a moment with its offset")
    for name, words in (("at", "what had happened by then"), ("known_on", "what was known by then"))
)


def format_parameter(*forms: str) -> Parameter:
    """`format` of a page that can be had in these forms."""
    words = "in which form; not needed by a caller that accepts JSON and not HTML"
    return Parameter("format", "query", {"enum": list(forms)}, words)


def page_answer(description: str, *components: str, also: Sequence[str] = ()) -> Answer:
    """The answer of a page that is JSON for programs: one of these components; people get HTML, and files are of `also`."""
    schemas = [reference(name) for name in components]
    schema = schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
    return Answer(description, schema, ("application/json",), also=("text/html", *also))
