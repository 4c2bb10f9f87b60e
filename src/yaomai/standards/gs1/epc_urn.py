"""What does an EPC URN identify, said as GS1 application identifiers?

EPC Tag Data Standard, sections 6 and 7: pure identity URIs (`urn:epc:id:`), class URIs (`urn:epc:class:`)
and those patterns (`urn:epc:idpat:`) that stand for a class. A URN splits the key after the company prefix
and leaves the check digit away; joining and computing give the AI value back. The reverse needs the lengths
of all company prefixes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from yaomai.errors import Finding
from yaomai.standards.gs1.check_digit import check_digit
from yaomai.standards.gs1.digital_link import Parts
from yaomai.standards.gs1.keys import KEYS

# The characters that the standard allows in serial numbers, lots and extensions, as themselves or
# percent-encoded.
_LITERAL_OR_ESCAPED = (
    r"(?:%2[125-9A-Fa-f]|%3[0-9A-Fa-f]|%4[1-9A-Fa-f]|%5[0-9AaFf]|%6[1-9A-Fa-f]|%7[0-9Aa]"
    r"|[!')(*+,.0-9:;=A-Za-z_-])"
)
_PREFIX = r"(?P<prefix>[0-9]{6,12})"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of EPC URN: what follows `urn:epc:`, its syntax, and how its components make an AI value.

    `digits` is how many digits company prefix and reference have together (0: the reference is not numeric).
    """

    syntax: re.Pattern[str]
    digits: int
    parts: Callable[[str, str, str], Parts]  # prefix, reference, remainder (serial, lot, extension; decoded)


def _indicated(prefix: str, reference: str) -> str:
    """GTIN and SSCC: the first digit of the reference goes before the company prefix; then the check digit."""
    return _checked(reference[:1] + prefix + reference[1:])


def _checked(body: str) -> str:
    return body + check_digit(body)


def _gtin(prefix: str, reference: str, _rest: str) -> Parts:
    return (("01", _indicated(prefix, reference)),)


def _gtin_with(ai: str) -> Callable[[str, str, str], Parts]:
    return lambda prefix, reference, rest: (("01", _indicated(prefix, reference)), (ai, rest))


def _sscc(prefix: str, reference: str, _rest: str) -> Parts:
    return (("00", _indicated(prefix, reference)),)


def _gln(prefix: str, reference: str, extension: str) -> Parts:
    key = ("414", _checked(prefix + reference))
    return (key,) if extension == "0" else (key, ("254", extension))


def _numbered(ai: str, leading: str = "") -> Callable[[str, str, str], Parts]:
    """Prefix, reference, check digit, and the serial number (if any) in the same AI."""
    return lambda prefix, reference, serial: ((ai, _checked(leading + prefix + reference) + serial),)


def _joined(ai: str) -> Callable[[str, str, str], Parts]:
    return lambda prefix, reference, _rest: ((ai, prefix + reference),)


def _component(prefix: str, reference: str, serial: str) -> Parts:
    return (("8010", prefix + reference), ("8011", serial))


def _piece(prefix: str, reference: str, rest: str) -> Parts:
    piece, total, serial = rest.split(".", 2)
    key = ("8006", _indicated(prefix, reference) + piece + total)
    return (key,) if serial == "*" else (key, ("21", serial))


def _class(parts: Callable[[str, str, str], Parts]) -> Callable[[str, str, str], Parts]:
    """A pattern `….*` stands for the class: as if nothing followed the reference."""
    return lambda prefix, reference, _rest: parts(prefix, reference, "")


def _syntax(reference: str, rest: str = "") -> re.Pattern[str]:
    return re.compile(rf"{_PREFIX}\.(?P<reference>{reference}){rest}", re.ASCII)


def _rest(syntax: str) -> str:
    return rf"\.(?P<rest>{syntax})"


_NUMBER = "[0-9]*"
_TEXT = _LITERAL_OR_ESCAPED
_COMPONENT = r"(?:%2[3dfDF]|%3[0-9]|%4[1-9A-Fa-f]|%5[0-9Aa]|[0-9A-Z-]){1,24}"

