"""Is this one value a time, an identifier, a number, a word of the vocabulary …, and if not, what is wrong with it?

A `Checker` answers twice: `holds` says at once whether all is right, which it nearly always is; `report` finds every fault, with
its pointer, and is asked only when something is wrong.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from yaomai.errors import Finding
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.fields import Scalar
from yaomai.standards.epcis.timestamp import OFFSET, read_time
from yaomai.standards.epcis.uri import is_uri
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.standards.gs1.identifier import identify

_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_HEX = re.compile(r"[A-Fa-f0-9]+")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_ACTIONS = ("ADD", "OBSERVE", "DELETE")


class Run:
    """One check that reports: the context that prefixes are read in, and the findings so far."""

    __slots__ = ("context", "findings")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.findings: list[Finding] = []

    def report(self, code: str, pointer: str, message: str, value: Any = "") -> None:
        self.findings.append(Finding(f"epcis.{code}", pointer, message, shown(value)))


Holds = Callable[[Any, Context], bool]
Report = Callable[[Any, str, Run], None]


@dataclass(frozen=True, slots=True)
class Checker:
    """`holds(value, context)`: whether the value is right. `report(value, pointer, run)`: all that is wrong with it."""

    holds: Holds
    report: Report


def shown(value: Any) -> str:
    """A value as a finding shows it: short."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 120 else text[:117] + "…"


def type_name(value: Any) -> str:
    """What a value of JSON is, in words."""
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return next((word for kind, word in names.items() if isinstance(value, kind)), "a number")


def _string(value: Any, pointer: str, run: Run, *, code: str) -> bool:
    if isinstance(value, str):
        return True
    run.report(f"{code}_invalid", pointer, f"must be a string, not {type_name(value)}", value)
    return False


def _matching(value: Any, pointer: str, run: Run, *, code: str, fits: Callable[[str], object], words: str) -> None:
    if _string(value, pointer, run, code=code) and not fits(value):
        run.report(f"{code}_invalid", pointer, f"must be {words}", value)


def _identifier(value: Any, pointer: str, run: Run, *, code: str) -> None:
    if not _string(value, pointer, run, code=code):
        return
    if not is_uri(value):
        run.report(f"{code}_invalid", pointer, "must be a URI (an EPC URN, a GS1 Digital Link or another URI)", value)
        return
    fault = identify(value).fault
    if fault is not None:
        run.findings.append(replace(fault, pointer=pointer, value=shown(value)))


def _is_identifier(text: str) -> bool:
    found = identify(text)
    if found.fault is not None:
        return False
    # The syntax of an EPC URN, and the canonical spelling of a key, are those of a URI.
    if found.parts and (found.canonical == text or text.startswith("urn:epc:")):
        return True
    return is_uri(text)


def _number(value: Any, pointer: str, run: Run, *, code: str, negative: bool) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        run.report(f"{code}_invalid", pointer, f"must be a number, not {type_name(value)}", value)
    elif not negative and value < 0:
        run.report(f"{code}_negative", pointer, "a quantity is not less than nothing", value)


def _boolean(value: Any, pointer: str, run: Run, *, code: str) -> None:
    if not isinstance(value, bool):
        run.report(f"{code}_invalid", pointer, "must be true or false", value)


def _action(value: Any, pointer: str, run: Run, *, code: str) -> None:
    if value not in _ACTIONS:
        run.report(f"{code}_invalid", pointer, f"must be one of {', '.join(_ACTIONS)}", value)


def _attribute(value: Any, pointer: str, run: Run, *, code: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str | dict):
        run.report(f"{code}_invalid", pointer, "must be a number, a string or an object", value)


def _context(value: Any, pointer: str, run: Run, *, code: str) -> None:
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


