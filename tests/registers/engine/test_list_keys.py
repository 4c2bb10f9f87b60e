"""The keys of lists stand where the values stand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yaomai.registers.declaration import Choice, Flag, Number, Property, Text, Year
from yaomai.registers.engine.list_keys import list_key, number_key
from yaomai.registers.engine.reading_numbers import canonical

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)


@given(NUMBERS, NUMBERS)
def test_numbers_stand_by_their_size(one, other):
    one, other = Decimal(one), Decimal(other)
    keys = number_key(canonical(one)), number_key(canonical(other))
    assert (keys[0] < keys[1]) == (one < other)
    assert (keys[0] == keys[1]) == (one == other)


@given(
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=70),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=70),
)
def test_texts_have_one_key_each(one, other):
    name = Property(name="name", label="n", type=Text())
    for is_title in (False, True):
        keys = [list_key(name, text, is_title=is_title) for text in (one, other)]
        assert (keys[0] == keys[1]) == (one == other)


def test_other_types():
    def key(of, value, **more):
        return list_key(Property(name="x", label="x", type=of, **more), value)

    assert key(Year(), 987) < key(Year(), 2026)
    assert key(Flag(), False) < key(Flag(), True)
    form = Choice({"z": "first", "a": "second"})
    assert key(form, "z") < key(form, "a") < key(form, "no longer declared")
    assert key(form, ["z", "a"], many=True) == "\x1e0000z\x1e0001a\x1e"
    assert key(form, [], many=True) is None
    assert key(Text(), None) is None
    assert key(Text(), "10 号") > key(Text(), "9 号")
    assert key(Number(), "1e5") is None
