"""Which thing, place or party does this URI name, whatever its spelling?

EPC URNs and GS1 Digital Links of every domain that name the same thing have the same canonical spelling:
the Digital Link on id.gs1.org. China's drug traceability codes and unified social credit codes have one too, and so have object
identifiers, handles and IDcodes. Every other URI names what it names, character by character.
"""

import re
from functools import lru_cache

from msgspec import Struct

from yaomai.errors import Finding
from yaomai.standards import gb32100, registered_codes
from yaomai.standards.gs1 import digital_link, epc_urn
from yaomai.standards.gs1.digital_link import Parts
from yaomai.standards.gs1.keys import KEYS, QUALIFIED, Kind

# 药品追溯码 (NMPAB/T 1002-2019): twenty digits, of which the first seven are the drug's identification code. The
# standard gives no URI for it, but every identifier in an EPCIS event is a URI. This prefix is Yaomai's own
# (it is not registered with IANA); it stands nowhere else, so that a national form can take its place as
# the canonical one.
DRUG_TRACE_CODE_PREFIX = "urn:yaomai:cn-drug-trace-code:"
_DRUG_TRACE_CODE = re.compile(r"[0-9]{20}", re.ASCII)
# 统一社会信用代码 (GB 32100-2015) has no URI of its own either: this prefix is Yaomai's, as the one above.
CREDIT_CODE_PREFIX = "urn:yaomai:cn-credit-code:"
# Many goods differ only in the letters and digits at the end of their URN or Digital Link: the end of a serial number or lot (1
# to 20 characters, EPC Tag Data Standard 6.3.1 and 7.1). What stands before it is read once.
_SERIAL_LAST = ("urn:epc:id:sgtin:", "urn:epc:class:lgtin:")
_SERIAL_AIS = frozenset(("10", "21"))
_LONGEST_SERIAL = 20


class Identifier(Struct, frozen=True, gc=False):
    """What a URI names.

    canonical: the one spelling, equal for equal things. scheme: `gtin+lot`, `sscc`, `gln`,
    `cn.drug_trace_code`, `cn.credit_code`, `oid`, `handle`, `cn.ma`, `uri` …
    kind: an instance, a class (goods that are counted or weighed), a place, a
    party, or other (not known from the URI). parts: (AI, value) pairs of a GS1 key. label: short, for
    people. fault: why a key or code is not a valid one, if so; the canonical spelling is then as good as it can
    be told.
    """

    canonical: str
    scheme: str
    kind: Kind
    parts: Parts
    label: str
    fault: Finding | None = None


def identify(uri: str) -> Identifier:
    """What `uri` names. Never raises; a malformed identifier carries its finding (pointer empty) in `fault`.

    A drug traceability code and a right credit code are understood bare too, the latter in small letters also: so people type them.
    So are codes below China's object identifiers, handles and IDcodes (registered_codes).
    """
    return _identified(uri) if len(uri) <= 256 else _identify(uri)  # what is kept must stay small


def lot_of(uri: str) -> str | None:
    """The canonical spelling of the lot that a Digital Link names beside a serial number; None where there are not both.

    `https://id.gs1.org/01/09780345418913/10/ABC/21/7` identifies the serial number 7, as a member of the lot
    `https://id.gs1.org/01/09780345418913/10/ABC`. A faulty link names no lot.
    """
    if "/10/" not in uri and "/lot/" not in uri:  # nearly every identifier
        return None
    parts = digital_link.read(uri)
    if parts is None or isinstance(parts, Finding) or digital_link.wrong_check_digit(parts):
        return None
    qualifiers = dict(parts[1:])
    return (
        digital_link.canonical_uri((parts[0], ("10", qualifiers["10"]))) if {"10", "21"} <= qualifiers.keys() else None
    )


def _identify(uri: str) -> Identifier:
    stem, _, last = uri.rpartition("/" if uri.startswith("http") else ".")
    if last.isalnum() and last.isascii() and len(stem) <= 96:
        goods = _goods(stem)
        if goods is not None:
            canonical, scheme, kind, key, ai, value, label = goods
            value += last
            if len(value) <= _LONGEST_SERIAL:
                return Identifier(canonical + last, scheme, kind, (key, (ai, value)), label + last)
    return _identify_any(uri)


