"""Which GS1 key does somebody mean who types or scans it without an address: digits, `(01)…(10)…`, or a symbol's own data?

GS1 General Specifications 7.8: the data of a symbol are element strings one after the other, those of variable length ended by FNC1
(transmitted as the group separator, ASCII 29); 4.14: beneath the symbol they stand with their AIs in brackets.
"""

import re
import unicodedata
from urllib.parse import quote

from yaomai.standards.gs1.check_digit import is_right
from yaomai.standards.gs1.keys import KEYS

_ID = "https://id.gs1.org"
_SYMBOLOGY = re.compile(r"^\](?:C1|e0|d2|Q3|J1)")  # ISO/IEC 15424 identifiers of GS1's symbologies
_SEPARATOR = "\x1d"
# Predefined lengths (General Specifications, figure 7.8.5-2) of the AIs that stand beside a key on packs of medicine; others run
# to FNC1.
_LENGTHS = {"00": 18, "01": 14, "11": 6, "13": 6, "15": 6, "17": 6, "410": 13, "411": 13, "414": 13, "417": 13}
_VARIABLE = ("10", "21", "240", "710", "711", "712", "713", "714", "8003", "8004")
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)([^()\x1d]+)", re.ASCII)
_KEYS = ("00", "01", "414", "417", "8003", "8004")
_QUALIFIERS = ("10", "21", "254")
_GTIN_LENGTHS = (8, 12, 13, 14)


def uri_of(text: str) -> str | None:
    """The GS1 Digital Link of what was typed or scanned; None when it is no GS1 data without an address.

    Bare digits are an SSCC (18) or a GTIN (8, 12, 13, 14), when their check digit is right: else they may be anything.
    """
    cleaned = _SYMBOLOGY.sub("", unicodedata.normalize("NFKC", text).strip())
    if cleaned.isascii() and cleaned.isdigit() and is_right(cleaned or "0"):
        if len(cleaned) == 18:
            return f"{_ID}/00/{cleaned}"
        if len(cleaned) in _GTIN_LENGTHS:
            return f"{_ID}/01/{cleaned.zfill(14)}"
    path = cleaned.removeprefix("/")
    if path.startswith(tuple(f"{ai}/" for ai in _KEYS)):  # a Digital Link without its host
        return f"{_ID}/{path}"
    elements = _bracketed(cleaned) if cleaned.startswith("(") else _unbracketed(cleaned)
    key = next((ai for ai in _KEYS if ai in elements), None)
    if key is None:
        return None
    value = elements[key].zfill(14) if key == "01" else elements[key]
    if not KEYS[key].value.fullmatch(value):
        return None
    rest = "".join(f"/{ai}/{quote(elements[ai], safe='')}" for ai in _QUALIFIERS if ai in elements)
    return f"{_ID}/{key}/{quote(value, safe='')}{rest}"


def _bracketed(text: str) -> dict[str, str]:
    """AI and value of `(01)…(10)…`; empty when something else stands between."""
    found = _BRACKETED.findall(text)
    rest = _BRACKETED.sub("", text)
    return {} if rest.strip() else {ai: value.strip() for ai, value in found}


def _unbracketed(text: str) -> dict[str, str]:
    """AI and value of a symbol's data; empty when they are none that we know how to cut."""
    elements: dict[str, str] = {}
    while text:
        ai = next((ai for ai in (*_LENGTHS, *_VARIABLE) if text.startswith(ai)), None)
        if ai is None:
            return {}
        text = text.removeprefix(ai)
        if ai in _LENGTHS:
            value, text = text[: _LENGTHS[ai]], text[_LENGTHS[ai] :].removeprefix(_SEPARATOR)
            if len(value) < _LENGTHS[ai] or not (value.isascii() and value.isdigit()):
                return {}
        else:
            value, _, text = text.partition(_SEPARATOR)
        if not value or ai in elements:
            return {}
        elements[ai] = value
    return elements
