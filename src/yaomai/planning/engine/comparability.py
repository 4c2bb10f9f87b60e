"""May this figure be held against that target: as the same, with a caution that is said, or not at all?

The number alone never decides. Compared are what is measured (indicator, nature, unit, threshold), of whom (region, segment,
population), over which time (span, year), how (basis, prices, increment or stock) and how sure it is (status of the edition,
SDMX CL_OBS_STATUS). What a definition declares about another indicator (`comparable`) decides between indicators; where
nothing is declared, different indicators are not comparable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yaomai.planning.engine.counted_over import bounds, interval_of
from yaomai.planning.engine.figures import Figures, Measure, Observed, Reason, growing, reason
from yaomai.planning.engine.statements import stock_name
from yaomai.planning.engine.target_view import Wording

CLASSES = ("same", "caution", "not")
NATURES = (
    (("output_value", "gross_output"), "output_value"),
    (("value_added",), "value_added"),
    (("trade_value",), "trade_value"),
    (("profit_and_tax",), "profit_and_tax"),
    (("profit",), "profit"),
    (("total_assets",), "assets"),
    (("scale",), "scale"),
    (("revenue", "sales", "expected_sales"), "revenue"),
    (("investment",), "investment"),
    (("area",), "area"),
    (("count",), "count"),
)
"""What kind of amount an indicator is, by the end of its key: amounts of two kinds are never added nor taken for each other."""
THRESHOLD_WORDS = (
    ("产值", "output_value"),
    ("收入", "revenue"),
    ("销售", "revenue"),
    ("营收", "revenue"),
    ("利税", "profit_and_tax"),
    ("利润", "profit"),
    ("资产", "assets"),
    ("投资", "investment"),
    ("研发", "rd"),
)
"""By which words a count says of what its inner threshold is: enterprises of over a billion of output are not those of revenue."""
NOT_ACTUAL = {"F": "figure_forecast", "M": "figure_missing"}
DOUBTFUL = {"E": "figure_estimated", "P": "figure_provisional", "I": "figure_imputed", "D": "figure_definition_differs"}
RESTRICTED = ("规模以上", "规上", "限额以上", "样本", "重点")
"""Words of a scope that leave out part of an industry; a target that does not say them means all of it."""
SCALED = ("规模以上", "规上")
NOT_INDUSTRY = ("服务业", "批发", "零售")
THRESHOLD_RAISED = 2011
"""From January 2011 on industry above designated size is of 20 million yuan of main business income a year; before, of 5 million
(National Bureau of Statistics)."""
DEFLATED = ("value_added",)
"""Growth of these is published in comparable prices (statistical practice), while their levels are at current prices."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a figure stands to a target. bound: `lower` or `upper` where the figure only bounds what was promised, else empty."""

    comparability: str
    reasons: tuple[Reason, ...] = ()
    bound: str = ""


def worst(classes: Iterable[str]) -> str:
    """The worst of several classes; `same` of none."""
    return max(classes, key=CLASSES.index, default="same")


def nature(key: str) -> str:
    """Which kind of amount the indicator is (NATURES); empty when its key does not say."""
    last = growing(key).rpartition(".")[2]
    for endings, name in NATURES:
        if any(last == ending or last.endswith(f"_{ending}") for ending in endings):
            return name
    return ""


def compare(target: Wording, figure: Observed, figures: Figures) -> Comparison:
    """How the figure stands to the target, years apart: which year it must be of is the verdict's question.

    A growth target is compared by what is to grow: `figure` may be a level of it, or a published rate.
    """
    barred: list[Reason] = []
    said: list[Reason] = []
    _place(target, figure, barred)
    _indicator(target, figure, figures, barred, said)
    bound = _population(target, figure, barred, said)
    _certainty(figure, barred, said)
    if barred:
        return Comparison("not", tuple(barred))
    return Comparison("caution" if said else "same", tuple(said), bound)


def _place(target: Wording, figure: Observed, barred: list[Reason]) -> None:
    if figure.region == target.region:
        return
    code = "region_differs"
    if is_within(target.region, figure.region):
        code = "province_for_city"
    elif is_within(figure.region, target.region):
        code = "part_for_whole"
    barred.append(reason(code, target=target.region, figure=figure.region))


def is_within(inner: str, outer: str) -> bool:
    """Whether the division `inner` lies in `outer` (GB/T 2260: two digits a level, zeros below; 000000: the country)."""
    return inner != outer and inner.startswith(_stem(outer))


