"""What does a cell of a spreadsheet, a field of a form or a member of JSON say, as a value of a declared type?

`read` takes what python-calamine gives (str, float, int, bool, date, datetime, time, timedelta, None) and what forms and JSON
give; its result is the canonical JSON of declaration/types.py. What may be meant in two ways is refused with what to do: a
value that was guessed would stand there as if somebody had said it. `written` is the text of a value in an export; reading it
gives the value again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from yaomai.registers.declaration.types import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Number,
    Point,
    PropertyType,
    Ref,
    Text,
    Year,
)
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_codes import read_code, written_code
from yaomai.registers.engine.reading_numbers import Read, knows_unit, read_number
from yaomai.registers.engine.reading_places import read_area, read_division, read_point, written_division
from yaomai.registers.engine.reading_words import clean, digits, is_blank, one_line, plain, says_none

__all__ = ["NONE", "Read", "ReadFault", "is_blank", "joined", "knows_unit", "read", "written"]

NONE = "—"
# How an export says that there is none.
_YES = frozenset(("是", "有", "真", "对", "已", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "■", "on", "是的"))
_NO = frozenset(
    [
        "否",
        "无",
        "假",
        "错",
        "未",
        "没有",
        "n",
        "no",
        "false",
        "f",
        "0",
        "×",
        "✗",
        "✘",
        "x",
        "☐",
        "□",
        "off",
        "不是",
        "非",
    ]
)
_DAY = re.compile(
    r"([0-9]{4})\s*(?:年|[-/.])\s*([0-9]{1,2})\s*(?:月|[-/.])\s*([0-9]{1,2})\s*(?:日|号)?(?:[\sT][0-9:.+Z\s-]*)?"
)
_DAY_IN_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"[0-9]{4}\s*(?:年|[-/.])\s*[0-9]{1,2}\s*月?|[0-9]{4}\s*年?|[0-9]{4}(?:0[1-9]|1[0-2])")
_ANY_ORDER = re.compile(r"[0-9]{1,2}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,4}\s*日?")
_SERIAL = range(7306, 73_051)
# Excel's days, counted from 1899-12-30: of the years 1920 to 2099. Smaller numbers are years or nothing.
_EPOCH = date(1899, 12, 30)
_NUMBERS_END = 2**63
# Entities are numbered below it.
LONGEST_CELL = 500
# Of what is no text and no outline. Longer ones are no values, and patterns need not be tried on them.
VALUES_MOST = 500
# How many values one cell may list.
_YEARS = range(1000, 3000)
_BY_STRENGTH = ("\n", "；;", "、，/")
# What parts a list: the strongest that stands in it. A comma of half width parts only where values have none.


def read(type_: PropertyType, raw: object, *, unit: str = "", many: bool = False) -> Read:
    """The value of a property of this type; `unit`: what the column's head states; `many`: a list.

    None in the result: it says that there is none (无, a dash). A Ref is read as the text that names it, or its number: the caller
    looks it up. Raises ReadFault, for a cell that says nothing (`is_blank`), too.
    """
    if is_blank(raw):
        raise ReadFault("registers.value_empty", "")
    if says_none(raw) and not isinstance(type_, Flag) and not (isinstance(type_, Choice) and _option(type_, raw)):
        return Read(None)
    if not many:
        return _one(type_, raw, unit)
    parts = [one for one in _listed(type_, raw) if not is_blank(one) and not says_none(one)]
    if len(parts) > VALUES_MOST:
        raise ReadFault("registers.value_too_many", str(raw)[:200], f"{len(parts)} > {VALUES_MOST}")
    found = [_one(type_, one, unit) for one in parts]
    if not found:
        return Read(None)
    values: list[object] = []
    for one in found:
        if one.value not in values:
            values.append(one.value)
    return Read(values, found[0].unit)


def written(type_: PropertyType, value: object) -> str:
    """A canonical value as text of an export, in the unit of its type. A Ref's number is written as it is."""
    if value is None:
        return NONE
    if not isinstance(value, list) or (isinstance(type_, Point) and not (value and isinstance(value[0], list))):
        return _written(type_, value)
    if isinstance(type_, Area):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return joined(type_, [_written(type_, one) for one in value])


def joined(type_: PropertyType, texts: Sequence[str]) -> str:
    """Several values as one text of an export, parted by what stands in none of them, so that they are read again as they are."""
    for strength, separators in reversed(list(enumerate(_separators(type_)))):
        stronger = "".join(_separators(type_)[: strength + 1])
        if not any(one in stronger for text in texts for one in text):
            is_one = len(texts) == 1 and _parted(
                type_, texts[0]
            )  # its own marks part nothing when a stronger one ends it
            return texts[0] + separators[0] if is_one else separators[0].join(texts)
    return "\n".join(texts)


def _one(type_: PropertyType, raw: object, unit: str) -> Read:
    if isinstance(raw, str) and len(raw) > LONGEST_CELL and not isinstance(type_, Text | Area):
        raise ReadFault("registers.value_too_long", raw, f"{len(raw)} > {LONGEST_CELL}")
    if isinstance(raw, int | Decimal) and Decimal(raw).adjusted() > LONGEST_CELL:
        raise ReadFault("registers.value_too_long", f"{Decimal(raw):.6g}", f"> {LONGEST_CELL}")
    match type_:
        case Number():
            return read_number(type_, raw, unit)
        case Text():
            return Read(_text(type_, raw))
        case Code():
            return Read(read_code(type_.scheme, raw))
        case Division():
            return Read(read_division(raw))
        case Date():
            return Read(_day(raw))
        case Year():
            return Read(_year(raw))
        case Choice():
            return Read(_choice(type_, raw))
        case Flag():
            return Read(_flag(raw))
        case Ref():
            return Read(_reference(raw))
        case Point():
            return Read(read_point(raw))
        case Area():
            return Read(read_area(raw))


