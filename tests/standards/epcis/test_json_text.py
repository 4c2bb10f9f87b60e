"""Reading exactly: the quick way for fit texts says what the careful one says, or nothing."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaomai.standards.epcis import json_text
from yaomai.standards.epcis.json_text import UNKNOWN, Reader, fit_value

_NAMES = st.sampled_from(["a", "b", "", ":", "a:b", "中", 'q"', "\\", "\n", "a\u0000", "https://x"])
_TEXTS = st.text(max_size=6) | st.sampled_from([":", '":', '\\":', "\\u003a", "::", "\u0000", "\ud7ff", "𝄞"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=10,
)  # fmt: skip
# Pieces that make a text unfit, malformed, or spelled otherwise, wherever they are put.
_PIECES = st.sampled_from([
    '"a":1,', '"a":1,"a":2,', '"a" : 1 ,', '"\\u0061":1,', ":", '"', "\\", "\\u0000", "\\ud800", "\\u003a", "{", "}", "[", "]", ",", "1e401", "-0", "0.10",
    "9" * 100, "9" * 101, "NaN", "1e999999999999999999999", " ", "\t", "\x0b", "\x00", "01", "+1", "1.",
])  # fmt: skip


def carefully(data: bytes) -> tuple[Any, list[str]]:
    """What the careful way reads, and the codes of its findings."""
    reader = Reader(64)
    kept = json_text.fit_value
    json_text.fit_value = lambda _data: UNKNOWN  # type: ignore[assignment]  # for this one reading
    try:
        value, findings = reader.read(data, "")
    finally:
        json_text.fit_value = kept
    return value, [finding.code for finding in findings]


def exactly(value: Any) -> Any:
    """A value with the kind and all digits of its numbers."""
    if isinstance(value, dict):
        return {name: exactly(one) for name, one in value.items()}
    if isinstance(value, list):
        return [exactly(one) for one in value]
    return (type(value).__name__, str(value))


def agrees(data: bytes) -> bool:
    """Whether the quick way knew the text; it must then be fit, and its value the careful one's."""
    quickly = fit_value(data)
    if quickly is UNKNOWN:
        return False
    value, codes = carefully(data)
    assert codes == []
    assert exactly(quickly) == exactly(value)
    return True


@settings(deadline=None)
@given(_VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_values(value, ascii_only, indent):
    agrees(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass"))


@settings(deadline=None)
@given(
    st.dictionaries(_NAMES, _VALUES, max_size=3),
    st.lists(st.tuples(_PIECES, st.integers(0, 60)), min_size=1, max_size=3),
)
def test_values_with_something_put_in(value, added):
    text = json.dumps(value)
    for piece, at in added:
        text = text[: at % (len(text) + 1)] + piece + text[at % (len(text) + 1) :]
    agrees(text.encode())


# A text, and whether the quick way reads it
READ_QUICKLY = [
    ('{"a": 1, "b": [1.50, {"c": ":x:"}]}', True),
    ('{"a": "\\u5f53\\u5f52", "b": "\\n\\"x\\":"}', True),
    ('{"a": ' + "9" * 100 + "}", True),
    ('{"a": "' + "9" * 200 + '"}', False),  # not seen to be a text
    ('{"a": 1, "a": 2}', False),
    ('{"a" :1, "a" :2}', False),
    ('{"\\u0061": 1, "a": 2}', False),
    ('{"a\\u003a": 1, "a:": 2}', False),
    ('{"x": {"a": "::", "a": 1}}', False),
    ('{"a": "\\u0000"}', False),
    ('{"a": "\\ud83d"}', False),
    ('{"a": 1e401}', False),
    ('{"a": ' + "9" * 101 + "}", False),
    ('{"a": NaN}', False),
]


@pytest.mark.parametrize(("text", "quickly"), READ_QUICKLY)
def test_what_is_read_quickly(text, quickly):
    assert agrees(text.encode()) is quickly


def test_numbers_are_exact():
    assert fit_value(b"[0.10, 1E+3, 12345678901234567890123]") == [
        Decimal("0.10"),
        Decimal("1E+3"),
        12345678901234567890123,
    ]
