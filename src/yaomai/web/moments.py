"""As of which moments does an address ask for a page: what had happened by then, and what was known by then?"""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils import timezone

from yaomai.errors import Finding, InvalidError
from yaomai.web.presentation import Moments

_END_OF_DAY = time(23, 59, 59, 999_999)


def read(asked: Mapping[str, str]) -> Moments:
    """`at` and `known_on` of a query string: a day (all of it, as in China) or a moment with its offset (ISO 8601).

    Raises InvalidError naming every one that cannot be read.
    """
    findings: list[Finding] = []
    at, at_day = _moment(asked, "at", findings)
    known_on, known_on_day = _moment(asked, "known_on", findings)
    if findings:
        raise InvalidError(findings)
    return Moments(known_on, at, known_on_day, at_day)


def _moment(asked: Mapping[str, str], name: str, findings: list[Finding]) -> tuple[datetime | None, str]:
    text = asked.get(name, "").strip()
    if not text:
        return None, ""
    try:
        if len(text) == len("2026-11-22"):
            day = date.fromisoformat(text)
            return datetime.combine(day, _END_OF_DAY, timezone.get_current_timezone()), day.isoformat()
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and 1 < moment.year < 9999:
            return moment, moment.astimezone(timezone.get_current_timezone()).date().isoformat()
    except (ValueError, OverflowError):
        pass
    words = "写一个日子（2026-11-22），或带时区的时刻（2026-11-22T09:30:00+08:00）"
    findings.append(Finding("moment.unreadable", f"/{name}", words, text[:80]))
    return None, ""
