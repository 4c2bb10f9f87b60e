"""What does an EPC URN identify, said as GS1 application identifiers, and which URN says the same as these?

EPC Tag Data Standard, sections 6 and 7: pure identity URIs (`urn:epc:id:`), class URIs (`urn:epc:class:`)
and those patterns (`urn:epc:idpat:`) that stand for a class. A URN splits the key after the company prefix
and leaves the check digit away; joining and computing give the AI value back. The reverse needs the length
of the company's prefix, which not every number has.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, unquote_to_bytes

from yaomai.errors import Finding
from yaomai.standards.gs1.check_digit import check_digit
from yaomai.standards.gs1.company_prefix import company_prefix
from yaomai.standards.gs1.digital_link import Parts, canonical_uri, wrong_check_digit
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


# --- and back

# The scheme for a key alone, with each of its qualifiers, and with a serial component in the same AI.
_ALONE = {
    "00": "id:sscc",
    "01": "idpat:sgtin",
    "253": "idpat:gdti",
    "255": "idpat:sgcn",
    "401": "id:ginc",
    "402": "id:gsin",
    "414": "id:sgln",
    "417": "id:pgln",
    "8003": "idpat:grai",
    "8004": "id:giai",
    "8006": "idpat:itip",
    "8010": "idpat:cpi",
    "8017": "id:gsrnp",
    "8018": "id:gsrn",
}
_QUALIFIED = {
    ("01", "21"): "id:sgtin",
    ("01", "10"): "class:lgtin",
    ("01", "235"): "id:upui",
    ("414", "254"): "id:sgln",
    ("8006", "21"): "id:itip",
    ("8010", "8011"): "id:cpi",
}
_WITH_SERIAL = {"253": "id:gdti", "255": "id:sgcn", "8003": "id:grai"}
_INDICATED = frozenset(("00", "01", "8006"))  # an indicator or extension digit stands before the prefix
_ENCODED = "!'()*+,:;="  # what `quote` leaves as it is, beside letters, digits and `-._~`


def write(identifier: "HasParts") -> str | None:
    """The EPC URN that names what `identifier` names; None where there is none, or none that can be told for sure.

    `why_not` says why. Reading the URN gives `identifier.parts` again.
    """
    found = _translated(identifier.parts)
    return None if isinstance(found, Finding) else found


def why_not(identifier: "HasParts") -> Finding | None:
    """Why `write` gives None, if it does."""
    found = _translated(identifier.parts)
    return found if isinstance(found, Finding) else None


class HasParts(Protocol):
    """An `Identifier`, as far as it counts here."""

    @property
    def parts(self) -> Parts:
        """(AI, value) pairs, the key first."""


def _translated(parts: Parts) -> str | Finding:
    if not parts:
        return _untranslated(parts, "is no GS1 key")
    (ai, value), qualifiers = parts[0], parts[1:]
    digits = wrong_check_digit(parts)
    if digits is not None:
        return _untranslated(parts, f"the check digit of {digits} is wrong")
    serial = value[KEYS[ai].checked :] if ai in _WITH_SERIAL else ""
    alone = _WITH_SERIAL[ai] if serial else _ALONE[ai]
    scheme = _QUALIFIED.get((ai, qualifiers[0][0])) if qualifiers else alone
    if scheme is None:
        return _untranslated(parts, f"no EPC URN has a place for AI ({qualifiers[0][0]}) after AI ({ai})")
    if ai == "414" and qualifiers and qualifiers[0][1] == "0":
        return _untranslated(parts, "the extension 0 of an EPC URN says that there is none")
    return _joined_urn(parts, scheme, serial)


def _joined_urn(parts: Parts, scheme: str, serial: str) -> str | Finding:
    ai, value = parts[0]
    checked = KEYS[ai].checked
    body = value[: checked - 1] if checked else value
    if ai == "8003":
        body = body[1:]  # its leading zero
    first = ""
    if ai in _INDICATED:
        first, body = body[:1], body[1:]
    prefix = company_prefix(_leading_digits(body))
    if prefix is None:
        return _untranslated(parts, "the length of its company prefix is not known, or it is no company's number")
    reference = first + body[len(prefix) :]
    if not reference and not checked:
        return _untranslated(parts, "nothing follows its company prefix")
    last = parts[1][1] if len(parts) > 1 else serial
    pieces = [prefix, _escaped(reference)]
    if ai == "8006":
        pieces += [value[14:16], value[16:18]]
    if scheme.startswith("idpat:"):
        pieces.append("*")
    elif last:
        pieces.append(_escaped(last))
    elif ai == "414":
        pieces.append("0")
    urn = f"urn:epc:{scheme}:{'.'.join(pieces)}"
    # What a Digital Link may carry and an EPC URN may not, such as a reference that is too long, is seen on reading.
    return urn if parse(urn) == parts else _untranslated(parts, f"urn:epc:{scheme}: has no place for a value like it")


def _leading_digits(text: str) -> str:
    return text[: next((i for i, character in enumerate(text[:12]) if not character.isdigit()), 12)]


def _escaped(text: str) -> str:
    return text if text.isalnum() else quote(text, safe=_ENCODED)


def _untranslated(parts: Parts, why: str) -> Finding:
    return Finding("gs1.no_epc_urn", "", f"it has no EPC URN: {why}", canonical_uri(parts) if parts else "")
