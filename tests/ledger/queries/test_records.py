"""The bodies of the record, by their numbers and by what stands in them."""

from make import recorded
from yaomai.ledger.queries import records


def test_the_records_in_which_a_word_stands_are_found(database, now):
    (made,) = recorded([b'{"a":1}', b'{"b":2}', b'{"\\u0061":3}', "当归".encode()], now=now)
    first, second, third, fourth = (made.deed_id * 2**20 + position for position in range(1, 5))
    every = [first, second, third, fourth]
    assert records.mentioning(every, [b'"a"']) == {first}
    assert records.mentioning(every, [b'"a"', b"\\u", "归".encode()]) == {first, third, fourth}
    assert records.mentioning([second], [b'"a"', b"\\u"]) == frozenset()
    assert records.mentioning([], [b'"a"']) == frozenset()
