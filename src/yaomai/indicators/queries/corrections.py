"""Which corrections were declared of an indicator, and do they still fit what is published?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yaomai.errors import NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine.corrections import fits
from yaomai.indicators.engine.values import Correction, SeriesKey, Value, Withdrawal
from yaomai.indicators.queries.editions import withdrawals
from yaomai.indicators.queries.series import all_editions_of, read_series
from yaomai.indicators.sight import seen_corrections
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction as it stands. source: the published value of its span, if any. is_newest: no later one is of the same span.
    holds: it is in force and fits the source.
    """

    correction: Correction
    withdrawn: Withdrawal | None
    source: Value | None
    is_newest: bool

    @property
    def holds(self) -> bool:
        """Whether values are corrected by it."""
        return self.is_in_force and self.source is not None and fits(self.correction.expect, self.source.value)

    @property
    def is_in_force(self) -> bool:
        """Whether it was neither taken back nor replaced."""
        return self.withdrawn is None and self.is_newest


def corrections_of(viewer: Viewer, indicator: str) -> Sequence[CorrectionView]:
    """The corrections of all series of an indicator that the viewer may know of, the newest first."""
    numbers = {
        one.id: SeriesKey(one.indicator, one.region, one.segment)
        for one in models.Series.objects.filter(indicator=indicator)
    }
    rows = models.Correction.objects.filter(seen_corrections(viewer), series__in=list(numbers)).order_by("-record")
    return _views(viewer, list(rows), numbers)


def lapsed_indicators(viewer: Viewer) -> frozenset[str]:
    """The indicators of which a correction in force no longer fits what is published, as far as the viewer may know."""
    corrected = models.Correction.objects.filter(seen_corrections(viewer)).values_list("series", flat=True).distinct()
    series = models.Series.objects.filter(id__in=list(corrected))
    keys = [SeriesKey(one.indicator, one.region, one.segment) for one in series]
    # Findings point to /indicator/region/segment/basis/span (engine/corrections.py).
    return frozenset(one.pointer.split("/")[1] for one in read_series(viewer, keys).findings)


def lapsed_by(viewer: Viewer, indicators: Iterable[str], edition: int) -> Sequence[CorrectionView]:
    """The corrections in force, of these indicators, that do not fit because this edition says another value."""
    return [
        one
        for key in indicators
        for one in corrections_of(viewer, key)
        if one.is_in_force and not one.holds and one.source is not None and one.source.edition == edition
    ]


def correction(viewer: Viewer, number: int) -> CorrectionView:
    """The correction with this number. Raises NotFoundError when there is none that the viewer may know of."""
    row = models.Correction.objects.filter(seen_corrections(viewer), record=number).first()
    if row is None:
        raise NotFoundError(f"no correction has the number {number}")
    one = models.Series.objects.get(id=row.series)
    rows = models.Correction.objects.filter(seen_corrections(viewer), series=row.series).order_by("-record")
    views = _views(viewer, list(rows), {one.id: SeriesKey(one.indicator, one.region, one.segment)})
    return next(view for view in views if view.correction.record == number)


def _views(viewer: Viewer, rows: Sequence[models.Correction], numbers: dict[int, SeriesKey]) -> list[CorrectionView]:
    gone = withdrawals([row.record for row in rows])
    published: dict[SeriesKey, dict[tuple[object, ...], Value]] = {}
    newest: set[tuple[object, ...]] = set()
    views = []
    for row in rows:
        key = numbers[row.series]
        if key not in published:
            published[key] = {}
            for value in all_editions_of(viewer, key):
                published[key].setdefault((value.basis, value.start, value.end), value)
        span = (row.basis, row.start, row.end)
        made = Correction(**{name: getattr(row, name) for name in Correction._fields} | {"series": key})
        views.append(CorrectionView(made, gone.get(row.record), published[key].get(span), (key, *span) not in newest))
        newest.add((key, *span))
    return views
