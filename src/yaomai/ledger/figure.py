"""What is a figure on the screen: a value, its unit, and where it comes from?"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """An exact value with its unit and a reference to its origin.

    `unit` is a UN/ECE Recommendation 20 code ("KGM"); empty for a count of things (EPCIS: no uom).
    `ref` names the figure to the package that can explain it; it becomes the path of `/figure/<ref>`.
    `is_about`: the source gives it roughly only (about, nearly, over; SDMX CL_OBS_STATUS E).
    """

    value: Decimal
    unit: str
    ref: str
    is_about: bool = False
