"""In which words does a system declare what it is made of?

A file under `yaomai/systems/` imports from here and from nowhere else:

    from yaomai.registers.declaration import Kind, Property, System, Text, ...

It ends with `SYSTEM = System(...)`; that file is found, and everything else follows from it (`registers/kinds.py`).
"""

from yaomai.people.engine.visibility import ALL, Grant, Group, Rows
from yaomai.registers.declaration.figures import Share, Target, Total
from yaomai.registers.declaration.indicator import Indicator
from yaomai.registers.declaration.kind import EpcisVocabulary, Kind, Property, View
from yaomai.registers.declaration.rules import (
    DAY,
    WANTED,
    Check,
    Condition,
    Draw,
    Finder,
    Of,
    Overlap,
    Rating,
    Related,
    Valid,
)
from yaomai.registers.declaration.system import System
from yaomai.registers.declaration.types import (
    Area,
    Choice,
    Code,
    Date,
    Division,
    Flag,
    Number,
    Point,
    PropertyType,
    Ref,
    Scheme,
    Text,
    Year,
)

__all__ = [
    "ALL",
    "DAY",
    "WANTED",
    "Area",
    "Check",
    "Choice",
    "Code",
    "Condition",
    "Date",
    "Division",
    "Draw",
    "EpcisVocabulary",
    "Finder",
    "Flag",
    "Grant",
    "Group",
    "Indicator",
    "Kind",
    "Number",
    "Of",
    "Overlap",
    "Point",
    "Property",
    "PropertyType",
    "Rating",
    "Ref",
    "Related",
    "Rows",
    "Scheme",
    "Share",
    "System",
    "Target",
    "Text",
    "Total",
    "Valid",
    "View",
    "Year",
]