def _word(value: Any, pointer: str, run: Run, *, code: str, vocabulary: Vocabulary) -> None:
    if not _string(value, pointer, run, code=code) or value in vocabulary.words:
        return
    expanded = run.context.expand(value)
    word = vocabulary.canonical(expanded)
    allowed = ", ".join(sorted(vocabulary.words))
    if value.startswith(vocabulary.not_in_json):
        hint = f"write {word!r}" if word in vocabulary.words else "this spelling is not for JSON"
        run.report(f"{code}_invalid", pointer, f"{vocabulary.name} in a spelling not for JSON: {hint}", value)
    elif not is_uri(value):
        message = f"a {vocabulary.name} is one of {allowed}; or a URI of your own"
        run.report(f"{code}_invalid", pointer, message, value)
    elif word not in vocabulary.words and expanded.startswith(vocabulary.web):
        message = f"GS1 defines no such {vocabulary.name}; it is one of {allowed}"
        run.report(f"{code}_unknown", pointer, message, value)


# --- the checker of each kind


def scalar(kind: Scalar, code: str) -> Checker:
    """The checker of one value; `code` begins the codes of its findings."""
    if kind in _TEXTS:
        fits, words = _TEXTS[kind]
        return Checker(_text_holds(fits), partial(_matching, code=code, fits=fits, words=words))
    report = partial(_REPORTS[kind], code=code)
    holds = _HOLDS.get(kind)
    return Checker(holds or _nothing_to_report(report), report)


def word(vocabulary: Vocabulary, code: str) -> Checker:
    """The checker of a word of `vocabulary`, or of another party's."""
    report = partial(_word, code=code, vocabulary=vocabulary)
    other = _nothing_to_report(report)
    words = vocabulary.words

    def holds(value: Any, context: Context) -> bool:
        return (isinstance(value, str) and value in words) or other(value, context)

    return Checker(holds, report)


def _text_holds(fits: Callable[[str], object]) -> Holds:
    return lambda value, _context: isinstance(value, str) and bool(fits(value))


def _nothing_to_report(report: Report) -> Holds:
    def holds(value: Any, context: Context) -> bool:
        run = Run(context)
        report(value, "", run)
        return not run.findings

    return holds


def _quantity_holds(value: Any, _context: Context) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0


def _identifier_holds(value: Any, _context: Context) -> bool:
    return isinstance(value, str) and _is_identifier(value)


def _context_holds(value: Any, _context: Context) -> bool:
    """Not of every right context: of such as have one object of prefixes at most."""
    items = value if isinstance(value, list) else [value]
    addresses = [item for item in items if isinstance(item, str)]
    objects = len(items) - len(addresses)
    if objects > 1 or len(set(addresses)) < len(addresses):
        return False
    return all(map(is_uri, addresses)) and (not objects or any(isinstance(item, dict) for item in items))


def _checked_elsewhere(_value: Any, _pointer: str, _run: Run, *, code: str) -> None:
    """Or free; `code` is that of no finding."""


_TEXTS: dict[Scalar, tuple[Callable[[str], object], str]] = {
    "time": (read_time, "a time such as 2026-03-01T09:30:00.000+08:00, with its offset from UTC"),
    "offset": (OFFSET.fullmatch, "an offset from UTC such as +08:00, at most 14:00"),
    "uri": (is_uri, "a URI"),
    "unit": (_UNIT.fullmatch, "a UN/ECE Rec 20 code of 2 or 3 characters, such as KGM"),
    "hex": (_HEX.fullmatch, "hexadecimal digits"),
    "version": (_VERSION.fullmatch, "a version such as 2.0"),
}
_REPORTS: dict[Scalar, Callable[..., Any]] = {
    "identifier": _identifier,
    "action": _action,
    "decimal": partial(_number, negative=True),
    "quantity": partial(_number, negative=False),
    "string": _string,
    "boolean": _boolean,
    "context": _context,
    "attribute": _attribute,
    "anything": _checked_elsewhere,
    "event type": _checked_elsewhere,
}
# Those for which there is a quicker way than to report nothing.
_HOLDS: dict[Scalar, Holds] = {
    "identifier": _identifier_holds,
    "action": lambda value, _context: value in _ACTIONS,
    "quantity": _quantity_holds,
    "context": _context_holds,
    "anything": lambda _value, _context: True,
    "event type": lambda _value, _context: True,
}
