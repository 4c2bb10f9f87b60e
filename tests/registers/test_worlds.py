"""Random worlds: whatever is stated, withdrawn, chosen, preferred and merged, a page of an entity as of any day and as known at any
time says what plain lists of all that say. What is derived for today is verified after each test (conftest.py: `database`).
"""

import random
from datetime import date, timedelta

import pytest

from yaomai.errors import InvalidError, NotFoundError
from yaomai.people.viewer import INSTALLATION_VIEWER, Viewer
from yaomai.registers.engine.resolve import SOURCES
from yaomai.registers.operations.choose import choose
from yaomai.registers.operations.merge import merge
from yaomai.registers.operations.prefer import prefer
from yaomai.registers.operations.withdraw import withdraw
from yaomai.registers.queries.entities import at, entity, history

STEPS, QUESTIONS = 45, 60
NAMES = ("staff", "form", "titles")
VALUES = {
    "staff": ("1", "2", "3", None),
    "form": ("company", "branch"),
    "titles": (["gazelle"], ["leading", "gazelle"]),
}


class World:
    """What was done, in plain lists: (time, …)."""

    def __init__(self):
        self.said, self.gone, self.chosen, self.orders, self.merged = [], [], [], [], []

    def counts(self, record, ordinal, known):
        return not any(
            time <= known and target in ((record, ordinal), (record, None), (record >> 20, "deed"))
            for time, target in self.gone
        )

    def end(self, number, known):
        """Where the merges end."""
        into = {
            gone: target
            for time, record, gone, target in self.merged
            if time <= known and self.counts(record, None, known)
        }
        while number in into:
            number = into[number]
        return number

    def holds(self, number, day, known):
        """Of each property the place of the statement that holds, and whether it is disputed."""
        found = {}
        for name in {one["property"] for one in self.said}:
            valid = [
                one
                for one in self.said
                if one["property"] == name
                and one["time"] <= known
                and self.end(one["entity"], known) == number
                and self.counts(*one["place"], known)
                and (one["from"] or date.min) <= day < (one["to"] or date.max)
            ]
            latest = {}
            for one in sorted(valid, key=lambda one: one["place"]):
                latest[one["speaker"]] = one
            if not latest:
                continue
            disputed = len({repr(one["value"]) for one in latest.values()}) > 1
            chosen = [
                place
                for time, record, entity, of, place in reversed(self.chosen)
                if time <= known
                and of == name
                and self.end(entity, known) == number
                and self.counts(record, None, known)
            ]
            orders = [
                (of, order)
                for time, record, of, order in reversed(self.orders)
                if time <= known and self.counts(record, None, known)
            ]
            order = next((o for of, o in orders if of == name), next((o for of, o in orders if of == ""), []))
            order = [*order, *(one for one in SOURCES if one not in order)]
            best = min(
                latest.values(),
                key=lambda one: (
                    chosen.index(one["place"]) if one["place"] in chosen else 999,
                    order.index(one["speaker"][1]),
                    -one["place"][0],
                    -one["place"][1],
                ),
            )
            found[name] = (best["place"], disputed)
        return found


@pytest.fixture
def speakers(cast):
    mine, other = cast.organisation("陇西一厂"), cast.organisation("岷县二厂")
    office = cast.organisation("省药监", "authority")
    return [
        Viewer(account=1, organisation=mine, roles=frozenset({"recorder"})),
        Viewer(account=2, organisation=other, roles=frozenset({"official"})),
        Viewer(account=3, organisation=office, roles=frozenset({"official"})),
        INSTALLATION_VIEWER,
    ]


