"""Which code of a register other than GS1's is this, and how is it written canonically?

Three that China's traceability systems use beside GS1 keys and drug trace codes. What follows the registered prefix is its
holder's business, so a code says nothing of the kind of thing it names, and no check digit guards it:

- object identifiers (ITU-T X.660; GB/T 26231 below 1.2.156), as `urn:oid:` (RFC 3061): digits and dots. Bare only below
  China's two arcs, 1.2.156 and 2.16.156, because other digits with dots may be anything. The letters that GB/T 26231 allows
  in nodes have no place in `urn:oid:`; a code with them stays as it is;
- handles (RFC 3650), as `info:hdl/` (RFC 4452): a prefix of digits and dots, and what its holder put after it. Bare only below
  86 and 88, China's prefixes (88 is that of the identifiers of the industrial internet);
- IDcode, the issuing agency MA of ISO/IEC 15459, below MA.156: letters and digits between dots or slashes. It has no URI of
  its own; the prefix is Yaomai's, as that of the drug trace codes.

Letters keep their case: none of the three says that it does not count for what the holder assigned.
"""

import re

from msgspec import Struct

IDCODE_PREFIX = "urn:yaomai:cn-ma:"
_LONGEST = 200

_ARC = r"(?:0|[1-9][0-9]{0,38})"
_OID = re.compile(rf"[0-2](?:\.{_ARC})+", re.ASCII)
_CHINAS_OID = re.compile(rf"(?:1\.2|2\.16)\.156(?:\.{_ARC})+", re.ASCII)
_HANDLE = re.compile(r"(?P<prefix>[0-9]+(?:\.[0-9]+)*)/(?P<suffix>[A-Za-z0-9\-._~!$&'()*+,;=:@/]+)", re.ASCII)
_CHINAS_HANDLE = ("86.", "88.")
_IDCODE = re.compile(r"MA\.156(?:[./][0-9A-Za-z]+)+", re.ASCII)
_HANDLE_ADDRESSES = ("hdl:", "info:hdl/", "https://hdl.handle.net/", "http://hdl.handle.net/")


class RegisteredCode(Struct, frozen=True):
    """A code: the one spelling of it as URI, the scheme (`oid`, `handle`, `cn.ma`), and how people write it."""

    canonical: str
    scheme: str
    label: str


def read(text: str) -> RegisteredCode | None:
    """The code that `text` is, bare or as URI; None if it is none of the three."""
    if len(text) > _LONGEST:
        return None
    start = text[:24].lower()
    if start.startswith("urn:oid:"):
        code = text[8:]
        return _oid(code) if _OID.fullmatch(code) else None
    for address in _HANDLE_ADDRESSES:
        if start.startswith(address):
            return _handle(text[len(address) :])
    if text.startswith(_CHINAS_HANDLE):
        return _handle(text)
    if _CHINAS_OID.fullmatch(text):
        return _oid(text)
    idcode = text.removeprefix(IDCODE_PREFIX)
    return RegisteredCode(IDCODE_PREFIX + idcode, "cn.ma", idcode) if _IDCODE.fullmatch(idcode) else None


def _oid(code: str) -> RegisteredCode | None:
    first, second = code.split(".")[:2]
    if first != "2" and int(second) > 39:  # X.660, 7.6: below 0 and 1 there are forty arcs
        return None
    return RegisteredCode(f"urn:oid:{code}", "oid", code)


def _handle(code: str) -> RegisteredCode | None:
    return RegisteredCode(f"info:hdl/{code}", "handle", code) if _HANDLE.fullmatch(code) else None
