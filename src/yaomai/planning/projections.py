"""How do the tables of plans follow from what was recorded?

Decisions, targets and evidence are official acts that hold figures and phrases of plans, and no persons: they are not erased."""

from collections.abc import Iterator

from yaomai.ledger.projections import DeedView, Projection, Row, of_kind, register
from yaomai.people.engine.visibility import ALL, Grant, Group, Rows, Visibility
from yaomai.people.viewer import declare
from yaomai.planning.engine import decision_deed, evidence_deed, target_deed

DECISION = "planning.decision"
TARGET = "planning.target"
EVIDENCE = "planning.evidence"
DEED = "planning.deed"
"""Who recorded a decision or a wording, on receipts: not for the public."""
OFFICES = ("official", "inspector", "auditor", "administrator")
"""Roles that see documents, decisions and targets that are not for the public."""

_OFFICE = tuple(Grant(role, Rows.ALL, ALL) for role in OFFICES)
_PLACE = ("document", "start", "end", "record_time")
# What holds of a figure, and what is promised, is public where the plan is; who decided or worded it here, and why, is for offices.
# Asked by queries/plan_rights.py alone, for pages, exports and figures.
declare(
    Visibility(
        DECISION,
        (
            Grant(Group.PUBLIC, Rows.ALL, frozenset({*_PLACE, "decision", "fields", "reader", "edition", "target"})),
            *_OFFICE,
        ),
    )
)
declare(Visibility(TARGET, (Grant(Group.PUBLIC, Rows.ALL, frozenset({*_PLACE, "wording"})), *_OFFICE)))
# Evidence is as public as the document that proves it; what has no document is for offices (queries/evidence.py).
_EVIDENCE_PUBLIC = frozenset({"part", "progress", "weight", "day", "due", "document", "note", "record_time"})
declare(Visibility(EVIDENCE, (Grant(Group.PUBLIC, Rows.ALL, _EVIDENCE_PUBLIC), *_OFFICE)))
declare(Visibility(DEED, _OFFICE))


def decision_row(said: decision_deed.Decision) -> Row:
    """The columns of a decision between its record and its recorder."""
    return (
        *(said.document, said.start, said.end, said.decision, said.fields, said.reader, said.reason),
        *(said.edition, said.target),
    )


DECISION_COLUMNS = ("document", "start", "end", "decision", "fields", "reader", "reason", "edition", "target")


def target_row(record: int, said: target_deed.Said) -> Row:
    """The columns of a wording between its record and its recorder."""
    now = said.wording
    return (
        *(record if said.target is None else said.target, said.document, said.start, said.end),
        *(now.name, now.indicator, now.region, now.segment, now.field, now.unit, now.kind, now.direction),
        *(now.comparator, list(now.hedges), now.low, now.high, now.is_increment, now.year, now.year_from),
        *(now.baseline, now.baseline_year, target_deed.path_json(now.path), now.binding),
        *(target_deed.threshold_json(now.threshold), now.original, now.state, said.reason),
    )


TARGET_COLUMNS = (
    *("target", "document", "start", "end"),
    *("name", "indicator", "region", "segment", "field", "unit", "kind", "direction"),
    *("comparator", "hedges", "low", "high", "is_increment", "year", "year_from"),
    *("baseline", "baseline_year", "path", "binding", "threshold", "original", "state", "reason"),
)


def evidence_row(said: evidence_deed.Evidence) -> Row:
    """The columns of evidence between its record and its recorder."""
    return tuple(getattr(said, name) for name in EVIDENCE_COLUMNS)


EVIDENCE_COLUMNS = ("target", "part", "progress", "weight", "day", "due", "document", "note", "reason", "state")


def _evidence(deed: DeedView) -> Iterator[Row]:
    who = deed.recorder
    for record, body in deed.records:
        if body is not None:
            yield (record, *evidence_row(evidence_deed.read(body)), who.organisation, who.account, deed.record_time)


def _decisions(deed: DeedView) -> Iterator[Row]:
    who = deed.recorder
    for record, body in deed.records:
        if body is not None:
            yield (record, *decision_row(decision_deed.read(body)), who.organisation, who.account, deed.record_time)


def _targets(deed: DeedView) -> Iterator[Row]:
    who = deed.recorder
    for record, body in deed.records:
        if body is not None:
            yield (record, *target_row(record, target_deed.read(body)), who.organisation, who.account, deed.record_time)


def _select(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{column}"' for column in ("record", *columns, "organisation", "account", "record_time"))
    return f"SELECT {named} FROM {table} WHERE record BETWEEN %s AND %s ORDER BY record"


def register_all() -> None:
    """Register every projection of this room."""
    if of_kind(decision_deed.KIND):
        return
    register(
        Projection(
            kind=decision_deed.KIND,
            table="planning_decision",
            select=_select("planning_decision", DECISION_COLUMNS),
            rebuild=_decisions,
        )
    )
    register(
        Projection(
            kind=target_deed.KIND,
            table="planning_target",
            select=_select("planning_target", TARGET_COLUMNS),
            rebuild=_targets,
        )
    )
    register(
        Projection(
            kind=evidence_deed.KIND,
            table="planning_evidence",
            select=_select("planning_evidence", EVIDENCE_COLUMNS),
            rebuild=_evidence,
        )
    )
