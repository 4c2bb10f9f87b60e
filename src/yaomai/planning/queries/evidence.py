"""What is known of the parts of milestones, to who asks? Evidence is seen by whoever sees the document that proves it; what has no
document is for offices."""

from collections.abc import Mapping, Sequence

from yaomai.archive.queries import documents
from yaomai.errors import NotFoundError
from yaomai.indicators.engine.values import Audience
from yaomai.indicators.sight import viewer_of
from yaomai.people.viewer import ALL, Viewer, visible_properties
from yaomai.planning import models
from yaomai.planning.engine.evidence_deed import Evidence, EvidenceView, Known
from yaomai.planning.projections import EVIDENCE, EVIDENCE_COLUMNS
from yaomai.planning.queries.plan_rights import seen_of
from yaomai.planning.queries.targets import target


def evidence(viewer: Viewer | Audience, targets: Sequence[int]) -> Mapping[int, Known]:
    """What is known of each of these targets (none for one of which nothing was said): who asks has made sure that the viewer sees
    the targets.
    """
    rows = list(models.Evidence.objects.filter(target__in=list(targets)).order_by("record"))
    if not rows:
        return {}
    asker = viewer_of(viewer)
    titles = {one.file: one.title for one in documents.documents(asker)}
    by_target: dict[int, list[models.Evidence]] = {}
    for row in rows:
        by_target.setdefault(row.target, []).append(row)
    return {number: _known(asker, each, titles) for number, each in by_target.items()}


def _known(viewer: Viewer, rows: Sequence[models.Evidence], titles: Mapping[int, str]) -> Known:
    sees_all = visible_properties(viewer, EVIDENCE, None) is ALL
    newest = {row.part: row for row in rows}
    in_force = [row for row in newest.values() if row.state == "in_force"]
    views = {row.record: _view(viewer, row, titles) for row in rows if sees_all or row.document in titles}
    parts = tuple(views[row.record] for row in in_force if row.record in views)
    return Known(parts, tuple(reversed(views.values())), len(in_force) - len(parts))


def _view(viewer: Viewer, row: models.Evidence, titles: Mapping[int, str]) -> EvidenceView:
    """What was said; of who said it, and why it was said anew, what the declaration opens to the viewer."""
    sees = seen_of(viewer, EVIDENCE, row.organisation)
    said = {name: getattr(row, name) for name in EVIDENCE_COLUMNS}
    return EvidenceView(
        row.record,
        Evidence(**said | {"reason": row.reason if sees("reason") else ""}),
        titles.get(row.document, "") if row.document is not None else "",
        row.account if sees("account") else None,
        row.organisation if sees("organisation") else None,
        row.record_time,
    )


def statement(viewer: Viewer, record: int) -> EvidenceView:
    """What one record says. Raises NotFoundError when there is none that the viewer may see."""
    row = models.Evidence.objects.filter(record=record).first()
    if row is not None:
        target(viewer, row.target)
        for one in evidence(viewer, [row.target])[row.target].history:
            if one.record == record:
                return one
    raise NotFoundError(f"no evidence of a milestone is the record {record}, or none that you may see")
