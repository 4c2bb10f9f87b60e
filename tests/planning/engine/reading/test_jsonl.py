"""Are readings written as JSON lines with the digits of the text, and bad lines refused in words?"""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.errors import InvalidError
from yaomai.planning.engine.reading.jsonl import KINDS, lines, number, read_records, records, tasks_and_names
from yaomai.planning.engine.reading.read import read

TEXT = "二、发展目标\n到2025年，力争培育1—2家营业收入50亿元以上的龙头企业，研发强度达到3.6%，种植面积约120万亩。"
FIELDS = (
    "id doc line_start line_end sentence evidence value_raw value_char_start value_char_end indicator indicator_key unit"
    " normalized_unit year year_source period base_year region scope comparator hedge threshold kind status salience"
    " duplicate_of confidence note because"
)


def written():
    """The records of TEXT as read back from their lines."""
    return [json.loads(line) for line in lines(records(read(TEXT), "plan")).splitlines()]


def test_every_record_has_the_fields_of_a_hand_made_reading():
    for one in written():
        assert set(FIELDS.split()) <= set(one)


def test_values_and_ranges_are_written_with_their_digits():
    count, share, area = written()
    assert (count["value_low"], count["value_high"], count["normalized_low"], count["normalized_high"]) == (1, 2, 1, 2)
    assert "value" not in count
    assert count["threshold"]["normalized_value"] == 5_000_000_000
    assert (share["value"], share["normalized_value"]) == (3.6, 0.036)
    assert (area["value"], area["normalized_value"], area["comparator"], area["hedge"]) == (
        120,
        1_200_000,
        "≈",
        ["力争", "约"],
    )


def test_the_place_of_a_value_is_where_it_is_printed():
    for one in written():
        assert TEXT[one["value_char_start"] : one["value_char_end"]] == one["value_raw"]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_a_number_keeps_its_digits(value):
    assert Decimal(json.dumps(number(value))) == value


@pytest.mark.parametrize(
    ("data", "pointer", "words"),
    [
        (b"\xff\xfe{", "/1", "not UTF-8"),
        (b"{}\nno json\n", "/2", "not JSON"),
        (b"[1]\n", "/1", "not an object"),
        (b'{"value_char_start": 5, "value_char_end": 5}\n', "/1/value_char_start", "where its value stands"),
        (b'{"value_char_start": "a", "value_char_end": 5}\n', "/1/value_char_start", "where its value stands"),
        (b'{"value_char_start": true, "value_char_end": 5}\n', "/1/value_char_start", "where its value stands"),
        (b"[" * 100_000, "/1", "not JSON"),
        (b'{"record": "sentence", "value_char_start": 1, "value_char_end": 5}\n', "/1/record", "unknown kind"),
        (b'{"record": [], "value_char_start": 1, "value_char_end": 5}\n', "/1/record", "unknown kind"),
    ],
)
def test_a_bad_line_is_said_in_words(data, pointer, words):
    with pytest.raises(InvalidError) as caught:
        read_records(data, "x.jsonl")
    found = [one for one in caught.value.findings if one.pointer == pointer]
    assert len(found) == 1
    assert words in found[0].message


def test_all_bad_lines_are_said_at_once():
    with pytest.raises(InvalidError) as caught:
        read_records(b"{}\n{}\n{}\n", "x.jsonl")
    assert len(caught.value.findings) == 3


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(InvalidError):
        assert isinstance(read_records(data, "x"), tuple)


def test_tasks_and_names_are_written_with_their_places():
    text = "甘肃省方案\n三、重点任务\n加快当归、党参基地建设，\n建设陇西产业园（省农业农村厅牵头，省科技厅配合）。\n"
    found = [json.loads(line) for line in lines(tasks_and_names(read(text), "plan", text)).splitlines()]
    assert {one["record"] for one in found} <= set(KINDS) - {"quantity"}
    for one in found:
        assert text[one["char_start"] : one["char_end"]].replace("\n", "") == one["words"]
        assert one["line_start"] == text.count("\n", 0, one["char_start"]) + 1
        assert one["line_end"] == text.count("\n", 0, one["char_end"] - 1) + 1
    (task,) = [one for one in found if one["record"] == "task"]
    assert (task["id"], task["heading"], task["lead"], task["support"]) == (
        "plan-T001",
        "三、重点任务",
        ["省农业农村厅"],
        ["省科学技术厅"],
    )
    assert ("herb", "党参", 3) in [
        (one["kind"], one["name"], one["line_start"]) for one in found if one["record"] == "product"
    ]


def test_tasks_and_names_among_the_lines_are_no_quantity_statements():
    text = "二、发展目标\n到2025年，当归种植面积达到60万亩。"
    both = [*records(read(text), "plan"), *tasks_and_names(read(text), "plan", text)]
    assert len(both) > 1
    assert [one["value_raw"] for one in read_records(lines(both).encode(), "x")] == ["60万亩"]
