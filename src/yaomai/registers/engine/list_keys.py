"""Which text stands in a list where a value stands: equal for equal values, in their order for others?

Lists filter and sort by these texts, compared code point by code point: numbers by their size, names by their reading, days by the
calendar. Such a text can be longer than it is useful; then equal texts may stand for values that begin alike (`is_cut`).
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from yaomai.registers.declaration.kind import Property
from yaomai.registers.declaration.types import Area, Choice, Flag, Number, Point, PropertyType, Ref, Text, Year
from yaomai.registers.engine.terms import sort_key

TEXT_CHARACTERS_MOST = 80
BETWEEN = "\x1e"
"""Stands before, between and after the values of a property with many."""
READING_END = "\x1f"
"""Stands between the reading of a text and the text."""

_EXPONENT_MIDDLE = 500
_NINES = str.maketrans("0123456789", "9876543210")


def list_key(listed: Property, value: object) -> str | None:
    """The text for the value (canonical JSON) of a property; None when it has none."""
    if value is None or value == []:
        return None
    if listed.many and isinstance(value, list):
        keys = [key for one in value if (key := key_of(listed.type, one)) is not None]
        return BETWEEN + BETWEEN.join(keys) + BETWEEN if keys else None
    return key_of(listed.type, value)


def key_of(of: PropertyType, value: object) -> str | None:
    """The text for one value of a type."""
    match of:
        case Point() | Area():
            return "1"  # it is there: places are put on a map, not in order
        case Number():
            return number_key(str(value))
        case Year():
            return f"{value:05d}" if isinstance(value, int) else None
        case Flag():
            return "1" if value else "0"
        case Choice():
            codes = list(of.options)
            return f"{codes.index(value) if value in codes else len(codes):04d}{value}"
        case Text():
            text = str(value)[:TEXT_CHARACTERS_MOST]
            return f"{sort_key(text)}{READING_END}{text}".replace(BETWEEN, " ")
        case Ref():
            return str(value)
    return str(value)


def is_cut(of: PropertyType, value: object) -> bool:
    """Whether the text for a value is also that of others that begin alike."""
    return isinstance(of, Text) and len(str(value)) >= TEXT_CHARACTERS_MOST


def number_key(number: str) -> str | None:
    """A text that stands among others of its kind as the decimal number among others: its sign, the place of its first digit, its
    digits; of a negative number all of it is turned round.
    """
    try:
        read = Decimal(number)
    except InvalidOperation:
        return None
    if not read.is_finite():
        return None
    if read == 0:
        return "1"
    digits = "".join(map(str, read.as_tuple().digits)).rstrip("0")
    magnitude = f"{read.adjusted() + _EXPONENT_MIDDLE:03d}{digits.lstrip('0')}"
    return f"2{magnitude}" if read > 0 else f"0{magnitude.translate(_NINES)}~"


def keys_of(properties: Sequence[Property], current: dict[str, object]) -> list[str | None]:
    """The texts for all properties of an entity, in the order of their declaration."""
    return [list_key(one, current.get(one.name)) for one in properties]
