"""Resolving is held against the same rule said once more, slowly: each statement asked in turn whether it holds."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yaomai.registers.engine.resolve import SOURCES, Rules, Said, resolve, roots, standing

START = date(2026, 1, 1)
DAYS = st.integers(0, 12).map(lambda n: START + timedelta(days=n))


@st.composite
def worlds(draw):
    """Statements in any order, choices among them (and of others), orders of sources, a day."""
    said = []
    for record in range(1, draw(st.integers(1, 9))):
        start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
        if start is not None and end is not None and start >= end:
            end = start + timedelta(days=1)
        said.append(
            Said(
                record,
                draw(st.integers(1, 2)),
                draw(st.sampled_from(["area", "name"])),
                draw(st.sampled_from(["1", "2", None, ["1", "2"]])),
                draw(st.sampled_from(["", "MU"])),
                start,
                end,
                draw(st.sampled_from(SOURCES)),
                draw(st.none() | st.integers(1, 2)),
            )
        )
    places = st.tuples(st.integers(1, 9), st.integers(1, 2))
    chosen = draw(st.dictionaries(st.sampled_from(["area", "name"]), st.lists(places, max_size=3)))
    orders = draw(
        st.dictionaries(st.sampled_from(["", "area"]), st.lists(st.sampled_from(SOURCES), unique=True, min_size=1))
    )
    return draw(st.permutations(said)), draw(DAYS), Rules(chosen, orders)


def oracle(said, day, rules):
    """What holds of each property: the place of the statement, and whether it is disputed."""
    found = {}
    for name in {one.property for one in said}:
        valid = [
            one
            for one in said
            if one.property == name
            and (one.valid_from or date.min) <= day
            and (one.valid_to is None or one.valid_to > day)
        ]
        believed = [
            one
            for one in valid
            if not any(
                (other.organisation, other.source) == (one.organisation, one.source)
                and (other.record, other.ordinal) > (one.record, one.ordinal)
                for other in valid
            )
        ]
        if not believed:
            continue
        disputed = len({(repr(one.value), one.unit) for one in believed}) > 1
        order = list(rules.orders.get(name, rules.orders.get("", [])))
        order += [one for one in SOURCES if one not in order]
        places = list(rules.chosen.get(name, []))
        spoke = {}  # who spoke of the entity in documents, of whatever, the first first
        for one in sorted(said, key=lambda one: one.record):
            if one.source == "document":
                spoke.setdefault(one.organisation, len(spoke))
        believed.sort(
            key=lambda one: (
                places.index(one.place) if one.place in places else len(places),
                order.index(one.source),
                spoke[one.organisation] if one.source == "document" else 0,
                -one.record,
                -one.ordinal,
            )
        )
        found[name] = (believed[0].place, disputed)
    return found


@given(worlds())
def test_what_holds_is_what_the_slow_rule_says(world):
    said, day, rules = world
    resolved = resolve(said, day, rules)
    assert {name: (one.said.place, one.is_disputed) for name, one in resolved.cells.items()} == oracle(said, day, rules)


def document(record, name, value, organisation):
    return Said(record, 1, name, value, "", None, None, "document", organisation)


def test_who_was_the_first_to_speak_in_a_document_goes_on_counting():
    said = [
        document(1, "gtin", "06901234000016", 1),
        document(2, "name", "假冒片", 2),
        document(3, "name", "当归片", 1),
        document(4, "name", "冒名片", 2),
        document(5, "gtin", "06901234000016", 2),
    ]
    held = resolve(said, START).cells["name"]
    assert (held.said.value, held.is_disputed, held.rule) == ("当归片", True, "first")
    assert standing(said, START)[4, 1] == ("not_preferred", "first")
    # what the first says later corrects it, also where the first had not spoken of that property before
    assert resolve([*said, document(6, "name", "当归薄片", 1)], START).cells["name"].said.value == "当归薄片"
    assert resolve(said, START, names=("name",)).cells["name"].said.value == "当归片"


@given(worlds())
def test_nothing_changes_before_the_day_that_is_told(world):
    said, day, rules = world
    resolved = resolve(said, day, rules)
    until = resolved.changes_on or START + timedelta(days=40)
    for later in range((until - day).days):
        again = resolve(said, day + timedelta(days=later), rules)
        assert (again.cells, again.changes_on) == (resolved.cells, resolved.changes_on)
    if resolved.changes_on is not None:
        assert {one.place for one in said if one.covers(day)} != {one.place for one in said if one.covers(until)}


@given(worlds())
def test_every_statement_has_one_standing_and_what_holds_is_in_force(world):
    said, day, rules = world
    stands = standing(said, day, rules)
    assert stands.keys() == {one.place for one in said}
    for name, held in resolve(said, day, rules).cells.items():
        assert stands[held.said.place] == ("in_force", held.rule)
        for one in said:
            if one.property == name and stands[one.place][0] == "in_force":
                assert (one.value, one.unit) == (held.said.value, held.said.unit)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=8))
def test_merges_end_and_never_go_in_circles(merges):
    ends = roots(merges)
    assert all(end not in ends for end in ends.values())
    assert ends.keys() <= {gone for gone, _ in merges}
