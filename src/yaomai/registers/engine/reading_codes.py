"""Which code of a scheme stands in a cell, in its one spelling?"""

import re

from yaomai.errors import NotFoundError
from yaomai.registers.declaration.types import Scheme
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_words import clean, plain
from yaomai.standards import drug_approval, gb32100, gbt4754
from yaomai.standards.gs1 import check_digit

_BETWEEN = re.compile(r"[\s\-‐–—_.·]+")
_GTIN_LENGTHS = frozenset((8, 12, 13, 14))
CANDIDATES_NAMED = 8


def read_code(scheme: Scheme, raw: object) -> str:
    """The code in its canonical spelling. Raises ReadFault."""
    seen = clean(raw)
    text = plain(seen)
    if scheme == "uscc":
        return _uscc(_BETWEEN.sub("", text).upper(), seen)
    if scheme in ("gtin", "gln"):
        return _gs1(scheme, _BETWEEN.sub("", text), seen, is_number=not isinstance(raw, str))
    if scheme == "industry":
        return _industry(text, seen, is_number=not isinstance(raw, str))
    return _drug_approval(text, seen)


def written_code(scheme: Scheme, code: str) -> str:
    """The code as people read it; an industry with its name, which is read again as this code."""
    return f"{code} {gbt4754.industry(code)}" if scheme == "industry" else code


def _uscc(code: str, seen: str) -> str:
    if gb32100.is_right(code):
        return code
    if gb32100.is_well_formed(code):
        raise ReadFault("registers.value_uscc_check", seen)
    if re.fullmatch("[0-9]{15}", code):
        raise ReadFault("registers.value_old_registration_number", seen)
    wrong = sorted(set(code) - set(gb32100.CHARACTERS))
    raise ReadFault(
        "registers.value_uscc_form", seen, "、".join(wrong) if len(code) == 18 and wrong else str(len(code))
    )


def _gs1(scheme: Scheme, code: str, seen: str, *, is_number: bool) -> str:
    code = re.sub(r"^\((01|414|417)\)", "", code)
    if is_number and code.isdigit() and len(code) < 13:
        code = code.zfill(13)  # a number has lost its leading zeros; the check digit says whether that is all
    fits = len(code) in _GTIN_LENGTHS if scheme == "gtin" else len(code) == 13
    if not fits or not re.fullmatch("[0-9]+", code, re.ASCII):
        raise ReadFault("registers.value_gs1_form", seen, str(len(code)))
    if not check_digit.is_right(code):
        raise ReadFault("registers.value_gs1_check", seen)
    return code.zfill(14) if scheme == "gtin" else code


def _industry(text: str, seen: str, *, is_number: bool) -> str:
    coded = re.fullmatch(r"(?:([A-Ta-t])\s*)?([0-9]{2,4})?(?:\s*[ :、,，-]?\s*(\D.*))?", text)
    if coded and (coded.group(1) or coded.group(2)) and not (coded.group(1) and not coded.group(2) and coded.group(3)):
        return _industry_by_code(coded, seen, is_number=is_number)
    if coded and coded.group(1) and coded.group(3) and gbt4754.find(coded.group(3)) == (coded.group(1).upper(),):
        return coded.group(1).upper()
    found = gbt4754.find(text)
    if not found:
        raise ReadFault("registers.value_industry_unknown", seen)
    if len(found) > 1:
        raise _several(found, seen)
    return found[0]


def _industry_by_code(coded: re.Match[str], seen: str, *, is_number: bool) -> str:
    section, digits, name = (coded.group(1) or "").upper(), coded.group(2) or "", coded.group(3)
    code = digits or section
    try:
        if is_number and len(digits) in (1, 2, 3) and _exists(f"0{digits}"):
            both = tuple(one for one in (digits, f"0{digits}") if _exists(one))
            if len(both) > 1:
                raise _several(both, seen)
            code = both[0]
        gbt4754.industry(code)
    except NotFoundError as error:
        raise ReadFault("registers.value_industry_unknown", seen) from error
    wrong_section = section and digits and gbt4754.section(code) != section
    if wrong_section or (name and not gbt4754.is_called(code, name)):
        raise _several((code,), seen)
    return code


def _exists(code: str) -> bool:
    try:
        gbt4754.industry(code)
    except NotFoundError:
        return False
    return True


def _several(codes: tuple[str, ...], seen: str) -> ReadFault:
    named = "、".join(f"{one} {gbt4754.industry(one)}" for one in codes[:CANDIDATES_NAMED])
    return ReadFault("registers.value_industry_ambiguous", seen, named)


def _drug_approval(text: str, seen: str) -> str:
    number = drug_approval.spelled(text)
    if number is None:
        is_old = drug_approval.is_before_2002(text)
        raise ReadFault(f"registers.value_drug_approval_{'old' if is_old else 'form'}", seen)
    return number
