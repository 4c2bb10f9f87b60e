"""Which moment does this text name?

EPCIS 2.0, clause 7.3 (`xsd:dateTimeStamp`) in the profile of RFC 3339: a real date, a time, and always an
offset.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_RFC3339 = re.compile(
    r"([0-9]{4})-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
OFFSET = re.compile(r"[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)")


def read_time(text: str) -> datetime | None:
    """The moment, exact to the microsecond (further digits are cut); None if `text` is not a time.

    Years are 0002 to 9998, so that every moment has a UTC date; a leap second (`23:59:60`) is no moment here.
    """
    match = _RFC3339.fullmatch(text)
    if match is None or not "0002" <= match[1] <= "9998":
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def milliseconds_utc(text: str) -> str | None:
    """The moment in UTC with exactly three decimals, rounded half up from all the digits given; None if no time.

    CBV 2.0, event hash rule 9. The carry is right: `…59.9995` is the next minute's `00.000`.
    """
    moment = read_time(text)
    match = _RFC3339.fullmatch(text)
    if moment is None or match is None:
        return None
    seconds = moment.astimezone(UTC).replace(microsecond=0)
    if match[2]:
        rounded = Decimal("0" + match[2]).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
        seconds += timedelta(milliseconds=int(rounded * 1000))
    return seconds.strftime("%Y-%m-%dT%H:%M:%S.").rjust(20, "0") + f"{seconds.microsecond // 1000:03d}Z"
