"""How are the breaks of an indicator told: those that are declared, and those that are known or were published?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from yaomai.archive.queries import documents
from yaomai.errors import NotFoundError
from yaomai.indicators.engine.breaks import Break
from yaomai.indicators.queries.breaks import BreakView
from yaomai.indicators.sight import may_define, may_state
from yaomai.ledger.engine.deed import reference
from yaomai.people.queries.recorders import organisation_names
from yaomai.people.viewer import Viewer
from yaomai.web import labels_formulas
from yaomai.web import labels_indicators as words
from yaomai.web.indicator_shown import WHOLE, Place
from yaomai.web.labels_amounts import threshold_words
from yaomai.web.presentation import Link

EVERY_REGION, EVERY_SEGMENT = "各地区", "各分组"


@dataclass(frozen=True, slots=True)
class BreakShown:
    """A break in words. state: break_declared or break_withdrawn; empty for one that nobody needed to declare."""

    title: str
    why: str
    state: str = ""
    who: str = ""
    document: Link | None = None
    record: Link | None = None
    withdraw_href: str = ""
    withdrawn: str = ""


def of_which(region: str | None, segment: str | None) -> str:
    """Of which series a declaration speaks."""
    where = EVERY_REGION if region is None else words.region_words(region)
    what = EVERY_SEGMENT if segment is None else threshold_words(segment) or f"（{WHOLE}）"
    return f"{where} · {what}"


def shown(viewer: Viewer, view: BreakView) -> BreakShown:
    """A declared break."""
    one = view.declared
    named = organisation_names([one.organisation]).get(one.organisation or 0)
    may = viewer.is_signed_in and (may_define(viewer) if one.region is None else may_state(viewer, one.region))
    return BreakShown(
        title=f"{words.since_words(one.day)}，{of_which(one.region, one.segment)}",
        why=one.reason,
        state="break_withdrawn" if view.withdrawn else "break_declared",
        who=f"{named.name if named else '系统安装者'} {timezone.localtime(one.record_time):%Y-%m-%d}",
        document=_document(viewer, one.document),
        record=Link(reference(one.record), f"/records/{reference(one.record)}"),
        withdraw_href=f"/indicators/breaks/{reference(one.record)}/withdraw" if may and not view.withdrawn else "",
        withdrawn=view.withdrawn.reason if view.withdrawn else "",
    )


def listed(
    viewer: Viewer, views: Sequence[BreakView], parted: Mapping[Place, Sequence[Break]]
) -> tuple[BreakShown, ...]:
    """The declared ones, and of those that nobody needed to declare the ones that part the shown values."""
    known = dict.fromkeys((one.day, one.code) for each in parted.values() for one in each if one.code != "declared")
    return (
        *(shown(viewer, view) for view in views),
        *(BreakShown(words.since_words(day), f"{labels_formulas.break_words(code)}。") for day, code in sorted(known)),
    )


def _document(viewer: Viewer, file: int | None) -> Link | None:
    """The document that says so, for those who may see it."""
    if file is None:
        return None
    try:
        found = documents.document(viewer, file)
    except NotFoundError:
        return None
    return Link(found.title, f"/plans/{found.number}")
