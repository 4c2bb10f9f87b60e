"""What is the hash by which everyone who holds this event, however spelled, can name it?

The event hash ID of CBV 2.0, `ni:///sha-256;<hex>?ver=CBV2.0` (RFC 6920). The members of the event
are written in a fixed order as `name=value` into one text, the pre-hash; its SHA-256 is the hash. Words
become web addresses, identifiers canonical Digital Links, times UTC with milliseconds, numbers plain
decimals; lists are sorted. Not part of the hash: recordTime, eventID, errorDeclaration (so that a
declaration keeps the original's hash), certificationInfo, comments.

The text of the standard leaves room; profiles say how each published implementation fills it. `CBV2.0` is
upstream's (RalphTro/epcis-event-hash-generator) since July 2026, `CBV2.1` the draft in the same place.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yaomai.standards.epcis import vocabulary
from yaomai.standards.epcis.context import GS1_PREFIXES, Context
from yaomai.standards.epcis.event_hash_order import ORDER, Node
from yaomai.standards.epcis.json_text import MAX_EXPONENT
from yaomai.standards.epcis.timestamp import milliseconds_utc
from yaomai.standards.gs1.identifier import identify


@dataclass(frozen=True, slots=True)
class Profile:
    """How one implementation writes what the standard leaves open.

    inline_extensions: extensions inside readPoint, sensorElement … stand at the end of their own object;
    else all of them follow ilmd, each below the names of the objects that hold it. sensor_list_named:
    `sensorElementList` is written.
    """

    suffix: str
    inline_extensions: bool
    sensor_list_named: bool


PROFILES: dict[str, Profile] = {
    "CBV2.0": Profile("?ver=CBV2.0", inline_extensions=False, sensor_list_named=False),
    "CBV2.1": Profile("?ver=CBV2.1", inline_extensions=True, sensor_list_named=True),
}


_NOT_HASHED = frozenset(("@context", "type", "recordTime", "eventID", "errorDeclaration", "certificationInfo"))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_URI_SCHEMES = frozenset(("urn", "https", "http"))  # what identifiers begin with
_COMMENTS = frozenset(("rdfs:comment", "comment"))
_TIMES = frozenset(("eventTime", "time", "startTime", "endTime"))
_EXTENSIBLE = tuple(node for node in ORDER if node.extensible)
_STANDARD = frozenset(node.name for node in ORDER) | _NOT_HASHED | {"ilmd"}


def event_hash(event: Mapping[str, Any], context: Context, profile: str = "CBV2.0") -> str:
    """The hash ID of an event that `check` found valid, `ni:///sha-256;<64 hex digits>?ver=CBV2.0`.

    KeyError when there is no such profile (see PROFILES).
    """
    digest = hashlib.sha256(prehash(event, context, profile).encode("utf-8")).hexdigest()
    return f"ni:///sha-256;{digest}{PROFILES[profile].suffix}"


def prehash(event: Mapping[str, Any], context: Context, profile: str = "CBV2.0") -> str:
    """The text whose SHA-256 is the hash."""
    writer = _Writer(context, PROFILES[profile])
    extensions = {} if event.keys() <= _STANDARD else {k: v for k, v in event.items() if k not in _STANDARD}
    parts = ["eventType=", event["type"], writer.standard(event, ORDER)]
    if "ilmd" in event:
        parts.append(writer.extension("ilmd", event["ilmd"]))
    if not writer.profile.inline_extensions:
        parts.append(writer.displaced(event, _EXTENSIBLE))
    parts.append(writer.extensions(extensions))
    return "".join(parts)


class _Writer:
    """Writes values in their canonical form, under one context and one profile."""

    __slots__ = ("context", "profile")

    def __init__(self, context: Context, profile: Profile) -> None:
        self.context = context
        self.profile = profile

    # --- members of the standard

    def standard(self, value: Mapping[str, Any], order: tuple[Node, ...]) -> str:
        """The members that `order` names, each with what is inside it."""
        return "".join([self._member(node, value[node.name]) for node in order if node.name in value])

    def _member(self, node: Node, value: Any) -> str:
        if isinstance(value, str) and not node.inside:
            return f"{node.name}={self._value(node, value)}"
        if not isinstance(value, list):
            return self._one(node, node.name, value)
        name = node.name if node.item is None else node.item
        if node.inside:
            text = "".join(sorted([self._one(node, name, one) for one in value]))
        else:
            text = "".join(sorted([f"{name}={self._value(node, one)}" for one in value]))
        return self._heading(node) + text if text else ""

    def _one(self, node: Node, name: str, value: Any) -> str:
        if not node.inside:
            return f"{name}={self._value(node, value)}"
        text = self.standard(value, node.inside)
        if node.extensible and self.profile.inline_extensions:
            text += self.extensions(_added(value, node))
        return name + text if text else ""

    def _heading(self, node: Node) -> str:
        """What stands once before the items of a list."""
        if node.item is None or (node.name == "sensorElementList" and not self.profile.sensor_list_named):
            return ""
        return node.name

    def _value(self, node: Node, value: Any) -> str:
        if node.words is not None:
            return node.words.web_address(self._expanded_value(value))
        if node.name in _TIMES:
            return milliseconds_utc(value) or str(value)
        return self._canonical(value)

    # --- extensions

    def displaced(self, value: Mapping[str, Any], order: tuple[Node, ...]) -> str:
        """The extensions that stand inside the members that `order` names, each below the names that lead to it."""
        parts: list[str] = []
        for node in order:
            if node.name not in value:
                continue
            inside = value[node.name]
            items = inside if isinstance(inside, list) else [inside]
            found = sorted(filter(None, [self._displaced_of(node, item) for item in items]))
            if found:
                parts += [self._heading(node), *found]
        return "".join(parts)

    def _displaced_of(self, node: Node, item: Mapping[str, Any]) -> str:
        if not node.extensible_inside and item.keys() <= node.named:
            return ""
        text = self.extensions(_added(item, node))
        if node.extensible_inside:
            text = self.displaced(item, node.extensible_inside) + text
        return (node.item or node.name) + text if text else ""

    def extensions(self, members: Mapping[str, Any]) -> str:
        """Members that the standard does not name, sorted."""
        return "".join(sorted(self._entries(members))) if members else ""

    def extension(self, name: str, value: Any) -> str:
        """One such member, as one text."""
        return "".join(sorted(self._entries({name: value})))

    def _entries(self, members: Mapping[str, Any]) -> list[str]:
        entries: list[str] = []
        for name, value in members.items():
            if name not in _COMMENTS:
                full = self._full_name(name)
                entries += [self._entry(full, one) for one in (value if isinstance(value, list) else [value])]
        return entries

    def _entry(self, name: str, value: Any) -> str:
        if isinstance(value, dict):
            return name + self.extensions(value)
        if isinstance(value, list):  # an array in an array: its items have no name
            return name + "".join(sorted(self._entry("", one) for one in value))
        text = self._canonical(value)
        return f"{name}={text}" if text else name

    def _full_name(self, name: str) -> str:
        """`example:lot` as `{https://ns.example.com/}lot`; a name whose prefix nobody declared as it is."""
        prefix, colon, local = name.partition(":")
        namespace = self._namespace(prefix) if colon else None
        return name if namespace is None else f"{{{namespace}}}{local}"

    def _namespace(self, prefix: str) -> str | None:
        if prefix == "gs1":  # earlier contexts bind it to https://gs1.org/voc/; one vocabulary, one name
            return GS1_PREFIXES["gs1"]
        declared = self.context.prefixes.get(prefix)
        if declared is None and prefix == "cbvmda":
            return "urn:epcglobal:cbv:mda"  # as upstream writes the undeclared prefix, without its last colon
        return declared or GS1_PREFIXES.get(prefix)

    # --- values

    def _expanded_value(self, text: str) -> str:
        """A word with one of GS1's own prefixes in full; the prefixes of others stay, as they do in XML."""
        prefix, colon, local = text.partition(":")
        if not colon or (prefix in _URI_SCHEMES and prefix not in self.context.prefixes):
            return text
        namespace = self._namespace(prefix)
        if namespace and namespace.startswith(("https://ref.gs1.org", "https://gs1.org")):
            return namespace + local
        return text

    def _canonical(self, value: Any) -> str:
        if isinstance(value, str):
            text = self._expanded_value(value.strip())
            return _canonical_text(text) if len(text) <= 256 else _canonize(text)
        if isinstance(value, bool):
            return "true" if value else "false"
        return _plain_number(str(value))


