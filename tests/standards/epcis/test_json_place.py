"""Where a pointer leads in a text: by example, and for any JSON that Python can write."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaomai.standards.epcis.json_place import AFTER_MAX, BEFORE_MAX, SEEN_MAX, Place, place_of_malformed, places
from yaomai.standards.epcis.json_text import escaped, read_value

TEXT = """{
  "type": "EPCISDocument",
  "epcisBody": {"eventList": [
    {"type": "ObjectEvent",
     "当归": "切片", "a/b~c": {"k": [1, {"z": -2.5e3}]}},
    {"type": "Other", "type": "Again"}
  ]}
}
"""


@pytest.mark.parametrize(
    ("pointer", "line", "column", "before", "seen", "after"),
    [
        ("/type", 2, 3, "", '"type": "EPCISDocument"', ","),
        ("/epcisBody/eventList/0", 4, 5, "", "{", '"type": "ObjectEvent",'),
        ("/epcisBody/eventList/0/当归", 5, 6, "", '"当归": "切片"', ', "a/b~c": {"k": [1, {"z": -2.5e3}]}},'),
        ("/epcisBody/eventList/0/a~1b~0c/k/0", 5, 34, '"当归": "切片", "a/b~c": {"k": [', "1", ', {"z": -2.5e3}]}},'),
        ("/epcisBody/eventList/0/a~1b~0c/k/1/z", 5, 38, '"当归": "切片", "a/b~c": {"k": [1, {', '"z": -2.5e3', "}]}},"),
        # of a member that comes twice, the last
        ("/epcisBody/eventList/1/type", 6, 23, '{"type": "Other", ', '"type": "Again"', "}"),
        # what is not there is missing in what is
        ("/epcisBody/eventList/1/eventTime", 6, 5, "", "{", '"type": "Other", "type": "Again"}'),
        ("/epcisBody/eventList/9/a", 3, 17, '"epcisBody": {', '"eventList": [', ""),
        ("/type/0", 2, 3, "", '"type": "EPCISDocument"', ","),
    ],
)
def test_places(pointer, line, column, before, seen, after):
    for text in (TEXT, TEXT.replace("\n", "\r\n")):
        assert places(text.encode(), [pointer]) == {pointer: Place(line, column, before, seen, after)}


def test_many_pointers_have_each_its_place_and_the_whole_has_none():
    asked = ["", "/nothing", "/epcisBody/eventList/1", "/type", "/epcisBody/eventList/0/当归"]
    found = places(TEXT.encode(), asked)
    assert {pointer: place.line for pointer, place in found.items()} == {asked[2]: 6, asked[3]: 2, asked[4]: 5}


@pytest.mark.parametrize(
    "text", ["", "[", '{"a', '{"a": ', '{"a": [1, {"b" 2}]}', "nonsense", '{"a": "\\', "\ufeff{}", "[" * 50_000]
)
def test_a_text_that_is_no_json_is_followed_as_far_as_it_goes(text):
    assert set(places(text.encode(), ["/a", "/a/1/b", "/0/0/0"])) <= {"/a", "/a/1/b", "/0/0/0"}
    assert places(b'{"a": 1, "b": [2, oops', ["/a", "/b/1/x"])["/a"].column == 2


def test_a_long_line_is_shown_in_part():
    text = json.dumps({"x" * 200: "y" * 300, "z": "w" * 300, "v": 1})
    place = places(text.encode(), ["/z"])["/z"]
    assert text[place.column - 1 :].startswith('"z": "w')
    assert (len(place.before), len(place.seen), place.after) == (BEFORE_MAX + 1, SEEN_MAX + 1, "")
    place = places(text.encode(), ["/v"])["/v"]
    assert (len(place.before), place.seen, len(place.after)) == (BEFORE_MAX + 1, '"v": 1', min(AFTER_MAX, 1))


def test_where_a_text_ceases_to_be_json_is_taken_from_the_finding():
    broken = b'{\n  "a": 1,\n  "b" 2\n}'
    [finding] = read_value(broken, "", depth=9)[1]
    assert place_of_malformed(broken, finding.message) == Place(3, 7, '"b" ', "2", "")
    assert place_of_malformed(broken, "the document cannot be read") is None
    assert place_of_malformed(b"{}", "not JSON at line 9, column 1: x") is None


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def _pointers(value, pointer=""):
    yield pointer, value
    for step, one in enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ():
        yield from _pointers(one, f"{pointer}/{escaped(str(step))}")


@given(_VALUES, st.sampled_from([None, 1]), st.booleans())
def test_whatever_is_written_is_found_where_it_stands(value, indent, plain):
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    expected = {pointer: one for pointer, one in _pointers(value) if pointer}
    found = places(text.encode("utf-8", "surrogatepass"), expected)
    assert found.keys() == expected.keys()
    lines = text.split("\n")
    for pointer, place in found.items():
        rest = lines[place.line - 1][place.column - 1 :]
        step = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        one = expected[pointer]
        begin = "{" if isinstance(one, dict) else "[" if isinstance(one, list) else json.dumps(one, ensure_ascii=plain)
        name = f"{json.dumps(step, ensure_ascii=plain)}: "
        assert rest.startswith((begin, name + begin))
