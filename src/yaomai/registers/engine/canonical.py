"""Is this value canonical JSON of the property's type, as statements hold it?

People's ways of writing are read before (`reading.py`); what reaches the record must be what reading would have made of it.
"""

import re
from decimal import Decimal
from functools import lru_cache

from yaomai.registers.declaration.kind import Property
from yaomai.registers.declaration.types import Choice, Code, Date, Division, Flag, Number, PropertyType, Ref, Text
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading import read

NOT_CANONICAL = "registers.value_not_canonical"
VALUES_MAX = 1_000
"""The most values of a property with many."""


def value_fault(said: Property, value: object) -> tuple[str, str] | None:
    """The code and the sentence of what is wrong with a value that is not None; None when nothing is."""
    if not said.many:
        return _fault(said.type, value)
    if not isinstance(value, list) or not value:
        return NOT_CANONICAL, "the value of a property with many is a list of one value or more, or null"
    if len(value) > VALUES_MAX:
        return NOT_CANONICAL, f"a list has at most {VALUES_MAX} values, this one {len(value)}"
    for position, one in enumerate(value):
        if one in value[:position]:
            return NOT_CANONICAL, f"a value stands twice in the list: {str(one)[:80]!r}"
        if fault := _fault(said.type, one):
            return fault
    return None


def _fault(of: PropertyType, value: object) -> tuple[str, str] | None:
    match of:
        case Text():
            if isinstance(value, str) and len(value) <= of.longest and _PLAIN.fullmatch(value):
                return None
        case Number():
            return _number_fault(of, value)
        case Code() | Division() | Date():
            if isinstance(value, str):
                return _repeated(of, value)
        case Choice():
            return None if value in of.options else (NOT_CANONICAL, f"a choice is one of {', '.join(of.options)}")
        case Flag():
            return None if isinstance(value, bool) else (NOT_CANONICAL, "yes or no is a boolean")
        case Ref():
            is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
            return None if is_number else (NOT_CANONICAL, "a reference is the number of an entity")
    return _read(of, value)


_PLAIN = re.compile("[\u4e00-\u9fffA-Za-z0-9]{3,}|[\u4e00-\u9fff（）A-Za-z0-9 ]{4,}[\u4e00-\u9fff）A-Za-z0-9]")
# Of these texts it shows by itself that reading them changes nothing.
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{0,29}[1-9])?", re.ASCII)


def _number_fault(of: Number, value: object) -> tuple[str, str] | None:
    """A number is read in a unit that its head states; its canonical form is told by itself."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value) or value == "-0":
        return (
            NOT_CANONICAL,
            "a number is a string of digits with at most a point, without an exponent and needless zeros",
        )
    if of.is_whole and "." in value:
        return "registers.value_not_whole", "the number is not whole; write a whole number"
    if of.least is not None and Decimal(value) < of.least:
        return "registers.value_too_small", f"the number is below {of.least}; check number and unit"
    if of.most is not None and Decimal(value) > of.most:
        return "registers.value_too_large", f"the number is above {of.most}; check number and unit"
    return None


@lru_cache(maxsize=20_000)
def _repeated(of: Code | Division | Date, value: str) -> tuple[str, str] | None:
    """Of types whose values recur."""
    return _read(of, value)


def _read(of: PropertyType, value: object) -> tuple[str, str] | None:
    try:
        found = read(of, value)
    except ReadFault as fault:
        return fault.code, str(fault)
    if found.value != value or type(found.value) is not type(value):
        return NOT_CANONICAL, f"write it as {str(found.value)[:120]!r}"
    return None
