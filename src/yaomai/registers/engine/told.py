"""What does somebody say of entities, what is wrong with it in itself, and how is it written as bodies of records?

One record tells of one entity:

    {"entity": 123 or null (a new one, whose number is this record's), "kind": "enterprise", "organisation": 7 or null (who keeps
     the row; only of a new one, or when it is handed over), "origin": {"kind": "cell", "record": 456}, "source": "authority",
     "says": [{"property": "name", "value": …, "unit"?, "from"?, "to"?, "place"?}]}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import orjson

from yaomai.errors import Finding
from yaomai.registers.declaration.kind import Kind
from yaomai.registers.engine.canonical import value_fault
from yaomai.registers.engine.resolve import Said

OriginKind = Literal["form", "cell", "document", "interface"]
ORIGINS: tuple[OriginKind, ...] = ("form", "cell", "document", "interface")

PLACE_CHARACTERS_MAX = 400
SAYS_MAX = 2_000
VALUE_BYTES_MAX = 1_000_000


class Saying(NamedTuple):
    """That a property has a value (canonical JSON; None: it has none), from a day until before another; `place`: where in the
    origin that stands, such as "基地!C5", or a JSON pointer.
    """

    property: str
    value: Any
    unit: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one entity; None: of a new one. `organisation`: who keeps its row from now on (None: as before, and of a new
    one whoever says it may keep).
    """

    kind: str
    entity: int | None
    says: tuple[Saying, ...]
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where it was read: `record` is that of the archived file or of the EPCIS document."""

    kind: OriginKind
    record: int | None = None


def findings(told: Told, kind: Kind, pointer: str) -> Iterator[Finding]:
    """What is wrong with what is said of one entity, as far as it shows by itself."""
    if not told.says and (told.entity is None or told.organisation is None):
        yield Finding(
            "registers.nothing_said", pointer, "nothing is said of this entity; name a property and its value"
        )
    if len(told.says) > SAYS_MAX:
        yield Finding(
            "registers.said_too_much", pointer, f"one record says at most {SAYS_MAX} things", f"{len(told.says)}"
        )
    for one in told.says:
        for code, words, value in _saying_faults(one, kind):
            yield Finding(code, f"{pointer}/{one.property}", words, value)
    if told.entity is None:
        there = {one.property for one in told.says if one.value is not None}
        for name in kind.required:
            if name not in there:
                yield Finding("registers.required", f"{pointer}/{name}", f"a new {kind.name} has the property {name}")


def _saying_faults(one: Saying, kind: Kind) -> Sequence[tuple[str, str, str]]:
    """Code, sentence and value of each."""
    declared = kind.by_name.get(one.property)
    if declared is None:
        words = f"the kind {kind.name} has no property {one.property[:80]!r}; it has {', '.join(kind.by_name)}"
        return [("registers.property_unknown", words, one.property[:80])]
    found = []
    if one.value is None:
        if declared.required:
            found.append(("registers.required", "this property is required: it is not said that there is none", ""))
    elif fault := value_fault(declared, one.value):
        found.append((*fault, shown(one.value)))
    elif isinstance(one.value, dict | list) and len(orjson.dumps(one.value)) > VALUE_BYTES_MAX:
        found.append(("registers.value_bytes", f"a value has at most {VALUE_BYTES_MAX:,} bytes", ""))
    if one.unit and one.unit != (unit := kind.units.get(one.property, "")):
        words = f"the value is stated in {unit or 'no unit'}; convert it before"
        found.append(("registers.unit_of_another", words, one.unit[:40]))
    if one.valid_from is not None and one.valid_to is not None and one.valid_from >= one.valid_to:
        words = "it is valid from a day before the day on which it is valid no longer"
        found.append(("registers.validity_order", words, f"{one.valid_from} – {one.valid_to}"))
    if len(one.place) > PLACE_CHARACTERS_MAX:
        found.append(("registers.place_long", f"a place has at most {PLACE_CHARACTERS_MAX} characters", ""))
    return found


def shown(value: object) -> str:
    """The beginning of a value, for a finding."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= 120 else f"{text[:119]}…"


def body(told: Told, kind: Kind, origin: Origin, source: str, organisation: int | None) -> bytes:
    """The body of the record that says this; `organisation` counts only for a new entity, or when the row is handed over."""
    members: dict[str, Any] = {
        "kind": told.kind,
        "entity": told.entity,
        "origin": {"kind": origin.kind, "record": origin.record},
        "source": source,
        "says": [_member(one, kind) for one in told.says],
    }
    if told.entity is None or told.organisation is not None:
        members["organisation"] = organisation
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def _member(one: Saying, kind: Kind) -> dict[str, Any]:
    member: dict[str, Any] = {"property": one.property, "value": one.value}
    if one.value is not None and (unit := kind.units.get(one.property)):
        member["unit"] = unit
    if one.valid_from is not None:
        member["from"] = one.valid_from
    if one.valid_to is not None:
        member["to"] = one.valid_to
    if one.place:
        member["place"] = one.place
    return member


@dataclass(frozen=True, slots=True)
class ReadTold:
    """A body as it is read again: `is_kept` tells whether it says who keeps the row."""

    entity: int
    kind: str
    is_kept: bool
    organisation: int | None
    origin: str
    origin_record: int | None
    said: Sequence[tuple[Said, str]]  # the statements, each with its place in the origin


def read_body(record: int, text: bytes, speaker: int | None) -> ReadTold:
    """What the body of a record of the organisation `speaker` says. Raises ValueError, KeyError or TypeError for others."""
    members: Mapping[str, Any] = orjson.loads(text)
    return ReadTold(
        entity=members["entity"] or record,
        kind=members["kind"],
        is_kept="organisation" in members,
        organisation=members.get("organisation"),
        origin=members["origin"]["kind"],
        origin_record=members["origin"]["record"],
        said=[
            (
                Said(
                    record,
                    ordinal,
                    one["property"],
                    one["value"],
                    one.get("unit", ""),
                    _day(one.get("from")),
                    _day(one.get("to")),
                    members["source"],
                    speaker,
                ),
                one.get("place", ""),
            )
            for ordinal, one in enumerate(members["says"], start=1)
        ],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