def _step(world, chance, desk, speakers, numbers, now):
    """One thing that somebody does, in the world and in the lists; what cannot be done is not done."""
    what = chance.choices(("say", "withdraw", "choose", "prefer", "merge"), (10, 4, 4, 2, 2))[0]
    official = speakers[2]
    if what == "say":
        by, number = chance.choice(speakers), chance.choice(numbers)
        name = chance.choice(NAMES)
        value = chance.choice(VALUES[name])
        days = sorted(date(2026, 1, 1) + timedelta(days=chance.randint(0, 600)) for _ in range(2))
        start, end = (chance.choice((None, days[0])), chance.choice((None, days[1] + timedelta(days=1))))
        if by == speakers[0] and entity(INSTALLATION_VIEWER, number).organisation != by.organisation:
            return
        record = desk.say(number, by, **{name: value}, says={"valid_from": start, "valid_to": end, "now": now})
        (told,) = [one for one in history(INSTALLATION_VIEWER, number) if one.record == record]
        world.said.append(
            {"time": now, "place": (record, 1), "entity": number, "property": name, "value": value, "from": start, "to": end,
             "speaker": (by.organisation, told.source)}
        )  # fmt: skip
    elif what == "withdraw":
        decided = [row[1] for row in (*world.chosen, *world.orders, *world.merged)]
        record = chance.choice([*decided, *(one["place"][0] for one in world.said), *numbers])
        how = chance.choice(({"record": record}, {"record": record, "ordinal": 1}, {"deed": record >> 20}))
        if "ordinal" in how and record in decided:
            return
        if record in numbers and len(world.said) % 4:
            return
        withdraw(official, reason="x", now=now, **how)
        world.gone.append((now, (record >> 20, "deed") if "deed" in how else (record, how.get("ordinal"))))
    elif what == "choose":
        one = chance.choice(world.said)
        record = choose(official, one["entity"], one["property"], one["place"], reason="x", now=now)
        world.chosen.append((now, record, world.end(one["entity"], now), one["property"], one["place"]))
    elif what == "prefer":
        name, order = chance.choice(("", *NAMES)), chance.sample(SOURCES, k=chance.randint(1, 3))
        record = prefer(official, "test_firm", name, order, reason="x", now=now)
        world.orders.append((now, record, name, order))
    else:
        gone, into = chance.sample(numbers, k=2)
        record = merge(official, gone, into, reason="x", now=now)
        world.merged.append((now, record, gone, into))


@pytest.mark.parametrize("seed", range(3))
def test_pages_say_what_plain_lists_say(desk, cast, speakers, now, seed):
    chance, world = random.Random(seed), World()
    numbers = []
    for n in range(4):
        number = desk.firm(f"企业 {n}", organisation=cast.organisation("陇西一厂") if n % 2 else None)
        numbers.append(number)
        source = "authority"
        world.said.append(
            {"time": now, "place": (number, 1), "entity": number, "property": "name", "value": f"企业 {n}", "from": None,
             "to": None, "speaker": (None, source)}
        )  # fmt: skip
    times = [now]
    for _ in range(STEPS):
        times.append(times[-1] + timedelta(seconds=1))
        try:
            _step(world, chance, desk, speakers, numbers, times[-1])
        except InvalidError:
            continue  # withdrawn already, merged already, a statement that counts no longer
    assert all((world.gone, world.chosen, world.orders, world.merged))
    for _ in range(QUESTIONS):
        number, known = chance.choice(numbers), chance.choice(times)
        day = date(2026, 1, 1) + timedelta(days=chance.randint(-10, 700))
        try:
            seen = at(INSTALLATION_VIEWER, number, valid_on=day, known_on=known)
        except NotFoundError:
            assert world.holds(number, day, known) == {}
            continue
        end = world.end(number, known)
        if end != number:
            assert (seen.merged_into, dict(seen.cells)) == (end, {})
            continue
        told = {name: (cell.statement, cell.is_disputed) for name, cell in seen.cells.items()}
        assert told == world.holds(number, day, known)
    for number in numbers:
        today = {
            name: (cell.statement, cell.is_disputed) for name, cell in entity(INSTALLATION_VIEWER, number).cells.items()
        }
        assert today == (world.holds(number, now.date(), times[-1]) if world.end(number, times[-1]) == number else {})