def _canonize(text: str) -> str:
    """A text without surrounding space: identifiers as canonical Digital Links, words as web addresses, numbers plain."""
    if text.startswith(("urn:epc:", "https://", "http://")):
        return identify(text).canonical
    if text.startswith("urn:epcglobal:cbv:"):
        return _web_word(text)
    return _plain_number(text)


_canonical_text = lru_cache(maxsize=1 << 16)(_canonize)  # of short texts only: what is kept must stay small


def _added(value: Mapping[str, Any], node: Node) -> dict[str, Any]:
    """The members of an object of the standard that the standard does not name."""
    if value.keys() <= node.named:
        return {}
    return {name: one for name, one in value.items() if name not in node.named}


_URN_VOCABULARIES = (
    vocabulary.BIZ_STEP,
    vocabulary.DISPOSITION,
    vocabulary.BIZ_TRANSACTION_TYPE,
    vocabulary.SOURCE_DESTINATION_TYPE,
    vocabulary.ERROR_REASON,
)


def _web_word(text: str) -> str:
    """A word of the Core Business Vocabulary as web address instead of URN, known or not."""
    for words in _URN_VOCABULARIES:
        if text.startswith(words.urn):
            return words.web + text.removeprefix(words.urn)
    return text


def _plain_number(text: str) -> str:
    """A number without leading or trailing zeros, plus or exponent, all its digits kept; any other text as it is.

    Texts that look like numbers are treated alike, because XML knows no difference. Where upstream only
    follows an accident of its language (`2026_01` is 202601, `1E3` is 1E+3, the 29th digit is rounded),
    this follows the standard.
    """
    if not _NUMBER.fullmatch(text):
        return text
    number = Decimal(text)
    if abs(number.adjusted()) > MAX_EXPONENT:
        return text
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
