"""Which SQL says that an entity passes the filters of a list, and in which order it stands there?

Over `registers_listed` (as `l`), in which each property of the kind has its key (list_keys.py). A property that the viewer does not
see of a row counts there for nothing: a filter by it leaves the row out, and in an order by it the row stands as if it had none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from yaomai.errors import Finding, InvalidError
from yaomai.people.engine.visibility import region_of
from yaomai.registers.declaration.kind import Kind, Property
from yaomai.registers.declaration.types import Choice, Date, Division, Flag, Number, Ref, Text, Year
from yaomai.registers.engine.list_keys import BETWEEN, READING_END, TEXT_CHARACTERS_MOST, is_cut, list_key
from yaomai.registers.engine.reading import ReadFault, read

Operator = Literal["is", "has", "from", "to", "below", "empty", "disputed"]
OPERATORS: tuple[str, ...] = get_args(Operator)
_ORDERED = (Number, Date, Year)
_HAS_CASE = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: `is` the value; `has` this text in it; `from`, `to` (both included); `below`: the division or one within it;
    `empty`; `disputed` by sources. `value` as people or programs write it; of the last two none.
    """

    property: str
    op: str
    value: str = ""


@dataclass(slots=True)
class Condition:
    """A piece of SQL, and the values of its placeholders by name."""

    sql: str
    values: dict[str, Any] = field(default_factory=dict)


SeenSql = Mapping[str, str]
"""Of each property the condition under which it is seen of a row; "true", "false", or over l.organisation and l.division."""


def conditions(kind: Kind, filters: Sequence[Filter], seen: SeenSql) -> list[Condition]:
    """What all filters together demand. Raises InvalidError with everything that is wrong with them (pointers `/filters/0`)."""
    faults: list[Finding] = []
    found = []
    for number, one in enumerate(filters):
        try:
            found += list(_of(kind, one, f"f{number}", seen))
        except ReadFault as fault:
            faults.append(Finding(fault.code, f"/filters/{number}", str(fault), fault.value))
        except ValueError as error:
            faults.append(Finding("registers.filter_unusable", f"/filters/{number}", str(error), one.value[:120]))
    if faults:
        raise InvalidError(faults)
    return found


def column(kind: Kind, name: str) -> str:
    """The key of a property."""
    position = list(kind.by_name).index(name) + 1
    return f'((l.keys)[{position}] COLLATE "C")'


def sort_column(kind: Kind, name: str, seen: SeenSql) -> str:
    """By what a list is put in order: the key, unless it is not seen."""
    condition = seen[name]
    return column(kind, name) if condition == "true" else f"(CASE WHEN {condition} THEN {column(kind, name)} END)"


def _of(kind: Kind, one: Filter, name: str, seen: SeenSql) -> Iterator[Condition]:
    declared = kind.by_name.get(one.property)
    if declared is None:
        raise ValueError(
            f"the kind {kind.name} has no property {one.property[:80]!r}; it has {', '.join(kind.by_name)}"
        )
    if one.op not in OPERATORS:
        raise ValueError(f"a filter is one of {', '.join(OPERATORS)}, not {one.op[:40]!r}")
    if seen[declared.name] != "true":
        yield Condition(seen[declared.name])
    key = column(kind, declared.name)
    match one.op:
        case "empty":
            yield Condition(f"{key} IS NULL")
        case "disputed":
            yield Condition(f"%({name})s = ANY (l.disputed)", {name: declared.name})
        case "is":
            yield from _is(kind, declared, key, one.value, name)
        case "has":
            yield from _has(kind, declared, key, one.value, name)
        case "below":
            yield _below(declared, key, one.value, name)
        case _:
            yield _bound(declared, key, one, name)


def _is(kind: Kind, declared: Property, key: str, text: str, name: str) -> Iterator[Condition]:
    if isinstance(declared.type, Ref):
        yield _refers(declared, key, text, name)
        return
    value = read(declared.type, text).value
    if value is None:
        yield Condition(f"{key} IS NULL")
        return
    wanted = list_key(declared, [value] if declared.many else value, is_title=declared.name == kind.title) or ""
    yield _equals(declared, key, wanted, name)
    if is_cut(declared.type, value):
        holds = "e.current -> %({0}_p)s ? %({0}_v)s" if declared.many else "e.current ->> %({0}_p)s = %({0}_v)s"
        yield Condition(
            f"EXISTS (SELECT FROM registers_entity e WHERE e.id = l.entity AND {holds.format(name)})",
            {f"{name}_p": declared.name, f"{name}_v": value},
        )


