"""A snapshot of what was known goes by when it was recorded, as an entity's page does."""

from datetime import timedelta

import pytest

from yaomai.people.viewer import INSTALLATION_VIEWER
from yaomai.registers.operations.choose import choose
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.entities import at, history
from yaomai.registers.queries.snapshots import snapshot

WHY = "查过档案"


@pytest.fixture
def then(now):
    """What was known of a firm at a time, by a snapshot and by its page, which must agree."""

    def ask(number, known, name="staff"):
        on = now.date()
        row = snapshot(INSTALLATION_VIEWER, ["test_firm"], on=on, now=now, known_on=known).of("test_firm").get(number)
        page = at(INSTALLATION_VIEWER, number, valid_on=on, known_on=known).cells.get(name)
        assert (row.values.get(name) if row else None) == (page.value if page else None)
        return row.values.get(name) if row else None

    return ask


def test_a_deed_that_was_numbered_before_and_recorded_after_is_believed_after(desk, now, then):
    number = desk.firm("陇西甲", staff="1")
    slow = desk.say(number, staff="2", says={"now": now + timedelta(hours=2)})
    quick = desk.say(number, form="company", says={"now": now + timedelta(hours=1)})
    assert slow < quick
    for hours, staff in ((0, "1"), (1, "1"), (2, "2")):
        assert then(number, now + timedelta(hours=hours)) == staff


def test_withdrawals_merges_choices_and_orders_go_by_the_time_too(desk, cast, now, then):
    cast.organisation("省药监局", kind="authority")
    official = cast.person("official", "official", of="省药监局")
    own = cast.person("own", "recorder", of="甲公司")
    one, other = desk.firm("甲", by=own, staff="1"), desk.firm("乙", by=own, staff="3")
    desk.say(one, by=official, staff="2")
    (mine,) = [each for each in history(official, one, "staff") if each.value == "1"]
    steps = [now + timedelta(hours=hour) for hour in range(7)]
    prefer(official, "test_firm", "staff", ["self"], reason=WHY, now=steps[6])
    chosen = choose(official, one, "staff", (mine.record, mine.ordinal), reason=WHY, now=steps[3])
    withdraw(official, record=chosen, reason=WHY, now=steps[5])
    merge(official, other, one, reason=WHY, now=steps[4])
    desk.say(one, by=official, form="company", says={"now": steps[1]})  # the newest deed, and the one known first
    assert [then(one, step) for step in steps] == ["2", "2", "2", "1", "2", "2", "3"]
