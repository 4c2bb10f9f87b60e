"""How much of a piece of land is not covered by others, and which outlines overlap?

Outlines are GeoJSON Polygons and MultiPolygons (RFC 7946), longitude and latitude in degrees. Land is compared on the
sinusoidal projection of the sphere (x = λ cos φ, y = φ), which keeps areas in proportion exactly; the square metres of an
area use the authalic radius of the earth, 6,371,007.2 m (Moritz 2000, GRS 80).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import shapely  # type: ignore[import-untyped]  # shapely has no types of its own
from shapely.geometry import shape  # type: ignore[import-untyped]  # shapely has no types of its own
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]  # shapely has no types of its own

_RADIUS_M = 6_371_007.2
_EXACT = Decimal("0.000001")  # to which a part of an outline is told


def drawn(outline: object) -> BaseGeometry | None:
    """The outline on the equal-area plane, in degrees; None when it is none or encloses nothing. A ring that crosses
    itself is mended (shapely.make_valid), so that no land is counted twice within one outline.
    """
    if not isinstance(outline, Mapping) or outline.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    return _drawn(orjson.dumps(outline))


@lru_cache(maxsize=4096)  # the same land is asked for of many days
def _drawn(outline: bytes) -> BaseGeometry | None:
    try:
        read = shape(orjson.loads(outline))
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        return None
    whole = shapely.make_valid(shapely.transform(read, _sinusoidal))
    return None if whole.is_empty or whole.area == 0 else whole


def _sinusoidal(points: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    longitude, latitude = points[:, 0], points[:, 1]
    return np.column_stack((longitude * np.cos(np.radians(latitude)), latitude))


def square_metres(outline: object) -> Decimal | None:
    """The area of an outline, to a square metre."""
    geometry = drawn(outline)
    if geometry is None:
        return None
    return Decimal(round(geometry.area * (math.radians(1) * _RADIUS_M) ** 2))


def uncovered(outlines: Sequence[tuple[int, object]]) -> dict[int, Decimal]:
    """Which part of each outline (0 to 1, to a millionth) no outline before it in this order covers; what has no outline
    is whole.

    So each piece of land counts for the first that claims it, and the parts of all together are their union.
    """
    parts = {number: Decimal(1) for number, _ in outlines}
    known = [(number, geometry) for number, outline in outlines if (geometry := drawn(outline)) is not None]
    tree = shapely.STRtree([geometry for _, geometry in known])
    for at, (number, geometry) in enumerate(known):
        before = [known[int(i)][1] for i in tree.query(geometry, predicate="intersects") if i < at]
        if before:
            left = geometry.difference(shapely.union_all(before)).area / geometry.area
            parts[number] = Decimal(repr(left)).quantize(_EXACT)
    return parts


@dataclass(frozen=True, slots=True)
class Pair:
    """Two outlines that overlap: by so many square metres, which is this part of the smaller one."""

    first: int
    second: int
    square_metres: Decimal
    part: Decimal


def overlapping(outlines: Sequence[tuple[int, object]], tolerance: Decimal) -> list[Pair]:
    """The pairs that overlap by more than `tolerance` of the smaller one, the greatest overlap first."""
    known = [(number, geometry) for number, outline in outlines if (geometry := drawn(outline)) is not None]
    tree = shapely.STRtree([geometry for _, geometry in known])
    pairs = []
    for at, (number, geometry) in enumerate(known):
        for other in tree.query(geometry, predicate="intersects"):
            if other <= at:
                continue
            second, its = known[int(other)]
            shared = geometry.intersection(its).area
            part = Decimal(repr(shared / min(geometry.area, its.area))).quantize(_EXACT)
            if part > tolerance:
                metres = Decimal(round(shared * (math.radians(1) * _RADIUS_M) ** 2))
                pairs.append(Pair(number, second, metres, part))
    return sorted(pairs, key=lambda pair: (-pair.square_metres, pair.first, pair.second))


def lies_in(inner: object, outer: object) -> bool | None:
    """Whether a point or outline lies in an outline (its border included); None when one of them cannot be read."""
    whole = drawn(outer)
    if isinstance(inner, list | tuple) and len(inner) == 2:
        try:
            longitude, latitude = (float(Decimal(str(one))) for one in inner)
        except ArithmeticError:
            return None
        point = shapely.Point(longitude * math.cos(math.radians(latitude)), latitude)
        return None if whole is None else bool(whole.covers(point))
    part = drawn(inner)
    return None if whole is None or part is None else bool(whole.covers(part))
