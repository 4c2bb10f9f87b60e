"""What is said of the targets: which are met, on the way, at risk, missed, and which cannot be judged?

A verdict is kept for two audiences; each viewer reads that of the public or that of officials."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from yaomai.indicators.engine.values import Audience
from yaomai.indicators.sight import sees
from yaomai.people.viewer import Viewer
from yaomai.planning import models
from yaomai.planning.engine.chosen import near_regions
from yaomai.planning.engine.target_view import TargetView
from yaomai.planning.engine.verdict import Verdict
from yaomai.planning.engine.verdict_json import from_json
from yaomai.planning.queries.grounds import is_closed_since
from yaomai.planning.queries.targets import target, targets


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict of a target as it is kept, and when it was reckoned."""

    verdict: Verdict
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the board: a target and, where it was reckoned already, what is said of it (empty: not yet)."""

    target: TargetView
    state: str
    light: str
    completion: Decimal | None
    comparability: str
    is_over: bool
    value: Decimal | None
    value_year: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which targets: of a document, of regions (those that lie in them too), of fields, with these states or lights."""

    document: int | None = None
    region: str = ""
    fields: Collection[str] = ()
    states: Collection[str] = ()
    lights: Collection[str] = ()
    years: Collection[int] = ()


def audience_of(viewer: Viewer | Audience) -> Audience:
    """Which verdicts the viewer reads: officials' for whoever sees official editions whatever organisation stated them."""
    if not isinstance(viewer, Viewer):
        return viewer
    return "official" if sees(viewer, "official", None) else "public"


def board(viewer: Viewer | Audience, filters: Filters | None = None) -> list[Row]:
    """The targets in force that the viewer sees, with their verdicts, by document and place in it."""
    asked = filters or Filters()
    found = targets(viewer, document=asked.document)
    kept = _kept([one.target for one in found], audience_of(viewer))
    rows = [_row(one, kept.get(one.target)) for one in found if _is_asked(one, asked)]
    return [
        row
        for row in rows
        if (not asked.states or row.state in asked.states) and (not asked.lights or row.light in asked.lights)
    ]


def _is_asked(one: TargetView, asked: Filters) -> bool:
    now = one.now
    return (
        (not asked.region or asked.region in near_regions(now.region))
        and (not asked.fields or now.field in asked.fields)
        and (not asked.years or now.year in asked.years)
    )


_SHOWN = """
SELECT v.target, v.state, v.light, x.completion, x.comparability, x.is_over, x.value, x.value_at, x.reasons #>> '{0,code}'
FROM planning_verdict v, jsonb_to_record(v.verdict)
  AS x (completion text, comparability text, is_over boolean, value text, value_at text, reasons jsonb)
WHERE v.audience = %s AND v.target = ANY(%s::bigint[])
"""


def _kept(numbers: Sequence[int], audience: Audience) -> Mapping[int, tuple[object, ...]]:
    """What rows of a board show of each verdict, without its history and figures; the JSON is taken apart once a row."""
    if not _holds(audience):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, (audience, list(numbers)))
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _holds(audience: Audience) -> bool:
    """Whether what is kept for an audience may be shown: not to the public while a document that was closed to it is not judged."""
    return audience == "official" or not is_closed_since()


def _row(one: TargetView, kept: tuple[object, ...] | None) -> Row:
    if kept is None:
        return Row(one, "", "grey", None, "", is_over=False, value=None, value_year=None, reason="")
    state, light, completion, comparability, is_over, value, value_at, reason = kept
    return Row(
        one,
        str(state),
        str(light),
        None if completion is None else Decimal(str(completion)),
        str(comparability),
        bool(is_over),
        None if value is None else Decimal(str(value)),
        None if value_at is None else int(str(value_at)[:4]),
        str(reason or ""),
    )


def verdict_of(viewer: Viewer, number: int) -> Judged | None:
    """The verdict of a target; None when it was not reckoned yet, or the target is withdrawn. Raises NotFoundError when the viewer
    sees no such target.
    """
    target(viewer, number)
    audience = audience_of(viewer)
    row = models.Verdict.objects.filter(target=number, audience=audience).first() if _holds(audience) else None
    return None if row is None else Judged(from_json(row.verdict), row.computed_at)


def counts(rows: Sequence[Row]) -> Mapping[str, int]:
    """How many targets there are of each state; `` for those not reckoned yet."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.state] = found.get(row.state, 0) + 1
    return found
