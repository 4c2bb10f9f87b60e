"""What follows from the links of a walk: things without steps, distances, what nothing went into."""

from datetime import UTC, datetime

import pytest

from yaomai.traceability.engine.answers import roots, uninspected
from yaomai.traceability.engine.genealogy import ChainLink, Reached, between_things, distances, steps_among

TIME = datetime(2026, 9, 1, tzinfo=UTC)
HERB, OTHER, SLICES, PACK, LOT, CRATE = range(1, 7)
SLICING, PACKING, FIRST_STEP = -101, -102, 77
"""Steps: two called after their records, one by a transformationID, which is a number of the dictionary."""


def link(start: int, end: int, kind: str) -> ChainLink:
    return ChainLink(start, end, kind, 9, TIME)


def back(start: int, *links: ChainLink) -> Reached:
    nodes = frozenset({start, *(node for one in links for node in (one.start, one.end))})
    return Reached(frozenset({start}), nodes, frozenset(), links, is_whole=True)


MADE = (link(HERB, SLICING, "input"), link(OTHER, SLICING, "input"), link(SLICING, SLICES, "output"))
PACKED = (link(SLICES, PACKING, "input"), link(PACKING, PACK, "output"), link(LOT, PACK, "member"))
BY_ID = (link(HERB, FIRST_STEP, "input"), link(FIRST_STEP, SLICES, "output"))
IN_A_CRATE = (link(HERB, CRATE, "packed"), link(CRATE, SLICING, "input"), link(SLICING, SLICES, "output"))
WHOLE_LOT = (link(SLICES, PACKING, "input"), link(PACKING, LOT, "output"), link(LOT, PACK, "member"))


def test_steps_are_known_by_their_sign_or_by_what_went_in_or_came_out():
    assert steps_among((*MADE, *BY_ID), {HERB, SLICES, SLICING, FIRST_STEP}) == {SLICING, FIRST_STEP}
    assert back(SLICES, *MADE).steps == {SLICING}
    assert back(SLICES, *MADE).things == {HERB, OTHER, SLICES}


def test_without_steps_each_thing_that_went_in_leads_to_each_that_came_out():
    pairs = [(one.start, one.end, one.kind) for one in between_things((*MADE, *PACKED))]
    assert pairs == [
        (HERB, SLICES, "output"),
        (OTHER, SLICES, "output"),
        (SLICES, PACK, "output"),
        (LOT, PACK, "member"),
    ]
    twice = (*MADE, link(SLICING, SLICES, "lot_output"))
    assert len(list(between_things(twice))) == 2  # the same event says it twice


def test_distances_are_counted_in_links_along_the_walk():
    assert distances({SLICES}, MADE, "back") == {SLICES: 0, SLICING: 1, HERB: 2, OTHER: 2}
    assert distances({SLICES}, MADE, "forward") == {SLICES: 0}


@pytest.mark.parametrize(
    ("start", "links", "expected"),
    [
        (SLICES, MADE, {HERB, OTHER}),
        (PACK, (*MADE, *PACKED), {HERB, OTHER}),  # the pack's lot is its name, and was made with it
        (PACK, WHOLE_LOT, {SLICES}),
        (PACK, (link(LOT, PACK, "member"),), {LOT}),
        (SLICES, IN_A_CRATE, {HERB}),  # herbs came in a crate; nobody asks where the crate came from
        (HERB, (), {HERB}),
        (SLICES, BY_ID, {HERB}),
    ],
)
def test_roots_are_what_nothing_was_made_into(start, links, expected):
    assert roots(back(start, *links)) == expected


@pytest.mark.parametrize(
    ("start", "links", "inspected", "expected"),
    [
        (SLICES, MADE, set(), {HERB, OTHER}),
        (SLICES, MADE, {HERB}, {OTHER}),
        (SLICES, MADE, {HERB, OTHER}, set()),
        (SLICES, MADE, {SLICES}, set()),
        (PACK, (*MADE, *PACKED), {SLICES}, set()),  # its lot is a name: what it was made of was inspected
        (PACK, (*MADE, *PACKED), {LOT}, set()),  # an inspected lot speaks for its packs
        (HERB, (), set(), {HERB}),
        # a circle that no inspection breaks: everything in it
        (HERB, (link(HERB, SLICING, "input"), link(SLICING, HERB, "output")), set(), {HERB}),
        # something went in of which nothing is known: the thing itself is the end of what is known
        (SLICES, (link(SLICING, SLICES, "output"),), set(), {SLICES}),
    ],
)
def test_what_no_inspection_covers(start, links, inspected, expected):
    assert uninspected(back(start, *links), inspected) == expected
