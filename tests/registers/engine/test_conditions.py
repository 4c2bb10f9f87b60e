"""Each way to compare, with a value, without one, and with one that the asker may not see."""

from datetime import date

import pytest

from made_fields import row, snapshot, square
from yaomai.registers.declaration import DAY, WANTED, Check, Condition, Of, Related, Valid
from yaomai.registers.engine.conditions import holds_all, judge, verdict

CROP = row("crop", 1, name="angelica", least_height="2000", zones=["621100", "623000"])
PLAIN = row("crop", 2, name="anything")


def judged(rule, wanted=None, on=date(2026, 11, 22), unseen=None, others=(), **values):
    subject = row("field", 10, **values)
    return judge(rule, subject, snapshot(CROP, PLAIN, subject, *others, on=on, unseen=unseen), wanted)


LEAST = Condition("height", "at_least", Of("crop.least_height"))
ZONE = Condition("division", "within", Of("crop.zones"))


@pytest.mark.parametrize(
    ("rule", "values", "why"),
    [
        (LEAST, {"crop": 1, "height": "2000"}, "holds"),
        (LEAST, {"crop": 1, "height": "1999.9"}, "fails"),
        (LEAST, {"crop": 1}, "no_value"),
        (LEAST, {"crop": 2, "height": "5"}, "no_rule"),  # this crop states no least height
        (LEAST, {"crop": 99, "height": "5"}, "not_seen"),  # what is referred to cannot be seen
        (ZONE, {"crop": 1, "division": "621126"}, "holds"),
        (ZONE, {"crop": 1, "division": "620102"}, "fails"),
        (ZONE, {"crop": 1}, "no_value"),
        (ZONE, {"crop": 2, "division": "620102"}, "no_rule"),
        (Condition("ways", "known"), {"ways": ["a"]}, "holds"),
        (Condition("ways", "known"), {"ways": []}, "fails"),
        (Condition("ways", "not_known"), {}, "holds"),
        (Condition("ways", "is", "a"), {"ways": ["a"]}, "holds"),
        (Condition("ways", "is", "a"), {"ways": ["a", "b"]}, "fails"),
        (Condition("ways", "is", ("a", "b")), {"ways": ["a", "b"]}, "holds"),
        (Condition("ways", "is", "a"), {}, "fails"),
        (Condition("ways", "among", ("a", "b")), {}, "holds"),
        (Condition("ways", "among", ("b",)), {"ways": ["a"]}, "fails"),
        (Condition("ways", "has", ("a",)), {"ways": ["a", "b"]}, "holds"),
        (Condition("ways", "has", ("a", "b")), {"ways": ["a"]}, "fails"),
        (Condition("ways", "not", "b"), {"ways": ["a"]}, "holds"),
        (Condition("ways", "not", "b"), {"ways": ["a", "b"]}, "fails"),
        (Condition("size", "is", "1.0"), {"size": "1"}, "holds"),
        (Condition("since", "at_least", 2020), {"since": 2020}, "holds"),
        (Condition("since", "at_most", 2020), {"since": 2021}, "fails"),
        (Condition("end", "at_least", DAY), {"end": "2026-11-22"}, "holds"),
        (Condition("end", "at_least", DAY), {"end": "2026-11-21"}, "fails"),
        (Condition("outline", "within", square(103.9, 34.4, "0.2")), {"outline": square(104, 34.5)}, "holds"),
        (Condition("outline", "within", square(104.005, 34.5)), {"outline": square(104, 34.5)}, "fails"),
        (Valid("start", "end"), {"start": "2026-11-22", "end": "2026-11-22"}, "holds"),
        (Valid("start", "end"), {"start": "2026-11-23"}, "fails"),
        (Valid("start", "end"), {"end": "2026-11-21"}, "fails"),
        (Valid("start", "end"), {}, "holds"),
    ],
)  # fmt: skip
def test_each_way_to_compare(rule, values, why):
    assert judged(rule, **values).why == why


def test_what_is_wanted_is_compared_with_what_is_offered():
    assert judged(Condition("ways", "has", WANTED), wanted="a", ways=["a", "b"]).holds is True
    assert judged(Condition("ways", "has", WANTED), wanted="b", ways=["a"]).holds is False


PERMITTED = Related("permit", {"field": ""}, take="way", where=(Valid("start", "end"),))
ALLOWED = Condition("ways", "among", PERMITTED)


@pytest.mark.parametrize(
    ("permits", "holds"),
    [
        ([], False),
        ([{"field": 10, "way": "a"}], True),
        ([{"field": 11, "way": "a"}], False),  # another's
        ([{"field": 10, "way": "b"}], False),
        ([{"field": 10, "way": "a", "end": "2026-11-21"}], False),  # ended the day before
        ([{"field": 10, "way": "a", "end": "2026-11-22"}], True),
        ([{"field": 10, "way": "a", "start": "2026-11-23"}], False),  # not yet
    ],
)
def test_rows_of_another_kind_that_name_the_entity(permits, holds):
    others = [row("permit", 20 + at, **each) for at, each in enumerate(permits)]
    assert judged(ALLOWED, others=others, ways=["a"]).holds is holds


def test_a_merged_entity_is_named_by_its_old_number_too():
    subject = row("field", 10, ways=["a"])
    held = snapshot(subject, row("permit", 20, field=9, way="a"), merged={9: 10})
    assert judge(ALLOWED, subject, held).holds is True


@pytest.mark.parametrize("unseen", [{"permit": {"way"}}, {"permit": {"field"}}, {"permit": {"end"}}])
def test_what_may_be_hidden_is_not_known_rather_than_not_there(unseen):
    permit = row("permit", 20, field=10, way="a")
    assert judged(ALLOWED, others=[permit], unseen=unseen, ways=["b"]).why == "not_seen"
    assert judged(Condition("height", "at_least", 5), unseen={"field": {"height"}}).why == "not_seen"


def test_a_check_fails_if_one_rule_fails_and_is_not_known_if_one_is_not():
    check = Check("c", "c", "field", require=(LEAST, ZONE), where=(Condition("size", "known"),))
    cases = {
        "passed": {"crop": 1, "height": "2100", "division": "621126"},
        "failed": {"crop": 1, "division": "620102"},  # the height is not known: it fails all the same
        "unknown": {"crop": 1, "division": "621126"},
    }
    for state, values in cases.items():
        subject = row("field", 10, size="1", **values)
        assert verdict(check, subject, snapshot(CROP, subject)).state == state
    other = row("field", 10)
    assert verdict(check, other, snapshot(CROP, other)) is None  # it is not about this one


def test_all_of_several():
    subject = row("field", 10, size="3", ways=["a"])
    held = snapshot(subject)
    good, bad, open_ = (
        Condition("size", "at_least", 2),
        Condition("size", "at_least", 4),
        Condition("height", "at_least", 1),
    )
    assert holds_all((good,), subject, held) is True
    assert holds_all((good, open_), subject, held) is None
    assert holds_all((bad, open_), subject, held) is False
    assert holds_all((), subject, held) is True
