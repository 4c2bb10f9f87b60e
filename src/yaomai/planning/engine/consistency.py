"""Does a plan contradict itself: parts and totals, growth and end values, shares, increments, counts and lists?

Each check compares what the plan says in one place with what follows from what it says in others, shows the computation, and
names both sides. Only what cannot both be true contradicts: a bound (以上, 以内) rules out nothing on its other side, 左右 nothing
within a tenth. Where bounds leave it open, that is said (`open`): growth of at least so much does not rule out more, but who only
just keeps it misses the end value. What nobody decided is compared only where the plan's own words say that it belongs
together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations

from yaomai.planning.engine.counted_over import interval_of
from yaomai.planning.engine.figures import Reason, as_text, growing, reason
from yaomai.planning.engine.listed_items import Listed
from yaomai.planning.engine.paths import DIGITS
from yaomai.planning.engine.statements import (
    Reach,
    Statement,
    best_named,
    grown_name,
    is_apart,
    is_kept,
    is_same_number,
    plain_name,
    reach,
    stock_name,
)

OUTCOMES = ("contradicts", "open", "agrees")
CHECKS = ("parts", "growth", "share", "increment", "list", "percent", "twice")
TOLERANCE = Decimal("0.02")
"""Growth and end value agree within two percent: rates are printed without decimals."""
NEAR = 60
"""Parts that are printed within so many characters of the total are meant to be all of it."""
PARTS_OF: Mapping[str, frozenset[str]] = {
    "industry.chain_revenue": frozenset({"industry.main_revenue", "industry.revenue", "herb.planting_revenue"}),
    "industry.scale": frozenset({"industry.scale", "cluster.scale"}),
    "chain.total_scale": frozenset({"cluster.scale"}),
}
"""Of which indicators a total is the sum, beside its own of segments."""
SHARES: Mapping[str, tuple[str, str]] = {"herb.standardised_share": ("herb.standardised_area", "herb.area")}
"""Which share is which part of which whole."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """What one check found. sides: the statements compared, the one that is checked first."""

    check: str
    outcome: str
    sides: tuple[Statement, ...]
    reason: Reason


def consistency(
    statements: Sequence[Statement],
    lists: Sequence[Listed] = (),
    first_year: int | None = None,
    repeated: Sequence[Statement] = (),
) -> list[Consistency]:
    """All that the checks find, contradictions first, then in the order of the text. first_year: of the plan. repeated: what
    only says again what others say; lists may stand behind them.
    """
    found = [
        *_parts(statements),
        *_growth(statements, first_year),
        *_shares(statements),
        *_increments(statements),
        *_lists((*statements, *repeated), lists),
        *_percents(statements),
        *_twice(statements),
    ]
    return sorted(found, key=lambda one: (OUTCOMES.index(one.outcome), one.sides[0].start, one.check))


def _parts(statements: Sequence[Statement]) -> Iterator[Consistency]:
    told: set[tuple[object, ...]] = set()
    for total in statements:
        if total.is_growth or total.unit == "P1" or total.segment or total.is_increment or not total.is_sure:
            continue
        parts = _once([one for one in statements if _is_part(one, total)], total)
        said = (total.indicator, total.region, total.kind, total.year, total.low, total.high, total.comparator)
        if len(parts) < 2 or said in told:
            continue
        told.add(said)
        yield _sum_of(total, parts)


def _is_part(one: Statement, total: Statement) -> bool:
    if one is total or (one.year, one.region, one.kind, one.unit) != (total.year, total.region, total.kind, total.unit):
        return False
    if one.low != one.high or one.is_increment or interval_of(one.segment)[1] is not None:
        return False
    if not (one.is_decided and total.is_decided) and not (one.is_sure and abs(one.start - total.start) <= NEAR):
        return False
    if one.indicator == total.indicator:
        return bool(one.segment)
    return one.indicator in PARTS_OF.get(total.indicator, frozenset())


def _once(parts: Sequence[Statement], total: Statement) -> list[Statement]:
    """Each part once: a plan says a number again elsewhere; the one nearest to the total is meant."""
    nearest: dict[tuple[str, str], Statement] = {}
    for one in sorted(parts, key=lambda each: abs(each.start - total.start)):
        nearest.setdefault((one.indicator, one.segment), one)
    return sorted(nearest.values(), key=lambda one: one.start)


def _sum_of(total: Statement, parts: Sequence[Statement]) -> Consistency:
    added = sum((one.low for one in parts), Decimal(0))
    values = {
        "parts": " ".join(as_text(one.low) for one in parts),
        "names": "、".join(one.segment or one.name for one in parts),
        "sum": added,
        "total": total.low,
        "unit": total.unit,
    }
    is_all = all(abs(one.start - total.start) <= NEAR for one in parts)
    is_exact = all(one.comparator == "=" for one in parts)
    if added == total.low:
        outcome, code = "agrees", "parts_equal"
    elif added > total.low:
        at_most = any(one.comparator in ("≤", "<", "≈", "<≈") for one in parts)
        is_open = total.comparator in (">", "≥", "≈") or at_most
        outcome, code = ("open", "parts_exceed_open") if is_open else ("contradicts", "parts_exceed")
    else:
        is_short = is_all and is_exact and total.comparator not in ("≤", "<", "≈", "<≈")
        outcome, code = ("contradicts", "parts_short") if is_short else ("open", "parts_some")
    return Consistency("parts", outcome, (total, *parts), reason(code, **values))


def _growth(statements: Sequence[Statement], first_year: int | None) -> Iterator[Consistency]:
    """The growth a year from the base, over the plan's years, against the value promised at their end."""
    for rate in statements:
        if not rate.indicator.endswith(".cagr") or rate.year is None or rate.low != rate.high or not rate.is_sure:
            continue
        base_year = rate.base_year or (first_year - 1 if first_year is not None else None)
        levels = [one for one in statements if _is_level(one, growing(rate.indicator), rate)]
        name = grown_name(rate.name)
        ends = (one for one in levels if one.year == rate.year)
        bases = (one for one in levels if one.kind == "fact" and one.year == base_year)
        end = best_named(ends, name, is_decided=rate.is_decided)
        base = best_named(bases, name, is_decided=rate.is_decided)
        if base_year is None or base is None or end is None or base_year >= rate.year or base.low <= 0:
            continue
        yield _grown(rate, base, end, rate.year - base_year)


