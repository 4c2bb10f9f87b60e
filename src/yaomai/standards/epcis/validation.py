"""Is this event (or this document's frame) a valid one, and if not, what are all its faults?

The verdict is that of GS1's EPCIS-JSON-Schema.json for the same JSON, made stricter where the standard
demands what a schema cannot say; tests/standards/epcis/test_validation.py holds the list of these
differences with their reasons.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from yaomai.errors import Finding
from yaomai.standards.epcis import fields as tables
from yaomai.standards.epcis import rules
from yaomai.standards.epcis.context import NO_CONTEXT, Context
from yaomai.standards.epcis.fields import Group, Kind, Listed, OneOrMore
from yaomai.standards.epcis.timestamp import OFFSET, read_time
from yaomai.standards.epcis.uri import is_uri
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.standards.gs1.identifier import identify

Check = Callable[[Any, str, "_Run"], None]

_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_HEX = re.compile(r"[A-Fa-f0-9]+")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_ACTIONS = ("ADD", "OBSERVE", "DELETE")


class _Run:
    """One check: the context that prefixes are read in, and the findings so far."""

    __slots__ = ("context", "findings")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.findings: list[Finding] = []

    def report(self, code: str, pointer: str, message: str, value: Any = "") -> None:
        self.findings.append(Finding(f"epcis.{code}", pointer, message, shown(value)))


def check(event: Mapping[str, Any], pointer: str = "", context: Context = NO_CONTEXT) -> list[Finding]:
    """All faults of one event. `pointer` is where it stands in its document; `context` is the event's own."""
    run = _Run(context)
    event_type = event.get("type")
    table = _EVENT_CHECKS.get(event_type) if isinstance(event_type, str) else None
    if table is None or not isinstance(event_type, str):
        known = ", ".join(tables.EVENTS)
        if "type" not in event:
            run.report("type_missing", pointer, f"the event has no type; it is one of {known}")
        else:
            run.report("type_unknown", f"{pointer}/type", f"the event type is one of {known}", event_type)
        return run.findings
    table(event, pointer, run)
    for rule in rules.RULES[event_type]:
        finding = rule(event, pointer)
        if finding is not None:
            run.findings.append(finding)
    return run.findings


def check_document(document: Mapping[str, Any]) -> list[Finding]:
    """All faults of the frame of an EPCISDocument or EPCISQueryDocument: everything but the events themselves."""
    run = _Run(NO_CONTEXT)
    _DOCUMENT_CHECKS[document["type"]](document, "", run)
    return run.findings


def shown(value: Any) -> str:
    """A value as a finding shows it: short."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 120 else text[:117] + "…"


def snake(name: str) -> str:
    """The standard's word as the codes spell it: `inputEPCList` is `input_epc_list`, `childEPCs` `child_epcs`."""
    joined = re.sub(r"(EPC|ID)s\b", lambda plural: plural[0].capitalize(), name.removeprefix("@"))
    joined = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", joined)
    return joined.lower()


