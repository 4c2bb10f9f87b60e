"""How does the query string of a list become what is asked of the register, and back?

    /registers/base?county=621126&area.from=500&sort=-area&columns=name,area

`<property>=…` means what one expects of its type: text that contains it, a division and all below it, else just that value.
`<property>.from`, `.to`, `.is`, `.has`, `.below`, `.empty`, `.disputed` (yes) say it in full. A page, an export, a
saved view and the JSON interface read the same string.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast
from urllib.parse import urlencode

from django.http import QueryDict

from yaomai.errors import Finding, InvalidError
from yaomai.registers.declaration import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Kind,
    Number,
    Point,
    Property,
    Ref,
    Text,
    Year,
)
from yaomai.registers.engine import reading
from yaomai.registers.queries.lists import Filter, Listing
from yaomai.web.register_shown import unit_of, words

Op = Literal["is", "has", "from", "to", "below", "empty", "disputed"]
RESERVED = frozenset({"sort", "after", "columns", "format", "empty", "disputed", "perPage", "nextPageToken"})
"""Parameters that are no properties: a property that is called so is asked for by its full form."""
EVERY_COLUMN = "*"
LONGEST_VALUE = 200


def operations(one: Property) -> tuple[Op, ...]:
    """By what a property can be filtered, the usual way first."""
    match one.type:
        case Text():
            return ("has", "is", "empty", "disputed")
        case Division():
            return ("below", "is", "empty", "disputed")
        case Number() | Date() | Year():
            return ("is", "empty", "disputed") if one.many else ("is", "from", "to", "empty", "disputed")
        case Code():
            return ("is", "has", "empty", "disputed")
        case Choice() | Flag() | Ref():
            return ("is", "empty", "disputed")
        case Point() | Area():
            return ("empty", "disputed")


def parameter(one: Property, op: Op) -> str:
    """The name of the parameter that filters this property so."""
    is_usual = operations(one)[0] == op and one.name not in RESERVED and op not in {"empty", "disputed"}
    return one.name if is_usual else f"{one.name}.{op}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter as it was written: of which property, how, and the text."""

    property: Property
    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query string asks of a list. `faults` are conditions that could not be read and so were left out."""

    kind: Kind
    conditions: tuple[Condition, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False
    after: str = ""
    columns: tuple[Property, ...] = ()
    are_columns_chosen: bool = False
    faults: tuple[Finding, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)

    def listing(self, limit: int) -> Listing:
        """The question to the register."""
        return Listing(
            self.kind.name,
            filters=self.filters,
            sort=self.sort,
            descending=self.descending,
            after=self.after,
            limit=limit,
        )

    def query(self, **changes: str) -> str:
        """The query string with some parameters changed; an empty value removes one. Names with a dot: `{"a.from": ""}`."""
        asked = {
            **{parameter(one.property, one.op): one.text for one in self.conditions},
            "sort": (f"-{self.sort}" if self.descending else self.sort),
            "columns": ",".join(one.name for one in self.columns) if self.are_columns_chosen else "",
            "after": self.after,
        }
        return urlencode({key: value for key, value in (asked | changes).items() if value})

    def without_filters(self) -> "Asked":
        """The same list unfiltered, from its beginning."""
        return replace(self, conditions=(), filters=(), after="")


def given(query: QueryDict) -> dict[str, str]:
    """The parameters of an address, each once: columns put together, `empty=area` written in full as `area.empty=yes`."""
    found = {name: str(query[name]) for name in query if name not in {"columns", "empty", "disputed"}}
    for op in ("empty", "disputed"):
        found |= {f"{name}.{op}": "yes" for name in query.getlist(op) if name}
    columns = ",".join(name for name in query.getlist("columns") if name)
    return found | ({"columns": columns} if columns else {})


Resolve = Callable[[Property, str], int | None]
"""The number of the entity that a text names, for a filter by reference; None when none or several are named so."""


def read(given: Mapping[str, str], kind: Kind, seen: Collection[str], *, resolve: Resolve) -> Asked:
    """What `given` (parameters of an address) asks of the list of this kind; `seen`: the properties that the viewer may see at all.

    A parameter that names no property that is seen, or whose value cannot be read, is told in `faults` and left out.
    """
    properties = {name: one for name, one in kind.by_name.items() if name in seen}
    conditions: list[Condition] = []
    filters: list[Filter] = []
    faults: list[Finding] = []
    for name, text in given.items():
        if name in RESERVED or not text.strip():
            continue
        property_name, _, op_name = name.partition(".")
        one = properties.get(property_name)
        if one is None:
            faults.append(
                Finding("registers.filter_unknown", f"/{name[:80]}", "names no property of this list", text[:80])
            )
            continue
        allowed = operations(one)
        op = cast("Op", op_name or allowed[0])
        if op not in allowed:
            message = f"{property_name} can be filtered by {', '.join(allowed)}"
            faults.append(Finding("registers.filter_operation", f"/{name[:80]}", message, op_name[:80]))
            continue
        try:
            filters.append(Filter(one.name, op, _value(one, op, text.strip(), resolve)))
            conditions.append(Condition(one, op, text.strip()))
        except InvalidError as error:
            faults += [replace(each, pointer=f"/{name[:80]}") for each in error.findings]
    asked = Asked(kind, tuple(conditions), tuple(filters), written=dict(given))
    return _arranged(asked, given, properties, faults)


def _arranged(
    asked: Asked, given: Mapping[str, str], properties: Mapping[str, Property], faults: list[Finding]
) -> Asked:
    """With its sorting and its columns."""
    sort = given.get("sort", "").strip()
    key = sort.removeprefix("-")
    if key and (key not in properties or isinstance(properties[key].type, Point | Area)):
        message = f"the list can be sorted by {', '.join(properties)}"
        faults.append(Finding("registers.sort_unknown", "/sort", message, key[:80]))
        sort = key = ""
    wanted = [name for name in given.get("columns", "").split(",") if name]
    if unknown := [name for name in wanted if name not in properties and wanted != [EVERY_COLUMN]]:
        faults.append(
            Finding("registers.column_unknown", "/columns", "are no columns of this list", ",".join(unknown)[:80])
        )
    if wanted == [EVERY_COLUMN]:
        wanted = list(properties)
    chosen = tuple(properties[name] for name in dict.fromkeys(wanted) if name in properties)
    usual = tuple(one for one in asked.kind.listed if one.name in properties)
    return replace(
        asked,
        sort=key,
        descending=sort.startswith("-"),
        after=given.get("after", "")[:400],
        columns=_title_first(asked.kind, chosen) if chosen else usual,
        are_columns_chosen=bool(chosen) and _title_first(asked.kind, chosen) != usual,
        faults=tuple(faults),
    )


def _title_first(kind: Kind, columns: Iterable[Property]) -> tuple[Property, ...]:
    return tuple(sorted(columns, key=lambda one: one.name != kind.title))


def _value(one: Property, op: Op, text: str, resolve: Resolve) -> str:
    """The filter's value as the list takes it: as it was written, a reference as number. Raises InvalidError."""
    if len(text) > LONGEST_VALUE or "\x00" in text:
        raise InvalidError([Finding("registers.filter_value", "", f"at most {LONGEST_VALUE} characters", text[:80])])
    if op in {"empty", "disputed"}:
        if text != "yes":
            raise InvalidError([Finding("registers.filter_value", "", "is yes", text[:80])])
        return text
    if op == "has":
        return text
    if isinstance(one.type, Ref):
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else resolve(one, text)
        if number is None:
            raise InvalidError([Finding("registers.filter_ref", "", "names no entity, or several", text[:80])])
        return str(number)
    try:
        reading.read(one.type, text)
    except reading.ReadFault as fault:
        raise InvalidError([Finding(fault.code, "", str(fault), text[:80])]) from fault
    return text


def condition_words(one: Condition) -> str:
    """A condition as a person says it: 面积 ≥ 500 亩."""
    label, text = one.property.label, _text_words(one)
    match one.op:
        case "has":
            return f"{label}含“{text}”"
        case "from":
            return f"{label} ≥ {text}"
        case "to":
            return f"{label} ≤ {text}"
        case "below":
            return f"{label}：{text}（含下级）"
        case "empty":
            return f"{label}没有填"
        case "disputed":
            return f"{label}说法不一"
        case "is":
            return f"{label}：{text}"


def _text_words(one: Condition) -> str:
    """What was asked for as a value of the property reads; as it was written, where it is a part of one, or a reference."""
    if one.op in {"has", "empty", "disputed"} or isinstance(one.property.type, Ref):
        return one.text
    try:
        value = reading.read(one.property.type, one.text).value
    except reading.ReadFault:
        return one.text
    unit = unit_of(one.property)
    return f"{words(one.property.type, value, {})}{f' {unit}' if unit else ''}"
