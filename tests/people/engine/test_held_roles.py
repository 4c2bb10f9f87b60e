"""Roles for a time: when they are in force, how they are written, what is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.people.engine import held_roles
from yaomai.people.engine.held_roles import ALWAYS, Held, Term

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

# since, until (from now), in force now, over now
TERMS = [
    (None, None, True, False),
    (-HOUR, None, True, False),
    (timedelta(), None, True, False),
    (TICK, None, False, False),
    (None, HOUR, True, False),
    (None, timedelta(), False, True),
    (None, TICK, True, False),
    (-HOUR, HOUR, True, False),
    (-2 * HOUR, -HOUR, False, True),
    (HOUR, 2 * HOUR, False, False),
]


@pytest.mark.parametrize(("since", "until", "covers", "is_over"), TERMS)
def test_a_term_includes_its_beginning_and_not_its_end(since, until, covers, is_over):
    term = Term(*(None if off is None else NOW + off for off in (since, until)))
    assert (term.covers(NOW), term.is_over(NOW)) == (covers, is_over)
    held = [Held("recorder", term), Held("auditor")]
    assert held_roles.in_force(held, NOW) == ({"recorder", "auditor"} if covers else {"auditor"})
    assert (Held("recorder", term) in held_roles.standing(held, NOW)) is not is_over


BOUNDS = (datetime(2000, 1, 1), datetime(2199, 1, 1))  # noqa: DTZ001  # hypothesis puts the zone to them itself
moments = st.none() | st.datetimes(*BOUNDS, timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))


@given(st.dictionaries(st.sampled_from(["recorder", "auditor", "official"]), st.builds(Term, moments, moments)))
def test_what_is_written_is_read_again(terms):
    written = held_roles.written(held_roles.as_members(terms))
    assert {one.role: one.term for one in held_roles.read(" ".join(terms), written)} == terms


def test_roles_without_a_bound_leave_nothing_to_write():
    assert held_roles.written(held_roles.as_members({"recorder": ALWAYS})) == ""
    assert held_roles.read("auditor recorder", "") == (Held("auditor"), Held("recorder"))


# terms (by role), codes at pointers; granted are recorder and auditor
REFUSED = [
    ({"recorder": Term(None, NOW)}, [("people.term_over", "/terms/recorder")]),
    ({"recorder": Term(NOW + HOUR, NOW + HOUR)}, [("people.term_order", "/terms/recorder")]),
    ({"recorder": Term(NOW + 2 * HOUR, NOW + HOUR)}, [("people.term_order", "/terms/recorder")]),
    ({"official": Term(None, NOW + HOUR)}, [("people.term_without_role", "/terms/official")]),
    ({"recorder": Term(NOW - HOUR, NOW + HOUR), "auditor": ALWAYS}, []),
    (
        {"auditor": Term(None, NOW - HOUR), "recorder": Term(NOW + HOUR, NOW + HOUR)},
        [("people.term_over", "/terms/auditor"), ("people.term_order", "/terms/recorder")],
    ),
]


@pytest.mark.parametrize(("terms", "expected"), REFUSED)
def test_what_is_wrong_with_terms_is_all_said(terms, expected):
    findings = held_roles.term_findings(["recorder", "auditor"], terms, NOW)
    assert [(one.code, one.pointer) for one in findings] == expected
