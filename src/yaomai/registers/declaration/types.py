"""Of which type is the value of a property, and how is it written as JSON?

The canonical JSON of each type stands in its docstring: that is what statements hold, whatever somebody typed. How text is read
into it is `registers/engine/reading.py`. A property with `many` holds a list of such values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Scheme = Literal["uscc", "drug_approval", "gtin", "gln", "industry"]
# Codes with a check or a list behind them: 统一社会信用代码 (GB 32100), 药品批准文号, GS1 keys (GTIN-14 and GLN-13, digits only),
# 国民经济行业分类 (GB/T 4754-2017).


@dataclass(frozen=True, slots=True)
class Text:
    """A text: a string without space at its ends. `lines`: it may have several lines."""

    longest: int = 200
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a scheme: its one canonical spelling."""

    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Division:
    """行政区划代码 (GB/T 2260): six digits, of a division in force or of one that was."""


@dataclass(frozen=True, slots=True)
class Number:
    """An exact decimal, as a string ("403.5"); `unit` is a UN/ECE Recommendation 20 code, or one of the house's (`web/labels.py`).

    A header or a cell may state another unit of the same dimension (万亩 for 亩): it is converted exactly.
    """

    unit: str = ""
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    is_whole: bool = False

    def __post_init__(self) -> None:
        for name in ("least", "most"):
            bound = getattr(self, name)
            object.__setattr__(self, name, None if bound is None else Decimal(bound))


@dataclass(frozen=True, slots=True)
class Date:
    """A day: "2026-11-22"."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the common era: the integer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of declared codes; `options` gives each its word, in the order in which they are offered."""

    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no: a boolean."""


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity of a kind: its number. People name it by its title, a former name or a code."""

    kind: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the earth: ["104.03", "34.44"], longitude and latitude in degrees (CGCS2000)."""


@dataclass(frozen=True, slots=True)
class Area:
    """An outline on the earth: a GeoJSON Polygon or MultiPolygon (RFC 7946), longitude and latitude in degrees (CGCS2000)."""


PropertyType = Text | Code | Division | Number | Date | Year | Choice | Flag | Ref | Point | Area
