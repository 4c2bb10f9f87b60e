"""How large is the made-up year?

Scale 1 is the demonstration, of about 50,000 events; 0 is small enough for a test; N is N times as much.
"""

from dataclasses import dataclass

SCALE_MAX = 50
"""Beyond it the plots of a cooperative would have no numbers left under its company prefix."""
SLOTS = 26
"""Every fortnight of the year the factory begins batches of one of its medicines."""


@dataclass(frozen=True, slots=True)
class Size:
    """Plots a cooperative harvests a year; batches begun in each of these fortnights; packs a batch and a case; prescriptions of
    pieces a hospital dispenses; days between the reports of a store's sensors; open hours between two sales
    in each shop.
    """

    plots: int
    slots: tuple[int, ...]
    batches: int
    packs: int
    packs_per_case: int
    prescriptions: int
    sensor_days: int
    seconds_between_sales: int


def size(scale: int) -> Size:
    """The size at this scale. Raises ValueError outside 0 to SCALE_MAX."""
    if not 0 <= scale <= SCALE_MAX:
        raise ValueError(f"the scale is a whole number from 0 to {SCALE_MAX}, not {scale}")
    if scale == 0:
        return Size(2, (0, 1, 22), 1, 60, 10, 40, 30, 700_000)
    return Size(16 * scale, tuple(range(SLOTS)), scale, 1400, 40, 3300 * scale, 1, 13_600 // scale)
