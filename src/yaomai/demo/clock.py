"""When do people work, and how long are they on the road? Times of the province, which are Beijing's (+08:00)."""

from datetime import date, datetime, timedelta, timezone
from math import isqrt

from yaomai.demo.chance import Chance
from yaomai.demo.province import COUNTIES

BEIJING = timezone(timedelta(hours=8))
OPENS, CLOSES = 8, 18
BEGIN, END = date(2025, 3, 1), date(2026, 3, 31)
"""The year that is shown; sowings and one harvest lie before it."""
_LOADING_MINUTES = 45
_ROAD_PER_LINE = 145  # roads are longer than the straight line: in a hundred
_KM_PER_HOUR = 52


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of that day."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=BEIJING)


def working(day: date, chance: Chance, first_hour: int = OPENS, last_hour: int = CLOSES - 1) -> datetime:
    """Some moment of that day in which people work."""
    return at(day, chance.between(first_hour, last_hour), chance.between(0, 59), chance.between(0, 59))


def opened(moment: datetime, chance: Chance) -> datetime:
    """The moment itself while the gate is open, else soon after it opens next."""
    if OPENS <= moment.hour < CLOSES:
        return moment
    day = moment.date() + timedelta(days=moment.hour >= CLOSES)
    return at(day, OPENS, chance.between(2, 50), chance.between(0, 59))


def on_the_road(start: str, end: str, chance: Chance) -> timedelta:
    """From one county to another by lorry, loading included; within a county half an hour to an hour."""
    if start == end:
        return timedelta(minutes=chance.between(30, 60), seconds=chance.between(0, 59))
    (north_1, east_1), (north_2, east_2) = COUNTIES[start], COUNTIES[end]
    # A hundredth of a degree is 1.11 km from south to north, and 0.90 km from west to east at 36 degrees north.
    metres = isqrt(((north_1 - north_2) * 1110) ** 2 + ((east_1 - east_2) * 900) ** 2)
    minutes = metres * _ROAD_PER_LINE * 60 // (100 * 1000 * _KM_PER_HOUR)
    return timedelta(minutes=_LOADING_MINUTES + minutes + chance.between(0, 40), seconds=chance.between(0, 59))
