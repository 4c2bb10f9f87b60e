"""Which breaks were declared of an indicator, and which of them stand?

Who sees a value of a series may know of its breaks; a break of every region and segment is for anybody, as the definition is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yaomai.errors import NotFoundError
from yaomai.indicators import models
from yaomai.indicators.engine.values import DeclaredBreak, SeriesKey, Withdrawal
from yaomai.indicators.queries.editions import withdrawals
from yaomai.indicators.queries.series_found import series_of
from yaomai.indicators.sight import sees
from yaomai.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class BreakView:
    """A declared break as it stands."""

    declared: DeclaredBreak
    withdrawn: Withdrawal | None


def breaks_of(viewer: Viewer, indicator: str) -> Sequence[BreakView]:
    """The breaks declared of an indicator that the viewer may know of, the latest day first; those taken back, too."""
    rows = models.Break.objects.filter(indicator=indicator).order_by("-day", "-record")
    return _views(viewer, [_declared(row) for row in rows])


def declared_break(viewer: Viewer, number: int) -> BreakView:
    """The break with this number. Raises NotFoundError when there is none that the viewer may know of."""
    rows = models.Break.objects.filter(record=number)
    for one in _views(viewer, [_declared(row) for row in rows]):
        return one
    raise NotFoundError(f"no declared break has the number {number}")


def _views(viewer: Viewer, found: Sequence[DeclaredBreak]) -> list[BreakView]:
    gone = withdrawals([one.record for one in found])
    series: dict[str, Sequence[SeriesKey]] = {}
    views = []
    for one in found:
        if not _is_for_anybody(one) and not sees(viewer, "official", one.organisation):
            if one.indicator not in series:
                series[one.indicator] = series_of(viewer, one.indicator, limit=_SERIES_MAX)
            if not any(one.concerns(each) for each in series[one.indicator]):
                continue
        views.append(BreakView(one, gone.get(one.record)))
    return views


_SERIES_MAX = 100_000


def _is_for_anybody(one: DeclaredBreak) -> bool:
    return one.region is None and one.segment is None


def _declared(row: models.Break) -> DeclaredBreak:
    return DeclaredBreak(*(getattr(row, name) for name in DeclaredBreak._fields))