SCHEMES: dict[str, Scheme] = {
    "id:sgtin": Scheme(_syntax(_NUMBER, _rest(_TEXT + "{1,20}")), 13, _gtin_with("21")),
    "id:sscc": Scheme(_syntax(_NUMBER), 17, _sscc),
    "id:sgln": Scheme(_syntax(_NUMBER, _rest(_TEXT + "{1,20}")), 12, _gln),
    "id:grai": Scheme(_syntax(_NUMBER, _rest(_TEXT + "{1,16}")), 12, _numbered("8003", "0")),
    "id:giai": Scheme(_syntax(_TEXT + "{1,24}"), 0, _joined("8004")),
    "id:gsrn": Scheme(_syntax(_NUMBER), 17, _numbered("8018")),
    "id:gsrnp": Scheme(_syntax(_NUMBER), 17, _numbered("8017")),
    "id:gdti": Scheme(_syntax(_NUMBER, _rest(_TEXT + "{1,17}")), 12, _numbered("253")),
    "id:sgcn": Scheme(_syntax(_NUMBER, _rest("[0-9]{1,12}")), 12, _numbered("255")),
    "id:cpi": Scheme(_syntax(_COMPONENT, _rest("(?:0|[1-9][0-9]{0,11})")), 0, _component),
    "id:ginc": Scheme(_syntax(_TEXT + "{1,24}"), 0, _joined("401")),
    "id:gsin": Scheme(_syntax(_NUMBER), 16, _numbered("402")),
    "id:itip": Scheme(_syntax(_NUMBER, _rest(r"[0-9]{2}\.[0-9]{2}\." + _TEXT + "{1,20}")), 13, _piece),
    "id:upui": Scheme(_syntax(_NUMBER, _rest(_TEXT + "{1,28}")), 13, _gtin_with("235")),
    "id:pgln": Scheme(_syntax(_NUMBER), 12, _numbered("417")),
    "class:lgtin": Scheme(_syntax(_NUMBER, _rest(_TEXT + "{1,20}")), 13, _gtin_with("10")),
    "idpat:sgtin": Scheme(_syntax(_NUMBER, r"\.\*"), 13, _gtin),
    "idpat:grai": Scheme(_syntax(_NUMBER, r"\.\*"), 12, _class(_numbered("8003", "0"))),
    "idpat:gdti": Scheme(_syntax(_NUMBER, r"\.\*"), 12, _class(_numbered("253"))),
    "idpat:sgcn": Scheme(_syntax(_NUMBER, r"\.\*"), 12, _class(_numbered("255"))),
    "idpat:cpi": Scheme(_syntax(_COMPONENT, r"\.\*"), 0, _joined("8010")),
    "idpat:itip": Scheme(_syntax(_NUMBER, _rest(r"[0-9]{2}\.[0-9]{2}\.\*")), 13, _piece),
    "idpat:upui": Scheme(_syntax(_NUMBER, r"\.\*"), 13, _gtin),
}
_URN = re.compile(r"urn:epc:(?P<scheme>(?:id|class|idpat):[a-z]+):(?P<body>.*)", re.IGNORECASE | re.DOTALL)


def parse(uri: str) -> Parts | Finding | None:
    """The (AI, value) pairs of an EPC URN, a finding if it is malformed, None if it is of no scheme with a GS1 key.

    Patterns with more than one `*` (for queries) and the schemes of other organisations (`gid`, `usdod` …)
    give None.
    """
    match = _URN.fullmatch(uri)
    if match is None:
        return None
    name = match["scheme"].lower()
    scheme = SCHEMES.get(name)
    if scheme is None or (name.startswith("idpat:") and (".*.*" in uri or match["body"].startswith("*"))):
        return None
    body = scheme.syntax.fullmatch(match["body"])
    if body is None:
        return Finding(
            "gs1.epc_urn_malformed",
            "",
            f"urn:epc:{match['scheme']}: must be followed by {scheme.syntax.pattern}",
            uri,
        )
    prefix, reference = body["prefix"], _decoded(body["reference"])
    if scheme.digits and len(prefix) + len(reference) != scheme.digits:
        return Finding(
            "gs1.epc_urn_length",
            "",
            f"company prefix and reference of urn:epc:{match['scheme']} have {scheme.digits} digits together, "
            f"not {len(prefix) + len(reference)}",
            uri,
        )
    rest = _decoded(body["rest"] or "") if "rest" in scheme.syntax.groupindex else ""
    parts = scheme.parts(prefix, reference, rest)
    key = KEYS[parts[0][0]]
    if not key.value.fullmatch(parts[0][1]):
        return Finding("gs1.key_malformed", "", f"AI ({key.ai}), {key.name}, must match {key.value.pattern}", uri)
    return parts


def _decoded(text: str) -> str:
    return unquote_to_bytes(text).decode("ascii") if "%" in text else text
