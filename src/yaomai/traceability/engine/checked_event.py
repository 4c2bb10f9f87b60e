"""May this event be recorded, and with which rows?

Beside what EPCIS demands (standards/epcis/validation.py): what the record itself can hold, and that it has happened.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from yaomai.errors import Finding
from yaomai.standards.epcis.document import EventText
from yaomai.standards.epcis.validation import check
from yaomai.traceability.engine.event_rows import EventRows, event_rows

CANONICAL_CHARACTERS_MAX = 600
"""A longer one is refused: an index entry of PostgreSQL holds 2,704 bytes, a character up to four."""
WORD_CHARACTERS_MAX = 600
"""The same for words (of a vocabulary, or addresses that somebody uses as such), units and the transformationID."""
EVENT_ID_CHARACTERS_MAX = 600
AHEAD_MAX = timedelta(hours=24)
"""So much later than its recording an event may say that it happened: clocks differ, and offsets are mistaken."""


def checked(event: EventText, now: datetime) -> EventRows | Sequence[Finding]:
    """The event's rows, or everything that is wrong with it."""
    return check(event.fields, event.pointer, event.context) or _usable(event, now)


def _usable(event: EventText, now: datetime) -> EventRows | Sequence[Finding]:
    rows = event_rows(event.fields, event.context)
    findings = [
        Finding(
            "epcis.identifier_too_long",
            event.pointer,
            f"an identifier has at most {CANONICAL_CHARACTERS_MAX} characters",
            f"{one.canonical[:80]}… ({len(one.canonical)})",
        )
        for one in rows.identifiers
        if len(one.canonical) > CANONICAL_CHARACTERS_MAX
    ]
    findings += [
        Finding(
            "epcis.value_too_long",
            f"{event.pointer}/{place}",
            f"it has at most {WORD_CHARACTERS_MAX} characters",
            f"{word[:80]}… ({len(word)})",
        )
        for place, word in _words(rows)
        if word is not None and len(word) > WORD_CHARACTERS_MAX
    ]
    if rows.event_id is not None and len(rows.event_id) > EVENT_ID_CHARACTERS_MAX:
        findings.append(
            Finding(
                "epcis.event_id_too_long",
                f"{event.pointer}/eventID",
                f"an eventID has at most {EVENT_ID_CHARACTERS_MAX} characters",
                f"{rows.event_id[:80]}… ({len(rows.event_id)})",
            )
        )
    if rows.event_time - now > AHEAD_MAX:
        findings.append(
            Finding(
                "epcis.event_time_in_future",
                f"{event.pointer}/eventTime",
                "an event has happened when it is recorded; this one lies more than 24 hours after the time here,"
                f" {now.isoformat(timespec='seconds')}: correct the time or its offset, or send the event when it has happened",
                str(event.fields.get("eventTime")),
            )
        )
    return findings or rows


def _words(rows: EventRows) -> Iterator[tuple[str, str | None]]:
    """The texts of the rows that are neither identifiers nor one of a few, in full, each with where it stands in the event."""
    yield "bizStep", rows.biz_step
    yield "disposition", rows.disposition
    for name, words in (("set", rows.persistent_set), ("unset", rows.persistent_unset)):
        yield from ((f"persistentDisposition/{name}/{place}", word) for place, word in enumerate(words or ()))
    yield "transformationID", rows.transformation_id
    yield from ((thing.role, thing.uom) for thing in rows.things)
    yield from ((one.role, one.type) for one in rows.references)
