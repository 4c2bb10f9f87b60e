"""Which things does this pattern of an EPCIS query stand for, whatever the spelling?

EPCIS 2.0, 8.2.7.1.1, and EPC Tag Data Standard, section 8: a URN whose last components are `*`. Here the same may be said by a
GS1 Digital Link: one that names a class, or one that ends in `/21/*` or `/10/*`. Everything is compared in the canonical spelling.
"""

import re
from dataclasses import dataclass

from yaomai.errors import Finding
from yaomai.standards.gs1.identifier import Identifier, identify

_STARRED = re.compile(
    r"urn:epc:(?:idpat|id|class):(?P<scheme>[a-z]+):(?P<given>(?:[^.*]+\.)*)(?P<stars>(?:\*\.)*\*)", re.IGNORECASE
)
_LINK_STARRED = re.compile(r"(?P<stem>https?://.+/)\*", re.IGNORECASE)
_ROOT = "https://id.gs1.org/"
_ANY_DIGIT = tuple("0123456789")  # of a GTIN or SSCC, before the company prefix
_AT_ONCE = ("",)


@dataclass(frozen=True, slots=True)
class Pattern:
    """The identifier with exactly this canonical spelling; with `schemes`, all of these schemes whose spelling begins so."""

    spelling: str
    schemes: tuple[str, ...] = ()

    def matches(self, canonical: str, scheme: str) -> bool:
        """Whether an identifier with this canonical spelling and scheme is meant."""
        if not self.schemes:
            return canonical == self.spelling
        return scheme in self.schemes and canonical.startswith(self.spelling)


@dataclass(frozen=True, slots=True)
class _Starred:
    """One kind of EPC URN: its AI, what may stand before the company prefix in the AI's value, how many components it has, and
    which schemes of identifiers it stands for as an instance, and as a class.
    """

    ai: str
    before: tuple[str, ...]
    components: int
    instances: tuple[str, ...]
    classes: tuple[str, ...] = ()


_URNS = {
    "sgtin": _Starred("01", _ANY_DIGIT, 3, ("gtin+serial",), ("gtin",)),
    "upui": _Starred("01", _ANY_DIGIT, 3, ("gtin+controlled serial",), ("gtin",)),
    "lgtin": _Starred("01", _ANY_DIGIT, 3, (), ("gtin+lot",)),
    "itip": _Starred("8006", _ANY_DIGIT, 5, ("itip+serial",), ("itip",)),
    "sscc": _Starred("00", _ANY_DIGIT, 2, ("sscc",)),
    "sgln": _Starred("414", _AT_ONCE, 3, ("gln", "gln+extension")),
    "pgln": _Starred("417", _AT_ONCE, 2, ("party gln",)),
    "grai": _Starred("8003", ("0",), 3, ("grai+serial",), ("grai",)),
    "giai": _Starred("8004", _AT_ONCE, 2, ("giai",)),
    "gsrn": _Starred("8018", _AT_ONCE, 2, ("gsrn recipient",)),
    "gsrnp": _Starred("8017", _AT_ONCE, 2, ("gsrn provider",)),
    "gdti": _Starred("253", _AT_ONCE, 3, ("gdti+serial",), ("gdti",)),
    "sgcn": _Starred("255", _AT_ONCE, 3, ("gcn+serial",), ("gcn",)),
    "cpi": _Starred("8010", _AT_ONCE, 3, ("cpid+serial",), ("cpid",)),
    "ginc": _Starred("401", _AT_ONCE, 2, ("ginc",)),
    "gsin": _Starred("402", _AT_ONCE, 2, ("gsin",)),
}
# The AIs that make an instance of a class, and the schemes that they do it in, by the class' scheme.
_MEMBERS_OF = {
    "gtin": ("/", ("gtin+serial", "gtin+controlled serial")),
    "itip": ("/", ("itip+serial",)),
    "cpid": ("/", ("cpid+serial",)),
    "grai": ("", ("grai+serial",)),
    "gdti": ("", ("gdti+serial",)),
    "gcn": ("", ("gcn+serial",)),
}


def read_patterns(text: str, *, of_classes: bool) -> tuple[Pattern, ...] | Finding:
    """What `text` stands for among instances, or among classes (`of_classes`); a finding (pointer empty) if it is no pattern.

    Any URI is a pattern: without `*` it stands for what it names, in every spelling of it. Among instances, what names a class
    stands for its instances as well.
    """
    starred = _STARRED.fullmatch(text)
    if starred is not None:
        return _of_urn(text, starred, of_classes=of_classes)
    if text.lower().startswith("urn:epc:idpat:"):
        return _fault(text, "ends in stars, after components that are given")
    link = _LINK_STARRED.fullmatch(text)
    if link is not None and (ended := identify(f"{link['stem']}1")).parts and ended.parts[-1][1] == "1":
        return (Pattern(ended.canonical[:-1], (ended.scheme,)),)
    named = identify(text)
    exact = Pattern(named.canonical)
    if of_classes or named.scheme not in _MEMBERS_OF:
        return (exact,)
    separator, schemes = _MEMBERS_OF[named.scheme]
    return (exact, Pattern(named.canonical + separator, schemes))


def _of_urn(text: str, starred: re.Match[str], *, of_classes: bool) -> tuple[Pattern, ...] | Finding:
    name = starred["scheme"].lower()
    urn = _URNS.get(name)
    if urn is None:
        return _fault(text, "is of no scheme with a GS1 key")
    given = [one for one in starred["given"].split(".") if one]
    if len(given) + starred["stars"].count("*") != urn.components:
        return _fault(text, f"an {name} has {urn.components} components")
    schemes = urn.classes if of_classes else urn.instances
    if not schemes:
        return ()  # such as the lots among instances: right, and stands for nothing there
    root = f"{_ROOT}{urn.ai}/"
    if not given:
        return (Pattern(root, schemes),)
    if len(given) == 1:
        company = given[0]
        if not (company.isascii() and company.isdigit() and 4 <= len(company) <= 12):
            return _fault(text, f"{company[:40]!r} is no company prefix")
        return tuple(Pattern(f"{root}{before}{company}", schemes) for before in urn.before)
    if len(given) != urn.components - 1:
        return _fault(text, "may have stars for its last component, or for all after the company prefix")
    if of_classes and name != "lgtin":
        named = identify(text)
        return (Pattern(named.canonical),) if named.parts else _fault(text, _why_not(named))
    return _with_any_end(text, f"urn:epc:{'class' if name == 'lgtin' else 'id'}:{name}:{'.'.join(given)}.", schemes)


def _with_any_end(text: str, stem: str, schemes: tuple[str, ...]) -> tuple[Pattern, ...] | Finding:
    """The identifiers whose last component may be anything: what one of them is spelt like, without its end."""
    named = identify(f"{stem}1")
    if not named.parts:
        return _fault(text, _why_not(named))
    patterns: tuple[Pattern, ...] = (Pattern(named.canonical[:-1], schemes),)
    if named.scheme == "gln+extension":  # the extension 0 is said by having none
        patterns = (Pattern(identify(f"{stem}0").canonical), *patterns)
    return patterns


def _why_not(named: Identifier) -> str:
    return f"cannot be read: {named.fault.message if named.fault else 'it names nothing of GS1'}"


def _fault(text: str, words: str) -> Finding:
    return Finding("gs1.pattern_malformed", "", f"the pattern {words}", text[:200])
