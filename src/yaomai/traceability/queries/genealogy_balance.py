"""Does the matter agree in every step that a thing came through, and how much of its roots stands behind it?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connections

from yaomai.errors import NotFoundError
from yaomai.people.viewer import Rows, Viewer, visible_rows
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.unece import UNITS
from yaomai.traceability.engine.genealogy_balance import Shares, StepFlow, shares
from yaomai.traceability.engine.lot_account import in_unit
from yaomai.traceability.engine.mass_balance import Judgement, Side, StepPart, judge, together
from yaomai.traceability.queries.genealogy import reach
from yaomai.traceability.queries.in_force import EVENT_IN_FORCE, unknown_from

VISIBILITY = "traceability.finding"
_PARTS = f"""SELECT s.record, coalesce(i.id, -s.record), e.event_time, s.input_mass, s.input_volume, s.input_open, s.output_mass,
    s.output_volume, s.output_open, s.process, s.greatest_loss, e.organisation
FROM traceability_step_part s JOIN traceability_event e ON e.record = s.record
LEFT JOIN registers_identifier i ON i.canonical = e.transformation_id
WHERE (s.record = ANY(%(records)s) OR e.transformation_id IN (SELECT canonical FROM registers_identifier WHERE id = ANY(%(ids)s)))
    AND e.event_time <= %(at)s AND {EVENT_IN_FORCE} ORDER BY e.event_time, s.record"""
_AMOUNTS = """SELECT record, role, identifier_id, quantity, uom FROM traceability_event_thing
WHERE record = ANY(%(records)s) AND role IN ('inputEPCList', 'inputQuantityList', 'outputEPCList', 'outputQuantityList')"""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the genealogy: its node, the records of its events, when it was last at work, and what was judged of it."""

    node: int
    records: tuple[int, ...]
    event_time: datetime
    process: str | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class GenealogyBalance:
    """The steps of which the viewer may know the findings, in the order of their times; how many others are `withheld`.

    `shares`: the kilograms of roots behind all that was made of the thing, None when no step made it, it was not weighed, or a
    step is withheld. `names` says what the numbers in `shares` mean. `is_whole`: the genealogy was not cut.
    """

    thing: Named
    steps: Sequence[StepLine]
    shares: Shares | None
    names: Mapping[int, Named]
    is_whole: bool
    withheld: int = 0

    @property
    def faults(self) -> Sequence[StepLine]:
        """The steps whose matter does not agree."""
        return [one for one in self.steps if one.judgement.verdict in ("out_of_nothing", "beyond_tolerance")]


def genealogy_balance(
    viewer: Viewer, thing: Named, *, known_on: datetime | None = None, at: datetime | None = None
) -> GenealogyBalance:
    """The balance over everything that the thing came from. Raises NotFoundError for those who may see no events."""
    if visible_rows(viewer, "epcis.event").rows is Rows.NONE:
        raise NotFoundError(f"no event names {thing.canonical}")
    walked = reach([thing.number], "back", known_on=known_on, at=at)
    parts = _parts(walked.steps, known_on, at)
    amounts = _amounts([record for found in parts.values() for record, *_ in found])
    lines, flows, withheld = [], [], 0
    rule = visible_rows(viewer, VISIBILITY)
    for node, found in parts.items():
        if not all(rule.admits(organisation) for _, _, _, organisation in found):
            withheld += 1
            continue
        whole = together(part for _, _, part, _ in found)
        records = tuple(record for record, *_ in found)
        lines.append(StepLine(node, records, max(time for _, time, *_ in found), whole.process, judge(whole)))
        flows.append(_flow(node, whole, [one for record in records for one in amounts.get(record, ())]))
    made = sum((flow.outputs.get(thing.number, Decimal(0)) for flow in flows if flow.is_comparable), Decimal(0))
    behind = shares(thing.number, made, flows) if made and not withheld else None
    return GenealogyBalance(
        thing=thing,
        steps=sorted(lines, key=lambda line: (line.event_time, line.records)),
        shares=behind,
        names=names.by_number(behind.passed.keys() | behind.roots.keys()) if behind else {},
        is_whole=walked.is_whole,
        withheld=withheld,
    )


_Found = tuple[int, datetime, StepPart, int | None]


def _parts(steps: Iterable[int], known_on: datetime | None, at: datetime | None) -> dict[int, list[_Found]]:
    nodes = list(steps)
    values = {
        "records": [-node for node in nodes if node < 0],
        "ids": [node for node in nodes if node > 0],
        "unknown": unknown_from(known_on),
        "at": "infinity" if at is None else at,
    }
    found: dict[int, list[_Found]] = {}
    for record, node, event_time, *row in _ask(_PARTS, values):
        part = StepPart(Side(*row[0:3]), Side(*row[3:6]), row[6], row[7])
        found.setdefault(node, []).append((record, event_time, part, row[8]))
    return found


_Amount = tuple[str, int, Decimal | None, str | None]


def _amounts(records: Sequence[int]) -> dict[int, list[_Amount]]:
    found: dict[int, list[_Amount]] = {}
    for record, *amount in _ask(_AMOUNTS, {"records": list(records)}):
        role, number, quantity, uom = amount
        is_instance = role in ("inputEPCList", "outputEPCList")
        found.setdefault(record, []).append((role, number, Decimal(1) if is_instance else quantity, uom))
    return found


def _flow(node: int, whole: StepPart, amounts: Iterable[_Amount]) -> StepFlow:
    """The step in kilograms a thing. Packs whose net weight was stated share what of the outputs was not weighed."""
    inputs: dict[int, Decimal] = {}
    outputs: dict[int, Decimal] = {}
    counted: dict[int, Decimal] = {}
    for role, number, quantity, uom in amounts:
        mass = None if quantity is None else in_unit(quantity, uom, "KGM")
        if mass is not None:
            side = inputs if role.startswith("input") else outputs
            side[number] = side.get(number, Decimal(0)) + mass
        elif role.startswith("output") and quantity and (unit := UNITS.get(uom or "C62")) and unit.dimension == "count":
            pieces = quantity * Decimal(int(unit.factor))
            counted[number] = counted.get(number, Decimal(0)) + pieces
    left, pieces = whole.outputs.mass - sum(outputs.values(), Decimal(0)), sum(counted.values(), Decimal(0))
    if left > 0 and pieces:
        outputs |= {number: outputs.get(number, Decimal(0)) + left * n / pieces for number, n in counted.items()}
    is_weighed = not (whole.inputs.open or whole.outputs.open or whole.inputs.volume or whole.outputs.volume)
    return StepFlow(node, inputs, outputs, is_weighed and bool(inputs) and bool(outputs))


def _ask(query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
