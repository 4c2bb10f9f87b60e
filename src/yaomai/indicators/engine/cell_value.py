"""Which value, in which unit, of which status, stands in a cell of a statistics table?

Besides numbers, tables hold marks: “…” (less than the smallest unit, or not known), “-” (none), “*” (not disclosed), and marks
beside a number (预计, 初步, 修订, e, p, r; SDMX CL_OBS_STATUS). A mark in the place of a number is a value published as missing.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from yaomai.registers.declaration.types import Number
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_numbers import read_number
from yaomai.registers.engine.reading_words import clean, exact, plain

_MISSING = {
    **dict.fromkeys(("…", "……", "...", "..", "......"), "below_unit"),
    **dict.fromkeys(
        ("-", "--", "—", "——", "–", "−", "/", "无", "x", "×", "n/a", "na", "n.a.", "空缺", "暂无", "缺"), "none"
    ),
    **dict.fromkeys(("*", "**", "***", "#", "c", "保密"), "undisclosed"),
}
_STATUS_WORDS = {
    **dict.fromkeys(("预计", "预计数", "估计", "估计数", "估算", "估算数", "推算", "e"), ("E", "")),
    **dict.fromkeys(("预测", "预测数", "f"), ("F", "")),
    **dict.fromkeys(("初步", "初步数", "初步核算", "初步核算数", "快报", "快报数", "暂", "暂定", "p"), ("P", "")),
    **dict.fromkeys(("修订", "修订数", "调整", "调整数", "最终核实数", "核实数", "r"), ("A", "revised")),
    **dict.fromkeys(("口径变化", "口径调整", "不可比", "b"), ("B", "")),
}
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]\d]{1,8})\s*[)\]]")
_LETTER = re.compile(r"(?<=[\d%])\s*([eprfb])$", re.IGNORECASE)
_WORD = re.compile(r"(?<=[\d%])\s*(预计|估计|估算|预测|初步|快报|修订|调整)数?$")
_RAISED = re.compile(r"(?<=[\d%％）)])\s*[①-⑳⑴-⒇❶-❿⁰¹²³⁴-⁹]+$")
_FOOTNOTE = re.compile(r"[*#†‡]+$|^[*#†‡]+(?=[\d.+-])")
_UP, _DOWN = re.compile(r"^(?:增长|上升|提高|增加)\s*(?=\d)"), re.compile(r"^(?:下降|降低|减少|负增长)\s*(?=\d)")


class CellValue(NamedTuple):
    """What was read. value: in the unit of the definition; None: published as missing. step: of how much its last printed digit is
    one. note: empty, `revised`, `below_unit`, `none`, `undisclosed`, `footnote`.
    """

    value: Decimal | None
    status: str
    note: str
    step: Decimal


def read_cell_value(
    raw: object, *, to_unit: str, unit: str, is_percent: bool = False, is_growth: bool = False
) -> CellValue:
    """The value of a cell. to_unit: of the definition; unit: as column, row or table state it; is_percent: the cell is shown as
    percent. Raises ReadFault.
    """
    if is_percent and isinstance(raw, int | float):
        text = f"{exact(raw * 100) if isinstance(raw, float) else raw * 100}%"
        return _number(text, to_unit, "%" if to_unit == "P1" else unit, "A", "")
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = exact(raw) if isinstance(raw, float) else Decimal(raw)
        return _number(format(number, "f"), to_unit, unit, "A", "")
    said = clean(raw)
    # Before letters are made plain: ① and ² would become digits of the number.
    marked = _RAISED.sub("", said)
    text = plain(marked)
    if mark := _MISSING.get(text.casefold()):
        return CellValue(None, "M", mark, Decimal(0))
    text, status, note = _parted(text)
    note = note or ("footnote" if marked != said else "")
    if is_growth:
        if text in ("持平", "与上年持平"):
            text = "0"
        text = _DOWN.sub("-", _UP.sub("", text))
    return _number(text, to_unit, unit, status, note)


def _parted(text: str) -> tuple[str, str, str]:
    """The number's text, its status and its note."""
    status, note = "A", ""
    for pattern in (_IN_BRACKETS, _WORD, _LETTER):
        found = pattern.search(text)
        if found and (known := _STATUS_WORDS.get(found[1].strip().casefold())):
            status, note = known
            text = (text[: found.start()] + text[found.end() :]).strip()
            break
    if _FOOTNOTE.search(text):
        text, note = _FOOTNOTE.sub("", text).strip(), note or "footnote"
    return text, status, note


def _number(text: str, to_unit: str, unit: str, status: str, note: str) -> CellValue:
    unit = "%" if unit in ("±%", "+-%") else unit
    type_ = Number(to_unit)
    if to_unit in ("P1", "NX") and text.endswith(("%", "‰")):
        unit = ""
    read = read_number(type_, text, unit)
    digits = re.search(r"\d[\d, '’]*(?:\.(\d+))?", text)
    decimals = len(digits[1] or "") if digits else 0
    rest = text[digits.end() :].strip() if digits else ""
    return CellValue(Decimal(str(read.value)), status, note, one_of(to_unit, unit, rest).scaleb(-decimals))


@lru_cache(maxsize=1024)
def one_of(to_unit: str, unit: str, beside: str = "") -> Decimal:
    """How much one of a unit is in another (`beside`: the unit that stands in the cell itself). Raises ReadFault."""
    try:
        return Decimal(str(read_number(Number(to_unit), f"1{beside}", unit).value))
    except ReadFault:
        # 一 亩 in a unit without a finite decimal form: what was read before was exact, one alone need not be.
        return Decimal(1)
