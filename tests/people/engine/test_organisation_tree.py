"""The tree of organisations: levels, ways up, cycles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.people.engine.organisation_tree import cycle, level_of, way_up
from yaomai.people.engine.visibility import is_within

LEVELS = [
    ("620000", "province"),
    ("621100", "prefecture"),
    ("621126", "county"),
    ("429004", "county"),
    ("", None),
    ("62", None),
    ("abcdef", None),
]


@pytest.mark.parametrize(("division", "level"), LEVELS)
def test_a_division_has_a_level(division, level):
    assert level_of(division) == level


WITHIN = [
    ("621126", "621100", True),
    ("621126", "620000", True),
    ("621126", "621126", True),
    ("621100", "621126", False),
    ("621100", "621100", True),
    ("621126", "621200", False),
    ("630100", "620000", False),
    ("621126", "", False),
    ("", "620000", False),
]


@pytest.mark.parametrize(("division", "outer", "expected"), WITHIN)
def test_what_lies_in_what(division, outer, expected):
    assert is_within(division, outer) is expected


# province 1 ← city 2 ← county 3 ← cooperative 4; laboratory 5 is under nobody
PARENTS = {1: None, 2: 1, 3: 2, 4: 3, 5: None}
CYCLES = [
    (1, 1, (1, 1)),
    (1, 2, (1, 2, 1)),
    (1, 4, (1, 4, 3, 2, 1)),
    (2, 4, (2, 4, 3, 2)),
    (4, 1, ()),
    (5, 4, ()),
    (2, 5, ()),
]


@pytest.mark.parametrize(("organisation", "parent", "way"), CYCLES)
def test_a_cycle_is_named_with_all_that_are_on_it(organisation, parent, way):
    assert cycle(PARENTS, organisation, parent) == way


def test_the_way_up_begins_with_the_organisation_itself():
    assert way_up(PARENTS, 4) == (4, 3, 2, 1)
    assert way_up(PARENTS, 1) == (1,)
    assert way_up({1: 2, 2: 1}, 1) == (1, 2)  # should a cycle ever be on record, it is walked once


@given(st.lists(st.tuples(st.integers(0, 12), st.none() | st.integers(0, 12))))
def test_whoever_never_closes_a_cycle_has_a_tree(moves):
    parents = dict.fromkeys(range(13))
    for organisation, parent in moves:
        if parent is None or not cycle(parents, organisation, parent):
            parents[organisation] = parent
    for organisation in parents:
        assert parents[way_up(parents, organisation)[-1]] is None
