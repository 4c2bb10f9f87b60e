"""How are definitions, editions, corrections, breaks and withdrawals written as bodies of records, and read again?

Canonical JSON: members sorted, no spaces. Numbers are texts, digit by digit as they were given.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from yaomai.indicators.engine.values import (
    NewBreak,
    NewCorrection,
    NewDefinition,
    NewEdition,
    NewObservation,
    SeriesKey,
)

DEFINE = "indicators.define"
EDITION = "indicators.edition"
CORRECT = "indicators.correct"
BREAK = "indicators.break"
WITHDRAW = "indicators.withdraw"
KINDS = (DEFINE, EDITION, CORRECT, BREAK, WITHDRAW)


def encoded(members: object) -> bytes:
    """The bytes of a body."""
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def decoded(body: bytes) -> dict[str, Any]:
    """The members of a body."""
    members: dict[str, Any] = orjson.loads(body)
    return members


def number(value: Decimal | None) -> str | None:
    """A number as bodies write it: all its digits, no exponent."""
    return None if value is None else format(value, "f")


def read_number(text: str | None) -> Decimal | None:
    """The number that a body writes."""
    return None if text is None else Decimal(text)


def definition_body(new: NewDefinition, reason: str) -> bytes:
    """The body of a definition."""
    return encoded(
        {
            "key": new.key,
            "name": new.name,
            "unit": new.unit,
            "counted": new.counted,
            "scope": new.scope,
            "basis": new.basis,
            "direction": new.direction,
            "aggregation": new.aggregation,
            "formula": new.formula,
            "clause": new.clause,
            "comparable": [list(one) for one in new.comparable],
            "other_names": list(new.other_names),
            "reason": reason,
        }
    )


def edition_body(new: NewEdition) -> bytes:
    """The body of the first record of an edition's deed."""
    return encoded(
        {
            "title": new.title,
            "publisher": new.publisher,
            "published_on": new.published_on.isoformat(),
            "access": new.access,
            "is_invented": new.is_invented,
            "file": new.file,
            "observations": len(new.observations),
        }
    )


def observations_body(series: SeriesKey, observations: Sequence[NewObservation]) -> bytes:
    """The body of a further record of an edition's deed: the observations of one series."""
    return encoded(
        {
            "indicator": series.indicator,
            "region": series.region,
            "segment": series.segment,
            "observations": [
                [
                    one.basis,
                    one.start.isoformat(),
                    one.end.isoformat(),
                    number(one.value),
                    one.status,
                    one.original,
                    one.place,
                    one.note,
                ]
                for one in observations
            ],
        }
    )


def read_observations(body: bytes) -> Iterator[NewObservation]:
    """The observations that such a body says, in its order."""
    said = decoded(body)
    for basis, start, end, value, status, original, place, note in said["observations"]:
        yield NewObservation(
            said["indicator"],
            said["region"],
            said["segment"],
            basis,
            date.fromisoformat(start),
            date.fromisoformat(end),
            read_number(value),
            status,
            original,
            place,
            note,
        )


def correction_body(new: NewCorrection, access: str) -> bytes:
    """The body of a correction."""
    return encoded(
        {
            "indicator": new.series.indicator,
            "region": new.series.region,
            "segment": new.series.segment,
            "basis": new.basis,
            "start": new.start.isoformat(),
            "end": new.end.isoformat(),
            "action": new.action,
            "value": number(new.value),
            "expect": number(new.expect),
            "reason": new.reason,
            "provider": new.provider,
            "status": new.status,
            "access": access,
        }
    )


def break_body(new: NewBreak) -> bytes:
    """The body of a declared break."""
    return encoded(
        {
            "indicator": new.indicator,
            "region": new.region,
            "segment": new.segment,
            "day": new.day.isoformat(),
            "reason": new.reason,
            "document": new.document,
        }
    )


def withdrawal_body(withdrawn: int, reason: str) -> bytes:
    """The body of a withdrawal of an edition, a correction or a declared break."""
    return encoded({"withdrawn": withdrawn, "reason": reason})
