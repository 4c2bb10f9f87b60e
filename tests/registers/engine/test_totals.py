"""Sums, counts, parts, shares and targets."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from made_fields import row, snapshot, square
from yaomai.registers.declaration import Condition, Share, Target, Total
from yaomai.registers.engine import totals

AREA = Total("area", "area", "field", of="size", where=(Condition("ways", "known"),), by=("crop", "division", "ways"))
ROWS = (
    row("crop", 1, name="angelica"),
    row("field", 10, crop=1, size="100.5", ways=["a"], division="621126"),
    row("field", 11, crop=1, size="200", ways=["a", "b"], division="621126"),
    row("field", 12, size="50", ways=["b"], division="621226"),
    row("field", 13, size="1000"),  # does not count: no way is known
    row("field", 14, ways=["a"]),  # might count: its size is not known
)


def test_a_sum_names_what_it_is_made_of_and_what_is_left_out():
    found = totals.reckon(AREA, snapshot(*ROWS))
    assert (found.value, found.unit) == (Decimal("350.5"), "MU")
    assert [(one.row.number, one.counted, one.statement) for one in found.counted] == [
        (10, Decimal("100.5"), (10, 2)),
        (11, Decimal(200), (11, 2)),
        (12, Decimal(50), (12, 1)),
    ]
    assert [(one.row.number, one.why) for one in found.left_out] == [(14, "no_amount")]


def test_without_a_property_entities_are_counted():
    found = totals.reckon(Total("n", "n", "field", where=(Condition("ways", "has", "a"),)), snapshot(*ROWS))
    assert (found.value, found.unit) == (Decimal(3), "")


def test_whether_it_counts_may_be_hidden():
    found = totals.reckon(AREA, snapshot(*ROWS, unseen={"field": frozenset({"ways"})}))
    assert [one.row.number for one in found.left_out if one.why == "not_known"] == [13]


def test_parts_of_one_value_each_add_up_and_those_of_many_count_in_each():
    held = snapshot(*ROWS)
    found = totals.reckon(AREA, held)
    assert [(part.key, part.value) for part in totals.parted(found, "crop", held)] == [
        ("1", Decimal("300.5")),
        ("", Decimal(50)),
    ]
    assert {part.key: part.value for part in totals.parted(found, "division", held)} == {
        "621126": Decimal("300.5"),
        "621226": Decimal(50),
    }
    assert {part.key: part.value for part in totals.parted(found, "ways", held)} == {
        "a": Decimal("300.5"),
        "b": Decimal(250),
    }
    assert totals.only(found, {"crop": "1", "ways": "b"}, held).value == 200


def test_land_that_lies_under_two_outlines_counts_for_the_first():
    rows = (
        row("field", 1, size="100", outline=square(104, 34)),
        row("field", 2, size="100", outline=square(104.005, 34)),  # half of it lies in the first
        row("field", 3, size="100", outline=square(104, 34)),  # all of it
        row("field", 4, size="7"),  # has no outline
    )
    found = totals.reckon(Total("a", "a", "field", of="size", once="outline"), snapshot(*rows))
    assert [one.counted for one in found.counted] == [100, Decimal("50.00"), 0, 7]
    assert found.value == 157


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 15)), min_size=1, max_size=8))
def test_squares_of_any_kind_count_as_much_as_their_union(squares):
    """Each cell of a grid counts once: amounts are the squares' own areas, in cells."""
    rows = [
        row("field", at, size=str(side * side), outline=square(west / 1000, south / 1000, side / 1000))
        for at, (west, south, side) in enumerate(squares, 1)
    ]
    cells = {(west + x, south + y) for west, south, side in squares for x in range(side) for y in range(side)}
    found = totals.reckon(Total("a", "a", "field", of="size", once="outline"), snapshot(*rows))
    # Near the equator a degree is a degree: to the exactness to which parts are told.
    assert abs(found.value - len(cells)) <= Decimal("0.02") * len(squares)


def test_a_share_is_rounded_half_up_to_one_decimal():
    held = snapshot(row("field", 1, size="100", ways=["a"]), row("field", 2, size="303"))
    part, whole = totals.reckon(AREA, held), totals.reckon(Total("w", "w", "field", of="size"), held)
    assert totals.share(Share("s", "s", "area", "w"), part, whole).value == Decimal("24.8")
    assert totals.per_cent(Decimal(1), Decimal(0)) is None
    assert totals.per_cent(Decimal("0.05"), Decimal(100)) == Decimal("0.1")


def test_a_target_is_held_against_a_value():
    target = Target("t", "t", "area", "2000", "000", "75")
    assert totals.held(target, Decimal(500), "MU").attained == Decimal("25.0")
    assert totals.held(target, None, "MU").attained is None
