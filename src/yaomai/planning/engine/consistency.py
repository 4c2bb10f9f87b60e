"""Does a plan contradict itself: parts and totals, growth and end values, shares, increments, counts and lists?

Each check compares what the plan says in one place with what follows from what it says in others, shows the computation, and
names both sides. What differs by no more than printing rounds is the same. A promise of at least so much growth does not rule
out more of it; but whoever keeps it exactly misses the end value, and so the two do not say the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations

from yaomai.planning.engine.counted_over import interval_of
from yaomai.planning.engine.figures import ENDINGS_OF_GROWTH, Reason, growing, plain, reason
from yaomai.planning.engine.listed_items import Listed
from yaomai.planning.engine.paths import DIGITS

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
class Statement:
    """A figure of the plan: the characters start..end, its line, what it says. low, high: in the unit of its indicator.

    kind: fact, target, growth. base_year: from which its growth counts.
    """

    start: int
    end: int
    line: int
    words: str
    name: str
    indicator: str
    region: str
    segment: str
    kind: str
    comparator: str
    low: Decimal
    high: Decimal
    unit: str
    year: int | None
    base_year: int | None = None
    is_increment: bool = False

    @property
    def is_growth(self) -> bool:
        """Whether it says how fast something grows."""
        return self.indicator.endswith(ENDINGS_OF_GROWTH)


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
    for total in statements:
        if total.is_growth or total.unit == "P1" or total.segment or total.is_increment:
            continue
        parts = [one for one in statements if _is_part(one, total)]
        if len({(one.indicator, one.segment) for one in parts}) < 2 or len(parts) < 2:
            continue
        yield _sum_of(total, parts)


def _is_part(one: Statement, total: Statement) -> bool:
    if one is total or (one.year, one.region, one.kind, one.unit) != (total.year, total.region, total.kind, total.unit):
        return False
    if one.low != one.high or one.is_increment or interval_of(one.segment)[1] is not None:
        return False
    if one.indicator == total.indicator:
        return bool(one.segment)
    return one.indicator in PARTS_OF.get(total.indicator, frozenset())


def _sum_of(total: Statement, parts: Sequence[Statement]) -> Consistency:
    added = sum((one.low for one in parts), Decimal(0))
    values = {
        "parts": " ".join(plain(one.low) for one in parts),
        "names": "、".join(one.segment or one.name for one in parts),
        "sum": added,
        "total": total.low,
        "unit": total.unit,
    }
    is_all = all(abs(one.start - total.start) <= NEAR for one in parts)
    if added == total.low:
        outcome, code = "agrees", "parts_equal"
    elif added > total.low:
        is_open = total.comparator in (">", "≥", "≈")
        outcome, code = ("open", "parts_exceed_open") if is_open else ("contradicts", "parts_exceed")
    else:
        outcome, code = ("contradicts", "parts_short") if is_all else ("open", "parts_some")
    return Consistency("parts", outcome, (total, *parts), reason(code, **values))


def _growth(statements: Sequence[Statement], first_year: int | None) -> Iterator[Consistency]:
    """The growth a year from the base, over the plan's years, against the value promised at their end."""
    for rate in statements:
        if not rate.indicator.endswith(".cagr") or rate.year is None or rate.low != rate.high:
            continue
        base_year = rate.base_year or (first_year - 1 if first_year is not None else None)
        root = growing(rate.indicator)
        ends = [one for one in statements if _is_level(one, root, rate) and one.year == rate.year]
        bases = [
            one for one in statements if _is_level(one, root, rate) and one.kind == "fact" and one.year == base_year
        ]
        if base_year is not None and base_year < rate.year and ends and bases and bases[0].low > 0:
            yield _grown(rate, bases[0], ends[0], rate.year - base_year)


def _is_level(one: Statement, root: str, rate: Statement) -> bool:
    return one.indicator == root and (one.region, one.segment) == (rate.region, rate.segment) and one.low == one.high


