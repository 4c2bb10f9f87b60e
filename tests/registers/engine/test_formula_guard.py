"""What begins like a formula is text in a spreadsheet program, and the same text again when it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.registers.engine.formula_guard import FORMULA_STARTS, guarded, unguarded
from yaomai.registers.engine.sheet_facts import Room
from yaomai.registers.engine.spreadsheet_csv import rows

CASES = [
    ("=1+1", "'=1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("-5℃以下", "'-5℃以下"),
    ("'=1", "''=1"),
    ("'甲'乙", "'甲'乙"),
    ("甲=乙", "甲=乙"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "written"), CASES)
def test_it_is_written_as(text, written):
    assert guarded(text) == written
    assert unguarded(written) == text


@given(st.text(st.sampled_from("'=+-@甲\t"), max_size=6))
def test_nothing_begins_like_a_formula_and_everything_comes_back(text):
    assert not guarded(text).startswith(FORMULA_STARTS)
    assert unguarded(guarded(text)) == text


def test_a_file_is_read_without_the_guards():
    assert list(rows("名称,备注\n'=1+1,'甲'\n".encode(), Room())) == [["名称", "备注"], ["=1+1", "'甲'"]]
