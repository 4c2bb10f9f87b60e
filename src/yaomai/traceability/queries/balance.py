"""Where does matter come out of nothing, or get lost beyond what a step may lose, over everything that is on record?

`findings` goes through all steps of making (judged one by one when they were captured), then through the steps that
several events make up, then through all lots (is more of one used, sold, destroyed or shipped than was made?), a page at
a time: however much there is on record, a page looks at no more than so many lots (queries/lot_balance.py).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import connections

from yaomai.errors import Finding, InvalidError
from yaomai.people.queries.recorders import OrganisationName, organisation_names
from yaomai.people.viewer import RowRule, Rows, Viewer, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.traceability.engine.mass_balance import Judgement, Reason, Side, StepPart, Verdict, judge
from yaomai.traceability.engine.stock import Balance
from yaomai.traceability.queries.in_force import unknown_from
from yaomai.traceability.queries.lot_balance import lots_beyond

VISIBILITY = "traceability.finding"
LIMIT = 50
FAULTS: tuple[Verdict, ...] = ("out_of_nothing", "beyond_tolerance")
_REASONS: Mapping[Verdict, tuple[Reason, ...]] = {
    "balanced": ("",),
    "out_of_nothing": ("",),
    "beyond_tolerance": ("",),
    "not_judged": ("nothing_in_or_out", "inputs_not_comparable", "outputs_not_comparable", "no_greatest_loss"),
}
Phase = Literal["step", "parts", "lot"]

_PART = "s.input_mass, s.input_volume, s.input_open, s.output_mass, s.output_volume, s.output_open, s.process, s.greatest_loss"
_IN_FORCE = (
    "s.record < %(unknown)s AND NOT EXISTS (SELECT FROM traceability_withdrawal w WHERE w.assertion = s.assertion"
    " AND w.record < %(unknown)s)"
)
_ONE_KIND = (
    f"(SELECT s.record, {_PART}, e.event_time, coalesce(e.biz_location_id, e.read_point_id), e.organisation"
    " FROM traceability_step_part s JOIN traceability_event e ON e.record = s.record"
    " WHERE s.verdict = '{verdict}' AND s.reason = '{reason}' AND s.record < %(after)s"
    f" AND {_IN_FORCE} {{whose}} ORDER BY s.record DESC LIMIT %(limit)s)"
)
PARTS_MAX = 2_000
"""So many events of steps of several events are looked at before somebody who asks gets an answer."""
_IS_PART = f"s.verdict = 'not_judged' AND s.reason = 'part_of_a_step' AND {_IN_FORCE}"
# First the newest parts, then the steps to which they belong as wholes: those with a part beyond the mark were on a page before.
_SEVERAL = (
    "WITH recent AS (SELECT s.record, e.transformation_id FROM traceability_step_part s"
    " JOIN traceability_event e ON e.record = s.record"
    f" WHERE {_IS_PART} AND s.record < %(after)s {{whose}} ORDER BY s.record DESC LIMIT %(most)s)"
    " SELECT max(s.record), array_agg(s.record ORDER BY s.record), sum(s.input_mass), sum(s.input_volume), bool_or(s.input_open),"
    " sum(s.output_mass), sum(s.output_volume), bool_or(s.output_open), min(s.process), min(s.greatest_loss), max(e.event_time),"
    " max(coalesce(e.biz_location_id, e.read_point_id)), max(e.organisation),"
    " (SELECT min(record) FROM recent), (SELECT count(*) FROM recent)"
    " FROM traceability_step_part s JOIN traceability_event e ON e.record = s.record"
    f" WHERE e.transformation_id IN (SELECT transformation_id FROM recent) AND {_IS_PART} {{whose}}"
    " GROUP BY e.transformation_id ORDER BY 1 DESC"
)


@dataclass(frozen=True, slots=True)
class BalanceFinding:
    """One step or one lot whose matter does not agree, or cannot be judged.

    `records`: the events of the step, or those that take more of the lot than there was; the last is the one to open. `thing`:
    the lot, or the first thing that the step made. `amount` of `uom` is what came out of nothing, or was lost; `judgement` is a
    step's, `balance` a lot's.
    """

    about: Literal["step", "lot"]
    verdict: Verdict
    reason: str
    records: tuple[int, ...]
    thing: Named | None
    event_time: datetime
    place: Named | None
    organisation: OrganisationName | None
    amount: Decimal
    uom: str | None
    judgement: Judgement | None
    balance: Balance | None

    @property
    def record(self) -> int:
        """The record that says it."""
        return self.records[-1]


@dataclass(frozen=True, slots=True)
class BalancePage:
    """Findings, steps first, the newest first. `after` is what the next page is asked for with; None: there is no more.

    A page may be empty and yet not the last: then that many lots were looked at and found right.
    """

    findings: Sequence[BalanceFinding]
    after: str | None


def findings(
    viewer: Viewer,
    *,
    verdicts: Collection[Verdict] = FAULTS,
    known_on: datetime | None = None,
    limit: int = LIMIT,
    after: str | None = None,
) -> BalancePage:
    """The steps and lots with one of these verdicts, as far as the viewer may know of them: one's own, or all.

    Raises InvalidError when `after` is none that a page gave.
    """
    rule = visible_rows(viewer, VISIBILITY)
    if rule.rows is Rows.NONE:
        return BalancePage((), None)
    phase, place = _read_after(after)
    found: list[BalanceFinding] = []
    if phase == "step":
        found = _steps(rule, verdicts, known_on, limit + 1, place)
        if len(found) > limit:
            return BalancePage(found[:limit], f"step:{found[limit - 1].record}")
        phase, place = "parts", 2**62
    if phase == "parts":
        several, looked_at = _several(rule, verdicts, known_on, place)
        room = limit - len(found)
        found += several[:room]
        if len(several) > room:
            last = several[room - 1].record if room else 2**62
            return BalancePage(found, f"parts:{last}")
        if looked_at is not None:
            return BalancePage(found, f"parts:{looked_at}")
        place = 0
    if "out_of_nothing" not in verdicts:
        return BalancePage(found, None)
    if len(found) >= limit:
        return BalancePage(found, "lot:0")
    lots, reached = _lots(rule, known_on, limit - len(found), place)
    return BalancePage([*found, *lots], None if reached is None else f"lot:{reached}")


def verdict_counts(viewer: Viewer, *, known_on: datetime | None = None) -> Mapping[tuple[Verdict, str], int]:
    """How many single steps have which verdict for which reason. Of a million, counting takes about a tenth of a second."""
    rule = visible_rows(viewer, VISIBILITY)
    if rule.rows is Rows.NONE:
        return {}
    joined = "JOIN traceability_event e ON e.record = s.record" if rule.rows is Rows.OWN else ""
    rows = _ask(
        f"SELECT s.verdict, s.reason, count(*) FROM traceability_step_part s {joined} WHERE {_IN_FORCE} {_whose(rule)}"
        " GROUP BY s.verdict, s.reason",
        {"unknown": unknown_from(known_on), "organisation": rule.organisation},
    )
    return {(verdict, reason): count for verdict, reason, count in rows}


def _read_after(after: str | None) -> tuple[Phase, int]:
    if after is None:
        return "step", 2**62
    phase, _, number = after.partition(":")
    if phase in ("step", "parts", "lot") and number.isascii() and number.isdigit() and len(number) <= 19:
        return phase, min(int(number), 2**62)  # type: ignore[return-value]  # one of the three
    words = "ask for the next page with the value that the page before gave"
    raise InvalidError([Finding("balance.after_unreadable", "/after", words, after[:80])])


def _whose(rule: RowRule) -> str:
    return "AND e.organisation = %(organisation)s" if rule.rows is Rows.OWN else ""


def _steps(
    rule: RowRule, verdicts: Iterable[Verdict], known_on: datetime | None, limit: int, after: int
) -> list[BalanceFinding]:
    kinds = [
        _ONE_KIND.format(verdict=verdict, reason=reason, whose=_whose(rule))
        for verdict in verdicts
        for reason in _REASONS[verdict]
    ]
    values = {"after": after, "limit": limit, "organisation": rule.organisation, "unknown": unknown_from(known_on)}
    query = f"SELECT * FROM ({' UNION ALL '.join(kinds)}) AS found ORDER BY 1 DESC LIMIT %(limit)s"
    rows = _ask(query, values) if kinds else []
    judged = [((row[0],), judge(_part(row[1:9])), row[9:]) for row in rows]
    return _shown(judged)


def _several(
    rule: RowRule, verdicts: Collection[Verdict], known_on: datetime | None, after: int
) -> tuple[list[BalanceFinding], int | None]:
    """Steps of several events, the newest first: added up here, since each event by itself says nothing. And the record down to
    which they were looked at; None for all.
    """
    values = {"after": after, "most": PARTS_MAX, "organisation": rule.organisation, "unknown": unknown_from(known_on)}
    rows = _ask(_SEVERAL.format(whose=_whose(rule)), values)
    judged = [(tuple(row[1]), judge(_part(row[2:10])), row[10:13]) for row in rows if row[0] < after]
    more = int(rows[0][13]) if rows and rows[0][14] == PARTS_MAX else None
    return _shown([one for one in judged if one[1].verdict in verdicts]), more


def _part(row: Sequence[Any]) -> StepPart:
    mass_in, volume_in, open_in, mass_out, volume_out, open_out, process, greatest_loss = row
    return StepPart(Side(mass_in, volume_in, open_in), Side(mass_out, volume_out, open_out), process, greatest_loss)


def _shown(judged: Sequence[tuple[tuple[int, ...], Judgement, Sequence[Any]]]) -> list[BalanceFinding]:
    firsts = dict(
        _ask(
            "SELECT DISTINCT ON (record) record, identifier_id FROM traceability_event_thing"
            " WHERE record = ANY(%(records)s) AND role IN ('outputQuantityList', 'outputEPCList') ORDER BY record, ordinal",
            {"records": [record for records, _, _ in judged for record in records]},
        )
    )
    made = {
        records: next((firsts[one] for one in reversed(records) if one in firsts), None) for records, _, _ in judged
    }
    named = names.by_number(
        number for number in (*made.values(), *(row[1] for _, _, row in judged)) if number is not None
    )
    organisations = organisation_names(row[2] for _, _, row in judged)
    return [
        BalanceFinding(
            about="step",
            verdict=judgement.verdict,
            reason=judgement.reason,
            records=records,
            thing=named.get(made[records] or 0),
            event_time=event_time,
            place=named.get(place),
            organisation=organisations.get(organisation),
            amount=judgement.excess or max(judgement.input - judgement.output, Decimal(0)),
            uom=judgement.uom,
            judgement=judgement,
            balance=None,
        )
        for records, judgement, (event_time, place, organisation) in judged
    ]


def _lots(rule: RowRule, known_on: datetime | None, limit: int, after: int) -> tuple[list[BalanceFinding], int | None]:
    """Lots with a number beyond `after`; and the number up to which they were looked at, None for all."""
    beyond, reached = lots_beyond(after, limit=limit, known_on=known_on)
    mine = [one for one in beyond if rule.admits(one.organisation)]
    named = names.by_number({number for one in mine for number in (one.lot, one.place) if number is not None})
    organisations = organisation_names(one.organisation for one in mine)
    shown = [
        BalanceFinding(
            about="lot",
            verdict="out_of_nothing",
            reason="",
            records=one.records,
            thing=named[one.lot],
            event_time=one.event_time,
            place=named.get(one.place) if one.place is not None else None,
            organisation=organisations.get(one.organisation) if one.organisation is not None else None,
            amount=one.balance.out_of_nothing,
            uom=one.balance.uom,
            judgement=None,
            balance=one.balance,
        )
        for one in mine
    ]
    return shown, reached


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
