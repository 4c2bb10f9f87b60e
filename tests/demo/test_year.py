"""Is the made-up year what it says: valid, the same each time, about 50,000 events, and without a contradiction but the planted ones?"""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from made_up_year import Numbers, events, happenings
from yaomai.demo import plants
from yaomai.demo.clock import END, at
from yaomai.demo.province import PARTIES
from yaomai.demo.size import size
from yaomai.demo.year import SEED, deliveries
from yaomai.standards.epcis.document import Limits, read_document
from yaomai.standards.epcis.validation import check, check_document
from yaomai.traceability.engine.event_rows import event_rows
from yaomai.traceability.engine.mass_balance import StepPart, judge, step_part, together
from yaomai.traceability.engine.stock import SOLD_AGAIN, stock

GOODS = ("/01/", "/00/", "/8003/")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    first, again, other = deliveries(0), deliveries(0), deliveries(0, SEED + 1)
    assert [one.data for one in first] == [one.data for one in again]
    assert [one.data for one in first] != [one.data for one in other]


def test_another_process_writes_the_same_bytes():
    program = (
        "import hashlib; from yaomai.demo.year import deliveries;"
        "print(hashlib.sha256(b''.join(one.data for one in deliveries(0))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


def test_every_document_is_valid_and_says_each_event_once():
    faults, seen = [], Counter()
    for delivery in deliveries(0):
        document = read_document(delivery.data, Limits())
        faults += [*check_document(document.frame), *document.notes]
        assert len(document.events) == delivery.events
        for event in document.events:
            faults += check(event.fields, event.pointer, event.context)
            seen[event_rows(event.fields, event.context).identity] += 1
    assert faults == []
    assert [one for one, times in seen.items() if times > 1] == []


def test_nothing_happens_after_the_year_and_people_work_by_day():
    for _, event in events(0):
        assert event.event_time < at(END + timedelta(days=1), 0)
        if event.biz_step != "sensor_reporting":
            assert 6 <= event.event_time.hour < 22, event


def test_all_parties_have_a_name_of_their_own_and_only_those_who_take_part_a_number():
    assert len({party.name for party in PARTIES}) == len(PARTIES)
    numbers = [party.number for party in PARTIES if party.number]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("scale", [-1, 51])
def test_a_scale_below_nothing_or_too_large_is_refused(scale):
    with pytest.raises(ValueError, match=f"from 0 to 50, not {scale}"):
        size(scale)


@pytest.mark.parametrize("scale", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_the_stock_of_the_year_is_contradicted_by_the_duplicated_pack_alone(scale):
    numbers = Numbers()
    found = list(happenings(scale, numbers))
    spelling = {number: one for one, number in numbers.items()}
    goods = {number for one, number in numbers.items() if any(key in one for key in GOODS)}
    books = stock(found, goods)
    assert [(one.code, spelling[one.thing]) for one in books.discrepancies] == [(SOLD_AGAIN, plants.DUPLICATED_PACK)]
    balances = [books.lot_balance(account) for accounts in books.lots.values() for account in accounts]
    assert all(balance.agrees for balance in balances)


@pytest.mark.parametrize("scale", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_no_step_gives_out_more_than_it_took_in_or_loses_too_much_but_the_planted_one(scale):
    steps: dict[object, list[StepPart]] = {}
    makes: dict[object, list[str]] = {}
    for number, (_, event) in enumerate(events(scale)):
        part = step_part(event)
        if part is not None:
            steps.setdefault(event.transformation_id or number, []).append(part)
            made = [one.identifier.canonical for one in event.things if one.role.startswith("output")]
            makes.setdefault(event.transformation_id or number, []).extend(made)
    verdicts = {step: judge(together(parts)) for step, parts in steps.items()}
    wrong = {step for step, one in verdicts.items() if one.verdict in ("out_of_nothing", "beyond_tolerance")}
    assert [(verdicts[step].verdict, makes[step]) for step in wrong] == [("out_of_nothing", [plants.FRAUD_LOT])]
    open_steps = {together(parts).process for step, parts in steps.items() if verdicts[step].verdict == "not_judged"}
    assert open_steps == {"sowing", "harvesting"}, "everything that is weighed on both sides is judged"


@pytest.mark.parametrize("scale", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_what_is_planted_is_there(scale):
    made = {one.identifier.canonical for _, event in events(scale) for one in event.things}
    assert made >= {plant.thing for plant in plants.PLANTS}
    assert plants.SHOWN_PACK in made


@pytest.mark.slow
def test_scale_1_is_about_50_000_events_and_2_about_twice_as_many():
    assert 48_000 < sum(one.events for one in deliveries(1)) < 52_000
    assert 85_000 < sum(one.events for one in deliveries(2)) < 104_000
