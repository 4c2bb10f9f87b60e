"""In which words does a system declare what it is made of?

A file under `yaomai/systems/` imports from here and from nowhere else:

    from yaomai.registers.declaration import Kind, Property, System, Text, ...

It ends with `SYSTEM = System(...)`; that file is found, and everything else follows from it (`registers/kinds.py`).
"""

from yaomai.people.engine.visibility import ALL, Grant, Group, Rows
from yaomai.registers.declaration.kind import EpcisVocabulary, Kind, Property, View
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
    "Area",
    "Choice",
    "Code",
    "Date",
    "Division",
    "EpcisVocabulary",
    "Flag",
    "Grant",
    "Group",
    "Kind",
    "Number",
    "Point",
    "Property",
    "PropertyType",
    "Ref",
    "Rows",
    "Scheme",
    "System",
    "Text",
    "View",
    "Year",
]
