"""Which division, point or outline does a cell tell of?

Longitude comes first, in degrees of CGCS2000, whose difference from WGS 84 is centimetres. Coordinates are kept to 7 decimals
(1 cm).
"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import NoReturn

from yaomai.errors import NotFoundError
from yaomai.registers.engine.read_fault import ReadFault
from yaomai.registers.engine.reading_numbers import canonical
from yaomai.registers.engine.reading_words import clean, plain
from yaomai.standards import gbt2260

EAST, NORTH = (Decimal("73.4"), Decimal("135.2")), (Decimal("3.4"), Decimal("53.7"))
# 中华人民共和国 lies between 73°30′ and 135°05′ E, 3°50′ and 53°33′ N (国务院, 中国概况), a tenth of a degree allowed.
POINTS_MAX = 20_000
CANDIDATES_NAMED = 8
_PLACES = Decimal("0.0000001")
_CODE_AND_NAME = re.compile(r"([0-9]{6})(?:0{3}|0{6})?(?:\s*[  :,，、/|-]?\s*(\D+))?")
_NUMBER = (
    r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*°?\s*"
    r"(?:([0-9]+(?:\.[0-9]+)?)\s*['′]\s*(?:([0-9]+(?:\.[0-9]+)?)\s*(?:\"|″|''|′′)\s*)?)?"
)
_WORD = "([nsew]|东经|西经|北纬|南纬|经度|纬度|lon|lat)"
_WORD_FIRST, _WORD_LAST = re.compile(rf"{_WORD}[:=]?\s*{_NUMBER}"), re.compile(rf"{_NUMBER}{_WORD}?")
# Minutes and seconds may follow the degrees; the axis stands before the number or after it, of both alike.
_AXIS = {
    "e": 0,
    "w": 0,
    "东经": 0,
    "西经": 0,
    "经度": 0,
    "lon": 0,
    "n": 1,
    "s": 1,
    "北纬": 1,
    "南纬": 1,
    "纬度": 1,
    "lat": 1,
}
_WEST_OR_SOUTH = frozenset(("w", "s", "西经", "南纬"))
_WKT = re.compile(r"(?:SRID=\d+;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*(?:Z|M|ZM)?\s*(\(.*\))", re.IGNORECASE | re.DOTALL)


def read_division(raw: object) -> str:
    """The six digits of the division that a code, a name, a path (甘肃省定西市岷县) or code and name together tell of.

    Divisions that were and are no more are read by their code, and by their name when no present one has it. Raises ReadFault
    naming the candidates when several may be meant.
    """
    seen = clean(raw)
    text = plain(seen)
    coded = _CODE_AND_NAME.fullmatch(text)
    if coded:
        return _by_code(coded.group(1), (coded.group(2) or "").strip(), seen)
    found = gbt2260.find(text)
    if not found:
        raise ReadFault("registers.value_division_unknown", seen)
    if len(found) > 1:
        named = "、".join(f"{one.code} {gbt2260.path(one.code)}" for one in found[:CANDIDATES_NAMED])
        raise ReadFault("registers.value_division_ambiguous", seen, named)
    return found[0].code


def written_division(code: str) -> str:
    """Code and name, which is read again as this division whatever others have its name."""
    return f"{code} {gbt2260.name_of(code)}"


def read_point(raw: object) -> list[str]:
    """[longitude, latitude] of a pair, "104.03,34.44", degrees with minutes and seconds, WKT or GeoJSON. Raises ReadFault."""
    if isinstance(raw, dict):
        return _pair(_coordinates(raw, ("Point",), "registers.value_not_a_point"), json.dumps(raw, ensure_ascii=False))
    if isinstance(raw, list | tuple):
        return _pair(raw, json.dumps(raw, ensure_ascii=False, default=str))
    seen = clean(raw)
    text = plain(seen)
    if text.startswith("{"):
        return read_point(_loaded(text, seen, "registers.value_not_a_point"))
    if wkt := _WKT.fullmatch(text):
        if wkt.group(1).upper() != "POINT":
            raise ReadFault("registers.value_not_a_point", seen)
        return _pair(wkt.group(2).strip("()").split()[:2], seen)
    return _from_degrees(text.casefold().strip("()[]"), seen)


def read_area(raw: object) -> dict[str, object]:
    """A GeoJSON Polygon or MultiPolygon (outer rings counterclockwise, RFC 7946, 3.1.6) of GeoJSON or WKT. Raises ReadFault."""
    if isinstance(raw, dict):
        seen, geometry = json.dumps(raw, ensure_ascii=False), raw
    else:
        seen = clean(raw)
        wkt = _WKT.fullmatch(seen)
        geometry = _of_wkt(wkt, seen) if wkt else _loaded(seen, seen, "registers.value_not_an_area")
    found = _coordinates(geometry, ("Polygon", "MultiPolygon"), "registers.value_not_an_area")
    is_one = _depth(found) == 3
    polygons = [found] if is_one else found
    if not isinstance(polygons, list) or not polygons or _depth(polygons) != 4:
        raise ReadFault("registers.value_not_an_area", seen)
    rings = [[_ring(ring, seen) for ring in _listed(polygon, seen)] for polygon in polygons]
    count = sum(len(ring) for polygon in rings for ring in polygon)
    if count > POINTS_MAX:
        raise ReadFault("registers.value_outline_large", seen, str(POINTS_MAX))
    return _checked(rings, is_one, seen)


def _by_code(code: str, name: str, seen: str) -> str:
    try:
        gbt2260.division(code)
    except NotFoundError as error:
        raise ReadFault("registers.value_division_unknown", seen) from error
    if name and code not in {one.code for one in gbt2260.find(name, past=True)}:
        raise ReadFault("registers.value_division_name", seen, f"{code} {gbt2260.path(code)}")
    return code


def _from_degrees(text: str, seen: str) -> list[str]:
    is_word_first = re.match(_WORD, text) is not None
    pattern = _WORD_FIRST if is_word_first else _WORD_LAST
    found = re.fullmatch(rf"{pattern.pattern}\s*(?:[,;、/]|(?<=[\snsew])|(?={_WORD}))\s*{pattern.pattern}", text)
    if found is None:
        _no_point(seen)
    groups = found.groups()
    halves = (groups[:4], groups[-4:])
    values: list[Decimal] = []
    axes: list[int | None] = []
    for half in halves:
        word, degrees, minutes, seconds = half if is_word_first else (half[3], *half[:3])
        value = Decimal(degrees) + Decimal(minutes or 0) / 60 + Decimal(seconds or 0) / 3600
        values.append(-value if word in _WEST_OR_SOUTH else value)
        axes.append(_AXIS[word] if word else None)
    if axes == [1, 0]:
        values.reverse()
    elif axes not in ([0, 1], [None, None]):
        _no_point(seen)
    return _pair(values, seen)


def _pair(pair: object, seen: str) -> list[str]:
    if not isinstance(pair, list | tuple) or len(pair) not in (2, 3):
        _no_point(seen)
    try:
        east, north = (_degree(one) for one in pair[:2])
    except (InvalidOperation, ValueError, TypeError) as error:
        raise ReadFault("registers.value_not_a_point", seen) from error
    _placed(east, north, seen)
    return [canonical(east), canonical(north)]


def _degree(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise TypeError(f"a coordinate is a number, not {raw!r}")
    value = Decimal(plain(raw)) if isinstance(raw, str) else Decimal(repr(raw) if isinstance(raw, float) else raw)
    if not value.is_finite() or abs(value) > 10**9:
        raise ValueError(f"a coordinate is a number of degrees, not {raw!r}")
    return value.quantize(_PLACES, ROUND_HALF_EVEN)


def _placed(east: Decimal, north: Decimal, seen: str) -> None:
    """Refuse what lies outside China; two coordinates that would lie inside the other way round are named as swapped."""
    if EAST[0] <= east <= EAST[1] and NORTH[0] <= north <= NORTH[1]:
        return
    if EAST[0] <= north <= EAST[1] and NORTH[0] <= east <= NORTH[1]:
        raise ReadFault("registers.value_swapped", seen, f"{canonical(north)},{canonical(east)}")
    raise ReadFault("registers.value_outside_china", seen, f"{canonical(east)},{canonical(north)}")


def _no_point(seen: str) -> NoReturn:
    raise ReadFault("registers.value_not_a_point", seen)


def _loaded(text: str, seen: str, code: str) -> dict[str, object]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadFault(code, seen) from error
    if not isinstance(loaded, dict):
        raise ReadFault(code, seen)
    return loaded


def _coordinates(geometry: dict[str, object], types: Sequence[str], code: str) -> object:
    """The coordinates of a geometry of one of these types; a feature, or a collection of one feature, stands for its geometry."""
    features = geometry.get("features")
    if geometry.get("type") == "FeatureCollection" and isinstance(features, list) and len(features) == 1:
        geometry = features[0] if isinstance(features[0], dict) else {}
    inner = geometry.get("geometry")
    if geometry.get("type") == "Feature" and isinstance(inner, dict):
        geometry = inner
    coordinates = geometry.get("coordinates")
    depth = {"Point": 1, "Polygon": 3, "MultiPolygon": 4}
    if geometry.get("type") not in types or _depth(coordinates) != depth[str(geometry["type"])]:
        raise ReadFault(code, json.dumps(geometry, ensure_ascii=False, default=str))
    return coordinates


def _depth(nested: object) -> int:
    depth = 0
    while isinstance(nested, list) and nested and depth < 6:
        nested, depth = nested[0], depth + 1
    return depth


def _of_wkt(wkt: re.Match[str], seen: str) -> dict[str, object]:
    name = {"POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon"}.get(wkt.group(1).upper())
    pairs = re.sub(r"\s+", " ", wkt.group(2))
    text = re.sub(r"[^(),]+", lambda found: _bracketed(found.group()), pairs)
    return {
        "type": name,
        "coordinates": _loaded(
            f'{{"in":{text.replace("(", "[").replace(")", "]")}}}', seen, "registers.value_not_an_area"
        )["in"],
    }


def _bracketed(pair: str) -> str:
    words = pair.split()
    return f"[{','.join(words)}]" if words else ""


def _listed(value: object, seen: str) -> Iterator[object]:
    if not isinstance(value, list) or not value:
        raise ReadFault("registers.value_not_an_area", seen)
    yield from value


def _ring(ring: object, seen: str) -> list[list[float]]:
    points: list[list[float]] = []
    for point in _listed(ring, seen):
        if not isinstance(point, list) or len(point) not in (2, 3):
            raise ReadFault("registers.value_not_an_area", seen)
        try:
            east, north = (_degree(one) for one in point[:2])
        except (InvalidOperation, ValueError, TypeError) as error:
            raise ReadFault("registers.value_not_an_area", seen, str(point)[:60]) from error
        _placed(east, north, f"{canonical(east)},{canonical(north)}")
        points.append([float(east), float(north)])
    if points[0] != points[-1]:
        raise ReadFault("registers.value_ring_open", seen, f"{points[0]} … {points[-1]}")
    if len(points) < 4:
        raise ReadFault("registers.value_not_an_area", seen, str(len(points)))
    return points


def _checked(polygons: list[list[list[list[float]]]], is_one: bool, seen: str) -> dict[str, object]:
    # Here, because shapely and numpy take 0.2 s to load and few programs read outlines.
    from shapely import is_valid_reason  # type: ignore[import-untyped]  # shapely has no types of its own
    from shapely.geometry import MultiPolygon, Polygon  # type: ignore[import-untyped]  # shapely has no types of its own
    from shapely.geometry.polygon import orient  # type: ignore[import-untyped]  # shapely has no types of its own

    shapes = [Polygon(rings[0], rings[1:]) for rings in polygons]
    whole = shapes[0] if is_one else MultiPolygon(shapes)
    if not whole.is_valid:
        raise ReadFault("registers.value_ring_crosses", seen, is_valid_reason(whole))
    turned = [
        [[list(point) for point in ring.coords] for ring in (shape.exterior, *shape.interiors)]
        for shape in map(orient, shapes)
    ]
    return {"type": "Polygon", "coordinates": turned[0]} if is_one else {"type": "MultiPolygon", "coordinates": turned}
