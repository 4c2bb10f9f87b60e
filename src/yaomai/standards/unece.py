"""How much is that in another unit?

UN/ECE Recommendation 20 (codes for units of measure): the units in which herbs and medicines are grown, weighed, counted,
stored and tested. Factors are exact by definition (SI; the international pound and acre of 1959). A code that is not in
the table is allowed in an event, as GS1's schema allows it; it only cannot be converted.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yaomai.errors import Finding, InvalidError


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `amount × factor + offset` is the amount in the base unit of its dimension (the unit with factor 1)."""

    code: str
    name: str
    dimension: str
    factor: Fraction
    offset: Fraction = Fraction(0)


def _table(dimension: str, *rows: tuple[str, str, str] | tuple[str, str, str, str]) -> list[Unit]:
    return [
        Unit(code, name, dimension, Fraction(factor), *(Fraction(one) for one in offset))
        for code, name, factor, *offset in rows
    ]


UNITS: dict[str, Unit] = {
    unit.code: unit
    for units in (
        _table(
            "mass",
            ("KGM", "kilogram", "1"),
            ("MC", "microgram", "1e-9"),
            ("MGM", "milligram", "1e-6"),
            ("CGM", "centigram", "1e-5"),
            ("GRM", "gram", "1e-3"),
            ("DJ", "decagram", "1e-2"),
            ("HGM", "hectogram", "1e-1"),
            ("DTN", "decitonne", "100"),
            ("TNE", "tonne", "1000"),
            ("KTN", "kilotonne", "1e6"),
            ("ONZ", "ounce", "0.028349523125"),
            ("LBR", "pound", "0.45359237"),
        ),
        _table(
            "volume",
            ("LTR", "litre", "1"),
            ("4G", "microlitre", "1e-6"),
            ("MMQ", "cubic millimetre", "1e-6"),
            ("MLT", "millilitre", "1e-3"),
            ("CMQ", "cubic centimetre", "1e-3"),
            ("CLT", "centilitre", "1e-2"),
            ("DLT", "decilitre", "1e-1"),
            ("DMQ", "cubic decimetre", "1"),
            ("HLT", "hectolitre", "100"),
            ("MTQ", "cubic metre", "1000"),
        ),
        _table(
            "count",
            ("C62", "one", "1"),
            ("EA", "each", "1"),
            ("H87", "piece", "1"),
            ("PR", "pair", "2"),
            ("DZN", "dozen", "12"),
            ("CEN", "hundred", "100"),
            ("MIL", "thousand", "1000"),
        ),
        _table(
            "area",
            ("MTK", "square metre", "1"),
            ("CMK", "square centimetre", "1e-4"),
            ("ARE", "are", "100"),
            ("HAR", "hectare", "10000"),
            ("KMK", "square kilometre", "1e6"),
            ("ACR", "acre", "4046.8564224"),
        ),
        _table(
            "length",
            ("MTR", "metre", "1"),
            ("4H", "micrometre", "1e-6"),
            ("MMT", "millimetre", "1e-3"),
            ("CMT", "centimetre", "1e-2"),
            ("DMT", "decimetre", "1e-1"),
            ("KMT", "kilometre", "1000"),
        ),
        _table(
            "temperature",
            ("KEL", "kelvin", "1"),
            ("CEL", "degree Celsius", "1", "273.15"),
            ("FAH", "degree Fahrenheit", "5/9", "45967/180"),
        ),
        _table(
            "proportion",
            ("P1", "percent", "1"),
            ("NX", "part per thousand", "1e-1"),
            ("59", "part per million", "1e-4"),
            ("61", "part per billion", "1e-7"),
        ),
        _table(
            "mass fraction",
            ("M29", "kilogram per kilogram", "1"),
            ("GK", "gram per kilogram", "1e-3"),
            ("NA", "milligram per kilogram", "1e-6"),
            ("J33", "microgram per kilogram", "1e-9"),
        ),
        _table(
            "mass concentration",
            ("KMQ", "kilogram per cubic metre", "1"),
            ("GL", "gram per litre", "1"),
            ("M1", "milligram per litre", "1e-3"),
            ("GP", "milligram per cubic metre", "1e-6"),
            ("GQ", "microgram per cubic metre", "1e-9"),
        ),
        _table(
            "time",
            ("SEC", "second", "1"),
            ("MIN", "minute", "60"),
            ("HUR", "hour", "3600"),
            ("DAY", "day", "86400"),
            ("WEE", "week", "604800"),
        ),
        _table(
            "pressure",
            ("PAL", "pascal", "1"),
            ("A97", "hectopascal", "100"),
            ("MBR", "millibar", "100"),
            ("KPA", "kilopascal", "1000"),
            ("BAR", "bar", "100000"),
        ),
    )
    for unit in units
}


def convert(value: Decimal | int, from_: str, to: str) -> Decimal:
    """`value` in the unit `from_`, said in the unit `to` (Rec 20 codes), exactly.

    InvalidError names both units when one is not in the table, when they measure different things, or when the result has
    no finite decimal form (a gram is no finite number of ounces).
    """
    if from_ == to:
        return Decimal(value)
    source, target = UNITS.get(from_), UNITS.get(to)
    if source is None or target is None:
        unknown = " and ".join(code for code in (from_, to) if code not in UNITS)
        raise _refused(value, from_, to, f"no factor is known for {unknown}")
    if source.dimension != target.dimension:
        raise _refused(value, from_, to, f"{from_} measures {source.dimension}, {to} {target.dimension}")
    result = (Fraction(value) * source.factor + source.offset - target.offset) / target.factor
    exact = _decimal(result)
    if exact is None:
        raise _refused(value, from_, to, f"the result, {result}, has no finite decimal form")
    return exact


def _decimal(value: Fraction) -> Decimal | None:
    """The same number as a Decimal, however many digits it takes; None if no Decimal is equal to it."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest //= prime
            times += 1
        places = max(places, times)
    if rest != 1:
        return None
    digits = abs(value.numerator) * 10**places // value.denominator
    return Decimal((int(value < 0), tuple(map(int, str(digits))), -places))


def _refused(value: Decimal | int, from_: str, to: str, why: str) -> InvalidError:
    message = f"cannot convert from {from_} to {to}: {why}"
    return InvalidError([Finding("unece.not_convertible", "", message, f"{value} {from_}")])
