"""May somebody try to sign in now? The rule as a table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.people.engine.throttle import BY_ADDRESS, BY_LOGIN, Throttle, wait_until

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULE = Throttle(free=3, first=timedelta(seconds=30), longest=timedelta(minutes=5), window=timedelta(minutes=60))


def ago(*seconds: int) -> list[datetime]:
    return [NOW - timedelta(seconds=second) for second in seconds]


CASES = [
    # failures, this many seconds ago           wait in seconds from now
    ("none yet", [], None),
    ("one less than free", [1, 2], None),
    ("free ones used up: 30 s from the last", [10, 20, 25], 20),
    ("the same, in another order", [25, 10, 20], 20),
    ("waited long enough", [30, 40, 50], None),
    ("one more: 60 s", [0, 1, 2, 3], 60),
    ("two more: 120 s", [0, 1, 2, 3, 4], 120),
    ("never longer than the longest", list(range(1000)), 300),
    ("failures beyond the window are forgotten", [0, 1, 3601, 3602, 3603], None),
]


@pytest.mark.parametrize(("failures", "wait"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_waits(failures, wait):
    until = wait_until(ago(*failures), RULE, NOW)
    assert until == (None if wait is None else NOW + timedelta(seconds=wait))


@given(st.lists(st.integers(0, 7200), max_size=60), st.sampled_from([BY_LOGIN, BY_ADDRESS, RULE]))
def test_one_more_failure_never_shortens_the_wait_and_every_wait_ends(seconds, rule):
    failures = ago(*seconds)
    before = wait_until(failures, rule, NOW)
    after = wait_until([*failures, NOW], rule, NOW)
    assert before is None or (after is not None and after >= before)
    if after is not None:
        assert after <= NOW + rule.longest
        assert wait_until([*failures, NOW], rule, after) is None