def _stem(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code


def _population(target: Wording, figure: Observed, barred: list[Reason], said: list[Reason]) -> str:
    """Segments must agree, and what their thresholds are of; thresholds may bound each other."""
    wanted_words, wanted = interval_of(target.segment)
    found_words, found = interval_of(figure.segment)
    if wanted_words != found_words:
        barred.append(_segment_reason(wanted_words, found_words))
        return ""
    if wanted is None or found is None:
        if wanted is not found:
            barred.append(_segment_reason(target.segment, figure.segment))
        return ""
    asked, counted = threshold_nature(_threshold_words(target)), threshold_nature(figure.name)
    if asked and counted and asked != counted:
        barred.append(reason("threshold_nature_differs", target_nature=asked, figure_nature=counted))
        return ""
    relation = bounds(wanted, found)
    if relation == "none":
        barred.append(reason("threshold_differs", target=target.segment, figure=figure.segment))
    elif relation != "same":
        said.append(reason(f"threshold_{relation}", target=target.segment, figure=figure.segment))
        return relation
    return ""


def _segment_reason(wanted: str, found: str) -> Reason:
    """Why a figure of one segment (empty: of all) is not that of another."""
    code = "segment_differs"
    if wanted and not found:
        code = "whole_for_part"
    elif found and not wanted:
        code = "part_for_whole_segment"
    return reason(code, target=wanted, figure=found)


def _threshold_words(target: Wording) -> str:
    return target.threshold.indicator if target.threshold is not None else target.name


def threshold_nature(words: str) -> str:
    """Of which kind of amount a threshold is, by the first word that says it: of 主营业务收入10亿元以上企业数 revenue."""
    found = [(words.index(word), said) for word, said in THRESHOLD_WORDS if word in words]
    return min(found, default=(0, ""))[1]


def _indicator(target: Wording, figure: Observed, figures: Figures, barred: list[Reason], said: list[Reason]) -> None:
    wanted, found = figures.measure(growing(target.indicator)), figures.measure(growing(figure.indicator))
    if wanted.key != found.key:
        _other_indicator(wanted, found, barred, said)
    elif figure.name:
        _name(target, wanted, figure, barred, said)
    if wanted.unit != found.unit:
        barred.append(reason("unit_differs", target=wanted.unit, figure=found.unit))
    if figure.indicator.endswith(".increment") and not target.is_increment:
        barred.append(reason("increment_for_stock", figure=found.name))
    if figure.basis == "index":
        barred.append(reason("basis_differs", target=wanted.basis, figure=figure.basis))
    if figure.basis in ("yoy", "cagr") and target.kind != "growth" and not is_rate_itself(target, figure):
        barred.append(reason("growth_for_level", figure=found.name))
    is_rate = growing(target.indicator) != target.indicator and target.kind != "growth"
    if is_rate and figure.basis not in ("yoy", "cagr", "index"):
        barred.append(reason("level_for_growth", figure=found.name))
    _scope(target, wanted, found, figure, said)


def _name(target: Wording, wanted: Measure, figure: Observed, barred: list[Reason], said: list[Reason]) -> None:
    """Whether the text that states the figure calls it as the promise does. What is counted is told by its name alone (one
    indicator counts parks of all kinds): a count of another name is of other things, unless one name holds the other. Thresholds
    and segments tell counts apart by themselves, and amounts of one indicator are of one kind.
    """
    values = {"target": target.name, "figure": figure.name}
    is_told_by_name = wanted.unit == "" and target.segment == figure.segment and interval_of(target.segment)[1] is None
    if is_told_by_name and not same_name(stock_name(target.name), stock_name(figure.name)):
        barred.append(reason("counted_differs", **values))
    elif not same_name(target.name, figure.name):
        said.append(reason("name_differs", **values))


def is_rate_itself(target: Wording, figure: Observed) -> bool:
    """Whether a growth rate is itself what was promised, as a level (a yearly rate of 8 % to be kept)."""
    own = target.indicator == figure.indicator and growing(target.indicator) != target.indicator
    return own and target.kind != "growth"


def _other_indicator(wanted: Measure, found: Measure, barred: list[Reason], said: list[Reason]) -> None:
    declared = declared_of(wanted, found)
    if declared is None:
        values = {"target": wanted.name, "figure": found.name}
        natures = nature(wanted.key), nature(found.key)
        if all(natures) and natures[0] != natures[1]:
            barred.append(reason("nature_differs", **values, target_nature=natures[0], figure_nature=natures[1]))
        else:
            barred.append(reason("indicator_differs", **values))
        return
    comparability, words = declared
    told = reason(f"declared_{comparability}", target=wanted.name, figure=found.name, words=words)
    if comparability == "not":
        barred.append(told)
    elif comparability == "caution":
        said.append(told)


def declared_of(one: Measure, other: Measure) -> tuple[str, str] | None:
    """What either definition declares about the other: class and words, the worse of both; None when neither does."""
    said = [(which, words) for key, which, words in one.comparable if key == other.key]
    said += [(which, words) for key, which, words in other.comparable if key == one.key]
    return max(said, key=lambda each: CLASSES.index(each[0]), default=None)


def _scope(target: Wording, wanted: Measure, found: Measure, figure: Observed, said: list[Reason]) -> None:
    """Whether the figure leaves out what the target does not leave out."""
    scope = figure.scope or found.scope
    missing = [word for word in RESTRICTED if word in scope and word not in f"{target.name}{target.segment}"]
    if missing:
        said.append(reason("scope_restricted", target=target.name, scope=scope))
    elif figure.scope and wanted.scope and figure.scope != wanted.scope:
        said.append(reason("scope_differs", target=wanted.scope, figure=figure.scope))


def _certainty(figure: Observed, barred: list[Reason], said: list[Reason]) -> None:
    if figure.status in NOT_ACTUAL:
        barred.append(reason(NOT_ACTUAL[figure.status]))
    elif figure.value is None:
        barred.append(reason("figure_missing"))
    elif figure.status in DOUBTFUL:
        said.append(reason(DOUBTFUL[figure.status]))
    if figure.reckoned_from:
        said.append(reason("figure_reckoned", names=figure.reckoned_from))
    if figure.is_invented:
        said.append(reason("figure_invented"))
    if figure.is_corrected:
        said.append(reason("figure_corrected"))
    if figure.is_doubted:
        said.append(reason("figure_doubted"))


def same_name(one: str, other: str) -> bool:
    """Whether two printed names say the same: one is in the other (`全省中药材种植面积`, `种植面积`)."""
    first, second = one.strip(), other.strip()
    return not first or not second or first in second or second in first


def break_between(figures: Iterable[Observed], after: date, until: date) -> Reason | None:
    """What parts figures that end on `after` from those that end on `until`: the first figure that its publisher marked as a break
    (status B) and that ends in between, or else the first day in between from which on a break is declared. An amount over a year
    in whose midst that day lies is neither of before nor of after it.
    """
    told = tuple(figures)
    marked = [one.end for one in told if one.status == "B" and after < one.end <= until]
    if marked:
        return reason("break_between", at=min(marked), since=after)
    declared = [
        each
        for one in told
        for each in one.breaks
        if (date(after.year, 1, 1) if one.basis == "flow" else after) < each.day <= until
    ]
    first = min(declared, key=lambda each: each.day, default=None)
    return None if first is None else reason("break_declared", at=first.day, since=after, words=first.why)


def threshold_raised(scope: str, earlier_year: int, later_year: int) -> list[Reason]:
    """What is known of a scope of industry above designated size when its threshold was raised between two years."""
    is_scaled = any(word in scope for word in SCALED) and not any(word in scope for word in NOT_INDUSTRY)
    if is_scaled and earlier_year < THRESHOLD_RAISED <= later_year:
        return [
            reason("scope_threshold_raised", year=THRESHOLD_RAISED, earlier_year=earlier_year, later_year=later_year)
        ]
    return []


def between(earlier: Observed, later: Observed, figures: Figures) -> Comparison:
    """Whether two figures of different times may be held together (as growth, as progress): they must count the same population."""
    barred: list[Reason] = []
    said: list[Reason] = []
    old, new = figures.measure(earlier.indicator), figures.measure(later.indicator)
    values = {"earlier": old.name, "later": new.name, "earlier_year": earlier.end.year, "later_year": later.end.year}
    if old.key != new.key:
        declared = declared_of(old, new)
        if declared is None or declared[0] == "not":
            words = declared[1] if declared else ""
            barred.append(reason("populations_differ", **values, words=words))
            if earlier.value is not None and earlier.value == later.value:
                barred.append(reason("equal_by_chance", **values, value=earlier.value))
        elif declared[0] == "caution":
            said.append(reason("declared_caution", target=old.name, figure=new.name, words=declared[1]))
    scopes = earlier.scope or old.scope, later.scope or new.scope
    if old.key == new.key and scopes[0] != scopes[1]:
        said.append(reason("scope_changed", earlier=scopes[0], later=scopes[1]))
    if old.key == new.key:
        said += threshold_raised(scopes[1], earlier.end.year, later.end.year)
    if earlier.segment != later.segment:
        barred.append(reason("segment_differs", target=earlier.segment, figure=later.segment))
    if barred:
        return Comparison("not", tuple(barred))
    return Comparison("caution" if said else "same", tuple(said))


def may_add(figures: Sequence[Observed], measures: Figures) -> Comparison:
    """Whether amounts may be added up: one nature, one unit, one span, one region or disjoint ones, and no double counting."""
    barred: list[Reason] = []
    natures = {nature(one.indicator): measures.measure(one.indicator).name for one in figures}
    if len(natures) > 1:
        barred.append(reason("natures_not_added", names="、".join(natures.values()), natures=" ".join(sorted(natures))))
    units = {measures.measure(one.indicator).unit for one in figures}
    if len(units) > 1:
        barred.append(reason("units_not_added", units=" ".join(sorted(units))))
    if len({(one.start, one.end) for one in figures}) > 1:
        barred.append(reason("spans_not_added"))
    barred += [
        reason("counted_twice", inner=inner.region, outer=outer.region)
        for inner in figures
        for outer in figures
        if is_within(inner.region, outer.region)
    ]
    return Comparison("not", tuple(barred)) if barred else Comparison("same")
