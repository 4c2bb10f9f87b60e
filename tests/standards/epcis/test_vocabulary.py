"""The standard's words are exactly those of GS1's schema, in three spellings."""

import json

import pytest

from gs1_examples import GS1
from shared_material import needs_shared
from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.vocabulary import Vocabulary

# our vocabulary, the definition in GS1's schema, a word, where GS1's JSON-LD context puts it
VOCABULARIES = [
    (vocabulary.BIZ_STEP, "bizStep", 41),
    (vocabulary.DISPOSITION, "disposition", 33),
    (vocabulary.BIZ_TRANSACTION_TYPE, "bizTransaction-type", 13),
    (vocabulary.SOURCE_DESTINATION_TYPE, "source-dest-type", 3),
    (vocabulary.ERROR_REASON, "error-reason", 2),
    (vocabulary.MEASUREMENT_TYPE, "measurementType", 72),
    (vocabulary.SENSOR_ALERT, "sensorAlertType", 2),
    (vocabulary.COMPONENT, "component", 14),
]


@needs_shared
@pytest.mark.parametrize(("words", "definition", "count"), VOCABULARIES, ids=[row[1] for row in VOCABULARIES])
def test_words_are_those_of_gs1s_schema(words: Vocabulary, definition, count):
    schema = json.loads((GS1 / "EPCIS-JSON-Schema.json").read_bytes())["definitions"][definition]
    theirs = next(one["enum"] for one in schema["anyOf"] if "enum" in one)
    assert words.words == set(theirs)
    assert len(words.words) == count


@pytest.mark.parametrize("words", [row[0] for row in VOCABULARIES], ids=[row[1] for row in VOCABULARIES])
def test_spellings(words: Vocabulary):
    word = min(words.words)
    for spelling in (
        word,
        words.web + word,
        *([words.urn + word] if words.urn else []),
        *(e + word for e in words.earlier_web),
    ):
        assert words.canonical(spelling) == word
        assert words.web_address(spelling) == words.web + word


@pytest.mark.parametrize(
    "value",
    ["", "other word", "https://ref.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:nothing", "urn:x:shipping"],
)
def test_other_words_stay(value):
    assert vocabulary.BIZ_STEP.canonical(value) == value
    assert vocabulary.BIZ_STEP.web_address(value) == value
