"""What does the value of a query parameter say? Each reader notes what is wrong with it in `findings`, and goes on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from yaomai.errors import Finding
from yaomai.standards.epcis.context import Context
from yaomai.standards.epcis.fields import EVENTS
from yaomai.standards.epcis.json_text import MAX_DIGITS, MAX_EXPONENT, escaped
from yaomai.standards.epcis.timestamp import read_time
from yaomai.standards.epcis.vocabulary import Vocabulary
from yaomai.standards.gs1.identifier import identify
from yaomai.standards.gs1.pattern import Pattern, read_patterns

VALUES_MAX = 1_000
"""So many values may one parameter have."""
UNIT = re.compile(r"[A-Z0-9]{2,4}", re.ASCII)
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_ACTIONS = frozenset({"ADD", "OBSERVE", "DELETE"})
_CURIES = {"https://ref.gs1.org/cbv/": "cbv:"}  # prefixes that GS1's context declares for words

Spelling = Callable[[str, Context], "tuple[str, ...] | Finding"]
"""What a text is called in its canonical spelling, or in each that is to be looked for."""


def fault(name: str, code: str, words: str, value: str = "") -> Finding:
    """A finding about the parameter of this name; the words go on after its name."""
    return Finding(code, f"/{escaped(name)}", f"{name[:80]} {words}", value[:200])


# --- spellings


def event_type(text: str, _context: Context) -> tuple[str, ...] | Finding:
    """An event type of the standard."""
    if text in EVENTS:
        return (text,)
    return Finding("epcis.query_event_type_unknown", "", f"is one of {', '.join(EVENTS)}", text)


def action(text: str, _context: Context) -> tuple[str, ...] | Finding:
    """An action."""
    return (text,) if text in _ACTIONS else Finding("epcis.action_invalid", "", "is ADD, OBSERVE or DELETE", text)


def word(words: Vocabulary) -> Spelling:
    """A word of the vocabulary in any spelling; another party's word in full."""
    return lambda text, context: (words.canonical(context.expand(text)),)


def every_spelling(words: Vocabulary) -> Spelling:
    """All spellings in which an event may have this word; another party's word as it is written, and in full."""

    def spellings(text: str, context: Context) -> tuple[str, ...]:
        canonical = words.canonical(context.expand(text))
        if canonical not in words.words:
            return (text, canonical)
        curies = tuple(
            words.web.replace(full, short) + canonical for full, short in _CURIES.items() if words.web.startswith(full)
        )
        return (canonical, words.web + canonical, words.urn + canonical, *curies)

    return spellings


def identifier(text: str, _context: Context) -> tuple[str, ...]:
    """An identifier in any spelling."""
    return (identify(text).canonical,)


def verbatim(text: str, _context: Context) -> tuple[str, ...]:
    """Something that has one spelling only."""
    return (text,)


# --- values of one parameter


def divided(name: str, given: Sequence[str], findings: list[Finding]) -> list[str]:
    """The values of a list."""
    found = [text for several in given for text in several.split("|") if text]
    if not found:
        findings.append(fault(name, "epcis.query_value_missing", "has no value; leave it away or name one"))
    if len(found) > VALUES_MAX:
        words = f"has {len(found)} values; at most {VALUES_MAX} are taken: divide the query"
        findings.append(fault(name, "epcis.query_too_many_values", words))
        return []
    return [text for text in found if _is_text(name, text, findings)]


def single(name: str, given: Sequence[str], findings: list[Finding]) -> dict[str, str]:
    """The one value of a parameter by its name; nothing when there is none or more than one."""
    if len(given) != 1 or not given[0]:
        words = (
            f"has {len(given)} values; it takes one" if len(given) > 1 else "has no value; leave it away or give one"
        )
        findings.append(fault(name, "epcis.query_value_not_single", words))
        return {}
    return {name: given[0]} if _is_text(name, given[0], findings) else {}


def time(name: str, given: Sequence[str], findings: list[Finding]) -> datetime | None:
    """A moment, in UTC. A plus sign that was not percent-encoded came as a space, and is one again."""
    for text in single(name, given, findings).values():
        moment = read_time(re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text))
        if moment is None:
            words = "is no time; write 2026-09-01T08:00:00.000+08:00, with its offset"
            findings.append(fault(name, "epcis.query_time_malformed", words, text))
        return moment and moment.astimezone(UTC)
    return None


def number(name: str, given: Sequence[str], findings: list[Finding]) -> Decimal | None:
    """An exact number."""
    for text in single(name, given, findings).values():
        value = Decimal(text) if len(text) <= MAX_DIGITS and _NUMBER.fullmatch(text) else None
        if value is None or abs(value.adjusted()) > MAX_EXPONENT:
            words = f"is no number of at most {MAX_DIGITS} digits and exponents up to {MAX_EXPONENT}"
            findings.append(fault(name, "epcis.query_number_malformed", words, text))
            return None
        return value
    return None


def boolean(name: str, given: Sequence[str], findings: list[Finding]) -> bool:
    """true or false."""
    for text in single(name, given, findings).values():
        if text not in {"true", "false"}:
            findings.append(fault(name, "epcis.query_boolean_malformed", "is true or false", text))
        return text == "true"
    return False


def count(name: str, given: Mapping[str, str], most: int, findings: list[Finding]) -> int | None:
    """A number of events, from 1."""
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        findings.append(fault(name, "epcis.query_count_malformed", f"is a number from 1 to {most}", text))
        return None
    return int(text)


def identifiers(name: str, given: Sequence[str], findings: list[Finding]) -> tuple[str, ...]:
    """Identifiers in their canonical spelling."""
    return tuple(dict.fromkeys(identify(text).canonical for text in divided(name, given, findings)))


def patterns(name: str, given: Sequence[str], findings: list[Finding], *, of_classes: bool) -> tuple[Pattern, ...]:
    """What the values of a MATCH parameter stand for."""

    def each() -> Iterator[Pattern]:
        for text in divided(name, given, findings):
            found = read_patterns(text, of_classes=of_classes)
            if isinstance(found, Finding):
                findings.append(fault(name, found.code, f": {found.message}", found.value))
            else:
                yield from found

    return tuple(dict.fromkeys(each()))


def _is_text(name: str, text: str, findings: list[Finding]) -> bool:
    """Whether a record can hold this text at all; if not it is said."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        findings.append(
            fault(name, "epcis.query_text_malformed", "holds NUL or letters that are not UTF-8", ascii(text))
        )
        return False
    return True
