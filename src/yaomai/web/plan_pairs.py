"""Which plans can be held against which later ones: what was promised then, and what is said of it now?"""

from collections.abc import Sequence

from yaomai.archive.queries.documents import DocumentView
from yaomai.people.engine.visibility import lies_in, region_of
from yaomai.people.viewer import Viewer
from yaomai.planning.engine.fields import YEAR_MOST
from yaomai.planning.queries.proposals import progress
from yaomai.web.presentation import Link

PAIRS_MOST = 8


def later_plans(viewer: Viewer, earlier: DocumentView, every: Sequence[DocumentView]) -> list[DocumentView]:
    """Of these documents the plans that can report on this one: of later (or unknown) years, of its region or one that holds it or
    lies in it, with a figure that somebody decided. Those of the same region first, then the next in time.
    """
    return _later(earlier, _held(viewer, every))


def pairs(viewer: Viewer, every: Sequence[DocumentView]) -> tuple[Link, ...]:
    """Each plan with the later one that is nearest to it; plans of the same region first, of those the newest."""
    held = _held(viewer, every)
    found = []
    for earlier in held:
        for later in _later(earlier, held)[:1]:
            is_other = later.division != earlier.division
            found.append((is_other, -(later.year_from or YEAR_MOST), -(earlier.year_from or 0), earlier, later))
    found.sort(key=lambda one: one[:3])
    return tuple(
        Link(f"{earlier.title} → {later.title}", f"/plans/{earlier.number}/promised?with={later.number}")
        for *_, earlier, later in found[:PAIRS_MOST]
    )


def _held(viewer: Viewer, every: Sequence[DocumentView]) -> list[DocumentView]:
    read = progress(viewer, [one.file for one in every])
    return [one for one in every if one.file in read and read[one.file].holding]


def _later(earlier: DocumentView, held: Sequence[DocumentView]) -> list[DocumentView]:
    found = [
        one
        for one in held
        if one.file != earlier.file and _is_later(one, earlier) and _is_near(one.division, earlier.division)
    ]
    return sorted(found, key=lambda one: (one.division != earlier.division, one.year_from or YEAR_MOST, one.file))


def _is_later(one: DocumentView, than: DocumentView) -> bool:
    return one.year_from is None or than.year_from is None or one.year_from > than.year_from


def _is_near(one: str, other: str) -> bool:
    return one == other or lies_in(one, region_of(other)) or lies_in(other, region_of(one))