def _written(type_: PropertyType, value: object) -> str:
    match type_:
        case Number() if type_.unit == "P1":
            return f"{value}%"
        case Flag():
            return "是" if value else "否"
        case Choice():
            return _word(type_, str(value))
        case Code():
            return written_code(type_.scheme, str(value))
        case Division():
            return written_division(str(value))
        case Point() if isinstance(value, Sequence):
            return ",".join(map(str, value))
        case Area():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case _:
            return str(value)


def _text(type_: Text, raw: object) -> str:
    if not isinstance(raw, str) and isinstance(raw, Mapping | list | tuple | bool):
        raise ReadFault("registers.value_not_text", raw)
    text = clean(raw)
    text = text if type_.lines else one_line(text)
    if len(text) > type_.longest:
        raise ReadFault("registers.value_too_long", text, f"{len(text)} > {type_.longest}")
    return text


def _day(raw: object) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, float) and abs(raw) < 10**8:
        raw = int(raw) if raw > 0 else raw  # the fraction of a serial day is its time
    seen = clean(raw)
    text = plain(seen)
    found = _DAY.fullmatch(text) or _DAY_IN_DIGITS.fullmatch(text)
    if found:
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError as error:
            raise ReadFault("registers.value_no_such_day", seen) from error
    if _MONTH.fullmatch(text):
        raise ReadFault("registers.value_day_missing", seen)
    if text.isdigit() and len(text) <= 5 and int(text) in _SERIAL:
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    raise ReadFault(
        "registers.value_day_ambiguous" if _ANY_ORDER.fullmatch(text) else "registers.value_not_a_day", seen
    )


def _year(raw: object) -> int:
    if isinstance(raw, date):  # a datetime, too: a cell that is formatted to show its year
        return raw.year
    seen = clean(raw)
    found = re.fullmatch(r"(?:公元)?([0-9]{4})(?:\.0+)?\s*(?:年度?)?", plain(seen))
    if found is None or int(found.group(1)) not in _YEARS:
        raise ReadFault("registers.value_not_a_year", seen)
    return int(found.group(1))


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    seen = clean(raw)
    word = plain(seen).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ReadFault("registers.value_not_yes_or_no", seen)


def _choice(type_: Choice, raw: object) -> str:
    found = _option(type_, raw)
    if found is None:
        raise ReadFault("registers.value_not_a_choice", clean(raw), "、".join(type_.options.values()))
    return found


def _option(type_: Choice, raw: object) -> str | None:
    """The code of the option that is called so; a code counts before another option's word."""
    return _called(tuple(type_.options.items())).get(_folded(clean(raw)))


@lru_cache(maxsize=256)
def _called(options: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """What each option of a type is called, folded: the first of several that are called alike."""
    words = {_folded(word): code for code, word in reversed(options)}
    return words | {_folded(code): code for code, _ in reversed(options)}


def _word(type_: Choice, code: str) -> str:
    """The option's word, or its code where the word would be read as something else."""
    word = type_.options.get(code, code)
    return word if _option(type_, word) == code else code


def _folded(text: str) -> str:
    return "".join(plain(text).split()).casefold()


def _reference(raw: object) -> str | int:
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < _NUMBERS_END:
        return raw
    if not isinstance(raw, str | float | Decimal):
        raise ReadFault("registers.value_reference", raw)
    return one_line(clean(raw)) if isinstance(raw, str) else digits(raw)


def _listed(type_: PropertyType, raw: object) -> Sequence[object]:
    if isinstance(raw, list | tuple):
        is_a_point = isinstance(type_, Point) and len(raw) == 2 and not isinstance(raw[0], list | tuple | dict)
        return [raw] if is_a_point else raw
    if not isinstance(raw, str):
        return [raw]
    if isinstance(type_, Choice) and _option(type_, raw) is not None:
        return [raw]
    if isinstance(type_, Area):
        return [raw] if not raw.lstrip().startswith("[") else _of_json(raw)
    text = re.sub(r"\r\n|[\r\u2028\u2029]", "\n", raw)
    for separators in _separators(type_):
        if any(one in text for one in separators):
            return re.split(f"[{re.escape(separators)}]", text)
    return [text]


def _of_json(raw: str) -> Sequence[object]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ReadFault("registers.value_not_a_list", raw) from error
    return found if isinstance(found, list) else [found]


def _separators(type_: PropertyType) -> tuple[str, ...]:
    """What parts values of this type, the strongest first."""
    lines, semicolons, marks = _BY_STRENGTH
    match type_:
        case Text() | Ref():
            return lines, semicolons, marks
        case Choice() | Flag() | Year():
            return lines, semicolons, f"{marks},"
        case Code() | Date():
            return lines, semicolons, "、，,"
        case Number() | Division():
            return lines, semicolons, "、"
        case _:
            return lines, semicolons


def _parted(type_: PropertyType, text: str) -> bool:
    return any(one in text for separators in _separators(type_) for one in separators)
