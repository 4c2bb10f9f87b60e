"""Which rows does an entity have in the tables that are derived from its statements?"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from yaomai.registers.declaration.kind import Kind
from yaomai.registers.declaration.types import Division
from yaomai.registers.engine.list_keys import keys_of
from yaomai.registers.engine.resolve import NO_RULES, Rules, Said, resolve
from yaomai.registers.engine.terms import terms_of
from yaomai.standards.gs1.digital_link import canonical_uri

_CODED = frozenset({"gtin", "gln", "extension"})
DERIVATION = 3
"""Raised when the same declaration leads to other rows than before: then all entities are derived anew."""


@dataclass(frozen=True, slots=True)
class EntityRows:
    """What stands of one entity in registers_entity, registers_listed, registers_identity_key and registers_term."""

    kind: Kind
    title: str
    division: str
    current: dict[str, Any]
    cells: dict[str, list[int | str | None]]
    disputed: list[str]
    changes_on: date | None

    @property
    def keys(self) -> list[str | None]:
        """By which it is listed (list_keys.py)."""
        return keys_of(self.kind, self.current)

    @property
    def identities(self) -> list[str]:
        """By which it is told from others."""
        return [*identity_keys(self.kind, self.current), *gs1_uris(self.kind, self.current)]

    @property
    def terms(self) -> list[tuple[str, str, list[str]]]:
        """By which it is found (terms.py)."""
        return terms_of(self.kind, self.current)

    @property
    def is_void(self) -> bool:
        """Whether nothing is said of it, on any day."""
        return not self.cells and self.changes_on is None


def entity_rows(kind: Kind, said: Iterable[Said], day: date, rules: Rules = NO_RULES) -> EntityRows:
    """The rows of an entity of which this is said. Properties that the kind has no longer are left out."""
    resolved = resolve(said, day, rules, kind.by_name, kind.yearly)
    held = {name: resolved.cells[name] for name in kind.by_name if name in resolved.cells}
    current = {name: one.said.value for name, one in held.items() if one.said.value is not None}
    title = current.get(kind.title)
    return EntityRows(
        kind=kind,
        title=title if isinstance(title, str) else "",
        division=division_of(kind, current),
        current=current,
        cells={name: _cell(one.said, kind) for name, one in held.items()},
        disputed=[name for name, one in held.items() if one.is_disputed],
        changes_on=resolved.changes_on,
    )


def found_by(kind: Kind) -> frozenset[str]:
    """The properties from which the terms and identities of an entity follow, and from no others."""
    coded = (one.name for one in kind.properties if one.epcis in _CODED)
    return frozenset((*(one.name for one in kind.searched), *kind.identifying, *coded))


def _cell(said: Said, kind: Kind) -> list[int | str | None]:
    """Which statement it is; and of what is told year by year the first day of which it is said, and the first of which it is no
    longer.
    """
    if said.property not in kind.yearly:
        return [said.record, said.ordinal]
    days = (None if day is None else day.isoformat() for day in (said.valid_from, said.valid_to))
    return [said.record, said.ordinal, *days]


def division_of(kind: Kind, current: Mapping[str, Any]) -> str:
    """In which division an entity lies: that of the property that places it, else of the first that is a division."""
    named = [kind.by_name[kind.place]] if kind.place else []
    for one in (*named, *kind.properties):
        if isinstance(one.type, Division) and not one.many:
            found = current.get(one.name)
            return found if isinstance(found, str) else ""
    return ""


def identity_keys(kind: Kind, current: Mapping[str, Any]) -> Iterable[str]:
    """One text for each set of properties that tells an entity from all others, if it has all of them."""
    seen = set()
    for names in kind.identity:
        values = [current.get(name) for name in names]
        if any(one is None or one == [] for one in values):
            continue
        for combined in product(*(one if isinstance(one, list) else [one] for one in values)):
            key = "\x1f".join([kind.name, *names, *map(str, combined)])
            if key not in seen:
                seen.add(key)
                yield key


def gs1_uris(kind: Kind, current: Mapping[str, Any]) -> Iterable[str]:
    """The canonical spelling (standards/gs1/identifier.py) by which events name an entity of a kind that is made of master data."""
    keys = {one.epcis: current.get(one.name) for one in kind.properties if one.epcis in _CODED}
    if kind.epcis == "EPCClass" and keys.get("gtin"):
        yield canonical_uri((("01", str(keys["gtin"])),))
    elif kind.epcis == "Party" and keys.get("gln"):
        yield canonical_uri((("417", str(keys["gln"])),))
    elif kind.epcis == "Location" and keys.get("gln"):
        extension = str(keys.get("extension") or "0")
        yield canonical_uri((("414", str(keys["gln"])), *((("254", extension),) if extension != "0" else ())))


def fingerprint(kind: Kind) -> str:
    """A mark of everything in a declaration, and in this program, from which the rows of the kind's entities follow."""
    declared = [
        DERIVATION,
        [(one.name, repr(one.type), one.many, one.search) for one in kind.properties],
        (kind.title, kind.identity, kind.other_names, kind.place),
        *([sorted(kind.yearly)] if kind.yearly else ()),
    ]
    return hashlib.sha256(repr(declared).encode()).hexdigest()
