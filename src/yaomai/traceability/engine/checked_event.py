"""May this event be recorded, and with which rows?

Beside what EPCIS demands (standards/epcis/validation.py): what the record itself can hold, and that it has happened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from yaomai.errors import Finding
from yaomai.standards.epcis.document import EventText
from yaomai.standards.epcis.validation import check
from yaomai.traceability.engine.event_rows import EventRows, event_rows

CANONICAL_CHARACTERS_MAX = 600
"""A longer one is refused: an index entry of PostgreSQL holds 2,704 bytes, a character up to four."""
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
