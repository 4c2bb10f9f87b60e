"""Which text stands in a list where a value stands: equal for equal values, in their order for others?

Lists filter and sort by these texts, compared code point by code point: numbers by their size, names by their reading, days by the
calendar. Such a text can be longer than it is useful; then equal texts may stand for values that begin alike (`is_cut`).
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.declaration.types import Area, Choice, Flag, Number, Point, PropertyType, Text, Year
from yaomai.registers.engine.terms import sort_key

TEXT_CHARACTERS_MOST = 80
BETWEEN = "\x1e"
"""Stands before, between and after the values of a property with many."""
READING_END = "\x1f"
"""Stands between the reading of a text and the text."""

_EXPONENT_MIDDLE = 500
_DECIMAL = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?", re.ASCII)
_DIGITS = re.compile("[0-9]+")
_READ_MOST = 40
_NINES = str.maketrans("0123456789", "9876543210")


def list_key(listed: Property, value: object, *, is_title: bool = False) -> str | None:
    """The text for the value (canonical JSON) of a property; None when it has none. A title is read whole (重庆 is chong-qing),
    other texts character by character.
    """
    if value is None or value == []:
        return None
    reading = sort_key if is_title else _plain_reading
    if listed.many and isinstance(value, list):
        keys = [key for one in value if (key := key_of(listed.type, one, reading)) is not None]
        return BETWEEN + BETWEEN.join(keys) + BETWEEN if keys else None
    return key_of(listed.type, value, reading)


def key_of(of: PropertyType, value: object, reading: Callable[[str], str]) -> str | None:
    """The text for one value of a type."""
    match of:
        case Text():
            text = str(value)[:TEXT_CHARACTERS_MOST]
            return f"{reading(text)}{READING_END}{text}".replace(BETWEEN, " ")
        case Number():
            return number_key(str(value))
        case Year():
            return f"{value:05d}" if isinstance(value, int) else None
        case Flag():
            return "1" if value else "0"
        case Choice():
            codes = list(of.options)
            return f"{codes.index(value) if value in codes else len(codes):04d}{value}"
        case Point() | Area():
            return "1"  # it is there: places are put on a map, not in order
    return str(value)


@lru_cache(maxsize=30_000)
def _character(one: str) -> str:
    return sort_key(one)


def _plain_reading(text: str) -> str:
    return _DIGITS.sub(
        lambda found: f"{len(found[0]):02d}{found[0]}", "".join(map(_character, text[:_READ_MOST].lower()))
    )


def is_cut(of: PropertyType, value: object) -> bool:
    """Whether the text for a value is also that of others that begin alike."""
    return isinstance(of, Text) and len(str(value)) >= TEXT_CHARACTERS_MOST


def number_key(number: str) -> str | None:
    """A text that stands among others of its kind as the decimal number among others: its sign, the place of its first digit, its
    digits; of a negative number all of it is turned round.
    """
    if not _DECIMAL.fullmatch(number):
        return None
    whole, _, fraction = number.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "1"
    exponent = len(whole) - (len(whole + fraction) - len(digits))
    magnitude = f"{exponent + _EXPONENT_MIDDLE:03d}{digits.rstrip('0')}"
    return f"0{magnitude.translate(_NINES)}~" if number[0] == "-" else f"2{magnitude}"


def keys_of(kind: Kind, current: Mapping[str, object]) -> list[str | None]:
    """The texts for all properties of an entity, in the order of their declaration."""
    return [
        list_key(one, current[one.name], is_title=one.name == kind.title) if one.name in current else None
        for one in kind.properties
    ]
