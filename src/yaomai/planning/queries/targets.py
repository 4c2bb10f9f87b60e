"""Which targets are there, and how were they worded before?  Targets of a document are seen by whoever sees the document."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from yaomai.archive.queries import documents
from yaomai.archive.queries.documents import DocumentView
from yaomai.errors import NotFoundError
from yaomai.indicators.queries.definitions import definitions
from yaomai.ledger.engine.deed import reference
from yaomai.people.viewer import ANYONE, INSTALLATION_VIEWER, Viewer
from yaomai.planning import models
from yaomai.planning.engine.target_deed import path_from, threshold_from
from yaomai.planning.engine.target_view import Said, TargetView, Wording
from yaomai.planning.projections import TARGET
from yaomai.planning.queries.plan_rights import seen_of

Audience = Literal["public", "official"]
"""For whom verdicts are reckoned: from documents that anybody may see, or from all."""


def targets(
    viewer: Viewer | Audience,
    *,
    document: int | None = None,
    indicators: Collection[str] | None = None,
    withdrawn: bool = False,
) -> tuple[TargetView, ...]:
    """The targets that the viewer sees, by document and place in its text; in force only, unless `withdrawn`."""
    asker = viewer if isinstance(viewer, Viewer) else ANYONE if viewer == "public" else INSTALLATION_VIEWER
    seen = {one.file: one for one in documents.documents(asker)}
    rows = models.Target.objects.filter(document__in=seen if document is None else seen.keys() & {document})
    if indicators is not None:
        wanted = models.Target.objects.filter(indicator__in=list(indicators)).values("target")
        rows = rows.filter(target__in=wanted)
    found = _views(asker, rows.order_by("record"), seen)
    if indicators is not None:
        found = [one for one in found if one.now.indicator in indicators]
    return tuple(one for one in found if withdrawn or one.is_in_force)


def named(viewer: Viewer, text: str, limit: int) -> list[TargetView]:
    """The targets in force in whose name these words stand (case aside), of those that the viewer sees."""
    seen = {one.file: one for one in documents.documents(viewer)}
    wanted = models.Target.objects.filter(name__icontains=text).values("target")
    rows = models.Target.objects.filter(document__in=seen, target__in=wanted).order_by("record")
    found = _views(viewer, rows, seen)
    return [one for one in found if one.is_in_force and text.casefold() in one.now.name.casefold()][:limit]


def target(viewer: Viewer, number: int) -> TargetView:
    """The target of this number, withdrawn or not. Raises NotFoundError when the viewer sees none."""
    rows = list(models.Target.objects.filter(target=number).order_by("record"))
    if not rows:
        raise NotFoundError(f"there is no target {reference(number)}, or none that you may see")
    try:
        document = documents.document(viewer, rows[0].document)
    except NotFoundError as error:
        raise NotFoundError(f"there is no target {reference(number)}, or none that you may see") from error
    return _views(viewer, rows, {document.file: document})[0]


def wordings(numbers: Sequence[int]) -> Mapping[int, Wording]:
    """What holds of these targets, for operations: by number."""
    rows = models.Target.objects.filter(target__in=list(numbers)).order_by("target", "-record").distinct("target")
    return {row.target: wording(row) for row in rows}


def wording(row: models.Target) -> Wording:
    """What a row says."""
    return Wording(
        name=row.name,
        indicator=row.indicator,
        region=row.region,
        kind=row.kind,
        unit=row.unit,
        direction=row.direction,
        comparator=row.comparator,
        low=row.low,
        high=row.high,
        segment=row.segment,
        field=row.field,
        hedges=tuple(row.hedges),
        is_increment=row.is_increment,
        year=row.year,
        year_from=row.year_from,
        baseline=row.baseline,
        baseline_year=row.baseline_year,
        path=path_from(row.path),
        binding=row.binding,
        threshold=threshold_from(row.threshold),
        original=row.original,
        state=row.state,
    )


def _views(viewer: Viewer, rows: Iterable[models.Target], seen: Mapping[int, DocumentView]) -> list[TargetView]:
    by_number: dict[int, list[models.Target]] = {}
    for row in rows:
        by_number.setdefault(row.target, []).append(row)
    counted = {key: one.counted for key, one in definitions().items()}
    found = []
    for number, each in by_number.items():
        now = wording(each[-1])
        document = seen[each[-1].document]
        found.append(
            TargetView(
                target=number,
                document=document.file,
                start=each[-1].start,
                end=each[-1].end,
                now=now,
                history=tuple(_said(viewer, row) for row in each),
                document_title=document.title,
                document_access=document.access,
                counted=counted.get(now.indicator, ""),
            )
        )
    return sorted(found, key=lambda one: (one.document, one.start, one.end))


def _said(viewer: Viewer, row: models.Target) -> Said:
    """A wording; of who said it, and why, what the declaration opens to the viewer."""
    sees = seen_of(viewer, TARGET, row.organisation)
    return Said(
        row.record,
        wording(row),
        row.reason if sees("reason") else "",
        row.account if sees("account") else None,
        row.organisation if sees("organisation") else None,
        row.record_time,
    )
