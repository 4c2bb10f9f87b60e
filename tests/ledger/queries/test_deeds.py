"""The deeds of the record, page by page."""

from make import recorded, sequenced
from yaomai.ledger.queries import deeds


def test_a_record_without_deeds_has_one_empty_page(database):
    assert deeds.newest() == deeds.DeedPage((), None, None)


def test_a_deed_says_what_it_is_and_which_leaf(log_setup, now):
    first, second = recorded([b"one", b"two"], [b"three"], now=now)
    sequenced(log_setup, now)
    (third,) = recorded([b"four"], now=now)
    found = deeds.newest().deeds
    assert [(one.deed, one.size, one.leaf_index) for one in found] == [
        (third.deed_id, 1, None),
        (second.deed_id, 1, 1),
        (first.deed_id, 2, 0),
    ]
    assert {(one.kind, one.record_time, one.organisation) for one in found} == {("test.note", now, None)}


def test_walking_to_the_oldest_and_back_meets_every_deed_once(database, now):
    made = [one.deed_id for one in recorded(*([b"x"] for _ in range(8)), now=now)][::-1]
    page, there = deeds.newest(size=3), []
    while True:
        there.append([one.deed for one in page.deeds])
        if page.older is None:
            break
        page = deeds.newest(before=page.older, size=3)
    assert there == [made[:3], made[3:6], made[6:]]

    back = []
    while page.newer is not None:
        page = deeds.newest(before=page.newer, size=3)
        back.append([one.deed for one in page.deeds])
    assert back == [made[3:6]]  # from there the newer page is the one without a mark


def test_a_page_that_is_exactly_full_is_the_last(database, now):
    recorded(*([b"x"] for _ in range(3)), now=now)
    assert deeds.newest(size=3).older is None


def test_before_the_first_deed_there_is_nothing_older(database, now):
    (one,) = recorded([b"x"], now=now)
    assert deeds.newest(before=one.deed_id) == deeds.DeedPage((), None, None)