def _is_level(one: Statement, root: str, rate: Statement) -> bool:
    if one.indicator != root or one.is_increment or one.low != one.high:
        return False
    return (one.region, one.segment) == (rate.region, rate.segment)


def _grown(rate: Statement, base: Statement, end: Statement, years: int) -> Consistency:
    with localcontext(prec=DIGITS):
        follows = base.low * (1 + rate.low / 100) ** years
        needed = (((end.low / base.low).ln() / years).exp() - 1) * 100 if end.low > 0 else None
        low, high = (
            None if start is None or speed is None else start * (1 + speed / 100) ** years
            for start, speed in zip(reach(base), reach(rate), strict=True)
        )
        tolerance = TOLERANCE * abs(end.low)
        stated = _widened(reach(end), tolerance)
    values = {
        "base": base.low,
        "base_year": base.year,
        "rate": rate.low,
        "years": years,
        "follows": follows,
        "stated": end.low,
        "stated_year": end.year,
        "needed": None if needed is None else round(needed, 1),
        "unit": end.unit,
        "comparator": rate.comparator,
    }
    if is_kept(follows, end, tolerance):
        outcome, code = "agrees", "growth_agrees"
    elif is_apart((low, high), stated):
        outcome, code = "contradicts", "growth_contradicts"
    else:
        is_short = rate.comparator in ("≥", ">") and follows < end.low
        outcome, code = "open", "growth_bound_short" if is_short else "growth_open"
    return Consistency("growth", outcome, (rate, base, end), reason(code, **values))


def _widened(bounds: Reach, by: Decimal) -> Reach:
    low, high = bounds
    return None if low is None else low - by, None if high is None else high + by


def _shares(statements: Sequence[Statement]) -> Iterator[Consistency]:
    for share in statements:
        if share.indicator not in SHARES or share.low != share.high or not share.is_sure:
            continue
        part, whole = (
            next((one for one in statements if one.indicator == key and _is_beside(one, share)), None)
            for key in SHARES[share.indicator]
        )
        if part is not None and whole is not None and part.low >= 0 and whole.low > 0:
            yield _share_of(share, part, whole)


def _is_beside(one: Statement, share: Statement) -> bool:
    if one.low != one.high or one.is_increment or not one.is_sure:
        return False
    if (one.year, one.region, one.segment, one.kind) != (share.year, share.region, share.segment, share.kind):
        return False
    return (one.is_decided and share.is_decided) or (one.sentence is not None and one.sentence == share.sentence)