def _step(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


# --- one checker a kind of value
# -----------------------------------------------------------------------------------


def _string(value: Any, pointer: str, run: _Run, *, code: str) -> bool:
    if isinstance(value, str):
        return True
    run.report(f"{code}_invalid", pointer, f"must be a string, not {_type_name(value)}", value)
    return False


def _matching(value: Any, pointer: str, run: _Run, *, code: str, holds: Callable[[str], object], words: str) -> None:
    if _string(value, pointer, run, code=code) and not holds(value):
        run.report(f"{code}_invalid", pointer, f"must be {words}", value)


def _identifier(value: Any, pointer: str, run: _Run, *, code: str) -> None:
    if not _string(value, pointer, run, code=code):
        return
    if not is_uri(value):
        run.report(f"{code}_invalid", pointer, "must be a URI (an EPC URN, a GS1 Digital Link or another URI)", value)
        return
    fault = identify(value).fault
    if fault is not None:
        run.findings.append(replace(fault, pointer=pointer, value=shown(value)))


def _number(value: Any, pointer: str, run: _Run, *, code: str, negative: bool) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        run.report(f"{code}_invalid", pointer, f"must be a number, not {_type_name(value)}", value)
    elif not negative and value < 0:
        run.report(f"{code}_negative", pointer, "a quantity is not less than nothing", value)


def _boolean(value: Any, pointer: str, run: _Run, *, code: str) -> None:
    if not isinstance(value, bool):
        run.report(f"{code}_invalid", pointer, "must be true or false", value)


def _action(value: Any, pointer: str, run: _Run, *, code: str) -> None:
    if value not in _ACTIONS:
        run.report(f"{code}_invalid", pointer, f"must be one of {', '.join(_ACTIONS)}", value)


def _attribute(value: Any, pointer: str, run: _Run, *, code: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str | dict):
        run.report(f"{code}_invalid", pointer, "must be a number, a string or an object", value)


def _context(value: Any, pointer: str, run: _Run, *, code: str) -> None:
    items = value if isinstance(value, list) else [value]
    seen: set[str] = set()
    for i, item in enumerate(items):
        if not isinstance(item, dict) and not (isinstance(item, str) and is_uri(item)):
            where = f"{pointer}/{i}" if isinstance(value, list) else pointer
            run.report(f"{code}_invalid", where, "must be a web address or an object of prefixes", item)
        same = json.dumps(item, sort_keys=True, default=str)
        if same in seen:
            run.report(f"{code}_repeated", f"{pointer}/{i}", "is in the list twice", item)
        seen.add(same)


def _nothing(_value: Any, _pointer: str, _run: _Run) -> None:
    """Checked elsewhere, or free."""


def _word(value: Any, pointer: str, run: _Run, *, code: str, vocabulary: Vocabulary) -> None:
    if not _string(value, pointer, run, code=code) or value in vocabulary.words:
        return
    expanded = run.context.expand(value)
    word = vocabulary.canonical(expanded)
    if value.startswith(vocabulary.not_in_json):
        hint = f"write {word!r}" if word in vocabulary.words else "this spelling is not for JSON"
        run.report(f"{code}_invalid", pointer, f"{vocabulary.name} in a spelling not for JSON: {hint}", value)
    elif not is_uri(value):
        allowed = ", ".join(sorted(vocabulary.words))
        run.report(
            f"{code}_invalid",
            pointer,
            f"a {vocabulary.name} is one of {allowed}; or a URI of your own",
            value,
        )
    elif word not in vocabulary.words and expanded.startswith(vocabulary.web):
        allowed = ", ".join(sorted(vocabulary.words))
        run.report(
            f"{code}_unknown",
            pointer,
            f"GS1 defines no such {vocabulary.name}; it is one of {allowed}",
            value,
        )


def _type_name(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


# --- arrays and objects
# --------------------------------------------------------------------------------------------


def _listed(kind: Listed, code: str, item: Check) -> Check:
    def check_list(value: Any, pointer: str, run: _Run) -> None:
        if not isinstance(value, list):
            run.report(f"{code}_invalid", pointer, f"must be an array, not {_type_name(value)}", value)
            return
        if len(value) < kind.at_least:
            run.report(f"{code}_empty", pointer, f"must have at least {kind.at_least} item")
        for i, one in enumerate(value):
            item(one, f"{pointer}/{i}", run)
        if kind.unique and len(value) > 1:
            _distinct(value, pointer, run, code)

    return check_list


def _distinct(value: list[Any], pointer: str, run: _Run, code: str) -> None:
    seen: set[str] = set()
    for i, one in enumerate(value):
        if isinstance(one, str):
            if one in seen:
                run.report(f"{code}_repeated", f"{pointer}/{i}", "is in the list twice", one)
            seen.add(one)


def _one_or_more(value: Any, pointer: str, run: _Run, *, item: Check) -> None:
    if isinstance(value, list):
        for i, one in enumerate(value):
            item(one, f"{pointer}/{i}", run)
    else:
        item(value, pointer, run)


def _group(kind: Group, code: str, members: dict[str, Check]) -> Check:
    group_rules = _GROUP_RULES.get(id(kind), ())

    def check_object(value: Any, pointer: str, run: _Run) -> None:
        if not isinstance(value, dict):
            run.report(f"{code}_invalid", pointer, f"must be an object, not {_type_name(value)}", value)
            return
        for name, one in value.items():
            member = members.get(name)
            if member is not None:
                member(one, f"{pointer}/{name}", run)
            elif kind.extension != "any" and (kind.extension == "none" or not is_uri(name)):
                _unknown_member(kind, name, pointer, run)
        for name in kind.required:
            if name not in value:
                run.report(f"{snake(name)}_missing", pointer, f"{name} is required and is not there")
        for rule in group_rules:
            finding = rule(value, pointer)
            if finding is not None:
                run.findings.append(finding)

    return check_object


def _unknown_member(kind: Group, name: str, pointer: str, run: _Run) -> None:
    there = ", ".join(kind.members) or "none of the standard"
    more = "" if kind.extension == "none" else "; or a name with a prefix, such as example:name"
    run.report("member_unknown", _step(pointer, name), f"there is no such member here; there are {there}{more}", name)


_GROUP_RULES: dict[int, tuple[rules.Rule, ...]] = {
    id(tables.QUANTITY): (rules.unit_without_quantity,),
    id(tables.PERSISTENT_DISPOSITION): (rules.persistent_disposition_says_something,),
}

_SCALARS: dict[tables.Scalar, Callable[..., Any]] = {
    "time": partial(
        _matching,
        holds=read_time,
        words="a time such as 2026-03-01T09:30:00.000+08:00, with its offset from UTC",
    ),
    "offset": partial(_matching, holds=OFFSET.fullmatch, words="an offset from UTC such as +08:00, at most 14:00"),
    "uri": partial(_matching, holds=is_uri, words="a URI"),
    "identifier": _identifier,
    "action": _action,
    "decimal": partial(_number, negative=True),
    "quantity": partial(_number, negative=False),
    "unit": partial(_matching, holds=_UNIT.fullmatch, words="a UN/ECE Rec 20 code of 2 or 3 characters, such as KGM"),
    "string": _string,
    "boolean": _boolean,
    "hex": partial(_matching, holds=_HEX.fullmatch, words="hexadecimal digits"),
    "version": partial(_matching, holds=_VERSION.fullmatch, words="a version such as 2.0"),
    "context": _context,
    "attribute": _attribute,
}


def _checker(kind: Kind, name: str) -> Check:
    """The checker of one member, put together once from its table."""
    code = snake(name)
    if isinstance(kind, Vocabulary):
        return partial(_word, code=code, vocabulary=kind)
    if isinstance(kind, Listed):
        return _listed(kind, code, _checker(kind.item, name))
    if isinstance(kind, OneOrMore):
        return partial(_one_or_more, item=_checker(kind.item, name))
    if isinstance(kind, Group):
        members = {member: _checker(of, member) for member, of in kind.members.items()}
        return _group(kind, code, members)
    if kind in ("anything", "event type"):
        return _nothing
    return partial(_SCALARS[kind], code=code)


_EVENT_CHECKS = {name: _checker(group, "event") for name, group in tables.EVENTS.items()}
_DOCUMENT_CHECKS = {name: _checker(group, "document") for name, group in tables.DOCUMENTS.items()}
