"""What do the sensors of stores report in the made-up year?

One event a day and room: temperature and humidity, least, most and mean.
"""

from datetime import date, timedelta

from yaomai.demo import gs1_keys
from yaomai.demo.chance import Chance
from yaomai.demo.clock import BEGIN, END, at
from yaomai.demo.journal import Journal, Json, event
from yaomai.demo.province import HOSPITALS, MANUFACTURER, PROCESSOR, SMALL_PROCESSOR, WAREHOUSE, WHOLESALERS, Party
from yaomai.demo.size import Size

_ROOMS: tuple[tuple[Party, int], ...] = (
    (WAREHOUSE, 1), (WAREHOUSE, 2), (PROCESSOR, 1), (PROCESSOR, 3), (SMALL_PROCESSOR, 3), (MANUFACTURER, 1), (MANUFACTURER, 5),
    *((wholesaler, 2) for wholesaler in WHOLESALERS), *((hospital, 1) for hospital in HOSPITALS),
)  # fmt: skip
# Tenths of a degree: a cool store (阴凉库, at most 20 degrees) by month, from January on.
_COOL = (62, 71, 98, 124, 148, 171, 182, 179, 158, 127, 93, 68)
_DRY = (41, 40, 42, 44, 47, 50, 54, 56, 57, 52, 46, 42)


def report(journal: Journal, size: Size, seed: int) -> None:
    """Every room's report of every day (or every some days, in a small year), sent soon after midnight by the device."""
    for party, number in _ROOMS:
        chance = Chance(seed, f"sensor/{party.number}/{number}")
        day = BEGIN
        while day <= END:
            journal.write(party, _day(party, number, day, chance))
            day += timedelta(days=size.sensor_days)


def _day(party: Party, number: int, day: date, chance: Chance) -> Json:
    device = gs1_keys.individual_asset(party.number, f"SENSOR{number:02d}")
    begun, done = at(day, 0), at(day, 23, 59, 59)
    warm, damp = _COOL[day.month - 1] + chance.between(-9, 9), _DRY[day.month - 1] + chance.between(-4, 4)
    return event(
        "ObjectEvent", done, "sensor_reporting", None, party.place(number), action="OBSERVE",
        sensorElementList=[
            {
                "sensorMetadata": {"startTime": begun.isoformat(), "endTime": done.isoformat(), "deviceID": device},
                "sensorReport": [
                    _measured("Temperature", "CEL", warm, chance.between(5, 14)),
                    _measured("RelativeHumidity", "P1", damp * 10, chance.between(10, 60)),
                ],
            }
        ],
    )  # fmt: skip


def _measured(kind: str, uom: str, tenths: int, spread: int) -> Json:
    return {
        "type": kind, "minValue": (tenths - spread) / 10, "maxValue": (tenths + spread) / 10, "meanValue": tenths / 10, "uom": uom
    }  # fmt: skip