def _share_of(share: Statement, part: Statement, whole: Statement) -> Consistency:
    (part_low, part_high), (whole_low, whole_high) = reach(part), reach(whole)
    with localcontext(prec=DIGITS):
        computed = part.low / whole.low * 100
        low = part_low / whole_high * 100 if part_low is not None and whole_high else None
        high = part_high / whole_low * 100 if part_high is not None and whole_low else None
    rounds = min(Decimal(1).scaleb(int(share.low.normalize().as_tuple().exponent)) / 2, Decimal("0.5"))
    values = {
        "part": part.low, "whole": whole.low, "computed": round(computed, 2), "stated": share.low, "unit": part.unit,
        "comparator": share.comparator,
    }  # fmt: skip
    if is_kept(computed, share, rounds):
        outcome, code = "agrees", "share_agrees"
    elif is_apart((low, high), _widened(reach(share), rounds)):
        outcome, code = "contradicts", "share_contradicts"
    else:
        outcome, code = "open", "share_open"
    return Consistency("share", outcome, (share, part, whole), reason(code, **values))


def _increments(statements: Sequence[Statement]) -> Iterator[Consistency]:
    """What is to be added against the stock at the start and the stock promised at the end, all of the same name."""
    for more in statements:
        if not more.is_increment or more.low != more.high or not more.is_sure:
            continue
        alike = [one for one in statements if _is_stock_of(more, one)]
        ends = [one for one in alike if one.kind == "target" and one.year == more.year]
        starts = [one for one in alike if one.kind == "fact" and one.year is not None]
        if ends and starts:
            yield _added(more, max(starts, key=lambda one: one.year or 0), ends[0])


def _is_stock_of(more: Statement, one: Statement) -> bool:
    if one.is_increment or one.low != one.high or not one.is_sure:
        return False
    if (one.indicator, one.region, one.segment) != (more.indicator, more.region, more.segment):
        return False
    return plain_name(one.name) == stock_name(more.name)


def _added(more: Statement, start: Statement, end: Statement) -> Consistency:
    total = start.low + more.low
    low, high = (
        None if one is None or other is None else one + other
        for one, other in zip(reach(start), reach(more), strict=True)
    )
    values = {"start": start.low, "more": more.low, "sum": total, "stated": end.low, "unit": end.unit}
    if is_kept(total, end):
        outcome, code = "agrees", "increment_agrees"
    elif is_apart((low, high), reach(end)):
        outcome, code = "contradicts", "increment_contradicts"
    else:
        outcome, code = "open", "increment_open"
    return Consistency("increment", outcome, (more, start, end), reason(code, **values))


def _lists(statements: Sequence[Statement], lists: Iterable[Listed]) -> Iterator[Consistency]:
    by_start = {one.start: one for one in statements}
    for listed in lists:
        one = by_start.get(listed.start)
        if one is None or one.low != one.high:
            continue
        values = {"count": one.low, "name": one.name or one.words, "annex": listed.annex, "from": listed.at}
        if listed.annex:
            yield Consistency("list", "open", (one,), reason("annex_missing", **values))
            continue
        values |= {"items": len(listed.items), "last": listed.items[-1]}
        agrees = len(listed.items) == one.low
        outcome, code = ("agrees", "list_agrees") if agrees else ("contradicts", "list_differs")
        yield Consistency("list", outcome, (one,), reason(code, **values))


def _percents(statements: Sequence[Statement]) -> Iterator[Consistency]:
    for one in statements:
        is_share = one.unit == "P1" and not one.is_growth and one.kind != "growth"
        if is_share and one.high > 100:
            yield Consistency("percent", "contradicts", (one,), reason("share_over_hundred", value=one.high))


def _twice(statements: Sequence[Statement]) -> Iterator[Consistency]:
    """The same said twice, of the same year, with values that exclude each other."""
    groups: dict[tuple[str, str, str, int | None, str, bool], list[Statement]] = {}
    for one in statements:
        if one.indicator and one.year is not None:
            key = (one.indicator, one.region, one.segment, one.year, one.kind, one.is_increment)
            groups.setdefault(key, []).append(one)
    for alike in groups.values():
        for first, second in combinations(alike, 2):
            if is_same_number(first, second) and is_apart(reach(first), reach(second)):
                values = {
                    "first": first.words,
                    "second": second.words,
                    "first_line": first.line,
                    "second_line": second.line,
                }
                yield Consistency("twice", "contradicts", (first, second), reason("twice_differs", **values))
