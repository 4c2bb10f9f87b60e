"""What is a derived indicator over a span, of which inputs was it reckoned, and what is missing where it cannot be?

Everything is reckoned exactly, in fractions. What is not known stays unknown: whatever needs it is unknown, too, and says what
is missing. Each result keeps its inputs, to any depth.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from yaomai.indicators.engine.breaks import Break, between, breaks
from yaomai.indicators.engine.chain import BASE as CHAIN_BASE
from yaomai.indicators.engine.chain import Rate, chain
from yaomai.indicators.engine.formula import (
    Binary,
    Call,
    Named,
    Negative,
    Node,
    Number,
    Source,
    nodes,
    parse,
    written,
)
from yaomai.indicators.engine.growth import YearToDate, growth_of_part
from yaomai.indicators.engine.reckoned import Asked, Missing, Reckoned, World, reference
from yaomai.indicators.engine.region_history import parts
from yaomai.indicators.engine.rounding import half_unit
from yaomai.indicators.engine.spans import Span, years_before
from yaomai.indicators.engine.units import PERCENT
from yaomai.indicators.engine.values import Definition, SeriesKey, Value
from yaomai.indicators.engine.year_to_date import over

DEPTH_MAX = 20
"""So many formulas may stand on each other."""
_NOTHING = Fraction(0)


def reckon(key: str, asked: Asked, world: World) -> Reckoned:
    """An indicator for a region, a segment and a span: what is published of it, otherwise what its formula says."""
    return _series(key, asked, world, ())


def needed(key: str, asked: Asked, definitions: Mapping[str, Definition]) -> frozenset[SeriesKey]:
    """The series whose values may be asked for; so that they can be read at once."""
    found: set[SeriesKey] = set()
    seen: set[tuple[str, str, str]] = set()
    open_ = [(key, asked.region, asked.segment)]
    while open_:
        at = open_.pop()
        if at in seen:
            continue
        seen.add(at)
        name, region, segment = at
        found.add(SeriesKey(name, region, segment))
        one = definitions.get(name)
        if one is not None and one.formula:
            open_ += _below(parse(one.formula), region, segment, asked.span)
    return frozenset(found)


def _below(node: Node, region: str, segment: str, span: Span) -> Iterator[tuple[str, str, str]]:
    regions = [region]
    if any(isinstance(one, Call) and one.name == "sum" for one in nodes(node)):
        regions += parts(region, span.end)
    for one in nodes(node):
        if isinstance(one, Named):
            for each in regions:
                yield one.key, each, segment if one.segment is None else one.segment


def _unknown(
    how: str, name: str, asked: Asked, missing: Missing | None = None, inputs: tuple[Reckoned, ...] = (), unit: str = ""
) -> Reckoned:
    """Not known, for a reason of its own or because inputs are not."""
    reasons = ([missing] if missing else []) + [each for one in inputs for each in one.missing]
    once = tuple({(one.code, tuple(sorted(one.values.items()))): one for one in reasons}.values())
    return Reckoned(how, name, asked, None, unit, inputs, missing=once)


def _series(key: str, asked: Asked, world: World, above: tuple[str, ...], basis: str | None = None) -> Reckoned:
    definition = world.definitions.get(key)
    if definition is None:
        return _unknown("published", key, asked, Missing("indicator_unknown", {"indicator": key}))
    wanted = basis or definition.basis
    unit = PERCENT if wanted in {"yoy", "cagr"} else definition.unit
    found = over(world.values(SeriesKey(key, asked.region, asked.segment)), wanted, asked.span)
    if found is not None:
        leaves = tuple(_leaf(one, asked, unit) for one in found.of)
        if found.how == "published":
            return leaves[0]
        signs = (1, -1) if found.how == "difference" else (1,) * len(leaves)
        total = _total(sign * (leaf.exact or _NOTHING) for sign, leaf in zip(signs, leaves, strict=True))
        return Reckoned(found.how, key, asked, total, unit, leaves)
    if not definition.formula or basis is not None:
        return _unknown("published", key, asked, Missing("no_value", _of(key, asked)), unit=unit)
    if key in above or len(above) >= DEPTH_MAX:
        code = "cycle" if key in above else "too_deep"
        return _unknown("derived", key, asked, Missing(code, {"indicator": key, "way": " → ".join((*above, key))}))
    inner = _node(parse(definition.formula), asked, world, (*above, key))
    if inner.exact is None:
        return _unknown("derived", key, asked, None, (inner,), unit)
    return Reckoned("derived", key, asked, inner.exact, unit, (inner,), ref=reference(key, asked))


def _leaf(one: Value, asked: Asked, unit: str) -> Reckoned:
    """A published value."""
    return Reckoned(
        "published",
        one.series.indicator,
        Asked(asked.region, asked.segment, Span(one.start, one.end)),
        _exact(one),
        unit,
        observed=one,
        ref=f"observation/{one.record}/{one.ordinal}",
        cautions=_cautions(one),
    )


def _of(key: str, asked: Asked) -> Mapping[str, str]:
    return {"indicator": key, "region": asked.region, "segment": asked.segment, "span": str(asked.span)}


def _exact(one: Value) -> Fraction:
    return Fraction(one.value or 0)


def _cautions(one: Value) -> tuple[str, ...]:
    found = []
    if one.is_invented:
        found.append("invented")
    if one.status in {"P", "E", "F", "I"}:
        found.append({"P": "provisional", "E": "estimated", "F": "forecast", "I": "imputed"}[one.status])
    if one.doubts:
        found.append("doubted")
    return tuple(found)


def _node(node: Node, asked: Asked, world: World, above: tuple[str, ...]) -> Reckoned:
    if isinstance(node, Number):
        return Reckoned("number", written(node), asked, Fraction(node.value))
    if isinstance(node, Named):
        own = asked if node.segment is None else Asked(asked.region, node.segment, asked.span)
        return _series(node.key, own, world, above)
    if isinstance(node, Source):
        return _source(node, asked, world)
    if isinstance(node, Negative):
        inner = _node(node.of, asked, world, above)
        if inner.exact is None:
            return _unknown("-", written(node), asked, None, (inner,))
        return Reckoned("-", written(node), asked, -inner.exact, inner.unit, (inner,))
    if isinstance(node, Binary):
        return _joined(node, asked, world, above)
    return {"growth": _growth, "chain": _chain, "sum": _sum, "share": _share}[node.name](node, asked, world, above)


def _source(node: Source, asked: Asked, world: World) -> Reckoned:
    unit = world.unit_of_source(node) or ""
    found = world.source(node, asked)
    if found.value is None:
        return _unknown("source", written(node), asked, Missing(found.missing, _of(written(node), asked)), unit=unit)
    inputs = tuple(Reckoned("part", name, asked, Fraction(value), ref=ref) for name, value, ref in found.of)
    cautions = () if found.is_whole else ("part_only",)
    return Reckoned("source", written(node), asked, Fraction(found.value), unit, inputs, None, found.ref, (), cautions)


def _joined(node: Binary, asked: Asked, world: World, above: tuple[str, ...]) -> Reckoned:
    inputs = (_node(node.left, asked, world, above), _node(node.right, asked, world, above))
    left, right = (one.exact for one in inputs)
    if left is None or right is None:
        return _unknown(node.op, written(node), asked, None, inputs)
    if node.op == "/" and not right:
        return _unknown("/", written(node), asked, Missing("division_by_zero", {"part": written(node.right)}), inputs)
    exact = {"+": left + right, "-": left - right, "*": left * right}.get(node.op)
    return Reckoned(node.op, written(node), asked, left / right if exact is None else exact, "", inputs)


def _share(node: Call, asked: Asked, world: World, above: tuple[str, ...]) -> Reckoned:
    inputs = tuple(_node(one, asked, world, above) for one in node.arguments)
    part, whole = (one.exact for one in inputs)
    if part is None or whole is None:
        return _unknown("share", written(node), asked, None, inputs, PERCENT)
    if not whole:
        missing = Missing("division_by_zero", {"part": written(node.arguments[1])})
        return _unknown("share", written(node), asked, missing, inputs, PERCENT)
    return Reckoned("share", written(node), asked, 100 * part / whole, PERCENT, inputs)


def _growth(node: Call, asked: Asked, world: World, above: tuple[str, ...]) -> Reckoned:
    """Published growth where there is one: it is on a comparable base. Of months within a year what follows from the years so far,
    with its error. Otherwise the ratio of levels, which is said, and refused over a break.
    """
    (of,) = node.arguments
    own = _own(of, asked)
    if isinstance(of, Named):
        published = _series(of.key, own, world, above, "yoy")
        if published.exact is not None:
            return Reckoned("growth", written(node), asked, published.exact, PERCENT, (published,))
        if (part := _growth_of_part(of.key, own, world, written(node))) is not None:
            return part
    before = Asked(asked.region, asked.segment, years_before(asked.span))
    inputs = (_node(of, asked, world, above), _node(of, before, world, above))
    new, old = (one.exact for one in inputs)
    if new is None or old is None:
        return _unknown("growth", written(node), asked, None, inputs, PERCENT)
    if crossed := between(_breaks_of(inputs, world), before.span, asked.span):
        told = {"break": crossed[0].code, "words": crossed[0].words}
        missing = Missing("break", {"part": written(of), "day": str(crossed[0].day), **told})
        return _unknown("growth", written(node), asked, missing, inputs, PERCENT)
    if old <= 0:
        missing = Missing("division_by_zero", {"part": written(of)})
        return _unknown("growth", written(node), asked, missing, inputs, PERCENT)
    return Reckoned(
        "growth", written(node), asked, (new / old - 1) * 100, PERCENT, inputs, cautions=("growth_of_levels",)
    )


def _growth_of_part(key: str, asked: Asked, world: World, name: str) -> Reckoned | None:
    """The growth of months within a year, from two years so far and their published growth (engine/growth.py)."""
    span = asked.span
    first = date(span.start.year, 1, 1)
    if span.start == first:
        return None
    values = world.values(SeriesKey(key, asked.region, asked.segment))
    known = {(one.basis, one.start, one.end): one for one in values if one.value is not None}
    ends = (span.end, span.start - timedelta(days=1))
    levels = [known.get(("flow", first, end)) for end in ends]
    rates = [known.get(("yoy", first, end)) for end in ends]
    found = [one for one in (*levels, *rates) if one is not None]
    if len(found) < len(levels) + len(rates):
        return None
    whole, before = (
        YearToDate(
            _number(level),
            _number(rate),
            half_unit(_number(level), level.original),
            half_unit(_number(rate), rate.original),
        )
        for level, rate in zip(found[:2], found[2:], strict=True)
    )
    growth = growth_of_part(whole, before)
    if growth is None:
        return None
    units = (world.definitions[key].unit,) * 2 + (PERCENT,) * 2
    inputs = tuple(_leaf(one, asked, unit) for one, unit in zip(found, units, strict=True))
    exact = Fraction(growth.value)
    return Reckoned(
        "growth", name, asked, exact, PERCENT, inputs, cautions=("comparable_base",), low=growth.low, high=growth.high
    )


def _number(one: Value) -> Decimal:
    return one.value if one.value is not None else Decimal(0)


def _own(of: Node, asked: Asked) -> Asked:
    if isinstance(of, Named) and of.segment is not None:
        return Asked(asked.region, of.segment, asked.span)
    return asked


def _breaks_of(inputs: Sequence[Reckoned], world: World) -> tuple[Break, ...]:
    """The breaks of every series that something was reckoned from."""
    found: dict[Break, None] = {}
    values = [one for each in inputs for one in each.observations()]
    for series in {one.series for one in values}:
        definition = world.definitions.get(series.indicator)
        scope = definition.scope if definition is not None else ""
        found |= dict.fromkeys(breaks(scope, [one for one in values if one.series == series]))
    return tuple(found)


def _chain(node: Call, asked: Asked, world: World, above: tuple[str, ...]) -> Reckoned:  # noqa: ARG001  # as the others
    """The index of the published growth of the same span of each year (engine/chain.py); a break begins it anew."""
    (of,) = node.arguments
    if not isinstance(of, Named):
        return _unknown("chain", written(node), asked, Missing("chain_of_no_series", {"part": written(of)}))
    own = _own(of, asked)
    values = world.values(SeriesKey(of.key, own.region, own.segment))
    known = {Span(one.start, one.end): one for one in values if one.basis == "yoy" and one.value is not None}
    definition = world.definitions.get(of.key)
    broken = breaks(definition.scope if definition is not None else "", known.values())
    rates = {
        span: Rate(_number(one), half_unit(_number(one), one.original), bool(between(broken, years_before(span), span)))
        for span, one in known.items()
    }
    found = chain(rates, own.span)
    if found is None:
        return _unknown("chain", written(node), asked, Missing("no_growth", _of(of.key, own)))
    links = tuple(_leaf(known[span], own, PERCENT) for span in found.of)
    index = Fraction(CHAIN_BASE)
    for link in links:
        index *= 1 + (link.exact or _NOTHING) / 100
    return Reckoned(
        "chain", written(node), asked, index, "", links, low=found.index.low, high=found.index.high,
        cautions=("chain_begins_at_break",) if found.broken else (),
    )  # fmt: skip


def _sum(node: Call, asked: Asked, world: World, above: tuple[str, ...]) -> Reckoned:
    """Over the regions directly below; not known when one of them is not."""
    below = parts(asked.region, asked.span.end)
    if not below:
        return _unknown("sum", written(node), asked, Missing("no_parts", {"region": asked.region}))
    inputs = tuple(_node(node.arguments[0], Asked(one, asked.segment, asked.span), world, above) for one in below)
    if any(one.exact is None for one in inputs):
        return _unknown("sum", written(node), asked, None, inputs, inputs[0].unit)
    return Reckoned(
        "sum", written(node), asked, _total(one.exact or _NOTHING for one in inputs), inputs[0].unit, inputs
    )


def _total(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, _NOTHING)
