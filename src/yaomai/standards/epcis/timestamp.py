"""Which moment does this text name?

EPCIS 2.0 (`xsd:dateTimeStamp`) in the profile of RFC 3339: a real date, a time, and always an
offset.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_RFC3339 = re.compile(
    r"([0-9]{4})-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_OFFSET_STARTS = frozenset("Zz+-")
OFFSET = re.compile(r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)")


def read_time(text: str) -> datetime | None:
    """The moment, exact to the microsecond (further digits are cut); None if `text` is not a time.

    Years are 0002 to 9998, so that every moment has a UTC date; a leap second (`23:59:60`) is no moment here.
    """
    # Checking, viewing and hashing an event read the same times; what is kept must stay small.
    return _kept(text) if len(text) <= 64 else _read(text)


def _read(text: str) -> datetime | None:
    match = _RFC3339.fullmatch(text)
    if match is None or not "0002" <= match[1] <= "9998":
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


_kept = lru_cache(maxsize=4096)(_read)


def milliseconds_utc(text: str) -> str | None:
    """The moment in UTC with exactly three decimals, rounded half up; None if `text` is no time.

    Event hash of CBV 2.0. The carry is right: `…59.9995` is the next minute's `00.000`. Digits after
    the sixth, which read_time cuts, cannot change the third.
    """
    moment = read_time(text)
    if moment is None:
        return None
    if text[19] == "." and text[23:24] in _OFFSET_STARTS:  # exactly three decimals: nearly every event's
        return f"{_minute_utc(text[:16], text[23:])}{text[16:23]}Z"
    utc = moment.astimezone(UTC)
    excess = utc.microsecond % 1000
    if excess:
        utc += timedelta(microseconds=1000 - excess if excess >= 500 else -excess)
    return utc.isoformat(timespec="milliseconds")[:23] + "Z"


@lru_cache(maxsize=4096)  # an hour's events are of sixty minutes
def _minute_utc(minute: str, offset: str) -> str:
    return datetime.fromisoformat(f"{minute}:00{offset}".upper()).astimezone(UTC).isoformat()[:16]