def _equals(declared: Property, key: str, wanted: str, name: str) -> Condition:
    if declared.many:
        return Condition(f"position(%({name})s IN {key}) > 0", {name: wanted})
    return Condition(f"{key} = %({name})s", {name: wanted})


def _refers(declared: Property, key: str, text: str, name: str) -> Condition:
    """To the entity of this number, or to one that was merged with it."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:20]) < 2**63):
        raise ValueError(f"{declared.name} refers to an entity: write its number")
    same = (
        f"SELECT o.id::text FROM registers_entity o WHERE o.id = %({name})s OR o.merged_into = %({name})s"
        f" OR o.id = (SELECT m.merged_into FROM registers_entity m WHERE m.id = %({name})s)"
        f" OR o.merged_into = (SELECT m.merged_into FROM registers_entity m WHERE m.id = %({name})s)"
    )
    if declared.many:
        return Condition(f"string_to_array({key}, '{BETWEEN}') && ARRAY({same})", {name: int(text)})
    return Condition(f"{key} = ANY (ARRAY({same}))", {name: int(text)})


def _has(kind: Kind, declared: Property, key: str, text: str, name: str) -> Iterator[Condition]:
    wanted = text.strip().lower()
    if not wanted:
        raise ValueError("write what it has in it")
    if isinstance(declared.type, Choice | Flag | Ref):
        yield from _is(kind, declared, key, text, name)
        return
    key_lower, found = key, f"position(%({name})s IN {key}) > 0"
    if _HAS_CASE.search(wanted):  # lower() of the collation C changes these letters only, and takes its time
        key_lower, found = f"lower({key})", f"position(%({name})s IN lower({key})) > 0"
    if not isinstance(declared.type, Text):
        yield Condition(found, {name: wanted})
        return
    # What stands before READING_END is the reading of what stands after it.
    without = (
        f"regexp_replace({key_lower}, '[^{BETWEEN}{READING_END}]*{READING_END}', '', 'g')"
        if declared.many
        else f"split_part({key_lower}, '{READING_END}', 2)"
    )
    in_text = f"position(%({name})s IN {without}) > 0"
    # What is not in the whole key is not in the texts either: most rows are done with then.
    found = f"({found} AND {in_text})" if declared.many and BETWEEN not in wanted else in_text
    if is_cut(declared.type, "x" * declared.type.longest):  # of a long text the key has the beginning
        whole = f"(SELECT e.current ->> %({name}_p)s FROM registers_entity e WHERE e.id = l.entity)"
        found = (
            f"CASE WHEN {found} THEN true WHEN octet_length({key}) < {TEXT_CHARACTERS_MOST} THEN false"
            f" WHEN char_length({without}) >= {TEXT_CHARACTERS_MOST}"
            f" THEN coalesce(position(%({name})s IN lower({whole})) > 0, false) ELSE false END"
        )
    yield Condition(found, {name: wanted, f"{name}_p": declared.name})


_LAST = "\U0010ffff"


def _below(declared: Property, key: str, text: str, name: str) -> Condition:
    if not isinstance(declared.type, Division):
        raise ValueError(f"{declared.name} is no division, so nothing lies below it")  # noqa: TRY004  # of the asker's words, no type of Python's
    code = read(declared.type, text).value
    region = region_of(str(code)) or str(code)
    if declared.many:
        return Condition(f"position(%({name})s IN {key}) > 0", {name: f"{BETWEEN}{region}"})
    # As a range, along which an index can be walked.
    return Condition(f"({key} >= %({name})s AND {key} < %({name}_end)s)", {name: region, f"{name}_end": region + _LAST})


def _bound(declared: Property, key: str, one: Filter, name: str) -> Condition:
    if not isinstance(declared.type, _ORDERED) or declared.many:
        raise ValueError(f"{declared.name} is neither a number nor a day nor a year: it has no bounds")
    value = read(declared.type, one.value).value
    if value is None:
        raise ValueError("write a bound")
    compared = ">=" if one.op == "from" else "<="
    return Condition(f"{key} {compared} %({name})s", {name: list_key(declared, value)})
