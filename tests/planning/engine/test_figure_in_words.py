"""Is a number that somebody decided in the words that it was decided of, and when does a person agree with the reader?"""

from dataclasses import replace

import pytest

from yaomai.planning.engine.fields import from_form
from yaomai.planning.engine.figure_in_words import contradicts_words, says_the_same


def said(words, value, unit, **more):
    form = {"indicator": "x", "kind": "fact", "comparator": "=", "value": value, "unit": unit}
    return from_form(form | more, words, "")


@pytest.mark.parametrize(
    ("words", "value", "unit", "is_wrong"),
    [
        ("12万亩", "12", "万亩", False),
        ("12万亩", "120000", "亩", False),
        ("12万亩", "13", "万亩", True),
        ("12万亩", "12", "亩", True),
        ("12万亩", "12", "万吨", True),
        ("约１６０亿元", "160", "亿元", False),
        ("12.5％", "12.5", "%", False),
        ("翻一番", "2", "倍", False),
        ("三个", "3", "个", False),
        ("10亿元以上企业5家", "10", "家", True),
        ("营业收入", "12", "亿元", True),
        ("300", "300", "亿元", False),  # the unit stands in the head of the table
        ("300", "301", "亿元", True),
    ],
)
def test_a_number_is_in_the_words_or_not(words, value, unit, is_wrong):
    assert contradicts_words(words, said(words, value, unit)) is is_wrong


def test_both_ends_of_an_interval_are_in_the_words():
    interval = {"comparator": "range", "value": ""}
    assert not contradicts_words("5-8家", said("5-8家", unit="家", low="5", high="8", **interval))
    assert contradicts_words("5-8家", said("5-8家", unit="家", low="5", high="9", **interval))


def test_what_has_no_number_contradicts_none():
    assert not contradicts_words("若干", said("若干", "", "", comparator="vague"))


def test_they_agree_in_what_the_words_say_wherever_it_is_filed():
    read = said("12万亩", "12", "万亩", year="2020")
    filed = replace(read, indicator="y", indicator_key="herb.area", segment="当归", division="620000", region="甘肃省")
    assert says_the_same(read, filed)
    for other in (
        said("12万亩", "13", "万亩", year="2020"),
        said("12万亩", "12", "万吨", year="2020"),
        said("12万亩", "12", "万亩", year="2021"),
        replace(read, kind="target"),
        replace(read, status="target"),
        replace(read, comparator="≥"),
        replace(read, is_increment=True),
    ):
        assert not says_the_same(read, other)