@lru_cache(maxsize=1 << 12)
def _goods(stem: str) -> tuple[str, str, Kind, tuple[str, str], str, str, str] | None:
    """Canonical spelling, scheme, kind, key, AI, value and label of what begins with `stem`, each as far as it is known.

    None where letters and digits after it, however they are, are not the end of a serial number or lot.
    """
    if stem.startswith("http"):
        if "?" in stem or "#" in stem:
            return None
        alike = _identify_any(f"{stem}/0")
    elif stem.startswith(_SERIAL_LAST):
        alike = _identify_any(f"{stem}.0")
    else:
        return None
    if alike.fault is not None or len(alike.parts) != 2 or alike.parts[1][0] not in _SERIAL_AIS:
        return None
    key, (ai, value) = alike.parts
    return alike.canonical[:-1], alike.scheme, alike.kind, key, ai, value[:-1], alike.label[:-1]


def _identify_any(uri: str) -> Identifier:
    start = uri[:4].lower()
    if start == "urn:":
        if uri.startswith(DRUG_TRACE_CODE_PREFIX):
            return _drug_trace_code(uri.removeprefix(DRUG_TRACE_CODE_PREFIX))
        if uri.startswith(CREDIT_CODE_PREFIX):
            return _credit_code(uri.removeprefix(CREDIT_CODE_PREFIX))
        parts = epc_urn.parse(uri)
    elif start == "http":
        parts = digital_link.parse(uri)
    else:
        parts = None
        if _DRUG_TRACE_CODE.fullmatch(uri):
            return _drug_trace_code(uri)
        if len(uri) == 18 and gb32100.is_right(uri.upper()):
            return _credit_code(uri.upper())  # a wrong one may be anything else, such as the digits of an SSCC
    if isinstance(parts, Finding):
        return Identifier(uri, "uri", "other", (), uri, parts)
    if parts is not None:
        return _from_parts(parts, uri)
    code = registered_codes.read(uri)
    return (
        Identifier(uri, "uri", "other", (), uri)
        if code is None
        else Identifier(code.canonical, code.scheme, "other", (), code.label)
    )


def _from_parts(parts: Parts, uri: str) -> Identifier:
    key = KEYS[parts[0][0]]
    scheme, kind = key.name, key.kind
    if len(parts) > 1:
        added, kind = QUALIFIED[parts[1][0]]
        scheme = f"{scheme}+{added}"
    elif key.kind_with_serial and len(parts[0][1]) > key.checked:
        scheme, kind = f"{scheme}+serial", key.kind_with_serial
    digits = digital_link.wrong_check_digit(parts)
    fault = (
        Finding(
            "gs1.check_digit_wrong",
            "",
            f"the check digit of {key.name} {digits} is wrong; correct the number",
            uri,
        )
        if digits
        else None
    )
    label = " ".join(f"({ai}){value}" for ai, value in parts)
    return Identifier(digital_link.canonical_uri(parts), scheme, kind, parts, label, fault)


def _drug_trace_code(code: str) -> Identifier:
    uri = DRUG_TRACE_CODE_PREFIX + code
    if not _DRUG_TRACE_CODE.fullmatch(code):
        fault = Finding("gs1.drug_trace_code_malformed", "", "a drug traceability code has twenty digits", uri)
        return Identifier(uri, "uri", "other", (), uri, fault)
    return Identifier(uri, "cn.drug_trace_code", "instance", (), code)


def _credit_code(code: str) -> Identifier:
    uri = CREDIT_CODE_PREFIX + code
    if not gb32100.is_well_formed(code):
        words = "a unified social credit code has 18 digits and capitals, none of them I, O, S, V or Z; the 3rd to 8th are digits"
        return Identifier(uri, "uri", "other", (), uri, Finding("gb32100.credit_code_malformed", "", words, uri))
    fault = None
    if not gb32100.is_right(code):
        words = f"the check character of the unified social credit code {code} is wrong; correct the code"
        fault = Finding("gb32100.check_character_wrong", "", words, uri)
    return Identifier(uri, "cn.credit_code", "party", (), code, fault)


_identified = lru_cache(maxsize=1 << 16)(_identify)
