"""What is the hash by which everyone who holds this event, however spelled, can name it?

The event hash ID of CBV 2.0, `ni:///sha-256;<hex>?ver=CBV2.0` (RFC 6920). The members of the event
are written in a fixed order as `name=value` into one text, the pre-hash; its SHA-256 is the hash. Words
become web addresses, identifiers canonical Digital Links, times UTC with milliseconds, numbers plain
decimals; lists are sorted. Not part of the hash: recordTime, eventID, errorDeclaration (so that a
declaration keeps the original's hash), comments; and certificationInfo, but in profile `legacy`.

The text of the standard leaves room; profiles say how each published implementation fills it. `CBV2.0` is
upstream's (RalphTro/epcis-event-hash-generator) since July 2026, `CBV2.1` the draft in the same place, `legacy` the
package epcis-event-hash-generator 1.9.3 on PyPI, whose hashes also end in `?ver=CBV2.0`: keep the profile with the hash.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from yaomai.standards.epcis.context import GS1_PREFIXES, Context
from yaomai.standards.epcis.event_hash_order import ORDER, ORDER_1_9_3, REST_1_9_3, Node
from yaomai.standards.epcis.event_hash_values import SPELLING, SPELLING_1_9_3, Spelling, Write


@dataclass(frozen=True, slots=True)
class Profile:
    """How one implementation writes what the standard leaves open.

    order: the members that have a place; rest: those of the standard that follow with the extensions, sorted.
    extensions: where those inside readPoint, sensorElement … stand: at the end of their own object (`inside`), or all of them
    after ilmd, each below the names of the objects that hold it (`after`); `either`: as 1.9.3 happens to decide.
    sensor_list_named: `sensorElementList` is written. own_prefixes: GS1's prefixes need no declaration in names.
    """

    suffix: str
    order: tuple[Node, ...]
    rest: tuple[Node, ...]
    extensions: Literal["inside", "after", "either"]
    sensor_list_named: bool
    own_prefixes: bool
    spelling: Spelling


PROFILES: dict[str, Profile] = {
    "CBV2.0": Profile("?ver=CBV2.0", ORDER, (), "after", False, True, SPELLING),
    "CBV2.1": Profile("?ver=CBV2.1", ORDER, (), "inside", True, True, SPELLING),
    "legacy": Profile("?ver=CBV2.0", ORDER_1_9_3, REST_1_9_3, "either", True, False, SPELLING_1_9_3),
}

_NOT_HASHED = frozenset(("@context", "type", "recordTime", "eventID", "errorDeclaration", "certificationInfo"))
_COMMENTS = frozenset(("rdfs:comment", "comment"))
_TIMES = frozenset(("eventTime", "time", "startTime", "endTime"))
_STANDARD = frozenset(node.name for node in ORDER) | _NOT_HASHED | {"ilmd"}

_Members = Mapping[str, Any]


def event_hash(event: _Members, context: Context, profile: str = "CBV2.0") -> str:
    """The hash ID of an event that `check` found valid, `ni:///sha-256;<64 hex digits>?ver=CBV2.0`.

    KeyError when there is no such profile (see PROFILES).
    """
    return f"ni:///sha-256;{event_digest(event, context, profile).hex()}{PROFILES[profile].suffix}"


def event_digest(event: _Members, context: Context, profile: str = "CBV2.0") -> bytes:
    """The 32 bytes of the hash alone."""
    return hashlib.sha256(_WRITERS[profile].prehash(event, context).encode()).digest()


def prehash(event: _Members, context: Context, profile: str = "CBV2.0") -> str:
    """The text whose SHA-256 is the hash."""
    return _WRITERS[profile].prehash(event, context)


class _Writer:
    """Writes events under one profile. What the order names is made into one function a member, once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._value = profile.spelling.value
        self._ordered = [(node.name, self._member(node)) for node in profile.order]
        self._rest = [(node.name, self._member(node)) for node in profile.rest]
        self._extensible = tuple(node for node in profile.order if node.extensible)

    def prehash(self, event: _Members, context: Context) -> str:
        """The whole text."""
        parts = ["eventType=", event["type"]]
        parts += [write(event[name], context) for name, write in self._ordered if name in event]
        added = {} if event.keys() <= _STANDARD else {k: v for k, v in event.items() if k not in _STANDARD}
        if self._profile.rest:
            following = [write(event[name], context) for name, write in self._rest if name in event]
            following += self._displaced(event, self._extensible, context)
            if added:
                following += self._entries(added, context)
            if "ilmd" in event:
                following.append(self._named("ilmd", event["ilmd"], context))
            parts += sorted(following)
            return "".join(parts)
        if "ilmd" in event:
            parts.append(self._named("ilmd", event["ilmd"], context))
        if self._profile.extensions == "after":
            parts += self._displaced(event, self._extensible, context)
        if added:
            parts.append(self._extensions(added, context))
        return "".join(parts)

    # --- members of the standard

    def _member(self, node: Node) -> Write:
        """What writes this member, whether it is one value or a list of them."""
        alone = self._one(node, node.name)
        if node.item is None and not node.listed:
            return alone
        heading = self._heading(node)
        each = alone if node.item is None else self._one(node, node.item)

        def write(value: Any, context: Context) -> str:
            if not isinstance(value, list):
                return alone(value, context)
            text = (
                each(value[0], context) if len(value) == 1 else "".join(sorted([each(one, context) for one in value]))
            )
            return heading + text if text else ""

        return write

    def _heading(self, node: Node) -> str:
        """What stands once before the items of a list."""
        if node.item is None or (node.name == "sensorElementList" and not self._profile.sensor_list_named):
            return ""
        return node.name

    def _one(self, node: Node, name: str) -> Write:
        """What writes one value of this member, under `name`."""
        if not node.inside:
            return _as_is(f"{name}=") if node.as_is else _spelled(f"{name}=", self._spelling_of(node))
        members = [(inner.name, self._member(inner)) for inner in node.inside]
        inline = node.extensible and self._profile.extensions != "after"

        def write(value: Any, context: Context) -> str:
            text = "".join([write(value[name], context) for name, write in members if name in value])
            if inline and not value.keys() <= node.named:
                text += self._extensions(self._added(value, node, context)[0], context)
            return name + text if text else ""

        return write

    def _spelling_of(self, node: Node) -> Write:
        spelling = self._profile.spelling
        if node.words is not None:
            return spelling.word(node.words)
        return spelling.time if node.name in _TIMES else spelling.value

    # --- what others added

    def _added(self, value: _Members, node: Node, context: Context) -> tuple[_Members, _Members]:
        """The members of an object that the order does not name: those that stand inside it, and those displaced."""
        added = {name: one for name, one in value.items() if name not in node.named}
        where = self._profile.extensions
        if where == "either":
            full = {name: self._full_name(name, context) for name in value if name not in _COMMENTS}
            several = sum(len(value[name]) if isinstance(value[name], list) else 1 for name in full) > 1
            if several and not any("eventTime" in name or "action" in name for name in full.values()):
                inside = {name for name in added if "{" in full.get(name, "") and "/}" in full[name]}
                return (
                    {name: one for name, one in added.items() if name in inside},
                    {name: one for name, one in added.items() if name not in inside},
                )
        return (added, {}) if where == "inside" else ({}, added)

    def _displaced(self, value: _Members, order: tuple[Node, ...], context: Context) -> list[str]:
        """The additions to what is inside the members that `order` names, each below the names that lead to it."""
        texts: list[str] = []
        for node in order:
            if node.name not in value:
                continue
            inside = value[node.name]
            if not node.extensible_inside and isinstance(inside, dict) and inside.keys() <= node.named:
                continue  # nearly every place
            items = inside if isinstance(inside, list) else [inside]
            found = sorted(filter(None, [self._displaced_of(node, item, context) for item in items]))
            if found:
                texts.append("".join([self._heading(node), *found]))
        return texts

    def _displaced_of(self, node: Node, item: _Members, context: Context) -> str:
        if not node.extensible_inside and item.keys() <= node.named:
            return ""
        parts = self._displaced(item, node.extensible_inside, context)
        if not item.keys() <= node.named:
            parts.append(self._extensions(self._added(item, node, context)[1], context))
        text = "".join(sorted(parts) if self._profile.rest else parts)
        return (node.item or node.name) + text if text else ""

    def _extensions(self, members: _Members, context: Context) -> str:
        """Members that the standard does not name, sorted."""
        return "".join(sorted(self._entries(members, context))) if members else ""

    def _named(self, name: str, value: Any, context: Context) -> str:
        return "".join(sorted(self._entries({name: value}, context)))

    def _entries(self, members: _Members, context: Context) -> list[str]:
        """One text a member, or item of a member's list."""
        entries: list[str] = []
        for name, value in members.items():
            if name in _COMMENTS:
                continue
            full = self._full_name(name, context)
            items = value if isinstance(value, list) else [value]
            if self._profile.rest and full.endswith("List") and items:
                each = full.removesuffix("List")
                entries.append(full + "".join(sorted([self._entry(each, one, context) for one in items])))
            else:
                entries += [self._entry(full, one, context) for one in items]
        return entries

    def _entry(self, name: str, value: Any, context: Context) -> str:
        if isinstance(value, dict):
            return name + self._extensions(value, context)
        if isinstance(value, list):  # an array in an array: its items have no name
            return name + "".join(sorted(self._entry("", one, context) for one in value))
        text = self._value(value, context)
        return f"{name}={text}" if text else name

    def _full_name(self, name: str, context: Context) -> str:
        """`example:lot` as `{https://ns.example.com/}lot`; a name whose prefix nobody declared as it is."""
        prefix, colon, local = name.partition(":")
        namespace = self._namespace(prefix, context) if colon else None
        return name if namespace is None else f"{{{namespace}}}{local}"

    def _namespace(self, prefix: str, context: Context) -> str | None:
        declared = context.prefixes.get(prefix)
        if not self._profile.own_prefixes:
            return declared
        if prefix == "gs1":  # earlier contexts bind it to https://gs1.org/voc/; one vocabulary, one name
            return GS1_PREFIXES["gs1"]
        if declared is None and prefix == "cbvmda":
            return "urn:epcglobal:cbv:mda"  # as upstream writes the undeclared prefix, without its last colon
        return declared or GS1_PREFIXES.get(prefix)


def _as_is(start: str) -> Write:
    return lambda value, _context: start + value


def _spelled(start: str, spelling: Write) -> Write:
    return lambda value, context: start + spelling(value, context)


_WRITERS = {name: _Writer(profile) for name, profile in PROFILES.items()}
