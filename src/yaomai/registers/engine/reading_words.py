"""How is what stands in a cell made comparable, before anything is read from it?"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from yaomai.registers.engine.read_fault import ReadFault

DIGITS_KEPT = 15
# How many significant digits a spreadsheet keeps of a number (ECMA-376, part 1, 18.17.5.1: IEEE 754 double).
_SPREADSHEET_ERROR = re.compile(r"#(REF|N/A|DIV/0|VALUE|NAME|NUM|NULL|SPILL|CALC|GETTING_DATA)[!?]?", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
# Copied along from web pages and word processors, seen by nobody.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Control characters, and those that make text read in another order than it is kept.
_BREAK = re.compile("\r\n|[\r\n\u2028\u2029]")
_CJK = r"[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]"
_BREAK_IN_CHINESE = re.compile(rf"(?<={_CJK})\n+(?={_CJK})")
NONE_WORDS = frozenset({"无", "—", "——", "-", "--", "－", "/", "／", "n/a", "none", "没有", "暂无"})
# A cell that says of itself that there is nothing to say.
_LONGEST_NONE = max(map(len, NONE_WORDS))


def is_blank(raw: object) -> bool:
    """Whether a cell says nothing: it is empty, or holds only what nobody sees."""
    if isinstance(raw, str):
        return not (raw if raw.isprintable() else raw.translate(_INVISIBLE)).strip()
    return raw is None


def says_none(raw: object) -> bool:
    """Whether a cell says that there is none."""
    if not isinstance(raw, str):
        return False
    text = (raw if raw.isprintable() else raw.translate(_INVISIBLE)).strip()
    return len(text) <= _LONGEST_NONE and text.casefold() in NONE_WORDS


def clean(raw: object) -> str:
    """The text of a cell, its lines parted by "\\n", without space at the ends and without what nobody sees.

    A number that stands for text (a telephone, a code) is its digits. Raises ReadFault: a number of which digits are lost, a
    spreadsheet's error, a control character, and whatever is no text.
    """
    if isinstance(raw, str):
        if raw.isprintable() and not raw.lstrip().startswith("#"):  # nearly every cell
            return raw.strip()
        text = (
            "\n".join(line.strip(" \t") for line in _BREAK.split(raw)).translate(_INVISIBLE).replace("\t", " ").strip()
        )
        if _SPREADSHEET_ERROR.fullmatch(text):
            raise ReadFault("registers.value_spreadsheet_error", text)
        if _FORBIDDEN.search(text):
            raise ReadFault("registers.value_control_character", repr(text))
        return text
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float | Decimal):
        return digits(raw)
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    if isinstance(raw, datetime | date | time):
        return raw.isoformat(" ") if isinstance(raw, datetime) else raw.isoformat()
    if isinstance(raw, timedelta):
        return str(raw)
    raise ReadFault("registers.value_not_text", raw)


def one_line(text: str) -> str:
    """The same on one line: a break inside a Chinese text was only for the width of the column, else it parts words."""
    return _BREAK_IN_CHINESE.sub("", text).replace("\n", " ") if "\n" in text else text


def plain(text: str) -> str:
    """The same in half-width digits, letters and signs (Unicode NFKC), on one line."""
    line = one_line(text)
    return (line if line.isascii() else unicodedata.normalize("NFKC", line)).strip()


def digits(number: float | Decimal) -> str:
    """A number as the text of its digits, without exponent. Raises ReadFault when a spreadsheet has lost some of them."""
    if isinstance(number, float):
        return format(exact(number), "f")
    return format(Decimal(number), "f")


def exact(number: float) -> Decimal:
    """The decimal that a spreadsheet shows for a floating-point number: of its first 15 significant digits.

    A remainder of computing (0.30000000000000004) is not what anybody entered. Raises ReadFault for a whole number of more than
    15 digits, whose last ones were lost on entry, and for what is no number.
    """
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 -- NaN is the one that differs from itself
        raise ReadFault("registers.value_not_a_number", number)
    if abs(number) >= 10**DIGITS_KEPT:
        raise ReadFault("registers.value_digits_lost", format(number, "g"))
    return Decimal(format(number, f".{DIGITS_KEPT}g"))
