"""Is this event (or this document's frame) a valid one, and if not, what are all its faults?

The verdict is that of GS1's EPCIS-JSON-Schema.json for the same JSON, made stricter where the standard
demands what a schema cannot say; tests/standards/epcis/test_validation.py holds the list of these
differences with their reasons.
"""

import re
from collections.abc import Mapping
from typing import Any

from yaomai.errors import Finding
from yaomai.standards.epcis import fields as tables
from yaomai.standards.epcis import rules
from yaomai.standards.epcis.context import NO_CONTEXT, Context
from yaomai.standards.epcis.fields import Group, Kind, Listed, OneOrMore
from yaomai.standards.epcis.uri import is_uri
from yaomai.standards.epcis.value_checkers import Checker, Run, scalar, shown, type_name, word
from yaomai.standards.epcis.vocabulary import Vocabulary

__all__ = ["check", "check_document", "shown", "snake"]


def check(event: Mapping[str, Any], pointer: str = "", context: Context = NO_CONTEXT) -> list[Finding]:
    """All faults of one event. `pointer` is where it stands in its document; `context` is the event's own."""
    event_type = event.get("type")
    checker = _EVENTS.get(event_type) if isinstance(event_type, str) else None
    if checker is not None and checker.holds(event, context):
        return []
    run = Run(context)
    if checker is not None:
        checker.report(event, pointer, run)
        return run.findings
    known = ", ".join(tables.EVENTS)
    if "type" not in event:
        run.report("type_missing", pointer, f"the event has no type; it is one of {known}")
    else:
        run.report("type_unknown", f"{pointer}/type", f"the event type is one of {known}", event_type)
    return run.findings


def check_document(document: Mapping[str, Any]) -> list[Finding]:
    """All faults of the frame of an EPCISDocument or EPCISQueryDocument: everything but the events themselves."""
    checker = _DOCUMENTS[document["type"]]
    run = Run(NO_CONTEXT)
    if not checker.holds(document, NO_CONTEXT):
        checker.report(document, "", run)
    return run.findings


def snake(name: str) -> str:
    """The standard's word as the codes spell it: `inputEPCList` is `input_epc_list`, `childEPCs` `child_epcs`."""
    joined = re.sub(r"(EPC|ID)s\b", lambda plural: plural[0].capitalize(), name.removeprefix("@"))
    joined = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", joined)
    return joined.lower()


# --- arrays and objects


def _list(kind: Listed, code: str, item: Checker) -> Checker:
    item_holds = item.holds

    def holds(value: Any, context: Context) -> bool:
        if not isinstance(value, list) or len(value) < kind.at_least:
            return False
        for one in value:
            if not item_holds(one, context):
                return False
        return not kind.unique or len(value) < 2 or len(set(value)) == len(value)  # unique items are texts

    def report(value: Any, pointer: str, run: Run) -> None:
        if not isinstance(value, list):
            run.report(f"{code}_invalid", pointer, f"must be an array, not {type_name(value)}", value)
            return
        if len(value) < kind.at_least:
            run.report(f"{code}_empty", pointer, f"must have at least {kind.at_least} item")
        for i, one in enumerate(value):
            item.report(one, f"{pointer}/{i}", run)
        if kind.unique:
            _distinct(value, pointer, run, code)

    return Checker(holds, report)


def _distinct(value: list[Any], pointer: str, run: Run, code: str) -> None:
    seen: set[str] = set()
    for i, one in enumerate(value):
        if isinstance(one, str):
            if one in seen:
                run.report(f"{code}_repeated", f"{pointer}/{i}", "is in the list twice", one)
            seen.add(one)


def _one_or_more(item: Checker) -> Checker:
    def holds(value: Any, context: Context) -> bool:
        return all(item.holds(one, context) for one in (value if isinstance(value, list) else [value]))

    def report(value: Any, pointer: str, run: Run) -> None:
        if isinstance(value, list):
            for i, one in enumerate(value):
                item.report(one, f"{pointer}/{i}", run)
        else:
            item.report(value, pointer, run)

    return Checker(holds, report)


def _object(kind: Group, code: str, members: dict[str, Checker], between: tuple[rules.Rule, ...]) -> Checker:
    member_holds = {name: member.holds for name, member in members.items()}
    required = frozenset(kind.required)

    def holds(value: Any, context: Context) -> bool:
        if not isinstance(value, dict) or not value.keys() >= required:
            return False
        for name, one in value.items():
            member = member_holds.get(name)
            if member is not None:
                if not member(one, context):
                    return False
            elif not _may_be_added(kind, name):
                return False
        return all(rule(value, "") is None for rule in between)

    def report(value: Any, pointer: str, run: Run) -> None:
        if not isinstance(value, dict):
            run.report(f"{code}_invalid", pointer, f"must be an object, not {type_name(value)}", value)
            return
        for name, one in value.items():
            member = members.get(name)
            if member is not None:
                member.report(one, f"{pointer}/{name}", run)
            elif not _may_be_added(kind, name):
                _unknown_member(kind, name, pointer, run)
        for name in kind.required:
            if name not in value:
                run.report(f"{snake(name)}_missing", pointer, f"{name} is required and is not there")
        for rule in between:
            finding = rule(value, pointer)
            if finding is not None:
                run.findings.append(finding)

    return Checker(holds, report)


def _may_be_added(kind: Group, name: str) -> bool:
    return kind.extension == "any" or (kind.extension == "uri" and is_uri(name))


def _unknown_member(kind: Group, name: str, pointer: str, run: Run) -> None:
    there = ", ".join(kind.members) or "none of the standard"
    more = "" if kind.extension == "none" else "; or a name with a prefix, such as example:name"
    where = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
    run.report("member_unknown", where, f"there is no such member here; there are {there}{more}", name)


# --- the checkers of the tables, put together once

_BETWEEN_MEMBERS: dict[int, tuple[rules.Rule, ...]] = {
    id(tables.QUANTITY): (rules.unit_without_quantity,),
    id(tables.PERSISTENT_DISPOSITION): (rules.persistent_disposition_says_something,),
    **{id(group): rules.RULES[event_type] for event_type, group in tables.EVENTS.items()},
}


def _checker(kind: Kind, name: str) -> Checker:
    """The checker of one member, which is called `name`."""
    code = snake(name)
    if isinstance(kind, Vocabulary):
        return word(kind, code)
    if isinstance(kind, Listed):
        return _list(kind, code, _checker(kind.item, name))
    if isinstance(kind, OneOrMore):
        return _one_or_more(_checker(kind.item, name))
    if isinstance(kind, Group):
        members = {member: _checker(of, member) for member, of in kind.members.items()}
        return _object(kind, code, members, _BETWEEN_MEMBERS.get(id(kind), ()))
    return scalar(kind, code)


_EVENTS = {name: _checker(group, "event") for name, group in tables.EVENTS.items()}
_DOCUMENTS = {name: _checker(group, "document") for name, group in tables.DOCUMENTS.items()}
