"""How is one value of an event written for its hash?

Identifiers become canonical Digital Links, words of the Core Business Vocabulary web addresses, numbers plain decimals, times
UTC with milliseconds. A `Spelling` is one implementation's way to do that; each of its functions takes a value (and the
context in whose prefixes it is read) and gives its text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.json_text import MAX_EXPONENT
from yaomai.standards.epcis.timestamp import milliseconds_utc, read_time
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.standards.gs1.identifier import Identifier, identify

Write = Callable[[Any, Context], str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """How values are written: any; one that is a time; one that is a word of the given vocabulary."""

    value: Write
    time: Write
    word: Callable[[Vocabulary], Write]


# --- as upstream writes them since July 2026, which is as the standard says

_LINKED = ("urn:epc:", "https://", "http://")  # what may be a GS1 identifier
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_BEGIN_NUMBERS = frozenset("+-.0123456789")
_URN_VOCABULARIES = {
    words.urn: words.web
    for words in (
        vocabulary.BIZ_STEP,
        vocabulary.DISPOSITION,
        vocabulary.BIZ_TRANSACTION_TYPE,
        vocabulary.SOURCE_DESTINATION_TYPE,
        vocabulary.ERROR_REASON,
    )
}
_URN_STARTS = tuple(_URN_VOCABULARIES)
_URN_WORD = re.compile("|".join(map(re.escape, _URN_VOCABULARIES)))


def _value(value: Any, context: Context) -> str:
    if isinstance(value, str):
        if ":" not in value and len(value) <= 64:
            return _bare(value)
        text = _in_full(value.strip(), context)
        if text.startswith(_LINKED):
            found = identify(text)
            return found.canonical if found.parts else text  # of GS1 keys alone the standard knows other spellings
        return _plain_number(text) if text[:1] in _BEGIN_NUMBERS else _web_word(text)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _plain(value) if isinstance(value, Decimal) else _plain_number(str(value))


def _in_full(text: str, context: Context) -> str:
    """A word with one of GS1's own prefixes in full; the prefixes of others stay, as they do in XML."""
    prefix, colon, local = text.partition(":")
    if colon and prefix in context.word_prefixes:
        return context.word_prefixes[prefix] + local
    return text


def _web_word(text: str) -> str:
    """A word of the Core Business Vocabulary as web address instead of URN, known or not; any other text as it is."""
    if not text.startswith(_URN_STARTS):
        return text
    start = next(start for start in _URN_STARTS if text.startswith(start))
    return _URN_VOCABULARIES[start] + text.removeprefix(start)


@lru_cache(maxsize=1 << 14)  # units, words, actions, numbers: many events have the same
def _bare(text: str) -> str:
    return _plain_number(text.strip())


def _plain_number(text: str) -> str:
    """A number without leading or trailing zeros, plus or exponent, all its digits kept; any other text as it is.

    Texts that look like numbers are treated alike, because XML knows no difference. Where upstream only
    follows an accident of its language (`2026_01` is 202601, `1E3` is 1E+3, the 29th digit is rounded),
    this follows the standard.
    """
    if not _NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    return text if abs(number.adjusted()) > MAX_EXPONENT else _plain(number)


def _plain(number: Decimal) -> str:
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _time(value: Any, _context: Context) -> str:
    return milliseconds_utc(value) or str(value)


def _word(words: Vocabulary) -> Write:
    full = {word: words.web + word for word in words.words}

    def write(value: Any, context: Context) -> str:
        return full.get(value) or words.web_address(_in_full(value, context))

    return write


SPELLING = Spelling(_value, _time, _word)


# --- as the package 1.9.3 writes them

# Measurement types, alerts: the vocabulary's address was still without its `ref.`.
_EARLIER_VOC = "https://gs1.org/voc/"
# These it percent-encodes, though a Digital Link may have them as they are.
_TO_ENCODE = re.compile(r"[!()*+,:]")
_ORIGIN = len("https://id.gs1.org")


def _value_1_9_3(value: Any, context: Context) -> str:
    if isinstance(value, str) and ":" not in value and len(value) <= 64:
        return _bare_1_9_3(value)
    text = str(value).strip()
    if context.prefixes:
        prefix, colon, local = text.partition(":")
        if colon and prefix in context.prefixes:  # of anybody's prefix
            text = context.prefixes[prefix] + local
    if "urn:epcglobal:cbv:" in text:
        text = _URN_WORD.sub(lambda match: _URN_VOCABULARIES[match[0]], text)
    if text.startswith(_LINKED):
        found = identify(text)
        return _encoded(found) if found.parts else text
    return _float(text)


@lru_cache(maxsize=1 << 14)
def _bare_1_9_3(text: str) -> str:
    return _float(text.strip())


def _encoded(found: Identifier) -> str:
    if found.parts[-1][1].isalnum() or not _TO_ENCODE.search(found.canonical, _ORIGIN):
        return found.canonical
    key = _TO_ENCODE.sub(lambda match: f"%{ord(match[0]):02X}", found.canonical[_ORIGIN:])
    return found.canonical[:_ORIGIN] + key


def _float(text: str) -> str:
    """A number as binary floating point holds it: 0.1000000000000000000001 is 0.1, 1e-7 is 1e-07; any other text as it is."""
    begin = text[:1]
    if begin not in _BEGIN_NUMBERS and not begin.isdecimal():  # nor is `inf` or `nan` written otherwise
        return text
    try:
        number = float(text)
        return str(int(number) if int(number) == number else number)
    except (ValueError, OverflowError):  # no number, not a number, infinite
        return text


def _time_1_9_3(value: Any, _context: Context) -> str:
    """Rounded half to even: `….1425` is `….142`."""
    moment = read_time(value)
    if moment is None or moment.microsecond % 1000 == 0:
        return milliseconds_utc(value) or str(value)
    utc = moment.astimezone(UTC)
    utc += timedelta(microseconds=round(utc.microsecond, -3) - utc.microsecond)
    return utc.isoformat(timespec="milliseconds")[:23] + "Z"


def _word_1_9_3(words: Vocabulary) -> Write:
    web = _EARLIER_VOC if words.earlier_web else words.web
    full = {word: web + word for word in words.words}

    def write(value: Any, context: Context) -> str:
        return full.get(value) or _value_1_9_3(value, context)

    return write


SPELLING_1_9_3 = Spelling(_value_1_9_3, _time_1_9_3, _word_1_9_3)