def _grown(rate: Statement, base: Statement, end: Statement, years: int) -> Consistency:
    with localcontext(prec=DIGITS):
        follows = base.low * (1 + rate.low / 100) ** years
        needed = (((end.low / base.low).ln() / years).exp() - 1) * 100 if end.low > 0 else None
        differs = abs(follows - end.low) > TOLERANCE * abs(end.low)
    is_enough = end.comparator in ("≥", ">") and follows >= end.low
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
    if differs and not is_enough:
        return Consistency("growth", "contradicts", (rate, base, end), reason("growth_contradicts", **values))
    return Consistency("growth", "agrees", (rate, base, end), reason("growth_agrees", **values))


def _shares(statements: Sequence[Statement]) -> Iterator[Consistency]:
    for share in statements:
        if share.indicator not in SHARES or share.low != share.high:
            continue
        part, whole = (
            next((one for one in statements if one.indicator == key and _is_beside(one, share)), None)
            for key in SHARES[share.indicator]
        )
        if part is None or whole is None or whole.low == 0:
            continue
        with localcontext(prec=DIGITS):
            computed = part.low / whole.low * 100
        rounds = Decimal(1).scaleb(int(share.low.normalize().as_tuple().exponent)) / 2
        values = {
            "part": part.low, "whole": whole.low, "computed": round(computed, 2), "stated": share.low, "unit": part.unit
        }  # fmt: skip
        agrees = abs(computed - share.low) <= min(rounds, Decimal("0.5"))
        outcome, code = ("agrees", "share_agrees") if agrees else ("contradicts", "share_contradicts")
        yield Consistency("share", outcome, (share, part, whole), reason(code, **values))


def _is_beside(one: Statement, other: Statement) -> bool:
    return (one.year, one.region, one.segment, one.kind) == (other.year, other.region, other.segment, other.kind)


def _increments(statements: Sequence[Statement]) -> Iterator[Consistency]:
    """What is to be added against the stock at the start and the stock promised at the end."""
    for more in statements:
        if not more.is_increment or more.low != more.high:
            continue
        alike = [
            one
            for one in statements
            if not one.is_increment
            and (one.indicator, one.region, one.segment) == (more.indicator, more.region, more.segment)
        ]
        ends = [one for one in alike if one.kind == "target" and one.year == more.year]
        starts = [one for one in alike if one.kind == "fact" and one.year is not None]
        if not ends or not starts:
            continue
        start, end = max(starts, key=lambda one: one.year or 0), ends[0]
        values = {
            "start": start.low,
            "more": more.low,
            "sum": start.low + more.low,
            "stated": end.low,
            "unit": end.unit,
        }
        agrees = start.low + more.low == end.low
        outcome, code = ("agrees", "increment_agrees") if agrees else ("contradicts", "increment_contradicts")
        yield Consistency("increment", outcome, (more, start, end), reason(code, **values))


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
            if _excludes(first, second):
                values = {
                    "first": first.words,
                    "second": second.words,
                    "first_line": first.line,
                    "second_line": second.line,
                }
                yield Consistency("twice", "contradicts", (first, second), reason("twice_differs", **values))


def _excludes(first: Statement, second: Statement) -> bool:
    """Whether no number is both: 105 and 100 are not; over 50 and 60 are."""
    lows, highs = zip(_reach(first), _reach(second), strict=True)
    low = max((one for one in lows if one is not None), default=None)
    high = min((one for one in highs if one is not None), default=None)
    return low is not None and high is not None and low > high


def _reach(one: Statement) -> tuple[Decimal | None, Decimal | None]:
    if one.comparator in ("≥", ">"):
        return one.low, None
    if one.comparator in ("≤", "<"):
        return None, one.high
    spread = abs(one.low) / 10 if one.comparator in ("≈", "<≈") else Decimal(0)
    return one.low - spread, one.high + spread
