"""Is this web address a GS1 Digital Link, of what, and how is it written canonically?

GS1 Digital Link: URI Syntax. Any domain may carry one; the canonical spelling is on `https://id.gs1.org`,
has AIs as numbers, GTINs of fourteen digits, no query, and of the qualifiers only those that identify most
narrowly (a serial number leaves the lot away). What has the shape of a link on another company's domain but
not its syntax is an ordinary web address; on id.gs1.org it is a fault.
"""

import re
from urllib.parse import quote, unquote_to_bytes

from yaomai.errors import Finding
from yaomai.standards.gs1 import check_digit
from yaomai.standards.gs1.keys import KEYS, QUALIFIER_AIS, SHORT_NAMES, Key

Parts = tuple[tuple[str, str], ...]

CANONICAL_ORIGIN = "https://id.gs1.org"
_WEB_ADDRESS = re.compile(r"https?://(?P<authority>[^/?#]*)(?P<path>/[^?#]*)", re.IGNORECASE)
# The characters that an EPC URN also writes as themselves (EPC Tag Data Standard, table of section 6.3):
# the rest of the 82 are percent-encoded, so that both spellings of a serial number give the same text.
_LITERAL = "!'()*+,:;="
_DEEPEST = 32  # path segments of a resolver that are looked through for the key
_GTIN_LENGTHS = (8, 12, 13, 14)


def canonical_uri(parts: Parts) -> str:
    """The one spelling of a Digital Link: `parts` are (AI, value) pairs, the key first."""
    return CANONICAL_ORIGIN + "".join([f"/{ai}/{_quoted(value)}" for ai, value in parts])


def _quoted(value: str) -> str:
    """Percent-encoded where needed; most values are letters and digits alone."""
    return value if value.isascii() and value.isalnum() else quote(value, safe=_LITERAL)


def parse(uri: str) -> Parts | Finding | None:
    """The (AI, value) pairs that `uri` identifies by, a finding if it is a malformed link, None if it is no link."""
    written = read(uri)
    if written is None or isinstance(written, Finding):
        return written
    narrowest = [pair for pair in written[1:] if pair[0] != "22"][
        -1:
    ]  # the narrower qualifier stands after the wider one
    return (written[0], *narrowest)


def read(uri: str) -> Parts | Finding | None:
    """The same with every qualifier that is written in the link, in their order."""
    match = _WEB_ADDRESS.match(uri)
    if match is None:
        return None
    segments = match["path"][1:].split("/")
    if len(segments) % 2 and len(segments) > 1 and segments[-1] == "":
        segments.pop()  # a trailing slash
    ours = match["authority"].lower() == "id.gs1.org"
    misordered: Finding | None = None
    for start in _key_positions(segments, at_root=ours):
        result = _link_at(uri, segments, start)
        if isinstance(result, Finding):
            if ours:
                return result
            misordered = misordered or (result if result.code == "gs1.key_order" else None)
        elif ours or not _is_by_chance(result, segments[start + 1]):
            return result
    return _misplaced(uri, segments) if ours else misordered


def _link_at(uri: str, segments: list[str], start: int) -> Parts | Finding:
    """What the path identifies by when its key stands at `start`."""
    pairs = [(_ai(segments[i]), segments[i + 1]) for i in range(start, len(segments) - 1, 2)]
    result = _read(uri, pairs, complete=(len(segments) - start) % 2 == 0)
    if not isinstance(result, Finding) and start >= 2 and _ai(segments[start - 2]) in QUALIFIER_AIS:
        return _order(uri, result[0][0])
    return result


def _is_by_chance(parts: Parts, written: str) -> bool:
    """Whether the number on another's domain is rather no key: `…/2026/01/20260115` is a date, not a GTIN-8."""
    return wrong_check_digit(parts) is not None and len(written) < KEYS[parts[0][0]].checked


def wrong_check_digit(parts: Parts) -> str | None:
    """The digits of the key whose check digit is wrong, if it is."""
    ai, value = parts[0]
    digits = value[: KEYS[ai].checked]
    return digits if digits and not check_digit.is_right(digits) else None


def _ai(segment: str) -> str:
    return SHORT_NAMES.get(segment, segment)


def _key_positions(segments: list[str], *, at_root: bool) -> list[int]:
    """Where a primary key with a value stands; a company's resolver may have path segments before it."""
    places = range(min(1 if at_root else _DEEPEST, len(segments) - 1))
    return [i for i in places if _ai(segments[i]) in KEYS and segments[i + 1]]


def _read(uri: str, pairs: list[tuple[str, str]], *, complete: bool) -> Parts | Finding:
    key = KEYS[pairs[0][0]]
    value = _decoded(pairs[0][1])
    if key.ai == "01" and value is not None and len(value) in _GTIN_LENGTHS:
        value = value.rjust(14, "0")
    if value is None or not key.value.fullmatch(value):
        return Finding(
            "gs1.key_malformed",
            "",
            f"the value of AI ({key.ai}), {key.name}, must match {key.value.pattern}; correct the identifier",
            uri,
        )
    if not complete:
        return _unknown_rest(uri, key)
    qualifiers: list[tuple[str, str]] = []
    allowed = [qualifier.ai for qualifier in key.qualifiers]
    position = -1
    for ai, raw in pairs[1:]:
        if ai not in allowed:
            return _unknown_rest(uri, key)
        if allowed.index(ai) <= position:
            return _order(uri, key.ai)
        position = allowed.index(ai)
        qualifier = _decoded(raw)
        if qualifier is None or not key.qualifiers[position].value.fullmatch(qualifier):
            pattern = key.qualifiers[position].value.pattern
            return Finding("gs1.qualifier_malformed", "", f"the value of AI ({ai}) must match {pattern}", uri)
        qualifiers.append((ai, qualifier))
    return ((key.ai, value), *qualifiers)


def _decoded(segment: str) -> str | None:
    try:
        return unquote_to_bytes(segment).decode("ascii")
    except UnicodeError:
        return None


def _order(uri: str, ai: str) -> Finding:
    after = ", ".join(f"({q.ai})" for q in KEYS[ai].qualifiers) or "nothing"
    return Finding("gs1.key_order", "", f"AI ({ai}) comes first and is followed, in this order, by {after}", uri)


def _unknown_rest(uri: str, key: Key) -> Finding:
    allowed = ", ".join(f"({q.ai})" for q in key.qualifiers) or "none"
    return Finding("gs1.qualifier_unknown", "", f"after AI ({key.ai}) only these qualifiers may follow: {allowed}", uri)


def _misplaced(uri: str, segments: list[str]) -> Finding | None:
    """A qualifier where the key should be; addresses of id.gs1.org that name no key we know are left alone."""
    if _ai(segments[0]) in QUALIFIER_AIS:
        return Finding("gs1.key_order", "", "a GS1 Digital Link begins with its identification key", uri)
    if _ai(segments[0]) in KEYS:
        return Finding("gs1.key_malformed", "", f"AI ({_ai(segments[0])}) has no value", uri)
    return None
